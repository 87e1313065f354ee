//! What a case is about, what it hangs together with and what was told upward, as text.

use super::show::Reading;
use tandem_core::case::{Case, Link, Sitrep};
use tandem_core::words::{self, Names};

impl Reading<'_> {
    /// The areas and remits concerned.
    pub(super) fn scope(&self, case: &Case) -> String {
        let names = |ids: Vec<String>| ids.join(self.lang.pick("、", ", "));
        let area = |id| Names::area(&self.ctx, id, self.lang);
        let remit = |id| Names::remit(&self.ctx, id, self.lang);
        let areas = names(case.areas.iter().map(area).collect());
        let remits = names(case.remits.iter().map(remit).collect());
        self.say(
            format!("区域：{areas}；事项：{remits}"),
            format!("area: {areas}; remit: {remits}"),
        )
    }

    /// Another case that belongs to it.
    pub(super) fn link(&self, link: &Link) -> String {
        let (other, relation) = (&link.case, words::relation(link.relation));
        self.say(
            format!("关联案件{other}：{}", relation.zh),
            format!("linked to case {other}: {}", relation.en),
        )
    }

    /// An account to the level above, with how much of its originals survived.
    pub(super) fn sitrep(&self, sitrep: &Sitrep) -> String {
        let (no, text, kind) = (sitrep.no, &sitrep.text, words::sitrep_kind(sitrep.kind));
        let (to, at) = (self.unit(&sitrep.to), self.ctx.time(sitrep.at));
        let count = sitrep.carries.len();
        let fidelity = sitrep.compared.as_ref().map_or_else(
            || self.say("保真度未测".into(), "fidelity not measured".into()),
            |found| words::comparison(found, self.lang),
        );
        self.say(
            format!("专报{no}（{}，{at}）→ {to}：“{text}”；随附原件{count}件，{fidelity}", kind.zh),
            format!(
                "account {no} ({}, {at}) → {to}: “{text}”; originals: {count}, {fidelity}",
                kind.en
            ),
        )
    }
}
