//! What papers share.

use super::Dossier;
use crate::paper::{Block, Paper, code};
use tandem_core::case::{Case, Cite, Entry, EntryKind, Finding};
use tandem_core::mechanism::Deadline;
use tandem_core::words::{self, Names as _};
use tandem_core::{EvidenceId, Lang, Timestamp, UnitId};

impl Dossier<'_> {
    /// A paper of an organ with nothing in it yet.
    pub(super) fn paper(
        &self,
        organ: &UnitId,
        kind: String,
        number: String,
        at: Timestamp,
    ) -> Paper {
        Paper {
            lang: code(self.lang),
            marks: self.marks(),
            organ: self.unit(organ),
            kind,
            number,
            urgency: None,
            title: self.case.title.clone(),
            to: None,
            body: Vec::new(),
            signed: vec![self.unit(organ)],
            date: self.date(at),
            day: self.ctx.calendar.local(at).date().to_string(),
            copies: Vec::new(),
            proof: Vec::new(),
        }
    }

    pub(super) fn unit(&self, unit: &UnitId) -> String {
        self.ctx.unit(unit, self.lang)
    }

    /// A day as people write it.
    pub(super) fn date(&self, at: Timestamp) -> String {
        let day = self.ctx.calendar.local(at).date();
        match self.lang {
            Lang::Zh => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
            Lang::En => day.strftime("%-d %B %Y").to_string(),
        }
    }

    pub(super) fn time(&self, at: Timestamp) -> String {
        self.ctx.time(at)
    }

    /// A deadline with its rule and the rule's source.
    pub(super) fn deadline(&self, deadline: &Deadline) -> String {
        let rule = deadline.rule.as_str();
        let source = words::source_of(self.ctx.mechanism, rule, self.lang);
        let source = source.map_or_else(String::new, |source| {
            self.say(format!("，{source}"), format!(", {source}"))
        });
        let at = self.time(deadline.at);
        let provisional = if deadline.provisional {
            self.lang.pick("（节假日安排未公布，暂定）", " (provisional: days off not yet known)")
        } else {
            ""
        };
        self.say(
            format!("{at}前（{rule}{source}）{provisional}"),
            format!("by {at} ({rule}{source}){provisional}"),
        )
    }

    /// Who did it, by name and position.
    pub(super) fn author(&self, entry: &Entry) -> String {
        if entry.by.is_mechanism() {
            return self.lang.pick("机制自动", "the mechanism").to_owned();
        }
        let position = self.ctx.position(&entry.by.position, self.lang);
        let person = &entry.by.person;
        self.say(format!("{position} {person}"), format!("{person}, {position}"))
    }

    /// The fact sheet: open findings with number, verifier and time, disputed ones marked.
    pub(super) fn fact_sheet(&self) -> Option<Block> {
        let rows: Vec<Vec<String>> =
            self.case.open_findings().map(|finding| self.fact_row(finding)).collect();
        let head = match self.lang {
            Lang::Zh => ["序号", "事项", "核查结论", "核查单位与时间", "证据"],
            Lang::En => ["No.", "Matter", "Finding", "Verified by, at", "Evidence"],
        };
        (!rows.is_empty()).then(|| Block::Table {
            head: head.map(str::to_owned).to_vec(),
            widths: vec![2, 4, 5, 6, 4],
            rows,
        })
    }

    fn fact_row(&self, finding: &Finding) -> Vec<String> {
        let disputed = self.case.disputes.contains(&finding.key);
        let mark = if disputed { self.lang.pick("（有争议）", " (disputed)") } else { "" };
        vec![
            finding.no.to_string(),
            finding.key.clone(),
            format!("{}{mark}", finding.value),
            format!("{} {}", self.unit(&finding.verifier), self.time(finding.at)),
            joined(finding.evidence.iter().map(EvidenceId::as_str)),
        ]
    }

    /// The originals with the digests by which they can be checked.
    pub(super) fn originals<'i>(&self, ids: impl Iterator<Item = &'i EvidenceId>) -> Option<Block> {
        let rows: Vec<Vec<String>> = ids
            .filter_map(|id| self.case.evidence.iter().find(|evidence| &evidence.id == id))
            .map(|e| vec![e.id.to_string(), e.title.clone(), e.digest.to_string()])
            .collect();
        let head = match self.lang {
            Lang::Zh => ["编号", "原件", "内容摘要值（SHA-256）"],
            Lang::En => ["Id", "Original", "Digest of its content (SHA-256)"],
        };
        (!rows.is_empty()).then(|| Block::Table {
            head: head.map(str::to_owned).to_vec(),
            widths: vec![3, 6, 9],
            rows,
        })
    }

    /// A text in which each sentence that states a cited finding carries its number.
    pub(super) fn marked(&self, text: &str, cites: &[Cite]) -> String {
        let cited: Vec<&Finding> =
            cites.iter().filter_map(|cite| finding(self.case, cite)).collect();
        let mut out = String::new();
        for sentence in sentences(text) {
            let stated = cited.iter().filter(|finding| states(sentence, &finding.value));
            let numbers = joined(stated.map(|finding| finding.no.to_string()));
            let ended = sentence.trim_end().ends_with(STOPS);
            if numbers.is_empty() {
                out.push_str(sentence);
                continue;
            }
            let mark = self.say(format!("（事实{numbers}）"), format!(" [finding {numbers}]"));
            let (said, stop) = if ended {
                let cut = sentence.trim_end().char_indices().next_back().map_or(0, |(at, _)| at);
                sentence.split_at(cut)
            } else {
                (sentence, "")
            };
            out.push_str(said);
            out.push_str(&mark);
            out.push_str(stop);
        }
        out
    }

    /// What a text rests on, in one line.
    pub(super) fn rests_on(&self, cites: &[Cite]) -> Option<String> {
        let facts = joined(cites.iter().filter_map(|cite| match cite {
            Cite::Finding(no) => Some(no.to_string()),
            Cite::Evidence(_) => None,
        }));
        let originals = joined(cites.iter().filter_map(|cite| match cite {
            Cite::Evidence(id) => Some(id.to_string()),
            Cite::Finding(_) => None,
        }));
        let parts = [(facts, "事实", "findings "), (originals, "原件", "originals ")];
        let parts: Vec<String> = parts
            .into_iter()
            .filter(|(ids, ..)| !ids.is_empty())
            .map(|(ids, zh, en)| format!("{}{ids}", self.lang.pick(zh, en)))
            .collect();
        let parts = parts.join(self.lang.pick("；", "; "));
        (!parts.is_empty())
            .then(|| self.say(format!("依据：{parts}。"), format!("Rests on {parts}.")))
    }

    /// The entry that did something, the last one of its kind.
    pub(super) fn entry(&self, is: impl Fn(&EntryKind) -> bool) -> Option<&Entry> {
        self.entries.iter().rev().find(|entry| is(&entry.kind))
    }
}

