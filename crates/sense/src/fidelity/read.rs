//! A text as clauses of tokens, each with the place where it stands.

use super::number::{self, Near, Number};
use super::time::{self, Time};
use super::words::{Hedge, Role, Words, hash, join, words};
use crate::text::{fold_width, is_han, is_word, link_len};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Plain,
    Negation,
    Hedge(Hedge),
    Modal(u8),
    Status(u8),
    Grade(i8),
    Harm(i8),
    Ask,
    Source,
    /// Place among the numbers of the reading.
    Number(u32),
    /// Place among the times of the reading.
    Time(u32),
    /// Letters and digits that name something, as `A3`.
    Code,
    /// A name that was given as data.
    Name,
}

/// A token: what it is, what it equals, and where it stands among the folded characters.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    /// Equal for what means the same.
    pub id: u64,
    /// Equal for what is written the same.
    pub surface: u64,
    pub kind: Kind,
    pub start: u32,
    pub end: u32,
    /// How much content it carries, in characters of Han.
    pub weight: f32,
    pub form: Form,
    /// Stands between `《` and `》`.
    pub titled: bool,
    /// Says no by itself, as `不达标`.
    pub negative: bool,
}

/// How a token is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// One Han character.
    Han,
    /// A word of several characters.
    Word,
    /// A word with a capital inside a sentence.
    Proper,
}

/// Tokens between two marks.
#[derive(Debug, Clone)]
pub(crate) struct Clause {
    /// Range of tokens.
    pub first: u32,
    pub past: u32,
    /// Number of its sentence.
    pub sentence: u32,
    /// Equal for clauses of equal tokens.
    pub key: u64,
    /// Content, in characters of Han.
    pub weight: f32,
}

/// A text that was read.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    /// Folded characters without invisible ones.
    pub chars: Vec<char>,
    /// The same as they were written.
    raw: Vec<char>,
    /// Place of each in the text, in characters.
    places: Vec<u32>,
    pub tokens: Vec<Token>,
    pub clauses: Vec<Clause>,
    pub numbers: Vec<Number>,
    pub times: Vec<Time>,
    /// Whether a clause said that a message came in or that an answer follows.
    pub acknowledges: bool,
}

impl Reading {
    /// Place of folded characters in the text, in characters.
    pub(crate) fn span(&self, start: u32, end: u32) -> (usize, usize) {
        let place = |at: u32| self.places.get(at as usize).map_or(0, |&p| p as usize);
        (place(start), if end > start { place(end - 1) + 1 } else { place(start) })
    }

    /// Tokens of a clause.
    pub(crate) fn of(&self, clause: usize) -> &[Token] {
        let clause = &self.clauses[clause];
        &self.tokens[clause.first as usize..clause.past as usize]
    }

    /// A span as it was written, without invisible characters.
    pub(crate) fn written(&self, start: u32, end: u32) -> String {
        self.raw[start as usize..end as usize].iter().collect()
    }

    /// The folded text of a span.
    pub(crate) fn text(&self, start: u32, end: u32) -> String {
        self.chars[start as usize..end as usize].iter().collect()
    }
}

/// Marks that show no glyph, or turn the direction of those that do.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
        | '\u{feff}' | '\u{ad}')
}

/// Longest clause; what is longer is cut.
const CLAUSE_TOKENS_MAX: u32 = 120;
/// A comma ends a clause that carries at least so much.
const CLAUSE_WEIGHT_MIN: f32 = 4.0;
/// A clause of courtesy carries at most so much else.
const COURTESY_WEIGHT_MAX: f32 = 10.0;

/// Reads a text.
pub(crate) fn read(text: &str) -> Reading {
    let mut reader = Reader::new(text);
    while reader.at < reader.out.chars.len() {
        reader.step();
    }
    reader.end_clause();
    reader.out
}

struct Reader {
    out: Reading,
    /// The folded characters as text, and where each begins.
    folded: String,
    bytes: Vec<u32>,
    upper: Vec<bool>,
    at: usize,
    words: &'static Words,
    clause: u32,
    sentence: u32,
    fresh: bool,
    titled: bool,
    /// An approximation that waits for its number, and where it ends.
    near: Option<(Near, usize)>,
    weight: f32,
    courtesy: bool,
    acknowledged: bool,
    factual: bool,
}

