//! Self-exciting spread: how many more posts the posts so far will draw.
//!
//! A post of magnitude m draws others at the rate φ(m, τ) = κ m^β (τ + c)^−(1+θ). With magnitudes
//! that follow a power law of exponent α, a post draws n* = κ·(α−1)/(α−1−β)·1/(θ c^θ) on average;
//! the posts seen by T will draw a₁ = Σ κ mᵢ^β / (θ (T + c − tᵢ)^θ) directly, and below n* = 1 the
//! whole cascade ends at N∞ = n + a₁/(1 − n*) (Mishra, Rizoiu, Xie 2016).
//!
//! Parameters that the document does not give are found by maximum likelihood under n* < 1. The
//! first post started the cascade and is not explained by it.

use super::MeasureError;
use super::document::Node;
use serde_json::{Value, json};

/// Exponent of the magnitudes where the document gives none; the source's value for retweets.
const ALPHA: f64 = 2.016;
/// Estimation reads every pair of posts some thousand times.
const EVENTS_MAX: usize = 2_000;
/// From here on a fit lies at its bound: the data say that the cascade does not end by itself.
const BRANCHING_MAX: f64 = 0.999;

#[derive(Clone, Copy, Debug)]
struct Model {
    kappa: f64,
    beta: f64,
    c: f64,
    theta: f64,
}

struct Cascade {
    /// Times from the first post on, magnitudes.
    events: Vec<(f64, f64)>,
    until: f64,
    alpha: f64,
}

pub(super) fn work(root: &Node<'_>) -> Result<Value, MeasureError> {
    let cascade = cascade(root)?;
    let (model, fitted) = match given(root, &cascade)? {
        Some(model) => (model, false),
        None => (cascade.fit(), true),
    };
    let n = cascade.events.len();
    let branching = model.branching(cascade.alpha);
    let direct: f64 = cascade
        .events
        .iter()
        .map(|(t, m)| {
            model.kappa * m.powf(model.beta)
                / (model.theta * (cascade.until + model.c - t).powf(model.theta))
        })
        .sum();
    let total = (branching < BRANCHING_MAX).then(|| n as f64 + direct / (1.0 - branching));
    Ok(json!({
        "measure": "hawkes",
        "variant": "marked, power-law kernel",
        "parameters": if fitted { "maximum likelihood" } else { "given" },
        "n": n,
        "T": cascade.until,
        "alpha": cascade.alpha,
        "kappa": model.kappa,
        "beta": model.beta,
        "c": model.c,
        "theta": model.theta,
        "log_likelihood": cascade.log_likelihood(&model),
        "n_star": branching,
        "a1": direct,
        "total": total,
        "N_inf": total,
        "note": if total.is_none() {
            "n_star is at 1 or above: the cascade does not end by itself, so there is no total"
        } else {
            ""
        },
    }))
}

fn cascade(root: &Node<'_>) -> Result<Cascade, MeasureError> {
    let node = root.field("events")?;
    let items = node.items()?;
    if items.len() < 3 || items.len() > EVENTS_MAX {
        let problem = format!("has {} events", items.len());
        let remedy = format!("give 3 to {EVENTS_MAX}, the first of the cascade");
        return Err(node.error(problem, remedy));
    }
    let mut events: Vec<(f64, f64)> = Vec::new();
    for item in &items {
        let pair = item.numbers()?;
        let [t, m] = pair[..] else {
            return Err(item.error("is not a pair", "write [seconds, magnitude]"));
        };
        if m <= 0.0 {
            let remedy = "write a magnitude above 0, such as followers or 1";
            return Err(item.error(format!("the magnitude {m} is not above 0"), remedy));
        }
        if events.last().is_some_and(|(before, _)| *before > t) {
            return Err(item.error("lies before the one above", "sort the events by time"));
        }
        events.push((t, m));
    }
    let start = events[0].0;
    events.iter_mut().for_each(|(t, _)| *t -= start);
    let last = events[events.len() - 1].0;
    let until = match root.optional("T") {
        None => last,
        Some(node) => {
            let until = node.number()? - start;
            if until < last {
                let remedy = "give the instant up to which was watched, or leave later events out";
                return Err(node.error("lies before the last event", remedy));
            }
            until
        }
    };
    if until <= 0.0 {
        return Err(node.error("all events are at one instant", "give a `T` after them"));
    }
    let alpha = match root.optional("alpha") {
        None => ALPHA,
        Some(node) => {
            let alpha = node.number()?;
            if alpha <= 1.0 {
                return Err(node.error(format!("{alpha} is not above 1"), "write 2.016 or so"));
            }
            alpha
        }
    };
    Ok(Cascade { events, until, alpha })
}

/// Parameters where the document gives all four.
fn given(root: &Node<'_>, cascade: &Cascade) -> Result<Option<Model>, MeasureError> {
    let named = ["kappa", "beta", "c", "theta"].map(|name| root.optional(name));
    let [Some(kappa), Some(beta), Some(c), Some(theta)] = named else { return Ok(None) };
    for node in [&kappa, &c, &theta] {
        if node.number()? <= 0.0 {
            return Err(node.error("is not above 0", "write a number above 0"));
        }
    }
    let model = Model {
        kappa: kappa.number()?,
        beta: beta.number()?,
        c: c.number()?,
        theta: theta.number()?,
    };
    if !(0.0..cascade.alpha - 1.0).contains(&model.beta) {
        let remedy = format!("write a number from 0 to below alpha - 1 = {}", cascade.alpha - 1.0);
        return Err(beta.error(format!("{} is out of range", model.beta), remedy));
    }
    Ok(Some(model))
}

