//! Who sees what: every route as every kind of person, and everything that could give a case away.

use super::browser::{Browser, House, Kind, house};
use super::story::{FLOOD, LIGHT};
use axum::http::StatusCode;
use std::collections::BTreeSet;
use tandem_core::case::Actor;
use tandem_core::directory::Command;
use tandem_core::{AreaId, Digest};
use tandem_engine::OfficeRequest;
use tandem_engine::accounts::Role;
use tandem_web::{Comers, comers};

/// Persons: nobody signed in; a duty officer of another city; an administrator without a position;
/// the liaison officer of a department that leads; the desk that handles it; the desk above.
const PERSONS: [(&str, &[&str]); 6] = [
    ("", &[]),
    ("outsider", &["450900.desk/duty"]),
    ("admin", &[]),
    ("liaison", &["450100.emergency/liaison"]),
    ("desk", &["450100.desk/duty"]),
    ("above", &["450000.desk/chief"]),
];

/// A path of each route, and the status that each of [`PERSONS`] gets.
const TABLE: &[(&str, &str, [u16; 6])] = &[
    ("/", "/", [303, 200, 200, 200, 200, 200]),
    ("/cases/{id}", "/cases/FLOOD", [303, 404, 404, 200, 200, 200]),
    ("/cases/{id}", "/cases/FLOOD.json", [401, 404, 404, 200, 200, 200]),
    ("/cases/{id}", "/cases/%3450100-2026-0012", [303, 404, 404, 200, 200, 200]),
    ("/cases/{id}/act", "/cases/FLOOD/act?do=close&about=case", [303, 404, 404, 409, 409, 409]),
    ("/cases/{id}/act", "POST /cases/FLOOD/act", [401, 404, 404, 403, 403, 403]),
    ("/cases/{id}/check", "POST /cases/FLOOD/check", [401, 404, 404, 403, 403, 403]),
    ("/cases/{id}/triage", "/cases/FLOOD/triage", [303, 404, 404, 303, 303, 303]),
    (
        "/cases/{id}/originals/{evidence}",
        "/cases/FLOOD/originals/none",
        [303, 404, 404, 404, 404, 404],
    ),
    ("/receive", "/receive", [303, 200, 403, 409, 200, 409]),
    ("/triage", "/triage", [303, 303, 403, 303, 303, 303]),
    ("/work", "/work", [303, 200, 403, 200, 200, 200]),
    ("/search", "/search?q=x", [303, 200, 200, 200, 200, 200]),
    ("/topics", "/topics", [303, 200, 200, 200, 200, 200]),
    ("/topics/{id}", "/topics/t-flood", [303, 404, 404, 200, 200, 200]),
    ("/mechanism", "/mechanism", [303, 200, 200, 200, 200, 200]),
    ("/ledger", "/ledger", [303, 200, 200, 200, 200, 200]),
    ("/units/{unit}", "/units/450100.emergency", [303, 200, 200, 200, 200, 200]),
    ("/duty/{area}", "/duty/450100", [303, 200, 200, 200, 200, 200]),
    ("/cases/{id}/papers/{paper}", "/cases/FLOOD/papers/flash.pdf", [303, 404, 404, 200, 200, 200]),
    ("/supervision", "/supervision", [303, 200, 200, 200, 200, 200]),
    ("/directory", "/directory", [303, 200, 200, 200, 200, 200]),
    // It is for those who see all cases of an area.
    ("/evaluation", "/evaluation", [303, 200, 404, 404, 200, 200]),
    ("/evaluation/report", "/evaluation/report?as=html", [303, 200, 404, 404, 200, 200]),
    ("/sources", "/sources", [200; 6]),
    ("/hooks/{source}", "POST /hooks/none", [404; 6]),
    ("/duty/{area}/act", "/duty/450100/act?do=appoint", [303, 200, 403, 200, 200, 200]),
    ("/duty/{area}/act", "POST /duty/450100/act", [401, 403, 403, 403, 403, 403]),
    ("/events", "/events", [401, 200, 200, 200, 200, 200]),
    ("/public", "/public", [200; 6]),
    ("/public/matters", "/public/matters", [200; 6]),
    ("/public/matters/{id}", "/public/matters/FLOOD", [200; 6]),
    ("/public/statements/{case}/{id}", "/public/statements/FLOOD/s1", [200; 6]),
    ("/public/verify", "/public/verify", [200; 6]),
    ("/public/ask", "/public/ask", [200; 6]),
    ("/public/feed.atom", "/public/feed.atom", [200; 6]),
    ("/public/{*rest}", "/public/nowhere", [404; 6]),
    ("/healthz", "/healthz", [200, 200, 200, 200, 200, 200]),
    ("/api/v1/cases", "/api/v1/cases", [401, 200, 200, 200, 200, 200]),
    ("/api/v1/cases/{id}", "/api/v1/cases/FLOOD", [401, 404, 404, 200, 200, 200]),
    ("/api/v1/search", "/api/v1/search?q=x", [401, 200, 200, 200, 200, 200]),
    ("/api/v1/ledger", "/api/v1/ledger", [401, 200, 200, 200, 200, 200]),
    ("/api/v1/openapi.json", "/api/v1/openapi.json", [200; 6]),
    (
        "/api/v1/areas/{area}/control",
        "/api/v1/areas/450100/control",
        [401, 404, 404, 404, 200, 200],
    ),
    // Commands of programs need a key, whoever signed in.
    ("/api/v1/cases/{id}/commands", "POST /api/v1/cases/FLOOD/commands", [401; 6]),
    ("/api/v1/areas/{area}/commands", "POST /api/v1/areas/450100/commands", [401; 6]),
    ("/api/v1/commands", "POST /api/v1/commands", [401; 6]),
    ("/api/v1/originals", "POST /api/v1/originals", [401; 6]),
    ("/signin", "/signin", [200, 303, 303, 303, 303, 303]),
    ("/signin/as", "POST /signin/as", [403; 6]),
    ("/signout", "POST /signout", [403; 6]),
    ("/setup", "/setup", [404; 6]),
    ("/setup/missing", "/setup/missing", [303, 403, 200, 403, 403, 403]),
    ("/accounts", "/accounts", [303, 403, 200, 403, 403, 403]),
    ("/invitation/{token}", "/invitation/none", [404; 6]),
    ("/position", "POST /position", [401, 403, 403, 403, 403, 403]),
    ("/account", "/account", [303, 200, 200, 200, 200, 200]),
    ("/account/password", "POST /account/password", [401, 403, 403, 403, 403, 403]),
    ("/account/codes", "/account/codes", [303, 200, 200, 200, 200, 200]),
    ("/account/sessions", "POST /account/sessions", [401, 403, 403, 403, 403, 403]),
    ("/exceptions", "/exceptions", [303, 200, 200, 200, 200, 200]),
    ("/exceptions/end", "POST /exceptions/end", [401, 403, 403, 403, 403, 403]),
];

