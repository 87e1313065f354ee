//! Rumour cues against labelled threads, on the text alone and with the first hour of reposts.

use crate::chance::Chance;
use crate::figure::{Absent, Figure, Section, file};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use tandem_sense::cues::{Kind, Speaker, Told, of_text, of_topic, to_check};

const THREADS: &str = "ced_chinese_rumours/threads.jsonl.gz";
/// Draws for the intervals.
const DRAWS: usize = 500;
const SEED: u64 = 20_261_127;
const HOUR: f64 = 3600.0;

#[derive(serde::Deserialize)]
struct Thread {
    label: String,
    time: i64,
    text: String,
    spread: Vec<(i64, i64, Option<f64>, String)>,
}

struct Scored {
    rumour: bool,
    text: f64,
    topic: f64,
    kinds: [bool; Kind::ALL.len()],
}

pub(crate) fn measure(data: &Path) -> Result<Section, Absent> {
    let path = file(data, THREADS)?;
    let reader = BufReader::new(std::fs::File::open(&path).expect("the file opens"));
    let mut threads: Vec<Thread> = BufReader::new(flate2::read::GzDecoder::new(reader))
        .lines()
        .map(|line| serde_json::from_str(&line.expect("a line")).expect("a thread"))
        .collect();
    threads.sort_by_key(|thread| thread.time);
    let later = threads.len() / 2;
    let mut chance = Chance::new(SEED);
    let mut figures = Vec::new();
    for (name, part) in [("later half", &threads[later..]), ("earlier half", &threads[..later])] {
        let scored: Vec<Scored> = part.iter().map(score).collect();
        let of = |by: fn(&Scored) -> f64| -> Vec<(f64, bool)> {
            scored.iter().map(|s| (by(s), s.rumour)).collect()
        };
        for (what, pairs) in
            [("text alone", of(|s| s.text)), ("with the first hour of reposts", of(|s| s.topic))]
        {
            let mut figure =
                Figure::plain(format!("{name}: AUC, {what}"), auc(&pairs), pairs.len(), "");
            figure.interval = Some(interval(&pairs, &mut chance));
            figures.push(figure);
        }
        for (k, kind) in Kind::ALL.into_iter().enumerate() {
            for (label, rumour) in [("rumours", true), ("others", false)] {
                let of: Vec<&Scored> = scored.iter().filter(|s| s.rumour == rumour).collect();
                let with = of.iter().filter(|s| s.kinds[k]).count() as f64;
                let what = format!("{name}: share of {label} with {kind:?} in the text");
                figures.push(Figure::plain(what, with / of.len() as f64, of.len(), ""));
            }
        }
    }
    Ok(Section {
        title: "Rumour cues".into(),
        method: "How well the amount of cues orders posts that the platform called rumours before \
                 others; nothing was trained. The word lists were looked at against the earlier \
                 half by time alone, so the later half holds other topics. The reposts of the \
                 first hour hold refutations by other users, which is what the cue is for, and is \
                 no forecast. Labels are the platform's; the others are popular posts, many of \
                 which tell no news at all."
            .into(),
        figures,
    })
}

fn score(thread: &Thread) -> Scored {
    let cues = of_text(&thread.text);
    let public = |text| Told { text, speaker: Speaker::Public };
    let first_hour = thread.spread.iter().filter(|item| {
        item.2.is_some_and(|seconds| (0.0..HOUR).contains(&seconds)) && !item.3.is_empty()
    });
    let posts: Vec<Told<'_>> = std::iter::once(public(thread.text.as_str()))
        .chain(first_hour.map(|item| public(item.3.as_str())))
        .collect();
    Scored {
        rumour: thread.label == "rumour",
        text: to_check(&cues),
        topic: of_topic(&posts).to_check,
        kinds: Kind::ALL.map(|kind| cues.iter().any(|cue| cue.kind == kind)),
    }
}

/// Probability that a rumour has the higher value than another post; ties count a half.
fn auc(pairs: &[(f64, bool)]) -> f64 {
    let mut sorted = pairs.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut below, mut sum, mut at) = (0.0, 0.0, 0);
    while at < sorted.len() {
        let end = at + sorted[at..].iter().take_while(|p| p.0 == sorted[at].0).count();
        let rumours = sorted[at..end].iter().filter(|p| p.1).count() as f64;
        let others = (end - at) as f64 - rumours;
        sum += rumours * (below + others / 2.0);
        below += others;
        at = end;
    }
    sum / (below * (pairs.len() as f64 - below))
}

/// 95 % interval by drawing the posts again.
fn interval(pairs: &[(f64, bool)], chance: &mut Chance) -> (f64, f64) {
    let mut draws: Vec<f64> = (0..DRAWS)
        .map(|_| {
            let again: Vec<(f64, bool)> =
                (0..pairs.len()).map(|_| pairs[chance.below(pairs.len())]).collect();
            auc(&again)
        })
        .collect();
    draws.sort_by(f64::total_cmp);
    (draws[DRAWS / 40], draws[DRAWS - 1 - DRAWS / 40])
}