impl Reader {
    fn new(text: &str) -> Self {
        let mut out = Reading::default();
        let mut folded = String::with_capacity(text.len());
        let (mut bytes, mut upper) = (Vec::new(), Vec::new());
        for (place, raw) in text.chars().enumerate().filter(|(_, c)| !is_invisible(*c)) {
            let wide = fold_width(raw);
            let c = wide.to_lowercase().next().unwrap_or(wide);
            let c = if c == '’' { '\'' } else { c };
            upper.push(wide.is_uppercase());
            bytes.push(folded.len() as u32);
            folded.push(c);
            out.chars.push(c);
            out.raw.push(raw);
            out.places.push(place as u32);
        }
        bytes.push(folded.len() as u32);
        Self {
            out,
            folded,
            bytes,
            upper,
            at: 0,
            words: words(),
            clause: 0,
            sentence: 0,
            fresh: true,
            titled: false,
            near: None,
            weight: 0.0,
            courtesy: false,
            acknowledged: false,
            factual: false,
        }
    }

    fn char(&self, at: usize) -> Option<char> {
        self.out.chars.get(at).copied()
    }

    fn step(&mut self) {
        let c = self.out.chars[self.at];
        if self.out.tokens.len() as u32 - self.clause >= CLAUSE_TOKENS_MAX {
            self.end_clause();
        }
        if self.mark(c) || self.link() {
            return;
        }
        if self.letter_of_place() {
            return self.push_plain(c);
        }
        let word = self.listed();
        let begun = !self.after_alphanumeric();
        if begun || !c.is_ascii() {
            let time = time::at(&self.out.chars, self.at);
            if let Some((time, end)) = time
                && word.is_none_or(|(_, to)| end > to)
            {
                return self.push_time(time, end);
            }
            let code = c.is_ascii_digit() && self.is_code();
            if !code
                && let Some((number, end)) = number::at(&self.out.chars, self.at)
                && word.is_none_or(|(_, to)| end > to)
            {
                return self.push_number(number, end);
            }
        }
        match word {
            Some((word, end)) => self.push_word(word, end),
            None => self.push_plain(c),
        }
    }

    /// A single letter in front of what ends a name, as `A市`.
    fn letter_of_place(&self) -> bool {
        let next = self.char(self.at + 1);
        self.out.chars[self.at].is_ascii_lowercase()
            && !self.after_alphanumeric()
            && next.is_some_and(super::names::is_suffix)
    }

    /// Whether the character before is a letter or digit of the same run.
    fn after_alphanumeric(&self) -> bool {
        self.at > 0 && self.out.chars[self.at - 1].is_ascii_alphanumeric()
    }

    /// Punctuation and blanks.
    fn mark(&mut self, c: char) -> bool {
        if is_word(c) || c == '$' {
            return false;
        }
        let next = self.char(self.at + 1);
        match c {
            '。' | '！' | '？' | '；' | '!' | '?' | ';' | '\n' | '…' => self.end_sentence(),
            '.' if self.ends_sentence(next) => self.end_sentence(),
            ',' | '，' | ':' | '、' => {
                let latin = next.is_some_and(|c| c == ' ');
                let enough = CLAUSE_WEIGHT_MIN * if latin { 3.0 } else { 1.0 };
                let greeting = self.courtesy && self.weight < CLAUSE_WEIGHT_MIN;
                if (self.weight >= enough || greeting) && c != '、' {
                    self.end_clause();
                }
            }
            '《' => self.titled = true,
            '》' => self.titled = false,
            _ => {}
        }
        self.at += 1;
        true
    }

    /// Whether a full stop ends a sentence; `3.5`, `1.关于` and `e.g` go on.
    fn ends_sentence(&self, next: Option<char>) -> bool {
        let numbered = self.at > 0 && self.out.chars[self.at - 1].is_ascii_digit();
        match next {
            Some(next) => next.is_whitespace() || !(numbered || next.is_ascii_alphanumeric()),
            None => true,
        }
    }

    fn link(&mut self) -> bool {
        let c = self.out.chars[self.at];
        if !matches!(c, 'h' | 'w') || self.after_alphanumeric() {
            return false;
        }
        let len = link_len(&self.folded[self.bytes[self.at] as usize..]);
        if len == 0 {
            return false;
        }
        let end = self.bytes[self.at] as usize + len;
        while self.at < self.out.chars.len()
            && (self.bytes[self.at] as usize) < end
            && !is_han(self.out.chars[self.at])
        {
            self.at += 1;
        }
        true
    }

    /// The word of the list that starts here, and the character where it ends.
    fn listed(&self) -> Option<(super::words::Word, usize)> {
        let c = self.out.chars[self.at];
        if c.is_ascii_digit() || (c.is_ascii() && self.after_alphanumeric()) {
            return None;
        }
        let (word, end) = self.words.at(&self.folded, self.bytes[self.at] as usize)?;
        let ahead = self.bytes[self.at..].partition_point(|&b| (b as usize) < end);
        let end = self.at + ahead;
        let inside = |c: char| c.is_ascii_alphanumeric() || c == '\'';
        let open = c.is_ascii() && self.char(end).is_some_and(inside);
        (!open).then_some((word, end))
    }

