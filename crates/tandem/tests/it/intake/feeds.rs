//! Feeds: asked when they are due, once changed, never inside the office unless that is registered.

use super::*;
use tandem::listen::poll::round;
use tandem::listen::station::Outcome;
use tandem_engine::Light;

const FIRST: &str = r#"<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>
<item><guid>1</guid><title>南宁市青秀区路灯不亮</title><description>民族大道路灯坏了三天，电话13000000001</description>
<pubDate>Wed, 01 May 2024 10:00:00 +0800</pubDate></item></channel></rss>"#;

fn private(address: &str) -> String {
    let feed = format!("feed = {{ url = \"http://{address}/rss\", reach = \"private\" }}");
    entry("paper", "posts", &feed)
}

/// One round at an instant: new posts of each source that was asked.
fn ask_all(station: &Mutex<Station>, office: &Office, when: &str) -> Vec<(String, Outcome)> {
    round(station, &office.sources(), "+08:00", at(when)).unwrap()
}

#[test]
fn a_feed_is_read_once_and_then_asked_whether_it_changed() {
    let server = Server::new(|_, head| match head.contains("if-none-match: \"v1\"") {
        true => answer("304 Not Modified", "", b""),
        false => answer("200 OK", "etag: \"v1\"\r\n", FIRST.as_bytes()),
    });
    let office = Office::new(&private(&server.address));
    let (store, station) = office.open();
    let station = Mutex::new(station);
    let outcome = ask_all(&station, &office, "2024-05-01T04:00:00Z");
    assert_eq!((outcome[0].1.new, outcome[0].1.skipped), (1, 0));
    let post = store.post("paper:1").unwrap().unwrap();
    assert_eq!(post.text, "民族大道路灯坏了三天，电话[电话]");
    assert!(ask_all(&station, &office, "2024-05-01T04:01:00Z").is_empty(), "it is not due yet");
    // The process ends and starts again: the cursor is where it was.
    drop((station, store));
    let (store, station) = office.open();
    let station = Mutex::new(station);
    let outcome = ask_all(&station, &office, "2024-05-01T05:00:00Z");
    assert_eq!(outcome[0].1, Outcome::default());
    let heads = server.heads();
    assert_eq!(heads.len(), 2);
    assert!(heads[0].contains("user-agent: tandem/") && heads[1].contains("if-none-match: \"v1\""));
    let states = store.source_states().unwrap();
    assert_eq!((states[0].counts.new, states[0].counts.masked, states[0].failures), (1, 1, 0));
}

#[test]
fn a_feed_that_fails_is_left_alone_for_longer_and_seen_to_fail() {
    let server = Server::new(|n, _| match n {
        0 => answer("429 Too Many Requests", "retry-after: 7200\r\n", b""),
        1 => answer("200 OK", "", b"<html>sign in</html>"),
        2 => answer("410 Gone", "", b""),
        _ => answer("200 OK", "", FIRST.as_bytes()),
    });
    let office = Office::new(&private(&server.address));
    let (store, station) = office.open();
    let station = Mutex::new(station);
    let sources = office.sources();
    let source = sources.get("paper", tandem_core::Lang::En).unwrap();
    let light = |when: &str| store.source_states().unwrap()[0].light(source, at(when));
    let said = || store.source_states().unwrap()[0].last_failure.clone().unwrap().what;
    ask_all(&station, &office, "2024-05-01T00:00:00Z");
    assert_eq!(said().en, "the source answered HTTP 429");
    assert_eq!(light("2024-05-01T00:01:00Z"), Light::Stale);
    ask_all(&station, &office, "2024-05-01T01:59:00Z");
    assert_eq!(server.heads().len(), 1, "it asked for two hours");
    ask_all(&station, &office, "2024-05-01T03:00:00Z");
    assert!(said().en.starts_with("it is not RSS/Atom/JSON Feed"), "{}", said().en);
    assert_eq!(light("2024-05-01T03:01:00Z"), Light::Failing);
    ask_all(&station, &office, "2024-05-02T00:00:00Z");
    assert!(said().zh.contains("信源已停止"), "{}", said().zh);
    ask_all(&station, &office, "2024-05-03T00:00:00Z");
    assert_eq!(light("2024-05-03T00:01:00Z"), Light::Good);
    assert_eq!(server.heads().len(), 4);
}

#[test]
fn nobody_leads_us_into_the_office() {
    let inside = Server::new(|_, _| answer("200 OK", "", FIRST.as_bytes()));
    let public = |url: String| {
        let office =
            Office::new(&entry("paper", "posts", &format!("feed = {{ url = \"{url}\" }}")));
        let (store, station) = office.open();
        let station = Mutex::new(station);
        assert!(ask_all(&station, &office, "2024-05-01T04:00:00Z").is_empty());
        let state = store.source_states().unwrap().remove(0);
        state.last_failure.unwrap().what.en
    };
    let port = inside.address.rsplit_once(':').unwrap().1.to_owned();
    for host in ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "127.1"] {
        let said = public(format!("http://{host}:{port}/rss"));
        let refused = said.contains("private network") || said.contains("not known");
        assert!(refused, "{host}: {said}");
    }
    assert!(inside.heads().is_empty(), "nothing was asked");
}

#[test]
fn redirects_are_followed_as_far_as_the_register_allows_and_bombs_are_not_read() {
    let target = Server::new(|_, _| answer("200 OK", "", FIRST.as_bytes()));
    let to = format!("location: http://{}/rss\r\n", target.address);
    let server = Server::new(move |_, _| answer("302 Found", &to, b""));
    let office = Office::new(&private(&server.address));
    let (_store, station) = office.open();
    let outcome = ask_all(&Mutex::new(station), &office, "2024-05-01T04:00:00Z");
    assert_eq!(outcome[0].1.new, 1);

    let round_and_round = Server::new(|_, _| answer("302 Found", "location: /again\r\n", b""));
    let office = Office::new(&private(&round_and_round.address));
    let (store, station) = office.open();
    ask_all(&Mutex::new(station), &office, "2024-05-01T04:00:00Z");
    let said = store.source_states().unwrap().remove(0).last_failure.unwrap().what.en;
    assert!(said.contains("redirects"), "{said}");
    assert!(round_and_round.heads().len() <= 6);

    let bomb = Server::new(|_, _| {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        let blank = vec![b' '; 1 << 20];
        (0..80).for_each(|_| packed.write_all(&blank).unwrap());
        answer("200 OK", "content-encoding: gzip\r\n", &packed.finish().unwrap())
    });
    let office = Office::new(&private(&bomb.address));
    let (store, station) = office.open();
    ask_all(&Mutex::new(station), &office, "2024-05-01T04:00:00Z");
    let said = store.source_states().unwrap().remove(0).last_failure.unwrap().what.en;
    assert!(said.contains("larger than"), "{said}");
}
