//! What the linkage of an area looks like, read from its cases and kept for a while.
//!
//! Reading an area takes time in proportion to its cases. So one reading runs at a time, an answer
//! is kept while the ledger stands still and for some minutes beyond, and its page says when it was
//! made.
//!
//! A figure counts every case of the area, and is shown only to who sees every case of the area
//! ([`Reader::covers`](crate::door::Reader)): no figure rests on a case that its reader may not open.

use crate::error::WebError;
use crate::show::View;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, TryLockError};
use tandem_core::region::Area;
use tandem_core::{AreaId, Timestamp};
use tandem_engine::{Extent, Observed};
use tandem_insight::ledger::{Deviation, Linkage, Report, Sent};
use tandem_insight::survival::{Curve, End, Span};

/// Fewer observations are not summed up for a unit or an area.
const N_MIN: u64 = 10;
/// Matters that are read, the latest ones.
const CASES_MAX: usize = 20_000;
/// Deviations kept, those that were latest.
const DEVIATIONS_MAX: usize = 50;
/// Answers kept.
const KEPT_MAX: usize = 32;
/// An answer is given again for so long although the ledger grew.
const FRESH_S: i64 = 300;
/// The same while the ledger stands still.
const STILL_S: i64 = 3_600;

/// Over which matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stretch {
    /// Received within so many days.
    Days(i64),
    /// All.
    All,
}

impl Stretch {
    /// What a reader may choose.
    pub(crate) const ALL: [Self; 4] = [Self::Days(30), Self::Days(90), Self::Days(365), Self::All];

    /// Reads the parameter `days`; whatever is no choice is the middle one.
    pub(crate) fn read(word: Option<&str>) -> Self {
        let named = Self::ALL.into_iter().find(|span| Some(span.name().as_str()) == word);
        named.unwrap_or(Self::Days(90))
    }

    pub(crate) fn name(self) -> String {
        match self {
            Self::Days(days) => days.to_string(),
            Self::All => "all".to_owned(),
        }
    }

    fn since(self, now: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Days(days) => Some(now - jiff::SignedDuration::from_hours(24 * days)),
            Self::All => None,
        }
    }
}

/// What was found in an area.
#[derive(Debug)]
pub(crate) struct Evaluated {
    /// When it was read.
    pub(crate) at: Timestamp,
    /// From when on matters were counted.
    pub(crate) since: Option<Timestamp>,
    /// There are more matters than were read.
    pub(crate) more: bool,
    pub(crate) report: Report,
    pub(crate) linkage: Linkage,
    /// Those that were latest.
    pub(crate) deviations: Vec<Deviation>,
    pub(crate) deviations_total: usize,
    pub(crate) messages: Vec<Sent>,
    /// From receipt to closing; what was declined or merged was watched until then.
    pub(crate) closing: Curve,
    /// Matters received, by day.
    pub(crate) received: BTreeMap<jiff::civil::Date, u64>,
}

/// Answers, and the turn of whoever reads.
#[derive(Debug, Default)]
pub(crate) struct Evaluations {
    kept: Mutex<BTreeMap<(AreaId, Stretch), Kept>>,
    turn: Mutex<()>,
}

#[derive(Debug)]
struct Kept {
    entries: u64,
    evaluated: Arc<Evaluated>,
}

impl Evaluations {
    /// What was found in an area, read now or some minutes ago.
    pub(crate) fn get(
        &self,
        view: &View<'_>,
        area: &Area,
        span: Stretch,
    ) -> Result<Arc<Evaluated>, WebError> {
        let key = (area.id.clone(), span);
        let entries = view.app.engine.store().head()?.entries;
        let fresh = |kept: &&Kept| {
            let age = view.now.as_second() - kept.evaluated.at.as_second();
            // What is overdue grows with time although the ledger stands still.
            let still = kept.entries == entries;
            (0..=if still { STILL_S } else { FRESH_S }).contains(&age)
        };
        let again = |fits: &dyn Fn(&&Kept) -> bool| {
            let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.get(&key).filter(fits).map(|kept| Arc::clone(&kept.evaluated))
        };
        if let Some(found) = again(&fresh) {
            return Ok(found);
        }
        let _turn = match self.turn.try_lock() {
            Ok(turn) => turn,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            // Rather an older answer than none.
            Err(TryLockError::WouldBlock) => return again(&|_| true).ok_or(WebError::Evaluating),
        };
        let evaluated = Arc::new(evaluate(view, area, span)?);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT_MAX {
            kept.clear();
        }
        kept.insert(key, Kept { entries, evaluated: Arc::clone(&evaluated) });
        Ok(evaluated)
    }
}

fn evaluate(view: &View<'_>, area: &Area, span: Stretch) -> Result<Evaluated, WebError> {
    let (at, since) = (view.now, span.since(view.now));
    let extent = Extent { area: area.id.clone(), since, until: at, cases_max: CASES_MAX };
    let Observed { observation, more } = view.app.engine.observe(&extent)?;
    let mut finished = observation.finish(at, N_MIN);
    let report = Report::of(&finished);
    let calendar = &view.app.engine.world().calendar;
    let mut received = BTreeMap::new();
    for course in &finished.courses {
        *received.entry(calendar.local(course.since).date()).or_default() += 1;
    }
    let closings = finished.courses.iter().map(|course| match course.closed_s {
        Some(seconds) => Span { seconds, end: End::Seen },
        None => Span { seconds: course.watched_s, end: End::Open },
    });
    let closing = Curve::of(&closings.collect::<Vec<_>>());
    let deviations_total = finished.deviations.len();
    finished.deviations.sort_by(|a, b| b.late_s.total_cmp(&a.late_s));
    finished.deviations.truncate(DEVIATIONS_MAX);
    Ok(Evaluated {
        at,
        since,
        more,
        report,
        linkage: finished.linkage,
        deviations: finished.deviations,
        deviations_total,
        messages: finished.messages,
        closing,
        received,
    })
}
