//! Asking a feed over HTTP: politely, once changed, and never inside the office.
//!
//! An address in the register is written by a person, but where it leads is decided by whoever
//! answers: a name can point to any address, and an answer can send us elsewhere. So each address
//! that a connection would go to is looked at just before it, redirects included, and an address
//! inside the office's network is refused unless the register allows it. The address that was
//! looked at is the one that is connected to; the name is not asked twice.

use std::fmt;
use std::io::Read as _;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use tandem_core::Text;
use tandem_core::sources::Reach;
use ureq::http::{StatusCode, Uri, header};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};

/// Time for everything.
const TIMEOUT: Duration = Duration::from_secs(20);
/// Redirects that are followed.
const REDIRECTS_MAX: u32 = 4;
/// Who asks, so that whoever is asked can find out and object.
const AGENT: &str = concat!("Tandem/", env!("CARGO_PKG_VERSION"), " (government feed reader)");

/// What the source said about its last answer, so that it need not say it again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Cursor {
    /// `ETag`.
    pub etag: Option<String>,
    /// `Last-Modified`.
    pub modified: Option<String>,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// A document, and what to say next time.
    Document(Vec<u8>, Cursor),
    /// Nothing changed.
    Unchanged,
}

/// Why nothing came.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The address leads into the office's network.
    #[error(
        "the address leads to a private network; if that is wanted, set reach = \"private\" in \
         the register"
    )]
    Private,
    /// The source is gone for good.
    #[error("the source says that it is gone (HTTP {0}); correct or remove its address")]
    Gone(u16),
    /// The source refuses or fails.
    #[error("the source answered HTTP {status}")]
    Status {
        /// The status.
        status: u16,
        /// How long to wait, as the source asks.
        retry_after: Option<SignedDuration>,
    },
    /// The answer is too large.
    #[error("the answer is larger than {0} bytes")]
    TooLarge(usize),
    /// It took too long.
    #[error("no answer within {} seconds", TIMEOUT.as_secs())]
    Timeout,
    /// The name leads nowhere.
    #[error("the name of the host is not known")]
    Unknown,
    /// Nothing else can be said.
    #[error("the connection failed: {0}")]
    Connection(String),
}

impl FetchError {
    /// What went wrong, for people.
    pub fn text(&self) -> Text {
        let zh = match self {
            Self::Private => {
                "网址指向内部网络；确需访问时，在信源登记中写明 reach = \"private\"".to_owned()
            }
            Self::Gone(status) => format!("信源已停止（HTTP {status}）；请更正或删除网址"),
            Self::Status { status, .. } => format!("信源返回 HTTP {status}"),
            Self::TooLarge(max) => format!("返回内容超过{max}字节"),
            Self::Timeout => format!("{}秒内没有应答", TIMEOUT.as_secs()),
            Self::Unknown => "主机名无法解析".to_owned(),
            Self::Connection(why) => format!("连接失败：{why}"),
        };
        Text::new(zh, self.to_string())
    }

    /// How long the source asks to be left alone.
    pub fn retry_after(&self) -> Option<SignedDuration> {
        match self {
            Self::Status { retry_after, .. } => *retry_after,
            _ => None,
        }
    }
}

/// Asks for a document.
///
/// # Errors
/// Why nothing came.
pub fn fetch(
    url: &str,
    reach: Reach,
    cursor: &Cursor,
    bytes_max: usize,
) -> Result<Answer, FetchError> {
    let agent = agent(reach, REDIRECTS_MAX);
    let mut request = agent.get(url).header(header::ACCEPT, ACCEPT);
    if let Some(etag) = &cursor.etag {
        request = request.header(header::IF_NONE_MATCH, etag);
    }
    if let Some(modified) = &cursor.modified {
        request = request.header(header::IF_MODIFIED_SINCE, modified);
    }
    let mut response = request.call().map_err(failed)?;
    let said = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
    let cursor = Cursor {
        etag: said(header::ETAG).map(str::to_owned),
        modified: said(header::LAST_MODIFIED).map(str::to_owned),
    };
    match response.status() {
        StatusCode::NOT_MODIFIED => return Ok(Answer::Unchanged),
        StatusCode::GONE => return Err(FetchError::Gone(410)),
        status if !status.is_success() => {
            let seconds = said(header::RETRY_AFTER).and_then(|value| value.trim().parse().ok());
            let retry_after = seconds.map(|s: u32| SignedDuration::from_secs(i64::from(s)));
            return Err(FetchError::Status { status: status.as_u16(), retry_after });
        }
        _ => {}
    }
    Ok(Answer::Document(read(&mut response, bytes_max)?, cursor))
}

