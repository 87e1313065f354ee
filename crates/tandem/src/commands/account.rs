//! `tandem account`: who may sign in to the console.
//!
//! Accounts lie in a file beside the ledger, so all of this works while `serve` runs. A password is
//! never an argument: it is set by its owner through a link that opens once, or read from standard
//! input.

use super::serve::now;
use super::{Shell, print, say};
use crate::entropy::SystemEntropy;
use crate::folder::{self, Purpose};
use anyhow::{Context as _, Result, anyhow, bail};
use clap::{Args, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;
use tandem_core::region::Region;
use tandem_core::{PersonId, PositionId};
use tandem_engine::accounts::{
    self, AccountState, Accounts as _, Entropy as _, Login, Passwords, Role,
    manage::{self, Undone},
    weakness,
};
use tandem_store::SqliteAccounts;

/// Let people sign in to the console
#[derive(Debug, Subcommand)]
pub(super) enum Account {
    /// Add an account and print the link by which its person sets a password
    Add(Add),
    /// Print a new link by which an account's person sets a password
    Invite(Invite),
    /// List accounts
    List(List),
    /// Keep a person out; their sessions end at once
    Disable(Named),
    /// Let a person in again
    Enable(Named),
    /// Set the positions in which an account acts while nobody was appointed to them
    Positions(Positions),
    /// Turn one-time codes off for an account whose person lost the authenticator
    ResetTotp(Named),
    /// List the sessions of an account
    Sessions(Named),
    /// End all sessions of an account
    Revoke(Named),
}

/// Where accounts lie.
#[derive(Debug, Args)]
pub(super) struct Place {
    /// Folder of the ledger
    #[arg(long, default_value = "tandem-data/ledger", value_name = "DIR")]
    state: PathBuf,
    /// Name of a region, or its folder
    #[arg(long, default_value = "guangxi")]
    region: String,
}

#[derive(Debug, Args)]
pub(super) struct Add {
    /// Name that is typed to sign in
    login: String,
    /// Person as the ledger names them
    #[arg(long, value_name = "NAME")]
    person: String,
    /// Position to act in while nobody was appointed to it; may come several times
    #[arg(long = "position", value_name = "POSITION")]
    positions: Vec<String>,
    /// Make it an administrator, who also sees what is missing in the region
    #[arg(long)]
    admin: bool,
    /// Read the password from the first line of standard input instead of printing a link
    #[arg(long)]
    password_stdin: bool,
    #[command(flatten)]
    link: Link,
    #[command(flatten)]
    place: Place,
}

/// How an invitation is made.
#[derive(Debug, Args)]
pub(super) struct Link {
    /// Hours for which the link opens
    #[arg(long, default_value_t = 72, value_parser = clap::value_parser!(i64).range(1..=720))]
    hours: i64,
    /// Address of the console, for the link
    #[arg(long, default_value = "http://127.0.0.1:8310", value_name = "URL")]
    origin: String,
}

#[derive(Debug, Args)]
pub(super) struct Invite {
    /// Login name
    login: String,
    #[command(flatten)]
    link: Link,
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, Args)]
pub(super) struct List {
    /// Print one JSON object an account
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, Args)]
pub(super) struct Named {
    /// Login name
    login: String,
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, Args)]
pub(super) struct Positions {
    /// Login name
    login: String,
    /// Positions, such as 450103.desk/duty; none at all where none is named
    positions: Vec<String>,
    #[command(flatten)]
    place: Place,
}

impl Place {
    fn open(&self, shell: &Shell) -> Result<(SqliteAccounts, Region)> {
        let world = shell.files.world(&self.region, None)?;
        folder::claim(&self.state, &Purpose::Region(world.region.id.clone()))?;
        Ok((SqliteAccounts::open(&self.state)?, world.region))
    }
}

