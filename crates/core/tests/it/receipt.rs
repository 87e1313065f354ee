//! Read is not accepted: read-back on the issuer's clock, and acceptance that lapses.

use crate::common::{by, climbed, dispatch, due, feedback, led, led_at, order, pass, sign, units};
use tandem_core::case::{Command, OrderState, Progress, Subject, Urgency};
use tandem_core::{OrderId, UnitId};
use tandem_testkit::{Bench, World};

fn urgent(to: &str) -> Command {
    Command::Dispatch {
        order: OrderId::from("O1"),
        to: UnitId::from(to),
        task: "mend it".to_owned(),
        urgency: Urgency::Urgent,
    }
}

fn read_back() -> Subject {
    Subject::ReadBack(OrderId::from("O1"))
}

fn acceptance() -> Subject {
    Subject::Acceptance(OrderId::from("O1"))
}

/// Whom a read-back climbs to that this position asked for and nobody confirms.
fn climbs(issuer: &str) -> Vec<UnitId> {
    let world = World::small();
    let mut bench = led(&world);
    bench.act(&by(issuer), urgent("A1.water"));
    bench.act(&by("A1.water/liaison"), sign("O1"));
    for _ in 0..5 {
        pass(&mut bench, "1wd");
    }
    assert_eq!(order(&bench, "O1").state, OrderState::Restated);
    climbed(&bench, &read_back())
}

#[test]
fn a_read_back_waits_for_the_issuer() {
    let world = World::small();
    let mut bench = led(&world);
    bench.act(&by("A1.desk/duty"), urgent("A1.water"));
    bench.act(&by("A1.water/liaison"), sign("O1"));
    let watch = bench.case.watch(&read_back()).expect("the issuer's clock runs");
    assert_eq!(watch.unit, UnitId::from("A1.desk"));
    assert_eq!(due(&bench, &acceptance()), None);
    let confirm = Command::ConfirmReadBack { order: OrderId::from("O1") };
    bench.act(&by("A1.desk/duty"), confirm);
    assert_eq!(due(&bench, &read_back()), None);
    assert!(due(&bench, &acceptance()).is_some());
}

#[test]
fn an_unconfirmed_read_back_climbs_to_the_issuers_superiors() {
    assert_eq!(climbs("A1.desk/duty"), units(&["A.desk", "R.desk", "R.cb"]));
    assert_eq!(climbs("A.desk/lead"), units(&["R.desk", "R.cb"]));
    assert_eq!(climbs("R.desk/lead"), units(&["R.cb"]));
    assert_eq!(climbs("R.cb/principal"), units(&[]));
}

#[test]
fn an_acceptance_on_which_nothing_follows_lapses_and_is_signed_again() {
    let world = World::small();
    let mut bench = led(&world);
    bench.act(&by("A1.desk/duty"), dispatch("O1", "A1.water"));
    bench.act(&by("A1.water/liaison"), sign("O1"));
    bench.now = due(&bench, &acceptance()).expect("something must follow");
    bench.sweep().expect("nothing breaks");
    assert_eq!(order(&bench, "O1").state, OrderState::Signed);
    bench.now += jiff::SignedDuration::from_secs(1);
    bench.sweep().expect("nothing breaks");
    assert_eq!(order(&bench, "O1").state, OrderState::Issued);
    assert_eq!(order(&bench, "O1").signed_by, None);
    assert!(due(&bench, &Subject::Receipt(OrderId::from("O1"))).is_some());
    bench.act(&by("A1.water/liaison"), sign("O1"));
    assert!(due(&bench, &acceptance()).is_some());
}

#[test]
fn a_first_sign_of_work_keeps_the_acceptance() {
    let world = World::small();
    let mut bench = led(&world);
    bench.act(&by("A1.desk/duty"), dispatch("O1", "A1.water"));
    bench.act(&by("A1.water/liaison"), sign("O1"));
    bench.act(&by("A1.water/liaison"), feedback("O1", Progress::Interim));
    assert_eq!(due(&bench, &acceptance()), None);
    pass(&mut bench, "3wd");
    assert_eq!(order(&bench, "O1").state, OrderState::Signed);
}

#[test]
fn signing_again_and_again_does_not_put_off_the_feedback() {
    let world = World::small();
    let mut bench = led_at(&world, "A1.desk");
    bench.act(&by("A1.desk/duty"), dispatch("O1", "A1.water"));
    let feedback = Subject::Feedback(OrderId::from("O1"));
    let limit = due(&bench, &feedback);
    for _ in 0..3 {
        if order(&bench, "O1").state == OrderState::Issued {
            bench.act(&by("A1.water/liaison"), sign("O1"));
        }
        pass(&mut bench, "2wd");
    }
    assert_eq!(due(&bench, &feedback), limit);
    assert!(rung(&bench, &feedback) > 0, "{}", bench.transcript());
}

fn rung(bench: &Bench<'_>, subject: &Subject) -> usize {
    bench.case.watch(subject).expect("it is due").rung
}

#[test]
fn an_urgent_order_keeps_its_shorter_limit_when_it_must_be_signed_again() {
    let world = World::small();
    let mut bench = led(&world);
    bench.act(&by("A1.desk/duty"), urgent("A1.water"));
    let receipt = Subject::Receipt(OrderId::from("O1"));
    let rule = |bench: &Bench<'_>| bench.case.watch(&receipt).expect("due").deadline.rule.clone();
    assert_eq!(rule(&bench).as_str(), "S3");
    bench.act(&by("A1.water/liaison"), sign("O1"));
    bench.act(&by("A1.desk/duty"), Command::ConfirmReadBack { order: OrderId::from("O1") });
    bench.now = due(&bench, &acceptance()).expect("something must follow");
    bench.now += jiff::SignedDuration::from_secs(1);
    bench.sweep().expect("nothing breaks");
    assert_eq!(rule(&bench).as_str(), "S3");
}
