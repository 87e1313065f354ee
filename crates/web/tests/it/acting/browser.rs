//! A browser without a script: follows links, fills in forms as they were drawn, and sends them.

use axum::Extension;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use axum::response::Response;
use http_body_util::BodyExt as _;
use std::sync::Arc;
use tandem_core::{Digest, PersonId, PositionId};
use tandem_web::{App, Signed, router};
use tower::ServiceExt as _;

/// Somebody at a screen.
pub(super) struct Browser {
    app: Arc<App>,
    signed: Option<Signed>,
    /// Links followed and buttons pressed.
    pub(super) clicks: usize,
}

/// A page, or where one is sent to.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) status: StatusCode,
    pub(super) location: Option<String>,
    headers: HeaderMap,
    pub(super) html: String,
}

/// A form as it was drawn, with what stands in it.
#[derive(Clone, Debug)]
pub(super) struct Form {
    pub(super) action: String,
    multipart: bool,
    pub(super) answers: Vec<(String, String)>,
    files: Vec<(String, String, Vec<u8>)>,
}

impl Browser {
    /// Somebody who signed in for a position.
    pub(super) fn of(app: &Arc<App>, person: &str, position: &str) -> Self {
        let signed = Signed {
            person: PersonId::from(person),
            position: Some(PositionId::from(position)),
            session: Digest::of(person.as_bytes()),
            form_token: "token".to_owned(),
        };
        Self { app: Arc::clone(app), signed: Some(signed), clicks: 0 }
    }

    /// Somebody who did not sign in.
    pub(super) fn stranger(app: &Arc<App>) -> Self {
        Self { app: Arc::clone(app), signed: None, clicks: 0 }
    }

    async fn ask(&self, request: Request<Body>) -> Page {
        let mut routes = router(Arc::clone(&self.app));
        if let Some(signed) = &self.signed {
            routes = routes.layer(Extension(signed.clone()));
        }
        let answer = routes.oneshot(request).await.expect("the router answers");
        Page::of(answer).await
    }

    /// Opens an address, in Chinese unless it says otherwise.
    pub(super) async fn open(&mut self, path: &str) -> Page {
        self.clicks += 1;
        self.ask(Request::get(path).body(Body::empty()).expect("a request")).await
    }

    /// Presses the button of a form.
    pub(super) async fn send(&mut self, form: &Form) -> Page {
        self.clicks += 1;
        let (kind, body) = if form.multipart { form.parts() } else { form.encoded() };
        let request = Request::post(form.action.as_str()).header(header::CONTENT_TYPE, kind);
        self.ask(request.body(Body::from(body)).expect("a request")).await
    }
}

impl Page {
    async fn of(answer: Response) -> Self {
        let status = answer.status();
        let location = answer.headers().get(header::LOCATION);
        let location = location.map(|to| to.to_str().expect("text").to_owned());
        let headers = answer.headers().clone();
        let bytes = answer.into_body().collect().await.expect("a body").to_bytes();
        let html = String::from_utf8(bytes.to_vec()).unwrap_or_default();
        Self { status, location, headers, html }
    }

    /// A header of the answer; empty where it has none.
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The form whose action ends so.
    pub(super) fn form(&self, action: &str) -> Form {
        let mut forms = self.html.split("<form").skip(1);
        let found = forms.find(|form| {
            let tag = form.split('>').next().unwrap_or_default();
            attribute(tag, "action").is_some_and(|to| to.ends_with(action))
        });
        let found = found.unwrap_or_else(|| panic!("no form to `{action}` on\n{}", self.html));
        let found = found.split("</form>").next().unwrap_or_default();
        Form::read(found)
    }

    /// The address of the link with these words.
    pub(super) fn link(&self, words: &str) -> String {
        let mut links = self.html.split("<a ").skip(1);
        let found = links.find(|link| {
            let text = link.split("</a>").next().unwrap_or_default();
            text.split_once('>').is_some_and(|(_, text)| plain(text).contains(words))
        });
        let found = found.unwrap_or_else(|| panic!("no link `{words}` on\n{}", self.html));
        attribute(found.split('>').next().unwrap_or_default(), "href")
            .expect("a link leads somewhere")
    }
}

