//! Entries as they are read: the ledger of a case, and the rules by which people acted.

use crate::show::{Brief, Heading, Table, View, capital, digest};
use crate::words;
use maud::{Markup, html};
use std::collections::BTreeSet;
use tandem_core::case::{Context, Entry};
use tandem_core::mechanism::Mechanism;
use tandem_core::{PowerId, words as core_words};
use tandem_engine::Stored;

/// The whole ledger of a case.
pub(super) fn ledger(
    view: &View<'_>,
    ctx: &Context<'_>,
    stored: &[Stored],
    entries: &[Entry],
) -> Markup {
    html! {
        section aria-labelledby="ledger" {
            (Heading { id: "ledger", text: view.t(words::CASE_LEDGER), count: Some(entries.len()) })
            (Table {
                named_by: "ledger",
                class: "cards ledger",
                caption: words::CASE_LEDGER_CAPTION,
                columns: &[
                    words::NUMBER,
                    words::WHEN,
                    words::WHAT_HAPPENED,
                    words::BY_WHOM,
                    words::HASH,
                ],
                figures: None,
            }.show(view, &html! {
                @for (stored, entry) in stored.iter().zip(entries) {
                    tr {
                        td.num data-label=(view.t(words::NUMBER)) { (stored.version) }
                        td.nowrap data-label=(view.t(words::WHEN)) { (view.time(entry.at)) }
                        td data-label=(view.t(words::WHAT_HAPPENED)) {
                            (sentence(view, entry, ctx))
                        }
                        td.small data-label=(view.t(words::BY_WHOM)) {
                            (view.author(&entry.by)) " " br;
                            (power(view, ctx.mechanism, &entry.by.basis))
                        }
                        td data-label=(view.t(words::HASH)) { (digest(&stored.hash)) }
                    }
                }
            }))
            (legend(view, ctx.mechanism, entries.iter().map(|entry| &entry.by.basis)))
        }
    }
}

/// The rule by which somebody could do what they did.
pub(super) fn power(view: &View<'_>, mechanism: &Mechanism, basis: &PowerId) -> Markup {
    let rule = basis.as_str();
    let here = mechanism.digest == view.app.engine.world().mechanism.digest;
    let known = core_words::source_of(mechanism, rule, view.lang).is_some();
    html! {
        span.meta { (view.t(words::BASIS)) " " }
        @if here && known { a.ruleid href={ "/mechanism#" (rule) } { (rule) } }
        @else { span.ruleid { (rule) } }
    }
}

/// Where the rules named in a list of entries come from, each once.
pub(super) fn legend<'e>(
    view: &View<'_>,
    mechanism: &Mechanism,
    bases: impl Iterator<Item = &'e PowerId>,
) -> Markup {
    let rules: BTreeSet<&str> = bases.map(PowerId::as_str).collect();
    html! {
        ul.legend {
            @for rule in rules {
                @if let Some(source) = core_words::source_of(mechanism, rule, view.lang) {
                    li { span.ruleid { (rule) } " " (source) }
                }
            }
        }
    }
}

/// Entries as sentences with when and by whom.
pub(crate) fn sentences<'e>(
    view: &View<'_>,
    ctx: &Context<'_>,
    entries: impl IntoIterator<Item = &'e Entry>,
) -> Markup {
    html! {
        ul.sentences {
            @for entry in entries {
                li {
                    (sentence(view, entry, &Brief(ctx)))
                    " " span.meta { (view.author(&entry.by)) " · " (view.time(entry.at)) }
                }
            }
        }
    }
}

/// What an entry says.
pub(super) fn sentence(view: &View<'_>, entry: &Entry, names: &dyn core_words::Names) -> Markup {
    view.said(&capital(&core_words::entry(entry, view.lang, names)))
}
