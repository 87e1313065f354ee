//! Searching, as people and programs do.

use super::browser::{Kind, house};
use super::story::{self, FLOOD, LIGHT};
use super::{get, json, page};
use axum::http::StatusCode;

#[tokio::test]
async fn the_page_finds_and_says_so_in_both_languages() {
    let app = story::app();
    let empty = page(&app, "/search", "zh").await;
    assert!(empty.contains("检索案件、话题和网帖") && !empty.contains("检索结果"));
    let zh = page(&app, "/search?q=%E6%B0%91%E6%97%8F%E5%A4%A7%E9%81%93", "zh").await;
    assert!(zh.contains(&format!("href=\"/cases/{FLOOD}\"")), "{zh}");
    assert!(zh.contains("<mark>民族大道</mark>"), "{zh}");
    let en = page(&app, "/search?q=%E6%B0%91%E6%97%8F%E5%A4%A7%E9%81%93&kind=case", "en").await;
    assert!(en.contains("Results") && en.contains(FLOOD) && !en.contains("/topics/t-"), "{en}");
    let nothing = page(&app, "/search?q=nowhere", "en").await;
    assert!(nothing.contains("Nothing that you may see fits"));
    let hostile = page(&app, "/search?q=%3Cscript%3E%22", "en").await;
    assert!(!hostile.contains("<script>\""));
}

#[tokio::test]
async fn filters_and_cursors_hold_for_programs() {
    let app = story::app();
    let (status, all) = json(&app, "/api/v1/search").await;
    assert_eq!(status, StatusCode::OK);
    let cases = all["counts"]["cases"].as_u64().expect("a number");
    assert!(cases >= 2, "{all}");
    let (_, county) = json(&app, "/api/v1/search?kind=case&area=450103").await;
    let ids: Vec<&str> =
        county["hits"].as_array().expect("hits").iter().filter_map(|h| h["id"].as_str()).collect();
    assert!(ids.contains(&LIGHT) && county["counts"]["cases"].as_u64() < Some(cases), "{county}");
    let (_, long_ago) = json(&app, "/api/v1/search?until=2025-01-01").await;
    assert_eq!(long_ago["hits"], serde_json::json!([]));
    for wrong in ["kind=x", "state=x", "from=yesterday", "until=2026-13-01", "cursor=x"] {
        let answer = get(&app, &format!("/api/v1/search?{wrong}")).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{wrong}");
    }
    let long = format!("/api/v1/search?q={}", "a".repeat(201));
    assert_eq!(get(&app, &long).await.status(), StatusCode::BAD_REQUEST);
    assert_eq!(get(&app, "/search?area=999999").await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_search_tells_nothing_of_what_may_not_be_seen() {
    let house = house(Kind::SignIn);
    let mut outsider = house.as_holder("outsider", &["450900.desk/duty"]).await;
    let mut desk = house.as_holder("desk", &["450100.desk/duty"]).await;
    let asked = format!("/api/v1/search?q={FLOOD}");
    let seen = desk.get(&asked).await.body;
    assert!(seen.contains("地下车库被淹"), "{seen}");
    let answer = outsider.get(&asked).await.body;
    assert!(answer.contains(r#""cases":0,"topics":0,"posts":0"#), "{answer}");
    let everything = outsider.get("/search?kind=case").await.body;
    assert!(!everything.contains(FLOOD) && !everything.contains(LIGHT));
    // Exceptional access opens the case and no search.
    let pairs = [("case", FLOOD), ("reason", "下游城市核对来水"), ("hours", "2")];
    outsider.post("/exceptions", "/exceptions", &pairs).await;
    assert_eq!(outsider.get(&format!("/cases/{FLOOD}")).await.status, StatusCode::OK);
    assert!(!outsider.get(&asked).await.body.contains("地下车库被淹"));
}

#[tokio::test]
async fn without_an_index_search_says_when_to_come_again() {
    let answer = get(&story::later(1), "/search?q=x").await;
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.headers().contains_key("retry-after"));
}
