//! Masking of generated personal numbers, and of ordinary texts that hold none. With
//! `TANDEM_TELL` set, what was missed or masked without need is printed on standard error.

use crate::chance::Chance;
use crate::figure::{Absent, Figure, Section, file};
use crate::personal::{self, Personal};
use crate::stages::share_interval;
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use tandem_sense::privacy::{Kind, mask};

/// Numbers of each kind.
const NUMBERS: usize = 20_000;
/// Generated ordinary texts.
const TEXTS: usize = 50_000;
const SEED: u64 = 20_261_126;
const LEADS: &str = "weibo_hot_hourly/topics.jsonl.gz";
const MESSAGES: &str = "gov_messages_taidi_c2020/messages_4326.jsonl";

pub(crate) fn measure(data: &Path) -> Result<Section, Absent> {
    let mut chance = Chance::new(SEED);
    let mut figures = Vec::new();
    let mut all = (0, 0);
    for kind in Kind::ALL {
        let mut gone = 0;
        let mut missed: BTreeMap<&str, (usize, String)> = BTreeMap::new();
        for _ in 0..NUMBERS {
            let Personal { text, number, form } = personal::personal(kind, &mut chance);
            let masked = mask(&text);
            if masked.masked.of(kind) == 1 && !masked.text.contains(number.as_str()) {
                gone += 1;
            } else {
                let entry = missed.entry(form).or_default();
                entry.0 += 1;
                entry.1 = format!("{text} → {}", masked.text);
            }
        }
        if std::env::var_os("TANDEM_TELL").is_some() {
            eprintln!("{kind:?}: {missed:#?}");
        }
        all = (all.0 + gone, all.1 + NUMBERS);
        figures.push(share(format!("{kind:?}: masked").to_lowercase(), gone, NUMBERS, "≥ 0.99"));
    }
    figures.insert(0, share("all kinds: masked".into(), all.0, all.1, "≥ 0.99"));
    let mut ordinary = 0;
    for _ in 0..TEXTS {
        let text = personal::ordinary(&mut chance);
        let masked = mask(&text);
        ordinary += usize::from(masked.masked.total() > 0);
        if masked.masked.total() > 0 && std::env::var_os("TANDEM_TELL").is_some() {
            eprintln!("{text} → {}", masked.text);
        }
    }
    let what = "generated ordinary texts with a false mask";
    figures.push(share(what.into(), ordinary, TEXTS, "≤ 0.001"));
    for (what, path, field) in [
        ("news leads with a mask", LEADS, "description"),
        ("citizens' messages, numbers taken out before, with a mask", MESSAGES, "text"),
    ] {
        let (masked, of) = real(&file(data, path)?, field);
        figures.push(share(what.into(), masked, of, "≤ 0.001"));
    }
    Ok(Section {
        title: "Masking".into(),
        method: "Generated telephone, identity, card and plate numbers and mail addresses, each \
                 in one of the forms that people write (blanks, hyphens, dots, full width, country \
                 code, brackets) between words; masked means that the kind was counted once and \
                 the number is gone. Ordinary texts hold amounts, dates, document, case and order \
                 numbers, coordinates, codes, statistics. In the real texts a mask need not be \
                 false: some leads print a hotline."
            .into(),
        figures,
    })
}

fn share(what: String, hits: usize, of: usize, aim: &str) -> Figure {
    let mut figure = Figure::plain(what, hits as f64 / of as f64, of, aim);
    figure.interval = Some(share_interval(hits, of));
    figure
}

/// How many texts of a file had something masked.
fn real(path: &Path, field: &str) -> (usize, usize) {
    let file = BufReader::new(std::fs::File::open(path).expect("the file opens"));
    let reader: Box<dyn std::io::Read> = if path.extension().is_some_and(|e| e == "gz") {
        Box::new(flate2::read::GzDecoder::new(file))
    } else {
        Box::new(file)
    };
    let (mut masked, mut of) = (0, 0);
    for line in BufReader::new(reader).lines() {
        let row: serde_json::Value =
            serde_json::from_str(&line.expect("a line")).expect("an object a line");
        let Some(text) = row[field].as_str() else { continue };
        of += 1;
        let found = mask(text);
        masked += usize::from(found.masked.total() > 0);
        if found.masked.total() > 0 && std::env::var_os("TANDEM_TELL").is_some() {
            eprintln!("{text} → {}", found.text);
        }
    }
    (masked, of)
}
