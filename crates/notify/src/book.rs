//! The operator's file of channels: where each channel of the directory leads, and by which secrets.
//!
//! The ledger says that a unit has a channel `duty-mail`, for everybody to see and for ever. Where
//! that leads, and the secrets by which it opens, stand here: they change without anybody deciding
//! anything, and must be forgotten when they do.

use jiff::civil::Time;
use serde::Deserialize;
use std::fmt;
use std::path::Path;
use tandem_core::problem::{Problem, Problems, toml_problem};
use tandem_core::sources::Reach;
use tandem_core::{ChannelId, Lang, Text, UnitId};

/// Something that must not be shown; its `Debug` does not.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A secret.
    pub fn new(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The secret itself, for whoever signs or signs in with it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// What the file says.
#[derive(Clone, Debug)]
pub struct Book {
    /// The mail server.
    pub smtp: Option<Smtp>,
    /// Where channels lead.
    pub entries: Vec<Entry>,
    /// Which desks get a daily brief.
    pub briefs: Vec<Brief>,
}

/// A mail server that takes what we send.
#[derive(Clone, Debug)]
pub struct Smtp {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the line to it is kept from being read.
    pub security: Security,
    /// From whom mail comes.
    pub from: String,
    /// With what we sign in, where it asks.
    pub login: Option<(String, Secret)>,
    /// The certificate of the office's own authority, where it uses one.
    pub authority: Option<String>,
}

/// How the line to a mail server is kept from being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// TLS after a greeting in the clear; refused where the server does not offer it.
    Starttls,
    /// TLS from the first byte.
    Tls,
    /// Not at all, as to a relay on the same machine. No password travels this way.
    None,
}

/// Where one channel leads.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The unit.
    pub unit: UnitId,
    /// The channel's name in the unit, as the directory has it.
    pub channel: ChannelId,
    /// The language of its messages.
    pub lang: Lang,
    /// What carries them.
    pub carrier: Carrier,
}

/// What carries messages.
#[derive(Clone, Debug)]
pub enum Carrier {
    /// Mail to these mailboxes of the office.
    Mail(Vec<String>),
    /// A program that takes JSON, or a group robot.
    Robot {
        /// Which form it speaks.
        robot: Robot,
        /// Its address, which for robots is itself a secret.
        url: Secret,
        /// By what messages are signed.
        secret: Option<Secret>,
        /// Which addresses it may lead to.
        reach: Reach,
    },
}

/// Which form a receiver over HTTP speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Robot {
    /// Ours: JSON, signed as deliveries to us are.
    Webhook,
    /// A group robot of WeCom (企业微信).
    Wecom,
    /// A group robot of DingTalk (钉钉).
    Dingtalk,
    /// A group robot of Feishu (飞书).
    Feishu,
}

impl Carrier {
    /// Its name in the file.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Mail(_) => "mail",
            Self::Robot { robot: Robot::Webhook, .. } => "webhook",
            Self::Robot { robot: Robot::Wecom, .. } => "wecom",
            Self::Robot { robot: Robot::Dingtalk, .. } => "dingtalk",
            Self::Robot { robot: Robot::Feishu, .. } => "feishu",
        }
    }
}

/// A desk that gets the brief of the day before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brief {
    /// The desk.
    pub desk: UnitId,
    /// Through which of its channels.
    pub channel: ChannelId,
    /// At which time of day.
    pub at: Time,
    /// As what.
    pub attach: Attach,
}

