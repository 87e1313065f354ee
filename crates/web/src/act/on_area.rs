//! Forms of an area's offices.

use super::answer::{self, Name};
use super::draw::Drawn;
use super::filled::Filled;
use super::form::Form;
use super::handed::Handed;
use super::read::{self, Problem, Reader};
use super::scene::{Place, Scene};
use super::who::{Who, maybe};
use super::{forms, key, prefill, refused, view};
use crate::app::App;
use crate::asked::{Asked, address, escaped};
use crate::error::WebError;
use crate::show::View;
use axum::extract::{Path, Request as HttpRequest, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use std::sync::Arc;
use tandem_core::AreaId;
use tandem_core::directory::{About, Command, Directory, Verb, offers};
use tandem_engine::OfficeRequest;

type Shared = State<Arc<App>>;

/// `GET /duty/{area}/act?do=VERB&about=…`: a form.
pub(crate) async fn ask(
    State(app): Shared,
    Path(area): Path<String>,
    asked: Asked,
) -> Result<Response, WebError> {
    answer::asked(app, asked, move |view, who| {
        let mut filled = Filled::default();
        filled.put("do", view.asked.get("do").unwrap_or_default());
        filled.put("about", view.asked.get("about").unwrap_or_default());
        let found = Found::new(view, &area, who, filled)?;
        let mut fresh = found.filled.clone();
        fresh.set("once", key::new(view.app, who.signed, view.now));
        fresh.set("version", found.directory.version.to_string());
        prefill::offices(view, who, found.verb, &mut fresh);
        Ok(found.page(&fresh, &view::Outcome::Asked))
    })
    .await
}

/// `POST /duty/{area}/act`: does it, or says why not.
pub(crate) async fn post(
    State(app): Shared,
    Path(area): Path<String>,
    asked: Asked,
    request: HttpRequest,
) -> Result<Response, WebError> {
    answer::sent(app, asked, request, move |view, who, filled| {
        Found::new(view, &area, who, filled)?.send()
    })
    .await
}

/// A form that was found, with the offices that it is about.
struct Found<'a> {
    view: &'a View<'a>,
    who: &'a Who<'a>,
    area: AreaId,
    directory: Directory,
    verb: Verb,
    form: &'static Form,
    filled: Filled,
}

impl<'a> Found<'a> {
    fn new(
        view: &'a View<'a>,
        area: &str,
        who: &'a Who<'a>,
        filled: Filled,
    ) -> Result<Self, WebError> {
        let missing = |what: &str| WebError::not_found("表单", "form", what);
        let verb = Verb::named(filled.get("do")).ok_or_else(|| missing(filled.get("do")))?;
        let form = forms::of_office(verb).ok_or_else(|| missing(filled.get("do")))?;
        let area = AreaId::from(area);
        if view.region().area(&area).is_none() {
            return Err(WebError::not_found("地区", "area", area.as_str()));
        }
        let directory = directory_of(view, &area);
        Ok(Self { view, who, area, directory, verb, form, filled })
    }

    fn send(&self) -> Result<Response, WebError> {
        let engine = &self.view.app.engine;
        let Name::New(name) = Name::of(self.view, self.who, &self.filled)? else {
            return Ok(self.back("again"));
        };
        let command = match self.command() {
            Ok(command) => command,
            Err(problems) => return Ok(self.refused(problems)),
        };
        let (at, by, area) = (self.view.now, self.who.actor.clone(), self.area.clone());
        let request = OfficeRequest { at, by, area, command, key: name };
        match engine.direct(&request) {
            Ok(done) => {
                let (last, count) = (done.directory.version, done.entries.len() as u64);
                Ok(self.back(&format!("{}-{last}", last + 1 - count.max(1))))
            }
            Err(failure) => {
                let (ctx, lang) = (engine.new_context(), self.view.lang);
                let problem = refused::problem(failure, self.form, &ctx, lang)?;
                Ok(self.refused(vec![problem]))
            }
        }
    }

