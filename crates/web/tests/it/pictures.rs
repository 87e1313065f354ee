//! Pictures, the evaluation, the supervision board, the directory, and papers of a case.

use super::browser::{House, Kind, house};
use super::story::{FLOOD, LIGHT};
use super::{get, page, story, text};
use axum::http::{StatusCode, header};
use quick_xml::Reader;
use quick_xml::events::Event;
use std::collections::BTreeSet;
use std::sync::Arc;
use tandem_core::case::{Actor, Command};
use tandem_core::directory::{Amendment, Command as Direct};
use tandem_core::{AreaId, CaseId, UnitId};
use tandem_engine::{OfficeRequest, Request};
use tandem_web::App;

const PAGES: [&str; 9] = [
    "/topics",
    "/topics?area=450100",
    "/topics/t-flood",
    "/evaluation?days=all",
    "/evaluation?area=450100",
    "/supervision",
    "/directory?area=450103",
    "/duty/450100",
    "/mechanism",
];

/// The desk above puts the lead of the flood under supervision.
fn supervise(app: &App) {
    let request = Request {
        case: CaseId::from(FLOOD),
        at: app.clock.now(),
        by: Actor::person("覃", "450000.desk/chief"),
        command: Command::Supervise {
            supervision: "v1".into(),
            to: UnitId::from("450100.emergency"),
            demand: "说明排水为何迟缓".to_owned(),
        },
        key: None,
    };
    app.engine.execute(&request).expect("the desk above may supervise");
}

fn direct(app: &App, area: &str, command: Direct) {
    let by = Actor::person("覃", "450100.desk/chief");
    let (at, area, key) = (app.clock.now(), AreaId::from(area), None);
    app.engine.direct(&OfficeRequest { at, by, area, command, key }).expect("it is allowed");
}

