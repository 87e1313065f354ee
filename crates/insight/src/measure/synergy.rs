//! Synergy degree of a composite system (Meng Qingsong and Han Wenxiu).
//!
//! 1. An order parameter x with bounds β < α has the order u = (x − β)/(α − β), or
//!    (α − x)/(α − β) where less is more order.
//! 2. A subsystem's order is the weighted mean of its parameters' orders (linear), or their
//!    geometric mean (geometric).
//! 3. Between two periods Δ_j = u_j(t) − u_j(t₀) and C = θ·(Π|Δ_j|)^(1/k), θ the sign of the least
//!    Δ: one subsystem that loses order turns C negative, however much the others gain. The linear
//!    variant of this step is C = θ·Σ λ_j|Δ_j|.
//!
//! The choice in step 2 can turn the sign of C, and so can the base period. So every answer holds
//! both orders over both kinds of base, and says which one was asked for. Δ_j is always given: it
//! shows which subsystem turned the sign.

use super::MeasureError;
use super::document::{Node, WEIGHT_SUM_TOLERANCE};
use serde_json::{Map, Value, json};

/// One indicator of order over the periods.
struct Parameter {
    w: f64,
    /// Order by period.
    u: Vec<f64>,
}

struct Subsystem {
    name: String,
    params: Vec<Parameter>,
    linear: Vec<f64>,
    geometric: Vec<f64>,
}

/// What a period is compared with.
#[derive(Clone, Copy)]
enum Base {
    /// Always the same period.
    Fixed(usize),
    /// The one before.
    Previous,
}

