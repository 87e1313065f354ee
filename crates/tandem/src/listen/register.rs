//! The office's source register, and what lies beside it: mappings, and keys that nobody may read.

use crate::files::Files;
use anyhow::{Context as _, Result, bail};
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use tandem_core::problem::{Problem, Problems};
use tandem_core::sources::{Source, SourceRegister};
use tandem_core::{Lang, SourceName};
use tandem_intake::Mapping;
use tandem_sense::privacy::PseudonymKey;

/// Name of the register in the folder of a ledger, or of a region.
pub const FILE: &str = "sources.toml";

/// A register and where it was found.
#[derive(Clone, Debug)]
pub struct Sources {
    /// What it says.
    pub register: SourceRegister,
    /// What somebody should look at.
    pub warnings: Vec<Problem>,
    /// Where it is, for messages.
    pub place: String,
    /// The folder that mapping files are looked for in.
    folder: PathBuf,
    /// The folder of the ledger.
    state: PathBuf,
}

impl Sources {
    /// The register of a ledger: its folder's own, or else the region's.
    ///
    /// # Errors
    /// All problems of the register, where it cannot be used.
    pub fn load(files: &Files, state: &Path, region: &str) -> Result<Self> {
        let own = state.join(FILE);
        let (place, folder, text) = match std::fs::read_to_string(&own) {
            Ok(text) => (own.display().to_string(), state.to_owned(), text),
            Err(e) if e.kind() == ErrorKind::NotFound => {
                let (place, text) = files.region_file(region, FILE)?;
                let folder = Path::new(&place).parent().map(Path::to_owned).unwrap_or_default();
                (place, folder, text.into_owned())
            }
            Err(e) => return Err(e).with_context(|| format!("read {}", own.display())),
        };
        let (register, warnings) = SourceRegister::parse(&place, &text)
            .with_context(|| format!("the source register {place} cannot be used"))?;
        Ok(Self { register, warnings, place, folder, state: state.to_owned() })
    }

    /// Where what listening has learnt is stored.
    pub fn state_file(&self) -> PathBuf {
        self.state.join("listening.state")
    }

    /// All problems of the register of a ledger, told at once.
    ///
    /// # Errors
    /// Where it cannot be read at all.
    pub fn problems(loaded: Result<Self>) -> Result<(Option<Self>, Vec<Problem>)> {
        match loaded {
            Ok(sources) => {
                let warnings = sources.warnings.clone();
                Ok((Some(sources), warnings))
            }
            Err(error) => match error.downcast::<Problems>() {
                Ok(Problems(problems)) => Ok((None, problems)),
                Err(error) => Err(error),
            },
        }
    }

    /// A registered source.
    ///
    /// # Errors
    /// Where it is not registered; says how to register it.
    pub fn get(&self, name: &str, lang: Lang) -> Result<&Source> {
        if let Some(source) = self.register.get(&SourceName::from(name)) {
            return Ok(source);
        }
        let known: Vec<&str> = self.register.iter().map(|source| source.id.as_str()).collect();
        let known = if known.is_empty() { "-".to_owned() } else { known.join(", ") };
        let own = self.state.join(FILE);
        let own = own.display();
        bail!(match lang {
            Lang::Zh => format!(
                "信源“{name}”未登记，不得采集。已登记：{known}。\n  处理：在 {own} 中登记其目的、法律依据和保存期限，例如\n{}",
                entry(name)
            ),
            Lang::En => format!(
                "the source `{name}` is not registered, so nothing is taken in from it; registered: {known}.\n  remedy: say in {own} what it is listened to for, by which right and for how long, such as\n{}",
                entry(name)
            ),
        })
    }

