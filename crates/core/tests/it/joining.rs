//! Several cases at once: nothing is lost between two files, and nothing is escaped by merging.

use crate::common::{by, close, dispatch, done, evidence, led, publish, sign, verify};
use tandem_core::case::{
    Cite, Command, EntryKind, Joining, NewFinding, OrderEnd, OrderState, Origin, Phase, Promise,
    RefusalKind, Relation, StatementKind, Subject, TrackKind, TrackState,
};
use tandem_core::mechanism::RiskLevel;
use tandem_core::{AreaId, CaseId, EvidenceId, RemitId, StatementId, UnitId};
use tandem_testkit::{Bench, World};

const LEAD: &str = "A1.desk/lead";

fn merge(into: &str) -> Command {
    Command::Merge { into: CaseId::from(into), reason: "one pipe".to_owned() }
}

fn split(into: &str, areas: &[&str], remits: &[&str]) -> Command {
    Command::Split {
        into: CaseId::from(into),
        title: None,
        areas: areas.iter().map(|id| AreaId::from(*id)).collect(),
        remits: remits.iter().map(|id| RemitId::from(*id)).collect(),
        evidence: Vec::new(),
        reason: "another matter".to_owned(),
    }
}

fn received(bench: &mut Bench<'_>, id: &str, desk: &str, areas: &[&str]) {
    bench.turn_to(&CaseId::from(id));
    let receive = Command::Receive {
        title: "no water".to_owned(),
        origin: Origin { topics: vec![id.into()], complaints: Vec::new() },
        areas: areas.iter().map(|id| AreaId::from(*id)).collect(),
        remits: vec![RemitId::from("water.supply")],
        evidence: evidence(&format!("E-{id}")),
        drill: false,
    };
    bench.act(&by(&format!("{desk}/duty")), receive);
}

fn opened(bench: &mut Bench<'_>, id: &str) {
    received(bench, id, "A1.desk", &["A1"]);
    bench.act(&by("A1.desk/duty"), Command::Accept);
    bench.act(&by("A1.desk/duty"), Command::AssignLead { also_assisting: Vec::new() });
}

fn found(value: &str, evidence: &str) -> Command {
    Command::RecordFinding {
        finding: NewFinding {
            key: "cause".to_owned(),
            value: value.to_owned(),
            evidence: vec![EvidenceId::from(evidence)],
            supersedes: None,
        },
    }
}

fn assess(level: RiskLevel) -> Command {
    Command::Assess { level, reason: "a school is dry".to_owned() }
}

fn settle(lead: &str) -> Command {
    Command::Settle {
        order: None,
        lead: UnitId::from(lead),
        assisting: Vec::new(),
        reason: "it is their pipe".to_owned(),
    }
}

fn draft(statement: &str) -> Command {
    Command::DraftStatement {
        statement: StatementId::from(statement),
        kind: StatementKind::Notice,
        text: "we look into it".to_owned(),
        cites: vec![Cite::Evidence(EvidenceId::from("E-K-2"))],
        promises: Vec::new(),
        corrects: None,
        ticked: Vec::new(),
        explained: None,
    }
}

