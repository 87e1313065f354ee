//! How offices behave, as data: each figure with what it means and where it comes from.
//!
//! No figure here is a finding about a real office. A prior has a source in literature; the rest are
//! assumptions. [`sensitivity`](crate::sensitivity) shows which of them a comparison hangs on.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use tandem_core::Text;

/// The file that is built in.
const DEFAULT: &str = include_str!("offices.toml");

/// Figures of behaviour.
#[derive(Clone, Debug, PartialEq)]
pub struct Offices {
    values: [f64; Parameter::ALL.len()],
    entries: Vec<Entry>,
    /// When matters come in.
    pub season: Season,
}

/// A figure as the file says it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    /// Its name.
    pub name: &'static str,
    /// Its value.
    pub value: f64,
    /// How well it is known.
    pub standing: Standing,
    /// Where it comes from; empty for an assumption.
    pub source: String,
    /// What it means.
    pub words: Text,
    /// How far it could reasonably lie off.
    pub range: Plausible,
}

/// How far a figure could reasonably lie off, and why so far.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plausible {
    /// The least.
    pub low: f64,
    /// The most.
    pub high: f64,
    /// Why, in Chinese.
    #[serde(default)]
    pub zh: String,
    /// Why, in English.
    #[serde(default)]
    pub en: String,
}

impl Plausible {
    /// The same range, wide enough for a value.
    fn around(self, value: f64) -> Self {
        Self { low: self.low.min(value), high: self.high.max(value), ..self }
    }
}

/// How well a figure is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// From literature about other offices.
    Prior,
    /// Ours, to be replaced.
    #[default]
    Assumption,
    /// Measured where it is used, as whoever wrote the file says.
    Measured,
}

/// When matters come in, as weights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Season {
    /// The 24 hours of a day from midnight, local time.
    pub hours: Vec<f64>,
    /// The 7 days of a week from Monday.
    pub weekdays: Vec<f64>,
    /// How well they are known.
    #[serde(default)]
    pub standing: Standing,
    /// Where they come from; empty for an assumption.
    #[serde(default)]
    pub source: String,
}

/// Why a file of figures cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OfficesError {
    /// It is no TOML, or has other fields.
    #[error("{file} cannot be read")]
    Toml {
        /// Which file.
        file: String,
        /// Why.
        source: toml::de::Error,
    },
    /// A table has a name that no figure has.
    #[error("{file}: there is no figure `{name}`; known are: {known}")]
    Unknown {
        /// Which file.
        file: String,
        /// The name.
        name: String,
        /// All names that there are.
        known: String,
    },
    /// A figure is outside its range.
    #[error("{file}: `{name}` is {value}, but must be {range}")]
    Range {
        /// Which file.
        file: String,
        /// The figure.
        name: &'static str,
        /// Its value.
        value: f64,
        /// What it may be.
        range: &'static str,
    },
    /// The range in which a figure could reasonably lie does not hold it, or is no range.
    #[error("{file}: the range of `{name}`, {low} to {high}, must hold its value {value}")]
    Plausible {
        /// Which file.
        file: String,
        /// The figure.
        name: &'static str,
        /// Where the range begins.
        low: f64,
        /// Where it ends.
        high: f64,
        /// The value.
        value: f64,
    },
    /// The weights of arrivals are unusable.
    #[error("{file}: season needs 24 hours and 7 weekdays, none negative and not all zero")]
    Season {
        /// Which file.
        file: String,
    },
}

/// Hands that do nothing but other work would never come to this one.
const PART_MAX: f64 = 0.9;

/// What a figure may be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Range {
    Share,
    /// A share that leaves something over.
    Part,
    Hands,
    Amount,
}

impl Range {
    fn holds(self, value: f64) -> bool {
        match self {
            Self::Share => (0.0..=1.0).contains(&value),
            Self::Part => (0.0..=PART_MAX).contains(&value),
            Self::Hands => (1.0..=1000.0).contains(&value) && value.fract() == 0.0,
            Self::Amount => value > 0.0 && value <= 1e6,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Share => "from 0 to 1",
            Self::Part => "from 0 to 0.9",
            Self::Hands => "a whole number from 1 to 1000",
            Self::Amount => "above 0 and at most 1000000",
        }
    }

    /// A value as near to what is asked as it may be.
    fn nearest(self, value: f64) -> f64 {
        match self {
            Self::Share => value.clamp(0.0, 1.0),
            Self::Part => value.clamp(0.0, PART_MAX),
            Self::Hands => value.round().clamp(1.0, 1000.0),
            Self::Amount => value.clamp(f64::MIN_POSITIVE, 1e6),
        }
    }
}

