//! The portal, as a citizen, a feed reader and a stranger who tries things out would ask it.

mod leaks;

use super::browser::{Answer, Browser, Kind, house};
use super::story::{self, FLOOD, LIGHT, MARKUP};
use super::{SECRET, staffed, well_formed};
use axum::http::header;
use std::collections::BTreeSet;
use std::sync::Arc;
use tandem_core::CaseId;
use tandem_core::case::{Actor, Cite, Command, Phase, StatementKind, Subject};
use tandem_engine::Request;
use tandem_web::{App, Portal};

/// A case with a number of a complaint and without a statement.
const HUSHED: &str = "450100-2026-0014";
const NUMBER: &str = "12345-260303-118";

/// A page as anybody gets it: no cookie, kept for a minute at most.
async fn open(app: &Arc<App>, path: &str) -> String {
    let answer = Browser::new(app).get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    assert!(!answer.headers.contains_key(header::SET_COOKIE), "{path} sets a cookie");
    assert_eq!(answer.headers[header::CACHE_CONTROL], "public, max-age=60", "{path}");
    assert!(answer.headers.contains_key(header::CONTENT_SECURITY_POLICY), "{path}");
    answer.body
}

/// The same in a language, and well formed.
async fn page(app: &Arc<App>, path: &str, lang: &str) -> String {
    let mut browser = Browser::new(app);
    browser.headers = vec![("accept-language", lang.to_owned())];
    let answer = browser.get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    well_formed(path, &answer.body);
    assert!(!answer.body.contains("<script"), "{path} needs a script");
    answer.body
}

/// Addresses of a page that lead somewhere here.
fn links(html: &str) -> impl Iterator<Item = String> + '_ {
    let found = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    found.filter(|link| link.starts_with('/')).map(|link| link.replace("&amp;", "&"))
}

#[tokio::test]
async fn pages_say_what_matters_in_both_languages() {
    let app = story::app();
    let (flood, light) = (format!("/public/matters/{FLOOD}"), format!("/public/matters/{LIGHT}"));
    let said = format!("/public/statements/{FLOOD}/s1");
    let pages: [(&str, &[&str], &[&str]); 6] = [
        ("/public", &["最新回应", "仙葫大道三盏路灯不亮", "演示"], &["Latest statements"]),
        ("/public/matters", &["办理中", "应在此前答复公众"], &["Being handled", "Lead organ"]),
        (&flood, &["已兑现", "17时前再次通报", "确定牵头单位"], &["Kept", "Lead organ named"]),
        (&light, &["已办结", "本站不接收网上异议"], &["Objections are not taken online"]),
        (&said, &["核验码", "第1、第2", "绕行民族大道"], &["Verification code", "No. 1, No. 2"]),
        ("/public/ask", &["诉求编号"], &["Number of the complaint"]),
    ];
    for (path, zh, en) in pages {
        open(&app, path).await;
        for (lang, facts) in [("zh", zh), ("en", en)] {
            let html = page(&app, path, lang).await;
            for fact in facts {
                assert!(html.contains(fact), "{path} in {lang} does not say `{fact}`: {html}");
            }
        }
    }
    let list = page(&app, "/public/matters?area=450102&state=open", "zh").await;
    assert!(list.contains(FLOOD) && !list.contains(LIGHT), "{list}");
    let list = page(&app, "/public/matters?state=closed", "zh").await;
    assert!(!list.contains(FLOOD) && list.contains(LIGHT));
    for wrong in ["?area=99", "?state=later", "?cursor=x"] {
        let answer = Browser::new(&app).get(&format!("/public/matters{wrong}")).await;
        assert!(answer.status.is_client_error(), "{wrong}");
    }
}

