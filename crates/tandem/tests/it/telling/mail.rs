//! Mail through a real server: in the clear to a relay, over both kinds of TLS, with a password.
//!
//! The server is aiosmtpd, which `cargo xtask test` puts into a Python environment of the target
//! folder. Where it cannot be had, these tests say so and are skipped.

use super::*;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tandem_notify::{Carrier, Entry, Letter, Line, Sender, test_letter};

/// The Python that has aiosmtpd.
fn python() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mail-server");
    let named = std::env::var_os("TANDEM_MAIL_PYTHON").map(PathBuf::from);
    let python = named.unwrap_or_else(|| folder.join("bin/python"));
    let has = Command::new(&python).args(["-c", "import aiosmtpd"]).output();
    if has.is_ok_and(|output| output.status.success()) {
        return Some(python);
    }
    println!("skipped: no Python with aiosmtpd at {}; run cargo xtask test", python.display());
    None
}

/// A mail server that keeps what it takes.
pub(super) struct MailServer {
    child: Child,
    pub(super) port: u16,
    folder: tempfile::TempDir,
}

impl MailServer {
    /// `None` where there is no Python for it. `arguments` are those of the script.
    pub(super) fn start(arguments: &[&str]) -> Option<Self> {
        let python = python()?;
        let folder = tempfile::tempdir().unwrap();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mail/server.py");
        let mut child = Command::new(python)
            .arg(script)
            .arg(folder.path())
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Some(Self { child, port: line.trim().parse().unwrap(), folder })
    }

    pub(super) fn mails(&self) -> Vec<String> {
        let files = std::fs::read_dir(self.folder.path()).unwrap();
        let mut paths: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
        paths.retain(|path| path.extension().is_some_and(|end| end == "eml"));
        paths.sort();
        paths.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// A certificate for `localhost` of an authority of its own, and its key.
fn certificate(folder: &Path) -> (PathBuf, PathBuf) {
    let (certificate, key) = (folder.join("cert.pem"), folder.join("key.pem"));
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"])
        .args(["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .arg("-keyout")
        .arg(&key)
        .arg("-out")
        .arg(&certificate)
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    (certificate, key)
}

/// A book with one mailbox, and what its `[smtp]` says beside host and port.
fn mail_book(port: u16, more: &str) -> Book {
    let text = format!(
        "[smtp]\nhost = \"localhost\"\nport = {port}\nfrom = \"联动 <tandem@office.example>\"\n{more}\n\
         [[channel]]\nunit = \"450103.desk\"\nchannel = \"duty-mail\"\ncarrier = \"mail\"\n\
         to = [\"duty@office.example\"]\n"
    );
    Book::parse("channels.toml", &text, &|name| match name {
        "password" => Ok("right".to_owned()),
        "wrong" => Ok("wrong".to_owned()),
        path => std::fs::read_to_string(path),
    })
    .unwrap_or_else(|problems| panic!("{problems}"))
}

struct Nowhere;

impl Post for Nowhere {
    fn post(&self, _: &Outgoing) -> Result<Reply, Fault> {
        Err(Fault::Unreachable)
    }
}

fn send(book: &Book, letter: impl FnOnce(&Entry) -> Letter) -> Result<(), Fault> {
    let entry = &book.entries[0];
    assert!(matches!(entry.carrier, Carrier::Mail(_)));
    let sender = Sender::new(book.smtp.clone(), Arc::new(Nowhere));
    sender.send(entry, &letter(entry), &tandem_core::words::NoNames, at("2026-03-02 09:00"))
}

fn tested(book: &Book) -> Result<(), Fault> {
    send(book, |entry| test_letter(entry, at("2026-03-02 09:00")))
}

#[test]
fn a_relay_takes_mail_in_the_clear_and_a_paper_with_it() {
    let Some(server) = MailServer::start(&["none"]) else { return };
    let book = mail_book(server.port, "security = \"none\"");
    let letter = |entry: &Entry| Letter {
        paper: Some(("brief-2026-03-01.pdf".to_owned(), b"%PDF-1.7 test".to_vec())),
        lines: vec![Line {
            ids: Vec::new(),
            case: None,
            drill: tandem_notify::Drill::No,
            about: "brief".to_owned(),
            by: None,
            link: Some("https://tandem.example/".to_owned()),
        }],
        ..test_letter(entry, at("2026-03-02 09:00"))
    };
    send(&book, letter).unwrap();
    let mails = server.mails();
    let mail = mail_parser::MessageParser::default().parse(&mails[0]).unwrap();
    assert_eq!(mail.subject(), Some("【联动】每日简报"));
    assert_eq!(mail.to().unwrap().first().unwrap().address(), Some("duty@office.example"));
    let id = mail.message_id().unwrap();
    assert!(id.ends_with("@office.example") && id.len() > 32, "{id}");
    assert!(mail.body_text(0).unwrap().contains("https://tandem.example/"));
    let paper = mail.attachment(0).unwrap();
    assert_eq!(paper.contents(), b"%PDF-1.7 test");
}

#[test]
fn both_kinds_of_tls_and_a_password() {
    let folder = tempfile::tempdir().unwrap();
    if python().is_none() {
        return;
    }
    let (certificate, key) = certificate(folder.path());
    let files = [certificate.to_str().unwrap(), key.to_str().unwrap()];
    let authority = format!("ca_file = \"{}\"", files[0]);
    for security in ["starttls", "tls"] {
        let arguments = [security, files[0], files[1], "tandem", "right"];
        let Some(server) = MailServer::start(&arguments) else { return };
        let book =
            |more: &str| mail_book(server.port, &format!("security = \"{security}\"\n{more}"));
        let login = |file: &str| {
            book(&format!("{authority}\nuser = \"tandem\"\npassword_file = \"{file}\""))
        };
        assert_eq!(tested(&login("password")), Ok(()), "{security}");
        assert_eq!(tested(&login("wrong")), Err(Fault::NotLetIn), "{security}");
        let strange = book("user = \"tandem\"\npassword_file = \"password\"");
        assert!(tested(&strange).is_err(), "an unknown authority is not trusted");
        assert_eq!(server.mails().len(), 1, "{security}");
    }
}

#[test]
fn what_the_server_says_is_kept_as_a_code_alone() {
    let Some(server) = MailServer::start(&["none", "", "", "", "", "1"]) else { return };
    let book = mail_book(server.port, "security = \"none\"");
    assert_eq!(tested(&book), Err(Fault::Refused(451)));
    assert_eq!(tested(&book), Ok(()));
    let starttls = mail_book(server.port, "security = \"starttls\"");
    assert!(tested(&starttls).is_err(), "a server without STARTTLS gets nothing");
    assert_eq!(server.mails().len(), 1);
    drop(server);
    assert_eq!(tested(&mail_book(1, "security = \"none\"")), Err(Fault::Unreachable));
}
