//! The file of figures as it can be read again.

use super::Interval;
use crate::offices::{Offices, Parameter, Season, Standing};
use serde::Serialize;
use std::fmt::Write as _;

/// A figure that data tell.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fitted {
    /// Which.
    #[serde(serialize_with = "named")]
    pub parameter: Parameter,
    /// Its value with its interval.
    #[serde(flatten)]
    pub value: Interval,
    /// Which data, how many, which months.
    pub source: String,
}

fn named<S: serde::Serializer>(parameter: &Parameter, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(parameter.name())
}

/// The figures as TOML, all of them, each with its standing and source.
#[must_use]
pub fn write(offices: &Offices) -> String {
    let mut text = String::from(
        "# 由 calibrate 写出；standing = \"measured\" 的数值由数据得出，其余保持不变。\n# Written by \
         calibrate. Figures with standing \"measured\" come from data, the rest stayed as it was.\n",
    );
    for entry in offices.entries() {
        let quoted = |text: &str| toml::Value::from(text).to_string();
        let standing = match entry.standing {
            Standing::Prior => "prior",
            Standing::Assumption => "assumption",
            Standing::Measured => "measured",
        };
        let (words, range) = (&entry.words, &entry.range);
        // Writing to a text cannot fail.
        let _ = writeln!(text, "\n[{}]\nvalue = {}", entry.name, number(entry.value));
        let _ = writeln!(text, "standing = {}", quoted(standing));
        if !entry.source.is_empty() {
            let _ = writeln!(text, "source = {}", quoted(&entry.source));
        }
        let (zh, en) = (quoted(&words.zh), quoted(&words.en));
        let _ = writeln!(text, "words = {{ zh = {zh}, en = {en} }}");
        let (low, high) = (number(range.low), number(range.high));
        let (zh, en) = (quoted(&range.zh), quoted(&range.en));
        let _ = writeln!(text, "range = {{ low = {low}, high = {high}, zh = {zh}, en = {en} }}");
    }
    text.push_str(&season(&offices.season));
    text
}

fn season(season: &Season) -> String {
    let weights = |all: &[f64]| all.iter().map(|w| number(*w)).collect::<Vec<_>>().join(", ");
    let standing = if season.standing == Standing::Measured { "measured" } else { "assumption" };
    format!(
        "\n[season]\nhours = [{}]\nweekdays = [{}]\nstanding = \"{standing}\"\nsource = {}\n",
        weights(&season.hours),
        weights(&season.weekdays),
        toml::Value::from(season.source.as_str())
    )
}

/// A number with as many places as it is known to.
fn number(value: f64) -> String {
    let rounded = if value.abs() >= 100.0 { value.round() } else { (value * 1e4).round() / 1e4 };
    rounded.to_string()
}

impl Offices {
    /// The same figures with one that data tell in the place of what was assumed.
    ///
    /// A value outside what a figure may be is put at the nearest that it may.
    #[must_use]
    pub fn measured(&self, fitted: &Fitted) -> Self {
        self.replaced(fitted.parameter, fitted.value.value, &fitted.source)
    }
}
