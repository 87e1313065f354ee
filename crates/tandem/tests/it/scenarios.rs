//! The transcripts of `scenarios/` come out as they stand. `UPDATE_EXPECT=1` writes what they
//! print into them, as `tandem scenario run --bless` does.

use expect_test::{Expect, expect};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use tandem::files::Files;
use tandem::scenario::{Outcome, Verb, run};

pub(crate) fn transcripts() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|extension| extension == "txt")).collect();
    files.sort();
    files
}

pub(crate) fn outcome(path: &Path) -> Outcome {
    let text = std::fs::read_to_string(path).unwrap();
    run(&Files::default(), path, &text).unwrap()
}

#[test]
fn every_transcript_comes_out_as_it_stands() {
    let mut differences = String::new();
    for path in transcripts() {
        let outcome = outcome(&path);
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            std::fs::write(&path, &outcome.transcript).unwrap();
        } else {
            differences.push_str(&outcome.difference);
        }
    }
    assert!(differences.is_empty(), "bless what is right with UPDATE_EXPECT=1\n{differences}");
}

#[test]
fn every_command_of_the_core_is_told_of_somewhere() {
    let told: BTreeSet<Verb> = transcripts().iter().flat_map(|path| outcome(path).verbs).collect();
    let missing: Vec<Verb> =
        Verb::ALL.iter().map(|(verb, ..)| *verb).filter(|verb| !told.contains(verb)).collect();
    assert!(missing.is_empty(), "no transcript uses {missing:?}");
}

#[test]
fn every_transcript_opens_with_what_it_tells_and_ends_with_the_proof_of_its_ledger() {
    for path in transcripts() {
        let text = outcome(&path).transcript;
        let prose = text.lines().take_while(|line| line.starts_with('#')).count();
        assert!((2..=5).contains(&prose), "{}: {prose} lines of prose", path.display());
        let last = text.lines().last().unwrap_or_default();
        assert!(
            last.ends_with("违反0次") || last.ends_with("broken 0 times"),
            "{} ends with: {last}",
            path.display()
        );
    }
}

/// Runs a short transcript; shows how it differs or why it cannot be run.
fn check(text: &str, expected: &Expect) {
    let found = match run(&Files::default(), Path::new("story.txt"), text) {
        Ok(outcome) => outcome.difference,
        Err(error) => format!("{error:#}\n"),
    };
    expected.assert_eq(&found);
}

const START: &str = "> region guangxi\n> language en\n> at 2026-03-02 09:05\n";

