//! The linkage, from ledgers small enough to work by hand.

use proptest::prelude::*;
use serde_json::{Value, json};
use tandem_core::case::Entry;
use tandem_core::{CaseId, Lang, Timestamp};
use tandem_insight::ledger::words::findings;
use tandem_insight::ledger::{Finished, Linkage, Manner, Observation, Report};
use tandem_insight::log::EventLog;
use tandem_testkit::random::{Roll, play, rolls, rules};
use tandem_testkit::{Bench, Rules, World};

fn at(hour: u32) -> String {
    format!("2026-03-{:02}T{:02}:00:00Z", 2 + hour / 24, hour % 24)
}

fn entry(hour: u32, position: &str, kind: &Value) -> Entry {
    let by = json!({ "person": "p", "position": position, "basis": "P" });
    serde_json::from_value(json!({ "at": at(hour), "by": by, "kind": kind })).unwrap()
}

/// Reads `(case, hour, position, kind)` and sums up at an hour.
fn observe(entries: &[(&str, u32, &str, Value)], until: u32, n_min: u64) -> (Linkage, EventLog) {
    let finished = finish(entries, until, n_min);
    (finished.linkage, finished.log)
}

fn finish(entries: &[(&str, u32, &str, Value)], until: u32, n_min: u64) -> Finished {
    let mut observation = Observation::default();
    for (case, hour, position, kind) in entries {
        observation.observe(&CaseId::from(*case), &entry(*hour, position, kind));
    }
    observation.finish(at(until).parse::<Timestamp>().unwrap(), n_min)
}

fn due(hour: u32) -> Value {
    json!({ "at": at(hour), "rule": "R" })
}

fn received(drill: bool) -> Value {
    json!({ "received": {
        "title": "积水", "origin": {}, "areas": ["450103"], "remits": ["water"],
        "desk": "450103.desk", "level": "county", "ladder": ["450000.cb"], "evidence": [],
        "drill": drill, "triage_due": due(2),
    }})
}

fn lead(unit: &str, assisting: &[&str]) -> Value {
    json!({ "lead_assigned": { "lead": {
        "unit": unit, "assisting": assisting, "coordinator": "450103.desk", "rule": "L",
        "source": "S", "basis": "",
    }}})
}

fn order(id: &str, to: &str, role: &str) -> Value {
    json!({ "order_issued": {
        "order": id, "to": to, "role": role, "task": "t", "urgency": "normal",
        "receipt_due": due(10), "feedback_due": due(30), "send_back_by": null,
    }})
}

const DESK: &str = "450103.desk/duty";
const WATER: &str = "450103.water/liaison";
const ROADS: &str = "450103.roads/liaison";

