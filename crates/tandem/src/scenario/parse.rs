//! From the words of a line to a command of the core.

use super::grammar::{
    ANSWERS, AS, EVIDENCE, Entry, GROUNDS, JOININGS, JUDGEMENTS, KEYS, Key, MATTERS, Matter, OUT,
    PROGRESS, RISKS, SOLVED, STATEMENT_KINDS, TRACKS, Verdict, meaning,
};
use super::line::{Line, Word};
use super::office::OfficeAsk;
use super::{OfficeVerb, Verb};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::path::Path;
use std::rc::Rc;
use tandem_core::calendar::Calendar;
use tandem_core::case::{Actor, Cite, Command, FeedbackVerdict, Subject, Urgency};
use tandem_core::problem::Problems;
use tandem_core::{CaseId, Digest, EvidenceId, OrderId, StatementId, Text, Timestamp, UnitId};

/// What a position does.
pub(super) struct Ask {
    pub(super) by: Actor,
    pub(super) case: CaseId,
    pub(super) command: Command,
}

/// The same, of a case or of an area's offices.
pub(super) enum Asked {
    Case(Ask),
    Office(OfficeAsk),
}

/// An original that a line brings, for the archive.
pub(super) enum Brought {
    /// A story tells it: its digest, and its title and text.
    Told(Digest, String),
    /// The bytes of a file.
    File(Vec<u8>),
}

/// Originals that lines bring.
pub(super) type Texts = Rc<RefCell<Vec<Brought>>>;

