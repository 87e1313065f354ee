//! What a form is: a description as data, one for each verb.
//!
//! A description says what is asked of a person and in which words; it knows no rule. One renderer
//! draws every form, one reader makes a command of what was typed, and the core says the rest.

use crate::words::Word;

/// A form.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Form {
    /// What is done, as a heading and on the button.
    pub(crate) title: Word,
    /// What comes of it, in a sentence.
    pub(crate) explains: Word,
    /// What is asked.
    pub(crate) fields: &'static [Field],
    /// Whether it is easily taken back.
    pub(crate) weight: Weight,
}

/// How much there is to regret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weight {
    /// Daily work.
    Light,
    /// It ends or overrides something: the form asks once more.
    Grave,
}

/// One question of a form.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field {
    /// Its name in the form.
    pub(crate) name: &'static str,
    /// What is asked.
    pub(crate) label: Word,
    /// What helps to answer.
    pub(crate) hint: Option<Word>,
    /// How it is answered.
    pub(crate) kind: Kind,
    /// Whether it must be.
    pub(crate) need: Need,
}

/// Whether a question must be answered before the core is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// It must.
    Required,
    /// It need not.
    Optional,
    /// It depends, and the core says so.
    Depends,
}

/// How a question is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A line of text.
    Line,
    /// Some sentences.
    Text,
    /// A whole number from 0 on.
    Number,
    /// A day and a time of day, in the calendar's zone.
    When,
    /// One of a few things that all are seen.
    One(Choices),
    /// One of many things.
    Pick(Choices),
    /// Any of some things.
    Any(Choices),
    /// Files that are kept as originals.
    Originals,
    /// Promises with who and by when.
    Promises,
}

/// Between what somebody chooses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the list of that name")]
pub(crate) enum Choices {
    Levels,
    Urgencies,
    Grounds,
    Stances,
    SitrepKinds,
    Relations,
    RelayVerdicts,
    Tracks,
    StatementKinds,
    Progresses,
    Judgements,
    ExtensionAnswers,
    Solved,
    Joinings,
    Countersigns,
    /// Units: those on the case first, then those of its areas.
    Units,
    /// Findings that no later one replaces.
    Findings,
    /// Findings on the key in dispute.
    Disputed,
    Evidence,
    /// Findings and evidence.
    Cites,
    /// Statements that are out.
    Published,
    Tasks,
    Checklist,
    Remits,
    /// Areas that one's own desk answers for.
    Areas,
    CaseAreas,
    CaseRemits,
    KeyPoints,
    Drill,
    /// Open cases that may be about the same.
    Similar,
    // Of an area's offices.
    Positions,
    Powers,
    Departments,
    ChannelKinds,
    Outcomes,
    RowDecisions,
    AreaUnits,
}

/// A question that must be answered.
pub(super) const fn field(name: &'static str, label: Word, kind: Kind) -> Field {
    Field { name, label, hint: None, kind, need: Need::Required }
}

impl Field {
    /// The same with a hint.
    pub(super) const fn hint(mut self, zh: &'static str, en: &'static str) -> Self {
        self.hint = Some(Word::new(zh, en));
        self
    }

    /// The same, answered where the core asks for it.
    pub(super) const fn depends(mut self) -> Self {
        self.need = Need::Depends;
        self
    }

    /// The same, need not be answered.
    pub(super) const fn optional(mut self) -> Self {
        self.need = Need::Optional;
        self
    }
}

/// A form of daily work.
pub(super) const fn form(title: Word, explains: Word, fields: &'static [Field]) -> Form {
    Form { title, explains, fields, weight: Weight::Light }
}

impl Form {
    /// The same, asks once more.
    pub(super) const fn grave(mut self) -> Self {
        self.weight = Weight::Grave;
        self
    }

    /// A question by its name.
    pub(super) fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Whether files can be handed in with it.
    pub(super) fn takes_files(&self) -> bool {
        self.fields.iter().any(|field| field.kind == Kind::Originals)
    }
}
