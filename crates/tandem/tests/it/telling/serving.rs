//! The binary as an operator runs it: `serve --channels`, a kill, a restart, and a receiver that
//! really speaks HTTP and looks at the signature as our own `/hooks` does.

use super::mail::MailServer;
use super::*;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};
use tandem_intake::hook::believe;
use tandem_store::SqliteLedger;

#[allow(clippy::disallowed_methods, reason = "a server's clock is the real one")]
fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    since.as_secs() as i64
}

#[allow(clippy::disallowed_methods, reason = "patience is measured")]
fn patience() -> Instant {
    Instant::now() + Duration::from_secs(40)
}

#[allow(clippy::disallowed_methods, reason = "patience is measured")]
fn is_over(end: Instant) -> bool {
    Instant::now() > end
}

/// A request as it came: its head in lower case, and its body.
#[derive(Clone)]
struct Came {
    head: String,
    body: Vec<u8>,
}

impl Came {
    fn header(&self, name: &str) -> Option<&str> {
        let line = self.head.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
        line.map(str::trim)
    }

    fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The things told, by the names that messages have for them.
    fn about(&self) -> Vec<String> {
        let notices = self.json()["notices"].as_array().unwrap().clone();
        notices.iter().map(|notice| notice["about"].as_str().unwrap().to_owned()).collect()
    }
}

/// A receiver that answers `status` and keeps what came.
struct Receiver {
    address: String,
    came: Arc<Mutex<Vec<Came>>>,
}

impl Receiver {
    fn start(status: impl Fn(usize) -> &'static str + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let came: Arc<Mutex<Vec<Came>>> = Arc::default();
        let seen = Arc::clone(&came);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                let Some(request) = receive(&stream) else { continue };
                let number = seen.lock().unwrap().len();
                seen.lock().unwrap().push(request);
                let body = r#"{"errcode":0,"code":0}"#;
                let length = body.len();
                // Whoever asked may have been killed.
                drop(write!(
                    stream,
                    "HTTP/1.1 {}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}",
                    status(number)
                ));
            }
        });
        Self { address, came }
    }

    fn came(&self) -> Vec<Came> {
        self.came.lock().unwrap().clone()
    }

    /// Waits until something was told.
    fn wait(&self, about: &str) -> Came {
        let end = patience();
        loop {
            let found =
                self.came().into_iter().find(|came| came.about().iter().any(|a| a == about));
            if let Some(came) = found {
                return came;
            }
            assert!(!is_over(end), "nobody was told of {about}");
            std::thread::yield_now();
        }
    }
}

fn receive(stream: &TcpStream) -> Option<Came> {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let head = head.to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "))?;
    let mut body = vec![0; length.trim().parse().ok()?];
    reader.read_exact(&mut body).ok()?;
    Some(Came { head, body })
}

/// An office on disk with a webhook of its own.
struct Deployed {
    folder: tempfile::TempDir,
}

const KEY: &str = "a key that both sides know";

impl Deployed {
    fn new(address: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let book = format!(
            "[[channel]]\nunit = \"450103.desk\"\nchannel = \"hook\"\ncarrier = \"webhook\"\n\
             url = \"http://{address}/in\"\nreach = \"private\"\nsecret_file = \"hook-key\"\n"
        );
        std::fs::write(folder.path().join("channels.toml"), book).unwrap();
        std::fs::write(folder.path().join("hook-key"), format!("{KEY}\n")).unwrap();
        std::fs::write(folder.path().join("always.toml"), mechanism()).unwrap();
        let deployed = Self { folder };
        deployed.act("450103.desk/chief as Wang set-channel 450103.desk hook webhook “the desk's”");
        deployed
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tandem"));
        command
            .args(["--lang", "en"])
            .args(arguments)
            .arg("--state")
            .arg(self.path().join("ledger"));
        command.output().unwrap()
    }

    fn act(&self, line: &str) {
        let mechanism = self.path().join("always.toml");
        let done = self.run(&["act", line, "--mechanism", mechanism.to_str().unwrap()]);
        assert!(done.status.success(), "{line}: {done:?}");
    }

    fn receive(&self, case: &str) {
        self.act(&format!(
            "450103.desk/duty as Li receive {case} “T” area 450103 remit urban.water-supply"
        ));
    }

