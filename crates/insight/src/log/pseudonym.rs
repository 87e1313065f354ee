//! Keyed pseudonyms for the people in a log, so that it can be shown to others.
//!
//! The same name under the same key gives the same pseudonym, so every count stays what it was;
//! without the key nobody can tell or try who it is. This is pseudonymised, not anonymous: what
//! somebody does can still give them away.

use super::{EventLog, Names};

/// The secret behind pseudonyms.
#[derive(Clone)]
pub struct LogKey([u8; 32]);

impl std::fmt::Debug for LogKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LogKey(…)")
    }
}

impl LogKey {
    /// A key from a secret text of any length.
    #[must_use]
    pub fn of(secret: &[u8]) -> Self {
        Self(blake3::derive_key("tandem-insight event log pseudonyms v1", secret))
    }
}

/// The log with pseudonyms in place of resources and the names of cases. Groups are units of
/// offices, not persons, and stay.
#[must_use]
pub fn pseudonymise(log: &EventLog, key: &LogKey) -> EventLog {
    let mut log = log.clone();
    log.resources = renamed(&log.resources, key, "r");
    log.cases = renamed(&log.cases, key, "c");
    log
}

fn renamed(names: &Names, key: &LogKey, kind: &str) -> Names {
    let mut renamed = Names::default();
    for name in names.iter() {
        let mut hasher = blake3::Hasher::new_keyed(&key.0);
        hasher.update(kind.as_bytes()).update(b"\0").update(name.as_bytes());
        // 80 bits: among a million names two would be equal once in 10¹² logs.
        let hex = hasher.finalize().to_hex();
        renamed.intern(&format!("{kind}-{}", &hex[..20]));
    }
    renamed
}