#[test]
fn what_an_open_case_holds_goes_on_in_the_other() {
    let world = World::small();
    let mut bench = led(&world);
    bench.act(&by("A1.desk/duty"), found("frost", "E1"));
    opened(&mut bench, "K-2");
    bench.act(&by("A1.desk/duty"), dispatch("O1", "A1.water"));
    bench.act(&by("A1.desk/duty"), found("a digger", "E-K-2"));
    let week = bench.now + jiff::SignedDuration::from_hours(24 * 7);
    let owner = UnitId::from("A1.water");
    let task = |text: &str, after: Vec<u32>| Command::PlanTask {
        owner: owner.clone(),
        text: text.to_owned(),
        after,
        by: week,
    };
    bench.act(&by("A1.desk/duty"), task("dig", Vec::new()));
    bench.act(&by("A1.desk/duty"), task("fill", vec![1]));
    let piece = vec![EvidenceId::from("E-K-2")];
    bench.act(&by("A1.water/liaison"), Command::FinishTask { no: 1, evidence: piece });
    bench.act(&by("A1.desk/duty"), task("pave", vec![1, 2]));
    let draft = Command::DraftStatement {
        statement: StatementId::from("S1"),
        kind: StatementKind::Notice,
        text: "we dig".to_owned(),
        cites: vec![Cite::Finding(1)],
        promises: vec![Promise { text: "water".to_owned(), owner: owner.clone(), by: week }],
        corrects: None,
        ticked: Vec::new(),
        explained: None,
    };
    bench.act(&by("A1.desk/editor"), draft);
    let approve = Command::ApproveStatement { statement: StatementId::from("S1") };
    bench.act(&by(LEAD), approve).act(&by("A1.desk/spokes"), publish("S1"));

    bench.act(&by(LEAD), merge("K-1"));
    assert_eq!(bench.case.phase, Phase::Merged(CaseId::from("K-1")));
    assert_eq!(bench.case.orders[0].state, OrderState::Ended(OrderEnd::Withdrawn));
    assert!(bench.case.watches.is_empty() && bench.case.statements[0].is_published());

    bench.turn_to(&CaseId::from("K-1"));
    let case = &bench.case;
    let ids: Vec<&str> = case.evidence.iter().map(|piece| piece.id.as_str()).collect();
    assert_eq!(ids, ["E1", "K-2:E-K-2"]);
    let values: Vec<(u32, &str, &str)> =
        case.findings.iter().map(|f| (f.no, f.value.as_str(), f.evidence[0].as_str())).collect();
    assert_eq!(values, [(1, "frost", "E1"), (2, "a digger", "K-2:E-K-2")]);
    let from = case.findings[1].from.as_ref().expect("it says where it came from");
    assert_eq!((from.case.as_str(), from.no), ("K-2", 1));
    assert_eq!(case.disputes, ["cause"]);
    let commitment = &case.commitments[0];
    assert_eq!((commitment.no, commitment.promise.by), (1, week));
    assert_eq!(commitment.from, Some(CaseId::from("K-2")));
    let watch = case.watch(&Subject::Commitment(1)).expect("the promise has a deadline");
    assert_eq!((&watch.unit, watch.deadline.at), (&owner, week));
    let tasks: Vec<(&str, &[u32])> =
        case.tasks.iter().map(|task| (task.text.as_str(), task.after.as_slice())).collect();
    assert_eq!(tasks, [("fill", &[][..]), ("pave", &[1][..])]);
    assert_eq!(case.links[0].relation, Relation::Absorbed);
    assert_eq!(case.origin.topics, ["K-2"]);
}

#[test]
fn a_case_that_is_not_solved_opens_the_tracks_of_the_one_that_is() {
    let world = World::small();
    let mut bench = done(&world);
    bench.act(&by("A1.desk/duty"), verify());
    bench.wait("1h");
    opened(&mut bench, "K-2");
    bench.act(&by(LEAD), merge("K-1"));
    bench.turn_to(&CaseId::from("K-1"));
    let track = bench.case.track(TrackKind::Disposal).expect("it is open");
    assert_eq!(track.state, TrackState::Open);
    assert!(bench.case.verification.is_none());
    assert!(bench.case.watch(&Subject::Assignment).is_some());
    assert!(bench.case.watch(&Subject::Closing).is_none());
    assert_eq!(bench.refused(&by(LEAD), close()), RefusalKind::DisposalUnverified);
}

