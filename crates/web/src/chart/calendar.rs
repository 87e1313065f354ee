//! Load by days: weeks from left to right, days from Monday down; each day holds its number.

use super::figure::{Drawing, Table};
use super::scale::at;
use maud::html;

const CELL: f64 = 26.0;
const LEFT: f64 = 36.0;
const TOP: f64 = 22.0;

/// A week.
pub(crate) struct Week {
    /// Its Monday, for the table.
    pub(crate) name: String,
    /// What stands over it, if anything.
    pub(crate) mark: Option<String>,
    /// How much on each day; nothing for a day that was not watched.
    pub(crate) days: [Option<u64>; 7],
}

/// Weeks in order.
pub(crate) struct Calendar {
    pub(crate) weeks: Vec<Week>,
    /// Names of the days from Monday on.
    pub(crate) days: [String; 7],
    /// Head of the table's first column.
    pub(crate) week: String,
}

impl Calendar {
    pub(crate) fn table(&self) -> Table {
        let cell = |day: &Option<u64>| day.map_or_else(|| "—".to_owned(), |n| n.to_string());
        let row = |week: &Week| {
            std::iter::once(week.name.clone()).chain(week.days.iter().map(cell)).collect()
        };
        let head = std::iter::once(self.week.clone()).chain(self.days.iter().cloned());
        Table { head: head.collect(), rows: self.weeks.iter().map(row).collect() }
    }

    pub(crate) fn draw(&self) -> Drawing {
        let most = self.weeks.iter().flat_map(|week| week.days).flatten().max().unwrap_or(0);
        let marks = html! {
            @for (row, day) in self.days.iter().enumerate() {
                text.end x=(at(LEFT - 6.0)) y=(at(TOP + CELL * row as f64 + 17.0)) { (day) }
            }
            @for (column, week) in self.weeks.iter().enumerate() {
                @let x = LEFT + CELL * column as f64;
                @if let Some(mark) = &week.mark { text.note x=(at(x)) y="14" { (mark) } }
                @for (row, count) in week.days.iter().enumerate() {
                    @let y = TOP + CELL * row as f64;
                    @if let Some(count) = count {
                        rect class={ "day d" (shade(*count, most)) } x=(at(x + 1.0)) y=(at(y + 1.0))
                            width=(at(CELL - 2.0)) height=(at(CELL - 2.0)) rx="3" {}
                        @if *count > 0 {
                            text class={ "middle d" (shade(*count, most)) } x=(at(x + CELL / 2.0))
                                y=(at(y + 17.0)) { (count) }
                        }
                    }
                }
            }
        };
        let wide = LEFT + CELL * self.weeks.len().max(1) as f64 + 4.0;
        Drawing { width: wide.max(160.0), height: TOP + CELL * 7.0 + 4.0, marks }
    }
}

/// One of five shades, 0 for nothing.
fn shade(count: u64, most: u64) -> u64 {
    if count == 0 { 0 } else { (count * 4).div_ceil(most.max(1)).clamp(1, 4) }
}
