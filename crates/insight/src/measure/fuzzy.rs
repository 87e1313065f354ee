//! Fuzzy comprehensive evaluation: B = w ∘ R, five operators, then one score.
//!
//! R has one row for each grade and one column for each factor. Where figures are given instead of
//! R, membership is piecewise linear between the factor's thresholds: full at a grade's threshold,
//! none at its neighbours', full beyond the first and the last.

use super::MeasureError;
use super::document::Node;
use serde_json::{Value, json};

/// How weights and memberships are composed.
#[derive(Clone, Copy)]
enum Operator {
    /// b = max min(w, r): the main factor decides.
    MinMax,
    /// b = max w·r: the main factor stands out.
    ProductMax,
    /// b = Σ w·r: weighted mean.
    WeightedSum,
    /// b = min(1, Σ min(w, r)).
    BoundedSum,
    /// b = Σ min(w, r/r₀) with r₀ the grade's sum over all factors.
    Balanced,
}

const OPERATORS: [(Operator, &str, &[&str]); 5] = [
    (Operator::MinMax, "min-max", &["1", "minmax", "maxmin", "max-min"]),
    (Operator::ProductMax, "product-max", &["2", "productmax", "max-product"]),
    (Operator::WeightedSum, "weighted sum", &["3", "weightedsum", "weighted", "weighted-average"]),
    (Operator::BoundedSum, "bounded sum", &["4", "boundedsum", "bounded"]),
    (Operator::Balanced, "balanced", &["5", "balancedaverage", "balanced-average"]),
];

pub(super) fn work(root: &Node<'_>) -> Result<Value, MeasureError> {
    let (operator, name) = operator(root)?;
    let (r, r_node) = memberships(root)?;
    let factors = r[0].len();
    let w = weights(root, factors)?;
    let raw: Vec<f64> = r.iter().map(|row| operator.compose(&w, row)).collect();
    let sum: f64 = raw.iter().sum();
    if sum <= 0.0 {
        let remedy = "give at least one factor with a weight a membership above 0";
        return Err(r_node.error("gives no grade any membership", remedy));
    }
    let mu: Vec<f64> = raw.iter().map(|b| b / sum).collect();
    let most = mu.iter().copied().fold(0.0, f64::max);
    let mut result = json!({
        "measure": "fuzzy",
        "variant": name,
        "operator": name,
        "w": w,
        "w_sum": w.iter().sum::<f64>(),
        "R_grades_x_factors": r,
        "B": raw,
        "mu": mu,
        "grade": mu.iter().position(|m| *m >= most),
    });
    if let Some(node) = root.optional("scores") {
        let scores = node.numbers()?;
        if scores.len() != mu.len() {
            let problem = format!("has {} scores for {} grades", scores.len(), mu.len());
            return Err(node.error(problem, "write one score for each grade"));
        }
        // μ sums to 1, so the weighted mean is the centroid too.
        let score: f64 = mu.iter().zip(&scores).map(|(m, s)| m * s).sum();
        result["scores"] = json!(scores);
        result["score"] = json!(score);
    }
    Ok(result)
}

/// Weights from 0 to 1. They need not sum to 1: B is normalised, and with min-max they may be
/// possibilities whose greatest is 1.
fn weights(root: &Node<'_>, factors: usize) -> Result<Vec<f64>, MeasureError> {
    let node = root.field("w")?;
    let items = node.items()?;
    let w: Vec<f64> =
        items.iter().map(|item| item.number_in(0.0, 1.0)).collect::<Result<_, _>>()?;
    if w.len() != factors {
        let problem = format!("has {} weights for {factors} factors", w.len());
        return Err(node.error(problem, "write one weight for each column of R"));
    }
    Ok(w)
}

