//! The door: who comes in, and in which position they look around.
//!
//! [`guard`] stands in front of every route. It reads the session of a browser or the key of a
//! program, refuses who may not come ([`crate::routes::Comers`]), checks that a form was sent from
//! a page of ours, and puts a [`Reader`] and, for people, a [`Signed`](crate::signed::Signed) into the
//! request. What the reader may see is the policy of [`tandem_core::sight`]; what they may do, the
//! core decides with every command.
//!
//! Architecture invariant: no page tells why signing in failed, whether an account exists, or
//! whether a case exists that the reader may not see.

mod account;
mod accounts;
mod codes;
mod cookies;
mod exceptions;
mod forms;
mod guard;
mod invitation;
mod missing;
mod reader;
mod setup;
mod signin;
mod words;

pub(crate) use account::{account_page, change_password, choose_position, end_sessions};
pub(crate) use accounts::{accounts_page, change_accounts};
pub(crate) use codes::{change_codes, codes_page};
pub(crate) use exceptions::{end_exception, exceptions_page, open_exception};
pub(crate) use forms::token;
pub(crate) use guard::{Layer, guard};
pub(crate) use invitation::{invitation_page, use_invitation};
pub(crate) use missing::missing_page;
pub(crate) use reader::{Guest, Reader};
pub(crate) use setup::{set_up, setup_page};
pub(crate) use signin::{address_of, sign_in, sign_in_as, sign_in_page, sign_out};
pub(crate) use words::menu;

use crate::app::App;
use crate::asked::Asked;
use crate::error::{WebError, blocking};
use axum::response::Response;
use std::sync::Arc;
use tandem_core::Digest;
use tandem_engine::Clock;
use tandem_engine::accounts::{Accounts, Entropy, Passwords, SessionLimits, recovery_digest};
use tokio::sync::Semaphore;

/// Passwords that are hashed at the same time; each takes 19 MiB.
const HASHING_MAX: usize = 2;

/// How people come in.
pub enum Entrance {
    /// Nobody signs in, and whoever comes reads everything: for previews of invented data.
    Open,
    /// Simulated offices: whoever comes reads everything, and may step into an invented person in
    /// any position. Never with real accounts.
    Demo(Door),
    /// People sign in with their accounts.
    SignIn(Door),
}

impl Entrance {
    pub(crate) fn door(&self) -> Option<&Door> {
        match self {
            Self::Open => None,
            Self::Demo(door) | Self::SignIn(door) => Some(door),
        }
    }
}

/// Runs what hashes a password: on a thread that may wait, and a few at a time, since each takes
/// memory and strangers may ask.
async fn hashing<F>(
    app: &Arc<App>,
    what: &'static str,
    asked: Asked,
    make: F,
) -> Result<Response, WebError>
where
    F: FnOnce(&App, &Asked) -> Result<Response, WebError> + Send + 'static,
{
    let door = app.entrance.door().ok_or(WebError::SignedOut)?;
    let _turn = door.hashing.acquire().await.map_err(|_| WebError::Busy(what.to_owned()))?;
    let app = Arc::clone(app);
    blocking(asked, move |asked| make(&app, asked)).await
}

/// From where browsers reach the pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// This machine alone, without encryption.
    Loopback,
    /// Through a proxy that ends TLS, under this host, with its port where it is not 443.
    Https(String),
}

/// What signing in needs.
pub struct Door {
    pub(crate) accounts: Arc<dyn Accounts>,
    /// The wall clock. The pages' own clock may be that of a replay.
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) limits: SessionLimits,
    pub(crate) origin: Origin,
    /// The digest of the code that opens the setting up, while there is no account.
    pub(crate) setup: Option<Digest>,
    pub(crate) passwords: Passwords,
    pub(crate) hashing: Semaphore,
}

impl Door {
    /// A door to accounts.
    pub fn new(
        accounts: Arc<dyn Accounts>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        origin: Origin,
    ) -> Self {
        Self {
            accounts,
            clock,
            entropy,
            limits: SessionLimits::default(),
            origin,
            setup: None,
            passwords: Passwords::default(),
            hashing: Semaphore::new(HASHING_MAX),
        }
    }

    /// The same with other limits for sessions.
    #[must_use]
    pub fn with_limits(self, limits: SessionLimits) -> Self {
        Self { limits, ..self }
    }

    /// The same with a code by which the first administrator is created.
    #[must_use]
    pub fn with_setup_code(self, code: &str) -> Self {
        Self { setup: Some(recovery_digest(code)), ..self }
    }
}
