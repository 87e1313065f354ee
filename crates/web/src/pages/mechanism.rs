//! The rules in force, each with its source and how well that source is known.

use super::layout::{self, Place};
use crate::show::{Heading, Table, View, capital, digest, risk_class};
use crate::words::{self, Word};
use axum::response::Response;
use maud::{Markup, html};
use tandem_core::SourceId;
use tandem_core::calendar::{Clock, Period};
use tandem_core::mechanism::{DeadlineRule, Mechanism, PowerRule, Telling};
use tandem_core::words as core_words;

/// The page.
pub(super) fn page(view: &View<'_>) -> Response {
    let mechanism = &view.app.engine.world().mechanism;
    let main = html! {
        h1 { (view.text(&mechanism.name)) }
        p.sub {
            (mechanism.id)
            " · " (view.t(words::VERSION).replace("{}", &mechanism.version.to_string()))
            " · " (digest(&mechanism.digest))
        }
        p.lede { (view.text(&mechanism.about)) }
        (contents(view))
        (risks(view, mechanism))
        (deadlines(view, mechanism))
        (lead_rules(view, mechanism))
        (powers(view, mechanism))
        (checklist(view, mechanism))
        (escalation(view, mechanism))
        @if let Some(rules) = &mechanism.telling { (telling(view, mechanism, rules)) }
        (sources(view, mechanism))
    };
    layout::still(view, Place::Mechanism, view.t(words::MECHANISM), &main)
}

fn contents(view: &View<'_>) -> Markup {
    let parts = [
        ("risks", words::RISKS),
        ("deadlines", words::DEADLINE_RULES),
        ("leads", words::LEAD_RULES),
        ("powers", words::POWERS),
        ("checklist", words::CHECKLIST),
        ("escalation", words::ESCALATION),
        ("telling", words::TELLING),
        ("sources", words::SOURCES),
    ];
    html! {
        nav.contents aria-label=(view.t(words::ON_THIS_PAGE)) {
            ul { @for (id, word) in parts { li { a href={ "#" (id) } { (view.t(word)) } } } }
        }
    }
}

/// A table under a heading.
struct Section<'a> {
    id: &'a str,
    heading: Word,
    caption: Option<Word>,
    columns: &'a [Word],
}

fn table(view: &View<'_>, section: &Section<'_>, rows: &Markup) -> Markup {
    html! {
        section aria-labelledby=(section.id) {
            (Heading { id: section.id, text: view.t(section.heading), count: None })
            @if let Some(caption) = section.caption { p.hint { (view.t(caption)) } }
            (Table {
                named_by: section.id,
                class: "cards",
                caption: section.caption.unwrap_or(section.heading),
                columns: section.columns,
                figures: None,
            }.show(view, rows))
        }
    }
}

fn source(view: &View<'_>, mechanism: &Mechanism, id: &SourceId, article: &str) -> Markup {
    html! {
        @match mechanism.source(id) {
            Some(source) => (view.source(source, article)),
            None => (id),
        }
    }
}

fn risks(view: &View<'_>, mechanism: &Mechanism) -> Markup {
    let columns = [words::LEVEL_NAME, words::COLOUR, words::PROPOSED_FROM, words::RULE_SOURCE];
    let rows = html! {
        @for risk in &mechanism.risks {
            tr {
                th scope="row" data-label=(view.t(words::LEVEL_NAME)) {
                    (view.risk(mechanism, Some(risk.level)))
                }
                td data-label=(view.t(words::COLOUR)) {
                    span class={ "swatch " (risk_class(risk.level)) } {} " "
                    (words::colour(&risk.colour).map_or(risk.colour.as_str(), |c| view.t(c)))
                }
                td data-label=(view.t(words::PROPOSED_FROM)) {
                    (format!("{:.2}", risk.proposed_from))
                }
                td.small data-label=(view.t(words::RULE_SOURCE)) {
                    (source(view, mechanism, &risk.source, ""))
                }
            }
        }
    };
    table(
        view,
        &Section { id: "risks", heading: words::RISKS, caption: None, columns: &columns },
        &rows,
    )
}

