//! Reading and writing logs: every format, odd tables, hostile bytes, and back again.

use expect_test::{Expect, expect};
use proptest::prelude::*;
use std::fmt::Write as _;
use tandem_insight::evaluate::{Question, evaluate};
use tandem_insight::handover::{By, causal_handovers, handovers, transfers, working_together};
use tandem_insight::log::{
    Columns, EventLog, LogBuilder, LogEvent, LogKey, Micros, parse_time, pseudonymise, read,
    show_time, write_csv, write_ocel, write_xes,
};

/// A log as lines, for comparison by what it says.
fn shown(log: &EventLog) -> String {
    let mut out = String::new();
    for (case, events) in log.iter() {
        for event in events {
            let LogEvent { activity, resource, group, lifecycle, due, closed, .. } = event;
            let time = show_time(event.time);
            let or = |text: Option<&str>| text.unwrap_or("·").to_owned();
            write!(out, "{case} {time} {activity} {} {}", or(resource), or(group)).unwrap();
            write!(out, " {} {}", or(lifecycle), or(due.map(show_time).as_deref())).unwrap();
            let closed = closed.map(|closed| format!(" closed {}", show_time(closed)));
            writeln!(out, "{}", closed.unwrap_or_default()).unwrap();
        }
    }
    out
}

fn table(text: &str) -> EventLog {
    read(text.as_bytes(), &Columns::default()).unwrap().log
}

#[test]
fn times_are_read_as_logs_write_them() {
    let same = [
        "2014-04-17T09:30:39+02:00",
        "2014-04-17T07:30:39Z",
        "2014-04-17 07:30:39",
        "2014-04-17 07:30:39.000000+00:00",
        "2014-04-17T09:30:39.000+0200",
        "2014/04/17 07:30:39",
        "2014/4/17 7:30:39",
        "17.04.2014 07:30:39",
        "2014年4月17日 07:30:39",
        "2014年4月17日7:30:39",
        "1397719839",
        "1397719839000",
        "2014-04-17 07:30:39 UTC",
        "2014-04-16T23:30:39-08:00",
    ];
    for text in same {
        assert_eq!(parse_time(text), Some(Micros(1_397_719_839_000_000)), "{text}");
    }
    let table = [
        ("2014-04-17", Some("2014-04-17T00:00:00Z")),
        ("2014-04-17 09:30", Some("2014-04-17T09:30:00Z")),
        ("2014-04-17 24:00", Some("2014-04-18T00:00:00Z")),
        ("2014-04-17T09:30:39.1234567Z", Some("2014-04-17T09:30:39.123456Z")),
        ("2012-02-29", Some("2012-02-29T00:00:00Z")),
        ("2100-02-29", None),
        ("1969-12-31 23:59:59.5", Some("1969-12-31T23:59:59.500Z")),
        ("0001-01-01", Some("0001-01-01T00:00:00Z")),
        ("04/05/2014", None),
        ("2014-13-01", None),
        ("2014-04-17 25:00", None),
        ("2014-04-17X", None),
        ("2014-04-17 09:30:39 nonsense", None),
        ("yesterday", None),
        ("", None),
        ("99999999999999999999", None),
    ];
    for (text, expected) in table {
        assert_eq!(parse_time(text).map(show_time).as_deref(), expected, "{text}");
    }
}

#[test]
fn tables_are_read_however_they_are_written() {
    let expected = "1 2026-01-01T08:00:00Z a Ana desk · ·\n1 2026-01-01T09:00:00Z b · · · ·\n";
    for text in [
        "case:concept:name,concept:name,time:timestamp,org:resource,org:group\n\
         1,a,2026-01-01 08:00,Ana,desk\n1,b,2026-01-01 09:00,,\n",
        "\u{feff}Case ID;Activity;Timestamp;Resource;Group\r\n\
         1;a;2026-01-01 08:00;Ana;desk\r\n1;b;2026-01-01 09:00;NA;nan\r\n",
        "case_concept.name\tevent_concept.name\tevent_time.timestamp\tevent_org.resource\tevent_org.group\n\
         1\ta\t2026-01-01T16:00:00+08:00\tAna\tdesk\n1\tb\t2026-01-01T09:00:00Z\n",
        "case,activity,time,user,unit\n\
         \"1\",\"a\",\"2026-01-01 08:00\",\"Ana\",\"desk\"\n1,b,2026-01-01 09:00,None,NULL\n",
    ] {
        assert_eq!(shown(&table(text)), expected, "{text}");
    }
}

