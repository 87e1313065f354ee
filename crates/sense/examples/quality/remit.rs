//! Remits of citizens' messages: learnt from labelled ones, and by the shipped keywords.

use crate::chance::Chance;
use crate::figure::{Absent, Figure, Section, file};
use std::collections::{BTreeMap, HashMap};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use tandem_sense::remit::{Example, Learnt, Remit, Remits};

#[derive(serde::Deserialize)]
struct Row {
    title: String,
    text: String,
    #[serde(default)]
    label: String,
}

/// Folds of the cross-validation.
const FOLDS: usize = 5;
/// Times that it is repeated with other folds.
const REPEATS: u64 = 2;

pub(crate) fn measure(data: &Path) -> Result<Section, Absent> {
    let folder = "gov_messages_taidi_c2020";
    let rows = read(&file(data, &format!("{folder}/labelled_sample_495.jsonl"))?);
    let unlabelled = read(&file(data, &format!("{folder}/messages_4326.jsonl"))?);
    let mut figures = Vec::new();
    let remits = checkout().map(|path| shipped_remits(&path));
    for share in [20, 40, 60, 80, 100] {
        let (mut accuracy, mut f1, mut drawn) = (0.0, 0.0, Vec::new());
        for repeat in 0..REPEATS {
            let found = cross_validated(&rows, &unlabelled, remits.as_ref(), share, repeat);
            let pairs: Vec<(&str, &str)> =
                rows.iter().zip(&found).map(|(row, f)| (row.label.as_str(), f.as_str())).collect();
            accuracy += share_right(&pairs) / REPEATS as f64;
            f1 += macro_f1(&pairs) / REPEATS as f64;
            drawn.extend(bootstrap(&pairs, repeat));
        }
        let labels = rows.len() * (FOLDS - 1) / FOLDS * share / 100;
        let aim = if share == 100 { "≥ 0.84" } else { "" };
        let what = format!("learnt from about {labels} labels: macro-F1");
        figures.push(Figure {
            interval: Some(interval(drawn)),
            ..Figure::plain(what, f1, rows.len(), aim)
        });
        let what = format!("learnt from about {labels} labels: accuracy");
        figures.push(Figure::plain(what, accuracy, rows.len(), ""));
    }
    if let Some(remits) = &remits {
        shipped(remits, &rows, &mut figures);
    }
    Ok(Section {
        title: "Remits".into(),
        method: format!(
            "{} labelled messages of 7 classes. `Learnt` is `remit --examples` by 5-fold \
             cross-validation, twice, each fold a fifth of every class; the 4,326 messages \
             without a label only tell which words are rare. Nothing of it is shipped: the \
             messages have no clear licence, and offices have their own. `Shipped keywords` is \
             `remit` as it comes, with the remits of regions/guangxi, whose first level is read as \
             one of the 7 classes by a fixed list; what falls outside or abstains counts as wrong \
             in accuracy. Intervals by drawing messages.",
            rows.len()
        ),
        figures,
    })
}

/// Which class of the labelled messages a shipped remit is read as.
const READING: &[(&str, &str)] = &[
    ("labour", "劳动和社会保障"),
    ("health.health-insurance", "劳动和社会保障"),
    ("housing", "城乡建设"),
    ("urban", "城乡建设"),
    ("accident", "城乡建设"),
    ("education", "教育文体"),
    ("tourism.sports", "教育文体"),
    ("tourism.heritage", "教育文体"),
    ("tourism.event", "教育文体"),
    ("transport", "交通运输"),
    ("market", "商贸旅游"),
    ("tourism", "商贸旅游"),
    ("food", "商贸旅游"),
    ("health", "卫生计生"),
    ("environment", "环境保护"),
];

fn class_of(code: &str) -> &'static str {
    let exact = READING.iter().find(|(from, _)| *from == code);
    let first = code.split('.').next().unwrap_or(code);
    let level = || READING.iter().find(|(from, _)| *from == first);
    exact.or_else(level).map_or("other", |(_, class)| class)
}

/// The shipped remits, where the example runs in a checkout.
fn checkout() -> Option<std::path::PathBuf> {
    let here = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    Some(here.join("../../regions/guangxi/remits.csv")).filter(|path| path.is_file())
}

fn shipped(remits: &Remits, rows: &[Row], figures: &mut Vec<Figure>) {
    let mut pairs = Vec::new();
    let (mut abstained, mut among) = (0, 0);
    for row in rows {
        let found = remits.suggest(&format!("{}\n{}", row.title, row.text));
        among += usize::from(found.subjects.iter().any(|s| class_of(&s.code) == row.label));
        let first = found.subjects.first().filter(|_| found.abstained.is_none());
        abstained += usize::from(first.is_none());
        pairs.push((row.label.as_str(), first.map_or("abstained", |s| class_of(&s.code))));
    }
    let n = rows.len();
    let f1 = macro_f1(&pairs);
    let interval = Some(interval(bootstrap(&pairs, 0)));
    figures.push(Figure { interval, ..Figure::plain("shipped keywords: macro-F1", f1, n, "") });
    figures.push(Figure::plain("shipped keywords: accuracy", share_right(&pairs), n, ""));
    let share = |of: usize| of as f64 / n as f64;
    figures.push(Figure::plain("shipped keywords: right class among three", share(among), n, ""));
    figures.push(Figure::plain("shipped keywords: abstained", share(abstained), n, ""));
}

