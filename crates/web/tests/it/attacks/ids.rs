//! Names in addresses: of what may not be seen, of files, and with ends of lines in them.

use super::super::browser::{Browser, House, Kind, house};
use super::super::story::FLOOD;
use super::end;
use axum::http::StatusCode;
use tandem_core::Digest;
use tandem_core::case::Actor;
use tandem_core::directory::Command;
use tandem_engine::OfficeRequest;
use tandem_engine::accounts::Role;
use tandem_web::{Comers, comers};

const MISSING: &str = "450100-2026-9999";

/// A program that acts in a position, with the secret of its key.
fn key(house: &House, position: &str, secret: &str) -> Browser {
    let area = position.split('.').next().unwrap_or_default();
    let until = house.app.clock.now() + jiff::SignedDuration::from_hours(24);
    let command = Command::IssueKey {
        position: position.into(),
        person: "程序（示例）".into(),
        digest: Digest::of(secret.as_bytes()),
        until,
    };
    let by = Actor::person("韦", format!("{area}.desk/chief").as_str());
    let at = house.app.clock.now();
    let request = OfficeRequest { at, by, area: area.into(), command, key: None };
    house.app.engine.direct(&request).expect("it is allowed");
    let mut program = Browser::new(&house.app);
    program.headers = vec![("authorization", format!("Bearer {secret}"))];
    program
}