    /// How a source's rows are read: by the mapping given, or the one that the register names.
    ///
    /// # Errors
    /// Where it cannot be used.
    pub fn mapping(&self, source: &Source, given: Option<&str>, offset: &str) -> Result<Mapping> {
        let (named, folder) = match given {
            Some(given) => (Some(given), Path::new("")),
            None => (source.map.as_deref(), self.folder.as_path()),
        };
        let Some(named) = named else {
            return Ok(Mapping::default().with_offset(offset));
        };
        let mapping = match named.strip_prefix("preset:") {
            Some(preset) => Mapping::preset(preset)?,
            None => {
                let path = folder.join(named);
                let text = std::fs::read_to_string(&path)
                    .with_context(|| format!("read the mapping {}", path.display()))?;
                let beside = path.parent().unwrap_or(Path::new("")).to_owned();
                let read = |file: &str| {
                    std::fs::read_to_string(beside.join(file)).map_err(|e| e.to_string())
                };
                Mapping::from_toml(&text)
                    .and_then(|mapping| mapping.with_code_files(read))
                    .with_context(|| format!("mapping {} cannot be used", path.display()))?
            }
        };
        Ok(mapping.with_offset(offset))
    }

    /// The key that a source signs its deliveries with; none where none was made.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn hook_key(&self, source: &SourceName) -> Result<Option<String>> {
        let place = self.hook_place(source);
        match std::fs::read_to_string(&place) {
            Ok(key) => Ok(Some(key.trim().to_owned())),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
            Err(e) => Err(e).with_context(|| format!("read {}", place.display())),
        }
    }

    /// Makes a new key for a source's deliveries; the one before it no longer opens.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn make_hook_key(&self, source: &SourceName) -> Result<String> {
        let place = self.hook_place(source);
        let folder = self.state.join("hooks");
        std::fs::create_dir_all(&folder).with_context(|| format!("make {}", folder.display()))?;
        let key: String = draw()?.iter().map(|byte| format!("{byte:02x}")).collect();
        let aside = place.with_extension("new");
        // What an attempt before this one left behind is of no use.
        drop(std::fs::remove_file(&aside));
        write_secret(&aside, key.as_bytes())?;
        std::fs::rename(&aside, &place).with_context(|| format!("make {}", place.display()))?;
        Ok(key)
    }

    fn hook_place(&self, source: &SourceName) -> PathBuf {
        self.state.join("hooks").join(format!("{source}.key"))
    }
}

/// An entry of a register to be filled in.
fn entry(name: &str) -> String {
    format!(
        "[[source]]\nid = \"{name}\"\nname = {{ zh = \"…\", en = \"…\" }}\nkind = \"posts\"\n\
         purpose = {{ zh = \"…\", en = \"…\" }}\nlegal_basis = {{ zh = \"…\", en = \"…\" }}\n\
         collects = {{ zh = \"…\", en = \"…\" }}\nretention_days = 180"
    )
}

/// The secret behind pseudonyms: made once for a ledger, kept beside it, readable by its owner.
///
/// # Errors
/// Where it cannot be read or made.
pub fn pseudonyms(state: &Path) -> Result<PseudonymKey> {
    let place = state.join("pseudonym.key");
    if let Ok(bytes) = std::fs::read(&place) {
        let secret = <[u8; 32]>::try_from(bytes)
            .map_err(|_| anyhow::anyhow!("{} is not a key of 32 bytes", place.display()))?;
        return Ok(PseudonymKey::new(secret));
    }
    std::fs::create_dir_all(state).with_context(|| format!("make {}", state.display()))?;
    let secret = draw()?;
    write_secret(&place, &secret)?;
    Ok(PseudonymKey::new(secret))
}

/// 256 random bits.
fn draw() -> Result<[u8; 32]> {
    let mut secret = [0; 32];
    File::open("/dev/urandom")
        .and_then(|mut source| source.read_exact(&mut secret))
        .context("draw a secret")?;
    Ok(secret)
}

/// A new file that its owner alone can read.
fn write_secret(place: &Path, bytes: &[u8]) -> Result<()> {
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(place)
        .with_context(|| format!("make {}", place.display()))?;
    file.write_all(bytes)
        .and_then(|()| file.sync_all())
        .with_context(|| format!("write {}", place.display()))
}
