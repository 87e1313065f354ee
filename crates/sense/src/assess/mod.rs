//! A first, explained assessment of a topic. It proposes; a person fixes the level.
//!
//! The tree has five dimensions. Each indicator gives a value from 0 to 1 with an interval, or says
//! that it is unknown; a sentence in Chinese and English; and the posts behind it. The overall
//! value is the weighted mean of what is known; its interval lets every unknown indicator be
//! anything from 0 to 1.
//!
//! Criticism never raises a level. It is built in twice: attitude may carry no weight (rules that
//! give it one are refused), and a topic in which nobody reports harm is proposed at the lowest
//! level however many speak and however they speak.
//!
//! No indicator is about an author: voices are counted, nothing else.

mod cued;
mod harm;
mod indicators;
mod rules;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

pub use harm::{Harm, HarmKind, harms};
pub use rules::{AssessError, HarmFloor, Rules, Thresholds, Weights};

use crate::post::{Post, PostId};

/// Level of risk, I the gravest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum RiskLevel {
    /// 特别重大.
    I,
    /// 重大.
    II,
    /// 较大.
    III,
    /// 一般.
    IV,
}

impl RiskLevel {
    /// The Chinese name.
    pub fn zh(self) -> &'static str {
        match self {
            Self::I => "特别重大",
            Self::II => "重大",
            Self::III => "较大",
            Self::IV => "一般",
        }
    }

    /// The English name.
    pub fn en(self) -> &'static str {
        match self {
            Self::I => "especially grave",
            Self::II => "grave",
            Self::III => "serious",
            Self::IV => "ordinary",
        }
    }
}

/// Branch of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// What harm is reported, to how many and whom.
    Severity,
    /// How far it has gone.
    Spread,
    /// How well it is supported.
    Evidence,
    /// How people speak. It informs and never weighs.
    Attitude,
    /// What government has left undone.
    Governance,
}

/// Leaf of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Indicator {
    /// The gravest kind of harm reported.
    HarmKind,
    /// Persons reported dead, missing or injured.
    Persons,
    /// Whether children, patients or old people are reported harmed.
    Vulnerable,
    /// Number of posts.
    Volume,
    /// Number of distinct voices.
    Voices,
    /// Growth of engagement.
    Growth,
    /// Number of sources.
    Platforms,
    /// Number of areas.
    Areas,
    /// Stage of life by posts an hour.
    Stage,
    /// Distinct voices that report the harm.
    Corroboration,
    /// Whether an official source speaks.
    Official,
    /// Share of posts that do not deny it.
    Undisputed,
    /// Whether posts tell different numbers for one thing.
    Contradicted,
    /// How much in them is to be checked, by cues of rumours.
    ToCheck,
    /// Share of posts with words of anger.
    Anger,
    /// Share of posts that ask.
    Questions,
    /// Questions after which no office spoke.
    Void,
    /// Time without an answer.
    Unanswered,
    /// Earlier topics or cases on the same matter.
    Repeated,
    /// Units or places that must act together.
    Joint,
}

impl Indicator {
    /// Every leaf, in the order of the tree.
    pub const ALL: [Self; 20] = [
        Self::HarmKind,
        Self::Persons,
        Self::Vulnerable,
        Self::Volume,
        Self::Voices,
        Self::Growth,
        Self::Platforms,
        Self::Areas,
        Self::Stage,
        Self::Corroboration,
        Self::Official,
        Self::Undisputed,
        Self::Contradicted,
        Self::ToCheck,
        Self::Anger,
        Self::Questions,
        Self::Void,
        Self::Unanswered,
        Self::Repeated,
        Self::Joint,
    ];

    /// The branch it hangs on.
    pub fn dimension(self) -> Dimension {
        match self {
            Self::HarmKind | Self::Persons | Self::Vulnerable => Dimension::Severity,
            Self::Volume
            | Self::Voices
            | Self::Growth
            | Self::Platforms
            | Self::Areas
            | Self::Stage => Dimension::Spread,
            Self::Corroboration
            | Self::Official
            | Self::Undisputed
            | Self::Contradicted
            | Self::ToCheck => Dimension::Evidence,
            Self::Anger | Self::Questions | Self::Void => Dimension::Attitude,
            Self::Unanswered | Self::Repeated | Self::Joint => Dimension::Governance,
        }
    }
}

