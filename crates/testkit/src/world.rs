//! Region, mechanism and calendar together.

use crate::Rules;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tandem_core::calendar::{Calendar, base_of};
use tandem_core::case::Context;
use tandem_core::directory::Directories;
use tandem_core::mechanism::Mechanism;
use tandem_core::problem::Problem;
use tandem_core::region::{Region, RegionFiles};
use tandem_core::{PositionId, Timestamp};

/// Everything beside a case that a decision depends on, owned.
#[derive(Clone, Debug)]
pub struct World {
    /// Places, units and the responsibility directory.
    pub region: Region,
    /// The rules.
    pub mechanism: Mechanism,
    /// Days off and office hours.
    pub calendar: Calendar,
    /// Every position of every unit.
    pub positions: Vec<PositionId>,
    /// The offices as they are staffed.
    pub directories: Arc<Directories>,
}

impl World {
    /// One region `R`, cities `A` and `B`, two counties each; six departments beside coordinating
    /// body and desk at each level; eight remits, one of them vertically managed.
    pub fn small() -> Self {
        Self::small_under(&Rules::default())
    }

    /// The same under other rules.
    pub fn small_under(rules: &Rules) -> Self {
        let (region, _) = Region::parse(&Self::small_files()).expect("the small region parses");
        let calendar = Calendar::parse("calendar.toml", include_str!("small/calendar.toml"), None);
        let calendar = calendar.expect("the small calendar parses");
        Self::new(region, rules_mechanism(rules), calendar)
    }

    /// The texts of the small region's files, for tests that change a line.
    pub fn small_files() -> RegionFiles<'static> {
        RegionFiles {
            region: include_str!("small/region.toml"),
            areas: include_str!("small/areas.csv"),
            departments: include_str!("small/departments.csv"),
            remits: include_str!("small/remits.csv"),
            directory: include_str!("small/directory.csv"),
        }
    }

    /// The region pack of Guangxi with its calendar and mechanism, as shipped.
    pub fn guangxi() -> Self {
        Self::shipped("guangxi").expect("the shipped region is there").0
    }

    /// A region pack as shipped and everything that its checks find; `None` where the repository
    /// does not have it.
    pub fn shipped(name: &str) -> Option<(Self, Vec<Problem>)> {
        let folder = repository().join("regions").join(name);
        let [region, areas, departments, remits, directory] =
            ["region.toml", "areas.csv", "departments.csv", "remits.csv", "directory.csv"]
                .map(|file| std::fs::read_to_string(folder.join(file)).ok());
        let (region, areas, departments) = (region?, areas?, departments?);
        let (remits, directory) = (remits?, directory?);
        let files = RegionFiles {
            region: &region,
            areas: &areas,
            departments: &departments,
            remits: &remits,
            directory: &directory,
        };
        let (region, mut problems) =
            Region::parse(&files).unwrap_or_else(|e| panic!("region {name}:\n{e}"));
        problems.extend(region.check());
        let file = format!("{}.toml", region.mechanism);
        let text = std::fs::read_to_string(repository().join("mechanisms").join(&file)).ok()?;
        let (mechanism, warnings) =
            Mechanism::parse(&file, &text).unwrap_or_else(|e| panic!("{file}:\n{e}"));
        problems.extend(warnings);
        let calendar = Self::shipped_calendar(&region.calendar)?;
        Some((Self::new(region, mechanism, calendar), problems))
    }

    /// A calendar of the repository with what it extends; `None` where it is not there.
    pub fn shipped_calendar(name: &str) -> Option<Calendar> {
        let file = format!("{name}.toml");
        let text = std::fs::read_to_string(repository().join("calendars").join(&file)).ok()?;
        let base = base_of(&text);
        let base = base.map(|base| Self::shipped_calendar(&base).expect("a base is beside it"));
        let calendar = Calendar::parse(&file, &text, base.as_ref());
        Some(calendar.unwrap_or_else(|e| panic!("{file}:\n{e}")))
    }

    /// A world of parts.
    pub fn new(region: Region, mechanism: Mechanism, calendar: Calendar) -> Self {
        let positions = region
            .units()
            .flat_map(|unit| {
                let kinds = region.positions.iter().filter(|kind| kind.on.contains(&unit.kind));
                kinds.map(|kind| PositionId::of(&unit.id, &kind.id))
            })
            .collect();
        Self { region, mechanism, calendar, positions, directories: Arc::default() }
    }

    /// The same region and calendar under other rules.
    pub fn under(&self, rules: &Rules) -> Self {
        Self { mechanism: rules_mechanism(rules), ..self.clone() }
    }

    /// What `decide` and `due` want to see.
    pub fn context(&self) -> Context<'_> {
        Context {
            mechanism: &self.mechanism,
            region: &self.region,
            calendar: &self.calendar,
            directories: Arc::clone(&self.directories),
            contradictions: &[],
        }
    }

    /// The instant of a local time such as `2026-03-02 09:00`.
    pub fn at(&self, local: &str) -> Timestamp {
        let local = local.parse().expect("a test writes its times right");
        self.calendar.instant(local)
    }
}

fn rules_mechanism(rules: &Rules) -> Mechanism {
    let parsed = Mechanism::parse("rules.toml", &rules.toml());
    parsed.unwrap_or_else(|e| panic!("rules do not parse:\n{e}")).0
}

/// The root of the repository.
pub(crate) fn repository() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).expect("the crate is two levels down").to_owned()
}
