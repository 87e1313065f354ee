//! The life of an order as a table: every state × every command.

use expect_test::{Expect, expect};
use tandem_core::case::{
    Actor, Command, Evidence, EvidenceKind, FeedbackVerdict, OrderState, Origin, Progress, Subject,
    Urgency,
};
use tandem_core::{AreaId, Digest, EvidenceId, OrderId, RemitId, UnitId};
use tandem_testkit::{Bench, Outcome, Rules, World};

/// Ways to bring an order into each of its states.
const STATES: [&str; 10] = [
    "issued",
    "issued-urgent",
    "restated",
    "signed",
    "answered",
    "answered-empty",
    "completed",
    "sent-back",
    "withdrawn",
    "lapsed",
];

/// What the lead, the desk and the mechanism may try on it.
const COMMANDS: [&str; 19] = [
    "sign",
    "sign, restated",
    "confirm read-back",
    "interim feedback",
    "complete feedback",
    "accept feedback",
    "return feedback",
    "send back",
    "ask extension",
    "grant extension",
    "refuse extension",
    "withdraw",
    "dispatch again",
    "dispatch the same id",
    "settle",
    "remind of receipt",
    "remind of feedback",
    "verify",
    "close",
];

fn duty() -> Actor {
    Actor::person("Duty", "A1.desk/duty")
}

fn lead() -> Actor {
    Actor::person("Lead", "A1.desk/lead")
}

fn liaison() -> Actor {
    Actor::person("Liaison", "A1.water/liaison")
}

fn evidence(id: &str) -> Vec<Evidence> {
    vec![Evidence {
        id: EvidenceId::from(id),
        kind: EvidenceKind::Document,
        digest: Digest::of(id.as_bytes()),
        title: "what was seen".to_owned(),
    }]
}

fn dispatch(order: &str, urgency: Urgency) -> Command {
    Command::Dispatch {
        order: OrderId::from(order),
        to: UnitId::from("A1.water"),
        task: "find the leak".to_owned(),
        urgency,
    }
}

fn sign(restated: Option<&str>) -> Command {
    Command::Sign { order: OrderId::from("O1"), restated: restated.map(str::to_owned) }
}

fn feedback(progress: Progress, evidence: Vec<Evidence>) -> Command {
    Command::Feedback {
        order: OrderId::from("O1"),
        text: "found and mended".to_owned(),
        progress,
        evidence,
        findings: Vec::new(),
        compared: None,
    }
}

fn judge(verdict: FeedbackVerdict) -> Command {
    Command::JudgeFeedback { order: OrderId::from("O1"), verdict }
}

fn command(name: &str) -> (Actor, Command) {
    let order = OrderId::from("O1");
    let reason = "there is one".to_owned();
    match name {
        "sign" => (liaison(), sign(None)),
        "sign, restated" => (liaison(), sign(Some("we look for the leak"))),
        "confirm read-back" => (duty(), Command::ConfirmReadBack { order }),
        "interim feedback" => (liaison(), feedback(Progress::Interim, Vec::new())),
        "complete feedback" => (liaison(), feedback(Progress::Complete, evidence("E3"))),
        "accept feedback" => (duty(), judge(FeedbackVerdict::Accept)),
        "return feedback" => (duty(), judge(FeedbackVerdict::Return { reason })),
        "send back" => {
            let proposed = UnitId::from("A1.health");
            let (remit, evidence) = (RemitId::from("health"), vec![EvidenceId::from("E1")]);
            (liaison(), Command::SendBack { order, remit, evidence, proposed, reason })
        }
        "ask extension" => (liaison(), Command::AskExtension { order, reason }),
        "grant extension" => (lead(), Command::AnswerExtension { order, refused: None }),
        "refuse extension" => (lead(), Command::AnswerExtension { order, refused: Some(reason) }),
        "withdraw" => (duty(), Command::Withdraw { order, reason }),
        "dispatch again" => (duty(), dispatch("O2", Urgency::Normal)),
        "dispatch the same id" => (duty(), dispatch("O1", Urgency::Normal)),
        "settle" => {
            let (lead_unit, assisting) = (UnitId::from("A1.health"), Vec::new());
            let order = Some(order);
            (lead(), Command::Settle { order, lead: lead_unit, assisting, reason })
        }
        "remind of receipt" => (duty(), Command::Remind { subject: Subject::Receipt(order) }),
        "remind of feedback" => (duty(), Command::Remind { subject: Subject::Feedback(order) }),
        "verify" => {
            let evidence = Vec::new();
            (duty(), Command::Verify { solved: true, reason, evidence })
        }
        "close" => (lead(), Command::Close { summary: reason }),
        other => panic!("no command is called {other}"),
    }
}

