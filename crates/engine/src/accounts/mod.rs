//! Who may sign in, and how they prove it.
//!
//! The ledger says what people did; an account says who may come in as one of them, and holds
//! secrets. So accounts are no entries: they lie behind a port of their own ([`Accounts`]), can be
//! changed and forgotten, and the ledger never sees them. What a person may see and do follows from
//! positions, which the ledger's directories record; an account adds only positions that are still
//! open to whoever signed in for them (decision 0031).
//!
//! Everything that decides here is a function of its arguments: the instant, the randomness and
//! the stored account come from outside.
//!
//! Architecture invariant: no secret is printed, logged or stored as it is: of a password there is
//! an argon2id hash, of tokens and recovery codes a digest. The one exception is the shared secret
//! of one-time codes, which cannot be checked from a digest.

mod attempts;
mod code;
mod door;
mod login;
pub mod manage;
mod memory;
mod password;
mod port;
mod session;

pub use attempts::{Attempts, Pace};
pub use code::{CODES_KEPT, SharedSecret, recovery_codes, recovery_digest};
pub use door::{Attempt, DEVICES_KEPT, Outcome, knock};
pub use login::Login;
pub use memory::MemoryAccounts;
pub use password::{Passwords, Weakness, weakness};
pub use port::{Accounts, Added, Entropy};
pub use session::{Session, SessionLimits};

use serde::{Deserialize, Serialize};
use std::fmt;
use tandem_core::{Digest, PersonId, PositionId, Timestamp};

/// 256 random bits as text, for cookies, links and codes that are shown once.
pub fn secret(entropy: &dyn Entropy) -> String {
    let mut bytes = [0; 32];
    entropy.fill(&mut bytes);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What an account is for beside its person's positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Does the work of their positions.
    Staff,
    /// Also sees what is missing in the region. Sees no case for that.
    Administrator,
}

/// Whether an account opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountState {
    /// It does.
    Active,
    /// It was disabled; what its person did stays in the ledger.
    Disabled,
}

/// A link by which a first or new password is set, once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// The digest of the token.
    pub digest: Digest,
    /// Until before when it opens.
    pub until: Timestamp,
}

/// A person's way in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The name that is typed.
    pub login: Login,
    /// The person as the ledger names them.
    pub person: PersonId,
    /// What it is for.
    pub role: Role,
    /// Whether it opens.
    pub state: AccountState,
    /// The argon2id hash of the password; none before the invitation is used.
    #[serde(default)]
    pub password: Option<String>,
    /// One-time codes, where they were set up.
    #[serde(default)]
    pub codes: Option<SharedSecret>,
    /// Digests of recovery codes that were not used.
    #[serde(default)]
    pub recovery: Vec<Digest>,
    /// The open invitation.
    #[serde(default)]
    pub invitation: Option<Invitation>,
    /// Positions in which the person acts while nobody was ever appointed to them.
    #[serde(default)]
    pub positions: Vec<PositionId>,
    /// Digests of the cookies of browsers that signed in before, oldest first.
    #[serde(default)]
    pub devices: Vec<Digest>,
    /// When it was made.
    pub made_at: Timestamp,
    /// When somebody last signed in.
    #[serde(default)]
    pub signed_at: Option<Timestamp>,
}

impl Account {
    /// An account that nobody can sign in to before an invitation was used.
    pub fn new(login: Login, person: PersonId, role: Role, made_at: Timestamp) -> Self {
        Self {
            login,
            person,
            role,
            state: AccountState::Active,
            password: None,
            codes: None,
            recovery: Vec::new(),
            invitation: None,
            positions: Vec::new(),
            devices: Vec::new(),
            made_at,
            signed_at: None,
        }
    }

    /// Whether an invitation opens it at an instant.
    pub fn is_invited(&self, token: Digest, at: Timestamp) -> bool {
        let invited = |i: &Invitation| i.digest == token && at < i.until;
        self.state == AccountState::Active && self.invitation.as_ref().is_some_and(invited)
    }

    /// Sets another password. Whatever opened the account before it opens it no more, but for
    /// one-time codes.
    pub fn set_password(&mut self, hash: String) {
        self.password = Some(hash);
        self.invitation = None;
        self.devices.clear();
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account")
            .field("login", &self.login)
            .field("person", &self.person)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}
