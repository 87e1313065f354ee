//! Fidelity on controlled distortions of real texts, and on faithful rewordings of the same texts.
//!
//! The generator knows nothing of the words that the tool knows: degrees come from HowNet's lists,
//! place names and added sentences from other messages, and its synonyms are its own. Texts fall
//! into two halves by their id; the half called `development` was looked at while the tool was
//! built (`QUALITY_HALF=development`), the figures are of the other one.

mod en;
pub(crate) mod voice;
mod zh;
mod zh_reword;

use crate::chance::{Chance, auc, interval};
use crate::figure::{Absent, Figure, Section};
use std::path::Path;
use tandem_sense::fidelity::{Fidelity, Kind, compare};

/// What was done to a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Done {
    Reworded,
    Dropped,
    Added,
    Number,
    Time,
    Place,
    Negated,
    Hedge,
    Softened,
    Sharpened,
    Merged,
    Concluded,
}

impl Done {
    const FAULTS: [Self; 11] = [
        Self::Dropped,
        Self::Added,
        Self::Number,
        Self::Time,
        Self::Place,
        Self::Negated,
        Self::Hedge,
        Self::Softened,
        Self::Sharpened,
        Self::Merged,
        Self::Concluded,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Reworded => "faithful rewording",
            Self::Dropped => "dropped sentence",
            Self::Added => "added sentence",
            Self::Number => "changed number",
            Self::Time => "changed time",
            Self::Place => "changed place",
            Self::Negated => "negation",
            Self::Hedge => "lost qualifier",
            Self::Softened => "softened",
            Self::Sharpened => "sharpened",
            Self::Merged => "two facts merged wrongly",
            Self::Concluded => "unsupported conclusion",
        }
    }

    /// The figure that must rise.
    fn score(self, found: &Fidelity) -> f64 {
        match self {
            Self::Reworded => 1.0 - found.fidelity,
            Self::Dropped => found.omission,
            Self::Added => found.addition,
            Self::Number | Self::Time | Self::Place | Self::Negated | Self::Merged => {
                found.alteration
            }
            Self::Hedge => found.qualifier_loss,
            Self::Softened => -found.severity_drift,
            Self::Sharpened => found.severity_drift,
            Self::Concluded => found.unsupported,
        }
    }
}

/// A made pair.
pub(crate) struct Pair {
    pub original: String,
    pub relayed: String,
    pub done: Done,
}

pub(crate) fn measure(data: &Path) -> Result<Section, Absent> {
    let half = usize::from(std::env::var("QUALITY_HALF").as_deref() != Ok("development"));
    let mut figures = Vec::new();
    let zh = zh::pairs(data, half)?;
    score("zh", &zh, &mut figures);
    score("en", &en::pairs(data, half)?, &mut figures);
    figures.push(speed(&zh));
    Ok(Section {
        title: "Fidelity of texts".into(),
        method: "Controlled distortions of one fact in real messages, replies and posts of one to \
                 six sentences, against faithful rewordings (order, abbreviations, number and date \
                 formats, synonyms, courtesy) of the same texts; half of the texts, which was not \
                 looked at before. AUC of the figure that names the fault; false alarms are \
                 rewordings with any difference."
            .into(),
        figures,
    })
}

