//! Cookies of the door.
//!
//! Over https a cookie's name begins with `__Host-`, so that no other host and no page without
//! encryption can set it. All are `HttpOnly`, and `SameSite=Lax`: `Strict` would show whoever
//! follows a link from a chat or a document a page for strangers, and what matters, that no other
//! site can send a form, rests on the form's token and the origin, not on the cookie.

use super::{Door, Origin};
use axum::http::{HeaderMap, HeaderValue, header};
use tandem_core::Digest;

/// What a cookie is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cookie {
    /// The secret of a session.
    Session,
    /// A secret before there is a session, which the form to sign in hangs on.
    Before,
    /// A browser that signed in before.
    Device,
}

/// For how long a browser is known.
const DEVICE_DAYS: u32 = 180;

impl Cookie {
    fn name(self, origin: &Origin) -> String {
        let name = match self {
            Self::Session => "session",
            Self::Before => "before",
            Self::Device => "device",
        };
        match origin {
            Origin::Loopback => name.to_owned(),
            Origin::Https(_) => format!("__Host-{name}"),
        }
    }

    /// Its value in a request.
    pub(crate) fn read(self, door: &Door, headers: &HeaderMap) -> Option<String> {
        let name = self.name(&door.origin);
        let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs =
            all.flat_map(|line| line.split(';')).filter_map(|pair| pair.split_once('='));
        let (_, value) = pairs.find(|(key, _)| key.trim() == name)?;
        let value = value.trim();
        let sound = value.len() == 64 && value.bytes().all(|byte| byte.is_ascii_hexdigit());
        sound.then(|| value.to_owned())
    }

    /// Has the browser keep a value. A session ends with the browser, or earlier.
    pub(crate) fn set(self, door: &Door, value: &str) -> HeaderValue {
        let age = match self {
            Self::Session | Self::Before => String::new(),
            Self::Device => format!("; Max-Age={}", DEVICE_DAYS * 86_400),
        };
        self.header(door, value, &age)
    }

    /// Has the browser forget it.
    pub(crate) fn forget(self, door: &Door) -> HeaderValue {
        self.header(door, "", "; Max-Age=0")
    }

    fn header(self, door: &Door, value: &str, age: &str) -> HeaderValue {
        let secure = match door.origin {
            Origin::Loopback => "",
            Origin::Https(_) => "; Secure",
        };
        let name = self.name(&door.origin);
        let text = format!("{name}={value}; Path=/{age}; HttpOnly; SameSite=Lax{secure}");
        HeaderValue::from_str(&text).expect("hexadecimal digits are fit for a header")
    }
}

/// The secret that forms carry, for the secret of a cookie. It cannot be worked out from anything
/// that another site sees.
pub(crate) fn form_token(secret: &str) -> String {
    Digest::of(format!("form:{secret}").as_bytes()).to_string()
}