impl Base {
    fn of(self, period: usize) -> usize {
        match self {
            Self::Fixed(base) => base,
            Self::Previous => period - 1,
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Order {
    Linear,
    Geometric,
}

/// More factors make the product of changes meaningless small.
const SUBSYSTEMS_MAX: usize = 10;

pub(super) fn work(root: &Node<'_>) -> Result<Value, MeasureError> {
    let subsystems = subsystems(root)?;
    let periods = subsystems[0].linear.len();
    let order = order(root)?;
    let base = base(root, periods)?;
    let lambda = integration_weights(root, subsystems.len())?;
    let chosen = |s: &Subsystem| match order {
        Order::Linear => s.linear.clone(),
        Order::Geometric => s.geometric.clone(),
    };
    let orders: Vec<Vec<f64>> = subsystems.iter().map(chosen).collect();
    let mut result = json!({
        "measure": "synergy",
        "variant": format!(
            "{} order degree, geometric integration, base {}",
            if order == Order::Linear { "linear" } else { "geometric" },
            match base { Base::Fixed(at) => format!("t{at}"), Base::Previous => "previous".into() },
        ),
        "sign_rule": "negative as soon as one subsystem loses order, named in `falling`",
        "order_degree": if order == Order::Linear { "linear" } else { "geometric" },
        "base": match base { Base::Fixed(at) => json!(at), Base::Previous => json!("previous") },
        "periods": periods,
        "u_params": by_name(&subsystems, |s| json!(
            s.params.iter().map(|p| &p.u).collect::<Vec<_>>())),
        "u_linear": by_name(&subsystems, |s| json!(s.linear)),
        "u_geometric": by_name(&subsystems, |s| json!(s.geometric)),
        "lambda": lambda,
    });
    let linear: Vec<Vec<f64>> = subsystems.iter().map(|s| s.linear.clone()).collect();
    let geometric: Vec<Vec<f64>> = subsystems.iter().map(|s| s.geometric.clone()).collect();
    result["C_linear_u_geo_integration"] = all_bases(&linear, None);
    result["C_geometric_u_geo_integration"] = all_bases(&geometric, None);
    result["C_linear_u_linear_integration"] = all_bases(&linear, Some(&lambda));
    result["C_geometric_u_linear_integration"] = all_bases(&geometric, Some(&lambda));
    result["steps"] = steps(&subsystems, &orders, base, &lambda);
    result["C"] =
        result["steps"].as_array().into_iter().flatten().map(|s| s["C"].clone()).collect();
    result["obstacle"] = by_name(&subsystems, |s| obstacles(s, &subsystems));
    Ok(result)
}

fn subsystems(root: &Node<'_>) -> Result<Vec<Subsystem>, MeasureError> {
    let node = root.field("subsystems")?;
    let fields = node.fields()?;
    if fields.len() < 2 || fields.len() > SUBSYSTEMS_MAX {
        let problem = format!("has {} subsystems", fields.len());
        return Err(node.error(problem, format!("write 2 to {SUBSYSTEMS_MAX}, best 2 to 5")));
    }
    let mut subsystems: Vec<Subsystem> = Vec::new();
    for (name, fields) in fields {
        let params_node = fields.field("params")?;
        let periods = subsystems.first().map(|s| s.linear.len());
        let nodes = params_node.items()?;
        let mut params: Vec<Parameter> = Vec::new();
        for node in &nodes {
            let periods = periods.or(params.first().map(|p: &Parameter| p.u.len()));
            params.push(parameter(node, periods, nodes.len())?);
        }
        let sum: f64 = params.iter().map(|p| p.w).sum();
        if (sum - 1.0).abs() > WEIGHT_SUM_TOLERANCE {
            let remedy = "make the weights `w` of a subsystem's parameters sum to 1";
            return Err(params_node.error(format!("the weights sum to {sum}"), remedy));
        }
        let periods = params[0].u.len();
        let linear = (0..periods).map(|t| params.iter().map(|p| p.w * p.u[t]).sum()).collect();
        let root_of = 1.0 / params.len() as f64;
        let geometric = (0..periods)
            .map(|t| params.iter().map(|p| p.u[t]).product::<f64>().powf(root_of))
            .collect();
        subsystems.push(Subsystem { name: name.to_owned(), params, linear, geometric });
    }
    Ok(subsystems)
}

fn parameter(
    node: &Node<'_>,
    periods: Option<usize>,
    siblings: usize,
) -> Result<Parameter, MeasureError> {
    let (low, high) = (node.field("beta")?.number()?, node.field("alpha")?.number()?);
    if low >= high {
        let problem = format!("the lower bound beta = {low} is not below alpha = {high}");
        return Err(node.error(problem, "widen the bounds; a range of no width has no order"));
    }
    let less = match node.optional("sign") {
        None => false,
        Some(sign) => match sign.value().as_str().map(str::trim) {
            Some("+") => false,
            Some("-" | "−") => true,
            _ => return Err(sign.error("is not a sign", "write \"+\" or \"-\"")),
        },
    };
    let w = match node.optional("w") {
        Some(w) => w.number_in(0.0, 1.0)?,
        None => 1.0 / siblings as f64,
    };
    let x_node = node.field("x")?;
    let x = x_node.numbers()?;
    if x.len() < 2 {
        return Err(x_node.error("has one period", "write at least two: synergy is a change"));
    }
    if let Some(periods) = periods
        && periods != x.len()
    {
        let problem = format!("has {} periods where others have {periods}", x.len());
        return Err(x_node.error(problem, "write every parameter for the same periods"));
    }
    if let Some(t) = x.iter().position(|x| !(low..=high).contains(x)) {
        let problem = format!("{} is outside the bounds {low} to {high}", x[t]);
        return Err(x_node.at(t).error(problem, "widen beta and alpha so that all periods fit"));
    }
    let u = |x: f64| if less { (high - x) / (high - low) } else { (x - low) / (high - low) };
    Ok(Parameter { w, u: x.into_iter().map(u).collect() })
}

fn order(root: &Node<'_>) -> Result<Order, MeasureError> {
    let Some(node) = root.optional("order_degree") else { return Ok(Order::Linear) };
    match node.text()? {
        "linear" => Ok(Order::Linear),
        "geometric" => Ok(Order::Geometric),
        other => {
            let problem = format!("`{other}` is not an order degree");
            Err(node.error(problem, "write linear or geometric"))
        }
    }
}

fn base(root: &Node<'_>, periods: usize) -> Result<Base, MeasureError> {
    let Some(node) = root.optional("base") else { return Ok(Base::Fixed(0)) };
    let remedy = format!("write the number of a period from 0 to {}, or previous", periods - 2);
    if let Some(text) = node.value().as_str() {
        match text {
            "fixed" | "first" => return Ok(Base::Fixed(0)),
            "previous" => return Ok(Base::Previous),
            _ => {}
        }
    }
    let digits = node.value().as_str().map(|text| text.trim_start_matches('t'));
    let at = node.value().as_u64().or_else(|| digits?.parse().ok());
    match at.and_then(|at| usize::try_from(at).ok()) {
        Some(at) if at + 1 < periods => Ok(Base::Fixed(at)),
        _ => Err(node.error("is not a base period", remedy)),
    }
}

/// λ of the linear integration; equal where the document gives none.
fn integration_weights(root: &Node<'_>, k: usize) -> Result<Vec<f64>, MeasureError> {
    match root.optional("lambda") {
        Some(node) => node.weights(k),
        None => Ok(vec![1.0 / k as f64; k]),
    }
}

/// C between two periods: geometric, or linear where weights are given.
fn degree(orders: &[Vec<f64>], t: usize, base: usize, lambda: Option<&[f64]>) -> f64 {
    let changes: Vec<f64> = orders.iter().map(|u| settle(u[t] - u[base])).collect();
    let least = changes.iter().copied().fold(f64::INFINITY, f64::min);
    let size = match lambda {
        None => {
            let product: f64 = changes.iter().map(|d| d.abs()).product();
            product.powf(1.0 / changes.len() as f64)
        }
        Some(lambda) => changes.iter().zip(lambda).map(|(d, l)| l * d.abs()).sum(),
    };
    if least < 0.0 { -size } else { size }
}

/// A difference of equal orders is 0, not the rounding of its last digit, which would decide the
/// sign of everything.
fn settle(change: f64) -> f64 {
    if change.abs() < 1e-12 { 0.0 } else { change }
}

/// C of every period over every earlier one, as `t2_base1`.
fn all_bases(orders: &[Vec<f64>], lambda: Option<&[f64]>) -> Value {
    let periods = orders[0].len();
    let mut all = Map::new();
    for t in 1..periods {
        for base in 0..t {
            // Of many periods only the first and the one before are of use.
            if base == 0 || base + 1 == t || periods <= 12 {
                all.insert(format!("t{t}_base{base}"), json!(degree(orders, t, base, lambda)));
            }
        }
    }
    Value::Object(all)
}

/// The chosen variant, one object a period.
fn steps(subsystems: &[Subsystem], orders: &[Vec<f64>], base: Base, lambda: &[f64]) -> Value {
    let periods = orders[0].len();
    let from = match base {
        Base::Fixed(at) => at + 1,
        Base::Previous => 1,
    };
    let step = |t: usize| {
        let base = base.of(t);
        let changes: Vec<f64> = orders.iter().map(|u| settle(u[t] - u[base])).collect();
        let named = |keep: fn(f64) -> bool| -> Vec<&str> {
            let pairs = subsystems.iter().zip(&changes);
            pairs.filter(|(_, d)| keep(**d)).map(|(s, _)| s.name.as_str()).collect()
        };
        json!({
            "t": t,
            "base": base,
            "delta": subsystems.iter().zip(&changes)
                .map(|(s, d)| (s.name.clone(), json!(d))).collect::<Map<_, _>>(),
            "C": degree(orders, t, base, None),
            "C_linear_integration": degree(orders, t, base, Some(lambda)),
            "theta": if changes.iter().any(|d| *d < 0.0) { -1 } else { 1 },
            "falling": named(|d| d < 0.0),
            "standing": named(|d| d == 0.0),
        })
    };
    (from..periods).map(step).collect()
}

/// Obstacle degree of each parameter in each period, in shares of all that is missing:
/// O = (1 − u)·w / Σ (1 − u)·w, subsystems weighing the same.
fn obstacles(subsystem: &Subsystem, all: &[Subsystem]) -> Value {
    let missing = |p: &Parameter, t: usize| (1.0 - p.u[t]) * p.w;
    let periods = subsystem.linear.len();
    let total =
        |t: usize| -> f64 { all.iter().flat_map(|s| &s.params).map(|p| missing(p, t)).sum() };
    let totals: Vec<f64> = (0..periods).map(total).collect();
    let share =
        |p: &Parameter, t: usize| if totals[t] > 0.0 { missing(p, t) / totals[t] } else { 0.0 };
    let shares = |p: &Parameter| (0..periods).map(|t| share(p, t)).collect::<Vec<_>>();
    json!(subsystem.params.iter().map(shares).collect::<Vec<_>>())
}

fn by_name(subsystems: &[Subsystem], of: impl Fn(&Subsystem) -> Value) -> Value {
    Value::Object(subsystems.iter().map(|s| (s.name.clone(), of(s))).collect())
}
