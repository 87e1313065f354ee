//! By when a case must be over, as far as its mechanism says (LIVE-1).

use tandem_core::calendar::{Clock, Period};
use tandem_core::mechanism::{DeadlineKind, Mechanism};

/// Steps of one pass from the receipt to the close; those of an order come once a level.
const ONCE: [DeadlineKind; 5] = [
    DeadlineKind::Triage,
    DeadlineKind::Assignment,
    DeadlineKind::Settlement,
    DeadlineKind::Verification,
    DeadlineKind::Closing,
];
const EACH_LEVEL: [DeadlineKind; 5] = [
    DeadlineKind::Receipt,
    DeadlineKind::ReadBack,
    DeadlineKind::Acceptance,
    DeadlineKind::Feedback,
    DeadlineKind::Judgement,
];

/// Passes that work may take: the first, one after a return, a send-back or a lapse, and one after
/// a refuted verification.
const PASSES: f64 = 3.0;

/// Days within which an open case is over once nothing is at fault: each step of a pass takes its
/// longest limit, and then climbs the whole ladder; work may take three passes. Working days are
/// turned into calendar days with the longest run of days off in between.
#[must_use]
pub fn bound_days(mechanism: &Mechanism, levels: usize) -> u32 {
    let longest = |kind: DeadlineKind| {
        let rules = mechanism.deadlines.iter().filter(|rule| rule.kind == kind);
        rules.map(|rule| days(rule.within)).fold(0.0, f64::max)
    };
    let rungs = levels as f64 + 1.0;
    let ladder = rungs * days(mechanism.escalation.step).max(days(mechanism.escalation.step_grave));
    let step = |kind: &DeadlineKind| longest(*kind) + ladder;
    let once: f64 = ONCE.iter().map(step).sum();
    let each: f64 = EACH_LEVEL.iter().map(step).sum();
    (PASSES * (once + each * levels as f64)).ceil() as u32
}

/// Calendar days of a period, at most: weekends are 2 of 7.
fn days(period: Period) -> f64 {
    let amount = f64::from(period.amount);
    match period.clock {
        Clock::Wall => amount / (24.0 * 60.0),
        Clock::CalendarDays => amount + 3.0,
        Clock::WorkingDays => amount * 7.0 / 5.0 + 2.0,
    }
}
