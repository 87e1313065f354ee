//! Deliveries: signed, once, on disk before they are answered, and at a desk at once.

use super::*;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tandem_engine::Ledger as _;
use tandem_intake::hook::sign;

/// `tandem serve` on an office's folder.
struct Serving {
    child: Child,
    address: String,
}

impl Serving {
    fn start(state: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_tandem"))
            .args(["--lang", "en", "serve", "--listen", "127.0.0.1:0", "--state"])
            .arg(state)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let address = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("http://").map(str::to_owned))
            .unwrap();
        let address = address.split('/').next().unwrap().to_owned();
        // What it logs later must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

#[allow(clippy::disallowed_methods, reason = "a server's clock is the real one")]
fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    since.as_secs() as i64
}

#[allow(clippy::disallowed_methods, reason = "a delay is measured")]
fn clock() -> Instant {
    Instant::now()
}

/// A signed delivery, sent at a time, with a name for it.
fn delivery(key: &str, name: Option<&str>, time: i64, body: &str) -> Vec<u8> {
    let time = time.to_string();
    let signature = sign(key.as_bytes(), &time, body.as_bytes());
    let name = name.map(|name| format!("idempotency-key: {name}\r\n")).unwrap_or_default();
    let length = body.len();
    format!(
        "POST /hooks/tickets HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\
         content-type: application/json\r\nx-tandem-timestamp: {time}\r\n\
         x-tandem-signature: {signature}\r\n{name}content-length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

fn office() -> (Office, String) {
    let office = Office::new(&entry("tickets", "complaints", "webhook = {}"));
    let sources = office.sources();
    let key = sources.make_hook_key(&"tickets".into()).unwrap();
    let place = office.path().join("hooks/tickets.key");
    let mode = std::os::unix::fs::PermissionsExt::mode(&place.metadata().unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600, "nobody else reads the key");
    (office, key)
}

fn ticket(id: &str) -> String {
    let time = Timestamp::from_second(now()).unwrap();
    format!(
        "{{\"id\":\"{id}\",\"time\":\"{time}\",\"title\":\"小区停水\",\
         \"text\":\"南宁市青秀区某小区自来水停水两天，无人答复，电话13000000001\"}}"
    )
}

/// Sends until it is taken; a process that has just started asks for patience.
fn send(serving: &Serving, request: &[u8]) -> (u16, String) {
    let patience = clock() + Duration::from_secs(20);
    loop {
        match ask(&serving.address, request) {
            Ok((503, _)) if clock() < patience => std::thread::yield_now(),
            said => return said.unwrap(),
        }
    }
}

#[test]
fn a_delivery_is_taken_once_and_stands_at_a_desk_within_seconds() {
    let (office, key) = office();
    let serving = Serving::start(office.path());
    let body = format!("[{},{{\"id\":\"2\"}}]", ticket("1"));
    let good = delivery(&key, Some("d1"), now(), &body);
    let began = clock();
    let (status, said) = send(&serving, &good);
    assert_eq!(status, 202, "{said}");
    let said: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!((said["new"].as_u64(), said["skipped"].as_u64()), (Some(1), Some(1)));
    assert_eq!(said["skipped_rows"][0]["reason"], "missing_column");
    let desk = SqliteLedger::open_to_read(office.path()).unwrap();
    loop {
        let entries = desk.scan(0, 100).unwrap();
        if entries.iter().any(|entry| entry.body.contains("小区停水")) {
            break;
        }
        assert!(began.elapsed() < Duration::from_secs(5), "an alert takes 5 s at most");
    }
    println!("a ticket stood at a desk {:?} after it was sent", began.elapsed());
    let (status, again) = send(&serving, &good);
    assert_eq!((status, serde_json::from_str::<serde_json::Value>(&again).unwrap()), (202, said));
    // The same body under another name: the row is known.
    let (_, other) = send(&serving, &delivery(&key, Some("d2"), now(), &body));
    assert!(other.contains("\"new\":0") && other.contains("\"known\":1"), "{other}");
}

#[test]
fn only_who_knows_the_key_is_heard_and_learns_why_not() {
    let (office, key) = office();
    let serving = Serving::start(office.path());
    let body = ticket("1");
    let check = |request: &[u8], want: u16, told: &str| {
        let (status, said) = send(&serving, request);
        assert_eq!(status, want, "{said}");
        assert!(said.contains(told), "{said}");
    };
    check(&delivery("wrong", None, now(), &body), 401, "the signature does not fit");
    check(&delivery(&key, None, now() - 600, &body), 401, "check the clock");
    check(&delivery(&key, None, now(), "not json"), 422, "it is not JSON");
    let large = format!("\"{}\"", "x".repeat(5 << 20));
    // The server may close before all of it is sent, so only its verdict counts where it comes.
    if let Ok((status, _)) = ask(&serving.address, &delivery(&key, None, now(), &large)) {
        assert_eq!(status, 413);
    }
    let elsewhere = String::from_utf8(delivery(&key, None, now(), &body)).unwrap();
    let elsewhere = elsewhere.replace("/hooks/tickets", "/hooks/other");
    check(elsewhere.as_bytes(), 404, "no such source sends deliveries");
    let public = b"GET /sources?lang=en HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    let (status, page) = ask(&serving.address, public).unwrap();
    assert_eq!(status, 200);
    for told in ["a test", "invented", "30 days", "it is not JSON"] {
        assert!(page.contains(told), "{told}");
    }
    assert!(!page.contains(&key));
}

#[test]
fn a_process_killed_again_and_again_loses_and_doubles_nothing() {
    const TICKETS: usize = 60;
    let (office, key) = office();
    let mut sent = 0;
    let mut kills = 0;
    while sent < TICKETS {
        let mut serving = Serving::start(office.path());
        let life = 7 + 5 * kills;
        for _ in 0..life {
            if sent == TICKETS {
                break;
            }
            let request = delivery(&key, None, now(), &ticket(&format!("k{sent}")));
            assert_eq!(send(&serving, &request).0, 202);
            sent += 1;
        }
        // One more is under way when it dies; its sender does not know and sends it again.
        let request = delivery(&key, None, now(), &ticket(&format!("k{sent}")));
        let mut stream = TcpStream::connect(&serving.address).unwrap();
        stream.write_all(&request).unwrap();
        serving.child.kill().unwrap();
        kills += 1;
    }
    let (store, _station) = office.open();
    let posts = store.posts(None, 1_000).unwrap().items;
    let mut ids: Vec<_> = posts.iter().map(|post| post.id.clone()).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), posts.len(), "nothing is doubled");
    for n in 0..TICKETS {
        assert!(ids.contains(&format!("tickets:k{n}")), "ticket {n} was answered and is lost");
    }
    let counted = store.source_states().unwrap()[0].counts.new;
    assert_eq!(counted, posts.len() as u64, "the state was stored with the posts");
    println!("{TICKETS} tickets over {kills} kills");
}
