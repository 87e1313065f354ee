//! Cases of an event log as matters before and after a change.

use super::{Ask, Change, Matter, Measure, Value, change};
use crate::evaluate::{Over, Question};
use crate::log::{EventLog, Micros, NONE};
use crate::survival::End;
use tandem_core::Text;

/// Before and after a change, over the cases of a log by their first event. Durations are cut at
/// so many days.
#[must_use]
pub fn before_and_after(
    log: &EventLog,
    question: &Question,
    horizon_days: u32,
    ask: Ask,
) -> Change {
    let over = Over::of(log, question);
    let matter = |(case, range): (usize, std::ops::Range<usize>)| {
        let span = over.span(log, case, &range, ask.until.0);
        let seen = (span.end == End::Seen).then_some(span.seconds);
        let late = log.due[case].map_or(Value::Part(0, 0), |due| {
            let allowed = due.saturating_sub(log.time[range.start]) as f64 / 1e6;
            let judged = span.end == End::Seen || span.seconds > allowed;
            Value::Part(u64::from(span.seconds > allowed), u64::from(judged))
        });
        let hands: Vec<u32> =
            range.clone().map(|at| log.resource[at]).filter(|who| *who != NONE).collect();
        let handovers = hands.windows(2).filter(|pair| pair[0] != pair[1]).count();
        Matter {
            since: Micros(log.time[range.start]),
            values: vec![Value::Until(seen), Value::Amount(handovers as f64), late],
            kinds: vec![
                log.activities.name(log.activity[range.start]).to_owned(),
                log.groups.get(log.group[range.start]).unwrap_or_default().to_owned(),
            ],
        }
    };
    let matters: Vec<Matter> = log.ranges().enumerate().map(matter).collect();
    let kinds = [Text::new("首个环节", "first activity"), Text::new("首个单位", "first group")];
    change(&matters, &measures(horizon_days), &kinds, ask)
}

fn measures(days: u32) -> Vec<Measure> {
    let measure = |name, zh: String, en: String| Measure {
        name,
        words: Text::new(zh, en),
        horizon_days: Some(days),
    };
    vec![
        measure(
            "duration_h",
            format!("案件用时（小时，最多计{days}天）"),
            format!("duration of cases, hours, counted up to {days} days"),
        ),
        measure("handovers", "每件转手次数".to_owned(), "handovers a case".to_owned()),
        measure(
            "late_share",
            "逾期案件占比".to_owned(),
            "share of cases that missed their due time".to_owned(),
        ),
    ]
}
