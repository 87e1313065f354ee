//! The place in a text that fits a query, with what fits marked.

use super::query::Wanted;
use tandem_sense::text::{fold_width, is_han};

/// Characters of a snippet.
const LENGTH: usize = 90;

/// Characters before the first mark.
const BEFORE: usize = 18;

/// A part of a snippet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it says.
    pub text: String,
    /// Whether it fits the query.
    pub marked: bool,
}

/// The best place of some texts; the beginning of the first one where nothing fits.
pub fn snippet(texts: &[String], wanted: &[Wanted]) -> Vec<Part> {
    let needles: Vec<Vec<char>> = wanted.iter().flat_map(needles).collect();
    let best = texts.iter().map(|text| (marks(text, &needles), text));
    // Of equally good texts the first is taken.
    let best = best.enumerate().max_by_key(|(no, ((found, _), _))| (*found, usize::MAX - no));
    let Some((_, ((_, marks), text))) = best else { return Vec::new() };
    cut(text, &marks)
}

/// Whether everything that is marked for something stands in some texts. Of Chinese that is a
/// little more than an index asks for, which cuts it in any way.
pub(super) fn occur(texts: &[String], wanted: &Wanted) -> bool {
    let needles = needles(wanted);
    needles
        .iter()
        .all(|needle| texts.iter().any(|text| marks(text, std::slice::from_ref(needle)).0 > 0))
}

/// What is marked for a word: it itself, or every two characters in a row of a Chinese one.
fn needles(wanted: &Wanted) -> Vec<Vec<char>> {
    let folded: Vec<char> = wanted.text().chars().map(folded).collect();
    let runs = folded.chunk_by(|a, b| is_han(*a) == is_han(*b) && b.is_alphanumeric());
    let runs = runs.map(|run| run.iter().copied().filter(|c| c.is_alphanumeric()).collect());
    let runs = runs.filter(|run: &Vec<char>| !run.is_empty());
    match wanted {
        Wanted::Exactly(_) => vec![folded],
        Wanted::Words(_) => runs.flat_map(|run| pieces(&run)).collect(),
    }
}

fn pieces(run: &[char]) -> Vec<Vec<char>> {
    match run {
        [first, _, _, ..] if is_han(*first) => run.windows(2).map(<[char]>::to_vec).collect(),
        run => vec![run.to_vec()],
    }
}

fn folded(c: char) -> char {
    let c = fold_width(c);
    c.to_lowercase().next().unwrap_or(c)
}

/// How many of the needles a text has, and which of its characters belong to one.
fn marks(text: &str, needles: &[Vec<char>]) -> (usize, Vec<bool>) {
    let chars: Vec<char> = text.chars().map(folded).collect();
    let mut marks = vec![false; chars.len()];
    let mut found = 0;
    for needle in needles {
        let mut seen = false;
        for (at, window) in chars.windows(needle.len()).enumerate() {
            let word = is_han(needle[0]) || at == 0 || !chars[at - 1].is_alphanumeric();
            if word && window == needle.as_slice() {
                seen = true;
                marks[at..at + needle.len()].fill(true);
            }
        }
        found += usize::from(seen);
    }
    (found, marks)
}

fn cut(text: &str, marks: &[bool]) -> Vec<Part> {
    let first = marks.iter().position(|marked| *marked).unwrap_or(0);
    let start = first.saturating_sub(BEFORE);
    let shown = text.chars().zip(marks).skip(start).take(LENGTH);
    let mut parts: Vec<Part> = Vec::new();
    if start > 0 {
        parts.push(Part { text: "…".to_owned(), marked: false });
    }
    for (c, marked) in shown {
        let c = if c.is_control() { ' ' } else { c };
        match parts.last_mut().filter(|part| part.marked == *marked) {
            Some(part) => part.text.push(c),
            None => parts.push(Part { text: c.to_string(), marked: *marked }),
        }
    }
    if marks.len() > start + LENGTH {
        parts.push(Part { text: "…".to_owned(), marked: false });
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_is_marked_where_most_of_it_stands() {
        let texts = ["无关", "南湖大道今晨积水严重，Road closed, ROADS open"].map(str::to_owned);
        let show = |typed: &str| {
            let parts = snippet(&texts, &Wanted::read(typed).expect("short"));
            let show = |part: &Part| match part.marked {
                true => format!("[{}]", part.text),
                false => part.text.clone(),
            };
            parts.iter().map(show).collect::<String>()
        };
        for (typed, want) in [
            ("南湖积水", "[南湖]大道今晨[积水]严重，Road closed, ROADS open"),
            ("road", "南湖大道今晨积水严重，[Road] closed, [ROAD]S open"),
            ("“今晨积水”", "南湖大道[今晨积水]严重，Road closed, ROADS open"),
            ("重", "南湖大道今晨积水严[重]，Road closed, ROADS open"),
            ("没有", "无关"),
        ] {
            assert_eq!(show(typed), want, "{typed}");
        }
    }

    #[test]
    fn long_texts_are_cut_around_the_first_mark() {
        let text = vec!["前".repeat(100) + "积水" + &"后".repeat(100)];
        let parts = snippet(&text, &Wanted::read("积水").expect("short"));
        let whole: String = parts.iter().map(|part| part.text.as_str()).collect();
        assert!(whole.starts_with('…') && whole.ends_with('…'), "{whole}");
        assert_eq!(whole.chars().count(), LENGTH + 2);
    }
}
