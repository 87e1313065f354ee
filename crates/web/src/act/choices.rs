//! Between what somebody chooses, as a form lists it.

use super::form::Choices as C;
use super::scene::{Place, Scene};
use super::w;
use crate::words::{self as web_words, Word};
use serde::Serialize;
use tandem_core::case::{
    Case, DeclineGround, EvidenceKind, Finding, Joining, Progress, Relation, RelayVerdict,
    SitrepKind, Stance, StatementKind, Subject, TrackKind, Urgency, Verb,
};
use tandem_core::directory::{ChannelKind, Outcome};
use tandem_core::mechanism::{Power, RiskLevel};
use tandem_core::region::Unit;
use tandem_core::{AreaId, PositionId, Text, words};
use tandem_engine::CaseFilter;

/// One thing to choose.
#[derive(Clone, Debug, Default)]
pub(super) struct Choice {
    /// As the form sends it.
    pub(super) value: String,
    pub(super) label: String,
    /// What helps to choose it.
    pub(super) note: String,
    /// Under which heading a long list shows it.
    pub(super) group: String,
}

impl Choice {
    fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), ..Self::default() }
    }
}

/// Questions that are about units other than one's own.
const ASKED_OF_OTHERS: [&str; 4] = ["to", "invited", "proposed", "units"];

const ON_CASE: Word = w("本案单位", "On this case");

/// What can be chosen in a scene.
pub(super) fn of(choices: C, field: &str, scene: &Scene<'_>) -> Vec<Choice> {
    let mut all = match choices {
        C::Units | C::AreaUnits | C::Areas | C::CaseAreas | C::Remits | C::CaseRemits => {
            places(choices, scene)
        }
        C::Findings | C::Disputed | C::Evidence | C::Cites | C::Published | C::Tasks => {
            scene.case().map_or_else(Vec::new, |case| held(choices, scene, case))
        }
        C::Checklist => checklist(scene),
        C::KeyPoints => key_points(scene),
        C::Similar => similar(scene),
        C::Positions | C::Powers | C::Departments => staff(choices, scene),
        _ => kinds(choices, scene),
    };
    all.retain(|choice| scene.admits(field, &choice.value));
    if ASKED_OF_OTHERS.contains(&field) {
        all.retain(|choice| choice.value != scene.own.as_str());
    }
    all
}

/// Lists of a few words.
fn kinds(choices: C, scene: &Scene<'_>) -> Vec<Choice> {
    let lang = scene.view.lang;
    let say = |pairs: &[(&str, Word)]| {
        pairs.iter().map(|(value, word)| Choice::new(*value, word.get(lang))).collect()
    };
    match choices {
        C::Levels => levels(scene),
        C::Urgencies => named(scene, &[Urgency::Normal, Urgency::Urgent], words::urgency),
        C::Grounds => {
            use DeclineGround as G;
            let all = [
                G::NotPublicMatter,
                G::OutsideJurisdiction,
                G::AlreadyAnswered,
                G::CannotBeChecked,
            ];
            named(scene, &all, words::decline_ground)
        }
        C::Stances => {
            named(scene, &[Stance::Agrees, Stance::Dissents, Stance::Abstains], words::stance)
        }
        C::SitrepKinds => {
            let all = [SitrepKind::First, SitrepKind::FollowUp, SitrepKind::Final];
            named(scene, &all, words::sitrep_kind)
        }
        C::Relations => {
            let all = [Relation::Related, Relation::SplitInto, Relation::PartOf];
            named(scene, &all, words::relation)
        }
        C::RelayVerdicts => {
            use RelayVerdict as V;
            let all = [V::Faithful, V::Softened, V::Exaggerated, V::Unsupported];
            named(scene, &all, words::relay_verdict)
        }
        C::Tracks => named(scene, &[TrackKind::Disposal, TrackKind::Response], words::track),
        C::StatementKinds => {
            use StatementKind as K;
            let all = [K::Notice, K::Progress, K::Final, K::Correction, K::Briefing];
            named(scene, &all, words::statement_kind)
        }
        C::Progresses => {
            named(scene, &[Progress::Interim, Progress::Complete], words::feedback_progress)
        }
        C::Judgements => {
            say(&[("accept", w("通过", "Accept it")), ("return", w("退回", "Return it"))])
        }
        C::ExtensionAnswers => {
            say(&[("grant", w("同意", "Grant")), ("refuse", w("不同意", "Refuse"))])
        }
        C::Solved => {
            say(&[("yes", w("已解决", "Yes, it is solved")), ("no", w("未解决", "No, it is not"))])
        }
        C::Joinings => say(&[
            (
                &slug(&Joining::Linked),
                w("各自办理，由总案统筹", "They go on as parts of the whole"),
            ),
            (&slug(&Joining::Merged), w("并入总案", "They are merged into it")),
        ]),
        C::Countersigns => say(&[("sign", w("会签", "Sign")), ("object", w("有异议", "Object"))]),
        C::RowDecisions => {
            say(&[("accept", w("采纳", "Accept")), ("decline", w("不采纳", "Decline"))])
        }
        C::Drill => say(&[("yes", w("这是演练", "This is a drill"))]),
        C::ChannelKinds => {
            use ChannelKind as K;
            let all = [K::Phone, K::Mail, K::Messenger, K::Webhook];
            all.iter()
                .map(|kind| Choice::new(slug(kind), web_words::channel_kind(*kind).get(lang)))
                .collect()
        }
        C::Outcomes => say(&[
            (&slug(&Outcome::Works), w("畅通", "It works")),
            (&slug(&Outcome::Fails), w("不通", "It fails")),
        ]),
        _ => Vec::new(),
    }
}