/// One case from receipt to close, with an order sent back; one merged, one drill, one waiting.
fn story() -> Vec<(&'static str, u32, &'static str, Value)> {
    let opened = json!({ "opened": { "mechanism": {
        "id": "m", "version": 1,
        "digest": "27a3a69bee210cd279987dee9eaea4cae25f9065b60497fbca40a00700e3f3a4",
    }}});
    let feedback = |empty: bool| {
        json!({ "feedback_given": {
            "order": "o2", "text": "x", "progress": "complete", "empty": empty,
            "judgement_due": due(40),
        }})
    };
    let finding = |no: u32, value: &str| {
        json!({ "finding_recorded": {
            "no": no, "key": "depth", "value": value, "evidence": [], "supersedes": null,
        }})
    };
    vec![
        ("a", 0, DESK, received(false)),
        ("drill", 0, DESK, received(true)),
        ("drill", 1, DESK, opened.clone()),
        ("b", 0, DESK, received(false)),
        ("c", 1, DESK, received(false)),
        // Triaged in time; the desk leads for the time being.
        ("a", 1, DESK, opened),
        ("a", 1, DESK, lead("450103.desk", &[])),
        (
            "a",
            1,
            DESK,
            json!({ "track_opened": { "track": "response", "dues": [["answer", due(12)]] } }),
        ),
        // Merged one hour too late.
        ("b", 3, DESK, json!({ "merged": { "into": "a", "reason": "同一事项" } })),
        ("a", 4, DESK, lead("450103.roads", &["450103.water"])),
        ("a", 4, DESK, order("o1", "450103.roads", "lead")),
        (
            "a",
            6,
            ROADS,
            json!({ "order_sent_back": {
                "order": "o1",
                "send_back": {
                    "remit": "water", "proposed": "450103.water", "reason": "r",
                    "settler": "450103.cb",
                },
                "evidence": [], "settlement_due": due(7),
            }}),
        ),
        (
            "a",
            8,
            "450103.cb/lead",
            json!({ "settled": { "order": "o1", "bound": [], "lead": {
                "unit": "450103.water", "assisting": [], "coordinator": "450103.desk",
                "rule": "L", "source": "S", "basis": "",
            }}}),
        ),
        ("a", 8, DESK, order("o2", "450103.water", "lead")),
        (
            "a",
            9,
            WATER,
            json!({ "order_signed": { "order": "o2", "restated": null, "confirm": false } }),
        ),
        ("a", 10, WATER, finding(1, "30 cm")),
        ("a", 11, ROADS, finding(2, "50 cm")),
        ("a", 11, DESK, json!({ "dispute_opened": { "key": "depth", "findings": [1, 2] } })),
        ("a", 15, DESK, json!({ "dispute_settled": { "key": "depth", "keep": 1, "reason": "r" } })),
        ("a", 20, WATER, feedback(true)),
        (
            "a",
            22,
            DESK,
            json!({ "feedback_returned": { "order": "o2", "reason": "r", "feedback_due": due(44) } }),
        ),
        ("a", 46, WATER, feedback(false)),
        ("a", 47, DESK, json!({ "feedback_accepted": { "order": "o2" } })),
    ]
}

#[test]
fn the_four_problems_are_measured() {
    let (found, log) = observe(&story(), 48, 1);
    assert_eq!((found.cases, found.drills, found.entries), (3, 1, 23));

    // Case a: 0 → 4 h under the first receiver; b merged at 3 h, c open since 1 h.
    let unowned = &found.responsibility.unowned;
    assert_eq!((unowned.n, unowned.open, found.responsibility.led), (3, 2, 1));
    assert_eq!(unowned.curve.iter().map(|step| step.ended).collect::<Vec<_>>(), [0, 1, 0]);
    let by_desk = &found.responsibility.unowned_by_desk;
    assert_eq!(by_desk.values().map(|found| found.n).sum::<u64>(), 3, "{by_desk:?}");
    let r = &found.responsibility;
    assert_eq!((r.lead_changes, r.sent_back, r.cases_with_transfer), (1, 1, 1));

    // o1 was answered by sending it back and never signed; o2 was signed after an hour.
    assert_eq!((found.communication.orders, found.communication.direct), (2, 0));
    let receipt = &found.communication.receipt;
    assert_eq!((receipt.n, receipt.open, receipt.median_s), (2, 1, Some(3600.0)));
    assert_eq!(found.communication.hops.max, 1);

    let f = &found.feedback;
    assert_eq!((f.empty.part, f.empty.n), (1, 2));
    assert_eq!((f.returned.part, f.returned.n), (1, 2));
    assert_eq!((f.closed_loops.part, f.closed_loops.n), (1, 2));

    let t = &found.together;
    assert_eq!((t.disputes.n, t.disputes.median_s), (1, Some(4.0 * 3600.0)));
    assert_eq!((t.joint.part, t.joint.n), (1, 1));

    let steps: Vec<String> = found
        .timeliness
        .by_step
        .iter()
        .map(|s| format!("{} {} {} {} {}", s.of, s.met, s.missed, s.overdue, s.not_due))
        .collect();
    let expected = [
        // 36 hours late and still owed.
        "answer 0 0 1 0",
        // o1 was taken away before it was due; o2's first account was in time, its second was
        // due at 44 h and came at 46 h.
        "feedback 1 1 0 1",
        // The returned account in time, the accepted one seven hours late.
        "judgement 1 1 0 0",
        "receipt 2 0 0 0",
        "settlement 0 1 0 0",
        // a in time, b an hour late, c never.
        "triage 1 1 1 0",
    ];
    assert_eq!(steps, expected);
    let all = &found.timeliness.all;
    assert_eq!((all.met, all.missed, all.overdue, all.not_due), (5, 4, 2, 1));

    // The ledger as an event log, without the drill.
    assert_eq!((log.cases(), log.len()), (3, 21));
    for lang in [Lang::Zh, Lang::En] {
        let lines = findings(&found, lang);
        assert!(lines.len() > 15, "{lines:?}");
        assert!(lines.iter().all(|line| !line.contains("450103")), "no unit is named: {lines:?}");
    }
}

