//! Every page over a short story, asked for as a browser and a program would.

mod acting;
mod attacks;
mod browser;
mod door;
mod openapi;
mod pictures;
mod played;
mod portal;
mod rights;
mod search;
mod story;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use http_body_util::BodyExt as _;
use serde_json::Value;
use std::sync::Arc;
use story::{FLOOD, LIGHT, MARKUP};
use tandem_web::{App, router};
use tower::ServiceExt as _;

async fn ask(app: &Arc<App>, request: Request<Body>) -> Response {
    router(Arc::clone(app)).oneshot(request).await.expect("the router answers")
}

async fn get(app: &Arc<App>, path: &str) -> Response {
    ask(app, Request::get(path).body(Body::empty()).expect("a request")).await
}

async fn text(answer: Response) -> String {
    let bytes = answer.into_body().collect().await.expect("a body").to_bytes();
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

async fn json(app: &Arc<App>, path: &str) -> (StatusCode, Value) {
    let answer = get(app, path).await;
    let status = answer.status();
    let body = text(answer).await;
    (status, serde_json::from_str(&body).unwrap_or_else(|e| panic!("{path}: {e}: {body}")))
}

/// A page in a language, after the checks that hold for every page.
async fn page(app: &Arc<App>, path: &str, lang: &str) -> String {
    let joint = if path.contains('?') { '&' } else { '?' };
    let answer = get(app, &format!("{path}{joint}lang={lang}")).await;
    assert_eq!(answer.status(), StatusCode::OK, "{path}");
    let policy = answer.headers()[header::CONTENT_SECURITY_POLICY].to_str().expect("text");
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store");
    let cookie = answer.headers()[header::SET_COOKIE].to_str().expect("text");
    assert!(cookie.starts_with(&format!("lang={lang};")), "{cookie}");
    let html = text(answer).await;
    well_formed(path, &html);
    html
}

const VOID: [&str; 6] = ["meta", "link", "br", "hr", "input", "img"];

/// Elements nest and close; ids are unique; nothing is inline; nothing comes from elsewhere.
fn well_formed(path: &str, html: &str) {
    assert!(html.len() < 150_000, "{path} weighs {} bytes", html.len());
    assert_eq!(html.matches("<h1").count(), 1, "{path} has one heading of the first rank");
    assert_eq!(html.matches("<main").count(), 1, "{path} has one main part");
    for inline in [" style=", " onclick=", " onload=", "javascript:", "<style", "src=\"http"] {
        assert!(!html.contains(inline), "{path} has `{inline}`");
    }
    assert_eq!(html.matches("<script").count(), html.matches("<script src=\"/assets/").count());
    let mut open: Vec<&str> = Vec::new();
    let mut ids = std::collections::BTreeSet::new();
    for part in html.split('<').skip(1) {
        let Some((tag, _)) = part.split_once('>') else {
            panic!("{path}: a tag does not end: {part}");
        };
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{path} closes what is not open");
            continue;
        }
        if tag.starts_with('!') {
            continue;
        }
        let name = tag.split_whitespace().next().unwrap_or_default();
        if !VOID.contains(&name) {
            open.push(name);
        }
        if let Some((_, rest)) = tag.split_once(" id=\"") {
            let id = rest.split('"').next().unwrap_or_default();
            assert!(ids.insert(id), "{path} has two elements with the id `{id}`");
        }
    }
    assert!(open.is_empty(), "{path} leaves open: {open:?}");
}

