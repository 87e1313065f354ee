//! What officials may not bring about, and what time may not undo.

use crate::common::{accepted_at, by, dispatch, evidence};
use tandem_core::case::{
    Actor, Cite, Command, Context, Contradicted, Contradiction, FeedbackVerdict, Progress, Promise,
    RefusalKind, StatementKind, Subject, TrackKind, apply, decide,
};
use tandem_core::mechanism::{DeadlineKind, RiskLevel};
use tandem_core::{EvidenceId, LevelId, OrderId, RemitId, StatementId, Timestamp, UnitId};
use tandem_testkit::{Bench, World};

/// A matter of county A1 at its own desk, accepted.
fn accepted(world: &World) -> Bench<'_> {
    accepted_at(world, "A1.desk")
}

fn assess(level: RiskLevel) -> Command {
    Command::Assess { level, reason: "as it looks now".to_owned() }
}

fn settle(lead: &str) -> Command {
    Command::Settle {
        order: None,
        lead: UnitId::from(lead),
        assisting: Vec::new(),
        reason: "it is theirs".to_owned(),
    }
}

fn assist(unit: &str) -> Command {
    Command::AssignLead { also_assisting: vec![UnitId::from(unit)] }
}

fn waive(track: TrackKind) -> Command {
    Command::Waive { track, reason: "nothing is left to do".to_owned() }
}

fn promise(owner: &str, until: Timestamp) -> Command {
    Command::DraftStatement {
        statement: StatementId::from("S1"),
        kind: StatementKind::Notice,
        text: "we mend it".to_owned(),
        cites: vec![Cite::Evidence(EvidenceId::from("E1"))],
        promises: vec![Promise {
            text: "clean water".to_owned(),
            owner: UnitId::from(owner),
            by: until,
        }],
        corrects: None,
        ticked: Vec::new(),
        explained: None,
    }
}

#[test]
fn assessing_again_does_not_take_an_overdue_answer_off_the_ladder() {
    let world = World::small();
    let mut bench = accepted(&world);
    bench.wait("49h").sweep().expect("nothing breaks");
    let rung = bench.case.watch(&Subject::Answer).expect("it is owed").rung;
    assert!(rung > 0);
    bench.act(&by("A1.desk/duty"), assess(RiskLevel::III));
    assert_eq!(bench.case.watch(&Subject::Answer).expect("it is still owed").rung, rung);
}

#[test]
fn a_waived_response_is_not_owed_again_by_an_assessment() {
    let world = World::small();
    let mut bench = accepted(&world);
    bench.act(&by("A1.desk/chief"), waive(TrackKind::Response));
    bench.act(&by("A1.desk/duty"), assess(RiskLevel::I));
    assert_eq!(bench.case.watch(&Subject::Notice), None);
}

#[test]
fn after_a_reopening_the_public_is_owed_from_then_on() {
    let world = World::small();
    let mut bench = accepted(&world);
    bench.act(&by("A1.desk/chief"), waive(TrackKind::Response));
    bench.act(&by("A1.desk/chief"), waive(TrackKind::Disposal));
    bench.act(&by("A1.desk/lead"), Command::Close { summary: "nothing there".to_owned() });
    bench.wait("10d");
    let reason = "it came back".to_owned();
    bench.act(&by("A1.desk/lead"), Command::Reopen { reason, evidence: Vec::new() });
    bench.act(&by("A1.desk/duty"), assess(RiskLevel::I));
    let due = bench.case.watch(&Subject::Notice).expect("it is owed").deadline.at;
    assert!(due > bench.now, "{}", bench.transcript());
}

#[test]
fn a_desk_settles_only_over_units_below_it() {
    let world = World::small();
    let mut bench = accepted(&world);
    for lead in ["A.water", "A2.water", "R.water"] {
        let refused = bench.refused(&by("A1.desk/lead"), settle(lead));
        assert!(matches!(refused, RefusalKind::NotASettler { .. }), "{refused:?}");
    }
    bench.act(&by("A.desk/lead"), settle("A2.water"));
}

#[test]
fn a_desk_orders_only_units_below_it() {
    let world = World::small();
    let mut bench = accepted(&world);
    bench.act(&by("R.desk/duty"), assist("A.water"));
    let refused = bench.refused(&by("A1.desk/lead"), dispatch("O1", "A.water"));
    let desk = UnitId::from("A.desk");
    assert_eq!(refused, RefusalKind::OutsideJurisdiction { unit: UnitId::from("A1.desk"), desk });
    bench.act(&by("A.desk/duty"), dispatch("O1", "A.water"));
}