impl Account {
    pub(super) fn run(&self, shell: &Shell) -> Result<ExitCode> {
        match self {
            Self::Add(add) => add.run(shell),
            Self::Invite(invite) => {
                let (accounts, _) = invite.place.open(shell)?;
                invite.link.print(shell, &accounts, &login(&invite.login)?)
            }
            Self::List(list) => list.run(shell),
            Self::Disable(named) => named.set(shell, AccountState::Disabled),
            Self::Enable(named) => named.set(shell, AccountState::Active),
            Self::Positions(positions) => positions.run(shell),
            Self::ResetTotp(named) => {
                let (accounts, _) = named.place.open(shell)?;
                manage::reset_codes(&accounts, &login(&named.login)?)?.map_err(undone)?;
                Ok(ExitCode::SUCCESS)
            }
            Self::Sessions(named) => named.sessions(shell),
            Self::Revoke(named) => {
                let (accounts, _) = named.place.open(shell)?;
                let ended = accounts.end_sessions(&named.known(&accounts)?, None)?;
                print(&ended.to_string())?;
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}

impl Add {
    fn run(&self, shell: &Shell) -> Result<ExitCode> {
        let (accounts, region) = self.place.open(shell)?;
        let (login, person) = (login(&self.login)?, PersonId::from(self.person.trim()));
        if !person.is_readable() {
            bail!("`{}` cannot name a person; write 1 to 64 visible characters", self.person);
        }
        let role = if self.admin { Role::Administrator } else { Role::Staff };
        let mut account = accounts::Account::new(login.clone(), person.clone(), role, now());
        account.positions = known(&region, &self.positions)?;
        if self.password_stdin {
            let mut password = String::new();
            std::io::stdin().read_line(&mut password).context("read the password")?;
            let password = password.trim_end_matches(['\r', '\n']);
            if let Some(weak) = weakness(password, &login, &person) {
                bail!("{}", weak.words().get(shell.lang));
            }
            let mut salt = [0; 16];
            SystemEntropy.fill(&mut salt);
            account.set_password(Passwords::default().hash(password, &salt));
        }
        manage::add(&accounts, &account)?.map_err(undone)?;
        if self.password_stdin {
            return Ok(ExitCode::SUCCESS);
        }
        self.link.print(shell, &accounts, &login)
    }
}

impl Link {
    /// Makes an invitation in place of the one before it, and prints its link.
    fn print(&self, shell: &Shell, accounts: &SqliteAccounts, login: &Login) -> Result<ExitCode> {
        let until = now() + jiff::SignedDuration::from_hours(self.hours);
        let token = manage::invite(accounts, &SystemEntropy, login, until)?.map_err(undone)?;
        say(shell.lang.pick(
            "请把此链接交给本人，只能使用一次：",
            "give this link to the person; it opens once:",
        ));
        print(&format!("{}/invitation/{token}", self.origin.trim_end_matches('/')))?;
        Ok(ExitCode::SUCCESS)
    }
}

impl List {
    fn run(&self, shell: &Shell) -> Result<ExitCode> {
        let (accounts, _) = self.place.open(shell)?;
        for account in accounts.accounts()? {
            let positions: Vec<&str> = account.positions.iter().map(PositionId::as_str).collect();
            let (password, codes) = (account.password.is_some(), account.codes.is_some());
            if self.json {
                let line = serde_json::json!({
                    "login": account.login, "person": account.person, "role": account.role,
                    "state": account.state, "password": password, "codes": codes,
                    "positions": positions, "signed_at": account.signed_at,
                    "invited_until": account.invitation.map(|invitation| invitation.until),
                });
                print(&line.to_string())?;
                continue;
            }
            let state = match (account.state, password) {
                (AccountState::Disabled, _) => shell.lang.pick("已停用", "disabled"),
                (AccountState::Active, false) => shell.lang.pick("未设密码", "invited"),
                (AccountState::Active, true) => shell.lang.pick("可登录", "active"),
            };
            let codes = if codes { shell.lang.pick("动态验证码", "codes") } else { "" };
            print(&format!(
                "{}\t{}\t{state}\t{codes}\t{}",
                account.login,
                account.person,
                positions.join(" ")
            ))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Named {
    fn known(&self, accounts: &SqliteAccounts) -> Result<Login> {
        let login = login(&self.login)?;
        let known = accounts.account(&login)?;
        Ok(known.with_context(|| unknown(&login))?.login)
    }

    fn set(&self, shell: &Shell, state: AccountState) -> Result<ExitCode> {
        let (accounts, _) = self.place.open(shell)?;
        manage::set_state(&accounts, &login(&self.login)?, state)?.map_err(undone)?;
        Ok(ExitCode::SUCCESS)
    }

    fn sessions(&self, shell: &Shell) -> Result<ExitCode> {
        let (accounts, _) = self.place.open(shell)?;
        for session in accounts.sessions(&self.known(&accounts)?)? {
            let position = session.position.as_ref().map_or("-", PositionId::as_str);
            print(&format!(
                "{}\t{}\t{position}\t{}",
                session.opened_at, session.used_at, session.browser
            ))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Positions {
    fn run(&self, shell: &Shell) -> Result<ExitCode> {
        let (accounts, region) = self.place.open(shell)?;
        let (login, positions) = (login(&self.login)?, known(&region, &self.positions)?);
        let changed = accounts.change(&login, &mut |a| a.positions.clone_from(&positions))?;
        changed.with_context(|| unknown(&login))?;
        Ok(ExitCode::SUCCESS)
    }
}

fn login(typed: &str) -> Result<Login> {
    Login::parse(typed).with_context(|| {
        format!("`{typed}` cannot be a login name; use 1 to 64 letters, digits or . - _ @")
    })
}

fn undone(why: Undone) -> anyhow::Error {
    match why {
        Undone::Unknown(login) => anyhow!(unknown(&login)),
        Undone::Taken(login) => {
            anyhow!("there is an account `{login}` already; choose another login name")
        }
        Undone::Disabled(login) => anyhow!("`{login}` is disabled; enable it first"),
        Undone::LastAdministrator(login) => {
            anyhow!("`{login}` is the last administrator; make another one first")
        }
    }
}

fn unknown(login: &Login) -> String {
    format!("there is no account `{login}`; `tandem account list` shows all")
}

/// Positions that the region has.
fn known(region: &Region, names: &[String]) -> Result<Vec<PositionId>> {
    let positions = names.iter().map(|name| PositionId::from(name.as_str()));
    positions
        .map(|position| match region.position(&position) {
            Some(_) => Ok(position),
            None => bail!("there is no position `{position}`; write it as area.department/kind"),
        })
        .collect()
}