    fn command(&self) -> Result<Command, Vec<Problem>> {
        let ctx = self.view.app.engine.new_context();
        let scene = self.scene(&ctx);
        let reader = Reader::new(&scene, self.form, &self.filled, &[]);
        let read = read::office_command(reader, self.verb, self.filled.get("about"));
        match answer::unsure(self.view, self.form, &self.filled) {
            Some(unsure) => Err(read.err().into_iter().flatten().chain([unsure]).collect()),
            None => read,
        }
    }

    fn scene<'s>(&'s self, ctx: &'s tandem_core::Context<'s>) -> Scene<'s> {
        let place = Place::Offices { area: &self.area };
        Scene { view: self.view, ctx, own: &self.who.unit, place }
    }

    fn refused(&self, problems: Vec<Problem>) -> Response {
        let outcome = view::Outcome::Refused(problems, Handed::default().originals);
        let page = self.page(&self.filled, &outcome);
        (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
    }

    fn page(&self, filled: &Filled, outcome: &view::Outcome) -> Response {
        let ctx = self.view.app.engine.new_context();
        let scene = self.scene(&ctx);
        let action = format!("{}/act", self.at());
        let hidden = [
            ("form_token", self.who.signed.form_token.as_str()),
            ("do", self.filled.get("do")),
            ("about", self.filled.get("about")),
            ("once", filled.get("once")),
            ("version", filled.get("version")),
        ];
        let drawn = Drawn {
            scene: &scene,
            form: self.form,
            filled,
            problems: outcome.problems(),
            kept: &[],
            action: &action,
            within: "",
            hidden: &hidden,
        };
        view::offices(&drawn, outcome)
    }

    fn at(&self) -> String {
        format!("/duty/{}", escaped(self.area.as_str()))
    }

    fn back(&self, done: &str) -> Response {
        Redirect::to(&format!("{}#done", address(&self.at(), [("done", done)]))).into_response()
    }
}

fn directory_of(view: &View<'_>, area: &AreaId) -> Directory {
    let now = view.app.engine.directories();
    now.of(area).cloned().unwrap_or_else(|| Directory::new(area.clone()))
}

/// What the reader can do in an area's offices; nothing where nobody signed in.
pub(crate) struct Offices<'a> {
    view: &'a View<'a>,
    area: &'a AreaId,
    given: Vec<(Verb, About)>,
}

impl<'a> Offices<'a> {
    /// Asks the core.
    pub(crate) fn of(view: &'a View<'a>, area: &'a AreaId) -> Self {
        let given = maybe(view).map_or_else(Vec::new, |who| {
            let ctx = view.app.engine.new_context();
            offers(&directory_of(view, area), &ctx, view.now, &who.actor)
        });
        Self { view, area, given }
    }

    /// Links for what can be done about one thing, of some verbs.
    pub(crate) fn on(&self, about: &About, verbs: &[Verb]) -> Markup {
        let mine = self.given.iter().filter(|(verb, found)| found == about && verbs.contains(verb));
        let links: Vec<Markup> = mine.filter_map(|(verb, about)| self.link(*verb, about)).collect();
        html! { @if !links.is_empty() { p.deeds { @for link in &links { (link) } } } }
    }

    fn link(&self, verb: Verb, about: &About) -> Option<Markup> {
        let form = forms::of_office(verb)?;
        let (_, name, _) = Verb::ALL.iter().find(|(known, ..)| *known == verb)?;
        let about = match (about, verb) {
            (About::Area, Verb::Delegate) => {
                let signed = self.view.asked.signed.as_ref()?;
                signed.position.as_ref()?.to_string()
            }
            (About::Area, _) => String::new(),
            (
                About::Shift(no) | About::Delegation(no) | About::Key(no) | About::Proposal(no),
                _,
            ) => no.to_string(),
            (About::Channel(unit, channel), _) => format!("{unit}|{channel}"),
            (About::Tenure(position, person), _) => format!("{position}|{person}"),
        };
        let to = format!("/duty/{}/act", escaped(self.area.as_str()));
        let to = address(&to, [("do", *name), ("about", about.as_str())]);
        Some(html! { a.button href=(to) { (self.view.t(form.title)) } })
    }
}
