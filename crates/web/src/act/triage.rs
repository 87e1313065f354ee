//! Triage: one matter on one screen, decided in one step.
//!
//! The level is proposed with its reasons and fixed by a person; the lead is the one that the rules
//! name; the order is filled in. Accepting, grading, assigning and ordering are four commands that
//! are rehearsed together and carried out in one append: where one is refused, none is done.

use super::answer::{self, Name};
use super::draw::Drawn;
use super::filled::Filled;
use super::form::Form;
use super::forms::{AT_ONCE, DECLINE, MERGE_NEAR};
use super::read::{self, Problem, Reader};
use super::scene::{Place, Scene};
use super::triage_page::{self, Sight};
use super::who::Who;
use super::{key, prefill, refused, view};
use crate::app::App;
use crate::asked::{Asked, address};
use crate::error::WebError;
use crate::pages::{Assessment, desk};
use crate::show::{View, case_at};
use crate::words::Word;
use axum::extract::{Path, Request as HttpRequest, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use std::sync::Arc;
use tandem_core::case::{About, Case, Command, Offer, Phase, RefusalKind, Verb, offers};
use tandem_core::{CaseId, words};
use tandem_engine::{CaseFilter, Failure, Request};

/// Matters looked at to find the next one.
const WAITING_MAX: usize = 100;

const GONE: Word = Word::new("这件已由他人甄别。", "Somebody else has triaged it already.");

type Shared = State<Arc<App>>;

/// `GET /triage?area=…`: the next matter that nobody else has open.
pub(crate) async fn next(State(app): Shared, asked: Asked) -> Result<Response, WebError> {
    answer::asked(app, asked, |view, who| {
        let area = desk::area(view)?;
        let filter = CaseFilter {
            under: Some(area.id.clone()),
            phase: Some("received".to_owned()),
            sight: view.sight_of(&area.id),
            ..CaseFilter::default()
        };
        let mut rows = view.app.engine.store().rows(&filter, None, WAITING_MAX)?.items;
        let after = view.asked.get("after");
        rows.retain(|row| Some(row.case.as_str()) != after);
        let looked_at = |case: &CaseId| {
            let others = view.app.looking.others(case, &who.signed.person, view.now);
            !others.is_empty()
        };
        rows.sort_by_key(|row| (row.desk != who.unit, looked_at(&row.case), row.deadline));
        let to = match rows.first() {
            Some(row) => format!("{}/triage", case_at(&row.case)),
            None => address("/", [("area", area.id.as_str()), ("phase", "received")]),
        };
        Ok(Redirect::to(&to).into_response())
    })
    .await
}

/// `GET /cases/{id}/triage`.
pub(crate) async fn ask(
    State(app): Shared,
    Path(id): Path<String>,
    asked: Asked,
) -> Result<Response, WebError> {
    answer::asked(app, asked, move |view, who| {
        let case = view.app.engine.case(&CaseId::from(id.as_str()))?;
        if case.phase != Phase::Received {
            return Ok(Redirect::to(&case_at(&case.id)).into_response());
        }
        view.app.looking.note(&case.id, &who.signed.person, view.now);
        let matter = Matter::new(view, who, case, Filled::default())?;
        let mut filled = Filled::default();
        matter.suggest(&mut filled);
        matter.page(&filled, &view::Outcome::Asked)
    })
    .await
}

/// `POST /cases/{id}/triage`: all of it, or nothing with the reason why.
pub(crate) async fn post(
    State(app): Shared,
    Path(id): Path<String>,
    asked: Asked,
    request: HttpRequest,
) -> Result<Response, WebError> {
    answer::sent(app, asked, request, move |view, who, filled| {
        let case = view.app.engine.case(&CaseId::from(id.as_str()))?;
        Matter::new(view, who, case, filled)?.send()
    })
    .await
}

/// A matter before somebody who triages it.
struct Matter<'a> {
    view: &'a View<'a>,
    who: &'a Who<'a>,
    case: Arc<Case>,
    /// The case as it would be, accepted and with its lead.
    then: Arc<Case>,
    /// Why the rules name no lead, if so.
    no_lead: Option<Failure>,
    dispatch: Option<Offer>,
    assessment: Option<Assessment>,
    filled: Filled,
}

