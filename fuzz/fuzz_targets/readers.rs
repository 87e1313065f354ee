//! Every text form: the first byte chooses the form and the dialect, the rest is read to its end.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::io::Cursor;
use tandem_intake::{Encoding, Format, IdFrom, Mapping, Register, TextForm, TimeFormat, read};
use tandem_sense::privacy::PseudonymKey;

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, rest)) = bytes.split_first() else { return };
    let format = match choice % 4 {
        0 => Format::Jsonl,
        1 => Format::Csv,
        2 => Format::Json,
        _ => Format::Feed,
    };
    let pick = |bit: u8| choice & (1 << bit) != 0;
    let mapping = Mapping {
        encoding: if pick(2) { Encoding::Gb18030 } else { Encoding::Utf8 },
        text_form: if pick(3) { TextForm::Html } else { TextForm::Plain },
        time_format: if pick(4) { TimeFormat::TextWithoutYear } else { TimeFormat::Text },
        id_from: if pick(5) { IdFrom::Content } else { IdFrom::Column },
        escape: pick(6).then_some('\\'),
        ..Mapping::default()
    };
    let register = Register::new("fuzz", PseudonymKey::new([1; 32]), 1_714_536_000);
    if let Ok(rows) = read(Cursor::new(rest), format, &mapping, &register) {
        let rows: Vec<_> = rows.collect();
        assert!(rows.len() <= rest.len() + 1, "no more rows than bytes");
    }
});
