//! The options of a command: words that name what follows them, in any order.

use super::grammar::{EVIDENCE_KINDS, Entry, KEYS, Key, meaning};
use super::originals as files;
use super::parse::{Brought, Reader, ids};
use std::path::Path;
use tandem_core::calendar::Calendar;
use tandem_core::case::{Evidence, NewFinding, Origin, Promise};
use tandem_core::problem::Problems;
use tandem_core::{Digest, EvidenceId, Timestamp, UnitId};

/// The options of a command.
#[derive(Default)]
pub(super) struct Options {
    pub(super) text: Option<String>,
    pub(super) areas: Vec<String>,
    pub(super) remits: Vec<String>,
    pub(super) evidence: Vec<Evidence>,
    pub(super) origin: Origin,
    pub(super) drill: bool,
    pub(super) urgent: bool,
    pub(super) to: Option<String>,
    pub(super) lead: Option<String>,
    pub(super) assisting: Vec<String>,
    pub(super) into: Option<String>,
    pub(super) findings: Vec<NewFinding>,
    pub(super) on: Vec<String>,
    pub(super) promises: Vec<Promise>,
    pub(super) corrects: Option<String>,
    pub(super) invited: Vec<String>,
    pub(super) after: Vec<u32>,
    pub(super) owner: Option<String>,
    pub(super) by: Option<Timestamp>,
    pub(super) from: Option<Timestamp>,
    pub(super) until: Option<Timestamp>,
    pub(super) powers: Vec<String>,
    pub(super) title: Option<String>,
    pub(super) parts: Vec<String>,
    pub(super) ticked: Vec<String>,
    pub(super) drawn: bool,
    pub(super) explained: Option<String>,
}