#[test]
fn what_is_reported_upward_is_summed_up() {
    let mut entries = story();
    let sitrep = |no: u32, fidelity: Option<u32>| {
        let fidelity = fidelity.map(|permille| {
            json!({
                "fidelity_permille": permille, "omission_permille": 1000 - permille,
                "addition_permille": 0, "alteration_permille": 0, "qualifier_loss_permille": 0,
                "severity_drift_permille": -100, "unsupported_permille": 0, "originals": 1,
            })
        });
        json!({ "sitrep_filed": {
            "no": no, "kind": "first", "to": "450100.desk", "text": "t", "cites": [],
            "carries": [], "fidelity": fidelity,
        }})
    };
    let audited = |verdict: &str| json!({ "relay_audited": { "relay": 1, "verdict": verdict, "reason": "r" } });
    entries.push(("a", 47, DESK, sitrep(1, Some(1000))));
    entries.push(("a", 47, DESK, sitrep(2, Some(500))));
    entries.push(("a", 47, DESK, sitrep(3, None)));
    entries.push(("a", 48, "450100.desk/duty", audited("faithful")));
    entries.push(("a", 48, "450100.desk/duty", audited("softened")));
    let (found, _) = observe(&entries, 48, 2);
    let upward = &found.upward_fidelity;
    let all = upward.all.as_ref().unwrap();
    assert_eq!((upward.relays, upward.unmeasured, all.n), (3, 1, 2));
    assert_eq!((all.mean.fidelity, all.mean.omission, all.mean.severity_drift), (0.75, 0.25, -0.1));
    // Two figures 0.5 apart: their mean's standard error is 0.25.
    assert!((all.low.unwrap() - (0.75 - 0.25 * 1.959_964)).abs() < 1e-6);
    assert_eq!((upward.by_level.len(), upward.by_unit.len()), (1, 1));
    assert_eq!((upward.audited_faithful.part, upward.audited_faithful.n), (1, 2));
    assert!(findings(&found, Lang::En).iter().any(|line| line.contains("fidelity 0.75")));
}

#[test]
fn deviations_name_the_case_the_rule_and_how_late() {
    let found = finish(&story(), 48, 1);
    let told: Vec<String> = found
        .deviations
        .iter()
        .map(|d| format!("{} {} {:?} {:.0} h", d.case, d.step, d.manner, d.late_s / 3600.0))
        .collect();
    let expected = [
        "a settlement Late 1 h",
        "a answer NotDone 36 h",
        "a judgement Late 7 h",
        "a feedback Late 2 h",
        "b triage Late 1 h",
        "c triage NotDone 46 h",
    ];
    assert_eq!(told, expected);
    let answer = &found.deviations[1];
    assert_eq!(answer.manner, Manner::NotDone);
    assert_eq!(
        answer.sentence(None, Lang::En),
        "a: answer to the public by 450103.desk was not done, 36 h overdue (R)."
    );
}

