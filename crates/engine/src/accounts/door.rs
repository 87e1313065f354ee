//! Knocking: one attempt to sign in.

use super::attempts::{Attempts, Pace};
use super::code::recovery_digest;
use super::login::Login;
use super::password::Passwords;
use super::port::Accounts;
use super::{Account, AccountState};
use crate::ports::StoreError;
use tandem_core::{Digest, Timestamp};

/// Browsers of an account that are known; the one that signed in longest ago is forgotten first.
pub const DEVICES_KEPT: usize = 10;

/// What somebody shows.
pub struct Attempt<'a> {
    /// The login name as it was typed.
    pub login: &'a str,
    /// The password.
    pub password: &'a str,
    /// A one-time code or a recovery code, where one was typed.
    pub code: &'a str,
    /// The network address that it comes from.
    pub address: &'a str,
    /// The digest of the cookie of a browser that signed in before.
    pub device: Option<Digest>,
}

/// What came of it.
#[derive(Debug)]
pub enum Outcome {
    /// It is them.
    Opened(Box<Account>),
    /// Something is wrong; what it is, nobody is told.
    Wrong,
    /// The attempt was not looked at: it must wait until then.
    Wait(Timestamp),
}

/// One attempt to sign in. An unknown name, a wrong password, a disabled account and a missing code
/// take the same way and get the same answer.
///
/// # Errors
/// Where storage fails.
pub fn knock(
    accounts: &dyn Accounts,
    passwords: &Passwords,
    attempt: &Attempt<'_>,
    at: Timestamp,
) -> Result<Outcome, StoreError> {
    let login = Login::parse(attempt.login);
    let account = login.as_ref().map(|login| accounts.account(login)).transpose()?.flatten();
    let counts = counts(attempt, account.as_ref());
    for (name, pace) in &counts {
        let mut waits = None;
        accounts.change_attempts(name, &mut |attempts: &mut Attempts| {
            waits = attempts.waits(*pace, at);
            if waits.is_none() {
                attempts.count(*pace, at);
            }
        })?;
        if let Some(until) = waits {
            return Ok(Outcome::Wait(until));
        }
    }
    let hash = account.as_ref().and_then(|account| account.password.as_deref());
    if !passwords.verify(attempt.password, hash) {
        return Ok(Outcome::Wrong);
    }
    let Some(login) = login else { return Ok(Outcome::Wrong) };
    let mut opened = false;
    let changed = accounts.change(&login, &mut |account| {
        // What was checked is what is stored now, or somebody changed it meanwhile.
        let same = account.password.as_deref() == hash;
        opened = same && account.state == AccountState::Active && second(account, attempt.code, at);
        if opened {
            account.signed_at = Some(at);
        }
    })?;
    let Some(account) = changed.filter(|_| opened) else { return Ok(Outcome::Wrong) };
    for (name, pace) in &counts {
        accounts.change_attempts(name, &mut |attempts| match *pace == Pace::ADDRESS {
            // Who has an account of their own must not wipe out guesses at others'.
            true => attempts.forgive_one(),
            false => *attempts = Attempts::default(),
        })?;
    }
    Ok(Outcome::Opened(Box::new(account)))
}

/// The names under which an attempt is counted. A browser that signed in before is counted by
/// itself, so that guesses from elsewhere cannot make it wait.
fn counts(attempt: &Attempt<'_>, account: Option<&Account>) -> Vec<(String, Pace)> {
    let known = attempt.device.filter(|d| account.is_some_and(|a| a.devices.contains(d)));
    if let Some(device) = known {
        return vec![(format!("device:{device}"), Pace::ACCOUNT)];
    }
    // A digest, since what is typed as a name may be anything, a password included.
    let typed = Login::parse(attempt.login).map(|login| login.to_string()).unwrap_or_default();
    vec![
        (format!("address:{}", attempt.address), Pace::ADDRESS),
        (format!("account:{}", Digest::of(typed.as_bytes())), Pace::ACCOUNT),
    ]
}

/// The second proof, where the account has one.
fn second(account: &mut Account, code: &str, at: Timestamp) -> bool {
    let Some(shared) = &mut account.codes else { return true };
    if shared.take(code, at) {
        return true;
    }
    let digest = recovery_digest(code);
    let before = account.recovery.len();
    account.recovery.retain(|known| known != &digest);
    account.recovery.len() < before
}
