//! Evaluation of logs against pm4py, networkx and lifelines. `golden/make.py` made the figures.

use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use tandem_insight::evaluate::{Evaluation, Question, evaluate};
use tandem_insight::log::{Columns, EventLog, Format, read};
use tandem_insight::survival::{Curve, End, Span};

#[derive(Deserialize)]
struct Golden {
    events: u64,
    cases: u64,
    handover: Lines,
    working_together: Lines,
    follows: Lines,
    variants: Lines,
    performance: Performance,
    network: serde_json::Value,
    survival: Survival,
}

#[derive(Deserialize)]
struct Lines {
    n: usize,
    sum: u64,
    sha256: String,
    #[serde(default)]
    lines: Vec<String>,
    #[serde(default)]
    largest_share: f64,
}

#[derive(Deserialize)]
struct Performance {
    sum_of_means_s: f64,
    sum_of_medians_s: f64,
    often: Vec<(String, String, f64, f64)>,
}

#[derive(Deserialize)]
struct Survival {
    n: u64,
    open: u64,
    median_s: f64,
    #[serde(alias = "some_steps")]
    steps: Vec<(f64, f64, f64, f64)>,
}

fn golden(name: &str) -> Golden {
    serde_json::from_str(&std::fs::read_to_string(golden_path(name)).unwrap()).unwrap()
}

fn golden_path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name)
}

fn near(got: f64, expected: f64, what: &str) {
    let slack = 1e-6_f64.max(expected.abs() * 1e-9);
    assert!((got - expected).abs() <= slack, "{what}: {got}, not {expected}");
}

fn check_lines(mut lines: Vec<String>, expected: &Lines, what: &str) {
    lines.sort();
    for (got, expected) in lines.iter().zip(&expected.lines) {
        assert_eq!(got, expected, "{what}");
    }
    assert_eq!(lines.len(), expected.n, "{what}");
    let sum: u64 =
        lines.iter().map(|l| l.rsplit('\t').next().unwrap().parse::<u64>().unwrap()).sum();
    assert_eq!(sum, expected.sum, "{what}");
    let text: String = lines.iter().map(|line| line.clone() + "\n").collect();
    let digest: String =
        Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(digest, expected.sha256, "{what}");
}

/// Asserts that an evaluation says what the yardstick tools say.
fn check(log: &EventLog, golden: &Golden, ends: &[&str]) -> Evaluation {
    let ends = ends.iter().map(|end| (*end).to_owned()).collect();
    let got = evaluate(log, &Question { ends, ..Question::default() });
    assert_eq!((got.events, got.cases), (golden.events, golden.cases));
    let lines = got.handover.iter().map(|h| format!("{}\t{}\t{}", h.from, h.to, h.count));
    check_lines(lines.collect(), &golden.handover, "handover");
    let all: u64 = got.handover.iter().map(|h| h.count).sum();
    let largest = got.handover.iter().map(|h| h.count).max().unwrap();
    near(largest as f64 / all as f64, golden.handover.largest_share, "largest share");
    let lines = got.working_together.iter().map(|t| format!("{}\t{}\t{}", t.a, t.b, t.count));
    check_lines(lines.collect(), &golden.working_together, "working together");
    let lines = got.follows.iter().map(|f| format!("{}\t{}\t{}", f.from, f.to, f.count));
    check_lines(lines.collect(), &golden.follows, "follows");
    let lines = got.variants.iter().map(|v| format!("{}\t{}", v.trace.join("\t"), v.count));
    check_lines(lines.collect(), &golden.variants, "variants");

    near(
        got.follows.iter().map(|f| f.mean_s).sum(),
        golden.performance.sum_of_means_s,
        "sum of means",
    );
    near(
        got.follows.iter().map(|f| f.median_s).sum(),
        golden.performance.sum_of_medians_s,
        "sum of medians",
    );
    for (from, to, mean, median) in &golden.performance.often {
        let arc = got.follows.iter().find(|f| f.from == *from && f.to == *to).unwrap();
        near(arc.mean_s, *mean, &format!("mean of {from} to {to}"));
        near(arc.median_s, *median, &format!("median of {from} to {to}"));
    }
    check_network(&got, &golden.network);

    let duration = &got.deadlines.case_duration;
    assert_eq!((duration.n, duration.open), (golden.survival.n, golden.survival.open));
    near(duration.median_s.unwrap(), golden.survival.median_s, "median duration");
    got
}

fn check_network(got: &Evaluation, expected: &serde_json::Value) {
    let shape = serde_json::to_value(&got.network).unwrap();
    for (key, value) in expected.as_object().unwrap() {
        let nodes = got.network.resources.by_node.iter();
        let betweenness = nodes.map(|node| (node.name.clone(), node.betweenness.unwrap()));
        match key.as_str() {
            "betweenness" => {
                for (name, got) in betweenness {
                    near(got, value[&name].as_f64().unwrap(), &format!("betweenness of {name}"));
                }
            }
            "betweenness_sum" => {
                near(betweenness.map(|b| b.1).sum(), value.as_f64().unwrap(), key);
            }
            "betweenness_max" => {
                near(betweenness.map(|b| b.1).fold(0.0, f64::max), value.as_f64().unwrap(), key);
            }
            "ei_index" => {
                let ties = got.network.between_groups.as_ref().unwrap().ties;
                near(ties.ei_index.unwrap(), value.as_f64().unwrap(), key);
            }
            _ => near(shape[key].as_f64().unwrap(), value.as_f64().unwrap(), key),
        }
    }
}

