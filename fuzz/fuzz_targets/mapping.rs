//! Mapping files.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tandem_intake::Mapping;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Ok(mapping) = Mapping::from_toml(text)
    {
        drop(mapping.with_code_files(|_| Ok(text.to_owned())));
    }
});
