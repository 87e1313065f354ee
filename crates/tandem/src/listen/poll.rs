//! Asking the feeds of the register, each when it is due.

use super::register::Sources;
use super::station::{Outcome, Reading, Station};
use anyhow::{Context as _, Result};
use jiff::SignedDuration;
use std::collections::BTreeMap;
use std::io::Cursor as Bytes;
use std::sync::{Mutex, PoisonError};
use tandem_core::sources::{Feed, Source};
use tandem_core::{Text, Timestamp};
use tandem_engine::SourceState;
use tandem_intake::fetch::{Answer, Cursor, FetchError, fetch};
use tandem_intake::poll::{Wait, next};
use tandem_intake::{Format, read};
use tracing::{info, warn};

/// Feeds that are asked at the same time, each of another host.
const TOGETHER: usize = 4;

/// What came of asking one feed.
type Asked = Result<Answer, FetchError>;

/// Asks every feed that is due; returns how many were asked and what came.
///
/// # Errors
/// Where what came cannot be stored. A feed that fails is noted and stops nobody.
pub fn round(
    station: &Mutex<Station>,
    sources: &Sources,
    offset: &str,
    at: Timestamp,
) -> Result<Vec<(String, Outcome)>> {
    let due = due(station, sources, at);
    let mut outcomes = Vec::new();
    for hosts in due.chunks(TOGETHER) {
        // One request at a time to a host: it is its guest that waits.
        let asked: Vec<Vec<(&Source, &Feed, Asked)>> = std::thread::scope(|scope| {
            let ask = |host: &'_ Vec<Due<'_>>| {
                let ask = |due: &Due<'_>| {
                    let bytes_max = tandem_intake::Mapping::default().document_bytes_max;
                    let Due { feed, cursor, .. } = due;
                    fetch(&feed.url, feed.reach, cursor, bytes_max)
                };
                host.iter().map(ask).collect::<Vec<_>>()
            };
            let running: Vec<_> =
                hosts.iter().map(|host| (host, scope.spawn(move || ask(host)))).collect();
            running
                .into_iter()
                .map(|(host, running)| {
                    let answers = running.join().unwrap_or_default();
                    let asked = host.iter().zip(answers);
                    asked.map(|(due, answer)| (due.source, due.feed, answer)).collect()
                })
                .collect()
        });
        for (source, feed, answer) in asked.into_iter().flatten() {
            let mut station = station.lock().unwrap_or_else(PoisonError::into_inner);
            let outcome = take(&mut station, sources, source, feed, answer, offset, at)?;
            outcomes.extend(outcome.map(|outcome| (source.id.to_string(), outcome)));
        }
    }
    Ok(outcomes)
}

/// A feed that is due, and what to tell it.
struct Due<'a> {
    source: &'a Source,
    feed: &'a Feed,
    cursor: Cursor,
}

/// The feeds that are due, those of one host together.
fn due<'a>(station: &Mutex<Station>, sources: &'a Sources, at: Timestamp) -> Vec<Vec<Due<'a>>> {
    let station = station.lock().unwrap_or_else(PoisonError::into_inner);
    let mut hosts: BTreeMap<&str, Vec<Due<'a>>> = BTreeMap::new();
    for source in sources.register.iter() {
        let Some(feed) = &source.feed else { continue };
        let state = station.state(&source.id);
        if state.not_before.is_some_and(|not_before| not_before > at) {
            continue;
        }
        let cursor = state.cursor.as_deref().and_then(|said| serde_json::from_str(said).ok());
        let cursor = cursor.unwrap_or_default();
        hosts.entry(host(&feed.url)).or_default().push(Due { source, feed, cursor });
    }
    hosts.into_values().collect()
}

/// The next time at which some feed is due; none where there is no feed.
pub fn next_due(station: &Mutex<Station>, sources: &Sources) -> Option<Timestamp> {
    let station = station.lock().unwrap_or_else(PoisonError::into_inner);
    let feeds = sources.register.iter().filter(|source| source.feed.is_some());
    let soonest = |state: SourceState| state.not_before.unwrap_or(Timestamp::UNIX_EPOCH);
    feeds.map(|source| soonest(station.state(&source.id))).min()
}

fn take(
    station: &mut Station,
    sources: &Sources,
    source: &Source,
    feed: &Feed,
    answer: Asked,
    offset: &str,
    at: Timestamp,
) -> Result<Option<Outcome>> {
    let id = source.id.as_str();
    let later = |failures: u32, asked_for: Option<SignedDuration>| {
        next(id, at, Wait { every_minutes: feed.every_minutes, failures, asked_for })
    };
    let failed = |station: &mut Station, what: Text, asked_for| {
        warn!(source.id = id, why = what.en, "A feed could not be read");
        station.fail(&source.id, what, at, |failures| later(failures, asked_for))
    };
    let (bytes, cursor) = match answer {
        Ok(Answer::Document(bytes, cursor)) => (bytes, cursor),
        Ok(Answer::Unchanged) => {
            let reading = Reading { not_before: Some(later(0, None)), ..Reading::default() };
            return station.take(source, reading, at).map(Some);
        }
        Err(error) => {
            failed(station, error.text(), error.retry_after())?;
            return Ok(None);
        }
    };
    let mapping = sources.mapping(source, None, offset)?;
    let register = station.register(source, at);
    let rows = match read(Bytes::new(&bytes), Format::Feed, &mapping, &register) {
        Ok(rows) => rows,
        Err(error) => {
            failed(station, error.text(), None)?;
            return Ok(None);
        }
    };
    let cursor = serde_json::to_string(&cursor).context("write the cursor")?;
    let not_before = Some(later(0, None));
    let reading = Reading { cursor: Some(cursor), not_before, ..Reading::of(rows) };
    let outcome = station.take(source, reading, at)?;
    info!(source.id = id, new = outcome.new, skipped = outcome.skipped, "Read a feed");
    Ok(Some(outcome))
}

/// The host and port of an address.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}