async fn everybody(house: &House) -> Vec<Browser> {
    let mut browsers = vec![Browser::new(&house.app)];
    for (login, positions) in &PERSONS[1..] {
        let role = if *login == "admin" { Role::Administrator } else { Role::Staff };
        house.add(login, role, positions);
        browsers.push(house.signed_in(login).await);
    }
    browsers
}

#[tokio::test]
async fn every_route_answers_each_person_as_it_should() {
    let routes = comers();
    let known: BTreeSet<&str> = TABLE.iter().map(|(route, ..)| *route).collect();
    for (route, comers) in &routes {
        assert!(
            known.contains(route) || route.starts_with("/assets/"),
            "`{route}` ({comers:?}) is in no row of the table: say who may come to it"
        );
    }
    assert!(known.iter().all(|route| routes.contains_key(route)), "the table names what is gone");
    let house = house(Kind::SignIn);
    let mut browsers = everybody(&house).await;
    for (route, path, expected) in TABLE {
        let path = path.replace("FLOOD", FLOOD);
        for ((browser, (who, _)), status) in browsers.iter_mut().zip(PERSONS).zip(expected) {
            let answer = match path.strip_prefix("POST ") {
                Some(path) => browser.post_plain(path, &[]).await,
                None => browser.get(&path).await,
            };
            assert_eq!(answer.status.as_u16(), *status, "{route} {path} as `{who}`");
        }
    }
    let closed = routes.values().filter(|comers| **comers != Comers::Anybody).count();
    assert!(closed > 15, "most routes are closed to strangers");
}

