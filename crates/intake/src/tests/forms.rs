//! The other forms: JSON documents, workbooks, feeds, code tables, presets, and what rows may say
//! of sources, deletions and people who opted out.

use super::*;
use rust_xlsxwriter::{ExcelDateTime, Format as Look, Workbook};

/// A workbook whose sheets are filled by functions.
fn workbook(fill: impl FnOnce(&mut Workbook)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(&mut book);
    book.save_to_buffer().unwrap()
}

#[test]
fn documents_of_json_are_read_wherever_their_rows_are() {
    let row = |id: u32| format!(r#"{{"id":{id},"time":"2024-05-01T04:00:00Z","text":"x"}}"#);
    let want = "1 1714536000 x\n2 1714536000 x";
    let both = format!("[{},{}]", row(1), row(2));
    check(both.as_bytes(), Format::Json, "", want);
    check(format!("\u{feff}{{\"items\":{both}}}").as_bytes(), Format::Json, "", want);
    let deep = format!(r#"{{"data":{{"list":{both}}}}}"#);
    check(deep.as_bytes(), Format::Json, "rows = 'data.list'", want);
    check(row(1).as_bytes(), Format::Json, "", "1 1714536000 x");
    check(b"[1]", Format::Json, "", "line 1: the row is malformed");
    let refused = |text: &str, mapping: &str, want: &str| {
        let mapping = Mapping::from_toml(mapping).unwrap();
        let register = register();
        let read = read(Cursor::new(text), Format::Json, &mapping, &register);
        assert_eq!(read.err().unwrap().to_string(), want);
    };
    refused("{\"id\": 13800138000", "", "it is not JSON: line 1, column 18");
    refused("{}", "rows = 'data.list'", "there are no rows at `data.list`");
    let large = "it is larger than 5 bytes; split it, or allow more with document_bytes_max";
    refused("[1,2,3]", "document_bytes_max = 5", large);
}

#[test]
fn workbooks_are_read_as_offices_write_them() {
    let bytes = workbook(|book| {
        let sheet = book.add_worksheet().set_name("五月").unwrap();
        // A title over the table, and one address for two rows.
        sheet.merge_range(0, 0, 0, 3, "热线工单汇总", &Look::new()).unwrap();
        for (column, name) in ["编号", "时间", "内容", "地址"].into_iter().enumerate() {
            sheet.write(1, column as u16, name).unwrap();
        }
        let noon = ExcelDateTime::from_ymd(2024, 5, 1).unwrap().and_hms(12, 0, 0).unwrap();
        let date = Look::new().set_num_format("yyyy-mm-dd hh:mm");
        for row in 2..4 {
            // A number of a ticket is a number here.
            sheet.write(row, 0, 20_240_501_000_122.0 + f64::from(row)).unwrap();
            sheet.write_with_format(row, 1, &noon, &date).unwrap();
            sheet.write(row, 2, "路灯坏了，电话13800138000").unwrap();
        }
        sheet.merge_range(2, 3, 3, 3, "民族大道", &Look::new()).unwrap();
        sheet.write(5, 0, 7).unwrap();
        sheet.write(5, 1, "2024/5/1 12:00").unwrap();
        sheet.write(5, 2, "文字时间").unwrap();
        let notes = book.add_worksheet().set_name("说明").unwrap();
        notes.write(0, 0, "填表说明").unwrap();
        let june = book.add_worksheet().set_name("六月").unwrap();
        for (column, name) in ["时间", "编号", "内容"].into_iter().enumerate() {
            june.write(0, column as u16, name).unwrap();
        }
        june.write(1, 0, "很久以前").unwrap();
        june.write(1, 1, "8").unwrap();
        june.write(1, 2, "六月的").unwrap();
    });
    let mapping = "offset = '+08:00'\nappend = [{ column = '地址', label = '地址：' }]\n\
                   [columns]\nid = '编号'\ntime = '时间'\ntext = '内容'\n";
    let tally = check(
        &bytes,
        Format::Xlsx,
        mapping,
        "20240501000124 1714536000 路灯坏了，电话[电话]/地址：民族大道
         20240501000125 1714536000 路灯坏了，电话[电话]/地址：民族大道
         7 1714536000 文字时间
         sheet 六月, line 2: the time cannot be read",
    );
    assert_eq!((tally.read, tally.accepted), (4, 3));
    let one = format!("sheet = '六月'\n{mapping}");
    check(&bytes, Format::Xlsx, &one, "sheet 六月, line 2: the time cannot be read");
    let register = register();
    let refused = |bytes: &[u8], mapping: &str| {
        let mapping = Mapping::from_toml(mapping).unwrap();
        let read = read(Cursor::new(bytes), Format::Xlsx, &mapping, &register);
        read.err().unwrap().to_string()
    };
    let none = "no sheet has the columns id, time, text; name them in a mapping";
    assert_eq!(refused(&bytes, ""), none);
    let missing = refused(&bytes, "sheet = '七月'");
    assert_eq!(missing, "it is not XLSX: it has no sheet of that name");
}

#[test]
fn feeds_of_three_kinds_are_read() {
    let rss = r#"<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>
        <item><guid>a1</guid><title>路灯</title><description>&lt;p&gt;坏&lt;b&gt;了&lt;/b&gt;&lt;/p&gt;</description>
        <pubDate>Wed, 01 May 2024 12:00:00 +0800</pubDate></item>
        <item><guid>a2</guid><title>没有时间</title></item></channel></rss>"#;
    check(rss.as_bytes(), Format::Feed, "", "a1 1714536000 路灯: 坏了\na2 1714536000 没有时间:");
    let atom = r#"<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"
        xmlns:at="http://purl.org/atompub/tombstones/1.0"><id>f</id><title>t</title>
        <updated>2024-05-01T04:00:00Z</updated>
        <entry><id>urn:1</id><title>停水</title><updated>2024-05-01T04:00:00Z</updated>
        <author><name>张三</name></author><summary>电话13800138000</summary></entry>
        <at:deleted-entry ref="urn:0" when="2024-05-01T04:00:00Z"/></feed>"#;
    let want = "urn:1 1714536000 停水: 电话[电话]\ngone forum:urn:0";
    check(atom.as_bytes(), Format::Feed, "", want);
    let json = r#"{"version":"https://jsonfeed.org/version/1.1","title":"t","items":[
        {"id":"j1","title":"噪声","content_text":"太吵","date_published":"2024-05-01T04:00:00Z"}]}"#;
    check(json.as_bytes(), Format::Feed, "", "j1 1714536000 噪声: 太吵");
    let (mapping, register) = (Mapping::default(), register());
    let broken = read(Cursor::new("<html></html>"), Format::Feed, &mapping, &register);
    assert!(broken.err().unwrap().to_string().starts_with("it is not RSS/Atom/JSON Feed"));
}

