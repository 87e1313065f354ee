//! A statement that is out, with what a reader asks of it.

use crate::asked::escaped;
use crate::error::WebError;
use crate::show::View;
use std::sync::Arc;
use tandem_core::case::{Case, Statement};
use tandem_core::{CaseId, Digest, StatementId, Timestamp, publicity};
use tandem_engine::{Failure, Publication};

/// A statement that anybody may read.
pub(super) struct Said {
    pub(super) case: Arc<Case>,
    pub(super) statement: Statement,
    pub(super) at: Timestamp,
}

impl Said {
    /// The statement of a case, where it is out and no part of a drill.
    pub(super) fn find(
        view: &View<'_>,
        case: &CaseId,
        id: &StatementId,
    ) -> Result<Option<Self>, WebError> {
        let Some(case) = case_of(view, case)? else { return Ok(None) };
        let found = publicity::statements(&case).find(|(statement, _)| &statement.id == id);
        let found = found.map(|(statement, at)| (statement.clone(), at));
        Ok(found.map(|(statement, at)| Self { case, statement, at }))
    }

    /// The statements of a list.
    pub(super) fn all(view: &View<'_>, list: &[Publication]) -> Result<Vec<Self>, WebError> {
        let found = list.iter().map(|item| Self::find(view, &item.case, &item.statement));
        Ok(found.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
    }

    pub(super) fn address(&self) -> String {
        address(&self.case, &self.statement.id)
    }

    /// The statement that it puts right.
    pub(super) fn corrects(&self) -> Option<&Statement> {
        let corrected = self.statement.corrects.as_ref()?;
        self.case.statement(corrected).filter(|statement| statement.is_published())
    }

    /// Statements that put it right, in order.
    pub(super) fn corrections(&self) -> impl Iterator<Item = (&Statement, Timestamp)> {
        corrections(&self.case, &self.statement.id)
    }

    /// The hash of the entry by which it was published.
    pub(super) fn code(&self, view: &View<'_>) -> Result<Digest, WebError> {
        for stored in view.app.engine.store().case(&self.case.id)? {
            if stored.publishes()?.as_ref() == Some(&self.statement.id) {
                return Ok(stored.hash);
            }
        }
        Err(WebError::not_found("发布记录", "entry of publication", self.statement.id.as_str()))
    }
}

/// Statements that put another one right.
pub(super) fn corrections<'a>(
    case: &'a Case,
    id: &'a StatementId,
) -> impl Iterator<Item = (&'a Statement, Timestamp)> {
    publicity::statements(case).filter(|(statement, _)| statement.corrects.as_ref() == Some(id))
}

/// The address of a statement.
pub(super) fn address(case: &Case, id: &StatementId) -> String {
    format!("/public/statements/{}/{}", escaped(case.id.as_str()), escaped(id.as_str()))
}

/// A case, whether it is public or not; `None` where there is none.
pub(super) fn case_of(view: &View<'_>, id: &CaseId) -> Result<Option<Arc<Case>>, WebError> {
    match view.app.engine.case(id) {
        Ok(case) => Ok(Some(case)),
        Err(Failure::NoCase(_) | Failure::Reserved(_)) => Ok(None),
        Err(failure) => Err(failure.into()),
    }
}
