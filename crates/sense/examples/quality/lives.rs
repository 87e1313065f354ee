//! Stages of made lives, against the stages that their true rates say.

use crate::chance::Chance;
use crate::figure::Figure;
use crate::stages::share_interval;
use tandem_sense::stages::{Stage, read};

const LIVES: usize = 2_000;
const SEED: u64 = 20_261_128;
/// Hours around a change of the true stage that are not scored: nobody can know a change sooner.
const MARGIN: usize = 3;

pub(crate) fn measure(figures: &mut Vec<Figure>) {
    let mut chance = Chance::new(SEED);
    let (mut right, mut all, mut in_order, mut waves) = (0, 0, 0, 0);
    let mut by_stage = [(0, 0); Stage::ALL.len()];
    for _ in 0..LIVES {
        let life = life(&mut chance);
        let counts: Vec<Option<f64>> =
            life.rate.iter().map(|rate| Some(chance.mixed(*rate))).collect();
        let found = read(&counts).expect("made counts are counts").stages;
        for (hour, truth) in life.truth.iter().enumerate() {
            let from = hour.saturating_sub(MARGIN);
            if life.truth[from..=hour].iter().any(|stage| stage != truth) {
                continue;
            }
            all += 1;
            let hit = found[hour] == *truth;
            right += usize::from(hit);
            let place = Stage::ALL.iter().position(|s| s == truth).expect("all are there");
            by_stage[place].0 += usize::from(hit);
            by_stage[place].1 += 1;
        }
        let run = |stages: &[Stage]| {
            let mut run = stages.to_vec();
            run.dedup();
            run
        };
        waves += 1;
        in_order += usize::from(run(&found) == run(&life.truth));
    }
    let mut share = |what: String, hits: usize, of: usize| {
        let mut figure = Figure::plain(what, hits as f64 / of as f64, of, "");
        figure.interval = Some(share_interval(hits, of));
        figures.push(figure);
    };
    share("made lives: hours with the true stage".into(), right, all);
    for (stage, (hits, of)) in Stage::ALL.into_iter().zip(by_stage) {
        share(format!("made lives: hours in {stage:?} found as such").to_lowercase(), hits, of);
    }
    share("made lives: exactly the true stages in their order".into(), in_order, waves);
}

struct Life {
    rate: Vec<f64>,
    truth: Vec<Stage>,
}

/// A week of a base rate; a wave that doubles every 1.5 to 5 hours to 10 to 60 times the base, stays
/// there and fades; and in every second life another one.
fn life(chance: &mut Chance) -> Life {
    let base = 0.5 + 4.5 * chance.uniform();
    let mut life = Life { rate: vec![base; 168], truth: vec![Stage::Latent; 168] };
    let number = 1 + chance.below(2);
    for wave in 0..number {
        let times = 10.0 + 50.0 * chance.uniform();
        let doubling = 1.5 + 3.5 * chance.uniform();
        let halving = 3.0 + 6.0 * chance.uniform();
        let height = base * times;
        let rise = (doubling * times.log2()).ceil() as usize;
        let stay = 4 + chance.below(12);
        let fall = (halving * times.log2()).ceil() as usize;
        let up = (1..rise).map(|h| base * (h as f64 / doubling).exp2());
        let down = (0..fall).map(|h| height * (-(h as f64) / halving).exp2());
        let rates: Vec<f64> = up.chain(std::iter::repeat_n(height, stay)).chain(down).collect();
        let peak = rise + stay / 2;
        for (hour, rate) in rates.into_iter().enumerate() {
            life.truth.push(stage(rate, base, height, hour > peak, wave));
            life.rate.push(rate.max(base));
        }
        let rest = 30 + chance.below(60);
        life.rate.extend(std::iter::repeat_n(base, rest));
        life.truth.extend(std::iter::repeat_n(Stage::Latent, rest));
    }
    life
}

/// The stage that a true rate says.
fn stage(rate: f64, base: f64, height: f64, past: bool, wave: usize) -> Stage {
    match (rate, past) {
        _ if rate >= 0.7 * height => Stage::Outbreak,
        _ if rate < 2.0 * base => Stage::Latent,
        (_, true) => Stage::Decline,
        (_, false) if wave > 0 => Stage::Recurrence,
        (_, false) => Stage::Growth,
    }
}