/// How a value that has a word is sent.
pub(super) fn slug<T: Serialize>(value: &T) -> String {
    let json = serde_json::to_value(value).ok();
    json.and_then(|json| json.as_str().map(str::to_owned)).unwrap_or_default()
}

fn named<T: Serialize + Copy>(scene: &Scene<'_>, all: &[T], say: fn(T) -> Text) -> Vec<Choice> {
    let lang = scene.view.lang;
    all.iter()
        .map(|value| Choice::new(slug(value), crate::show::capital(say(*value).get(lang))))
        .collect()
}

fn levels(scene: &Scene<'_>) -> Vec<Choice> {
    let name = |level| scene.ctx.mechanism.risk_name(level);
    let say = |level: RiskLevel| {
        let name = name(level).map_or("", |name| name.get(scene.view.lang));
        Choice::new(level.as_str(), format!("{} {name}", level.as_str()))
    };
    RiskLevel::ALL.into_iter().map(say).collect()
}

fn places(choices: C, scene: &Scene<'_>) -> Vec<Choice> {
    let (view, region) = (scene.view, scene.ctx.region);
    let lang = view.lang;
    let own = region.unit(scene.own).map(|unit| &unit.area);
    match choices {
        C::Units => units(scene),
        C::AreaUnits => {
            let area = match scene.place {
                Place::Offices { area } => Some(area),
                Place::Case { .. } => own,
            };
            let units = area.into_iter().flat_map(|area| region.units_of(area));
            units
                .filter(|unit| !scene.ctx.has_ended(&unit.id))
                .map(|u| unit(scene, u, ""))
                .collect()
        }
        C::Areas => {
            let below = |id: &AreaId| own.is_some_and(|own| region.contains(own, id));
            let areas = region.areas().filter(|area| below(&area.id));
            areas.map(|area| Choice::new(area.id.as_str(), area.name.get(lang))).collect()
        }
        C::CaseAreas => {
            let areas = scene.case().into_iter().flat_map(|case| &case.areas);
            areas.map(|id| Choice::new(id.as_str(), region.area_name(id, lang))).collect()
        }
        C::CaseRemits => {
            let remits = scene.case().into_iter().flat_map(|case| &case.remits);
            remits.map(|id| Choice::new(id.as_str(), region.remit_name(id, lang))).collect()
        }
        C::Remits => {
            let group = |parent: Option<&tandem_core::RemitId>| {
                parent.map(|id| region.remit_name(id, lang).to_owned()).unwrap_or_default()
            };
            let say = |remit: &tandem_core::region::Remit| Choice {
                group: group(remit.parent.as_ref()),
                ..Choice::new(remit.id.as_str(), remit.name.get(lang))
            };
            let mut all: Vec<Choice> = region.remits().map(say).collect();
            all.sort_by(|one, other| one.group.cmp(&other.group));
            all
        }
        _ => Vec::new(),
    }
}

