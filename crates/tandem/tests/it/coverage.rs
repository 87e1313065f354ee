//! Which verb is told of where: command, entries, transcripts, screen; and which refusals are
//! shown. The table is `docs/coverage.md`; `UPDATE_EXPECT=1` writes it.

use crate::scenarios::{outcome, transcripts};
use expect_test::expect_file;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;
use tandem::scenario::{OfficeVerb, Verb};

/// Transcripts that a row names before it only counts them.
const TRANSCRIPTS_NAMED_MAX: usize = 6;

/// What all transcripts show.
#[derive(Default)]
struct Shown {
    /// Kinds of entries that came of a verb, in any transcript.
    entries: BTreeMap<Verb, BTreeSet<String>>,
    /// The numbers of the transcripts in which a verb made an entry.
    transcripts: BTreeMap<Verb, BTreeSet<String>>,
    /// The numbers of the transcripts in which a refusal was given, by its kind.
    refusals: BTreeMap<String, BTreeSet<String>>,
    /// The same of an area's offices.
    office_entries: BTreeMap<OfficeVerb, BTreeSet<String>>,
    office_transcripts: BTreeMap<OfficeVerb, BTreeSet<String>>,
    office_refusals: BTreeMap<String, BTreeSet<String>>,
}

/// Read once for all tests of this file.
static SHOWN: LazyLock<Shown> = LazyLock::new(Shown::read);

impl Shown {
    fn read() -> Self {
        let mut shown = Self::default();
        for path in transcripts() {
            let name = path.file_name().unwrap().to_str().unwrap();
            let no = name.split('-').next().unwrap().to_owned();
            let outcome = outcome(&path);
            for (verb, kinds) in outcome.entries {
                if kinds.is_empty() {
                    continue;
                }
                shown.entries.entry(verb).or_default().extend(kinds);
                shown.transcripts.entry(verb).or_default().insert(no.clone());
            }
            for kind in outcome.refusals {
                shown.refusals.entry(kind).or_default().insert(no.clone());
            }
            for (verb, kinds) in outcome.office_entries {
                shown.office_entries.entry(verb).or_default().extend(kinds);
                shown.office_transcripts.entry(verb).or_default().insert(no.clone());
            }
            for kind in outcome.office_refusals {
                shown.office_refusals.entry(kind).or_default().insert(no.clone());
            }
        }
        shown
    }

    fn made(&self) -> BTreeSet<&str> {
        self.entries.values().flatten().map(String::as_str).collect()
    }
}

/// The names of an enum's variants, read from its source in the core: the kinds are not counted
/// anywhere else, and a new one must not be missed.
fn variants(source: &str, name: &str) -> BTreeSet<String> {
    let begin = format!("pub enum {name} {{");
    let body = source.split(&begin).nth(1).expect("the enum stands in that file");
    let body = body.split("\n}").next().unwrap();
    let lines = body.lines().filter_map(|line| line.strip_prefix("    "));
    let named = lines.filter(|line| line.starts_with(|first: char| first.is_ascii_uppercase()));
    named.map(|line| line.chars().take_while(char::is_ascii_alphanumeric).collect()).collect()
}

fn entry_kinds() -> BTreeSet<String> {
    variants(include_str!("../../../core/src/case/entry.rs"), "EntryKind")
}

fn refusal_kinds() -> BTreeSet<String> {
    variants(include_str!("../../../core/src/case/refusal.rs"), "RefusalKind")
}

fn office_entry_kinds() -> BTreeSet<String> {
    variants(include_str!("../../../core/src/directory/entry.rs"), "EntryKind")
}

fn office_refusal_kinds() -> BTreeSet<String> {
    variants(include_str!("../../../core/src/directory/refusal.rs"), "RefusalKind")
}

/// The section of the page of an area's offices that shows what came of a verb.
fn office_section(verb: OfficeVerb) -> &'static str {
    match verb {
        OfficeVerb::Appoint
        | OfficeVerb::Relieve
        | OfficeVerb::Delegate
        | OfficeVerb::RevokeDelegation
        | OfficeVerb::IssueKey
        | OfficeVerb::RevokeKey => "positions",
        OfficeVerb::OpenException | OfficeVerb::EndException => "exceptions",
        OfficeVerb::PlanShift | OfficeVerb::DropShift => "roster",
        OfficeVerb::HandOver
        | OfficeVerb::TakeWatch
        | OfficeVerb::StandDown
        | OfficeVerb::Escalate => "watch",
        OfficeVerb::SetChannel
        | OfficeVerb::DropChannel
        | OfficeVerb::CheckChannel
        | OfficeVerb::NoteMessage => "channels",
        OfficeVerb::ProposeRow | OfficeVerb::DecideRow | OfficeVerb::EndUnit => "learnt",
    }
}

