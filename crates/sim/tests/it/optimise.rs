//! The search against a made problem whose front is known, and variants against law.

use crate::common::{guangxi, mechanism, offices};
use expect_test::{Expect, expect};
use tandem_core::Lang;
use tandem_sim::optimise::{Costs, Genome, Search, Settings, Space, Variants};
use tandem_sim::{Draws, Name, Plan, replicate};

const SETTINGS: Settings = Settings { population: 24, generations: 20, first: 3, more: 2, most: 9 };

/// Eight choices of five ways. Ways cost time or hands, what one saves the other costs; but the
/// last four choices only waste both, so that the front has them at zero. Noise is shared by all
/// genomes of a replication and has a part of each one's own.
fn made(genome: &Genome, nth: u64, draws: Draws) -> Costs {
    let waste: f64 = genome.0[4..].iter().map(|way| f64::from(*way)).sum();
    let saved: f64 = genome.0[..4].iter().map(|way| f64::from(*way)).sum();
    let shared = draws.stream(Name { case: nth, office: 0, purpose: 0, nth: 0 }).normal();
    let name = genome.0.iter().fold(0, |name, way| name * 5 + u64::from(*way));
    let mut own = draws.stream(Name { case: nth, office: name, purpose: 1, nth: 0 });
    Costs {
        objectives: vec![
            20.0 - saved + waste + shared + 0.1 * own.normal(),
            saved + waste + shared + 0.1 * own.normal(),
        ],
        over: vec![saved - 14.5],
    }
}

fn searched(seed: u64) -> (Search, usize) {
    let draws = Draws::new(seed);
    let mut search = Search::new(vec![5; 8], SETTINGS, draws);
    let mut trials = 0;
    loop {
        // One way of one choice is not usable at all.
        let asked = search.ask(|genome| genome.0[0] != 3);
        if asked.is_empty() {
            break;
        }
        trials += asked.len();
        assert!(asked.iter().all(|trial| trial.genome.0[0] != 3));
        let told = asked.into_iter().map(|trial| {
            let costs = made(&trial.genome, trial.nth, draws);
            (trial, costs)
        });
        search.tell(told.collect::<Vec<_>>());
    }
    (search, trials)
}

#[test]
fn the_front_of_a_made_problem_is_found() {
    let (search, trials) = searched(1);
    let front = search.front(usize::MAX);
    let saved = |genome: &Genome| genome.0[..4].iter().map(|way| i32::from(*way)).sum::<i32>();
    for genome in &front {
        assert!(genome.0[4..].iter().all(|way| *way == 0), "{genome:?} wastes nothing");
        assert!(saved(genome) <= 14, "{genome:?} keeps to the limit");
    }
    // From all to nothing saved there are 15 places on the front; chance may hide a few.
    let places: std::collections::BTreeSet<i32> = front.iter().map(saved).collect();
    assert!(places.len() >= 12, "{places:?}");
    assert!(places.contains(&0) && places.contains(&14), "{places:?} reaches both ends");
    assert!(trials < 3_000 && search.tried() < 600, "{trials} trials of {}", search.tried());
    let raced = front.iter().filter(|genome| search.seen(genome).len() as u64 == SETTINGS.most);
    assert!(raced.count() * 2 > front.len(), "those on the front got more replications");
    assert_eq!(front, searched(1).0.front(usize::MAX), "a function of the seed");
}

/// A space with an objective for either side.
fn space(choices: &str) -> String {
    let about = "about = { zh = \"试\", en = \"try\" }\n";
    let objectives = "[[objective]]\nfigure = \"closed_mean_h\"\n[[objective]]\nfigure = \
                      \"busiest_desk_taken_share\"\n";
    format!("{about}{objectives}{choices}")
}

