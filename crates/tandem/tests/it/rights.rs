//! What Tandem never does, one test a line of the design's list where there is something to test.
//! Masking and pseudonyms are tested where they happen, in `intake` and `sense`; that criticism
//! raises no level, in `sense`; that a statement needs another approver and evidence, in `core`.

use std::process::Command;
use tandem_core::case::EntryKind;
use tandem_core::mechanism::Power;
use tandem_engine::{Effect, Recorded};
use tandem_sense::assess::Indicator;

fn help() -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_tandem")).arg("--help").output().unwrap();
    String::from_utf8(output.stdout).unwrap().to_lowercase()
}

/// Powers are all that anybody may do; none of them reaches a post, an account or a person outside.
#[test]
fn nobody_may_delete_report_or_block_anything_that_people_say() {
    const FORBIDDEN: [&str; 7] =
        ["delete", "block", "censor", "takedown", "report_post", "police", "profile"];
    for power in Power::ALL {
        let name = serde_json::to_value(power).unwrap();
        let name = name.as_str().unwrap();
        assert!(!FORBIDDEN.iter().any(|word| name.contains(word)), "{name}");
    }
    for word in ["delete", "block", "police", "takedown"] {
        assert!(!help().contains(word), "a command speaks of `{word}`");
    }
}

/// The only things that leave are notes to units and statements that went through approval.
#[test]
fn nothing_is_posted_by_itself() {
    let effects = [
        Effect::Notify { unit: "450103.edu".into(), about: "order".to_owned() },
        Effect::Publish { statement: "s1".into() },
    ];
    for effect in effects {
        match effect {
            // A proposed row goes to the ledger, for a person to decide on; nothing leaves.
            Effect::Notify { .. } | Effect::Publish { .. } | Effect::Propose { .. } => {}
        }
    }
    let automatic = |kind: &EntryKind| matches!(kind, EntryKind::StatementPublished { .. });
    let (store, _) = crate::demo::in_memory(3);
    for stored in store.scan(0, 1 << 30).unwrap() {
        // What the mechanism does to offices cannot publish anything.
        let Recorded::Case(entry) = stored.recorded().unwrap() else { continue };
        let by_mechanism = entry.by.person.as_str() == "mechanism";
        assert!(!(by_mechanism && automatic(&entry.kind)), "{entry:?}");
    }
}

/// An assessment knows twenty indicators of a matter and none of a person.
#[test]
fn no_indicator_is_about_an_author_or_a_group_of_people() {
    const FORBIDDEN: [&str; 8] =
        ["author", "ethnic", "religio", "politic", "health", "gender", "account", "follower"];
    assert_eq!(Indicator::ALL.len(), 20);
    for indicator in Indicator::ALL {
        let name = format!("{indicator:?}").to_lowercase();
        assert!(!FORBIDDEN.iter().any(|word| name.contains(word)), "{name}");
    }
}

/// What is kept of a post can be asked for by time, topic and content, never by who wrote it.
#[test]
fn no_post_is_found_by_its_author() {
    let (store, _) = crate::demo::in_memory(3);
    let page = store.posts(None, 10_000).unwrap();
    assert!(page.items.iter().all(|post| post.author.is_none()), "the demo has no authors at all");
    let ledger: String =
        store.scan(0, 1 << 30).unwrap().into_iter().map(|stored| stored.body).collect();
    assert!(!ledger.contains("author"), "an entry speaks of an author");
}

/// Personal data of the synthetic complaints is gone before anything is stored.
#[test]
fn personal_data_is_masked_at_the_door() {
    let (store, _) = crate::demo::in_memory(3);
    let texts: String =
        store.posts(None, 10_000).unwrap().items.into_iter().map(|post| post.text).collect();
    let digits = texts.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or(0);
    assert!(digits < 11, "a number of {digits} digits was kept");
    assert!(texts.contains("[电话]") && !texts.contains('@'));
}
