//! Forms on a case: asked for, checked, sent.

use super::answer::{self, Name};
use super::draw::Drawn;
use super::filled::Filled;
use super::form::Form;
use super::handed::{self, Handed};
use super::read::{self, Problem, Reader};
use super::scene::{Place, Scene};
use super::who::Who;
use super::{forms, key, prefill, refused, subject, view};
use crate::app::App;
use crate::asked::{Asked, address, escaped};
use crate::error::WebError;
use crate::show::{View, case_at};
use axum::extract::{Path, Request as HttpRequest, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use std::sync::Arc;
use tandem_core::CaseId;
use tandem_core::case::{About, Case, Command, Entry, Offers, Verb, offers};
use tandem_engine::{Done, Request};

/// The word in an address for a case that is yet to be made.
const NEW: &str = "new";

type Shared = State<Arc<App>>;

/// `GET /cases/{id}/act?do=VERB&about=…`: a form.
pub(crate) async fn ask(
    State(app): Shared,
    Path(id): Path<String>,
    asked: Asked,
) -> Result<Response, WebError> {
    let mut filled = Filled::default();
    filled.put("do", asked.get("do").unwrap_or_default());
    filled.put("about", asked.get("about").unwrap_or("case"));
    drawn(app, id, asked, filled).await
}

/// `GET /receive`: the form by which a matter is entered.
pub(crate) async fn ask_new(State(app): Shared, asked: Asked) -> Result<Response, WebError> {
    let mut filled = Filled::default();
    filled.put("do", "receive");
    drawn(app, NEW.to_owned(), asked, filled).await
}

async fn drawn(
    app: Arc<App>,
    id: String,
    asked: Asked,
    filled: Filled,
) -> Result<Response, WebError> {
    answer::asked(app, asked, move |view, who| {
        let found = Found::new(view, &id, who, filled)?;
        found.looked_at();
        found.with_scene(|found, scene| {
            if found.offered(scene) {
                let mut fresh = found.filled.clone();
                prefill::case(scene, found.verb, &mut fresh);
                fresh.set("once", key::new(view.app, who.signed, view.now));
                fresh.set("version", found.case.version.to_string());
                return Ok(found.page(scene, &fresh, &view::Outcome::Asked));
            }
            Ok(view::withheld(scene, found.form, found.why_not()))
        })
    })
    .await
}

/// `POST /cases/{id}/act`: does it, or says why not.
pub(crate) async fn post(
    State(app): Shared,
    Path(id): Path<String>,
    asked: Asked,
    request: HttpRequest,
) -> Result<Response, WebError> {
    sent(app, id, asked, request).await
}

/// `POST /receive`: enters a matter, or says why not.
pub(crate) async fn post_new(
    State(app): Shared,
    asked: Asked,
    request: HttpRequest,
) -> Result<Response, WebError> {
    sent(app, NEW.to_owned(), asked, request).await
}

async fn sent(
    app: Arc<App>,
    id: String,
    asked: Asked,
    request: HttpRequest,
) -> Result<Response, WebError> {
    answer::sent(app, asked, request, move |view, who, filled| {
        let found = Found::new(view, &id, who, filled)?;
        found.with_scene(|found, scene| found.send(scene))
    })
    .await
}

/// `POST /cases/{id}/check`: what the core would say, as a part of a page; nothing is stored.
pub(crate) async fn check(
    State(app): Shared,
    Path(id): Path<String>,
    asked: Asked,
    request: HttpRequest,
) -> Result<Response, WebError> {
    answer::sent(app, asked, request, move |view, who, filled| {
        let found = Found::new(view, &id, who, filled)?;
        found.with_scene(|found, scene| {
            let handed = handed::take(scene.view, &found.filled)?;
            let problems = match found.command(scene, &handed) {
                Err(problems) => problems,
                Ok(command) => match found.rehearsed(scene, command)? {
                    Ok(_) => Vec::new(),
                    Err(problem) => vec![problem],
                },
            };
            Ok(view::verdict(scene.view, &problems).into_response())
        })
    })
    .await
}

/// A form that was found, with the case that it is about.
struct Found<'a> {
    view: &'a View<'a>,
    who: &'a Who<'a>,
    case: Arc<Case>,
    verb: Verb,
    about: About,
    form: &'static Form,
    filled: Filled,
    offers: Offers,
}

