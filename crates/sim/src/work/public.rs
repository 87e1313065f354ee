//! Statements: what the lead would tell the public next.

use super::{Call, Job, Question, Scene, Step, Writing};
use crate::offices::Parameter as P;
use tandem_core::case::{
    Cite, Statement, StatementKind, StatementState, Subject, TrackKind, TrackState,
};

impl Scene<'_> {
    pub(super) fn speak(&self, jobs: &mut Vec<Job>) {
        let case = self.case;
        let Some(lead) = case.lead.as_ref().filter(|lead| lead.unit != case.desk) else { return };
        let waits = |statement: &Statement| statement.is_pending() && !self.is_stuck(statement);
        if let Some(index) = case.statements.iter().position(waits) {
            let statement = &case.statements[index];
            let draft = statement.state == StatementState::Draft;
            let step = if draft { Step::Approve } else { Step::Publish };
            let call = self.desk(step, self.owed());
            let (what, since) = (index as u32, statement.since);
            self.call(jobs, &Call { what, nth: what, unit: &lead.unit, since, ..call });
            return;
        }
        for (kind, since) in self.due_statements() {
            let call = self.desk(Step::Draft, self.owed());
            let at_once = kind != StatementKind::Notice || self.speaks_at_once();
            let call = Call {
                what: kind as u32,
                nth: kind as u32 + 8 * case.reopened,
                unit: &lead.unit,
                since,
                writing: Writing::Yes,
                ..call
            };
            let own = jobs.len();
            self.call(jobs, &call);
            if !at_once {
                // Left to itself the lead says nothing yet.
                let mut place = 0;
                jobs.retain(|job| {
                    place += 1;
                    place <= own || job.id.press != super::Press::Own
                });
            }
        }
    }

    /// The watch by which the public waits.
    fn owed(&self) -> Subject {
        let waits = [Subject::Notice, Subject::Briefing, Subject::Answer];
        let ready = self.case.disposal.is_some_and(|track| track.state != TrackState::Open);
        let last = if ready { Subject::Closing } else { Subject::Answer };
        waits.into_iter().find(|subject| self.case.watch(subject).is_some()).unwrap_or(last)
    }

    fn speaks_at_once(&self) -> bool {
        let lead = self.case.lead.as_ref().and_then(|lead| self.place.number(&lead.unit));
        let mut draw = self.stream(lead.unwrap_or(0).into(), Step::Draft, Question::Content, 0);
        draw.happens(self.offices.get(P::ShareSpeaksAtOnce))
    }

    /// Kinds of statements that the case allows and calls for, and since when.
    fn due_statements(&self) -> Vec<(StatementKind, tandem_core::Timestamp)> {
        let case = self.case;
        let open = |kind| case.track(kind).is_some_and(|track| track.state == TrackState::Open);
        if !open(TrackKind::Response) {
            return Vec::new();
        }
        let findings = self.citable();
        let latest = case.open_findings().map(|finding| finding.at).max();
        if let Some(disposal) = case.disposal.filter(|track| track.state != TrackState::Open) {
            let due = (StatementKind::Final, disposal.since.max(case.lead_since));
            return if findings.is_empty() { Vec::new() } else { vec![due] };
        }
        let mut kinds = Vec::new();
        let told = case.statements.iter().any(|statement| statement.is_published());
        if !told && !case.evidence.is_empty() {
            kinds.push((StatementKind::Notice, case.lead_since));
        }
        if told && case.watch(&Subject::Briefing).is_some() && !case.evidence.is_empty() {
            kinds.push((StatementKind::Briefing, case.lead_since));
        }
        let asked = !findings.is_empty() && case.watch(&Subject::Answer).is_some();
        if let Some(latest) = latest.filter(|_| asked) {
            kinds.push((StatementKind::Progress, latest.max(case.lead_since)));
        }
        kinds
    }

    /// Findings that a statement may cite.
    pub(super) fn citable(&self) -> Vec<Cite> {
        let open = self.case.open_findings().filter(|f| !self.case.disputes.contains(&f.key));
        open.map(|finding| Cite::Finding(finding.no)).collect()
    }

    /// Whether a draft can no longer go out as it is: its facts moved on, or the end is not near.
    fn is_stuck(&self, statement: &Statement) -> bool {
        let open = self.case.disposal.is_some_and(|track| track.state == TrackState::Open);
        if statement.kind == StatementKind::Final && open {
            return true;
        }
        let disputed = |cite: &Cite| match cite {
            Cite::Finding(no) => self.case.finding(*no).is_some_and(|finding| {
                finding.superseded_by.is_some() || self.case.disputes.contains(&finding.key)
            }),
            Cite::Evidence(_) => false,
        };
        statement.cites.iter().any(disputed)
    }
}
