//! Every verb that a person has, through its form: cases from their receipt to their review.

use super::browser::Browser;
use super::form_at;
use crate::story;
use axum::http::StatusCode;
use std::collections::BTreeSet;
use std::sync::Arc;
use tandem_core::case::{Case, Verb};
use tandem_web::App;

/// Somebody walks through forms in one position after the other.
struct Walk {
    app: Arc<App>,
    case: String,
    seen: BTreeSet<String>,
}

type Answers<'a> = &'a [(&'a str, &'a str)];

impl Walk {
    fn new(app: Arc<App>) -> Self {
        Self { app, case: String::new(), seen: BTreeSet::new() }
    }

    fn case(&self) -> Arc<Case> {
        self.app.engine.case(&self.case.as_str().into()).expect("a case")
    }

    fn lead(&self) -> String {
        self.case().lead.as_ref().map(|lead| lead.unit.to_string()).expect("a lead")
    }

    /// Fills in a form and expects it to be done.
    async fn does(&mut self, position: &str, verb: &str, about: &str, answers: Answers<'_>) {
        let person = format!("人-{position}");
        let mut browser = Browser::of(&self.app, &person, position);
        let at = match verb {
            "receive" => "/receive".to_owned(),
            _ => form_at(&self.case, verb, about),
        };
        let page = browser.open(&at).await;
        assert_eq!(page.status, StatusCode::OK, "{position} {verb}: {}", page.html);
        let action = if verb == "receive" { "/receive" } else { "/act" };
        let form = page.form(action).fill(&[answers, &[("sure", "yes")]].concat());
        let done = browser.send(&form).await;
        let wrong = super::problems(&done);
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{position} {verb} {about}: {wrong}");
        let to = done.location.expect("it leads back");
        let page = browser.open(to.trim_end_matches("#done")).await;
        assert_eq!(page.status, StatusCode::OK, "{verb}");
        assert!(page.html.contains("id=\"done\""), "{verb}: what was done is said at the head");
        crate::well_formed(&to, &page.html);
        if matches!(verb, "receive" | "join") {
            let id = to.trim_start_matches("/cases/").split('?').next().unwrap_or_default();
            self.case = id.to_owned();
        }
        self.seen.insert(verb.to_owned());
    }
}

const DUTY: &str = "450103.desk/duty";
const DESK_LEAD: &str = "450103.desk/lead";
const CHIEF: &str = "450103.desk/chief";

/// Receives a matter of the district and has it led and ordered.
async fn opened(walk: &mut Walk, title: &str) -> String {
    let remit = ("remit", "urban");
    walk.does(DUTY, "receive", "case", &[("title", title), ("areas", "450103"), remit]).await;
    walk.does(DUTY, "accept", "case", &[]).await;
    walk.does(DUTY, "assign-lead", "case", &[]).await;
    let lead = walk.lead();
    let order = [("to", lead.as_str()), ("task", "查明并处置"), ("urgency", "urgent")];
    walk.does(DUTY, "dispatch", "case", &order).await;
    lead
}