impl<'a> Matter<'a> {
    fn new(
        view: &'a View<'a>,
        who: &'a Who<'a>,
        case: Arc<Case>,
        filled: Filled,
    ) -> Result<Self, WebError> {
        let engine = &view.app.engine;
        let request = |command| Request {
            at: view.now,
            by: who.actor.clone(),
            case: case.id.clone(),
            command,
            key: None,
        };
        let assign = Command::AssignLead { also_assisting: Vec::new() };
        let (then, no_lead) = match engine.rehearse(&[request(Command::Accept), request(assign)]) {
            Ok(mut done) => (done.remove(1).case, None),
            Err((1, failure)) => {
                let accepted = engine.rehearse(&[request(Command::Accept)]);
                (accepted.map_err(|(_, no)| no)?.remove(0).case, Some(failure))
            }
            // What cannot be accepted is shown with the reason when it is tried.
            Err(_) => (Arc::clone(&case), None),
        };
        let ctx = engine.context(&then)?;
        let found = offers(&then, &ctx, view.now, &who.actor);
        let dispatch = found.of(Verb::Dispatch, &About::Case).cloned();
        let topic = case.origin.topics.first();
        let topic = topic.map(|id| engine.store().topic(id)).transpose()?.flatten();
        let assessment = topic.and_then(|topic| Assessment::read(&topic.assessment));
        Ok(Self { view, who, case, then, no_lead, dispatch, assessment, filled })
    }

    fn suggest(&self, filled: &mut Filled) {
        filled.set("once", key::new(self.view.app, self.who.signed, self.view.now));
        filled.set("version", self.case.version.to_string());
        if let Some(assessment) = &self.assessment {
            let words = self.view.lang.pick(&assessment.zh, &assessment.en);
            filled.suggest("reason", words);
        }
        let Ok(ctx) = self.view.app.engine.context(&self.then) else { return };
        let scene = self.scene(&ctx);
        prefill::case(&scene, Verb::Dispatch, filled);
        let level = self.assessment.as_ref().and_then(Assessment::level);
        filled.set("urgency", super::choices::slug(&prefill::urgency(level)));
    }

