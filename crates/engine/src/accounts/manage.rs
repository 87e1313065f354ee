//! What an administrator does with accounts, from the console or the command line.

use super::{Account, AccountState, Accounts, Added, Entropy, Invitation, Login, Role, secret};
use crate::ports::StoreError;
use tandem_core::{Digest, Timestamp};

/// Why nothing was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undone {
    /// There is no such account.
    Unknown(Login),
    /// The login name is taken.
    Taken(Login),
    /// It is disabled, and an invitation would not open it.
    Disabled(Login),
    /// Nobody would be left who can let people in.
    LastAdministrator(Login),
}

/// Adds an account that its person opens by an invitation.
///
/// # Errors
/// Storage failed.
pub fn add(accounts: &dyn Accounts, account: &Account) -> Result<Result<(), Undone>, StoreError> {
    Ok(match accounts.add(account)? {
        Added::Yes => Ok(()),
        Added::Taken => Err(Undone::Taken(account.login.clone())),
    })
}

/// Makes an invitation in place of the one before it; returns the token of its link, which nobody
/// can read again.
///
/// # Errors
/// Storage failed.
pub fn invite(
    accounts: &dyn Accounts,
    entropy: &dyn Entropy,
    login: &Login,
    until: Timestamp,
) -> Result<Result<String, Undone>, StoreError> {
    let token = secret(entropy);
    let digest = Digest::of(token.as_bytes());
    let changed = accounts.change(login, &mut |account| {
        if account.state == AccountState::Active {
            account.invitation = Some(Invitation { digest, until });
        }
    })?;
    Ok(match changed {
        None => Err(Undone::Unknown(login.clone())),
        Some(account) if account.state == AccountState::Disabled => {
            Err(Undone::Disabled(login.clone()))
        }
        Some(_) => Ok(token),
    })
}

/// Keeps a person out, their sessions with them, or lets them in again.
///
/// # Errors
/// Storage failed.
pub fn set_state(
    accounts: &dyn Accounts,
    login: &Login,
    state: AccountState,
) -> Result<Result<(), Undone>, StoreError> {
    if state == AccountState::Disabled && is_last_administrator(accounts, login)? {
        return Ok(Err(Undone::LastAdministrator(login.clone())));
    }
    let Some(account) = accounts.change(login, &mut |account| account.state = state)? else {
        return Ok(Err(Undone::Unknown(login.clone())));
    };
    if state == AccountState::Disabled {
        accounts.end_sessions(&account.login, None)?;
    }
    Ok(Ok(()))
}

/// Turns one-time codes off for a person who lost the authenticator.
///
/// # Errors
/// Storage failed.
pub fn reset_codes(
    accounts: &dyn Accounts,
    login: &Login,
) -> Result<Result<(), Undone>, StoreError> {
    let changed = accounts.change(login, &mut |account| {
        account.codes = None;
        account.recovery.clear();
    })?;
    Ok(changed.map(|_| ()).ok_or_else(|| Undone::Unknown(login.clone())))
}

fn is_last_administrator(accounts: &dyn Accounts, login: &Login) -> Result<bool, StoreError> {
    let all = accounts.accounts()?;
    let active = |account: &&Account| {
        account.role == Role::Administrator && account.state == AccountState::Active
    };
    let mut administrators = all.iter().filter(active);
    Ok(administrators.clone().count() == 1 && administrators.any(|one| &one.login == login))
}