    /// Whether a run of figures goes on with letters that are no unit, as `3a` or `12b4`.
    fn is_code(&self) -> bool {
        let run = self.out.chars[self.at..].iter().take(24);
        let digits = run.clone().take_while(|c| c.is_ascii_digit()).count();
        let len = run.take_while(|c| c.is_ascii_alphanumeric()).count();
        if len == digits {
            return false;
        }
        let letters = &self.out.chars[self.at + digits..self.at + len];
        let read = number::at(&self.out.chars, self.at).map_or(0, |(_, end)| end);
        letters.iter().any(char::is_ascii_digit) || read < self.at + len
    }

    fn push(&mut self, id: u64, surface: u64, kind: Kind, end: usize, weight: f32, form: Form) {
        self.factual |= matches!(kind, Kind::Number(_) | Kind::Time(_) | Kind::Negation)
            || matches!(kind, Kind::Harm(level) if level > 1);
        self.weight += weight;
        let (start, end) = (self.at as u32, end as u32);
        let titled = self.titled;
        let first = self.out.chars[self.at];
        let negative = form == Form::Word && matches!(first, '不' | '未' | '没' | '无');
        let token = Token { id, surface, kind, start, end, weight, form, titled, negative };
        self.out.tokens.push(token);
        self.fresh = false;
    }

    fn push_time(&mut self, time: Time, end: usize) {
        let number = self.out.times.len();
        let id = time_id(&time);
        let joined = self.out.tokens.last().copied().filter(|last| {
            let gap = &self.out.chars[last.end as usize..self.at];
            let plain = gap.iter().all(|c| c.is_whitespace() || matches!(c, '的' | ','));
            let open = self.out.tokens.len() as u32 > self.clause;
            open && plain && matches!(last.kind, Kind::Time(_))
        });
        if let Some(last) = joined
            && let Kind::Time(index) = last.kind
            && let Some(before) = self.out.times.get_mut(index as usize)
            && before.absorb(&time)
        {
            let id = time_id(before);
            if let Some(token) = self.out.tokens.last_mut() {
                token.end = end as u32;
                token.id = id;
                token.surface = id;
            }
        } else {
            self.out.times.push(time);
            self.push(id, id, Kind::Time(number as u32), end, 2.0, Form::Word);
        }
        self.at = end;
    }

    fn push_number(&mut self, mut number: Number, end: usize) {
        if let Some((near, to)) = self.near.take()
            && self.out.chars[to..self.at].iter().all(|c| c.is_whitespace())
            && number.near != Near::Over
        {
            number.near = near;
        }
        let weight = if number.weak { 0.5 } else { 2.0 };
        let factual = self.factual;
        let id = number_id(&number);
        let index = self.out.numbers.len() as u32;
        self.out.numbers.push(number);
        self.push(id, id, Kind::Number(index), end, weight, Form::Word);
        self.factual = factual || !number.weak;
        self.at = end;
    }

    fn push_word(&mut self, word: super::words::Word, end: usize) {
        let surface = hash(&self.folded[self.bytes[self.at] as usize..self.bytes[end] as usize]);
        let len = end - self.at;
        let latin = self.out.chars[self.at].is_ascii();
        let weight = if latin { 2.0 } else { (len as f32).min(3.0) };
        let kind = match word.role {
            Role::Fill | Role::Polite => None,
            Role::Thanks => {
                self.courtesy = true;
                None
            }
            Role::Acknowledge => {
                self.courtesy = true;
                self.acknowledged = true;
                None
            }
            Role::Near(near) => {
                if !self.approximate(near, end) && !latin {
                    return self.push_plain(self.out.chars[self.at]);
                }
                None
            }
            Role::Relative(scale, offset) => {
                let time = Time { relative: Some((scale, offset)), ..Time::default() };
                return self.push_time(time, end);
            }
            Role::Period(period) => {
                let time = Time { period: Some(period), ..Time::default() };
                return self.push_time(time, end);
            }
            Role::Plain => Some(Kind::Plain),
            Role::Negation => Some(Kind::Negation),
            Role::Hedge(hedge) => Some(Kind::Hedge(hedge)),
            Role::Modal(level) => Some(Kind::Modal(level)),
            Role::Status(state) => Some(Kind::Status(state)),
            Role::Grade(level) => Some(Kind::Grade(level)),
            Role::Harm(level) => Some(Kind::Harm(level)),
            Role::Ask => Some(Kind::Ask),
            Role::Source => Some(Kind::Source),
            Role::Name => Some(Kind::Name),
        };
        if let Some(kind) = kind {
            let weight = match kind {
                Kind::Negation | Kind::Modal(_) | Kind::Status(_) => weight.min(1.0),
                Kind::Hedge(_) | Kind::Grade(_) | Kind::Ask => 0.5,
                _ => weight,
            };
            // Words with the same role in the sentence stand for one another.
            let id = match kind {
                Kind::Negation => 1,
                Kind::Ask => 2,
                _ => word.id,
            };
            self.push(id, surface, kind, end, weight, Form::Word);
        }
        self.at = end;
    }

