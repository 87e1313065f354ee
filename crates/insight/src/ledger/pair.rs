//! Two units side by side, on what they both had to do: not a ranking, and often no answer.
//!
//! Units have different work. So deadlines are compared within strata of equal step and risk only,
//! and put together by Mantel and Haenszel's odds ratio with the interval of Robins, Breslow and
//! Greenland (1986). What one unit had to do and the other never had counts for nothing, and how
//! much that is, is said.

use super::spans::{Done, Verdict};
use super::{Finished, feedback::Share};
use crate::interval::Z;
use serde::Serialize;
use std::collections::BTreeMap;
use tandem_core::mechanism::RiskLevel;
use tandem_core::{Text, UnitId};

/// Deadlines that each unit must have in common strata.
const COMMON_MIN: u64 = 30;
/// Share of a unit's deadlines that must lie in common strata.
const COMMON_SHARE_MIN: f64 = 0.5;

/// Two units side by side.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Pair {
    /// Each unit with what it met of all that can be judged.
    pub units: [(UnitId, Share); 2],
    /// Of these in strata that both have.
    pub common: [u64; 2],
    /// Strata of equal step and risk that both have.
    pub strata: Vec<Stratum>,
    /// Odds of the first to meet a deadline over those of the second, over common strata.
    pub odds_ratio: Option<f64>,
    /// 95 % interval from below.
    pub low: Option<f64>,
    /// 95 % interval from above.
    pub high: Option<f64>,
    /// What can be concluded.
    pub finding: Text,
}

/// What both units had to do.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stratum {
    /// The step.
    pub step: &'static str,
    /// The risk of the case when it ended.
    pub risk: Option<RiskLevel>,
    /// Met and not met by the first.
    pub first: [u64; 2],
    /// Met and not met by the second.
    pub second: [u64; 2],
}

type Cells = BTreeMap<(&'static str, Option<RiskLevel>), [[u64; 2]; 2]>;

impl Finished {
    /// Two units side by side.
    #[must_use]
    pub fn pair(&self, first: &UnitId, second: &UnitId) -> Pair {
        let units = [first, second];
        let mut cells = Cells::new();
        for done in &self.spans.done {
            let Some(which) = units.iter().position(|unit| **unit == done.unit) else { continue };
            let Some(met) = met(done) else { continue };
            cells.entry((done.kind, done.risk)).or_default()[which][usize::from(!met)] += 1;
        }
        pair(units.map(UnitId::clone), &cells)
    }
}

fn met(done: &Done) -> Option<bool> {
    match done.verdict() {
        Verdict::Met => Some(true),
        Verdict::Missed | Verdict::Overdue => Some(false),
        Verdict::Unknown => None,
    }
}

fn pair(units: [UnitId; 2], cells: &Cells) -> Pair {
    let sum = |which: usize, part: usize| cells.values().map(|c| c[which][part]).sum::<u64>();
    let shares = [0, 1].map(|which| {
        let met = sum(which, 0);
        Share::of(met, met + sum(which, 1))
    });
    let both =
        cells.iter().filter(|(_, [a, b])| a.iter().any(|n| *n > 0) && b.iter().any(|n| *n > 0));
    let strata: Vec<Stratum> = both
        .map(|(&(step, risk), &[first, second])| Stratum { step, risk, first, second })
        .collect();
    let common = [
        strata.iter().map(|s| s.first.iter().sum::<u64>()).sum(),
        strata.iter().map(|s| s.second.iter().sum::<u64>()).sum(),
    ];
    let tables: Vec<[[u64; 2]; 2]> = strata.iter().map(|s| [s.first, s.second]).collect();
    let ratio = odds_ratio(&tables);
    let finding = finding(&shares, common, ratio);
    let [first, second] = units;
    Pair {
        units: [(first, shares[0]), (second, shares[1])],
        common,
        strata,
        odds_ratio: ratio.map(|(ratio, ..)| ratio),
        low: ratio.map(|(_, low, _)| low),
        high: ratio.map(|(.., high)| high),
        finding,
    }
}

/// Mantel and Haenszel's common odds ratio of tables `[[a, b], [c, d]]` with its 95 % interval;
/// nothing where no table tells.
#[must_use]
pub fn odds_ratio(tables: &[[[u64; 2]; 2]]) -> Option<(f64, f64, f64)> {
    let (mut r, mut s, mut pr, mut cross, mut qs) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for [[a, b], [c, d]] in tables {
        let [a, b, c, d] = [a, b, c, d].map(|n| *n as f64);
        let n = a + b + c + d;
        if n == 0.0 {
            continue;
        }
        let (p, q, ri, si) = ((a + d) / n, (b + c) / n, a * d / n, b * c / n);
        r += ri;
        s += si;
        pr += p * ri;
        cross += p * si + q * ri;
        qs += q * si;
    }
    if r == 0.0 || s == 0.0 {
        return None;
    }
    let variance = pr / (2.0 * r * r) + cross / (2.0 * r * s) + qs / (2.0 * s * s);
    let (log, half) = ((r / s).ln(), Z * variance.sqrt());
    Some((r / s, (log - half).exp(), (log + half).exp()))
}

fn finding(shares: &[Share; 2], common: [u64; 2], ratio: Option<(f64, f64, f64)>) -> Text {
    let alike = |which: usize| {
        common[which] >= COMMON_MIN
            && common[which] as f64 >= COMMON_SHARE_MIN * shares[which].n as f64
    };
    let [first, second] = common;
    let counts_zh = format!("两者都有的环节中分别有{first}项和{second}项");
    let counts_en = format!("{first} and {second} deadlines lie in steps that both have");
    if !alike(0) || !alike(1) {
        return Text::new(
            format!("不能比较：两单位所办之事不同（{counts_zh}，各至少{COMMON_MIN}项且过半）。"),
            format!(
                "Cannot be compared: the two have different work ({counts_en}; at least \
                 {COMMON_MIN} and half of each are needed)."
            ),
        );
    }
    let Some((ratio, low, high)) = ratio else {
        return Text::new(
            format!("不能比较：{counts_zh}，但一方全部按期或全部逾期。"),
            format!("Cannot be compared: {counts_en}, but one met or missed them all."),
        );
    };
    let (zh, en) = if low > 1.0 || high < 1.0 {
        ("在同类事项上按期的比率可以分辨", "on like work they can be told apart")
    } else {
        ("在同类事项上不能分辨高下", "on like work they cannot be told apart")
    };
    Text::new(
        format!(
            "{zh}：比数比{ratio:.2}（95%区间{low:.2}–{high:.2}；{counts_zh}）。难易与人手未计。"
        ),
        format!(
            "{en}: odds ratio {ratio:.2} (95% interval {low:.2}–{high:.2}; {counts_en}). How hard \
             each matter was, and with how many hands, is not known."
        ),
    )
}
