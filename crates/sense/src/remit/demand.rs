//! What kind of demand a message makes, by its cue words.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Kind of demand. None of them is a risk: each is service that somebody asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Demand {
    /// Asks how something is or works.
    Enquiry,
    /// Asks for help.
    Help,
    /// Complains about how something is done.
    Complaint,
    /// Reports a breach of rules.
    Tip,
    /// Proposes something.
    Suggestion,
}

impl Demand {
    /// The word that an office in China uses.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Enquiry => "咨询",
            Self::Help => "求助",
            Self::Complaint => "投诉",
            Self::Tip => "举报",
            Self::Suggestion => "建议",
        }
    }
}

impl fmt::Display for Demand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.zh())
    }
}

/// Cue words and their weights. The plain name of a kind weighs most.
const CUES: &[(Demand, &[(&str, u32)])] = &[
    (
        Demand::Enquiry,
        &[
            ("咨询", 3),
            ("请问", 3),
            ("想问", 2),
            ("想了解", 2),
            ("是否", 1),
            ("如何", 1),
            ("怎么办理", 2),
            ("什么时候", 1),
            ("何时", 1),
            ("吗？", 1),
            ("吗?", 1),
            ("呢？", 1),
            ("inquiry", 3),
            ("how do i", 2),
            ("when will", 1),
        ],
    ),
    (
        Demand::Help,
        &[
            ("求助", 4),
            ("求救", 4),
            ("帮帮", 3),
            ("帮助解决", 2),
            ("恳请", 1),
            ("急需", 2),
            ("救命", 4),
            ("请求帮助", 3),
            ("please help", 3),
            ("need help", 3),
        ],
    ),
    (
        Demand::Complaint,
        &[
            ("投诉", 4),
            ("扰民", 3),
            ("不作为", 3),
            ("没人管", 3),
            ("无人管", 3),
            ("严重影响", 2),
            ("态度恶劣", 3),
            ("乱收费", 3),
            ("推诿", 3),
            ("不满", 1),
            ("拖欠", 2),
            ("噪音", 1),
            ("complaint", 3),
            ("nobody cares", 2),
        ],
    ),
    (
        Demand::Tip,
        &[
            ("举报", 4),
            ("检举", 4),
            ("违法", 2),
            ("违规", 2),
            ("贪污", 3),
            ("受贿", 3),
            ("非法", 2),
            ("偷排", 3),
            ("查处", 2),
            ("涉嫌", 2),
            ("传销", 3),
            ("诈骗", 2),
            ("illegal", 2),
        ],
    ),
    (
        Demand::Suggestion,
        &[
            ("建议", 4),
            ("提议", 3),
            ("希望能", 1),
            ("希望增设", 3),
            ("增设", 2),
            ("能否增加", 3),
            ("优化", 1),
            ("suggest", 3),
            ("propose", 3),
        ],
    ),
];

/// The kind whose cues weigh most in width- and case-folded text; none where nothing or two
/// kinds weigh the same.
pub(super) fn of(folded: &str) -> Option<Demand> {
    let weigh = |cues: &[(&str, u32)]| -> u32 {
        cues.iter().filter(|(cue, _)| folded.contains(cue)).map(|(_, weight)| weight).sum()
    };
    let mut best = (0, None);
    for &(demand, cues) in CUES {
        let weight = weigh(cues);
        if weight > best.0 {
            best = (weight, Some(demand));
        } else if weight == best.0 {
            best.1 = None;
        }
    }
    best.1
}