impl<'a> Found<'a> {
    fn new(
        view: &'a View<'a>,
        id: &str,
        who: &'a Who<'a>,
        filled: Filled,
    ) -> Result<Self, WebError> {
        let engine = &view.app.engine;
        let missing = |what: &str| WebError::not_found("表单", "form", what);
        let verb = filled.get("do");
        let verb = Verb::named(verb).ok_or_else(|| missing(verb))?;
        let form = forms::of(verb).ok_or_else(|| missing(filled.get("do")))?;
        let about = subject::read(filled.get("about"));
        let about = about.ok_or_else(|| missing(filled.get("about")))?;
        let case = if id == NEW && verb == Verb::Receive {
            let area = view.region().unit(&who.unit).map(|unit| &unit.area);
            let year = engine.world().calendar.local(view.now).year();
            Arc::new(Case::new(
                area.map_or_else(|| CaseId::from(NEW), |area| key::case(area, year, &filled)),
            ))
        } else {
            engine.case(&CaseId::from(id))?
        };
        let offers = offers(&case, &engine.context(&case)?, view.now, &who.actor);
        Ok(Self { view, who, case, verb, about, form, filled, offers })
    }

    fn with_scene<T>(
        &self,
        then: impl FnOnce(&Self, &Scene<'_>) -> Result<T, WebError>,
    ) -> Result<T, WebError> {
        let ctx = self.view.app.engine.context(&self.case)?;
        let offer = self.offers.of(self.verb, &self.about);
        let place = Place::Case { case: &self.case, about: &self.about, offer };
        then(self, &Scene { view: self.view, ctx: &ctx, own: &self.who.unit, place })
    }

    fn offered(&self, scene: &Scene<'_>) -> bool {
        matches!(scene.place, Place::Case { offer: Some(_), .. })
    }

    fn why_not(&self) -> Option<&tandem_core::case::Refusal> {
        let mut withheld = self.offers.withheld.iter();
        let here = withheld.find(|no| no.verb == self.verb && no.about == self.about);
        here.map(|no| &no.refusal)
    }

    fn looked_at(&self) {
        let (person, now) = (&self.who.signed.person, self.view.now);
        self.view.app.looking.note(&self.case.id, person, now);
    }

    fn send(&self, scene: &Scene<'_>) -> Result<Response, WebError> {
        let engine = &self.view.app.engine;
        let Name::New(name) = Name::of(self.view, self.who, &self.filled)? else {
            return Ok(self.back(&self.case.id, "again"));
        };
        let handed = handed::take(scene.view, &self.filled)?;
        let refused = |problems| self.refused(scene, &handed, problems);
        let changed = self.changed()?;
        if !changed.is_empty() {
            let mut fresh = self.filled.clone();
            fresh.set("version", self.case.version.to_string());
            let outcome = view::Outcome::Changed(changed, handed.originals);
            return Ok((StatusCode::CONFLICT, self.page(scene, &fresh, &outcome)).into_response());
        }
        let command = match self.command(scene, &handed) {
            Ok(command) => command,
            Err(problems) => return Ok(refused(problems)),
        };
        if self.filled.get("send") == "check" {
            return match self.rehearsed(scene, command)? {
                Ok(_) => {
                    Ok(self.page(scene, &self.filled, &view::Outcome::Sound(handed.originals)))
                }
                Err(problem) => Ok(refused(vec![problem])),
            };
        }
        let request = self.request(command, name);
        match engine.execute(&request) {
            Ok(done) => Ok(self.back(&self.target(&done), &made(&done))),
            Err(failure) => {
                let lang = self.view.lang;
                let problem = refused::problem(failure, self.form, scene.ctx, lang)?;
                Ok(refused(vec![problem]))
            }
        }
    }

    /// The case that a person looks at next.
    fn target(&self, done: &Done) -> CaseId {
        match self.verb {
            Verb::Join | Verb::Receive => done.case.id.clone(),
            _ => self.case.id.clone(),
        }
    }

    fn refused(&self, scene: &Scene<'_>, handed: &Handed, problems: Vec<Problem>) -> Response {
        let outcome = view::Outcome::Refused(problems, handed.originals.clone());
        let page = self.page(scene, &self.filled, &outcome);
        (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
    }

    /// What others did to the case since the form was drawn. What the mechanism did by itself
    /// does not make anybody's work out of date.
    fn changed(&self) -> Result<Vec<Entry>, WebError> {
        let since = key::version(&self.filled, &self.case);
        if since >= self.case.version {
            return Ok(Vec::new());
        }
        let entries = self.view.app.engine.entries(&self.case.id)?;
        let new = entries.into_iter().skip(since as usize);
        Ok(new.filter(|entry| !entry.by.is_mechanism()).collect())
    }

    fn command(&self, scene: &Scene<'_>, handed: &Handed) -> Result<Command, Vec<Problem>> {
        let mut problems = handed.problems.clone();
        problems.extend(answer::unsure(self.view, self.form, &self.filled));
        let reader = Reader::new(scene, self.form, &self.filled, &handed.originals);
        let read = read::command(reader, self.verb, &self.about, &self.new_case());
        match read {
            Ok(command) if problems.is_empty() => self.seen(command),
            Ok(_) => Err(problems),
            Err(more) => Err([more, problems].concat()),
        }
    }

    /// The command, if whoever asks may see the other cases that it names; one that they may not is
    /// answered as one that is not there.
    fn seen(&self, command: Command) -> Result<Command, Vec<Problem>> {
        let engine = &self.view.app.engine;
        let hidden = |id: &&CaseId| {
            let known = engine.case(id).ok();
            known.is_some_and(|case| !self.view.sees(&case).unwrap_or(false))
        };
        match command.others().iter().find(hidden) {
            Some(id) => Err(vec![refused::no_such_case(id, self.view.lang)]),
            None => Ok(command),
        }
    }

    /// The id of a case that the command makes.
    fn new_case(&self) -> CaseId {
        let desk = self.view.region().unit(&self.case.desk);
        let year = self.view.app.engine.world().calendar.local(self.view.now).year();
        desk.map_or_else(|| CaseId::from(NEW), |desk| key::case(&desk.area, year, &self.filled))
    }

    fn request(&self, command: Command, key: Option<String>) -> Request {
        let case = match &command {
            Command::Join { .. } => self.new_case(),
            _ => self.case.id.clone(),
        };
        Request { at: self.view.now, by: self.who.actor.clone(), case, command, key }
    }

    fn rehearsed(
        &self,
        scene: &Scene<'_>,
        command: Command,
    ) -> Result<Result<(), Problem>, WebError> {
        let request = self.request(command, None);
        match self.view.app.engine.rehearse(std::slice::from_ref(&request)) {
            Ok(_) => Ok(Ok(())),
            Err((_, failure)) => {
                let lang = self.view.lang;
                Ok(Err(refused::problem(failure, self.form, scene.ctx, lang)?))
            }
        }
    }

    fn page(&self, scene: &Scene<'_>, filled: &Filled, outcome: &view::Outcome) -> Response {
        let action = match self.verb {
            Verb::Receive => "/receive".to_owned(),
            _ => format!("{}/act", case_at(&self.case.id)),
        };
        let about = subject::written(&self.about);
        let verb = self.filled.get("do");
        let hidden = [
            ("form_token", self.who.signed.form_token.as_str()),
            ("do", verb),
            ("about", about.as_str()),
            ("once", filled.get("once")),
            ("version", filled.get("version")),
        ];
        let drawn = Drawn {
            scene,
            form: self.form,
            filled,
            problems: outcome.problems(),
            kept: outcome.kept(),
            action: &action,
            within: "",
            hidden: &hidden,
        };
        let others =
            self.view.app.looking.others(&self.case.id, &self.who.signed.person, self.view.now);
        view::page(&drawn, outcome, &others)
    }

    fn back(&self, case: &CaseId, done: &str) -> Response {
        let to = address(&format!("/cases/{}", escaped(case.as_str())), [("done", done)]);
        Redirect::to(&format!("{to}#done")).into_response()
    }
}

/// Which entries a command made, by their numbers in the case.
fn made(done: &Done) -> String {
    let count = done.entries.len() as u64;
    format!("{}-{}", done.case.version + 1 - count.max(1), done.case.version)
}
