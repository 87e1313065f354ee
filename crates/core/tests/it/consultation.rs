//! How units come to one word: consultation, requests between units, countersignature.

use crate::common::{approved, by, climbed, due, evidence, led, pass, publish, units};
use tandem_core::case::{Command, CountersignState, RefusalKind, Stance, StatementKind, Subject};
use tandem_core::{ConsultationId, RequestId, StatementId, UnitId};
use tandem_testkit::World;

fn id() -> ConsultationId {
    ConsultationId::from("M1")
}

fn convene(invited: &[&str]) -> Command {
    let question = "who mends the pipe under the road".to_owned();
    Command::Convene { consultation: id(), invited: units(invited), question }
}

fn state(stance: Stance) -> Command {
    Command::StatePosition { consultation: id(), stance, text: "as we see it".to_owned() }
}

fn conclude() -> Command {
    Command::Conclude { consultation: id(), decision: "water mends, roads closes".to_owned() }
}

fn ask_help(to: &str) -> Command {
    Command::AskHelp {
        request: RequestId::from("H1"),
        to: UnitId::from(to),
        text: "lend us a pump".to_owned(),
    }
}

fn answer_help() -> Command {
    Command::AnswerHelp {
        request: RequestId::from("H1"),
        text: "it is on its way".to_owned(),
        evidence: evidence("E-help"),
    }
}

fn ask_countersign(ids: &[&str]) -> Command {
    Command::AskCountersign { statement: StatementId::from("S1"), units: units(ids) }
}

fn countersign(objection: Option<&str>) -> Command {
    let objection = objection.map(str::to_owned);
    Command::Countersign { statement: StatementId::from("S1"), objection }
}

#[test]
fn a_consultation_is_concluded_once_everybody_has_spoken() {
    let world = World::small();
    let mut bench = led(&world);
    bench.act(&by("A1.desk/duty"), convene(&["A1.water", "A1.roads"]));
    assert!(due(&bench, &Subject::Consultation(id())).is_some());
    bench.act(&by("A1.water/liaison"), state(Stance::Agrees));
    let refused = bench.refused(&by("A1.desk/duty"), conclude());
    let missing = RefusalKind::PositionsMissing { consultation: id(), units: units(&["A1.roads"]) };
    assert_eq!(refused, missing);
    bench.act(&by("A1.roads/head"), state(Stance::Abstains));
    bench.act(&by("A1.desk/duty"), conclude());
    assert_eq!(due(&bench, &Subject::Consultation(id())), None);
}

#[test]
fn who_stays_silent_does_not_hold_it_up_beyond_its_time() {
    let world = World::small();
    let mut bench = led(&world);
    bench.act(&by("A1.desk/duty"), convene(&["A1.water"]));
    bench.now = due(&bench, &Subject::Consultation(id())).expect("it is timed");
    let refused = bench.refused(&by("A1.desk/duty"), conclude());
    assert!(matches!(refused, RefusalKind::PositionsMissing { .. }), "{refused:?}");
    bench.now += jiff::SignedDuration::from_secs(1);
    bench.act(&by("A1.desk/duty"), conclude());
}

#[test]
fn dissent_stays_on_record_beside_the_decision() {
    let world = World::small();
    let mut bench = led(&world);
    bench.act(&by("A1.desk/duty"), convene(&["A1.roads"]));
    bench.act(&by("A1.roads/head"), state(Stance::Dissents));
    bench.act(&by("A1.roads/head"), state(Stance::Agrees));
    bench.act(&by("A1.desk/duty"), conclude());
    let found = bench.case.consultation(&id()).expect("it was held");
    let stances: Vec<Stance> = found.positions.iter().map(|said| said.stance).collect();
    assert_eq!(stances, [Stance::Dissents, Stance::Agrees]);
    assert!(found.decision.is_some());
    let refused = bench.refused(&by("A1.roads/head"), state(Stance::Dissents));
    assert_eq!(refused, RefusalKind::ConsultationOver(id()));
}

