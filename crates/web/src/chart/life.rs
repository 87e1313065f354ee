//! Life of a topic: how many posts came when, and the stage that each part of it was in.

use super::figure::{Drawing, Table};
use super::scale::{at, figure, ticks, width};
use maud::html;

const WIDTH: f64 = 720.0;
const LEFT: f64 = 40.0;
const TOP: f64 = 34.0;
const PLOT: f64 = 150.0;

/// A part of the life.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Bin {
    /// When it begins, for the table.
    pub(crate) when: String,
    pub(crate) posts: u64,
    /// Its stage, as an index into [`Life::stages`].
    pub(crate) stage: usize,
}

/// A life from its first hour to its last.
pub(crate) struct Life {
    pub(crate) bins: Vec<Bin>,
    /// Names of the stages.
    pub(crate) stages: Vec<String>,
    /// Words under the axis: for which bin, and what.
    pub(crate) marks: Vec<(usize, String)>,
    /// Heads of the table: when, posts, stage.
    pub(crate) head: [String; 3],
}

impl Life {
    pub(crate) fn table(&self) -> Table {
        let stage = |bin: &Bin| self.stages.get(bin.stage).cloned().unwrap_or_default();
        let rows = self.bins.iter().filter(|bin| bin.posts > 0);
        Table {
            head: self.head.to_vec(),
            rows: rows.map(|b| vec![b.when.clone(), b.posts.to_string(), stage(b)]).collect(),
        }
    }

    pub(crate) fn draw(&self) -> Drawing {
        let most = self.bins.iter().map(|bin| bin.posts).max().unwrap_or(0);
        // There is no half a post.
        let scale: Vec<f64> =
            ticks(most as f64).into_iter().filter(|tick| tick.fract() == 0.0).collect();
        let top = scale.last().copied().unwrap_or(1.0);
        let wide = (WIDTH - LEFT - 8.0) / self.bins.len().max(1) as f64;
        let x = |bin: usize| LEFT + bin as f64 * wide;
        let y = |value: f64| TOP + PLOT * (1.0 - value / top);
        let marks = html! {
            @for run in self.runs() {
                @let (from, to) = (x(run.0), x(run.1));
                @let name = self.stages.get(run.2).map_or("", String::as_str);
                rect class={ "stage s" (run.2) } x=(at(from)) y="6" width=(at(to - from)) height="18" {}
                @if width(name) + 6.0 < to - from {
                    text class={ "on s" (run.2) } x=(at(from + 4.0)) y="19" { (name) }
                }
                line.grid x1=(at(from)) x2=(at(from)) y1="6" y2=(at(TOP + PLOT)) {}
            }
            @for tick in &scale {
                line.grid x1=(at(LEFT)) x2=(at(WIDTH - 8.0)) y1=(at(y(*tick))) y2=(at(y(*tick))) {}
                text.end x=(at(LEFT - 6.0)) y=(at(y(*tick) + 4.0)) { (figure(*tick)) }
            }
            @for (nth, bin) in self.bins.iter().enumerate().filter(|(_, bin)| bin.posts > 0) {
                rect.value x=(at(x(nth) + wide * 0.08)) y=(at(y(bin.posts as f64)))
                    width=(at((wide * 0.84).max(0.8))) height=(at(TOP + PLOT - y(bin.posts as f64))) {}
            }
            line.axis x1=(at(LEFT)) x2=(at(WIDTH - 8.0)) y1=(at(TOP + PLOT)) y2=(at(TOP + PLOT)) {}
            @for (bin, words) in &self.marks {
                @let place = x(*bin).min(WIDTH - 8.0 - width(words));
                text x=(at(place)) y=(at(TOP + PLOT + 17.0)) { (words) }
            }
        };
        Drawing { width: WIDTH, height: TOP + PLOT + 26.0, marks }
    }

    /// Stretches of one stage: from which bin, up to which, which stage.
    fn runs(&self) -> Vec<(usize, usize, usize)> {
        let mut runs: Vec<(usize, usize, usize)> = Vec::new();
        for (nth, bin) in self.bins.iter().enumerate() {
            match runs.last_mut() {
                Some(run) if run.2 == bin.stage => run.1 = nth + 1,
                _ => runs.push((nth, nth + 1, bin.stage)),
            }
        }
        runs
    }
}
