//! Statements of the public portal as papers.

use super::{Shell, say};
use std::sync::Arc;
use tandem_document::compose::{self, Dossier};
use tandem_document::{Fonts, pdf};
use tandem_web::{Manuscript, Portal, Press, PressError};

/// The portal with what this machine can give it: papers, where it has fonts for them.
pub(super) fn portal(shell: &Shell) -> Portal {
    let folder = std::env::var_os("TANDEM_FONTS").map(std::path::PathBuf::from);
    match Fonts::find(folder.as_deref()) {
        Ok(fonts) => Portal::default().with_press(Arc::new(Typesetter { fonts })),
        Err(missing) => {
            say(&format!(
                "{}{missing}",
                shell.lang.pick("门户不提供 PDF：", "the portal offers no PDF: ")
            ));
            Portal::default()
        }
    }
}

/// Sets papers with the fonts of this machine.
struct Typesetter {
    fonts: Fonts,
}

impl Press for Typesetter {
    fn statement(&self, of: &Manuscript<'_>) -> Result<Vec<u8>, PressError> {
        let Manuscript { case, entries, ctx, statement, banner, lang } = *of;
        let paper = compose::statement(Dossier { case, entries, ctx, banner, lang }, statement)?;
        Ok(pdf::pdf(&paper, &self.fonts)?)
    }
}
