//! Papers from a case and its entries.
//!
//! Each kind of paper has one function here; what they share (facts with their numbers, deadlines
//! with their sources, originals with their digests, signatures) stands in [`parts`].

mod brief;
mod case_file;
mod evaluation;
mod flash;
mod order;
mod parts;
mod sitrep;
mod statement;
mod supervision;

pub use brief::{Day, brief};
pub use case_file::{Proof, case_file};
pub use evaluation::{Found, evaluation};
pub use flash::flash;
pub use order::dispatch_order;
pub use sitrep::sitrep;
pub use statement::statement;
pub use supervision::supervision_order;

use crate::paper::Mark;
use tandem_core::case::{Case, Context, Entry};
use tandem_core::{Lang, Text};

/// A case with all that a paper may say of it.
#[derive(Clone, Copy)]
pub struct Dossier<'a> {
    /// The case.
    pub case: &'a Case,
    /// Its entries in order.
    pub entries: &'a [Entry],
    /// The rules pinned to it, places and names.
    pub ctx: &'a Context<'a>,
    /// What every paper of this ledger must say, such as that officials are simulated.
    pub banner: Option<&'a Text>,
    /// In which language.
    pub lang: Lang,
}

/// Why there is no such paper.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.en)]
pub struct Missing(pub Text);

impl Missing {
    fn of(what: &Text, id: &str, case: &Case) -> Self {
        let case = &case.id;
        Self(Text::new(
            format!("案件{case}没有{}“{id}”", what.zh),
            format!("case {case} has no {} `{id}`", what.en),
        ))
    }
}

impl Dossier<'_> {
    fn marks(&self) -> Vec<Mark> {
        let drill = self.case.drill.then(|| self.lang.pick("演练", "EXERCISE").to_owned());
        let banner = self.banner.map(|banner| banner.get(self.lang).to_owned());
        drill.into_iter().chain(banner).map(Mark).collect()
    }

    fn say(&self, zh: impl Into<String>, en: impl Into<String>) -> String {
        match self.lang {
            Lang::Zh => zh.into(),
            Lang::En => en.into(),
        }
    }
}
