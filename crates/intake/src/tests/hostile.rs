//! Whatever comes, a reader ends, holds little, and says what was wrong.

use super::*;
use proptest::prelude::*;
use std::io::{BufRead, BufReader, Read, Write as _};

const FORMS: [Format; 5] = [Format::Jsonl, Format::Csv, Format::Json, Format::Xlsx, Format::Feed];

/// Reads everything; returns how many rows came.
fn drain(bytes: &[u8], format: Format, mapping: &Mapping) -> usize {
    let register = register();
    match read(Cursor::new(bytes), format, mapping, &register) {
        Ok(rows) => rows.count(),
        Err(error) => {
            assert!(!error.text().zh.is_empty() && !error.text().en.is_empty());
            0
        }
    }
}

fn archive(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, bytes) in parts {
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_bytes_are_read_to_their_end(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        for format in FORMS {
            drain(&bytes, format, &Mapping::default());
        }
    }

    /// Nearly right is worse than wrong: parts of each form in any order.
    #[test]
    fn shuffled_pieces_of_documents_are_read_to_their_end(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40),
    ) {
        let text = pieces.concat();
        for format in FORMS {
            drain(text.as_bytes(), format, &Mapping::default());
        }
        let escaped = Mapping { escape: Some('\\'), ..Mapping::default() };
        drain(text.as_bytes(), Format::Csv, &escaped);
        let gb = Mapping { encoding: Encoding::Gb18030, ..Mapping::default() };
        drain(text.as_bytes(), Format::Csv, &gb);
    }

    #[test]
    fn a_workbook_that_was_cut_or_changed_is_read_to_its_end(
        cut in 0_usize..6_000,
        at in 0_usize..6_000,
        byte in any::<u8>(),
    ) {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        for (column, name) in ["id", "time", "text"].into_iter().enumerate() {
            sheet.write(0, column as u16, name).unwrap();
            sheet.write(1, column as u16, "1").unwrap();
        }
        let mut bytes = book.save_to_buffer().unwrap();
        drain(&bytes[..cut.min(bytes.len())], Format::Xlsx, &Mapping::default());
        let at = at % bytes.len();
        bytes[at] = byte;
        drain(&bytes, Format::Xlsx, &Mapping::default());
    }

    #[test]
    fn no_text_keeps_what_turns_a_page_around(text in "\\PC{0,40}[\u{202a}-\u{202e}\u{2066}-\u{2069}\u{200b}\u{feff}\0]{1,3}\\PC{0,40}") {
        let row = serde_json::json!({"id": "1", "time": "2024-05-01T04:00:00Z", "text": text});
        let register = register();
        let mapping = Mapping::default();
        let rows = read(Cursor::new(row.to_string()), Format::Jsonl, &mapping, &register).unwrap();
        for complaint in rows.filter_map(Result::ok).filter_map(Arrival::complaint) {
            let hides = |c: char| c.is_control() && c != '\n' && c != '\t'
                || matches!(c, '\u{200b}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
            prop_assert!(!complaint.post.text.contains(hides));
        }
    }
}

const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "\"id\":1",
    ",",
    "\"time\":\"2024-05-01\"",
    "\"text\":\"x\"",
    "\n",
    "\r",
    "\"",
    "\\",
    "\u{feff}",
    "id,time,text",
    "1,2024-05-01,x",
    "<?xml version=\"1.0\"?>",
    "<rss version=\"2.0\">",
    "<channel>",
    "<item>",
    "</item>",
    "</channel></rss>",
    "<guid>",
    "</guid>",
    "<feed xmlns=\"http://www.w3.org/2005/Atom\">",
    "<entry>",
    "</entry>",
    "</feed>",
    "<at:deleted-entry ref=\"x\"/>",
    "<!DOCTYPE x [<!ENTITY a \"b\">]>",
    "&a;",
    "&#0;",
    "<![CDATA[",
    "]]>",
    "\0",
    "\u{202e}",
    "张三",
    "null",
    "1e999",
    "\"version\":\"https://jsonfeed.org/version/1\"",
];

