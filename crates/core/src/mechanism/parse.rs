//! Reading a mechanism file.

use super::rules::{
    Conduct, DeadlineRule, Escalation, LeadRule, PowerRule, RiskDefinition, Source,
};
use super::{ChecklistItem, Mechanism};
use crate::problem::{Problem, Problems, toml_problem};
use crate::{Digest, MechanismId, SourceId, Text};
use serde::Deserialize;
use std::collections::BTreeSet;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMechanism {
    id: MechanismId,
    version: u32,
    name: Text,
    about: Text,
    source: Vec<Source>,
    risk: Vec<RiskDefinition>,
    deadline: Vec<DeadlineRule>,
    power: Vec<PowerRule>,
    lead_rule: Vec<LeadRule>,
    #[serde(default)]
    checklist: Vec<ChecklistItem>,
    escalation: Escalation,
    conduct: Conduct,
}

pub(super) fn parse(file: &str, text: &str) -> Result<(Mechanism, Vec<Problem>), Problems> {
    let raw: RawMechanism =
        toml::from_str(text).map_err(|e| Problems(vec![toml_problem(file, text, &e)]))?;
    let mechanism = Mechanism {
        id: raw.id,
        version: raw.version,
        digest: Digest::of(text.as_bytes()),
        name: raw.name,
        about: raw.about,
        sources: raw.source,
        risks: raw.risk,
        deadlines: raw.deadline,
        powers: raw.power,
        lead_rules: raw.lead_rule,
        checklist: raw.checklist,
        escalation: raw.escalation,
        conduct: raw.conduct,
    };
    let mut problems = sources(file, &mechanism);
    problems.extend(mechanism.check().into_iter().map(|mut problem| {
        problem.place = format!("{file}, {}", problem.place);
        problem
    }));
    Problems::unless_fatal(problems, mechanism)
}

fn sources(file: &str, mechanism: &Mechanism) -> Vec<Problem> {
    let mut known = BTreeSet::new();
    let mut problems = Vec::new();
    for source in &mechanism.sources {
        if !known.insert(&source.id) {
            problems.push(Problem::error(
                format!("{file}, [[source]] {}", source.id),
                Text::new("来源重复", "source listed twice"),
                Text::new("合并为一条", "merge them"),
            ));
        }
    }
    let rules = mechanism.deadlines.iter().map(|r| (r.id.as_str(), &r.source));
    let rules = rules.chain(mechanism.powers.iter().map(|r| (r.id.as_str(), &r.source)));
    let rules = rules.chain(mechanism.lead_rules.iter().map(|r| (r.id.as_str(), &r.source)));
    let rules = rules.chain(mechanism.checklist.iter().map(|r| (r.id.as_str(), &r.source)));
    let rules = rules.chain(mechanism.risks.iter().map(|r| (r.level.as_str(), &r.source)));
    let rules = rules.chain([
        ("escalation", &mechanism.escalation.source),
        ("conduct", &mechanism.conduct.first_receiver_source),
    ]);
    problems.extend(rules.filter(|(_, source)| !known.contains(source)).map(
        |(rule, source): (&str, &SourceId)| {
            Problem::error(
                format!("{file}, rule {rule}"),
                Text::new(format!("缺少来源“{source}”"), format!("missing source `{source}`")),
                Text::new("用 [[source]] 登记其标题与文号", "list it with [[source]]"),
            )
        },
    ));
    problems
}
