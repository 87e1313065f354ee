//! Sitrep (舆情专报).

use super::{Dossier, Missing};
use crate::paper::{Block, Paper};
use tandem_core::Text;
use tandem_core::case::EntryKind;
use tandem_core::words;

/// A sitrep as it was filed, with the facts that it rests on, how much of its originals survives in
/// its text, and the originals themselves named, so that its reader can open them.
///
/// # Errors
/// Where the case has no such sitrep.
pub fn sitrep(of: Dossier<'_>, no: u32) -> Result<Paper, Missing> {
    let missing = || Missing::of(&Text::new("专报", "sitrep"), &no.to_string(), of.case);
    let sitrep = of.case.sitreps.iter().find(|sitrep| sitrep.no == no).ok_or_else(missing)?;
    let filed = |kind: &EntryKind| matches!(kind, EntryKind::SitrepFiled { no: n, .. } if *n == no);
    let entry = of.entry(filed).ok_or_else(missing)?;
    let series = words::sitrep_kind(sitrep.kind);
    let kind =
        of.say(format!("舆情专报（{}）", series.zh), format!("Situation report ({})", series.en));
    let number = format!("{}/s{no}", of.case.id);
    let mut paper = of.paper(&sitrep.from, kind, number, sitrep.at);
    paper.title = of.say(
        format!("关于“{}”的情况报告", of.case.title),
        format!("Report on “{}”", of.case.title),
    );
    paper.to = Some(of.unit(&sitrep.to));
    paper.body.push(Block::text(of.marked(&sitrep.text, &sitrep.cites)));
    paper.body.extend(of.rests_on(&sitrep.cites).map(Block::text));
    if let Some(facts) = of.fact_sheet() {
        paper.body.push(Block::heading(of.say("事实清单", "Fact sheet")));
        paper.body.push(facts);
    }
    if let Some(originals) = of.originals(sitrep.carries.iter()) {
        paper.body.push(Block::heading(of.say("随报原件", "Originals that come along")));
        paper.body.push(originals);
    }
    if let Some(compared) = &sitrep.compared {
        let said = words::comparison(compared, of.lang);
        paper.body.push(Block::text(
            of.say(format!("对照原件：{said}。"), format!("Held against the originals: {said}.")),
        ));
    }
    paper.signed.push(of.author(entry));
    Ok(paper)
}