/// The way of a case to its end.
async fn whole_way(walk: &mut Walk) {
    let lead = opened(walk, "仙葫大道路灯不亮").await;
    let (head, liaison) = (format!("{lead}/head"), format!("{lead}/liaison"));
    let (editor, spokes) = (format!("{lead}/editor"), format!("{lead}/spokes"));
    walk.does(DUTY, "assess", "case", &[("level", "IV"), ("reason", "影响小")]).await;
    walk.does(DUTY, "remind", r#"deadline:{"receipt":"o1"}"#, &[]).await;
    walk.does(&liaison, "sign", "order:o1", &[("points", "task"), ("points", "by")]).await;
    walk.does(DUTY, "confirm-read-back", "order:o1", &[]).await;
    walk.does(&liaison, "ask-extension", "order:o1", &[("reason", "等待配件")]).await;
    walk.does(DESK_LEAD, "answer-extension", "order:o1", &[("verdict", "grant")]).await;
    walk.does(
        &liaison,
        "add-evidence",
        "case",
        &[("originals:记录.txt", "检修记录，电话 13800138000")],
    )
    .await;
    let evidence = walk.case().evidence[0].id.to_string();
    let plan = [("text", "更换接头"), ("owner", lead.as_str()), ("by", "2026-03-05T18:00")];
    walk.does(&head, "plan-task", "case", &plan).await;
    walk.does(&liaison, "finish-task", "task:1", &[("evidence", evidence.as_str())]).await;
    let ask = [("to", "450103.housing"), ("text", "借登高车")];
    walk.does(&liaison, "ask-help", "case", &ask).await;
    walk.does("450103.housing/liaison", "answer-help", "request:h1", &[("text", "已派车")]).await;
    walk.does(&liaison, "ask-help", "case", &ask).await;
    walk.does(&liaison, "withdraw-help", "request:h2", &[("reason", "已不需要")]).await;
    let finding = [("key", "原因"), ("value", "接头受潮"), ("evidence", evidence.as_str())];
    walk.does(&liaison, "record", "case", &finding).await;
    let other = [("key", "原因"), ("value", "被盗"), ("evidence", evidence.as_str())];
    walk.does(DUTY, "record", "case", &other).await;
    let settle = [("keep", "1"), ("reason", "现场核实")];
    walk.does(DESK_LEAD, "settle-dispute", "dispute:原因", &settle).await;
    let sitrep = [("kind", "first"), ("text", "接头受潮"), ("cites", "finding:1")];
    walk.does(DUTY, "sitrep", "case", &sitrep).await;
    let feedback =
        [("text", "已修复"), ("progress", "complete"), ("originals:照片.txt", "修复后照片说明")];
    walk.does(&liaison, "feedback", "order:o1", &feedback).await;
    walk.does(DUTY, "judge", "order:o1", &[("verdict", "accept")]).await;
    walk.does(DUTY, "verify", "case", &[("solved", "yes"), ("reason", "夜间查看均亮")]).await;
    let draft = [
        ("kind", "final"),
        ("text", "路灯已修复，一周内普查。"),
        ("cites", "finding:1"),
        ("promise1", "普查接头"),
        ("promise1_owner", lead.as_str()),
        ("promise1_by", "2026-03-10T18:00"),
    ];
    let ticked: Vec<String> = walk
        .app
        .engine
        .world()
        .mechanism
        .checklist
        .iter()
        .map(|item| item.id.to_string())
        .collect();
    let ticks = ticked.iter().map(|id| ("ticked", id.as_str()));
    let draft: Vec<(&str, &str)> = draft.into_iter().chain(ticks).collect();
    walk.does(&editor, "draft", "case", &draft).await;
    walk.does(
        &editor,
        "draft",
        "case",
        &[("kind", "progress"), ("text", "正在修"), ("cites", "finding:1")],
    )
    .await;
    walk.does(&editor, "withdraw-statement", "statement:s2", &[("reason", "已过时")]).await;
    walk.does(&head, "ask-countersign", "statement:s1", &[("units", "450103.housing")]).await;
    let object = [("verdict", "object"), ("reason", "先核对范围")];
    walk.does("450103.housing/head", "countersign", "statement:s1", &object).await;
    walk.does("450103.housing/head", "lift-objection", "statement:s1", &[("reason", "已核对")])
        .await;
    walk.does(&head, "approve", "statement:s1", &[]).await;
    walk.does(&spokes, "publish", "statement:s1", &[]).await;
    walk.does(&head, "fulfil", "commitment:1", &[("evidence", evidence.as_str())]).await;
    walk.does(
        "450100.desk/chief",
        "audit-relay",
        "relay:2",
        &[("verdict", "faithful"), ("reason", "与原件一致")],
    )
    .await;
    walk.does(DESK_LEAD, "close", "case", &[("summary", "已修复并答复")]).await;
    walk.does(DUTY, "contest", "case", &[("reason", "仍有一盏不亮")]).await;
    walk.does(DUTY, "look-again", "case", &[("reason", "现场复查均亮")]).await;
    walk.does(DUTY, "reaction", "case", &[("before", "9"), ("after", "3")]).await;
    walk.does(DESK_LEAD, "review", "case", &[("lessons", "雨季前普查")]).await;
    walk.does(DESK_LEAD, "reopen", "case", &[("reason", "新情况")]).await;
}

/// What happens beside that way.
async fn beside(walk: &mut Walk) {
    let lead = opened(walk, "朝阳路围挡占道").await;
    let first = walk.case.clone();
    walk.does(DUTY, "forward", "case", &[("to", "450103.housing"), ("note", "请知悉")]).await;
    walk.does(DESK_LEAD, "supervise", "case", &[("to", lead.as_str()), ("demand", "三日内恢复")])
        .await;
    let (head, liaison) = (format!("{lead}/head"), format!("{lead}/liaison"));
    walk.does(&liaison, "sign-supervision", "supervision:d1", &[]).await;
    walk.does(&liaison, "answer-supervision", "supervision:d1", &[("text", "已安排")]).await;
    walk.does(DESK_LEAD, "discharge", "supervision:d1", &[("reason", "已恢复")]).await;
    walk.does(DUTY, "convene", "case", &[("question", "如何疏导"), ("invited", lead.as_str())])
        .await;
    let position = [("stance", "agrees"), ("text", "留出通道")];
    walk.does(&head, "state-position", "consultation:c1", &position).await;
    walk.does(DUTY, "conclude", "consultation:c1", &[("decision", "留出通道")]).await;
    walk.does(&liaison, "add-evidence", "case", &[("originals:职责.txt", "三定方案摘录")]).await;
    let evidence = walk.case().evidence[0].id.to_string();
    let back = [
        ("remit", "housing"),
        ("proposed", "450103.housing"),
        ("evidence", evidence.as_str()),
        ("reason", "属住建职责"),
    ];
    walk.does(&liaison, "send-back", "order:o1", &back).await;
    let settle = [("lead", "450103.housing"), ("reason", "围挡由住建许可")];
    walk.does(DESK_LEAD, "settle", "order:o1", &settle).await;
    let order = [("to", "450103.housing"), ("task", "恢复通道"), ("urgency", "normal")];
    walk.does(DUTY, "dispatch", "case", &order).await;
    let order = [("to", "450103.housing"), ("task", "立即拆除"), ("urgency", "normal")];
    walk.does("450100.desk/lead", "dispatch", "case", &order).await;
    walk.does("450100.desk/lead", "settle-conflict", "order:o3", &[("reason", "以市为准")]).await;
    walk.does("450100.desk/lead", "withdraw", "order:o3", &[("reason", "已自行拆除")]).await;
    walk.does(CHIEF, "waive", "case", &[("track", "response"), ("reason", "已当面答复")]).await;

    opened(walk, "同一围挡另一端").await;
    let second = walk.case.clone();
    walk.does(DUTY, "link", "case", &[("other", first.as_str()), ("relation", "related")]).await;
    let join = [
        ("title", "围挡占道"),
        ("other", first.as_str()),
        ("how", "linked"),
        ("reason", "同一工地"),
    ];
    walk.does(DESK_LEAD, "join", "case", &join).await;
    let joined = walk.case.clone();
    assert_ne!(joined, second);
    let remit = ("remit", "urban");
    walk.does(DUTY, "receive", "case", &[("title", "又见围挡"), ("areas", "450103"), remit]).await;
    walk.does(DUTY, "merge", "case", &[("other", second.as_str()), ("reason", "同一事")]).await;
    walk.does(DUTY, "receive", "case", &[("title", "闲聊"), ("areas", "450103"), remit]).await;
    let decline = [("ground", "not_public_matter"), ("reason", "非公共事务")];
    walk.does(DUTY, "decline", "case", &decline).await;

    let two = [("title", "两区积水"), ("areas", "450103"), ("areas", "450102"), remit];
    walk.does("450100.desk/duty", "receive", "case", &two).await;
    walk.does("450100.desk/duty", "accept", "case", &[]).await;
    walk.does("450100.desk/lead", "split", "case", &[("areas", "450102"), ("reason", "各自处置")])
        .await;
}

#[tokio::test]
async fn every_verb_of_a_person_goes_through_its_form() {
    let mut walk = Walk::new(story::app());
    whole_way(&mut walk).await;
    beside(&mut walk).await;
    let by_the_mechanism = [Verb::Escalate, Verb::Lapse, Verb::Succeed];
    let all = Verb::ALL.iter().filter(|(verb, ..)| !by_the_mechanism.contains(verb));
    let missing: Vec<&str> =
        all.map(|(_, name, _)| *name).filter(|name| !walk.seen.contains(*name)).collect();
    assert!(missing.is_empty(), "no form was sent for {missing:?}");
    let (_, broken) = walk.app.engine.invariants();
    assert_eq!(broken, 0);
}
