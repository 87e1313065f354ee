//! A marked self-exciting process: every event calls forth further events, a weighty one more of
//! them, a recent one sooner.
//!
//! An event of magnitude `m` at time `t` adds the intensity `κ mᵝ (τ + c)^−(1+θ)` at `t + τ`. The
//! first event is given; every further one is somebody's offspring (there is no background). When
//! magnitudes follow a power law of exponent `α`, one event has `n*` children on average, and the
//! cascade ends with `N∞ = n + a₁ / (1 − n*)` events, where `a₁` are the children still to come of
//! those seen (Mishra, Rizoiu and Xie, CIKM 2016; Rizoiu and others, arXiv 1708.06401).
//!
//! Everything here is a function of its arguments; units of time are the caller's.

/// One event: when, and how weighty its sender is (followers of the account).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Event {
    /// Time since any origin, not before the event in front of it.
    pub time: f64,
    /// Magnitude, above 0.
    pub magnitude: f64,
}

/// The kernel's parameters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kernel {
    /// Strength of the content, κ.
    pub kappa: f64,
    /// How much the magnitude warps the strength, β.
    pub beta: f64,
    /// Time before the decay sets in, c.
    pub c: f64,
    /// Steepness of the decay, θ.
    pub theta: f64,
}

/// Events that no process of this kind is fitted to.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum Unfit {
    /// Too few to say anything.
    #[error(
        "{0} events are too few to fit a self-exciting process; at least {EVENTS_MIN} are needed"
    )]
    TooFew(usize),
    /// More than the quadratic likelihood is meant for.
    #[error("{0} events are more than the {EVENTS_MAX} that are fitted")]
    TooMany(usize),
    /// A time goes back, is no number or lies after the end.
    #[error("event {0}: times must be numbers that do not fall and do not pass the end")]
    Time(usize),
    /// A magnitude is not above 0 or no number.
    #[error("event {0}: a magnitude must be a number above 0")]
    Magnitude(usize),
    /// The exponent leaves no finite mean magnitude.
    #[error("alpha must be a number above 1")]
    Alpha,
}

/// Fewest events that are fitted.
pub const EVENTS_MIN: usize = 3;
/// Most events that are fitted: the likelihood looks at every pair of them, some 600 times.
pub const EVENTS_MAX: usize = 2_000;
/// Weight of the barrier `ln(1 − n*)` that [`fit`] adds to the likelihood. It is felt only where
/// the likelihood is flat: on many young cascades it hardly tells a branching ratio of 0.5 from 1,
/// and the maximum then lies on the border, where no size exists.
const BARRIER: f64 = 1e-4;
/// Steps of the search.
const STEPS_MAX: usize = 600;

impl Kernel {
    /// Mean number of children of one event (branching ratio, n*): `κ (α−1)/(α−1−β) / (θ c^θ)`;
    /// infinite where the magnitudes' law has no such mean.
    pub fn branching(&self, alpha: f64) -> f64 {
        if self.beta >= alpha - 1.0 || self.theta <= 0.0 {
            return f64::INFINITY;
        }
        let mean_mark = (alpha - 1.0) / (alpha - 1.0 - self.beta);
        self.kappa * mean_mark / (self.theta * self.c.powf(self.theta))
    }

    /// Children that the events seen by `end` will still have (a₁).
    pub fn pending(&self, events: &[Event], end: f64) -> f64 {
        let of = |event: &Event| {
            event.magnitude.powf(self.beta)
                / (self.theta * (end + self.c - event.time).powf(self.theta))
        };
        self.kappa * events.iter().map(of).sum::<f64>()
    }

    /// Expected size of the whole cascade; infinite at a branching ratio of 1 or more.
    pub fn size(&self, events: &[Event], end: f64, alpha: f64) -> f64 {
        let branching = self.branching(alpha);
        if branching >= 1.0 {
            return f64::INFINITY;
        }
        events.len() as f64 + self.pending(events, end) / (1.0 - branching)
    }

    /// Natural logarithm of the likelihood of the events after the first, observed until `end`.
    /// Events of one and the same time do not call forth each other; those of the first event's
    /// time have nobody before them and are given, as it is.
    pub fn log_likelihood(&self, events: &[Event], end: f64) -> f64 {
        let decay = -(1.0 + self.theta);
        let marks: Vec<f64> = events.iter().map(|e| e.magnitude.powf(self.beta)).collect();
        let mut sum = 0.0;
        for (i, event) in events.iter().enumerate().skip(1) {
            let of = |(earlier, mark): (&Event, &f64)| {
                mark * (event.time - earlier.time + self.c).powf(decay)
            };
            let before = events[..i].iter().zip(&marks).filter(|(e, _)| e.time < event.time);
            let intensity = self.kappa * before.map(of).sum::<f64>();
            sum += if intensity > 0.0 { intensity.ln() } else { 0.0 };
        }
        let whole = 1.0 / (self.theta * self.c.powf(self.theta));
        let children = |(event, mark): (&Event, &f64)| {
            mark * (whole - 1.0 / (self.theta * (end + self.c - event.time).powf(self.theta)))
        };
        sum - self.kappa * events.iter().zip(&marks).map(children).sum::<f64>()
    }
}