#[test]
fn only_who_takes_part_convenes_only_guests_speak_only_the_convenor_concludes() {
    let world = World::small();
    let mut bench = led(&world);
    let refused = bench.refused(&by("A1.roads/head"), convene(&["A1.water"]));
    assert_eq!(refused, RefusalKind::NotInvolved { unit: UnitId::from("A1.roads") });
    let refused = bench.refused(&by("A1.water/head"), convene(&["A1.water"]));
    assert_eq!(refused, RefusalKind::NobodyInvited);
    bench.act(&by("A1.water/head"), convene(&["A1.roads"]));
    let refused = bench.refused(&by("A1.health/head"), state(Stance::Agrees));
    let unit = UnitId::from("A1.health");
    assert_eq!(refused, RefusalKind::NotInvited { consultation: id(), unit });
    bench.act(&by("A1.roads/head"), state(Stance::Agrees));
    let refused = bench.refused(&by("A1.desk/lead"), conclude());
    let convenor = UnitId::from("A1.water");
    assert_eq!(refused, RefusalKind::NotTheConvenor { consultation: id(), convenor });
    bench.act(&by("A1.water/head"), conclude());
}

#[test]
fn a_consultation_that_nobody_concludes_climbs_to_those_above_the_convenor() {
    let world = World::small();
    let mut bench = led(&world);
    bench.act(&by("A1.water/head"), convene(&["A1.roads"]));
    for _ in 0..6 {
        pass(&mut bench, "1wd");
    }
    let rungs = units(&["A.desk", "R.desk", "R.cb"]);
    assert_eq!(climbed(&bench, &Subject::Consultation(id())), rungs);
}

#[test]
fn help_is_asked_beside_the_ladder_and_answered_by_whom_it_was_asked_of() {
    let world = World::small();
    let mut bench = led(&world);
    let refused = bench.refused(&by("A1.water/liaison"), ask_help("A1.water"));
    assert_eq!(refused, RefusalKind::RequestToSelf);
    // The other unit need not take part in the case, nor lie in the same county.
    bench.act(&by("A1.water/liaison"), ask_help("A2.water"));
    let asked = Subject::Help(RequestId::from("H1"));
    let watch = bench.case.watch(&asked).expect("an answer is due");
    assert_eq!(watch.unit, UnitId::from("A2.water"));
    let refused = bench.refused(&by("A1.roads/liaison"), answer_help());
    let (request, to) = (RequestId::from("H1"), UnitId::from("A2.water"));
    assert_eq!(refused, RefusalKind::NotAsked { request: request.clone(), to });
    bench.act(&by("A2.water/liaison"), answer_help());
    assert_eq!(due(&bench, &asked), None);
    assert!(bench.case.evidence.iter().any(|piece| piece.id.as_str() == "E-help"));
    let refused = bench.refused(&by("A2.water/liaison"), answer_help());
    assert_eq!(refused, RefusalKind::UnknownRequest(request));
}

#[test]
fn help_that_is_not_given_climbs_to_those_above_whom_it_was_asked_of() {
    let world = World::small();
    let mut bench = led(&world);
    bench.act(&by("A1.water/liaison"), ask_help("B1.water"));
    for _ in 0..6 {
        pass(&mut bench, "1wd");
    }
    // City A has no authority over county B1; the region has.
    let rungs = units(&["R.desk", "R.cb"]);
    assert_eq!(climbed(&bench, &Subject::Help(RequestId::from("H1"))), rungs);
}

