//! Flow between levels: how many messages go from which to which.

use super::figure::{Drawing, Table};
use super::scale::{at, cut};
use maud::html;

const WIDTH: f64 = 600.0;
const SIDE: f64 = 130.0;
const HEIGHT: f64 = 240.0;
const GAP: f64 = 18.0;
const NODE: f64 = 10.0;
/// A flow is at least so high that it can be seen.
const THIN: f64 = 1.0;

/// Which way a flow goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Down,
    Up,
    Along,
}

/// Messages from one level to another.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Flow {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) count: u64,
}

/// Levels from the top down, and what flows between them.
pub(crate) struct Sankey<'a> {
    pub(crate) levels: Vec<String>,
    pub(crate) flows: Vec<Flow>,
    /// Over the left and the right side.
    pub(crate) sides: [&'a str; 2],
    /// Heads of the table: from, to, which way, how many.
    pub(crate) head: [String; 4],
    /// Names of the ways: down, up, along.
    pub(crate) ways: [&'a str; 3],
}

impl Flow {
    pub(crate) fn way(&self) -> Way {
        match self.from.cmp(&self.to) {
            std::cmp::Ordering::Less => Way::Down,
            std::cmp::Ordering::Greater => Way::Up,
            std::cmp::Ordering::Equal => Way::Along,
        }
    }
}

impl Way {
    fn class(self) -> &'static str {
        match self {
            Self::Down => "flow down",
            Self::Up => "flow up",
            Self::Along => "flow along",
        }
    }
}

impl Sankey<'_> {
    fn name(&self, way: Way) -> &str {
        self.ways[match way {
            Way::Down => 0,
            Way::Up => 1,
            Way::Along => 2,
        }]
    }

    pub(crate) fn table(&self) -> Table {
        let level = |at: usize| self.levels.get(at).cloned().unwrap_or_default();
        let row = |flow: &Flow| {
            let way = self.name(flow.way()).to_owned();
            vec![level(flow.from), level(flow.to), way, flow.count.to_string()]
        };
        Table { head: self.head.to_vec(), rows: self.flows.iter().map(row).collect() }
    }

    pub(crate) fn draw(&self) -> Drawing {
        let all: u64 = self.flows.iter().map(|flow| flow.count).sum();
        let gaps = GAP * self.levels.len().saturating_sub(1) as f64;
        let unit = (HEIGHT - gaps) / all.max(1) as f64;
        let sent = self.sides_of(|flow| flow.from, unit);
        let received = self.sides_of(|flow| flow.to, unit);
        let (mut out, mut into) = (sent.clone(), received.clone());
        let (left, right) = (SIDE + NODE, WIDTH - SIDE - NODE);
        let bands = self.flows.iter().map(|flow| {
            let high = (flow.count as f64 * unit).max(THIN);
            let (y0, y1) = (out[flow.from].0, into[flow.to].0);
            out[flow.from].0 += flow.count as f64 * unit;
            into[flow.to].0 += flow.count as f64 * unit;
            let middle = (left + right) / 2.0;
            let path = format!(
                "M{l} {a}C{m} {a} {m} {b} {r} {b}V{d}C{m} {d} {m} {c} {l} {c}Z",
                l = at(left),
                r = at(right),
                m = at(middle),
                a = at(y0),
                b = at(y1),
                c = at(y0 + high),
                d = at(y1 + high)
            );
            let label = (high > 13.0).then(|| (left + 26.0, y0 + high / 2.0 + 4.0, flow.count));
            (flow.way(), path, label)
        });
        let bands: Vec<_> = bands.collect();
        let marks = html! {
            text.note.end x=(at(SIDE)) y="14" { (self.sides[0]) }
            text.note x=(at(WIDTH - SIDE)) y="14" { (self.sides[1]) }
            @for (way, path, _) in &bands { path class=(way.class()) d=(path) {} }
            @for (_, _, label) in &bands {
                @if let Some((x, y, count)) = label {
                    text.middle.over x=(at(*x)) y=(at(*y)) { (count) }
                }
            }
            @for (nth, level) in self.levels.iter().enumerate() {
                @for (side, nodes) in [&sent, &received].into_iter().enumerate() {
                    @let (y, high, count) = nodes[nth];
                    @if count > 0 {
                        @let x = if side == 0 { SIDE } else { right };
                        @let place = if side == 0 { SIDE - 6.0 } else { right + NODE + 6.0 };
                        @let anchor = if side == 0 { "end" } else { "start" };
                        @let row = y + high / 2.0;
                        rect.node x=(at(x)) y=(at(y)) width=(at(NODE)) height=(at(high.max(THIN))) {}
                        text class=(anchor) x=(at(place)) y=(at(row)) { (cut(level, SIDE - 10.0)) }
                        text class={ "note " (anchor) } x=(at(place)) y=(at(row + 14.0)) { (count) }
                    }
                }
            }
        };
        Drawing { width: WIDTH, height: HEIGHT + 46.0, marks }
    }

    /// Where each level stands on a side: its upper edge, its height, its messages.
    fn sides_of(&self, of: impl Fn(&Flow) -> usize, unit: f64) -> Vec<(f64, f64, u64)> {
        let mut y = 28.0;
        let count = |level| {
            let mine = self.flows.iter().filter(|flow| of(flow) == level);
            mine.map(|flow| flow.count).sum::<u64>()
        };
        let places = (0..self.levels.len()).map(|level| {
            let count = count(level);
            let (from, high) = (y, count as f64 * unit);
            // A thin level keeps room for its two lines of text.
            y += if count > 0 { high.max(14.0) + GAP } else { 0.0 };
            (from, high, count)
        });
        places.collect()
    }
}