#[tokio::test]
async fn a_case_that_may_not_be_seen_is_answered_as_one_that_is_not_there() {
    let house = house(Kind::SignIn);
    let mut outsider = house.as_holder("outsider", &["450900.desk/duty"]).await;
    for path in ["/cases/", "/api/v1/cases/"] {
        let hidden = outsider.get(&format!("{path}{FLOOD}")).await;
        let missing = outsider.get(&format!("{path}450100-2026-9999")).await;
        assert_eq!(hidden.status, StatusCode::NOT_FOUND);
        assert_eq!(hidden.body.replace(FLOOD, "N"), missing.body.replace("450100-2026-9999", "N"));
    }
    let title = "民族大道";
    let pages = [
        "/",
        "/?area=450000",
        "/?area=450100&phase=all",
        "/topics",
        "/ledger",
        "/units/450100.emergency",
        "/duty/450100",
        "/api/v1/cases?area=450100",
    ];
    let mut desk = house.as_holder("desk", &["450100.desk/duty"]).await;
    for path in pages {
        let page = outsider.get(path).await.body;
        assert!(!page.contains(FLOOD) && !page.contains(LIGHT), "{path} names a case");
        assert!(!page.contains(title), "{path} gives a case away");
    }
    assert!(desk.get("/?area=450100&phase=all").await.body.contains(FLOOD));
    assert!(desk.get("/ledger").await.body.contains(FLOOD));
    let counts = outsider.get("/?area=450000").await.body;
    let counted = counts.contains("class=\"late\">1") || counts.contains("class=\"count\">1<");
    assert!(!counted, "nothing is counted that is not seen");
}

#[tokio::test]
async fn a_department_sees_its_part_and_a_level_passed_over_sees_too() {
    let house = house(Kind::SignIn);
    let mut liaison = house.as_holder("liaison", &["450100.emergency/liaison"]).await;
    let list = liaison.get("/?phase=all").await.body;
    assert!(list.contains(FLOOD) && !list.contains(LIGHT), "its own case and no other");
    let page = liaison.get(&format!("/cases/{FLOOD}")).await.body;
    for fact in ["谁能看到本案及依据", "牵头单位", "收到交办的单位"] {
        assert!(page.contains(fact), "{fact}");
    }
    // Losing the position is losing sight, in the same moment.
    let positions = &mut |a: &mut tandem_engine::accounts::Account| a.positions.clear();
    let login = tandem_engine::accounts::Login::parse("liaison").expect("a name");
    tandem_engine::accounts::Accounts::change(&*house.accounts, &login, positions).expect("memory");
    assert_eq!(liaison.get(&format!("/cases/{FLOOD}")).await.status, StatusCode::NOT_FOUND);
    assert!(liaison.get("/account").await.body.contains("您目前没有岗位"));
}

fn direct(house: &House, area: &str, by: &Actor, command: Command) {
    let (at, by, area, key) = (house.app.clock.now(), by.clone(), AreaId::from(area), None);
    house.app.engine.direct(&OfficeRequest { at, by, area, command, key }).expect("it is allowed");
}

