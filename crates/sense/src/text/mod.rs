//! Text as signal: one form for what looks the same, and tokens for any script.
//!
//! Alphabetic scripts give words. Han gives overlapping pairs of characters: no dictionary to keep
//! up to date, and a new name is a token the moment it is first used.

mod stop;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, is_combining_mark};

/// Folds a full-width ASCII character or an ideographic space to its plain form. One character
/// gives one character, so offsets stay valid.
pub fn fold_width(c: char) -> char {
    match c {
        '\u{3000}' | '\u{00a0}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// One form for text that reads the same: width folded, lower case, blanks collapsed and trimmed.
pub fn normalise(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c == '\u{200b}').filter(|w| !w.is_empty())
    {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().map(fold_width).flat_map(char::to_lowercase));
    }
    out
}

/// Whether a character is a Han ideograph.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{323af}' | '々' | '〇')
}

/// Letters, numbers and the low line of any script.
pub(crate) fn is_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    // Enclosed letters count as symbols.
    let enclosed = matches!(c, '\u{24b6}'..='\u{24e9}' | '\u{1f130}'..='\u{1f189}');
    (c.is_alphanumeric() && !is_combining_mark(c)) && !enclosed
}

/// Compatibility decomposition without combining marks: `é` is `e`, `Ａ` is `A`.
pub(crate) fn fold_marks(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    text.nfkd().filter(|&c| canonical_combining_class(c) == 0).collect()
}

/// Length in bytes of the link at the start of `rest`, or 0.
pub(crate) fn link_len(rest: &str) -> usize {
    let head = ["https://", "http://", "www."].into_iter().find(|head| rest.starts_with(head));
    let Some(head) = head else { return 0 };
    let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
    if end > head.len() { end } else { 0 }
}

/// Calls `take` for every token of `text`, in order.
///
/// Links, @mentions and short `[emoticons]` are skipped, hashtags are split at their capitals,
/// marks and case folded, four or more equal letters become three, function words, single letters
/// and numbers of more than four digits left out.
pub fn for_each_token(text: &str, mut take: impl FnMut(&str)) {
    let mut clean = strip(text);
    if clean.is_ascii() {
        clean.make_ascii_lowercase();
        let words = clean.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        words.filter(|word| word.len() > 1).for_each(|word| take_word(word, &mut take));
        return;
    }
    let folded: String = fold_marks(&clean).chars().flat_map(char::to_lowercase).collect();
    let mut word = String::new();
    let mut han: Vec<char> = Vec::new();
    for c in folded.chars().chain([' ']) {
        if is_han(c) {
            flush_word(&mut word, &mut take);
            han.push(c);
        } else if is_word(c) {
            flush_han(&mut han, &mut take);
            word.push(c);
        } else {
            flush_word(&mut word, &mut take);
            flush_han(&mut han, &mut take);
        }
    }
}

/// The tokens of [`for_each_token`] as owned text.
pub fn tokens(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    for_each_token(text, |token| out.push(token.to_owned()));
    out
}

fn flush_word(word: &mut String, take: &mut impl FnMut(&str)) {
    if !word.is_empty() {
        if word.len() > 1 && (word.len() > 4 || word.chars().nth(1).is_some()) {
            take_word(word, take);
        }
        word.clear();
    }
}

/// Takes a word of two characters or more, if it can carry matter.
fn take_word(word: &str, take: &mut impl FnMut(&str)) {
    let shortened = long_repeat(word).map(|(at, _)| shorten_repeats(word, at));
    let word = shortened.as_deref().unwrap_or(word);
    let big_number = word.len() > 4 && word.bytes().all(|b| b.is_ascii_digit());
    if !big_number && !stop::is_stop(word) {
        take(word);
    }
}

fn flush_han(han: &mut Vec<char>, take: &mut impl FnMut(&str)) {
    let mut pair = String::with_capacity(8);
    for two in han.windows(2) {
        pair.clear();
        pair.extend(two);
        take(&pair);
    }
    han.clear();
}

