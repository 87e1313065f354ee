//! The report as a file.

use crate::error::WebError;
use crate::evaluations::Evaluated;
use crate::press::{Account, FileKind, Sheet, served};
use crate::show::View;
use axum::response::Response;
use serde::Serialize;
use tandem_core::region::Area;
use tandem_core::{AreaId, Text, Timestamp};
use tandem_insight::ledger::{Deviation, Linkage, Report};

/// The JSON document.
#[derive(Serialize)]
struct Document<'a> {
    area: &'a AreaId,
    since: Option<Timestamp>,
    #[serde(flatten)]
    linkage: &'a Linkage,
    report: &'a Report,
    deviations: Deviations<'a>,
}

#[derive(Serialize)]
struct Deviations<'a> {
    total: usize,
    latest: &'a [Deviation],
}

/// `GET /evaluation/report?as=json|html|pdf|docx`.
pub(in crate::pages) fn file(view: &View<'_>) -> Result<Response, WebError> {
    let (area, _, found) = super::found(view)?;
    let named = |ending: &str| format!("evaluation-{}.{ending}", area.id);
    match view.asked.get("as") {
        Some("json") => {
            let text = serde_json::to_vec(&document(area, &found))
                .map_err(|error| WebError::Paper(Box::new(error)))?;
            Ok(served("application/json", &named("json"), text))
        }
        Some("html") => {
            let html = found.report.html(view.lang).into_bytes();
            Ok(served("text/html; charset=utf-8", &named("html"), html))
        }
        Some(kind @ ("pdf" | "docx")) => {
            let form = if kind == "pdf" { FileKind::Pdf } else { FileKind::Docx };
            let missing = || WebError::not_found("文件", "paper", kind);
            let press = view.app.press.as_ref().ok_or_else(missing)?;
            let ctx = view.app.engine.new_context();
            let account = Account { area, report: &found.report, at: found.at, ctx: &ctx };
            let sheet = Sheet::Evaluation(account);
            let bytes = press.set(&sheet, form, view.setting()).map_err(WebError::Paper)?;
            Ok(served(form.media(), &named(kind), bytes))
        }
        _ => Err(WebError::Parameter {
            name: "as",
            say: Text::new("可用：json、html、pdf、docx。", "Use json, html, pdf or docx."),
        }),
    }
}

fn document<'a>(area: &'a Area, found: &'a Evaluated) -> Document<'a> {
    Document {
        area: &area.id,
        since: found.since,
        linkage: &found.linkage,
        report: &found.report,
        deviations: Deviations { total: found.deviations_total, latest: &found.deviations },
    }
}
