//! The command line: a stable contract.
//!
//! Exit codes: 0 it worked, 1 it falls short or was refused, 2 it was called in a wrong way. With
//! `--json` a command prints one JSON document or one object a line on standard output and nothing
//! else; whatever is for people goes to standard error.

mod account;
mod act;
mod audit;
mod bulk;
mod calibrate;
mod channel;
mod check;
mod compare;
mod demo;
mod document;
mod evaluate;
mod import;
mod key;
mod ledger;
mod listen;
mod measure;
mod optimise;
mod parallel;
mod press;
mod retention;
mod runs;
mod search;
mod series;
mod serve;
mod simulate;
mod source;
mod text;

use crate::files::Files;
use anyhow::{Context as _, Result};
use clap::{Parser, Subcommand};
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use tandem_core::Lang;
use tracing_subscriber::EnvFilter;

/// Tandem (联动): offices at several levels notice, settle, act and answer together.
#[derive(Debug, Parser)]
#[command(version, about, propagate_version = true)]
pub struct Arguments {
    /// Folder whose regions/, mechanisms/ and calendars/ come before those built in
    #[arg(long, global = true, value_name = "DIR", env = "TANDEM_DATA")]
    data: Option<PathBuf>,
    /// Language of messages: zh or en
    #[arg(long, global = true, default_value = "zh", value_parser = language, env = "TANDEM_LANG")]
    lang: Lang,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Replay real posts of Guangxi through the whole loop with simulated officials
    Demo(demo::Demo),
    /// Serve the console on a ledger
    Serve(serve::Serve),
    /// Work with the channels by which units are told: list, check, try
    #[command(subcommand)]
    Channel(channel::ChannelCommand),
    /// Let people sign in to the console: add, invite, disable
    #[command(subcommand)]
    Account(account::Account),
    /// Have a position do something on a ledger, in the words of a scenario transcript
    Act(act::Act),
    /// Look for what is overdue, stuck or broken, and whether the sweeper is alive
    Audit(audit::Audit),
    /// Take posts or complaints in from a file
    Import(import::Import),
    /// Ask the feeds of the source register, without pages
    Listen(listen::Listen),
    /// Work with the source register: who is listened to, and how that goes
    #[command(subcommand)]
    Source(source::SourceCommand),
    /// Note people who do not want to be read
    #[command(subcommand)]
    OptOut(source::OptOutCommand),
    /// Write an official paper of a case as PDF or DOCX
    #[command(subcommand)]
    Document(document::Document),
    /// Issue a key by which a program acts as a person in a position
    Key(key::Key),
    /// Find topics in posts, in one pass over time order
    Detect(text::Detect),
    /// Find every pair of nearly equal texts
    NearDuplicates(text::NearDuplicates),
    /// Find the areas that texts speak of
    Places(text::Places),
    /// Suggest which remits texts fall under
    Remit(text::Remit),
    /// Measure how much of an original survives in a relayed text
    Fidelity(compare::Fidelity),
    /// Check whether replies answer, explain and promise
    ReplyCheck(compare::ReplyCheck),
    /// Find bursts, stages of life and the final size in hourly counts
    Stages(series::Stages),
    /// Evaluate how offices work together, from the ledger or an event log
    Evaluate(Box<evaluate::Evaluate>),
    /// Work a measure from one JSON document, with every intermediate result
    Measure(measure::Measure),
    /// Compare mechanisms by simulated officials on identical matters
    Simulate(simulate::Simulate),
    /// Fit figures of behaviour to data, and compare with months kept back
    Calibrate(calibrate::Calibrate),
    /// Search for rules of a mechanism that no others beat
    Optimise(optimise::Optimise),
    /// Run scenario transcripts
    #[command(subcommand)]
    Scenario(check::Scenario),
    /// Work with mechanisms
    #[command(subcommand)]
    Mechanism(check::Mechanism),
    /// Work with regions
    #[command(subcommand)]
    Region(check::Region),
    /// Tell or forget what is kept for longer than the source register allows
    Retention(retention::Retention),
    /// Find cases, topics and posts
    Search(search::Search),
    /// Prove, export and rebuild a ledger
    #[command(subcommand)]
    Ledger(ledger::Ledger),
}

/// What every command is given.
#[derive(Debug)]
struct Shell {
    files: Files,
    lang: Lang,
}

fn language(text: &str) -> Result<Lang, String> {
    match text {
        "zh" => Ok(Lang::Zh),
        "en" => Ok(Lang::En),
        other => Err(format!("`{other}` is not a language; write zh or en")),
    }
}

/// Starts logging to standard error; `RUST_LOG` chooses what.
pub fn log(_: &Arguments) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}

/// Runs a command.
///
/// # Errors
/// With the chain of causes, for [`complain`].
pub fn run(arguments: Arguments) -> Result<ExitCode> {
    let shell = Shell { files: Files::new(arguments.data), lang: arguments.lang };
    match arguments.command {
        Command::Demo(demo) => demo.run(&shell),
        Command::Serve(serve) => serve.run(&shell),
        Command::Channel(channel) => channel.run(&shell),
        Command::Account(account) => account.run(&shell),
        Command::Act(act) => act.run(&shell),
        Command::Audit(audit) => audit.run(&shell),
        Command::Import(import) => import.run(&shell),
        Command::Listen(listen) => listen.run(&shell),
        Command::Source(source) => source.run(&shell),
        Command::OptOut(opt_out) => opt_out.run(&shell),
        Command::Document(document) => document.run(&shell),
        Command::Key(key) => key.run(&shell),
        Command::Detect(detect) => detect.run(&shell),
        Command::NearDuplicates(near) => near.run(&shell),
        Command::Places(places) => places.run(&shell),
        Command::Remit(remit) => remit.run(&shell),
        Command::Fidelity(fidelity) => fidelity.run(&shell),
        Command::ReplyCheck(reply) => reply.run(&shell),
        Command::Stages(stages) => stages.run(&shell),
        Command::Evaluate(evaluate) => evaluate.run(&shell),
        Command::Measure(measure) => measure.run(&shell),
        Command::Simulate(simulate) => simulate.run(&shell),
        Command::Calibrate(calibrate) => calibrate.run(&shell),
        Command::Optimise(optimise) => optimise.run(&shell),
        Command::Scenario(scenario) => scenario.run(&shell),
        Command::Mechanism(mechanism) => mechanism.run(&shell),
        Command::Region(region) => region.run(&shell),
        Command::Retention(retention) => retention.run(&shell),
        Command::Search(search) => search.run(&shell),
        Command::Ledger(ledger) => ledger.run(&shell),
    }
}

/// Prints an error with its causes.
pub fn complain(error: &anyhow::Error) -> ExitCode {
    let closed = |cause: &(dyn std::error::Error + 'static)| {
        let io = cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        let json = cause.downcast_ref::<serde_json::Error>().and_then(|e| e.io_error_kind());
        io.or(json) == Some(std::io::ErrorKind::BrokenPipe)
    };
    if error.chain().any(closed) {
        // Whoever read the output has enough of it.
        return ExitCode::SUCCESS;
    }
    let causes: Vec<String> = error.chain().map(ToString::to_string).collect();
    say(&format!("tandem: {}", causes.join("\n  because: ")));
    ExitCode::from(1)
}

/// A line for people.
fn say(line: &str) {
    // Nobody is left to tell where standard error is closed.
    drop(writeln!(std::io::stderr(), "{line}"));
}

/// A line of the result.
fn print(line: &str) -> Result<()> {
    writeln!(std::io::stdout(), "{line}").context("write to standard output")
}