#[tokio::test]
async fn every_page_says_what_matters_in_both_languages() {
    let app = story::app();
    let flood = format!("/cases/{FLOOD}");
    let light = format!("/cases/{LIGHT}");
    let pages: [(&str, &[&str], &[&str]); 11] = [
        (
            "/",
            &["收件箱", "逾期1天4小时", "南宁市", "II</b> 重大", "已提2级", "待甄别"],
            &[
                "Desk inbox",
                "1 d 4 h overdue",
                "Nanning City",
                "II</b> grave",
                "escalated 2 levels",
            ],
        ),
        (
            "/?area=450102",
            &["民主路小学门口上学时段拥堵", "广西壮族自治区", "没有逾期事项"],
            &["Xingning District", "Nothing is overdue."],
        ),
        ("/?area=450100&phase=closed", &["仙葫大道三盏路灯不亮"], &["Received", "closed"]),
        (
            flood.as_str(),
            &[
                "南宁市应急管理局",
                "口径冲突未裁定",
                "受淹车辆",
                "国办发〔2016〕61号",
                "民族大道88号地下车库有人被困，已经打了119",
                "已兑现",
                "两轨时间线",
                "复述：“两小时内排积水",
            ],
            &[
                "Nanning City Emergency Management Bureau",
                "Lead unit",
                "Both tracks on one time line",
                "Kept",
            ],
        ),
        (light.as_str(), &["雨季前应普查电缆接头", "已办结"], &["Verified", "closed"]),
        ("/topics", &["青秀区多条道路积水", "未立案"], &["no case", "2</b> topics"]),
        (
            "/topics/t-flood",
            &["有网帖称有人被困", "每年都淹", "0.61", "高峰在"],
            &["A post says people are trapped", "Persons concerned", "unknown"],
        ),
        (
            "/mechanism",
            &["潍坊市12345", "第20条", "仅见部分", "自拟建议，非法律", "首接负责", "橙色"],
            &["seen in part", "proposal, not law", "48 h", "settle who leads"],
        ),
        ("/ledger", &["总根", "立即核验"], &["Verify the whole ledger now"]),
        ("/ledger?verify=now", &["核验通过"], &["the ledger is exactly what was written"]),
        (
            "/units/450100.emergency",
            &["两小时内排除民族大道", "催办", "广西壮族自治区应急管理厅"],
            &["Open orders", "Reminder"],
        ),
    ];
    for (path, zh, en) in pages {
        for (lang, facts) in [("zh", zh), ("en", en)] {
            let html = page(&app, path, lang).await;
            for fact in facts {
                assert!(html.contains(fact), "{path} in {lang} does not say `{fact}`");
            }
            assert!(!html.contains("a-7f3c"), "{path} shows the pseudonym of an author");
        }
    }
}

#[tokio::test]
async fn a_title_cannot_be_markup() {
    let app = story::app();
    for path in ["/".to_owned(), format!("/cases/{MARKUP}"), "/ledger".to_owned()] {
        let html = page(&app, &path, "zh").await;
        assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "{path}");
        assert!(!html.contains("<script>"), "{path}");
    }
}

#[tokio::test]
async fn what_is_not_there_is_named_in_both_languages() {
    let app = story::app();
    let paths = ["/nowhere", "/cases/450100-1", "/topics/t9", "/units/x.y", "/?area=99"];
    for (path, name) in paths.into_iter().zip(["/nowhere", "450100-1", "t9", "x.y", "99"]) {
        let answer = get(&app, path).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
        assert!(answer.headers().contains_key(header::CONTENT_SECURITY_POLICY));
        let html = text(answer).await;
        assert!(html.contains(&format!("“{name}”")), "{path}: {html}");
        assert!(html.contains("没有找到") && html.contains("Check the address"), "{path}");
    }
    let hostile = text(get(&app, "/cases/%3Cscript%3E").await).await;
    assert!(hostile.contains("&lt;script&gt;") && !hostile.contains("<script>"));
}