fn shipped_remits(path: &Path) -> Remits {
    let mut reader = csv::Reader::from_path(path).expect("the remits open");
    let remit = |record: csv::StringRecord| {
        // Chinese keywords stand before the bar, English ones after it.
        let keywords = record[4].split(['|', ';']).map(str::trim).filter(|w| !w.is_empty());
        Remit {
            code: record[0].into(),
            name: record[1].into(),
            parent: record[3].into(),
            keywords: keywords.map(Into::into).collect(),
        }
    };
    Remits::new(reader.records().map(|r| remit(r.expect("a remit"))))
        .expect("shipped remits are sound")
}

fn read(path: &Path) -> Vec<Row> {
    let file = BufReader::new(std::fs::File::open(path).expect("the file opens"));
    let row = |line: std::io::Result<String>| {
        serde_json::from_str(&line.expect("a line of text")).expect("a message")
    };
    file.lines().map(row).collect()
}

/// The class found for each row by planes that have not seen it, from `share` hundredths of the
/// other folds.
fn cross_validated(
    rows: &[Row],
    unlabelled: &[Row],
    remits: Option<&Remits>,
    share: usize,
    repeat: u64,
) -> Vec<String> {
    let hints =
        |title: &str, text: &str| remits.map_or_else(Vec::new, |remits| remits.hints(title, text));
    let folds = folds(rows, repeat);
    let mut found = vec![String::new(); rows.len()];
    for fold in 0..FOLDS {
        let mut examples: Vec<Example<'_>> = Vec::new();
        for (at, (row, &of)) in rows.iter().zip(&folds).enumerate() {
            // A fixed order of the rows, so that more labels hold the fewer.
            let drawn = Chance::new(at as u64 * 31 + repeat).below(100) < share;
            let code = (of != fold && drawn).then_some(row.label.as_str());
            if of != fold {
                examples.push(Example { title: &row.title, text: &row.text, code });
            }
        }
        let more =
            unlabelled.iter().map(|row| Example { title: &row.title, text: &row.text, code: None });
        examples.extend(more);
        let learnt = Learnt::from_examples(&examples, hints).expect("all classes occur");
        for (at, row) in rows.iter().enumerate().filter(|&(at, _)| folds[at] == fold) {
            let ranked =
                learnt.rank(&row.title, &row.text, &hints(&row.title, &row.text), 0, |code| {
                    code.into()
                });
            found[at] = ranked[0].code.to_string();
        }
    }
    found
}

/// A fold for each row, every class spread evenly.
fn folds(rows: &[Row], repeat: u64) -> Vec<usize> {
    let mut by_class: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        by_class.entry(&row.label).or_default().push(at);
    }
    let mut random = Chance::new(100 + repeat);
    let (mut folds, mut next) = (vec![0; rows.len()], 0);
    for mut class in by_class.into_values() {
        for i in (1..class.len()).rev() {
            class.swap(i, random.below(i + 1));
        }
        for at in class {
            folds[at] = next % FOLDS;
            next += 1;
        }
    }
    folds
}

fn share_right(pairs: &[(&str, &str)]) -> f64 {
    pairs.iter().filter(|(t, f)| t == f).count() as f64 / pairs.len() as f64
}

/// Mean over the true classes of F1.
fn macro_f1(pairs: &[(&str, &str)]) -> f64 {
    let (mut both, mut truth, mut found) = (HashMap::new(), BTreeMap::new(), HashMap::new());
    for &(t, f) in pairs {
        *truth.entry(t).or_insert(0.0) += 1.0;
        *found.entry(f).or_insert(0.0) += 1.0;
        *both.entry(t).or_insert(0.0) += f64::from(u8::from(t == f));
    }
    let f1 = |(t, n): (&&str, &f64)| 2.0 * both[t] / (n + found.get(t).unwrap_or(&0.0));
    truth.iter().map(f1).sum::<f64>() / truth.len() as f64
}

/// Macro-F1 of 200 draws of the messages.
fn bootstrap(pairs: &[(&str, &str)], seed: u64) -> Vec<f64> {
    let mut random = Chance::new(seed);
    let mut draw = || -> Vec<(&str, &str)> {
        (0..pairs.len()).map(|_| pairs[random.below(pairs.len())]).collect()
    };
    (0..200).map(|_| macro_f1(&draw())).collect()
}

fn interval(mut drawn: Vec<f64>) -> (f64, f64) {
    drawn.sort_by(f64::total_cmp);
    (drawn[drawn.len() / 40], drawn[drawn.len() - 1 - drawn.len() / 40])
}
