//! Reading a measure document with the path to each value, so that an error can name its place.

use super::MeasureError;
use serde_json::Value;

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Node<'a> {
    path: String,
    value: &'a Value,
}

impl<'a> Node<'a> {
    pub(super) fn root(value: &'a Value) -> Self {
        Self { path: String::new(), value }
    }

    /// Where it stands, for people.
    pub(super) fn place(&self) -> String {
        if self.path.is_empty() { "the document".to_owned() } else { self.path.clone() }
    }

    pub(super) fn error(
        &self,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) -> MeasureError {
        MeasureError { place: self.place(), problem: problem.into(), remedy: remedy.into() }
    }

    pub(super) fn value(&self) -> &'a Value {
        self.value
    }

    fn child(&self, key: &str, value: &'a Value) -> Self {
        let dot = if self.path.is_empty() { "" } else { "." };
        Self { path: format!("{}{dot}{key}", self.path), value }
    }

    /// A field that must be there.
    pub(super) fn field(&self, key: &str) -> Result<Self, MeasureError> {
        if !self.value.is_object() {
            return Err(self.error("is not a JSON object", "write one object in braces"));
        }
        self.optional(key)
            .ok_or_else(|| self.error(format!("has no `{key}`"), format!("add the field `{key}`")))
    }

    /// A field that may be absent; `null` counts as absent.
    pub(super) fn optional(&self, key: &str) -> Option<Self> {
        let value = self.value.get(key).filter(|value| !value.is_null())?;
        Some(self.child(key, value))
    }

    /// The fields of an object in the order of their names.
    pub(super) fn fields(&self) -> Result<Vec<(&'a str, Self)>, MeasureError> {
        let object = self
            .value
            .as_object()
            .ok_or_else(|| self.error("is not a JSON object", "write one object in braces"))?;
        Ok(object.iter().map(|(key, value)| (key.as_str(), self.child(key, value))).collect())
    }

    /// The items of a list that is not empty.
    pub(super) fn items(&self) -> Result<Vec<Self>, MeasureError> {
        let list =
            self.value.as_array().ok_or_else(|| self.error("is not a list", "write [...]"))?;
        if list.is_empty() {
            return Err(self.error("is empty", "write at least one item"));
        }
        let item = |(index, value)| Self { path: format!("{}[{index}]", self.path), value };
        Ok(list.iter().enumerate().map(item).collect())
    }

    /// A finite number, or a fraction such as `"1/7"`.
    pub(super) fn number(&self) -> Result<f64, MeasureError> {
        let number = match self.value {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => fraction(text),
            _ => None,
        };
        number.filter(|number| number.is_finite()).ok_or_else(|| {
            let shown = short(self.value);
            self.error(format!("{shown} is not a number"), "write 3, 0.5 or \"1/3\"")
        })
    }

    /// A number within bounds, both included.
    pub(super) fn number_in(&self, low: f64, high: f64) -> Result<f64, MeasureError> {
        let number = self.number()?;
        if (low..=high).contains(&number) {
            Ok(number)
        } else {
            let remedy = format!("write a number from {low} to {high}");
            Err(self.error(format!("{number} is out of range"), remedy))
        }
    }

    /// A list of numbers.
    pub(super) fn numbers(&self) -> Result<Vec<f64>, MeasureError> {
        self.items()?.iter().map(Node::number).collect()
    }

    /// A matrix whose rows have one length.
    pub(super) fn matrix(&self) -> Result<Vec<Vec<f64>>, MeasureError> {
        let rows: Vec<Vec<f64>> =
            self.items()?.iter().map(Node::numbers).collect::<Result<_, _>>()?;
        let width = rows[0].len();
        match rows.iter().position(|row| row.len() != width) {
            None => Ok(rows),
            Some(at) => Err(MeasureError {
                place: format!("{}[{at}]", self.path),
                problem: format!("has {} numbers where row 0 has {width}", rows[at].len()),
                remedy: "give all rows the same length".to_owned(),
            }),
        }
    }

    /// The item at an index, for errors about it.
    pub(super) fn at(&self, index: usize) -> Self {
        Self { path: format!("{}[{index}]", self.path), value: self.value }
    }

    /// Text.
    pub(super) fn text(&self) -> Result<&'a str, MeasureError> {
        self.value.as_str().ok_or_else(|| self.error("is not text", "write it in quotes"))
    }

    /// Weights that are not negative and sum to 1, one for each of `n` items.
    pub(super) fn weights(&self, n: usize) -> Result<Vec<f64>, MeasureError> {
        let items = self.items()?;
        let weights: Vec<f64> =
            items.iter().map(|item| item.number_in(0.0, 1.0)).collect::<Result<_, _>>()?;
        if weights.len() != n {
            let problem = format!("has {} weights for {n} items", weights.len());
            return Err(self.error(problem, format!("write {n} weights")));
        }
        let sum: f64 = weights.iter().sum();
        if (sum - 1.0).abs() > WEIGHT_SUM_TOLERANCE {
            let remedy = "make the weights sum to 1";
            return Err(self.error(format!("the weights sum to {sum}"), remedy));
        }
        Ok(weights)
    }
}

/// Weights are often written with three or four decimals.
pub(super) const WEIGHT_SUM_TOLERANCE: f64 = 1e-3;

/// A decimal number or `p/q`.
fn fraction(text: &str) -> Option<f64> {
    match text.split_once('/') {
        None => text.trim().parse().ok(),
        Some((above, below)) => {
            let above: f64 = above.trim().parse().ok()?;
            let below: f64 = below.trim().parse().ok()?;
            Some(above / below)
        }
    }
}

/// A value as an error shows it.
fn short(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(40) {
        None => format!("`{text}`"),
        Some((end, _)) => format!("`{}…`", &text[..end]),
    }
}