/// A case whose one order is in a state.
fn bench<'w>(world: &'w World, state: &str) -> Bench<'w> {
    let mut bench = Bench::new(world, "2026-03-02 10:00");
    let receive = Command::Receive {
        title: "brown water".to_owned(),
        origin: Origin::default(),
        areas: vec![AreaId::from("A1")],
        remits: vec![RemitId::from("water.supply")],
        evidence: evidence("E1"),
        drill: false,
    };
    bench.act(&duty(), receive).act(&duty(), Command::Accept);
    bench.act(&duty(), Command::AssignLead { also_assisting: Vec::new() });
    let urgency = match state {
        "issued-urgent" | "restated" => Urgency::Urgent,
        _ => Urgency::Normal,
    };
    bench.act(&duty(), dispatch("O1", urgency));
    let way: &[&str] = match state {
        "issued" | "issued-urgent" => &[],
        "restated" => &["sign, restated"],
        "signed" => &["sign"],
        "answered" => &["sign", "complete feedback"],
        "completed" => &["sign", "complete feedback", "accept feedback"],
        "sent-back" => &["send back"],
        "withdrawn" => &["withdraw"],
        "answered-empty" => {
            bench.act(&liaison(), sign(None));
            bench.act(&liaison(), feedback(Progress::Complete, Vec::new()));
            &[]
        }
        "lapsed" => {
            for _ in 0..12 {
                bench.wait("1wd");
                bench.sweep().expect("nothing breaks while nobody acts");
            }
            &[]
        }
        other => panic!("no state is called {other}"),
    };
    for step in way {
        let (by, command) = command(step);
        bench.act(&by, command);
    }
    bench
}

fn check(rules: &Rules, expected: &Expect) {
    let world = World::small_under(rules);
    let mut table = String::new();
    for state in STATES {
        let bench = bench(&world, state);
        let order = bench.case.order(&OrderId::from("O1")).expect("it was issued");
        table += &format!("{state} ({:?})\n", order.state);
        for name in COMMANDS {
            let (by, command) = command(name);
            let outcome = bench.clone().attempt(&by, command).expect("no invariant breaks");
            let outcome = match outcome {
                Outcome::Applied(_) => "yes".to_owned(),
                Outcome::Refused(refusal) => {
                    let kind = format!("{:?}", refusal.0);
                    let end = kind.find(|c: char| !c.is_alphanumeric()).unwrap_or(kind.len());
                    format!("no: {}", &kind[..end])
                }
            };
            table += &format!("    {name:<21}{outcome}\n");
        }
    }
    expected.assert_eq(&table);
}