/// How a brief travels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Attach {
    /// A link to the console, where whoever opens it signs in.
    #[default]
    Link,
    /// The paper itself. It is an internal paper and lies in mailboxes from then on.
    Pdf,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    #[serde(default)]
    language: Option<String>,
    smtp: Option<RawSmtp>,
    #[serde(default)]
    channel: Vec<RawChannel>,
    #[serde(default)]
    brief: Vec<RawBrief>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSmtp {
    host: String,
    port: Option<u16>,
    security: Security,
    from: String,
    user: Option<String>,
    password_file: Option<String>,
    ca_file: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawChannel {
    unit: UnitId,
    channel: ChannelId,
    carrier: RawCarrier,
    language: Option<String>,
    #[serde(default)]
    to: Vec<String>,
    url: Option<String>,
    url_file: Option<String>,
    secret_file: Option<String>,
    #[serde(default)]
    reach: Reach,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum RawCarrier {
    Mail,
    Webhook,
    Wecom,
    Dingtalk,
    Feishu,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBrief {
    desk: UnitId,
    channel: ChannelId,
    at: Time,
    #[serde(default)]
    attach: Attach,
}

impl Book {
    /// Reads the file, and the secrets that it names, which lie beside it.
    ///
    /// # Errors
    /// Everything that is wrong with it, at once.
    pub fn load(path: &Path) -> Result<Self, Problems> {
        let file = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|error| unreadable(&file, &error))?;
        let folder = path.parent().unwrap_or(Path::new(""));
        Self::parse(&file, &text, &|name| {
            std::fs::read_to_string(folder.join(name)).map(|text| text.trim().to_owned())
        })
    }

    /// Reads the text of such a file; `read` gives the contents of a file that it names.
    ///
    /// # Errors
    /// Everything that is wrong with it, at once.
    pub fn parse(
        file: &str,
        text: &str,
        read: &dyn Fn(&str) -> std::io::Result<String>,
    ) -> Result<Self, Problems> {
        let raw: Raw =
            toml::from_str(text).map_err(|e| Problems(vec![toml_problem(file, text, &e)]))?;
        let mut reading = Reading { file, read, problems: Vec::new() };
        let smtp = raw.smtp.and_then(|smtp| reading.smtp(smtp));
        let lang = reading.lang("language", raw.language.as_deref(), Lang::Zh);
        let mut entries: Vec<Entry> = Vec::new();
        for channel in raw.channel {
            let place = format!("[[channel]] {} {}", channel.unit, channel.channel);
            let twice = |e: &Entry| e.unit == channel.unit && e.channel == channel.channel;
            if entries.iter().any(twice) {
                reading.wrong(&place, ("渠道写了两次", "listed twice"), ("删去一条", "drop one"));
                continue;
            }
            entries.extend(reading.entry(&place, channel, lang));
        }
        let mailed = entries.iter().any(|entry| matches!(entry.carrier, Carrier::Mail(_)));
        if mailed && smtp.is_none() {
            reading.wrong(
                "[smtp]",
                ("有邮件渠道而没有可用的邮件服务器", "mail channels, and no mail server to use"),
                ("补上 [smtp]", "add [smtp]"),
            );
        }
        let briefs = raw.brief.into_iter().map(|raw| {
            let RawBrief { desk, channel, at, attach } = raw;
            Brief { desk, channel, at, attach }
        });
        let book = Self { smtp, entries, briefs: briefs.collect() };
        for brief in &book.briefs {
            let place = format!("[[brief]] {}", brief.desk);
            match book.entry(&brief.desk, &brief.channel).map(|entry| &entry.carrier) {
                None => reading.wrong(
                    &place,
                    ("没有该渠道", "there is no such channel here"),
                    ("先用 [[channel]] 写明", "list it with [[channel]]"),
                ),
                Some(Carrier::Robot { .. }) if brief.attach == Attach::Pdf => reading.wrong(
                    &place,
                    ("只有邮件能带附件", "only mail carries the paper itself"),
                    ("改用 attach = \"link\"", "write attach = \"link\""),
                ),
                Some(_) => {}
            }
        }
        if reading.problems.is_empty() { Ok(book) } else { Err(Problems(reading.problems)) }
    }

    /// Where a channel leads, if the file says so.
    pub fn entry(&self, unit: &UnitId, channel: &ChannelId) -> Option<&Entry> {
        self.entries.iter().find(|entry| &entry.unit == unit && &entry.channel == channel)
    }
}

fn unreadable(file: &str, error: &std::io::Error) -> Problems {
    Problems(vec![Problem::error(
        file,
        Text::new(format!("读不到：{error}"), format!("cannot be read: {error}")),
        Text::new("检查路径与权限", "look at its path and permissions"),
    )])
}

/// A file while it is read.
struct Reading<'a> {
    file: &'a str,
    read: &'a dyn Fn(&str) -> std::io::Result<String>,
    problems: Vec<Problem>,
}

impl Reading<'_> {
    fn wrong(&mut self, place: &str, what: (&str, &str), remedy: (&str, &str)) {
        self.problems.push(Problem::error(
            format!("{}, {place}", self.file),
            Text::new(what.0, what.1),
            Text::new(remedy.0, remedy.1),
        ));
    }

    fn lang(&mut self, place: &str, word: Option<&str>, otherwise: Lang) -> Lang {
        match word {
            None => otherwise,
            Some("zh") => Lang::Zh,
            Some("en") => Lang::En,
            Some(_) => {
                let what = ("没有这种语言", "there is no such language");
                self.wrong(place, what, ("写 zh 或 en", "write zh or en"));
                otherwise
            }
        }
    }

    fn secret(&mut self, place: &str, file: &str) -> Option<Secret> {
        match (self.read)(file) {
            Ok(text) if !text.is_empty() => Some(Secret(text)),
            Ok(_) => {
                let what = format!("{file} is empty");
                self.wrong(place, (&format!("{file} 是空的"), &what), ("写入内容", "fill it"));
                None
            }
            Err(error) => {
                let (zh, en) = (format!("读不到 {file}：{error}"), format!("{file}: {error}"));
                self.wrong(place, (&zh, &en), ("检查路径与权限", "look at path and permissions"));
                None
            }
        }
    }

    fn smtp(&mut self, raw: RawSmtp) -> Option<Smtp> {
        let place = "[smtp]";
        let login = match (raw.user, raw.password_file) {
            (None, None) => None,
            (Some(_), Some(_)) if raw.security == Security::None => {
                self.wrong(
                    place,
                    ("不加密的连接上不能用密码", "no password travels over an open line"),
                    ("改用 starttls 或 tls，或去掉 user", "use starttls or tls, or drop `user`"),
                );
                return None;
            }
            (Some(user), Some(file)) => Some((user, self.secret(place, &file)?)),
            _ => {
                self.wrong(
                    place,
                    ("user 与 password_file 须同时写明", "user and password_file go together"),
                    ("补上另一项", "add the other"),
                );
                return None;
            }
        };
        if crate::mail::mailbox(&raw.from).is_none() {
            let what = ("from 不是邮箱地址", "`from` is no mailbox");
            self.wrong(place, what, ("如 联动 <tandem@office.example>", "NAME <BOX@HOST>"));
            return None;
        }
        let authority = match raw.ca_file {
            None => None,
            Some(file) => Some(self.secret(place, &file)?.0),
        };
        let port = raw.port.unwrap_or(match raw.security {
            Security::Starttls => 587,
            Security::Tls => 465,
            Security::None => 25,
        });
        let (host, security, from) = (raw.host, raw.security, raw.from);
        Some(Smtp { host, port, security, from, login, authority })
    }

    fn entry(&mut self, place: &str, raw: RawChannel, lang: Lang) -> Option<Entry> {
        let lang = self.lang(place, raw.language.as_deref(), lang);
        let carrier = match raw.carrier {
            RawCarrier::Mail => {
                let sound = |to: &String| crate::mail::mailbox(to).is_some();
                if raw.to.is_empty() || !raw.to.iter().all(sound) || raw.url.is_some() {
                    self.wrong(
                        place,
                        (
                            "邮件渠道须写明 to，均为邮箱地址",
                            "mail needs `to` with mailboxes, and no url",
                        ),
                        (
                            "如 to = [\"duty@office.example\"]",
                            "such as to = [\"duty@office.example\"]",
                        ),
                    );
                    return None;
                }
                Carrier::Mail(raw.to)
            }
            carrier => {
                let robot = match carrier {
                    RawCarrier::Wecom => Robot::Wecom,
                    RawCarrier::Dingtalk => Robot::Dingtalk,
                    RawCarrier::Feishu => Robot::Feishu,
                    RawCarrier::Webhook | RawCarrier::Mail => Robot::Webhook,
                };
                self.robot(place, robot, &raw)?
            }
        };
        Some(Entry { unit: raw.unit, channel: raw.channel, lang, carrier })
    }

    fn robot(&mut self, place: &str, robot: Robot, raw: &RawChannel) -> Option<Carrier> {
        let url = match (&raw.url, &raw.url_file) {
            (Some(url), None) if robot == Robot::Webhook => Secret::new(url),
            (None, Some(file)) => self.secret(place, file)?,
            _ => {
                self.wrong(
                    place,
                    (
                        "须写明 url_file（群机器人的地址就是密钥，不写在此文件里）",
                        "needs url_file: a robot's address is its secret and does not stand here",
                    ),
                    (
                        "把地址存入一个文件，写其文件名；webhook 也可写 url",
                        "put the address into a file and name that; a webhook may have url",
                    ),
                );
                return None;
            }
        };
        let private = raw.reach == Reach::Private && url.reveal().starts_with("http://");
        if !url.reveal().starts_with("https://") && !private {
            self.wrong(
                place,
                ("地址须以 https:// 开头", "the address must begin with https://"),
                (
                    "本单位内网的地址写明 reach = \"private\" 后可用 http://",
                    "http:// is for the office's own network, with reach = \"private\"",
                ),
            );
            return None;
        }
        let secret = match &raw.secret_file {
            Some(file) => Some(self.secret(place, file)?),
            None if robot == Robot::Webhook => {
                let what = ("webhook 须写明 secret_file", "a webhook needs secret_file");
                self.wrong(
                    place,
                    what,
                    ("双方约定一个密钥", "agree on a secret with the receiver"),
                );
                return None;
            }
            None => None,
        };
        Some(Carrier::Robot { robot, url, secret, reach: raw.reach })
    }
}