/// Addresses on this site that a page leads to.
fn links(html: &str) -> BTreeSet<String> {
    let all = html.split(" href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let here = all.filter(|href| href.starts_with('/') && !href.starts_with("/assets/"));
    here.map(|href| href.replace("&amp;", "&").split('#').next().unwrap_or_default().to_owned())
        .filter(|href| !href.contains("lang="))
        .collect()
}

#[tokio::test]
async fn every_drawing_is_well_formed_and_says_what_it_shows() {
    let app = story::app();
    let mut drawn = 0;
    for path in PAGES {
        for lang in ["zh", "en"] {
            let html = page(&app, path, lang).await;
            let ids: BTreeSet<&str> =
                html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
            for part in html.split("<svg").skip(1) {
                let svg = part.split("</svg>").next().expect("a drawing ends");
                let svg = format!("<svg{svg}</svg>");
                let mut reader = Reader::from_str(&svg);
                loop {
                    match reader.read_event() {
                        Ok(Event::Eof) => break,
                        Ok(Event::Start(start)) => {
                            start.attributes().for_each(|a| drop(a.expect("stands once")));
                        }
                        Ok(_) => {}
                        Err(error) => panic!("{path}: {error}: {svg}"),
                    }
                }
                if !svg.contains("class=\"plot") {
                    continue;
                }
                drawn += 1;
                assert!(svg.contains("role=\"img\""), "{path}");
                for named in ["aria-labelledby=\"", "aria-describedby=\""] {
                    let id = svg.split(named).nth(1).and_then(|rest| rest.split('"').next());
                    assert!(id.is_some_and(|id| ids.contains(id)), "{path} names {id:?}");
                }
            }
            let figures = html.matches("<figure").count();
            let tables = html.matches("class=\"cards behind\"").count();
            assert!(tables >= figures, "{path}: every figure has its table");
        }
    }
    assert!(drawn > 20, "{drawn} drawings were looked at");
}

#[tokio::test]
async fn links_of_the_new_pages_lead_somewhere() {
    let app = story::app();
    supervise(&app);
    let mut all = BTreeSet::new();
    for path in PAGES {
        all.extend(links(&page(&app, path, "zh").await));
    }
    all.extend(links(&page(&app, &format!("/cases/{FLOOD}"), "zh").await));
    assert!(all.len() > 150, "{} links", all.len());
    for link in all {
        let status = get(&app, &link).await.status();
        let fine = status.is_success() || status.is_redirection() || link.contains("/originals/");
        assert!(fine, "{link} answers {status}");
    }
}

#[tokio::test]
async fn the_new_pages_say_what_matters_in_both_languages() {
    let app = story::app();
    supervise(&app);
    let row = Amendment {
        remit: "disaster.flood".into(),
        lead: "water".into(),
        assisting: Vec::new(),
        basis: "防汛分工".to_owned(),
    };
    direct(&app, "450100", Direct::ProposeRow { row, case: None });
    let facts: [(&str, &[&str], &[&str]); 6] = [
        (
            "/topics",
            &["示意图", "不表示面积、位置或边界", "▲", "有逾期"],
            &["A schematic picture", "not its size, place or border", "overdue"],
        ),
        (
            "/topics/t-flood",
            &["话题生命曲线", "每小时网帖最多6条", "尚不能判断"],
            &["Life of the topic", "Posts in the hour: at most 6", "cannot tell yet"],
        ),
        (
            "/evaluation?area=450100&days=all",
            &[
                "一、责任",
                "四、协同",
                "95%区间",
                "层级之间的信息流",
                "偏离机制之处",
                "局限",
                "国办发〔2016〕61号",
            ],
            &["1 Responsibility", "95% interval", "Messages between levels", "Limits", "not done"],
        ),
        (
            "/supervision?area=450100",
            &[
                "督办单 v1：说明排水为何迟缓",
                "待签收",
                "逾期1天4小时",
                "提级至",
                "南宁市应急管理局",
            ],
            &["Supervision order v1", "climbs to", "overdue", "escalated 2 levels"],
        ),
        (
            "/directory?area=450100",
            &["洪涝与内涝", "有争议，待审定", "◇", "责任清单第"],
            &["Floods and waterlogging", "contested, to be decided"],
        ),
        (
            "/duty/450100",
            &["来件日历", "每天来件数"],
            &["Calendar of load", "in the 2 weeks up to"],
        ),
    ];
    for (path, zh, en) in facts {
        for (lang, facts) in [("zh", zh), ("en", en)] {
            let html = page(&app, path, lang).await;
            for fact in facts {
                assert!(html.contains(fact), "{path} in {lang} does not say `{fact}`");
            }
        }
    }
}

#[tokio::test]
async fn a_life_shows_its_stages_and_where_it_may_end() {
    let app = story::app();
    story::surge(&app);
    let all: [(&str, &[&str]); 2] = [
        ("zh", &["共491条", "每小时网帖最多70条", ">成长<", ">爆发<", ">衰退<", "90%区间491–"]),
        ("en", &["491 posts", ">growth<", ">outbreak<", ">decline<", "90% interval 491–"]),
    ];
    for (lang, facts) in all {
        let html = page(&app, "/topics/t-surge", lang).await;
        for fact in facts {
            assert!(html.contains(fact), "the life in {lang} does not say `{fact}`");
        }
    }
}

#[tokio::test]
async fn the_board_is_narrowed_and_forgets_what_is_discharged() {
    let app = story::app();
    supervise(&app);
    let orders = page(&app, "/supervision?area=450100&kind=orders", "zh").await;
    assert!(!orders.contains("说明排水为何迟缓") && orders.contains("交办单o3的签收"));
    let supervisions = page(&app, "/supervision?area=450100&kind=supervision", "zh").await;
    assert!(supervisions.contains("说明排水为何迟缓") && !supervisions.contains("交办单o3的签收"));
    let weather = page(&app, "/supervision?area=450100&unit=450100.weather", "zh").await;
    assert!(weather.contains("交办单o3的签收") && !weather.contains("说明排水为何迟缓"));
    let elsewhere = page(&app, "/supervision?area=450900", "zh").await;
    assert!(elsewhere.contains("没有在督事项"), "nothing of another city");

    let (liaison, chief) = ("450100.emergency/liaison", "450000.desk/chief");
    let answer = "水泵已增至六台".to_owned();
    for (by, command) in [
        (liaison, Command::SignSupervision { supervision: "v1".into() }),
        (liaison, Command::AnswerSupervision { supervision: "v1".into(), text: answer }),
        (
            chief,
            Command::DischargeSupervision { supervision: "v1".into(), reason: "属实".to_owned() },
        ),
    ] {
        let by = Actor::person("覃", by);
        let (case, at, key) = (CaseId::from(FLOOD), app.clock.now(), None);
        app.engine.execute(&Request { case, at, by, command, key }).expect("it is allowed");
    }
    let after = page(&app, "/supervision?area=450100&kind=supervision", "zh").await;
    assert!(after.contains("没有在督事项"), "discharged is off the board");
}

#[tokio::test]
async fn no_picture_shows_what_its_reader_may_not_see() {
    let house: House = house(Kind::SignIn);
    supervise(&house.app);
    let mut outsider = house.as_holder("outsider", &["450900.desk/duty"]).await;
    let paths = [
        "/topics?area=450000",
        "/supervision",
        "/supervision?area=450000",
        "/supervision?area=450100",
        "/supervision?unit=450100.emergency",
        "/duty/450100",
    ];
    for path in paths {
        let page = outsider.get(path).await.body;
        assert!(!page.contains(FLOOD) && !page.contains("说明排水"), "{path} names a case");
        assert!(!page.contains("<b><span aria-hidden=\"true\">"), "{path} counts what is not seen");
        assert!(!page.contains("id=\"calendar\""), "{path} shows the load of others");
    }
    for path in [
        "/evaluation?area=450100",
        "/evaluation?area=450000",
        "/evaluation/report?area=450100&as=json",
    ] {
        assert_eq!(outsider.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert!(outsider.get("/topics").await.body.contains("href=\"/evaluation\""));

    // The board says what the reader can do about it.
    let mut above = house.as_holder("above", &["450000.desk/chief"]).await;
    let board = above.get("/supervision").await.body;
    assert!(board.contains("/act?do=supervise&amp;about=case"), "it can be supervised");

    // A department sees its own part, is told of no figure over cases of others, and finds no way
    // to a page that it may not open.
    let mut liaison = house.as_holder("liaison", &["450100.emergency/liaison"]).await;
    let board = liaison.get("/supervision").await.body;
    assert!(board.contains(FLOOD) && !board.contains(LIGHT) && board.contains("说明排水"));
    assert!(board.contains("/act?do=sign-supervision"), "it can be signed for: {board}");
    let picture = liaison.get("/topics").await.body;
    assert!(!picture.contains("href=\"/evaluation\""), "the menu leads nowhere forbidden");
    assert!(picture.contains("</span>1<span class=\"hide\"> 在办或待甄别"), "one case, its own");
}

#[tokio::test]
async fn the_report_can_be_taken_away() {
    let app = story::app();
    for (kind, media) in [
        ("json", "application/json"),
        ("html", "text/html; charset=utf-8"),
        ("pdf", "application/pdf"),
    ] {
        let path = format!("/evaluation/report?area=450100&days=all&as={kind}");
        let answer = get(&app, &path).await;
        assert_eq!(answer.status(), StatusCode::OK, "{kind}");
        assert_eq!(answer.headers()[header::CONTENT_TYPE], media);
        let disposition = answer.headers()[header::CONTENT_DISPOSITION].to_str().expect("text");
        assert_eq!(disposition, format!("attachment; filename=\"evaluation-450100.{kind}\""));
        let body = text(answer).await;
        match kind {
            "json" => {
                let found: serde_json::Value = serde_json::from_str(&body).expect("JSON");
                assert_eq!(found["area"], "450100");
                let page = page(&app, "/evaluation?area=450100&days=all", "zh").await;
                let sections = found["report"]["sections"].as_array().expect("sections");
                for finding in
                    sections.iter().flat_map(|s| s["findings"].as_array().expect("findings"))
                {
                    let words = finding["words"]["zh"].as_str().expect("words");
                    assert!(page.contains(words), "page and file differ: {words}");
                }
            }
            "html" => assert!(body.starts_with("<!doctype html>") && body.contains("联动评估报告")),
            _ => assert_eq!(body, "evaluation of 450100 as Pdf in Zh"),
        }
    }
    assert_eq!(get(&app, "/evaluation/report?as=exe").await.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn papers_of_a_case_are_for_who_sees_it() {
    let house = house(Kind::SignIn);
    supervise(&house.app);
    let mut desk = house.as_holder("desk", &["450100.desk/duty"]).await;
    let mut outsider = house.as_holder("outsider", &["450900.desk/duty"]).await;
    let case = desk.get(&format!("/cases/{FLOOD}")).await.body;
    let offered: Vec<String> =
        links(&case).into_iter().filter(|link| link.contains("/papers/")).collect();
    for name in
        ["flash.pdf", "case-file.docx", "order-o1.pdf", "supervision-v1.docx", "statement-s1.pdf"]
    {
        assert!(offered.iter().any(|link| link.ends_with(name)), "{name} is offered: {offered:?}");
    }
    for link in &offered {
        let answer = desk.get(link).await;
        assert_eq!(answer.status, StatusCode::OK, "{link}");
        let file = link.rsplit('/').next().expect("a name");
        let kept = answer.headers[header::CONTENT_DISPOSITION].to_str().expect("text");
        assert_eq!(kept, format!("attachment; filename=\"{FLOOD}-{file}\""));
        assert!(answer.body.contains(FLOOD), "{link}: {}", answer.body);
        assert_eq!(outsider.get(link).await.status, StatusCode::NOT_FOUND, "{link}");
    }
    for wrong in ["order-o99.pdf", "order-o1.exe", "flash", "..%2Fflash.pdf", "sitrep-x.pdf"] {
        let answer = desk.get(&format!("/cases/{FLOOD}/papers/{wrong}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{wrong}");
    }
    let hashes = desk.get(&format!("/cases/{FLOOD}/papers/case-file.pdf")).await.body;
    let entries = house.app.engine.entries(&CaseId::from(FLOOD)).expect("entries").len();
    assert!(hashes.contains(&format!("with {entries} hashes")), "{hashes}");
}

#[tokio::test]
async fn without_a_press_no_paper_is_offered() {
    let told = story::app();
    let app = App::new(Arc::clone(&told.engine), Arc::clone(&told.clock), None);
    let app = Arc::new(app);
    let html = page(&app, &format!("/cases/{FLOOD}"), "zh").await;
    assert!(!html.contains("/papers/"));
    let evaluation = page(&app, "/evaluation?days=all", "zh").await;
    assert!(evaluation.contains(">JSON<") && !evaluation.contains(">PDF<"));
    let mechanism = page(&app, "/mechanism", "zh").await;
    assert!(!mechanism.contains("机制比较（模拟）"), "nothing was simulated");
}