#[test]
fn codes_become_words() {
    let table = |file: &str| match file {
        "types.csv" => Ok("\u{feff}01,噪声\n02,供水\n".to_owned()),
        _ => Err("it is not there".to_owned()),
    };
    let toml = "append = [{ column = 'type', label = '类别：' }]\n[codes.type]\n'03' = '道路'\n\
                [code_files]\ntype = 'types.csv'";
    let mapping = Mapping::from_toml(toml).unwrap().with_code_files(table).unwrap();
    let row = |id: u32, code: &str| {
        format!(
            "{{\"id\":{id},\"time\":\"2024-05-01T04:00:00Z\",\"text\":\"x\",\"type\":\"{code}\"}}\n"
        )
    };
    let rows = [row(1, "01"), row(2, "03"), row(3, "99")].concat();
    let (got, _) = read_all(rows.as_bytes(), Format::Jsonl, &mapping);
    let line = |id, type_| format!("{id} 1714536000 x/类别：{type_}\n");
    assert_eq!(got, [line(1, "噪声"), line(2, "道路"), line(3, "99")].concat());
    let missing = Mapping::from_toml("[code_files]\ntype = 'other.csv'").unwrap();
    let error = missing.with_code_files(table).unwrap_err().to_string();
    assert_eq!(error, "the code table other.csv cannot be used: it is not there");
}

