//! One voice on the same pairs: what another unit published, and a text that says it anew.

use super::{Done, Pair, en, zh};
use crate::chance::interval;
use crate::figure::{Absent, Figure, Section};
use std::path::Path;
use tandem_sense::voice::Spoken;

/// What can be told from words alone.
const TOLD: [Done; 3] = [Done::Number, Done::Time, Done::Negated];

pub(crate) fn measure(data: &Path) -> Result<Section, Absent> {
    let half = usize::from(std::env::var("QUALITY_HALF").as_deref() != Ok("development"));
    let mut figures = Vec::new();
    for (lang, pairs) in [("zh", zh::pairs(data, half)?), ("en", en::pairs(data, half)?)] {
        score(lang, &pairs, &mut figures);
    }
    Ok(Section {
        title: "One voice".into(),
        method: "The pairs of the section on fidelity: a text that another unit published, and one \
                 that says the same in other words, or changes one number or time, or says the \
                 opposite; and texts on two different matters. A false alarm stops a statement until \
                 somebody explains it, a miss lets a contradiction out. A date with no word beside it, \
                 such as that of a letter, is not held against anything."
            .into(),
        figures,
    })
}

fn score(lang: &str, pairs: &[Pair], figures: &mut Vec<Figure>) {
    let of = |done: Done| pairs.iter().filter(move |pair| pair.done == done);
    let stopped =
        |theirs: &str, text: &str| !Spoken::of(text).against(&Spoken::of(theirs)).is_empty();
    let mut push = |what: String, hits: &[bool], aim: &str| {
        if hits.is_empty() {
            return;
        }
        let share = |draw: &mut dyn Iterator<Item = usize>| {
            let (hit, all) =
                draw.fold((0, 0), |(hit, all), at| (hit + usize::from(hits[at]), all + 1));
            hit as f64 / all as f64
        };
        let drawn = |draw: &[usize]| Some(share(&mut draw.iter().copied()));
        figures.push(Figure {
            what: format!("{lang}, {what}"),
            value: share(&mut (0..hits.len())),
            interval: Some(interval(hits.len(), 3, drawn)),
            n: hits.len(),
            aim: aim.to_owned(),
        });
    };
    let faithful: Vec<&Pair> = of(Done::Reworded).collect();
    let same: Vec<bool> = faithful.iter().map(|p| stopped(&p.original, &p.relayed)).collect();
    push("false alarms on the same in other words".into(), &same, "below 0.02");
    let beside = faithful.iter().zip(faithful.iter().cycle().skip(1));
    let other: Vec<bool> = beside.map(|(a, b)| stopped(&a.original, &b.relayed)).collect();
    push("false alarms on another matter".into(), &other, "below 0.02");
    for done in TOLD {
        let hits: Vec<bool> = of(done).map(|p| stopped(&p.original, &p.relayed)).collect();
        push(format!("{}: share stopped", done.name()), &hits, "0.95");
    }
}
