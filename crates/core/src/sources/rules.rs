//! What holds for all sources of a register: when a topic is brought to a desk, and how long the
//! originals of a matter outlive it.

use crate::Text;
use crate::problem::Problem;
use serde::Deserialize;

/// When a topic is brought to a desk as a matter to be triaged. One in which somebody asks government
/// is brought from its first post on.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bringing {
    /// Posts of a topic from which on it is brought.
    pub posts_min: u64,
    /// Hours of silence after which a topic is history: it is kept and not brought.
    pub silent_hours_max: u32,
    /// Why so.
    pub reason: Text,
}

impl Default for Bringing {
    /// Where a register says nothing: what registers without this part have always meant.
    fn default() -> Self {
        Self {
            posts_min: 3,
            silent_hours_max: 48,
            reason: Text::new(
                "少于3条多为个别感受；沉寂两天以上的话题多已平息。本单位未另行规定。",
                "fewer than 3 posts are mostly one person's view, and a topic that was silent for \
                 two days has mostly ended; this office has not said otherwise",
            ),
        }
    }
}

/// How long texts and files that were handed in are kept after the matters that cite them ended, and
/// posts that are evidence of them beyond their source's own term.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Originals {
    /// Days after the last entry of the last such matter.
    pub days_after_end: u32,
    /// The law that asks for so many.
    pub legal_basis: Text,
}

pub(super) fn check(
    file: &str,
    bringing: Option<&Bringing>,
    originals: Option<&Originals>,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut wrong = |part: &str, zh: &str, en: &str, remedy: Text| {
        let place = format!("{file}, {part}");
        problems.push(Problem::error(&place, Text::new(zh, en), remedy));
    };
    let empty = |text: &Text| text.zh.trim().is_empty() || text.en.trim().is_empty();
    if let Some(bringing) = bringing {
        if bringing.posts_min == 0 || bringing.silent_hours_max == 0 {
            let remedy = Text::new("填写至少为1的数", "write numbers of at least 1");
            wrong("bringing", "数值为零", "a number is zero", remedy);
        }
        if empty(&bringing.reason) {
            let remedy = Text::new("填写中英文理由", "write `reason` in both languages");
            wrong("bringing", "未写明理由", "`reason` is empty", remedy);
        }
    }
    if let Some(originals) = originals {
        if originals.days_after_end == 0 {
            let remedy = Text::new("填写至少1天", "write at least 1 day");
            wrong("originals", "保存期限为零", "they are kept for no day", remedy);
        }
        if empty(&originals.legal_basis) {
            let remedy = Text::new("填写中英文依据", "write `legal_basis` in both languages");
            wrong("originals", "未写明法律依据", "`legal_basis` is empty", remedy);
        }
    }
    problems
}
