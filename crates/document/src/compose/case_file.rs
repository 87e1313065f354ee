//! Case file with proof (案卷).

use super::Dossier;
use super::flash::sections;
use crate::paper::{Block, Paper};
use tandem_core::words;
use tandem_core::{Digest, Timestamp};

/// By which a case file can be checked against the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Sequence number and hash of each entry of the case, in order.
    pub entries: Vec<(u64, Digest)>,
    /// Entries in the ledger, and its root then.
    pub head: (u64, Digest),
}

/// Everything that happened on a case in order, its facts, statements and originals, and the hashes
/// by which anybody who holds the ledger can check that nothing was changed or left out.
pub fn case_file(of: Dossier<'_>, proof: &Proof, at: Timestamp) -> Paper {
    let mut paper = sections(of, at);
    paper.kind = of.say("案卷", "Case file");
    paper.number = of.case.id.to_string();
    paper.body.push(Block::heading(of.say("经过", "What happened")));
    let hashes = proof.entries.iter().map(Some).chain(std::iter::repeat(None));
    let rows = of.entries.iter().zip(hashes).map(|(entry, hash)| {
        let (seq, hash) = hash.map_or((String::new(), String::new()), |(seq, hash)| {
            (seq.to_string(), hash.to_string().chars().take(12).collect())
        });
        let said = words::entry(entry, of.lang, of.ctx);
        vec![seq, of.time(entry.at), of.author(entry), said, hash]
    });
    let head = match of.lang {
        tandem_core::Lang::Zh => ["台账号", "时间", "何人", "何事", "哈希（前12位）"],
        tandem_core::Lang::En => ["Entry", "When", "Who", "What", "Hash (first 12)"],
    };
    paper.body.push(Block::Table {
        head: head.map(str::to_owned).to_vec(),
        widths: vec![3, 5, 6, 12, 4],
        rows: rows.collect(),
    });
    let originals = of.case.evidence.iter().map(|evidence| &evidence.id);
    if let Some(originals) = of.originals(originals) {
        paper.body.push(Block::heading(of.say("原件", "Originals")));
        paper.body.push(originals);
    }
    let (entries, root) = &proof.head;
    paper.proof = vec![
        of.say(
            format!("台账共{entries}条，根哈希：{root}"),
            format!("The ledger held {entries} entries; its root: {root}"),
        ),
        of.say(
            "核验：tandem ledger verify；逐条哈希见 tandem ledger export。",
            "To check: tandem ledger verify; each hash: tandem ledger export.",
        ),
    ];
    paper.numbered()
}
