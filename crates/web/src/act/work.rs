//! My work: what my position must answer, by deadline, with the action on the row.

use super::answer;
use super::choices;
use super::form::Choices;
use super::panel::Can;
use super::scene::{Place, Scene};
use super::w;
use super::who::Who;
use super::{key, subject};
use crate::app::App;
use crate::asked::Asked;
use crate::error::WebError;
use crate::pages::layout::{self, Place as MenuPlace};
use crate::show::{View, capital, case_at};
use crate::words::Word;
use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use std::collections::BTreeSet;
use std::sync::Arc;
use tandem_core::case::{
    About, Case, Order, OrderState, StatementState, Subject, Urgency, Verb, Watch,
};
use tandem_core::mechanism::Required;
use tandem_core::region::UnitKind;
use tandem_core::{CaseId, Timestamp, words};
use tandem_engine::CaseFilter;

/// Cases looked at for one list.
const CASES_MAX: usize = 80;
/// Notices through which cases are found that a unit neither leads nor has an order on.
const NOTICES_MAX: usize = 80;
/// Things shown.
const ROWS_MAX: usize = 60;

const NOTHING: Word = w("没有等你办理的事项。", "Nothing waits for you.");
const SIGN: Word = w("签收", "Sign");
const SIGN_URGENT: Word = w("复述并签收", "Read back and sign");
const READ_BACK: Word = w(
    "紧急交办须复述：逐项确认，或用自己的话写。",
    "An urgent order is read back: confirm each point, or write it in your own words.",
);
const OWN_WORDS: Word = w("用自己的话复述", "In your own words");
const OLDEST_FIRST: Word = w("按期限排列，最急的在前。", "By deadline, the most pressing first.");
const WITHOUT: Word = w("无期限", "No deadline");

/// `GET /work`.
pub(crate) async fn work(State(app): State<Arc<App>>, asked: Asked) -> Result<Response, WebError> {
    answer::asked(app, asked, |view, who| {
        let mut rows: Vec<Row> = Vec::new();
        // The core is asked in the order of deadlines, and no longer than rows are shown.
        for case in pressing_first(view, who)? {
            if rows.iter().filter(|row| row.due.is_some()).count() >= ROWS_MAX {
                break;
            }
            rows.extend(rows_of(view, who, &case)?);
        }
        rows.sort_by_key(|row| (row.due.is_none(), row.due));
        rows.truncate(ROWS_MAX);
        Ok(page(view, who, &rows))
    })
    .await
}

/// Cases on which a position may have to do something.
fn cases(view: &View<'_>, who: &Who<'_>) -> Result<BTreeSet<CaseId>, WebError> {
    let store = view.app.engine.store();
    let open = |phase: &str| Some(phase.to_owned());
    let mut filters = vec![CaseFilter {
        unit: Some(who.unit.clone()),
        phase: open("open"),
        ..CaseFilter::default()
    }];
    let unit = view.region().unit(&who.unit);
    if let Some(unit) = unit.filter(|unit| unit.kind != UnitKind::Department) {
        let under = Some(unit.area.clone());
        for phase in ["received", "open", "closed"] {
            let phase = open(phase);
            filters.push(CaseFilter { under: under.clone(), phase, ..CaseFilter::default() });
        }
    }
    let mut all = BTreeSet::new();
    for filter in filters {
        let filter = CaseFilter { sight: view.reader().sight(), ..filter };
        all.extend(store.rows(&filter, None, CASES_MAX)?.items.into_iter().map(|row| row.case));
    }
    for notice in store.notices(&who.unit, NOTICES_MAX)? {
        let told = notice.case;
        if tandem_engine::record::directory_of(&told).is_some() {
            continue;
        }
        let case = view.app.engine.case(&told)?;
        if view.sees(&case)? {
            all.insert(told);
        }
    }
    Ok(all)
}

