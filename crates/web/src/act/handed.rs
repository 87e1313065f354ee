//! Files that were handed in with a form.
//!
//! They are kept as soon as they arrive, whatever becomes of the form: a person who forgot a word
//! does not take the photographs again. What no entry names in the end is forgotten with the rest
//! of the archive.

use super::draw::evidence_id;
use super::filled::Filled;
use super::read::Problem;
use crate::error::WebError;
use crate::show::View;
use tandem_core::Digest;
use tandem_core::case::Evidence;
use tandem_engine::{HandedIn, masked};

/// What was handed in, and what could not be taken.
#[derive(Default)]
pub(super) struct Handed {
    pub(super) originals: Vec<Evidence>,
    pub(super) problems: Vec<Problem>,
}

/// Takes the files of a form, and those of an earlier try that are still wanted.
pub(super) fn take(view: &View<'_>, filled: &Filled) -> Result<Handed, WebError> {
    let engine = &view.app.engine;
    let mut handed = Handed::default();
    for kept in filled.all("kept") {
        let (digest, title) = kept.split_once('|').unwrap_or((kept, ""));
        let Some(digest) = Digest::parse(digest) else { continue };
        if let Some(attachment) = engine.store().attachment(digest)? {
            add(&mut handed, piece(digest, &attachment.media, title));
        } else if engine.store().text_of(digest)?.is_some() {
            add(&mut handed, piece(digest, "", title));
        }
    }
    let shows = masked(filled.get("shows"));
    for file in &filled.files {
        match engine.hand_in(&file.bytes)? {
            Ok(HandedIn { digest, media }) => {
                let name = masked(&file.name);
                add(
                    &mut handed,
                    piece(digest, media, if shows.is_empty() { &name } else { &shows }),
                );
            }
            Err(no) => {
                let say = format!("{}: {}", file.name, view.text(&no.words()));
                handed.problems.push(Problem { field: Some("originals"), say });
            }
        }
    }
    Ok(handed)
}

fn piece(digest: Digest, media: &str, title: &str) -> Evidence {
    Evidence {
        id: evidence_id(&digest),
        kind: super::choices::evidence_kind(media),
        digest,
        title: title.to_owned(),
    }
}

/// The same file twice is one original.
fn add(handed: &mut Handed, piece: Evidence) {
    if handed.originals.iter().all(|known| known.id != piece.id) {
        handed.originals.push(piece);
    }
}
