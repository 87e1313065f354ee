//! The kinds of commands to a directory, each with a name that people write and say.

use super::command::Command;
use crate::{Text, lang};

/// A kind of command to a directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each is the command of that name")]
pub enum Verb {
    Appoint,
    Relieve,
    PlanShift,
    DropShift,
    HandOver,
    TakeWatch,
    StandDown,
    Delegate,
    RevokeDelegation,
    SetChannel,
    DropChannel,
    CheckChannel,
    NoteMessage,
    ProposeRow,
    DecideRow,
    EndUnit,
    Escalate,
    IssueKey,
    RevokeKey,
    OpenException,
    EndException,
}

impl Verb {
    /// Every verb with its English and its Chinese form.
    pub const ALL: &[(Self, &str, &str)] = &[
        (Self::Appoint, "appoint", "任命"),
        (Self::Relieve, "relieve", "免职"),
        (Self::PlanShift, "roster", "排班"),
        (Self::DropShift, "drop-watch", "取消排班"),
        (Self::HandOver, "hand-over", "交班"),
        (Self::TakeWatch, "take-watch", "接班"),
        (Self::StandDown, "stand-down", "收班"),
        (Self::Delegate, "delegate", "委托"),
        (Self::RevokeDelegation, "revoke", "撤销委托"),
        (Self::SetChannel, "set-channel", "设置渠道"),
        (Self::DropChannel, "drop-channel", "停用渠道"),
        (Self::CheckChannel, "check-channel", "检查渠道"),
        (Self::NoteMessage, "note-message", "登记送达"),
        (Self::ProposeRow, "propose-row", "提议清单"),
        (Self::DecideRow, "decide-row", "审定清单"),
        (Self::EndUnit, "end-unit", "撤销单位"),
        (Self::Escalate, "tell-above", "告知上级"),
        (Self::IssueKey, "issue-key", "发放密钥"),
        (Self::RevokeKey, "revoke-key", "吊销密钥"),
        (Self::OpenException, "look-into", "例外查阅"),
        (Self::EndException, "end-look", "结束查阅"),
    ];

    /// Its English name, as transcripts and addresses write it, and its Chinese one.
    pub fn words(self) -> Text {
        lang::names_of(Self::ALL, &self)
    }

    /// The verb of an English name.
    pub fn named(en: &str) -> Option<Self> {
        lang::named(Self::ALL, en)
    }

    /// The verb of a command.
    pub fn of(command: &Command) -> Self {
        match command {
            Command::Appoint { .. } => Self::Appoint,
            Command::Relieve { .. } => Self::Relieve,
            Command::PlanShift { .. } => Self::PlanShift,
            Command::DropShift { .. } => Self::DropShift,
            Command::HandOver { .. } => Self::HandOver,
            Command::TakeWatch { .. } => Self::TakeWatch,
            Command::StandDown { .. } => Self::StandDown,
            Command::Delegate { .. } => Self::Delegate,
            Command::RevokeDelegation { .. } => Self::RevokeDelegation,
            Command::SetChannel { .. } => Self::SetChannel,
            Command::DropChannel { .. } => Self::DropChannel,
            Command::CheckChannel { .. } => Self::CheckChannel,
            Command::NoteMessage { .. } => Self::NoteMessage,
            Command::ProposeRow { .. } => Self::ProposeRow,
            Command::DecideRow { .. } => Self::DecideRow,
            Command::EndUnit { .. } => Self::EndUnit,
            Command::Escalate { .. } => Self::Escalate,
            Command::IssueKey { .. } => Self::IssueKey,
            Command::RevokeKey { .. } => Self::RevokeKey,
            Command::OpenException { .. } => Self::OpenException,
            Command::EndException { .. } => Self::EndException,
        }
    }
}