#[tokio::test]
async fn every_link_leads_somewhere() {
    let app = story::app();
    let mut seen = BTreeSet::new();
    let mut todo = vec!["/public".to_owned()];
    while let Some(path) = todo.pop() {
        let path = path.split('#').next().unwrap_or_default().to_owned();
        if !seen.insert(path.clone()) {
            continue;
        }
        let answer = Browser::new(&app).get(&path).await;
        assert_eq!(answer.status, 200, "{path}");
        // The register of sources is open to anybody too, and has a frame of its own.
        let open = ["/public", "/assets/", "/sources"];
        assert!(open.iter().any(|start| path.starts_with(start)), "{path} leads away");
        if path != "/sources" {
            todo.extend(links(&answer.body));
        }
    }
    assert!(seen.len() > 12 && seen.contains("/sources"), "{seen:?}");
}

#[tokio::test]
async fn whoever_signed_in_gets_what_everybody_gets() {
    let house = house(Kind::SignIn);
    let mut staff = house.as_holder("desk", &["450100.desk/duty"]).await;
    let answer = staff.get("/public").await;
    assert_eq!(answer.body, open(&house.app, "/public").await);
    assert!(!answer.body.contains("desk（示例）"));
}

#[tokio::test]
async fn a_number_tells_nothing_of_matters_that_are_not_public() {
    let app = story::app();
    let ask = async |number: &str| {
        let answer = Browser::new(&app).post_plain("/public/ask", &[("number", number)]).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
        answer.body.replace(number, "N")
    };
    let known = ask(NUMBER).await;
    assert!(known.contains(FLOOD), "merged into the flood: {known}");
    assert!(!known.contains(HUSHED) && !known.contains(MARKUP));
    // The same number in a case without a statement, and one that nobody ever gave.
    let hushed = story::app();
    let request = Request {
        at: hushed.clock.now(),
        by: Actor::person("p", "450100.desk/duty"),
        case: "hushed".into(),
        command: Command::Receive {
            title: "没有公开的事项".to_owned(),
            origin: tandem_core::case::Origin {
                topics: vec![],
                complaints: vec!["12345-1".into()],
            },
            areas: vec!["450102".into()],
            remits: vec!["transport".into()],
            evidence: vec![],
            drill: false,
        },
        key: None,
    };
    hushed.engine.execute(&request).expect("received");
    let mut answers = Vec::new();
    for number in ["12345-1", "12345-9"] {
        let sent = [("number", number)];
        let answer = Browser::new(&hushed).post_plain("/public/ask", &sent).await;
        answers.push(answer.body.replace(number, "N"));
    }
    assert_eq!(answers[0], answers[1]);
    let mut last = None;
    for _ in 0..30 {
        last = Some(Browser::new(&app).post_plain("/public/ask", &[("number", "1")]).await);
    }
    let last = last.expect("asked");
    assert_eq!(last.status, 429);
    assert!(last.headers.contains_key(header::RETRY_AFTER));
}

async fn verify(app: &Arc<App>, what: &str) -> String {
    let answer = Browser::new(app).post_plain("/public/verify", &[("what", what)]).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body
}

#[tokio::test]
async fn a_text_or_a_code_is_recognised_and_nothing_else() {
    let app = story::app();
    let case = app.engine.case(&CaseId::from(FLOOD)).expect("the flood");
    let text = case.statements[0].text.clone();
    let html = open(&app, &format!("/public/statements/{FLOOD}/s1")).await;
    let code = html.split("/public/verify?code=").nth(1).expect("a link").split('"').next();
    let code = code.expect("a code");
    let broken: String = text.chars().flat_map(|c| [c, '\n']).collect();
    for ours in [code, text.as_str(), broken.as_str(), &code.to_uppercase()] {
        let html = verify(&app, ours).await;
        assert!(
            html.contains("一致：本站发布过") && html.contains("之后没有更正"),
            "{ours}: {html}"
        );
    }
    let first = app.engine.store().case(&CaseId::from(FLOOD)).expect("entries")[0].hash;
    let changed = text.replace("4人", "3人");
    for other in [first.to_string().as_str(), changed.as_str(), "不明内容"] {
        assert!(verify(&app, other).await.contains("不一致"), "{other}");
    }
    let empty = Browser::new(&app).post_plain("/public/verify", &[("what", " ")]).await;
    assert_eq!(empty.status, 422);
}

