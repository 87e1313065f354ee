//! What a demo came to, as one JSON document.

use anyhow::Result;
use serde::Serialize;
use tandem_core::case::TrackState;
use tandem_core::{Lang, UnitId};
use tandem_engine::{CaseFilter, Engine, Head, verify};

/// The result of a demo.
#[derive(Debug, Serialize)]
pub struct Outcome {
    /// Posts heard.
    pub posts: u64,
    /// Topics found.
    pub topics: u64,
    /// Cases, oldest first.
    pub cases: Vec<CaseOutcome>,
    /// The ledger at the end.
    pub ledger: LedgerOutcome,
    /// Invariants since the start of this process.
    pub invariants: InvariantsOutcome,
    /// Who acted.
    pub officials: &'static str,
}

/// One case.
#[derive(Debug, Serialize)]
pub struct CaseOutcome {
    id: String,
    title: String,
    areas: Vec<String>,
    level: String,
    risk: Option<String>,
    lead: Option<String>,
    lead_unit: Option<UnitId>,
    lead_rule: Option<String>,
    assisting: Vec<String>,
    tracks: Tracks,
    state: String,
    entries: u64,
}

#[derive(Debug, Serialize)]
struct Tracks {
    disposal: Option<TrackState>,
    response: Option<TrackState>,
}

/// The ledger.
#[derive(Debug, Serialize)]
pub struct LedgerOutcome {
    #[serde(flatten)]
    head: Head,
    verified: bool,
}

/// The invariants.
#[derive(Debug, Serialize)]
pub struct InvariantsOutcome {
    checked: u64,
    broken: u64,
}

impl Outcome {
    /// Whether the ledger holds and no invariant was broken.
    pub fn is_sound(&self) -> bool {
        self.ledger.verified && self.invariants.broken == 0
    }

    /// Reads the outcome from a store.
    ///
    /// # Errors
    /// Where storage fails.
    pub fn of(engine: &Engine) -> Result<Self> {
        let store = engine.store();
        let (posts, topics) = store.counts()?;
        let region = &engine.world().region;
        let name = |unit: &UnitId| region.unit_name(unit, Lang::Zh).to_owned();
        let mut cases = Vec::new();
        let mut cursor: Option<String> = None;
        loop {
            let page = store.rows(&CaseFilter::default(), cursor.as_deref(), 1_000)?;
            for row in page.items {
                let case = engine.case(&row.case)?;
                let lead = case.lead.as_ref();
                cases.push(CaseOutcome {
                    id: case.id.to_string(),
                    title: case.title.clone(),
                    areas: case.areas.iter().map(ToString::to_string).collect(),
                    level: case.level.to_string(),
                    risk: row.risk,
                    lead: lead.map(|lead| name(&lead.unit)),
                    lead_unit: lead.map(|lead| lead.unit.clone()),
                    lead_rule: lead.map(|lead| lead.rule.to_string()),
                    assisting: lead
                        .map_or_else(Vec::new, |l| l.assisting.iter().map(name).collect()),
                    tracks: Tracks { disposal: row.disposal, response: row.response },
                    state: row.phase,
                    entries: row.entries,
                });
            }
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        cases.reverse();
        let (checked, broken) = engine.invariants();
        let verified = verify(store).is_ok();
        Ok(Self {
            posts,
            topics,
            cases,
            ledger: LedgerOutcome { head: store.head()?, verified },
            invariants: InvariantsOutcome { checked, broken },
            officials: "simulated",
        })
    }
}
