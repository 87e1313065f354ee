//! Relays are drawn by chance that nobody steers, and audited by neither party.

use crate::common::{by, dispatch, evidence, feedback, led, sign};
use tandem_core::case::{
    Command, EntryKind, Progress, RefusalKind, RelayVerdict, RelayedBy, SitrepKind,
};
use tandem_core::{CaseId, Digest};
use tandem_testkit::World;

#[test]
fn the_share_is_drawn_and_the_seed_decides_which() {
    let world = World::small();
    let rule = world.mechanism.relay_audit.as_ref().expect("the small rules have one");
    let case = CaseId::from("K-1");
    let drawn = |seed: &[u8]| -> Vec<u32> {
        let seed = Digest::of(seed);
        (1..=10_000).filter(|no| rule.draws(&seed, &case, *no)).collect()
    };
    let (one, other) = (drawn(b"root"), drawn(b"another root"));
    assert_eq!(one, drawn(b"root"));
    // A share of one half: the count is within four standard deviations, 4 × √(10000/4).
    for count in [one.len(), other.len()] {
        assert!((4_800..=5_200).contains(&count), "{count}");
    }
    let both = one.iter().filter(|no| other.contains(no)).count();
    assert!((2_300..=2_700).contains(&both), "{both}");
    let elsewhere = CaseId::from("K-2");
    let same = one.iter().filter(|no| rule.draws(&Digest::of(b"root"), &elsewhere, **no));
    assert!((2_300..=2_700).contains(&same.count()));
}

#[test]
fn a_period_is_the_one_that_is_over() {
    let world = World::small();
    let rule = world.mechanism.relay_audit.as_ref().expect("the small rules have one");
    let periods = [
        ("2026-03-08 23:59", "2026-02-23 00:00", "2026-03-02 00:00"),
        ("2026-03-09 00:00", "2026-03-02 00:00", "2026-03-09 00:00"),
        ("2026-03-12 12:00", "2026-03-02 00:00", "2026-03-09 00:00"),
    ];
    for (at, from, until) in periods {
        let found = rule.last_period(&world.calendar, world.at(at));
        assert_eq!(found, (world.at(from), world.at(until)), "{at}");
    }
}

#[test]
fn what_carries_originals_upward_is_audited_by_neither_party() {
    let world = World::small();
    let mut bench = led(&world);
    bench.act(&by("A1.desk/duty"), dispatch("O1", "A1.water"));
    bench.act(&by("A1.water/liaison"), sign("O1"));
    bench.act(&by("A1.water/liaison"), feedback("O1", Progress::Interim));
    let bare = Command::Feedback {
        order: "O1".into(),
        text: "we are at it".to_owned(),
        progress: Progress::Interim,
        evidence: Vec::new(),
        findings: Vec::new(),
        compared: None,
    };
    bench.act(&by("A1.water/liaison"), bare);
    bench.act(&by("A1.desk/duty"), Command::AddEvidence { evidence: evidence("E2") });
    let sitrep = Command::FileSitrep {
        kind: SitrepKind::First,
        text: "what is known".to_owned(),
        cites: vec![tandem_core::case::Cite::Evidence("E2".into())],
        compared: None,
    };
    bench.act(&by("A1.desk/duty"), sitrep);
    let relays: Vec<_> = bench
        .case
        .relays
        .iter()
        .map(|relay| (relay.no, relay.what.clone(), relay.to.as_str(), relay.carries.len()))
        .collect();
    let expected = [
        (1, RelayedBy::Feedback("O1".into()), "A1.desk", 1),
        (2, RelayedBy::Sitrep(1), "A.desk", 3),
    ];
    assert_eq!(relays, expected);

    let audit = |relay, seed| Command::AuditRelay {
        relay,
        verdict: RelayVerdict::Softened,
        reason: "the original says more".to_owned(),
        seed,
    };
    let involved = |unit: &str, relay| RefusalKind::AuditorInvolved { unit: unit.into(), relay };
    let rule = world.mechanism.relay_audit.as_ref().expect("the small rules have one");
    let mut seeds = (0u8..).map(|n| Digest::of(&[n]));
    let hit = seeds.clone().find(|seed| rule.draws(seed, &bench.case.id, 2));
    let miss = seeds.find(|seed| !rule.draws(seed, &bench.case.id, 2));
    assert_eq!(bench.refused(&by("A1.desk/chief"), audit(1, None)), involved("A1.desk", 1));
    assert_eq!(bench.refused(&by("A.desk/chief"), audit(2, None)), involved("A.desk", 2));
    let early = RefusalKind::NotDrawnYet { relay: 2, at: world.at("2026-03-09 00:00") };
    assert_eq!(bench.refused(&by("R.desk/chief"), audit(2, hit)), early);
    bench.wait("7d");
    assert_eq!(bench.refused(&by("R.desk/chief"), audit(2, miss)), RefusalKind::NotDrawn(2));
    bench.act(&by("R.desk/chief"), audit(2, hit));
    let said = bench.entries.last().map(|entry| entry.kind.clone());
    let Some(EntryKind::RelayAudited { seed, period, .. }) = said else { panic!("{said:?}") };
    let week = (world.at("2026-03-02 00:00"), world.at("2026-03-09 00:00"));
    assert_eq!((seed, period), (hit, Some(week)));
    bench.act(&by("A1.cb/principal"), audit(1, None));
    assert_eq!(bench.refused(&by("R.desk/chief"), audit(2, None)), RefusalKind::RelayAudited(2));
}
