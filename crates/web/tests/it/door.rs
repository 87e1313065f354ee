//! Signing in, sessions, forms: each rule of the door.

use super::browser::{Browser, House, Kind, PASSWORD, SETUP_CODE, hidden, house};
use axum::http::{StatusCode, header};
use tandem_core::{Digest, Timestamp};
use tandem_engine::Clock as _;
use tandem_engine::accounts::{
    AccountState, Accounts as _, Invitation, Login, Role, Session, SharedSecret,
};

const DUTY: &str = "450100.desk/duty";

fn login(name: &str) -> Login {
    Login::parse(name).expect("a login name")
}

fn cookies(answer: &super::browser::Answer) -> Vec<String> {
    let all = answer.headers.get_all(header::SET_COOKIE).iter();
    all.map(|value| value.to_str().expect("text").to_owned()).collect()
}

#[tokio::test]
async fn a_stranger_is_led_to_sign_in_and_back() {
    let house = house(Kind::SignIn);
    house.add("li", Role::Staff, &[DUTY]);
    let mut browser = Browser::new(&house.app);
    let answer = browser.get("/topics?cursor=1%7Cx").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.location(), "/signin?next=%2Ftopics%3Fcursor%3D1%257Cx");
    let next = "/topics?cursor=1%7Cx";
    let pairs = [("login", "LI "), ("password", PASSWORD), ("code", ""), ("next", next)];
    let answer = browser.post("/signin", "/signin", &pairs).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, next));
    let page = browser.get("/").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("li（示例）") && page.body.contains("值班员"), "who one is");
}

#[tokio::test]
async fn nobody_is_led_to_another_site() {
    let house = house(Kind::SignIn);
    house.add("li", Role::Staff, &[DUTY]);
    for (next, to) in [
        ("/cases/a?b=c", "/cases/a?b=c"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("\\\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/x\r\nset-cookie: a=b", "/"),
        ("evil.example", "/"),
        ("/signin?next=/signin", "/"),
        ("", "/"),
    ] {
        let mut browser = Browser::new(&house.app);
        let pairs = [("login", "li"), ("password", PASSWORD), ("next", next)];
        let answer = browser.post("/signin", "/signin", &pairs).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, to), "{next:?}");
        assert!(!cookies(&answer).iter().any(|cookie| cookie.starts_with("a=")), "{next:?}");
    }
}

#[tokio::test]
async fn why_it_failed_is_not_told() {
    let house = house(Kind::SignIn);
    house.add("li", Role::Staff, &[DUTY]);
    house.add("gone", Role::Staff, &[]);
    let disable = &mut |a: &mut tandem_engine::accounts::Account| a.state = AccountState::Disabled;
    house.accounts.change(&login("gone"), disable).expect("memory");
    let mut bodies = Vec::new();
    for (name, password) in [("li", "wrong"), ("nobody", PASSWORD), ("gone", PASSWORD)] {
        let mut browser = Browser::new(&house.app);
        let answer = browser.sign_in(name, password, "").await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{name}");
        assert!(!answer.body.contains(PASSWORD) && !answer.body.contains("wrong\""), "{name}");
        assert!(answer.body.contains(&format!("value=\"{name}\"")), "what was typed stays");
        let token = hidden(&answer.body, "form_token");
        bodies.push(answer.body.replace(&token, "TOKEN").replace(&format!("\"{name}\""), "NAME"));
    }
    assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]), "the answers differ");
}

