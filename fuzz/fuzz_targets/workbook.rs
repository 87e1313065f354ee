//! Workbooks, which are archives of documents.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::io::Cursor;
use tandem_intake::{Format, Mapping, Register, read};
use tandem_sense::privacy::PseudonymKey;

fuzz_target!(|bytes: &[u8]| {
    let mapping = Mapping::default();
    let register = Register::new("fuzz", PseudonymKey::new([1; 32]), 1_714_536_000);
    if let Ok(rows) = read(Cursor::new(bytes), Format::Xlsx, &mapping, &register) {
        rows.for_each(drop);
    }
});
