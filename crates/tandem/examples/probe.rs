//! probe
use std::sync::Arc;
use tandem::demo::{Demo, Outcome};
use tandem_engine::{Engine, MemoryLedger, Store};
fn main() -> anyhow::Result<()> {
    let files = tandem::files::Files::default();
    let store: Arc<dyn Store> = match std::env::args().nth(1) {
        Some(f) => Arc::new(tandem_store::SqliteLedger::open(f.as_ref())?),
        None => Arc::new(MemoryLedger::default()),
    };
    let engine = Arc::new(Engine::new(Arc::clone(&store), files.world("guangxi", None)?)?);
    let mut demo = Demo::new(&files, store, Arc::clone(&engine), 1)?;
    eprintln!("{}", demo.tally().en());
    let mut n = 0u64;
    while let Some(_) = demo.step()? { n += 1; if n > 20000 { anyhow::bail!("too many steps"); } }
    eprintln!("steps {n}");
    println!("{}", serde_json::to_string_pretty(&Outcome::of(&engine)?)?);
    Ok(())
}
