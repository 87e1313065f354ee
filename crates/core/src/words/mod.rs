//! Entries, deadlines and refusals as sentences, in Chinese and English.

mod concern;
mod denied;
mod directory;
mod entry;
mod fidelity;
mod joining;
mod refusal;
mod sight;
mod terms;
mod together;

pub use concern::{CONCERNS, concern};
pub use denied::denied;
pub use directory::{directory_entry, directory_refusal, directory_subject, fault};
pub use entry::entry;
pub use fidelity::{comparison, fidelity};
pub use refusal::refusal;
pub use sight::sight_rule;
pub use terms::{
    contradiction, decline_ground, end, feedback_progress, phase, relation, relay_verdict,
    sitrep_kind, stance, statement_kind, subject, track, track_state, urgency,
};

use crate::mechanism::Mechanism;
use crate::region::Region;
use crate::{AreaId, ChecklistId, Lang, MechanismId, PositionId, RemitId, UnitId};

/// How names are found for ids.
pub trait Names {
    /// A unit's name.
    fn unit(&self, id: &UnitId, lang: Lang) -> String;
    /// An area's name.
    fn area(&self, id: &AreaId, lang: Lang) -> String;
    /// A remit's name.
    fn remit(&self, id: &RemitId, lang: Lang) -> String;
    /// A position's name with its unit; its id where unknown.
    fn position(&self, id: &PositionId, _: Lang) -> String {
        id.to_string()
    }
    /// A mechanism's name; its id where unknown.
    fn mechanism(&self, id: &MechanismId, _: Lang) -> String {
        id.to_string()
    }
    /// A point of the checklist in words; its id where unknown.
    fn checklist_item(&self, id: &ChecklistId, _: Lang) -> String {
        id.to_string()
    }
    /// A local date and time.
    fn time(&self, at: crate::Timestamp) -> String;
    /// Title of the source of a rule, where known.
    fn source_of(&self, rule: &str, lang: Lang) -> Option<String>;
}

/// Ids as they are, for logs and errors.
#[derive(Clone, Copy, Debug)]
pub struct NoNames;

impl Names for NoNames {
    fn unit(&self, id: &UnitId, _: Lang) -> String {
        id.to_string()
    }
    fn area(&self, id: &AreaId, _: Lang) -> String {
        id.to_string()
    }
    fn remit(&self, id: &RemitId, _: Lang) -> String {
        id.to_string()
    }
    fn time(&self, at: crate::Timestamp) -> String {
        at.to_string()
    }
    fn source_of(&self, _: &str, _: Lang) -> Option<String> {
        None
    }
}

impl Names for crate::case::Context<'_> {
    fn unit(&self, id: &UnitId, lang: Lang) -> String {
        Region::unit_name(self.region, id, lang).to_owned()
    }
    fn area(&self, id: &AreaId, lang: Lang) -> String {
        Region::area_name(self.region, id, lang).to_owned()
    }
    fn remit(&self, id: &RemitId, lang: Lang) -> String {
        Region::remit_name(self.region, id, lang).to_owned()
    }
    fn position(&self, id: &PositionId, lang: Lang) -> String {
        let Some((unit, kind)) = self.region.position(id) else {
            return id.to_string();
        };
        let (unit, kind) = (unit.name.get(lang), kind.name.get(lang));
        match lang {
            Lang::Zh => format!("{unit}{kind}"),
            Lang::En => format!("{kind} of {unit}"),
        }
    }
    fn mechanism(&self, id: &MechanismId, lang: Lang) -> String {
        let known = Some(self.mechanism).filter(|mechanism| &mechanism.id == id);
        known.map_or_else(|| id.to_string(), |mechanism| mechanism.name.get(lang).to_owned())
    }
    fn checklist_item(&self, id: &ChecklistId, lang: Lang) -> String {
        let item = self.mechanism.checklist_item(id);
        item.map_or_else(|| id.to_string(), |item| item.words.get(lang).to_owned())
    }
    fn time(&self, at: crate::Timestamp) -> String {
        self.calendar.local(at).strftime("%Y-%m-%d %H:%M").to_string()
    }
    fn source_of(&self, rule: &str, lang: Lang) -> Option<String> {
        source_of(self.mechanism, rule, lang)
    }
}

/// The title of the source behind a rule of a mechanism, whichever kind of rule it is.
pub fn source_of(mechanism: &Mechanism, rule: &str, lang: Lang) -> Option<String> {
    let deadlines = mechanism.deadlines.iter().map(|r| (r.id.as_str(), &r.source, &r.article));
    let powers = mechanism.powers.iter().map(|r| (r.id.as_str(), &r.source, &r.article));
    let leads = mechanism.lead_rules.iter().map(|r| (r.id.as_str(), &r.source, &r.article));
    let points = mechanism.checklist.iter().map(|r| (r.id.as_str(), &r.source, &r.article));
    let found = deadlines.chain(powers).chain(leads).chain(points).find(|(id, ..)| *id == rule);
    let none = String::new();
    let conduct = &mechanism.conduct;
    let first = (conduct.first_receiver_rule.as_str() == rule).then_some((
        rule,
        &conduct.first_receiver_source,
        &none,
    ));
    let (_, source, article) = found.or(first)?;
    let title = mechanism.source(source)?.title.get(lang);
    Some(match (article.is_empty(), lang) {
        (true, _) => title.to_owned(),
        (false, Lang::Zh) => format!("{title}{}", articles_zh(article)),
        (false, Lang::En) => format!("{title}, {article}"),
    })
}

/// An article as a Chinese reader cites it: `art. 17, 64` is 第17条、第64条; anything else stands in
/// brackets as it is.
fn articles_zh(article: &str) -> String {
    let numbers: Option<Vec<&str>> = article.strip_prefix("art. ").map(|n| n.split(", ").collect());
    let plain = |n: &&str| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit());
    match numbers.filter(|numbers| numbers.iter().all(plain)) {
        Some(numbers) => {
            let numbers: Vec<String> = numbers.iter().map(|n| format!("第{n}条")).collect();
            numbers.join("、")
        }
        None => format!("（{article}）"),
    }
}
