//! What somebody with bad intent tries, on every route and in every field.

mod forms;
mod ids;
mod markup;

use tandem_web::App;

/// Where the ledger stands; nothing was done where it stands still.
fn end(app: &App) -> (u64, String) {
    let head = app.engine.store().head().expect("memory");
    (head.entries, head.root.to_string())
}
