//! From a topic to the desk: which topics a desk should look at, and how they are brought there.
//!
//! A topic goes to the desk of the lowest area that contains all of its areas. It arrives as a
//! matter to be triaged; whether it becomes a case is for people to say.

use super::evidence;
use anyhow::{Context as _, Result};
use tandem_core::case::{Actor, Case, Command, Evidence, EvidenceKind, Origin};
use tandem_core::region::Region;
use tandem_core::{AreaId, CaseId, Digest, PositionId, Timestamp};
use tandem_engine::{ArchivedPost, Request, TopicRow};

/// Posts that one case takes as evidence, at most.
pub const EVIDENCE_MAX: usize = 40;

/// A topic that is brought to a desk.
#[derive(Clone, Debug)]
pub struct Matter<'a> {
    /// The topic.
    pub topic: &'a TopicRow,
    /// Somebody asks government for something.
    pub complaint: bool,
    /// Its posts as evidence.
    pub originals: Vec<Evidence>,
}

/// The position at the desk of the lowest area that contains all of these, which receives.
///
/// # Errors
/// Where the areas have no common superior with a desk.
pub fn position(region: &Region, areas: &[AreaId]) -> Result<PositionId> {
    let area = region.lowest_common(areas).context("areas without a superior")?;
    let desk = region.desk(&area.id).context("an area has no desk")?;
    Ok(PositionId::of(&desk.id, "duty"))
}

impl Matter<'_> {
    /// The command by which a desk receives the matter. Sent twice, it is carried out once.
    pub fn receipt(self, at: Timestamp, by: Actor, case: CaseId) -> Request {
        let ids = vec![smol_str::SmolStr::new(&self.topic.id)];
        let origin = Origin {
            complaints: if self.complaint { ids.clone() } else { Vec::new() },
            topics: ids,
        };
        Request {
            at,
            by,
            case,
            command: Command::Receive {
                title: self.topic.title.clone(),
                origin,
                areas: self.topic.areas.clone(),
                remits: self.topic.remits.clone(),
                evidence: self.originals,
                drill: false,
            },
            key: Some(format!("receive/{}", self.topic.id)),
        }
    }
}

/// Posts as evidence, at most as many as a case takes.
pub fn originals(posts: &[ArchivedPost], complaint: bool) -> Vec<Evidence> {
    let kind = if complaint { EvidenceKind::Complaint } else { EvidenceKind::Post };
    posts.iter().take(EVIDENCE_MAX).map(|post| evidence(post, kind)).collect()
}

/// Evidence that a case does not have yet and has room for.
pub fn additions(case: &Case, originals: Vec<Evidence>) -> Vec<Evidence> {
    let room = EVIDENCE_MAX.saturating_sub(case.evidence.len());
    let new = originals.into_iter();
    let new = new.filter(|piece| case.evidence.iter().all(|known| known.id != piece.id));
    new.take(room).collect()
}

/// The case that a topic goes into: its day, and letters that tell it from the day's others.
pub fn case_id(topic: &TopicRow, day: jiff::civil::Date) -> CaseId {
    let digest = Digest::of(topic.id.as_bytes()).to_string();
    CaseId::new(format!("c-{}-{}", day.strftime("%Y%m%d"), &digest[..8]))
}
