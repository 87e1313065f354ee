//! What every keeper of accounts must do, whatever it is made of.

#![allow(clippy::unwrap_used, reason = "a suite that fails says where")]

use std::sync::Arc;
use tandem_core::{Digest, Timestamp};
use tandem_engine::accounts::{
    Account, Accounts, Added, Attempt, Entropy, Invitation, Login, Outcome, Pace, Passwords, Role,
    Session, SharedSecret, knock, recovery_codes, recovery_digest,
};

/// Bytes that count up: no randomness, for tests alone.
#[derive(Debug, Default)]
pub struct Counting(std::sync::atomic::AtomicU64);

impl Entropy for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let next = self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let mixed = next.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(17);
            chunk.copy_from_slice(&mixed.to_le_bytes()[..chunk.len()]);
        }
    }
}

/// Runs the whole suite on keepers that `make` makes, each of them new and empty.
pub fn suite(make: &dyn Fn() -> Arc<dyn Accounts>) {
    accounts_are_added_once_and_changed(&*make());
    one_of_many_is_first(&make());
    sessions_end(&*make());
    attempts_are_counted_at_once(&make());
    codes_open_once_however_many_try(&make());
    guessing_waits_and_other_browsers_do_not(&*make());
    nobody_learns_why(&*make());
}

fn time(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_770_000_000 + seconds).unwrap()
}

fn login(name: &str) -> Login {
    Login::parse(name).unwrap()
}

fn account(name: &str) -> Account {
    Account::new(login(name), format!("{name}（示例）").as_str().into(), Role::Staff, time(0))
}

fn accounts_are_added_once_and_changed(accounts: &dyn Accounts) {
    assert!(accounts.is_empty().unwrap());
    assert_eq!(accounts.add(&account("wang")).unwrap(), Added::Yes);
    assert_eq!(accounts.add(&account("li")).unwrap(), Added::Yes);
    assert_eq!(accounts.add(&account("li")).unwrap(), Added::Taken);
    assert_eq!(accounts.add_first(&account("zhao")).unwrap(), Added::Taken);
    assert!(!accounts.is_empty().unwrap());
    let logins: Vec<String> =
        accounts.accounts().unwrap().iter().map(|a| a.login.to_string()).collect();
    assert_eq!(logins, ["li", "wang"]);
    let token = Digest::of(b"token");
    let invite = &mut |account: &mut Account| {
        account.invitation = Some(Invitation { digest: token, until: time(10) });
    };
    let changed = accounts.change(&login("li"), invite).unwrap().unwrap();
    assert_eq!(accounts.account(&login("li")).unwrap(), Some(changed.clone()));
    assert_eq!(accounts.invited(token).unwrap(), Some(changed.clone()));
    assert!(changed.is_invited(token, time(9)) && !changed.is_invited(token, time(10)));
    accounts.change(&login("li"), &mut |account| account.set_password("hash".to_owned())).unwrap();
    assert_eq!(accounts.invited(token).unwrap(), None, "an invitation is used once");
    assert_eq!(accounts.change(&login("nobody"), &mut |_| {}).unwrap(), None);
}

fn one_of_many_is_first(accounts: &Arc<dyn Accounts>) {
    let added: Vec<Added> = std::thread::scope(|scope| {
        let racing: Vec<_> = (0..8)
            .map(|no| scope.spawn(move || accounts.add_first(&account(&format!("a{no}"))).unwrap()))
            .collect();
        racing.into_iter().map(|racer| racer.join().unwrap()).collect()
    });
    assert_eq!(added.iter().filter(|added| **added == Added::Yes).count(), 1);
    assert_eq!(accounts.accounts().unwrap().len(), 1);
}

fn session(name: &str, secret: &str, used: i64) -> Session {
    Session {
        digest: Digest::of(secret.as_bytes()),
        login: login(name),
        position: None,
        browser: "Firefox".to_owned(),
        opened_at: time(0),
        used_at: time(used),
    }
}

fn sessions_end(accounts: &dyn Accounts) {
    for (name, secret, used) in [("li", "1", 1), ("li", "2", 3), ("li", "3", 2), ("wang", "4", 9)] {
        accounts.open_session(&session(name, secret, used)).unwrap();
    }
    let of = |name: &str| -> Vec<Timestamp> {
        accounts.sessions(&login(name)).unwrap().iter().map(|session| session.used_at).collect()
    };
    assert_eq!(of("li"), [time(3), time(2), time(1)]);
    let digest = Digest::of(b"1");
    accounts.change_session(digest, &mut |session| session.used_at = time(5)).unwrap();
    assert_eq!(accounts.session(digest).unwrap(), Some(session("li", "1", 5)));
    accounts.end_session(Digest::of(b"2")).unwrap();
    assert_eq!(accounts.end_sessions(&login("li"), Some(digest)).unwrap(), 1);
    assert_eq!((of("li"), of("wang")), (vec![time(5)], vec![time(9)]));
    accounts.forget_before(time(6)).unwrap();
    assert_eq!((of("li"), of("wang")), (vec![], vec![time(9)]));
    assert_eq!(accounts.end_sessions(&login("wang"), None).unwrap(), 1);
}