fn deadlines(view: &View<'_>, mechanism: &Mechanism) -> Markup {
    let columns = [
        words::RULE_ID,
        words::WHAT,
        words::WITHIN,
        words::ONLY_AT,
        words::REMIND,
        words::RULE_SOURCE,
    ];
    let mut rules: Vec<&DeadlineRule> = mechanism.deadlines.iter().collect();
    rules.sort_by_key(|rule| rule.kind);
    let rows = html! {
        @for rule in rules {
            tr id=(rule.id) {
                td data-label=(view.t(words::RULE_ID)) { span.ruleid { (rule.id) } }
                th scope="row" data-label=(view.t(words::WHAT)) {
                    (capital(rule.kind.words().get(view.lang)))
                }
                td.nowrap data-label=(view.t(words::WITHIN)) {
                    b { (rule.within.words().get(view.lang)) }
                    @if rule.urgent { " " span.tag.hot { (view.t(words::URGENT)) } }
                }
                td data-label=(view.t(words::ONLY_AT)) { (holds_at(view, mechanism, rule)) }
                td.nowrap data-label=(view.t(words::REMIND)) {
                    (mechanism.notice(&rule.id).words().get(view.lang))
                }
                td.small data-label=(view.t(words::RULE_SOURCE)) {
                    (source(view, mechanism, &rule.source, &rule.article))
                }
            }
        }
    };
    let shape = Section {
        id: "deadlines",
        heading: words::DEADLINE_RULES,
        caption: None,
        columns: &columns,
    };
    table(view, &shape, &rows)
}

fn holds_at(view: &View<'_>, mechanism: &Mechanism, rule: &DeadlineRule) -> Markup {
    let levels = rule.level.iter().map(|id| {
        let level = view.region().levels.iter().find(|level| &level.id == id);
        level.map_or(id.as_str(), |level| view.text(&level.name))
    });
    let levels: Vec<_> = levels.collect();
    html! {
        @if rule.risk.is_empty() && rule.level.is_empty() {
            span.quiet { (view.t(words::EVERYWHERE)) }
        }
        @for (index, level) in rule.risk.iter().enumerate() {
            @if index > 0 { " " }
            (view.risk(mechanism, Some(*level)))
        }
        @if !levels.is_empty() { " " (levels.join(view.join())) }
    }
}

fn lead_rules(view: &View<'_>, mechanism: &Mechanism) -> Markup {
    let columns = [
        words::CONDITION,
        words::WHO_LEADS,
        words::COORDINATOR,
        words::WORDING,
        words::RULE_SOURCE,
    ];
    let conduct = &mechanism.conduct;
    let rows = html! {
        tr id=(conduct.first_receiver_rule) {
            th scope="row" data-label=(view.t(words::CONDITION)) { (view.t(words::FIRST_RECEIVER)) }
            td data-label=(view.t(words::WHO_LEADS)) { (view.t(words::HANDLING_DESK)) }
            td data-label=(view.t(words::COORDINATOR)) { (view.t(words::HANDLING_DESK)) }
            td data-label=(view.t(words::WORDING)) { (view.text(&conduct.first_receiver_words)) }
            td.small data-label=(view.t(words::RULE_SOURCE)) {
                (source(view, mechanism, &conduct.first_receiver_source, ""))
            }
        }
        @for rule in &mechanism.lead_rules {
            tr id=(rule.id) {
                th scope="row" data-label=(view.t(words::CONDITION)) {
                    @if rule.when.is_empty() { (view.t(words::ALWAYS)) }
                    @for (index, condition) in rule.when.iter().enumerate() {
                        @if index > 0 { " + " }
                        (view.t(words::condition(*condition)))
                    }
                }
                td data-label=(view.t(words::WHO_LEADS)) { (view.t(words::strategy(rule.lead))) }
                td data-label=(view.t(words::COORDINATOR)) {
                    (view.t(words::coordinator(rule.coordinator)))
                }
                td data-label=(view.t(words::WORDING)) { (view.text(&rule.words)) }
                td.small data-label=(view.t(words::RULE_SOURCE)) {
                    (source(view, mechanism, &rule.source, &rule.article))
                }
            }
        }
    };
    let shape = Section {
        id: "leads",
        heading: words::LEAD_RULES,
        caption: Some(words::LEAD_RULES_CAPTION),
        columns: &columns,
    };
    table(view, &shape, &rows)
}

