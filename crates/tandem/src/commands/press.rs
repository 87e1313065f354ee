//! Papers that pages offer, set with the fonts of this machine.

use super::{Shell, say};
use std::sync::Arc;
use tandem_core::CaseId;
use tandem_core::case::Case;
use tandem_document::compose::{self, Dossier, Found, Missing, Proof};
use tandem_document::{Fonts, Paper, docx, pdf};
use tandem_web::{Account, FileKind, Manuscript, PaperOf, Press, PressError, Setting, Sheet};

/// What sets papers on this machine; nothing where it has no fonts for them.
pub(super) fn press(shell: &Shell) -> Option<Arc<dyn Press>> {
    let folder = std::env::var_os("TANDEM_FONTS").map(std::path::PathBuf::from);
    match Fonts::find(folder.as_deref()) {
        Ok(fonts) => Some(Arc::new(Typesetter { fonts })),
        Err(missing) => {
            say(&format!(
                "{}{missing}",
                shell.lang.pick("页面不提供公文：", "the pages offer no papers: ")
            ));
            None
        }
    }
}

/// Sets papers with the fonts of this machine.
struct Typesetter {
    fonts: Fonts,
}

impl Press for Typesetter {
    fn set(
        &self,
        sheet: &Sheet<'_>,
        file: FileKind,
        setting: Setting<'_>,
    ) -> Result<Vec<u8>, PressError> {
        let paper = match sheet {
            Sheet::Case(manuscript) => of_case(manuscript, setting)?,
            Sheet::Evaluation(account) => of_area(account, setting),
        };
        match file {
            FileKind::Pdf => Ok(pdf::pdf(&paper, &self.fonts)?),
            FileKind::Docx => Ok(docx::docx(&paper)?),
        }
    }
}

fn of_case(of: &Manuscript<'_>, setting: Setting<'_>) -> Result<Paper, Missing> {
    let Manuscript { case, entries, ctx, .. } = *of;
    let Setting { banner, lang, now } = setting;
    let dossier = Dossier { case, entries, ctx, banner, lang };
    match &of.paper {
        PaperOf::Order(id) => compose::dispatch_order(dossier, id),
        PaperOf::Supervision(id) => compose::supervision_order(dossier, id),
        PaperOf::Sitrep(no) => compose::sitrep(dossier, *no),
        PaperOf::Statement(id) => compose::statement(dossier, id),
        PaperOf::Flash => Ok(compose::flash(dossier, now)),
        PaperOf::CaseFile { entries, head } => {
            let proof = Proof { entries: entries.clone(), head: *head };
            Ok(compose::case_file(dossier, &proof, now))
        }
    }
}

fn of_area(of: &Account<'_>, setting: Setting<'_>) -> Paper {
    let Account { area, report, at, ctx } = *of;
    let Setting { banner, lang, .. } = setting;
    let case = Case::new(CaseId::from(""));
    let blank = Dossier { case: &case, entries: &[], ctx, banner, lang };
    compose::evaluation(Found { area, report, at }, blank)
}
