//! The figures by which mechanisms are compared, each one number a replication.

use crate::outcome::Outcome;
use serde::Serialize;
use tandem_core::Text;
use tandem_insight::survival::{Curve, End, Span};

/// Which way is better; some figures are neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// Less is better.
    Less,
    /// More is better.
    More,
    /// It only describes.
    Neither,
}

/// A figure: its name in JSON, its words, and how it is worked from the outcomes of a replication.
#[derive(Clone, Copy)]
pub struct Figure {
    /// Its name in JSON; the unit comes last.
    pub name: &'static str,
    zh: &'static str,
    en: &'static str,
    /// Which way is better.
    pub better: Better,
    of: fn(&[Outcome]) -> Option<f64>,
}

macro_rules! times {
    ($field:ident, $name:literal, $zh:literal, $en:literal) => {
        [
            Figure {
                name: concat!($name, "_mean_h"),
                zh: concat!($zh, "：平均（未发生者计至观察期末，小时）"),
                en: concat!($en, ": mean hours, cut at the horizon"),
                better: Better::Less,
                of: |all| mean(all.iter().map(|o| o.$field.unwrap_or(o.horizon_h))),
            },
            Figure {
                name: concat!($name, "_median_h"),
                zh: concat!($zh, "：中位数（小时）"),
                en: concat!($en, ": median hours"),
                better: Better::Less,
                of: |all| by_share(all, |o| o.$field, 0.5),
            },
            Figure {
                name: concat!($name, "_p90_h"),
                zh: concat!($zh, "：九成完成（小时）"),
                en: concat!($en, ": hours by which nine tenths are done"),
                better: Better::Less,
                of: |all| by_share(all, |o| o.$field, 0.9),
            },
            Figure {
                name: concat!($name, "_never_share"),
                zh: concat!($zh, "：观察期内未发生的比例"),
                en: concat!($en, ": share never within the horizon"),
                better: Better::Less,
                of: |all| mean(all.iter().map(|o| f64::from(u8::from(o.$field.is_none())))),
            },
        ]
    };
}

const STATEMENT: [Figure; 4] =
    times!(first_statement_h, "first_statement", "首次对外通报", "first statement");
const VERIFIED: [Figure; 4] = times!(verified_h, "verified", "处置经核验", "disposal verified");
const CLOSED: [Figure; 4] = times!(closed_h, "closed", "办结", "closed");

const COUNTS: [Figure; 12] = [
    Figure {
        name: "unowned_mean_h",
        zh: "无人牵头的时间：平均（小时）",
        en: "time without a lead: mean hours, cut at the horizon",
        better: Better::Less,
        of: |all| mean(all.iter().map(|o| o.owned_h.unwrap_or(o.horizon_h))),
    },
    Figure {
        name: "transfers_per_case",
        zh: "每案流转次数",
        en: "transfers a case",
        better: Better::Less,
        of: |all| mean(all.iter().map(|o| f64::from(o.transfers))),
    },
    Figure {
        name: "hops",
        zh: "从本级办公室到牵头单位的层数",
        en: "hops from the case's desk to its lead",
        better: Better::Less,
        of: |all| mean(all.iter().filter_map(|o| o.hops).map(f64::from)),
    },
    Figure {
        name: "minutes_per_hop",
        zh: "每跳从下达到签收（分钟，平均）",
        en: "minutes a hop, from order to signature, mean",
        better: Better::Less,
        of: |all| mean(all.iter().flat_map(|o| o.hop_minutes.iter().copied())),
    },
    Figure {
        name: "orders_per_case",
        zh: "每案交办数",
        en: "orders a case",
        better: Better::Neither,
        of: |all| mean(all.iter().map(|o| f64::from(o.orders))),
    },
    Figure {
        name: "deadlines_per_case",
        zh: "每案期限数",
        en: "deadlines a case",
        better: Better::Neither,
        of: |all| mean(all.iter().map(|o| f64::from(o.deadlines))),
    },
    Figure {
        name: "missed_per_case",
        zh: "每案逾期数",
        en: "missed deadlines a case",
        better: Better::Less,
        of: |all| mean(all.iter().map(|o| f64::from(o.missed))),
    },
    Figure {
        name: "missed_share",
        zh: "逾期占期限的比例",
        en: "share of deadlines missed",
        better: Better::Less,
        of: |all| {
            let deadlines: u32 = all.iter().map(|o| o.deadlines).sum();
            let missed: u32 = all.iter().map(|o| o.missed).sum();
            (deadlines > 0).then(|| f64::from(missed) / f64::from(deadlines))
        },
    },
    Figure {
        name: "escalations_per_case",
        zh: "每案提级次数",
        en: "escalations a case",
        better: Better::Neither,
        of: |all| mean(all.iter().map(|o| f64::from(o.escalations))),
    },
    Figure {
        name: "reopened_share",
        zh: "重办的比例",
        en: "share opened again",
        better: Better::Less,
        of: |all| mean(all.iter().map(|o| f64::from(u8::from(o.reopened)))),
    },
    Figure {
        name: "retained_share",
        zh: "逐跳上报后原文留存（模型假设）",
        en: "share of the account that survives upward (modelled)",
        better: Better::More,
        of: |all| mean(all.iter().filter_map(|o| o.retained)),
    },
    Figure {
        name: "softened_share",
        zh: "坏消息被说轻的案件比例（模型假设）",
        en: "share of cases made milder on the way up (modelled)",
        better: Better::Less,
        of: |all| mean(all.iter().filter_map(|o| o.softened).map(|soft| f64::from(u8::from(soft)))),
    },
];

impl Figure {
    /// All figures, in the order in which they are shown.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        STATEMENT.iter().chain(&VERIFIED).chain(&CLOSED).chain(&COUNTS)
    }

    /// Its words.
    #[must_use]
    pub fn words(&self) -> Text {
        Text::new(self.zh, self.en)
    }

    /// The figure of a replication; what triage declined is left out.
    #[must_use]
    pub fn of(&self, handled: &[Outcome]) -> Option<f64> {
        (self.of)(handled)
    }
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, n) = values.fold((0.0, 0_u32), |(sum, n), value| (sum + value, n + 1));
    (n > 0).then(|| sum / f64::from(n))
}

/// The time by which a share has happened, after Kaplan and Meier.
fn by_share(all: &[Outcome], time: impl Fn(&Outcome) -> Option<f64>, share: f64) -> Option<f64> {
    let span = |outcome: &Outcome| match time(outcome) {
        Some(hours) => Span { seconds: hours * 3600.0, end: End::Seen },
        None => Span { seconds: outcome.horizon_h * 3600.0, end: End::Open },
    };
    let spans: Vec<Span> = all.iter().map(span).collect();
    Curve::of(&spans).by_share(share).map(|seconds| seconds / 3600.0)
}
