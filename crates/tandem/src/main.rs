//! `tandem`, the binary.

use clap::Parser as _;
use std::process::ExitCode;
use tandem::commands::{self, Arguments};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    commands::log(&arguments);
    match commands::run(arguments) {
        Ok(code) => code,
        Err(error) => commands::complain(&error),
    }
}