fn powers(view: &View<'_>, mechanism: &Mechanism) -> Markup {
    let columns = [words::POSITION, words::IN_UNITS, words::MAY, words::RULE_SOURCE];
    let rows = html! { @for rule in &mechanism.powers { (power(view, mechanism, rule)) } };
    let shape = Section { id: "powers", heading: words::POWERS, caption: None, columns: &columns };
    table(view, &shape, &rows)
}

fn power(view: &View<'_>, mechanism: &Mechanism, rule: &PowerRule) -> Markup {
    let kind = view.region().positions.iter().find(|kind| kind.id == rule.position);
    let units: Vec<_> = rule.on.iter().map(|kind| view.t(words::unit_kind(*kind))).collect();
    html! {
        tr id=(rule.id) {
            th scope="row" data-label=(view.t(words::POSITION)) {
                (kind.map_or(rule.position.as_str(), |kind| view.text(&kind.name)))
                br; span.ruleid { (rule.id) }
            }
            td data-label=(view.t(words::IN_UNITS)) { (units.join(view.join())) }
            td data-label=(view.t(words::MAY)) {
                @for (index, power) in rule.may.iter().enumerate() {
                    @if index > 0 { (view.lang.pick("、", " · ")) }
                    span.nowrap { (power.words().get(view.lang)) }
                }
            }
            td.small data-label=(view.t(words::RULE_SOURCE)) {
                (source(view, mechanism, &rule.source, &rule.article))
            }
        }
    }
}

fn checklist(view: &View<'_>, mechanism: &Mechanism) -> Markup {
    let columns = [words::RULE_ID, words::WHAT, words::REQUIRED_FOR, words::RULE_SOURCE];
    let rows = html! {
        @for item in &mechanism.checklist {
            @let kinds = item.required_for.iter().map(|kind| {
                core_words::statement_kind(*kind).get(view.lang).to_owned()
            });
            tr id=(item.id) {
                td data-label=(view.t(words::RULE_ID)) { span.ruleid { (item.id) } }
                th scope="row" data-label=(view.t(words::WHAT)) { (view.text(&item.words)) }
                td data-label=(view.t(words::REQUIRED_FOR)) {
                    (kinds.collect::<Vec<_>>().join(view.join()))
                }
                td.small data-label=(view.t(words::RULE_SOURCE)) {
                    (source(view, mechanism, &item.source, &item.article))
                }
            }
        }
    };
    let shape = Section {
        id: "checklist",
        heading: words::CHECKLIST,
        caption: Some(words::CHECKLIST_CAPTION),
        columns: &columns,
    };
    table(view, &shape, &rows)
}

fn escalation(view: &View<'_>, mechanism: &Mechanism) -> Markup {
    let (rule, conduct) = (&mechanism.escalation, &mechanism.conduct);
    let from_escalation = source(view, mechanism, &rule.source, "");
    let settings = [
        (words::REMIND, html! { (rule.remind_before.words().get(view.lang)) }, true),
        (words::STEP, html! { (rule.step.words().get(view.lang)) }, true),
        (words::STEP_GRAVE, html! { (rule.step_grave.words().get(view.lang)) }, true),
        (words::DIRECT_COMMAND, html! { (view.t(words::allowed(conduct.direct_command))) }, false),
        (words::READ_BACK, html! { (view.t(words::required(conduct.read_back))) }, false),
        (words::EXTENSIONS, html! { (conduct.extensions_max) }, false),
        (words::UNTIL_ASSESSED, view.risk(mechanism, Some(conduct.risk_until_assessed)), false),
    ];
    let columns = [words::SETTING, words::FIGURE, words::RULE_SOURCE];
    let audit = mechanism.relay_audit.as_ref();
    let rows = html! {
        @for (word, value, sourced) in &settings {
            tr {
                th scope="row" data-label=(view.t(words::SETTING)) { (view.t(*word)) }
                td data-label=(view.t(words::FIGURE)) { (value) }
                td.small data-label=(view.t(words::RULE_SOURCE)) {
                    @if *sourced { (from_escalation) } @else { span.quiet { "—" } }
                }
            }
        }
        @if let Some(audit) = audit {
            tr {
                th scope="row" data-label=(view.t(words::SETTING)) {
                    (view.t(words::RELAYS_AUDITED))
                }
                td data-label=(view.t(words::FIGURE)) {
                    (format!("{:.0}%", audit.share * 100.0)) ", "
                    (Period { clock: Clock::CalendarDays, amount: audit.every_days }.words().get(view.lang))
                }
                td.small data-label=(view.t(words::RULE_SOURCE)) {
                    (source(view, mechanism, &audit.source, ""))
                }
            }
        }
    };
    let shape =
        Section { id: "escalation", heading: words::ESCALATION, caption: None, columns: &columns };
    table(view, &shape, &rows)
}