#[test]
fn a_send_back_by_a_unit_elsewhere_is_settled_where_both_places_and_the_desk_meet() {
    let world = World::small();
    let mut bench = accepted(&world);
    bench.act(&by("R.desk/duty"), assist("B1.water"));
    bench.act(&by("R.desk/lead"), dispatch("O1", "B1.water"));
    let send_back = Command::SendBack {
        order: OrderId::from("O1"),
        remit: RemitId::from("health"),
        evidence: vec![EvidenceId::from("E1")],
        proposed: UnitId::from("B1.health"),
        reason: "not ours".to_owned(),
    };
    bench.act(&by("B1.water/liaison"), send_back);
    let watch = bench.case.watch(&Subject::Settlement(OrderId::from("O1")));
    assert_eq!(watch.expect("it is to be settled").unit, UnitId::from("R.desk"));
}

#[test]
fn a_new_lead_is_to_be_ordered_although_an_assisting_unit_works() {
    let world = World::small();
    let mut bench = accepted(&world);
    bench.act(&by("A1.desk/duty"), assist("A1.housing"));
    bench.act(&by("A1.desk/duty"), dispatch("O1", "A1.housing"));
    let waits = |bench: &Bench<'_>| bench.case.watch(&Subject::Assignment).is_some();
    assert!(waits(&bench), "the work of an assisting unit is not an order to the lead");
    bench.act(&by("A1.desk/lead"), settle("A1.roads"));
    assert!(waits(&bench), "{}", bench.transcript());
    bench.act(&by("A1.desk/duty"), dispatch("O2", "A1.roads"));
    assert!(!waits(&bench), "{}", bench.transcript());
}

#[test]
fn who_promises_can_report_that_it_was_kept() {
    let world = World::small();
    let mut bench = accepted(&world);
    let until = bench.now + jiff::SignedDuration::from_hours(48);
    let refused = bench.refused(&by("A1.desk/editor"), promise("A1.cb", until));
    assert_eq!(refused, RefusalKind::OwnerCannotFulfil { unit: UnitId::from("A1.cb") });
    // The owner neither leads nor assists, and has no order.
    bench.act(&by("A1.desk/editor"), promise("A1.roads", until));
    bench.act(&by("A1.desk/lead"), Command::ApproveStatement { statement: "S1".into() });
    bench.act(&by("A1.desk/spokes"), Command::PublishStatement { statement: "S1".into() });
    let kept = Command::FulfilCommitment { no: 1, evidence: vec![EvidenceId::from("E1")] };
    bench.act(&by("A1.roads/liaison"), kept);
}

#[test]
fn a_promise_for_the_end_of_time_does_not_stop_the_sweeper() {
    let world = World::small();
    let mut bench = accepted(&world);
    bench.act(&by("A1.desk/editor"), promise("A1.roads", Timestamp::MAX));
    bench.act(&by("A1.desk/lead"), Command::ApproveStatement { statement: "S1".into() });
    bench.act(&by("A1.desk/spokes"), Command::PublishStatement { statement: "S1".into() });
    bench.wait("30wd").sweep().expect("nothing breaks");
}

#[test]
fn direct_command_reaches_down_and_is_seen_by_those_between() {
    let world = World::small();
    let mut bench = accepted(&world);
    bench.act(&by("A1.desk/duty"), Command::AssignLead { also_assisting: Vec::new() });
    bench.act(&by("R.cb/principal"), dispatch("O1", "A1.water"));
    let order = bench.case.order(&OrderId::from("O1")).expect("it was issued");
    assert_eq!(order.passed_over, [UnitId::from("A1.desk"), UnitId::from("A.desk")]);
    let reason = "we would rather not".to_owned();
    let withdraw = Command::Withdraw { order: OrderId::from("O1"), reason };
    let refused = bench.refused(&by("A1.desk/lead"), withdraw);
    assert!(matches!(refused, RefusalKind::NotTheIssuer { .. }), "{refused:?}");
}