/// The cases with one's own earliest deadline first; those that hold nothing for the position are
/// left out.
fn pressing_first(view: &View<'_>, who: &Who<'_>) -> Result<Vec<Arc<Case>>, WebError> {
    let mut found = Vec::new();
    for id in cases(view, who)? {
        let case = view.app.engine.case(&id)?;
        let mine = case.watches.iter().filter(|watch| watch.unit == who.unit);
        let due = mine.map(|watch| watch.deadline.at).min();
        if due.is_some() || may_press(&case) {
            found.push((due.is_none(), due, case));
        }
    }
    found.sort_by(|one, other| (one.0, one.1, &one.2.id).cmp(&(other.0, other.1, &other.2.id)));
    Ok(found.into_iter().map(|(.., case)| case).collect())
}

/// Whether a thing on a case could press without a deadline of one's own.
fn may_press(case: &Case) -> bool {
    let waits = |state| matches!(state, StatementState::Draft | StatementState::Approved);
    case.statements.iter().any(|statement| waits(statement.state))
        || !case.consultations.is_empty()
        || !case.requests.is_empty()
        || !case.disputes.is_empty()
}

/// One thing to do.
struct Row {
    due: Option<Timestamp>,
    shown: Markup,
    late: bool,
}

fn rows_of(view: &View<'_>, who: &Who<'_>, case: &Case) -> Result<Vec<Row>, WebError> {
    let mine = case.watches.iter().filter(|watch| watch.unit == who.unit);
    let mut mine: Vec<&Watch> = mine.collect();
    mine.sort_by_key(|watch| watch.deadline.at);
    let on_case: Vec<Verb> =
        mine.iter().flat_map(|watch| answered_by(&watch.subject).1).copied().collect();
    let can =
        Can::among(view, case, |verb, about| *about != About::Case || on_case.contains(&verb))?;
    let mut rows: Vec<Row> = Vec::new();
    let mut told: Vec<About> = Vec::new();
    for watch in mine {
        let (about, verbs) = answered_by(&watch.subject);
        let links = can.of_verbs(&about, verbs);
        if links.is_empty() || (about != About::Case && told.contains(&about)) {
            continue;
        }
        told.push(about.clone());
        let shown = row(view, who, case, (Some(watch), &about), &links)?;
        let due = watch.deadline.at;
        rows.push(Row { due: Some(due), shown, late: due < view.now });
    }
    // What waits without a deadline of one's own, such as an approval.
    for about in can.pressing_things() {
        if !told.contains(&about) {
            let links = can.of_verbs(&about, &[]);
            let shown = row(view, who, case, (None, &about), &links)?;
            rows.push(Row { due: None, shown, late: false });
        }
    }
    Ok(rows)
}

/// What answers a deadline: about which thing, by which verbs; any where none is named.
fn answered_by(subject: &Subject) -> (About, &'static [Verb]) {
    use Subject as S;
    match subject {
        S::Triage => (About::Case, &[Verb::Accept, Verb::Decline]),
        S::Assignment => (About::Case, &[Verb::AssignLead, Verb::Dispatch]),
        S::Sitrep => (About::Case, &[Verb::FileSitrep]),
        S::SecondLook => (About::Case, &[Verb::LookAgain, Verb::Reopen]),
        S::Notice | S::Briefing | S::Answer => (About::Case, &[Verb::DraftStatement]),
        S::Verification => (About::Case, &[Verb::Verify]),
        S::Closing => (About::Case, &[Verb::Close, Verb::DraftStatement]),
        S::Review => (About::Case, &[Verb::Review]),
        S::SupervisionReceipt(id) | S::Supervision(id) => (About::Supervision(id.clone()), &[]),
        S::Consultation(id) => (About::Consultation(id.clone()), &[]),
        S::Help(id) => (About::Request(id.clone()), &[]),
        S::Task(no) => (About::Task(*no), &[]),
        S::Commitment(no) => (About::Commitment(*no), &[]),
        S::Countersign(id, _) => (About::Statement(id.clone()), &[]),
        S::Receipt(order)
        | S::ReadBack(order)
        | S::Acceptance(order)
        | S::Feedback(order)
        | S::Judgement(order)
        | S::Settlement(order)
        | S::Conflict(order) => (About::Order(order.clone()), &[]),
    }
}