macro_rules! parameters {
    ($($(#[$doc:meta])* $name:ident $text:literal $range:ident,)*) => {
        /// A figure of behaviour.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Parameter {
            $($(#[$doc])* $name,)*
        }

        impl Parameter {
            /// All of them, in the order of the file.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Its name in files.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            fn range(self) -> Range {
                match self { $(Self::$name => Range::$range,)* }
            }
        }
    };
}

parameters! {
    /// Matters a day in each area of the lowest level.
    CasesPerAreaDay "cases_per_area_day" Amount,
    /// Share of matters that concern two areas.
    ShareSeveralAreas "share_several_areas" Share,
    /// Share that concern two remits.
    ShareSeveralRemits "share_several_remits" Share,
    /// Share heard first one level further up, at each level again.
    ShareHeardAbove "share_heard_above" Share,
    /// Share that are grave; a quarter of these especially grave.
    ShareGrave "share_grave" Share,
    /// Share that are fairly grave.
    ShareFairlyGrave "share_fairly_grave" Share,
    /// Share of ordinary matters that triage declines.
    ShareDeclined "share_declined" Share,
    /// Share whose remit is taken wrongly at first.
    ShareMisrouted "share_misrouted" Share,
    /// Hands of a desk in office hours.
    DeskServers "desk_servers" Hands,
    /// Hands of a desk at night.
    DeskNightServers "desk_night_servers" Hands,
    /// Hands of a department in office hours.
    DepartmentServers "department_servers" Hands,
    /// Share of the hands' time that other work takes; it waits for grave matters.
    OtherWork "other_work" Part,
    /// Minutes until somebody turns to a thing, median.
    ReactionMinutes "reaction_minutes" Amount,
    /// Deviation of the logarithm of that time.
    ReactionSpread "reaction_spread" Amount,
    /// Minutes until a read-back is confirmed, median.
    ReadBackMinutes "read_back_minutes" Amount,
    /// How many times longer that is at night.
    NightFactor "night_factor" Amount,
    /// Minutes of handling a step, median.
    HandlingMinutes "handling_minutes" Amount,
    /// Minutes of writing an account or a statement, median.
    WritingMinutes "writing_minutes" Amount,
    /// Office hours of looking into it and mending it, median.
    FieldWorkHours "field_work_hours" Amount,
    /// Deviation of the logarithm of that time.
    FieldWorkSpread "field_work_spread" Amount,
    /// How many times as long reaction and field work take for grave matters.
    GraveFactor "grave_factor" Amount,
    /// Share of steps that lie about.
    ShareLate "share_late" Share,
    /// How many times longer the reaction is then.
    LateFactor "late_factor" Amount,
    /// Share of steps that get no answer until they are escalated.
    ShareSilent "share_silent" Share,
    /// Share of reminders that are heeded at once.
    HeedsReminder "heeds_reminder" Share,
    /// Minutes of reaction once pressed, median.
    PressedMinutes "pressed_minutes" Amount,
    /// Share of orders on which the unit soon tells how it proceeds.
    ShareTellsProgress "share_tells_progress" Share,
    /// Share of leads that inform the public without being pressed.
    ShareSpeaksAtOnce "share_speaks_at_once" Share,
    /// Share of assisting units that send an order back.
    ShareSentBack "share_sent_back" Share,
    /// Share of first accounts that say nothing.
    ShareEmpty "share_empty" Share,
    /// Share of assisting accounts whose figure differs from the lead's.
    ShareDisputed "share_disputed" Share,
    /// Share of verifications that find the matter unsolved.
    ShareRefuted "share_refuted" Share,
    /// Share of closures that the public contests.
    ShareContested "share_contested" Share,
    /// Share of an account that survives one hop upward.
    RetentionPerHop "retention_per_hop" Share,
    /// By how much it is more or less.
    RetentionSpread "retention_spread" Share,
    /// Share of hops that make bad news milder.
    ShareSoftened "share_softened" Share,
}

/// A table of the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    value: f64,
    standing: Option<Standing>,
    source: Option<String>,
    words: Option<Text>,
    range: Option<Plausible>,
}

#[derive(Deserialize)]
struct File {
    season: Option<Season>,
    #[serde(flatten)]
    figures: BTreeMap<String, Raw>,
}

impl Default for Offices {
    /// The figures that are built in.
    fn default() -> Self {
        let entries = Parameter::ALL.iter().map(|parameter| Entry {
            name: parameter.name(),
            value: 0.0,
            standing: Standing::Assumption,
            source: String::new(),
            words: Text::new("", ""),
            range: Plausible::default(),
        });
        let blank = Self {
            values: [0.0; Parameter::ALL.len()],
            entries: entries.collect(),
            season: Season {
                hours: Vec::new(),
                weekdays: Vec::new(),
                standing: Standing::Assumption,
                source: String::new(),
            },
        };
        blank.with("offices.toml", DEFAULT).expect("a test reads the file that is built in")
    }
}

impl Offices {
    /// These figures, with those that a file replaces.
    ///
    /// # Errors
    /// Where the file is no TOML, names a figure that there is not, or one outside its range.
    pub fn with(&self, file: &str, text: &str) -> Result<Self, OfficesError> {
        let named = || file.to_owned();
        let File { season, figures } =
            toml::from_str(text).map_err(|source| OfficesError::Toml { file: named(), source })?;
        let mut offices = self.clone();
        for (name, raw) in figures {
            let known = Parameter::ALL.iter().find(|parameter| parameter.name() == name);
            let Some(parameter) = known else {
                let known: Vec<_> = Parameter::ALL.iter().map(|p| p.name()).collect();
                return Err(OfficesError::Unknown { file: named(), name, known: known.join(", ") });
            };
            offices.replace(*parameter, raw);
        }
        offices.season = season.unwrap_or(offices.season);
        offices.check(file)?;
        Ok(offices)
    }

    fn replace(&mut self, parameter: Parameter, raw: Raw) {
        self.values[parameter as usize] = raw.value;
        let entry = &mut self.entries[parameter as usize];
        entry.value = raw.value;
        // A replaced figure no longer has the source of the one that it replaces.
        entry.standing = raw.standing.unwrap_or_default();
        entry.source = raw.source.unwrap_or_default();
        if let Some(words) = raw.words {
            entry.words = words;
        }
        let known = std::mem::take(&mut entry.range);
        entry.range = raw.range.unwrap_or_else(|| known.around(raw.value));
    }

    fn check(&self, file: &str) -> Result<(), OfficesError> {
        let file = || file.to_owned();
        let mut all = Parameter::ALL.iter();
        if let Some(wrong) = all.find(|parameter| !parameter.range().holds(self.get(**parameter))) {
            let (name, value, range) = (wrong.name(), self.get(*wrong), wrong.range().words());
            return Err(OfficesError::Range { file: file(), name, value, range });
        }
        for parameter in Parameter::ALL {
            let (value, name) = (self.get(*parameter), parameter.name());
            let Plausible { low, high, .. } = self.entries[*parameter as usize].range;
            let bounds = [low, high].iter().all(|bound| parameter.range().holds(*bound));
            if !bounds || low > value || value > high {
                return Err(OfficesError::Plausible { file: file(), name, low, high, value });
            }
        }
        let fits = |weights: &[f64], n: usize| {
            let sound = weights.iter().all(|weight| weight.is_finite() && *weight >= 0.0);
            weights.len() == n && sound && weights.iter().sum::<f64>() > 0.0
        };
        if !fits(&self.season.hours, 24) || !fits(&self.season.weekdays, 7) {
            return Err(OfficesError::Season { file: file() });
        }
        Ok(())
    }

    /// The value of a figure.
    #[must_use]
    pub fn get(&self, parameter: Parameter) -> f64 {
        self.values[parameter as usize]
    }

    /// The same figures with one of them a number of times as large, as far as its range goes.
    #[must_use]
    pub fn scaled(&self, parameter: Parameter, factor: f64) -> Self {
        self.set(parameter, parameter.range().nearest(self.get(parameter) * factor))
    }

    /// The same figures with one of them at a place of its plausible range, from 0 to 1. Times and
    /// factors are placed by their logarithm, because a range from minutes to days has its middle
    /// in hours.
    #[must_use]
    pub fn placed(&self, parameter: Parameter, at: f64) -> Self {
        let Plausible { low, high, .. } = self.entries[parameter as usize].range;
        let value = match parameter.range() {
            Range::Amount => low * (high / low).powf(at),
            _ => low + (high - low) * at,
        };
        self.set(parameter, parameter.range().nearest(value))
    }

    pub(crate) fn replaced(&self, parameter: Parameter, value: f64, source: &str) -> Self {
        let value = parameter.range().nearest(value);
        let mut offices = self.set(parameter, value);
        let entry = &mut offices.entries[parameter as usize];
        entry.standing = Standing::Measured;
        source.clone_into(&mut entry.source);
        entry.range = std::mem::take(&mut entry.range).around(value);
        offices
    }

    fn set(&self, parameter: Parameter, value: f64) -> Self {
        let mut offices = self.clone();
        offices.values[parameter as usize] = value;
        offices.entries[parameter as usize].value = value;
        offices
    }

    /// All figures with their standing and source.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }
}
