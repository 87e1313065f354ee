//! How many clicks the two most frequent tasks take.

use super::browser::Browser;
use crate::story;
use axum::http::StatusCode;
use tandem_core::case::{OrderState, Phase};

/// From the inbox to a dispatched order, at most.
const TO_DISPATCH_MAX: usize = 10;
/// From the list to a signed order with read-back, at most.
const TO_SIGN_MAX: usize = 3;

#[tokio::test]
async fn a_new_duty_officer_gets_from_the_inbox_to_dispatched() {
    let app = story::app();
    let mut officer = Browser::of(&app, "李", "450100.desk/duty");
    let inbox = officer.open("/?area=450100").await;
    officer.clicks = 0;

    let next = officer.open(&inbox.link("开始甄别")).await;
    assert_eq!(next.status, StatusCode::SEE_OTHER, "it leads to the next matter");
    let at = next.location.expect("it leads on");
    let clicks = officer.clicks;
    let page = officer.open(&at).await;
    officer.clicks = clicks; // the browser follows by itself
    assert_eq!(page.status, StatusCode::OK, "{}", page.html);
    crate::well_formed(&at, &page.html);
    for words in ["按规则牵头", "责任清单", "不予受理", "并案", "下一件"] {
        assert!(page.html.contains(words), "{words}");
    }
    let form = page.form("/triage");
    assert!(!form.get("to").is_empty(), "the lead is filled in: {form:?}");
    assert!(
        !form.get("task").is_empty() && form.get("level").is_empty(),
        "the level is a person's"
    );

    // A level is chosen, a reason typed, and the button pressed.
    officer.clicks += 2;
    let form = form.fill(&[("level", "IV"), ("reason", "影响一条街"), ("send", "do")]);
    let done = officer.send(&form).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
    assert!(officer.clicks <= TO_DISPATCH_MAX, "{} clicks", officer.clicks);
    assert_eq!(officer.clicks, 4);
    let id = at.trim_start_matches("/cases/").trim_end_matches("/triage");
    let case = app.engine.case(&id.into()).expect("a case");
    assert_eq!(case.phase, Phase::Open);
    assert_eq!(case.orders.len(), 1, "one order was given");
    let page = officer.open(done.location.expect("it leads back").trim_end_matches("#done")).await;
    assert!(page.html.contains("id=\"done\""));

    // The same form once more does nothing.
    let again = officer.send(&form).await;
    assert!(again.location.is_some_and(|to| to.contains("done=again")));
    assert_eq!(app.engine.case(&id.into()).expect("a case").orders.len(), 1);
}

#[tokio::test]
async fn where_one_step_is_refused_none_is_done() {
    let app = story::app();
    let mut officer = Browser::of(&app, "李", "450100.desk/duty");
    let next = officer.open("/triage?area=450100").await;
    let at = next.location.expect("a matter waits");
    let page = officer.open(&at).await;
    let form = page.form("/triage").fill(&[
        ("level", "IV"),
        ("reason", "影响小"),
        ("to", "450000.emergency"),
        ("send", "do"),
    ]);
    let page = officer.send(&form).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.html);
    assert!(super::problems(&page).contains("#q-to"), "{}", page.html);
    assert_eq!(page.form("/triage").get("reason"), "影响小");
    let id = at.trim_start_matches("/cases/").trim_end_matches("/triage");
    let case = app.engine.case(&id.into()).expect("a case");
    assert_eq!(case.phase, Phase::Received, "nothing was done");
}

#[tokio::test]
async fn two_officers_are_led_to_different_matters() {
    let app = story::app();
    let mut first = Browser::of(&app, "李", "450100.desk/duty");
    let mut second = Browser::of(&app, "韦", "450100.desk/lead");
    let one = first.open("/triage?area=450100").await.location.expect("a matter waits");
    first.open(&one).await;
    let other = second.open("/triage?area=450100").await.location.expect("another waits");
    assert_ne!(one, other);
    let page = second.open(&one).await;
    assert!(page.html.contains("也正在看这件"), "{}", page.html);
}

#[tokio::test]
async fn a_liaison_officer_signs_with_read_back_on_a_phone() {
    let app = story::app();
    let case = app.engine.case(&story::FLOOD.into()).expect("a case");
    let order = case.orders.iter().find(|order| order.state == OrderState::Issued);
    let order = order.expect("an order waits for a signature");
    let position = format!("{}/liaison", order.to);
    let mut officer = Browser::of(&app, "蓝", &position);
    let work = officer.open("/work").await;
    assert_eq!(work.status, StatusCode::OK);
    crate::well_formed("/work", &work.html);
    officer.clicks = 0;
    let form = work.form("/act");
    assert_eq!(form.get("points"), "", "nothing is ticked beforehand");
    assert_eq!(form.get("restated"), "", "and nothing written");

    let refused = officer.send(&form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "read is not accepted");
    assert!(super::problems(&refused).contains("#q-restated"), "{}", refused.html);

    officer.clicks = 2; // both key points
    let signed = officer.send(&form.fill(&[("points", "task"), ("points", "by")])).await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.html);
    assert!(officer.clicks <= TO_SIGN_MAX, "{} taps", officer.clicks);
    let case = app.engine.case(&story::FLOOD.into()).expect("a case");
    assert_eq!(case.order(&order.id).map(|o| o.state), Some(OrderState::Restated));
}