/// The finding that a citation names.
pub(super) fn finding<'c>(case: &'c Case, cite: &Cite) -> Option<&'c Finding> {
    match cite {
        Cite::Finding(no) => case.finding(*no),
        Cite::Evidence(_) => None,
    }
}

fn joined(items: impl Iterator<Item = impl Into<String>>) -> String {
    items.map(Into::into).collect::<Vec<String>>().join("、")
}

const STOPS: [char; 7] = ['。', '！', '？', '；', '.', '!', '?'];

/// Sentences with all that is between them; together they are the text.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let mut end = rest.len();
        let mut chars = rest.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let next = chars.peek().map(|(_, next)| *next);
            // A point within a number ends nothing.
            let ends = match c {
                '.' => next.is_none_or(char::is_whitespace),
                '\n' => true,
                c => STOPS.contains(&c),
            };
            if ends {
                end = at + c.len_utf8();
                break;
            }
        }
        let (sentence, after) = rest.split_at(end);
        rest = after;
        Some(sentence)
    })
}

/// Whether a sentence says what a finding says: its whole value, or every number in it.
fn states(sentence: &str, value: &str) -> bool {
    let value = value.trim();
    if value.is_empty() {
        return false;
    }
    let numbers = numbers(value);
    let said = self::numbers(sentence);
    sentence.contains(value) || (!numbers.is_empty() && numbers.iter().all(|n| said.contains(n)))
}

/// Whole numbers of a text, such as `30` and `1.5`.
fn numbers(text: &str) -> Vec<&str> {
    let parts = text.split(|c: char| !c.is_ascii_digit() && c != '.');
    parts.map(|part| part.trim_matches('.')).filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::{sentences, states};

    #[test]
    fn sentences_are_the_text() {
        let text = "停水3.5小时。已修复！\nIt is 1.5 m deep. Done";
        let found: Vec<&str> = sentences(text).collect();
        assert_eq!(found, ["停水3.5小时。", "已修复！", "\n", "It is 1.5 m deep.", " Done"]);
        assert_eq!(found.concat(), text);
    }

    #[test]
    fn a_sentence_states_a_value_or_all_of_its_numbers() {
        assert!(states("共停水310户", "310户") && states("310 households", "310户"));
        assert!(!states("共停水3100户", "310户") && !states("停水", "310户"));
        assert!(states("原因是水泵故障", "水泵故障") && !states("x", ""));
    }
}
