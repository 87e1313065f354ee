//! What is asked of an area's offices: positions, the duty roster, delegation, channels, and what
//! the responsibility directory learns.

use super::OfficeVerb;
use super::grammar::{Entry, Key};
use super::parse::Reader;
use tandem_core::calendar::Calendar;
use tandem_core::case::Actor;
use tandem_core::directory::{Amendment, ChannelKind, Command, Fault, Message, Outcome, Period};
use tandem_core::mechanism::Power;
use tandem_core::problem::Problems;
use tandem_core::{AreaId, CaseId, ChannelId, DepartmentId, Digest, PositionId, UnitId};

const CHANNELS: &[Entry<ChannelKind>] = &[
    (ChannelKind::Phone, "phone", "电话"),
    (ChannelKind::Mail, "mail", "邮箱"),
    (ChannelKind::Messenger, "messenger", "即时通讯"),
    (ChannelKind::Webhook, "webhook", "接口"),
];

const OUTCOMES: &[Entry<Outcome>] =
    &[(Outcome::Works, "works", "畅通"), (Outcome::Fails, "fails", "不通")];

const DECISIONS: &[Entry<bool>] = &[(true, "accept", "通过"), (false, "decline", "不予采纳")];

/// What a position does in an area's offices.
pub(super) struct OfficeAsk {
    pub(super) by: Actor,
    pub(super) area: AreaId,
    pub(super) command: Command,
}

