//! The jurisdiction on the situation page: where something is overdue, open, or has nobody to
//! answer for it.

use super::desk;
use super::tiles::{Sign, Tiles};
use crate::asked::address;
use crate::error::WebError;
use crate::show::{Heading, View};
use crate::words::Word;
use maud::{Markup, html};
use std::collections::BTreeMap;
use tandem_core::AreaId;
use tandem_core::control::gaps;

const TITLE: Word = Word::new("辖区态势", "The jurisdiction");
const COUNTED: Word = Word::new(
    "案件数只计读者可见的案件；责任空白来自责任清单，登录者均可见。",
    "Only cases that the reader may open are counted; gaps are those of the responsibility directory, which everybody here may read.",
);
const IN_PART: Word = Word::new(
    "案件较多，只计最近的一万件。",
    "There are many cases; the latest ten thousand are counted.",
);
pub(super) const OVERDUE: Sign =
    Sign { class: "is-overdue", sign: "▲", word: Word::new("有逾期", "overdue") };
pub(super) const OPEN: Sign =
    Sign {
        class: "is-open", sign: "●", word: Word::new("在办或待甄别", "open or to triage")
    };
pub(super) const GAPS: Sign =
    Sign { class: "is-gap", sign: "○", word: Word::new("责任空白", "directory gaps") };

/// The picture of the area asked for.
pub(super) fn section(view: &View<'_>) -> Result<Markup, WebError> {
    let root = desk::area(view)?;
    let store = view.app.engine.store();
    let below = view.region().areas().filter(|area| area.id != root.id);
    let below = below.filter(|area| view.region().contains(&root.id, &area.id));
    let below: Vec<AreaId> = below.map(|area| area.id.clone()).collect();
    let sight = view.sight_of(&root.id);
    let tally = view.app.tallies.get(store, (&root.id, &below), sight, view.now)?;
    let ctx = view.app.engine.new_context();
    let mut counts: BTreeMap<AreaId, Vec<usize>> = BTreeMap::new();
    for area in view.region().areas().filter(|area| view.region().contains(&root.id, &area.id)) {
        let count = tally.of(&area.id);
        let gaps = gaps(&ctx, area, view.now).len();
        counts.insert(area.id.clone(), vec![count.overdue, count.open + count.received, gaps]);
    }
    let at = |area: &AreaId| address("/", [("area", area.as_str())]);
    let tiles = Tiles { id: "picture", signs: &[OVERDUE, OPEN, GAPS], counts: &counts, at: &at };
    Ok(html! {
        section aria-labelledby="picture" {
            (Heading { id: "picture", text: view.t(TITLE), count: None })
            p.hint { (view.t(COUNTED)) @if tally.more { " " (view.t(IN_PART)) } }
            (tiles.show(view, root))
        }
    })
}
