//! The working rules as data: deadlines, powers, who leads, escalation, conduct.
//!
//! A mechanism is a TOML file. Every rule names its source, and everything that the core decides
//! by a rule records that rule's id, so that a reader can go from a case to the law. The version
//! that holds when a case opens is pinned to the case.

mod check;
mod checklist;
mod parse;
mod relay_audit;
mod rules;
mod telling;

pub use checklist::ChecklistItem;
pub use relay_audit::RelayAudit;
pub use rules::{
    Allowed, Condition, Conduct, Coordinator, DeadlineKind, DeadlineRule, Escalation, LeadRule,
    LeadStrategy, Power, PowerRule, Required, RiskDefinition, RiskLevel, Source, Standing, Urgency,
};
pub use telling::{Pace, Telling, TellingRule};

use crate::calendar::{Calendar, Period};
use crate::problem::{Problem, Problems};
use crate::region::{Region, Unit, UnitKind};
use crate::{DeadlineId, Digest, LevelId, MechanismId, PowerId, SourceId, Text, Timestamp};
use serde::{Deserialize, Serialize};

/// Versioned rules as data.
#[derive(Clone, Debug)]
pub struct Mechanism {
    /// Its id.
    pub id: MechanismId,
    /// Grows with every change.
    pub version: u32,
    /// The digest of the file, so that a case can prove by which text it was handled.
    pub digest: Digest,
    /// Its name.
    pub name: Text,
    /// What it is, for a reader.
    pub about: Text,
    /// Where its rules were taken from.
    pub sources: Vec<Source>,
    /// The four risk levels as this mechanism calls and starts them.
    pub risks: Vec<RiskDefinition>,
    /// Which time limits hold.
    pub deadlines: Vec<DeadlineRule>,
    /// Who may do what.
    pub powers: Vec<PowerRule>,
    /// Who leads, first match first.
    pub lead_rules: Vec<LeadRule>,
    /// What a statement must not forget.
    pub checklist: Vec<ChecklistItem>,
    /// How many relays are read again, where it says so.
    pub relay_audit: Option<RelayAudit>,
    /// How units are told outside the console; where it says nothing, they are not.
    pub telling: Option<Telling>,
    /// What happens when a deadline passes.
    pub escalation: Escalation,
    /// The switches in which mechanisms differ.
    pub conduct: Conduct,
}

/// The version of a mechanism that a case is handled by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Pin {
    /// Which mechanism.
    pub id: MechanismId,
    /// Which version.
    pub version: u32,
    /// The digest of its text.
    pub digest: Digest,
}

/// The instant by which something must be done, and the rule that says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Deadline {
    /// The last instant that is in time.
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Instant"))]
    pub at: Timestamp,
    /// The rule that sets it.
    pub rule: DeadlineId,
    /// The calendar did not reach that far; days off may move it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub provisional: bool,
}

impl Deadline {
    /// The deadline that a rule sets for something that starts at an instant.
    pub fn of(rule: &DeadlineRule, calendar: &Calendar, from: Timestamp) -> Self {
        let end = calendar.end(from, rule.within);
        Self { at: end.at, rule: rule.id.clone(), provisional: end.provisional }
    }
}

impl Mechanism {
    /// Reads a mechanism; warnings come with it.
    pub fn parse(file: &str, text: &str) -> Result<(Self, Vec<Problem>), Problems> {
        parse::parse(file, text)
    }

    /// Finds gaps, overlaps and missing sources.
    pub fn check(&self) -> Vec<Problem> {
        check::check(self)
    }

    /// Where these rules and a region do not fit together.
    pub fn fits(&self, region: &Region) -> Vec<Problem> {
        check::fits(self, region)
    }

    /// The pin by which a case refers to this version.
    pub fn pin(&self) -> Pin {
        Pin { id: self.id.clone(), version: self.version, digest: self.digest }
    }

    /// The rule of a kind that holds at a risk level and a level of administration: the one with
    /// the most conditions. `None` where the mechanism sets no such limit.
    pub fn rule(
        &self,
        kind: DeadlineKind,
        risk: Option<RiskLevel>,
        level: &LevelId,
    ) -> Option<&DeadlineRule> {
        self.order_rule(kind, risk, level, Urgency::Normal)
    }

    /// The same for a step of an order of some urgency.
    pub fn order_rule(
        &self,
        kind: DeadlineKind,
        risk: Option<RiskLevel>,
        level: &LevelId,
        urgency: Urgency,
    ) -> Option<&DeadlineRule> {
        let risk = risk.unwrap_or(self.conduct.risk_until_assessed);
        self.deadlines
            .iter()
            .filter(|rule| rule.kind == kind && rule.holds(risk, level, urgency))
            .max_by_key(|rule| (rule.specificity(), std::cmp::Reverse(rule.within.amount)))
    }

    /// The deadline of a kind for something that starts at an instant.
    pub fn deadline(
        &self,
        kind: DeadlineKind,
        risk: Option<RiskLevel>,
        level: &LevelId,
        calendar: &Calendar,
        from: Timestamp,
    ) -> Option<Deadline> {
        Some(Deadline::of(self.rule(kind, risk, level)?, calendar, from))
    }

    /// A deadline rule by its id.
    pub fn deadline_rule(&self, id: &DeadlineId) -> Option<&DeadlineRule> {
        self.deadlines.iter().find(|rule| &rule.id == id)
    }

    /// How long before a deadline the responsible unit is reminded.
    pub fn notice(&self, id: &DeadlineId) -> Period {
        let notice = self.deadline_rule(id).and_then(|rule| rule.remind_before);
        notice.unwrap_or(self.escalation.remind_before)
    }

    /// The rule that grants a power to a kind of position in a unit, if one does.
    pub fn grant(&self, position: &str, unit: &Unit, power: Power) -> Option<&PowerRule> {
        self.powers.iter().find(|rule| rule.grants(position, unit.kind, power))
    }

    /// The positions that hold a power, for telling a person who may do it.
    pub fn holders(&self, power: Power) -> impl Iterator<Item = (&str, UnitKind)> {
        self.powers
            .iter()
            .filter(move |rule| rule.may.contains(&power))
            .flat_map(|rule| rule.on.iter().map(move |kind| (rule.position.as_str(), *kind)))
    }

    /// A power rule by its id.
    pub fn power_rule(&self, id: &PowerId) -> Option<&PowerRule> {
        self.powers.iter().find(|rule| &rule.id == id)
    }

    /// A source by its id.
    pub fn source(&self, id: &SourceId) -> Option<&Source> {
        self.sources.iter().find(|source| &source.id == id)
    }

    /// The name of a risk level under this mechanism.
    pub fn risk_name(&self, level: RiskLevel) -> Option<&Text> {
        self.risks.iter().find(|risk| risk.level == level).map(|risk| &risk.name)
    }
}
