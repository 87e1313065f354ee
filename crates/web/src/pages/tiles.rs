//! The jurisdiction as tiles: a block for each area directly below, a tile for each area in it.
//!
//! It is no map: there are no boundaries that may be used freely, and a tile says nothing of size
//! or place. Blocks and tiles stand in the order of their codes, so that everybody finds their own
//! where it was yesterday.

use crate::chart::BEHIND;
use crate::show::View;
use crate::words::Word;
use maud::{Markup, html};
use std::collections::BTreeMap;
use tandem_core::AreaId;
use tandem_core::region::Area;

const SCHEMATIC: Word = Word::new(
    "示意图：每格一个地区，按代码排列，不表示面积、位置或边界。",
    "A schematic picture: a tile for each area in the order of codes; not its size, place or border.",
);
const AREA: Word = Word::new("地区", "Area");
const CALM: Word = Word::new("无", "nothing");

/// One kind of thing that a tile tells of, by its sign.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sign {
    /// A class for the tile; the sign and the word say the same.
    pub(super) class: &'static str,
    pub(super) sign: &'static str,
    pub(super) word: Word,
}

/// A picture of an area.
pub(super) struct Tiles<'a> {
    /// Unique on its page, and the id of its heading.
    pub(super) id: &'a str,
    /// What is told of, what weighs most first.
    pub(super) signs: &'a [Sign],
    /// How many of each, in the order of the signs; nothing of an area that is not named.
    pub(super) counts: &'a BTreeMap<AreaId, Vec<usize>>,
    /// Where a tile leads.
    pub(super) at: &'a dyn Fn(&AreaId) -> String,
}

impl Tiles<'_> {
    /// The picture with its key and the list behind it.
    pub(super) fn show(&self, view: &View<'_>, root: &Area) -> Markup {
        let blocks = below(view, &root.id);
        let all: Vec<&Area> = std::iter::once(root)
            .chain(
                blocks
                    .iter()
                    .flat_map(|block| std::iter::once(*block).chain(below(view, &block.id))),
            )
            .collect();
        html! {
            p.hint { (view.t(SCHEMATIC)) }
            ul.key {
                @for sign in self.signs {
                    li { span class={ "tile " (sign.class) } aria-hidden="true" { (sign.sign) } " "
                        (view.t(sign.word)) }
                }
            }
            ul.tiles aria-labelledby=(self.id) {
                li.block.whole { (self.tile(view, root)) }
                @for block in &blocks {
                    li.block {
                        (self.tile(view, block))
                        @let within = below(view, &block.id);
                        @if !within.is_empty() {
                            ul { @for area in within { li { (self.tile(view, area)) } } }
                        }
                    }
                }
            }
            details {
                summary { (view.t(BEHIND)) }
                (self.list(view, &all))
            }
        }
    }

    fn counts(&self, area: &Area) -> Vec<usize> {
        self.counts.get(&area.id).cloned().unwrap_or_else(|| vec![0; self.signs.len()])
    }

    fn tile(&self, view: &View<'_>, area: &Area) -> Markup {
        let counts = self.counts(area);
        let told = || self.signs.iter().zip(&counts).filter(|(_, count)| **count > 0);
        let class = told().next().map_or("calm", |(sign, _)| sign.class);
        let short = if area.short.is_empty() { area.name.zh.as_str() } else { &area.short };
        let name = view.lang.pick(short, area.name.en.as_str());
        html! {
            a class={ "tile " (class) } href=((self.at)(&area.id)) {
                span { (view.said(name)) }
                @for (sign, count) in told() {
                    " " b { span aria-hidden="true" { (sign.sign) } (count)
                        span.hide { " " (view.t(sign.word)) } }
                }
            }
        }
    }

    fn list(&self, view: &View<'_>, areas: &[&Area]) -> Markup {
        html! {
            table.cards.behind {
                thead {
                    tr {
                        th scope="col" { (view.t(AREA)) }
                        @for sign in self.signs { th.num scope="col" { (view.t(sign.word)) } }
                    }
                }
                tbody {
                    @for area in areas.iter().filter(|area| self.counts(area).iter().any(|n| *n > 0)) {
                        tr {
                            th scope="row" data-label=(view.t(AREA)) { (view.text(&area.name)) }
                            @for (sign, count) in self.signs.iter().zip(self.counts(area)) {
                                td.num data-label=(view.t(sign.word)) {
                                    @if count > 0 { (count) } @else { span.quiet { (view.t(CALM)) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn below<'v>(view: &View<'v>, area: &AreaId) -> Vec<&'v Area> {
    let calendar = &view.app.engine.world().calendar;
    let region = view.region();
    let within = region.areas().filter(|below| below.parent.as_ref() == Some(area));
    within.filter(|below| region.is_valid(below, calendar, view.now)).collect()
}