/// Each line: what is done to K-1 and K-2 first, and on what ground the merge is refused.
#[test]
fn nothing_is_escaped_by_merging() {
    let world = World::small();
    let refusal = |prepare: &dyn Fn(&mut Bench<'_>), by_whom: &str, into: &str| {
        let mut bench = led(&world);
        opened(&mut bench, "K-2");
        prepare(&mut bench);
        bench.refused(&by(by_whom), merge(into))
    };
    let supervised = |bench: &mut Bench<'_>| {
        let supervise = Command::Supervise {
            supervision: "D1".into(),
            to: "A1.desk".into(),
            demand: "account".to_owned(),
        };
        bench.act(&by("A.desk/lead"), supervise);
    };
    let sent_back = |bench: &mut Bench<'_>| {
        bench.act(&by("A1.desk/duty"), dispatch("O1", "A1.water"));
        let send_back = Command::SendBack {
            order: "O1".into(),
            remit: "roads".into(),
            evidence: vec![EvidenceId::from("E-K-2")],
            proposed: "A1.roads".into(),
            reason: "not ours".to_owned(),
        };
        bench.act(&by("A1.water/liaison"), send_back);
    };
    let waived = |bench: &mut Bench<'_>| {
        bench.turn_to(&CaseId::from("K-1"));
        let waive = Command::Waive { track: TrackKind::Disposal, reason: "nothing".to_owned() };
        bench.act(&by("A1.desk/chief"), waive);
        bench.turn_to(&CaseId::from("K-2"));
    };
    let waiting = |bench: &mut Bench<'_>| {
        received(bench, "K-3", "A1.desk", &["A1"]);
        received(bench, "K-4", "A.desk", &["A1", "A2"]);
        bench.act(&by("A.desk/duty"), Command::Accept);
        received(bench, "K-5", "A2.desk", &["A2"]);
        bench.act(&by("A2.desk/duty"), Command::Accept);
        bench.turn_to(&CaseId::from("K-2"));
    };
    let consulted = |bench: &mut Bench<'_>| {
        let convene = Command::Convene {
            consultation: "M1".into(),
            invited: vec![UnitId::from("A1.roads")],
            question: "who digs".to_owned(),
        };
        bench.act(&by("A1.desk/lead"), convene);
        let ask = Command::AskHelp {
            request: "H1".into(),
            to: UnitId::from("A1.roads"),
            text: "lend us a pump".to_owned(),
        };
        bench.act(&by("A1.water/liaison"), ask);
    };
    let contested = |bench: &mut Bench<'_>| {
        let draft = draft("S1");
        bench.act(&by("A1.desk/editor"), draft);
        let approve = Command::ApproveStatement { statement: StatementId::from("S1") };
        bench.act(&by(LEAD), approve).act(&by("A1.desk/spokes"), publish("S1"));
        let contest = Command::Contest { reason: "not so".to_owned(), evidence: Vec::new() };
        bench.act(&by(LEAD), contest);
    };
    let settled_apart = |bench: &mut Bench<'_>| {
        bench.act(&by(LEAD), settle("A1.roads"));
        bench.turn_to(&CaseId::from("K-1"));
        bench.act(&by(LEAD), settle("A1.water"));
        bench.turn_to(&CaseId::from("K-2"));
    };
    let twice = |bench: &mut Bench<'_>| {
        bench.act(&by(LEAD), merge("K-1"));
    };
    let merged = |bench: &mut Bench<'_>| {
        bench.turn_to(&CaseId::from("K-1"));
        opened(bench, "K-6");
        bench.act(&by(LEAD), merge("K-1"));
        bench.turn_to(&CaseId::from("K-2"));
    };
    let nothing = |_: &mut Bench<'_>| {};
    let k1 = || CaseId::from("K-1");
    use RefusalKind as R;
    let refused = [
        (refusal(&supervised, LEAD, "K-1"), R::SupervisionsOpen(vec!["D1".into()])),
        (refusal(&sent_back, LEAD, "K-1"), R::SettlementPending { order: "O1".into() }),
        (refusal(&waived, LEAD, "K-1"), R::TrackNotOpen),
        (
            refusal(&consulted, LEAD, "K-1"),
            R::JointWorkOpen { consultations: vec!["M1".into()], requests: vec!["H1".into()] },
        ),
        (refusal(&contested, LEAD, "K-1"), R::SecondLookPending),
        (
            refusal(&settled_apart, LEAD, "K-1"),
            R::SettledApart {
                cases: ["K-1".into(), "K-2".into()],
                units: ["A1.water".into(), "A1.roads".into()],
            },
        ),
        (refusal(&twice, LEAD, "K-1"), R::AlreadyMerged { into: k1() }),
        (refusal(&nothing, LEAD, "K-2"), R::SameCase),
        (refusal(&nothing, LEAD, "K-9"), R::NotReceived),
        (
            refusal(&waiting, LEAD, "K-3"),
            R::MergeTarget { into: "K-3".into(), phase: Phase::Received },
        ),
        (
            refusal(&waiting, LEAD, "K-4"),
            R::OutsideJurisdiction { unit: "A1.desk".into(), desk: "A.desk".into() },
        ),
        (refusal(&waiting, LEAD, "K-5"), R::NotMergeable { into: "K-5".into() }),
        (
            refusal(&merged, LEAD, "K-6"),
            R::MergeTarget { into: "K-6".into(), phase: Phase::Merged(k1()) },
        ),
    ];
    for (found, expected) in refused {
        assert_eq!(found, expected);
    }
}

