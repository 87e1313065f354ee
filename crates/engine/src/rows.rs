//! A case as lists show it: one row, a function of the case alone.

use serde::{Deserialize, Serialize};
use tandem_core::case::{Case, Context, Phase, TrackState, next_due};
use tandem_core::sight::{self, Sight};
use tandem_core::{AreaId, CaseId, LevelId, Timestamp, UnitId};

/// The form of rows that this program writes. Rows of an older form are made anew from the ledger
/// before lists rest on them.
pub const ROW_FORMAT: u32 = 2;

/// One line of a list of cases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseRow {
    /// Its id.
    pub case: CaseId,
    /// Its title.
    pub title: String,
    /// `received`, `open`, `closed`, `merged` or `declined`.
    pub phase: String,
    /// A drill.
    pub drill: bool,
    /// The desk that handles it.
    pub desk: UnitId,
    /// The codes from the top area to the desk's area, joined by `/`, so that a list under a
    /// jurisdiction is a prefix match and never a join.
    pub path: String,
    /// Its level.
    pub level: LevelId,
    /// The areas concerned.
    pub areas: Vec<AreaId>,
    /// Risk level as people write it, once fixed.
    pub risk: Option<String>,
    /// Who leads.
    pub lead: Option<UnitId>,
    /// Units with an open order.
    pub ordered: Vec<UnitId>,
    /// Units that see it for the part they have in it, beside those that see it by their area.
    #[serde(default)]
    pub parties: Vec<UnitId>,
    /// How far disposal is.
    pub disposal: Option<TrackState>,
    /// How far the response is.
    pub response: Option<TrackState>,
    /// The earliest deadline that somebody must meet.
    pub deadline: Option<Timestamp>,
    /// When the mechanism next acts by itself.
    pub next_due: Option<Timestamp>,
    /// The highest rung that anything has climbed to.
    pub rung: usize,
    /// When it reached the desk.
    pub received_at: Timestamp,
    /// Its last entry.
    pub last_at: Timestamp,
    /// Number of entries.
    pub entries: u64,
}

impl CaseRow {
    /// Whether a position sees it: the policy of [`tandem_core::sight`] on what the row knows.
    pub fn is_seen_by(&self, sight: &Sight) -> bool {
        let mut above = self.path.split('/');
        above.any(|area| sight.areas.iter().any(|seen| seen.as_str() == area))
            || self.parties.iter().any(|unit| sight.units.contains(unit))
    }
}

/// The row of a case.
pub fn row_of(case: &Case, ctx: &Context<'_>) -> CaseRow {
    let mut path: Vec<&str> = ctx
        .region
        .unit(&case.desk)
        .map(|desk| ctx.region.chain(&desk.area).map(|area| area.id.as_str()).collect())
        .unwrap_or_default();
    path.reverse();
    CaseRow {
        case: case.id.clone(),
        title: case.title.clone(),
        phase: phase_name(&case.phase).to_owned(),
        drill: case.drill,
        desk: case.desk.clone(),
        path: path.join("/"),
        level: case.level.clone(),
        areas: case.areas.clone(),
        risk: case.risk.map(|risk| risk.as_str().to_owned()),
        lead: case.lead.as_ref().map(|lead| lead.unit.clone()),
        ordered: case.open_orders().map(|order| order.to.clone()).collect(),
        parties: sight::parties(case, ctx),
        disposal: case.disposal.map(|track| track.state),
        response: case.response.map(|track| track.state),
        deadline: case.watches.iter().map(|watch| watch.deadline.at).min(),
        next_due: next_due(case, ctx),
        rung: case.watches.iter().map(|watch| watch.rung).max().unwrap_or(0),
        received_at: case.received_at,
        last_at: case.last_at,
        entries: case.version,
    }
}

/// The name of a phase in a list and in JSON.
#[must_use]
pub fn phase_name(phase: &Phase) -> &'static str {
    match phase {
        Phase::New => "new",
        Phase::Received => "received",
        Phase::Open => "open",
        Phase::Closed => "closed",
        Phase::Merged(_) => "merged",
        Phase::Declined => "declined",
    }
}
