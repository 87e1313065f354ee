//! Self-exciting spread: how many more posts the posts so far will draw.
//!
//! A post of magnitude m draws others at the rate φ(m, τ) = κ m^β (τ + c)^−(1+θ). With magnitudes
//! that follow a power law of exponent α, a post draws n* = κ·(α−1)/(α−1−β)·1/(θ c^θ) on average;
//! the posts seen by T will draw a₁ = Σ κ mᵢ^β / (θ (T + c − tᵢ)^θ) directly, and below n* = 1 the
//! whole cascade ends at N∞ = n + a₁/(1 − n*) (Mishra, Rizoiu, Xie 2016).
//!
//! Parameters that the document does not give are found by maximum likelihood under n* < 1
//! (`tandem_sense::stages::hawkes`). The first post started the cascade and is not explained by it.

use super::MeasureError;
use super::document::Node;
use serde_json::{Value, json};
use tandem_sense::stages::hawkes::{EVENTS_MAX, EVENTS_MIN, Event, Kernel, Unfit, fit};

/// Exponent of the magnitudes where the document gives none; the source's value for retweets.
const ALPHA: f64 = 2.016;
/// From here on a fit lies at its bound: the data say that the cascade does not end by itself.
const BRANCHING_MAX: f64 = 0.999;

struct Cascade {
    /// Posts, their times from the first on.
    events: Vec<Event>,
    until: f64,
    alpha: f64,
}

pub(super) fn work(root: &Node<'_>) -> Result<Value, MeasureError> {
    let Cascade { events, until, alpha } = &cascade(root)?;
    let (kernel, fitted) = match given(root, *alpha)? {
        Some(kernel) => (kernel, false),
        None => {
            let fitted = fit(events, *until, *alpha);
            let unfit = |unfit: Unfit| root.error(unfit.to_string(), "mend the events");
            (fitted.map_err(unfit)?, true)
        }
    };
    let branching = kernel.branching(*alpha);
    let total = (branching < BRANCHING_MAX).then(|| kernel.size(events, *until, *alpha));
    Ok(json!({
        "measure": "hawkes",
        "variant": "marked, power-law kernel",
        "parameters": if fitted { "maximum likelihood" } else { "given" },
        "n": events.len(),
        "T": until,
        "alpha": alpha,
        "kappa": kernel.kappa,
        "beta": kernel.beta,
        "c": kernel.c,
        "theta": kernel.theta,
        "log_likelihood": kernel.log_likelihood(events, *until),
        "n_star": branching,
        "a1": kernel.pending(events, *until),
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
    if items.len() < EVENTS_MIN || items.len() > EVENTS_MAX {
        let problem = format!("has {} events", items.len());
        let remedy = format!("give {EVENTS_MIN} to {EVENTS_MAX}, the first of the cascade");
        return Err(node.error(problem, remedy));
    }
    let mut events: Vec<Event> = Vec::new();
    for item in &items {
        let pair = item.numbers()?;
        let [time, magnitude] = pair[..] else {
            return Err(item.error("is not a pair", "write [seconds, magnitude]"));
        };
        if magnitude <= 0.0 {
            let remedy = "write a magnitude above 0, such as followers or 1";
            return Err(item.error(format!("the magnitude {magnitude} is not above 0"), remedy));
        }
        if events.last().is_some_and(|before| before.time > time) {
            return Err(item.error("lies before the one above", "sort the events by time"));
        }
        events.push(Event { time, magnitude });
    }
    let start = events[0].time;
    events.iter_mut().for_each(|event| event.time -= start);
    let last = events[events.len() - 1].time;
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
fn given(root: &Node<'_>, alpha: f64) -> Result<Option<Kernel>, MeasureError> {
    let named = ["kappa", "beta", "c", "theta"].map(|name| root.optional(name));
    let [Some(kappa), Some(beta), Some(c), Some(theta)] = named else { return Ok(None) };
    for node in [&kappa, &c, &theta] {
        if node.number()? <= 0.0 {
            return Err(node.error("is not above 0", "write a number above 0"));
        }
    }
    let kernel = Kernel {
        kappa: kappa.number()?,
        beta: beta.number()?,
        c: c.number()?,
        theta: theta.number()?,
    };
    if !(0.0..alpha - 1.0).contains(&kernel.beta) {
        let remedy = format!("write a number from 0 to below alpha - 1 = {}", alpha - 1.0);
        return Err(beta.error(format!("{} is out of range", kernel.beta), remedy));
    }
    Ok(Some(kernel))
}