/// Posts a body and brings the status and what was said. Redirects are not followed: what is meant
/// for one address is not for another.
///
/// # Errors
/// Why no answer came.
pub fn post(
    url: &str,
    reach: Reach,
    headers: &[(&'static str, String)],
    body: &[u8],
    bytes_max: usize,
) -> Result<(u16, Vec<u8>), FetchError> {
    let mut request = agent(reach, 0).post(url);
    for (name, value) in headers {
        request = request.header(*name, value);
    }
    let mut response = request.send(body).map_err(failed)?;
    let status = response.status().as_u16();
    Ok((status, read(&mut response, bytes_max)?))
}

fn read(
    response: &mut ureq::http::Response<ureq::Body>,
    bytes_max: usize,
) -> Result<Vec<u8>, FetchError> {
    let mut bytes = Vec::new();
    // The limit is on what comes out: a compressed answer may be far larger than it looks.
    let body = response.body_mut().as_reader();
    body.take(bytes_max as u64 + 1).read_to_end(&mut bytes).map_err(|e| match e.kind() {
        std::io::ErrorKind::TimedOut => FetchError::Timeout,
        kind => FetchError::Connection(kind.to_string()),
    })?;
    if bytes.len() > bytes_max { Err(FetchError::TooLarge(bytes_max)) } else { Ok(bytes) }
}

const ACCEPT: &str = "application/atom+xml, application/rss+xml, application/feed+json, \
                      application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8";

fn agent(reach: Reach, redirects_max: u32) -> ureq::Agent {
    let config = ureq::Agent::config_builder()
        .user_agent(AGENT)
        .timeout_global(Some(TIMEOUT))
        .max_redirects(redirects_max)
        .max_redirects_will_error(redirects_max > 0)
        .http_status_as_error(false)
        // A proxy would connect for us, to addresses that nobody looked at.
        .proxy(None)
        .build();
    let guard = Guard { reach, names: DefaultResolver::default() };
    ureq::Agent::with_parts(config, DefaultConnector::default(), guard)
}

/// Looks at every address before anything connects to it.
struct Guard {
    reach: Reach,
    names: DefaultResolver,
}

impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guard").field("reach", &self.reach).finish_non_exhaustive()
    }
}

/// What the guard says; found again in the error that the client makes of it.
const REFUSED: &str = "an address inside the office's network";

impl Resolver for Guard {
    fn resolve(
        &self,
        uri: &Uri,
        config: &ureq::config::Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.names.resolve(uri, config, timeout)?;
        let mut allowed = self.empty();
        let public = |address: &&SocketAddr| is_public(address.ip());
        for address in found.iter().filter(|a| self.reach == Reach::Private || public(a)) {
            allowed.push(*address);
        }
        if allowed.is_empty() {
            return Err(ureq::Error::Other(REFUSED.into()));
        }
        Ok(allowed)
    }
}

/// Whether an address belongs to the open network. What is not known to be public is not.
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => {
            let [a, b, c, _] = ip.octets();
            let shared = a == 100 && (64..128).contains(&b);
            let benchmark = a == 198 && (18..20).contains(&b);
            let assigned = a == 192 && b == 0 && c == 0;
            !(ip.is_private()
                || ip.is_loopback()
                || ip.is_link_local()
                || ip.is_documentation()
                || ip.is_multicast()
                || ip.is_broadcast()
                || a == 0
                || a >= 240
                || shared
                || benchmark
                || assigned)
        }
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    if let Some(mapped) = ip.to_ipv4_mapped() {
        return is_public(IpAddr::V4(mapped));
    }
    let [a, b, c, d, _, _, e, f] = ip.segments();
    let within = |high: u16, low: u16| {
        let [[x, y], [z, w]] = [high.to_be_bytes(), low.to_be_bytes()];
        is_public(IpAddr::from([x, y, z, w]))
    };
    match (a, b) {
        // Addresses of the old network inside the new one (NAT64 and 6to4).
        (0x64, 0xff9b) if c == 0 && d == 0 => within(e, f),
        (0x2002, _) => within(b, c),
        // Teredo, benchmarks, documentation.
        (0x2001, 0..=0x1ff | 0xdb8) => false,
        // Everything that is given out for the open network.
        _ => a & 0xe000 == 0x2000,
    }
}

fn failed(error: ureq::Error) -> FetchError {
    match error {
        ureq::Error::Timeout(_) => FetchError::Timeout,
        ureq::Error::HostNotFound => FetchError::Unknown,
        ureq::Error::Other(why) if why.to_string() == REFUSED => FetchError::Private,
        ureq::Error::Io(e) if e.kind() == std::io::ErrorKind::TimedOut => FetchError::Timeout,
        ureq::Error::TooManyRedirects => {
            FetchError::Connection(format!("more than {REDIRECTS_MAX} redirects"))
        }
        ureq::Error::Io(e) => FetchError::Connection(e.kind().to_string()),
        error => FetchError::Connection(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_open_network_is_public() {
        for open in ["1.1.1.1", "223.5.5.5", "2400:3200::1", "::ffff:1.1.1.1", "64:ff9b::101:101"] {
            assert!(is_public(open.parse().unwrap()), "{open}");
        }
        for inside in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "198.18.0.1",
            "::",
            "::1",
            "fe80::1",
            "fc00::1",
            "ff02::1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "2002:7f00:1::",
            "2001:db8::1",
        ] {
            assert!(!is_public(inside.parse().unwrap()), "{inside}");
        }
    }
}