fn unit(scene: &Scene<'_>, unit: &Unit, group: &str) -> Choice {
    Choice {
        group: group.to_owned(),
        ..Choice::new(unit.id.as_str(), unit.name.get(scene.view.lang))
    }
}

/// Units on the case first, then those of its areas and of one's own.
fn units(scene: &Scene<'_>) -> Vec<Choice> {
    let (view, region) = (scene.view, scene.ctx.region);
    let mut all: Vec<Choice> = Vec::new();
    let mut add = |found: &Unit, group: &str| {
        let known = all.iter().any(|choice| choice.value == found.id.as_str());
        if !known && !scene.ctx.has_ended(&found.id) {
            all.push(unit(scene, found, group));
        }
    };
    let mut areas: Vec<&AreaId> = Vec::new();
    if let Some(case) = scene.case() {
        let lead =
            case.lead.iter().flat_map(|lead| std::iter::once(&lead.unit).chain(&lead.assisting));
        let ordered = case.orders.iter().map(|order| &order.to);
        let parties = lead.chain(ordered).chain([&case.desk]);
        for party in parties.filter_map(|id| region.unit(id)) {
            add(party, view.t(ON_CASE));
            // An order may go from desk to desk on the way down.
            if scene.verb() == Some(Verb::Dispatch) {
                let desks = region.chain(&party.area).filter_map(|area| region.desk(&area.id));
                desks.for_each(|desk| add(desk, view.t(ON_CASE)));
            }
        }
        areas.extend(&case.areas);
        areas.extend(region.unit(&case.desk).map(|desk| &desk.area));
    }
    areas.extend(region.unit(scene.own).map(|unit| &unit.area));
    for area in areas {
        let name = region.area_name(area, view.lang);
        region.units_of(area).for_each(|found| add(found, name));
    }
    all
}

fn finding(scene: &Scene<'_>, finding: &Finding, value: String) -> Choice {
    let view = scene.view;
    Choice {
        note: view.region().unit_name(&finding.verifier, view.lang).to_owned(),
        ..Choice::new(value, format!("{} · {}：{}", finding.no, finding.key, finding.value))
    }
}

fn held(choices: C, scene: &Scene<'_>, case: &Case) -> Vec<Choice> {
    let view = scene.view;
    let evidence = |prefix: &'static str| {
        case.evidence.iter().map(move |piece| Choice {
            note: view.t(web_words::evidence_kind(piece.kind)).to_owned(),
            ..Choice::new(format!("{prefix}{}", piece.id), piece.title.clone())
        })
    };
    match choices {
        C::Evidence => evidence("").collect(),
        C::Cites => {
            let findings = case.open_findings().map(|found| {
                let disputed = case.disputes.contains(&found.key);
                let mut choice = finding(scene, found, format!("finding:{}", found.no));
                if disputed {
                    choice.note = view.t(web_words::DISPUTED).to_owned();
                }
                choice
            });
            findings.chain(evidence("evidence:")).collect()
        }
        C::Findings => {
            let all = case.open_findings();
            all.map(|found| finding(scene, found, found.no.to_string())).collect()
        }
        C::Disputed => {
            let Place::Case { about: tandem_core::case::About::Dispute(key), .. } = scene.place
            else {
                return Vec::new();
            };
            let all = case.open_findings().filter(|found| &found.key == key);
            all.map(|found| finding(scene, found, found.no.to_string())).collect()
        }
        C::Published => {
            let all = case.statements.iter().filter(|statement| statement.is_published());
            all.map(|statement| {
                let kind = words::statement_kind(statement.kind);
                let text: String = statement.text.chars().take(24).collect();
                let label = format!("{} {} · {text}", statement.id, kind.get(view.lang));
                Choice::new(statement.id.as_str(), label)
            })
            .collect()
        }
        C::Tasks => {
            let open = case.tasks.iter().filter(|task| task.finished.is_none());
            open.map(|task| Choice::new(task.no.to_string(), format!("{} {}", task.no, task.text)))
                .collect()
        }
        _ => Vec::new(),
    }
}

fn checklist(scene: &Scene<'_>) -> Vec<Choice> {
    let lang = scene.view.lang;
    let points = scene.ctx.mechanism.checklist.iter();
    points
        .map(|point| {
            let kinds = point.required_for.iter().map(|kind| words::statement_kind(*kind));
            let kinds: Vec<String> = kinds.map(|kind| kind.get(lang).to_owned()).collect();
            let mut choice = Choice::new(point.id.as_str(), point.words.get(lang));
            if !kinds.is_empty() {
                let required = scene.view.t(web_words::REQUIRED_FOR);
                choice.note = format!("{required} {}", kinds.join(scene.view.join()));
            }
            choice
        })
        .collect()
}

