//! How long things stay open: Kaplan and Meier's curve with its band and how many were at risk.

use super::figure::{Drawing, Table};
use super::scale::{at, figure, ticks};
use maud::html;
use tandem_insight::survival::Step;

const WIDTH: f64 = 560.0;
const LEFT: f64 = 56.0;
const RIGHT: f64 = 20.0;
const TOP: f64 = 12.0;
const PLOT: f64 = 170.0;
/// How much farther than the last end that was seen the axis reaches.
const BEYOND: f64 = 1.2;
/// Rows of the table.
const ROWS_MAX: usize = 40;

/// A curve with its words.
pub(crate) struct Survival<'a> {
    pub(crate) steps: &'a [Step],
    /// Observations in all.
    pub(crate) n: u64,
    /// Seconds in a unit of the axis, and its name.
    pub(crate) unit: (f64, &'a str),
    /// What stands before the numbers at risk.
    pub(crate) at_risk: &'a str,
    /// Heads of the table: time, at risk, ended, share open, interval.
    pub(crate) head: [String; 5],
}

/// How far the axis of a curve reaches, in seconds: a little beyond the last end that was seen. What
/// was only watched goes on for long and would press all that happened into a corner; the table has
/// the rest.
pub(crate) fn longest_s(steps: &[Step]) -> f64 {
    let last = steps.last().map_or(0.0, |step| step.t_s);
    let seen = steps.iter().rev().find(|step| step.ended > 0);
    seen.map_or(last, |step| last.min(step.t_s * BEYOND))
}

impl Survival<'_> {
    pub(crate) fn table(&self) -> Table {
        let stride = self.steps.len().div_ceil(ROWS_MAX).max(1);
        let last = self.steps.len().saturating_sub(1);
        let kept =
            self.steps.iter().enumerate().filter(|(nth, _)| nth % stride == 0 || *nth == last);
        let rows = kept.map(|(_, step)| {
            vec![
                format!("{:.1} {}", step.t_s / self.unit.0, self.unit.1),
                step.at_risk.to_string(),
                step.ended.to_string(),
                format!("{:.0}%", step.open * 100.0),
                format!("{:.0}–{:.0}%", step.low * 100.0, step.high * 100.0),
            ]
        });
        Table { head: self.head.to_vec(), rows: rows.collect() }
    }

    pub(crate) fn draw(&self) -> Drawing {
        let scale = ticks(longest_s(self.steps) / self.unit.0);
        let end = scale.last().copied().unwrap_or(1.0);
        let x = |time: f64| LEFT + (WIDTH - LEFT - RIGHT) * (time / end).min(1.0);
        let y = |share: f64| TOP + PLOT * (1.0 - share);
        let below = TOP + PLOT;
        let marks = html! {
            @for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
                line.grid x1=(at(LEFT)) x2=(at(WIDTH - RIGHT)) y1=(at(y(share))) y2=(at(y(share))) {}
                text.end x=(at(LEFT - 6.0)) y=(at(y(share) + 4.0)) { (format!("{:.0}%", share * 100.0)) }
            }
            path.band d=(self.band(&x, &y)) {}
            path.curve d=(self.curve(&x, &y)) {}
            line.axis x1=(at(LEFT)) x2=(at(WIDTH - RIGHT)) y1=(at(below)) y2=(at(below)) {}
            @for (nth, tick) in scale.iter().enumerate() {
                @let unit = if nth + 1 == scale.len() { self.unit.1 } else { "" };
                line.axis x1=(at(x(*tick))) x2=(at(x(*tick))) y1=(at(below)) y2=(at(below + 4.0)) {}
                text.middle x=(at(x(*tick))) y=(at(below + 17.0)) { (figure(*tick)) " " (unit) }
                text.middle.note x=(at(x(*tick))) y=(at(below + 49.0)) { (self.at_risk_at(*tick)) }
            }
            text.note x="0" y=(at(below + 34.0)) { (self.at_risk) }
        };
        Drawing { width: WIDTH, height: below + 56.0, marks }
    }

    /// How many were still open just before a time.
    fn at_risk_at(&self, time: f64) -> u64 {
        let next = self.steps.iter().find(|step| step.t_s >= time * self.unit.0 - 1e-6);
        match (next, self.steps.last()) {
            _ if time <= 0.0 => self.n,
            (Some(step), _) => step.at_risk,
            (None, _) => 0,
        }
    }

    fn curve(&self, x: &impl Fn(f64) -> f64, y: &impl Fn(f64) -> f64) -> String {
        let mut path = format!("M{} {}", at(x(0.0)), at(y(1.0)));
        for step in self.steps {
            path.push_str(&format!("H{}V{}", at(x(step.t_s / self.unit.0)), at(y(step.open))));
        }
        path
    }

    /// The lower bound there, the upper bound back.
    fn band(&self, x: &impl Fn(f64) -> f64, y: &impl Fn(f64) -> f64) -> String {
        let mut path = format!("M{} {}", at(x(0.0)), at(y(1.0)));
        for step in self.steps {
            path.push_str(&format!("H{}V{}", at(x(step.t_s / self.unit.0)), at(y(step.low))));
        }
        let mut back = self.steps.iter().rev().peekable();
        while let Some(step) = back.next() {
            let before = back.peek().map_or(1.0, |before| before.high);
            path.push_str(&format!("V{}", at(y(step.high))));
            path.push_str(&format!("H{}V{}", at(x(step.t_s / self.unit.0)), at(y(before))));
        }
        path.push('Z');
        path
    }
}