#[test]
fn each_finding_names_the_cases_behind_it() {
    let found = finish(&story(), 48, 1);
    let report = Report::of(&found);
    let all = || report.sections.iter().flat_map(|section| &section.findings);
    let behind = |part: &str| -> Vec<String> {
        let finding = all().find(|finding| finding.words.en.contains(part));
        let finding = finding.unwrap_or_else(|| panic!("no finding says {part}"));
        assert!(finding.cases_total.unwrap_or(0) >= finding.cases.len() as u64);
        finding.cases.iter().map(ToString::to_string).collect()
    };
    // c has been without a lead for 47 hours, a was for 4, b for 3.
    assert_eq!(behind("From receipt to a lead"), ["c", "a", "b"]);
    assert_eq!(behind("transfers a case"), ["a"]);
    assert_eq!(behind("empty feedback"), ["a"]);
    assert_eq!(behind("triage: "), ["c", "b"]);
    assert_eq!(behind("conflicting orders"), [""; 0]);
    assert!(report.limits[0].zh.contains("95%"));
    let lines = findings(&found.linkage, Lang::Zh);
    assert!(all().all(|finding| lines.contains(&finding.words.zh)), "the same sentences");
    assert_eq!(all().count() + report.sections.len() + 1, lines.len());
}

#[test]
fn the_course_of_a_case_is_a_row() {
    let found = finish(&story(), 48, 1);
    let ids: Vec<String> = found.courses.iter().map(|course| course.case.to_string()).collect();
    assert_eq!(ids, ["a", "b", "c"]);
    let a = &found.courses[0];
    assert_eq!((a.led_s, a.stated_s, a.closed_s), (Some(4.0 * 3600.0), None, None));
    assert_eq!((a.transfers, a.empty_feedback, a.disputes, a.met, a.late), (2, 1, 1, 5, 4));
    assert!(found.courses[1].left && found.courses[1].watched_s == 3.0 * 3600.0);
    let sums = found.courses.iter().fold((0, 0), |(met, late), c| (met + c.met, late + c.late));
    let all = &found.linkage.timeliness.all;
    assert_eq!(sums, (all.met, all.missed + all.overdue));
}

#[test]
fn units_are_compared_on_like_work_only() {
    let found = finish(&story(), 48, 1);
    let pair = found.pair(&"450103.water".into(), &"450103.desk".into());
    assert!(pair.finding.en.starts_with("Cannot be compared"), "{}", pair.finding.en);
    assert_eq!(pair.units[0].0.as_str(), "450103.water");
}

#[test]
fn small_groups_are_not_summed_up() {
    let (found, _) = observe(&story(), 48, 1_000);
    let t = &found.timeliness;
    assert!(t.by_unit.is_empty() && t.by_level.is_empty() && t.by_area.is_empty());
    let (found, _) = observe(&story(), 48, 1);
    let units: Vec<&str> = found.timeliness.by_unit.iter().map(|unit| unit.of.as_str()).collect();
    assert!(units.is_sorted() && units.contains(&"450103.water"), "{units:?}");
}

#[test]
fn an_empty_ledger_says_nothing() {
    let (found, log) = observe(&[], 0, 10);
    assert_eq!((found.cases, log.len()), (0, 0));
    assert_eq!(findings(&found, Lang::En).len(), 1);
    assert_eq!(found.feedback.empty.share, None);
}