    fn serve(&self) -> Serving {
        let child = Command::new(env!("CARGO_BIN_EXE_tandem"))
            .args(["--lang", "en", "serve", "--listen", "127.0.0.1:0", "--state"])
            .arg(self.path().join("ledger"))
            .arg("--channels")
            .arg(self.path().join("channels.toml"))
            .arg("--mechanism")
            .arg(self.path().join("always.toml"))
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Serving(child)
    }
}

/// The shipped mechanism without quiet hours: these tests run at any hour.
fn mechanism() -> String {
    let text = Files::default().read("mechanisms/cn-61-2016.toml").unwrap();
    let text = text.replace("quiet_from = \"22:00\"", "quiet_from = \"07:00\"");
    assert!(text.contains("quiet_from = \"07:00\"\nquiet_until = \"07:00\""), "as shipped");
    text
}

/// A running console; dropped, it is killed as by `kill -9`.
struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// Waits until so many messages at least are on record.
fn wait_until_noted(office: &Deployed, count: usize) {
    let ledger = SqliteLedger::open_to_read(&office.path().join("ledger")).unwrap();
    let end = patience();
    loop {
        let entries = tandem_engine::Ledger::scan(&ledger, 0, 1_000).unwrap();
        let noted = entries.iter().filter(|entry| entry.body.contains("message_noted")).count();
        if noted >= count && tandem_engine::Tellings::untold(&ledger, 10).unwrap().is_empty() {
            return;
        }
        assert!(!is_over(end), "{noted} messages are on record");
        std::thread::yield_now();
    }
}

#[test]
fn a_webhook_is_told_with_a_signature_and_once_over_kills() {
    let receiver = Receiver::start(|_| "200 OK");
    let office = Deployed::new(&receiver.address);
    office.receive("c1");
    let serving = office.serve();
    let came = receiver.wait("received");
    let believed = believe(
        KEY.as_bytes(),
        came.header("x-tandem-timestamp"),
        came.header("x-tandem-signature"),
        &came.body,
        now(),
    );
    assert_eq!(believed, Ok(()));
    let json = came.json();
    assert_eq!(came.header("idempotency-key"), json["id"].as_str());
    assert_eq!(
        (json["unit"].as_str(), json["language"].as_str()),
        (Some("450103.desk"), Some("zh"))
    );
    assert!(json["notices"][0]["link"].as_str().unwrap().ends_with("/cases/c1"));
    drop(serving);
    // While nobody serves, things happen; the next process tells of them, and not again of c1.
    office.receive("c2");
    let serving = office.serve();
    let end = patience();
    while !receiver.came().iter().any(|came| came.json().to_string().contains("/cases/c2")) {
        assert!(!is_over(end), "c2 was not told");
        std::thread::yield_now();
    }
    wait_until_noted(&office, 2);
    drop(serving);
    // A message may come twice around a kill, and then in other company; what it tells of keeps its
    // names.
    let told = |case: &str| {
        let came = receiver.came();
        let bodies = came.iter().map(Came::json);
        let notices = bodies.flat_map(|body| body["notices"].as_array().unwrap().clone());
        let of = notices.filter(|notice| notice["case"] == case && notice["about"] == "received");
        let ids: std::collections::BTreeSet<String> =
            of.map(|notice| notice["ids"].to_string()).collect();
        ids.len()
    };
    assert_eq!((told("c1"), told("c2")), (1, 1));
    let listed = office.run(&["channel", "list", "--json"]);
    let line: serde_json::Value = serde_json::from_slice(&listed.stdout).unwrap();
    assert_eq!((line["state"].as_str(), line["waiting"].as_u64()), (Some("delivers"), Some(0)));
    // No address and no key in the ledger.
    let ledger = SqliteLedger::open_to_read(&office.path().join("ledger")).unwrap();
    let entries = tandem_engine::Ledger::scan(&ledger, 0, 1_000).unwrap();
    assert!(entries.iter().any(|entry| entry.body.contains("message_noted")));
    assert!(entries.iter().all(|e| !e.body.contains("127.0.0.1") && !e.body.contains(KEY)));
}