#[test]
fn a_part_goes_to_the_desk_that_answers_for_it_and_wins_no_time() {
    let world = World::small();
    let mut bench = Bench::new(&world, "2026-03-02 10:00");
    received(&mut bench, "K-1", "A.desk", &["A1", "A2"]);
    bench.act(&by("A.desk/duty"), Command::Accept);
    let owed = bench.case.watch(&Subject::Answer).expect("the public waits").deadline.clone();
    bench.wait("20h");
    let lead = by("A.desk/lead");
    for wrong in [
        split("K-2", &[], &[]),
        split("K-2", &["A1", "A2"], &[]),
        split("K-2", &["B1"], &[]),
        split("K-2", &[], &["water.supply"]),
    ] {
        assert_eq!(bench.refused(&lead, wrong), RefusalKind::NotAPart);
    }
    bench.act(&lead, split("K-2", &["A2"], &[]));
    assert_eq!(bench.case.areas, [AreaId::from("A1")]);
    bench.turn_to(&CaseId::from("K-2"));
    assert_eq!((&bench.case.desk, &bench.case.phase), (&UnitId::from("A2.desk"), &Phase::Received));
    assert_eq!(bench.case.evidence.len(), 1);
    bench.act(&by("A2.desk/duty"), Command::Accept);
    let watch = bench.case.watch(&Subject::Answer).expect("the public waits");
    assert_eq!(watch.deadline, owed);
}

#[test]
fn local_cases_come_under_one_lead_at_their_common_superior() {
    let world = World::small();
    let join = |how| Command::Join {
        title: "no water in three counties".to_owned(),
        parts: vec![CaseId::from("K-1"), CaseId::from("K-2"), CaseId::from("K-3")],
        how,
        reason: "one pipe".to_owned(),
    };
    for how in [Joining::Merged, Joining::Linked] {
        let mut bench = led(&world);
        bench.act(&by("A1.desk/duty"), dispatch("O1", "A1.water"));
        bench.act(&by("A1.water/liaison"), sign("O1"));
        received(&mut bench, "K-2", "A2.desk", &["A2"]);
        received(&mut bench, "K-3", "B1.desk", &["B1"]);
        bench.turn_to(&CaseId::from("K-9"));
        let outside = bench.refused(&by("A.desk/lead"), join(how));
        let desk = UnitId::from("R.desk");
        assert_eq!(outside, RefusalKind::OutsideJurisdiction { unit: "A.desk".into(), desk });
        bench.act(&by("R.desk/lead"), join(how));
        let lead = bench.case.lead.as_ref().expect("one lead");
        assert_eq!((lead.unit.as_str(), lead.rule.as_str()), ("R.water", "L-areas"));
        assert_eq!(bench.case.evidence.len(), 3);
        assert!(bench.case.watch(&Subject::Assignment).is_some());
        let relation = bench.case.links.iter().map(|link| link.relation).next();
        bench.turn_to(&CaseId::from("K-1"));
        let (working, expected) = match how {
            Joining::Merged => (false, Relation::Absorbed),
            Joining::Linked => (true, Relation::SplitInto),
        };
        assert_eq!(relation, Some(expected));
        assert_eq!(bench.case.open_orders().next().is_some(), working);
    }
}

/// What is owed at a level in a case of its own, to be owed in the case that takes it over.
fn owed(bench: &Bench<'_>) -> Vec<(Subject, tandem_core::Timestamp)> {
    let public = [Subject::Notice, Subject::Briefing, Subject::Answer, Subject::Sitrep];
    let due = |subject: Subject| {
        let at = bench.case.watch(&subject)?.deadline.at;
        Some((subject, at))
    };
    public.into_iter().filter_map(due).collect()
}