#[test]
fn orders() {
    check(
        &Rules::default(),
        &expect![[r#"
        issued (Issued)
            sign                 yes
            sign, restated       yes
            confirm read-back    no: NothingToConfirm
            interim feedback     no: NotSigned
            complete feedback    no: NotSigned
            accept feedback      no: NothingToJudge
            return feedback      no: NothingToJudge
            send back            yes
            ask extension        no: NotSigned
            grant extension      no: NoExtensionAsked
            refuse extension     no: NoExtensionAsked
            withdraw             yes
            dispatch again       no: HasOpenOrder
            dispatch the same id no: OrderExists
            settle               no: NothingDue
            remind of receipt    yes
            remind of feedback   yes
            verify               no: OpenOrders
            close                no: OpenOrders
        issued-urgent (Issued)
            sign                 no: RestateNeeded
            sign, restated       yes
            confirm read-back    no: NothingToConfirm
            interim feedback     no: NotSigned
            complete feedback    no: NotSigned
            accept feedback      no: NothingToJudge
            return feedback      no: NothingToJudge
            send back            yes
            ask extension        no: NotSigned
            grant extension      no: NoExtensionAsked
            refuse extension     no: NoExtensionAsked
            withdraw             yes
            dispatch again       no: HasOpenOrder
            dispatch the same id no: OrderExists
            settle               no: NothingDue
            remind of receipt    yes
            remind of feedback   yes
            verify               no: OpenOrders
            close                no: OpenOrders
        restated (Restated)
            sign                 no: AlreadySigned
            sign, restated       no: AlreadySigned
            confirm read-back    yes
            interim feedback     no: NotSigned
            complete feedback    no: NotSigned
            accept feedback      no: NothingToJudge
            return feedback      no: NothingToJudge
            send back            yes
            ask extension        no: NotSigned
            grant extension      no: NoExtensionAsked
            refuse extension     no: NoExtensionAsked
            withdraw             yes
            dispatch again       no: HasOpenOrder
            dispatch the same id no: OrderExists
            settle               no: NothingDue
            remind of receipt    no: NothingDue
            remind of feedback   yes
            verify               no: OpenOrders
            close                no: OpenOrders
        signed (Signed)
            sign                 no: AlreadySigned
            sign, restated       no: AlreadySigned
            confirm read-back    no: NothingToConfirm
            interim feedback     yes
            complete feedback    yes
            accept feedback      no: NothingToJudge
            return feedback      no: NothingToJudge
            send back            yes
            ask extension        yes
            grant extension      no: NoExtensionAsked
            refuse extension     no: NoExtensionAsked
            withdraw             yes
            dispatch again       no: HasOpenOrder
            dispatch the same id no: OrderExists
            settle               no: NothingDue
            remind of receipt    no: NothingDue
            remind of feedback   yes
            verify               no: OpenOrders
            close                no: OpenOrders
        answered (Answered)
            sign                 no: AlreadySigned
            sign, restated       no: AlreadySigned
            confirm read-back    no: NothingToConfirm
            interim feedback     no: NotSigned
            complete feedback    no: NotSigned
            accept feedback      yes
            return feedback      yes
            send back            no: AlreadySigned
            ask extension        no: NotSigned
            grant extension      no: NoExtensionAsked
            refuse extension     no: NoExtensionAsked
            withdraw             yes
            dispatch again       no: HasOpenOrder
            dispatch the same id no: OrderExists
            settle               no: NothingDue
            remind of receipt    no: NothingDue
            remind of feedback   no: NothingDue
            verify               no: OpenOrders
            close                no: OpenOrders
        answered-empty (Answered)
            sign                 no: AlreadySigned
            sign, restated       no: AlreadySigned
            confirm read-back    no: NothingToConfirm
            interim feedback     no: NotSigned
            complete feedback    no: NotSigned
            accept feedback      no: EmptyFeedback
            return feedback      yes
            send back            no: AlreadySigned
            ask extension        no: NotSigned
            grant extension      no: NoExtensionAsked
            refuse extension     no: NoExtensionAsked
            withdraw             yes
            dispatch again       no: HasOpenOrder
            dispatch the same id no: OrderExists
            settle               no: NothingDue
            remind of receipt    no: NothingDue
            remind of feedback   no: NothingDue
            verify               no: OpenOrders
            close                no: OpenOrders
        completed (Ended(Completed))
            sign                 no: OrderEnded
            sign, restated       no: OrderEnded
            confirm read-back    no: OrderEnded
            interim feedback     no: OrderEnded
            complete feedback    no: OrderEnded
            accept feedback      no: OrderEnded
            return feedback      no: OrderEnded
            send back            no: OrderEnded
            ask extension        no: OrderEnded
            grant extension      no: OrderEnded
            refuse extension     no: OrderEnded
            withdraw             no: OrderEnded
            dispatch again       yes
            dispatch the same id no: OrderExists
            settle               no: NothingDue
            remind of receipt    no: NothingDue
            remind of feedback   no: NothingDue
            verify               yes
            close                no: DisposalUnverified
        sent-back (Ended(SentBack))
            sign                 no: OrderEnded
            sign, restated       no: OrderEnded
            confirm read-back    no: OrderEnded
            interim feedback     no: OrderEnded
            complete feedback    no: OrderEnded
            accept feedback      no: OrderEnded
            return feedback      no: OrderEnded
            send back            no: OrderEnded
            ask extension        no: OrderEnded
            grant extension      no: OrderEnded
            refuse extension     no: OrderEnded
            withdraw             no: OrderEnded
            dispatch again       no: SettlementPending
            dispatch the same id no: SettlementPending
            settle               yes
            remind of receipt    no: NothingDue
            remind of feedback   no: NothingDue
            verify               no: NothingCompleted
            close                no: SettlementPending
        withdrawn (Ended(Withdrawn))
            sign                 no: OrderEnded
            sign, restated       no: OrderEnded
            confirm read-back    no: OrderEnded
            interim feedback     no: OrderEnded
            complete feedback    no: OrderEnded
            accept feedback      no: OrderEnded
            return feedback      no: OrderEnded
            send back            no: OrderEnded
            ask extension        no: OrderEnded
            grant extension      no: OrderEnded
            refuse extension     no: OrderEnded
            withdraw             no: OrderEnded
            dispatch again       yes
            dispatch the same id no: OrderExists
            settle               no: NothingDue
            remind of receipt    no: NothingDue
            remind of feedback   no: NothingDue
            verify               no: NothingCompleted
            close                no: DisposalUnverified
        lapsed (Ended(Lapsed))
            sign                 no: OrderEnded
            sign, restated       no: OrderEnded
            confirm read-back    no: OrderEnded
            interim feedback     no: OrderEnded
            complete feedback    no: OrderEnded
            accept feedback      no: OrderEnded
            return feedback      no: OrderEnded
            send back            no: OrderEnded
            ask extension        no: OrderEnded
            grant extension      no: OrderEnded
            refuse extension     no: OrderEnded
            withdraw             no: OrderEnded
            dispatch again       yes
            dispatch the same id no: OrderExists
            settle               no: NothingDue
            remind of receipt    no: NothingDue
            remind of feedback   no: NothingDue
            verify               no: NothingCompleted
            close                no: DisposalUnverified
    "#]],
    );
}

#[test]
fn without_read_back_an_urgent_order_is_signed_like_any_other() {
    let rules = Rules { read_back: "never", ..Rules::default() };
    let world = World::small_under(&rules);
    let mut bench = bench(&world, "issued-urgent");
    bench.act(&liaison(), sign(None));
    let order = bench.case.order(&OrderId::from("O1")).expect("it was issued");
    assert_eq!(order.state, OrderState::Signed);
}

#[test]
fn an_order_is_extended_as_often_as_the_rules_say() {
    for max in 0..3 {
        let rules = Rules { extensions_max: max, ..Rules::default() };
        let world = World::small_under(&rules);
        let mut bench = bench(&world, "signed");
        for _ in 0..max {
            for step in ["ask extension", "grant extension"] {
                let (by, command) = command(step);
                bench.act(&by, command);
            }
        }
        let (by, command) = command("ask extension");
        let refused = bench.refused(&by, command);
        assert_eq!(refused, tandem_core::case::RefusalKind::ExtensionSpent { max });
    }
}