#[test]
fn a_column_tells_which_number_is_the_day() {
    let read = |dates: [&str; 3]| {
        let rows: String = dates.iter().map(|date| format!("1,a,{date},{date}\n")).collect();
        let text = format!("case,activity,time,due\n{rows}");
        let columns = Columns { due: Some("due".to_owned()), ..Columns::default() };
        read(text.as_bytes(), &columns)
    };
    let shown = |dates: [&str; 3]| shown(&read(dates).unwrap().log);
    let day = shown(["05/04/2014 09:30", "17/04/2014 9:30:01", "06/04/2014"]);
    assert!(day.contains("2014-04-05T09:30:00Z") && day.contains("2014-04-17T09:30:01Z"), "{day}");
    let month = shown(["04-05-2014 09:30", "04-17-2014 9:30", "04-06-2014"]);
    assert!(month.contains("2014-04-05T09:30:00Z"), "{month}");
    let refused = |dates: [&str; 3]| read(dates).unwrap_err().to_string();
    let told = "`05/04/2014` could be two days; write the year first";
    assert!(refused(["05/04/2014", "06/04/2014", "07/04/2014"]).contains(told));
    assert!(refused(["17/04/2014", "04/17/2014", "07/04/2014"]).contains("could be two days"));

    let text = b"case,activity,time,due\n1,a,2014-04-05,soon\n1,b,2014-04-06,2014-05-01\n";
    let columns = Columns { due: Some("due".to_owned()), ..Columns::default() };
    let import = tandem_insight::log::read(text, &columns).unwrap();
    assert_eq!((import.unread_times, import.skipped_total), (1, 0));
}

