//! Every refusal is a sentence for a person, in both languages, and names its rule.

use tandem_core::case::{
    Contradicted, Contradiction, OrderEnd, Phase, RefusalKind, SitrepKind, Subject,
};
use tandem_core::mechanism::{Deadline, DeadlineKind, Power};
use tandem_core::words::{Names, NoNames, refusal};
use tandem_core::{
    AreaId, CaseId, ConsultationId, DeadlineId, Denied, EvidenceId, Lang, OrderId, PersonId,
    PositionId, RemitId, RequestId, StatementId, SupervisionId, Text, Timestamp, UnitId,
};
use tandem_testkit::World;

/// One sample of each variant; a variant without a sample does not compile.
macro_rules! samples {
    ($($name:ident $(($($value:expr),*))? $({$($field:ident: $of:expr),*})?;)*) => {
        fn name(kind: &RefusalKind) -> &'static str {
            match kind {
                $(RefusalKind::$name { .. } => stringify!($name),)*
            }
        }

        fn samples() -> Vec<RefusalKind> {
            vec![$(RefusalKind::$name $(($($value),*))? $({$($field: $of),*})?,)*]
        }
    };
}

samples! {
    Denied(Denied::UnknownPosition(PositionId::from("A1.water/king")));
    UnitEnded { unit: water(), serving: Some(desk()) };
    AreaEnded { area: AreaId::from("A1"), until: jiff::civil::date(2026, 1, 31) };
    RemitEnded { remit: RemitId::from("water"), until: jiff::civil::date(2026, 1, 31) };
    NothingVacated { unit: water() };
    OutsideJurisdiction { unit: water(), desk: desk() };
    NotTheMechanism;
    WrongPhase { phase: Phase::Closed, power: Power::Dispatch };
    AlreadyReceived;
    UnusableId;
    NotReceived;
    UnknownArea(AreaId::from("Z"));
    UnknownRemit(RemitId::from("lava"));
    UnknownUnit(UnitId::from("A1.lava"));
    NothingConcerned;
    DrillAndReal;
    NotTheVerifier { no: 1, verifier: water() };
    NobodyThereMay { unit: water(), power: Power::Sign };
    NotMergeable { into: CaseId::from("c9") };
    MergeTarget { into: CaseId::from("c9"), phase: Phase::Merged(CaseId::from("c1")) };
    AlreadyMerged { into: CaseId::from("c9") };
    SettledApart { cases: [CaseId::from("c1"), CaseId::from("c9")], units: [water(), desk()] };
    SecondLookPending;
    NotAPart;
    NothingToJoin;
    JointWorkOpen { consultations: vec![ConsultationId::from("h1")], requests: vec![RequestId::from("q1")] };
    ReasonMissing;
    SameCase;
    SameLevel;
    LoweringNeedsReason;
    DirectoryGap { area: AreaId::from("A1"), remit: RemitId::from("water") };
    DecidedAbove { by: desk() };
    OrderedAbove { order: order(), by: desk() };
    LeadSettled { unit: water() };
    LeadUnchanged { unit: water() };
    NotASettler { settler: desk() };
    SettlementPending { order: order() };
    UnknownOrder(order());
    OrderExists(order());
    OrderEnded { order: order(), end: OrderEnd::Lapsed };
    HasOpenOrder { unit: water(), order: order() };
    NotInvolved { unit: water() };
    NotAddressed { order: order(), to: water() };
    NotTheIssuer { order: order(), issuer: desk() };
    DirectCommandForbidden { passed_over: vec![desk(), UnitId::from("A.desk")] };
    NoLimitSet { kind: DeadlineKind::Receipt };
    AlreadySigned(order());
    RestateNeeded(order());
    NothingToConfirm(order());
    NotSigned(order());
    NothingToJudge(order());
    EmptyFeedback(order());
    SendBackBound { unit: water() };
    SendBackLate(Deadline { at: Timestamp::UNIX_EPOCH, rule: DeadlineId::from("B1"), provisional: false });
    SendBackUnproved;
    SendBackToSelf;
    SendBackOwnRemit { remit: RemitId::from("water"), unit: water() };
    ExtensionSpent { max: 1 };
    NoExtensionAsked(order());
    OrdersConflict { orders: [order(), OrderId::from("O2")] };
    NoConflict(order());
    UnknownSupervision(supervision());
    SupervisionExists(supervision());
    SupervisionState(supervision());
    NotSupervised { supervision: supervision(), to: water() };
    NotTheSupervisor { supervision: supervision(), issuer: desk() };
    SupervisionsOpen(vec![supervision(), SupervisionId::from("D2")]);
    UnknownConsultation(consultation());
    ConsultationExists(consultation());
    ConsultationOver(consultation());
    NobodyInvited;
    NotInvited { consultation: consultation(), unit: water() };
    NotTheConvenor { consultation: consultation(), convenor: desk() };
    PositionsMissing { consultation: consultation(), units: vec![water(), desk()] };
    UnknownRequest(RequestId::from("H1"));
    RequestExists(RequestId::from("H1"));
    RequestToSelf;
    NotTheAsker { request: RequestId::from("H1"), from: water() };
    NotAsked { request: RequestId::from("H1"), to: water() };
    UnknownTask(2);
    TaskInThePast;
    NotTheOwner { no: 2, owner: water() };
    TaskWaits { no: 2, after: vec![1] };
    OwnerCannotFinish { unit: UnitId::from("A1.cb") };
    TasksOpen(vec![1, 2]);
    SitrepOrder { kind: SitrepKind::FollowUp };
    NothingSaid;
    UnknownRelay(3);
    NoObjection { statement: StatementId::from("S1"), unit: desk() };
    RelayAudited(1);
    NotDrawn(1);
    NotDrawnYet { relay: 1, at: Timestamp::UNIX_EPOCH };
    AuditorInvolved { unit: desk(), relay: 1 };
    NotAskedToSign { statement: StatementId::from("S1"), unit: water() };
    CountersignMissing { statement: StatementId::from("S1"), units: vec![water(), desk()] };
    NothingDue(Subject::Receipt(order()));
    NotYetDue { subject: Subject::Commitment(2), at: Timestamp::UNIX_EPOCH };
    UnknownEvidence(EvidenceId::from("E9"));
    EvidenceExists(EvidenceId::from("E1"));
    OriginalMissing(EvidenceId::from("E1"));
    FindingUnproved { key: "cause".to_owned() };
    UnknownFinding(3);
    FindingSuperseded { no: 3, by: 4 };
    NoDispute { key: "cause".to_owned() };
    DisputedKey { key: "cause".to_owned() };
    UnknownStatement(StatementId::from("S1"));
    NotTheDrafter { statement: StatementId::from("S1"), unit: water() };
    StatementExists(StatementId::from("S1"));
    CitesNothing;
    CorrectionOfNothing;
    ApproverDrafted { person: PersonId::from("Huang") };
    UnknownChecklistItem("known".into());
    ChecklistOpen { statement: StatementId::from("S1"), items: vec![("known".into(), Text::new("已知什么", "what is known"))] };
    Contradicts { statement: StatementId::from("S1"), contradictions: vec![five_injured()] };
    NotADraft(StatementId::from("S1"));
    NotApproved(StatementId::from("S1"));
    FinalBeforeDisposal;
    PromiseInThePast;
    OwnerCannotFulfil { unit: UnitId::from("A1.cb") };
    UnknownCommitment(1);
    NotThePromiser { no: 1, owner: water() };
    OpenOrders(vec![order(), OrderId::from("O2")]);
    NothingCompleted;
    VerifierInvolved { unit: water() };
    DisposalUnverified;
    FinalMissing;
    CommitmentsOpen(vec![1, 2]);
    TrackNotOpen;
    ReviewerInvolved { unit: water() };
}

