//! Regions, mechanisms, calendars and demo data: those in the binary, or a folder's own.
//!
//! Every name is looked up in the folder given with `--data` first and in the binary second, so
//! that a deployment edits one file and keeps the rest.

use anyhow::{Context as _, Result, bail};
use include_dir::{Dir, include_dir};
use std::borrow::Cow;
use std::path::{Path, PathBuf};
use tandem_core::calendar::{Calendar, base_of};
use tandem_core::mechanism::Mechanism;
use tandem_core::problem::Problem;
use tandem_core::region::{Region, RegionFiles};
use tandem_engine::World;

static REGIONS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../regions");
static MECHANISMS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../mechanisms");
static CALENDARS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../calendars");
static DEMO: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../data/demo");

/// Where data files come from.
#[derive(Clone, Debug, Default)]
pub struct Files {
    folder: Option<PathBuf>,
}

impl Files {
    /// Files of a folder with `regions/`, `mechanisms/` and `calendars/`, and of the binary where
    /// the folder has none.
    pub fn new(folder: Option<PathBuf>) -> Self {
        Self { folder }
    }

    /// The text of a file such as `mechanisms/cn-61-2016.toml`.
    ///
    /// # Errors
    /// Names the file and where it was looked for.
    pub fn read(&self, name: &str) -> Result<Cow<'static, str>> {
        if let Some(folder) = &self.folder {
            let path = folder.join(name);
            if path.exists() {
                let text = std::fs::read_to_string(&path);
                return Ok(Cow::Owned(text.with_context(|| format!("read {}", path.display()))?));
            }
        }
        let (dir, rest) = name.split_once('/').unwrap_or(("", name));
        let dir = match dir {
            "regions" => &REGIONS,
            "mechanisms" => &MECHANISMS,
            "calendars" => &CALENDARS,
            _ => &DEMO,
        };
        match dir.get_file(rest).and_then(|file| file.contents_utf8()) {
            Some(text) => Ok(Cow::Borrowed(text)),
            None => {
                bail!("there is no `{name}`, neither in the folder given with --data nor built in")
            }
        }
    }

    /// The region of a name, or of a folder that holds its files.
    ///
    /// # Errors
    /// All problems of its files.
    pub fn region(&self, name: &str) -> Result<(Region, Vec<Problem>)> {
        let read = |file: &str| self.region_file(name, file).map(|(_, text)| text);
        let files = RegionFiles {
            region: &read("region.toml")?,
            areas: &read("areas.csv")?,
            departments: &read("departments.csv")?,
            remits: &read("remits.csv")?,
            directory: &read("directory.csv")?,
        };
        Region::parse(&files).with_context(|| format!("region `{name}` cannot be used"))
    }

    /// A file of a region, with its place for messages: in its folder where the name is one, or
    /// else where data files come from.
    ///
    /// # Errors
    /// Names the file and where it was looked for.
    pub fn region_file(&self, name: &str, file: &str) -> Result<(String, Cow<'static, str>)> {
        let path = Path::new(name).join(file);
        if path.exists() {
            let text = std::fs::read_to_string(&path);
            let text = text.with_context(|| format!("read {}", path.display()))?;
            return Ok((path.display().to_string(), Cow::Owned(text)));
        }
        let place = format!("regions/{name}/{file}");
        let text = self.read(&place)?;
        Ok((place, text))
    }

    /// The calendar of a name, with the one that it extends.
    ///
    /// # Errors
    /// All problems of its file.
    pub fn calendar(&self, name: &str) -> Result<Calendar> {
        let file = format!("calendars/{name}.toml");
        let text = self.read(&file)?;
        let base = base_of(&text).map(|base| self.calendar(&base)).transpose()?;
        Calendar::parse(&file, &text, base.as_ref())
            .with_context(|| format!("calendar `{name}` cannot be used"))
    }

    /// The text of a mechanism by its name or path, and the name for messages.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn mechanism_text(&self, name: &str) -> Result<(String, Cow<'static, str>)> {
        if name.ends_with(".toml") {
            let text = std::fs::read_to_string(name).with_context(|| format!("read {name}"))?;
            return Ok((name.to_owned(), Cow::Owned(text)));
        }
        let file = format!("mechanisms/{name}.toml");
        let text = self.read(&file)?;
        Ok((file, text))
    }

    /// A mechanism by its name or path.
    ///
    /// # Errors
    /// All problems of its file.
    pub fn mechanism(&self, name: &str) -> Result<(Mechanism, Vec<Problem>)> {
        let (file, text) = self.mechanism_text(name)?;
        Mechanism::parse(&file, &text).with_context(|| format!("mechanism `{name}` cannot be used"))
    }

    /// A region with its calendar and a mechanism, its own one unless another is named.
    ///
    /// # Errors
    /// All problems of the first file that cannot be used.
    pub fn world(&self, region: &str, mechanism: Option<&str>) -> Result<World> {
        let (region, _) = self.region(region)?;
        let calendar = self.calendar(&region.calendar)?;
        let name = mechanism.unwrap_or(&region.mechanism).to_owned();
        let (file, text) = self.mechanism_text(&name)?;
        World::new(region, calendar, &file, &text)
            .with_context(|| format!("mechanism `{name}` cannot be used"))
    }
}
