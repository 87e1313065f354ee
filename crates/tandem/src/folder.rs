//! What a ledger's folder is for: which region's real work, or which demo. A folder is never used
//! for something else than it was made for.

use anyhow::{Context as _, Result, bail};
use std::io::ErrorKind;
use std::path::Path;
use tandem_store::{FILE, SqliteLedger};

/// Name of the file that says what a folder is for.
const PURPOSE: &str = "purpose.json";

/// What a ledger is made for.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Real work of a region.
    Region(String),
    /// A demo with simulated officials.
    Demo {
        /// Its seed.
        seed: u64,
        /// Its mechanism, where another than the region's own was chosen.
        mechanism: Option<String>,
    },
}

/// Makes sure that a folder is for a purpose; a new folder is from now on.
///
/// # Errors
/// Where it was made for something else; says for what and what to do.
pub fn claim(folder: &Path, purpose: &Purpose) -> Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("make {}", folder.display()))?;
    let place = folder.join(PURPOSE);
    let known = match std::fs::read_to_string(&place) {
        Ok(text) => Some(text),
        Err(e) if e.kind() == ErrorKind::NotFound => None,
        Err(e) => return Err(e).with_context(|| format!("read {}", place.display())),
    };
    let Some(known) = known else {
        if folder.join(FILE).exists() {
            bail!(
                "{} holds a ledger but not what it is for; choose another --state",
                folder.display()
            );
        }
        let text = serde_json::to_string(purpose).context("write what the ledger is for")?;
        return std::fs::write(&place, text).with_context(|| format!("write {}", place.display()));
    };
    let known: Purpose = serde_json::from_str(&known)
        .with_context(|| format!("{} does not say what the ledger is for", place.display()))?;
    if &known == purpose {
        return Ok(());
    }
    bail!(
        "{} was made for {}, not for {}; {}",
        folder.display(),
        known.words(),
        purpose.words(),
        known.remedy()
    )
}

/// Whether a folder holds a demo, whose officials are simulated.
///
/// # Errors
/// Where the folder does not say what it is for in words that are known.
pub fn is_demo(folder: &Path) -> Result<bool> {
    let place = folder.join(PURPOSE);
    let text =
        std::fs::read_to_string(&place).with_context(|| format!("read {}", place.display()))?;
    let purpose: Purpose = serde_json::from_str(&text)
        .with_context(|| format!("{} does not say what the ledger is for", place.display()))?;
    Ok(matches!(purpose, Purpose::Demo { .. }))
}

/// Forgets a demo and its ledger; a ledger of real work is left alone.
///
/// # Errors
/// Where the folder holds real work, or another process uses it.
pub fn forget_demo(folder: &Path) -> Result<()> {
    let place = folder.join(PURPOSE);
    if !place.exists() {
        return Ok(());
    }
    let text =
        std::fs::read_to_string(&place).with_context(|| format!("read {}", place.display()))?;
    match serde_json::from_str(&text) {
        Ok(Purpose::Demo { .. }) => {}
        _ => bail!("{} holds a ledger that is no demo; it is left alone", folder.display()),
    }
    SqliteLedger::remove(folder)?;
    std::fs::remove_file(&place).with_context(|| format!("remove {}", place.display()))
}

impl Purpose {
    fn words(&self) -> String {
        match self {
            Self::Region(region) => format!("real work of region `{region}`"),
            Self::Demo { seed, mechanism } => {
                let mechanism = mechanism.as_deref().unwrap_or("the region's own");
                format!("a demo with seed {seed} and mechanism {mechanism}")
            }
        }
    }

    fn remedy(&self) -> &'static str {
        match self {
            Self::Region(_) => "choose another --state or the region it was made for",
            Self::Demo { .. } => "choose another --state, or start the demo over with --fresh",
        }
    }
}
