//! The name that a person types to sign in.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Characters of a login name, at most.
const LENGTH_MAX: usize = 64;

/// A login name, in the one form in which it is compared and kept.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Login(String);

impl Login {
    /// Reads a name as it was typed: case and outer spaces do not count. `None` where it is empty,
    /// too long, or has spaces or characters that cannot be seen.
    pub fn parse(typed: &str) -> Option<Self> {
        let name = typed.trim().to_lowercase();
        let letters = name.chars();
        let sound = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '@' | ':' | '/');
        let fits = !name.is_empty() && name.chars().count() <= LENGTH_MAX;
        (fits && letters.into_iter().all(sound)).then_some(Self(name))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Login;

    #[test]
    fn a_name_has_one_form() {
        let read = |typed| Login::parse(typed).map(|login| login.to_string());
        assert_eq!(read(" Li.Na@450103 ").as_deref(), Some("li.na@450103"));
        assert_eq!(read("李娜").as_deref(), Some("李娜"));
        for unusable in ["", "  ", "li na", "li\u{200b}na", "a\r\nb", &"x".repeat(65)] {
            assert_eq!(read(unusable), None, "{unusable:?}");
        }
    }
}