#[test]
fn a_wrong_expectation_is_told_with_its_line() {
    let text = "> 450103.desk/duty accept c1\n  accepted\n\n> show c1\n  there is no case c1\n";
    check(
        &format!("# A story.\n{START}{text}"),
        &expect![[r#"
            story.txt:6
            -   accepted
            +   refused (CASE): there is no such case; receive the matter first, or check its id
        "#]],
    );
}

#[test]
fn missing_and_superfluous_output_is_told_with_its_line() {
    check(
        &format!("{START}  the clock is set\n> show c1\n> show c2\n  there is no case c2\n"),
        &expect![[r#"
            story.txt:4
            -   the clock is set
            story.txt:6
            +   there is no case c1
        "#]],
    );
}

#[test]
fn output_stands_where_its_command_stands() {
    check(
        &format!("{START}> show c1\n  there is no case c1\n\n# Later.\n> sweep\n"),
        &expect![[""]],
    );
}

#[test]
fn a_line_that_cannot_be_read_is_told_with_file_line_and_remedy() {
    let cases = [
        "accepted\n",
        "> at 2026-03-02 09:05\n",
        "> region guangxi\n> at yesterday noon\n",
        "> region nowhere\n> at 2026-03-02 09:05\n",
        "> desk does something\n",
    ];
    let mut found = String::new();
    for text in cases {
        let error = run(&Files::default(), Path::new("story.txt"), text).unwrap_err();
        found.push_str(&format!("{error:#}\n"));
    }
    let started = [
        "> 450103.desk/duty accepts c1",
        "> 450103.desk/duty accept",
        "> 450103.desk/duty accept c1 now",
        "> 450103.desk/duty receive c1 “No end",
        "> 450103.desk/duty receive c1 “A” “B”",
        "> 450103.desk/duty receive c1 area 450103",
        "> 450103.desk/duty receive c1 “A” evidence e1=photo:A",
        "> 450103.desk/duty receive c1 “A” to 450103.housing",
        "> 450103.desk/duty dispatch c1 o1 “Look at it”",
        "> 450103.housing/editor draft c1 s1 notice “All is well.” on e1 promise “More”",
        "> 450103.housing/liaison record c1 finding cause",
        "> 450103.housing/liaison record c1 replaces 1",
        "> 450103.desk/lead settle-dispute c1 cause first “Why”",
        "> wait 3wd",
        "> until 2026-03-01 09:00",
        "> region guangxi",
    ];
    for line in started {
        let text = format!("{START}{line}\n");
        let error = run(&Files::default(), Path::new("story.txt"), &text).unwrap_err();
        found.push_str(&format!("{error:#}\n"));
    }
    expect![[r#"
        error story.txt:1: no command stands above this line; remedy: begin prose with `#` and a command with `>`
        error story.txt:1: no region is named yet; remedy: write `> region guangxi` first
        error story.txt:2: `yesterday noon` is not a time; remedy: write it as 2026-03-02 09:05
        story.txt:2: there is no `regions/nowhere/region.toml`, neither in the folder given with --data nor built in
        error story.txt:1: `desk` is not a command; remedy: write a position such as 450103.desk/duty, or region, mechanism, language, at, wait, until, sweep, show, ledger, sample, verify, duty, clock
        error story.txt:4: `accepts` is not a word here; remedy: write one of receive, accept, merge, decline, assess, assign-lead, dispatch, withdraw, sign, confirm-read-back, feedback, judge, send-back, settle, ask-extension, answer-extension, remind, escalate, lapse, succeed, add-evidence, record, settle-dispute, draft, approve, publish, fulfil, verify, waive, close, reopen, review, forward, settle-conflict, supervise, sign-supervision, answer-supervision, discharge, convene, state-position, conclude, ask-help, answer-help, plan-task, finish-task, sitrep, reaction, contest, look-again, link, ask-countersign, countersign, split, join, audit-relay, lift-objection, withdraw-statement, withdraw-help
        error story.txt:4: a case is missing; remedy: write a case at the end of the line
        error story.txt:4: `now` is one word too many; remedy: take it out, or put text with spaces in quotes
        error story.txt:4: a quote is not closed; remedy: put ” after the text
        error story.txt:4: there are two quoted texts; remedy: make them one
        error story.txt:4: its text is missing; remedy: write the title, task or reason in quotes
        error story.txt:4: `photo` is not a word here; remedy: write one of post, complaint, document, media, measurement
        error story.txt:4: `to` is not a word here; remedy: write one of area, remit, evidence, topic, complaint, drill, says, digest
        error story.txt:4: `to` is missing; remedy: add `to` and what it names
        error story.txt:4: `owner` is missing; remedy: add `owner` and what it names
        error story.txt:4: `cause` is not a finding; remedy: write it as key=“value”
        error story.txt:4: `replaces` has nothing before it that it belongs to; remedy: write it after `finding`, `promise` or `evidence`
        error story.txt:4: `first` is not a number; remedy: write 1, 2, 3
        error story.txt:4: `3wd` is not a length of time; remedy: write 30min, 5h or 2d
        error story.txt:4: time does not run backward; remedy: set the clock back with `at`
        error story.txt:4: the clock runs already; remedy: write this before `at`
    "#]].assert_eq(&found);
}

#[test]
fn every_word_is_known_in_chinese_too() {
    let text = "# 一件事。\n> 地区 guangxi\n> 时间 2026-03-02 09:05\n> 450103.desk/duty 由 小韦 来件 c1 “停水” 区域 450103 事项 urban.water-supply 证据 e1=网帖:停水照片\n> 巡检\n> 等待 30分钟\n> 直至 2026-03-02 09:40\n> 核验台账\n";
    check(
        text,
        &expect![[r#"
            story.txt:5
            +   2026-03-02 09:05 c1 青秀区网络舆情联动工作领导小组办公室值班员（小韦）
            +     来件“停水”登记于青秀区网络舆情联动工作领导小组办公室；区域：青秀区；事项：供水；原件1件；甄别限2026-03-02 11:05前（T1：联动默认规则（非法律规定，供各地修改））
            story.txt:9
            +   台账1条，根bf4b45941a63，核验通过；不变量检查23次，违反0次
        "#]],
    );
}
