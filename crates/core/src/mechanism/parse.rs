//! Reading a mechanism file.

use super::rules::{
    Conduct, DeadlineRule, Escalation, LeadRule, PowerRule, RiskDefinition, Source,
};
use super::{ChecklistItem, Mechanism, RelayAudit, Telling};
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
    relay_audit: Option<RelayAudit>,
    telling: Option<Telling>,
    escalation: Escalation,
    conduct: Conduct,
}

pub(super) fn parse(file: &str, text: &str) -> Result<(Mechanism, Vec<Problem>), Problems> {
    let raw = read(file, text)?;
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
        relay_audit: raw.relay_audit,
        telling: raw.telling,
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

/// Problems of one file that are told at once; more than these are another file.
const PROBLEMS_MAX: usize = 50;

/// Reads the tables. Where one of a list of rules does not read, the rest is read without it, so
/// that all problems are told at once and not one a run.
fn read(file: &str, text: &str) -> Result<RawMechanism, Problems> {
    let mut rest = text.to_owned();
    let mut problems = Vec::new();
    loop {
        let error = match toml::from_str(&rest) {
            Ok(raw) if problems.is_empty() => return Ok(raw),
            Ok(_) => return Err(Problems(problems)),
            Err(error) => error,
        };
        let without = error.span().and_then(|span| without_rule(&rest, span.start));
        // A list that has no rule left is no problem of the file, but of what was left out of it.
        let emptied = error.message().starts_with("missing field") && without.is_none();
        if problems.is_empty() || !emptied {
            problems.push(toml_problem(file, &rest, &error));
        }
        match without {
            Some(without) if problems.len() < PROBLEMS_MAX => rest = without,
            _ => return Err(Problems(problems)),
        }
    }
}

/// The text with the `[[rule]]` around an offset left blank, so that lines keep their numbers;
/// `None` where the offset is in no such table.
fn without_rule(text: &str, offset: usize) -> Option<String> {
    let header = |line: &str| line.trim_start().starts_with('[');
    let mut start = None;
    let mut end = text.len();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if header(line) {
            if at > offset {
                end = at;
                break;
            }
            start = Some((at, line));
        }
        at += line.len();
    }
    let (start, _) = start.filter(|(_, line)| line.trim_start().starts_with("[["))?;
    let blank: String = text[start..end].matches('\n').collect();
    Some(format!("{}{blank}{}", &text[..start], &text[end..]))
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
    let rules = rules.chain(mechanism.relay_audit.iter().map(|r| ("relay_audit", &r.source)));
    let telling = mechanism.telling.iter();
    let rules = rules.chain(telling.flat_map(|telling| {
        let rules = telling.rules.iter().map(|rule| (rule.id.as_str(), &rule.source));
        rules.chain([("telling", &telling.source)])
    }));
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
