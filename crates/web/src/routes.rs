//! All routes, each with who may come to it.
//!
//! A route cannot be added without saying who may come: [`Routes::route`] asks for it, and the
//! guard ([`crate::door::guard`]) refuses a request whose route says nothing. The tests ask the
//! same list, and try every route as every kind of person.

use crate::app::App;
use crate::{act, api, assets, bulk, command, door, live, openapi, outside, pages, portal, search};
use axum::Router;
use axum::routing::{MethodRouter, get, post};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Who may come to a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comers {
    /// Anybody; it tells nothing of cases.
    Anybody,
    /// Anybody, of whom nothing is known: official statements and what became of public matters.
    Public,
    /// Whoever signed in; what is shown there follows from their position.
    SignedIn,
    /// Who may see the case that the path names.
    OfCase,
    /// A registered source, whose signature the route looks at itself. No browser comes here, so
    /// no form token is asked for.
    Sources,
    /// A program with a key, which the route looks at itself.
    Programs,
    /// A program with a key, about a case that the path names, if there is one. Whether the key's
    /// position may see it is looked at once the command is read: sooner, a mistake in a command
    /// would be answered otherwise on a hidden case than on one that is not there.
    ProgramsOfCase,
    /// Administrators.
    Administrators,
}

/// Routes while they are collected.
pub(crate) struct Routes {
    router: Router<Arc<App>>,
    comers: BTreeMap<&'static str, Comers>,
}

impl Routes {
    /// A route with who may come to it.
    fn route(
        mut self,
        path: &'static str,
        comers: Comers,
        methods: MethodRouter<Arc<App>>,
    ) -> Self {
        self.router = self.router.route(path, methods);
        self.comers.insert(path, comers);
        self
    }

    /// The router, and who may come to which path.
    pub(crate) fn finish(self) -> (Router<Arc<App>>, BTreeMap<&'static str, Comers>) {
        (self.router, self.comers)
    }
}

/// Every path with who may come to it, for whoever checks that each has a rule.
pub fn comers() -> BTreeMap<&'static str, Comers> {
    all().finish().1
}

pub(crate) fn all() -> Routes {
    use Comers as C;
    let mut routes = Routes { router: Router::new(), comers: BTreeMap::new() };
    for (path, methods) in assets::routes() {
        routes = routes.route(path, C::Anybody, methods);
    }
    let routes = routes
        .route("/", C::SignedIn, get(pages::desk))
        .route("/cases/{id}", C::OfCase, get(pages::case))
        .route("/cases/{id}/act", C::OfCase, act::on_case())
        .route("/cases/{id}/check", C::OfCase, act::check())
        .route("/cases/{id}/triage", C::OfCase, act::triage())
        .route("/receive", C::SignedIn, act::receive())
        .route("/triage", C::SignedIn, get(act::next_matter))
        .route("/work", C::SignedIn, get(act::work))
        .route("/cases/{id}/originals/{evidence}", C::OfCase, get(pages::original))
        .route("/search", C::SignedIn, get(search::page))
        .route("/topics", C::SignedIn, get(pages::topics))
        .route("/topics/{id}", C::SignedIn, get(pages::topic))
        .route("/mechanism", C::SignedIn, get(pages::mechanism))
        .route("/ledger", C::SignedIn, get(pages::ledger))
        .route("/units/{unit}", C::SignedIn, get(pages::unit))
        .route("/duty/{area}", C::SignedIn, get(pages::duty))
        .route("/cases/{id}/papers/{paper}", C::OfCase, get(pages::paper))
        .route("/supervision", C::SignedIn, get(pages::supervision))
        .route("/evaluation", C::SignedIn, get(pages::evaluation))
        .route("/evaluation/report", C::SignedIn, get(pages::report))
        .route("/directory", C::SignedIn, get(pages::directory))
        .route("/sources", C::Anybody, get(pages::sources))
        .route("/hooks/{source}", C::Sources, outside::hook())
        .route("/duty/{area}/act", C::SignedIn, act::on_area())
        .route("/events", C::SignedIn, get(live::events))
        .route("/healthz", C::Anybody, get(api::health))
        .route("/api/v1/cases", C::SignedIn, get(api::cases))
        .route("/api/v1/cases/{id}", C::OfCase, get(api::case))
        .route("/api/v1/cases/{id}/commands", C::ProgramsOfCase, post(command::on_case))
        .route("/api/v1/areas/{area}/commands", C::Programs, post(command::on_area))
        .route("/api/v1/areas/{area}/control", C::SignedIn, get(api::control))
        .route("/api/v1/search", C::SignedIn, get(search::answer))
        .route("/api/v1/commands", C::Programs, bulk::commands())
        .route("/api/v1/originals", C::Programs, bulk::originals())
        .route("/api/v1/ledger", C::SignedIn, get(api::ledger))
        .route("/api/v1/openapi.json", C::Anybody, get(openapi::answer));
    let public = portal::routes().into_iter();
    let routes = public.fold(routes, |all, (path, methods)| all.route(path, C::Public, methods));
    door_routes(routes)
}

/// Signing in and out, one's own account, setting up, and exceptional access.
fn door_routes(routes: Routes) -> Routes {
    use Comers as C;
    routes
        .route("/signin", C::Anybody, get(door::sign_in_page).post(door::sign_in))
        .route("/signin/as", C::Anybody, post(door::sign_in_as))
        .route("/signout", C::Anybody, post(door::sign_out))
        .route("/setup", C::Anybody, get(door::setup_page).post(door::set_up))
        .route(
            "/invitation/{token}",
            C::Anybody,
            get(door::invitation_page).post(door::use_invitation),
        )
        .route("/accounts", C::Administrators, get(door::accounts_page).post(door::change_accounts))
        .route("/setup/missing", C::Administrators, get(door::missing_page))
        .route("/position", C::SignedIn, post(door::choose_position))
        .route("/account", C::SignedIn, get(door::account_page))
        .route("/account/password", C::SignedIn, post(door::change_password))
        .route("/account/codes", C::SignedIn, get(door::codes_page).post(door::change_codes))
        .route("/account/sessions", C::SignedIn, post(door::end_sessions))
        .route("/exceptions", C::SignedIn, get(door::exceptions_page).post(door::open_exception))
        .route("/exceptions/end", C::SignedIn, post(door::end_exception))
}