#[tokio::test]
async fn the_feed_is_valid_and_says_when_nothing_changed() {
    let app = story::app();
    let answer = Browser::new(&app).get("/public/feed.atom").await;
    assert_eq!(answer.headers[header::CONTENT_TYPE], "application/atom+xml; charset=utf-8");
    let mut reader = quick_xml::Reader::from_str(&answer.body);
    let mut open: Vec<String> = Vec::new();
    let mut names: Vec<String> = Vec::new();
    loop {
        use quick_xml::events::Event;
        match reader.read_event().expect("it parses") {
            Event::Start(tag) => {
                let name = String::from_utf8(tag.name().as_ref().to_vec()).expect("text");
                names.push(format!("{}/{name}", open.join("/")));
                open.push(name);
            }
            Event::End(_) => drop(open.pop()),
            Event::Eof => break,
            _ => {}
        }
    }
    let count = |name: &str| names.iter().filter(|found| found.as_str() == name).count();
    let entries = count("feed/entry");
    assert_eq!(entries, 2);
    for part in ["id", "updated", "title", "author", "author/name", "content"] {
        assert_eq!(count(&format!("feed/entry/{part}")), entries, "{part}");
    }
    for part in ["id", "updated", "title"] {
        assert_eq!(count(&format!("feed/{part}")), 1, "{part}");
    }
    for (ask, with) in
        [("if-none-match", header::ETAG), ("if-modified-since", header::LAST_MODIFIED)]
    {
        let mut again = Browser::new(&app);
        let value = answer.headers[&with].to_str().expect("text").to_owned();
        again.headers = vec![(ask, value)];
        let again = again.get("/public/feed.atom").await;
        assert_eq!((again.status.as_u16(), again.body.len()), (304, 0), "{ask}");
    }
}

const REASON: &str = "路灯又灭了，从昨晚开始三盏都不亮，请打13800138000联系。";

async fn contest(app: &Arc<App>, id: &str, reason: &str) -> Answer {
    Browser::new(app).post_plain(&format!("/public/matters/{id}"), &[("reason", reason)]).await
}

/// The story with a key for the portal that stands for the desk of Qingxiu.
fn keyed() -> Arc<App> {
    let app = story::app();
    staffed(&app);
    let (engine, clock) = (Arc::clone(&app.engine), Arc::clone(&app.clock));
    Arc::new(App::new(engine, clock, None).with_portal(Portal::default().with_key(SECRET)))
}

#[tokio::test]
async fn a_closure_is_contested_once_masked_and_what_came_of_it_is_shown() {
    let app = keyed();
    let light = CaseId::from(LIGHT);
    let before = app.engine.case(&light).expect("the light").version;
    for _ in 0..2 {
        let answer = contest(&app, LIGHT, REASON).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        assert_eq!(answer.location(), format!("/public/matters/{LIGHT}?contest=received#contest"));
    }
    let case = app.engine.case(&light).expect("the light");
    assert_eq!(case.version, before + 1, "sent twice, done once");
    assert!(case.watch(&Subject::SecondLook).is_some());
    let entries = app.engine.store().case(&light).expect("entries");
    let body = &entries.last().expect("an entry").body;
    assert!(body.contains("[电话]") && !body.contains("13800138000"), "{body}");
    assert!(body.contains("\"key\":1"), "{body}");
    let html = open(&app, &format!("/public/matters/{LIGHT}")).await;
    assert!(html.contains("有人对办理结果提出异议") && html.contains("正在复看"), "{html}");
    assert!(!html.contains("路灯又灭了"), "the words of an objection are not shown");
    let reopen = Request {
        at: app.clock.now(),
        by: Actor::person("李", "450103.desk/duty"),
        case: light.clone(),
        command: Command::Reopen {
            reason: "现场确有三盏不亮".to_owned(), evidence: vec![]
        },
        key: None,
    };
    let lead = Request { by: Actor::person("陈", "450103.desk/lead"), ..reopen.clone() };
    let done = app.engine.execute(&reopen).or_else(|_| app.engine.execute(&lead));
    assert_eq!(done.expect("reopened").case.phase, Phase::Open);
    let html = open(&app, &format!("/public/matters/{LIGHT}")).await;
    assert!(html.contains("重新办理") && !html.contains("现场确有"), "{html}");
}

