//! Distortions and rewordings of English posts about crises.

use super::{Done, Pair, half_of};
use crate::chance::Chance;
use crate::figure::{Absent, file};
use std::io::Read as _;
use std::path::Path;

#[derive(serde::Deserialize)]
struct Row {
    id: String,
    text: String,
    informativeness: String,
}

/// Made pairs of one half of the posts.
pub(super) fn pairs(data: &Path, half: usize) -> Result<Vec<Pair>, Absent> {
    let path = file(data, "crisislex/T26_labelled_tweets.jsonl.gz")?;
    let mut text = String::new();
    let raw = std::fs::File::open(path).expect("the file opens");
    flate2::read::GzDecoder::new(raw).read_to_string(&mut text).expect("the file reads");
    let rows = text.lines().map(|l| serde_json::from_str::<Row>(l).expect("a post"));
    let rows: Vec<(u64, String)> = rows
        .filter(|row| row.informativeness == "Related and informative" && is_english(&row.text))
        .filter_map(|row| Some((row.id.parse().ok()?, clean(&row.text))))
        .filter(|(_, text)| text.split(' ').count() > 7)
        .collect();
    let mut chance = Chance::new(0x0f1d_e118);
    let mut out = Vec::new();
    for (n, (_, text)) in
        rows.iter().enumerate().filter(|(_, (id, _))| half_of(*id) == half).step_by(3)
    {
        let other = &rows[(n * 7919 + 4001) % rows.len()].1;
        make(text, other, &mut chance, &mut out);
    }
    Ok(out)
}

/// Other languages have few of these words.
fn is_english(text: &str) -> bool {
    let lower = text.to_lowercase();
    let count = |word: &str| lower.split(' ').filter(|w| *w == word).count();
    ["the", "is", "in", "of", "and", "are", "to", "at"].iter().map(|w| count(w)).sum::<usize>() > 1
        && text.is_ascii()
}

fn clean(text: &str) -> String {
    let words = text
        .split_whitespace()
        .filter(|w| !w.starts_with("http") && !w.contains("@user") && *w != "RT");
    let mut text = words
        .collect::<Vec<_>>()
        .join(" ")
        .replace("&amp;", "and")
        .replace("&gt;", "")
        .replace("&lt;", "");
    if !text.ends_with(['.', '!', '?']) {
        text.push('.');
    }
    text
}

fn make(text: &str, other: &str, chance: &mut Chance, out: &mut Vec<Pair>) {
    let mut push = |original: &str, relayed: Option<String>, done: Done| {
        if let Some(relayed) = relayed
            && relayed != original
        {
            out.push(Pair { original: original.to_owned(), relayed, done });
        }
    };
    push(text, Some(reword(text, chance)), Done::Reworded);
    let both = format!("{text} {other}");
    push(&both, Some(text.to_owned()), Done::Dropped);
    push(text, Some(both), Done::Added);
    push(text, number(text, chance), Done::Number);
    push(text, swap(text, &TIMES, chance), Done::Time);
    push(text, place(text, other, chance), Done::Place);
    push(text, negate(text, chance), Done::Negated);
    if let Some(hedged) = hedge(text, chance) {
        push(&hedged, Some(text.to_owned()), Done::Hedge);
    }
    push(text, swap(text, &SOFTER, chance), Done::Softened);
    push(text, swap(text, &SHARPER, chance), Done::Sharpened);
    push(text, Some(format!("{text} {}", chance.pick(&CONCLUSIONS))), Done::Concluded);
}

const CONCLUSIONS: [&str; 4] = [
    "Everything has been resolved and nobody complains any longer.",
    "The mayor personally congratulated the teams on their excellent work.",
    "Experts found that the budget of the programme was sufficient.",
    "A contractor from another province caused all of it by negligence.",
];
const TIMES: [(&str, &str); 14] = [
    ("Monday", "Thursday"),
    ("Tuesday", "Saturday"),
    ("Wednesday", "Sunday"),
    ("Thursday", "Monday"),
    ("Friday", "Tuesday"),
    ("Saturday", "Wednesday"),
    ("Sunday", "Friday"),
    ("today", "yesterday"),
    ("yesterday", "today"),
    ("tomorrow", "today"),
    ("January", "July"),
    ("October", "December"),
    ("tonight", "tomorrow"),
    ("April", "June"),
];
const SOFTER: [(&str, &str); 10] = [
    ("massive", "modest"),
    ("deadly", "harmless"),
    ("severe", "slight"),
    ("huge", "small"),
    ("dead", "unwell"),
    ("killed", "bruised"),
    ("major", "minor"),
    ("very", "slightly"),
    ("devastating", "mild"),
    ("destroyed", "affected"),
];
const SHARPER: [(&str, &str); 8] = [
    ("injured", "killed"),
    ("small", "enormous"),
    ("minor", "catastrophic"),
    ("damaged", "destroyed"),
    ("affected", "devastated"),
    ("hurt", "killed"),
    ("some", "massive"),
    ("incident", "massacre"),
];

