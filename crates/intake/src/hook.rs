//! Deliveries that a source sends by itself: who sent it, and not too long ago.
//!
//! The sender signs `TIMESTAMP.BODY` with HMAC-SHA256 under a key that both sides know. The time is
//! part of what is signed, so a delivery that somebody recorded opens nothing some minutes later.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use tandem_core::Text;

/// How far the sender's clock may be from ours, and how long a delivery may be on its way.
pub const WINDOW_S: i64 = 300;
/// Largest body.
pub const BODY_BYTES_MAX: usize = 4 << 20;
/// Longest idempotency key.
pub const KEY_CHARS_MAX: usize = 200;
/// Longest signature that is looked at.
const SIGNATURE_CHARS: usize = 64;

/// Why a delivery is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotBelieved {
    /// Headers are missing or no numbers.
    #[error(
        "the headers x-tandem-timestamp (seconds since 1970) and x-tandem-signature \
         (sha256=HEX) are needed"
    )]
    Unsigned,
    /// The time is too far from ours.
    #[error("the timestamp is more than {WINDOW_S} seconds away; check the clock and sign again")]
    Late,
    /// The signature is wrong.
    #[error("the signature does not fit; sign TIMESTAMP.BODY with HMAC-SHA256 and the shared key")]
    Signature,
}

impl NotBelieved {
    /// The reason in both languages.
    pub fn text(self) -> Text {
        let zh = match self {
            Self::Unsigned => {
                "缺少请求头 x-tandem-timestamp（1970年以来的秒数）或 x-tandem-signature（sha256=十六进制）"
            }
            Self::Late => "时间戳相差超过五分钟；请校准时钟后重新签名",
            Self::Signature => "签名不符；请用共享密钥对“时间戳.正文”计算 HMAC-SHA256",
        };
        Text::new(zh, self.to_string())
    }
}

/// Whether a delivery comes from who knows the key, and from now.
///
/// # Errors
/// Why it is not believed.
pub fn believe(
    key: &[u8],
    timestamp: Option<&str>,
    signature: Option<&str>,
    body: &[u8],
    now: i64,
) -> Result<(), NotBelieved> {
    let (Some(timestamp), Some(signature)) = (timestamp, signature) else {
        return Err(NotBelieved::Unsigned);
    };
    let at: i64 = timestamp.parse().map_err(|_| NotBelieved::Unsigned)?;
    let given = signature.strip_prefix("sha256=").and_then(bytes).ok_or(NotBelieved::Unsigned)?;
    // The signature first: who does not know the key learns nothing of our clock.
    let mac = signed(key, timestamp, body);
    mac.verify_slice(&given).map_err(|_| NotBelieved::Signature)?;
    if at.abs_diff(now) > WINDOW_S.unsigned_abs() {
        return Err(NotBelieved::Late);
    }
    Ok(())
}

/// The header by which a delivery is believed, for senders and tests.
pub fn sign(key: &[u8], timestamp: &str, body: &[u8]) -> String {
    let digest = signed(key, timestamp, body).finalize().into_bytes();
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256={hex}")
}

fn signed(key: &[u8], timestamp: &str, body: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length will do");
    mac.update(timestamp.as_bytes());
    mac.update(b".");
    mac.update(body);
    mac
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    if hex.len() != SIGNATURE_CHARS || !hex.is_ascii() {
        return None;
    }
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_signed_now_is_believed() {
        let key = b"a shared key";
        let good = sign(key, "1000", b"{}");
        let check = |at: Option<&str>, signature: Option<&str>, body: &[u8], now, want| {
            assert_eq!(believe(key, at, signature, body, now), want);
        };
        check(Some("1000"), Some(&good), b"{}", 1000, Ok(()));
        check(Some("1000"), Some(&good), b"{}", 1300, Ok(()));
        check(Some("1000"), Some(&good), b"{}", 1301, Err(NotBelieved::Late));
        check(Some("1000"), Some(&good), b"{}", 699, Err(NotBelieved::Late));
        check(Some("1001"), Some(&good), b"{}", 1000, Err(NotBelieved::Signature));
        check(Some("1000"), Some(&good), b"{ }", 1000, Err(NotBelieved::Signature));
        check(
            Some("1000"),
            Some(&sign(b"other", "1000", b"{}")),
            b"{}",
            1000,
            Err(NotBelieved::Signature),
        );
        check(None, Some(&good), b"{}", 1000, Err(NotBelieved::Unsigned));
        check(Some("1000"), None, b"{}", 1000, Err(NotBelieved::Unsigned));
        check(Some("soon"), Some(&good), b"{}", 1000, Err(NotBelieved::Unsigned));
        check(Some("1000"), Some("sha256=é"), b"{}", 1000, Err(NotBelieved::Unsigned));
        check(Some("-9223372036854775808"), Some(&good), b"{}", 1000, Err(NotBelieved::Signature));
    }

    #[test]
    fn signatures_are_those_of_others() {
        // Compared with `printf '1000.{}' | openssl dgst -sha256 -hmac key`.
        let want = "sha256=c32de42341dece79a1511c9e7f74a2734112edcfcf48943c976faf07047065db";
        assert_eq!(sign(b"key", "1000", b"{}"), want);
    }
}
