//! Servers that a chore starts, and that end with it.

use anyhow::{Context as _, Result, bail};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command};
use std::time::Duration;

/// How often a server is looked for before it counts as dead, and how long between.
const LOOKS_MAX: usize = 600;
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

/// A server that ends with this value.
pub(crate) struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Starts a server and waits until it listens at a port of this machine.
///
/// # Errors
/// Where it cannot be started, or does not listen in time.
pub(crate) fn start(command: &mut Command, port: u16) -> Result<Server> {
    let name = command.get_program().to_string_lossy().into_owned();
    let server = Server(command.spawn().with_context(|| format!("start {name}"))?);
    answers(port).with_context(|| name)?;
    Ok(server)
}

/// A port that nobody listens at.
pub(crate) fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("find a free port")?;
    Ok(listener.local_addr().context("find a free port")?.port())
}

/// Where cargo puts what it builds.
pub(crate) fn target() -> Result<PathBuf> {
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
    std::path::absolute(target).context("find the target folder")
}

/// Runs something and fails where it does.
pub(crate) fn done(command: &mut Command, name: &str) -> Result<()> {
    let status = command.status().with_context(|| format!("run {name}"))?;
    if status.success() { Ok(()) } else { bail!("{name} failed") }
}

/// Waits until a port is listened at; each try is one look.
#[allow(
    clippy::disallowed_methods,
    reason = "a server that another process starts gives no signal"
)]
fn answers(port: u16) -> Result<()> {
    for _ in 0..LOOKS_MAX {
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return Ok(());
        }
        std::thread::sleep(BETWEEN_LOOKS);
    }
    bail!("nothing answers on port {port}")
}