/// Where the console shows what came of a verb: a page and the section on it.
fn screen(verb: Verb) -> (&'static str, &'static str) {
    match verb {
        Verb::Receive | Verb::Accept | Verb::Merge | Verb::Decline => ("desk.rs", "received"),
        Verb::Assess | Verb::AssignLead | Verb::Settle | Verb::Split | Verb::Join => {
            ("case.rs", "timeline")
        }
        Verb::Remind | Verb::Escalate | Verb::Lapse | Verb::Succeed => ("case.rs", "deadlines"),
        Verb::Dispatch
        | Verb::Withdraw
        | Verb::Sign
        | Verb::ConfirmReadBack
        | Verb::Feedback
        | Verb::JudgeFeedback
        | Verb::SendBack
        | Verb::AskExtension
        | Verb::AnswerExtension
        | Verb::SettleConflict => ("case.rs", "orders"),
        Verb::Supervise
        | Verb::SignSupervision
        | Verb::AnswerSupervision
        | Verb::DischargeSupervision
        | Verb::Convene
        | Verb::StatePosition
        | Verb::Conclude
        | Verb::AskHelp
        | Verb::AnswerHelp
        | Verb::WithdrawHelp
        | Verb::PlanTask
        | Verb::FinishTask
        | Verb::AuditRelay
        | Verb::FileSitrep => ("together.rs", "together"),
        Verb::AddEvidence => ("case.rs", "evidence"),
        Verb::RecordFinding | Verb::SettleDispute => ("case.rs", "facts"),
        Verb::DraftStatement
        | Verb::ApproveStatement
        | Verb::PublishStatement
        | Verb::FulfilCommitment
        | Verb::AskCountersign
        | Verb::Countersign
        | Verb::LiftObjection
        | Verb::WithdrawStatement => ("case.rs", "statements"),
        Verb::Forward
        | Verb::LinkCase
        | Verb::RecordReaction
        | Verb::Contest
        | Verb::LookAgain
        | Verb::Verify
        | Verb::Waive
        | Verb::Close
        | Verb::Reopen
        | Verb::Review => ("case.rs", "timeline"),
    }
}

/// The address of the form by which a person gives the command; the mechanism's own have none.
fn form(verb: Verb, name: &str) -> String {
    match verb {
        Verb::Escalate | Verb::Lapse | Verb::Succeed => "—".to_owned(),
        Verb::Receive => "/receive".to_owned(),
        _ => format!("/cases/…/act?do={name}"),
    }
}

/// The same of an area's offices. A key's secret is shown by the command line alone.
fn office_form(verb: OfficeVerb, name: &str) -> String {
    match verb {
        OfficeVerb::Escalate | OfficeVerb::NoteMessage => "—".to_owned(),
        OfficeVerb::IssueKey => "`tandem key`".to_owned(),
        OfficeVerb::OpenException | OfficeVerb::EndException => "/exceptions".to_owned(),
        _ => format!("/duty/…/act?do={name}"),
    }
}

fn joined(names: &BTreeSet<String>, max: usize) -> String {
    let first: Vec<&str> = names.iter().take(max).map(String::as_str).collect();
    let more = names.len() - first.len();
    let more = if more == 0 { String::new() } else { format!(" +{more}") };
    format!("{}{more}", first.join(" "))
}

fn verbs(shown: &Shown) -> String {
    let mut table = String::from(
        "| 动词 · verb | command | 条目 · entries | 情景 · transcripts | 页面 · screen | 表单 · form |\n|---|---|---|---|---|---|\n",
    );
    let none = BTreeSet::new();
    for (verb, en, zh) in Verb::ALL {
        let entries = shown.entries.get(verb).unwrap_or(&none);
        let seen = shown.transcripts.get(verb).unwrap_or(&none);
        let (page, section) = screen(*verb);
        let page = page.trim_end_matches(".rs").replace("together", "case");
        let form = form(*verb, en);
        table.push_str(&format!(
            "| {zh} {en} | {verb:?} | {} | {} | {page}#{section} | {form} |\n",
            joined(entries, usize::MAX),
            joined(seen, TRANSCRIPTS_NAMED_MAX),
        ));
    }
    table
}

fn office_verbs(shown: &Shown) -> String {
    let mut table = String::from(
        "| 动词 · verb | command | 条目 · entries | 情景 · transcripts | 页面 · screen | 表单 · form |\n|---|---|---|---|---|---|\n",
    );
    let none = BTreeSet::new();
    for (verb, en, zh) in OfficeVerb::ALL {
        let entries = shown.office_entries.get(verb).unwrap_or(&none);
        let seen = shown.office_transcripts.get(verb).unwrap_or(&none);
        table.push_str(&format!(
            "| {zh} {en} | {verb:?} | {} | {} | duty#{} | {} |\n",
            joined(entries, usize::MAX),
            joined(seen, TRANSCRIPTS_NAMED_MAX),
            office_section(*verb),
            office_form(*verb, en),
        ));
    }
    table
}

