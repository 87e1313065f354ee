//! A topic's assessment as the archive keeps it for display.

use anyhow::{Context as _, Result};
use serde::Serialize;
use tandem_core::mechanism::RiskLevel;
use tandem_sense::assess::Assessment;

/// What the archive keeps of a topic's assessment.
#[derive(Serialize)]
struct Kept<'a> {
    proposed: &'a str,
    value: f64,
    low: f64,
    high: f64,
    zh: &'a str,
    en: &'a str,
    readings: Vec<KeptReading<'a>>,
}

#[derive(Serialize)]
struct KeptReading<'a> {
    indicator: String,
    value: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    weight: f64,
    zh: &'a str,
    en: &'a str,
    posts: Vec<&'a str>,
}

/// The proposed level in the words of mechanisms.
pub(super) fn level(assessment: &Assessment) -> RiskLevel {
    use tandem_sense::assess::RiskLevel as Proposed;
    match assessment.proposed {
        Proposed::I => RiskLevel::I,
        Proposed::II => RiskLevel::II,
        Proposed::III => RiskLevel::III,
        Proposed::IV => RiskLevel::IV,
    }
}

/// The assessment as JSON.
pub(super) fn kept_assessment(assessment: &Assessment) -> Result<String> {
    let readings = assessment.readings.iter().map(|reading| KeptReading {
        indicator: format!("{:?}", reading.indicator),
        value: reading.estimate.map(|estimate| estimate.value),
        low: reading.estimate.map(|estimate| estimate.low),
        high: reading.estimate.map(|estimate| estimate.high),
        weight: reading.weight,
        zh: &reading.zh,
        en: &reading.en,
        posts: reading.posts.iter().map(|post| post.as_str()).collect(),
    });
    let kept = Kept {
        proposed: level(assessment).as_str(),
        value: assessment.overall.value,
        low: assessment.overall.low,
        high: assessment.overall.high,
        zh: &assessment.zh,
        en: &assessment.en,
        readings: readings.collect(),
    };
    serde_json::to_string(&kept).context("write the assessment")
}
