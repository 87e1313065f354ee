//! From the ledger.

use super::{Evaluate, write};
use crate::commands::Shell;
use anyhow::{Context as _, Result};
use serde::Serialize;
use std::collections::BTreeMap;
use std::process::ExitCode;
use tandem_core::mechanism::Mechanism;
use tandem_core::{Digest, Lang};
use tandem_engine::{Ledger as _, Recorded};
use tandem_insight::change::Change;
use tandem_insight::follows::{Follows, follows};
use tandem_insight::ledger::{
    Deviation, Finished, Linkage, Observation, Pair, Report, before_and_after, words,
};
use tandem_insight::log::Micros;
use tandem_store::SqliteLedger;

/// The JSON document.
#[derive(Serialize)]
struct Document<'a> {
    #[serde(flatten)]
    linkage: &'a Linkage,
    report: Report,
    deviations: Deviations,
    follows: Vec<Follows>,
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<Change>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pair: Option<Pair>,
}

#[derive(Serialize)]
struct Deviations {
    total: usize,
    told: Vec<Told>,
}

#[derive(Serialize)]
struct Told {
    #[serde(flatten)]
    deviation: Deviation,
    zh: String,
    en: String,
}

impl Evaluate {
    pub(super) fn evaluate_ledger(&self, shell: &Shell) -> Result<ExitCode> {
        let store = SqliteLedger::open_to_read(&self.state)?;
        let mut observation = Observation::default();
        self.read(&store, &mut observation)?;
        let until = self.until.or(observation.last()).unwrap_or_default();
        let finished = observation.finish(until, self.min_n);
        let report = Report::of(&finished);
        if let Some(path) = &self.courses {
            write::courses(&finished.courses, path)?;
        }
        if let Some(path) = &self.report {
            write::report(&report, shell.lang, path)?;
        }
        let follows = follows(&finished.log);
        if let Some(path) = &self.map {
            write::map(&follows, path)?;
        }
        let ask = self.ask(Micros(until.as_microsecond()));
        let document = Document {
            linkage: &finished.linkage,
            report,
            deviations: self.deviations(&finished, &mechanisms(&store)?),
            follows,
            change: ask.map(|ask| before_and_after(&finished.courses, ask)),
            pair: self.pair.as_deref().and_then(|units| match units {
                [first, second] => Some(finished.pair(first, second)),
                _ => None,
            }),
        };
        self.tell(&document, || document.words(shell.lang))?;
        if let Some(path) = &self.export {
            write::log(&self.named(finished.log)?, path)?;
        }
        Ok(ExitCode::SUCCESS)
    }

    fn read(&self, store: &SqliteLedger, observation: &mut Observation) -> Result<()> {
        const STRIDE: usize = 10_000;
        let mut seq = 0;
        loop {
            let part = store.scan(seq, STRIDE)?;
            let Some(last) = part.last() else { return Ok(()) };
            seq = last.seq;
            for stored in &part {
                // The evaluation is of cases; what became of the offices is on their own pages.
                let Recorded::Case(entry) = stored.recorded()? else { continue };
                if self.until.is_none_or(|until| entry.at <= until) {
                    observation.observe(&stored.case, &entry);
                }
            }
        }
    }

    fn deviations(
        &self,
        finished: &Finished,
        mechanisms: &BTreeMap<Digest, Mechanism>,
    ) -> Deviations {
        let told = finished.deviations.iter().take(self.deviations).map(|deviation| {
            let mechanism = deviation.mechanism.and_then(|pinned| mechanisms.get(&pinned));
            let say = |lang| deviation.sentence(mechanism, lang);
            Told { zh: say(Lang::Zh), en: say(Lang::En), deviation: deviation.clone() }
        });
        Deviations { total: finished.deviations.len(), told: told.collect() }
    }
}

/// All mechanisms that cases are pinned to.
fn mechanisms(store: &SqliteLedger) -> Result<BTreeMap<Digest, Mechanism>> {
    let texts = store.mechanisms().context("read the mechanisms")?;
    let parsed = texts.iter().filter_map(|text| {
        // One that an older version took and this one does not names no sources.
        let (mechanism, _) = Mechanism::parse("ledger", text).ok()?;
        Some((Digest::of(text.as_bytes()), mechanism))
    });
    Ok(parsed.collect())
}

impl Document<'_> {
    fn words(&self, lang: Lang) -> Vec<String> {
        let mut lines = words::findings(self.linkage, lang);
        let (told, total) = (&self.deviations.told, self.deviations.total);
        if total > 0 {
            let shown = told.len();
            lines.push(match lang {
                Lang::Zh => format!("偏离机制之处共{total}项，列出{shown}项（--deviations）"),
                Lang::En => format!("Deviations from the mechanism: {total}, of which {shown} are told (--deviations)"),
            });
            lines.extend(told.iter().map(|told| lang.pick(&told.zh, &told.en).to_owned()));
        }
        lines.extend(self.change.iter().flat_map(|change| change.sentences(lang)));
        lines.extend(self.pair.iter().map(|pair| pair.finding.get(lang).to_owned()));
        lines
    }
}