/// Every kind of entry that was ever written is named in a log as the ledger names it.
#[test]
fn entries_keep_their_names_in_logs() {
    let golden = include_str!("../../../engine/tests/golden/v1.jsonl");
    for line in golden.lines() {
        let entry: Entry = serde_json::from_str(line).unwrap();
        let value: Value = serde_json::from_str(line).unwrap();
        let name = value["kind"].as_object().and_then(|kind| kind.keys().next()).cloned();
        let name = name.or_else(|| value["kind"].as_str().map(str::to_owned)).unwrap();
        let mut observation = Observation::default();
        observation.observe(&CaseId::from("c"), &entry);
        let written = observation.finish(entry.at, 1).log;
        let written = written.activities().iter().next().map(str::to_owned);
        assert_eq!(written, Some(name), "{line}");
    }
}

/// Cases played at random, with all entries of each.
fn played(rules: &Rules, rolls: &[Roll]) -> Result<Vec<(CaseId, Vec<Entry>)>, TestCaseError> {
    let world = World::small_under(rules);
    let mut bench = Bench::new(&world, "2026-02-10 10:00");
    let broken = |broken: tandem_testkit::Broken| TestCaseError::fail(broken.to_string());
    for roll in rolls {
        play(&mut bench, roll).map_err(broken)?;
    }
    bench.sweep().map_err(broken)?;
    let others = bench.others.iter().map(|(id, (_, entries))| (id.clone(), entries.clone()));
    let mut all: Vec<_> = others.collect();
    all.push((bench.case.id.clone(), bench.entries.clone()));
    Ok(all)
}

fn summed_up<'a>(
    entries: impl Iterator<Item = (&'a CaseId, &'a Entry)>,
    until: Timestamp,
) -> (Linkage, EventLog) {
    let mut observation = Observation::default();
    entries.for_each(|(case, entry)| observation.observe(case, entry));
    let finished = observation.finish(until, 1);
    (finished.linkage, finished.log)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..Default::default() })]

    /// Whatever people do: every deadline is counted once, nothing is counted twice, the order of
    /// cases does not matter, and time alone makes nothing met.
    #[test]
    fn random_ledgers_add_up(rules in rules(), rolls in rolls(10..120)) {
        let cases = played(&rules, &rolls)?;
        let entries: usize = cases.iter().map(|(_, entries)| entries.len()).sum();
        let all = || cases.iter().flat_map(|(id, entries)| entries.iter().map(move |e| (id, e)));
        let last = all().map(|(_, entry)| entry.at).max().unwrap();
        let (now, log) = summed_up(all(), last);
        prop_assert_eq!(now.entries as usize, entries);
        if now.drills == 0 {
            prop_assert_eq!(log.len(), entries);
        }
        for rate in [&now.timeliness.by_step, &now.timeliness.by_level] {
            let n: u64 = rate.iter().map(|rate| rate.n).sum();
            prop_assert_eq!(n, now.timeliness.all.n);
        }
        for rate in now.timeliness.by_step.iter().chain(&now.timeliness.by_unit) {
            let parts = rate.met + rate.missed + rate.overdue + rate.not_due;
            prop_assert_eq!(parts, rate.n, "{:?}", rate);
            prop_assert!(rate.median_s.is_none_or(|median| median >= 0.0), "{:?}", rate);
        }
        let f = &now.feedback;
        for share in [f.empty, f.returned, f.closed_loops, f.lapsed, f.refuted, f.reopened] {
            prop_assert!(share.part <= share.n, "{:?}", f);
        }

        // Case after case or all at once by time, it is the same ledger.
        let mut by_time: Vec<(&CaseId, &Entry)> = all().collect();
        by_time.sort_by_key(|(_, entry)| entry.at);
        let (same, _) = summed_up(by_time.into_iter(), last);
        prop_assert_eq!(&same, &now);

        let later = last + jiff::SignedDuration::from_hours(24 * 400);
        let (later, _) = summed_up(all(), later);
        let (before, after) = (&now.timeliness.all, &later.timeliness.all);
        prop_assert_eq!((before.met, before.missed), (after.met, after.missed));
        prop_assert!(after.overdue >= before.overdue && after.not_due <= before.not_due);
        prop_assert_eq!(before.n, after.n);
    }
}
