//! Who does not want to be read.
//!
//! A handle is turned into a keyed digest and forgotten; the digest stops its posts at the door. It
//! also has to find what was kept before, though pseudonyms of different topics cannot be joined:
//! who holds the key and knows the handle can work out, topic by topic, which pseudonym it had.

use super::station::Station;
use anyhow::{Context as _, Result};
use std::collections::BTreeSet;
use tandem_core::{SourceName, Timestamp};
use tandem_engine::{ArchivedPost, OptOut, Store};
use tandem_sense::AuthorRef;
use tandem_sense::privacy::PseudonymKey;

/// Posts that are looked at together.
const STRIDE: usize = 1_000;

/// Notes that somebody does not want to be read, and removes what is kept of their posts; returns
/// how many that were.
///
/// # Errors
/// Where it cannot be stored.
pub fn add(
    store: &dyn Store,
    station: &mut Station,
    key: &PseudonymKey,
    source: &SourceName,
    handle: &str,
    at: Timestamp,
) -> Result<u64> {
    let digest = key.opt_out_ref(source.as_str(), handle).as_str().to_owned();
    store.opt_out(&OptOut { source: source.clone(), digest, at })?;
    let mut theirs = BTreeSet::new();
    let mut cursor: Option<String> = None;
    loop {
        let page = store.posts(cursor.as_deref(), STRIDE)?;
        for post in page.items.iter().filter(|post| post.source == source.as_str()) {
            if is_theirs(key, post, handle)? {
                theirs.insert(post.id.clone());
            }
        }
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    station.remove(theirs, at)
}

/// Whether a kept post is by whoever has a handle, in the spelling that the source uses.
fn is_theirs(key: &PseudonymKey, post: &ArchivedPost, handle: &str) -> Result<bool> {
    let scope = post.author_scope.as_ref().or(post.topic.as_ref());
    let (Some(author), Some(scope)) = (&post.author, scope) else { return Ok(false) };
    let author = AuthorRef::from_stored(author).context("a kept author is no pseudonym")?;
    let plain = handle.trim().trim_start_matches(['@', '＠']);
    let spellings = [handle.trim().to_owned(), plain.to_owned(), format!("@{plain}")];
    Ok(spellings
        .iter()
        .any(|spelling| key.rescope(scope, &key.author_ref(&post.source, spelling)) == author))
}