#[tokio::test]
async fn from_the_first_appointment_on_the_directory_alone_decides() {
    let house = house(Kind::SignIn);
    let mut duty = house.as_holder("duty", &["450100.desk/duty"]).await;
    assert_eq!(duty.get(&format!("/cases/{FLOOD}")).await.status, StatusCode::OK);
    let chief = Actor::person("王", "450100.desk/chief");
    let from = house.app.clock.now() - jiff::SignedDuration::from_hours(1);
    let appoint = |person: &str| Command::Appoint {
        position: "450100.desk/duty".into(),
        person: person.into(),
        from,
        until: None,
    };
    direct(&house, "450100", &chief, appoint("赵"));
    assert_eq!(duty.get(&format!("/cases/{FLOOD}")).await.status, StatusCode::NOT_FOUND);
    direct(&house, "450100", &chief, appoint("duty（示例）"));
    assert_eq!(duty.get(&format!("/cases/{FLOOD}")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn exceptional_access_has_a_reason_an_end_and_witnesses() {
    let house = house(Kind::SignIn);
    let mut outsider = house.as_holder("outsider", &["450900.desk/duty"]).await;
    let ask = |case: &'static str, reason: &'static str, hours: &'static str| {
        [("case", case), ("reason", reason), ("hours", hours)]
    };
    for (case, reason, hours) in
        [("nowhere", "r", "2"), (FLOOD, "", "2"), (FLOOD, "r", "0"), (FLOOD, "r", "25")]
    {
        let pairs = ask(case, reason, hours);
        let answer = outsider.post("/exceptions", "/exceptions", &pairs).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{case} {reason} {hours}");
    }
    let pairs = ask(FLOOD, "下游城市核对来水", "2");
    let answer = outsider.post("/exceptions", "/exceptions", &pairs).await;
    assert_eq!(answer.location(), format!("/cases/{FLOOD}"), "{}", answer.body);
    assert_eq!(outsider.get(&format!("/cases/{FLOOD}")).await.status, StatusCode::OK);
    assert!(!outsider.get("/?area=450100&phase=all").await.body.contains(FLOOD), "no list has it");
    // Only this person in this position.
    let mut colleague = house.as_holder("colleague", &["450900.desk/duty"]).await;
    assert_eq!(colleague.get(&format!("/cases/{FLOOD}")).await.status, StatusCode::NOT_FOUND);
    assert!(!colleague.get("/duty/450100").await.body.contains("下游城市核对来水"));
    let mut body = house.as_holder("principal", &["450100.cb/principal"]).await;
    for path in ["/duty/450100", &format!("/cases/{FLOOD}"), "/ledger"] {
        let page = body.get(path).await.body;
        assert!(page.contains("下游城市核对来水"), "{path} shows it");
    }
    let pairs = [("area", "450100"), ("exception", "1"), ("reason", "已核对")];
    let answer = body.post("/duty/450100", "/exceptions/end", &pairs).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    assert_eq!(outsider.get(&format!("/cases/{FLOOD}")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_key_reads_what_its_position_sees() {
    let house = house(Kind::SignIn);
    house.add("li", Role::Staff, &[]);
    let until = house.app.clock.now() + jiff::SignedDuration::from_hours(24);
    let issue = |position: &str, secret: &str| Command::IssueKey {
        position: position.into(),
        person: "程序（示例）".into(),
        digest: Digest::of(secret.as_bytes()),
        until,
    };
    let chief = Actor::person("王", "450100.desk/chief");
    direct(&house, "450100", &chief, issue("450100.desk/duty", "inside"));
    let other = Actor::person("韦", "450900.desk/chief");
    direct(&house, "450900", &other, issue("450900.desk/duty", "outside"));
    for (secret, list, case) in [("inside", 200, 200), ("outside", 200, 404), ("guessed", 401, 401)]
    {
        let mut program = Browser::new(&house.app);
        program.headers = vec![("authorization", format!("Bearer {secret}"))];
        let answer = program.get("/api/v1/cases?area=450100&phase=open").await;
        assert_eq!(answer.status.as_u16(), list, "{secret}");
        assert_eq!(answer.body.contains(FLOOD), secret == "inside", "{secret}");
        let answer = program.get(&format!("/api/v1/cases/{FLOOD}")).await;
        assert_eq!(answer.status.as_u16(), case, "{secret}");
        let answer = program.post_plain(&format!("/api/v1/cases/{FLOOD}/commands"), &[]).await;
        let unmarked = if secret == "guessed" { 401 } else { 415 };
        assert_eq!(answer.status.as_u16(), unmarked, "{secret}");
    }
}

fn act(house: &House, case: &str, position: &str, command: tandem_core::case::Command) {
    let (at, by) = (house.app.clock.now(), Actor::person("示例", position));
    let request = tandem_engine::Request { at, by, case: case.into(), command, key: None };
    house.app.engine.execute(&request).expect("it is allowed");
}

fn receive(area: &str) -> tandem_core::case::Command {
    tandem_core::case::Command::Receive {
        title: "路灯不亮".to_owned(),
        origin: Default::default(),
        areas: vec![area.into()],
        remits: vec!["urban.drainage".into()],
        evidence: Vec::new(),
        drill: false,
    }
}

#[tokio::test]
async fn news_reach_whom_they_concern_and_end_with_the_session() {
    use axum::body::Body;
    use axum::http::{Request, header};
    use http_body_util::BodyExt as _;
    use std::time::Duration;
    use tower::ServiceExt as _;
    let house = house(Kind::SignIn);
    let mut browser = house.as_holder("outsider", &["450900.desk/duty"]).await;
    let cookie = format!("session={}", browser.cookies["session"]);
    let request = Request::get("/events").header(header::COOKIE, cookie);
    let request = request.body(Body::empty()).expect("a request");
    let router = tandem_web::router(std::sync::Arc::clone(&house.app));
    let mut body = router.oneshot(request).await.expect("it answers").into_body();
    let first = body.frame().await.expect("an event").expect("a frame");
    let first = String::from_utf8(first.into_data().expect("data").to_vec()).expect("UTF-8");
    let head = house.app.engine.store().head().expect("memory");
    assert!(first.starts_with("event: head\ndata: "), "{first}");
    assert!(!first.contains(&head.root.to_string()) && !first.contains(&head.entries.to_string()));
    let wait = Duration::from_millis(2_500);
    act(&house, "450103-new", "450103.desk/duty", receive("450103"));
    assert!(tokio::time::timeout(wait, body.frame()).await.is_err(), "others' news are not told");
    act(&house, "450902-new", "450900.desk/duty", receive("450902"));
    let told = tokio::time::timeout(wait, body.frame()).await;
    assert!(told.expect("one's own are").is_some());
    browser.post("/account", "/signout", &[]).await;
    act(&house, "450902-newer", "450900.desk/duty", receive("450902"));
    let ended = tokio::time::timeout(wait, body.frame()).await;
    assert!(ended.expect("the stream ends").is_none(), "with the session");
}

#[tokio::test]
async fn a_command_names_no_case_that_may_not_be_seen() {
    let house = house(Kind::SignIn);
    house.add("li", Role::Staff, &[]);
    let issue = Command::IssueKey {
        position: "450900.desk/duty".into(),
        person: "程序（示例）".into(),
        digest: Digest::of(b"outside"),
        until: house.app.clock.now() + jiff::SignedDuration::from_hours(24),
    };
    direct(&house, "450900", &Actor::person("韦", "450900.desk/chief"), issue);
    act(&house, "own", "450900.desk/duty", receive("450902"));
    let mut answers = Vec::new();
    for other in [FLOOD, "450100-2026-9999"] {
        let mut program = Browser::new(&house.app);
        program.headers = vec![("authorization", "Bearer outside".to_owned())];
        let body = format!(r#"{{"link_case":{{"other":"{other}","relation":"related"}}}}"#);
        let answer = program.send_body("/api/v1/cases/own/commands", body).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{}", answer.body);
        answers.push(answer.body.replace(other, "N"));
    }
    assert_eq!(answers[0], answers[1], "it is as if it were not there");
    let mut lists = Vec::new();
    for other in [FLOOD, "450100-2026-9999"] {
        let mut program = Browser::new(&house.app);
        program.headers = vec![("authorization", "Bearer outside".to_owned())];
        let link = format!(r#"{{"link_case":{{"other":"{other}","relation":"related"}}}}"#);
        let body = format!(
            r#"[{{"case":"own","command":{link}}},{{"case":"{other}","command":"accept"}}]"#
        );
        let answer = program.send_body("/api/v1/commands", body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert!(!answer.body.contains("version"), "nothing was done: {}", answer.body);
        lists.push(answer.body.replace(other, "N"));
    }
    assert_eq!(lists[0], lists[1], "nor in a list of commands");
}
