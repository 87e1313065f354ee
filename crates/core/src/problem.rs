//! What is wrong with a data file: the place, what is wrong and the remedy.

use crate::{Lang, Text};
use std::fmt;

/// How much a problem matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The file works, but somebody should look.
    Warning,
    /// The file cannot be used.
    Error,
}

/// One thing that is wrong, with its place and its remedy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// How much it matters.
    pub severity: Severity,
    /// File, and line or table where known.
    pub place: String,
    /// What is wrong.
    pub what: Text,
    /// What to do about it.
    pub remedy: Text,
}

impl Problem {
    /// A problem that makes the file unusable.
    pub fn error(place: impl Into<String>, what: Text, remedy: Text) -> Self {
        Self { severity: Severity::Error, place: place.into(), what, remedy }
    }

    /// A problem that leaves the file usable.
    pub fn warning(place: impl Into<String>, what: Text, remedy: Text) -> Self {
        Self { severity: Severity::Warning, place: place.into(), what, remedy }
    }

    /// The problem as one line in a language.
    pub fn line(&self, lang: Lang) -> String {
        let severity = match (self.severity, lang) {
            (Severity::Error, Lang::Zh) => "错误",
            (Severity::Error, Lang::En) => "error",
            (Severity::Warning, Lang::Zh) => "提醒",
            (Severity::Warning, Lang::En) => "warning",
        };
        let arrow = lang.pick("；处理：", "; remedy: ");
        format!(
            "{severity} {}: {}{arrow}{}",
            self.place,
            self.what.get(lang),
            self.remedy.get(lang)
        )
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.line(Lang::En))
    }
}

/// All problems of a file that cannot be used, worst first.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{}", .0.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n"))]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    /// `Err` if any of the problems is an error, otherwise the value and the warnings.
    pub fn unless_fatal<T>(problems: Vec<Problem>, value: T) -> Result<(T, Vec<Problem>), Self> {
        if problems.iter().any(|p| p.severity == Severity::Error) {
            let mut problems = problems;
            problems.sort_by_key(|p| std::cmp::Reverse(p.severity));
            return Err(Self(problems));
        }
        Ok((value, problems))
    }
}

/// Line of a byte offset in a text, counted from 1.
pub(crate) fn line_of(text: &str, offset: usize) -> usize {
    text.as_bytes()[..offset.min(text.len())].iter().filter(|&&b| b == b'\n').count() + 1
}

/// A TOML document that does not parse, as a problem with its line.
pub fn toml_problem(file: &str, text: &str, error: &toml::de::Error) -> Problem {
    let line = error.span().map_or(1, |span| line_of(text, span.start));
    Problem::error(
        format!("{file}:{line}"),
        Text::new(format!("TOML 无法解析：{}", error.message()), error.message()),
        Text::new("按提示修改该行", "correct this line as the message says"),
    )
}