    /// Takes an approximation to the number beside it; false where there is none.
    fn approximate(&mut self, near: Near, end: usize) -> bool {
        let blank = |chars: &[char]| chars.iter().all(|c| c.is_whitespace());
        let after = self.out.chars[end..].iter().take(2).position(|c| !c.is_whitespace());
        let ahead = after.is_some_and(|gap| {
            let at = end + gap;
            let over = self.words.at(&self.folded, self.bytes[at] as usize);
            let nested = matches!(over, Some((word, _)) if matches!(word.role, Role::Near(_)));
            nested || number::at(&self.out.chars, at).is_some()
        });
        let last = self.out.tokens.last().copied();
        if let Some(Token { kind: Kind::Number(index), end: to, .. }) = last
            && self.out.tokens.len() as u32 > self.clause
            && blank(&self.out.chars[to as usize..self.at])
            && let Some(number) = self.out.numbers.get_mut(index as usize)
        {
            number.near = near;
            return true;
        }
        let behind_time = last.is_some_and(|token| {
            matches!(token.kind, Kind::Time(_)) && token.end as usize == self.at
        });
        if ahead {
            self.near = Some((near, end));
        }
        ahead || behind_time
    }

    fn push_plain(&mut self, c: char) {
        if is_han(c) {
            let id = hash(c.encode_utf8(&mut [0; 4]));
            let at = self.at + 1;
            self.push(id, id, Kind::Plain, at, 1.0, Form::Han);
            self.at = at;
            return;
        }
        let inside = |c: char| is_word(c) && !is_han(c);
        let ascii = |at: usize| self.char(at).is_some_and(|c| c.is_ascii_alphanumeric());
        let mut end = self.at;
        while end - self.at < 40
            && let Some(c) = self.char(end)
            && (inside(c) || (matches!(c, '\'' | '-') && ascii(end + 1) && end > self.at))
        {
            end += 1;
        }
        if end == self.at {
            self.at += 1;
            return;
        }
        let run = &self.out.chars[self.at..end];
        let digits = run.iter().any(char::is_ascii_digit);
        let placed = run.len() == 1 && self.char(end).is_some_and(super::names::is_suffix);
        let text = &self.folded[self.bytes[self.at] as usize..self.bytes[end] as usize];
        let surface = hash(text);
        if digits || placed {
            self.push(surface, surface, Kind::Code, end, 2.0, Form::Word);
        } else {
            let id = hash(stem(text));
            let capital = self.upper[self.at] && !self.fresh;
            let form = if capital { Form::Proper } else { Form::Word };
            let weight = if run.len() == 1 { 0.5 } else { 2.0 };
            self.push(id, surface, Kind::Plain, end, weight, form);
        }
        self.at = end;
    }

    fn end_sentence(&mut self) {
        self.end_clause();
        self.sentence += 1;
        self.fresh = true;
        self.titled = false;
    }

    fn end_clause(&mut self) {
        let (first, past) = (self.clause, self.out.tokens.len() as u32);
        let courteous = self.courtesy && !self.factual && self.weight <= COURTESY_WEIGHT_MAX;
        if courteous {
            self.out.tokens.truncate(first as usize);
            self.out.acknowledges |= self.acknowledged;
        } else if past > first {
            let tokens = &self.out.tokens[first as usize..];
            let key = tokens.iter().fold(0, |key, token| join(key, token.id));
            let (sentence, weight) = (self.sentence, self.weight);
            self.out.clauses.push(Clause { first, past, sentence, key, weight });
        }
        self.clause = self.out.tokens.len() as u32;
        self.weight = 0.0;
        self.near = None;
        self.courtesy = false;
        self.acknowledged = false;
        self.factual = false;
    }
}

fn number_id(number: &Number) -> u64 {
    let near = number.near as u64;
    join(join(u64::from(number.unit), near), (number.value * 1e6).round().to_bits())
}

fn time_id(time: &Time) -> u64 {
    hash(&format!("{time:?}"))
}

/// An English word without its commonest endings.
fn stem(word: &str) -> &str {
    let word = word.strip_suffix("'s").unwrap_or(word);
    for ending in ["ing", "ies", "ed", "es", "s", "y"] {
        if let Some(stem) = word.strip_suffix(ending)
            && stem.len() >= 3
            && stem.is_ascii()
        {
            return stem;
        }
    }
    word
}
