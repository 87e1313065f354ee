//! Weights, thresholds and floors: data that the mechanism hands in.

use serde::{Deserialize, Serialize};

use super::harm::Casualties;
use super::{Dimension, Estimate, Indicator, RiskLevel};

/// Why a topic cannot be assessed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum AssessError {
    /// A topic without posts.
    #[error("a topic without posts cannot be assessed")]
    NoPosts,
    /// Criticism would raise the level.
    #[error("attitude informs and must weigh 0, `{0:?}` weighs {1}")]
    AttitudeWeighs(Indicator, f64),
    /// A weight below 0 or not a number.
    #[error("the weight of `{0:?}` is {1}")]
    BadWeight(Indicator, f64),
    /// All weights are 0.
    #[error("no indicator has a weight")]
    NoWeight,
    /// Thresholds out of order.
    #[error("thresholds must fall from I to III within 0 to 1")]
    BadThresholds,
}

/// Weight of each indicator; one that is not named weighs 0.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Weights(pub std::collections::BTreeMap<Indicator, f64>);

impl Weights {
    /// Weight of one indicator.
    pub fn of(&self, indicator: Indicator) -> f64 {
        self.0.get(&indicator).copied().unwrap_or(0.0)
    }
}

/// Overall values at or above which a level is proposed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thresholds {
    /// For I.
    pub i: f64,
    /// For II.
    pub ii: f64,
    /// For III; below it IV.
    pub iii: f64,
}

impl Thresholds {
    pub(super) fn level(&self, value: f64) -> RiskLevel {
        match value {
            v if v >= self.i => RiskLevel::I,
            v if v >= self.ii => RiskLevel::II,
            v if v >= self.iii => RiskLevel::III,
            _ => RiskLevel::IV,
        }
    }
}

/// Casualties from which a level is proposed whatever the overall value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HarmFloor {
    /// The level.
    pub level: RiskLevel,
    /// Dead and missing together, at least.
    pub deaths_min: u32,
    /// Injured, at least.
    pub injured_min: u32,
}

/// How topics are assessed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Weights of the indicators.
    pub weights: Weights,
    /// Thresholds of the overall value.
    pub thresholds: Thresholds,
    /// Floors by casualties.
    #[serde(default)]
    pub floors: Vec<HarmFloor>,
}

impl Rules {
    pub(super) fn check(&self) -> Result<(), AssessError> {
        for (&indicator, &weight) in &self.weights.0 {
            if !(weight >= 0.0 && weight.is_finite()) {
                return Err(AssessError::BadWeight(indicator, weight));
            }
            if weight > 0.0 && indicator.dimension() == Dimension::Attitude {
                return Err(AssessError::AttitudeWeighs(indicator, weight));
            }
        }
        if self.weights.0.values().sum::<f64>() <= 0.0 {
            return Err(AssessError::NoWeight);
        }
        let Thresholds { i, ii, iii } = self.thresholds;
        let fall = (0.0..=1.0).contains(&iii) && iii <= ii && ii <= i && i <= 1.0;
        if fall { Ok(()) } else { Err(AssessError::BadThresholds) }
    }

    /// The gravest level whose floor the reported casualties reach.
    pub(super) fn floor(&self, casualties: &Casualties) -> RiskLevel {
        let lost = casualties.dead.value.saturating_add(casualties.missing.value);
        let reached =
            |f: &&HarmFloor| lost >= f.deaths_min || casualties.injured.value >= f.injured_min;
        self.floors.iter().filter(reached).map(|f| f.level).min().unwrap_or(RiskLevel::IV)
    }
}

/// A starting point for a deployment: half of the weight on severity, none on attitude; floors
/// after the four classes of the regulation on production safety accidents (国务院令第493号, art. 3).
impl Default for Rules {
    fn default() -> Self {
        use Indicator as I;
        let weights = [
            (I::HarmKind, 0.2),
            (I::Persons, 0.25),
            (I::Vulnerable, 0.05),
            (I::Volume, 0.05),
            (I::Voices, 0.08),
            (I::Growth, 0.05),
            (I::Platforms, 0.04),
            (I::Areas, 0.03),
            (I::Corroboration, 0.06),
            (I::Official, 0.02),
            (I::Undisputed, 0.02),
            (I::Unanswered, 0.07),
            (I::Repeated, 0.04),
            (I::Joint, 0.04),
        ];
        let floor = |level, deaths_min, injured_min| HarmFloor { level, deaths_min, injured_min };
        Self {
            weights: Weights(weights.into_iter().collect()),
            thresholds: Thresholds { i: 0.8, ii: 0.6, iii: 0.4 },
            floors: vec![
                floor(RiskLevel::I, 30, 100),
                floor(RiskLevel::II, 10, 50),
                floor(RiskLevel::III, 3, 10),
            ],
        }
    }
}

/// Why this level, in Chinese and English.
pub(super) fn sentence(
    overall: &Estimate,
    by_value: RiskLevel,
    by_harm: RiskLevel,
    proposed: RiskLevel,
    harmed: bool,
) -> (String, String) {
    let Estimate { value, low, high } = overall;
    let (zh, en) = if !harmed {
        (
            "未见造成伤害的陈述，批评和诉求本身不提升等级".to_owned(),
            "nobody reports harm, and criticism alone raises no level".to_owned(),
        )
    } else if by_harm < by_value {
        (
            format!("所述伤亡达到{}级标准", by_harm.zh()),
            format!("the casualties reported reach the class \"{}\"", by_harm.en()),
        )
    } else {
        ("按综合值所在区间".to_owned(), "by the overall value".to_owned())
    };
    (
        format!(
            "建议{}（{proposed:?}级）：{zh}；综合值{value:.2}（{low:.2}至{high:.2}）。等级由人确定。",
            proposed.zh()
        ),
        format!(
            "Proposed {} (level {proposed:?}): {en}; overall {value:.2} ({low:.2} to {high:.2}). \
             A person fixes the level.",
            proposed.en()
        ),
    )
}