#[test]
fn a_text_goes_out_when_all_who_were_asked_have_signed() {
    let world = World::small();
    let mut bench = led(&world);
    approved(&mut bench, "S1", StatementKind::Notice);
    bench.act(&by("A1.desk/duty"), ask_countersign(&["A1.water", "A1.roads"]));
    bench.act(&by("A1.water/head"), countersign(None));
    let refused = bench.refused(&by("A1.desk/spokes"), publish("S1"));
    let (statement, missing) = (StatementId::from("S1"), units(&["A1.roads"]));
    assert_eq!(refused, RefusalKind::CountersignMissing { statement, units: missing });
    bench.act(&by("A1.roads/head"), countersign(None));
    bench.act(&by("A1.desk/spokes"), publish("S1"));
}

#[test]
fn an_objection_is_not_asked_away() {
    let world = World::small();
    let mut bench = led(&world);
    approved(&mut bench, "S1", StatementKind::Notice);
    bench.act(&by("A1.desk/duty"), ask_countersign(&["A1.roads"]));
    bench.act(&by("A1.roads/head"), countersign(Some("the road is not closed")));
    let refused = bench.refused(&by("A1.desk/spokes"), publish("S1"));
    assert!(matches!(refused, RefusalKind::CountersignMissing { .. }), "{refused:?}");
    let refused = bench.refused(&by("A1.roads/head"), countersign(None));
    assert!(matches!(refused, RefusalKind::NotAskedToSign { .. }), "{refused:?}");
    let refused = bench.refused(&by("A1.desk/duty"), ask_countersign(&["A1.roads"]));
    assert_eq!(refused, RefusalKind::NobodyInvited);
    let kept = &bench.case.statement(&StatementId::from("S1")).expect("a draft").countersigns[0];
    assert_eq!(kept.state, CountersignState::Objected("the road is not closed".to_owned()));
    // Another text answers the objection.
    approved(&mut bench, "S2", StatementKind::Notice);
    bench.act(&by("A1.desk/spokes"), publish("S2"));
}

#[test]
fn nobody_signs_unasked_and_nothing_is_countersigned_once_it_is_out() {
    let world = World::small();
    let mut bench = led(&world);
    approved(&mut bench, "S1", StatementKind::Notice);
    let refused = bench.refused(&by("A1.roads/head"), countersign(None));
    assert!(matches!(refused, RefusalKind::NotAskedToSign { .. }), "{refused:?}");
    bench.act(&by("A1.desk/spokes"), publish("S1"));
    let refused = bench.refused(&by("A1.desk/duty"), ask_countersign(&["A1.roads"]));
    assert_eq!(refused, RefusalKind::NotADraft(StatementId::from("S1")));
}

#[test]
fn silence_climbs_and_an_objection_is_lifted_by_who_made_it() {
    let world = World::small();
    let mut bench = led(&world);
    approved(&mut bench, "S1", StatementKind::Notice);
    bench.act(&by("A1.desk/duty"), ask_countersign(&["A1.water", "A1.roads"]));
    let asked = |unit: &str| Subject::Countersign("S1".into(), UnitId::from(unit));
    assert!(due(&bench, &asked("A1.water")).is_some() && due(&bench, &asked("A1.roads")).is_some());
    bench.act(&by("A1.water/head"), countersign(Some("the number is wrong")));
    assert_eq!(due(&bench, &asked("A1.water")), None);
    let lift = || Command::LiftObjection {
        statement: StatementId::from("S1"),
        reason: "it was put right".to_owned(),
    };
    let none = |unit: &str| RefusalKind::NoObjection {
        statement: StatementId::from("S1"),
        unit: UnitId::from(unit),
    };
    assert_eq!(bench.refused(&by("A1.roads/head"), lift()), none("A1.roads"));
    bench.act(&by("A1.water/head"), lift());
    assert_eq!(bench.refused(&by("A1.water/head"), lift()), none("A1.water"));
    pass(&mut bench, "2wd");
    assert_eq!(climbed(&bench, &asked("A1.roads"))[..1], units(&["A.desk"]));
    bench.act(&by("A1.roads/head"), countersign(None));
    bench.act(&by("A1.desk/spokes"), publish("S1"));
}