impl Reader<'_> {
    /// The rest of a line after an office verb.
    pub(super) fn office(
        mut self,
        by: Actor,
        verb: OfficeVerb,
        calendar: &Calendar,
    ) -> Result<OfficeAsk, Problems> {
        use OfficeVerb as V;
        let (area, command) = match verb {
            V::Appoint | V::Relieve | V::PlanShift | V::Delegate | V::IssueKey => {
                self.position(verb, calendar)?
            }
            V::SetChannel | V::DropChannel | V::CheckChannel | V::NoteMessage | V::EndUnit => {
                self.unit(verb, calendar)?
            }
            _ => self.area(verb, calendar)?,
        };
        Ok(OfficeAsk { by, area, command })
    }

    fn position(
        &mut self,
        verb: OfficeVerb,
        calendar: &Calendar,
    ) -> Result<(AreaId, Command), Problems> {
        let position = PositionId::from(self.next("岗位", "a position")?.as_str());
        let mut area = area_of(position.as_str());
        let command = match verb {
            OfficeVerb::Appoint => {
                let person = self.next("姓名", "a name")?.as_str().into();
                let o = self.options(&[Key::From, Key::Until, Key::Area], calendar)?;
                let from = self.needed(o.from, Key::From)?;
                let named = o.areas.first().map(|area| AreaId::from(area.as_str()));
                area = named.unwrap_or(area);
                Command::Appoint { position, person, from, until: o.until }
            }
            OfficeVerb::Relieve => {
                let person = self.next("姓名", "a name")?.as_str().into();
                Command::Relieve { position, person, reason: self.only_text(calendar)? }
            }
            OfficeVerb::IssueKey => {
                let person = self.next("姓名", "a name")?.as_str().into();
                let o = self.options(&[Key::Until], calendar)?;
                let until = self.needed(o.until, Key::Until)?;
                let digest = Digest::of(self.text(o.text)?.as_bytes());
                Command::IssueKey { position, person, digest, until }
            }
            OfficeVerb::PlanShift => {
                let person = self.next("姓名", "a name")?.as_str().into();
                let period = self.period(calendar)?;
                Command::PlanShift { position, person, period }
            }
            _ => {
                let o = self.options(&[Key::To, Key::From, Key::Until, Key::Power], calendar)?;
                let period = Period {
                    from: self.needed(o.from, Key::From)?,
                    until: self.needed(o.until, Key::Until)?,
                };
                let powers = o.powers.iter().map(|word| self.power(word));
                let powers = powers.collect::<Result<_, _>>()?;
                let to = self.needed(o.to, Key::To)?.as_str().into();
                let reason = self.text(o.text)?;
                Command::Delegate { position, to, powers, period, reason }
            }
        };
        Ok((area, command))
    }

    fn period(&mut self, calendar: &Calendar) -> Result<Period, Problems> {
        let o = self.options(&[Key::From, Key::Until], calendar)?;
        let from = self.needed(o.from, Key::From)?;
        Ok(Period { from, until: self.needed(o.until, Key::Until)? })
    }

    /// A power by its name in mechanism files.
    fn power(&self, word: &str) -> Result<Power, Problems> {
        serde_json::from_value(serde_json::Value::from(word)).map_err(|_| {
            self.wrong(
                &format!("“{word}”不是权限"),
                &format!("`{word}` is not a power"),
                "写机制文件中的权限名，如 dispatch",
                "write a power as mechanism files do, such as dispatch",
            )
        })
    }

    fn unit(
        &mut self,
        verb: OfficeVerb,
        calendar: &Calendar,
    ) -> Result<(AreaId, Command), Problems> {
        let unit = UnitId::from(self.next("单位代码", "a unit")?.as_str());
        let area = area_of(unit.as_str());
        if verb == OfficeVerb::EndUnit {
            let o = self.options(&[Key::Into], calendar)?;
            let successor = o.into.as_deref().map(UnitId::from);
            return Ok((area, Command::EndUnit { unit, successor, reason: self.text(o.text)? }));
        }
        let channel = ChannelId::from(self.next("渠道名称", "a channel")?.as_str());
        let command = match verb {
            OfficeVerb::SetChannel => {
                let kind = self.one_of(CHANNELS, "渠道种类", "a kind of channel")?;
                let address = self.only_text(calendar)?;
                Command::SetChannel { unit, channel, kind, address }
            }
            OfficeVerb::DropChannel => {
                Command::DropChannel { unit, channel, reason: self.only_text(calendar)? }
            }
            OfficeVerb::NoteMessage => {
                let outcome = self.one_of(OUTCOMES, "送达结果", "works or fails")?;
                let fault = (outcome == Outcome::Fails).then_some(Fault::Unreachable);
                self.end()?;
                let message = Message { notices: 1, cases: Vec::new(), attempts: 1, fault };
                Command::NoteMessage { unit, channel, message }
            }
            _ => {
                let outcome = self.one_of(OUTCOMES, "检查结果", "works or fails")?;
                let note = self.options(&[], calendar)?.text.unwrap_or_default();
                Command::CheckChannel { unit, channel, outcome, note }
            }
        };
        Ok((area, command))
    }

    fn area(
        &mut self,
        verb: OfficeVerb,
        calendar: &Calendar,
    ) -> Result<(AreaId, Command), Problems> {
        let area = AreaId::from(self.next("区域代码", "an area")?.as_str());
        if verb == OfficeVerb::ProposeRow {
            let o = self.options(&[Key::Remit, Key::Lead, Key::Assisting], calendar)?;
            let remit = self.needed(o.remits.first(), Key::Remit)?.as_str().into();
            let lead = DepartmentId::from(self.needed(o.lead, Key::Lead)?.as_str());
            let assisting = o.assisting.iter().map(|word| DepartmentId::from(word.as_str()));
            let (assisting, basis) = (assisting.collect(), self.text(o.text)?);
            let row = Amendment { remit, lead, assisting, basis };
            return Ok((area, Command::ProposeRow { row, case: None }));
        }
        if verb == OfficeVerb::OpenException {
            let case = CaseId::from(self.next("案件编号", "a case")?.as_str());
            let o = self.options(&[Key::Until], calendar)?;
            let until = self.needed(o.until, Key::Until)?;
            let reason = self.text(o.text)?;
            return Ok((area, Command::OpenException { case, reason, until }));
        }
        let no = self.number("编号", "a number")?;
        let command = match verb {
            OfficeVerb::DropShift => {
                Command::DropShift { shift: no, reason: self.only_text(calendar)? }
            }
            OfficeVerb::HandOver => {
                Command::HandOver { shift: no, note: self.only_text(calendar)? }
            }
            OfficeVerb::StandDown => {
                Command::StandDown { shift: no, reason: self.only_text(calendar)? }
            }
            OfficeVerb::RevokeDelegation => {
                Command::RevokeDelegation { delegation: no, reason: self.only_text(calendar)? }
            }
            OfficeVerb::EndException => {
                Command::EndException { exception: no, reason: self.only_text(calendar)? }
            }
            OfficeVerb::RevokeKey => {
                Command::RevokeKey { key: no, reason: self.only_text(calendar)? }
            }
            OfficeVerb::DecideRow => {
                let accepted = self.one_of(DECISIONS, "审定结果", "accept or decline")?;
                let declined = match accepted {
                    true => None,
                    false => Some(self.only_text(calendar)?),
                };
                self.end()?;
                Command::DecideRow { no, declined }
            }
            OfficeVerb::Escalate => {
                self.end()?;
                Command::Escalate { subject: tandem_core::directory::Subject::TakeOver(no) }
            }
            _ => {
                self.end()?;
                Command::TakeWatch { shift: no }
            }
        };
        Ok((area, command))
    }
}

/// The area at the front of the id of a unit or of a position.
fn area_of(id: &str) -> AreaId {
    AreaId::from(id.split('.').next().unwrap_or(id))
}
