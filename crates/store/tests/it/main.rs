//! Tests of the durable ledger: the contract, damage, a full disk, a second process.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test that fails says where")]

use std::path::Path;
use std::sync::Arc;
use tandem_core::case::{Actor, Command, Origin};
use tandem_core::{CaseId, Timestamp};
use tandem_engine::accounts::{Account, Accounts as _, Added, Login, Role};
use tandem_engine::{Broken, Engine, Ledger as _, Request, Store, StoreError, verify};
use tandem_store::{FILE, SqliteAccounts, SqliteLedger};
use tandem_testkit::deployed;

#[test]
fn the_ledger_on_disk_keeps_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    let number = std::cell::Cell::new(0);
    tandem_testkit::contract::store(&|| {
        number.set(number.get() + 1);
        let place = folder.path().join(number.get().to_string());
        Arc::new(SqliteLedger::open(&place).unwrap())
    });
}

#[test]
fn accounts_on_disk_keep_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    let number = std::cell::Cell::new(0);
    tandem_testkit::accounts::suite(&|| {
        number.set(number.get() + 1);
        let place = folder.path().join(number.get().to_string());
        Arc::new(SqliteAccounts::open(&place).unwrap())
    });
}

#[cfg(unix)]
#[test]
fn accounts_are_private_and_two_processes_may_have_them_open() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path(), 1);
    let serving = SqliteLedger::open(folder.path()).unwrap();
    let (one, other) = (
        SqliteAccounts::open(folder.path()).unwrap(),
        SqliteAccounts::open(folder.path()).unwrap(),
    );
    let login = Login::parse("li").unwrap();
    let account = Account::new(login.clone(), "李".into(), Role::Staff, Timestamp::UNIX_EPOCH);
    assert_eq!(one.add(&account).unwrap(), Added::Yes);
    assert_eq!(other.account(&login).unwrap(), Some(account));
    assert_eq!(serving.head().unwrap().entries, 1);
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let entry = entry.unwrap();
        if entry.file_name().to_string_lossy().starts_with("accounts") {
            let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, 0o600, "{:?}", entry.file_name());
        }
    }
}

#[test]
fn rows_of_an_older_form_are_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path(), 3);
    let place = folder.path().join(FILE);
    let db = rusqlite::Connection::open(&place).unwrap();
    db.execute_batch(
        "UPDATE case_row SET row = json_remove(row, '$.parties'); DROP TABLE row_format",
    )
    .unwrap();
    drop(db);
    let store: Arc<dyn Store> = Arc::new(SqliteLedger::open(folder.path()).unwrap());
    let row = store.row(&"c1".into()).unwrap().unwrap();
    assert!(row.parties.is_empty(), "an older row can be read, and lets nobody in for a part");
    let engine = Engine::new(Arc::clone(&store), deployed()).unwrap();
    let rebuilt = engine.refresh_rows().unwrap().expect("they were of an older form");
    assert_eq!((rebuilt.rows, rebuilt.differing), (3, 3));
    assert_eq!(engine.refresh_rows().unwrap(), None);
    assert!(!store.row(&"c1".into()).unwrap().unwrap().parties.is_empty());
}

fn receive(engine: &Engine, case: &str) -> Result<(), tandem_engine::Failure> {
    let command = Command::Receive {
        title: "积水".to_owned(),
        origin: Origin::default(),
        areas: vec!["450103".into()],
        remits: vec!["disaster.flood".into()],
        evidence: Vec::new(),
        drill: false,
    };
    let at: Timestamp = "2026-03-02T01:00:00Z".parse().unwrap();
    let by = Actor::person("duty", "450103.desk/duty");
    let request = Request { at, by, case: CaseId::from(case), command, key: None };
    engine.execute(&request).map(drop)
}

fn filled(folder: &Path, cases: usize) {
    let store: Arc<dyn Store> = Arc::new(SqliteLedger::open(folder).unwrap());
    let engine = Engine::new(store, deployed()).unwrap();
    for number in 0..cases {
        receive(&engine, &format!("c{number}")).unwrap();
    }
}