/// One word of a table for its partner.
fn swap(text: &str, table: &[(&str, &str)], chance: &mut Chance) -> Option<String> {
    let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let hits: Vec<(usize, &(&str, &str))> = words
        .iter()
        .enumerate()
        .filter_map(|(i, word)| Some((i, table.iter().find(|(from, _)| bare(word) == *from)?)))
        .collect();
    if hits.is_empty() {
        return None;
    }
    let (at, (from, to)) = *chance.pick(&hits);
    words[at] = words[at].replacen(from, to, 1);
    Some(words.join(" "))
}

fn number(text: &str, chance: &mut Chance) -> Option<String> {
    let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
    let hits: Vec<usize> =
        (0..words.len()).filter(|&i| words[i].parse::<u64>().is_ok_and(|v| v < 100_000)).collect();
    if hits.is_empty() {
        return None;
    }
    let at = *chance.pick(&hits);
    let value: u64 = words[at].parse().ok()?;
    words[at] = (value * (2 + chance.below(3) as u64) + 1).to_string();
    Some(words.join(" "))
}

/// A word with a capital inside the sentence becomes one of another post.
fn place(text: &str, other: &str, chance: &mut Chance) -> Option<String> {
    let names = |text: &str| -> Vec<(usize, String)> {
        let words: Vec<&str> = text.split(' ').collect();
        let name = |i: usize| {
            let word = words[i];
            let lower = words[i - 1].ends_with(|c: char| c.is_ascii_lowercase());
            let shape = word.len() > 3
                && word.starts_with(|c: char| c.is_ascii_uppercase())
                && word[1..].bytes().all(|b| b.is_ascii_lowercase());
            let before = matches!(words[i - 1], "in" | "at" | "near" | "from" | "of");
            lower && shape && before
        };
        (1..words.len()).filter(|&i| name(i)).map(|i| (i, words[i].to_owned())).collect()
    };
    let (mine, theirs) = (names(text), names(other));
    if mine.is_empty() || theirs.is_empty() {
        return None;
    }
    let (at, _) = chance.pick(&mine);
    let (_, new) = chance.pick(&theirs);
    let mut words: Vec<&str> = text.split(' ').collect();
    words[*at] = new;
    (!text.contains(new.as_str())).then(|| words.join(" "))
}

fn negate(text: &str, chance: &mut Chance) -> Option<String> {
    let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
    let hits: Vec<usize> = (0..words.len())
        .filter(|&i| {
            ["is", "are", "was", "were", "has", "have", "will", "can"].contains(&words[i].as_str())
        })
        .filter(|&i| words.get(i + 1).is_some_and(|w| w != "not" && w != "no"))
        .collect();
    if hits.is_empty() {
        return None;
    }
    words.insert(*chance.pick(&hits) + 1, "not".into());
    Some(words.join(" "))
}

fn hedge(text: &str, chance: &mut Chance) -> Option<String> {
    if ["may", "might", "reportedly", "possibly", "likely", "alleged", "report"]
        .iter()
        .any(|w| text.contains(w))
    {
        return None;
    }
    const BEFORE: [&str; 4] = ["reportedly", "possibly", "allegedly", "apparently"];
    let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
    let at = (0..words.len()).find(|&i| {
        ["killed", "injured", "missing", "dead", "damaged", "evacuated", "closed"]
            .contains(&words[i].as_str())
    })?;
    words.insert(at, (*chance.pick(&BEFORE)).to_owned());
    Some(words.join(" "))
}

const SAME: [(&str, &str); 22] = [
    ("people", "persons"),
    ("says", "said"),
    ("near", "close to"),
    ("photos", "pictures"),
    ("houses", "homes"),
    ("police", "officers"),
    ("kids", "children"),
    ("big", "large"),
    ("begin", "start"),
    ("is not", "isn't"),
    ("do not", "don't"),
    ("cannot", "can't"),
    ("because", "since"),
    ("help", "assist"),
    ("shows", "show"),
    ("update", "latest"),
    ("fire", "blaze"),
    ("dead", "killed"),
    ("two", "2"),
    ("three", "3"),
    ("10", "ten"),
    ("city", "town"),
];

/// A faithful rewording: sentences in another order, other formats, courtesy, synonyms.
fn reword(text: &str, chance: &mut Chance) -> String {
    let mut sentences: Vec<String> = Vec::new();
    let mut one = String::new();
    for word in text.split(' ') {
        one.push_str(word);
        if word.len() > 3 && word.ends_with(['.', '!', '?']) {
            sentences.push(std::mem::take(&mut one));
        } else {
            one.push(' ');
        }
    }
    if !one.trim().is_empty() {
        sentences.push(one.trim().to_owned() + ".");
    }
    if chance.happens(60) {
        chance.shuffle(&mut sentences);
    }
    let mut text = sentences.join(" ");
    let mut changed = 0;
    let mut order: Vec<usize> = (0..SAME.len()).collect();
    chance.shuffle(&mut order);
    for n in order {
        let (from, to) = SAME[n];
        let padded = format!(" {from} ");
        if changed < 3 && text.contains(&padded) {
            text = text.replacen(&padded, &format!(" {to} "), 1);
            changed += 1;
        }
    }
    if chance.happens(40) {
        text = text.replace('#', "");
    }
    if chance.happens(30) {
        text = format!("Dear all, {text}");
    }
    if chance.happens(20) {
        text.push_str(" Thank you!");
    }
    text
}
