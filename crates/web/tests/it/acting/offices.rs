//! Every verb of an area's offices that a person has on a page, through its form.

use super::browser::{Browser, escaped};
use crate::story;
use axum::http::StatusCode;
use std::collections::BTreeSet;
use std::sync::Arc;
use tandem_core::directory::Verb;
use tandem_web::App;

const CHIEF: (&str, &str) = ("王", "450103.desk/chief");
const DUTY: (&str, &str) = ("李", "450103.desk/duty");

struct Walk {
    app: Arc<App>,
    seen: BTreeSet<String>,
}

impl Walk {
    async fn does(
        &mut self,
        (person, position): (&str, &str),
        (verb, about): (&str, &str),
        answers: &[(&str, &str)],
    ) {
        let mut browser = Browser::of(&self.app, person, position);
        let offered = browser.open("/duty/450103").await;
        let at = format!("/duty/450103/act?do={verb}&amp;about={}", escaped(about));
        assert!(
            offered.html.contains(&at) || about.contains(['.', '|']),
            "{position} is not offered {verb} {about}"
        );
        let page = browser.open(&at.replace("&amp;", "&")).await;
        assert_eq!(page.status, StatusCode::OK, "{verb}: {}", page.html);
        let form = page.form("/act").fill(&[answers, &[("sure", "yes")]].concat());
        let done = browser.send(&form).await;
        assert_eq!(
            done.status,
            StatusCode::SEE_OTHER,
            "{position} {verb} {about}: {}",
            super::problems(&done)
        );
        let to = done.location.expect("it leads back");
        let page = browser.open(to.trim_end_matches("#done")).await;
        assert!(page.html.contains("id=\"done\""), "{verb}: what was done is said at the head");
        crate::well_formed(&to, &page.html);
        self.seen.insert(verb.to_owned());
    }
}

#[tokio::test]
async fn every_verb_of_offices_goes_through_its_form() {
    let app = story::app();
    crate::staffed(&app);
    let mut walk = Walk { app, seen: BTreeSet::new() };
    let lan = ("person", "兰");
    let position = ("position", DUTY.1);
    walk.does(CHIEF, ("appoint", ""), &[position, lan]).await;
    let night = [position, lan, ("from", "2026-03-04T14:20"), ("until", "2026-03-05T08:00")];
    walk.does(CHIEF, ("roster", ""), &night).await;
    let late = [position, lan, ("from", "2026-03-06T08:00"), ("until", "2026-03-06T18:00")];
    walk.does(CHIEF, ("roster", ""), &late).await;
    walk.does(CHIEF, ("drop-watch", "3"), &[("reason", "调班")]).await;
    walk.does(DUTY, ("hand-over", "1"), &[("note", "一件积水待反馈")]).await;
    walk.does(DUTY, ("stand-down", "1"), &[("reason", "下班")]).await;
    let now =
        [position, ("person", "李"), ("from", "2026-03-03T14:30"), ("until", "2026-03-03T22:00")];
    walk.does(CHIEF, ("roster", ""), &now).await;
    walk.does(DUTY, ("take-watch", "4"), &[]).await;

    walk.does(CHIEF, ("appoint", ""), &[("position", CHIEF.1), ("person", "王")]).await;
    let away =
        [("to", "兰"), ("until", "2026-03-10T08:00"), ("reason", "外出学习"), ("powers", "roster")];
    walk.does(CHIEF, ("delegate", CHIEF.1), &away).await;
    walk.does(CHIEF, ("revoke", "1"), &[("reason", "提前返岗")]).await;
    walk.does(CHIEF, ("revoke-key", "1"), &[("reason", "停用")]).await;
    walk.does(CHIEF, ("relieve", "450103.desk/duty|兰"), &[("reason", "调离")]).await;

    let phone = [
        ("unit", "450103.desk"),
        ("channel", "night-phone"),
        ("kind", "phone"),
        ("address", "0771-12345"),
    ];
    walk.does(DUTY, ("set-channel", ""), &phone).await;
    let channel = "450103.desk|night-phone";
    walk.does(DUTY, ("check-channel", channel), &[("outcome", "works")]).await;
    walk.does(DUTY, ("drop-channel", channel), &[("reason", "换号")]).await;

    let row = [("remit", "housing"), ("lead", "urban"), ("basis", "机构改革方案")];
    walk.does(CHIEF, ("propose-row", ""), &row).await;
    walk.does(CHIEF, ("decide-row", "1"), &[("verdict", "accept")]).await;
    let end = [("unit", "450103.housing"), ("successor", "450103.urban"), ("reason", "合并")];
    walk.does(CHIEF, ("end-unit", ""), &end).await;

    // The mechanism tells upward by itself, and a key's secret is shown by the command line alone.
    // Exceptional access has a page of its own.
    let elsewhere = [
        Verb::Escalate,
        Verb::NoteMessage,
        Verb::IssueKey,
        Verb::OpenException,
        Verb::EndException,
    ];
    let all = Verb::ALL.iter().filter(|(verb, ..)| !elsewhere.contains(verb));
    let missing: Vec<&str> =
        all.map(|(_, name, _)| *name).filter(|name| !walk.seen.contains(*name)).collect();
    assert!(missing.is_empty(), "no form was sent for {missing:?}");
}

#[tokio::test]
async fn what_the_offices_refuse_stands_at_its_question() {
    let app = story::app();
    crate::staffed(&app);
    let mut chief = Browser::of(&app, CHIEF.0, CHIEF.1);
    let page = chief.open("/duty/450103/act?do=roster&about=").await;
    let form = page.form("/act").fill(&[
        ("position", DUTY.1),
        ("person", "李"),
        ("from", "2026-03-05T08:00"),
        ("until", "2026-03-05T07:00"),
    ]);
    let page = chief.send(&form).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(super::problems(&page).contains("href=\"#q-until\""), "{}", page.html);
    assert_eq!(page.form("/act").get("person"), "李");
    let mut officer = Browser::of(&app, DUTY.0, DUTY.1);
    let page = officer.open("/duty/450103/act?do=appoint&about=").await;
    let form = page.form("/act").fill(&[("position", DUTY.1), ("person", "兰")]);
    let page = officer.send(&form).await;
    assert!(super::problems(&page).contains("AUTH-1"), "{}", page.html);
}
