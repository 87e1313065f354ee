//! One-time codes (RFC 6238) and the recovery codes beside them.

use super::port::Entropy;
use serde::{Deserialize, Serialize};
use std::fmt;
use tandem_core::{Digest, Timestamp};
use totp_rs::{Builder, Secret, Totp};

/// Recovery codes that are made together.
pub const CODES_KEPT: usize = 8;

/// Letters of recovery codes: none that looks like another.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// What the person's authenticator and the account share.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedSecret {
    bytes: Vec<u8>,
    /// The last step whose code was used; that code and older ones open nothing any more.
    used_step: u64,
}

impl SharedSecret {
    /// 160 random bits, as RFC 4226 recommends.
    pub fn new(entropy: &dyn Entropy) -> Self {
        let mut bytes = [0; 20];
        entropy.fill(&mut bytes);
        Self { bytes: bytes.to_vec(), used_step: 0 }
    }

    /// Reads the form that people type; `None` where it is something else.
    pub fn parse(base32: &str) -> Option<Self> {
        let secret = Secret::try_from_base32(base32).ok()?;
        let bytes = secret.as_bytes().to_vec();
        (bytes.len() == 20).then_some(Self { bytes, used_step: 0 })
    }

    /// The secret as people type it into an authenticator.
    pub fn base32(&self) -> String {
        self.secret().to_base32()
    }

    /// Uses a code; `true` where it is that of a step not used before. A step before or after the
    /// present one counts too, for clocks that differ.
    #[must_use]
    pub fn take(&mut self, typed: &str, at: Timestamp) -> bool {
        let digits: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
        let time = u64::try_from(at.as_second()).unwrap_or(0);
        let Some(step) = self.totp().check(&digits, time).filter(|step| *step > self.used_step)
        else {
            return false;
        };
        self.used_step = step;
        true
    }

    /// The code of an instant, as an authenticator shows it.
    pub fn code(&self, at: Timestamp) -> String {
        self.totp().generate(u64::try_from(at.as_second()).unwrap_or(0)).to_string()
    }

    fn secret(&self) -> Secret {
        Secret::new(self.bytes.clone().into_boxed_slice())
    }

    fn totp(&self) -> Totp {
        Builder::new().with_secret(self.secret()).build_noncompliant()
    }
}

impl fmt::Debug for SharedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SharedSecret")
    }
}

/// Codes that each open once where the authenticator is lost, to be shown once and kept on paper.
pub fn recovery_codes(entropy: &dyn Entropy) -> Vec<String> {
    let code = |_| {
        let mut bytes = [0; 10];
        entropy.fill(&mut bytes);
        let letter = |byte: &u8| char::from(LETTERS[usize::from(byte % 32)]);
        let text: String = bytes.iter().map(letter).collect();
        format!("{}-{}", &text[..5], &text[5..])
    };
    (0..CODES_KEPT).map(code).collect()
}

/// The digest under which a recovery code is kept, however it is typed.
pub fn recovery_digest(typed: &str) -> Digest {
    let plain = typed.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
    Digest::of(plain.collect::<String>().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::{SharedSecret, recovery_digest};
    use tandem_core::Timestamp;

    /// The test vector of RFC 6238, appendix B, cut to six digits.
    #[test]
    fn codes_are_those_of_the_standard_and_open_once() {
        let mut shared = SharedSecret { bytes: b"12345678901234567890".to_vec(), used_step: 0 };
        let at = Timestamp::from_second(1_111_111_109).expect("in range");
        assert_eq!(shared.code(at), "081804");
        assert!(!shared.take("081805", at));
        assert!(shared.take("081 804", at));
        assert!(!shared.take("081804", at), "a used code opens nothing");
        let later = Timestamp::from_second(1_111_111_109 + 30).expect("in range");
        let next = shared.code(later);
        assert!(shared.take(&next, at), "an authenticator may be half a minute ahead");
        assert_eq!(SharedSecret::parse(&shared.base32()).map(|s| s.bytes), Some(shared.bytes));
    }

    #[test]
    fn a_recovery_code_is_one_however_it_is_typed() {
        assert_eq!(recovery_digest("abcde-23456"), recovery_digest(" ABCDE 23456"));
    }
}
