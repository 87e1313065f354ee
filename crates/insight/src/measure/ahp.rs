//! Analytic hierarchy process: weights from pairwise comparisons, with their consistency.
//!
//! `w` is the principal eigenvector, CI = (λmax − n)/(n − 1), CR = CI/RI; up to 0.1 the judgements
//! hold together. RI is Saaty's random index in the table that the Chinese literature prints.

use super::MeasureError;
use super::document::Node;
use serde_json::{Value, json};

/// Random index by order of the matrix, from 1.
const RI: [f64; 13] = [0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.54, 1.56];
/// Up to here judgements count as consistent.
const CR_MAX: f64 = 0.1;
/// How far a_ij · a_ji may be from 1, so that 0.33 may stand for 1/3 and 0.14 for 1/7.
const RECIPROCAL_TOLERANCE: f64 = 0.0201;
/// Rounds of the power iteration; it settles in some tens.
const ROUNDS_MAX: usize = 10_000;

/// What one comparison matrix says.
struct Comparison {
    w: Vec<f64>,
    lambda_max: f64,
    ci: f64,
    ri: f64,
    cr: f64,
}

pub(super) fn work(root: &Node<'_>) -> Result<Value, MeasureError> {
    let top_node = root.field("A")?;
    let top = comparison(&top_node)?;
    let n = top.w.len();
    let mut result = json!({
        "measure": "ahp",
        "variant": "principal eigenvector by power iteration; RI after Saaty",
        "n": n,
        "w": top.w,
        "lambda_max": top.lambda_max,
        "CI": top.ci,
        "RI": top.ri,
        "CR": top.cr,
        "CR_max": CR_MAX,
        "consistent": top.cr < CR_MAX,
    });
    result[format!("RI{n}")] = top.ri.into();
    if let Some(below) = root.optional("B") {
        alternatives(&below, &top, &mut result)?;
    }
    Ok(result)
}

/// One matrix of alternatives for each factor, and their weights over all factors.
fn alternatives(
    below: &Node<'_>,
    top: &Comparison,
    result: &mut Value,
) -> Result<(), MeasureError> {
    let nodes = below.items()?;
    if nodes.len() != top.w.len() {
        let problem = format!("has {} matrices for {} factors", nodes.len(), top.w.len());
        return Err(below.error(problem, "write one matrix of alternatives for each row of A"));
    }
    let parts: Vec<Comparison> = nodes.iter().map(comparison).collect::<Result<_, _>>()?;
    let m = parts[0].w.len();
    if let Some(odd) = parts.iter().position(|part| part.w.len() != m) {
        let problem = format!("compares {} alternatives where B[0] has {m}", parts[odd].w.len());
        return Err(nodes[odd].error(problem, "compare the same alternatives for every factor"));
    }
    let over_all = |alternative: usize| -> f64 {
        top.w.iter().zip(&parts).map(|(w, part)| w * part.w[alternative]).sum()
    };
    let weighted = |of: fn(&Comparison) -> f64| -> f64 {
        top.w.iter().zip(&parts).map(|(w, part)| w * of(part)).sum()
    };
    let rates: Vec<f64> = parts.iter().map(|part| part.cr).collect();
    let ri = parts[0].ri;
    result[format!("B_CR_with_RI{m}_{ri:.2}")] = json!(rates);
    result["B_CR"] = json!(rates);
    result["B_w"] = json!(parts.iter().map(|part| &part.w).collect::<Vec<_>>());
    result["B_lambda_max"] = json!(parts.iter().map(|part| part.lambda_max).collect::<Vec<_>>());
    result["B_CI"] = json!(parts.iter().map(|part| part.ci).collect::<Vec<_>>());
    result["B_consistent"] = json!(rates.iter().all(|rate| *rate < CR_MAX));
    // Saaty's rate of the whole hierarchy: weighted CI over weighted RI.
    let ci = weighted(|part| part.ci);
    result["CR_total"] = json!(if ri > 0.0 { ci / weighted(|part| part.ri) } else { 0.0 });
    result["final"] = json!((0..m).map(over_all).collect::<Vec<_>>());
    Ok(())
}

fn comparison(node: &Node<'_>) -> Result<Comparison, MeasureError> {
    let a = node.matrix()?;
    let n = a.len();
    if a[0].len() != n {
        let problem = format!("has {n} rows and {} columns", a[0].len());
        return Err(node.error(problem, "compare every item with every item, as n rows of n"));
    }
    if n > RI.len() {
        let problem = format!("compares {n} items, but the random index is known up to 13");
        return Err(node.error(problem, "group the items into a hierarchy of smaller matrices"));
    }
    for i in 0..n {
        for j in 0..=i {
            reciprocal(node, &a, i, j)?;
        }
    }
    let w = principal(&a);
    let lambda_max = (0..n).map(|i| dot(&a[i], &w) / w[i]).sum::<f64>() / n as f64;
    let ci = if n > 1 { (lambda_max - n as f64) / (n as f64 - 1.0) } else { 0.0 };
    let ri = RI[n - 1];
    let cr = if ri > 0.0 { ci / ri } else { 0.0 };
    Ok(Comparison { w, lambda_max, ci, ri, cr })
}

fn reciprocal(node: &Node<'_>, a: &[Vec<f64>], i: usize, j: usize) -> Result<(), MeasureError> {
    for (row, column) in [(i, j), (j, i)] {
        if a[row][column] <= 0.0 {
            let problem = format!("{} is not above 0", a[row][column]);
            let remedy = "write 1 to 9, or its reciprocal where the other item matters more";
            return Err(node.at(row).at(column).error(problem, remedy));
        }
    }
    let product = a[i][j] * a[j][i];
    if (product - 1.0).abs() <= RECIPROCAL_TOLERANCE {
        return Ok(());
    }
    let (above, below) = (a[j][i], a[i][j]);
    let name = node.place();
    let problem = if i == j {
        format!("compares an item with itself as {below}")
    } else {
        format!("{below} is not the reciprocal of {name}[{j}][{i}] = {above}")
    };
    let remedy = if i == j { "write 1".to_owned() } else { format!("write 1/{above} here") };
    Err(node.at(i).at(j).error(problem, remedy))
}

/// The eigenvector of the greatest eigenvalue, its sum 1. A positive matrix has exactly one
/// (Perron), and the power iteration finds it from any positive start.
fn principal(a: &[Vec<f64>]) -> Vec<f64> {
    let n = a.len();
    let mut w = vec![1.0 / n as f64; n];
    for _ in 0..ROUNDS_MAX {
        let mut next: Vec<f64> = a.iter().map(|row| dot(row, &w)).collect();
        let sum: f64 = next.iter().sum();
        next.iter_mut().for_each(|x| *x /= sum);
        let moved = w.iter().zip(&next).map(|(old, new)| (old - new).abs()).fold(0.0, f64::max);
        w = next;
        if moved < 1e-15 {
            break;
        }
    }
    w
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}