#[tokio::test]
async fn the_api_answers_in_json_and_says_problems_by_rfc_9457() {
    let app = story::app();
    let (status, list) = json(&app, "/api/v1/cases?area=450100&phase=open").await;
    assert_eq!(status, StatusCode::OK);
    let cases = list["cases"].as_array().expect("cases");
    assert!(cases.iter().any(|case| case["id"] == FLOOD && case["overdue"] == true));
    assert!(cases.iter().all(|case| case["phase"] == "open"));

    for path in [format!("/api/v1/cases/{FLOOD}"), format!("/cases/{FLOOD}.json")] {
        let (status, case) = json(&app, &path).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(case["lead"]["rule"], "L-areas");
        assert_eq!(case["tracks"]["response"], "open");
        let entries = case["entries"].as_array().expect("entries");
        assert_eq!(entries[0]["version"], 1);
        assert_eq!(entries[0]["hash"].as_str().map(str::len), Some(64));
    }

    let (_, ledger) = json(&app, "/api/v1/ledger").await;
    assert!(ledger["entries"].as_u64() > Some(80));
    assert_eq!(ledger["invariants"]["broken"], 0);
    let (status, health) = json(&app, "/healthz").await;
    assert_eq!((status, &health["status"]), (StatusCode::OK, &Value::from("ok")));
    assert_eq!(health["last_sweep"]["minutes_ago"], 0);

    let wrong = [
        ("/api/v1/cases/none", StatusCode::NOT_FOUND),
        ("/api/v1/nothing", StatusCode::NOT_FOUND),
        ("/cases/none.json", StatusCode::NOT_FOUND),
        ("/api/v1/cases?phase=later", StatusCode::BAD_REQUEST),
        ("/api/v1/cases?cursor=x", StatusCode::BAD_REQUEST),
        ("/api/v1/cases?area=1", StatusCode::NOT_FOUND),
    ];
    for (path, expected) in wrong {
        let answer = get(&app, path).await;
        assert_eq!(answer.headers()[header::CONTENT_TYPE], "application/problem+json", "{path}");
        let (status, problem) = json(&app, path).await;
        assert_eq!(status, expected, "{path}");
        assert_eq!(problem["status"], expected.as_u16(), "{path}");
        assert!(problem["title_zh"].is_string() && problem["detail"].is_string(), "{path}");
    }
}

pub(crate) const SECRET: &str = "a secret that only this program has";

/// Gives the desk of Qingxiu an officer on watch, and a program a key to act as that officer.
pub(crate) fn staffed(app: &App) {
    use tandem_core::case::Actor;
    use tandem_core::directory::{Command, Period};
    let day = |days: i64| app.clock.now() + jiff::SignedDuration::from_hours(24 * days);
    let chief = Actor::person("王", "450103.desk/chief");
    let duty = Actor::person("李", "450103.desk/duty");
    let (position, person) = (|| "450103.desk/duty".into(), || "李".into());
    let period = Period { from: day(0), until: day(1) };
    let digest = tandem_core::Digest::of(SECRET.as_bytes());
    let asks = [
        (
            &chief,
            Command::Appoint { position: position(), person: person(), from: day(-1), until: None },
        ),
        (&chief, Command::PlanShift { position: position(), person: person(), period }),
        (&duty, Command::TakeWatch { shift: 1 }),
        (
            &chief,
            Command::IssueKey { position: position(), person: person(), digest, until: day(30) },
        ),
    ];
    for (by, command) in asks {
        let (at, by, area, key) = (app.clock.now(), by.clone(), "450103".into(), None);
        let request = tandem_engine::OfficeRequest { at, by, area, command, key };
        app.engine.direct(&request).expect("the offices are staffed");
    }
}

async fn send(app: &Arc<App>, path: &str, secret: &str, name: &str, body: &str) -> (u16, Value) {
    let request = Request::post(path)
        .header(header::AUTHORIZATION, format!("Bearer {secret}"))
        .header("idempotency-key", name)
        .body(Body::from(body.to_owned()))
        .expect("a request");
    let answer = ask(app, request).await;
    let status = answer.status().as_u16();
    (status, serde_json::from_str(&text(answer).await).expect("JSON"))
}

