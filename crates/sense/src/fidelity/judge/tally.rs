//! Sums over facts, and the differences behind them.

use crate::fidelity::read::{Clause, Kind as Token, Reading, Token as Tok};
use crate::fidelity::words::join;
use crate::fidelity::{Difference, Fact, Fidelity, Kind, Reason, Span};
use rustc_hash::{FxHashMap, FxHashSet};

/// Weight of a clause's content by its length: from a few words to a long statement.
fn content(clause: &Clause) -> f64 {
    f64::from(clause.weight / 6.0).clamp(0.3, 2.0)
}

/// Weight of one number, time or name.
pub(super) const ATOM: f64 = 1.0;
/// Steps of grade at which half of the scale of drift is reached.
const DRIFT_HALF: f64 = 2.0;

pub(super) struct Tally<'a> {
    pub a: &'a Reading,
    pub b: &'a Reading,
    facts: f64,
    facts_relayed: f64,
    lost: f64,
    added: f64,
    changed: f64,
    hedges_lost: f64,
    hedges: f64,
    drift: f64,
    differences: Vec<Difference>,
    /// Neighbouring tokens of both texts; made when first asked for.
    pairs: [Option<FxHashSet<u64>>; 2],
    /// How often each token stands in both texts; made when first asked for.
    counts: Option<FxHashMap<u64, (u32, u32)>>,
}

/// A range of folded characters.
pub(super) type Range = (u32, u32);

/// From the first to the last of some tokens.
pub(super) fn range(tokens: &[Tok]) -> Range {
    (tokens.first().map_or(0, |t| t.start), tokens.last().map_or(0, |t| t.end))
}

impl<'a> Tally<'a> {
    pub(super) fn new(a: &'a Reading, b: &'a Reading) -> Self {
        let facts = |reading: &Reading| -> f64 {
            (0..reading.clauses.len()).map(|clause| weigh(reading, clause)).sum()
        };
        Self {
            a,
            b,
            facts: facts(a),
            facts_relayed: facts(b),
            lost: 0.0,
            added: 0.0,
            changed: 0.0,
            hedges_lost: 0.0,
            hedges: hedges(a),
            drift: 0.0,
            differences: Vec::new(),
            pairs: [None, None],
            counts: None,
        }
    }

    /// Whether every token stands as often in the relayed text as in the original.
    pub(super) fn conserved<'t>(&mut self, mut tokens: impl Iterator<Item = &'t Tok>) -> bool {
        let (a, b) = (self.a, self.b);
        let counts = self.counts.get_or_insert_with(|| {
            let mut counts: FxHashMap<u64, (u32, u32)> = FxHashMap::default();
            a.tokens.iter().for_each(|t| counts.entry(t.id).or_default().0 += 1);
            b.tokens.iter().for_each(|t| counts.entry(t.id).or_default().1 += 1);
            counts
        });
        tokens.all(|t| counts.get(&t.id).is_some_and(|(a, b)| a == b))
    }

    /// Whether tokens of the original stand somewhere in the relayed text in the same order.
    pub(super) fn stands_in_relayed(&mut self, tokens: &[Tok]) -> bool {
        let reading = self.b;
        stands(tokens, self.pairs[1].get_or_insert_with(|| pairs(reading)))
    }

    /// Whether tokens of the relayed text stand somewhere in the original in the same order.
    pub(super) fn stands_in_original(&mut self, tokens: &[Tok]) -> bool {
        let reading = self.a;
        stands(tokens, self.pairs[0].get_or_insert_with(|| pairs(reading)))
    }

    /// A relayed text without content, against an original with some.
    pub(super) fn nothing(mut self) -> Fidelity {
        let reason = if self.b.acknowledges || !self.b.clauses.is_empty() {
            reason(
                "只说已收到或在办，没有内容",
                "says only that it was received or is being handled",
            )
        } else {
            reason("转报内容为空", "nothing was relayed")
        };
        let all = (0, self.a.chars.len() as u32);
        self.note(Kind::Empty, Fact::What, Some(all), None, reason);
        for clause in 0..self.a.clauses.len() {
            self.omit_clause(clause);
        }
        self.lost = self.facts;
        let mut out = self.finish(&[]);
        out.empty = true;
        out
    }

    pub(super) fn note(
        &mut self,
        kind: Kind,
        fact: Fact,
        a: Option<Range>,
        b: Option<Range>,
        reason: Reason,
    ) {
        let span = |reading: &Reading, (from, to): Range| {
            let (start, end) = reading.span(from, to);
            Span { start, end, text: reading.written(from, to) }
        };
        let original = a.map(|range| span(self.a, range));
        let relayed = b.map(|range| span(self.b, range));
        self.differences.push(Difference { kind, fact, original, relayed, reason });
    }

    pub(super) fn lose(&mut self, weight: f64) {
        self.lost += weight;
    }

    pub(super) fn add(&mut self, weight: f64) {
        self.added += weight;
    }

    pub(super) fn change(&mut self, weight: f64) {
        self.changed += weight;
    }

    pub(super) fn lose_hedge(&mut self) {
        self.hedges_lost += 1.0;
    }

    pub(super) fn drift(&mut self, steps: f64) {
        self.drift += steps;
    }

    /// A clause of the original that is nowhere.
    pub(super) fn omit_clause(&mut self, clause: usize) {
        let tokens = self.a.of(clause);
        let fact = fact_of(tokens);
        let (from, to) = range(tokens);
        self.lost += weigh(self.a, clause);
        self.hedges -= tokens.iter().filter(|t| matches!(t.kind, Token::Hedge(_))).count() as f64;
        if let Some(Token::Harm(level @ 2..)) = tokens.iter().map(|t| t.kind).max_by_key(grave) {
            self.drift -= f64::from(level) / 4.0;
        }
        let what = name(fact);
        let reason = reason(&format!("漏报{}", what.0), &format!("left out: {}", what.1));
        self.note(Kind::Omission, fact, Some((from, to)), None, reason);
    }

    /// A clause of the relayed text that comes from nowhere.
    pub(super) fn add_clause(&mut self, clause: usize) {
        let tokens = self.b.of(clause);
        let fact = fact_of(tokens);
        let (from, to) = range(tokens);
        self.added += weigh(self.b, clause);
        let what = name(fact);
        let reason = reason(
            &format!("添加{}，原文没有", what.0),
            &format!("added: {} that the original does not have", what.1),
        );
        self.note(Kind::Addition, fact, None, Some((from, to)), reason);
    }

    pub(super) fn finish(mut self, extra: &[usize]) -> Fidelity {
        let share = |part: f64, whole: f64| {
            if whole > 0.0 { (part / whole).clamp(0.0, 1.0) } else { 0.0 }
        };
        let omission = share(self.lost, self.facts);
        let kept = self.facts * (1.0 - omission);
        let alteration = share(self.changed, kept);
        let addition = share(self.added, self.facts_relayed);
        let hedges = self.hedges.max(self.hedges_lost);
        let severity_drift = self.drift / (DRIFT_HALF + self.drift.abs());
        let unhedged = share(self.hedges_lost, kept.max(1.0));
        let fidelity = (1.0 - omission)
            * (1.0 - alteration)
            * (1.0 - addition)
            * (1.0 - unhedged)
            * (1.0 - severity_drift.abs() / 2.0);
        let place = |span: &Option<Span>| span.as_ref().map_or(usize::MAX, |span| span.start);
        self.differences.sort_by_key(|d| (place(&d.original), place(&d.relayed), d.kind));
        Fidelity {
            fidelity,
            omission,
            addition,
            alteration,
            qualifier_loss: share(self.hedges_lost, hedges),
            severity_drift,
            unsupported: unsupported(self.b, extra),
            empty: false,
            differences: self.differences,
        }
    }
}

