//! What happened in an area's offices, and why a directory said no, as sentences.

use super::entry::Words;
use super::{Names, denied};
use crate::Lang;
use crate::case::Author;
use crate::directory::{
    Amendment, ChannelKind, Entry, EntryKind, Fault, Last, Message, Outcome, Period, RefusalKind,
    Subject,
};
use crate::mechanism::{Deadline, Power};
use crate::{AreaId, CaseId, ChannelId, Text, UnitId};

/// What an entry of a directory says, without its time and author.
pub fn directory_entry(area: &AreaId, entry: &Entry, lang: Lang, names: &dyn Names) -> String {
    let words = Words { lang, names };
    match &entry.kind {
        EntryKind::Appointed { .. }
        | EntryKind::Relieved { .. }
        | EntryKind::Delegated { .. }
        | EntryKind::DelegationRevoked { .. }
        | EntryKind::KeyIssued { .. }
        | EntryKind::KeyRevoked { .. }
        | EntryKind::ExceptionOpened { .. }
        | EntryKind::ExceptionEnded { .. } => words.position(&entry.kind),
        EntryKind::ShiftPlanned { .. }
        | EntryKind::ShiftDropped { .. }
        | EntryKind::HandedOver { .. }
        | EntryKind::WatchTaken { .. }
        | EntryKind::StoodDown { .. } => words.watch(&entry.kind, &entry.by),
        EntryKind::RowProposed { no, row, case, decide_by } => {
            let limit = words.limit("审定", "to be decided", decide_by.as_ref());
            words.proposed(*no, area, row, case.as_ref()) + &limit
        }
        _ => words.office(&entry.kind),
    }
}

/// Why a message could not be delivered.
pub fn fault(fault: Fault) -> Text {
    match fault {
        Fault::Unreachable => Text::new("对方没有应答", "nothing answers there"),
        Fault::Timeout => Text::new("等待超时", "it took too long"),
        Fault::NotLetIn => {
            Text::new("密钥或签名未被接受", "the secret or the signature was not accepted")
        }
        Fault::Refused(code) => {
            Text::new(format!("对方拒收（{code}）"), format!("the other side said no ({code})"))
        }
        Fault::Misconfigured => {
            Text::new("渠道文件中的设置不能用", "what the channels file says of it cannot be used")
        }
    }
}

/// What a directory waits for.
pub fn directory_subject(subject: &Subject, lang: Lang, names: &dyn Names) -> String {
    match subject {
        Subject::TakeOver(no) => {
            lang.pick(&format!("第{no}班接班"), &format!("taking of watch {no}")).to_owned()
        }
        Subject::ChannelCheck(unit, channel) => {
            let unit = names.unit(unit, lang);
            let (zh, en) =
                (format!("检查{unit}的联络渠道{channel}"), format!("check of {channel} of {unit}"));
            lang.pick(&zh, &en).to_owned()
        }
        Subject::RowDecision(no) => lang
            .pick(&format!("审定第{no}号清单修订"), &format!("decision on proposed row {no}"))
            .to_owned(),
    }
}

fn kind(kind: ChannelKind, lang: Lang) -> &'static str {
    match kind {
        ChannelKind::Phone => lang.pick("电话", "telephone"),
        ChannelKind::Mail => lang.pick("电子邮箱", "mailbox"),
        ChannelKind::Messenger => lang.pick("即时通讯", "messenger"),
        ChannelKind::Webhook => lang.pick("程序接口", "webhook"),
    }
}

