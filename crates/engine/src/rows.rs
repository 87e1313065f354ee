//! A case as lists show it: one row, a function of the case alone.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use tandem_core::case::{Case, Context, Phase, SupervisionState, TrackState, next_due};
use tandem_core::sight::{self, Sight};
use tandem_core::{AreaId, CaseId, Digest, LevelId, StatementId, Timestamp, UnitId, publicity};

/// The form of rows that this program writes. Rows of an older form are made anew from the ledger
/// before lists rest on them.
pub const ROW_FORMAT: u32 = 4;

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
    /// Units that owe an account under a supervision order that is not discharged.
    #[serde(default)]
    pub supervised: Vec<UnitId>,
    /// Areas under which the public finds it; none where it is not public.
    #[serde(default)]
    pub public_in: Vec<AreaId>,
    /// Its statements that the public reads.
    #[serde(default)]
    pub publications: Vec<Publication>,
    /// Numbers of the complaints that are handled in it.
    #[serde(default)]
    pub complaints: Vec<SmolStr>,
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

/// A statement that the public reads, as lists know it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Publication {
    /// When it was published.
    pub at: Timestamp,
    /// Its case.
    pub case: CaseId,
    /// Its id there.
    pub statement: StatementId,
    /// By which its text is recognised ([`publicity::text_digest`]).
    pub text: Digest,
}

impl Publication {
    /// From where a list of statements goes on after this one.
    pub fn cursor(&self) -> String {
        format!("{}|{}|{}", self.at.as_millisecond(), self.case, self.statement)
    }

    /// Milliseconds, case and statement of a cursor; `None` where it is none.
    pub fn place(cursor: &str) -> Option<(i64, &str, &str)> {
        let (at, rest) = cursor.split_once('|')?;
        let (case, statement) = rest.rsplit_once('|')?;
        Some((at.parse().ok()?, case, statement))
    }
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
        supervised: supervised(case),
        public_in: public_in(case, ctx),
        publications: publications(case),
        complaints: case.origin.complaints.clone(),
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

/// Whoever is under supervision on a case, each unit once.
fn supervised(case: &Case) -> Vec<UnitId> {
    let open = case.supervisions.iter().filter(|o| o.state != SupervisionState::Discharged);
    let mut found: Vec<UnitId> = open.map(|order| order.to.clone()).collect();
    found.sort();
    found.dedup();
    found
}

/// The areas that a public matter concerns, that of its desk, and all above them.
fn public_in(case: &Case, ctx: &Context<'_>) -> Vec<AreaId> {
    if !publicity::is_public(case) {
        return Vec::new();
    }
    let desk = ctx.region.unit(&case.desk).map(|desk| &desk.area);
    let concerned = case.areas.iter().chain(desk);
    let mut found: Vec<AreaId> =
        concerned.flat_map(|area| ctx.region.chain(area)).map(|area| area.id.clone()).collect();
    found.sort();
    found.dedup();
    found
}

fn publications(case: &Case) -> Vec<Publication> {
    let found = publicity::statements(case).map(|(statement, at)| Publication {
        at,
        case: case.id.clone(),
        statement: statement.id.clone(),
        text: publicity::text_digest(&statement.text),
    });
    found.collect()
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