fn pairs(reading: &Reading) -> FxHashSet<u64> {
    reading.tokens.windows(2).map(|two| join(two[0].id, two[1].id)).collect()
}

fn stands(tokens: &[Tok], pairs: &FxHashSet<u64>) -> bool {
    tokens.len() > 1 && tokens.windows(2).all(|two| pairs.contains(&join(two[0].id, two[1].id)))
}

fn grave(kind: &Token) -> i8 {
    if let Token::Harm(level) = kind { *level } else { 0 }
}

/// Share of sentences of which more than half of the content is extra.
fn unsupported(reading: &Reading, extra: &[usize]) -> f64 {
    let extra: FxHashSet<usize> = extra.iter().copied().collect();
    let (mut sentences, mut bare) = (0_u32, 0_u32);
    let mut clauses = reading.clauses.iter().enumerate().peekable();
    while let Some((first, clause)) = clauses.next() {
        let part = |i: usize, clause: &Clause| {
            if extra.contains(&i) { content(clause) } else { 0.0 }
        };
        let mut whole = content(clause);
        let mut without = part(first, clause);
        while let Some((i, next)) = clauses.next_if(|(_, next)| next.sentence == clause.sentence) {
            whole += content(next);
            without += part(i, next);
        }
        sentences += 1;
        bare += u32::from(without * 2.0 > whole);
    }
    if sentences == 0 { 0.0 } else { f64::from(bare) / f64::from(sentences) }
}

/// Content and atoms of a clause.
pub(super) fn weigh(reading: &Reading, clause: usize) -> f64 {
    let atoms = reading.of(clause).iter().filter(|token| is_atom(reading, token)).count();
    content(&reading.clauses[clause]) + ATOM * atoms as f64
}

/// Content of a clause alone.
pub(super) fn content_of(reading: &Reading, clause: usize) -> f64 {
    content(&reading.clauses[clause])
}

pub(super) fn is_atom(reading: &Reading, token: &Tok) -> bool {
    match token.kind {
        Token::Number(index) => !reading.numbers[index as usize].weak,
        Token::Time(_) | Token::Code | Token::Name => true,
        _ => false,
    }
}

fn hedges(reading: &Reading) -> f64 {
    let words = reading.tokens.iter().filter(|t| matches!(t.kind, Token::Hedge(_))).count();
    let near = reading.numbers.iter().filter(|n| n.near != Default::default()).count();
    (words + near) as f64
}

/// What a clause is mostly about.
fn fact_of(tokens: &[Tok]) -> Fact {
    let has = |kind: fn(&Token) -> bool| tokens.iter().any(|token| kind(&token.kind));
    if has(|kind| *kind == Token::Ask) {
        Fact::Ask
    } else if has(|kind| matches!(kind, Token::Harm(2..))) {
        Fact::Harm
    } else if has(|kind| *kind == Token::Source) {
        Fact::Source
    } else {
        Fact::What
    }
}

/// A kind of fact in words.
pub(super) fn name(fact: Fact) -> (&'static str, &'static str) {
    match fact {
        Fact::Who => ("主体", "who"),
        Fact::What => ("事实", "what happened"),
        Fact::Where => ("地点", "where"),
        Fact::When => ("时间", "when"),
        Fact::Number => ("数字", "a number"),
        Fact::Source => ("来源", "who says so"),
        Fact::Harm => ("损害", "harm to people"),
        Fact::Ask => ("诉求", "what is asked"),
    }
}

pub(super) fn reason(zh: &str, en: &str) -> Reason {
    Reason { zh: zh.to_owned(), en: en.to_owned() }
}
