//! What came in by day, as a calendar of weeks.

use crate::chart::{Calendar, Figure, Week};
use crate::error::WebError;
use crate::show::View;
use crate::words::Word;
use jiff::ToSpan as _;
use jiff::civil::Date;
use maud::{Markup, html};
use std::collections::BTreeMap;
use tandem_core::{AreaId, Lang, Timestamp};
use tandem_engine::CaseFilter;

const TITLE: Word = Word::new("每天来件数", "Matters received by day");

/// Weeks shown to whoever is on duty.
pub(super) const WEEKS_ON_DUTY: i64 = 8;

/// Rows read at a time, and in all.
const STRIDE: usize = 500;
const ROWS_MAX: usize = 5_000;

/// Matters of an area by the day on which they were received since an instant, drills left out; one
/// range of the area's list.
pub(super) fn received(
    view: &View<'_>,
    area: &AreaId,
    since: Timestamp,
) -> Result<BTreeMap<Date, u64>, WebError> {
    let filter = CaseFilter { under: Some(area.clone()), ..CaseFilter::default() };
    let calendar = &view.app.engine.world().calendar;
    let (mut found, mut cursor, mut read) = (BTreeMap::new(), None::<String>, 0);
    loop {
        let page = view.app.engine.store().rows(&filter, cursor.as_deref(), STRIDE)?;
        read += page.items.len();
        let older = page.items.last().is_some_and(|row| row.received_at < since);
        for row in page.items.iter().filter(|row| row.received_at >= since && !row.drill) {
            *found.entry(calendar.local(row.received_at).date()).or_default() += 1;
        }
        cursor = page.next;
        if cursor.is_none() || older || read >= ROWS_MAX {
            return Ok(found);
        }
    }
}

/// The latest weeks up to today; nothing where nothing came in them.
pub(super) fn figure(view: &View<'_>, received: &BTreeMap<Date, u64>, weeks: i64) -> Markup {
    let Some(last) = last_day(view, received) else { return html! {} };
    let Some(calendar) = calendar(view, received, (last, weeks)) else { return html! {} };
    let all: u64 = calendar.weeks.iter().flat_map(|week| week.days).flatten().sum();
    let first = last.checked_sub((7 * weeks).days()).unwrap_or(Date::MIN);
    let shown = received.range(first..=last);
    let Some((busiest, most)) = shown.max_by_key(|(_, n)| **n) else { return html! {} };
    let (busiest, until) = (day(view, *busiest), day(view, last));
    let weeks = calendar.weeks.len();
    let says = match view.lang {
        Lang::Zh => format!(
            "截至{until}的{weeks}周共来件{all}件，最多的一天是{busiest}，{most}件。颜色越深越多，数字即件数。"
        ),
        Lang::En => format!(
            "{all} matters in the {weeks} weeks up to {until}, most of them on {busiest}: {most}. The \
             darker the more; each day holds its number."
        ),
    };
    let (drawing, table) = (calendar.draw(), calendar.table());
    Figure { id: "calendar", title: view.t(TITLE), says: &says, drawing, table }.show(view)
}

/// The last day on which something came, today at the latest.
fn last_day(view: &View<'_>, received: &BTreeMap<Date, u64>) -> Option<Date> {
    let today = view.app.engine.world().calendar.local(view.now).date();
    received.range(..=today).next_back().map(|(day, _)| *day)
}

fn day(view: &View<'_>, day: Date) -> String {
    let this_year = view.app.engine.world().calendar.local(view.now).year();
    match (view.lang, day.year() == this_year) {
        (Lang::Zh, true) => format!("{}月{}日", day.month(), day.day()),
        (Lang::Zh, false) => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
        (Lang::En, true) => day.strftime("%-d %b").to_string(),
        (Lang::En, false) => day.strftime("%-d %b %Y").to_string(),
    }
}

fn calendar(
    view: &View<'_>,
    received: &BTreeMap<Date, u64>,
    (last, weeks): (Date, i64),
) -> Option<Calendar> {
    let back = i64::from(last.weekday().to_monday_zero_offset());
    let this = last.checked_sub(back.days()).ok()?;
    let earliest = this.checked_sub((7 * (weeks - 1)).days()).ok()?;
    let first = received.keys().next().copied()?.max(earliest);
    let first_back = i64::from(first.weekday().to_monday_zero_offset());
    let mut monday = first.checked_sub(first_back.days()).ok()?;
    let (mut out, mut month) = (Vec::new(), 0);
    while monday <= this {
        let mut days = [None; 7];
        for (at, slot) in days.iter_mut().enumerate() {
            let date = monday.checked_add((at as i64).days()).ok()?;
            *slot = (date <= last).then(|| received.get(&date).copied().unwrap_or(0));
        }
        let new = monday.month() != month;
        month = monday.month();
        // A mark needs the room of two weeks.
        let mark = new.then(|| match view.lang {
            Lang::Zh => format!("{month}月"),
            Lang::En => monday.strftime("%b").to_string(),
        });
        out.push(Week { name: day(view, monday), mark, days });
        monday = monday.checked_add(7.days()).ok()?;
    }
    let names = match view.lang {
        Lang::Zh => ["一", "二", "三", "四", "五", "六", "日"],
        Lang::En => ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    };
    let week = view.lang.pick("周（自周一）", "Week from").to_owned();
    Some(Calendar { weeks: out, days: names.map(str::to_owned), week })
}
