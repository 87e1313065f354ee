//! A paper as a value.

use serde::Serialize;
use tandem_core::Lang;

/// A paper, whatever its kind.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Paper {
    /// `zh` or `en`.
    pub lang: &'static str,
    /// What every page must say: that it is a drill, that officials are simulated.
    pub marks: Vec<Mark>,
    /// The organ that issues it; head of a Chinese paper.
    pub organ: String,
    /// What kind of paper it is, as the head names it.
    pub kind: String,
    /// By which it is found again, such as `c1/o1`.
    pub number: String,
    /// How urgent it is, where it is.
    pub urgency: Option<String>,
    /// Its title.
    pub title: String,
    /// To whom it goes first.
    pub to: Option<String>,
    /// What it says.
    pub body: Vec<Block>,
    /// Who signs: the organ, and the person where the paper is internal.
    pub signed: Vec<String>,
    /// Its day, as people write it in the language.
    pub date: String,
    /// The same day as ISO 8601, for programs.
    pub day: String,
    /// Who gets a copy.
    pub copies: Vec<String>,
    /// By which the paper can be checked against the ledger, line by line.
    pub proof: Vec<String>,
}

impl Paper {
    /// The same with its headings numbered, as many as there are.
    #[must_use]
    pub(crate) fn numbered(mut self) -> Self {
        const ZH: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
        let zh = self.lang == "zh";
        let headings = self.body.iter_mut().filter_map(|block| match block {
            Block::Heading { text } => Some(text),
            _ => None,
        });
        for (nth, text) in headings.enumerate() {
            *text = match ZH.get(nth).filter(|_| zh) {
                Some(number) => format!("{number}、{text}"),
                None => format!("{} {text}", nth + 1),
            };
        }
        self
    }
}

/// What every page must say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Mark(pub String);

/// A part of the body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "block", rename_all = "snake_case")]
pub enum Block {
    /// A heading.
    Heading {
        /// Its text.
        text: String,
    },
    /// A paragraph.
    Text {
        /// Its text.
        text: String,
    },
    /// Points, each a sentence or two.
    Points {
        /// In their order.
        points: Vec<String>,
    },
    /// A table.
    Table {
        /// Its columns.
        head: Vec<String>,
        /// How wide the columns are to each other.
        widths: Vec<u32>,
        /// Its rows, as many cells each as there are columns.
        rows: Vec<Vec<String>>,
    },
}

impl Block {
    /// A heading.
    pub fn heading(text: impl Into<String>) -> Self {
        Self::Heading { text: text.into() }
    }

    /// A paragraph.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into() }
    }
}

/// A language as papers name it.
pub(crate) fn code(lang: Lang) -> &'static str {
    lang.pick("zh", "en")
}