#[test]
fn what_was_written_is_there_after_opening_again() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path(), 3);
    let store = SqliteLedger::open(folder.path()).unwrap();
    let head = verify(&store).unwrap().head;
    assert_eq!(head.entries, 3);
    assert_eq!(store.case(&"c1".into()).unwrap().len(), 1);
}

#[test]
fn a_sweep_is_remembered_and_seen_by_who_only_reads() {
    let folder = tempfile::tempdir().unwrap();
    let later: Timestamp = "2026-03-03T01:00:00Z".parse().unwrap();
    {
        let store: Arc<dyn Store> = Arc::new(SqliteLedger::open(folder.path()).unwrap());
        let engine = Engine::new(store, deployed()).unwrap();
        receive(&engine, "c0").unwrap();
        assert!(engine.sweep(later).unwrap().entries > 0);
    }
    let writing = SqliteLedger::open(folder.path()).unwrap();
    let reading: Arc<dyn Store> = Arc::new(SqliteLedger::open_to_read(folder.path()).unwrap());
    let audit = Engine::to_read(reading, deployed()).unwrap().audit(later, None).unwrap();
    assert_eq!(audit.heartbeat.map(|beat| beat.at), Some(later));
    assert_eq!((audit.overdue.len(), audit.without_next_step.len()), (1, 0));
    assert!(audit.breaches.is_empty(), "{:?}", audit.breaches);
    drop(writing);
}

#[test]
fn a_ledger_from_before_sweeps_were_remembered_still_opens() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path(), 1);
    let db = rusqlite::Connection::open(folder.path().join(FILE)).unwrap();
    db.execute_batch("DROP TABLE sweep").unwrap();
    drop(db);
    let reading = SqliteLedger::open_to_read(folder.path()).unwrap();
    assert_eq!(reading.last_sweep().unwrap(), None);
    drop(reading);
    let writing = SqliteLedger::open(folder.path()).unwrap();
    assert_eq!(writing.last_sweep().unwrap(), None);
    verify(&writing).unwrap();
}

#[test]
fn a_second_process_is_told_who_has_it() {
    let folder = tempfile::tempdir().unwrap();
    let first = SqliteLedger::open(folder.path()).unwrap();
    let second = SqliteLedger::open(folder.path()).unwrap_err();
    assert!(matches!(second, StoreError::Locked { .. }), "{second}");
    assert!(second.to_string().contains("stop it, or choose another folder"), "{second}");
    let reader = SqliteLedger::open_to_read(folder.path()).unwrap();
    assert_eq!(reader.head().unwrap(), first.head().unwrap());
    let refused = reader.append(Vec::new()).unwrap_err().to_string();
    assert!(refused.contains("cannot be used"), "{refused}");
}

/// Changes one byte of one column of one entry behind the ledger's back.
fn tamper(folder: &Path, sql: &str) {
    let db = rusqlite::Connection::open(folder.join(FILE)).unwrap();
    assert_eq!(db.execute(sql, []).unwrap(), 1, "{sql}");
}

#[test]
fn one_changed_byte_is_found_and_its_entry_is_named() {
    let cases = [
        ("UPDATE entry SET body = replace(body, '积水', '积氺') WHERE seq = 2", "entry 2 (case c1"),
        ("UPDATE entry SET case_id = 'c9' WHERE seq = 2", "entry 2 (case c9"),
        ("UPDATE entry SET version = 2 WHERE seq = 3", "entry 3 (case c2, version 2"),
        ("UPDATE entry SET hash = zeroblob(32) WHERE seq = 1", "entry 1 (case c0"),
        ("DELETE FROM entry WHERE seq = 2", "go on with entry 2, but has 3"),
        ("DELETE FROM entry WHERE seq = 3", "ends at entry 2"),
        ("UPDATE head SET root = zeroblob(32)", "ends at entry 3"),
    ];
    for (sql, named) in cases {
        let folder = tempfile::tempdir().unwrap();
        filled(folder.path(), 3);
        tamper(folder.path(), sql);
        let store = SqliteLedger::open_to_read(folder.path()).unwrap();
        let broken = verify(&store).unwrap_err().to_string();
        assert!(broken.contains(named), "{sql}: {broken}");
    }
}

