//! The console under load: a store of a million cases, the real server, real HTTP.
#![allow(clippy::disallowed_methods, reason = "a benchmark measures time")]
mod fill;
mod region;
fn main() -> anyhow::Result<()> {
    let folder = std::path::PathBuf::from(std::env::args().nth(1).unwrap());
    let cases: usize = std::env::args().nth(2).unwrap().parse()?;
    let now = jiff::Timestamp::from_second(
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_secs() as i64,
    )?;
    let filled = fill::fill(&folder, cases, now)?;
    eprintln!(
        "{} cases {} units {} entries {} s {} bytes",
        filled.cases, filled.units, filled.entries, filled.seconds, filled.bytes
    );
    Ok(())
}
