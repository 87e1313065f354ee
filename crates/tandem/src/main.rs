//! `tandem`, the binary.
fn main() {}
