//! Cases that become one, or one that becomes two, as sentences.

use super::entry::Words;
use crate::case::{EntryKind, Lead};
use crate::{AreaId, RemitId, StatementId, UnitId};

impl Words<'_> {
    /// `None` for what others say.
    pub(super) fn joining(&self, kind: &EntryKind) -> Option<String> {
        Some(match kind {
            EntryKind::Merged { into, reason, unpublished } => {
                let dropped = match self.statements(unpublished) {
                    None => String::new(),
                    Some(ids) => self.say(
                        format!("；未发布的回应稿{ids}不再发布"),
                        format!("; never published, and not to be: statement {ids}"),
                    ),
                };
                self.say(
                    format!("并入案件{into}：{reason}{dropped}"),
                    format!("merged into case {into}: {reason}{dropped}"),
                )
            }
            EntryKind::CaseAbsorbed {
                from,
                areas,
                remits,
                evidence,
                reopens,
                risk,
                lead,
                bound,
                unpublished,
                dues,
                ..
            } => {
                let gained = self.scope(areas, remits);
                let gained = if gained.is_empty() {
                    String::new()
                } else {
                    self.say(format!("；新增{gained}"), format!("; it gains {gained}"))
                };
                let tracks: Vec<String> = reopens
                    .iter()
                    .map(|track| super::terms::track(*track).get(self.lang).to_owned())
                    .collect();
                let tracks = match tracks.join(self.lang.pick("、", ", ")) {
                    none if none.is_empty() => none,
                    tracks => {
                        self.say(format!("；{tracks}重新进行"), format!("; open again: {tracks}"))
                    }
                };
                let (count, dues) = (evidence.len(), self.dues(dues));
                let risk = risk.map_or_else(String::new, |level| {
                    let level = level.as_str();
                    self.say(
                        format!("；随该案定为{level}级"),
                        format!("; risk level {level}, as fixed there"),
                    )
                });
                let settled = self.settlement_kept(lead.as_deref(), bound);
                let dropped = match self.statements(unpublished) {
                    None => String::new(),
                    Some(ids) => self.say(
                        format!("；该案未发布的回应稿{ids}由本案另行起草"),
                        format!("; not published there and to be written anew: statement {ids}"),
                    ),
                };
                let rest = format!("{gained}{tracks}{risk}{settled}{dropped}{dues}");
                self.say(
                    format!("案件{from}并入本案；新增原件{count}件{rest}"),
                    format!("case {from} is handled here; new originals: {count}{rest}"),
                )
            }
            EntryKind::CommitmentTaken { no, from, statement, promise } => {
                let (owner, by) = (self.unit(&promise.owner), self.names.time(promise.by));
                let text = &promise.text;
                self.say(
                    format!("承接案件{from}回应稿{statement}的承诺，列为公开承诺{no}：{text}（{owner}，{by}前）"),
                    format!("commitment {no}, promised by statement {statement} of case {from}: {text} ({owner}, by {by})"),
                )
            }
            EntryKind::CaseSplit { into, areas, remits, desk, reason } => {
                let desk = self.unit(desk);
                let left = self.scope(areas, remits);
                let left = if left.is_empty() {
                    String::new()
                } else {
                    self.say(format!("；移出{left}"), format!("; it takes along {left}"))
                };
                self.say(
                    format!("部分内容分出为案件{into}，登记于{desk}{left}：{reason}"),
                    format!("a part becomes case {into} at {desk}{left}: {reason}"),
                )
            }
            _ => return None,
        })
    }

    /// What a settlement of a merged case still says.
    fn settlement_kept(&self, lead: Option<&Lead>, bound: &[UnitId]) -> String {
        let lead = lead.map_or_else(String::new, |lead| {
            let lead = self.lead(lead);
            self.say(format!("；{lead}"), format!("; {lead}"))
        });
        let bound = match bound {
            [] => String::new(),
            bound => {
                let bound = self.units(bound);
                self.say(
                    format!("；不得再退单：{bound}"),
                    format!("; may not send back again: {bound}"),
                )
            }
        };
        format!("{lead}{bound}")
    }

    fn statements(&self, ids: &[StatementId]) -> Option<String> {
        let ids: Vec<&str> = ids.iter().map(|id| id.as_str()).collect();
        (!ids.is_empty()).then(|| ids.join(self.lang.pick("、", ", ")))
    }

    fn scope(&self, areas: &[AreaId], remits: &[RemitId]) -> String {
        let areas = areas.iter().map(|area| self.names.area(area, self.lang));
        let remits = remits.iter().map(|remit| self.names.remit(remit, self.lang));
        let all: Vec<String> = areas.chain(remits).collect();
        all.join(self.lang.pick("、", ", "))
    }
}
