//! Supervision orders: a formal demand from above, with its own receipt, clock and discharge.

use crate::common::{by, climbed, close, due, led, led_at, pass, ready, units};
use tandem_core::case::{Command, RefusalKind, Subject, SupervisionState};
use tandem_core::{Denied, SupervisionId, UnitId};
use tandem_testkit::{Bench, World};

fn id() -> SupervisionId {
    SupervisionId::from("D1")
}

fn supervise(to: &str) -> Command {
    Command::Supervise {
        supervision: id(),
        to: UnitId::from(to),
        demand: "account for the delay".to_owned(),
    }
}

fn sign() -> Command {
    Command::SignSupervision { supervision: id() }
}

fn answer() -> Command {
    Command::AnswerSupervision { supervision: id(), text: "a part was late".to_owned() }
}

fn discharge() -> Command {
    Command::DischargeSupervision { supervision: id(), reason: "accounted for".to_owned() }
}

fn receipt(bench: &Bench<'_>) -> bool {
    due(bench, &Subject::SupervisionReceipt(id())).is_some()
}

fn account(bench: &Bench<'_>) -> bool {
    due(bench, &Subject::Supervision(id())).is_some()
}

#[test]
fn receipt_and_account_are_due_at_once_and_end_one_after_the_other() {
    let world = World::small();
    let mut bench = led(&world);
    bench.act(&by("A1.desk/lead"), supervise("A1.water"));
    assert!(receipt(&bench) && account(&bench));
    bench.act(&by("A1.water/liaison"), sign());
    assert!(!receipt(&bench) && account(&bench));
    bench.act(&by("A1.water/head"), answer());
    let watch = bench.case.watch(&Subject::Supervision(id())).expect("now the issuer must act");
    assert_eq!(watch.unit, UnitId::from("A1.desk"));
    bench.act(&by("A1.desk/lead"), discharge());
    assert!(!receipt(&bench) && !account(&bench));
    assert_eq!(bench.case.supervisions[0].state, SupervisionState::Discharged);
}

#[test]
fn its_steps_come_in_order() {
    let world = World::small();
    let mut bench = led(&world);
    let refused = bench.refused(&by("A1.water/liaison"), sign());
    assert_eq!(refused, RefusalKind::UnknownSupervision(id()));
    bench.act(&by("A1.desk/lead"), supervise("A1.water"));
    let refused = bench.refused(&by("A1.desk/lead"), supervise("A1.water"));
    assert_eq!(refused, RefusalKind::SupervisionExists(id()));
    let refused = bench.refused(&by("A1.water/liaison"), answer());
    assert_eq!(refused, RefusalKind::SupervisionState(id()));
    bench.act(&by("A1.water/liaison"), sign());
    let refused = bench.refused(&by("A1.water/liaison"), sign());
    assert_eq!(refused, RefusalKind::SupervisionState(id()));
    // The issuer may be satisfied without a written account.
    bench.act(&by("A1.desk/lead"), discharge());
    let refused = bench.refused(&by("A1.desk/lead"), discharge());
    assert_eq!(refused, RefusalKind::SupervisionState(id()));
}

#[test]
fn only_the_supervised_unit_signs_and_accounts() {
    let world = World::small();
    let mut bench = led(&world);
    bench.act(&by("A1.desk/lead"), supervise("A1.water"));
    let to = UnitId::from("A1.water");
    let refused = bench.refused(&by("A1.roads/liaison"), sign());
    assert_eq!(refused, RefusalKind::NotSupervised { supervision: id(), to });
}

#[test]
fn nobody_is_supervised_from_below_or_from_beside() {
    let world = World::small();
    let mut bench = led(&world);
    for to in ["A1.desk", "A1.cb", "A.desk", "A2.water"] {
        let refused = bench.refused(&by("A1.desk/lead"), supervise(to));
        assert!(matches!(refused, RefusalKind::OutsideJurisdiction { .. }), "{to}: {refused:?}");
    }
    let refused = bench.refused(&by("A1.desk/duty"), supervise("A1.water"));
    assert!(matches!(refused, RefusalKind::Denied(Denied::NoPower { .. })), "{refused:?}");
}

#[test]
fn a_desk_does_not_discharge_what_its_own_superior_demands_of_it() {
    let world = World::small();
    let mut bench = led(&world);
    bench.act(&by("A1.cb/principal"), supervise("A1.desk"));
    let refused = bench.refused(&by("A1.desk/lead"), discharge());
    let issuer = UnitId::from("A1.cb");
    assert_eq!(refused, RefusalKind::NotTheSupervisor { supervision: id(), issuer });
    // Who stands above the issuer may.
    bench.act(&by("A.desk/lead"), discharge());
}

#[test]
fn what_is_not_signed_for_climbs_the_ladder() {
    let world = World::small();
    let mut bench = led(&world);
    bench.act(&by("A1.desk/lead"), supervise("A1.water"));
    for _ in 0..6 {
        pass(&mut bench, "1wd");
    }
    let rungs = units(&["A.desk", "R.desk", "R.cb"]);
    assert_eq!(climbed(&bench, &Subject::SupervisionReceipt(id())), rungs);
}

#[test]
fn what_a_higher_desk_demands_climbs_from_that_desk_on() {
    let world = World::small();
    let mut bench = led_at(&world, "A1.desk");
    bench.act(&by("R.desk/lead"), supervise("A.desk"));
    for _ in 0..6 {
        pass(&mut bench, "1wd");
    }
    let rungs = units(&["R.desk", "R.cb"]);
    assert_eq!(climbed(&bench, &Subject::SupervisionReceipt(id())), rungs);
}

#[test]
fn a_case_under_supervision_does_not_close() {
    let world = World::small();
    let mut bench = ready(&world);
    bench.act(&by("A1.desk/lead"), supervise("A1.water"));
    let refused = bench.refused(&by("A1.desk/lead"), close());
    assert_eq!(refused, RefusalKind::SupervisionsOpen(vec![id()]));
    bench.act(&by("A1.water/liaison"), sign());
    bench.act(&by("A1.water/liaison"), answer());
    let refused = bench.refused(&by("A1.desk/lead"), close());
    assert_eq!(refused, RefusalKind::SupervisionsOpen(vec![id()]));
    bench.act(&by("A1.desk/lead"), discharge());
    bench.act(&by("A1.desk/lead"), close());
}