#[tokio::test]
async fn guessing_must_wait_and_a_browser_that_is_known_need_not() {
    let house = house(Kind::SignIn);
    house.add("li", Role::Staff, &[DUTY]);
    let mut own = house.signed_in("li").await;
    own.post("/account", "/signout", &[]).await;
    let mut other = Browser::new(&house.app);
    for _ in 0..6 {
        assert_eq!(other.sign_in("li", "guess", "").await.status, StatusCode::UNAUTHORIZED);
    }
    let answer = other.sign_in("li", PASSWORD, "").await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.headers[header::RETRY_AFTER], "2");
    assert_eq!(own.sign_in("li", PASSWORD, "").await.status, StatusCode::SEE_OTHER);
    house.wall.wait(2);
    assert_eq!(other.sign_in("li", PASSWORD, "").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn cookies_are_as_closed_as_they_can_be() {
    for (kind, prefix, secure) in [(Kind::SignIn, "", false), (Kind::Https, "__Host-", true)] {
        let house = house(kind);
        house.add("li", Role::Staff, &[DUTY]);
        let mut browser = Browser::new(&house.app);
        let answer = browser.sign_in("li", PASSWORD, "").await;
        assert_eq!(answer.headers.contains_key(header::STRICT_TRANSPORT_SECURITY), secure);
        for name in ["session", "device"] {
            let start = format!("{prefix}{name}=");
            let all = cookies(&answer);
            let cookie = all.iter().find(|cookie| cookie.starts_with(&start)).expect("it is set");
            for part in ["; Path=/", "; HttpOnly", "; SameSite=Lax"] {
                assert!(cookie.contains(part), "{cookie}");
            }
            assert_eq!(cookie.contains("; Secure"), secure, "{cookie}");
            assert!(!cookie.contains("Domain"), "{cookie}");
        }
        let secret = &browser.cookies[&format!("{prefix}session")];
        assert_eq!(secret.len(), 64, "256 bits");
        let kept = house.accounts.session(Digest::of(secret.as_bytes())).expect("memory");
        assert!(kept.is_some(), "the digest is kept");
        assert!(!format!("{kept:?}").contains(secret.as_str()), "and not the secret");
    }
}

#[tokio::test]
async fn a_session_that_somebody_planted_is_not_taken_over() {
    let house = house(Kind::SignIn);
    house.add("li", Role::Staff, &[DUTY]);
    let planted = "ab".repeat(32);
    let mut browser = Browser::new(&house.app);
    browser.cookies.insert("session".to_owned(), planted.clone());
    browser.cookies.insert("before".to_owned(), planted.clone());
    browser.sign_in("li", PASSWORD, "").await;
    assert_ne!(browser.cookies["session"], planted);
    let mut attacker = Browser::new(&house.app);
    attacker.cookies.insert("session".to_owned(), planted);
    assert_eq!(attacker.get("/").await.status, StatusCode::SEE_OTHER);

    let before = browser.cookies["session"].clone();
    let mut again = browser.clone();
    again.cookies.remove("session");
    again.cookies.insert("session".to_owned(), before.clone());
    browser.post("/account", "/signout", &[]).await;
    assert_eq!(again.get("/").await.status, StatusCode::SEE_OTHER, "signed out is out");
}

#[tokio::test]
async fn a_session_ends_by_idleness_by_age_and_by_hand() {
    let house = house(Kind::SignIn);
    house.add("li", Role::Staff, &[DUTY]);
    let mut one = house.signed_in("li").await;
    house.wall.wait(59 * 60);
    assert_eq!(one.get("/").await.status, StatusCode::OK);
    house.wall.wait(60 * 60);
    assert_eq!(one.get("/").await.status, StatusCode::SEE_OTHER, "idle");
    let mut one = house.signed_in("li").await;
    for _ in 0..12 {
        assert_eq!(one.get("/").await.status, StatusCode::OK);
        house.wall.wait(3_599);
    }
    house.wall.wait(20);
    assert_eq!(one.get("/").await.status, StatusCode::SEE_OTHER, "twelve hours");

    let (mut one, mut two) = (house.signed_in("li").await, house.signed_in("li").await);
    let page = two.get("/account").await.body;
    assert!(page.contains("本设备"), "{page}");
    let named = hidden(&page, "session");
    let answer = two.post("/account", "/account/sessions", &[("session", &named)]).await;
    assert_eq!(answer.location(), "/account?done=sessions");
    assert_eq!(one.get("/").await.status, StatusCode::SEE_OTHER);
    house.add("wang", Role::Staff, &[DUTY]);
    let mut wang = house.signed_in("wang").await;
    let own = Digest::of(two.cookies["session"].as_bytes()).to_string();
    let answer = wang.post("/account", "/account/sessions", &[("session", &own)]).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND, "nobody ends another's session");
    assert_eq!(two.get("/").await.status, StatusCode::OK);
    let answer = wang.post("/account", "/account/sessions", &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(two.get("/").await.status, StatusCode::OK, "one's own only");
}

#[tokio::test]
async fn a_changed_password_ends_every_session_and_a_disabled_account_too() {
    let house = house(Kind::SignIn);
    house.add("li", Role::Staff, &[DUTY]);
    let (mut one, mut two) = (house.signed_in("li").await, house.signed_in("li").await);
    let new = "another lantern, brighter";
    for (old, typed, again) in
        [("wrong", new, new), (PASSWORD, "short", "short"), (PASSWORD, new, "x")]
    {
        let pairs = [("old", old), ("new", typed), ("again", again)];
        let answer = one.post("/account", "/account/password", &pairs).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains("aria-invalid=\"true\""), "the message is at the field");
    }
    let pairs = [("old", PASSWORD), ("new", new), ("again", new)];
    let before = one.cookies["session"].clone();
    let answer = one.post("/account", "/account/password", &pairs).await;
    assert_eq!(answer.location(), "/account?done=password", "{}", answer.body);
    assert_ne!(one.cookies["session"], before, "it goes on under a new secret");
    assert_eq!(one.get("/").await.status, StatusCode::OK);
    assert_eq!(two.get("/").await.status, StatusCode::SEE_OTHER);
    let mut fresh = Browser::new(&house.app);
    assert_eq!(fresh.sign_in("li", PASSWORD, "").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(fresh.sign_in("li", new, "").await.status, StatusCode::SEE_OTHER);
    let disable = &mut |a: &mut tandem_engine::accounts::Account| a.state = AccountState::Disabled;
    house.accounts.change(&login("li"), disable).expect("memory");
    assert_eq!(one.get("/").await.status, StatusCode::SEE_OTHER, "disabled is out at once");
}

#[tokio::test]
async fn one_time_codes_are_set_up_asked_for_and_open_once() {
    let house = house(Kind::SignIn);
    house.add("li", Role::Staff, &[DUTY]);
    let mut browser = house.signed_in("li").await;
    let page = browser.get("/account/codes").await.body;
    assert!(page.contains("<svg class=\"qr\""), "a phone can read it");
    let key = hidden(&page, "key");
    let shared = SharedSecret::parse(&key).expect("base32");
    let code = shared.code(house.wall.now());
    let send = |code: &str, password: &str| {
        vec![
            ("key".to_owned(), key.clone()),
            ("code".to_owned(), code.to_owned()),
            ("password".to_owned(), password.to_owned()),
        ]
    };
    for (code, password) in [("000000", PASSWORD), (code.as_str(), "wrong")] {
        let pairs = send(code, password);
        let pairs: Vec<(&str, &str)> =
            pairs.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        let answer = browser.post("/account/codes", "/account/codes", &pairs).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains(&key), "the same key is shown again");
    }
    let pairs = send(&code, PASSWORD);
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let page = browser.post("/account/codes", "/account/codes", &pairs).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let recovery = page.body.split("<code class=\"root\">").nth(1).expect("codes are shown");
    let recovery = recovery.split('<').next().expect("it ends").to_owned();

    let mut other = Browser::new(&house.app);
    for code in ["", code.as_str()] {
        let answer = other.sign_in("li", PASSWORD, code).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "missing or used: {code:?}");
    }
    house.wall.wait(60);
    let next = shared.code(house.wall.now());
    assert_eq!(other.sign_in("li", PASSWORD, &next).await.status, StatusCode::SEE_OTHER);
    let mut third = Browser::new(&house.app);
    assert_eq!(third.sign_in("li", PASSWORD, &next).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(third.sign_in("li", PASSWORD, &recovery).await.status, StatusCode::SEE_OTHER);
    third.cookies.remove("session");
    assert_eq!(third.sign_in("li", PASSWORD, &recovery).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_form_from_elsewhere_does_nothing() {
    let house = house(Kind::SignIn);
    house.add("li", Role::Staff, &[DUTY, "450100.desk/chief"]);
    let browser = house.signed_in("li").await;
    let mut own = browser.clone();
    let token = hidden(&own.get("/account").await.body, "form_token");
    let chosen = |house: &House| {
        let digest = Digest::of(browser.cookies["session"].as_bytes());
        house.accounts.session(digest).expect("memory").and_then(|s: Session| s.position)
    };
    let before = chosen(&house);
    let wish = ("position", "450100.desk/chief");
    let hostile: [(&str, Vec<(&'static str, String)>); 6] = [
        ("", vec![]),
        ("0000", vec![]),
        (&token, vec![("origin", "https://evil.example".to_owned())]),
        (&token, vec![("origin", "null".to_owned())]),
        (&token, vec![("sec-fetch-site", "cross-site".to_owned())]),
        (&token, vec![("sec-fetch-site", "same-site".to_owned())]),
    ];
    for (sent, headers) in hostile {
        let mut forged = browser.clone();
        forged.headers = headers;
        let answer = forged.post_plain("/position", &[wish, ("form_token", sent)]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{:?}", forged.headers);
        assert_eq!(chosen(&house), before);
    }
    // A stranger's token is of no use in a session, nor one of another session.
    let mut stranger = Browser::new(&house.app);
    let theirs = hidden(&stranger.get("/signin").await.body, "form_token");
    let answer = own.post_plain("/position", &[wish, ("form_token", &theirs)]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    own.headers = vec![
        ("origin", "http://127.0.0.1".to_owned()),
        ("sec-fetch-site", "same-origin".to_owned()),
    ];
    let answer = own.post_plain("/position", &[wish, ("form_token", &token)]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_ne!(chosen(&house), before);
    // Nobody is signed in unawares under another's account either.
    let mut lured = Browser::new(&house.app);
    let answer = lured.post_plain("/signin", &[("login", "li"), ("password", PASSWORD)]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_first_administrator_comes_by_the_terminals_code_alone() {
    let house = house(Kind::Setup);
    let mut browser = Browser::new(&house.app);
    for path in ["/", "/ledger", "/cases/450100-2026-0012"] {
        assert_eq!(browser.get(path).await.location(), "/setup", "{path}");
    }
    assert_eq!(browser.get("/api/v1/cases").await.status, StatusCode::UNAUTHORIZED);
    let answer = browser.get("/healthz").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(!answer.body.contains("entries") && !answer.body.contains("cases"), "{}", answer.body);
    let fill = |code: &'static str| {
        [
            ("setup", code),
            ("login", "admin.zhao"),
            ("person", "赵（示例）"),
            ("position", "450000.desk/chief"),
            ("new", PASSWORD),
            ("again", PASSWORD),
        ]
    };
    let answer = browser.post("/setup", "/setup", &fill("wrong")).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("赵（示例）"), "nothing typed is lost");
    assert!(!answer.body.contains(PASSWORD), "but for the password");
    let answer = browser.post("/setup", "/setup", &fill(SETUP_CODE)).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/setup/missing"));
    let page = browser.get("/setup/missing").await;
    assert_eq!(page.status, StatusCode::OK);
    for fact in ["尚无人任职的办公室", "没有经检查可用渠道的办公室", "日历"]
    {
        assert!(page.body.contains(fact), "{fact}");
    }
    assert_eq!(browser.get("/").await.status, StatusCode::OK);
    let mut late = Browser::new(&house.app);
    assert_eq!(late.get("/setup").await.status, StatusCode::NOT_FOUND, "once");
    assert_eq!(late.get("/").await.location(), "/signin");
    house.add("li", Role::Staff, &[DUTY]);
    let mut staff = house.signed_in("li").await;
    assert_eq!(staff.get("/setup/missing").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn an_invitation_opens_once_and_in_time() {
    let house = house(Kind::SignIn);
    house.add("li", Role::Staff, &[DUTY]);
    let mut old = house.signed_in("li").await;
    let invite = |token: &str| {
        let digest = Digest::of(token.as_bytes());
        let until: Timestamp = house.wall.now() + std::time::Duration::from_secs(3_600);
        let invitation = Invitation { digest, until };
        let change = &mut |a: &mut tandem_engine::accounts::Account| {
            a.invitation = Some(invitation.clone());
        };
        house.accounts.change(&login("li"), change).expect("memory");
    };
    invite("link");
    let mut browser = Browser::new(&house.app);
    assert_eq!(browser.get("/invitation/other").await.status, StatusCode::NOT_FOUND);
    let new = "a third lantern, by the gate";
    let weak = [("new", "li（示例）12345"), ("again", "li（示例）12345")];
    let answer = browser.post("/invitation/link", "/invitation/link", &weak).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let pairs = [("new", new), ("again", new)];
    let answer = browser.post("/invitation/link", "/invitation/link", &pairs).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/"));
    assert_eq!(browser.get("/").await.status, StatusCode::OK);
    assert_eq!(old.get("/").await.status, StatusCode::SEE_OTHER, "who was in before is out");
    let mut second = Browser::new(&house.app);
    assert_eq!(second.get("/invitation/link").await.status, StatusCode::NOT_FOUND, "once");
    invite("late");
    house.wall.wait(3_600);
    assert_eq!(second.get("/invitation/late").await.status, StatusCode::NOT_FOUND, "in time");
}

#[tokio::test]
async fn a_demo_is_open_to_read_and_lets_visitors_step_in() {
    let demo = house(Kind::Demo);
    let mut visitor = Browser::new(&demo.app);
    let page = visitor.get("/").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("以演示身份进入"));
    let list = visitor.get("/signin?area=450103").await.body;
    assert!(list.contains("均为虚构") && list.contains("450103.desk/duty"));
    let wish = [("position", "450103.desk/duty"), ("next", "/topics")];
    let answer = visitor.post("/signin", "/signin/as", &wish).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/topics"));
    let page = visitor.get("/").await.body;
    assert!(page.contains("演示身份") && page.contains("值班员"), "{page}");
    let missing = format!("/cases/{}", super::story::FLOOD);
    assert_eq!(visitor.get(&missing).await.status, StatusCode::NOT_FOUND, "a city's case");
    visitor.post("/account", "/signout", &[]).await;
    assert_eq!(visitor.get(&missing).await.status, StatusCode::OK);
    let answer = visitor.post("/signin", "/signin/as", &[("position", "nowhere/x")]).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(visitor.get("/setup").await.status, StatusCode::NOT_FOUND);

    let real = house(Kind::SignIn);
    real.add("li", Role::Staff, &[DUTY]);
    let mut visitor = Browser::new(&real.app);
    let answer = visitor.post("/signin", "/signin/as", &wish).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND, "there is no such thing elsewhere");
    assert_eq!(visitor.get("/").await.status, StatusCode::SEE_OTHER);
}

/// Whatever is logged while people sign in and change things, no secret is in it.
#[tokio::test]
async fn nothing_secret_is_logged() {
    use std::io::Write;
    use std::sync::{Arc, Mutex};
    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);
    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().expect("not poisoned").extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let kept = Kept::default();
    let writer = kept.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    tracing::error!("the log is listened to");
    let house = house(Kind::SignIn);
    house.add("li", Role::Staff, &[DUTY]);
    let mut browser = house.signed_in("li").await;
    Browser::new(&house.app).sign_in("li", "a wrong password, typed", "123456").await;
    let page = browser.get("/account").await.body;
    let token = hidden(&page, "form_token");
    browser.get("/nowhere").await;
    let log = String::from_utf8(kept.0.lock().expect("not poisoned").clone()).expect("UTF-8");
    assert!(log.contains("the log is listened to"));
    let mut secrets: Vec<&str> = browser.cookies.values().map(String::as_str).collect();
    secrets.extend([PASSWORD, "a wrong password, typed", token.as_str()]);
    for secret in secrets {
        assert!(!log.contains(secret), "the log holds a secret: {log}");
    }
}

#[tokio::test]
async fn an_administrator_lets_people_in_and_keeps_them_out() {
    let house = house(Kind::SignIn);
    house.add("zhao", Role::Administrator, &[]);
    house.add("li", Role::Staff, &[DUTY]);
    let mut admin = house.signed_in("zhao").await;
    let mut li = house.signed_in("li").await;
    let fill = |own: &'static str| {
        [
            ("deed", "add"),
            ("login", "wang"),
            ("person", "王（示例）"),
            ("positions", "450100.desk/duty,450100.desk/king"),
            ("role", "staff"),
            ("own", own),
        ]
    };
    let answer = admin.post("/accounts", "/accounts", &fill("wrong")).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "it is not the owner who asks");
    assert!(answer.body.contains("王（示例）"), "nothing typed is lost");
    let answer = admin.post("/accounts", "/accounts", &fill(PASSWORD)).await;
    assert!(answer.body.contains("没有这个岗位：450100.desk/king"), "{}", answer.body);
    let mut right = fill(PASSWORD);
    right[3].1 = DUTY;
    let answer = admin.post("/accounts", "/accounts", &right).await;
    assert_eq!(answer.status, StatusCode::OK);
    let link = answer.body.split("/invitation/").nth(1).and_then(|rest| rest.get(..64));
    let link = format!("/invitation/{}", link.expect("the link is shown"));
    assert!(!admin.get("/accounts").await.body.contains("/invitation/"), "once");
    let mut wang = Browser::new(&house.app);
    let answer = wang.post(&link, &link, &[("new", PASSWORD), ("again", PASSWORD)]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    assert_eq!(wang.get("/").await.status, StatusCode::OK);
    let again = admin.post("/accounts", "/accounts", &right).await;
    assert!(again.body.contains("登录名已被使用"), "a name is one account's");

    let deed = |deed: &'static str, login: &'static str| [("deed", deed), ("login", login)];
    let answer = admin.post("/accounts", "/accounts", &deed("disable", "li")).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(li.get("/").await.status, StatusCode::SEE_OTHER, "sessions end at once");
    let answer = admin.post("/accounts", "/accounts", &deed("disable", "zhao")).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "the last administrator");
    let answer = admin.post("/accounts", "/accounts", &deed("enable", "li")).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "letting in needs one's password");
    let enable = [("deed", "enable"), ("login", "li"), ("own", PASSWORD)];
    assert_eq!(admin.post("/accounts", "/accounts", &enable).await.status, StatusCode::OK);
    let account = house.accounts.account(&login("li")).expect("accounts").expect("li");
    assert_eq!(account.state, AccountState::Active);
}
