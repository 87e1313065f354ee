//! How fast 100,000 cases are indexed and found. Prints one JSON document.
//!
//! Cases are made up: a title and five texts of about sixty characters, from a vocabulary whose
//! words are as unequally frequent as those of real messages (the n-th drawn as 1/n), in the
//! counties of the shipped region. Questions are asked as a county's desk, a city's, and the
//! region's.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark measures time and prints what it found"
)]

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use tandem_core::region::Region;
use tandem_core::sight::Sight;
use tandem_core::{AreaId, CaseId, Timestamp, UnitId};
use tandem_engine::search::{Finder, Query, Wanted};
use tandem_engine::{Append, CaseRow, Ledger as _, MemoryLedger, Store};
use tandem_search::TantivyIndex;

const CASES: usize = 100_000;
const TEXTS: usize = 5;
const WORDS: usize = 4_000;
const ROUNDS: usize = 40;

/// Numbers that only look random (splitmix64).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A rank below `n`, each about as likely as one over it.
    fn rank(&mut self, n: usize) -> usize {
        let unit = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        ((n as f64).powf(unit) - 1.0) as usize
    }
}

/// The n-th word: two characters, the same ones each time.
fn word(n: usize) -> String {
    let mut numbers = Numbers(n as u64);
    (0..2).filter_map(|_| char::from_u32(0x4e00 + (numbers.next() % 3_500) as u32)).collect()
}

fn text(numbers: &mut Numbers, words: &[String]) -> String {
    let mut text = String::new();
    for no in 0..30 {
        text.push_str(&words[numbers.rank(words.len())]);
        if no % 6 == 5 {
            text.push('，');
        }
    }
    text
}

fn row(no: usize, area: &AreaId, region: &Region, title: String) -> CaseRow {
    let at = Timestamp::from_second(1_700_000_000 + no as i64 * 60).expect("a time in range");
    let mut path: Vec<&str> = region.chain(area).map(|area| area.id.as_str()).collect();
    path.reverse();
    CaseRow {
        case: CaseId::from(format!("{area}-2026-{no:06}").as_str()),
        title,
        phase: ["received", "open", "closed"][no % 3].to_owned(),
        drill: false,
        desk: UnitId::from(format!("{area}.desk").as_str()),
        path: path.join("/"),
        level: "county".into(),
        areas: vec![area.clone()],
        risk: None,
        lead: None,
        ordered: Vec::new(),
        parties: vec![UnitId::from(format!("{area}.emergency").as_str())],
        public_in: Vec::new(),
        publications: Vec::new(),
        complaints: Vec::new(),
        disposal: None,
        response: None,
        deadline: None,
        supervised: Vec::new(),
        next_due: None,
        rung: 0,
        received_at: at,
        last_at: at,
        entries: TEXTS as u64,
    }
}

fn append(store: &MemoryLedger, row: CaseRow, texts: &[String]) {
    let body = |text: &String| {
        let by = r#"{"person":"p","position":"desk/duty","basis":"P-duty"}"#;
        let kind = serde_json::json!({ "reviewed": { "lessons": text } });
        format!(r#"{{"at":"{}","by":{by},"kind":{kind}}}"#, row.received_at)
    };
    let append = Append {
        case: row.case.clone(),
        expected: 0,
        key: None,
        bodies: texts.iter().map(body).collect(),
        row: Some(row),
        effects: Vec::new(),
    };
    store.append(vec![append]).expect("memory");
}

/// Milliseconds of a question: the middle one, and that of which 95 in 100 are not slower.
fn asked(finder: &Finder, query: &Query) -> serde_json::Value {
    let mut times: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let begun = Instant::now();
            finder.find(query).expect("the index is there");
            begun.elapsed().as_secs_f64() * 1_000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let found = finder.find(query).expect("the index is there").counts.cases;
    serde_json::json!({
        "found": found,
        "p50_ms": times[ROUNDS / 2],
        "p95_ms": times[ROUNDS * 95 / 100],
    })
}

fn bytes(folder: &Path) -> u64 {
    let files = std::fs::read_dir(folder).expect("a folder");
    files.filter_map(|file| file.ok()?.metadata().ok()).map(|data| data.len()).sum()
}

fn main() {
    let region = tandem_testkit::deployed().region;
    let counties: Vec<AreaId> = region
        .areas()
        .filter(|area| region.chain(&area.id).count() == 3)
        .map(|area| area.id.clone())
        .collect();
    let words: Vec<String> = (0..WORDS).map(word).collect();
    let store = Arc::new(MemoryLedger::default());
    let mut numbers = Numbers(1);
    for no in 0..CASES {
        let area = &counties[no % counties.len()];
        let title: String = text(&mut numbers, &words).chars().take(16).collect();
        let texts: Vec<String> = (0..TEXTS).map(|_| text(&mut numbers, &words)).collect();
        append(&store, row(no, area, &region, title), &texts);
    }
    let folder = tempfile::tempdir().expect("make a folder");
    let index = TantivyIndex::open(folder.path()).expect("open the index");
    let finder =
        Finder::new(Arc::<MemoryLedger>::clone(&store) as Arc<dyn Store>, &region, Box::new(index));
    let begun = Instant::now();
    finder.refresh().expect("make the index");
    let made_s = begun.elapsed().as_secs_f64();
    let begun = Instant::now();
    append(&store, row(CASES, &counties[0], &region, words[9].clone()), &words[..TEXTS]);
    finder.refresh().expect("catch up");
    let caught_up_ms = begun.elapsed().as_secs_f64() * 1_000.0;
    let begun = Instant::now();
    drop(finder);
    let index = TantivyIndex::open(folder.path()).expect("open the index");
    let opened_ms = begun.elapsed().as_secs_f64() * 1_000.0;
    let finder =
        Finder::new(Arc::<MemoryLedger>::clone(&store) as Arc<dyn Store>, &region, Box::new(index));
    let sight = |area: &AreaId| {
        let desk = UnitId::from(format!("{area}.desk").as_str());
        Some(Sight { units: vec![desk], areas: vec![area.clone()] })
    };
    let above: Vec<AreaId> = region.chain(&counties[7]).map(|area| area.id.clone()).collect();
    let ask = |area: &AreaId, typed: &str| {
        let wanted = Wanted::read(typed).expect("it is short");
        asked(&finder, &Query { wanted, sight: sight(area), limit: 20, ..Query::default() })
    };
    let (frequent, seldom) = (words[2].clone(), words[1_500].clone());
    let together = format!("{}{}{}", words[5], words[40], words[200]);
    let result = serde_json::json!({
        "cases": CASES,
        "made_s": made_s,
        "cases_per_s": CASES as f64 / made_s,
        "bytes": bytes(folder.path()),
        "catch_up_ms": caught_up_ms,
        "opened_ms": opened_ms,
        "county_frequent": ask(&above[0], &frequent),
        "city_frequent": ask(&above[1], &frequent),
        "region_frequent": ask(&above[2], &frequent),
        "region_seldom": ask(&above[2], &seldom),
        "region_three_words_together": ask(&above[2], &together),
        "region_everything": ask(&above[2], ""),
    });
    println!("{}", serde_json::to_string_pretty(&result).expect("write JSON"));
}
