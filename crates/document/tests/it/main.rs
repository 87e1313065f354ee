//! Papers of made-up cases, composed, laid out and packed.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "what only tests use may fail as they do"
)]

use std::path::Path;
use std::sync::LazyLock;
use tandem_core::case::{
    Actor, Cite, Command, Evidence, EvidenceKind, NewFinding, Origin, Promise, SitrepKind,
    StatementKind, Urgency,
};
use tandem_core::mechanism::RiskLevel;
use tandem_core::{AreaId, Digest, EvidenceId, Lang, RemitId, Text, UnitId};
use tandem_document::compose::{self, Day, Dossier, Proof};
use tandem_document::{Block, Fonts, Paper, docx, pdf};
use tandem_testkit::{Bench, World};

static FONTS: LazyLock<Option<Fonts>> = LazyLock::new(|| match Fonts::find(None) {
    Ok(fonts) => Some(fonts),
    Err(error) => {
        eprintln!("skipped: {error}");
        None
    }
});

fn by(position: &str) -> Actor {
    Actor::person("韦值班", position)
}

/// A burst pipe of which everything is known, with an order, a sitrep and a statement.
fn story(world: &World) -> Bench<'_> {
    let mut bench = Bench::new(world, "2026-03-02 09:05");
    let original = |id: &str, kind, title: &str| Evidence {
        id: EvidenceId::from(id),
        kind,
        digest: Digest::of(id.as_bytes()),
        title: title.to_owned(),
    };
    let duty = by("450103.desk/duty");
    let receive = Command::Receive {
        title: "小区停水三天，无人答复".to_owned(),
        origin: Origin { topics: vec!["t1".into()], complaints: Vec::new() },
        areas: vec![AreaId::from("450103")],
        remits: vec![RemitId::from("urban.water-supply")],
        evidence: vec![original("e1", EvidenceKind::Post, "停水三天的帖子")],
        drill: false,
    };
    let finding = |key: &str, value: &str| Command::RecordFinding {
        finding: NewFinding {
            key: key.to_owned(),
            value: value.to_owned(),
            evidence: vec![EvidenceId::from("e1")],
            supersedes: None,
        },
    };
    let reason = "涉及学校".to_owned();
    bench.act(&duty, receive).act(&duty, Command::Accept);
    bench.act(&duty, Command::Assess { level: RiskLevel::III, reason });
    bench.act(&duty, Command::AssignLead { also_assisting: Vec::new() });
    let dispatch = Command::Dispatch {
        order: "o1".into(),
        to: UnitId::from("450103.housing"),
        task: "查明停水原因，恢复供水，并答复住户".to_owned(),
        urgency: Urgency::Normal,
    };
    bench.act(&by("450103.desk/lead"), dispatch);
    bench.wait("1h");
    let sign = Command::Sign { order: "o1".into(), restated: None };
    bench.act(&by("450103.housing/liaison"), sign);
    bench.act(&by("450103.housing/liaison"), finding("停水户数", "310户"));
    bench.act(&by("450103.housing/liaison"), finding("原因", "水泵故障"));
    let sitrep = Command::FileSitrep {
        kind: SitrepKind::First,
        text: "小区共停水310户。原因是水泵故障，正在抢修。".to_owned(),
        cites: vec![Cite::Finding(1), Cite::Finding(2)],
        compared: None,
    };
    bench.act(&duty, sitrep);
    let draft = Command::DraftStatement {
        statement: "s1".into(),
        kind: StatementKind::Notice,
        text: "小区停水310户，原因是水泵故障。我们正在抢修。".to_owned(),
        cites: vec![Cite::Finding(1), Cite::Finding(2)],
        promises: vec![Promise {
            text: "更换水泵。".to_owned(),
            owner: UnitId::from("450103.housing"),
            by: world.at("2026-03-06 18:00"),
        }],
        corrects: None,
        ticked: Vec::new(),
        explained: None,
    };
    bench.act(&Actor::person("莫起草", "450103.housing/editor"), draft);
    bench
}

fn with<T>(world: &World, bench: &Bench<'_>, lang: Lang, of: impl FnOnce(Dossier<'_>) -> T) -> T {
    let ctx = world.context();
    let banner = Text::new("官员由程序模拟", "Officials are simulated");
    let (case, entries) = (&bench.case, &bench.entries[..]);
    of(Dossier { case, entries, ctx: &ctx, banner: Some(&banner), lang })
}

/// All texts of a paper, one after the other.
fn texts(paper: &Paper) -> String {
    serde_json::to_string(paper).unwrap()
}