#[tokio::test]
async fn an_objection_that_cannot_be_taken_says_why_and_keeps_what_was_typed() {
    let app = keyed();
    let short = contest(&app, LIGHT, "不亮").await;
    assert_eq!(short.status, 422);
    assert!(short.body.contains(">不亮</textarea>") && short.body.contains("至少写10个字"));
    assert_eq!(contest(&app, LIGHT, &"长".repeat(1_001)).await.status, 422);
    assert_eq!(contest(&app, FLOOD, REASON).await.status, 409, "it is open");
    for hidden in [HUSHED, MARKUP, "none", "directory:450103"] {
        assert_eq!(contest(&app, hidden, REASON).await.status, 404, "{hidden}");
    }
    let keyless = story::app();
    assert_eq!(contest(&keyless, LIGHT, REASON).await.status, 503);
    let mut foreign = Browser::new(&app);
    foreign.headers = vec![("sec-fetch-site", "cross-site".to_owned())];
    let sent = [("reason", REASON)];
    let answer = foreign.post_plain(&format!("/public/matters/{LIGHT}"), &sent).await;
    assert_eq!(answer.status, 403);
    let mut statuses = Vec::new();
    for no in 0..6 {
        statuses.push(contest(&app, LIGHT, &format!("{REASON}{no}")).await.status.as_u16());
    }
    assert_eq!(statuses, [303, 303, 303, 303, 303, 429]);
}

#[tokio::test]
async fn a_correction_and_what_it_corrects_name_each_other() {
    let app = story::app();
    let text = "更正：被困人员为5人，均已救出。";
    let (statement, cites) = (|| "s2".into(), vec![Cite::Finding(1)]);
    let draft = Command::DraftStatement {
        statement: statement(),
        kind: StatementKind::Correction,
        text: text.to_owned(),
        cites,
        promises: vec![],
        corrects: Some("s1".into()),
        ticked: vec![],
        explained: None,
    };
    let steps = [
        ("editor", draft),
        ("head", Command::ApproveStatement { statement: statement() }),
        ("spokes", Command::PublishStatement { statement: statement() }),
    ];
    for (kind, command) in steps {
        let by = Actor::person(kind, format!("450100.emergency/{kind}").as_str());
        let (at, case, key) = (app.clock.now(), FLOOD.into(), None);
        let done = app.engine.execute(&Request { at, by, case, command, key });
        done.unwrap_or_else(|e| panic!("{kind}: {e}"));
    }
    let at = |id: &str| format!("/public/statements/{FLOOD}/{id}");
    for (path, word, other) in [
        (at("s1"), "本文已被更正", at("s2")),
        (at("s2"), "本文更正", at("s1")),
        (format!("/public/matters/{FLOOD}"), "本文已被更正", at("s2")),
        ("/public/feed.atom".to_owned(), "rel=\"related\"", at("s1")),
    ] {
        let html = open(&app, &path).await;
        assert!(html.contains(word) && html.contains(&other), "{path}: {html}");
    }
    let first = app.engine.case(&FLOOD.into()).expect("the flood").statements[0].text.clone();
    assert!(verify(&app, &first).await.contains("之后已有更正"));
    assert!(verify(&app, text).await.contains("之后没有更正"));
}
