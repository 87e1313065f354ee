//! Whether a reply answers what was asked, says why, and what it promises.
//!
//! A reply can come in time and say nothing: `您的留言已收悉，已转相关部门`. [`check`] reads a message
//! and the reply to it and gives three scores from 0 to 1, each with the measures behind it, and
//! every promise with its place and, where it names one, its time: a promise becomes a commitment
//! with an owner and a deadline.
//!
//! # Formulas
//! Substance s is what the reply says beyond courtesy, acknowledgement, referral and the message's
//! own words, in characters of content; l the number of rules cited, f that of figures and dates;
//! relevance ρ the share of what only this matter's words are, common to message and reply.
//!
//! - complete = r · σ(a₀ + a₁ ln(1 + s)), with r = 1 / (1 + (ρ₀ / ρ)³)
//! - explained = σ(b₀ + b₁ ln(1 + s) + b₂ ln(1 + l) + b₃ ln(1 + f))
//! - empty = 1 / (1 + (s / s₀)²)
//!
//! σ(x) = 1 / (1 + e⁻ˣ). The weights were fitted by logistic regression with a ridge penalty on
//! labelled replies of the Teddy Cup 2020 (decision 0018). How far each single ask is taken up is
//! told beside the scores and does not enter them: on those labels it says nothing that s does not.

mod find;
mod promise;

#[cfg(test)]
mod tests;

use crate::fidelity::Span;
use serde::{Deserialize, Serialize};

pub use promise::{Due, Promise};

/// What a reply is worth to who asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Checked {
    /// Answers what was asked, 0 to 1.
    pub complete: f64,
    /// Says why: rules, reasons, findings, figures; 0 to 1.
    pub explained: f64,
    /// Says nothing but courtesy, that it was received or where else to turn; 0 to 1.
    pub empty: f64,
    /// What the office says it will do, in the order of the reply.
    pub promises: Vec<Promise>,
    /// What the message asks, in its order, and how far the reply takes each up.
    pub asks: Vec<Asked>,
    /// What the scores rest on.
    pub measures: Measures,
}

/// Something that a message asks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// Where it stands in the message.
    #[serde(flatten)]
    pub span: Span,
    /// Share of its content that the reply takes up, 0 to 1.
    pub covered: f64,
}

/// What the scores rest on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Measures {
    /// Content beyond courtesy, acknowledgement and referral, in characters.
    pub substance: f64,
    /// Share of the content of the asks that the reply takes up, 0 to 1.
    pub coverage: f64,
    /// Share of the reply's own content that stands in the message, or of the message's that stands
    /// in the reply: the larger of the two, 0 to 1.
    pub relevance: f64,
    /// Words that give a reason, a rule or a finding.
    pub grounds: usize,
    /// Rules cited by title (`《…》`), article (`第七条`) or number (`〔2018〕35号`).
    pub citations: usize,
    /// Figures and dates.
    pub figures: usize,
}

impl Measures {
    /// Input of the score `complete`: ln(1 + s).
    pub fn of_complete(&self) -> [f64; 1] {
        [self.substance.ln_1p()]
    }

    /// Inputs of the score `explained`: ln(1 + s), ln(1 + l), ln(1 + f) and ln(1 + g).
    pub fn of_explained(&self) -> [f64; 3] {
        let log = |count: usize| (count as f64).ln_1p();
        [self.substance.ln_1p(), log(self.citations), log(self.figures)]
    }
}

/// Intercept and weights of `complete`.
const COMPLETE: (f64, [f64; 1]) = (-9.4, [2.2]);
/// Intercept and weights of `explained`.
const EXPLAINED: (f64, [f64; 3]) = (-7.9, [1.17, 2.16, 1.01]);
/// Substance at which a reply is half empty, in characters.
const EMPTY_HALF: f64 = 12.0;
/// Relevance at which a reply may as well be to another message: between the medians of own (0.28)
/// and of foreign replies (0.04) in the same collection.
const RELEVANCE_HALF: f64 = 0.08;

/// Checks the reply to a message. Equal input gives equal output; time grows with the length.
///
/// ```
/// use tandem_sense::reply::check;
/// let found = check("请问何时通车？", "网友您好！留言已收悉。感谢您的关注！");
/// assert_eq!(found.complete, 0.0);
/// assert_eq!(found.empty, 1.0);
/// ```
pub fn check(text: &str, reply: &str) -> Checked {
    let found = find::find(text, reply);
    let measures = found.measures;
    let sigma = |(zero, weights): (f64, &[f64]), inputs: &[f64]| {
        let sum: f64 = weights.iter().zip(inputs).map(|(w, x)| w * x).sum();
        1.0 / (1.0 + (-zero - sum).exp())
    };
    let some = f64::from(u8::from(measures.substance > 0.0));
    let relevant = 1.0 / (1.0 + (RELEVANCE_HALF / measures.relevance.max(1e-9)).powi(3));
    let complete = sigma((COMPLETE.0, &COMPLETE.1), &measures.of_complete());
    let explained = sigma((EXPLAINED.0, &EXPLAINED.1), &measures.of_explained());
    Checked {
        complete: some * relevant * complete,
        explained: some * explained,
        empty: 1.0 / (1.0 + (measures.substance / EMPTY_HALF).powi(2)),
        promises: promise::promises(reply),
        asks: found.asks,
        measures,
    }
}