fn papers(world: &World, bench: &Bench<'_>, lang: Lang) -> Vec<Paper> {
    let at = world.at("2026-03-03 08:00");
    let proof = Proof { entries: vec![(1, Digest::of(b"1"))], head: (9, Digest::of(b"9")) };
    with(world, bench, lang, |of| {
        let desk = UnitId::from("450103.desk");
        let day = Day { desk: &desk, from: world.at("2026-03-02 00:00"), until: at };
        vec![
            compose::dispatch_order(of, &"o1".into()).unwrap(),
            compose::sitrep(of, 1).unwrap(),
            compose::statement(of, &"s1".into()).unwrap(),
            compose::flash(of, at),
            compose::case_file(of, &proof, at),
            compose::brief(&[of], day, of),
        ]
    })
}

#[test]
fn what_states_a_fact_carries_its_number() {
    let world = World::guangxi();
    let bench = story(&world);
    let all = papers(&world, &bench, Lang::Zh);
    let (sitrep, statement) = (&all[1], &all[2]);
    let text = |paper: &Paper, nth: usize| match &paper.body[nth] {
        Block::Text { text } => text.clone(),
        other => panic!("{other:?} is no paragraph"),
    };
    let expected = "小区共停水310户（事实1）。原因是水泵故障，正在抢修（事实2）。";
    assert_eq!(text(sitrep, 0), expected);
    assert_eq!(text(sitrep, 1), "依据：事实1、2。");
    let expected = "小区停水310户，原因是水泵故障（事实1、2）。我们正在抢修。";
    assert_eq!(text(statement, 0), expected);
    assert!(
        texts(statement).contains("更换水泵。责任单位：青秀区住房和城乡建设局，2026年3月6日前")
    );
}

#[test]
fn an_order_names_limits_with_their_sources_and_a_draft_says_that_it_is_one() {
    let world = World::guangxi();
    let bench = story(&world);
    let all = papers(&world, &bench, Lang::En);
    let order = texts(&all[0]);
    for part in
        ["Dispatch order", "K-1/o1", "Receipt by 2026-03-03 17:00 (S1, ", "4 Originals", "e1"]
    {
        assert!(order.contains(part), "{part} is missing in {order}");
    }
    let statement = texts(&all[2]);
    assert!(statement.contains("DRAFT, not published"), "{statement}");
    // The public reads which organ speaks, not which member of staff.
    assert!(!statement.contains("莫起草") && !statement.contains("韦值班"), "{statement}");
    for paper in &all {
        assert!(texts(paper).contains("Officials are simulated"), "{}", paper.kind);
    }
    let brief = texts(&all[5]);
    assert!(brief.contains("1 New (1)") && brief.contains("3 Overdue (0)"), "{brief}");
    let missing = with(&world, &bench, Lang::En, |of| compose::dispatch_order(of, &"o9".into()));
    assert_eq!(missing.unwrap_err().to_string(), "case K-1 has no order `o9`");
}

#[test]
fn papers_are_accessible_archivable_pdf_and_say_the_same_twice() {
    let Some(fonts) = &*FONTS else { return };
    let world = World::guangxi();
    let bench = story(&world);
    for lang in [Lang::Zh, Lang::En] {
        for paper in papers(&world, &bench, lang) {
            // The exporter refuses what does not conform to PDF/UA-1 and PDF/A-2a.
            let bytes = pdf::pdf(&paper, fonts).unwrap_or_else(|e| panic!("{}: {e}", paper.kind));
            assert!(bytes.starts_with(b"%PDF-") && bytes.len() < 2 << 20, "{}", bytes.len());
            let name = format!("{}-{}.pdf", paper.lang, paper.kind.replace(' ', "-"));
            std::fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join(name), &bytes).unwrap();
        }
    }
    let paper = &papers(&world, &bench, Lang::Zh)[0];
    assert_eq!(pdf::pdf(paper, fonts).unwrap(), pdf::pdf(paper, fonts).unwrap());
}

#[test]
fn text_of_people_stays_text() {
    let Some(fonts) = &*FONTS else { return };
    let world = World::guangxi();
    let bench = story(&world);
    let mut paper = papers(&world, &bench, Lang::Zh).remove(0);
    let hostile = "#panic(\"x\") $ * _ ` @a <b> \\ #include \"/etc/passwd\" \u{202e}倒</w:t>&amp;";
    paper.title = hostile.to_owned();
    paper.body.push(Block::text(hostile));
    paper.body.push(Block::Points { points: vec![String::new(), "长".repeat(5_000)] });
    pdf::pdf(&paper, fonts).unwrap();
    docx::docx(&paper).unwrap();
}

#[test]
fn papers_are_packed_as_docx() {
    let world = World::guangxi();
    let bench = story(&world);
    for lang in [Lang::Zh, Lang::En] {
        for paper in papers(&world, &bench, lang) {
            let bytes = docx::docx(&paper).unwrap();
            assert!(bytes.starts_with(b"PK"), "{}", paper.kind);
            let name = format!("{}-{}.docx", paper.lang, paper.kind.replace(' ', "-"));
            std::fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join(name), &bytes).unwrap();
        }
    }
}
