//! Passwords: what is too weak, and how one is kept.
//!
//! The rules are those of NIST SP 800-63B: length counts, composition does not, and what everybody
//! tries first is refused. A hash is argon2id with the parameters that OWASP names.

use super::login::Login;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use tandem_core::{PersonId, Text};

/// Characters of a password, at least.
const LENGTH_MIN: usize = 12;

/// Characters of a password, at most; hashing longer ones would be work for an attacker to order.
const LENGTH_MAX: usize = 200;

/// Memory of one hash in KiB, and passes over it.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;

/// What people choose where twelve characters are asked for, lower case, one a line.
const COMMON: &str = include_str!("common.txt");

/// What is wrong with a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weakness {
    /// Fewer characters than needed.
    Short,
    /// More than can be hashed in reasonable time.
    Long,
    /// Among those that are tried first, or made of one repeated or running part.
    Common,
    /// Little more than the person's own name or login name.
    Name,
}

impl Weakness {
    /// In words, with what would be right.
    pub fn words(self) -> Text {
        match self {
            Self::Short => Text::new(
                format!("密码至少{LENGTH_MIN}个字符；一句自己记得住的话即可。"),
                format!("Use at least {LENGTH_MIN} characters; a sentence you remember will do."),
            ),
            Self::Long => Text::new(
                format!("密码最多{LENGTH_MAX}个字符。"),
                format!("Use {LENGTH_MAX} characters at most."),
            ),
            Self::Common => Text::new(
                "这个密码太常见或太有规律，容易被猜到；请换一个。",
                "This password is common or regular and would be guessed; choose another.",
            ),
            Self::Name => Text::new(
                "密码不能主要由姓名或登录名组成；请换一个。",
                "The password is little more than your name or login name; choose another.",
            ),
        }
    }
}

/// What makes a password too weak; `None` where it may be used.
pub fn weakness(password: &str, login: &Login, person: &PersonId) -> Option<Weakness> {
    let plain: Vec<char> = password.to_lowercase().chars().collect();
    if password.chars().count() < LENGTH_MIN {
        return Some(Weakness::Short);
    }
    if password.chars().count() > LENGTH_MAX {
        return Some(Weakness::Long);
    }
    let text: String = plain.iter().collect();
    if COMMON.lines().any(|common| common == text) || is_repeated(&plain) || is_running(&plain) {
        return Some(Weakness::Common);
    }
    let person = person.as_str().to_lowercase();
    let names = [login.as_str(), person.as_str()];
    let within = |name: &str| name.chars().count() >= 4 && text.contains(name);
    let rest = |name: &str| text.replacen(name, "", 1).chars().count();
    names.into_iter().any(|name| within(name) && rest(name) < 8).then_some(Weakness::Name)
}

/// One part of up to four characters again and again.
fn is_repeated(text: &[char]) -> bool {
    (1..=4).any(|length| text.iter().enumerate().all(|(at, c)| *c == text[at % length]))
}

/// Characters that run up or down all the way, such as `123456789012`.
fn is_running(text: &[char]) -> bool {
    let step = |a: char, b: char| match (a.to_digit(10), b.to_digit(10)) {
        (Some(a), Some(b)) => (b + 10 - a) % 10,
        _ => (u32::from(b).wrapping_sub(u32::from(a))) % 10,
    };
    let steps: Vec<u32> = text.windows(2).map(|pair| step(pair[0], pair[1])).collect();
    steps.iter().all(|step| *step == 1) || steps.iter().all(|step| *step == 9)
}

/// Hashes passwords and checks them. Both take tens of milliseconds and tens of megabytes, so they
/// belong on threads that may wait, a few at a time.
#[derive(Clone, Debug)]
pub struct Passwords {
    argon2: Argon2<'static>,
    /// A hash of nothing that anybody can type, checked where there is no account, so that the
    /// answer takes as long.
    nobody: String,
}

impl Default for Passwords {
    fn default() -> Self {
        let params = Params::new(MEMORY_KIB, PASSES, 1, None).expect("the parameters are sound");
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let mut new = Self { argon2, nobody: String::new() };
        new.nobody = new.hash("\u{0}nobody", &[0x5a; 16]);
        new
    }
}

impl Passwords {
    /// The hash of a password with 128 random bits, in PHC form.
    pub fn hash(&self, password: &str, salt: &[u8; 16]) -> String {
        let hash = self.argon2.hash_password_with_salt(password.as_bytes(), salt);
        hash.expect("a salt of 16 bytes and sound parameters hash").to_string()
    }

    /// Whether a password is the one of a hash; of none it never is, which takes as long.
    pub fn verify(&self, password: &str, hash: Option<&str>) -> bool {
        let known = hash.unwrap_or(&self.nobody);
        self.argon2.verify_password(password.as_bytes(), known).is_ok() && hash.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::{Login, Passwords, Weakness, weakness};

    #[test]
    fn what_is_tried_first_is_refused_and_composition_does_not_matter() {
        let login = Login::parse("li.na.450103").expect("a name");
        let weak = |password: &str| weakness(password, &login, &"李娜（示例）".into());
        assert_eq!(weak("短密码"), Some(Weakness::Short));
        assert_eq!(weak(&"长".repeat(201)), Some(Weakness::Long));
        for common in ["123456789012", "aaaaaaaaaaaa", "abcabcabcabc", "Password1234"] {
            assert_eq!(weak(common), Some(Weakness::Common), "{common}");
        }
        for name in ["li.na.450103", "LI.NA.450103!!", "李娜（示例）123456"] {
            assert_eq!(weak(name), Some(Weakness::Name), "{name}");
        }
        for good in ["correct horse battery", "桥头的灯昨天晚上又不亮了", "mmmmmmmmmmmn"]
        {
            assert_eq!(weak(good), None, "{good}");
        }
    }

    #[test]
    fn a_hash_says_how_it_was_made_and_opens_for_its_password_alone() {
        let passwords = Passwords::default();
        let hash = passwords.hash("correct horse battery", &[7; 16]);
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(passwords.verify("correct horse battery", Some(&hash)));
        assert!(!passwords.verify("correct horse batterz", Some(&hash)));
        assert!(!passwords.verify("\u{0}nobody", None), "nobody signs in as nobody");
    }
}