impl Words<'_> {
    fn period(&self, period: &Period) -> String {
        let (from, until) = (self.names.time(period.from), self.names.time(period.until));
        self.say(format!("{from}至{until}"), format!("{from} to {until}"))
    }

    fn limit(&self, zh: &str, en: &str, deadline: Option<&Deadline>) -> String {
        self.optional(zh, en, deadline)
    }

    fn powers(&self, powers: &[Power]) -> String {
        if powers.is_empty() {
            return self.say("全部权限".to_owned(), "all its powers".to_owned());
        }
        let words: Vec<String> =
            powers.iter().map(|power| power.words().get(self.lang).to_owned()).collect();
        words.join(self.lang.pick("、", ", "))
    }

    fn position(&self, kind: &EntryKind) -> String {
        match kind {
            EntryKind::Appointed { position, person, from, until } => {
                let position = self.names.position(position, self.lang);
                let from = self.names.time(*from);
                let until = until.map(|until| self.names.time(until));
                let (zh, en) = match until {
                    Some(until) => (format!("至{until}"), format!(" until {until}")),
                    None => (String::new(), String::new()),
                };
                self.say(
                    format!("任命{person}为{position}，自{from}起{zh}"),
                    format!("appointed {person} as {position} from {from}{en}"),
                )
            }
            EntryKind::Relieved { position, person, reason } => {
                let position = self.names.position(position, self.lang);
                self.say(
                    format!("{person}不再担任{position}：{reason}"),
                    format!("relieved {person} as {position}: {reason}"),
                )
            }
            EntryKind::Delegated { no, position, to, powers, period, reason } => {
                let position = self.names.position(position, self.lang);
                let (powers, period) = (self.powers(powers), self.period(period));
                self.say(
                    format!("委托{no}：{to}于{period}代行{position}（{powers}）：{reason}"),
                    format!(
                        "delegation {no}: {to} acts as {position} from {period} ({powers}): {reason}"
                    ),
                )
            }
            EntryKind::DelegationRevoked { delegation, reason } => self.say(
                format!("撤销委托{delegation}：{reason}"),
                format!("revoked delegation {delegation}: {reason}"),
            ),
            EntryKind::KeyIssued { no, position, person, until, .. } => {
                let position = self.names.position(position, self.lang);
                let until = self.names.time(*until);
                self.say(
                    format!("发放接口密钥{no}：以{person}（{position}）名义办理，至{until}"),
                    format!("issued key {no}: acts as {person}, {position}, until {until}"),
                )
            }
            EntryKind::KeyRevoked { key, reason } => self.say(
                format!("吊销接口密钥{key}：{reason}"),
                format!("revoked key {key}: {reason}"),
            ),
            EntryKind::ExceptionOpened { no, case, reason, until } => {
                let until = self.names.time(*until);
                self.say(
                    format!("例外查阅{no}：查阅案件{case}，至{until}：{reason}"),
                    format!("exceptional access {no} to case {case} until {until}: {reason}"),
                )
            }
            EntryKind::ExceptionEnded { exception, reason } => self.say(
                format!("结束例外查阅{exception}：{reason}"),
                format!("ended exceptional access {exception}: {reason}"),
            ),
            _ => String::new(),
        }
    }

    fn watch(&self, kind: &EntryKind, by: &Author) -> String {
        match kind {
            EntryKind::ShiftPlanned { no, position, person, period, take_by } => {
                let position = self.names.position(position, self.lang);
                let period = self.period(period);
                let limit = self.limit("接班", "to be taken", take_by.as_ref());
                self.say(
                    format!("第{no}班：{person}任{position}，{period}{limit}"),
                    format!("watch {no}: {person} as {position}, {period}{limit}"),
                )
            }
            EntryKind::ShiftDropped { shift, reason } => self.say(
                format!("取消第{shift}班：{reason}"),
                format!("watch {shift} taken off the roster: {reason}"),
            ),
            EntryKind::HandedOver { shift, note } => self.say(
                format!("第{shift}班交班：{note}"),
                format!("watch {shift} hands over: {note}"),
            ),
            EntryKind::WatchTaken { shift, relieves } => {
                let person = &by.person;
                let (zh, en) = match relieves {
                    Some(no) => (format!("，接替第{no}班"), format!(", relieving watch {no}")),
                    None => (String::new(), String::new()),
                };
                self.say(
                    format!("{person}接第{shift}班{zh}"),
                    format!("{person} takes watch {shift}{en}"),
                )
            }
            EntryKind::StoodDown { shift, reason } => self.say(
                format!("第{shift}班结束，无人接替：{reason}"),
                format!("watch {shift} stands down, nobody takes over: {reason}"),
            ),
            _ => String::new(),
        }
    }

    fn office(&self, entry: &EntryKind) -> String {
        match entry {
            EntryKind::ChannelSet { unit, channel, kind: what, address, check_by } => {
                let (unit, what) = (self.unit(unit), kind(*what, self.lang));
                let limit = self.limit("检查", "to be checked", check_by.as_ref());
                self.say(
                    format!("{unit}的联络渠道{channel}：{what} {address}{limit}"),
                    format!("{channel} of {unit}: {what} {address}{limit}"),
                )
            }
            EntryKind::ChannelDropped { unit, channel, reason } => {
                let unit = self.unit(unit);
                self.say(
                    format!("停用{unit}的联络渠道{channel}：{reason}"),
                    format!("{channel} of {unit} is no longer used: {reason}"),
                )
            }
            EntryKind::ChannelChecked { unit, channel, outcome, note, told, check_by } => {
                let unit = self.unit(unit);
                let limit = self.limit("下次检查", "next check", check_by.as_ref());
                let told = if told.is_empty() {
                    String::new()
                } else {
                    let told = self.units(told);
                    self.say(format!("；已告知{told}"), format!("; told {told}"))
                };
                let note = match (note.trim().is_empty(), self.lang) {
                    (true, _) => String::new(),
                    (false, Lang::Zh) => format!("：{note}"),
                    (false, Lang::En) => format!(": {note}"),
                };
                let (zh, en) = match outcome {
                    Outcome::Works => ("畅通", "works"),
                    Outcome::Fails => ("不通", "fails"),
                };
                self.say(
                    format!("{unit}的联络渠道{channel}{zh}{note}{told}{limit}"),
                    format!("{channel} of {unit} {en}{note}{told}{limit}"),
                )
            }
            EntryKind::MessageNoted { unit, channel, message, told } => {
                self.message((unit, channel), message, told)
            }
            EntryKind::UnitEnded { unit, successor, reason } => {
                let unit = self.unit(unit);
                let successor = successor.as_ref().map_or_else(
                    || self.say("本级办公室".to_owned(), "the area's desk".to_owned()),
                    |successor| self.unit(successor),
                );
                self.say(
                    format!("撤销{unit}，其职责由{successor}承担：{reason}"),
                    format!("{unit} is no more, {successor} has its work: {reason}"),
                )
            }
            EntryKind::Escalated { subject, to, last, .. } => {
                let subject = directory_subject(subject, self.lang, self.names);
                let to = self.unit(to);
                let last = match last {
                    Last::Yes => self.lang.pick("（最高一级）", " (the top)"),
                    Last::No => "",
                };
                self.say(
                    format!("逾期：{subject}；告知{to}{last}"),
                    format!("overdue: {subject}; told {to}{last}"),
                )
            }
            _ => self.row(entry),
        }
    }

    fn message(
        &self,
        (unit, channel): (&UnitId, &ChannelId),
        message: &Message,
        told: &[UnitId],
    ) -> String {
        let (unit, notices, attempts) = (self.unit(unit), message.notices, message.attempts);
        let told = match (told.is_empty(), self.units(told)) {
            (true, _) => String::new(),
            (false, told) => self.say(format!("；已告知{told}"), format!("; told {told}")),
        };
        match message.fault {
            None => self.say(
                format!("经联络渠道{channel}告知{unit}：{notices}项"),
                format!("told {unit} of {notices} through {channel}"),
            ),
            Some(fault) => {
                let why = self::fault(fault);
                let why = why.get(self.lang);
                self.say(
                    format!("经联络渠道{channel}告知{unit}未成（试{attempts}次）：{why}{told}"),
                    format!(
                        "{unit} could not be told through {channel} ({attempts} tries): {why}{told}"
                    ),
                )
            }
        }
    }

    fn proposed(&self, no: u32, area: &AreaId, row: &Amendment, case: Option<&CaseId>) -> String {
        let remit = self.names.remit(&row.remit, self.lang);
        let unit = |department| self.unit(&UnitId::of(area, department));
        let assisting: Vec<String> = row.assisting.iter().map(unit).collect();
        let assisting = match (assisting.is_empty(), self.lang) {
            (true, _) => String::new(),
            (false, Lang::Zh) => format!("，协办：{}", assisting.join("、")),
            (false, Lang::En) => format!(", assisting {}", assisting.join(", ")),
        };
        let case = case.map_or_else(String::new, |case| {
            self.say(format!("（案件{case}的裁定）"), format!(" (settlement of {case})"))
        });
        let (lead, basis) = (unit(&row.lead), &row.basis);
        self.say(
            format!("提议{no}：“{remit}”由{lead}牵头{assisting}；{basis}{case}"),
            format!("proposal {no}: {lead} leads on “{remit}”{assisting}; {basis}{case}"),
        )
    }

    fn row(&self, entry: &EntryKind) -> String {
        match entry {
            EntryKind::RowAccepted { no } => self.say(
                format!("提议{no}通过，责任清单自此按其执行"),
                format!("proposal {no} accepted; the directory says so from now on"),
            ),
            EntryKind::RowDeclined { no, reason } => self.say(
                format!("提议{no}不予采纳：{reason}"),
                format!("proposal {no} declined: {reason}"),
            ),
            _ => String::new(),
        }
    }
}