/// First place (byte) where one character stands four times or more in a row.
fn long_repeat(word: &str) -> Option<(usize, char)> {
    let bytes = word.as_bytes();
    if word.is_ascii() && !bytes.windows(4).any(|w| w[0] == w[1] && w[0] == w[2] && w[0] == w[3]) {
        return None;
    }
    let mut run = (0, '\0', 0);
    for (at, c) in word.char_indices() {
        run = if c == run.1 { (run.0, c, run.2 + 1) } else { (at, c, 1) };
        if run.2 == 4 {
            return Some((run.0, c));
        }
    }
    None
}

fn shorten_repeats(word: &str, from: usize) -> String {
    let mut out = word[..from].to_owned();
    let (mut last, mut run) = ('\0', 0);
    for c in word[from..].chars() {
        run = if c == last { run + 1 } else { 1 };
        last = c;
        if run <= 3 {
            out.push(c);
        }
    }
    out
}

/// Longest emoticon name in brackets, in characters.
const EMOTICON_CHARS_MAX: usize = 8;
/// Longest mention, in characters.
const MENTION_CHARS_MAX: usize = 30;

/// Text with links, mentions and emoticons blanked and hashtags split at their capitals.
fn strip(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text;
    let mut in_tag = false;
    let mut last = ' ';
    while let Some(c) = rest.chars().next() {
        let skip = match c {
            'h' | 'w' => link_len(rest),
            '@' | '＠' => mention_len(rest),
            '[' => emoticon_len(rest),
            _ => 0,
        };
        if skip > 0 {
            out.push(' ');
            last = ' ';
            rest = &rest[skip..];
            in_tag = false;
            continue;
        }
        if c == '#' {
            in_tag = true;
            out.push(' ');
        } else {
            in_tag = in_tag && is_word(c);
            if in_tag && last.is_ascii_lowercase() && c.is_ascii_uppercase() {
                out.push(' ');
            }
            out.push(c);
        }
        last = c;
        rest = &rest[c.len_utf8()..];
    }
    out
}

fn mention_len(rest: &str) -> usize {
    let name = |c: &char| is_word(*c) || *c == '-';
    let mut chars = rest.chars();
    let sign = chars.next().map_or(0, char::len_utf8);
    let len: usize = chars.take(MENTION_CHARS_MAX).take_while(name).map(char::len_utf8).sum();
    if len == 0 { 0 } else { sign + len }
}

fn emoticon_len(rest: &str) -> usize {
    let mut len = 1;
    for (n, c) in rest[1..].chars().take(EMOTICON_CHARS_MAX + 1).enumerate() {
        len += c.len_utf8();
        if c == ']' {
            return if n == 0 { 0 } else { len };
        }
        if !is_word(c) {
            return 0;
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normalises() {
        let check = |text: &str, want: &str| assert_eq!(normalise(text), want);
        check("ＡＢＣ　１２３", "abc 123");
        check("  南宁\n\t 市 ", "南宁 市");
        check("", "");
    }

    #[test]
    fn tokenises() {
        let check = |text: &str, want: &[&str]| assert_eq!(tokens(text), want, "{text}");
        check("The flood is in #NewYork http://t.co/abc @bob", &["flood", "new", "york"]);
        check("南宁暴雨[泪]@某某 3人", &["南宁", "宁暴", "暴雨"]);
        check("café COOOOOL 12345 2012", &["cafe", "coool", "2012"]);
        check("#桂林暴雨#桂林", &["桂林", "林暴", "暴雨", "桂林"]);
        check(
            "【通报】[一段很长的不是表情的话]",
            &[
                "通报", "一段", "段很", "很长", "长的", "的不", "不是", "是表", "表情", "情的",
                "的话",
            ],
        );
        check("a [x", &[]);
    }
}
