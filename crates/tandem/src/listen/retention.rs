//! Deleting what was kept for as long as it may be.
//!
//! A post goes when it is older than its source's term, counted from when it was published. Texts and
//! files that were handed in go when every matter that cites them ended long enough ago, if the
//! register gives a term for that. Nothing goes that an open matter rests on, nor what is evidence of
//! a matter within that term. What goes leaves a tombstone with its digest; the ledger is not touched.
//!
//! What is due follows from the archive, the cases and the register alone: a sweep that was missed or
//! killed is made up for by the next one.

use super::register::Sources;
use super::station::Station;
use anyhow::Result;
use jiff::SignedDuration;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use tandem_core::case::Phase;
use tandem_core::{Digest, SourceName, Timestamp};
use tandem_engine::{CaseFilter, Engine};

/// Posts or rows that are read together.
const STRIDE: usize = 1_000;

/// What is due at one source.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Due {
    /// Posts past their term that go.
    pub posts: u64,
    /// Posts past their term that stay because a matter rests on them.
    pub held: u64,
    /// The ids of those that go.
    #[serde(skip)]
    pub ids: Vec<String>,
}

/// What is due.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Plan {
    /// By source.
    pub sources: BTreeMap<SourceName, Due>,
    /// Texts and files that go.
    pub originals: Vec<Digest>,
    /// Posts of sources that are no longer registered, for which nobody has said a term.
    pub without_term: u64,
}

impl Plan {
    /// Posts that go.
    pub fn posts(&self) -> u64 {
        self.sources.values().map(|due| due.posts).sum()
    }
}

/// What matters rest on.
#[derive(Default)]
struct Held {
    digests: HashSet<Digest>,
    topics: HashSet<String>,
    /// Evidence of matters that ended long enough ago.
    over: BTreeSet<Digest>,
}

/// What is due at an instant.
///
/// # Errors
/// Where the archive or a case cannot be read.
pub fn plan(engine: &Engine, sources: &Sources, at: Timestamp) -> Result<Plan> {
    let held = held(engine, sources, at)?;
    let over = held.over.iter().filter(|digest| !held.digests.contains(*digest));
    let mut plan = Plan::default();
    for digest in over {
        let store = engine.store();
        // A post's text is its source's, and goes with the post.
        let kept = store.post_by_digest(*digest)?.is_none() && store.text_of(*digest)?.is_some();
        if kept || store.attachment(*digest)?.is_some() {
            plan.originals.push(*digest);
        }
    }
    let days = |days: u32| SignedDuration::from_hours(24 * i64::from(days));
    let shortest = sources.register.iter().map(|source| source.retention_days).min();
    let Some(shortest) = shortest else { return Ok(plan) };
    let mut cursor: Option<String> = None;
    loop {
        let page = engine.store().posts(cursor.as_deref(), STRIDE)?;
        for post in &page.items {
            if at.duration_since(post.time) <= days(shortest) {
                return Ok(plan);
            }
            let name = SourceName::from(post.source.as_str());
            let Some(source) = sources.register.get(&name) else {
                plan.without_term += 1;
                continue;
            };
            if at.duration_since(post.time) <= days(source.retention_days) {
                continue;
            }
            let due = plan.sources.entry(name).or_default();
            let topic = post.topic.as_ref();
            if held.digests.contains(&post.digest) || topic.is_some_and(|t| held.topics.contains(t))
            {
                due.held += 1;
            } else {
                due.posts += 1;
                due.ids.push(post.id.clone());
            }
        }
        cursor = page.next;
        if cursor.is_none() {
            return Ok(plan);
        }
    }
}

/// What open matters rest on, and those that ended within the term of originals.
fn held(engine: &Engine, sources: &Sources, at: Timestamp) -> Result<Held> {
    let mut held = Held::default();
    let term = sources.register.originals().map(|originals| originals.days_after_end);
    let term = term.map(|days| SignedDuration::from_hours(24 * i64::from(days)));
    let mut cursor: Option<String> = None;
    loop {
        let page = engine.store().rows(&CaseFilter::default(), cursor.as_deref(), STRIDE)?;
        for row in &page.items {
            let case = engine.case(&row.case)?;
            let evidence = case.evidence.iter().map(|piece| piece.digest);
            let open = matches!(case.phase, Phase::New | Phase::Received | Phase::Open);
            if open {
                held.topics.extend(case.origin.topics.iter().map(ToString::to_string));
            }
            match term {
                _ if open => held.digests.extend(evidence),
                Some(term) if at.duration_since(case.last_at) <= term => {
                    held.digests.extend(evidence);
                }
                Some(_) => held.over.extend(evidence),
                None => {}
            }
        }
        cursor = page.next;
        if cursor.is_none() {
            return Ok(held);
        }
    }
}

/// Deletes what is due; returns what that was.
///
/// # Errors
/// Where something cannot be read or stored; what was deleted before stays deleted.
pub fn apply(
    station: &mut Station,
    engine: &Engine,
    sources: &Sources,
    at: Timestamp,
) -> Result<Plan> {
    let plan = plan(engine, sources, at)?;
    for (source, due) in &plan.sources {
        for ids in due.ids.chunks(STRIDE) {
            station.expire(source, ids, at)?;
        }
    }
    for originals in plan.originals.chunks(STRIDE) {
        station.expire_originals(originals, at)?;
    }
    Ok(plan)
}
