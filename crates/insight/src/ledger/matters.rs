//! Cases of a ledger as matters before and after a change.

use super::Course;
use crate::change::{Ask, Change, Matter, Measure, Value, change};
use crate::log::Micros;
use tandem_core::Text;

/// Before and after a change, over the courses of cases. Cases that were declined or merged count
/// for what happened to them until they left, but have no statement, verification or closing.
#[must_use]
pub fn before_and_after(courses: &[Course], ask: Ask) -> Change {
    let matters: Vec<Matter> = courses.iter().filter(|course| !course.left).map(matter).collect();
    change(&matters, &measures(), &kinds(), ask)
}

fn measures() -> Vec<Measure> {
    let time = |name, zh: &str, en: &str, days| Measure {
        name,
        words: Text::new(
            format!("{zh}（小时，最多计{days}天）"),
            format!("{en}, hours, counted up to {days} days"),
        ),
        horizon_days: Some(days),
    };
    let plain = |name, zh: &str, en: &str| Measure {
        name,
        words: Text::new(zh, en),
        horizon_days: Some(14),
    };
    vec![
        time("led_h", "受理到确定牵头单位", "from receipt to a lead", 7),
        time("stated_h", "受理到首次发布", "from receipt to the first statement", 14),
        time("verified_h", "受理到核验通过", "from receipt to verified disposal", 30),
        time("closed_h", "受理到办结", "from receipt to closing", 60),
        plain("transfers", "每件转手次数（观察14天以上）", "transfers a case, watched for 14 days"),
        plain(
            "late_share",
            "逾期事项占比（观察14天以上）",
            "share of deadlines missed, watched for 14 days",
        ),
    ]
}

fn kinds() -> Vec<Text> {
    vec![
        Text::new("风险等级", "risk level"),
        Text::new("层级", "level"),
        Text::new("职责领域", "field of remit"),
    ]
}

fn matter(course: &Course) -> Matter {
    let field = course.remit.as_ref().map_or("", |remit| remit.as_str());
    let field = field.split('.').next().unwrap_or_default();
    Matter {
        since: Micros(course.since.as_microsecond()),
        values: vec![
            Value::Until(course.led_s),
            Value::Until(course.stated_s),
            Value::Until(course.verified_s),
            Value::Until(course.closed_s),
            Value::Amount(course.transfers as f64),
            Value::Part(course.late, course.met + course.late),
        ],
        kinds: vec![
            course.risk.map_or_else(String::new, |risk| format!("{risk:?}")),
            course.level.to_string(),
            field.to_owned(),
        ],
    }
}
