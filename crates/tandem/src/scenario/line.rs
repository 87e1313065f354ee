//! A line of a transcript, and its words.

use std::collections::VecDeque;
use tandem_core::Text;
use tandem_core::problem::{Problem, Problems};

/// A line with its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    pub(super) file: &'a str,
    pub(super) no: usize,
    pub(super) text: &'a str,
}

/// A word of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Its text without quotes.
    pub(super) text: String,
    /// It began with a quote: it is text and never a word of the grammar.
    pub(super) quoted: bool,
}

impl<'a> Line<'a> {
    /// Whether the line is for the reader alone.
    pub(super) fn is_prose(&self) -> bool {
        self.text.starts_with('#') || self.text.trim().is_empty()
    }

    /// What follows the `>` of a command.
    pub(super) fn command(&self) -> Option<&'a str> {
        self.text.strip_prefix('>')
    }

    /// Output can only stand below the command that printed it.
    pub(super) fn must_follow_a_command(&self, has_run: bool) -> Result<(), Problems> {
        if has_run {
            return Ok(());
        }
        Err(self.problem(
            Text::new("此行之前没有指令", "no command stands above this line"),
            Text::new(
                "说明文字以“#”开头，指令以“>”开头",
                "begin prose with `#` and a command with `>`",
            ),
        ))
    }

    /// A problem of this line.
    pub(super) fn problem(&self, what: Text, remedy: Text) -> Problems {
        Problems(vec![Problem::error(format!("{}:{}", self.file, self.no), what, remedy)])
    }

    /// The words of a command.
    pub(super) fn words(&self, command: &str) -> Result<VecDeque<Word>, Problems> {
        let mut words = VecDeque::new();
        let mut chars = command.chars().peekable();
        while let Some(&first) = chars.peek() {
            if first.is_whitespace() {
                chars.next();
                continue;
            }
            let mut text = String::new();
            while let Some(c) = chars.next_if(|c| !c.is_whitespace()) {
                let Some(end) = closing(c) else {
                    text.push(c);
                    continue;
                };
                text.extend(std::iter::from_fn(|| chars.next_if(|c| *c != end)));
                if chars.next().is_none() {
                    return Err(self.unclosed(end));
                }
            }
            words.push_back(Word { text, quoted: closing(first).is_some() });
        }
        Ok(words)
    }

    fn unclosed(&self, end: char) -> Problems {
        self.problem(
            Text::new("引号未闭合", "a quote is not closed"),
            Text::new(format!("在文字末尾加“{end}”"), format!("put {end} after the text")),
        )
    }
}

fn closing(quote: char) -> Option<char> {
    match quote {
        '“' => Some('”'),
        '"' => Some('"'),
        _ => None,
    }
}
