//! The same answers as JSON, for programs; errors are problem details (RFC 9457).

use crate::answers::{
    CaseLine, CaseList, CaseState, ControlNow, Health, Invariants, LastSweep, LedgerEnd, Named,
    StoredEntry, Tracks, Watched,
};
use crate::app::App;
use crate::asked::Asked;
use crate::error::{Problem, WebError, blocking};
use crate::pages::desk::{Choice, area, filter};
use crate::show::View;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use tandem_core::case::Case;
use tandem_core::{AreaId, CaseId, Lang, Text, UnitId, words};
use tandem_engine::{CaseRow, DeskControl, Pulse, SWEEP_MINUTES_MAX, phase_name};

/// Cases in one answer.
const LIST: usize = 50;

type Shared = State<Arc<App>>;

/// `GET /healthz`: whether the store answers and the sweeper is alive; 503 where it is not, so that
/// whoever watches the process starts it again.
pub(crate) async fn health(State(app): Shared, asked: Asked) -> Result<Response, Problem> {
    let (last, now) = blocking(asked, move |_| {
        let store = app.engine.store();
        // That it answers is what is asked for.
        store.head()?;
        Ok((store.last_sweep()?, app.clock.now()))
    })
    .await?;
    let pulse = Pulse::of(last.as_ref(), now, SWEEP_MINUTES_MAX);
    let (status, word) = match pulse {
        Pulse::Stale { .. } => (StatusCode::SERVICE_UNAVAILABLE, "sweeper stopped"),
        Pulse::Never | Pulse::Alive { .. } => (StatusCode::OK, "ok"),
    };
    // Whoever watches the process needs no more, and strangers learn nothing of cases.
    let last_sweep = last.map(|beat| LastSweep { at: beat.at, minutes_ago: beat.minutes_ago(now) });
    Ok((status, Json(Health { status: word, last_sweep })).into_response())
}

/// `GET /api/v1/cases?area=&phase=&cursor=`: cases under an area, newest first.
pub(crate) async fn cases(State(app): Shared, asked: Asked) -> Result<Response, Problem> {
    let list = blocking(asked, move |asked| {
        let view = View::new(&app, asked);
        let area = area(&view)?;
        let Some(choice) = Choice::read(asked.get("phase").or(Some("all"))) else {
            return Err(WebError::Parameter {
                name: "phase",
                say: Text::new(
                    "可用：overdue、received、open、closed、merged、declined、all。",
                    "Use overdue, received, open, closed, merged, declined or all.",
                ),
            });
        };
        let cursor = asked.get("cursor");
        if cursor.is_some_and(|cursor| !is_cursor(cursor)) {
            return Err(WebError::Parameter {
                name: "cursor",
                say: Text::new("请使用上一页所给的 next。", "Use the `next` of the page before."),
            });
        }
        let page = app.engine.store().rows(&filter(area, choice, &view), cursor, LIST)?;
        let cases = page.items.iter().map(|row| row_of(&view, row)).collect();
        Ok(CaseList { area: area.id.clone(), at: view.now, cases, next: page.next })
    });
    Ok(Json(list.await?).into_response())
}

fn is_cursor(cursor: &str) -> bool {
    cursor.split_once('|').is_some_and(|(time, id)| time.parse::<i64>().is_ok() && !id.is_empty())
}

fn row_of(view: &View<'_>, row: &CaseRow) -> CaseLine {
    let named = |unit: &UnitId| {
        let name = |lang| view.region().unit_name(unit, lang).to_owned();
        Named { id: unit.clone(), zh: name(Lang::Zh), en: name(Lang::En) }
    };
    CaseLine {
        id: row.case.clone(),
        title: row.title.clone(),
        phase: row.phase.clone(),
        drill: row.drill,
        desk: named(&row.desk),
        level: row.level.clone(),
        areas: row.areas.clone(),
        risk: row.risk.clone(),
        lead: row.lead.as_ref().map(named),
        tracks: Tracks { disposal: row.disposal, response: row.response },
        deadline: row.deadline,
        overdue: row.deadline.is_some_and(|deadline| deadline < view.now),
        rung: row.rung,
        received_at: row.received_at,
        last_at: row.last_at,
        entries: row.entries,
    }
}

/// `GET /api/v1/cases/{id}`: a case with its entries.
pub(crate) async fn case(
    State(app): Shared,
    Path(id): Path<String>,
    asked: Asked,
) -> Result<Response, Problem> {
    Ok(blocking(asked, move |asked| case_of(&View::new(&app, asked), &id)).await?)
}

/// A case as JSON: where it stands, and every entry as it lies in the ledger with its hash.
pub(crate) fn case_of(view: &View<'_>, id: &str) -> Result<Response, WebError> {
    let id = CaseId::from(id);
    let case = view.case(&id)?;
    let app = view.app;
    let ctx = app.engine.context(&case)?;
    let mut entries = Vec::new();
    for stored in app.engine.store().case(&id)? {
        let entry = stored.entry()?;
        entries.push(StoredEntry {
            seq: stored.seq,
            version: stored.version,
            hash: stored.hash,
            zh: words::entry(&entry, Lang::Zh, &ctx),
            en: words::entry(&entry, Lang::En, &ctx),
            entry,
        });
    }
    Ok(Json(state(&case, entries)).into_response())
}

fn state(case: &Case, entries: Vec<StoredEntry>) -> CaseState {
    let watches = case.watches.iter().map(|watch| Watched {
        subject: watch.subject.clone(),
        unit: watch.unit.clone(),
        deadline: watch.deadline.clone(),
        rung: watch.rung,
    });
    CaseState {
        id: case.id.clone(),
        title: case.title.clone(),
        phase: phase_name(&case.phase),
        drill: case.drill,
        areas: case.areas.clone(),
        remits: case.remits.clone(),
        desk: case.desk.clone(),
        level: case.level.clone(),
        risk: case.risk,
        lead: case.lead.clone(),
        mechanism: case.pin.clone(),
        tracks: Tracks {
            disposal: case.disposal.map(|track| track.state),
            response: case.response.map(|track| track.state),
        },
        deadlines: watches.collect(),
        disputes: case.disputes.clone(),
        received_at: case.received_at,
        reopened: case.reopened,
        entries,
    }
}

/// `GET /api/v1/areas/{area}/control`: what its desk has under it, and what nobody owns there; for
/// who sees what concerns the area as a whole.
pub(crate) async fn control(
    State(app): Shared,
    Path(area): Path<String>,
    asked: Asked,
) -> Result<Response, Problem> {
    let answer = blocking(asked, move |asked| {
        let (at, area) = (app.clock.now(), AreaId::from(&*area));
        if !asked.reader.covers(&area, &app.engine.new_context()) {
            return Err(WebError::not_found("地区", "area", area.as_str()));
        }
        let DeskControl { control, more } = app.engine.control_of(&area, at)?;
        Ok(ControlNow { at, control, more })
    });
    Ok(Json(answer.await?).into_response())
}

/// `GET /api/v1/ledger`: the ledger's end.
pub(crate) async fn ledger(State(app): Shared, asked: Asked) -> Result<Response, Problem> {
    let answer = blocking(asked, move |_| {
        let head = app.engine.store().head()?;
        let (checked, broken) = app.engine.invariants();
        let invariants = Invariants { checked, broken };
        Ok(LedgerEnd { entries: head.entries, root: head.root, invariants })
    });
    Ok(Json(answer.await?).into_response())
}