/// What a receiver confirms of an order: what is to be done, and by when.
fn key_points(scene: &Scene<'_>) -> Vec<Choice> {
    let Some(order) = scene.order() else { return Vec::new() };
    let what = w("要做的是：", "What must be done: ").get(scene.view.lang);
    let mut all = vec![Choice::new("task", format!("{what}{}", order.task))];
    let subject = Subject::Feedback(order.id.clone());
    if let Some(watch) = scene.case().and_then(|case| case.watch(&subject)) {
        let when = w("反馈期限：", "To be reported back by: ").get(scene.view.lang);
        all.push(Choice::new("by", format!("{when}{}", scene.view.moment(watch.deadline.at))));
    }
    all
}

/// Open cases of the same desk in one of the areas with one of the remits, the latest first.
fn similar(scene: &Scene<'_>) -> Vec<Choice> {
    const LOOKED_AT: usize = 60;
    const SHOWN: usize = 6;
    let Some(case) = scene.case() else { return Vec::new() };
    let engine = &scene.view.app.engine;
    let under = scene.ctx.region.unit(&case.desk).map(|desk| desk.area.clone());
    let filter = CaseFilter {
        under,
        phase: Some("open".to_owned()),
        sight: scene.view.reader().sight(),
        ..CaseFilter::default()
    };
    let rows = engine.store().rows(&filter, None, LOOKED_AT).map(|page| page.items);
    let rows = rows.unwrap_or_default().into_iter().filter(|row| row.desk == case.desk);
    let near = rows.filter(|row| row.areas.iter().any(|area| case.areas.contains(area)));
    let same = near.filter(|row| {
        let other = engine.case(&row.case);
        other.is_ok_and(|other| {
            other.drill == case.drill && other.remits.iter().any(|r| case.remits.contains(r))
        })
    });
    let say = |row: tandem_engine::CaseRow| {
        Choice::new(row.case.as_str(), format!("{} {}", row.title, row.case))
    };
    same.take(SHOWN).map(say).collect()
}

fn staff(choices: C, scene: &Scene<'_>) -> Vec<Choice> {
    let (view, region) = (scene.view, scene.ctx.region);
    let Place::Offices { area } = scene.place else { return Vec::new() };
    let position = |unit: &Unit| {
        let kinds: Vec<_> =
            region.positions.iter().filter(|kind| kind.on.contains(&unit.kind)).collect();
        let name = view.text(&unit.name).to_owned();
        let id = unit.id.clone();
        kinds.into_iter().map(move |kind| Choice {
            group: name.clone(),
            ..Choice::new(PositionId::of(&id, &kind.id).as_str(), view.text(&kind.name))
        })
    };
    match choices {
        C::Positions => region.units_of(area).flat_map(position).collect(),
        C::Powers => powers(scene),
        C::Departments => {
            let units = region.units_of(area);
            let departments = units.filter_map(|unit| {
                let (_, department) = unit.id.as_str().split_once('.')?;
                Some(Choice::new(department, view.text(&unit.name)))
            });
            departments.collect()
        }
        _ => Vec::new(),
    }
}

/// The powers of one's own position that can be delegated.
fn powers(scene: &Scene<'_>) -> Vec<Choice> {
    let signed = scene.view.asked.signed.as_ref().and_then(|signed| signed.position.as_ref());
    let Some((unit, kind)) = signed.and_then(|position| scene.ctx.region.position(position)) else {
        return Vec::new();
    };
    let mine = scene.ctx.mechanism.powers.iter();
    let mine = mine.filter(|rule| rule.position == kind.id && rule.on.contains(&unit.kind));
    let powers = mine.flat_map(|rule| &rule.may).filter(|power| power.is_delegable());
    let say = |power: &Power| {
        let name = power.words();
        Choice::new(slug(power), name.get(scene.view.lang))
    };
    powers.map(say).collect()
}

/// What a file that was handed in is.
pub(super) fn evidence_kind(media: &str) -> EvidenceKind {
    if media.starts_with("image/") { EvidenceKind::Media } else { EvidenceKind::Document }
}
