//! Measures worked from one JSON document, with every intermediate result.
//!
//! The same words stand for different formulas in the literature: half of the papers that use the
//! coupling coordination degree use another one than they cite. So every answer names its variant
//! and holds all steps, under the names of the document that asked.
//!
//! Numbers may be written as JSON numbers or as fractions in text, `"1/7"`, which is how pairwise
//! comparisons are noted.

mod ahp;
mod coupling;
mod document;
mod entropy;
mod fuzzy;
mod hawkes;
mod synergy;

pub(crate) use coupling::coordination;

use serde_json::Value;

/// Which measure to work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Weights from pairwise comparison: `{"A", "B"?}`.
    Ahp,
    /// Weights from the spread of indicators: `{"x", "sign"?}`.
    Entropy,
    /// Fuzzy comprehensive evaluation: `{"w", "R_grades_x_factors", "operator", "scores"?}`.
    Fuzzy,
    /// Synergy degree of a composite system: `{"subsystems", "order_degree"?, "base"?}`.
    Synergy,
    /// Coupling coordination degree: `{"u", "weights"?}`.
    Coupling,
    /// Self-exciting spread: `{"events", "T", "alpha"?}`.
    Hawkes,
}

impl Kind {
    /// All measures with their names on the command line.
    pub const ALL: [(&'static str, Self); 6] = [
        ("ahp", Self::Ahp),
        ("entropy", Self::Entropy),
        ("fuzzy", Self::Fuzzy),
        ("synergy", Self::Synergy),
        ("coupling", Self::Coupling),
        ("hawkes", Self::Hawkes),
    ];

    /// The measure of that name.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
    }
}

/// A document cannot be measured: where, why, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {problem}; {remedy}")]
pub struct MeasureError {
    /// Path in the document, such as `A[1][2]`.
    pub place: String,
    /// What is wrong.
    pub problem: String,
    /// What to write instead.
    pub remedy: String,
}

/// Works a measure.
///
/// # Errors
/// With the place in the document, what is wrong there and what to write instead.
pub fn measure(kind: Kind, document: &Value) -> Result<Value, MeasureError> {
    let root = document::Node::root(document);
    match kind {
        Kind::Ahp => ahp::work(&root),
        Kind::Entropy => entropy::work(&root),
        Kind::Fuzzy => fuzzy::work(&root),
        Kind::Synergy => synergy::work(&root),
        Kind::Coupling => coupling::work(&root),
        Kind::Hawkes => hawkes::work(&root),
    }
}