#[test]
fn the_last_instant_of_a_deadline_is_in_time() {
    let world = World::small();
    let mut bench = accepted(&world);
    let subject = Subject::Assignment;
    bench.now = bench.case.watch(&subject).expect("it is due").deadline.at;
    bench.sweep().expect("nothing breaks");
    assert_eq!(bench.case.watch(&subject).expect("it is still due").rung, 0);
    bench.now += jiff::SignedDuration::from_secs(1);
    bench.sweep().expect("nothing breaks");
    assert_eq!(bench.case.watch(&subject).expect("it is still due").rung, 1);
}

#[test]
fn who_did_the_work_does_not_verify_it() {
    let world = World::small();
    let mut bench = accepted(&world);
    bench.act(&by("A1.desk/duty"), Command::AssignLead { also_assisting: Vec::new() });
    bench.act(&by("A1.desk/duty"), dispatch("O1", "A1.water"));
    let order = OrderId::from("O1");
    bench.act(&by("A1.water/liaison"), Command::Sign { order: order.clone(), restated: None });
    let feedback = Command::Feedback {
        order: order.clone(),
        text: "mended".to_owned(),
        progress: Progress::Complete,
        evidence: evidence("E2"),
        findings: Vec::new(),
        compared: None,
    };
    bench.act(&by("A1.water/liaison"), feedback);
    let verdict = FeedbackVerdict::Accept;
    bench.act(&by("A1.desk/duty"), Command::JudgeFeedback { order, verdict });
    let verify = Command::Verify {
        solved: true,
        reason: "seen on the spot".to_owned(),
        evidence: Vec::new(),
    };
    // The same person, now on watch at the desk.
    let refused = bench.refused(&Actor::person("liaison", "A1.desk/duty"), verify.clone());
    assert_eq!(refused, RefusalKind::VerifierInvolved { unit: UnitId::from("A1.desk") });
    bench.act(&by("A1.desk/duty"), verify);
}

#[test]
fn the_limit_with_the_most_conditions_holds() {
    let world = World::small();
    let rule = |risk| {
        let rule = world.mechanism.rule(DeadlineKind::Receipt, risk, &LevelId::from("county"));
        rule.expect("receipts have limits").id.to_string()
    };
    assert_eq!(rule(Some(RiskLevel::I)), "S2");
    assert_eq!(rule(Some(RiskLevel::III)), "S1");
    assert_eq!(rule(None), "S1");
}

/// What a reading of a draft found.
fn five_for_three() -> [Contradiction; 1] {
    let with = Contradicted::Finding(1);
    [Contradiction { with, stands: "3 people".to_owned(), said: "5 people".to_owned() }]
}

#[test]
fn a_text_that_contradicts_what_stands_is_refused_unless_it_is_explained() {
    let world = World::small();
    let bench = accepted(&world);
    let found = five_for_three();
    let read = Context { contradictions: &found, ..world.context() };
    let asked = |explained: Option<&str>| {
        let mut draft = promise("A1.desk", bench.now + jiff::SignedDuration::from_hours(48));
        let Command::DraftStatement { explained: why, .. } = &mut draft else { unreachable!() };
        *why = explained.map(str::to_owned);
        decide(&bench.case, &read, bench.now, &by("A1.desk/editor"), draft)
    };
    let refused = |explained| asked(explained).map_err(|refusal| refusal.0);
    let contradicts = RefusalKind::Contradicts {
        statement: StatementId::from("S1"),
        contradictions: found.to_vec(),
    };
    assert_eq!(refused(None), Err(contradicts.clone()));
    assert_eq!(refused(Some("  ")), Err(contradicts), "blank is no reason");

    let mut case = bench.case.clone();
    let drafted = asked(Some("two more were treated on the spot")).expect("it says why");
    drafted.iter().for_each(|entry| apply(&mut case, entry));
    let approve = |ctx: &Context<'_>| {
        let command = Command::ApproveStatement { statement: "S1".into() };
        decide(&case, ctx, bench.now, &by("A1.desk/lead"), command).map_err(|refusal| refusal.0)
    };
    assert!(!matches!(approve(&read), Err(RefusalKind::Contradicts { .. })), "it was explained");
    let later = [Contradiction { with: Contradicted::Finding(2), ..found[0].clone() }];
    let read = Context { contradictions: &later, ..world.context() };
    let new = RefusalKind::Contradicts {
        statement: StatementId::from("S1"),
        contradictions: later.to_vec(),
    };
    assert_eq!(approve(&read), Err(new), "what stands has changed since");
}
