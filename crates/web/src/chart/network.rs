//! Who tells whom: units in columns by level, in the order of their ids, so that equal ledgers
//! draw equal pictures.

use super::figure::{Drawing, Table};
use super::scale::{at, cut, width};
use maud::{Markup, html};

const COLUMN: f64 = 230.0;
const ROW: f64 = 26.0;
const TOP: f64 = 40.0;

/// What a unit is; each has a shape of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NodeKind {
    CoordinatingBody,
    Desk,
    Department,
}

/// A unit.
pub(crate) struct Node {
    pub(crate) name: String,
    pub(crate) kind: NodeKind,
    /// Column, from the left.
    pub(crate) layer: usize,
}

/// A column.
pub(crate) struct Layer {
    pub(crate) name: String,
}

/// Messages between two units, each way.
pub(crate) struct Arc {
    pub(crate) one: usize,
    pub(crate) other: usize,
    pub(crate) there: u64,
    pub(crate) back: u64,
}

/// A network with its words.
pub(crate) struct Network {
    pub(crate) layers: Vec<Layer>,
    pub(crate) nodes: Vec<Node>,
    pub(crate) arcs: Vec<Arc>,
    /// Heads of the table: one, other, there, back.
    pub(crate) head: [String; 4],
}

impl Network {
    pub(crate) fn table(&self) -> Table {
        let name = |at: usize| self.nodes[at].name.clone();
        let row = |arc: &Arc| {
            vec![name(arc.one), name(arc.other), arc.there.to_string(), arc.back.to_string()]
        };
        Table { head: self.head.to_vec(), rows: self.arcs.iter().map(row).collect() }
    }

    pub(crate) fn draw(&self) -> Drawing {
        let places = self.places();
        let rows = (0..self.layers.len())
            .map(|layer| self.nodes.iter().filter(|node| node.layer == layer).count())
            .max()
            .unwrap_or(0);
        let most = self.arcs.iter().map(|arc| arc.there + arc.back).max().unwrap_or(1) as f64;
        let marks = html! {
            @for (nth, layer) in self.layers.iter().enumerate() {
                text.note x=(at(x_of(nth) - 6.0)) y="16" { (layer.name) }
            }
            @for arc in &self.arcs {
                @let thick = 1.0 + 4.0 * ((arc.there + arc.back) as f64 / most).sqrt();
                @let class = if arc.there > 0 && arc.back > 0 { "tie" } else { "tie one-way" };
                path class=(class) d=(way(places[arc.one], places[arc.other]))
                    stroke-width=(at(thick)) {}
            }
            @for (node, place) in self.nodes.iter().zip(&places) { (shown(node, *place)) }
        };
        let wide = COLUMN * self.layers.len().max(1) as f64 + 20.0;
        Drawing { width: wide, height: TOP + ROW * rows as f64, marks }
    }

    /// Where each node stands.
    fn places(&self) -> Vec<(f64, f64)> {
        let mut filled = vec![0.0; self.layers.len()];
        let mut place = |node: &Node| {
            let y = TOP + ROW * filled[node.layer];
            filled[node.layer] += 1.0;
            (x_of(node.layer), y)
        };
        self.nodes.iter().map(&mut place).collect()
    }
}

fn x_of(layer: usize) -> f64 {
    30.0 + COLUMN * layer as f64
}

/// From one node to another; within a column the way bulges to the left.
fn way((x0, y0): (f64, f64), (x1, y1): (f64, f64)) -> String {
    let middle = if (x0 - x1).abs() < 1.0 {
        x0 - 8.0 - (8.0 + (y0 - y1).abs() * 0.12).min(20.0)
    } else {
        (x0 + x1) / 2.0
    };
    let ([x0, x1], [y0, y1], m) = ([x0, x1].map(at), [y0, y1].map(at), at(middle));
    format!("M{x0} {y0}C{m} {y0} {m} {y1} {x1} {y1}")
}

fn shown(node: &Node, (x, y): (f64, f64)) -> Markup {
    let name = cut(&node.name, COLUMN - 60.0);
    html! {
        @match node.kind {
            NodeKind::Department => circle.unit cx=(at(x)) cy=(at(y)) r="5" {},
            NodeKind::Desk => rect.unit.desk x=(at(x - 5.0)) y=(at(y - 5.0)) width="10" height="10" {},
            NodeKind::CoordinatingBody => {
                path.unit.body d={ "M" (at(x)) " " (at(y - 7.0)) "l7 7-7 7-7-7z" } {}
            },
        }
        rect.under x=(at(x + 8.0)) y=(at(y - 9.0)) width=(at(width(&name) + 4.0)) height="17" {}
        text x=(at(x + 10.0)) y=(at(y + 4.0)) { (name) }
    }
}
