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
use tandem_engine::{Original, admit, masked};

/// What was handed in, and what could not be taken.
#[derive(Default)]
pub(super) struct Handed {
    pub(super) originals: Vec<Evidence>,
    pub(super) problems: Vec<Problem>,
}

/// Takes the files of a form, and those of an earlier try that are still wanted.
pub(super) fn take(view: &View<'_>, filled: &Filled) -> Result<Handed, WebError> {
    let store = view.app.engine.store();
    let mut handed = Handed::default();
    for kept in filled.all("kept") {
        let (digest, title) = kept.split_once('|').unwrap_or((kept, ""));
        let known = Digest::parse(digest).map(|digest| store.original(digest)).transpose()?;
        if let Some(original) = known.flatten() {
            add(&mut handed, piece(&original, title));
        }
    }
    let shows = masked(filled.get("shows"));
    for file in &filled.files {
        match admit(file.bytes.clone()) {
            Ok(original) => {
                store.keep_original(&original)?;
                let name = masked(&file.name);
                let title = if shows.is_empty() { &name } else { &shows };
                add(&mut handed, piece(&original, title));
            }
            Err(no) => {
                let say = format!("{}: {}", file.name, view.text(&no.words()));
                handed.problems.push(Problem { field: Some("originals"), say });
            }
        }
    }
    Ok(handed)
}

fn piece(original: &Original, title: &str) -> Evidence {
    Evidence {
        id: evidence_id(&original.digest),
        kind: super::choices::evidence_kind(&original.media),
        digest: original.digest,
        title: title.to_owned(),
    }
}

/// The same file twice is one original.
fn add(handed: &mut Handed, piece: Evidence) {
    if handed.originals.iter().all(|known| known.id != piece.id) {
        handed.originals.push(piece);
    }
}