/// The text of some markup.
fn plain(html: &str) -> String {
    let parts = html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text));
    unescaped(&parts.collect::<String>())
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let tag = format!(" {tag}");
    let rest = tag.split_once(&format!(" {name}=\""))?.1;
    Some(unescaped(rest.split('"').next()?))
}

fn unescaped(text: &str) -> String {
    text.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// Text as it may stand in an address or an encoded form.
pub(super) fn escaped(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
        out
    })
}

impl Form {
    fn read(html: &str) -> Self {
        let (tag, body) = html.split_once('>').expect("a tag ends");
        let mut form = Self {
            action: attribute(tag, "action").unwrap_or_default(),
            multipart: tag.contains("multipart/form-data"),
            answers: Vec::new(),
            files: Vec::new(),
        };
        for part in body.split('<').skip(1) {
            let (tag, rest) = part.split_once('>').unwrap_or((part, ""));
            let Some(name) = attribute(tag, "name") else { continue };
            match tag.split_whitespace().next() {
                Some("input") => {
                    let kind = attribute(tag, "type").unwrap_or_default();
                    let unticked =
                        matches!(kind.as_str(), "checkbox" | "radio") && !tag.contains(" checked");
                    if !unticked && kind != "file" {
                        form.put(&name, &attribute(tag, "value").unwrap_or_default());
                    }
                }
                Some("textarea") => form.put(&name, &unescaped(rest)),
                Some("select") => {
                    let select = body.split(&format!("name=\"{name}\"")).nth(1).unwrap_or_default();
                    let select = select.split("</select>").next().unwrap_or_default();
                    let chosen = select.split("<option").find(|option| {
                        option.split('>').next().unwrap_or_default().contains(" selected")
                    });
                    let value = chosen.and_then(|option| attribute(option, "value"));
                    form.put(&name, &value.unwrap_or_default());
                }
                _ => {}
            }
        }
        form
    }

    fn put(&mut self, name: &str, value: &str) {
        self.answers.push((name.to_owned(), value.to_owned()));
    }

    /// What stands at a question.
    pub(super) fn get(&self, name: &str) -> &str {
        let found = self.answers.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    /// Answers questions anew; one that comes twice has two answers.
    pub(super) fn fill(mut self, answers: &[(&str, &str)]) -> Self {
        for (name, _) in answers {
            self.answers.retain(|(known, _)| known != name);
        }
        for (name, value) in answers {
            if let Some((name, file)) = name.split_once(':') {
                self.files.push((name.to_owned(), file.to_owned(), value.as_bytes().to_vec()));
            } else {
                self.put(name, value);
            }
        }
        self
    }

    /// The same with a file.
    pub(super) fn with_file(mut self, name: &str, file: &str, bytes: &[u8]) -> Self {
        self.files.push((name.to_owned(), file.to_owned(), bytes.to_vec()));
        self
    }

    fn encoded(&self) -> (String, Vec<u8>) {
        let pairs = self.answers.iter().map(|(k, v)| format!("{}={}", escaped(k), escaped(v)));
        let body = pairs.collect::<Vec<_>>().join("&");
        ("application/x-www-form-urlencoded".to_owned(), body.into_bytes())
    }

    fn parts(&self) -> (String, Vec<u8>) {
        const BOUNDARY: &str = "----a-boundary-that-nobody-types";
        let mut body = Vec::new();
        for (name, value) in &self.answers {
            let head = format!("content-disposition: form-data; name=\"{name}\"");
            body.extend(format!("--{BOUNDARY}\r\n{head}\r\n\r\n{value}\r\n").into_bytes());
        }
        for (name, file, bytes) in &self.files {
            let head =
                format!("content-disposition: form-data; name=\"{name}\"; filename=\"{file}\"");
            body.extend(format!("--{BOUNDARY}\r\n{head}\r\n\r\n").into_bytes());
            body.extend(bytes);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
        (format!("multipart/form-data; boundary={BOUNDARY}"), body)
    }
}
