//! What a reader asked for: the path, the parameters, the language, and who signed in.

use crate::door::{Guest, Reader};
use crate::signed::Signed;
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri, header};
use std::convert::Infallible;
use std::sync::Arc;
use tandem_core::Lang;

/// Name of the cookie that keeps the reader's language.
pub(crate) const LANG_COOKIE: &str = "lang";

/// A request as pages need it.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// The language to answer in.
    pub(crate) lang: Lang,
    /// Whether the address itself names the language, so that it is to be remembered.
    pub(crate) chosen: Option<Lang>,
    /// The path, as it was sent.
    pub(crate) path: String,
    /// Who asks, where somebody signed in.
    pub(crate) signed: Option<Signed>,
    /// Whom the answer is for.
    pub(crate) reader: Reader,
    /// The account of who signed in.
    pub(crate) guest: Option<Arc<Guest>>,
    params: Vec<(String, String)>,
}

impl Asked {
    /// A parameter's value; `None` where it is absent or empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let found = self.params.iter().find(|(key, _)| key == name)?;
        Some(found.1.as_str()).filter(|value| !value.is_empty())
    }

    /// This address, with its parameters, to come back to.
    pub(crate) fn address(&self) -> String {
        let params = self.params.iter().map(|(key, value)| (key.as_str(), value.as_str()));
        address(&self.path, params)
    }

    /// This address in another language.
    pub(crate) fn in_lang(&self, lang: Lang) -> String {
        let params = self.params.iter().filter(|(key, _)| key != "lang");
        let pairs = params.map(|(key, value)| (key.as_str(), value.as_str()));
        address(&self.path, pairs.chain([("lang", code(lang))]))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let mut asked = Self::read(&parts.uri, &parts.headers);
        asked.signed = parts.extensions.get::<Signed>().cloned();
        asked.reader = parts.extensions.get::<Reader>().cloned().unwrap_or_default();
        asked.guest = parts.extensions.get::<Arc<Guest>>().cloned();
        Ok(asked)
    }
}

impl Asked {
    fn read(uri: &Uri, headers: &HeaderMap) -> Self {
        let params = Query::try_from_uri(uri).map(|Query(params)| params).unwrap_or_default();
        let path = uri.path().to_owned();
        let mut asked = Self {
            lang: Lang::Zh,
            chosen: None,
            path,
            signed: None,
            reader: Reader::Nobody,
            guest: None,
            params,
        };
        asked.chosen = asked.get("lang").and_then(lang_of);
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        asked.lang = asked
            .chosen
            .or_else(|| text(header::COOKIE).and_then(from_cookie))
            .or_else(|| text(header::ACCEPT_LANGUAGE).and_then(from_preferences))
            .unwrap_or(Lang::Zh);
        asked
    }
}

/// An address of a path and parameters.
pub(crate) fn address<'a>(
    path: &str,
    params: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> String {
    let mut out = path.to_owned();
    for (index, (key, value)) in params.into_iter().enumerate() {
        out.push(if index == 0 { '?' } else { '&' });
        out.push_str(&escaped(key));
        out.push('=');
        out.push_str(&escaped(value));
    }
    out
}

/// Text as it may stand in one segment or parameter of an address.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// A language as addresses and cookies write it.
pub(crate) fn code(lang: Lang) -> &'static str {
    lang.pick("zh", "en")
}

fn lang_of(tag: &str) -> Option<Lang> {
    let primary = tag.trim().split(['-', '_']).next().unwrap_or_default();
    if primary.eq_ignore_ascii_case("zh") {
        Some(Lang::Zh)
    } else if primary.eq_ignore_ascii_case("en") {
        Some(Lang::En)
    } else {
        None
    }
}

fn from_cookie(cookies: &str) -> Option<Lang> {
    cookies.split(';').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        if name.trim() == LANG_COOKIE { lang_of(value) } else { None }
    })
}

/// The language that an `Accept-Language` header prefers, of those we have.
fn from_preferences(header: &str) -> Option<Lang> {
    let mut best: Option<(f32, Lang)> = None;
    for item in header.split(',') {
        let (tag, weight) = item.split_once(";q=").unwrap_or((item, "1"));
        let weight: f32 = weight.trim().parse().unwrap_or(0.0);
        if let Some(lang) = lang_of(tag)
            && weight > best.map_or(0.0, |(most, _)| most)
        {
            best = Some((weight, lang));
        }
    }
    best.map(|(_, lang)| lang)
}

#[cfg(test)]
mod tests {
    use super::{Asked, address};
    use axum::http::{HeaderMap, HeaderValue, Uri, header};
    use tandem_core::Lang;

    fn lang(uri: &'static str, cookie: &'static str, accept: &'static str) -> Lang {
        let mut headers = HeaderMap::new();
        for (name, value) in [(header::COOKIE, cookie), (header::ACCEPT_LANGUAGE, accept)] {
            if !value.is_empty() {
                headers.insert(name, HeaderValue::from_static(value));
            }
        }
        Asked::read(&Uri::from_static(uri), &headers).lang
    }

    #[test]
    fn the_address_comes_before_the_cookie_and_that_before_the_browser() {
        assert_eq!(lang("/", "", ""), Lang::Zh);
        assert_eq!(lang("/?lang=en", "lang=zh", "zh"), Lang::En);
        assert_eq!(lang("/?lang=xx", "a=b; lang=en", "zh"), Lang::En);
        assert_eq!(lang("/", "", "fr, zh-CN;q=0.4, en-GB;q=0.7"), Lang::En);
        assert_eq!(lang("/", "", "fr, de;q=0.7"), Lang::Zh);
    }

    #[test]
    fn addresses_keep_their_parameters_and_escape_them() {
        let uri = Uri::from_static("/?area=4501&cursor=1%7Cc%261&lang=zh");
        let asked = Asked::read(&uri, &HeaderMap::new());
        assert_eq!(asked.get("cursor"), Some("1|c&1"));
        assert_eq!(asked.in_lang(Lang::En), "/?area=4501&cursor=1%7Cc%261&lang=en");
        assert_eq!(address("/x", []), "/x");
    }
}
