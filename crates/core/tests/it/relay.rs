//! What passes between levels: orders down through the desks between, accounts up with all
//! evidence.

use crate::common::{
    accept, accepted_at, by, close, dispatch, due, evidence, feedback, led, led_at, order, ready,
    sign, units, withdraw,
};
use tandem_core::case::{
    Cite, Command, OrderRole, Progress, RefusalKind, SitrepKind, Subject, TrackKind,
};
use tandem_core::mechanism::RiskLevel;
use tandem_core::{EvidenceId, OrderId, UnitId};
use tandem_testkit::{Bench, Rules, World};

fn hop_by_hop() -> World {
    World::small_under(&Rules { direct_command: "no", ..Rules::default() })
}

fn sitrep(kind: SitrepKind) -> Command {
    let cites = vec![Cite::Evidence(EvidenceId::from("E1"))];
    Command::FileSitrep { kind, text: "what is known".to_owned(), cites, compared: None }
}

fn assess(level: RiskLevel) -> Command {
    Command::Assess { level, reason: "as it looks now".to_owned() }
}

/// The region's desk has ordered the city's to see to a matter of county A1.
fn relayed(world: &World) -> Bench<'_> {
    let mut bench = led_at(world, "R.desk");
    bench.act(&by("R.desk/duty"), dispatch("O1", "A.desk"));
    bench
}

#[test]
fn without_direct_command_an_order_goes_through_every_desk_between() {
    let world = hop_by_hop();
    let mut bench = led_at(&world, "R.desk");
    let refused = bench.refused(&by("R.desk/lead"), dispatch("O1", "A1.water"));
    let passed_over = units(&["A1.desk", "A.desk"]);
    assert_eq!(refused, RefusalKind::DirectCommandForbidden { passed_over });
    for (id, from, to) in [
        ("O1", "R.desk/duty", "A.desk"),
        ("O2", "A.desk/duty", "A1.desk"),
        ("O3", "A1.desk/duty", "A1.water"),
    ] {
        bench.act(&by(from), dispatch(id, to));
        bench.act(&by(&format!("{to}/liaison")), sign(id));
    }
    let roles: Vec<OrderRole> = bench.case.orders.iter().map(|order| order.role).collect();
    assert_eq!(roles, [OrderRole::Relaying, OrderRole::Relaying, OrderRole::Lead]);
    for (id, unit, judge) in [
        ("O3", "A1.water/liaison", "A1.desk/duty"),
        ("O2", "A1.desk/liaison", "A.desk/duty"),
        ("O1", "A.desk/liaison", "R.desk/duty"),
    ] {
        bench.act(&by(unit), feedback(id, Progress::Complete));
        bench.act(&by(judge), accept(id));
    }
    assert!(bench.case.has_completed_order());
}

#[test]
fn the_lead_is_to_be_ordered_while_the_order_is_still_on_its_way() {
    let world = World::small();
    let mut bench = relayed(&world);
    assert!(due(&bench, &Subject::Assignment).is_some());
    bench.act(&by("A.desk/lead"), dispatch("O2", "A1.water"));
    assert_eq!(due(&bench, &Subject::Assignment), None);
}

#[test]
fn a_desk_relays_only_with_an_order_and_only_downward() {
    let world = World::small();
    let mut bench = led_at(&world, "R.desk");
    let refused = bench.refused(&by("A.desk/lead"), dispatch("O1", "A1.water"));
    let (unit, desk) = (UnitId::from("A.desk"), UnitId::from("R.desk"));
    assert_eq!(refused, RefusalKind::OutsideJurisdiction { unit, desk });
    bench.act(&by("R.desk/duty"), dispatch("O1", "A.desk"));
    let refused = bench.refused(&by("A.desk/lead"), dispatch("O2", "B1.desk"));
    assert!(matches!(refused, RefusalKind::NotInvolved { .. }), "{refused:?}");
    bench.act(&by("A.desk/lead"), dispatch("O2", "A1.water"));
    bench.act(&by("R.desk/duty"), withdraw("O1"));
    let refused = bench.refused(&by("A.desk/lead"), withdraw("O2"));
    assert!(matches!(refused, RefusalKind::OutsideJurisdiction { .. }), "{refused:?}");
}

#[test]
fn a_desk_beside_the_way_gets_no_order() {
    let world = World::small();
    let mut bench = led_at(&world, "R.desk");
    let refused = bench.refused(&by("R.desk/duty"), dispatch("O1", "B.desk"));
    assert_eq!(refused, RefusalKind::NotInvolved { unit: UnitId::from("B.desk") });
}

