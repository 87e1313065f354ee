//! A browser as far as the door can tell: it keeps cookies, follows nothing by itself, and sends
//! the forms that pages show.

use super::text;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use tandem_core::{Digest, Timestamp};
use tandem_engine::Clock;
use tandem_engine::accounts::{Account, Accounts, Entropy, Login, MemoryAccounts, Passwords, Role};
use tandem_web::{App, Door, Entrance, Origin, router};
use tower::ServiceExt as _;

/// A password that everybody here has.
pub(crate) const PASSWORD: &str = "a lantern on the old bridge";

/// A clock that tests set.
pub(crate) struct Wall(AtomicI64);

impl Clock for Wall {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.0.load(Ordering::Relaxed)).expect("in range")
    }
}

impl Wall {
    pub(crate) fn wait(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::Relaxed);
    }
}

/// Randomness that counts, for tests alone.
pub(crate) struct Counting(AtomicU64);

impl Entropy for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let next = self.0.fetch_add(1, Ordering::Relaxed);
            chunk.copy_from_slice(&Digest::of(&next.to_le_bytes()).0[..chunk.len()]);
        }
    }
}

/// An application behind a door, with what a test needs of it.
pub(crate) struct House {
    pub(crate) app: Arc<App>,
    pub(crate) accounts: Arc<MemoryAccounts>,
    pub(crate) wall: Arc<Wall>,
}

/// What kind of entrance.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    SignIn,
    Https,
    Setup,
    Demo,
}

pub(crate) const SETUP_CODE: &str = "abcde-fghij-kmnpq-rstuv";

pub(crate) fn house(kind: Kind) -> House {
    let accounts = Arc::<MemoryAccounts>::default();
    let wall = Arc::new(Wall(AtomicI64::new(1_772_600_000)));
    let origin = match kind {
        Kind::Https => Origin::Https("tandem.example".to_owned()),
        _ => Origin::Loopback,
    };
    let entropy = Arc::new(Counting(AtomicU64::new(1)));
    let mut door = Door::new(
        Arc::clone(&accounts) as Arc<dyn Accounts>,
        Arc::clone(&wall) as Arc<dyn Clock>,
        entropy,
        origin,
    );
    if kind == Kind::Setup {
        door = door.with_setup_code(SETUP_CODE);
    }
    let entrance = match kind {
        Kind::Demo => Entrance::Demo(door),
        _ => Entrance::SignIn(door),
    };
    House { app: super::story::behind(entrance), accounts, wall }
}

impl House {
    /// Adds a person who may sign in, in positions that nobody was appointed to.
    pub(crate) fn add(&self, login: &str, role: Role, positions: &[&str]) {
        static HASH: std::sync::OnceLock<String> = std::sync::OnceLock::new();
        let hash = HASH.get_or_init(|| Passwords::default().hash(PASSWORD, &[3; 16]));
        let name = format!("{login}（示例）");
        let login = Login::parse(login).expect("a login name");
        let mut account = Account::new(login, name.as_str().into(), role, self.wall.now());
        account.set_password(hash.clone());
        account.positions = positions.iter().map(|position| (*position).into()).collect();
        self.accounts.add(&account).expect("memory");
    }

    /// A browser in which a person has signed in.
    pub(crate) async fn signed_in(&self, login: &str) -> Browser {
        let mut browser = Browser::new(&self.app);
        let answer = browser.sign_in(login, PASSWORD, "").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        browser
    }

    /// The same for a person who is added with these positions.
    pub(crate) async fn as_holder(&self, login: &str, positions: &[&str]) -> Browser {
        self.add(login, Role::Staff, positions);
        self.signed_in(login).await
    }
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |value| value.to_str().expect("text"))
    }
}

#[derive(Clone)]
pub(crate) struct Browser {
    app: Arc<App>,
    pub(crate) cookies: BTreeMap<String, String>,
    pub(crate) headers: Vec<(&'static str, String)>,
}

impl Browser {
    pub(crate) fn new(app: &Arc<App>) -> Self {
        Self { app: Arc::clone(app), cookies: BTreeMap::new(), headers: Vec::new() }
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, None).await
    }

    /// Sends answers as a form does, with no token but what they hold.
    pub(crate) async fn post_plain(&mut self, path: &str, pairs: &[(&str, &str)]) -> Answer {
        let body: Vec<String> =
            pairs.iter().map(|(key, value)| format!("{key}={}", encoded(value))).collect();
        self.send("POST", path, Some(body.join("&"))).await
    }

    /// Opens a page, takes the token of its first form, and sends answers with it.
    pub(crate) async fn post(&mut self, page: &str, path: &str, pairs: &[(&str, &str)]) -> Answer {
        let shown = self.get(page).await;
        assert_eq!(shown.status, StatusCode::OK, "{page}: {}", shown.body);
        let token = hidden(&shown.body, "form_token");
        let mut pairs = pairs.to_vec();
        pairs.push(("form_token", &token));
        self.post_plain(path, &pairs).await
    }

    /// Sends a body as a program does.
    pub(crate) async fn send_body(&mut self, path: &str, body: String) -> Answer {
        self.send_marked("POST", path, Some((body, "application/json"))).await
    }

    pub(crate) async fn sign_in(&mut self, login: &str, password: &str, code: &str) -> Answer {
        let pairs = [("login", login), ("password", password), ("code", code)];
        self.post("/signin", "/signin", &pairs).await
    }

    async fn send(&mut self, method: &str, path: &str, form: Option<String>) -> Answer {
        let form = form.map(|form| (form, "application/x-www-form-urlencoded"));
        self.send_marked(method, path, form).await
    }

    /// Sends a body that is marked as of some kind.
    pub(crate) async fn send_marked(
        &mut self,
        method: &str,
        path: &str,
        body: Option<(String, &str)>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header("host", "127.0.0.1");
        if !self.cookies.is_empty() {
            let all: Vec<String> =
                self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header(header::COOKIE, all.join("; "));
        }
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        if let Some((_, kind)) = &body {
            request = request.header(header::CONTENT_TYPE, *kind);
        }
        let body = body.map(|(body, _)| body).unwrap_or_default();
        let request = request.body(Body::from(body)).expect("a request");
        let answer = router(Arc::clone(&self.app)).oneshot(request).await.expect("it answers");
        let (status, headers) = (answer.status(), answer.headers().clone());
        for cookie in headers.get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().expect("text");
            let (name, value) = cookie.split(';').next().unwrap_or("").split_once('=').expect("=");
            match value {
                "" => drop(self.cookies.remove(name)),
                value => drop(self.cookies.insert(name.to_owned(), value.to_owned())),
            }
        }
        // An event stream has no end.
        let body = match headers.get(header::CONTENT_TYPE).map(|kind| kind.as_bytes()) {
            Some(b"text/event-stream") => String::new(),
            _ => text(answer).await,
        };
        Answer { status, headers, body }
    }
}

/// The value of a hidden answer.
pub(crate) fn hidden(html: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let from = html.find(&mark).unwrap_or_else(|| panic!("no `{name}` in {html}")) + mark.len();
    html[from..].split('"').next().expect("it ends").to_owned()
}

pub(crate) fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}