fn row(
    view: &View<'_>,
    who: &Who<'_>,
    case: &Case,
    (watch, about): (Option<&Watch>, &About),
    links: &[Markup],
) -> Result<Markup, WebError> {
    let ctx = view.app.engine.context(case)?;
    let order = match about {
        About::Order(id) => case.order(id),
        _ => None,
    };
    let signs = order.filter(|order| order.state == OrderState::Issued && order.to == who.unit);
    Ok(html! {
        p.dueline {
            @match watch {
                Some(watch) => {
                    (view.left(watch.deadline.at)) " · "
                    (capital(&words::subject(&watch.subject, view.lang)))
                },
                None => span.quiet { (view.t(WITHOUT)) },
            }
        }
        h2 { (view.case_link(&case.id, &case.title)) }
        p.meta {
            (view.risk(ctx.mechanism, case.risk)) " "
            @if let Some(order) = order { (urgent(view, order)) (order.id) " · " }
            (view.areas(&case.areas)) " · " (case.id)
        }
        @if let Some(order) = order { p { (view.said(&order.task)) } }
        @if let Some(order) = signs { (sign(view, who, case, order)?) }
        @if !links.is_empty() { p.deeds { @for link in links { (link) } } }
    })
}

fn urgent(view: &View<'_>, order: &Order) -> Markup {
    html! {
        @if order.urgency == Urgency::Urgent {
            span.tag.hot { (view.t(crate::words::URGENT)) } " "
        }
    }
}

/// The receipt on the row itself. An urgent order asks for its key points or for own words, and
/// nothing is ticked or written beforehand: what was read is not thereby accepted.
fn sign(view: &View<'_>, who: &Who<'_>, case: &Case, order: &Order) -> Result<Markup, WebError> {
    let ctx = view.app.engine.context(case)?;
    let about = About::Order(order.id.clone());
    let place = Place::Case { case, about: &about, offer: None };
    let scene = Scene { view, ctx: &ctx, own: &who.unit, place };
    let restates =
        ctx.mechanism.conduct.read_back == Required::Urgent && order.urgency == Urgency::Urgent;
    let points = choices::of(Choices::KeyPoints, "points", &scene);
    let once = key::new(view.app, who.signed, view.now);
    let id = format!("restated-{}-{}", case.id, order.id);
    Ok(html! {
        form.act method="post" action={ (case_at(&case.id)) "/act" } {
            input type="hidden" name="form_token" value=(who.signed.form_token);
            input type="hidden" name="do" value="sign";
            input type="hidden" name="about" value=(subject::written(&about));
            input type="hidden" name="once" value=(once);
            input type="hidden" name="version" value=(case.version);
            @if restates {
                fieldset.question {
                    legend { (view.t(READ_BACK)) }
                    div.ticks {
                        @for point in &points {
                            label.tick {
                                input type="checkbox" name="points" value=(point.value);
                                span { (view.said(&point.label)) }
                            }
                        }
                    }
                    details {
                        summary { (view.t(OWN_WORDS)) }
                        label.hide for=(id) { (view.t(OWN_WORDS)) }
                        textarea id=(id) name="restated" rows="2" {}
                    }
                }
            }
            div.send {
                button.do type="submit" {
                    (view.t(if restates { SIGN_URGENT } else { SIGN }))
                }
            }
        }
    })
}

fn page(view: &View<'_>, who: &Who<'_>, rows: &[Row]) -> Response {
    let position = who.signed.position.as_ref().and_then(|id| view.region().position(id));
    let main = html! {
        h1 {
            (view.t(crate::words::MY_WORK))
            @if let Some((_, kind)) = position {
                " " small { (view.text(&kind.name)) " · " (view.unit(&who.unit)) }
            }
        }
        p.sub { (view.t(OLDEST_FIRST)) }
        @if rows.is_empty() { p.quiet { (view.t(NOTHING)) } }
        ul.mywork {
            @for row in rows { li.is-late[row.late] { (row.shown) } }
        }
    };
    layout::page(view, MenuPlace::Work, view.t(crate::words::MY_WORK), &main)
}
