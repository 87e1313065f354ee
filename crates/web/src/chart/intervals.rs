//! Figures side by side as dots with their intervals.

use super::figure::{Drawing, Table};
use super::scale::{at, cut, figure, ticks_between};
use maud::html;

const WIDTH: f64 = 560.0;
const LEFT: f64 = 160.0;
const RIGHT: f64 = 130.0;
const ROW: f64 = 28.0;

/// A figure with its interval.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Interval {
    pub(crate) name: String,
    /// Nothing where it has no value.
    pub(crate) value: Option<f64>,
    pub(crate) low: Option<f64>,
    pub(crate) high: Option<f64>,
    pub(crate) n: u64,
}

/// Figures of one kind.
pub(crate) struct Intervals {
    pub(crate) rows: Vec<Interval>,
    /// What stands where there is no value.
    pub(crate) none: String,
    /// Heads of the table: name, value, from, to, n.
    pub(crate) head: [String; 5],
}

impl Intervals {
    pub(crate) fn table(&self) -> Table {
        let number = |value: Option<f64>| value.map_or_else(|| self.none.clone(), figure);
        let row = |row: &Interval| {
            let (value, low, high) = (number(row.value), number(row.low), number(row.high));
            vec![row.name.clone(), value, low, high, row.n.to_string()]
        };
        Table { head: self.head.to_vec(), rows: self.rows.iter().map(row).collect() }
    }

    pub(crate) fn draw(&self) -> Drawing {
        let known = || self.rows.iter().flat_map(|row| [row.value, row.low, row.high]).flatten();
        let (low, high) = known()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (f64::min(l, v), f64::max(h, v)));
        // An axis that begins at 0 lets nobody read a small difference as a great one.
        let (low, high) = if low.is_finite() { (low.min(0.0), high) } else { (0.0, 1.0) };
        let scale = ticks_between(low, high);
        let (first, last) = (scale[0], scale[scale.len() - 1]);
        let x = |value: f64| LEFT + (WIDTH - LEFT - RIGHT) * (value - first) / (last - first);
        let below = ROW * self.rows.len() as f64 + 4.0;
        let marks = html! {
            @for tick in &scale {
                line.grid x1=(at(x(*tick))) x2=(at(x(*tick))) y1="0" y2=(at(below)) {}
                text.middle x=(at(x(*tick))) y=(at(below + 15.0)) { (figure(*tick)) }
            }
            @for (nth, row) in self.rows.iter().enumerate() {
                @let y = ROW * nth as f64 + ROW / 2.0 + 2.0;
                text.end x=(at(LEFT - 10.0)) y=(at(y + 4.0)) { (cut(&row.name, LEFT - 14.0)) }
                @if let (Some(low), Some(high)) = (row.low, row.high) {
                    line.range x1=(at(x(low))) x2=(at(x(high))) y1=(at(y)) y2=(at(y)) {}
                    line.range x1=(at(x(low))) x2=(at(x(low))) y1=(at(y - 5.0)) y2=(at(y + 5.0)) {}
                    line.range x1=(at(x(high))) x2=(at(x(high))) y1=(at(y - 5.0)) y2=(at(y + 5.0)) {}
                }
                @match row.value {
                    Some(value) => {
                        circle.value cx=(at(x(value))) cy=(at(y)) r="5" {}
                        text x=(at(WIDTH - RIGHT + 10.0)) y=(at(y + 4.0)) { (self.said(row, value)) }
                    },
                    None => text x=(at(LEFT + 6.0)) y=(at(y + 4.0)) { (self.none) },
                }
            }
        };
        Drawing { width: WIDTH, height: below + 22.0, marks }
    }

    fn said(&self, row: &Interval, value: f64) -> String {
        match (row.low, row.high) {
            (Some(low), Some(high)) => {
                format!("{} ({}–{})", figure(value), figure(low), figure(high))
            }
            _ => figure(value),
        }
    }
}
