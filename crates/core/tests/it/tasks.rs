//! Pieces of disposal work: who does them, in which order, and what waits for them.

use crate::common::{by, climbed, done, due, led, pass, ready, units, verify};
use tandem_core::case::{Command, RefusalKind, Subject};
use tandem_core::{EvidenceId, UnitId};
use tandem_testkit::{Bench, World};

fn plan(bench: &Bench<'_>, owner: &str, after: &[u32]) -> Command {
    Command::PlanTask {
        owner: UnitId::from(owner),
        text: "flush the pipes".to_owned(),
        after: after.to_vec(),
        by: bench.now + jiff::SignedDuration::from_hours(48),
    }
}

fn finish(no: u32) -> Command {
    Command::FinishTask { no, evidence: vec![EvidenceId::from("E1")] }
}

#[test]
fn a_task_is_due_when_its_plan_says_and_its_owner_finishes_it() {
    let world = World::small();
    let mut bench = led(&world);
    let task = plan(&bench, "A1.water", &[]);
    bench.act(&by("A1.desk/duty"), task);
    let limit = bench.now + jiff::SignedDuration::from_hours(48);
    assert_eq!(due(&bench, &Subject::Task(1)), Some(limit));
    let refused = bench.refused(&by("A1.roads/liaison"), finish(1));
    assert_eq!(refused, RefusalKind::NotTheOwner { no: 1, owner: UnitId::from("A1.water") });
    bench.act(&by("A1.water/liaison"), finish(1));
    assert_eq!(due(&bench, &Subject::Task(1)), None);
    let refused = bench.refused(&by("A1.water/liaison"), finish(1));
    assert_eq!(refused, RefusalKind::UnknownTask(1));
}

#[test]
fn a_task_waits_for_those_before_it() {
    let world = World::small();
    let mut bench = led(&world);
    let refused = plan(&bench, "A1.water", &[1]);
    assert_eq!(bench.refused(&by("A1.water/head"), refused), RefusalKind::UnknownTask(1));
    for after in [&[][..], &[], &[1, 2]] {
        let task = plan(&bench, "A1.water", after);
        bench.act(&by("A1.water/head"), task);
    }
    bench.act(&by("A1.water/liaison"), finish(2));
    let refused = bench.refused(&by("A1.water/liaison"), finish(3));
    assert_eq!(refused, RefusalKind::TaskWaits { no: 3, after: vec![1] });
    bench.act(&by("A1.water/liaison"), finish(1));
    bench.act(&by("A1.water/liaison"), finish(3));
}

#[test]
fn a_task_is_planned_for_a_unit_that_works_here_and_can_report_it() {
    let world = World::small();
    let mut bench = led(&world);
    let task = plan(&bench, "A1.roads", &[]);
    let refused = bench.refused(&by("A1.desk/duty"), task);
    assert_eq!(refused, RefusalKind::NotInvolved { unit: UnitId::from("A1.roads") });
    // Nobody in a coordinating body reports tasks; one of its own would never be finished.
    let task = plan(&bench, "A1.cb", &[]);
    let refused = bench.refused(&by("A1.desk/duty"), task);
    assert_eq!(refused, RefusalKind::OwnerCannotFinish { unit: UnitId::from("A1.cb") });
    let task = plan(&bench, "A1.water", &[]);
    let refused = bench.refused(&by("A1.roads/head"), task);
    assert_eq!(refused, RefusalKind::NotInvolved { unit: UnitId::from("A1.roads") });
}

#[test]
fn a_task_lies_in_the_future_and_its_end_is_shown() {
    let world = World::small();
    let mut bench = led(&world);
    let mut task = plan(&bench, "A1.water", &[]);
    if let Command::PlanTask { by, .. } = &mut task {
        *by = bench.now;
    }
    assert_eq!(bench.refused(&by("A1.desk/duty"), task), RefusalKind::TaskInThePast);
    let task = plan(&bench, "A1.water", &[]);
    bench.act(&by("A1.desk/duty"), task);
    let bare = Command::FinishTask { no: 1, evidence: Vec::new() };
    assert_eq!(bench.refused(&by("A1.water/liaison"), bare), RefusalKind::CitesNothing);
}

#[test]
fn disposal_is_not_verified_while_a_task_is_open() {
    let world = World::small();
    let mut bench = done(&world);
    let task = plan(&bench, "A1.water", &[]);
    bench.act(&by("A1.desk/duty"), task);
    assert_eq!(bench.refused(&by("A1.desk/duty"), verify()), RefusalKind::TasksOpen(vec![1]));
    bench.act(&by("A1.water/liaison"), finish(1));
    bench.act(&by("A1.desk/duty"), verify());
}

#[test]
fn nothing_is_planned_after_disposal_was_verified() {
    let world = World::small();
    let mut bench = ready(&world);
    let task = plan(&bench, "A1.water", &[]);
    assert_eq!(bench.refused(&by("A1.desk/duty"), task), RefusalKind::TrackNotOpen);
}

#[test]
fn a_late_task_climbs_the_ladder() {
    let world = World::small();
    let mut bench = led(&world);
    let task = plan(&bench, "A1.water", &[]);
    bench.act(&by("A1.desk/duty"), task);
    for _ in 0..7 {
        pass(&mut bench, "1wd");
    }
    let rungs = units(&["A.desk", "R.desk", "R.cb"]);
    assert_eq!(climbed(&bench, &Subject::Task(1)), rungs);
}
