//! Finding.

use crate::fields::{Fields, ORDER, from_second};
use crate::wanted::{Boxed, all, one_of, wanted};
use std::ops::Bound;
use tandem_engine::search::{Counts, Found, Key, Kind, Query};
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{AllQuery, RangeQuery};
use tantivy::schema::Value as _;
use tantivy::{Order, Searcher, TantivyDocument, Term};

/// Finds what a query asks for.
pub(crate) fn find(searcher: &Searcher, fields: &Fields, query: &Query) -> tantivy::Result<Found> {
    let base = filters(fields, query)?;
    let counts = counts(searcher, fields, query, &base)?;
    let mut parts = copies(&base);
    parts.extend(query.kind.map(|kind| of_kind(fields, kind)));
    if let Some(cursor) = query.cursor {
        parts.push(order(fields, Bound::Unbounded, Bound::Excluded(cursor)));
    }
    let top = TopDocs::with_limit(query.limit.max(1) + 1);
    let top = top.order_by_fast_field::<u64>(ORDER, Order::Desc);
    let found = searcher.search(&all(parts), &top)?;
    let more = found.len() > query.limit.max(1);
    let shown = &found[..found.len().min(query.limit.max(1))];
    let mut keys = Vec::with_capacity(shown.len());
    for (_, address) in shown {
        let document: TantivyDocument = searcher.doc(*address)?;
        let key = document.get_first(fields.key).and_then(|key| key.as_str());
        keys.extend(key.and_then(Key::read));
    }
    let next = shown.last().filter(|_| more).and_then(|(order, _)| *order);
    Ok(Found { counts, keys, next })
}

/// How much of each kind there is. What is asked for one kind is not counted of others.
fn counts(
    searcher: &Searcher,
    fields: &Fields,
    query: &Query,
    base: &[Boxed],
) -> tantivy::Result<Counts> {
    let mut counts = Counts::default();
    for kind in Kind::ALL {
        if query.kind.is_some_and(|asked| asked != kind) {
            continue;
        }
        let mut parts = copies(base);
        parts.push(of_kind(fields, kind));
        let count = searcher.search(&all(parts), &Count)? as u64;
        match kind {
            Kind::Case => counts.cases = count,
            Kind::Topic => counts.topics = count,
            Kind::Post => counts.posts = count,
        }
    }
    Ok(counts)
}

/// Whatever a query asks but for kind and cursor. Sight comes first: nothing is looked at that the
/// reader does not see.
fn filters(fields: &Fields, query: &Query) -> tantivy::Result<Vec<Boxed>> {
    let mut parts: Vec<Boxed> = Vec::new();
    if let Some(sight) = &query.sight {
        parts.push(one_of(fields.sight(sight)));
    }
    if let Some(area) = &query.under {
        parts.push(one_of(vec![Term::from_field_text(fields.area, area.as_str())]));
    }
    if let Some(unit) = &query.unit {
        parts.push(one_of(vec![Term::from_field_text(fields.unit, unit.as_str())]));
    }
    if let Some(state) = &query.state {
        parts.push(one_of(vec![Term::from_field_text(fields.state, state)]));
    }
    if query.from.is_some() || query.until.is_some() {
        let from = query.from.map_or(Bound::Unbounded, |at| Bound::Included(from_second(at)));
        let until = query.until.map_or(Bound::Unbounded, |at| Bound::Excluded(from_second(at)));
        parts.push(order(fields, from, until));
    }
    for part in &query.wanted {
        parts.push(wanted(part, fields)?);
    }
    if parts.is_empty() {
        parts.push(Box::new(AllQuery));
    }
    Ok(parts)
}

fn of_kind(fields: &Fields, kind: Kind) -> Boxed {
    one_of(vec![Term::from_field_text(fields.kind, kind.as_str())])
}

fn order(fields: &Fields, from: Bound<u64>, until: Bound<u64>) -> Boxed {
    let term = |bound: Bound<u64>| bound.map(|at| Term::from_field_u64(fields.order, at));
    Box::new(RangeQuery::new(term(from), term(until)))
}

fn copies(parts: &[Boxed]) -> Vec<Boxed> {
    parts.iter().map(|part| part.box_clone()).collect()
}