fn variants(name: &str, choices: &str) -> String {
    let given = mechanism(name);
    let file = format!("{}/../../mechanisms/{name}.toml", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(file).expect("a shipped mechanism is there");
    let space = match Space::parse("space.toml", &space(choices)) {
        Ok(space) => space,
        Err(error) => return error.to_string(),
    };
    let (variants, left_out) = match Variants::new(name, &text, given, &space) {
        Ok(made) => made,
        Err(error) => return error.to_string(),
    };
    let mut said = format!("ways {:?}\n", variants.ways());
    for left in left_out {
        for (loosened, change) in left.loosens.iter().zip(&left.changes) {
            let (rule, words) = (&loosened.rule, loosened.words.get(Lang::En));
            said.push_str(&format!("left out {}: {rule}: {words}\n", change.sentence().en));
        }
    }
    let last = Genome(variants.ways().iter().map(|ways| *ways as u8 - 1).collect());
    match variants.get(&last) {
        None => said.push_str("the last of all options cannot be used\n"),
        Some(variant) => {
            variant.changes.iter().for_each(|change| {
                said.push_str(&format!("{}\n{}\n", change.sentence().zh, change.sentence().en));
            });
            let origin = tandem_core::Text::new("来自测试。", "From a test.");
            let text = variants.text(&last, "mine", &origin);
            let (written, _) = tandem_core::mechanism::Mechanism::parse("mine", &text)
                .expect("what is written parses");
            assert_eq!(written.id.as_str(), "mine");
            assert!(written.about.en.ends_with("From a test."), "{}", written.about.en);
            assert!(text.contains('#'), "comments stay");
        }
    }
    said
}

fn check(name: &str, choices: &str, expect: &Expect) {
    expect.assert_eq(&variants(name, choices));
}

const OPTION: &str = "words = { zh = \"期限\", en = \"limit\" }\noptions = ";

#[test]
fn a_limit_from_law_becomes_stricter_or_stays() {
    let choice = |options: &str| format!("[[choice]]\nid = \"c\"\n{OPTION}{options}\n");
    let answer =
        choice("[{ \"deadline.D3.within\" = \"24h\" }, { \"deadline.D3.within\" = \"72h\" }]");
    check(
        "cn-61-2016",
        &answer,
        &expect![[r#"
        ways [2]
        left out limit (deadline.D3.within): 72 h instead of 48 h: D3: 48 h by law, made 72 h
        期限（deadline.D3.within）：由48小时改为24小时
        limit (deadline.D3.within): 24 h instead of 48 h
    "#]],
    );
    let excused = format!("{answer}against_law = {{ zh = \"试点\", en = \"a pilot\" }}\n");
    check(
        "cn-61-2016",
        &excused,
        &expect![[r#"
        ways [3]
        期限（deadline.D3.within）：由48小时改为72小时
        limit (deadline.D3.within): 72 h instead of 48 h
    "#]],
    );
    // Another clock: three days can be more than 48 hours, one day cannot be told either.
    let days = choice("[{ \"deadline.D3.within\" = \"1d\" }]");
    check(
        "cn-61-2016",
        &days,
        &expect![[r#"
        ways []
        left out limit (deadline.D3.within): 1 day instead of 48 h: D3: 48 h by law, made 1 day
    "#]],
    );
    // Who leads by law is not for a search to change.
    let lead = choice("[{ \"lead_rule.L-territory.lead\" = \"desk\" }]");
    check(
        "cn-61-2016",
        &lead,
        &expect![[r#"
        ways []
        left out limit (lead_rule.L-territory.lead): desk instead of directory: L-territory: changes who leads by law
    "#]],
    );
}

#[test]
fn a_space_says_what_is_wrong_with_it() {
    let choice =
        |id: &str, options: &str| format!("[[choice]]\nid = \"{id}\"\n{OPTION}{options}\n");
    let nowhere = choice("c", "[{ \"deadline.D9.within\" = \"24h\" }]");
    check(
        "direct-led",
        &nowhere,
        &expect![
            "choice `c`: the mechanism has no `deadline.D9.within`; write table.field or list.id.field"
        ],
    );
    let fixed = choice("c", "[{ \"deadline.D3.source\" = \"tandem\" }]");
    check(
        "direct-led",
        &fixed,
        &expect![
            "choice `c`: `deadline.D3.source` says what a rule is or where it comes from, and stays"
        ],
    );
    let one = choice("c", "[{ \"deadline.S1.within\" = \"4h\" }]");
    let twice = one + &choice("d", "[{ \"deadline.S1.within\" = \"8h\" }]");
    check(
        "direct-led",
        &twice,
        &expect!["space.toml: `deadline.S1.within` is in two choices; put both into one choice"],
    );
    check(
        "direct-led",
        "",
        &expect!["space.toml: a space needs at least one choice with an option and two objectives"],
    );
    check(
        "direct-led",
        "[[limit]]\nfigure = \"closed\"\nmost = 1\n",
        &expect![
            "space.toml: there is no figure `closed`; known are: first_statement_mean_h, first_statement_median_h, first_statement_p90_h, first_statement_never_share, verified_mean_h, verified_median_h, verified_p90_h, verified_never_share, closed_mean_h, closed_median_h, closed_p90_h, closed_never_share, unowned_mean_h, transfers_per_case, hops, minutes_per_hop, orders_per_case, deadlines_per_case, missed_per_case, missed_share, escalations_per_case, reopened_share, retained_share, softened_share, busiest_desk_taken_share"
        ],
    );
    // A reminder as long as the limit is a problem that the mechanism did not have.
    let early = choice("c", "[{ \"deadline.S1.remind_before\" = \"2h\" }]");
    check(
        "direct-led",
        &early,
        &expect![[r#"
        ways [2]
        the last of all options cannot be used
    "#]],
    );
    let switch =
        choice("c", "[{ \"conduct.read_back\" = \"never\" }, { \"escalation.step\" = \"4h\" }]");
    check(
        "direct-led",
        &switch,
        &expect![[r#"
        ways [3]
        期限（escalation.step）：由2小时改为4小时
        limit (escalation.step): 4 h instead of 2 h
    "#]],
    );
}

#[test]
fn variants_run_on_the_same_matters_as_what_is_given() {
    let (place, offices) = (guangxi(), offices());
    let (cases, replications) = (10, 1);
    let plan =
        Plan { place: &place, offices: &offices, cases, seed: 1, replications, horizon_days: 60 };
    let text = space(
        "[[choice]]\nid = \"c\"\nwords = { zh = \"梯\", en = \"ladder\" }\noptions = [{ \"escalation.step\" = \"5wd\" }]\n",
    );
    let space = Space::parse("space.toml", &text).expect("a space");
    let given = mechanism("direct-led");
    let file = format!("{}/../../mechanisms/direct-led.toml", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(file).expect("a shipped mechanism is there");
    let (variants, _) = Variants::new("direct-led", &text, given, &space).expect("usable");
    let of = |way: u8| {
        let variant = variants.get(&Genome(vec![way])).expect("usable");
        let ran =
            replicate(plan, &[variant.mechanism], 0).unwrap_or_else(|broken| panic!("{broken}"));
        let figures: Vec<f64> =
            space.objectives.iter().filter_map(|o| o.figure.of(&ran, 0)).collect();
        let escalations = ran.figure(0, "escalations_per_case").expect("cases were handled");
        (figures, escalations)
    };
    let ((given, often), (slow, seldom)) = (of(0), of(1));
    assert_eq!((given.len(), slow.len()), (2, 2));
    assert!(often > seldom, "a slower ladder is climbed less: {seldom} of {often}");
}
