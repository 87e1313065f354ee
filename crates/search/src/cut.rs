//! How texts are cut into terms.

use tandem_sense::text::{is_han, normalise};
use tantivy::tokenizer::{Language, Stemmer, TextAnalyzer, Token, TokenStream, Tokenizer};

/// Name of the analysis in the index.
pub(crate) const ANALYSIS: &str = "pairs";

/// Longest word that is a term, in bytes; what is longer is no word that somebody types.
const WORD_BYTES_MAX: usize = 64;

/// The analysis of texts and of what is looked for.
pub(crate) fn analysis() -> TextAnalyzer {
    TextAnalyzer::builder(Pairs).filter(Stemmer::new(Language::English)).build()
}

/// A run of one kind of script, folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Run {
    /// Han characters, one or more.
    Han(Vec<char>),
    /// A word of letters or digits.
    Word(String),
}

/// The runs of a text.
pub(crate) fn runs(text: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut open = false;
    for c in normalise(text).chars() {
        match (is_han(c), c.is_alphanumeric(), runs.last_mut().filter(|_| open)) {
            (true, _, Some(Run::Han(run))) => run.push(c),
            (true, ..) => runs.push(Run::Han(vec![c])),
            (false, true, Some(Run::Word(word))) => word.push(c),
            (false, true, _) => runs.push(Run::Word(c.to_string())),
            (false, false, _) => {}
        }
        open = is_han(c) || c.is_alphanumeric();
    }
    runs
}

/// The terms of a run of Han: every two neighbours, and the last one by itself.
pub(crate) fn pairs(run: &[char]) -> impl Iterator<Item = String> {
    let last = run.last().map(|c| c.to_string());
    run.windows(2).map(|pair| pair.iter().collect()).chain(last)
}

#[derive(Clone, Debug)]
struct Pairs;

/// The terms of a text, cut already.
struct Cut {
    terms: std::vec::IntoIter<String>,
    token: Token,
}

impl Tokenizer for Pairs {
    type TokenStream<'a> = Cut;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Cut {
        let mut terms = Vec::new();
        for run in runs(text) {
            match run {
                Run::Han(run) => terms.extend(pairs(&run)),
                Run::Word(word) if word.len() <= WORD_BYTES_MAX => terms.push(word),
                Run::Word(_) => {}
            }
        }
        let token = Token { position: usize::MAX, ..Token::default() };
        Cut { terms: terms.into_iter(), token }
    }
}

impl TokenStream for Cut {
    fn advance(&mut self) -> bool {
        let Some(text) = self.terms.next() else { return false };
        self.token.text = text;
        self.token.position = self.token.position.wrapping_add(1);
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_into_pairs_and_stems() {
        let terms = |text: &str| {
            let mut found = Vec::new();
            analysis().token_stream(text).process(&mut |token| found.push(token.text.clone()));
            found.join(" ")
        };
        for (text, want) in [
            ("南湖积水。水", "南湖 湖积 积水 水 水"),
            ("Flooded ROADS, c-2026", "flood road c 2026"),
            ("５G基站", "5g 基站 站"),
            ("", ""),
        ] {
            assert_eq!(terms(text), want, "{text}");
        }
    }
}