#[test]
fn a_desk_that_relays_judges_its_own_orders_only() {
    let world = World::small();
    let mut bench = relayed(&world);
    bench.act(&by("A.desk/lead"), dispatch("O2", "A1.water"));
    bench.act(&by("A.desk/liaison"), sign("O1"));
    let early = bench.refused(&by("A.desk/liaison"), feedback("O1", Progress::Complete));
    assert_eq!(early, RefusalKind::OpenOrders(vec![OrderId::from("O2")]));
    bench.act(&by("A1.water/liaison"), sign("O2"));
    bench.act(&by("A1.water/liaison"), feedback("O2", Progress::Complete));
    bench.act(&by("A.desk/duty"), accept("O2"));
    bench.act(&by("A.desk/liaison"), feedback("O1", Progress::Complete));
    let refused = bench.refused(&by("A.desk/duty"), accept("O1"));
    let (order, issuer) = (OrderId::from("O1"), UnitId::from("R.desk"));
    assert_eq!(refused, RefusalKind::NotTheIssuer { order, issuer });
}

#[test]
fn who_set_a_deadline_extends_it() {
    let world = World::small();
    let mut bench = relayed(&world);
    bench.act(&by("A.desk/lead"), dispatch("O2", "A1.water"));
    bench.act(&by("A1.water/liaison"), sign("O2"));
    let (id, reason) = (OrderId::from("O2"), "a part is late".to_owned());
    bench.act(&by("A1.water/liaison"), Command::AskExtension { order: id.clone(), reason });
    let grant = Command::AnswerExtension { order: id, refused: None };
    bench.act(&by("A.desk/lead"), grant);
    assert_eq!(order(&bench, "O2").extensions, 1);
}

#[test]
fn an_account_carries_all_evidence_upward() {
    let world = World::small();
    let mut bench = led(&world);
    let added = evidence("E2");
    bench.act(&by("A1.desk/duty"), Command::AddEvidence { evidence: added });
    bench.act(&by("A1.desk/duty"), sitrep(SitrepKind::First));
    let filed = &bench.case.sitreps[0];
    assert_eq!(filed.to, UnitId::from("A.desk"));
    assert_eq!(filed.carries, [EvidenceId::from("E1"), EvidenceId::from("E2")]);
}

#[test]
fn accounts_are_first_then_follow_up_then_final() {
    let world = World::small();
    let mut bench = led(&world);
    let out_of_order = |bench: &mut Bench<'_>, kind| {
        let refused = bench.refused(&by("A1.desk/duty"), sitrep(kind));
        assert_eq!(refused, RefusalKind::SitrepOrder { kind });
    };
    out_of_order(&mut bench, SitrepKind::FollowUp);
    out_of_order(&mut bench, SitrepKind::Final);
    bench.act(&by("A1.desk/duty"), sitrep(SitrepKind::First));
    out_of_order(&mut bench, SitrepKind::First);
    bench.act(&by("A1.desk/duty"), sitrep(SitrepKind::FollowUp));
    bench.act(&by("A1.desk/duty"), sitrep(SitrepKind::Final));
    out_of_order(&mut bench, SitrepKind::FollowUp);
}

#[test]
fn a_case_that_is_opened_again_is_reported_again() {
    let world = World::small();
    let mut bench = ready(&world);
    bench.act(&by("A1.desk/duty"), assess(RiskLevel::I));
    bench.act(&by("A1.desk/duty"), sitrep(SitrepKind::First));
    bench.act(&by("A1.desk/duty"), sitrep(SitrepKind::Final));
    bench.act(&by("A1.desk/lead"), close());
    let reason = "it came back".to_owned();
    bench.act(&by("A1.desk/lead"), Command::Reopen { reason, evidence: Vec::new() });
    assert!(due(&bench, &Subject::Sitrep).is_some());
    bench.act(&by("A1.desk/duty"), sitrep(SitrepKind::FollowUp));
    assert_eq!(due(&bench, &Subject::Sitrep), None);
    bench.act(&by("A1.desk/duty"), sitrep(SitrepKind::Final));
}

#[test]
fn only_the_desk_of_the_case_reports_on_it() {
    let world = World::small();
    let mut bench = led(&world);
    let refused = bench.refused(&by("A.desk/duty"), sitrep(SitrepKind::First));
    let (unit, desk) = (UnitId::from("A.desk"), UnitId::from("A1.desk"));
    assert_eq!(refused, RefusalKind::OutsideJurisdiction { unit, desk });
    let bare = Command::FileSitrep {
        kind: SitrepKind::First,
        text: "what is known".to_owned(),
        cites: Vec::new(),
        compared: None,
    };
    assert_eq!(bench.refused(&by("A1.desk/duty"), bare), RefusalKind::CitesNothing);
}

#[test]
fn a_grave_matter_is_reported_upward_even_where_the_public_is_not_answered() {
    let world = World::small();
    let mut bench = accepted_at(&world, "A1.desk");
    let reason = "a drill of the siren".to_owned();
    let track = TrackKind::Response;
    bench.act(&by("A1.desk/chief"), Command::Waive { track, reason });
    bench.act(&by("A1.desk/duty"), assess(RiskLevel::I));
    assert!(due(&bench, &Subject::Sitrep).is_some());
    bench.act(&by("A1.desk/duty"), sitrep(SitrepKind::First));
    assert_eq!(due(&bench, &Subject::Sitrep), None);
}