/// The kernel under which the events, observed until `end`, are likeliest, with `κ ≤ 1`,
/// `0 < β < α − 1` and `n* < 1` (and a faint barrier in front of the last).
///
/// `alpha` is the exponent of the magnitudes' power law, about 2 for followers of accounts. The
/// branching ratio, and with it [`Kernel::size`], is often badly told by a young cascade: take
/// the size of a single fit for an order of magnitude.
///
/// # Errors
/// See [`Unfit`].
pub fn fit(events: &[Event], end: f64, alpha: f64) -> Result<Kernel, Unfit> {
    check(events, end, alpha)?;
    let span = (end - events[0].time).max(1e-9);
    let cost = |point: &[f64; 3]| -> (f64, Kernel) {
        let kernel = strongest(events, end, alpha, point);
        let room = (1.0 - kernel.branching(alpha)).max(1e-300);
        let cost = -kernel.log_likelihood(events, end) - BARRIER * room.ln();
        (if cost.is_finite() { cost } else { f64::MAX }, kernel)
    };
    let starts = [[0.0, (span / 10.0).ln(), 0.0], [3.0, (span / 3.0).ln(), 0.3]];
    let best = starts.map(|start| minimise(start, &cost));
    let [first, second] = best;
    Ok(if first.0 <= second.0 { first.1 } else { second.1 })
}

fn check(events: &[Event], end: f64, alpha: f64) -> Result<(), Unfit> {
    if events.len() < EVENTS_MIN {
        return Err(Unfit::TooFew(events.len()));
    }
    if events.len() > EVENTS_MAX {
        return Err(Unfit::TooMany(events.len()));
    }
    if !(alpha > 1.0 && alpha.is_finite()) {
        return Err(Unfit::Alpha);
    }
    let mut last = f64::NEG_INFINITY;
    for (i, event) in events.iter().enumerate() {
        if !(event.time.is_finite() && event.time >= last && event.time <= end) {
            return Err(Unfit::Time(i));
        }
        if !(event.magnitude > 0.0 && event.magnitude.is_finite()) {
            return Err(Unfit::Magnitude(i));
        }
        last = event.time;
    }
    Ok(())
}

/// The kernel at a point of the search (β on a logistic scale, c and θ on a logarithmic one), with
/// the best κ for it: with the barrier, its score is a quadratic with one root in reach.
fn strongest(events: &[Event], end: f64, alpha: f64, point: &[f64; 3]) -> Kernel {
    let beta = (alpha - 1.0) / (1.0 + (-point[0].clamp(-30.0, 30.0)).exp());
    let c = point[1].clamp(-20.0, 30.0).exp();
    let theta = point[2].clamp(-7.0, 4.0).exp();
    let unit = Kernel { kappa: 1.0, beta, c, theta };
    let whole: f64 =
        events.iter().map(|e| e.magnitude.powf(beta)).sum::<f64>() / (theta * c.powf(theta));
    let children = whole - unit.pending(events, end);
    let branching = unit.branching(alpha);
    let found = (events.len() - 1) as f64;
    let (a, b) = (children * branching, found * branching + children + BARRIER * branching);
    let root = (b - (b * b - 4.0 * a * found).max(0.0).sqrt()) / (2.0 * a);
    let most = (1.0 - 1e-12) / branching;
    Kernel { kappa: root.min(1.0).min(most), ..unit }
}

/// The downhill simplex of Nelder and Mead in three dimensions.
fn minimise(start: [f64; 3], cost: &impl Fn(&[f64; 3]) -> (f64, Kernel)) -> (f64, Kernel) {
    let mut simplex: Vec<([f64; 3], f64)> = (0..4)
        .map(|i| {
            let mut point = start;
            if i > 0 {
                point[i - 1] += 0.5;
            }
            (point, cost(&point).0)
        })
        .collect();
    for _ in 0..STEPS_MAX {
        simplex.sort_by(|a, b| a.1.total_cmp(&b.1));
        let (best, worst) = (simplex[0], simplex[3]);
        let size = (0..3).map(|k| (worst.0[k] - best.0[k]).abs()).fold(0.0, f64::max);
        if worst.1 - best.1 < 1e-11 && size < 1e-7 {
            break;
        }
        let middle: [f64; 3] =
            std::array::from_fn(|k| simplex[..3].iter().map(|(p, _)| p[k]).sum::<f64>() / 3.0);
        let toward = |by: f64| -> ([f64; 3], f64) {
            let point = std::array::from_fn(|k| middle[k] + by * (worst.0[k] - middle[k]));
            (point, cost(&point).0)
        };
        let reflected = toward(-1.0);
        simplex[3] = if reflected.1 < best.1 {
            let expanded = toward(-2.0);
            if expanded.1 < reflected.1 { expanded } else { reflected }
        } else if reflected.1 < simplex[2].1 {
            reflected
        } else {
            let contracted = toward(if reflected.1 < worst.1 { -0.5 } else { 0.5 });
            if contracted.1 < worst.1.min(reflected.1) {
                contracted
            } else {
                for vertex in &mut simplex[1..] {
                    let point = std::array::from_fn(|k| 0.5 * (vertex.0[k] + best.0[k]));
                    *vertex = (point, cost(&point).0);
                }
                continue;
            }
        };
    }
    simplex.sort_by(|a, b| a.1.total_cmp(&b.1));
    cost(&simplex[0].0)
}