#[test]
fn deletions_are_told_and_sources_are_checked() {
    let rows = r#"{"id":1,"time":"2024-05-01T04:00:00Z","text":"x"}
{"id":1,"deleted":true}
{"id":2,"time":"2024-05-01T04:00:00Z","text":"x","deleted":"否"}
{"id":3,"time":"2024-05-01T04:00:00Z","text":"x","from":"elsewhere"}
{"deleted":1}"#;
    let tally = check(
        rows.as_bytes(),
        Format::Jsonl,
        "[columns]\nsource = 'from'",
        "1 1714536000 x
         gone forum:1
         2 1714536000 x
         line 4: the row names a source that is not registered
         line 5: the column `id` is missing or empty",
    );
    assert_eq!((tally.accepted, tally.deleted, tally.skipped_total()), (2, 1, 2));
}

#[test]
fn who_opted_out_is_not_read() {
    let key = PseudonymKey::new([5; 32]);
    let opted_out = [key.opt_out_ref("forum", "@ZhangSan"), key.opt_out_ref("other", "lisi")];
    let register = Register { opted_out: opted_out.into(), ..register() };
    let mapping = Mapping::from_toml("[columns]\nauthor = 'uid'\nhandles = ['nick']").unwrap();
    let row = |id: u32, uid: &str, nick: &str| {
        format!(
            "{{\"id\":{id},\"time\":\"2024-05-01T04:00:00Z\",\"text\":\"x\",\
             \"uid\":\"{uid}\",\"nick\":\"{nick}\"}}\n"
        )
    };
    let text = [row(1, "zhangsan", "x"), row(2, "17", " zhangSAN"), row(3, "lisi", "y")].concat();
    let mut rows = read(Cursor::new(text), Format::Jsonl, &mapping, &register).unwrap();
    let taken: Vec<bool> = rows.by_ref().map(|row| row.is_ok()).collect();
    assert_eq!(taken, [false, false, true], "an opt-out holds at its own source");
    assert_eq!(rows.tally().skipped.get(&Reason::OptedOut), Some(&2));
}

#[test]
fn rows_without_ids_and_years_are_told_apart_by_their_content() {
    let mapping = "id_from = 'content'\ntime_format = 'text_without_year'\noffset = '+08:00'\n";
    let row = |text: &str| format!("{{\"time\":\"05月01日 11:00\",\"text\":\"{text}\"}}\n");
    let rows = [row("甲"), row("乙"), row("甲")].concat();
    let (got, tally) =
        read_all(rows.as_bytes(), Format::Jsonl, &Mapping::from_toml(mapping).unwrap());
    assert_eq!((tally.accepted, tally.duplicates), (2, 1), "{got}");
    // Whoever has the masked text cannot try out what stood behind the mask.
    let numbers = [row("电话13800138000"), row("电话13900139000")].concat();
    let (_, tally) =
        read_all(numbers.as_bytes(), Format::Jsonl, &Mapping::from_toml(mapping).unwrap());
    assert_eq!((tally.accepted, tally.duplicates), (1, 1));
}

