//! Who reads: people in positions of every kind, with real accounts.

use anyhow::{Context as _, Result};
use std::path::Path;
use tandem_core::Timestamp;
use tandem_engine::accounts::{Account, Accounts as _, Login, Passwords, Role};
use tandem_store::SqliteAccounts;

/// A password of invented people in a store that is deleted afterwards.
pub(crate) const PASSWORD: &str = "a-lantern-on-the-old-bridge";

/// Positions of those whose pages are measured, from the top to a township, and of those who listen.
pub(crate) const POSITIONS: [&str; 10] = [
    "450000.desk/duty",
    "450000.cb/principal",
    "450100.desk/duty",
    "450300.desk/lead",
    "450103.desk/duty",
    "450204.desk/chief",
    "450102001.desk/duty",
    "450100.emergency/liaison",
    "450103.water/liaison",
    "450000.emergency/head",
];

/// The login name of a person of a number.
pub(crate) fn login(number: usize) -> String {
    format!("load.{number:03}")
}

/// The position of a person of a number.
pub(crate) fn position(number: usize) -> &'static str {
    POSITIONS[number % POSITIONS.len()]
}

/// Adds people to the accounts beside a ledger.
pub(crate) fn add(state: &Path, people: usize, now: Timestamp) -> Result<()> {
    let accounts = SqliteAccounts::open(state)?;
    let hash = Passwords::default().hash(PASSWORD, &[7; 16]);
    for number in 0..people {
        let login = Login::parse(&login(number)).context("a login name")?;
        let person = format!("示例{number}");
        let mut account = Account::new(login, person.as_str().into(), Role::Staff, now);
        account.set_password(hash.clone());
        account.positions = vec![position(number).into()];
        accounts.add(&account)?;
    }
    Ok(())
}
