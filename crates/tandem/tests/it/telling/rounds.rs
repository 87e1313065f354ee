//! What goes when, to whom, and what is on record of it.

use super::*;
use expect_test::{Expect, expect};
use tandem_core::CaseId;
use tandem_engine::Heartbeat;

fn check(told: &[String], want: &Expect) {
    want.assert_eq(&told.join("\n"));
}

#[test]
fn by_day_an_order_is_told_at_once_and_says_no_more_than_it_must() {
    let office = Office::new();
    office.ordered("2026-03-02 09:00", "c1", "");
    let (round, posted) = office.round("2026-03-02 09:00");
    assert_eq!((round.sent, round.failed), (2, 0));
    let mut told: Vec<String> =
        posted.iter().map(|outgoing| format!("{}: {}", goal(outgoing), text(outgoing))).collect();
    told.sort();
    check(
        &told,
        &expect![[r#"
            group: 【联动】案件c1：新来件待甄别，限2026-03-04 09:00前 https://tandem.example/cases/c1
            hook: 案件c1：交办单有变化，限2026-03-03 17:00前"#]],
    );
    let whole: String = posted.iter().map(|o| String::from_utf8_lossy(&o.body)).collect();
    assert!(!whole.contains("Zhang") && !whole.contains("water"), "{whole}");
    assert!(office.told("2026-03-02 09:01").is_empty(), "it is told once");
    let noted = office.noted();
    assert_eq!(noted.len(), 2);
    assert_eq!(noted[0].1.cases, [CaseId::from("c1")]);
    assert!(noted.iter().all(|(_, message)| message.fault.is_none() && message.attempts == 1));
}

#[test]
fn the_night_is_left_to_what_is_urgent() {
    let office = Office::new();
    office.ordered("2026-03-02 22:30", "c1", "");
    assert!(office.told("2026-03-02 22:31").is_empty());
    assert!(office.told("2026-03-03 06:59").is_empty());
    office.ordered("2026-03-03 03:00", "c2", "urgent");
    check(
        &office.told("2026-03-03 03:00"),
        &expect!["hook: 案件c2：收到紧急交办单，须复述签收，限2026-03-03 04:00前"],
    );
    let morning = office.told("2026-03-03 07:00");
    assert_eq!(morning.len(), 2, "{morning:?}");
    assert!(morning.iter().any(|told| told.contains("hook") && told.contains("案件c1：交办单")));
    assert!(morning.iter().any(|told| told.contains("共2项") && told.contains("案件c2：新来件")));
}

#[test]
fn a_clock_that_jumps_neither_loses_nor_repeats() {
    let office = Office::new();
    office.ordered("2026-03-02 22:30", "c1", "");
    // Forward over the night and the next: one message, not one a morning.
    assert_eq!(office.told("2026-03-04 12:00").len(), 2);
    assert!(office.told("2026-03-05 12:00").is_empty());
    // Noted by a clock that was a day ahead: told today, as soon as the night is over.
    office.ordered("2026-03-05 12:00", "c2", "");
    assert!(office.told("2026-03-04 23:00").is_empty(), "it is night by the clock that is right");
    assert_eq!(office.told("2026-03-04 09:00").len(), 2);
}

#[test]
fn the_rest_is_collected() {
    let office = Office::new();
    office.ordered("2026-03-02 09:00", "c1", "");
    office.round("2026-03-02 09:00");
    office.act("2026-03-02 09:40", &["450103.housing/liaison sign c1 o1"]);
    office.act("2026-03-02 10:00", &["450103.housing/liaison feedback c1 o1 interim “On our way”"]);
    assert!(office.told("2026-03-02 10:00").is_empty(), "feedback can wait");
    assert!(office.told("2026-03-02 14:29").is_empty());
    check(
        &office.told("2026-03-02 14:30"),
        &expect![[r#"
            group: 【联动】共2项
            1. 案件c1：确定了牵头与协办，限2026-03-04 09:00前 https://tandem.example/cases/c1
            2. 案件c1：交办单有回音，限2026-03-04 09:00前 https://tandem.example/cases/c1
            hook: 案件c1：确定了牵头与协办，限2026-03-09 17:00前"#]],
    );
}

#[test]
fn a_flood_is_held_back_and_then_told_together() {
    let office = Office::new();
    for number in 0..22 {
        let minute = format!("2026-03-02 09:{number:02}");
        office.act(
            &minute,
            &[&format!(
                "450103.desk/duty receive c{number} “T” area 450103 remit urban.water-supply"
            )],
        );
        let told = office.told(&minute);
        assert_eq!(told.len(), usize::from(number < 20), "{number}: {told:?}");
    }
    let later = office.told("2026-03-02 10:05");
    assert_eq!(later.len(), 1);
    assert!(later[0].contains("共2项"), "{later:?}");
    office.ordered("2026-03-02 10:06", "c99", "urgent");
    assert!(!office.told("2026-03-02 10:06").is_empty(), "what is urgent has no limit");
}

#[test]
fn a_channel_that_fails_is_tried_ever_less_then_given_up_for_the_next() {
    let office = Office::new();
    office.answer(|url| match url.contains("group") {
        true => Ok(Reply { status: 200, body: br#"{"errcode":93000}"#.to_vec() }),
        false => taken(url),
    });
    let receive = |local: &str, case: &str| {
        let line =
            format!("450103.desk/duty receive {case} “T” area 450103 remit urban.water-supply");
        office.act(local, &[&line]);
    };
    receive("2026-03-02 09:00", "c1");
    let tries: Vec<&str> =
        ["09:00", "09:00", "09:01", "09:05", "09:06", "09:20", "09:21", "10:20", "10:21", "10:22"]
            .into_iter()
            .filter(|time| {
                office.told(&format!("2026-03-02 {time}")).iter().any(|t| t.contains("group"))
            })
            .collect();
    assert_eq!(tries, ["09:00", "09:01", "09:06", "09:21", "10:21"]);
    let noted = office.noted();
    assert_eq!(noted[0].0, "group");
    assert_eq!((noted[0].1.attempts, noted[0].1.fault), (5, Some(Fault::NotLetIn)));
    assert_eq!(noted[1].0, "backup", "what was owed went through the next channel");
    let directories = office.engine().directories();
    let group =
        directories.of(&"450103".into()).unwrap().channel(&"450103.desk".into(), &"group".into());
    assert!(group.unwrap().fails() && !group.unwrap().works(), "red on the duty page");
    // It stays given up until somebody has checked it.
    receive("2026-03-02 11:00", "c2");
    assert!(office.told("2026-03-02 11:00")[0].starts_with("backup: "));
    office.answer(taken);
    office.act("2026-03-02 12:00", &["450103.desk/chief check-channel 450103.desk group works"]);
    receive("2026-03-02 12:00", "c3");
    assert!(office.told("2026-03-02 12:00")[0].starts_with("group: "));
    let above = office.store.notices(&"450100.desk".into(), 10).unwrap();
    assert_eq!(above.iter().filter(|notice| notice.about == "channel").count(), 1, "told once");
}

#[test]
fn what_is_urgent_does_not_wait_for_a_channel_to_recover() {
    let office = Office::new();
    office.answer(|url| if url.contains("group") { Err(Fault::Timeout) } else { taken(url) });
    office.act(
        "2026-03-02 22:30",
        &[
            "450103.desk/duty receive c1 “T” area 450103 remit urban.water-supply",
            "450103.desk/duty accept c1",
            "450103.desk/duty assign-lead c1",
            "450103.desk/lead dispatch c1 o1 to 450103.housing “T” urgent",
            "450103.housing/liaison sign c1 o1 “T”",
        ],
    );
    assert!(office.told("2026-03-02 22:30").iter().any(|told| told.starts_with("group: ")));
    let told = office.told("2026-03-02 22:30");
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("backup: ") && told[0].contains("复述待确认"), "{told:?}");
    assert!(office.told("2026-03-02 22:31").is_empty());
}

#[test]
fn where_every_channel_fails_it_is_still_tried_and_comes_through_at_last() {
    let office = Office::new();
    office.answer(|_| Err(Fault::Unreachable));
    office.ordered("2026-03-02 09:00", "c1", "");
    for minute in (0..60 * 10).step_by(5) {
        let time = format!("2026-03-02 {:02}:{:02}", 9 + minute / 60, minute % 60);
        office.round(&time);
    }
    let waiting = office.store.untold(100).unwrap();
    assert!(waiting.iter().any(|untold| untold.unit.as_str() == "450103.housing"));
    office.answer(taken);
    let told = office.told("2026-03-02 20:00");
    assert!(told.iter().any(|told| told.contains("hook") && told.contains("案件c1")), "{told:?}");
    assert!(office.told("2026-03-02 20:01").is_empty());
}

#[test]
fn what_was_sent_and_not_noted_is_sent_again_under_the_same_name() {
    let office = Office::new();
    office.ordered("2026-03-02 09:00", "c1", "");
    let before = office.store.untold(100).unwrap();
    let name = |posted: &[Outgoing]| {
        let hook = posted.iter().find(|o| goal(o) == "hook").unwrap();
        let key = hook.headers.iter().find(|(name, _)| *name == "idempotency-key").unwrap();
        key.1.clone()
    };
    let (_, first) = office.round("2026-03-02 09:00");
    let noted = office.noted().len();
    // As after a kill between the sending and the forgetting.
    office.store.owe(&before).unwrap();
    let (_, second) = office.round("2026-03-02 09:02");
    assert_eq!(name(&first), name(&second));
    assert_eq!(office.noted().len(), noted, "on record once");
    let waiting = office.store.untold(100).unwrap();
    assert!(waiting.iter().all(|untold| untold.about == "lead"), "what is collected: {waiting:?}");
}

#[test]
fn a_sweep_that_stands_still_is_told_once() {
    let mut office = Office::new();
    office.act(
        "2026-03-02 08:00",
        &[
            "450000.desk/chief set-channel 450000.desk group messenger “office”",
            "450000.desk/chief check-channel 450000.desk group works",
        ],
    );
    office.book.push_str("[[channel]]\nunit = \"450000.desk\"\nchannel = \"group\"\ncarrier = \"wecom\"\nurl_file = \"group-url\"\n");
    let beat = Heartbeat { at: at("2026-03-02 23:00"), cases: 0, entries: 0, stuck: 0 };
    office.store.remember_sweep(&beat).unwrap();
    assert!(office.told("2026-03-02 23:10").is_empty());
    check(
        &office.told("2026-03-02 23:12"),
        &expect![[r#"group: 【联动】期限巡检停止，逾期无人催办 https://tandem.example/"#]],
    );
    assert!(office.told("2026-03-03 03:00").is_empty(), "once a standstill");
    // One that nobody could be told of while it lasted, is over.
    office.answer(|_| Err(Fault::Timeout));
    let beat = Heartbeat { at: at("2026-03-03 04:00"), cases: 0, entries: 0, stuck: 0 };
    office.store.remember_sweep(&beat).unwrap();
    assert_eq!(office.told("2026-03-03 04:30").len(), 1);
    office.answer(taken);
    let on = Heartbeat { at: at("2026-03-03 05:00"), ..beat };
    office.store.remember_sweep(&on).unwrap();
    assert!(office.told("2026-03-03 05:00").is_empty());
    office.store.remember_sweep(&beat).unwrap();
    // After days on which nothing ran, the next process is not late before it has begun.
    let book = Book::parse("channels.toml", &office.book, &secret).unwrap();
    let post: Arc<dyn Post> = Arc::<Posts>::clone(&office.posts);
    let teller = Teller::new(Arc::new(office.engine()), book, post, BASE);
    let teller = teller.sweeping_since(at("2026-03-06 09:00"));
    assert_eq!(teller.round(at("2026-03-06 09:00")).unwrap(), Round::default());
    assert_eq!(teller.round(at("2026-03-06 09:12")).unwrap().sent, 1);
}

#[test]
fn a_brief_comes_once_a_day_and_not_for_days_that_were_missed() {
    let mut office = Office::new();
    office
        .book
        .push_str("[[brief]]\ndesk = \"450103.desk\"\nchannel = \"group\"\nat = \"07:45\"\n");
    let brief = "group: 【联动】每日简报 https://tandem.example/";
    assert!(office.told("2026-03-03 07:44").is_empty());
    assert_eq!(office.told("2026-03-03 07:45"), [brief]);
    assert!(office.told("2026-03-03 07:46").is_empty());
    assert!(office.told("2026-03-03 21:00").is_empty());
    assert_eq!(office.told("2026-03-06 12:00"), [brief], "one, of the day before");
    assert!(office.told("2026-03-06 12:01").is_empty());
}

#[test]
fn a_channel_that_was_silent_for_a_week_is_tested() {
    let office = Office::new();
    assert!(office.told("2026-03-09 07:59").is_empty());
    let told = office.told("2026-03-09 08:00");
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told.iter().all(|told| told.contains("渠道测试")), "{told:?}");
    assert!(office.told("2026-03-10 08:00").is_empty());
}