/// Why a directory said no.
pub fn directory_refusal(kind: &RefusalKind, lang: Lang, names: &dyn Names) -> String {
    let (zh, en) = staff(kind, lang, names).unwrap_or_else(|| office(kind, lang, names));
    match lang {
        Lang::Zh => format!("驳回（{}）：{zh}", kind.rule()),
        Lang::En => format!("refused ({}): {en}", kind.rule()),
    }
}

fn staff(kind: &RefusalKind, lang: Lang, names: &dyn Names) -> Option<(String, String)> {
    use RefusalKind as R;
    let position = |id| names.position(id, lang);
    Some(match kind {
        R::Denied(no) => {
            let words = denied(no, lang, names);
            (words.clone(), words)
        }
        R::AlreadyAppointed { person, position: p } => (
            format!("{person}在此期间已任{}", position(p)),
            format!("{person} holds {} in that time already", position(p)),
        ),
        R::NotAppointed { person, position: p } => (
            format!("{person}届时不任{}；请先任命", position(p)),
            format!("{person} does not hold {} then; appoint first", position(p)),
        ),
        R::LastAppointer { person, position: p } => (
            format!("{person}免去{}后，再无人能任命本级人员；请先任命他人", position(p)),
            format!(
                "without {person} as {} nobody could appoint here any more; appoint another first",
                position(p)
            ),
        ),
        R::UnusableName => (
            "名称不可用：须为1至64个可见字符".to_owned(),
            "that name cannot be used: write 1 to 64 visible characters".to_owned(),
        ),
        R::ShiftTooLong => (
            "一班最长七天；请分班".to_owned(),
            "a watch lasts seven days at most; plan several".to_owned(),
        ),
        R::PowerStays(power) => (
            format!("“{}”不能委托", power.words().zh),
            format!("the power to {} cannot be delegated", power.words().en),
        ),
        R::KeyTooLong => {
            ("接口密钥最长400天".to_owned(), "a key opens for 400 days at most".to_owned())
        }
        R::ExceptionTooLong { hours_max } => (
            format!("例外查阅最长{hours_max}小时"),
            format!("exceptional access lasts {hours_max} hours at most"),
        ),
        R::KeyForAnother { unit } => {
            let unit = names.unit(unit, lang);
            (
                format!("接口密钥由岗位所在的{unit}自己发放"),
                format!("a key is issued by {unit} itself, where the position is"),
            )
        }
        R::NotADutyPosition(p) => (
            format!("{}不是值班岗位", position(p)),
            format!("{} is no position that keeps a watch", position(p)),
        ),
        R::ShiftOverlaps { shift } => (
            format!("与第{shift}班时间重叠；同一岗位同时只有一人值班"),
            format!("overlaps watch {shift}; one officer has a position's watch at a time"),
        ),
        R::UnknownShift(no) => (
            format!("没有第{no}班；请核对值班表"),
            format!("there is no watch {no}; see the roster"),
        ),
        R::ShiftNotPlanned(no) => (
            format!("第{no}班已接、已结束或已取消"),
            format!("watch {no} is taken, over, or off the roster"),
        ),
        R::NotOnWatch(no) => (
            format!("第{no}班不由您值守；由当班人员交班"),
            format!("you do not have watch {no}; who has it hands it over"),
        ),
        R::OtherPosition { shift, position: p } => (
            format!("第{shift}班属于{}", position(p)),
            format!("watch {shift} belongs to {}", position(p)),
        ),
        R::TooEarly { shift, from } => (
            format!("第{shift}班自{}起方可接班", names.time(*from)),
            format!("watch {shift} can be taken from {} on", names.time(*from)),
        ),
        R::DelegationToSelf => {
            ("不能委托给自己".to_owned(), "nobody delegates to themselves".to_owned())
        }
        R::NobodyAppointed(p) => (
            format!("{}尚无任职记录；请先任命", position(p)),
            format!("nobody was appointed as {}; appoint first", position(p)),
        ),
        R::NotDelegable { position: p } => (
            format!("只有{}的任职者本人可以委托，受托人不得转委托", position(p)),
            format!("only a holder of {} delegates; who acts for one may not", position(p)),
        ),
        R::PowerNotHeld { position: p, power } => (
            format!("{}没有“{}”权限，不能委托", position(p), power.words().zh),
            format!("{} may not {}, so that cannot be delegated", position(p), power.words().en),
        ),
        R::UnknownDelegation(no) => {
            (format!("没有委托{no}"), format!("there is no delegation {no}"))
        }
        R::DelegationOver(no) => (format!("委托{no}已结束"), format!("delegation {no} is over")),
        R::NotTheDelegator(no) => (
            format!("委托{no}由委托人或其上级撤销"),
            format!("delegation {no} is revoked by who gave it, or above"),
        ),
        R::UnknownKey(no) => (format!("没有接口密钥{no}"), format!("there is no key {no}")),
        R::KeyOver(no) => {
            (format!("接口密钥{no}已失效"), format!("key {no} opens nothing any more"))
        }
        R::UnknownException(no) => {
            (format!("没有例外查阅{no}"), format!("there is no exceptional access {no}"))
        }
        R::ExceptionOver(no) => {
            (format!("例外查阅{no}已结束"), format!("exceptional access {no} is over"))
        }
        R::KeyTaken => (
            "该密钥已发放过；请重新生成".to_owned(),
            "this secret was issued before; make another".to_owned(),
        ),
        _ => return None,
    })
}

