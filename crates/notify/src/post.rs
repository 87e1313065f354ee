//! HTTP as a port: whoever carries it looks at every address before connecting to it.

use tandem_core::directory::Fault;
use tandem_core::sources::Reach;

/// What is to be posted.
#[derive(Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Whereto.
    pub url: String,
    /// Which addresses that may lead to.
    pub reach: Reach,
    /// Headers beside those of every request.
    pub headers: Vec<(&'static str, String)>,
    /// JSON.
    pub body: Vec<u8>,
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The first bytes of what was said.
    pub body: Vec<u8>,
}

/// Carries a request and brings what came back.
pub trait Post: Send + Sync {
    /// Posts it. Redirects are not followed: what is signed for one is not for another.
    ///
    /// # Errors
    /// Why nothing came back.
    fn post(&self, outgoing: &Outgoing) -> Result<Reply, Fault>;
}
