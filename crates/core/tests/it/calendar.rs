//! Days that count and days that do not.

use expect_test::{Expect, expect};
use tandem_core::calendar::{Calendar, Period};
use tandem_testkit::World;

fn calendar(name: &str) -> Calendar {
    World::shipped_calendar(name).expect("the repository has this calendar")
}

/// Lines of `2026-03-02 10:00 5wd`, each answered with its end.
fn check(name: &str, periods: &[&str], expected: &Expect) {
    let calendar = calendar(name);
    let mut lines = String::new();
    for line in periods {
        let (from, period) = line.rsplit_once(' ').expect("an instant and a period");
        let from = calendar.instant(from.parse().expect("an instant"));
        let end = calendar.end(from, Period::parse(period).expect("a period"));
        let at = calendar.local(end.at);
        let provisional = if end.provisional { " provisional" } else { "" };
        lines += &format!("{line} → {} {at}{provisional}\n", at.strftime("%a"));
    }
    expected.assert_eq(&lines);
}

/// The days of a range, `#` worked and `.` off, a week a line from Monday.
fn check_days(name: &str, from: &str, weeks: usize, expected: &Expect) {
    let calendar = calendar(name);
    let mut day: jiff::civil::Date = from.parse().expect("a day");
    let mut lines = String::new();
    for _ in 0..weeks {
        lines += &format!("{day} ");
        for _ in 0..7 {
            lines.push(if calendar.is_working_day(day) { '#' } else { '.' });
            day = day.tomorrow().expect("there is a next day");
        }
        lines.push('\n');
    }
    expected.assert_eq(&lines);
}

