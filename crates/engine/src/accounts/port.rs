//! What signing in needs from outside.

use super::Account;
use super::attempts::Attempts;
use super::login::Login;
use super::session::Session;
use crate::ports::StoreError;
use tandem_core::{Digest, Timestamp};

/// Randomness that nobody can guess.
pub trait Entropy: Send + Sync {
    /// Fills bytes.
    fn fill(&self, bytes: &mut [u8]);
}

/// Whether an account was added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// It was.
    Yes,
    /// The login name is another's, or it was to be the first one and is not.
    Taken,
}

/// Where accounts, sessions and attempts are kept. Changes are made on what is stored at that
/// moment, in one step, and several processes may make them.
pub trait Accounts: Send + Sync {
    /// An account by its login name.
    fn account(&self, login: &Login) -> Result<Option<Account>, StoreError>;

    /// All accounts in order of their login names.
    fn accounts(&self) -> Result<Vec<Account>, StoreError>;

    /// Whether there is any.
    fn is_empty(&self) -> Result<bool, StoreError>;

    /// Adds an account.
    fn add(&self, account: &Account) -> Result<Added, StoreError>;

    /// Adds an account if there is none yet.
    fn add_first(&self, account: &Account) -> Result<Added, StoreError>;

    /// Changes an account; returns it as it is then, `None` where there is none.
    fn change(
        &self,
        login: &Login,
        change: &mut dyn FnMut(&mut Account),
    ) -> Result<Option<Account>, StoreError>;

    /// The account that an invitation with this digest belongs to.
    fn invited(&self, token: Digest) -> Result<Option<Account>, StoreError>;

    /// Opens a session.
    fn open_session(&self, session: &Session) -> Result<(), StoreError>;

    /// A session by the digest of its secret.
    fn session(&self, digest: Digest) -> Result<Option<Session>, StoreError>;

    /// Changes a session, if it is there.
    fn change_session(
        &self,
        digest: Digest,
        change: &mut dyn FnMut(&mut Session),
    ) -> Result<(), StoreError>;

    /// The sessions of an account, latest use first.
    fn sessions(&self, login: &Login) -> Result<Vec<Session>, StoreError>;

    /// Ends sessions of an account; all but one where that is named. Returns how many.
    fn end_sessions(&self, login: &Login, but: Option<Digest>) -> Result<u64, StoreError>;

    /// Ends one session.
    fn end_session(&self, digest: Digest) -> Result<(), StoreError>;

    /// Changes what is known of attempts under a name; returns it as it is then.
    fn change_attempts(
        &self,
        name: &str,
        change: &mut dyn FnMut(&mut Attempts),
    ) -> Result<Attempts, StoreError>;

    /// Forgets sessions and attempts that were last used before an instant.
    fn forget_before(&self, at: Timestamp) -> Result<(), StoreError>;
}