/// A row as each preset's program writes it, and how it is read.
#[test]
fn presets_read_what_their_programs_write() {
    let check = |name: &str, format: Format, bytes: &str, want: &str| {
        let mapping = Mapping::preset(name).unwrap();
        let (got, _) = read_all(bytes.as_bytes(), format, &mapping);
        assert_eq!(got.trim_end(), want, "{name}");
    };
    use Format::{Csv, Json, Jsonl};
    let noon = "1714536000";
    let jsonl = |name: &str, row: &str, want: &str| check(name, Jsonl, row, want);
    check(
        "4cat",
        Csv,
        "id,thread_id,author,body,timestamp\n1,1,me,hello,2024-05-01 04:00:00\n",
        &format!("1 {noon} hello"),
    );
    jsonl(
        "12345-ticket",
        r#"{"ticketId":"T1","createTime":"2024-05-01 12:00:00","appealSubject":"噪声","appealContent":"太吵","incidentAddress":"民族大道","appealType":"投诉","callerName":"张三","contactPhone":"13800138000"}"#,
        &format!("T1 {noon} 噪声: 太吵/地址：民族大道/类别：投诉"),
    );
    jsonl(
        "12345-work-order",
        r#"{"workordercode":"W1","dispatchtime":"2024-05-01 12:00:00","workordercontent":"井盖","place":"民族大道","scene":"道路"}"#,
        &format!("W1 {noon} 井盖/地址：民族大道/类别：道路"),
    );
    jsonl(
        "mediacrawler-weibo",
        r#"{"note_id":"N1","content":"停水","create_time":1714536000,"liked_count":"1.2万","user_id":"9","nickname":"某","ip_location":"广西"}"#,
        &format!("N1 {noon} 停水/IP属地：广西"),
    );
    jsonl(
        "mediacrawler-weibo-comments",
        r#"{"comment_id":"C1","content":"也停水","create_time":1714536000}"#,
        &format!("C1 {noon} 也停水"),
    );
    jsonl(
        "mediacrawler-douyin",
        r#"{"aweme_id":"A1","title":"停电","desc":"停电了","create_time":1714536000}"#,
        &format!("A1 {noon} 停电: 停电了"),
    );
    jsonl(
        "mediacrawler-xhs",
        r#"{"note_id":"X1","title":"路","desc":"路坏","time":1714536000000}"#,
        &format!("X1 {noon} 路: 路坏"),
    );
    jsonl(
        "mediacrawler-tieba",
        r#"{"note_id":"B1","title":"吧","desc":"楼","publish_time":"2024-05-01 12:00"}"#,
        &format!("B1 {noon} 吧: 楼"),
    );
    jsonl(
        "mediacrawler-zhihu",
        r#"{"content_id":"Z1","content_text":"答","created_time":1714536000}"#,
        &format!("Z1 {noon} 答"),
    );
    jsonl(
        "mediacrawler-bilibili",
        r#"{"video_id":"V1","title":"片","desc":"述","create_time":1714536000}"#,
        &format!("V1 {noon} 片: 述"),
    );
    check(
        "bazhuayu-weibo",
        Csv,
        "\u{feff}标题,txt,from1,图片\n某人,停水,05月01日 12:00,\n",
        &format!("{} 停水", content_of("停水")),
    );
    check(
        "open311",
        Json,
        r#"[{"service_request_id":"R1","service_name":"Pothole","description":"deep","requested_datetime":"2024-05-01T04:00:00Z","address":"1 Main St","status_notes":"fixed"}]"#,
        &format!("R1 {noon} Pothole: deep/Address: 1 Main St"),
    );
    check(
        "weibo-api",
        Json,
        r#"{"statuses":[{"idstr":"S1","created_at":"Wed May 01 12:00:00 +0800 2024","text":"停水","user":{"id":7,"screen_name":"某"}}]}"#,
        &format!("S1 {noon} 停水"),
    );
    check(
        "wechat-articles",
        Csv,
        "标题,公众号,发布时间,链接,正文,阅读量\n停水,某号,2024-05-01 12:00,https://a.example/1,明天停水,10万+\n",
        &format!("https://a.example/1 {noon} 停水: 明天停水"),
    );
    check(
        "youtube-comments",
        Csv,
        "id,isReplyTo,authorName,text,publishedAt\n\"c1\",\"\",\"me\",\"he said \\\"no\\\", twice\nand left\",\"2024-05-01 04:00:00\"\n",
        &format!("c1 {noon} he said \"no\", twice/and left"),
    );
    check(
        "youtube-videos",
        Csv,
        "videoId,publishedAt,channelId,channelTitle,videoTitle,videoDescription\nv1,2024-05-01T04:00:00Z,c,t,title,about\n",
        &format!("v1 {noon} title: about"),
    );
    let names: Vec<_> = preset_names().collect();
    assert_eq!(names.len(), 16, "each preset has a row above");
    let error = Mapping::preset("facebook").unwrap_err().to_string();
    assert!(error.starts_with("there is no preset `facebook`; there are 4cat, "), "{error}");
}

/// Id and time of a row that is known by its content.
fn content_of(text: &str) -> String {
    let digest = blake3::hash(format!("1714536000\n\n{text}").as_bytes());
    format!("{} 1714536000", &digest.to_hex()[..24])
}
