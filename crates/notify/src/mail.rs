//! Mail over SMTP.

use crate::book::{Secret, Security, Smtp};
use crate::letter::Letter;
use lettre::message::header::ContentType;
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{Message, SmtpTransport, Transport as _};
use std::error::Error;
use std::io::ErrorKind;
use std::time::{Duration, UNIX_EPOCH};
use tandem_core::Timestamp;
use tandem_core::directory::Fault;
use tandem_core::words::Names;
use tracing::warn;

/// Time for each step of the conversation.
const TIMEOUT: Duration = Duration::from_secs(15);

/// Mail has room for all lines that the mechanism allows.
const TEXT_BYTES_MAX: usize = 64_000;

/// A mailbox, such as `NAME <BOX@HOST>` or `BOX@HOST`.
pub(crate) fn mailbox(text: &str) -> Option<Mailbox> {
    text.parse().ok()
}

/// Hands a letter to the mail server.
///
/// # Errors
/// Why it did not take it.
pub(crate) fn send(
    smtp: &Smtp,
    to: &[String],
    letter: &Letter,
    names: &dyn Names,
    now: Timestamp,
) -> Result<(), Fault> {
    let message = message(smtp, to, letter, names, now).ok_or(Fault::Misconfigured)?;
    let transport = transport(smtp).map_err(|_| Fault::Misconfigured)?;
    transport.send(&message).map(drop).map_err(|error| {
        let fault = fault(&error);
        // The server's words may name the mailbox; only its code is kept.
        warn!(unit = %letter.unit, ?fault, "The mail server did not take a message");
        fault
    })
}

fn message(
    smtp: &Smtp,
    to: &[String],
    letter: &Letter,
    names: &dyn Names,
    now: Timestamp,
) -> Option<Message> {
    let from = mailbox(&smtp.from)?;
    // The same letter has the same id however often it is sent, so that mailboxes show it once.
    let id = format!("<{}@{}>", letter.id, from.email.domain());
    let mut builder = Message::builder()
        .from(from)
        .subject(letter.subject(names))
        .message_id(Some(id))
        .date(UNIX_EPOCH + now.duration_since(Timestamp::UNIX_EPOCH).unsigned_abs());
    for to in to {
        builder = builder.to(mailbox(to)?);
    }
    let text = letter.text(names, TEXT_BYTES_MAX);
    match &letter.paper {
        None => builder.header(ContentType::TEXT_PLAIN).body(text).ok(),
        Some((name, bytes)) => {
            let pdf = ContentType::parse("application/pdf").ok()?;
            let paper = Attachment::new(name.clone()).body(bytes.clone(), pdf);
            let parts = MultiPart::mixed().singlepart(SinglePart::plain(text)).singlepart(paper);
            builder.multipart(parts).ok()
        }
    }
}

fn transport(smtp: &Smtp) -> Result<SmtpTransport, lettre::transport::smtp::Error> {
    let mut builder =
        SmtpTransport::builder_dangerous(&smtp.host).port(smtp.port).timeout(Some(TIMEOUT));
    if smtp.security != Security::None {
        let mut tls = TlsParameters::builder(smtp.host.clone());
        if let Some(authority) = &smtp.authority {
            tls = tls.add_root_certificate(Certificate::from_pem(authority.as_bytes())?);
        }
        let tls = tls.build_rustls()?;
        builder = builder.tls(match smtp.security {
            Security::Tls => Tls::Wrapper(tls),
            _ => Tls::Required(tls),
        });
    }
    if let Some((user, password)) = &smtp.login {
        let password = Secret::reveal(password).to_owned();
        builder = builder.credentials(Credentials::new(user.clone(), password));
    }
    Ok(builder.build())
}

fn fault(error: &lettre::transport::smtp::Error) -> Fault {
    if error.is_timeout() || stalled(error) {
        return Fault::Timeout;
    }
    match error.status().map(u16::from) {
        Some(530 | 534 | 535) => Fault::NotLetIn,
        Some(code) => Fault::Refused(code),
        // A line that cannot be made safe, or a server that does not take our way to sign in.
        None if error.is_tls() || error.is_client() => Fault::Misconfigured,
        None => Fault::Unreachable,
    }
}

/// Whether the server fell silent: some systems call a read that took too long one that would block.
fn stalled(error: &lettre::transport::smtp::Error) -> bool {
    let mut cause = Error::source(error);
    while let Some(error) = cause {
        let kind = error.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        if matches!(kind, Some(ErrorKind::WouldBlock | ErrorKind::TimedOut)) {
            return true;
        }
        cause = error.source();
    }
    false
}
