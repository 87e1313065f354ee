//! From what was typed to a command.
//!
//! A reader only says what cannot be read or was left out; whether it may be done is the core's to
//! say. It collects everything that is wrong, so that a person puts all of it right at once.

mod case;
mod office;

pub(super) use case::{ROWS, command};
pub(super) use office::command as office_command;

use super::filled::Filled;
use super::form::{Form, Kind, Need};
use super::scene::Scene;
use crate::words::Word;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tandem_core::case::Evidence;
use tandem_core::{Lang, Timestamp};

/// What is wrong with an answer.
#[derive(Clone, Debug)]
pub(super) struct Problem {
    /// The question; none where it concerns the form as a whole.
    pub(super) field: Option<&'static str>,
    /// What to do about it.
    pub(super) say: String,
}

/// Reads the answers of one form.
pub(super) struct Reader<'a> {
    pub(super) scene: &'a Scene<'a>,
    form: &'static Form,
    filled: &'a Filled,
    /// Originals that were handed in with the form.
    pub(super) originals: &'a [Evidence],
    problems: Vec<Problem>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        scene: &'a Scene<'a>,
        form: &'static Form,
        filled: &'a Filled,
        originals: &'a [Evidence],
    ) -> Self {
        let mut reader = Self { scene, form, filled, originals, problems: Vec::new() };
        for field in form.fields.iter().filter(|field| field.need == Need::Required) {
            if filled.all(field.name).next().is_none() {
                let label = field.label.get(scene.view.lang);
                let say = match (scene.view.lang, field.kind) {
                    (Lang::Zh, Kind::One(_) | Kind::Pick(_) | Kind::Any(_)) => {
                        format!("请选择：{label}")
                    }
                    (Lang::Zh, _) => format!("请填写：{label}"),
                    (Lang::En, Kind::One(_) | Kind::Pick(_) | Kind::Any(_)) => {
                        format!("Choose: {label}")
                    }
                    (Lang::En, _) => format!("Fill in: {label}"),
                };
                reader.problem(field.name, say);
            }
        }
        reader
    }

    /// The command, if everything could be read.
    pub(super) fn done<C>(self, command: C) -> Result<C, Vec<Problem>> {
        if self.problems.is_empty() { Ok(command) } else { Err(self.problems) }
    }

    fn problem(&mut self, name: &str, say: String) {
        let field = self.form.field(name).map(|field| field.name);
        self.problems.push(Problem { field, say });
    }

    fn wrong(&mut self, name: &str, word: Word) {
        let say = word.get(self.scene.view.lang).to_owned();
        self.problem(name, say);
    }

    fn text(&self, name: &'static str) -> String {
        self.filled.get(name).to_owned()
    }

    /// Text, if there is some.
    fn maybe(&self, name: &'static str) -> Option<String> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    fn id<T: for<'t> From<&'t str>>(&self, name: &'static str) -> T {
        T::from(self.filled.get(name))
    }

    fn maybe_id<T: for<'t> From<&'t str>>(&self, name: &'static str) -> Option<T> {
        self.filled.all(name).next().map(T::from)
    }

    fn ids<T: for<'t> From<&'t str>>(&self, name: &'static str) -> Vec<T> {
        self.filled.all(name).map(T::from).collect()
    }

    /// A value that has a word; what is absent was said before.
    fn word<T: DeserializeOwned>(&mut self, name: &'static str, otherwise: T) -> T {
        let word = self.filled.get(name);
        if word.is_empty() {
            return otherwise;
        }
        match serde_json::from_value(Value::from(word)) {
            Ok(value) => value,
            Err(_) => {
                self.wrong(name, Word::new("请从列出的选项中选择。", "Choose one of the options."));
                otherwise
            }
        }
    }

    fn words<T: DeserializeOwned>(&mut self, name: &'static str) -> Vec<T> {
        let all = self.filled.all(name).map(Value::from);
        all.filter_map(|word| serde_json::from_value(word).ok()).collect()
    }

    fn numbers(&mut self, name: &'static str) -> Vec<u32> {
        self.filled.all(name).filter_map(|text| text.parse().ok()).collect()
    }

    fn number(&mut self, name: &'static str) -> u32 {
        let text = self.filled.get(name);
        match text.parse() {
            Ok(number) => number,
            Err(_) if text.is_empty() => 0,
            Err(_) => {
                self.wrong(
                    name,
                    Word::new("请填写整数，如 12。", "Write a whole number, such as 12."),
                );
                0
            }
        }
    }

    /// An instant, from a day and a time of day in the calendar's zone.
    fn when(&mut self, name: &'static str) -> Timestamp {
        self.maybe_when(name).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    fn maybe_when(&mut self, name: &'static str) -> Option<Timestamp> {
        let text = self.filled.get(name);
        if text.is_empty() {
            return None;
        }
        match text.replace(' ', "T").parse() {
            Ok(local) => Some(self.scene.ctx.calendar.instant(local)),
            Err(_) => {
                self.wrong(
                    name,
                    Word::new(
                        "请写日期和时间，如 2026-03-04 18:00。",
                        "Write day and time, such as 2026-03-04 18:00.",
                    ),
                );
                None
            }
        }
    }
}
