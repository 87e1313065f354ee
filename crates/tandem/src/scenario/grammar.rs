//! The words of the grammar, each in English and in Chinese.

use tandem_core::case::{
    DeclineGround, EvidenceKind, Joining, Progress, Relation, RelayVerdict, SitrepKind, Stance,
    StatementKind, TrackKind,
};
use tandem_core::mechanism::RiskLevel;

/// A word of the grammar: what it means, its English and its Chinese form.
pub(super) type Entry<T> = (T, &'static str, &'static str);

/// What a word means in a table, in either language.
pub(super) fn meaning<T: Copy>(table: &[Entry<T>], word: &str) -> Option<T> {
    table.iter().find(|(_, en, zh)| *en == word || *zh == word).map(|(value, ..)| *value)
}

/// What is asked of the transcript itself rather than of the core.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    Region,
    Mechanism,
    Language,
    At,
    Wait,
    Until,
    Sweep,
    Show,
    Ledger,
    Sample,
    Verify,
    Duty,
    Clock,
}

pub(super) const STAGES: &[Entry<Stage>] = &[
    (Stage::Region, "region", "地区"),
    (Stage::Mechanism, "mechanism", "机制"),
    (Stage::Language, "language", "语言"),
    (Stage::At, "at", "时间"),
    (Stage::Wait, "wait", "等待"),
    (Stage::Until, "until", "直至"),
    (Stage::Sweep, "sweep", "巡检"),
    (Stage::Show, "show", "查看"),
    (Stage::Ledger, "ledger", "台账"),
    (Stage::Sample, "sample", "抽样"),
    (Stage::Verify, "verify", "核验台账"),
    (Stage::Duty, "duty", "值班"),
    (Stage::Clock, "clock", "时钟"),
];

/// An option of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Area,
    Remit,
    Evidence,
    Topic,
    Complaint,
    Drill,
    To,
    Urgent,
    Lead,
    Assisting,
    Into,
    Finding,
    On,
    Replaces,
    Promise,
    Owner,
    By,
    Corrects,
    Invite,
    After,
    From,
    Until,
    Power,
    Says,
    Title,
    Part,
    Tick,
    Drawn,
    Digest,
    Explained,
}

pub(super) const KEYS: &[Entry<Key>] = &[
    (Key::Area, "area", "区域"),
    (Key::Remit, "remit", "事项"),
    (Key::Evidence, "evidence", "证据"),
    (Key::Topic, "topic", "话题"),
    (Key::Complaint, "complaint", "诉求"),
    (Key::Drill, "drill", "演练"),
    (Key::To, "to", "给"),
    (Key::Urgent, "urgent", "紧急"),
    (Key::Lead, "lead", "牵头"),
    (Key::Assisting, "assisting", "协办"),
    (Key::Into, "into", "并入"),
    (Key::Finding, "finding", "结论"),
    (Key::On, "on", "依据"),
    (Key::Replaces, "replaces", "取代"),
    (Key::Promise, "promise", "承诺"),
    (Key::Owner, "owner", "责任单位"),
    (Key::By, "by", "期限"),
    (Key::Corrects, "corrects", "更正"),
    (Key::Invite, "invite", "邀请"),
    (Key::After, "after", "待"),
    (Key::From, "from", "自"),
    (Key::Until, "until", "至"),
    (Key::Power, "power", "权限"),
    (Key::Says, "says", "原文"),
    (Key::Title, "title", "标题"),
    (Key::Part, "part", "部分"),
    (Key::Tick, "tick", "勾选"),
    (Key::Drawn, "drawn", "抽中"),
    (Key::Digest, "digest", "摘要"),
    (Key::Explained, "explained", "说明"),
];

/// The options that bring originals.
pub(super) const EVIDENCE: [Key; 3] = [Key::Evidence, Key::Says, Key::Digest];

/// The word before the id of the case that a part becomes.
pub(super) const OUT: &[Entry<()>] = &[((), "into-new", "分出")];

/// The word between a position and the person who holds it.
pub(super) const AS: &[Entry<()>] = &[((), "as", "由")];

pub(super) const EVIDENCE_KINDS: &[Entry<EvidenceKind>] = &[
    (EvidenceKind::Post, "post", "网帖"),
    (EvidenceKind::Complaint, "complaint", "诉求"),
    (EvidenceKind::Document, "document", "文件"),
    (EvidenceKind::Media, "media", "影音"),
    (EvidenceKind::Measurement, "measurement", "测量"),
];

pub(super) const STATEMENT_KINDS: &[Entry<StatementKind>] = &[
    (StatementKind::Notice, "notice", "情况通报"),
    (StatementKind::Progress, "progress", "进展通报"),
    (StatementKind::Final, "final", "最终通报"),
    (StatementKind::Correction, "correction", "更正"),
    (StatementKind::Briefing, "briefing", "新闻发布会通稿"),
];