#[tokio::test]
async fn a_program_acts_with_a_key_and_is_told_why_not() {
    let app = story::app();
    staffed(&app);
    let path = "/api/v1/cases/api-1/commands";
    let receive = r#"{"receive":{"title":"积水","areas":["450103"],"remits":["urban.drainage"]}}"#;
    let (status, problem) = send(&app, path, "guessed", "n1", receive).await;
    assert_eq!((status, &problem["title"]), (401, &Value::from("No key that opens")));
    let (status, _) = send(&app, path, SECRET, "", receive).await;
    assert_eq!(status, 400, "a name without a character names nothing");

    let (status, done) = send(&app, path, SECRET, "n1", receive).await;
    assert_eq!((status, done["version"].as_u64()), (200, Some(1)), "{done}");
    assert_eq!(done["entries"][0]["entry"]["by"]["person"], "李");
    let (status, again) = send(&app, path, SECRET, "n1", receive).await;
    assert_eq!((status, again["entries"].as_array().map(Vec::len)), (200, Some(0)));
    assert_eq!(again["version"], 1, "sent twice, done once");

    let waive = r#"{"waive":{"track":"disposal","reason":"x"}}"#;
    let (status, refused) = send(&app, path, SECRET, "n2", waive).await;
    assert_eq!(status, 422);
    assert_eq!(refused["title"], "Refused (AUTH-1)");
    assert!(refused["detail_zh"].as_str().is_some_and(|say| say.contains("无权")), "{refused}");
    let (status, _) = send(&app, path, SECRET, "n3", "{}").await;
    assert_eq!(status, 400);
    let stream = "/api/v1/cases/directory:450103/commands";
    assert_eq!(send(&app, stream, SECRET, "n4", r#""accept""#).await.0, 404);
    assert_eq!(json(&app, "/api/v1/cases/directory:450103").await.0, StatusCode::NOT_FOUND);

    let offices = "/api/v1/areas/450103/commands";
    let note = r#"{"hand_over":{"shift":1,"note":"一件积水，待反馈"}}"#;
    assert_eq!(send(&app, offices, SECRET, "n5", note).await.0, 200);
    let (status, refused) =
        send(&app, offices, SECRET, "n6", r#"{"take_watch":{"shift":1}}"#).await;
    assert_eq!((status, &refused["title"]), (422, &Value::from("Refused (DUTY-1)")));
}

#[tokio::test]
async fn a_list_of_commands_is_answered_one_by_one() {
    let app = story::app();
    staffed(&app);
    let item = |case: &str, title: &str, key: &str| {
        let command = serde_json::json!({
            "receive": { "title": title, "areas": ["450103"], "remits": ["urban.drainage"] },
        });
        serde_json::json!({ "case": case, "command": command, "key": key })
    };
    let list = serde_json::json!([
        item("b1", "积水", "k1"),
        item("b2", "积水", "k2"),
        item("b1", "积水", "k1"),
        item("b3", "别的事", "k2"),
        { "case": "b1", "command": { "waive": { "track": "disposal", "reason": "x" } } },
        { "case": "directory:450103", "command": "accept" },
    ]);
    let path = "/api/v1/commands";
    assert_eq!(send(&app, path, "guessed", "n", &list.to_string()).await.0, 401);
    let (status, done) = send(&app, path, SECRET, "n", &list.to_string()).await;
    assert_eq!(status, 200, "{done}");
    let of = |at: usize, name: &str| done[at][name].clone();
    assert_eq!((of(0, "entries"), of(0, "repeated")), (1.into(), false.into()), "{done}");
    assert_eq!(of(1, "version"), 1);
    assert_eq!((of(2, "entries"), of(2, "repeated")), (0.into(), true.into()));
    assert!(of(3, "refused")["en"].as_str().is_some_and(|say| say.contains("name")), "{done}");
    assert_eq!(of(4, "refused")["rule"], "AUTH-1");
    assert!(of(5, "refused")["zh"].is_string(), "{done}");
    let (_, again) = send(&app, path, SECRET, "n", &list.to_string()).await;
    assert_eq!((&again[0]["repeated"], &again[1]["repeated"]), (&true.into(), &true.into()));
    assert_eq!(send(&app, path, SECRET, "n", "{}").await.0, 400);
}

#[tokio::test]
async fn an_original_is_kept_with_its_numbers_masked_and_held_against_what_is_told() {
    let app = story::app();
    staffed(&app);
    let text = "3月3日8时，医院收治3人，联系电话13800000000。";
    assert_eq!(send(&app, "/api/v1/originals", "guessed", "n", text).await.0, 401);
    let (status, kept) = send(&app, "/api/v1/originals", SECRET, "n", text).await;
    assert_eq!((status, kept["text"]["kept"]["masked"].as_u64()), (200, Some(1)), "{kept}");
    let digest = tandem_core::Digest::of(text.as_bytes());
    assert_eq!(kept["digest"], digest.to_string());
    let found = app.engine.store().text_of(digest).expect("the archive answers");
    assert!(found.is_some_and(|text| text.contains("3人") && !text.contains("1380000")));
}

#[tokio::test]
async fn an_areas_offices_say_who_is_on_watch() {
    let app = story::app();
    staffed(&app);
    for (lang, facts) in [
        ("zh", ["现在谁在值班", "李", "七日内首个空班", "没有经检查可用的渠道", "管理幅度"]),
        (
            "en",
            [
                "Who is on watch now",
                "李",
                "First gap in the roster",
                "No channel",
                "Span of control",
            ],
        ),
    ] {
        let html = page(&app, "/duty/450103", lang).await;
        for fact in facts {
            assert!(html.contains(fact), "the page in {lang} does not say `{fact}`");
        }
        assert!(!html.contains(SECRET) && page(&app, "/ledger", lang).await.contains("450103"));
    }
    assert_eq!(get(&app, "/duty/99").await.status(), StatusCode::NOT_FOUND);
    let (status, found) = json(&app, "/api/v1/areas/450103/control").await;
    assert_eq!((status, &found["more"]), (StatusCode::OK, &false.into()), "{found}");
    assert_eq!(found["control"]["departments"], 35, "{found}");
    assert_eq!(json(&app, "/api/v1/areas/99/control").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_dead_sweeper_is_seen() {
    for (minutes, expected) in [(10, StatusCode::OK), (11, StatusCode::SERVICE_UNAVAILABLE)] {
        let app = story::later(minutes);
        let (status, health) = json(&app, "/healthz").await;
        assert_eq!(status, expected, "{minutes}");
        assert_eq!(health["last_sweep"]["minutes_ago"], minutes);
        let stopped = page(&app, "/", "zh").await.contains("巡检已停");
        assert_eq!(stopped, expected != StatusCode::OK, "{minutes}");
    }
}

#[tokio::test]
async fn nothing_can_be_changed() {
    let app = story::app();
    let before = json(&app, "/api/v1/ledger").await;
    for path in ["/", "/ledger", "/api/v1/cases"] {
        let answer = ask(&app, Request::post(path).body(Body::empty()).expect("a request")).await;
        assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED, "{path}");
        assert_eq!(answer.headers()[header::ALLOW], "GET,HEAD", "{path}");
    }
    assert_eq!(json(&app, "/api/v1/ledger").await, before);
}

#[tokio::test]
async fn a_page_brings_its_style_and_script_from_here() {
    let app = story::app();
    let html = page(&app, "/", "zh").await;
    for (start, kind) in [("/assets/tandem-", "text/css"), ("/assets/live-", "text/javascript")] {
        let from = html.find(start).expect("the page names it");
        let path = html[from..].split('"').next().expect("an attribute ends");
        let answer = get(&app, path).await;
        assert_eq!(answer.status(), StatusCode::OK);
        assert!(answer.headers()[header::CONTENT_TYPE].to_str().expect("text").starts_with(kind));
        let kept = answer.headers()[header::CACHE_CONTROL].to_str().expect("text");
        assert!(kept.contains("immutable"), "{kept}");
    }
}

#[tokio::test]
async fn the_browser_chooses_the_language_until_the_reader_does() {
    let app = story::app();
    let request = |name, value| {
        let request = Request::get("/ledger").header(name, value);
        request.body(Body::empty()).expect("a request")
    };
    let english = text(ask(&app, request(header::ACCEPT_LANGUAGE, "en-GB,en;q=0.9")).await).await;
    assert!(english.contains("<html lang=\"en\""));
    let chosen = text(ask(&app, request(header::COOKIE, "lang=zh")).await).await;
    assert!(chosen.contains("<html lang=\"zh-CN\""));
}

#[tokio::test]
async fn events_tell_the_head_at_once_and_end_with_the_server() {
    let app = story::app();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let shutdown = async move { drop(stopped.await) };
    let serving = tokio::spawn(tandem_web::serve(listener, Arc::clone(&app), shutdown));
    let answer = get(&app, "/events").await;
    assert_eq!(answer.headers()[header::CONTENT_TYPE], "text/event-stream");
    let mut body = answer.into_body();
    let frame = body.frame().await.expect("an event").expect("a frame");
    let event = String::from_utf8(frame.into_data().expect("data").to_vec()).expect("UTF-8");
    assert!(event.starts_with("event: head\ndata: "), "{event}");
    stop.send(()).expect("the server still runs");
    assert!(body.frame().await.is_none(), "the stream ends with the server");
    serving.await.expect("no panic").expect("no error");
}