/// Every single byte of the bodies, not only those that a person would change.
#[test]
fn any_changed_byte_of_a_body_is_found() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path(), 2);
    let db = rusqlite::Connection::open(folder.path().join(FILE)).unwrap();
    let read = "SELECT body FROM entry WHERE seq = 2";
    let body: String = db.query_row(read, [], |row| row.get(0)).unwrap();
    for index in (0..body.len()).filter(|&index| body.as_bytes()[index].is_ascii()) {
        let mut changed = body.clone().into_bytes();
        changed[index] ^= 1;
        let changed = String::from_utf8(changed).unwrap();
        db.execute("UPDATE entry SET body = ?1 WHERE seq = 2", [&changed]).unwrap();
        let store = SqliteLedger::open_to_read(folder.path()).unwrap();
        let broken = verify(&store).unwrap_err();
        assert!(matches!(broken, Broken::Entry { seq: 2, .. }), "byte {index}: {broken}");
    }
}

#[test]
fn damage_to_the_file_is_named_with_a_remedy() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path(), 200);
    let place = folder.path().join(FILE);
    let mut bytes = std::fs::read(&place).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..].fill(0x5a);
    std::fs::write(&place, bytes).unwrap();
    let found = SqliteLedger::open_to_read(folder.path())
        .map_err(Broken::Store)
        .and_then(|store| verify(&store).map(drop));
    let broken = found.unwrap_err().to_string();
    assert!(broken.contains("damaged") || broken.contains("not what was written"), "{broken}");
    std::fs::write(&place, "this is no database, but long enough to be mistaken for one").unwrap();
    let error = SqliteLedger::open(folder.path()).unwrap_err().to_string();
    assert!(error.contains("is damaged") && error.contains("restore a backup"), "{error}");
}

#[test]
fn a_newer_file_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path(), 1);
    let db = rusqlite::Connection::open(folder.path().join(FILE)).unwrap();
    db.pragma_update(None, "user_version", 99).unwrap();
    drop(db);
    let error = SqliteLedger::open(folder.path()).unwrap_err().to_string();
    assert!(error.contains("version 99, this program knows 1"), "{error}");
}

/// A small file system of its own fills up; nothing that was answered is lost, and with room
/// again the same ledger goes on.
#[test]
fn a_full_disk_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let disk = folder.path().join("disk");
    std::fs::create_dir(&disk).unwrap();
    let mount = |options: &str| {
        let arguments = ["-t", "tmpfs", "-o", options, "tmpfs"];
        let status = std::process::Command::new("mount").args(arguments).arg(&disk).status();
        status.is_ok_and(|status| status.success())
    };
    if !mount("size=1500k") {
        println!("skipped: mounting a small file system needs root");
        return;
    }
    let _unmount = Unmount(disk.clone());
    let store: Arc<dyn Store> = Arc::new(SqliteLedger::open(&disk).unwrap());
    let engine = Engine::new(Arc::clone(&store), deployed()).unwrap();
    let mut answered = 0;
    let full = loop {
        match receive(&engine, &format!("c{answered}")) {
            Ok(()) => answered += 1,
            Err(error) => break error.to_string(),
        }
        assert!(answered < 100_000, "the disk never fills up");
    };
    assert!(full.contains("is full; nothing was lost, make room and try again"), "{full}");
    assert!(answered > 10);
    assert_eq!(verify(&*store).unwrap().head.entries, answered);
    assert!(mount("remount,size=20m"));
    for more in 0..50 {
        receive(&engine, &format!("d{more}")).unwrap();
    }
    assert_eq!(verify(&*store).unwrap().head.entries, answered + 50);
}

struct Unmount(std::path::PathBuf);

impl Drop for Unmount {
    fn drop(&mut self) {
        // Lazy, since the ledger inside may still be open.
        drop(std::process::Command::new("umount").arg("-l").arg(&self.0).status());
    }
}
