//! The commands of intake as an operator calls them.

use super::*;
use crate::said::{Said, fed};

fn tandem(arguments: &[&str], input: &str) -> Said {
    fed("en", arguments, input)
}

#[test]
fn nothing_is_taken_in_from_who_is_not_registered() {
    let office = Office::new(&entry("forum", "posts", ""));
    let state = office.path().to_str().unwrap();
    let file = office.path().join("rows.jsonl");
    std::fs::write(&file, "{\"id\":1,\"time\":\"2024-05-01\",\"text\":\"x\"}\n").unwrap();
    let file = file.to_str().unwrap();
    let refused = tandem(&["import", file, "--source", "blog", "--state", state], "");
    assert_eq!((refused.code, refused.out.as_str()), (1, ""));
    for told in ["`blog` is not registered", "registered: forum", "sources.toml", "legal_basis"] {
        assert!(refused.err.contains(told), "{told}: {}", refused.err);
    }
    let taken = tandem(&["import", file, "--source", "forum", "--state", state, "--json"], "");
    assert_eq!(taken.code, 0, "{}", taken.err);
    let tally: serde_json::Value = serde_json::from_str(&taken.out).unwrap();
    assert_eq!((tally["accepted"].as_u64(), tally["new"].as_u64()), (Some(1), Some(1)));
    let status = tandem(&["source", "status", "--state", state, "--json"], "");
    let status_line: serde_json::Value = serde_json::from_str(&status.out).unwrap();
    assert_eq!((status.code, status_line["light"].as_str()), (0, Some("good")));
    assert_eq!(status_line["counts"]["new"].as_u64(), Some(1));
}

#[test]
fn every_form_is_imported_by_its_ending() {
    let office = Office::new(&entry("forum", "posts", ""));
    let state = office.path().to_str().unwrap();
    let mut n = 0;
    let mut import = |name: &str, bytes: &[u8], more: &[&str]| {
        n += 1;
        let file = office.path().join(name);
        std::fs::write(&file, bytes).unwrap();
        let mut arguments = vec!["import", file.to_str().unwrap(), "--source", "forum"];
        arguments.extend(["--state", state]);
        arguments.extend(more);
        let said = tandem(&arguments, "");
        assert_eq!(said.code, 0, "{name}: {}", said.err);
        assert!(said.out.contains("new 1,"), "{name}: {}", said.out);
    };
    import("a.csv", "id,time,text\n1,2024-05-01,一\n".as_bytes(), &[]);
    import("a.tsv", "id\ttime\ttext\n2\t2024-05-01\t二\n".as_bytes(), &[]);
    import("a.json", "[{\"id\":3,\"time\":\"2024-05-01\",\"text\":\"三\"}]".as_bytes(), &[]);
    let rss = "<rss version=\"2.0\"><channel><item><guid>4</guid><title>四</title></item></channel></rss>";
    import("a.xml", rss.as_bytes(), &[]);
    let ticket = "{\"ticketId\":5,\"createTime\":\"2024-05-01\",\"appealContent\":\"五\"}\n";
    import("a.jsonl", ticket.as_bytes(), &["--map", "preset:12345-ticket"]);
    let map = office.path().join("map.toml");
    std::fs::write(&map, "[columns]\nid = '编号'\n[code_files]\nkind = 'codes.csv'\n").unwrap();
    std::fs::write(office.path().join("codes.csv"), "1,噪声\n").unwrap();
    let map = map.to_str().unwrap();
    import("b.csv", "编号,time,text\n6,2024-05-01,六\n".as_bytes(), &["--map", map]);
    let said = tandem(&["import", "a.doc", "--source", "forum", "--state", state], "");
    assert!(said.code == 1 && said.err.contains("a.doc"), "{}", said.err);
}

#[test]
fn the_register_is_checked_and_listed() {
    let office = Office::new(&entry("forum", "posts", "map = \"preset:nowhere\""));
    let state = office.path().to_str().unwrap();
    let said = tandem(&["source", "check", "--state", state], "");
    assert!(said.code == 1 && said.out.contains("no preset `nowhere`"), "{}", said.out);
    std::fs::write(office.path().join("sources.toml"), entry("Forum", "posts", "")).unwrap();
    let said = tandem(&["source", "check", "--state", state], "");
    assert!(said.code == 1 && said.out.contains("lower-case letters"), "{}", said.out);
    let said = tandem(&["source", "check"], "");
    assert_eq!((said.code, said.out.as_str()), (0, "regions/guangxi/sources.toml: 3 sources\n"));
    let said = tandem(&["source", "list", "--json"], "");
    let ids: Vec<String> = said
        .out
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["id"].to_string())
        .collect();
    assert_eq!(ids, ["\"hotline-12345\"", "\"public-posts\"", "\"web-messages\""]);
    assert_eq!(tandem(&["source", "presets"], "").out.lines().count(), 16);
}

#[test]
fn opting_out_leaves_no_handle_behind() {
    let office = Office::new(&entry("forum", "posts", ""));
    let state = office.path().to_str().unwrap();
    let said = tandem(&["opt-out", "add", "--source", "forum", "--state", state], "@zhang\n");
    assert_eq!((said.code, said.out.as_str()), (0, "noted: nothing more is taken in; removed 0\n"));
    let list = tandem(&["opt-out", "list", "--state", state], "");
    assert_eq!(list.out.lines().count(), 1);
    assert!(list.out.contains("forum") && !list.out.contains("zhang"), "{}", list.out);
    let said = tandem(&["opt-out", "add", "--source", "forum", "--state", state], "");
    assert!(said.code == 1 && said.err.contains("standard input"), "{}", said.err);
}
