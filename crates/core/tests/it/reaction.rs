//! How the public reacts: what worsened or is contested is looked at again.

use crate::common::{
    approved, by, climbed, close, due, evidence, led, pass, publish, ready, units,
};
use tandem_core::case::{Command, Phase, RefusalKind, StatementKind, Subject};
use tandem_testkit::{Bench, World};

fn reaction(before: u32, after: u32) -> Command {
    Command::RecordReaction { before, after }
}

fn contest() -> Command {
    let reason = "it is still brown".to_owned();
    Command::Contest { reason, evidence: evidence("E-contest") }
}

fn look_again() -> Command {
    Command::LookAgain { reason: "measured again, it is clear".to_owned() }
}

fn reopen() -> Command {
    Command::Reopen { reason: "it came back".to_owned(), evidence: Vec::new() }
}

fn waits(bench: &Bench<'_>) -> bool {
    due(bench, &Subject::SecondLook).is_some()
}

fn closed(world: &World) -> Bench<'_> {
    let mut bench = ready(world);
    bench.act(&by("A1.desk/lead"), close());
    bench
}

#[test]
fn a_reaction_is_worse_from_the_factor_of_the_mechanism_on() {
    let world = World::small();
    for (before, after, worse) in
        [(10, 15, true), (10, 14, false), (10, 10, false), (0, 1, true), (0, 0, false)]
    {
        let mut bench = closed(&world);
        bench.act(&by("A1.desk/duty"), reaction(before, after));
        assert_eq!(waits(&bench), worse, "{before} before, {after} after");
    }
}

#[test]
fn the_public_reacts_to_what_was_said_or_closed() {
    let world = World::small();
    let mut bench = led(&world);
    let refused = bench.refused(&by("A1.desk/duty"), reaction(1, 9));
    assert_eq!(refused, RefusalKind::NothingSaid);
    approved(&mut bench, "S1", StatementKind::Notice);
    bench.act(&by("A1.desk/spokes"), publish("S1"));
    bench.act(&by("A1.desk/duty"), reaction(1, 9));
    assert!(waits(&bench));
}

#[test]
fn somebody_looks_again_and_lets_it_stand() {
    let world = World::small();
    let mut bench = closed(&world);
    let refused = bench.refused(&by("A1.desk/duty"), look_again());
    assert_eq!(refused, RefusalKind::NothingDue(Subject::SecondLook));
    bench.act(&by("A1.desk/duty"), reaction(1, 9));
    bench.act(&by("A1.desk/duty"), look_again());
    assert!(!waits(&bench));
    assert_eq!(bench.case.phase, Phase::Closed);
}

#[test]
fn or_opens_the_case_again() {
    let world = World::small();
    let mut bench = closed(&world);
    bench.act(&by("A1.desk/duty"), reaction(1, 9));
    bench.act(&by("A1.desk/lead"), reopen());
    assert!(!waits(&bench));
    assert_eq!(bench.case.phase, Phase::Open);
}

#[test]
fn a_contested_closure_is_looked_at_again_and_keeps_its_evidence() {
    let world = World::small();
    let mut bench = closed(&world);
    bench.act(&by("A1.desk/duty"), contest());
    assert!(waits(&bench));
    assert!(bench.case.evidence.iter().any(|piece| piece.id.as_str() == "E-contest"));
    bench.act(&by("A1.desk/lead"), reopen());
    assert_eq!(bench.case.reopened, 1);
}

#[test]
fn a_second_worsening_does_not_put_the_look_off() {
    let world = World::small();
    let mut bench = closed(&world);
    bench.act(&by("A1.desk/duty"), reaction(1, 9));
    let first = due(&bench, &Subject::SecondLook);
    bench.wait("1wd");
    bench.act(&by("A1.desk/duty"), contest());
    assert_eq!(due(&bench, &Subject::SecondLook), first);
}

#[test]
fn closing_does_not_do_away_with_a_look_that_is_due() {
    let world = World::small();
    let mut bench = ready(&world);
    bench.act(&by("A1.desk/duty"), reaction(1, 9));
    bench.act(&by("A1.desk/lead"), close());
    assert!(waits(&bench));
}

#[test]
fn a_look_that_nobody_takes_climbs_the_ladder_of_a_closed_case() {
    let world = World::small();
    let mut bench = closed(&world);
    bench.act(&by("A1.desk/duty"), contest());
    for _ in 0..7 {
        pass(&mut bench, "1wd");
    }
    assert_eq!(climbed(&bench, &Subject::SecondLook), units(&["A.desk", "R.desk", "R.cb"]));
}
