//! Accounts in memory, for demos and tests. They pass the same contract suite as the durable ones.

use super::Account;
use super::attempts::Attempts;
use super::login::Login;
use super::port::{Accounts, Added};
use super::session::Session;
use crate::ports::StoreError;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tandem_core::{Digest, Timestamp};

/// Everything in memory.
#[derive(Debug, Default)]
pub struct MemoryAccounts(Mutex<Memory>);

#[derive(Debug, Default)]
struct Memory {
    accounts: BTreeMap<Login, Account>,
    sessions: BTreeMap<Digest, Session>,
    attempts: BTreeMap<String, Attempts>,
}

impl MemoryAccounts {
    fn lock(&self) -> MutexGuard<'_, Memory> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Accounts for MemoryAccounts {
    fn account(&self, login: &Login) -> Result<Option<Account>, StoreError> {
        Ok(self.lock().accounts.get(login).cloned())
    }

    fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        Ok(self.lock().accounts.values().cloned().collect())
    }

    fn is_empty(&self) -> Result<bool, StoreError> {
        Ok(self.lock().accounts.is_empty())
    }

    fn add(&self, account: &Account) -> Result<Added, StoreError> {
        let mut memory = self.lock();
        if memory.accounts.contains_key(&account.login) {
            return Ok(Added::Taken);
        }
        memory.accounts.insert(account.login.clone(), account.clone());
        Ok(Added::Yes)
    }

    fn add_first(&self, account: &Account) -> Result<Added, StoreError> {
        let mut memory = self.lock();
        if !memory.accounts.is_empty() {
            return Ok(Added::Taken);
        }
        memory.accounts.insert(account.login.clone(), account.clone());
        Ok(Added::Yes)
    }

    fn change(
        &self,
        login: &Login,
        change: &mut dyn FnMut(&mut Account),
    ) -> Result<Option<Account>, StoreError> {
        let mut memory = self.lock();
        Ok(memory.accounts.get_mut(login).map(|account| {
            change(account);
            account.clone()
        }))
    }

    fn invited(&self, token: Digest) -> Result<Option<Account>, StoreError> {
        let memory = self.lock();
        let invited =
            |a: &&Account| a.invitation.as_ref().is_some_and(|invited| invited.digest == token);
        Ok(memory.accounts.values().find(invited).cloned())
    }

    fn open_session(&self, session: &Session) -> Result<(), StoreError> {
        self.lock().sessions.insert(session.digest, session.clone());
        Ok(())
    }

    fn session(&self, digest: Digest) -> Result<Option<Session>, StoreError> {
        Ok(self.lock().sessions.get(&digest).cloned())
    }

    fn change_session(
        &self,
        digest: Digest,
        change: &mut dyn FnMut(&mut Session),
    ) -> Result<(), StoreError> {
        if let Some(session) = self.lock().sessions.get_mut(&digest) {
            change(session);
        }
        Ok(())
    }

    fn sessions(&self, login: &Login) -> Result<Vec<Session>, StoreError> {
        let memory = self.lock();
        let mut found: Vec<Session> =
            memory.sessions.values().filter(|session| &session.login == login).cloned().collect();
        found.sort_by_key(|session| (Reverse(session.used_at), session.digest));
        Ok(found)
    }

    fn end_sessions(&self, login: &Login, but: Option<Digest>) -> Result<u64, StoreError> {
        let mut memory = self.lock();
        let before = memory.sessions.len();
        memory.sessions.retain(|digest, session| &session.login != login || Some(*digest) == but);
        Ok((before - memory.sessions.len()) as u64)
    }

    fn end_session(&self, digest: Digest) -> Result<(), StoreError> {
        self.lock().sessions.remove(&digest);
        Ok(())
    }

    fn change_attempts(
        &self,
        name: &str,
        change: &mut dyn FnMut(&mut Attempts),
    ) -> Result<Attempts, StoreError> {
        let mut memory = self.lock();
        let attempts = memory.attempts.entry(name.to_owned()).or_default();
        change(attempts);
        Ok(*attempts)
    }

    fn forget_before(&self, at: Timestamp) -> Result<(), StoreError> {
        let mut memory = self.lock();
        memory.sessions.retain(|_, session| session.used_at >= at);
        memory.attempts.retain(|_, attempts| attempts.last_at().is_some_and(|last| last >= at));
        Ok(())
    }
}