fn score(lang: &str, pairs: &[Pair], figures: &mut Vec<Figure>) {
    let found: Vec<Fidelity> = pairs.iter().map(|p| compare(&p.original, &p.relayed)).collect();
    let of = |done: Done| (0..pairs.len()).filter(move |&i| pairs[i].done == done);
    let faithful: Vec<usize> = of(Done::Reworded).collect();
    let show: usize = std::env::var("QUALITY_SHOW").ok().and_then(|n| n.parse().ok()).unwrap_or(0);
    let alarm = |i: usize| f64::from(u8::from(!found[i].differences.is_empty()));
    let rate = |draw: &[usize], list: &[usize]| {
        draw.iter().map(|&d| alarm(list[d])).sum::<f64>() / draw.len() as f64
    };
    let all: Vec<usize> = (0..faithful.len()).collect();
    figures.push(Figure {
        what: format!("{lang}, false alarms on faithful rewordings"),
        value: rate(&all, &faithful),
        interval: Some(interval(faithful.len(), 1, |draw| Some(rate(draw, &faithful)))),
        n: faithful.len(),
        aim: "below 0.05".into(),
    });
    for &i in faithful.iter().filter(|&&i| alarm(i) > 0.0).take(show) {
        tell(&pairs[i], &found[i]);
    }
    for done in Done::FAULTS {
        let faults: Vec<usize> = of(done).collect();
        if faults.is_empty() {
            continue;
        }
        let scores =
            |list: &[usize]| list.iter().map(|&i| done.score(&found[i])).collect::<Vec<_>>();
        let (meant, other) = (scores(&faults), scores(&faithful));
        let both = faults.len() + other.len();
        let drawn = |draw: &[usize]| {
            let part = |from: usize, to: usize, list: &[f64]| -> Vec<f64> {
                draw.iter().filter(|&&d| (from..to).contains(&d)).map(|&d| list[d - from]).collect()
            };
            let meant = part(0, faults.len(), &meant);
            let other = part(faults.len(), both, &other);
            (!meant.is_empty() && !other.is_empty()).then(|| auc(&meant, &other))
        };
        figures.push(Figure {
            what: format!("{lang}, {}: AUC", done.name()),
            value: auc(&meant, &other),
            interval: Some(interval(both, 2, drawn)),
            n: faults.len(),
            aim: "0.95".into(),
        });
        let named = faults.iter().filter(|&&i| done.score(&found[i]) > 0.0).count();
        figures.push(Figure::plain(
            format!("{lang}, {}: share named", done.name()),
            named as f64 / faults.len() as f64,
            faults.len(),
            "",
        ));
        for &i in faults.iter().filter(|&&i| done.score(&found[i]) <= 0.0).take(show) {
            tell(&pairs[i], &found[i]);
        }
    }
    let overall =
        |list: &[usize]| list.iter().map(|&i| 1.0 - found[i].fidelity).collect::<Vec<_>>();
    let faults: Vec<usize> =
        (0..pairs.len()).filter(|&i| pairs[i].done != Done::Reworded).collect();
    let value = auc(&overall(&faults), &overall(&faithful));
    figures.push(Figure::plain(
        format!("{lang}, any fault by 1 − Φ: AUC"),
        value,
        faults.len(),
        "0.95",
    ));
}

fn tell(pair: &Pair, found: &Fidelity) {
    eprintln!("— {:?}\n  O {}\n  R {}", pair.done, pair.original, pair.relayed);
    for d in &found.differences {
        let part = |s: &Option<tandem_sense::fidelity::Span>| {
            s.as_ref().map_or("-".into(), |s| s.text.clone())
        };
        eprintln!(
            "    {:?} {:?}: {} | {} ({})",
            d.kind,
            d.fact,
            part(&d.original),
            part(&d.relayed),
            d.reason.en
        );
    }
    if found.differences.iter().all(|d| d.kind == Kind::Empty) {
        eprintln!("    nothing found");
    }
}

/// Pairs of sentences a second of one core's time.
fn speed(pairs: &[Pair]) -> Figure {
    let sentences: usize =
        pairs.iter().map(|p| p.original.matches(['。', '！', '？', '!', '?']).count().max(1)).sum();
    let begun = used();
    let sum: f64 = pairs.iter().map(|p| compare(&p.original, &p.relayed).fidelity).sum();
    let seconds = used() - begun;
    assert!(sum.is_finite());
    let rate = sentences as f64 / seconds;
    Figure::plain("zh, sentence pairs a CPU second", rate, sentences, "20,000")
}

/// Seconds that this process has spent on a core; of the clock where the system does not tell.
#[allow(clippy::disallowed_methods, reason = "an example measures time")]
fn used() -> f64 {
    let told = std::fs::read_to_string("/proc/self/schedstat").ok();
    let nanoseconds = told.and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(
        || {
            let now = std::time::SystemTime::now();
            now.duration_since(std::time::UNIX_EPOCH).map_or(0.0, |d| d.as_secs_f64())
        },
        |nanoseconds| nanoseconds / 1e9,
    )
}

/// Texts in halves by id.
pub(crate) fn half_of(id: u64) -> usize {
    (Chance::new(id).next() & 1) as usize
}
