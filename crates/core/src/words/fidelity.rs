//! How much of the originals survives in an account, in words.

use crate::Lang;
use crate::case::{Comparison, Fidelity, Unmeasured};

/// What a comparison with the originals found, or why there was none.
pub fn comparison(found: &Comparison, lang: Lang) -> String {
    let why = match found {
        Comparison::Measured(found) => return fidelity(found, lang),
        Comparison::Unmeasured(Unmeasured::NoText) => {
            ("保真度未测：原件没有文字", "fidelity not measured: the originals have no text")
        }
        Comparison::Unmeasured(Unmeasured::NotAtHand) => (
            "保真度未测：原件的文字不在本机",
            "fidelity not measured: the text of the originals is not kept here",
        ),
    };
    lang.pick(why.0, why.1).to_owned()
}

/// Fidelity and whatever took from it, as one phrase: `保真度0.82（对照原件2件；漏报0.10）`.
pub fn fidelity(fidelity: &Fidelity, lang: Lang) -> String {
    let share = |permille: u16| format!("{:.2}", f64::from(permille) / 1000.0);
    let faults = [
        (fidelity.omission_permille, "漏报", "omission"),
        (fidelity.addition_permille, "添加", "addition"),
        (fidelity.alteration_permille, "改动", "alteration"),
        (fidelity.qualifier_loss_permille, "失去限定", "lost qualifiers"),
        (fidelity.unsupported_permille, "无据", "unsupported"),
    ];
    let mut said: Vec<String> = faults
        .into_iter()
        .filter(|(permille, ..)| *permille > 0)
        .map(|(permille, zh, en)| match lang {
            Lang::Zh => format!("{zh}{}", share(permille)),
            Lang::En => format!("{en} {}", share(permille)),
        })
        .collect();
    let drift = fidelity.severity_drift_permille;
    let size = share(drift.unsigned_abs());
    match (drift.signum(), lang) {
        (1, Lang::Zh) => said.push(format!("说重{size}")),
        (-1, Lang::Zh) => said.push(format!("说轻{size}")),
        (1, Lang::En) => said.push(format!("told as graver {size}")),
        (-1, Lang::En) => said.push(format!("told as milder {size}")),
        _ => {}
    }
    let (whole, count) = (share(fidelity.fidelity_permille), fidelity.originals);
    let said = said.join(lang.pick("、", ", "));
    match (said.is_empty(), lang) {
        (true, Lang::Zh) => format!("保真度{whole}（对照原件{count}件）"),
        (true, Lang::En) => format!("fidelity {whole} (against originals: {count})"),
        (false, Lang::Zh) => format!("保真度{whole}（对照原件{count}件；{said}）"),
        (false, Lang::En) => format!("fidelity {whole} (against originals: {count}; {said})"),
    }
}
