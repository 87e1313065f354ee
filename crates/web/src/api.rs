//! The same answers as JSON, for programs; errors are problem details (RFC 9457).

use crate::app::App;
use crate::asked::Asked;
use crate::error::{Problem, WebError, blocking};
use crate::pages::desk::{Choice, area, filter};
use crate::show::View;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use std::sync::Arc;
use tandem_core::case::Case;
use tandem_core::{AreaId, CaseId, Lang, Text, words};
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
    let sweep = last.map(|beat| json!({ "at": beat.at, "minutes_ago": beat.minutes_ago(now) }));
    let answer = json!({ "status": word, "last_sweep": sweep });
    Ok((status, Json(answer)).into_response())
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
        let cases: Vec<Value> = page.items.iter().map(|row| row_of(&view, row)).collect();
        Ok(json!({ "area": area.id, "at": view.now, "cases": cases, "next": page.next }))
    });
    Ok(Json(list.await?).into_response())
}

fn is_cursor(cursor: &str) -> bool {
    cursor.split_once('|').is_some_and(|(time, id)| time.parse::<i64>().is_ok() && !id.is_empty())
}

fn row_of(view: &View<'_>, row: &CaseRow) -> Value {
    let name = |unit| {
        let name = |lang| view.region().unit_name(unit, lang);
        json!({ "id": unit, "zh": name(Lang::Zh), "en": name(Lang::En) })
    };
    json!({
        "id": row.case,
        "title": row.title,
        "phase": row.phase,
        "drill": row.drill,
        "desk": name(&row.desk),
        "level": row.level,
        "areas": row.areas,
        "risk": row.risk,
        "lead": row.lead.as_ref().map(name),
        "tracks": { "disposal": row.disposal, "response": row.response },
        "deadline": row.deadline,
        "overdue": row.deadline.is_some_and(|deadline| deadline < view.now),
        "rung": row.rung,
        "received_at": row.received_at,
        "last_at": row.last_at,
        "entries": row.entries,
    })
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
        entries.push(json!({
            "seq": stored.seq,
            "version": stored.version,
            "hash": stored.hash,
            "entry": entry,
            "zh": words::entry(&entry, Lang::Zh, &ctx),
            "en": words::entry(&entry, Lang::En, &ctx),
        }));
    }
    Ok(Json(state(&case, &entries)).into_response())
}

fn state(case: &Case, entries: &[Value]) -> Value {
    let watches = case.watches.iter().map(|watch| {
        json!({
            "subject": watch.subject,
            "unit": watch.unit,
            "deadline": watch.deadline,
            "rung": watch.rung,
        })
    });
    json!({
        "id": case.id,
        "title": case.title,
        "phase": phase_name(&case.phase),
        "drill": case.drill,
        "areas": case.areas,
        "remits": case.remits,
        "desk": case.desk,
        "level": case.level,
        "risk": case.risk,
        "lead": case.lead,
        "mechanism": case.pin,
        "tracks": {
            "disposal": case.disposal.map(|track| track.state),
            "response": case.response.map(|track| track.state),
        },
        "deadlines": watches.collect::<Vec<_>>(),
        "disputes": case.disputes,
        "received_at": case.received_at,
        "reopened": case.reopened,
        "entries": entries,
    })
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
        Ok(json!({ "at": at, "control": control, "more": more }))
    });
    Ok(Json(answer.await?).into_response())
}

/// `GET /api/v1/ledger`: the ledger's end.
pub(crate) async fn ledger(State(app): Shared, asked: Asked) -> Result<Response, Problem> {
    let answer = blocking(asked, move |_| {
        let head = app.engine.store().head()?;
        let (checked, broken) = app.engine.invariants();
        let invariants = json!({ "checked": checked, "broken": broken });
        Ok(json!({ "entries": head.entries, "root": head.root, "invariants": invariants }))
    });
    Ok(Json(answer.await?).into_response())
}