fn attempts_are_counted_at_once(accounts: &Arc<dyn Accounts>) {
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(move || {
                accounts
                    .change_attempts("a", &mut |attempts| attempts.count(Pace::ACCOUNT, time(0)))
                    .unwrap();
            });
        }
    });
    let attempts = accounts.change_attempts("a", &mut |_| {}).unwrap();
    assert_eq!(attempts.waits(Pace::ACCOUNT, time(0)), Some(time(8)), "eight were counted");
    accounts.forget_before(time(1)).unwrap();
    assert_eq!(accounts.change_attempts("a", &mut |_| {}).unwrap(), Default::default());
}

const PASSWORD: &str = "correct horse battery";

fn with_password(accounts: &dyn Accounts, passwords: &Passwords, name: &str) -> SharedSecret {
    let shared = SharedSecret::new(&Counting::default());
    let mut account = account(name);
    account.set_password(passwords.hash(PASSWORD, &[7; 16]));
    accounts.add(&account).unwrap();
    shared
}

fn attempt<'a>(login: &'a str, password: &'a str, code: &'a str) -> Attempt<'a> {
    Attempt { login, password, code, address: "192.0.2.7", device: None }
}

fn codes_open_once_however_many_try(accounts: &Arc<dyn Accounts>) {
    let passwords = &Passwords::default();
    let shared = with_password(&**accounts, passwords, "li");
    let codes = recovery_codes(&Counting::default());
    let set_up = &mut |account: &mut Account| {
        account.codes = Some(shared.clone());
        account.recovery = codes.iter().map(|code| recovery_digest(code)).collect();
    };
    accounts.change(&login("li"), set_up).unwrap();
    let opens = |code: &str, at| {
        let attempt = attempt("Li", PASSWORD, code);
        matches!(knock(&**accounts, passwords, &attempt, at).unwrap(), Outcome::Opened(_))
    };
    let code = shared.code(time(0));
    let opened: usize = std::thread::scope(|scope| {
        let racing: Vec<_> = (0..4).map(|_| scope.spawn(|| opens(&code, time(0)))).collect();
        racing.into_iter().map(|racer| usize::from(racer.join().unwrap())).sum()
    });
    assert_eq!(opened, 1, "a code opens once");
    assert!(!opens("", time(60)), "a password alone does not open it any more");
    assert!(opens(&codes[3].to_uppercase(), time(60)), "a recovery code does");
    assert!(!opens(&codes[3], time(60)), "and each of them once");
}

fn guessing_waits_and_other_browsers_do_not(accounts: &dyn Accounts) {
    let passwords = Passwords::default();
    with_password(accounts, &passwords, "li");
    let device = Digest::of(b"browser");
    accounts.change(&login("li"), &mut |account| account.devices.push(device)).unwrap();
    for _ in 0..6 {
        let outcome = knock(accounts, &passwords, &attempt("li", "guess", ""), time(0)).unwrap();
        assert!(matches!(outcome, Outcome::Wrong), "{outcome:?}");
    }
    let right = attempt("li", PASSWORD, "");
    let outcome = knock(accounts, &passwords, &right, time(1)).unwrap();
    assert!(matches!(outcome, Outcome::Wait(until) if until == time(2)), "{outcome:?}");
    let known = Attempt { device: Some(device), ..right };
    let outcome = knock(accounts, &passwords, &known, time(1)).unwrap();
    assert!(matches!(outcome, Outcome::Opened(_)), "{outcome:?}");
    let outcome = knock(accounts, &passwords, &attempt("li", PASSWORD, ""), time(2)).unwrap();
    assert!(matches!(outcome, Outcome::Opened(_)), "the wait is over: {outcome:?}");
}

fn nobody_learns_why(accounts: &dyn Accounts) {
    let passwords = Passwords::default();
    with_password(accounts, &passwords, "li");
    with_password(accounts, &passwords, "gone");
    let disable = &mut |account: &mut Account| {
        account.state = tandem_engine::accounts::AccountState::Disabled;
    };
    accounts.change(&login("gone"), disable).unwrap();
    accounts.add(&account("invited")).unwrap();
    for (name, password) in
        [("li", "wrong"), ("nobody", PASSWORD), ("gone", PASSWORD), ("invited", ""), ("a b", "x")]
    {
        let outcome = knock(accounts, &passwords, &attempt(name, password, ""), time(0)).unwrap();
        assert!(matches!(outcome, Outcome::Wrong), "{name}: {outcome:?}");
    }
}
