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

pub(super) fn is_stop(word: &str) -> bool {
    word.len() <= 7 && STOP.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    #[test]
    fn is_sorted() {
        assert!(super::STOP.is_sorted());
    }
}