fn operator(root: &Node<'_>) -> Result<(Operator, &'static str), MeasureError> {
    let Some(node) = root.optional("operator") else {
        return Ok((Operator::WeightedSum, "weighted sum"));
    };
    let asked = match node.value() {
        Value::Number(number) => number.to_string(),
        _ => node.text()?.trim().to_lowercase().replace(['_', ' '], "-"),
    };
    let plain = asked.replace('-', "");
    let known = |(_, name, others): &&(Operator, &str, &[&str])| {
        name.replace([' ', '-'], "") == plain || others.iter().any(|o| o.replace('-', "") == plain)
    };
    OPERATORS.iter().find(known).map(|(operator, name, _)| (*operator, *name)).ok_or_else(|| {
        let names: Vec<&str> = OPERATORS.iter().map(|(_, name, _)| *name).collect();
        node.error(format!("`{asked}` is not an operator"), format!("write {}", names.join(", ")))
    })
}

/// Memberships with the node they come from.
fn memberships<'a>(root: &Node<'a>) -> Result<(Vec<Vec<f64>>, Node<'a>), MeasureError> {
    let Some(node) = root.optional("R_grades_x_factors") else {
        return from_thresholds(root);
    };
    let r = node.matrix()?;
    for (i, row) in r.iter().enumerate() {
        if let Some(j) = row.iter().position(|value| !(0.0..=1.0).contains(value)) {
            let problem = format!("{} is not a membership", row[j]);
            return Err(node.at(i).at(j).error(problem, "write a number from 0 to 1"));
        }
    }
    Ok((r, node))
}

fn from_thresholds<'a>(root: &Node<'a>) -> Result<(Vec<Vec<f64>>, Node<'a>), MeasureError> {
    let (Some(x_node), Some(node)) = (root.optional("x"), root.optional("thresholds")) else {
        let remedy = "add it, or `x` (a figure for each factor) and `thresholds` (a rising list \
                      for each factor, one for each grade)";
        return Err(root.error("has no `R_grades_x_factors`", remedy));
    };
    let x = x_node.numbers()?;
    let thresholds = node.matrix()?;
    if thresholds.len() != x.len() {
        let problem = format!("has {} lists for {} factors", thresholds.len(), x.len());
        return Err(node.error(problem, "write one list for each figure in `x`"));
    }
    let grades = thresholds[0].len();
    if let Some(at) =
        thresholds.iter().position(|t| t.len() < 2 || t.windows(2).any(|w| w[0] >= w[1]))
    {
        let remedy = "write at least two, each greater than the one before";
        return Err(node.at(at).error("the thresholds do not rise", remedy));
    }
    let columns: Vec<Vec<f64>> =
        x.iter().zip(&thresholds).map(|(x, thresholds)| membership(*x, thresholds)).collect();
    let row = |grade| columns.iter().map(|column| column[grade]).collect();
    Ok(((0..grades).map(row).collect(), node.clone()))
}

/// Piecewise linear membership of a figure in each grade; sums to 1.
fn membership(x: f64, thresholds: &[f64]) -> Vec<f64> {
    let mut result = vec![0.0; thresholds.len()];
    let last = thresholds.len() - 1;
    if x <= thresholds[0] {
        result[0] = 1.0;
    } else if x >= thresholds[last] {
        result[last] = 1.0;
    } else {
        let above = thresholds.iter().position(|t| *t > x).expect("x is below the last");
        let (low, high) = (thresholds[above - 1], thresholds[above]);
        result[above] = (x - low) / (high - low);
        result[above - 1] = 1.0 - result[above];
    }
    result
}

impl Operator {
    fn compose(self, w: &[f64], r: &[f64]) -> f64 {
        let pairs = w.iter().copied().zip(r.iter().copied());
        match self {
            Self::MinMax => pairs.map(|(w, r)| w.min(r)).fold(0.0, f64::max),
            Self::ProductMax => pairs.map(|(w, r)| w * r).fold(0.0, f64::max),
            Self::WeightedSum => pairs.map(|(w, r)| w * r).sum(),
            Self::BoundedSum => pairs.map(|(w, r)| w.min(r)).sum::<f64>().min(1.0),
            Self::Balanced => {
                let sum: f64 = r.iter().sum();
                if sum > 0.0 { pairs.map(|(w, r)| w.min(r / sum)).sum() } else { 0.0 }
            }
        }
    }
}