/// What is known of a topic when it is assessed.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// Its posts.
    pub posts: &'a [Post],
    /// Codes of the areas it speaks of, where they were looked for.
    pub areas: Option<&'a [SmolStr]>,
    /// Sources that are official accounts, where the register says so.
    pub official_sources: Option<&'a [SmolStr]>,
    /// Engagement of the last hour over that of the hour before, where counted.
    pub growth: Option<f64>,
    /// Hours since the first post without an official answer; 0 where answered.
    pub unanswered_hours: Option<f64>,
    /// Earlier topics or cases on the same matter.
    pub repeats: Option<u32>,
    /// Units that must act together.
    pub units: Option<u32>,
}

impl<'a> View<'a> {
    /// A view of posts alone: all else is unknown.
    pub fn of(posts: &'a [Post]) -> Self {
        Self {
            posts,
            areas: None,
            official_sources: None,
            growth: None,
            unanswered_hours: None,
            repeats: None,
            units: None,
        }
    }
}

/// A value from 0 to 1 with its interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// Best value.
    pub value: f64,
    /// Lowest plausible value.
    pub low: f64,
    /// Highest plausible value.
    pub high: f64,
}

impl Estimate {
    fn exact(value: f64) -> Self {
        let value = value.clamp(0.0, 1.0);
        Self { value, low: value, high: value }
    }
}

/// Where in a post something is said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The post.
    pub post: PostId,
    /// First character, counted in characters of [`Post::full_text`].
    pub start: usize,
    /// One past the last character.
    pub end: usize,
}

/// One indicator as read from a topic.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// Which.
    pub indicator: Indicator,
    /// Its value, none where it is unknown.
    pub estimate: Option<Estimate>,
    /// Its weight in the overall value.
    pub weight: f64,
    /// Why, in Chinese.
    pub zh: String,
    /// Why, in English.
    pub en: String,
    /// The posts behind it.
    pub posts: Vec<PostId>,
    /// Where they say it, for what is read from words.
    pub spans: Vec<Span>,
}

/// A proposed level with everything behind it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Assessment {
    /// Every leaf of the tree, in its order.
    pub readings: Vec<Reading>,
    /// Weighted mean of what is known.
    pub overall: Estimate,
    /// The level that a person may fix or change.
    pub proposed: RiskLevel,
    /// Why this level, in Chinese.
    pub zh: String,
    /// Why this level, in English.
    pub en: String,
}

/// Assesses a topic.
pub fn assess(view: &View<'_>, rules: &Rules) -> Result<Assessment, AssessError> {
    rules.check()?;
    if view.posts.is_empty() {
        return Err(AssessError::NoPosts);
    }
    let found: Vec<(usize, Vec<Harm>)> =
        view.posts.iter().enumerate().map(|(i, p)| (i, harms(&p.full_text()))).collect();
    let casualties = harm::Casualties::of(&found);
    let readings = indicators::read(view, &found, &casualties, rules);
    let overall = overall(&readings);
    let by_value = rules.thresholds.level(overall.value);
    let by_harm = rules.floor(&casualties);
    let harmed = found.iter().any(|(_, harms)| !harms.is_empty());
    let proposed = if harmed { by_value.min(by_harm) } else { RiskLevel::IV };
    let (zh, en) = rules::sentence(&overall, by_value, by_harm, proposed, harmed);
    Ok(Assessment { readings, overall, proposed, zh, en })
}

fn overall(readings: &[Reading]) -> Estimate {
    let all: f64 = readings.iter().map(|r| r.weight).sum();
    let sum = |of: &dyn Fn(&Estimate) -> f64, unknown: f64| -> f64 {
        readings.iter().map(|r| r.weight * r.estimate.as_ref().map_or(unknown, of)).sum()
    };
    let known: f64 = readings.iter().filter(|r| r.estimate.is_some()).map(|r| r.weight).sum();
    let value = if known > 0.0 { sum(&|e| e.value, 0.0) / known } else { 0.0 };
    Estimate { value, low: sum(&|e| e.low, 0.0) / all, high: sum(&|e| e.high, 1.0) / all }
}

#[cfg(test)]
mod tests;