/// The words of a line that are not read yet.
pub(super) struct Reader<'a> {
    pub(super) line: &'a Line<'a>,
    /// Where files that are named as evidence are kept; in a story a title stands for an original.
    pub(super) originals: Option<&'a Path>,
    /// Texts of originals that the line tells, for the archive.
    pub(super) texts: Texts,
    pub(super) words: VecDeque<Word>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        line: &'a Line<'a>,
        words: VecDeque<Word>,
        originals: Option<&'a Path>,
        texts: Texts,
    ) -> Self {
        Self { line, originals, texts, words }
    }

    pub(super) fn wrong(&self, zh: &str, en: &str, remedy_zh: &str, remedy_en: &str) -> Problems {
        self.line.problem(Text::new(zh, en), Text::new(remedy_zh, remedy_en))
    }

    /// The next word, whatever it is.
    pub(super) fn next(&mut self, zh: &str, en: &str) -> Result<String, Problems> {
        let word = self.words.pop_front().map(|word| word.text);
        word.ok_or_else(|| {
            self.wrong(
                &format!("缺少{zh}"),
                &format!("{en} is missing"),
                &format!("在行尾写明{zh}"),
                &format!("write {en} at the end of the line"),
            )
        })
    }

    /// The next word as one of a table.
    pub(super) fn one_of<T: Copy>(
        &mut self,
        table: &[Entry<T>],
        zh: &str,
        en: &str,
    ) -> Result<T, Problems> {
        let word = self.next(zh, en)?;
        meaning(table, &word).ok_or_else(|| self.unknown(&word, table))
    }

    pub(super) fn unknown<T>(&self, word: &str, table: &[Entry<T>]) -> Problems {
        let zh: Vec<&str> = table.iter().map(|(_, _, zh)| *zh).collect();
        let en: Vec<&str> = table.iter().map(|(_, en, _)| *en).collect();
        self.wrong(
            &format!("此处不认识“{word}”"),
            &format!("`{word}` is not a word here"),
            &format!("可用：{}", zh.join("、")),
            &format!("write one of {}", en.join(", ")),
        )
    }

    /// A date and a time of day, as two words.
    pub(super) fn time(&mut self, calendar: &Calendar) -> Result<Timestamp, Problems> {
        let date = self.next("日期", "a date")?;
        let time = self.next("时刻", "a time of day")?;
        let local = format!("{date}T{time}").parse();
        local.map(|local| calendar.instant(local)).map_err(|_| {
            self.wrong(
                &format!("“{date} {time}”不是时间"),
                &format!("`{date} {time}` is not a time"),
                "写成 2026-03-02 09:05",
                "write it as 2026-03-02 09:05",
            )
        })
    }

    pub(super) fn number(&mut self, zh: &str, en: &str) -> Result<u32, Problems> {
        let word = self.next(zh, en)?;
        word.parse().map_err(|_| {
            self.wrong(
                &format!("“{word}”不是编号"),
                &format!("`{word}` is not a number"),
                "写成 1、2、3",
                "write 1, 2, 3",
            )
        })
    }

    /// Nothing may follow.
    pub(super) fn end(&mut self) -> Result<(), Problems> {
        let Some(word) = self.words.pop_front() else {
            return Ok(());
        };
        Err(self.wrong(
            &format!("多余的“{}”", word.text),
            &format!("`{}` is one word too many", word.text),
            "删去，或将含空格的文字放入引号",
            "take it out, or put text with spaces in quotes",
        ))
    }

    /// A position, perhaps its person, a verb and the rest.
    pub(super) fn ask(mut self, position: &str, calendar: &Calendar) -> Result<Asked, Problems> {
        let named = self.words.front().and_then(|word| meaning(AS, &word.text));
        let person = match named {
            Some(()) => {
                self.words.pop_front();
                self.next("姓名", "a name")?
            }
            None => position.to_owned(),
        };
        let by = Actor::person(person.as_str(), position);
        self.asked(by, calendar)
    }

    /// A verb and the rest.
    pub(super) fn asked(mut self, by: Actor, calendar: &Calendar) -> Result<Asked, Problems> {
        let office = self.words.front().and_then(|word| meaning(OfficeVerb::ALL, &word.text));
        if let Some(verb) = office {
            self.words.pop_front();
            return self.office(by, verb, calendar).map(Asked::Office);
        }
        let verb = self.one_of(Verb::ALL, "动词", "a verb")?;
        let case = CaseId::from(self.next("案件编号", "a case")?.as_str());
        let command = self.command(verb, calendar)?;
        Ok(Asked::Case(Ask { by, case, command }))
    }

    fn command(&mut self, verb: Verb, calendar: &Calendar) -> Result<Command, Problems> {
        match verb {
            Verb::Receive
            | Verb::Accept
            | Verb::Merge
            | Verb::Split
            | Verb::Join
            | Verb::Decline
            | Verb::Assess
            | Verb::AssignLead => self.triage(verb, calendar),
            Verb::Dispatch
            | Verb::Withdraw
            | Verb::Sign
            | Verb::ConfirmReadBack
            | Verb::Feedback
            | Verb::JudgeFeedback
            | Verb::SendBack
            | Verb::AskExtension
            | Verb::AnswerExtension => self.order(verb, calendar),
            Verb::Settle | Verb::Remind | Verb::Escalate | Verb::Lapse => {
                self.above(verb, calendar)
            }
            Verb::Succeed => {
                let unit = UnitId::from(self.next("单位代码", "a unit")?.as_str());
                self.end()?;
                Ok(Command::Succeed { unit })
            }
            Verb::AddEvidence | Verb::RecordFinding | Verb::SettleDispute => {
                self.fact(verb, calendar)
            }
            Verb::DraftStatement
            | Verb::ApproveStatement
            | Verb::PublishStatement
            | Verb::FulfilCommitment => self.statement(verb, calendar),
            Verb::Supervise
            | Verb::SignSupervision
            | Verb::AnswerSupervision
            | Verb::DischargeSupervision => self.supervision(verb, calendar),
            Verb::Convene
            | Verb::StatePosition
            | Verb::Conclude
            | Verb::AskHelp
            | Verb::AnswerHelp
            | Verb::AskCountersign
            | Verb::Countersign
            | Verb::LiftObjection
            | Verb::WithdrawStatement
            | Verb::WithdrawHelp => self.joint(verb, calendar),
            Verb::PlanTask
            | Verb::FinishTask
            | Verb::FileSitrep
            | Verb::Forward
            | Verb::LinkCase
            | Verb::SettleConflict
            | Verb::RecordReaction
            | Verb::Contest
            | Verb::LookAgain
            | Verb::AuditRelay => self.work(verb, calendar),
            Verb::Verify | Verb::Waive | Verb::Close | Verb::Reopen | Verb::Review => {
                self.ending(verb, calendar)
            }
        }
    }

    fn triage(&mut self, verb: Verb, calendar: &Calendar) -> Result<Command, Problems> {
        let keys = [
            Key::Area,
            Key::Remit,
            Key::Evidence,
            Key::Says,
            Key::Digest,
            Key::Topic,
            Key::Complaint,
            Key::Drill,
        ];
        Ok(match verb {
            Verb::Receive => {
                let o = self.options(&keys, calendar)?;
                Command::Receive {
                    title: self.text(o.text)?,
                    origin: o.origin,
                    areas: ids(&o.areas),
                    remits: ids(&o.remits),
                    evidence: o.evidence,
                    drill: o.drill,
                }
            }
            Verb::Merge => {
                let o = self.options(&[Key::Into], calendar)?;
                let into = self.needed(o.into, Key::Into)?;
                Command::Merge { into: CaseId::from(into.as_str()), reason: self.text(o.text)? }
            }
            Verb::Split => {
                let next = self.words.front().filter(|word| !word.quoted);
                let out = next.and_then(|word| meaning(OUT, &word.text));
                let new = out.map(|()| {
                    self.words.pop_front();
                    self.next("新案件编号", "the id of the new case")
                });
                let new = new.transpose()?;
                let keys = [Key::Into, Key::Title, Key::Area, Key::Remit, Key::On];
                let o = self.options(&keys, calendar)?;
                Command::Split {
                    into: CaseId::from(self.needed(new.or(o.into), Key::Into)?.as_str()),
                    title: o.title,
                    areas: ids(&o.areas),
                    remits: ids(&o.remits),
                    evidence: ids(&o.on),
                    reason: self.text(o.text)?,
                }
            }
            Verb::Join => {
                let how = self.one_of(JOININGS, "合办方式", "merged or linked")?;
                let o = self.options(&[Key::Part, Key::Title], calendar)?;
                Command::Join {
                    title: self.needed(o.title, Key::Title)?,
                    parts: ids(&o.parts),
                    how,
                    reason: self.text(o.text)?,
                }
            }
            Verb::Decline => {
                let ground = self.one_of(GROUNDS, "不予受理的依据", "a ground")?;
                Command::Decline { ground, reason: self.only_text(calendar)? }
            }
            Verb::Assess => {
                let level = self.one_of(RISKS, "风险等级", "a risk level")?;
                Command::Assess { level, reason: self.only_text(calendar)? }
            }
            Verb::AssignLead => {
                let o = self.options(&[Key::Assisting], calendar)?;
                Command::AssignLead { also_assisting: ids(&o.assisting) }
            }
            _ => {
                self.end()?;
                Command::Accept
            }
        })
    }

    fn order(&mut self, verb: Verb, calendar: &Calendar) -> Result<Command, Problems> {
        let order = OrderId::from(self.next("交办单编号", "an order")?.as_str());
        Ok(match verb {
            Verb::Dispatch => {
                let o = self.options(&[Key::To, Key::Urgent], calendar)?;
                let urgency = if o.urgent { Urgency::Urgent } else { Urgency::Normal };
                let to = UnitId::from(self.needed(o.to, Key::To)?.as_str());
                Command::Dispatch { order, to, task: self.text(o.text)?, urgency }
            }
            Verb::Withdraw => Command::Withdraw { order, reason: self.only_text(calendar)? },
            Verb::Sign => Command::Sign { order, restated: self.options(&[], calendar)?.text },
            Verb::Feedback => {
                let progress = self.one_of(PROGRESS, "进度", "interim or complete")?;
                let keys =
                    [Key::Evidence, Key::Says, Key::Digest, Key::Finding, Key::On, Key::Replaces];
                let o = self.options(&keys, calendar)?;
                let (evidence, findings) = (o.evidence, o.findings);
                Command::Feedback {
                    order,
                    text: self.text(o.text)?,
                    progress,
                    evidence,
                    findings,
                    compared: None,
                }
            }
            Verb::JudgeFeedback => {
                let verdict = match self.one_of(JUDGEMENTS, "审核结果", "a judgement")? {
                    Verdict::Yes => FeedbackVerdict::Accept,
                    Verdict::No => FeedbackVerdict::Return { reason: self.only_text(calendar)? },
                };
                self.end()?;
                Command::JudgeFeedback { order, verdict }
            }
            Verb::SendBack => {
                let o = self.options(&[Key::Remit, Key::To, Key::On], calendar)?;
                let remit = self.needed(o.remits.into_iter().next(), Key::Remit)?;
                let proposed = UnitId::from(self.needed(o.to, Key::To)?.as_str());
                Command::SendBack {
                    order,
                    remit: remit.as_str().into(),
                    evidence: ids(&o.on),
                    proposed,
                    reason: self.text(o.text)?,
                }
            }
            Verb::AskExtension => {
                Command::AskExtension { order, reason: self.only_text(calendar)? }
            }
            Verb::AnswerExtension => {
                let refused = match self.one_of(ANSWERS, "批复", "grant or refuse")? {
                    Verdict::Yes => None,
                    Verdict::No => Some(self.only_text(calendar)?),
                };
                self.end()?;
                Command::AnswerExtension { order, refused }
            }
            _ => {
                self.end()?;
                Command::ConfirmReadBack { order }
            }
        })
    }

    fn above(&mut self, verb: Verb, calendar: &Calendar) -> Result<Command, Problems> {
        if verb == Verb::Settle {
            let next = self.words.front().filter(|word| !word.quoted);
            let named = next.is_some_and(|word| meaning(KEYS, &word.text).is_none());
            let order = if named { self.words.pop_front() } else { None };
            let o = self.options(&[Key::Lead, Key::Assisting], calendar)?;
            return Ok(Command::Settle {
                order: order.map(|word| OrderId::from(word.text.as_str())),
                lead: UnitId::from(self.needed(o.lead, Key::Lead)?.as_str()),
                assisting: ids(&o.assisting),
                reason: self.text(o.text)?,
            });
        }
        let subject = self.subject()?;
        self.end()?;
        Ok(match verb {
            Verb::Escalate => Command::Escalate { subject },
            Verb::Lapse => Command::Lapse { subject },
            _ => Command::Remind { subject },
        })
    }

    fn subject(&mut self) -> Result<Subject, Problems> {
        let matter = self.one_of(MATTERS, "期限事项", "what is due")?;
        let mut order = || -> Result<OrderId, Problems> {
            Ok(OrderId::from(self.next("交办单编号", "an order")?.as_str()))
        };
        Ok(match matter {
            Matter::Receipt => Subject::Receipt(order()?),
            Matter::Feedback => Subject::Feedback(order()?),
            Matter::Judgement => Subject::Judgement(order()?),
            Matter::Settlement => Subject::Settlement(order()?),
            Matter::Commitment => Subject::Commitment(self.number("承诺编号", "a commitment")?),
            Matter::Triage => Subject::Triage,
            Matter::Assignment => Subject::Assignment,
            Matter::Notice => Subject::Notice,
            Matter::Briefing => Subject::Briefing,
            Matter::Answer => Subject::Answer,
            Matter::Verification => Subject::Verification,
            Matter::Closing => Subject::Closing,
            Matter::Review => Subject::Review,
            Matter::ReadBack => Subject::ReadBack(order()?),
            Matter::Acceptance => Subject::Acceptance(order()?),
            Matter::Conflict => Subject::Conflict(order()?),
            Matter::SupervisionReceipt => Subject::SupervisionReceipt(
                self.next("督办单编号", "a supervision order")?.as_str().into(),
            ),
            Matter::Supervision => Subject::Supervision(
                self.next("督办单编号", "a supervision order")?.as_str().into(),
            ),
            Matter::Consultation => {
                Subject::Consultation(self.next("会商编号", "a consultation")?.as_str().into())
            }
            Matter::Help => Subject::Help(self.next("请求编号", "a request")?.as_str().into()),
            Matter::Task => Subject::Task(self.number("任务编号", "a task")?),
            Matter::Sitrep => Subject::Sitrep,
            Matter::SecondLook => Subject::SecondLook,
            Matter::Countersign => Subject::Countersign(
                self.next("回应稿编号", "a statement")?.as_str().into(),
                self.next("单位代码", "a unit")?.as_str().into(),
            ),
        })
    }

    fn fact(&mut self, verb: Verb, calendar: &Calendar) -> Result<Command, Problems> {
        Ok(match verb {
            Verb::AddEvidence => {
                let o = self.options(&EVIDENCE, calendar)?;
                Command::AddEvidence { evidence: o.evidence }
            }
            Verb::RecordFinding => {
                let o = self.options(&[Key::Finding, Key::On, Key::Replaces], calendar)?;
                if o.findings.len() > 1 {
                    return Err(self.wrong(
                        "一行登记了几项结论",
                        "there are several findings",
                        "每项结论写一行",
                        "write one line for each finding",
                    ));
                }
                let finding = self.needed(o.findings.into_iter().next(), Key::Finding)?;
                Command::RecordFinding { finding }
            }
            _ => {
                let key = self.next("口径冲突的要点", "the key in dispute")?;
                let keep = self.number("结论编号", "the finding that holds")?;
                Command::SettleDispute { key, keep, reason: self.only_text(calendar)? }
            }
        })
    }

    fn statement(&mut self, verb: Verb, calendar: &Calendar) -> Result<Command, Problems> {
        if verb == Verb::FulfilCommitment {
            let no = self.number("承诺编号", "a commitment")?;
            let o = self.options(&[Key::On], calendar)?;
            return Ok(Command::FulfilCommitment { no, evidence: ids(&o.on) });
        }
        let statement = StatementId::from(self.next("回应稿编号", "a statement")?.as_str());
        Ok(match verb {
            Verb::DraftStatement => {
                let kind = self.one_of(STATEMENT_KINDS, "回应种类", "a kind of statement")?;
                let keys = [
                    Key::On,
                    Key::Promise,
                    Key::Owner,
                    Key::By,
                    Key::Corrects,
                    Key::Tick,
                    Key::Explained,
                ];
                let o = self.options(&keys, calendar)?;
                for promise in &o.promises {
                    let owner = Some(&promise.owner).filter(|owner| !owner.as_str().is_empty());
                    self.needed(owner, Key::Owner)?;
                    self.needed(Some(promise.by).filter(|by| *by > Timestamp::MIN), Key::By)?;
                }
                Command::DraftStatement {
                    statement,
                    kind,
                    text: self.text(o.text)?,
                    cites: o.on.iter().map(|word| cite(word)).collect(),
                    promises: o.promises,
                    ticked: ids(&o.ticked),
                    corrects: o.corrects.map(|id| StatementId::from(id.as_str())),
                    explained: o.explained,
                }
            }
            Verb::ApproveStatement => {
                self.end()?;
                Command::ApproveStatement { statement }
            }
            _ => {
                self.end()?;
                Command::PublishStatement { statement }
            }
        })
    }

    fn ending(&mut self, verb: Verb, calendar: &Calendar) -> Result<Command, Problems> {
        Ok(match verb {
            Verb::Verify => {
                let solved = self.one_of(SOLVED, "核验结果", "solved or unsolved")?;
                let o = self.options(&EVIDENCE, calendar)?;
                let solved = solved == Verdict::Yes;
                Command::Verify { solved, reason: self.text(o.text)?, evidence: o.evidence }
            }
            Verb::Waive => {
                let track = self.one_of(TRACKS, "豁免哪一轨", "a track")?;
                Command::Waive { track, reason: self.only_text(calendar)? }
            }
            Verb::Close => Command::Close { summary: self.only_text(calendar)? },
            Verb::Reopen => {
                let o = self.options(&EVIDENCE, calendar)?;
                Command::Reopen { reason: self.text(o.text)?, evidence: o.evidence }
            }
            _ => Command::Review { lessons: self.only_text(calendar)? },
        })
    }

    pub(super) fn only_text(&mut self, calendar: &Calendar) -> Result<String, Problems> {
        let options = self.options(&[], calendar)?;
        self.text(options.text)
    }

    pub(super) fn text(&self, text: Option<String>) -> Result<String, Problems> {
        text.ok_or_else(|| {
            self.wrong(
                "缺少文字",
                "its text is missing",
                "在引号中写明标题、任务或理由",
                "write the title, task or reason in quotes",
            )
        })
    }

    pub(super) fn needed<T>(&self, value: Option<T>, key: Key) -> Result<T, Problems> {
        let word = KEYS.iter().find(|(other, ..)| *other == key);
        let (_, en, zh) = word.expect("every option is in the table");
        value.ok_or_else(|| {
            self.wrong(
                &format!("缺少“{zh}”"),
                &format!("`{en}` is missing"),
                &format!("加上“{zh}”及其内容"),
                &format!("add `{en}` and what it names"),
            )
        })
    }
}

pub(super) fn ids<T: for<'b> From<&'b str>>(words: &[String]) -> Vec<T> {
    words.iter().map(|word| T::from(word.as_str())).collect()
}

/// A number is a finding, anything else a piece of evidence.
pub(super) fn cite(word: &str) -> Cite {
    match word.parse() {
        Ok(no) => Cite::Finding(no),
        Err(_) => Cite::Evidence(EvidenceId::from(word)),
    }
}
