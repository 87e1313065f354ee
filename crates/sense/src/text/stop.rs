//! Function words of some European languages, which carry no matter. Han pairs and further
//! languages rely on document frequency alone.

/// Sorted, so that it can be searched.
const STOP: &[&str] = &[
    "about", "again", "against", "all", "am", "amp", "an", "and", "any", "are", "as", "at", "be",
    "been", "being", "between", "both", "but", "by", "can", "con", "could", "dans", "das", "de",
    "del", "dem", "den", "der", "des", "did", "die", "do", "does", "dont", "down", "du", "during",
    "each", "ein", "eine", "el", "elle", "en", "es", "est", "et", "few", "for", "from", "further",
    "gt", "had", "has", "have", "he", "her", "here", "him", "his", "how", "if", "il", "im", "in",
    "into", "is", "ist", "it", "its", "je", "just", "la", "las", "le", "les", "ll", "los", "lt",
    "may", "me", "might", "mit", "more", "most", "must", "my", "ne", "nicht", "no", "nor", "not",
    "of", "off", "on", "once", "only", "or", "other", "our", "out", "over", "own", "para", "pas",
    "por", "pour", "que", "qui", "re", "rt", "same", "se", "she", "should", "so", "some", "su",
    "such", "sur", "than", "that", "the", "their", "them", "then", "there", "these", "they",
    "this", "those", "through", "to", "too", "tu", "un", "una", "und", "under", "until", "up",
    "us", "ve", "very", "via", "von", "was", "we", "were", "what", "when", "where", "which", "who",
    "whom", "why", "will", "with", "would", "you", "your", "zu",
];

/// Where the words of each first letter begin; the last one is the end of the list.
const BEGINNINGS: [u8; 27] = beginnings();

const fn beginnings() -> [u8; 27] {
    assert!(STOP.len() < 256);
    let mut starts = [STOP.len() as u8; 27];
    let mut at = STOP.len();
    while at > 0 {
        at -= 1;
        let letter = (STOP[at].as_bytes()[0] - b'a') as usize;
        starts[letter] = at as u8;
    }
    let mut letter = 26;
    while letter > 0 {
        letter -= 1;
        // A letter that begins no word has an empty range.
        if starts[letter] == STOP.len() as u8 {
            starts[letter] = starts[letter + 1];
        }
    }
    starts
}

pub(super) fn is_stop(word: &str) -> bool {
    let &[first, ..] = word.as_bytes() else { return false };
    if word.len() > 7 || !first.is_ascii_lowercase() {
        return false;
    }
    let letter = usize::from(first - b'a');
    STOP[BEGINNINGS[letter].into()..BEGINNINGS[letter + 1].into()].contains(&word)
}

#[cfg(test)]
mod tests {
    #[test]
    fn is_sorted() {
        assert!(super::STOP.is_sorted());
        assert!(super::STOP.iter().all(|word| word.len() <= 7 && super::is_stop(word)));
        assert!(!["", "a1", "zz", "sandy", "数"].iter().any(|word| super::is_stop(word)));
    }
}
