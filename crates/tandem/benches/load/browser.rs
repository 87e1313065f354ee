//! A browser as far as a benchmark needs one: one connection, cookies, the forms of the door.

use anyhow::{Context as _, Result, bail};
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{ACCEPT_ENCODING, CONTENT_TYPE, COOKIE, HOST, SET_COOKIE};
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use tokio::net::TcpStream;

/// What came back, with its body read.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    /// As it was sent: compressed where it was asked for so.
    pub(crate) body: Bytes,
}

pub(crate) struct Browser {
    server: SocketAddr,
    sender: Option<SendRequest<Full<Bytes>>>,
    cookies: BTreeMap<String, String>,
    /// Asks for pages as browsers do, compressed; a program reads them as they are.
    compressed: bool,
}

impl Browser {
    pub(crate) fn new(server: SocketAddr) -> Self {
        Self { server, sender: None, cookies: BTreeMap::new(), compressed: false }
    }

    /// The same asking for compressed answers.
    pub(crate) fn compressed(self) -> Self {
        Self { compressed: true, ..self }
    }

    async fn ask(&mut self, request: Request<Full<Bytes>>) -> Result<Response<Incoming>> {
        let mut sender = match self.sender.take() {
            Some(sender) if !sender.is_closed() => sender,
            _ => {
                let stream = TcpStream::connect(self.server).await.context("connect")?;
                stream.set_nodelay(true).context("connect")?;
                let (sender, connection) =
                    handshake(TokioIo::new(stream)).await.context("speak HTTP")?;
                tokio::spawn(connection);
                sender
            }
        };
        sender.ready().await.context("the connection is ready")?;
        let answer = sender.send_request(request).await.context("an answer")?;
        for cookie in answer.headers().get_all(SET_COOKIE) {
            let pair = cookie.to_str().unwrap_or_default().split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        self.sender = Some(sender);
        Ok(answer)
    }

    fn request(&self, method: &str, path: &str) -> hyper::http::request::Builder {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = Request::builder().method(method).uri(path);
        let request = request.header(HOST, self.server.to_string());
        let request = match self.compressed {
            true => request.header(ACCEPT_ENCODING, "gzip"),
            false => request,
        };
        if cookies.is_empty() { request } else { request.header(COOKIE, cookies.join("; ")) }
    }

    /// Opens an address and reads all of it.
    pub(crate) async fn open(&mut self, path: &str) -> Result<Answer> {
        let request = self.request("GET", path).body(Full::default()).context("a request")?;
        read(self.ask(request).await?).await
    }

    /// Opens a stream of events; the browser is of no more use for pages.
    pub(crate) async fn listen(&mut self, path: &str) -> Result<Incoming> {
        let request = self.request("GET", path).body(Full::default()).context("a request")?;
        Ok(self.ask(request).await?.into_body())
    }

    /// Sends a body, with a key where one is given.
    pub(crate) async fn send(
        &mut self,
        path: &str,
        kind: &str,
        key: Option<&str>,
        body: String,
    ) -> Result<Answer> {
        let mut request = self.request("POST", path).header(CONTENT_TYPE, kind);
        if let Some(key) = key {
            request = request.header("authorization", format!("Bearer {key}"));
        }
        let request = request.body(Full::from(body)).context("a request")?;
        read(self.ask(request).await?).await
    }

    /// Signs in by the form.
    pub(crate) async fn sign_in(&mut self, login: &str, password: &str) -> Result<()> {
        let page = self.open("/signin").await?;
        let page = String::from_utf8_lossy(&page.body).into_owned();
        let token = page.split("name=\"form_token\" value=\"").nth(1);
        let token = token.and_then(|rest| rest.split('"').next()).context("a form")?;
        let body = format!("login={login}&password={password}&code=&next=&form_token={token}");
        let kind = "application/x-www-form-urlencoded";
        let answer = self.send("/signin", kind, None, body).await?;
        if answer.status != StatusCode::SEE_OTHER {
            bail!("{login} cannot sign in: {}", answer.status);
        }
        Ok(())
    }
}

async fn read(answer: Response<Incoming>) -> Result<Answer> {
    let status = answer.status();
    let body = answer.into_body().collect().await.context("a body")?.to_bytes();
    Ok(Answer { status, body })
}