fn refusals(all: BTreeSet<String>, shown: &BTreeMap<String, BTreeSet<String>>) -> String {
    let (told, untold): (Vec<String>, Vec<String>) =
        all.into_iter().partition(|kind| shown.contains_key(kind));
    let mut text = format!("{} / {}\n\n", told.len(), told.len() + untold.len());
    text.push_str("| refusal | 情景 · transcripts |\n|---|---|\n");
    for kind in &told {
        let seen = joined(&shown[kind], TRANSCRIPTS_NAMED_MAX);
        text.push_str(&format!("| {kind} | {seen} |\n"));
    }
    if !untold.is_empty() {
        text.push_str(&format!("\n未出现 · not shown: {}\n", untold.join(", ")));
    }
    text
}

#[test]
fn the_coverage_table_is_up_to_date() {
    let shown = &*SHOWN;
    let text = format!(
        "# 覆盖表 · Coverage\n\n由测试生成，请勿手改。Generated by `cargo test -p tandem --test it coverage`; written with `UPDATE_EXPECT=1`. 数字为 `scenarios/` 中的编号，+n 表示另有 n 篇。Numbers are those of the transcripts in `scenarios/`; +n stands for n more.\n\n## 动词 · Verbs\n\n{}\n## 驳回 · Refusals\n\n{}\n## 机构动词 · Verbs of offices\n\n{}\n## 机构驳回 · Refusals of offices\n\n{}",
        verbs(shown),
        refusals(refusal_kinds(), &shown.refusals),
        office_verbs(shown),
        refusals(office_refusal_kinds(), &shown.office_refusals),
    );
    expect_file!["../../../../docs/coverage.md"].assert_eq(&text);
}

#[test]
fn every_verb_entry_and_refusal_of_offices_is_in_some_transcript() {
    let shown = &*SHOWN;
    let missing: Vec<OfficeVerb> = OfficeVerb::ALL
        .iter()
        .map(|(verb, ..)| *verb)
        .filter(|verb| !shown.office_entries.contains_key(verb))
        .collect();
    assert!(missing.is_empty(), "no transcript shows what comes of {missing:?}");
    let made: BTreeSet<&String> = shown.office_entries.values().flatten().collect();
    let all = office_entry_kinds();
    let missing: Vec<&String> = all.iter().filter(|kind| !made.contains(kind)).collect();
    assert!(missing.is_empty(), "no transcript makes {missing:?}");
    let all = office_refusal_kinds();
    let missing: Vec<&String> =
        all.iter().filter(|kind| !shown.office_refusals.contains_key(*kind)).collect();
    assert!(missing.is_empty(), "no transcript shows {missing:?}");
}

#[test]
fn every_verb_made_an_entry_in_some_transcript() {
    let shown = &*SHOWN;
    let all = Verb::ALL.iter().map(|(verb, ..)| *verb);
    let missing: Vec<Verb> = all.filter(|verb| !shown.entries.contains_key(verb)).collect();
    assert!(missing.is_empty(), "no transcript shows what comes of {missing:?}");
}

#[test]
fn every_kind_of_entry_is_in_some_transcript() {
    let shown = &*SHOWN;
    let (made, all) = (shown.made(), entry_kinds());
    let missing: Vec<&String> = all.iter().filter(|kind| !made.contains(kind.as_str())).collect();
    assert!(missing.is_empty(), "no transcript makes {missing:?}");
    let unknown: Vec<&str> = made.into_iter().filter(|kind| !all.contains(*kind)).collect();
    assert!(unknown.is_empty(), "{unknown:?} stand in no list");
}

#[test]
fn every_refusal_is_in_some_transcript() {
    let shown = &*SHOWN;
    let all = refusal_kinds();
    let missing: Vec<&String> =
        all.iter().filter(|kind| !shown.refusals.contains_key(*kind)).collect();
    assert!(missing.is_empty(), "no transcript shows {missing:?}");
    let unknown: Vec<&String> = shown.refusals.keys().filter(|kind| !all.contains(*kind)).collect();
    assert!(unknown.is_empty(), "{unknown:?} stand in no list");
}

#[test]
fn every_screen_that_the_table_names_exists() {
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../web/src/pages");
    for (verb, ..) in Verb::ALL {
        let (page, section) = screen(*verb);
        let source = std::fs::read_to_string(pages.join(page)).unwrap();
        let mark = format!("aria-labelledby=\"{section}\"");
        assert!(source.contains(&mark), "{verb:?}: {page} has no section {section}");
    }
    let duty = std::fs::read_to_string(pages.join("duty.rs")).unwrap();
    for (verb, ..) in OfficeVerb::ALL {
        let section = office_section(*verb);
        let mark = format!("aria-labelledby=\"{section}\"");
        assert!(duty.contains(&mark), "{verb:?}: duty.rs has no section {section}");
    }
}