/// A path of a route, with names for what stands in braces.
fn filled(route: &str, case: &str) -> String {
    let parts = route.split('/').map(|part| match part {
        "{id}" | "{case}" => case,
        "{evidence}" => "e1",
        part if part.starts_with('{') => "none",
        part => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

/// Every route that names a case, asked by somebody who may not see it, by a person and by a
/// program: what is hidden and what is missing get the same answer, and nothing is done.
#[tokio::test]
async fn a_hidden_case_is_a_missing_case_on_every_route() {
    let house = house(Kind::SignIn);
    let mut person = house.as_holder("outsider", &["450900.desk/duty"]).await;
    let mut program = key(&house, "450900.desk/duty", "outside");
    let before = end(&house.app);
    let mut asked = 0;
    for (route, comers) in comers() {
        if !matches!(comers, Comers::OfCase | Comers::ProgramsOfCase) {
            continue;
        }
        let bodies = [("GET", None), ("POST", Some(r#""accept""#)), ("POST", Some("{}"))];
        for (method, body) in bodies {
            for (who, browser) in [("person", &mut person), ("program", &mut program)] {
                let mut answers = Vec::new();
                for case in [FLOOD, MISSING] {
                    let sent = body.map(|body| (body.to_owned(), "application/json"));
                    let path = filled(route, case);
                    let answer = browser.send_marked(method, &path, sent).await;
                    assert!(!answer.body.contains("民族大道"), "{method} {path} as a {who}");
                    answers.push((answer.status, answer.body.replace(case, "N")));
                }
                assert_eq!(answers[0], answers[1], "{method} {route} as a {who}");
                assert!(answers[0].0.is_client_error() || answers[0].0.is_redirection());
                asked += 1;
            }
        }
    }
    assert!(asked >= 28, "{asked} routes were asked");
    assert_eq!(end(&house.app), before);
}

/// Changing somebody else's account, session, delegation or exception by its number.
#[tokio::test]
async fn what_is_anothers_is_not_changed_by_its_number() {
    let house = house(Kind::SignIn);
    house.add("victim", Role::Administrator, &["450100.desk/chief"]);
    let mut victim = house.signed_in("victim").await;
    let mut outsider = house.as_holder("outsider", &["450900.desk/duty"]).await;
    let before = end(&house.app);
    let wish = [("position", "450100.desk/chief"), ("login", "victim"), ("person", "victim")];
    outsider.post("/account", "/position", &wish).await;
    let page = outsider.get("/account").await.body;
    assert!(!page.contains("450100.desk/chief"), "only positions that one holds");
    let wish = [("login", "victim"), ("session", "all"), ("account", "victim")];
    outsider.post("/account", "/account/sessions", &wish).await;
    assert_eq!(victim.get("/account").await.status, StatusCode::OK, "others stay signed in");
    let wish = [("area", "450100"), ("exception", "1"), ("reason", "x")];
    let answer = outsider.post("/exceptions", "/exceptions/end", &wish).await;
    assert!(answer.status.is_client_error(), "{}", answer.status);
    assert_eq!(end(&house.app), before);
}

#[tokio::test]
async fn no_path_leads_to_a_file() {
    let house = house(Kind::SignIn);
    let mut browser = house.as_holder("li", &["450100.desk/duty"]).await;
    let climbs = [
        "..%2f..%2f..%2fetc%2fpasswd",
        "../../../../etc/passwd",
        "%2e%2e/%2e%2e/Cargo.toml",
        "..%5c..%5cCargo.toml",
        "....//....//Cargo.toml",
        "%252e%252e%252fCargo.toml",
        "%00",
        "accounts.db",
        "ledger.sqlite",
        "%ff%fe",
    ];
    let starts = [
        "/assets/".to_owned(),
        "/".to_owned(),
        "/cases/".to_owned(),
        format!("/cases/{FLOOD}/originals/"),
        "/public/statements/".to_owned(),
        format!("/public/statements/{FLOOD}/"),
        "/units/".to_owned(),
        "/duty/".to_owned(),
        "/topics/".to_owned(),
        "/invitation/".to_owned(),
        "/hooks/".to_owned(),
        "/api/v1/cases/".to_owned(),
        "/api/v1/areas/".to_owned(),
    ];
    for start in &starts {
        for climb in climbs {
            let path = format!("{start}{climb}");
            let answer = browser.get(&path).await;
            let known = [StatusCode::NOT_FOUND, StatusCode::METHOD_NOT_ALLOWED];
            assert!(known.contains(&answer.status), "{path}: {}", answer.status);
            for mark in ["root:", "[workspace", "SQLite format"] {
                assert!(!answer.body.contains(mark), "{path}");
            }
        }
    }
}

/// Ends of lines in a name do not become lines of a header.
#[tokio::test]
async fn no_name_becomes_a_header() {
    let house = house(Kind::SignIn);
    let mut browser = house.as_holder("li", &["450100.desk/duty"]).await;
    let split = "x%0d%0aset-cookie:%20planted=1%0d%0a%0d%0a%3Chtml%3E";
    let paths = [
        format!("/{split}"),
        format!("/cases/{split}"),
        format!("/cases/{split}/triage"),
        format!("/cases/{FLOOD}/originals/{split}"),
        format!("/topics?cursor={split}"),
        format!("/?lang={split}"),
        format!("/signin?next=/{split}"),
        format!("/public/statements/{FLOOD}/{split}.pdf"),
        format!("/public/matters/{split}"),
        format!("/public/feed.atom?lang={split}"),
    ];
    for path in &paths {
        let answer = browser.get(path).await;
        assert!(!answer.status.is_server_error(), "{path}: {}", answer.status);
        assert!(!browser.cookies.contains_key("planted"), "{path}");
        for (name, value) in &answer.headers {
            let text = value.as_bytes();
            assert!(!text.contains(&b'\r') && !text.contains(&b'\n'), "{path}: {name}");
        }
    }
    // Nor does a case get such a name, which a redirect would carry later.
    let mut program = key(&house, "450100.desk/duty", "inside");
    let before = end(&house.app);
    for name in [split, "a%0ab", "%E2%80%AEabc", "a%00b", "%20", "a%2Fb%2F..%2Fc"] {
        let path = format!("/api/v1/cases/{name}/commands");
        let receive =
            r#"{"receive":{"title":"积水","areas":["450103"],"remits":["urban.drainage"]}}"#;
        let answer = program.send_body(&path, receive.to_owned()).await;
        assert!(answer.status.is_client_error(), "{name}: {} {}", answer.status, answer.body);
    }
    assert_eq!(end(&house.app), before, "no case has such a name");
}
