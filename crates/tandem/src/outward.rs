//! Asking others over HTTP on behalf of messages: through the client that looks at every address.

use tandem_core::directory::Fault;
use tandem_intake::fetch::{self, FetchError};
use tandem_notify::{Outgoing, Post, Reply};

/// How much of an answer is read: whether a message was taken is told in a few words.
const REPLY_BYTES_MAX: usize = 64 << 10;

/// Posts over HTTP.
#[derive(Clone, Copy, Debug)]
pub struct OverHttp;

impl Post for OverHttp {
    fn post(&self, outgoing: &Outgoing) -> Result<Reply, Fault> {
        let Outgoing { url, reach, headers, body } = outgoing;
        let answered = fetch::post(url, *reach, headers, body, REPLY_BYTES_MAX);
        answered.map(|(status, body)| Reply { status, body }).map_err(|error| match error {
            FetchError::Private => Fault::Misconfigured,
            FetchError::Timeout => Fault::Timeout,
            FetchError::Gone(status) | FetchError::Status { status, .. } => Fault::Refused(status),
            FetchError::TooLarge(_) | FetchError::Unknown | FetchError::Connection(_) => {
                Fault::Unreachable
            }
        })
    }
}