#[test]
fn a_check_goes_through_the_real_channel_and_onto_the_record() {
    let receiver = Receiver::start(|number| if number == 0 { "200 OK" } else { "503 Busy" });
    let office = Deployed::new(&receiver.address);
    let book = office.path().join("channels.toml");
    let book = book.to_str().unwrap();
    let check =
        ["channel", "check", "--channels", book, "--position", "450103.desk/duty", "--as", "Li"];
    let good = office.run(&check);
    assert!(good.status.success(), "{good:?}");
    assert_eq!(receiver.came()[0].about(), ["test"]);
    let listed = |want: &str| {
        let listed = office.run(&["channel", "list", "--json", "--channels", book]);
        let line: serde_json::Value = serde_json::from_slice(&listed.stdout).unwrap();
        assert_eq!(line["state"], want, "{line}");
    };
    listed("works");
    let bad = office.run(&check);
    assert_eq!(bad.status.code(), Some(1));
    let said = String::from_utf8_lossy(&bad.stderr).into_owned();
    assert!(said.contains("the other side said no (503)"), "{said}");
    listed("fails");
    let other =
        ["channel", "check", "--channels", book, "--position", "450107.desk/duty", "--as", "Li"];
    let refused = office.run(&other);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("refused"), "{refused:?}");
}

#[test]
fn what_is_wrong_with_a_book_is_told_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("channels.toml");
    let text = "[smtp]\nhost = \"m\"\nsecurity = \"none\"\nfrom = \"x\"\nuser = \"u\"\npassword_file = \"p\"\n\
                [[channel]]\nunit = \"450103.desk\"\nchannel = \"a\"\ncarrier = \"wecom\"\nurl = \"https://robot\"\n\
                [[channel]]\nunit = \"450103.desk\"\nchannel = \"b\"\ncarrier = \"webhook\"\nurl = \"http://hook\"\nsecret_file = \"s\"\n";
    std::fs::write(&place, text).unwrap();
    let tried = Command::new(env!("CARGO_BIN_EXE_tandem"))
        .args(["--lang", "en", "channel", "try", "450103.desk", "a", "--channels"])
        .arg(&place)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&tried.stderr).into_owned();
    assert_eq!(tried.status.code(), Some(1));
    for told in
        ["no password travels over an open line", "needs url_file", "must begin with https://"]
    {
        assert!(said.contains(told), "{told}: {said}");
    }
}

/// The desk's brief of yesterday comes by mail as a paper, once, however often the console starts.
#[test]
fn a_brief_is_mailed_once_a_day_over_restarts() {
    let Some(server) = MailServer::start(&["none"]) else { return };
    let receiver = Receiver::start(|_| "200 OK");
    let office = Deployed::new(&receiver.address);
    office.act("450103.desk/chief as Wang set-channel 450103.desk duty-mail mail “the desk's”");
    let book = office.path().join("channels.toml");
    let text = std::fs::read_to_string(&book).unwrap();
    let port = server.port;
    std::fs::write(
        &book,
        format!(
            "{text}\n[smtp]\nhost = \"127.0.0.1\"\nport = {port}\nsecurity = \"none\"\n\
         from = \"tandem@office.example\"\n\
         [[channel]]\nunit = \"450103.desk\"\nchannel = \"duty-mail\"\ncarrier = \"mail\"\n\
         to = [\"duty@office.example\"]\n\
         [[brief]]\ndesk = \"450103.desk\"\nchannel = \"duty-mail\"\nat = \"00:00\"\n\
         attach = \"pdf\"\n"
        ),
    )
    .unwrap();
    office.receive("c1");
    for _ in 0..2 {
        let serving = office.serve();
        // The brief, a test of each channel, and the matter.
        wait_until_noted(&office, 3);
        drop(serving);
    }
    let mails = server.mails();
    let parse =
        |mail: &String| mail_parser::MessageParser::default().parse(mail).unwrap().into_owned();
    let briefs: Vec<_> =
        mails.iter().map(parse).filter(|mail| mail.subject().unwrap().contains("简报")).collect();
    let ids: std::collections::BTreeSet<_> = briefs.iter().map(|mail| mail.message_id()).collect();
    assert_eq!(ids.len(), 1, "one brief a day");
    if tandem_document::Fonts::find(None).is_ok() {
        assert!(briefs[0].attachment(0).unwrap().contents().starts_with(b"%PDF"));
    } else {
        println!("no fonts: the brief went as a link");
    }
}
