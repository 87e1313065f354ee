//! `tandem key`: a secret by which a program acts as a person in a position.

use super::serve::now;
use super::{Shell, print, say};
use crate::entropy::SystemEntropy;
use crate::folder::{self, Purpose};
use anyhow::{Result, bail};
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use tandem_core::case::Actor;
use tandem_core::directory::Command;
use tandem_core::words::directory_refusal;
use tandem_core::{Digest, PositionId};
use tandem_engine::accounts::secret;
use tandem_engine::{Engine, Failure, OfficeRequest, Store};
use tandem_store::SqliteLedger;

/// Issue a key by which a program acts as a person in a position
#[derive(Debug, Args)]
pub(super) struct Key {
    /// Position that the program acts in, such as 450103.desk/duty
    #[arg(long, value_name = "POSITION")]
    position: String,
    /// Person whom it acts as
    #[arg(long, value_name = "NAME")]
    person: String,
    /// Position that issues the key, such as 450103.desk/chief
    #[arg(long, value_name = "POSITION")]
    by: String,
    /// Person who issues it
    #[arg(long, value_name = "NAME")]
    issuer: String,
    /// Days for which it opens
    #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(i64).range(1..=400))]
    days: i64,
    /// Folder of the ledger
    #[arg(long, default_value = "tandem-data/ledger", value_name = "DIR")]
    state: PathBuf,
    /// Name of a region, or its folder
    #[arg(long, default_value = "guangxi")]
    region: String,
}

impl Key {
    pub(super) fn run(&self, shell: &Shell) -> Result<ExitCode> {
        let world = shell.files.world(&self.region, None)?;
        folder::claim(&self.state, &Purpose::Region(world.region.id.clone()))?;
        let position = PositionId::from(self.position.as_str());
        let Some((unit, _)) = world.region.position(&position) else {
            bail!("there is no position `{position}`; write it as area.department/kind");
        };
        let area = unit.area.clone();
        let store: Arc<dyn Store> = Arc::new(SqliteLedger::open(&self.state)?);
        let engine = Engine::new(store, world)?;
        let secret = secret(&SystemEntropy);
        let at = now();
        let command = Command::IssueKey {
            position,
            person: self.person.as_str().into(),
            digest: Digest::of(secret.as_bytes()),
            until: at + jiff::SignedDuration::from_hours(24 * self.days),
        };
        let by = Actor::person(self.issuer.as_str(), self.by.as_str());
        match engine.direct(&OfficeRequest { at, by, area, command, key: None }) {
            Ok(_) => {
                say(shell.lang.pick(
                    "密钥只显示这一次，请立即妥善保存：",
                    "the key is shown this once; keep it safe:",
                ));
                print(&secret)?;
                Ok(ExitCode::SUCCESS)
            }
            Err(Failure::RefusedByDirectory(no)) => {
                say(&directory_refusal(&no.0, shell.lang, &engine.new_context()));
                Ok(ExitCode::from(1))
            }
            Err(failure) => Err(failure.into()),
        }
    }
}