#[test]
fn rows_without_use_are_skipped_with_their_line() {
    let text = "case,activity,time\n1,a,2026-01-01\n,b,2026-01-01\n1,,2026-01-01\n1,c,soon\n\
                1,\"d\ne\",2026-01-02\n1,f,\n";
    let import = read(text.as_bytes(), &Columns::default()).unwrap();
    let skipped: Vec<String> =
        import.skipped.iter().map(|s| format!("{}: {}", s.place, s.reason)).collect();
    expect![[r"
        line 3: it names no case
        line 4: it names no activity
        line 5: `soon` is not a time; write 2014-04-17T09:30:39+02:00
        line 8: it names no time"]]
    .assert_eq(&skipped.join("\n"));
    assert_eq!((import.log.len(), import.skipped_total), (2, 4));
}

#[test]
fn what_is_no_log_is_refused() {
    let check = |text: &[u8], columns: Columns, expected: Expect| {
        expected.assert_eq(&read(text, &columns).unwrap_err().to_string());
    };
    let none = Columns::default;
    let named = |case: &str| Columns { case: Some(case.to_owned()), ..Columns::default() };
    check(b"", none(), expect!["no event could be used"]);
    check(
        b"a,b\n1,2\n",
        none(),
        expect!["there is no column for the case; name it with --case; there are: a, b"],
    );
    check(b"case,activity,time\n", none(), expect!["no event could be used"]);
    check(
        b"case,activity,time\n1,a,x\n",
        none(),
        expect![
            "no event could be used; line 2: `x` is not a time; write 2014-04-17T09:30:39+02:00"
        ],
    );
    check(
        b"case,activity,time\n1,a,2026-01-01\n",
        named("number"),
        expect!["there is no column `number` (--case); there are: case, activity, time"],
    );
    check(
        b"case,activity,time\n\xff\xfe,a,2026-01-01\n",
        none(),
        expect!["the text is not UTF-8 at byte 19; save the file as UTF-8"],
    );
    check(
        b"<log><trace><event>",
        none(),
        expect!["the file is broken at byte 19: it ends within a trace"],
    );
    check(
        b"<log><trace></event></log>",
        none(),
        expect![
            "the file is broken at byte 12: ill-formed document: expected `</trace>`, but `</event>` was found"
        ],
    );
    check(
        b"<html></html>",
        none(),
        expect!["the file is broken at its start: the root is not <log>"],
    );
    check(
        b"{\"events\": 3}",
        none(),
        expect![
            "the file is broken at line 1 column 12: not OCEL 2.0: invalid type: integer `3`, expected a sequence at line 1 column 12"
        ],
    );
    let two = br#"{"objects":[{"id":"1","type":"order"},{"id":"2","type":"item"}],"events":[]}"#;
    check(
        two,
        none(),
        expect!["several types of objects could be the case; choose one with --case: order, item"],
    );
    check(
        two,
        named("case"),
        expect!["there is no column `case` (--case); there are: order, item"],
    );
}

#[test]
fn xes_is_read_with_all_that_it_may_hold() {
    let text = r#"<?xml version="1.0" encoding="UTF-8"?>
<!-- a comment -->
<xes:log xmlns:xes="http://www.xes-standard.org/">
  <global scope="event"><string key="concept:name" value="default"/></global>
  <classifier name="Activity" keys="concept:name"/>
  <trace>
    <event>
      <string key='concept:name' value='sign &amp; send &lt;1&gt;'/>
      <date value="2026-01-01T08:00:00+08:00" key="time:timestamp"/>
      <string key="org:resource" value="Ana"><string key="concept:name" value="nested"/></string>
      <string key="lifecycle:transition" value="complete"/>
      <list key="x"><values><string key="concept:name" value="listed"/></values></list>
    </event>
    <event><string key="concept:name" value="no time"/></event>
    <string key="concept:name" value="案一"/>
    <date key="due" value="2026-02-01T00:00:00Z"/>
  </trace>
  <trace><event>
    <string key="concept:name" value="b"/><date key="time:timestamp" value="2026-01-03T00:00:00Z"/>
    <float key="org:resource" value="nan"/>
  </event></trace>
  <trace><string key="concept:name" value="empty"/></trace>
</xes:log>"#;
    let columns = Columns { due: Some("case:due".to_owned()), ..Columns::default() };
    let import = read(text.as_bytes(), &columns).unwrap();
    expect![[r"
        案一 2026-01-01T00:00:00Z sign & send <1> Ana · complete 2026-02-01T00:00:00Z
        1 2026-01-03T00:00:00Z b · · · ·
    "]]
    .assert_eq(&shown(&import.log));
    assert_eq!(import.skipped_total, 1);
    assert_eq!(import.skipped[0].reason, "it names no time");
}

#[test]
fn ocel_in_json_and_xml_says_the_same() {
    let json = include_bytes!("../golden/made_up_ocel.json");
    let xml = include_bytes!("../golden/made_up_ocel.xml");
    let (json, xml) = (read(json, &Columns::default()), read(xml, &Columns::default()));
    let (json, xml) = (json.unwrap().log, xml.unwrap().log);
    assert_eq!(shown(&json), shown(&xml));
    let whole = table(include_str!("../golden/made_up.csv"));
    let of_case = |log: &EventLog, n: u32| -> Vec<String> {
        let mut lines: Vec<String> = log
            .iter()
            .filter(|(case, _)| *case == format!("案{n}"))
            .flat_map(|(_, events)| events)
            .filter(|event| event.resource.is_some())
            .map(|e| format!("{} {} {:?}", show_time(e.time), e.activity, e.resource))
            .collect();
        lines.sort();
        lines
    };
    for n in 1..6 {
        assert!(!of_case(&json, n).is_empty());
        assert_eq!(of_case(&json, n), of_case(&whole, n), "case {n}");
    }
}

#[test]
fn one_event_and_its_objects_count_once_a_case() {
    let text = r#"{"objects": [
        {"id": "o1", "type": "order"}, {"id": "o2", "type": "order"}, {"id": "Ana", "type": "clerk"}],
      "events": [{"id": "1", "type": "pack", "time": "2026-01-01T00:00:00Z",
        "attributes": [{"name": "weight", "value": 3.5}, {"name": "unit", "value": "store"}],
        "relationships": [{"objectId": "o1", "qualifier": ""}, {"objectId": "o2", "qualifier": ""},
          {"objectId": "Ana", "qualifier": "by"}]}]}"#;
    let columns = Columns {
        case: Some("order".to_owned()),
        resource: Some("clerk".to_owned()),
        ..Columns::default()
    };
    let import = read(text.as_bytes(), &columns).unwrap();
    let expected = "o1 2026-01-01T00:00:00Z pack Ana store · ·\n\
                    o2 2026-01-01T00:00:00Z pack Ana store · ·\n";
    assert_eq!(shown(&import.log), expected);
}

#[test]
fn ties_stay_in_order_and_missing_people_are_passed_over() {
    let log = table(
        "case,activity,time,resource\n\
         1,c,2026-01-02,Cai\n2,x,2026-01-01,Ana\n1,a,2026-01-01,Ana\n1,b,2026-01-01,\n\
         1,d,2026-01-02,Ana\n1,e,2026-01-02,Ana\n",
    );
    let order: String = log.iter().flat_map(|(_, events)| events.map(|e| e.activity)).collect();
    assert_eq!(order, "abcdex");
    let pairs: Vec<String> = handovers(&log, By::Resource)
        .iter()
        .map(|h| format!("{}>{} {}", h.from, h.to, h.count))
        .collect();
    assert_eq!(pairs, ["Ana>Ana 1", "Ana>Cai 1", "Cai>Ana 1"]);
    assert_eq!(working_together(&log, By::Resource)[0].count, 1);
    let moved = transfers(&log, By::Resource);
    assert_eq!((moved.cases, moved.transfers, moved.returns), (2, 2, 1));
}

/// Van der Aalst's example: b and d run side by side between a and e.
#[test]
fn causes_are_told_from_the_log() {
    let people = [("a", "Pete"), ("b", "Sue"), ("d", "Mike"), ("e", "Sara"), ("h", "Pete")];
    let five = ["Mike>Sara 1", "Pete>Mike 1", "Pete>Sue 1", "Sara>Pete 1", "Sue>Sara 1"];
    let causes = |order: &[(usize, u32)], cases: usize| -> Vec<String> {
        let mut text = "case,activity,time,resource\n".to_owned();
        for (row, (step, day)) in order.iter().enumerate() {
            let (activity, who) = people[*step];
            let case = row * cases / order.len();
            writeln!(text, "{case},{activity},2026-01-{day:02},{who}").unwrap();
        }
        let found = causal_handovers(&table(&text), By::Resource);
        found.iter().map(|h| format!("{}>{} {}", h.from, h.to, h.count)).collect()
    };
    // At one instant.
    assert_eq!(causes(&[(0, 1), (1, 2), (2, 2), (3, 3), (4, 4)], 1), five);
    // One after another, once in each order.
    let both = [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (0, 1), (2, 2), (1, 3), (3, 4), (4, 5)];
    let twice = five.map(|line| line.replace(" 1", " 2"));
    assert_eq!(causes(&both, 2), twice);
}

#[test]
fn pseudonyms_change_no_figure_and_hide_every_name() {
    let log = table(include_str!("../golden/made_up.csv"));
    let hidden = pseudonymise(&log, &LogKey::of(b"a secret of the office"));
    let (plain, masked) =
        (evaluate(&log, &Question::default()), evaluate(&hidden, &Question::default()));
    assert_eq!(plain.network.transfers, masked.network.transfers);
    assert_eq!(plain.follows, masked.follows);
    assert_eq!(plain.deadlines, masked.deadlines);
    for written in [write_csv(&hidden), write_xes(&hidden), write_ocel(&hidden)] {
        assert!(["Ana", "Deng", "案"].iter().all(|name| !written.contains(name)));
        assert!(written.contains("water"), "groups are units and stay");
    }
    let other = pseudonymise(&log, &LogKey::of(b"another secret"));
    assert_ne!(write_csv(&other), write_csv(&hidden));
}

prop_compose! {
    /// Any log: names with quotes, separators, markup and Chinese; ties; missing values.
    fn any_log()(
        events in prop::collection::vec(
            (
                "[a-z案<&\"',;#| ]{0,5}k",
                "[A-Z办结>' ]{0,6}X",
                -4_000_000_000_i64..4_000_000_000,
                prop::option::of("[a-z\\n\"&]{0,3}q"),
                prop::option::of("[组a-z]{1,4}z"),
                prop::option::of("(start|complete)"),
            ),
            1..40,
        ),
        due in prop::option::of(0..4_000_000_000_i64),
        closed in prop::option::of(0..4_000_000_000_i64),
    ) -> EventLog {
        let mut builder = LogBuilder::default();
        for (case, activity, seconds, resource, group, lifecycle) in &events {
            let event = LogEvent {
                activity: activity.trim(),
                time: Micros(seconds * 1_000_000 + seconds.rem_euclid(7) * 1_000),
                resource: resource.as_deref().map(str::trim),
                group: group.as_deref(),
                lifecycle: lifecycle.as_deref(),
                due: due.map(|due| Micros(due * 1_000_000)),
                closed: closed.map(|closed| Micros(closed * 1_000_000)),
            };
            builder.push(case.trim(), &event);
        }
        builder.build()
    }
}

proptest! {
    /// What is written and read again is the same log, in each format.
    #[test]
    fn logs_go_round(log in any_log()) {
        let with = |prefix: &str| Columns {
            due: Some(format!("{prefix}due")),
            closed: Some(format!("{prefix}closed")),
            ..Columns::default()
        };
        for (written, columns) in [
            (write_csv(&log), with("case:")),
            (write_xes(&log), with("")),
            (write_ocel(&log), with("")),
        ] {
            let again = read(written.as_bytes(), &columns);
            let again = again.map_err(|error| TestCaseError::fail(format!("{error}\n{written}")))?;
            prop_assert_eq!(again.skipped_total, 0, "{}", written);
            prop_assert_eq!(shown(&again.log), shown(&log), "{}", written);
        }
    }

    /// Every time that can be written can be read.
    #[test]
    fn times_go_round(micros in -62_000_000_000_000_000_i64..250_000_000_000_000_000) {
        prop_assert_eq!(parse_time(&show_time(Micros(micros))), Some(Micros(micros)));
    }

    /// No bytes make a reader panic.
    #[test]
    fn random_bytes_do_no_harm(bytes in prop::collection::vec(any::<u8>(), 0..400), start in 0..4) {
        let start: &[u8] = [&b""[..], b"<log>", b"{\"events\":[", b"case,activity,time\n"][start as usize];
        drop(read(&[start, &bytes].concat(), &Columns::default()));
    }

    /// Nor does a log with some bytes changed, cut or doubled, and what is read can be evaluated.
    #[test]
    fn mutated_logs_do_no_harm(
        which in 0..4_usize,
        cuts in prop::collection::vec((0.0..1.0f64, 0..30_usize, any::<u8>()), 1..6),
    ) {
        let mut bytes = [
            &include_bytes!("../golden/made_up.csv")[..1500],
            &include_bytes!("../golden/made_up.xes")[..6000],
            include_bytes!("../golden/made_up_ocel.json"),
            include_bytes!("../golden/made_up_ocel.xml"),
        ][which].to_vec();
        for (place, length, byte) in cuts {
            let at = (place * bytes.len() as f64) as usize;
            let end = (at + length).min(bytes.len());
            if byte < 100 {
                bytes.splice(at..end, []);
            } else if byte < 200 {
                bytes.splice(at..end, [byte]);
            } else {
                let part = bytes[at..end].to_vec();
                bytes.splice(at..at, part);
            }
        }
        if let Ok(import) = read(&bytes, &Columns::default()) {
            let found = evaluate(&import.log, &Question::default());
            prop_assert_eq!(found.variants.iter().map(|v| v.count).sum::<u64>(), found.cases);
            let follows: u64 = found.follows.iter().map(|f| f.count).sum();
            prop_assert_eq!(follows + found.cases, found.events);
        }
    }
}