#[test]
fn a_make_up_saturday_is_worked() {
    check(
        "cn",
        &[
            "2025-02-07 10:00 1wd",
            "2025-02-06 10:00 2wd",
            "2026-02-13 10:00 1wd",
            "2026-02-27 18:30 1wd",
        ],
        &expect![[r#"
            2025-02-07 10:00 1wd → Sat 2025-02-08T17:00:00
            2025-02-06 10:00 2wd → Sat 2025-02-08T17:00:00
            2026-02-13 10:00 1wd → Sat 2026-02-14T17:00:00
            2026-02-27 18:30 1wd → Sat 2026-02-28T17:00:00
        "#]],
    );
}

#[test]
fn no_working_day_at_all_ends_with_the_day_that_is_worked_now_or_next() {
    check(
        "cn",
        &["2026-03-02 10:00 0wd", "2026-03-02 17:01 0wd", "2026-09-30 20:00 0wd"],
        &expect![[r#"
            2026-03-02 10:00 0wd → Mon 2026-03-02T17:00:00
            2026-03-02 17:01 0wd → Tue 2026-03-03T17:00:00
            2026-09-30 20:00 0wd → Thu 2026-10-08T17:00:00
        "#]],
    );
}

#[test]
fn holiday_weeks() {
    check_days(
        "cn",
        "2024-02-05",
        2,
        &expect![[r#"
        2024-02-05 #####..
        2024-02-12 ......#
    "#]],
    );
    check_days(
        "cn",
        "2024-09-09",
        6,
        &expect![[r#"
        2024-09-09 ######.
        2024-09-16 ..###..
        2024-09-23 #####.#
        2024-09-30 #......
        2024-10-07 .#####.
        2024-10-14 #####..
    "#]],
    );
    check_days(
        "cn",
        "2025-01-20",
        3,
        &expect![[r#"
        2025-01-20 #####.#
        2025-01-27 #......
        2025-02-03 ..####.
    "#]],
    );
    check_days(
        "cn",
        "2025-09-22",
        3,
        &expect![[r#"
        2025-09-22 #####.#
        2025-09-29 ##.....
        2025-10-06 ...###.
    "#]],
    );
    check_days(
        "cn",
        "2026-02-09",
        3,
        &expect![[r#"
        2026-02-09 ######.
        2026-02-16 .......
        2026-02-23 .#####.
    "#]],
    );
    check_days(
        "cn",
        "2026-09-21",
        4,
        &expect![[r#"
        2026-09-21 ####...
        2026-09-28 ###....
        2026-10-05 ...###.
        2026-10-12 #####..
    "#]],
    );
}

#[test]
fn periods_over_the_national_day_week() {
    check(
        "cn",
        &[
            "2025-09-30 16:00 1wd",
            "2025-09-30 16:00 5wd",
            "2026-09-30 16:00 1wd",
            "2026-09-30 16:00 5wd",
            "2026-09-30 16:00 48h",
            "2026-09-25 16:00 7d",
        ],
        &expect![[r#"
            2025-09-30 16:00 1wd → Thu 2025-10-09T17:00:00
            2025-09-30 16:00 5wd → Tue 2025-10-14T17:00:00
            2026-09-30 16:00 1wd → Thu 2026-10-08T17:00:00
            2026-09-30 16:00 5wd → Tue 2026-10-13T17:00:00
            2026-09-30 16:00 48h → Fri 2026-10-02T16:00:00
            2026-09-25 16:00 7d → Thu 2026-10-08T23:59:59
        "#]],
    );
}

#[test]
fn calendar_days_that_end_on_a_day_off_roll_forward() {
    check(
        "cn",
        &[
            "2026-03-02 10:00 5d",
            "2026-03-02 10:00 4d",
            "2026-09-29 10:00 3d",
            "2026-03-02 10:00 0d",
        ],
        &expect![[r#"
            2026-03-02 10:00 5d → Mon 2026-03-09T23:59:59
            2026-03-02 10:00 4d → Fri 2026-03-06T23:59:59
            2026-09-29 10:00 3d → Thu 2026-10-08T23:59:59
            2026-03-02 10:00 0d → Mon 2026-03-02T23:59:59
        "#]],
    );
}

#[test]
fn the_wall_clock_runs_over_midnight_and_holidays() {
    check(
        "cn",
        &["2026-02-16 23:50 30min", "2026-02-16 20:00 5h", "2026-12-31 20:00 24h"],
        &expect![[r#"
            2026-02-16 23:50 30min → Tue 2026-02-17T00:20:00
            2026-02-16 20:00 5h → Tue 2026-02-17T01:00:00
            2026-12-31 20:00 24h → Fri 2027-01-01T20:00:00
        "#]],
    );
}

#[test]
fn a_regional_holiday_stands_on_top_of_the_national_calendar() {
    check_days(
        "cn-guangxi",
        "2024-04-01",
        2,
        &expect![[r#"
        2024-04-01 ###...#
        2024-04-08 ###....
    "#]],
    );
    check_days(
        "cn",
        "2024-04-01",
        2,
        &expect![[r#"
        2024-04-01 ###...#
        2024-04-08 #####..
    "#]],
    );
    // 1 April 2017 is a make-up working day nationally and off in Guangxi.
    check_days(
        "cn-guangxi",
        "2017-03-27",
        2,
        &expect![[r#"
        2017-03-27 ###....
        2017-04-03 ..####.
    "#]],
    );
    check_days(
        "cn",
        "2017-03-27",
        2,
        &expect![[r#"
        2017-03-27 ######.
        2017-04-03 ..###..
    "#]],
    );
    check(
        "cn-guangxi",
        &["2024-04-10 10:00 1wd", "2024-04-08 10:00 3d"],
        &expect![[r#"
            2024-04-10 10:00 1wd → Mon 2024-04-15T17:00:00
            2024-04-08 10:00 3d → Mon 2024-04-15T23:59:59
        "#]],
    );
}

#[test]
fn what_reaches_beyond_the_official_days_is_provisional() {
    check(
        "cn-guangxi",
        &[
            "2026-12-30 10:00 1wd",
            "2026-12-31 10:00 1wd",
            "2026-12-30 10:00 2d",
            "2026-12-31 10:00 30min",
        ],
        &expect![[r#"
            2026-12-30 10:00 1wd → Thu 2026-12-31T17:00:00
            2026-12-31 10:00 1wd → Fri 2027-01-01T17:00:00 provisional
            2026-12-30 10:00 2d → Fri 2027-01-01T23:59:59 provisional
            2026-12-31 10:00 30min → Thu 2026-12-31T10:30:00
        "#]],
    );
}

#[test]
fn a_calendar_reaches_no_further_than_both_it_and_its_base() {
    let base = calendar("cn");
    let text = |until: &str| {
        format!(
            "id = \"x\"\nname = {{ zh = \"某\", en = \"x\" }}\nextends = \"cn\"\n\
             valid_from = \"2020-01-01\"\nvalid_until = \"{until}\"\n"
        )
    };
    for (until, reaches) in [("2025-12-31", "2025-12-31"), ("2030-12-31", "2026-12-31")] {
        let calendar = Calendar::parse("x.toml", &text(until), Some(&base)).expect("it parses");
        assert_eq!(calendar.valid_until().to_string(), reaches);
    }
    let other = text("2026-12-31").replace("extends = \"cn\"", "extends = \"us-example\"");
    let problems = Calendar::parse("x.toml", &other, Some(&base)).expect_err("cn is not its base");
    expect!["error x.toml: its base `us-example` is missing; remedy: put the base file beside it"]
        .assert_eq(&problems.to_string());
}

#[test]
fn an_expiring_calendar_warns() {
    let calendar = calendar("cn");
    let mut lines = String::new();
    for today in ["2026-06-01", "2026-10-02", "2026-12-31", "2027-01-05"] {
        let problem = calendar.expiry(today.parse().expect("a day"), 90);
        let said = problem.map_or_else(|| "no warning".to_owned(), |problem| problem.to_string());
        lines += &format!("{today}: {said}\n");
    }
    expect![[r#"
        2026-06-01: no warning
        2026-10-02: warning calendar cn: calendar ends on 2026-12-31, in 90 days; remedy: add the next year's official days once announced; until then deadlines beyond it are marked provisional
        2026-12-31: warning calendar cn: calendar ends on 2026-12-31, in 0 days; remedy: add the next year's official days once announced; until then deadlines beyond it are marked provisional
        2027-01-05: warning calendar cn: calendar expired on 2026-12-31; remedy: add the next year's official days once announced; until then deadlines beyond it are marked provisional
    "#]].assert_eq(&lines);
}

#[test]
fn a_zone_with_summer_time() {
    check(
        "us-example",
        &[
            "2026-03-07 20:00 24h",
            "2026-03-06 16:00 1wd",
            "2026-03-06 16:00 3d",
            "2026-10-31 20:00 24h",
            "2026-10-30 16:00 1wd",
            "2026-07-02 10:00 1wd",
        ],
        &expect![[r#"
            2026-03-07 20:00 24h → Sun 2026-03-08T21:00:00
            2026-03-06 16:00 1wd → Mon 2026-03-09T17:00:00
            2026-03-06 16:00 3d → Mon 2026-03-09T23:59:59
            2026-10-31 20:00 24h → Sun 2026-11-01T19:00:00
            2026-10-30 16:00 1wd → Mon 2026-11-02T17:00:00
            2026-07-02 10:00 1wd → Mon 2026-07-06T17:00:00
        "#]],
    );
}

#[test]
fn office_hours() {
    let calendar = calendar("cn");
    let mut lines = String::new();
    for at in ["2026-03-02 08:59", "2026-03-02 09:00", "2026-03-06 17:00", "2026-09-30 20:00"] {
        let instant = calendar.instant(at.parse().expect("an instant"));
        let (open, next) = (calendar.is_open(instant), calendar.local(calendar.next_open(instant)));
        lines += &format!("{at} open: {open}, next: {next}\n");
    }
    expect![[r#"
        2026-03-02 08:59 open: false, next: 2026-03-02T09:00:00
        2026-03-02 09:00 open: true, next: 2026-03-02T09:00:00
        2026-03-06 17:00 open: false, next: 2026-03-09T09:00:00
        2026-09-30 20:00 open: false, next: 2026-10-08T09:00:00
    "#]]
    .assert_eq(&lines);
}

#[test]
fn periods_are_read_strictly() {
    let mut lines = String::new();
    for text in [
        "30min",
        "5h",
        "15d",
        "5wd",
        "0d",
        "5",
        "wd",
        "-1d",
        "1.5h",
        "5 h",
        "99999999999d",
        "4000d",
    ] {
        let words = Period::parse(text).map(|period| period.words().en);
        lines += &format!("{text} → {}\n", words.unwrap_or_else(|| "no period".to_owned()));
    }
    expect![[r#"
        30min → 30 min
        5h → 5 h
        15d → 15 days
        5wd → 5 working days
        0d → 0 days
        5 → no period
        wd → no period
        -1d → no period
        1.5h → no period
        5 h → 5 h
        99999999999d → no period
        4000d → no period
    "#]]
    .assert_eq(&lines);
}

#[test]
fn a_calendar_says_what_is_wrong_with_it() {
    let good = "id = \"x\"\nname = { zh = \"某\", en = \"x\" }\nzone = \"CST-8\"\nweekend = [\"sat\"]\n\
                day = { start = \"09:00\", end = \"17:00\" }\nvalid_from = \"2026-01-01\"\n\
                valid_until = \"2026-12-31\"\n[[year]]\nyear = 2026\nholidays = [\"2026-01-01 New Year\"]\n";
    let mut lines = String::new();
    for (old, new) in [
        ("CST-8", "Mars/Olympus"),
        ("\"sat\"", "\"caturday\""),
        ("09:00", "nine"),
        ("2026-01-01 New", "2026-02-30 New"),
        ("valid_until = \"2026-12-31\"\n", ""),
        ("year = 2026", "year = \"a\""),
    ] {
        let text = good.replace(old, new);
        let problems = Calendar::parse("x.toml", &text, None).expect_err("it is wrong");
        lines += &format!("{problems}\n");
    }
    expect![[r#"
        error x.toml: `zone` is unusable; remedy: zone = "CST-8"
        error x.toml, year 0: `caturday` is not a day; remedy: write `2026-01-01 New Year`
        error x.toml: `day` is unusable; remedy: day = { start = "09:00", … }
        error x.toml, year 2026: `2026-02-30 New Year` is not a day; remedy: write `2026-01-01 New Year`
        error x.toml: `valid_until` is unusable; remedy: "2026-12-31"
        error x.toml:9: invalid type: string "a", expected i16; remedy: correct this line as the message says
    "#]].assert_eq(&lines);
}
