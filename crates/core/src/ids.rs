//! One id type per thing. An id is a short string that an official can read aloud.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::fmt;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(transparent)]
        pub struct $name(SmolStr);

        impl $name {
            /// Wraps text as this kind of id.
            pub fn new(text: impl Into<SmolStr>) -> Self {
                Self(text.into())
            }

            /// The text of the id.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }
    )*};
}

id! {
    /// A territory, by its division code (GB/T 2260 where that applies).
    AreaId;
    /// The file under which one matter is handled.
    CaseId;
    /// A way to reach a unit, unique within it.
    ChannelId;
    /// A point of a mechanism's checklist for statements.
    ChecklistId;
    /// A deadline rule of a mechanism.
    DeadlineId;
    /// A department as a template: the unit of the same kind exists in many areas.
    DepartmentId;
    /// A preserved original, addressed by the digest of its content.
    EvidenceId;
    /// A rule that says which unit leads.
    LeadRuleId;
    /// A level of administration, such as region, city or county.
    LevelId;
    /// A set of working rules.
    MechanismId;
    /// A dispatch order, unique within its case.
    OrderId;
    /// A timed joint meeting, unique within its case.
    ConsultationId;
    /// A request between units, unique within its case.
    RequestId;
    /// A supervision order, unique within its case.
    SupervisionId;
    /// A member of staff. Never a member of the public.
    PersonId;
    /// A role that acts: `unit/kind`.
    PositionId;
    /// A rule that grants powers to a kind of position.
    PowerId;
    /// A subject matter that a unit answers for.
    RemitId;
    /// A legal or other source that a rule is taken from.
    SourceId;
    /// A registered place that posts come from. (A legal source is a [`SourceId`].)
    SourceName;
    /// An official publication, unique within its case.
    StatementId;
    /// A part of government that receives orders: `area.department`.
    UnitId;
}

/// Characters of an id or a name that people give, at most.
const LENGTH_MAX: usize = 64;

/// Whether people can read an id or a name aloud and a list can show it: 1 to 64 visible characters,
/// none of which hides, turns or breaks the text around it.
pub(crate) fn is_sound(text: &str) -> bool {
    let hides = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    !text.trim().is_empty()
        && text.trim() == text
        && text.chars().count() <= LENGTH_MAX
        && !text.chars().any(hides)
}

impl PersonId {
    /// Whether the name can be read aloud and shown in a list.
    pub fn is_readable(&self) -> bool {
        is_sound(self.as_str())
    }
}

impl UnitId {
    /// The unit of a department in an area.
    pub fn of(area: &AreaId, department: &DepartmentId) -> Self {
        Self(smol_str::format_smolstr!("{area}.{department}"))
    }
}

impl PositionId {
    /// The position of a kind in a unit.
    pub fn of(unit: &UnitId, kind: &str) -> Self {
        Self(smol_str::format_smolstr!("{unit}/{kind}"))
    }

    /// Splits into unit and kind; `None` where the id has no slash.
    pub fn split(&self) -> Option<(UnitId, &str)> {
        let (unit, kind) = self.0.split_once('/')?;
        Some((UnitId::from(unit), kind))
    }
}

/// A SHA-256 digest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(transparent))]
pub struct Digest(
    #[cfg_attr(feature = "schema", schemars(with = "String", regex(pattern = "^[0-9a-f]{64}$")))]
    pub [u8; 32],
);

impl Digest {
    /// Whether it is all zeros: no digest of anything, but a field that nobody filled in.
    pub fn is_blank(&self) -> bool {
        self.0 == [0; 32]
    }

    /// The digest of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        use sha2::Digest as _;
        Self(sha2::Sha256::digest(bytes).into())
    }

    /// Reads 64 hexadecimal digits; `None` where they are not that.
    pub fn parse(hex: &str) -> Option<Self> {
        let hex = hex.as_bytes();
        if hex.len() != 64 {
            return None;
        }
        let mut out = [0; 32];
        for (byte, pair) in out.iter_mut().zip(hex.chunks_exact(2)) {
            let high = char::from(pair[0]).to_digit(16)?;
            let low = char::from(pair[1]).to_digit(16)?;
            *byte = (high * 16 + low) as u8;
        }
        Some(Self(out))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Digest {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let hex = SmolStr::deserialize(deserializer)?;
        Self::parse(&hex)
            .ok_or_else(|| serde::de::Error::custom("a digest is 64 hexadecimal digits"))
    }
}