#[test]
fn the_graver_level_of_both_holds_with_all_that_is_owed_at_it() {
    use RiskLevel::{I, II, IV};
    let world = World::small();
    for (here, there, holds) in
        [(None, Some(I), I), (Some(IV), Some(I), I), (Some(I), Some(IV), I), (Some(II), None, II)]
    {
        let mut bench = led(&world);
        let at_level = |bench: &mut Bench<'_>, level: Option<RiskLevel>| {
            if let Some(level) = level {
                bench.act(&by(LEAD), assess(level));
            }
        };
        at_level(&mut bench, here);
        let mine = owed(&bench);
        opened(&mut bench, "K-2");
        at_level(&mut bench, there);
        let theirs = owed(&bench);
        let coordinator = |bench: &Bench<'_>| {
            bench.case.lead.as_ref().map(|lead| (lead.rule.clone(), lead.coordinator.clone()))
        };
        let graver = if there == Some(holds) { theirs } else { mine };
        let by_rules = coordinator(&bench);
        bench.act(&by(LEAD), merge("K-1"));
        bench.turn_to(&CaseId::from("K-1"));
        assert_eq!(bench.case.risk, Some(holds), "{here:?} and {there:?}");
        assert_eq!(owed(&bench), graver, "{here:?} and {there:?}");
        if there == Some(holds) {
            assert_eq!(coordinator(&bench), by_rules, "{here:?} and {there:?}");
        }
    }
}

#[test]
fn parts_and_wholes_keep_the_level() {
    let world = World::small();
    let mut bench = Bench::new(&world, "2026-03-02 10:00");
    received(&mut bench, "K-1", "A.desk", &["A1", "A2"]);
    bench.act(&by("A.desk/duty"), Command::Accept).act(&by("A.desk/lead"), assess(RiskLevel::I));
    let whole = owed(&bench);
    assert!(whole.len() > 1, "{whole:?}");
    bench.act(&by("A.desk/lead"), split("K-2", &["A2"], &[]));
    bench.turn_to(&CaseId::from("K-2"));
    assert_eq!(bench.case.risk, Some(RiskLevel::I));
    bench.act(&by("A2.desk/duty"), Command::Accept);
    assert_eq!(owed(&bench), whole);
    received(&mut bench, "K-3", "B1.desk", &["B1"]);
    for (id, how) in [("K-8", Joining::Linked), ("K-9", Joining::Merged)] {
        bench.turn_to(&CaseId::from(id));
        let join = Command::Join {
            title: "no water".to_owned(),
            parts: vec![CaseId::from("K-2"), CaseId::from("K-3")],
            how,
            reason: "one pipe".to_owned(),
        };
        bench.act(&by("R.desk/lead"), join);
        assert_eq!(bench.case.risk, Some(RiskLevel::I), "{how:?}");
        assert_eq!(owed(&bench), whole, "{how:?}");
        let lead = bench.case.lead.as_ref().map(|lead| lead.coordinator.as_str());
        assert_eq!(lead, Some("R.cb"), "{how:?}");
    }
}