pub(super) const PROGRESS: &[Entry<Progress>] =
    &[(Progress::Interim, "interim", "阶段"), (Progress::Complete, "complete", "完成")];

pub(super) const TRACKS: &[Entry<TrackKind>] =
    &[(TrackKind::Disposal, "disposal", "处置轨"), (TrackKind::Response, "response", "回应轨")];

pub(super) const GROUNDS: &[Entry<DeclineGround>] = &[
    (DeclineGround::NotPublicMatter, "not-public-matter", "非公共事务"),
    (DeclineGround::OutsideJurisdiction, "outside-jurisdiction", "不属管辖"),
    (DeclineGround::AlreadyAnswered, "already-answered", "已有答复"),
    (DeclineGround::CannotBeChecked, "cannot-be-checked", "无法核实"),
];

pub(super) const RISKS: &[Entry<RiskLevel>] = &[
    (RiskLevel::I, "I", "特别重大"),
    (RiskLevel::II, "II", "重大"),
    (RiskLevel::III, "III", "较大"),
    (RiskLevel::IV, "IV", "一般"),
];

/// A judgement: yes, or no with a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Yes,
    No,
}

pub(super) const JUDGEMENTS: &[Entry<Verdict>] =
    &[(Verdict::Yes, "accept", "通过"), (Verdict::No, "return", "退回")];

pub(super) const ANSWERS: &[Entry<Verdict>] =
    &[(Verdict::Yes, "grant", "同意"), (Verdict::No, "refuse", "不同意")];

pub(super) const SOLVED: &[Entry<Verdict>] =
    &[(Verdict::Yes, "solved", "已解决"), (Verdict::No, "unsolved", "未解决")];

/// What a deadline is about; some name an order, a number or another id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Matter {
    Receipt,
    Feedback,
    Judgement,
    Settlement,
    Commitment,
    Triage,
    Assignment,
    Notice,
    Briefing,
    Answer,
    Verification,
    Closing,
    Review,
    ReadBack,
    Acceptance,
    Conflict,
    SupervisionReceipt,
    Supervision,
    Consultation,
    Help,
    Task,
    Sitrep,
    SecondLook,
    Countersign,
}

pub(super) const MATTERS: &[Entry<Matter>] = &[
    (Matter::Receipt, "receipt", "签收"),
    (Matter::Feedback, "feedback", "反馈"),
    (Matter::Judgement, "judgement", "审核"),
    (Matter::Settlement, "settlement", "裁定"),
    (Matter::Commitment, "commitment", "承诺"),
    (Matter::Triage, "triage", "甄别"),
    (Matter::Assignment, "assignment", "交办"),
    (Matter::Notice, "notice", "首次信息"),
    (Matter::Briefing, "briefing", "新闻发布会"),
    (Matter::Answer, "answer", "回应"),
    (Matter::Verification, "verification", "核验"),
    (Matter::Closing, "closing", "办结"),
    (Matter::Review, "review", "复盘"),
    (Matter::ReadBack, "read-back", "确认复述"),
    (Matter::Acceptance, "acceptance", "签收后行动"),
    (Matter::Conflict, "conflict", "冲突"),
    (Matter::SupervisionReceipt, "supervision-receipt", "签收督办"),
    (Matter::Supervision, "supervision", "督办"),
    (Matter::Consultation, "consultation", "会商"),
    (Matter::Help, "help", "协助"),
    (Matter::Task, "task", "任务"),
    (Matter::Sitrep, "sitrep", "首报"),
    (Matter::SecondLook, "second-look", "复查"),
    (Matter::Countersign, "countersign", "会签"),
];

pub(super) const STANCES: &[Entry<Stance>] = &[
    (Stance::Agrees, "agrees", "同意"),
    (Stance::Dissents, "dissents", "不同意"),
    (Stance::Abstains, "abstains", "弃权"),
];

pub(super) const SITREPS: &[Entry<SitrepKind>] = &[
    (SitrepKind::First, "first", "首报"),
    (SitrepKind::FollowUp, "follow-up", "续报"),
    (SitrepKind::Final, "final", "终报"),
];

pub(super) const JOININGS: &[Entry<Joining>] =
    &[(Joining::Merged, "merged", "合并"), (Joining::Linked, "linked", "分头")];

pub(super) const VERDICTS: &[Entry<RelayVerdict>] = &[
    (RelayVerdict::Faithful, "faithful", "如实"),
    (RelayVerdict::Softened, "softened", "淡化"),
    (RelayVerdict::Exaggerated, "exaggerated", "夸大"),
    (RelayVerdict::Unsupported, "unsupported", "无据"),
];

pub(super) const RELATIONS: &[Entry<Relation>] = &[
    (Relation::Related, "related", "相关"),
    (Relation::SplitInto, "split-into", "另案"),
    (Relation::PartOf, "part-of", "从属"),
];
