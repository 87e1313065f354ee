//! What a form carried, as it was typed.

use crate::error::WebError;
use axum::RequestExt as _;
use axum::extract::{Form, Multipart, Request};
use axum::http::header;

/// A file that was handed in.
#[derive(Clone, Debug)]
pub(super) struct File {
    /// Its name where it came from.
    pub(super) name: String,
    /// What is in it.
    pub(super) bytes: Vec<u8>,
}

/// Answers by the names of their questions; a question with several answers comes several times.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filled {
    pairs: Vec<(String, String)>,
    pub(super) files: Vec<File>,
}

impl Filled {
    /// Reads the body of a request, whichever way a browser encodes a form.
    pub(super) async fn read(request: Request) -> Result<Self, WebError> {
        let kind = request.headers().get(header::CONTENT_TYPE);
        let multipart = kind
            .and_then(|kind| kind.to_str().ok())
            .is_some_and(|kind| kind.starts_with("multipart/form-data"));
        if multipart {
            let parts = request.extract::<Multipart, _>().await;
            return Self::of_parts(parts.map_err(|_| WebError::TooLarge)?).await;
        }
        let form = request.extract::<Form<Vec<(String, String)>>, _>().await;
        let Form(pairs) = form.map_err(|error| WebError::Body(error.to_string()))?;
        Ok(Self { pairs, files: Vec::new() })
    }

    async fn of_parts(mut parts: Multipart) -> Result<Self, WebError> {
        let mut filled = Self::default();
        while let Some(part) = parts.next_field().await.map_err(|_| WebError::TooLarge)? {
            let name = part.name().unwrap_or_default().to_owned();
            let file = part.file_name().map(str::to_owned);
            let bytes = part.bytes().await.map_err(|_| WebError::TooLarge)?;
            match file {
                // A browser sends an empty file where none was chosen.
                Some(_) if bytes.is_empty() => {}
                Some(file) => filled.files.push(File { name: file, bytes: bytes.to_vec() }),
                None => filled.put(&name, String::from_utf8_lossy(&bytes)),
            }
        }
        Ok(filled)
    }

    /// Answers a question where nothing was answered yet.
    pub(super) fn suggest(&mut self, name: &str, value: impl Into<String>) {
        if self.get(name).is_empty() {
            self.put(name, value);
        }
    }

    /// Adds an answer.
    pub(super) fn put(&mut self, name: &str, value: impl Into<String>) {
        self.pairs.push((name.to_owned(), value.into()));
    }

    /// Answers a question anew.
    pub(super) fn set(&mut self, name: &str, value: impl Into<String>) {
        self.pairs.retain(|(known, _)| known != name);
        self.put(name, value);
    }

    /// The first answer; empty where there is none.
    pub(super) fn get<'a>(&'a self, name: &'a str) -> &'a str {
        self.all(name).next().unwrap_or_default()
    }

    /// All answers to a question that are not empty.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let answers = self.pairs.iter().filter(move |(known, _)| known == name);
        answers.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// Whether one of the answers is this one.
    pub(super) fn has(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|answer| answer == value)
    }
}