impl Reader<'_> {
    /// The rest of the line: quoted text, and options in any order.
    pub(super) fn options(
        &mut self,
        allowed: &[Key],
        calendar: &Calendar,
    ) -> Result<Options, Problems> {
        let mut options = Options::default();
        while let Some(word) = self.words.pop_front() {
            if word.quoted {
                if options.text.replace(word.text).is_some() {
                    return Err(self.wrong(
                        "引号中的文字有两段",
                        "there are two quoted texts",
                        "合为一段",
                        "make them one",
                    ));
                }
                continue;
            }
            let key = meaning(KEYS, &word.text).filter(|key| allowed.contains(key));
            let Some(key) = key else {
                let known = KEYS.iter().filter(|(key, ..)| allowed.contains(key));
                let known: Vec<Entry<Key>> = known.copied().collect();
                return Err(match known[..] {
                    [] => {
                        self.words.push_front(word);
                        return self.end().map(|()| options);
                    }
                    _ => self.unknown(&word.text, &known),
                });
            };
            self.option(key, allowed, &mut options, calendar)?;
        }
        Ok(options)
    }

    fn option(
        &mut self,
        key: Key,
        allowed: &[Key],
        options: &mut Options,
        calendar: &Calendar,
    ) -> Result<(), Problems> {
        match key {
            Key::Drill => options.drill = true,
            Key::Urgent => options.urgent = true,
            Key::Area => options.areas.extend(self.list("区域代码", "an area")?),
            Key::Remit => options.remits.extend(self.list("事项代码", "a remit")?),
            Key::Assisting => options.assisting.extend(self.list("单位代码", "a unit")?),
            Key::To => options.to = Some(self.next("单位代码", "a unit")?),
            Key::Lead => options.lead = Some(self.next("单位代码", "a unit")?),
            Key::Into => options.into = Some(self.next("案件编号", "a case")?),
            Key::Corrects => options.corrects = Some(self.next("回应稿编号", "a statement")?),
            Key::Invite => options.invited.extend(self.list("单位代码", "a unit")?),
            Key::From => options.from = Some(self.time(calendar)?),
            Key::Until => options.until = Some(self.time(calendar)?),
            Key::Power => options.powers.extend(self.list("权限", "a power")?),
            Key::Title => options.title = Some(self.next("标题", "a title")?),
            Key::Part => options.parts.extend(self.list("案件编号", "a case")?),
            Key::Drawn => options.drawn = true,
            Key::Explained => options.explained = Some(self.next("说明", "why both are true")?),
            Key::Tick => options.ticked.extend(self.list("清单编号", "a point of the checklist")?),
            Key::After => options.after.push(self.number("任务编号", "a task")?),
            Key::Topic => {
                let topics = self.list("话题编号", "a topic")?;
                options.origin.topics.extend(topics.into_iter().map(Into::into));
            }
            Key::Complaint => {
                let complaints = self.list("诉求编号", "a complaint")?;
                options.origin.complaints.extend(complaints.into_iter().map(Into::into));
            }
            Key::Evidence => options.evidence.push(self.evidence()?),
            Key::Says => {
                if self.originals.is_some() {
                    return Err(self.wrong(
                        "真实台账的原文就是所附文件",
                        "on a real ledger the file itself is the original",
                        "删去“原文”，写明文件路径",
                        "take `says` out and name the file",
                    ));
                }
                let text = self.next("原文", "the original's text")?;
                let piece = options.evidence.last_mut();
                let piece = piece.ok_or_else(|| self.stray("原文", "says"))?;
                piece.digest = Digest::of(text.as_bytes());
                let whole = match text.contains(&piece.title) {
                    true => text,
                    false => format!("{}\n{text}", piece.title),
                };
                self.texts.borrow_mut().push(Brought::Told(piece.digest, whole));
            }
            Key::Digest => {
                let digest = self.digest()?;
                let piece = options.evidence.last_mut();
                piece.ok_or_else(|| self.stray("摘要", "digest"))?.digest = digest;
            }
            Key::Finding => options.findings.push(self.finding()?),
            Key::Replaces => {
                let no = self.number("结论编号", "a finding")?;
                let finding = options.findings.last_mut();
                finding.ok_or_else(|| self.stray("取代", "replaces"))?.supersedes = Some(no);
            }
            Key::On => {
                let words = self.list("结论编号或证据编号", "a finding or evidence")?;
                match options.findings.last_mut() {
                    Some(finding) => finding.evidence.extend(ids::<EvidenceId>(&words)),
                    None => options.on.extend(words),
                }
            }
            Key::Promise => options.promises.push(Promise {
                text: self.next("承诺内容", "what is promised")?,
                owner: UnitId::from(""),
                by: Timestamp::MIN,
            }),
            Key::Owner => {
                let owner = self.next("单位代码", "a unit")?;
                match options.promises.last_mut() {
                    Some(promise) => promise.owner = UnitId::from(owner.as_str()),
                    None if allowed.contains(&Key::Promise) => {
                        return Err(self.stray("责任单位", "owner"));
                    }
                    None => options.owner = Some(owner),
                }
            }
            Key::By => {
                let by = self.time(calendar)?;
                match options.promises.last_mut() {
                    Some(promise) => promise.by = by,
                    None if allowed.contains(&Key::Promise) => {
                        return Err(self.stray("期限", "by"));
                    }
                    None => options.by = Some(by),
                }
            }
        }
        Ok(())
    }

    /// The digest of an original that is kept elsewhere, as a program would give it.
    fn digest(&mut self) -> Result<Digest, Problems> {
        if self.originals.is_some() {
            return Err(self.wrong(
                "真实台账的摘要由所附文件算出",
                "on a real ledger the digest is that of the file",
                "删去“摘要”，写明文件路径",
                "take `digest` out and name the file",
            ));
        }
        let word = self.next("摘要", "a digest")?;
        Digest::parse(&word).ok_or_else(|| {
            self.wrong(
                &format!("“{word}”不是摘要"),
                &format!("`{word}` is not a digest"),
                "写64位十六进制数",
                "write 64 hexadecimal digits",
            )
        })
    }

    fn stray(&self, zh: &str, en: &str) -> Problems {
        self.wrong(
            &format!("“{zh}”之前没有它所说明的内容"),
            &format!("`{en}` has nothing before it that it belongs to"),
            "写在“结论”“承诺”或“证据”之后",
            "write it after `finding`, `promise` or `evidence`",
        )
    }

    fn list(&mut self, zh: &str, en: &str) -> Result<Vec<String>, Problems> {
        let word = self.next(zh, en)?;
        Ok(word.split([',', '，', '、']).map(str::to_owned).collect())
    }

    /// `e1=post:“Title”`; the digest is that of the title, which stands for the original.
    fn evidence(&mut self) -> Result<Evidence, Problems> {
        let word = self.next("证据", "evidence")?;
        let parts = word.split_once('=').and_then(|(id, rest)| Some((id, rest.split_once(':')?)));
        let Some((id, (kind, title))) = parts else {
            return Err(self.wrong(
                &format!("“{word}”不是证据"),
                &format!("`{word}` is not a piece of evidence"),
                "写成 e1=网帖:“标题”",
                "write it as e1=post:“title”",
            ));
        };
        let Some(kind) = meaning(EVIDENCE_KINDS, kind) else {
            return Err(self.unknown(kind, EVIDENCE_KINDS));
        };
        let id = EvidenceId::from(id);
        let Some(folder) = self.originals else {
            let digest = Digest::of(title.as_bytes());
            return Ok(Evidence { id, kind, digest, title: title.to_owned() });
        };
        let kept = files::keep(folder, Path::new(title));
        let (digest, title, bytes) = kept.map_err(|error| {
            self.wrong(
                &format!("文件“{title}”不能作为证据：{error}"),
                &format!("the file `{title}` cannot be evidence: {error}"),
                "写成 e1=文件:“路径”，路径须为可读的文件",
                "write it as e1=document:“path” with the path of a file that can be read",
            )
        })?;
        self.texts.borrow_mut().push(Brought::File(bytes));
        Ok(Evidence { id, kind, digest, title })
    }

    fn finding(&mut self) -> Result<NewFinding, Problems> {
        let word = self.next("结论", "a finding")?;
        let Some((key, value)) = word.split_once('=') else {
            return Err(self.wrong(
                &format!("“{word}”不是结论"),
                &format!("`{word}` is not a finding"),
                "写成 要点=“内容”",
                "write it as key=“value”",
            ));
        };
        let (key, value) = (key.to_owned(), value.to_owned());
        Ok(NewFinding { key, value, evidence: Vec::new(), supersedes: None })
    }
}
