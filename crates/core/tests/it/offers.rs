//! Offers are sound and complete: whatever is offered is refused for its contents alone, and
//! whatever was carried out had been offered.

use crate::properties::{Seen, check};
use tandem_core::case::{
    About, Actor, Case, Command, Ground, Offers, Side, Verb, decide_jointly, offers,
};
use tandem_testkit::random::{Roll, play_seen, rolls, rules};
use tandem_testkit::{Bench, Broken, Outcome, World};

fn offered(bench: &Bench<'_>, by: &Actor) -> Offers {
    offers(&bench.case, &bench.world.context(), bench.now, by)
}

/// What a command asks for. A case over several is asked for from each of them.
fn asked(bench: &Bench<'_>, by: &Actor, command: &Command) -> Option<(Verb, About, Offers)> {
    let here = match command {
        Command::Join { parts, .. } => parts.contains(&bench.case.id),
        _ => true,
    };
    let person = matches!(by, Actor::Person { .. });
    (here && person).then(|| (Verb::of(command), About::of(command), offered(bench, by)))
}

fn complete(world: &World, rolls: &[Roll], seen: &mut Seen) -> Result<(), Broken> {
    let mut bench = Bench::new(world, "2026-02-10 10:00");
    for roll in rolls {
        let (asked, outcome) = play_seen(&mut bench, roll, asked)?;
        let (Some((verb, about, offers)), Outcome::Applied(entries)) = (asked, outcome) else {
            continue;
        };
        seen.applied += entries;
        if offers.of(verb, &about).is_none() {
            let what = format!("{verb:?} on {about:?} was carried out and not offered: {offers:?}");
            return Err(Broken { what, transcript: bench.transcript() });
        }
    }
    Ok(())
}

/// A candidate that names no other case is decided here once more, on its own.
fn sound(world: &World, rolls: &[Roll], seen: &mut Seen) -> Result<(), Broken> {
    let mut bench = Bench::new(world, "2026-02-10 10:00");
    for roll in rolls {
        let (before, _) = play_seen(&mut bench, roll, |bench, by, _| {
            (bench.case.clone(), bench.now, by.clone(), offered(bench, by))
        })?;
        let (case, now, by, offers) = before;
        let ctx = world.context();
        for offer in &offers.given {
            for command in offer.candidates.iter().filter(|c| c.others().is_empty()) {
                seen.applied += 1;
                let side = Side { case: &case, ctx: &ctx };
                let decided = decide_jointly(side, &[], now, &by, command.clone());
                let refused = decided.err().filter(|no| no.0.ground() != Ground::Contents);
                if let Some(refusal) = refused {
                    let what = format!("{command:?} is offered and refused: {refusal}");
                    return Err(Broken { what, transcript: bench.transcript() });
                }
            }
        }
        for no in &offers.withheld {
            assert!(offers.of(no.verb, &no.about).is_none(), "{no:?} is offered too");
        }
    }
    Ok(())
}

#[test]
fn what_was_carried_out_had_been_offered() {
    let small = World::small();
    let seen = check("complete offers", 60, &(rules(), rolls(20..120)), |(rules, rolls), seen| {
        complete(&small.under(rules), rolls, seen)
    });
    assert!(seen.applied > 2_000, "only {} entries were made", seen.applied);
}

#[test]
fn what_is_offered_is_refused_for_its_contents_alone() {
    let small = World::small();
    let seen = check("sound offers", 30, &(rules(), rolls(20..80)), |(rules, rolls), seen| {
        sound(&small.under(rules), rolls, seen)
    });
    assert!(seen.applied > 5_000, "only {} candidates were looked at", seen.applied);
}

#[test]
fn a_page_can_say_why_a_case_cannot_be_closed() {
    let world = World::small();
    let mut bench = Bench::new(&world, "2026-02-10 10:00");
    let new = Case::new(bench.case.id.clone());
    assert_eq!(new, bench.case);
    let seen = std::cell::RefCell::new(Vec::new());
    for roll in [0u16, 1, 2, 3].map(|n| Roll {
        wait_minutes: 5,
        sweep: false,
        nonsense: false,
        picks: [0, 0, 0, 0, 0, n],
    }) {
        let look = |bench: &Bench<'_>, by: &Actor, _: &Command| {
            let offers = offered(bench, by);
            let why = offers.why_not(Verb::Close).map(|no| no.refusal.0.ground());
            seen.borrow_mut().push(why);
        };
        play_seen(&mut bench, &roll, look).unwrap_or_else(|broken| panic!("{broken}"));
    }
    let seen = seen.into_inner();
    assert_eq!(seen[0], None, "nobody looks for it before there is a case");
    assert!(seen[1..].iter().all(Option::is_some), "{seen:?}");
}
