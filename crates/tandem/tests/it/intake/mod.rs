//! Taking in, from the outside as sources see it: files, feeds and deliveries of local servers that
//! really speak HTTP.

mod cli;
mod feeds;
mod hooks;
mod restart;
mod retention;
mod voices;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use tandem::files::Files;
use tandem::listen::register::{Sources, pseudonyms};
use tandem::listen::station::Station;
use tandem_core::Timestamp;
use tandem_engine::{Store, World};
use tandem_store::SqliteLedger;

/// A source of a register; `more` is what is special about it.
fn entry(id: &str, kind: &str, more: &str) -> String {
    format!(
        "[[source]]\nid = \"{id}\"\nname = {{ zh = \"源\", en = \"source\" }}\nkind = \"{kind}\"\n\
         purpose = {{ zh = \"测试\", en = \"a test\" }}\n\
         legal_basis = {{ zh = \"虚构\", en = \"invented\" }}\n\
         collects = {{ zh = \"正文\", en = \"texts\" }}\nretention_days = 30\n{more}\n"
    )
}

/// An office that listens: a folder with a register, and everything opened on it.
struct Office {
    folder: tempfile::TempDir,
    world: World,
}

impl Office {
    fn new(register: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("sources.toml"), register).unwrap();
        Self { folder, world: Files::default().world("guangxi", None).unwrap() }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn sources(&self) -> Sources {
        Sources::load(&Files::default(), self.path(), "guangxi").unwrap()
    }

    /// Opens the store and a station on it, as a process does that starts.
    fn open(&self) -> (Arc<dyn Store>, Station) {
        let store: Arc<dyn Store> = Arc::new(SqliteLedger::open(self.path()).unwrap());
        let key = pseudonyms(self.path()).unwrap();
        let station = Station::open(Arc::clone(&store), &self.world, &self.sources(), key).unwrap();
        (store, station)
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A server that answers each request with what `answer` says; keeps the heads of all requests.
struct Server {
    address: String,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn new(answer: impl Fn(usize, &str) -> Vec<u8> + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let heads = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&heads);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                let head = head(&stream);
                let number = seen.lock().unwrap().len();
                seen.lock().unwrap().push(head.clone());
                // Whoever asked may have gone away.
                drop(stream.write_all(&answer(number, &head)));
            }
        });
        Self { address, heads }
    }

    fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

/// The lines of a request up to its body, in lower case.
fn head(stream: &TcpStream) -> String {
    let mut lines = String::new();
    let mut reader = BufReader::new(stream);
    while reader.read_line(&mut lines).unwrap_or(0) > 0 && !lines.ends_with("\r\n\r\n") {}
    lines.to_lowercase()
}

/// An answer with a body.
fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n"
    );
    [head.as_bytes(), body].concat()
}

/// What a server says to a request: its status and body.
fn ask(address: &str, request: &[u8]) -> std::io::Result<(u16, String)> {
    let mut stream = TcpStream::connect(address)?;
    stream.write_all(request)?;
    let mut said = String::new();
    stream.read_to_string(&mut said)?;
    let status = said.split(' ').nth(1).and_then(|status| status.parse().ok());
    let status = status.ok_or_else(|| std::io::Error::other("no answer"))?;
    let body = said.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default();
    Ok((status, body))
}