#[test]
fn a_settlement_holds_until_another_settlement() {
    let world = World::small();
    let lead_of = |bench: &Bench<'_>| {
        let lead = bench.case.lead.as_ref().expect("it is open");
        (lead.unit.to_string(), lead.rule.to_string())
    };
    let settled = ("A1.roads".to_owned(), "settlement".to_owned());
    let bound = |bench: &Bench<'_>| bench.case.bound.contains(&UnitId::from("A1.roads"));

    // Whichever of the two cases was settled.
    for first in ["K-1", "K-2"] {
        let mut bench = led(&world);
        bench.act(&by("A1.desk/duty"), dispatch("O1", "A1.water"));
        opened(&mut bench, "K-2");
        bench.turn_to(&CaseId::from(first));
        bench.act(&by(LEAD), settle("A1.roads"));
        bench.turn_to(&CaseId::from("K-2"));
        bench.act(&by(LEAD), merge("K-1"));
        bench.turn_to(&CaseId::from("K-1"));
        assert_eq!(lead_of(&bench), settled, "{first}");
        assert!(bound(&bench), "{first}");
        let assign = Command::AssignLead { also_assisting: Vec::new() };
        let unit = UnitId::from("A1.roads");
        assert_eq!(bench.refused(&by(LEAD), assign), RefusalKind::LeadSettled { unit });
        if first == "K-2" {
            assert!(bench.case.is_assisting(&UnitId::from("A1.water")));
            assert!(bench.case.watch(&Subject::Assignment).is_some());
        }
    }

    // Nor does joining undo it.
    let mut bench = led(&world);
    bench.act(&by(LEAD), settle("A1.roads"));
    received(&mut bench, "K-2", "A2.desk", &["A2"]);
    bench.turn_to(&CaseId::from("K-9"));
    let join = Command::Join {
        title: "no water".to_owned(),
        parts: vec![CaseId::from("K-1"), CaseId::from("K-2")],
        how: Joining::Merged,
        reason: "one pipe".to_owned(),
    };
    bench.act(&by("A.desk/lead"), join);
    assert_eq!(lead_of(&bench), settled);
    assert!(bound(&bench));
    let assisting = bench.case.lead.as_ref().map(|lead| lead.assisting.clone());
    assert_eq!(assisting, Some(crate::common::units(&["A1.water", "A2.housing", "A.water"])));
    bench.act(&by("A.desk/lead"), settle("A.water"));
    assert_eq!(lead_of(&bench).0, "A.water");
}

#[test]
fn what_was_not_published_is_named_and_relays_stay_open_to_audit() {
    let world = World::small();
    let mut bench = led(&world);
    opened(&mut bench, "K-2");
    bench.act(&by("A1.desk/editor"), draft("S1")).act(&by("A1.desk/editor"), draft("S2"));
    let approve = Command::ApproveStatement { statement: StatementId::from("S2") };
    bench.act(&by(LEAD), approve);
    let ask = Command::AskCountersign {
        statement: StatementId::from("S2"),
        units: vec![UnitId::from("A1.roads")],
    };
    bench.act(&by(LEAD), ask);
    bench.act(&by("A1.desk/duty"), dispatch("O1", "A1.water"));
    bench.act(&by("A1.water/liaison"), sign("O1"));
    let account = crate::common::feedback("O1", tandem_core::case::Progress::Interim);
    bench.act(&by("A1.water/liaison"), account);
    bench.act(&by(LEAD), merge("K-1"));
    let named = bench.entries.iter().find_map(|entry| match &entry.kind {
        EntryKind::Merged { unpublished, .. } => Some(unpublished.clone()),
        _ => None,
    });
    assert_eq!(named, Some(vec![StatementId::from("S1"), StatementId::from("S2")]));
    assert!(matches!(
        bench.refused(&by("A1.desk/spokes"), publish("S2")),
        RefusalKind::WrongPhase { .. }
    ));
    let audit = Command::AuditRelay {
        relay: 1,
        verdict: tandem_core::case::RelayVerdict::Faithful,
        reason: "read side by side".to_owned(),
        seed: None,
    };
    bench.act(&by("A.desk/chief"), audit);
}

#[test]
fn evidence_of_two_cases_never_comes_under_one_id() {
    let world = World::small();
    let mut bench = led(&world);
    // Somebody has called other pieces just as a merge would call those of K-2.
    for (id, bytes) in [("K-2:E-K-2", "another"), ("K-2:E-K-2:2", "a third")] {
        let mut piece = evidence(bytes);
        piece[0].id = EvidenceId::from(id);
        bench.act(&by("A1.desk/duty"), Command::AddEvidence { evidence: piece });
    }
    opened(&mut bench, "K-2");
    bench.act(&by("A1.desk/duty"), found("a digger", "E-K-2"));
    bench.act(&by(LEAD), merge("K-1"));
    bench.turn_to(&CaseId::from("K-1"));
    let ids: Vec<&str> = bench.case.evidence.iter().map(|piece| piece.id.as_str()).collect();
    assert_eq!(ids, ["E1", "K-2:E-K-2", "K-2:E-K-2:2", "K-2:E-K-2:3"]);
    assert_eq!(bench.case.findings[0].evidence, [EvidenceId::from("K-2:E-K-2:3")]);
}
