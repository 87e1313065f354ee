//! Accounts from the command line: no password is ever an argument, and a demo has none.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tandem_core::Digest;
use tandem_engine::accounts::{Accounts as _, Login, Passwords};
use tandem_store::{SqliteAccounts, SqliteLedger};

const PASSWORD: &str = "a lantern on the old bridge";

fn tandem(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tandem"));
    command.args(arguments).arg("--state").arg(folder);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

fn done(output: &Output) -> String {
    assert!(output.status.success(), "{}", said(output));
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn accounts_are_kept_while_the_console_serves() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    // A folder from before there were accounts, whose ledger another process holds.
    done(&tandem(
        folder,
        &["act", "450103.desk/chief as Wang appoint 450103.desk/duty Li from 2026-01-01 00:00"],
        "",
    ));
    let _serving = SqliteLedger::open(folder).unwrap();
    let add = ["account", "add", "li.na", "--person", "Li", "--position", "450103.desk/duty"];
    let link = done(&tandem(folder, &add, ""));
    let token = link.trim().strip_prefix("http://127.0.0.1:8310/invitation/").unwrap();
    let accounts = SqliteAccounts::open(folder).unwrap();
    let invited = accounts.invited(Digest::of(token.as_bytes())).unwrap().unwrap();
    assert_eq!(invited.person.as_str(), "Li");
    assert!(!tandem(folder, &add, "").status.success(), "a login name is one account's");

    let named = ["account", "add", "zhao", "--person", "Zhao", "--admin", "--password-stdin"];
    let weak = tandem(folder, &named, "123456789012\n");
    assert!(!weak.status.success() && said(&weak).contains("常见"), "{}", said(&weak));
    done(&tandem(folder, &named, &format!("{PASSWORD}\n")));
    let zhao = Login::parse("zhao").unwrap();
    let hash = accounts.account(&zhao).unwrap().unwrap().password.unwrap();
    assert!(Passwords::default().verify(PASSWORD, Some(&hash)));

    let list = done(&tandem(folder, &["account", "list"], ""));
    assert_eq!(list, "li.na\tLi\t未设密码\t\t450103.desk/duty\nzhao\tZhao\t可登录\t\t\n");
    assert!(!list.contains(&hash));
    done(&tandem(folder, &["account", "disable", "li.na"], ""));
    assert!(done(&tandem(folder, &["account", "list", "--json"], "")).contains(r#""disabled""#));
    done(&tandem(folder, &["account", "enable", "li.na"], ""));
    let last = tandem(folder, &["account", "disable", "zhao"], "");
    assert!(String::from_utf8_lossy(&last.stderr).contains("the last administrator"));
    done(&tandem(folder, &["account", "positions", "li.na"], ""));
    assert!(!done(&tandem(folder, &["account", "list"], "")).contains("450103"));
    assert_eq!(done(&tandem(folder, &["account", "revoke", "zhao"], "")), "0\n");
    let unknown = tandem(folder, &["account", "invite", "nobody"], "");
    assert!(!unknown.status.success() && said(&unknown).contains("account list"));
    let nowhere = ["account", "add", "x", "--person", "X", "--position", "450103.desk/emperor"];
    assert!(!tandem(folder, &nowhere, "").status.success());
}

#[test]
fn a_demo_has_no_accounts_and_passwords_do_not_travel_in_the_clear() {
    let folder = tempfile::tempdir().unwrap();
    let purpose = r#"{"demo":{"seed":1,"mechanism":null}}"#;
    std::fs::write(folder.path().join("purpose.json"), purpose).unwrap();
    let refused = tandem(folder.path(), &["account", "add", "x", "--person", "X"], "");
    assert!(!refused.status.success() && said(&refused).contains("demo"), "{}", said(&refused));
    let refused = tandem(folder.path(), &["serve", "--listen", "127.0.0.1:0"], "");
    assert!(!refused.status.success() && said(&refused).contains("demo"), "{}", said(&refused));

    let folder = tempfile::tempdir().unwrap();
    let open = tandem(folder.path(), &["serve", "--listen", "0.0.0.0:0"], "");
    assert!(!open.status.success() && said(&open).contains("--origin"), "{}", said(&open));
    let plain = ["serve", "--listen", "127.0.0.1:0", "--origin", "http://tandem.example"];
    assert!(!tandem(folder.path(), &plain, "").status.success());
}
