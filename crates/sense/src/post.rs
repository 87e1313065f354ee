//! One public message, as it looks after the door: masked text and a pseudonym, nothing else.

use std::fmt;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// Name of a post inside its source.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PostId(SmolStr);

impl PostId {
    /// Wraps the identifier that the source gave.
    pub fn new(id: impl AsRef<str>) -> Self {
        Self(SmolStr::new(id))
    }

    /// The identifier as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PostId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for PostId {
    fn from(id: &str) -> Self {
        Self::new(id)
    }
}

/// A voice: 32 lower-case hexadecimal digits, equal for equal authors inside one scope and
/// unrelated between scopes. A name or handle cannot be put into one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "SmolStr", into = "SmolStr")]
pub struct AuthorRef(SmolStr);

/// Number of hexadecimal digits of an [`AuthorRef`].
const AUTHOR_REF_DIGITS: usize = 32;

/// Text that is not an author reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an author reference is 32 lower-case hexadecimal digits")]
pub struct NotAnAuthorRef;

impl AuthorRef {
    /// Reads a reference that was stored before. Anything that is not 32 lower-case hexadecimal
    /// digits, a raw name above all, is turned away.
    pub fn from_stored(stored: &str) -> Result<Self, NotAnAuthorRef> {
        let hexadecimal = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        if stored.len() == AUTHOR_REF_DIGITS && stored.bytes().all(hexadecimal) {
            Ok(Self(SmolStr::new(stored)))
        } else {
            Err(NotAnAuthorRef)
        }
    }

    pub(crate) fn from_hash(hash: &blake3::Hash) -> Self {
        Self(SmolStr::new(&hash.to_hex()[..AUTHOR_REF_DIGITS]))
    }

    /// The reference as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<SmolStr> for AuthorRef {
    type Error = NotAnAuthorRef;

    fn try_from(stored: SmolStr) -> Result<Self, NotAnAuthorRef> {
        Self::from_stored(&stored)
    }
}

impl From<AuthorRef> for SmolStr {
    fn from(author: AuthorRef) -> Self {
        author.0
    }
}

/// Cumulative counters that the source shows with a post.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Engagement {
    /// Shares and reposts.
    pub shares: u64,
    /// Comments and answers.
    pub comments: u64,
    /// Likes and up-votes.
    pub likes: u64,
    /// Down-votes, where the source has them.
    pub dislikes: u64,
    /// Views and reads.
    pub views: u64,
}

impl Engagement {
    /// Acts of people on the post: shares, comments, likes and dislikes. Views are not acts.
    pub fn acts(&self) -> u64 {
        self.shares
            .saturating_add(self.comments)
            .saturating_add(self.likes)
            .saturating_add(self.dislikes)
    }
}

/// One public message after masking and pseudonymising.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// Name of the post inside its source.
    pub id: PostId,
    /// Registered source (信源) it came from.
    pub source: SmolStr,
    /// When it was published, seconds since 1970-01-01T00:00:00Z.
    pub time: i64,
    /// Headline, masked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Body, masked.
    pub text: String,
    /// BCP 47 language tag where the source states one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<SmolStr>,
    /// Whose voice it is, where the source says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<AuthorRef>,
    /// Counters at the time of reading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engagement: Option<Engagement>,
}

impl Post {
    /// Title and text as one, the title first and not twice where the text repeats it.
    pub fn full_text(&self) -> String {
        match &self.title {
            Some(title) if !self.text.starts_with(title.as_str()) => {
                format!("{title}\n{}", self.text)
            }
            _ => self.text.clone(),
        }
    }
}

/// A request addressed to government (诉求), with its official reply where there is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Complaint {
    /// The request itself.
    pub post: Post,
    /// What was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<Reply>,
}

/// An official reply to a complaint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// When it was given, seconds since 1970-01-01T00:00:00Z.
    pub time: Option<i64>,
    /// What it says, masked.
    pub text: String,
}