#[test]
fn a_line_of_a_hundred_megabytes_is_skipped_without_being_held() {
    /// Makes its bytes as they are asked for, and gives them piece by piece.
    struct Long(u64);
    impl Read for Long {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            let n = into.len().min(usize::try_from(self.0).unwrap_or(usize::MAX));
            into[..n].fill(b'x');
            self.0 -= n as u64;
            Ok(n)
        }
    }
    let after = "\n{\"id\":2,\"time\":\"2024-05-01T04:00:00Z\",\"text\":\"after\"}\n";
    let stream = BufReader::new(Long(100 << 20).chain(after.as_bytes()));
    let (mapping, register) = (Mapping::default(), register());
    let mut rows = read(stream, Format::Jsonl, &mapping, &register).unwrap();
    let first = rows.next().unwrap().unwrap_err().to_string();
    assert_eq!(first, "line 1: the row or its text is too long");
    assert!(rows.next().unwrap().is_ok());
    let whole: Box<dyn BufRead> = Box::new(BufReader::new(Long(100 << 20)));
    let refused = read(whole, Format::Json, &mapping, &register).err().unwrap();
    assert!(matches!(refused, ReadError::TooLarge(_)), "{refused}");
}

#[test]
fn a_workbook_that_unpacks_to_everything_is_refused() {
    let refused = |bytes: &[u8]| {
        let (mapping, register) = (Mapping::default(), register());
        read(Cursor::new(bytes), Format::Xlsx, &mapping, &register).err().unwrap().to_string()
    };
    let zeros = archive(&[("xl/worksheets/sheet1.xml", vec![b' '; 300 << 20])]);
    assert!(zeros.len() < 1 << 20, "a bomb is small");
    let want = "it unpacks to more than is allowed (growth); save it again without what it hides";
    assert_eq!(refused(&zeros), want);
    // The archive may lie about how large a part is; what comes out is counted.
    let mut lying = archive(&[("a.xml", vec![b' '; 8 << 20])]);
    let directory = lying.windows(4).rposition(|w| w == b"PK\x01\x02").unwrap();
    lying[directory + 24..directory + 28].copy_from_slice(&100_u32.to_le_bytes());
    let said = refused(&lying);
    assert!(said.starts_with("it unpacks to more") || said.starts_with("it is not XLSX"), "{said}");
}

#[test]
fn two_far_corners_are_no_huge_table() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in [(0, "id"), (1, "time"), (2, "text"), (16_383, "far")] {
        sheet.write(0, column, name).unwrap();
    }
    let last = ["1", "2024-05-01T04:00:00Z", "x"];
    for (column, text) in last.into_iter().enumerate() {
        sheet.write(1_048_575, column as u16, text).unwrap();
    }
    let look = rust_xlsxwriter::Format::new();
    sheet.merge_range(0, 4, 1_048_575, 4, "all the way", &look).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    check(&bytes, Format::Xlsx, "", "1 1714536000 x");
}

#[test]
fn entities_do_not_expand_and_nesting_ends() {
    let mut laughs = String::from("<?xml version=\"1.0\"?><!DOCTYPE r [<!ENTITY l0 \"ha\">");
    for n in 1..30 {
        laughs += &format!("<!ENTITY l{n} \"&l{0};&l{0};&l{0};&l{0};\">", n - 1);
    }
    laughs += "]><rss version=\"2.0\"><channel><item><guid>1</guid><title>&l29;</title>\
               <description>&l29;</description></item></channel></rss>";
    let (got, _) = match std::panic::catch_unwind(|| {
        let (mapping, register) = (Mapping::default(), register());
        read(Cursor::new(laughs.as_bytes()), Format::Feed, &mapping, &register)
            .map(|rows| rows.map(|row| format!("{row:?}").len()).sum::<usize>())
    }) {
        Ok(Ok(bytes)) => (bytes, ()),
        Ok(Err(_)) => (0, ()),
        Err(_) => panic!("a feed with entities must not panic"),
    };
    assert!(got < 10_000, "entities are not expanded: {got} bytes");
    let outside = r#"<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>
        <rss version="2.0"><channel><item><guid>1</guid><title>&x;</title></item></channel></rss>"#;
    let (mapping, register) = (Mapping::default(), register());
    if let Ok(rows) = read(Cursor::new(outside), Format::Feed, &mapping, &register) {
        assert!(!format!("{:?}", rows.collect::<Vec<_>>()).contains("root:"));
    }
    let deep = "[".repeat(100_000);
    drain(deep.as_bytes(), Format::Json, &Mapping::default());
    drain(format!("{{\"id\":{deep}").as_bytes(), Format::Jsonl, &Mapping::default());
    let tags = "<a>".repeat(200_000);
    drain(
        format!("<rss version=\"2.0\"><channel><item>{tags}").as_bytes(),
        Format::Feed,
        &Mapping::default(),
    );
    let html =
        format!("{{\"id\":1,\"time\":\"2024-05-01\",\"text\":\"{}\"}}", "<div>".repeat(19_000));
    let stripped = Mapping { text_form: TextForm::Html, ..Mapping::default() };
    drain(html.as_bytes(), Format::Jsonl, &stripped);
}
