//! What goes now, to whom, through which channel. A function of what is untold, of the rules, of how
//! the channels do and of the moment; it is asked again and again and remembers nothing.

use crate::book::Entry;
use tandem_core::calendar::Calendar;
use tandem_core::case::Context;
use tandem_core::directory::Channel;
use tandem_core::mechanism::{Pace, Telling};
use tandem_core::{ChannelId, Timestamp};
use tandem_engine::{Engine, Tries, Untold, record};

/// A channel of a unit that leads somewhere, and how it does.
#[derive(Clone, Copy, Debug)]
pub struct Reached<'a> {
    /// As the directory has it.
    pub channel: &'a Channel,
    /// As the operator's file has it.
    pub entry: &'a Entry,
    /// How trying it goes, if it was ever tried.
    pub tries: Option<&'a Tries>,
}

/// Something untold, and how soon it goes.
#[derive(Clone, Copy, Debug)]
pub struct Planned<'a> {
    /// What.
    pub untold: &'a Untold,
    /// How soon.
    pub pace: Pace,
}

/// A message that goes now.
#[derive(Clone, Debug)]
pub struct Due<'a> {
    /// Through which channel.
    pub through: Reached<'a>,
    /// What it tells, most pressing first.
    pub told: Vec<&'a Untold>,
}

/// By which rules and when.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'a> {
    /// The rules.
    pub rules: &'a Telling,
    /// Days and hours.
    pub calendar: &'a Calendar,
    /// Now.
    pub now: Timestamp,
}

/// How soon something goes: by its kind, and how grave its case is.
pub(crate) fn pace_of(engine: &Engine, ctx: &Context<'_>, untold: &Untold) -> Pace {
    let Some(rules) = &ctx.mechanism.telling else { return Pace::Console };
    let case = untold.case.as_ref().filter(|case| record::directory_of(case).is_none());
    // A case that cannot be read is told of as one that nobody has assessed.
    let risk = case.and_then(|case| engine.case(case).ok()?.risk);
    rules.pace(&untold.about, risk)
}

/// The messages to one unit that go now, through its channels in the order of the directory.
///
/// What is urgent takes the first channel that can be tried at this moment. The rest keeps to the
/// first one that works and waits for its next try, so that a short failure does not scatter it.
pub fn plan<'a>(
    untold: &[Planned<'a>],
    channels: &[Reached<'a>],
    moment: Moment<'_>,
) -> Vec<Due<'a>> {
    let Moment { rules, calendar, now } = moment;
    let goes = |p: &&Planned<'a>| rules.goes(p.pace, p.untold.since, calendar, now);
    let mut going: Vec<&Planned<'a>> = untold.iter().filter(goes).collect();
    going.sort_by_key(|p| (p.pace, p.untold.since, &p.untold.id));
    let mut dues: Vec<Due<'a>> = Vec::new();
    for planned in going {
        let through = match (&planned.untold.channel, planned.pace) {
            (Some(bound), _) => bound_to(bound, channels, moment),
            (None, Pace::Urgent) => pressing(channels, moment),
            (None, _) => steady(channels, moment),
        };
        let Some(through) = through else { continue };
        // What no entry of the ledger says, a brief or a test, is a message of its own.
        let own = planned.untold.case.is_none();
        let same = |due: &&mut Due<'a>| {
            due.through.channel.id == through.channel.id
                && due.told.iter().all(|told| told.case.is_some())
        };
        match dues.iter_mut().find(same).filter(|_| !own) {
            Some(due) => due.told.push(planned.untold),
            None if planned.pace != Pace::Urgent && is_full(&through, moment) => {}
            None => dues.push(Due { through, told: vec![planned.untold] }),
        }
    }
    dues
}

fn bound_to<'a>(
    bound: &ChannelId,
    channels: &[Reached<'a>],
    moment: Moment<'_>,
) -> Option<Reached<'a>> {
    let named = channels.iter().find(|reached| &reached.channel.id == bound);
    named.filter(|reached| is_ready(reached, moment)).copied()
}

fn pressing<'a>(channels: &[Reached<'a>], moment: Moment<'_>) -> Option<Reached<'a>> {
    let ready = || channels.iter().filter(|reached| is_ready(reached, moment));
    ready().find(|reached| !reached.channel.fails()).or_else(|| ready().next()).copied()
}

fn steady<'a>(channels: &[Reached<'a>], moment: Moment<'_>) -> Option<Reached<'a>> {
    match channels.iter().find(|reached| !reached.channel.fails()) {
        Some(working) => Some(working).filter(|reached| is_ready(reached, moment)).copied(),
        None => pressing(channels, moment),
    }
}

/// Whether a channel can be tried. After a clock was set back, a next try that is further away than
/// any pause is one of a time that never came.
fn is_ready(reached: &Reached<'_>, moment: Moment<'_>) -> bool {
    reached.tries.is_none_or(|tries| {
        let left = tries.next_at.duration_since(moment.now);
        left.is_zero() || left.is_negative() || left > moment.rules.pause(u32::MAX)
    })
}

/// Whether a channel had its messages of an hour.
fn is_full(reached: &Reached<'_>, moment: Moment<'_>) -> bool {
    let hour = jiff::SignedDuration::from_hours(1);
    let recent = reached.channel.sent.iter().filter(|sent| {
        let ago = moment.now.duration_since(**sent);
        !ago.is_negative() && ago < hour
    });
    recent.count() >= moment.rules.hourly_max as usize
}
