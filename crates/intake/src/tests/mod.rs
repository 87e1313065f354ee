use std::io::Cursor;

use super::*;
use tandem_sense::privacy::{Kind, PseudonymKey};

mod forms;
mod hostile;

fn register() -> Register {
    Register::new("forum", PseudonymKey::new([5; 32]), 1_714_536_000)
}

/// What was read, one line a row: `id time title: text`, `gone id`, or why it was skipped.
fn read_all(bytes: &[u8], format: Format, mapping: &Mapping) -> (String, Tally) {
    let register = register();
    let mut rows = read(Cursor::new(bytes), format, mapping, &register).unwrap();
    let mut out = String::new();
    for row in rows.by_ref() {
        match row {
            Ok(Arrival::Complaint(complaint)) => {
                let p = complaint.post;
                let title = p.title.map(|t| format!("{t}: ")).unwrap_or_default();
                out += &format!("{} {} {title}{}", p.id, p.time, p.text.replace('\n', "/"));
                out = out.trim_end().to_owned() + "\n";
            }
            Ok(Arrival::Deleted { source, id }) => out += &format!("gone {source}:{id}\n"),
            Err(skipped) => out += &format!("{skipped}\n"),
        }
    }
    (out, rows.tally().clone())
}

fn check(bytes: &[u8], format: Format, mapping: &str, want: &str) -> Tally {
    let mapping = Mapping::from_toml(mapping).unwrap();
    let (got, tally) = read_all(bytes, format, &mapping);
    let want: String = want.trim().lines().map(|l| format!("{}\n", l.trim())).collect();
    assert_eq!(got, want);
    tally
}

#[test]
fn reads_jsonl_and_skips_what_is_broken() {
    let rows = r#"{"id":1,"time":"2024-05-01T04:00:00Z","text":"电话13800138000","title":"题"}

not json
[1]
{"id":2,"time":"2024-05-01T04:00:00Z","text":"  "}
{"id":3,"time":"never","text":"x"}
{"time":"2024-05-01T04:00:00Z","text":"x"}
{"id":4,"time":"2024-05-01T04:00:00Z"}
{"id":1,"time":"2024-05-01T04:00:00Z","text":"again"}
{"id":"5","time":"2024-05-01 12:00","text":"ok"}"#;
    let tally = check(
        rows.as_bytes(),
        Format::Jsonl,
        "offset = '+08:00'",
        "1 1714536000 题: 电话[电话]
         line 3: the row is malformed
         line 4: the row is malformed
         line 5: the text is empty
         line 6: the time cannot be read
         line 7: the column `id` is missing or empty
         line 8: the column `text` is missing or empty
         line 9: the id was read before
         5 1714536000 ok",
    );
    assert_eq!((tally.read, tally.accepted, tally.duplicates), (9, 2, 1));
    assert_eq!((tally.skipped_total(), tally.masked.of(Kind::Telephone)), (6, 1));
    assert!(tally.zh().contains("读取9行，采纳2条，重复1条，跳过6行"), "{}", tally.zh());
    assert!(tally.en().contains("masked 1: telephone numbers"), "{}", tally.en());
}

#[test]
fn reads_csv() {
    let mapping =
        "time_format = 'epoch_seconds'\n[columns]\nid = '编号'\ntime = '时间'\ntext = '内容'";
    let rows =
        "\u{feff}编号,时间,内容\r\n1,7,\"一,\"\"二\"\"\n三\"\r\n2,8,5\" pipe\r\n3,9\r\n4,9,四\r\n";
    let want = "1 7 一,\"二\"/三\n2 8 5\" pipe\nline 5: the row is malformed\n4 9 四";
    check(rows.as_bytes(), Format::Csv, mapping, want);
    let (gb, _, _) = encoding_rs::GB18030.encode(&rows[3..]);
    check(&gb, Format::Csv, &format!("encoding = 'gb18030'\n{mapping}"), want);
    let refused = check(
        &gb,
        Format::Csv,
        mapping,
        "line 1: the row is not in the stated encoding
         line 2: the row is not in the stated encoding
         line 5: the row is malformed
         line 6: the row is not in the stated encoding",
    );
    assert_eq!(refused.accepted, 0);
}

#[test]
fn a_stray_quote_swallows_nothing() {
    let rows = "id,time,text\n1,7,a\n2,8,\"open\n3,9,c\n4,10,d\n";
    let want = "1 7 a\nline 3: the row is malformed\n3 9 c\n4 10 d";
    check(rows.as_bytes(), Format::Csv, "time_format = 'epoch_seconds'", want);
}