fn office(kind: &RefusalKind, lang: Lang, names: &dyn Names) -> (String, String) {
    use RefusalKind as R;
    let unit = |id| names.unit(id, lang);
    match kind {
        R::NotTheMechanism => (
            "逾期告知只由期限触发".to_owned(),
            "only a passed deadline tells the next rung".to_owned(),
        ),
        R::NotTheSender => (
            "送达与否只由发送程序登记；人工检查请用“检查渠道”".to_owned(),
            "only the sender notes what became of a message; note a check of yours instead"
                .to_owned(),
        ),
        R::NotOver { unit: u, over } => (
            format!("{}不是{}，也不是其上级", unit(u), unit(over)),
            format!("{} is neither {} nor above it", unit(u), unit(over)),
        ),
        R::OutsideJurisdiction { unit: u, area } => (
            format!("{}管不到{}的机构", unit(u), names.area(area, lang)),
            format!("{} has no authority over offices of {}", unit(u), names.area(area, lang)),
        ),
        R::UnknownUnit(id) => (format!("没有单位“{id}”"), format!("there is no unit `{id}`")),
        R::UnknownPosition(id) => (
            format!("没有岗位“{id}”；请核对单位代码与岗位类别"),
            format!("there is no position `{id}`; check unit code and kind of position"),
        ),
        R::Elsewhere { unit: u, area } => (
            format!("{}不属于{}", unit(u), names.area(area, lang)),
            format!("{} is not in {}", unit(u), names.area(area, lang)),
        ),
        R::UnknownRemit(id) => (
            format!("未知职责事项“{id}”；请用 remits.csv 中的代码"),
            format!("unknown remit `{id}`; use a code from remits.csv"),
        ),
        R::UnknownDepartment(id) => {
            (format!("本区域没有部门“{id}”"), format!("the area has no department `{id}`"))
        }
        R::ReasonMissing => {
            ("须写明理由或内容".to_owned(), "a reason or text is needed".to_owned())
        }
        R::EmptyPeriod => {
            ("结束须晚于开始".to_owned(), "the end must come after the start".to_owned())
        }
        R::PeriodOver { until } => (
            format!("该期间已于{}结束", names.time(*until)),
            format!("that period was over at {}", names.time(*until)),
        ),
        R::AddressMissing => (
            "须写明渠道名称和单位的号码或地址".to_owned(),
            "a channel needs a name and the office's number or address".to_owned(),
        ),
        R::UnknownChannel { unit: u, channel } => (
            format!("{}没有联络渠道“{channel}”", unit(u)),
            format!("{} has no channel `{channel}`", unit(u)),
        ),
        R::LeadAssists(id) => {
            (format!("{id}不能既牵头又协办"), format!("{id} cannot lead and assist at once"))
        }
        R::RowUnchanged(remit) => (
            format!("责任清单对“{}”已如此规定", names.remit(remit, lang)),
            format!("the directory says so on “{}” already", names.remit(remit, lang)),
        ),
        R::AlreadyProposed(no) => (
            format!("已有相同提议{no}待审定"),
            format!("proposal {no} says the same and waits for a decision"),
        ),
        R::UnknownProposal(no) => (format!("没有提议{no}"), format!("there is no proposal {no}")),
        R::ProposalDecided(no) => (format!("提议{no}已审定"), format!("proposal {no} is decided")),
        R::CannotEnd(u) => (
            format!("{}是协调机构或其办公室，不能撤销", unit(u)),
            format!("{} is a coordinating body or its desk and cannot end", unit(u)),
        ),
        R::AlreadyEnded(u) => (format!("{}已撤销", unit(u)), format!("{} is no more", unit(u))),
        R::SuccessorEnded(u) => (
            format!("承接单位{}本身已撤销", unit(u)),
            format!("the successor {} is no more itself", unit(u)),
        ),
        R::SuccessorNoDepartment(u) => (
            format!("{}不是部门，不能承接职责；不写承接单位即由本级办公室承担", unit(u)),
            format!("{} is no department; name none and the area's desk steps in", unit(u)),
        ),
        R::SuccessorIsItself => {
            ("承接单位不能是其自身".to_owned(), "a unit cannot succeed itself".to_owned())
        }
        R::NothingDue(subject) => {
            let subject = directory_subject(subject, lang, names);
            (format!("没有待办的“{subject}”"), format!("nothing is due on {subject}"))
        }
        R::NotYetDue { subject, at } => {
            let subject = directory_subject(subject, lang, names);
            let at = names.time(*at);
            (format!("“{subject}”{at}才到期"), format!("{subject} is due only at {at}"))
        }
        other => (other.rule().to_owned(), other.rule().to_owned()),
    }
}
