//! Coupling coordination degree: how well subsystems develop together and how far.
//!
//! T = Σ αᵢUᵢ is how far, C how even, D = √(C·T). Three formulas of C are in use:
//! - `std`  C = (ΠU)^(1/n) / (ΣU/n), which crowds near 1;
//! - `wang` C = √{[1 − Σ_{i>j}|Uᵢ − Uⱼ| / (n(n−1)/2)] · (Π Uᵢ/max U)^(1/(n−1))}, which spreads over
//!   0…1 (Wang Shujia and others 2021, doi 10.31497/zrzyxb.20210319);
//! - `fan`  C = 1 − 2·√{(nΣU² − (ΣU)²)/n²}, one less twice the standard deviation.
//!
//! Half of the papers mix them up, so all three are worked and named; `variant` in the document
//! chooses the one that stands at the top of the answer.

use super::MeasureError;
use super::document::Node;
use serde_json::{Value, json};

#[derive(Clone, Copy, PartialEq)]
enum Variant {
    Std,
    Wang,
    Fan,
}

const VARIANTS: [(Variant, &str); 3] =
    [(Variant::Std, "std"), (Variant::Wang, "wang"), (Variant::Fan, "fan")];

/// Ten steps of 0.1, each with its lower edge and without its upper edge.
const LEVELS: [(&str, &str); 10] = [
    ("极度失调", "extreme disorder"),
    ("严重失调", "severe disorder"),
    ("中度失调", "moderate disorder"),
    ("轻度失调", "slight disorder"),
    ("濒临失调", "near disorder"),
    ("勉强协调", "barely coordinated"),
    ("初级协调", "basic coordination"),
    ("中级协调", "intermediate coordination"),
    ("良好协调", "good coordination"),
    ("优质协调", "high-quality coordination"),
];

/// Coupling coordination of one period, variant `wang`, equal weights.
pub(crate) struct Coordination {
    pub(crate) coupling: f64,
    pub(crate) development: f64,
    pub(crate) coordination: f64,
    pub(crate) level: &'static str,
}

/// The degree of subsystems whose figures lie within 0…1.
pub(crate) fn coordination(u: &[f64]) -> Coordination {
    let coupling = evenness(u, Variant::Wang);
    let development = together(u, &vec![1.0 / u.len() as f64; u.len()]);
    let coordination = (coupling * development).sqrt();
    Coordination { coupling, development, coordination, level: level(coordination).0 }
}

pub(super) fn work(root: &Node<'_>) -> Result<Value, MeasureError> {
    let node = root.field("u")?;
    let u = node.matrix()?;
    let n = u[0].len();
    if n < 2 {
        return Err(node.error("has one subsystem", "write at least two figures for a period"));
    }
    for (t, row) in u.iter().enumerate() {
        if let Some(at) = row.iter().position(|u| !(0.0..=1.0).contains(u)) {
            let problem = format!("{} is not within 0…1", row[at]);
            let remedy = "scale every subsystem's figure to 0…1 before";
            return Err(node.at(t).at(at).error(problem, remedy));
        }
    }
    let equal = vec![1.0 / n as f64; n];
    let given = match root.optional("weights") {
        None => None,
        Some(node) if node.value().as_str() == Some("equal") => None,
        Some(node) => Some(node.weights(n)?),
    };
    let weights = given.as_ref().unwrap_or(&equal);
    let (asked, name) = variant(root)?;
    let mut result = json!({
        "measure": "coupling",
        "variant": name,
        "weights": weights,
        "periods": u.len(),
        "T": u.iter().map(|row| together(row, weights)).collect::<Vec<_>>(),
    });
    let chosen = over(&u, asked, weights);
    for key in ["C", "D", "level", "stage"] {
        result[key] = chosen[key].clone();
    }
    result["D_equal"] = over(&u, asked, &equal)["D"].clone();
    if let Some(weights) = &given {
        let written: Vec<String> = weights.iter().map(ToString::to_string).collect();
        result[format!("D_w_{}", written.join("_"))] = chosen["D"].clone();
    }
    for (variant, name) in VARIANTS {
        let values = over(&u, variant, weights);
        result[format!("C_{name}")] = values["C"].clone();
        result[format!("D_{name}")] = values["D"].clone();
        result["variants"][name] = values;
        result["variants"][name]["D_equal"] = over(&u, variant, &equal)["D"].clone();
    }
    Ok(result)
}

fn variant(root: &Node<'_>) -> Result<(Variant, &'static str), MeasureError> {
    let Some(node) = root.optional("variant") else { return Ok(VARIANTS[0]) };
    let asked = node.text()?;
    VARIANTS
        .iter()
        .find(|(_, name)| *name == asked)
        .copied()
        .ok_or_else(|| node.error(format!("`{asked}` is not a variant"), "write std, wang or fan"))
}

fn over(u: &[Vec<f64>], variant: Variant, weights: &[f64]) -> Value {
    let c: Vec<f64> = u.iter().map(|row| evenness(row, variant)).collect();
    let d: Vec<f64> =
        u.iter().zip(&c).map(|(row, c)| (c.max(0.0) * together(row, weights)).sqrt()).collect();
    json!({
        "C": c,
        "D": d,
        "level": d.iter().map(|d| level(*d).0).collect::<Vec<_>>(),
        "level_en": d.iter().map(|d| level(*d).1).collect::<Vec<_>>(),
        "level_no": d.iter().map(|d| step(*d) + 1).collect::<Vec<_>>(),
        "stage": c.iter().map(|c| stage(*c)).collect::<Vec<_>>(),
    })
}

/// T, the weighted mean.
fn together(row: &[f64], weights: &[f64]) -> f64 {
    row.iter().zip(weights).map(|(u, w)| u * w).sum()
}

/// C. Where all subsystems are at 0 nothing develops at all, and C is 0 by definition.
fn evenness(row: &[f64], variant: Variant) -> f64 {
    let n = row.len() as f64;
    let sum: f64 = row.iter().sum();
    let most = row.iter().copied().fold(0.0, f64::max);
    if variant != Variant::Fan && most <= 0.0 {
        return 0.0;
    }
    match variant {
        Variant::Std => row.iter().map(|u| u.powf(1.0 / n)).product::<f64>() / (sum / n),
        Variant::Wang => {
            let pairs = n * (n - 1.0) / 2.0;
            let apart: f64 =
                (0..row.len()).flat_map(|i| (0..i).map(move |j| (row[i] - row[j]).abs())).sum();
            // The greatest is divided by itself and leaves n − 1 factors.
            let product: f64 = row.iter().map(|u| (u / most).powf(1.0 / (n - 1.0))).product();
            ((1.0 - apart / pairs) * product).sqrt()
        }
        Variant::Fan => {
            let squares: f64 = row.iter().map(|u| u * u).sum();
            1.0 - 2.0 * ((n * squares - sum * sum).max(0.0) / (n * n)).sqrt()
        }
    }
}

fn step(d: f64) -> usize {
    // 0.3 / 0.1 is a little below 3 in binary; a tenth belongs to the step that it opens.
    ((d * 10.0 + 1e-9).floor().max(0.0) as usize).min(LEVELS.len() - 1)
}

fn level(d: f64) -> (&'static str, &'static str) {
    LEVELS[step(d)]
}

/// Coupling stage by C.
fn stage(c: f64) -> &'static str {
    match c {
        c if c <= 0.3 => "low",
        c if c <= 0.5 => "antagonism",
        c if c <= 0.8 => "running-in",
        _ => "high",
    }
}
