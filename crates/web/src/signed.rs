//! Who signed in, as pages and forms see it.
//!
//! A layer in front of the routes reads the session and puts a [`Signed`] into the request's
//! extensions; whoever is absent there is a stranger. Whether the person may act in the position
//! is decided by the core with every command, never here.

use tandem_core::case::Actor;
use tandem_core::{Digest, PersonId, PositionId};

/// A person who signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// Who.
    pub person: PersonId,
    /// The position in which the person looks and acts now, chosen at sign-in or in the head of a
    /// page; none where the person holds none.
    pub position: Option<PositionId>,
    /// The digest of the session's secret.
    pub session: Digest,
    /// The secret that every form of this session carries, so that no other site can send one.
    pub form_token: String,
}

impl Signed {
    /// The author of what is done now; `None` without a position.
    pub(crate) fn actor(&self) -> Option<Actor> {
        Some(Actor::person(self.person.clone(), self.position.clone()?))
    }
}