/// How units are told outside the console, first match first.
fn telling(view: &View<'_>, mechanism: &Mechanism, rules: &Telling) -> Markup {
    let time = |time: &jiff::civil::Time| time.strftime("%H:%M").to_string();
    let digests: Vec<String> = rules.digest_at.iter().map(time).collect();
    let hours = format!(
        "{} {} – {} · {} {} · {} {}",
        view.t(words::QUIET_HOURS),
        time(&rules.quiet_from),
        time(&rules.quiet_until),
        view.t(words::DIGEST_AT),
        digests.join(view.join()),
        view.t(words::HOURLY_MAX),
        rules.hourly_max,
    );
    let columns = [words::RULE_ID, words::WHAT, words::AT_RISK, words::PACE, words::RULE_SOURCE];
    let rows = html! {
        tr {
            td data-label=(view.t(words::RULE_ID)) {}
            th scope="row" data-label=(view.t(words::WHAT)) { (hours) }
            td data-label=(view.t(words::AT_RISK)) {}
            td data-label=(view.t(words::PACE)) {}
            td.small data-label=(view.t(words::RULE_SOURCE)) {
                (source(view, mechanism, &rules.source, ""))
            }
        }
        @for rule in &rules.rules {
            @let about = rule.about.iter().filter_map(|about| core_words::concern(about));
            @let about: Vec<String> = about.map(|text| view.text(&text).to_owned()).collect();
            @let risks: Vec<&str> = rule.risk.iter().map(|risk| risk.as_str()).collect();
            tr id=(rule.id) {
                td data-label=(view.t(words::RULE_ID)) { span.ruleid { (rule.id) } }
                th scope="row" data-label=(view.t(words::WHAT)) {
                    @if about.is_empty() { (view.t(words::THE_REST)) }
                    (about.join(view.join()))
                }
                td data-label=(view.t(words::AT_RISK)) { (risks.join(", ")) }
                td data-label=(view.t(words::PACE)) { (rule.pace.words().get(view.lang)) }
                td.small data-label=(view.t(words::RULE_SOURCE)) {
                    (source(view, mechanism, &rule.source, &rule.article))
                }
            }
        }
    };
    let shape =
        Section { id: "telling", heading: words::TELLING, caption: None, columns: &columns };
    table(view, &shape, &rows)
}

fn sources(view: &View<'_>, mechanism: &Mechanism) -> Markup {
    let columns = [words::RULE_SOURCE, words::STANDING, words::ANNEX];
    let rows = html! {
        @for source in &mechanism.sources {
            tr id={ "source-" (source.id) } {
                th scope="row" data-label=(view.t(words::RULE_SOURCE)) {
                    (view.text(&source.title))
                }
                td data-label=(view.t(words::STANDING)) {
                    span class=(words::standing_class(source.standing)) {
                        (view.t(words::standing(source.standing)))
                    }
                }
                td.small data-label=(view.t(words::ANNEX)) {
                    @if view.text(&source.note).is_empty() { span.quiet { "—" } }
                    (view.text(&source.note))
                }
            }
        }
    };
    let shape =
        Section { id: "sources", heading: words::SOURCES, caption: None, columns: &columns };
    table(view, &shape, &rows)
}
