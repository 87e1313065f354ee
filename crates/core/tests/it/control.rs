//! Span of control and unowned time, against figures that were worked by hand.

use crate::common::{accepted_at, by, dispatch, led, led_at, sign};
use tandem_core::case::{Case, Command};
use tandem_core::control::{Control, WhyUnowned, control, unowned};
use tandem_core::{AreaId, CaseId, RemitId, Timestamp, UnitId};
use tandem_testkit::{Bench, World};

fn of(world: &World, area: &str, cases: &[&Case], at: Timestamp) -> Control {
    let area = world.region.area(&AreaId::from(area)).expect("it is there");
    let desk = world.region.desk(&area.id).expect("each area has a desk");
    control(&world.context(), (area, desk), cases.iter().copied(), at)
}

fn case_named(bench: &Bench<'_>, id: &str) -> Case {
    Case { id: CaseId::from(id), ..bench.case.clone() }
}

/// County A1 has six departments and nothing below; city A has counties A1 and A2 below it.
#[test]
fn the_span_is_what_the_region_draws_and_the_cases_hold() {
    let world = World::small();
    // Taken over by A1.water, with one order of the county and one past it from the city.
    let mut worked = led(&world);
    worked.act(&by("A1.desk/duty"), dispatch("O1", "A1.water"));
    // Received by the county, accepted, and nobody has taken it over.
    let waiting = accepted_at(&world, "A1.desk");
    // Handled by the city.
    let mut above = led_at(&world, "A.desk");
    above.act(&by("A.desk/lead"), dispatch("O1", "A1.water"));
    let at = waiting.case.received_at + jiff::SignedDuration::from_mins(150);
    let cases = [case_named(&worked, "a"), case_named(&waiting, "b"), case_named(&above, "c")];
    let cases: Vec<&Case> = cases.iter().collect();

    let county = of(&world, "A1", &cases, at);
    assert_eq!((county.areas_below, county.departments), (0, 6));
    assert_eq!((county.open_cases, county.open_orders), (2, 1));
    let named: Vec<_> =
        county.unowned.iter().map(|found| (found.case.as_str(), found.why)).collect();
    assert_eq!(named, [("b", WhyUnowned::FirstReceiver)]);
    assert_eq!(county.unowned_hours(at), (2.5, 2.5));
    assert_eq!((county.gaps, county.contested), (vec![], vec![]));

    let city = of(&world, "A", &cases, at);
    assert_eq!((city.areas_below, city.open_cases, city.open_orders), (2, 1, 1));
    assert!(city.unowned.is_empty(), "A1.water leads it");
}

#[test]
fn a_matter_is_unowned_again_while_a_sent_back_order_waits_for_its_settlement() {
    let world = World::small();
    let mut bench = led(&world);
    bench.act(&by("A1.desk/duty"), dispatch("O1", "A1.water"));
    bench.act(&by("A1.water/liaison"), sign("O1"));
    assert_eq!(unowned(&bench.case), None);
    bench.wait("30min");
    let send_back = Command::SendBack {
        order: "O1".into(),
        remit: RemitId::from("housing"),
        evidence: vec!["E1".into()],
        proposed: UnitId::from("A1.housing"),
        reason: "the pipe belongs to the house".to_owned(),
    };
    bench.act(&by("A1.water/liaison"), send_back);
    let found = unowned(&bench.case).expect("nobody answers for it");
    assert_eq!((found.since, found.why), (bench.case.last_at, WhyUnowned::SentBack));
    let settle = Command::Settle {
        order: Some("O1".into()),
        lead: UnitId::from("A1.housing"),
        assisting: Vec::new(),
        reason: "the pipe is theirs".to_owned(),
    };
    bench.act(&by("A1.desk/lead"), settle);
    assert_eq!(unowned(&bench.case), None);
}

/// A lead that is the desk itself by a settlement owns the matter.
#[test]
fn a_desk_that_leads_by_settlement_is_an_owner() {
    let world = World::small();
    let mut bench = accepted_at(&world, "A1.desk");
    assert!(unowned(&bench.case).is_some());
    let settle = Command::Settle {
        order: None,
        lead: UnitId::from("A1.desk"),
        assisting: Vec::new(),
        reason: "nobody else can".to_owned(),
    };
    bench.act(&by("A1.cb/principal"), settle);
    assert_eq!(unowned(&bench.case), None);
}
