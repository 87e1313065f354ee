//! Two superiors order one unit: seen in the same append, settled above both.

use crate::common::{
    accept, by, climbed, dispatch, due, feedback, led, order, pass, sign, units, withdraw,
};
use tandem_core::case::{Command, OrderEnd, OrderState, Progress, RefusalKind, Subject};
use tandem_core::{OrderId, UnitId};
use tandem_testkit::{Bench, World};

fn settle(keep: &str) -> Command {
    let reason = "the later one knows more".to_owned();
    Command::SettleConflict { keep: OrderId::from(keep), reason }
}

fn later() -> Subject {
    Subject::Conflict(OrderId::from("O2"))
}

/// A1.water has orders O1 of its county's desk and O2 of the city's.
fn conflict(world: &World) -> Bench<'_> {
    let mut bench = led(world);
    bench.act(&by("A1.desk/duty"), dispatch("O1", "A1.water"));
    bench.act(&by("A.desk/lead"), dispatch("O2", "A1.water"));
    bench
}

#[test]
fn a_second_superior_opens_a_conflict_for_the_desk_above_both() {
    let world = World::small();
    let bench = conflict(&world);
    assert_eq!(bench.case.conflicts[0].orders, [OrderId::from("O1"), OrderId::from("O2")]);
    let watch = bench.case.watch(&later()).expect("it is to be settled");
    assert_eq!(watch.unit, UnitId::from("A.desk"));
}

#[test]
fn neither_order_is_answered_until_it_is_settled() {
    let world = World::small();
    let mut bench = conflict(&world);
    for id in ["O1", "O2"] {
        bench.act(&by("A1.water/liaison"), sign(id));
        let refused = bench.refused(&by("A1.water/liaison"), feedback(id, Progress::Complete));
        let orders = [OrderId::from("O1"), OrderId::from("O2")];
        assert_eq!(refused, RefusalKind::OrdersConflict { orders });
    }
    bench.act(&by("A.desk/lead"), settle("O2"));
    assert_eq!(order(&bench, "O1").state, OrderState::Ended(OrderEnd::Withdrawn));
    assert_eq!(due(&bench, &later()), None);
    bench.act(&by("A1.water/liaison"), feedback("O2", Progress::Complete));
    bench.act(&by("A.desk/lead"), accept("O2"));
}

#[test]
fn the_lower_of_the_two_does_not_settle() {
    let world = World::small();
    let mut bench = conflict(&world);
    let refused = bench.refused(&by("A1.desk/lead"), settle("O1"));
    assert_eq!(refused, RefusalKind::NotASettler { settler: UnitId::from("A.desk") });
    bench.act(&by("R.cb/principal"), settle("O1"));
    assert_eq!(order(&bench, "O2").state, OrderState::Ended(OrderEnd::Withdrawn));
}

#[test]
fn a_desk_does_not_rule_on_an_order_of_its_coordinating_body() {
    let world = World::small();
    let mut bench = led(&world);
    bench.act(&by("A1.desk/duty"), dispatch("O1", "A1.water"));
    bench.act(&by("A1.cb/principal"), dispatch("O2", "A1.water"));
    let refused = bench.refused(&by("A1.desk/lead"), settle("O1"));
    assert_eq!(refused, RefusalKind::NotASettler { settler: UnitId::from("A1.cb") });
    let refused = bench.refused(&by("A1.desk/lead"), withdraw("O2"));
    assert!(matches!(refused, RefusalKind::NotTheIssuer { .. }), "{refused:?}");
    bench.act(&by("A1.cb/principal"), settle("O2"));
}

/// Feedback on O1 is due on Monday the 9th at 17:00. Each line: how long the conflict lasts, how it
/// ends, and until when O1 runs then.
#[test]
fn a_clock_stands_still_while_superiors_settle_and_runs_on_with_what_it_had_left() {
    let world = World::small();
    let ends = [
        ("0min", settle("O1"), "2026-03-09 17:00"),
        ("22h", settle("O1"), "2026-03-10 17:00"),
        ("26h", withdraw("O2"), "2026-03-11 17:00"),
        // As much later as it stood still falls on a Saturday: Monday at the close of work.
        ("120h", settle("O1"), "2026-03-16 17:00"),
    ];
    for (lasts, end, until) in ends {
        let mut bench = led(&world);
        bench.act(&by("A1.desk/duty"), dispatch("O1", "A1.water"));
        let feedback_due = |bench: &Bench<'_>| due(bench, &Subject::Feedback("O1".into()));
        assert_eq!(feedback_due(&bench), Some(world.at("2026-03-09 17:00")));
        bench.act(&by("A.desk/lead"), dispatch("O2", "A1.water"));
        assert_eq!(feedback_due(&bench), None);
        assert_eq!(due(&bench, &Subject::Feedback("O2".into())), None);
        bench.wait(lasts);
        bench.act(&by("A.desk/lead"), end);
        assert_eq!(feedback_due(&bench), Some(world.at(until)), "{lasts}");
    }
}

#[test]
fn it_ends_when_one_of_the_orders_ends() {
    let world = World::small();
    let mut bench = conflict(&world);
    bench.act(&by("A1.desk/duty"), withdraw("O1"));
    assert!(bench.case.conflicts.is_empty());
    assert_eq!(due(&bench, &later()), None);
    let refused = bench.refused(&by("A.desk/lead"), settle("O2"));
    assert_eq!(refused, RefusalKind::NoConflict(OrderId::from("O2")));
    bench.act(&by("A1.water/liaison"), sign("O2"));
    bench.act(&by("A1.water/liaison"), feedback("O2", Progress::Complete));
}

#[test]
fn a_second_order_of_the_same_desk_and_a_third_one_are_refused() {
    let world = World::small();
    let mut bench = led(&world);
    bench.act(&by("A1.desk/duty"), dispatch("O1", "A1.water"));
    let refused = bench.refused(&by("A1.desk/duty"), dispatch("O2", "A1.water"));
    assert!(matches!(refused, RefusalKind::HasOpenOrder { .. }), "{refused:?}");
    bench.act(&by("A.desk/lead"), dispatch("O2", "A1.water"));
    let refused = bench.refused(&by("R.desk/lead"), dispatch("O3", "A1.water"));
    assert!(matches!(refused, RefusalKind::HasOpenOrder { .. }), "{refused:?}");
}

#[test]
fn who_is_passed_over_cannot_hold_up_a_direct_command_with_an_order_of_its_own() {
    let world = World::small();
    let mut bench = led(&world);
    bench.act(&by("R.desk/lead"), dispatch("O1", "A1.water"));
    for below in ["A.desk/lead", "A1.desk/duty"] {
        let refused = bench.refused(&by(below), dispatch("O2", "A1.water"));
        assert!(matches!(refused, RefusalKind::HasOpenOrder { .. }), "{refused:?}");
    }
    bench.act(&by("A1.water/liaison"), sign("O1"));
    bench.act(&by("A1.water/liaison"), feedback("O1", Progress::Complete));
}

#[test]
fn a_conflict_that_nobody_settles_climbs_to_those_above_the_settler() {
    let world = World::small();
    let mut bench = conflict(&world);
    bench.act(&by("A1.water/liaison"), sign("O1"));
    for _ in 0..5 {
        pass(&mut bench, "1wd");
    }
    assert_eq!(climbed(&bench, &later()), units(&["R.desk", "R.cb"]));
}
