//! A process that starts again goes on where it stopped, however it ended.

use super::voices::{row, take};
use super::*;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Command, Stdio};

const FLOOD: &str = "南宁市青秀区民族大道积水很深车辆被困消防正在救援";
const SMELL: &str = "柳州市鱼峰区化工厂排放刺鼻气味居民夜里不敢开窗";
const LIGHT: &str = "桂林市象山区路灯坏了半个月没有人来修理晚上很黑";

/// The rows of one reading: some more posts of several matters.
fn rows(reading: usize) -> String {
    let texts = [FLOOD, SMELL, LIGHT, FLOOD, "今天天气很好适合出门散步"];
    let row = |(n, text): (usize, &&str)| {
        let minute = reading * 5 + n;
        let time = format!("2024-05-01T{:02}:{:02}:00Z", 4 + minute / 60, minute % 60);
        row(&format!("r{reading}-{n}"), &time, &format!("{text}{n}"), &format!("u{n}"))
    };
    texts.iter().enumerate().map(row).collect()
}

/// The topic of every post.
fn topics(store: &dyn Store) -> BTreeMap<String, Option<String>> {
    let posts = store.posts(None, 10_000).unwrap().items;
    posts.into_iter().map(|post| (post.id, post.topic)).collect()
}

fn state(office: &Office) -> PathBuf {
    office.path().join("listening.state")
}

/// How a process ends after a reading.
#[derive(Clone, Copy)]
enum End {
    Saved,
    Killed,
    Lost,
}

fn told(ends: &[Option<End>]) -> BTreeMap<String, Option<String>> {
    let office = Office::new(&entry("forum", "posts", ""));
    let (mut store, mut station) = office.open();
    for (reading, end) in ends.iter().enumerate() {
        take(&office, &mut station, "forum", &rows(reading), "2024-05-01T09:00:00Z");
        match end {
            None => continue,
            Some(End::Saved) => station.save().unwrap(),
            Some(End::Killed) => {}
            Some(End::Lost) => drop(std::fs::remove_file(state(&office))),
        }
        drop((store, station));
        (store, station) = office.open();
    }
    topics(&*store)
}

#[test]
fn restarts_change_no_topic() {
    let undisturbed = told(&[None; 12]);
    assert!(undisturbed.values().flatten().collect::<std::collections::BTreeSet<_>>().len() > 3);
    let ends = [End::Saved, End::Killed, End::Killed, End::Saved, End::Lost];
    for turn in 0..ends.len() {
        let ends: Vec<Option<End>> =
            (0..12).map(|reading| Some(ends[(reading * (turn + 1) + turn) % ends.len()])).collect();
        assert_eq!(told(&ends), undisturbed, "turn {turn}");
    }
}

type Spoil = fn(&mut Vec<u8>);

#[test]
fn a_state_that_cannot_be_relied_on_is_not_used() {
    let spoil: [(&str, Spoil); 5] = [
        ("empty", Vec::clear),
        ("no first line", |bytes| bytes.retain(|byte| *byte != b'\n')),
        ("a bit is turned", |bytes| *bytes.last_mut().unwrap() ^= 1),
        ("cut off", |bytes| bytes.truncate(bytes.len() / 2)),
        ("another version", |bytes| {
            let at = bytes.windows(10).position(|part| part == b"\"format\":1").unwrap();
            bytes[at + 9] = b'9';
        }),
    ];
    for (what, spoil) in spoil {
        let office = Office::new(&entry("forum", "posts", ""));
        let (store, mut station) = office.open();
        for reading in 0..3 {
            take(&office, &mut station, "forum", &rows(reading), "2024-05-01T09:00:00Z");
        }
        station.save().unwrap();
        drop((store, station));
        let mut bytes = std::fs::read(state(&office)).unwrap();
        spoil(&mut bytes);
        std::fs::write(state(&office), bytes).unwrap();
        let (store, mut station) = office.open();
        take(&office, &mut station, "forum", &rows(3), "2024-05-01T09:00:00Z");
        assert_eq!(topics(&*store), told(&[None; 4]), "{what}");
    }
}

#[test]
fn a_state_of_another_archive_is_not_used() {
    let office = Office::new(&entry("forum", "posts", ""));
    let (store, mut station) = office.open();
    take(&office, &mut station, "forum", &rows(0), "2024-05-01T09:00:00Z");
    station.save().unwrap();
    let other = Office::new(&entry("forum", "posts", ""));
    drop((store, station));
    std::fs::copy(state(&office), state(&other)).unwrap();
    let (store, mut station) = other.open();
    take(&other, &mut station, "forum", &rows(0), "2024-05-01T09:00:00Z");
    assert_eq!(topics(&*store), told(&[None]));
}

#[test]
#[allow(clippy::disallowed_methods, reason = "a kill comes after a time, not after a signal")]
fn an_import_that_is_killed_and_run_again_leaves_what_an_undisturbed_one_does() {
    let office = || Office::new(&entry("forum", "posts", ""));
    let (killed, undisturbed) = (office(), office());
    let all: String = (0..400).map(rows).collect();
    let import = |office: &Office| {
        let file = office.path().join("posts.jsonl");
        std::fs::write(&file, &all).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_tandem"));
        command.args(["import", "--source", "forum", "--state"]);
        command.arg(office.path()).arg(file).stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    for wait_ms in [150, 400, 700] {
        let mut child = import(&killed).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(wait_ms));
        // It may be done already; a kill is SIGKILL.
        drop(child.kill());
        child.wait().unwrap();
    }
    for office in [&killed, &undisturbed] {
        assert!(import(office).status().unwrap().success());
    }
    let topics = |office: &Office| topics(&*office.open().0);
    assert_eq!(topics(&killed), topics(&undisturbed));
    assert!(state(&killed).exists(), "the next start goes on from it");
}