#[test]
fn long_rows_and_texts_are_skipped() {
    let row = |id: u32, n: usize| {
        format!("{{\"id\":{id},\"time\":\"1\",\"text\":\"{}\"}}\n", "x".repeat(n))
    };
    let rows = [row(1, 3), row(2, 30), row(3, 300), row(4, 3)].concat();
    let mapping = "time_format = 'epoch_seconds'\nrow_bytes_max = 100\ntext_chars_max = 20";
    let want = "1 1 xxx
        line 2: the row or its text is too long
        line 3: the row or its text is too long
        4 1 xxx";
    check(rows.as_bytes(), Format::Jsonl, mapping, want);
}

#[test]
fn authors_become_pseudonyms_and_nothing_else_is_copied() {
    let mapping = Mapping::from_toml(
        "time_format = 'epoch_millis'\n[columns]\nauthor = 'user.name'\nlikes = 'up'\nsource = 'from'",
    )
    .unwrap();
    let rows = r#"{"id":1,"time":1000,"text":"a","user":{"name":"张三","avatar":"x"},"gender":"f","up":3,"from":"wb"}
{"id":2,"time":2000,"text":"b","user":{"name":"张三"}}
{"id":3,"time":3000,"text":"c","user":{"name":"张三"}}"#;
    let register = Register { others: ["wb".into()].into(), ..register() };
    let posts: Vec<Post> = read(Cursor::new(rows), Format::Jsonl, &mapping, &register)
        .unwrap()
        .map(|row| row.unwrap().complaint().unwrap().post)
        .collect();
    assert!(posts[0].author.is_some());
    assert_eq!(posts[1].author, posts[2].author, "voices are matched inside one source");
    assert_ne!(posts[0].author, posts[1].author, "and not beyond it");
    assert_eq!(posts[0].engagement.unwrap().likes, 3);
    assert_eq!((posts[0].source.as_str(), posts[1].source.as_str()), ("wb", "forum"));
    let printed = format!("{posts:?}");
    assert!(
        !printed.contains("张三") && !printed.contains("avatar") && !printed.contains("gender")
    );
}

#[test]
fn complaints_carry_their_reply() {
    let mapping = Mapping::from_toml("offset = '+08:00'").unwrap();
    let rows = r#"{"id":1,"time":"2019-01-01T00:00:00","text":"灯坏了","reply":"已转办，联系0771-5812345","reply_time":"2019-01-03T00:00:00"}
{"id":2,"time":"2019-01-01T00:00:00","text":"灯坏了"}"#;
    let register = register();
    let mut rows = read(Cursor::new(rows), Format::Jsonl, &mapping, &register).unwrap();
    let first = rows.next().unwrap().unwrap().complaint().unwrap();
    let reply = first.reply.unwrap();
    assert_eq!(reply.text, "已转办，联系[电话]");
    assert_eq!(reply.time.map(|t| t - first.post.time), Some(2 * 86_400));
    assert_eq!(rows.next().unwrap().unwrap().complaint().unwrap().reply, None);
    assert!(rows.next().is_none());
    assert_eq!(rows.tally().masked.of(Kind::Telephone), 1);
}

#[test]
fn mappings_are_checked() {
    let check = |text: &str, want: &str| {
        assert_eq!(Mapping::from_toml(text).unwrap_err().to_string(), want);
    };
    check("offset = 'Beijing'", "`Beijing` is no offset; write it like +08:00");
    check("separator = '，'", "`，` is no separator; use one ASCII character");
    check("columnz = 1", "the mapping could not be read");
}

#[test]
fn reads_real_messages() {
    let shared =
        std::env::var_os("TANDEM_SHARED").map(std::path::PathBuf::from).unwrap_or_else(|| {
            std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared")
        });
    let path = shared.join("data/gov_messages_taidi_c2020/messages_with_replies_2816.jsonl");
    let Ok(file) = std::fs::File::open(&path) else {
        println!("skipped: the government messages are not here");
        return;
    };
    let mapping =
        Mapping::from_toml("offset = '+08:00'\n[columns]\nauthor = 'user'\nlikes = 'up'").unwrap();
    let register = register();
    let mut rows = read(std::io::BufReader::new(file), Format::Jsonl, &mapping, &register).unwrap();
    let complaints: Vec<_> =
        rows.by_ref().filter_map(Result::ok).filter_map(Arrival::complaint).collect();
    let tally = rows.tally();
    println!("{}{}", tally.zh(), tally.en());
    assert!(tally.read > 0 && tally.accepted == tally.read);
    assert!(complaints.iter().all(|c| c.reply.is_some() && c.post.author.is_some()));
}