impl Model {
    /// n*, posts that a post draws on average.
    fn branching(&self, alpha: f64) -> f64 {
        self.kappa * (alpha - 1.0)
            / (alpha - 1.0 - self.beta)
            / (self.theta * self.c.powf(self.theta))
    }

    /// The model at a point of unbounded search space: κ in 0…1, β in 0…α−1.
    fn at(point: &[f64; 4], alpha: f64) -> Self {
        let unit = |x: f64| 1.0 / (1.0 + (-x).exp());
        Self {
            kappa: unit(point[0]),
            beta: unit(point[1]) * (alpha - 1.0) * 0.9995,
            c: point[2].exp(),
            theta: point[3].exp(),
        }
    }
}

impl Cascade {
    /// Σ ln λ(tᵢ) − ∫λ over all posts but the first.
    fn log_likelihood(&self, model: &Model) -> f64 {
        let marks: Vec<f64> =
            self.events.iter().map(|(_, m)| model.kappa * m.powf(model.beta)).collect();
        let mut sum = 0.0;
        for (i, (t, _)) in self.events.iter().enumerate().skip(1) {
            let before = self.events[..i].iter().zip(&marks);
            let rate: f64 = before
                .map(|((earlier, _), mark)| mark * (t - earlier + model.c).powf(-1.0 - model.theta))
                .sum();
            sum += rate.ln();
        }
        let drawn: f64 = self
            .events
            .iter()
            .zip(&marks)
            .map(|((t, _), mark)| {
                let seen = (self.until - t + model.c).powf(-model.theta);
                mark * (model.c.powf(-model.theta) - seen) / model.theta
            })
            .sum();
        sum - drawn
    }

    /// What the search minimises: infinite outside the model's bounds.
    fn cost(&self, point: &[f64; 4]) -> f64 {
        let model = Model::at(point, self.alpha);
        let cost = -self.log_likelihood(&model);
        let inside = model.branching(self.alpha) < 1.0 && cost.is_finite();
        if inside { cost } else { f64::INFINITY }
    }

    /// The best of several searches; where they start is fixed, so the answer is too.
    fn fit(&self) -> Model {
        let mut starts = Vec::new();
        for share in [0.02, 0.1, 0.4] {
            for theta in [0.05_f64, 0.25, 0.7, 1.4] {
                for beta in [0.0, 3.0] {
                    let start = self.inside([4.0, beta, (self.until * share).ln(), theta.ln()]);
                    starts.push((self.cost(&start), start));
                }
            }
        }
        starts.sort_by(|a, b| a.0.total_cmp(&b.0));
        // Many posts make the valley round and each look at it dear.
        let most = if self.events.len() <= 200 { 6 } else { 2 };
        let mut best = starts[0];
        for start in &starts[..most] {
            let mut found = search(|point| self.cost(point), start.1);
            // A search from the end of the one before leaves flat corners.
            for _ in 0..8 {
                let again = search(|point| self.cost(point), found.1);
                let gain = found.0 - again.0;
                found = if gain > 0.0 { again } else { found };
                if gain < 1e-7 {
                    break;
                }
            }
            if found.0 < best.0 {
                best = found;
            }
        }
        Model::at(&best.1, self.alpha)
    }

    /// Lowers κ until fewer than one post follows each.
    fn inside(&self, mut point: [f64; 4]) -> [f64; 4] {
        while !self.cost(&point).is_finite() && point[0] > -600.0 {
            point[0] -= 1.0;
        }
        point
    }
}

/// Nelder and Mead's simplex search.
fn search(cost: impl Fn(&[f64; 4]) -> f64, start: [f64; 4]) -> (f64, [f64; 4]) {
    const ROUNDS_MAX: usize = 1_500;
    let mut simplex: Vec<(f64, [f64; 4])> = vec![(cost(&start), start)];
    for axis in 0..4 {
        let mut point = start;
        point[axis] += if axis == 0 { -0.5 } else { 0.5 };
        simplex.push((cost(&point), point));
    }
    let toward = |from: &[f64; 4], to: &[f64; 4], by: f64| -> [f64; 4] {
        std::array::from_fn(|axis| from[axis] + by * (to[axis] - from[axis]))
    };
    for _ in 0..ROUNDS_MAX {
        simplex.sort_by(|a, b| a.0.total_cmp(&b.0));
        if simplex[4].0 - simplex[0].0 < 1e-10 {
            break;
        }
        let mid: [f64; 4] =
            std::array::from_fn(|axis| simplex[..4].iter().map(|s| s.1[axis]).sum::<f64>() / 4.0);
        let worst = simplex[4];
        let tried = |by: f64| {
            let point = toward(&mid, &worst.1, by);
            (cost(&point), point)
        };
        let mirrored = tried(-1.0);
        if mirrored.0 < simplex[0].0 {
            let further = tried(-2.0);
            simplex[4] = if further.0 < mirrored.0 { further } else { mirrored };
        } else if mirrored.0 < simplex[3].0 {
            simplex[4] = mirrored;
        } else {
            let nearer = tried(if mirrored.0 < worst.0 { -0.5 } else { 0.5 });
            if nearer.0 < worst.0.min(mirrored.0) {
                simplex[4] = nearer;
            } else {
                let best = simplex[0].1;
                for vertex in &mut simplex[1..] {
                    let point = toward(&best, &vertex.1, 0.5);
                    *vertex = (cost(&point), point);
                }
            }
        }
    }
    simplex.sort_by(|a, b| a.0.total_cmp(&b.0));
    simplex[0]
}
