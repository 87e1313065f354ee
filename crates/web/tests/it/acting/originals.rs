//! Files that are handed in with a form.

use super::browser::Browser;
use super::{form_at, problems};
use crate::story::{self, FLOOD};
use axum::http::StatusCode;

#[tokio::test]
async fn a_text_is_masked_and_shown_with_the_case() {
    let app = story::app();
    let mut officer = Browser::of(&app, "李", "450100.desk/duty");
    let page = officer.open(&form_at(FLOOD, "add-evidence", "case")).await;
    let form = page.form("/act").fill(&[
        ("originals:13900139000.txt", "值班记录：来电 13800138000，民族大道积水"),
        ("originals:empty.txt", ""),
    ]);
    let done = officer.send(&form).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", problems(&done));
    let page = officer.open(&format!("/cases/{FLOOD}")).await;
    assert!(page.html.contains("民族大道积水"), "its text stands with the evidence");
    assert!(!page.html.contains("13800138000") && !page.html.contains("13900139000"));
}

#[tokio::test]
async fn what_is_no_picture_pdf_or_text_is_not_taken_and_what_was_is_not_lost() {
    let app = story::app();
    let mut officer = Browser::of(&app, "李", "450100.desk/duty");
    let page = officer.open(&form_at(FLOOD, "add-evidence", "case")).await;
    let form = page.form("/act").fill(&[
        ("originals:note.txt", "泵站记录"),
        ("originals:virus.exe", "MZ\u{0}\u{1}"),
        ("shows", "泵站"),
    ]);
    let page = officer.send(&form).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(problems(&page).contains("virus.exe") && problems(&page).contains("只收"));
    let again = page.form("/act");
    assert!(again.get("kept").ends_with("|泵站"), "what was taken comes along: {again:?}");
    let done = officer.send(&again).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", problems(&done));
    let case = app.engine.case(&FLOOD.into()).expect("a case");
    assert_eq!(case.evidence.iter().filter(|piece| piece.title == "泵站").count(), 1);
}

#[tokio::test]
async fn a_picture_is_served_as_it_is_to_who_signed_in_and_can_do_nothing() {
    let app = story::app();
    let mut officer = Browser::of(&app, "李", "450100.desk/duty");
    let page = officer.open(&form_at(FLOOD, "add-evidence", "case")).await;
    let form = page.form("/act").with_file("originals", "p.png", b"\x89PNG\r\n\x1a\n\0\x01");
    let done = officer.send(&form).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", problems(&done));
    let page = officer.open(&format!("/cases/{FLOOD}")).await;
    let at = page.link("打开原件");
    assert!(at.starts_with(&format!("/cases/{FLOOD}/originals/")), "{at}");
    let picture = officer.open(&at).await;
    assert_eq!(picture.status, StatusCode::OK);
    assert_eq!(picture.header("content-type"), "image/png");
    assert!(picture.header("content-security-policy").ends_with("sandbox"));
    let mut stranger = Browser::stranger(&app);
    assert_eq!(stranger.open(&at).await.status, StatusCode::UNAUTHORIZED);
}
