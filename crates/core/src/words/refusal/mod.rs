//! A refusal as one sentence that a person understands, with the rule behind it and the remedy.
//! Each family of reasons has a file of its own; a test sees that none goes without words.

mod end;
mod fact;
mod joint;
mod lead;
mod order;
mod standing;

use super::Names;
use crate::Lang;
use crate::case::RefusalKind;

/// Puts a reason of its family into words; `None` for a reason of another family.
type Family = fn(&RefusalKind, Lang, &dyn Names) -> Option<String>;

const FAMILIES: [Family; 6] =
    [standing::said, lead::said, order::said, fact::said, joint::said, end::said];

/// Why the core said no.
pub fn refusal(kind: &RefusalKind, lang: Lang, names: &dyn Names) -> String {
    let reason = FAMILIES.iter().find_map(|said| said(kind, lang, names));
    let reason = reason
        .unwrap_or_else(|| lang.pick("该规则不允许", "the rule does not allow it").to_owned());
    match lang {
        Lang::Zh => format!("驳回（{}）：{reason}", kind.rule()),
        Lang::En => format!("refused ({}): {reason}", kind.rule()),
    }
}

fn say(lang: Lang, zh: impl Into<String>, en: impl Into<String>) -> Option<String> {
    Some(match lang {
        Lang::Zh => zh.into(),
        Lang::En => en.into(),
    })
}