    fn scene<'s>(&'s self, ctx: &'s tandem_core::Context<'s>) -> Scene<'s> {
        let place =
            Place::Case { case: &self.then, about: &About::Case, offer: self.dispatch.as_ref() };
        Scene { view: self.view, ctx, own: &self.who.unit, place }
    }

    fn send(&self) -> Result<Response, WebError> {
        let engine = &self.view.app.engine;
        let Name::New(name) = Name::of(self.view, self.who, &self.filled)? else {
            return Ok(self.back("again"));
        };
        if self.case.phase != Phase::Received {
            let say = self.view.t(GONE).to_owned();
            let outcome = view::Outcome::Refused(vec![Problem { field: None, say }], Vec::new());
            let page = self.page(&self.filled, &outcome)?;
            return Ok((StatusCode::CONFLICT, page).into_response());
        }
        let requests = match self.requests(name.as_ref())? {
            Ok(requests) => requests,
            Err(problems) => return self.refused(problems),
        };
        if let Err((_, failure)) = engine.rehearse(&requests) {
            return self.failed(failure);
        }
        if self.filled.get("send") == "check" {
            let page = self.page(&self.filled, &view::Outcome::Sound(Vec::new()))?;
            return Ok(page);
        }
        let mut last = self.case.version;
        for done in engine.execute_all(&requests)? {
            match done {
                Ok(done) => last = done.case.version,
                Err(failure) => return self.failed(failure),
            }
        }
        Ok(self.back(&format!("{}-{last}", self.case.version + 1)))
    }

    /// The four commands; the lead is assigned only where the rules name another than who accepts.
    fn requests(
        &self,
        name: Option<&String>,
    ) -> Result<Result<Vec<Request>, Vec<Problem>>, WebError> {
        let ctx = self.view.app.engine.context(&self.then)?;
        let scene = self.scene(&ctx);
        let command = |verb| {
            let reader = Reader::new(&scene, &AT_ONCE, &self.filled, &[]);
            read::command(reader, verb, &About::Case, &self.case.id)
        };
        let (level, order) = match (command(Verb::Assess), command(Verb::Dispatch)) {
            (Ok(level), Ok(order)) => (level, order),
            (Err(problems), _) | (_, Err(problems)) => return Ok(Err(problems)),
        };
        let unchanged = self.no_lead.as_ref().is_some_and(|failure| match failure {
            Failure::Refused(no) => matches!(no.0, RefusalKind::LeadUnchanged { .. }),
            _ => false,
        });
        let assign = Command::AssignLead { also_assisting: Vec::new() };
        let assign = Some(assign).filter(|_| !unchanged);
        let commands = [Command::Accept, level].into_iter().chain(assign).chain([order]);
        let request = |(no, command): (usize, Command)| Request {
            at: self.view.now,
            by: self.who.actor.clone(),
            case: self.case.id.clone(),
            command,
            key: name.cloned().filter(|_| no == 0),
        };
        Ok(Ok(commands.enumerate().map(request).collect()))
    }

    fn failed(&self, failure: Failure) -> Result<Response, WebError> {
        let ctx = self.view.app.engine.context(&self.case)?;
        let problem = refused::problem(failure, &AT_ONCE, &ctx, self.view.lang)?;
        self.refused(vec![problem])
    }

    fn refused(&self, problems: Vec<Problem>) -> Result<Response, WebError> {
        let outcome = view::Outcome::Refused(problems, Vec::new());
        let page = self.page(&self.filled, &outcome)?;
        Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
    }

    fn page(&self, filled: &Filled, outcome: &view::Outcome) -> Result<Response, WebError> {
        let ctx = self.view.app.engine.context(&self.then)?;
        let scene = self.scene(&ctx);
        let before = Place::Case { case: &self.case, about: &About::Case, offer: None };
        let before = Scene { place: before, ..scene };
        let (triage, act) = (
            format!("{}/triage", case_at(&self.case.id)),
            format!("{}/act", case_at(&self.case.id)),
        );
        let token = ("form_token", self.who.signed.form_token.as_str());
        let once = ("once", filled.get("once"));
        let version = ("version", filled.get("version"));
        let carried = [token, once, version];
        let other = |verb| [token, ("do", verb), ("about", "case"), once, version];
        let (declining, merging, none) = (other("decline"), other("merge"), Filled::default());
        let form = |form: &'static Form, action, hidden, within| Drawn {
            scene: &before,
            form,
            filled: &none,
            problems: &[],
            kept: &[],
            action,
            within,
            hidden,
        };
        let at_once = Drawn {
            scene: &scene,
            filled,
            problems: outcome.problems(),
            ..form(&AT_ONCE, &triage, &carried, "")
        };
        let no_lead = self.no_lead.as_ref().and_then(|failure| match failure {
            Failure::Refused(no) => Some(words::refusal(&no.0, self.view.lang, &ctx)),
            _ => None,
        });
        let sight = Sight {
            view: self.view,
            case: &self.case,
            then: &self.then,
            no_lead: no_lead.as_deref(),
            assessment: self.assessment.as_ref(),
            outcome,
            others: self.view.app.looking.others(
                &self.case.id,
                &self.who.signed.person,
                self.view.now,
            ),
            at_once: &at_once,
            decline: &form(&DECLINE, &act, &declining, "d-"),
            merge: &form(&MERGE_NEAR, &act, &merging, "m-"),
        };
        triage_page::page(&sight)
    }

    fn back(&self, done: &str) -> Response {
        let to = address(&case_at(&self.case.id), [("done", done)]);
        Redirect::to(&format!("{to}#done")).into_response()
    }
}