fn five_injured() -> Contradiction {
    let with = Contradicted::Finding(2);
    Contradiction { with, stands: "3 people".to_owned(), said: "five people".to_owned() }
}

fn water() -> UnitId {
    UnitId::from("A1.water")
}

fn desk() -> UnitId {
    UnitId::from("A1.desk")
}

fn supervision() -> SupervisionId {
    SupervisionId::from("D1")
}

fn consultation() -> ConsultationId {
    ConsultationId::from("M1")
}

fn order() -> OrderId {
    OrderId::from("O1")
}

fn check(kind: &RefusalKind, names: &dyn Names) {
    let name = name(kind);
    let zh = refusal(kind, Lang::Zh, names);
    let en = refusal(kind, Lang::En, names);
    for sentence in [&zh, &en] {
        for trace in ["{", "}", "::", "Some(", "None", "\"", name] {
            assert!(!sentence.contains(trace), "{name} prints `{trace}`: {sentence}");
        }
        assert!(sentence.contains(kind.rule()), "{name} names no rule: {sentence}");
    }
    let han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    assert!(zh.starts_with("驳回（") && zh.chars().filter(|c| han(*c)).count() > 5, "{name}: {zh}");
    assert!(en.starts_with("refused (") && en.split(' ').count() > 4, "{name}: {en}");
    assert!(!zh.contains("该规则不允许"), "{name} has no sentence of its own");
}

/// Every reason why a person may not act.
fn denials() -> [RefusalKind; 3] {
    let (person, position) = (PersonId::from("li"), PositionId::from("A1.water/liaison"));
    let holders = vec![Text::new("主任", "Desk head"), Text::new("主要领导", "Principal leader")];
    [
        Denied::UnknownPosition(PositionId::from("A1.water/king")),
        Denied::NoPower { position: position.clone(), power: Power::Waive, holders },
        Denied::NotHolder { person, position },
    ]
    .map(RefusalKind::Denied)
}

#[test]
fn every_refusal_is_a_sentence() {
    let world = World::small();
    for kind in samples().into_iter().chain(denials()) {
        check(&kind, &world.context());
        check(&kind, &NoNames);
    }
}

#[test]
fn with_names_at_hand_a_chinese_sentence_names_units_in_chinese_and_an_english_one_in_english() {
    let world = World::small();
    let han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    for kind in samples() {
        let (zh, en) = (
            refusal(&kind, Lang::Zh, &world.context()),
            refusal(&kind, Lang::En, &world.context()),
        );
        assert!(!en.contains(han), "{en}");
        assert!(!zh.contains("County") && !zh.contains("Desk"), "{zh}");
    }
}

#[test]
fn a_rule_is_one_of_the_design() {
    let known = ["CASE", "TASK", "AUTH", "TIME", "EVID", "FACT", "STMT", "DIR", "JOIN", "FID"];
    for kind in samples() {
        let family = kind.rule().split('-').next().unwrap_or_default();
        assert!(known.contains(&family), "{} names {}", name(&kind), kind.rule());
    }
}
