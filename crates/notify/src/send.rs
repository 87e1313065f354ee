//! Handing a letter to what carries it.

use crate::book::{Carrier, Entry, Smtp};
use crate::letter::Letter;
use crate::post::Post;
use crate::{mail, robots};
use std::sync::Arc;
use tandem_core::Timestamp;
use tandem_core::directory::Fault;
use tandem_core::words::Names;

/// What letters leave by.
pub struct Sender {
    smtp: Option<Smtp>,
    post: Arc<dyn Post>,
}

impl Sender {
    /// A sender with a mail server, where there is one, and a way to ask over HTTP.
    pub fn new(smtp: Option<Smtp>, post: Arc<dyn Post>) -> Self {
        Self { smtp, post }
    }

    /// Sends a letter where an entry of the book leads.
    ///
    /// # Errors
    /// Why it was not taken.
    pub fn send(
        &self,
        entry: &Entry,
        letter: &Letter,
        names: &dyn Names,
        now: Timestamp,
    ) -> Result<(), Fault> {
        match &entry.carrier {
            Carrier::Mail(to) => {
                let smtp = self.smtp.as_ref().ok_or(Fault::Misconfigured)?;
                mail::send(smtp, to, letter, names, now)
            }
            Carrier::Robot { robot, url, secret, reach } => {
                let request =
                    robots::request(letter, (*robot, url, secret.as_ref(), *reach), names, now);
                robots::taken(*robot, &self.post.post(&request)?)
            }
        }
    }
}
