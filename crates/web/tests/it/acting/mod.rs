//! Acting by forms, as a browser without a script would.

mod browser;
mod clicks;
mod offices;
mod originals;
mod verbs;

use crate::story::{self, FLOOD};
use axum::http::StatusCode;
use browser::{Browser, Page};

const DUTY: (&str, &str) = ("李", "450100.desk/duty");
/// A matter of the story that waits for triage.
const WAITING: &str = "450100-2026-0014";

fn form_at(case: &str, verb: &str, about: &str) -> String {
    let about = browser::escaped(about);
    format!("/cases/{case}/act?do={verb}&about={about}")
}

#[tokio::test]
async fn a_stranger_is_led_to_sign_in_and_back() {
    let app = story::app();
    let mut stranger = Browser::stranger(&app);
    let page = stranger.open(&form_at(FLOOD, "accept", "case")).await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    assert!(page.html.contains("/signin?next=%2Fcases%2F"), "{}", page.html);
    let page = stranger.open(&format!("/cases/{FLOOD}")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.html.contains("我能办的"), "a stranger is offered nothing");
}

#[tokio::test]
async fn a_page_says_what_the_position_can_do_and_why_not_the_rest() {
    let app = story::app();
    let mut officer = Browser::of(&app, DUTY.0, DUTY.1);
    let page = officer.open(&format!("/cases/{FLOOD}")).await;
    for words in ["我能办的", "交办", "为什么不能", "办结", "无权"] {
        assert!(page.html.contains(words), "{words}");
    }
    let page = officer.open(&form_at(FLOOD, "close", "case")).await;
    assert_eq!(page.status, StatusCode::CONFLICT, "{}", page.html);
    assert!(page.html.contains("现在不能办理") && page.html.contains("AUTH-1"));
}

/// What a page says at the head, where something is wrong.
fn problems(page: &Page) -> &str {
    let head = page.html.split("id=\"problems\"").nth(1).unwrap_or_default();
    head.split("</ul>").next().unwrap_or_default()
}

#[tokio::test]
async fn a_refusal_comes_back_at_its_question_with_everything_typed() {
    let app = story::app();
    let mut officer = Browser::of(&app, DUTY.0, DUTY.1);
    let page = officer.open(&form_at(FLOOD, "assess", "case")).await;
    let form = page.form("/act").fill(&[("level", "III"), ("reason", "")]);
    let page = officer.send(&form).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.html.contains("<title>错误："), "the title says so first");
    assert!(problems(&page).contains("href=\"#q-reason\""), "{}", page.html);
    assert!(page.html.contains("aria-describedby=\"h-reason e-reason\""));
    assert_eq!(page.form("/act").get("level"), "III", "what was chosen stays");

    // What the core refuses stands at the question that it concerns, with its rule.
    let page = officer.open(&form_at(FLOOD, "ask-countersign", "statement:s1")).await;
    assert_eq!(page.status, StatusCode::CONFLICT, "it is out already");
    let page = officer.open(&form_at(FLOOD, "plan-task", "case")).await;
    let form = page.form("/act").fill(&[
        ("text", "清运淤泥"),
        ("owner", "450100.emergency"),
        ("by", "2026-03-01T08:00"),
    ]);
    let page = officer.send(&form).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(problems(&page).contains("href=\"#q-by\""), "{}", page.html);
    assert_eq!(page.form("/act").get("text"), "清运淤泥");
    let again = page.form("/act").fill(&[("by", "some day")]);
    let page = officer.send(&again).await;
    assert!(problems(&page).contains("2026-03-04 18:00"), "it says how to write a time");
}

#[tokio::test]
async fn sent_twice_is_done_once() {
    let app = story::app();
    let mut officer = Browser::of(&app, DUTY.0, DUTY.1);
    let page = officer.open(&form_at(FLOOD, "dispatch", "case")).await;
    let form = page.form("/act");
    let form = form.fill(&[("to", "450100.housing"), ("task", "清淤"), ("urgency", "normal")]);
    let page = officer.open(&form_at(FLOOD, "convene", "case")).await;
    let form = if form.get("to").is_empty() { page.form("/act") } else { form };
    let before = app.engine.case(&FLOOD.into()).expect("a case").version;
    let first = officer.send(&form).await;
    let second = officer.send(&form).await;
    let after = app.engine.case(&FLOOD.into()).expect("a case").version;
    match first.status {
        StatusCode::SEE_OTHER => {
            assert!(after > before);
            let to = second.location.expect("it leads back");
            assert!(to.ends_with("?done=again#done"), "{to}");
            let page = officer.open(to.trim_end_matches("#done")).await;
            assert!(page.html.contains("没有重复办理"));
        }
        _ => panic!("{}", first.html),
    }
    assert_eq!(app.engine.case(&FLOOD.into()).expect("a case").version, after);
}

#[tokio::test]
async fn whoever_is_slower_sees_what_changed_and_loses_nothing() {
    let app = story::app();
    let mut slow = Browser::of(&app, DUTY.0, DUTY.1);
    let page = slow.open(&form_at(WAITING, "decline", "case")).await;
    let slow_form = page.form("/act").fill(&[
        ("ground", "already_answered"),
        ("reason", "昨日已答复"),
        ("sure", "yes"),
    ]);
    let mut fast = Browser::of(&app, "韦", "450100.desk/lead");
    let page = fast.open(&form_at(WAITING, "accept", "case")).await;
    assert!(page.html.contains("也正打开本案"), "a colleague who has it open is shown");
    let done = fast.send(&page.form("/act")).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);

    let page = slow.send(&slow_form).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert!(page.html.contains("有人比你先动了本案") && page.html.contains("韦"));
    let again = page.form("/act");
    assert_eq!(again.get("reason"), "昨日已答复");
    let page = slow.send(&again).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "it is a case now");
}

#[tokio::test]
async fn a_form_is_checked_without_being_sent() {
    let app = story::app();
    let mut officer = Browser::of(&app, DUTY.0, DUTY.1);
    let page = officer.open(&form_at(FLOOD, "convene", "case")).await;
    let form = page.form("/act").fill(&[
        ("question", "今晚是否封路"),
        ("invited", "450100.housing"),
        ("send", "check"),
    ]);
    let before = app.engine.case(&FLOOD.into()).expect("a case").version;
    let page = officer.send(&form).await;
    assert!(page.html.contains("检查通过"), "{}", page.html);
    let mut live = form.clone();
    live.action = live.action.replace("/act", "/check");
    let part = officer.send(&live).await;
    assert!(part.html.starts_with("<p class=\"sound\">"), "{}", part.html);
    let part = officer.send(&live.fill(&[("question", "")])).await;
    assert!(part.html.contains("请填写"), "{}", part.html);
    assert_eq!(app.engine.case(&FLOOD.into()).expect("a case").version, before);
}