#[test]
fn a_made_up_log_is_evaluated_as_the_yardsticks_do() {
    let expected = golden("made_up.json");
    for (name, format) in [("made_up.csv", Format::Csv), ("made_up.xes", Format::Xes)] {
        let bytes = std::fs::read(golden_path(name)).unwrap();
        let import = read(&bytes, &Columns::default()).unwrap();
        assert_eq!((import.format, import.skipped_total), (format, 0));
        let got = check(&import.log, &expected, &["closed"]);
        let curve = &got.deadlines.case_duration.curve;
        let expected = &expected.survival.steps;
        let mut seen = 0;
        for (t, open, low, high) in expected {
            let step = curve.iter().find(|step| step.t_s == *t).unwrap();
            near(step.open, *open, "open");
            near(step.low, *low, "low");
            near(step.high, *high, "high");
            seen += 1;
        }
        assert!(seen > 5);
    }
}

#[test]
fn real_logs_are_evaluated_as_the_yardsticks_do() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/process_logs");
    let column = |name: &str| Some(name.to_owned());
    let logs = [
        (
            "bpic2015.json",
            "bpic2015_municipality1_permits_52217.csv.gz",
            Columns::default(),
            "01_HOOFD_510_2",
        ),
        (
            "bpic2014.json",
            "bpic2014_incident_activities_39911.csv.gz",
            Columns {
                case: column("incident_id"),
                activity: column("incident_activity_type"),
                time: column("data_stamp"),
                resource: column("assignment_group"),
                ..Columns::default()
            },
            "Closed",
        ),
    ];
    for (expected, name, columns, end) in logs {
        let Ok(packed) = std::fs::read(folder.join(name)) else {
            println!("skipped: shared/data/process_logs/{name} is absent");
            continue;
        };
        let mut bytes = Vec::new();
        flate2::read::GzDecoder::new(&packed[..]).read_to_end(&mut bytes).unwrap();
        let import = read(&bytes, &columns).unwrap();
        assert_eq!(import.skipped_total, 0, "{name}: {:?}", import.skipped);
        check(&import.log, &golden(expected), &[end]);
    }
}

#[test]
fn survival_follows_from_the_formula() {
    // Freireich's 6-MP arm (1963), as every textbook has it.
    let seen = [6, 6, 6, 7, 10, 13, 16, 22, 23];
    let open = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35];
    let span = |end| move |weeks: &i32| Span { seconds: f64::from(*weeks), end };
    let spans: Vec<Span> =
        seen.iter().map(span(End::Seen)).chain(open.iter().map(span(End::Open))).collect();
    let curve = Curve::of(&spans);
    assert_eq!((curve.n, curve.open), (21, 12));
    for (t, open) in
        [(6.0, 0.857), (7.0, 0.807), (10.0, 0.753), (13.0, 0.690), (22.0, 0.538), (23.0, 0.448)]
    {
        assert!((curve.open_at(t).0 - open).abs() < 5e-4, "{t}");
    }
    assert_eq!(curve.by_share(0.5), Some(23.0));
    assert_eq!(curve.by_share(0.9), None);
}

#[test]
fn open_cases_count_against_their_due_time() {
    let log = "case,activity,time,due,done\n\
        met,a,2026-01-01,2026-01-05,2026-01-04\n\
        late,a,2026-01-01,2026-01-05,2026-01-09\n\
        overdue,a,2026-01-01,2026-01-05,\n\
        waiting,a,2026-01-01,2026-03-01,\n\
        undated,a,2026-02-01,,\n";
    let column = |name: &str| Some(name.to_owned());
    let columns = Columns { due: column("due"), closed: column("done"), ..Columns::default() };
    let log = read(log.as_bytes(), &columns).unwrap().log;
    let found = evaluate(&log, &Question::default()).deadlines;
    let due = found.due.unwrap();
    assert_eq!((due.n, due.met, due.missed, due.open_overdue, due.open_not_due), (4, 1, 1, 1, 1));
    assert!((due.met_share.unwrap() - 1.0 / 3.0).abs() < 1e-12);
    assert_eq!((found.case_duration.n, found.case_duration.open), (5, 3));

    // An end that never happens leaves all cases open; none named ends all with the last event.
    let plain = read(b"case,activity,time\n1,a,2026-01-01\n1,b,2026-01-02\n", &Columns::default());
    let plain = plain.unwrap().log;
    let open = |ends: &[&str]| {
        let ends = ends.iter().map(|end| (*end).to_owned()).collect();
        evaluate(&plain, &Question { ends, n_min: 1 }).deadlines.case_duration.open
    };
    assert_eq!((open(&["z"]), open(&["b"]), open(&[])), (1, 0, 0));
}
