//! What can go wrong, as a page or as problem details; logged once, here.

use crate::answers::ProblemDetails;
use crate::asked::{Asked, address};
use crate::pages::layout;
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use maud::html;
use std::error::Error as _;
use tandem_core::{Context, Lang, Text, words};
use tandem_engine::record::ReadError;
use tandem_engine::{Failure, StoreError};
use tracing::error;

/// Why a request was not answered as asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WebError {
    /// There is no such thing.
    #[error("there is no {} `{id}`", what.en)]
    NotFound {
        /// What kind of thing.
        what: Text,
        /// By which name it was asked for.
        id: String,
    },
    /// A parameter cannot be used.
    #[error("parameter `{name}`: {}", say.en)]
    Parameter {
        /// Which.
        name: &'static str,
        /// What is wrong, and what would be right.
        say: Text,
    },
    /// The address does not take this method.
    #[error("this address does not take this method")]
    Method,
    /// Nobody signed in, and this is only for who did.
    #[error("nobody signed in")]
    Stranger {
        /// Where to come back to.
        next: String,
    },
    /// Who signed in holds no position to act in.
    #[error("{person} holds no position")]
    NoPosition {
        /// Who.
        person: String,
    },
    /// Nobody signed in, or the session is over.
    #[error("nobody signed in")]
    SignedOut,
    /// A form was not sent from a page of this session.
    #[error("the form was not sent from a page of this session")]
    Foreign,
    /// What only administrators see.
    #[error("this is for administrators")]
    Forbidden,
    /// A program showed no key that opens.
    #[error("no key, or one that does not open")]
    NoKey,
    /// The name of a command cannot be used.
    #[error("the idempotency key cannot be used")]
    IdempotencyKey,
    /// The name was used for another command.
    #[error("the idempotency key names another command")]
    NameUsed,
    /// A body is larger than any command.
    #[error("the body is too large")]
    TooLarge,
    /// A body is said to be something else than JSON.
    #[error("the body is not marked as JSON")]
    MediaType,
    /// A body is not a command.
    #[error("the body is not a command: {0}")]
    Body(String),
    /// The rules say no, in both languages, by a rule.
    #[error("{}", say.en)]
    Refused {
        /// The sentence.
        say: Text,
        /// The rule behind it.
        rule: &'static str,
    },
    /// Others kept being faster.
    #[error("{0} keeps changing")]
    Busy(String),
    /// Another area or period is being evaluated.
    #[error("an evaluation is being made")]
    Evaluating,
    /// As many verifications run as may run.
    #[error("the ledger is being verified already")]
    Verifying,
    /// What is searched in is being made.
    #[error("the search index is being made")]
    NoIndex,
    /// The engine failed.
    #[error("the engine failed")]
    Engine(#[source] Failure),
    /// Storage failed.
    #[error("storage failed")]
    Store(#[from] StoreError),
    /// An entry cannot be read.
    #[error("an entry cannot be read")]
    Read(#[from] ReadError),
    /// A paper could not be set.
    #[error("a paper could not be set")]
    Paper(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The task that made the answer broke off.
    #[error("the task broke off")]
    Task(#[from] tokio::task::JoinError),
}

impl WebError {
    /// There is no such thing.
    pub(crate) fn not_found(zh: &str, en: &str, id: &str) -> Self {
        Self::NotFound { what: Text::new(zh, en), id: id.to_owned() }
    }

    /// Whether somebody asked for what they may not, or sent what no page of ours sends.
    pub(crate) fn is_denial(&self) -> bool {
        matches!(self.status(), StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN)
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound { .. } => StatusCode::NOT_FOUND,
            Self::Parameter { .. } => StatusCode::BAD_REQUEST,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Verifying | Self::Evaluating | Self::NoIndex => StatusCode::SERVICE_UNAVAILABLE,
            Self::NoKey | Self::SignedOut | Self::Stranger { .. } => StatusCode::UNAUTHORIZED,
            Self::Foreign | Self::Forbidden | Self::NoPosition { .. } => StatusCode::FORBIDDEN,
            Self::IdempotencyKey | Self::Body(_) => StatusCode::BAD_REQUEST,
            Self::Refused { .. } | Self::NameUsed => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Busy(_) => StatusCode::CONFLICT,
            Self::Engine(_) | Self::Store(_) | Self::Read(_) | Self::Paper(_) | Self::Task(_) => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
        }
    }

    /// What a reader is told: what is wrong, and what to do. Nothing from inside.
    pub(crate) fn told(&self) -> (Text, Text) {
        match self {
            Self::NotFound { what, id } => (
                Text::new(format!("没有找到{}“{id}”", what.zh), format!("No {} “{id}”", what.en)),
                Text::new(
                    "请核对地址；案件可能在另一个系统中，或编号有误。可以回到收件箱查找。",
                    "Check the address; the number may be mistyped, or the matter may be kept in \
                     another system. You can look for it from the desk inbox.",
                ),
            ),
            Self::Parameter { name, say } => (
                Text::new(
                    format!("参数“{name}”无法使用"),
                    format!("The parameter “{name}” cannot be used"),
                ),
                say.clone(),
            ),
            Self::MediaType => (
                Text::new("请求内容不是 JSON", "The body is not marked as JSON"),
                Text::new(
                    "请用 Content-Type: application/json 发送指令。",
                    "Send commands with Content-Type: application/json.",
                ),
            ),
            Self::Method => (
                Text::new("此地址不接受这种方法", "This address does not take this method"),
                Text::new(
                    "页面请用 GET 打开；办理请用页面上的表单，程序以接口密钥向 …/commands 发 POST。",
                    "Open pages with GET; programs send POST to …/commands with a key.",
                ),
            ),
            Self::Stranger { .. } => (
                Text::new("请先登录", "Sign in first"),
                Text::new(
                    "办理事项须以本人岗位登录；登录后回到此处。",
                    "To act, sign in for your position; you come back here afterwards.",
                ),
            ),
            Self::NoPosition { person } => (
                Text::new(
                    format!("{person}没有可用的岗位"),
                    format!("{person} holds no position here"),
                ),
                Text::new(
                    "请由单位负责人在“机构”页任命岗位，或选择你代行的岗位。",
                    "Have the head of your unit appoint you on the page of the offices, or choose \
                     the position that you act in.",
                ),
            ),
            Self::SignedOut => (
                Text::new("请先登录", "Please sign in"),
                Text::new(
                    "没有登录，或登录已过期；所提交的内容没有保存。请登录后重试。",
                    "Nobody is signed in, or the session is over; nothing was saved. Sign in and \
                     try again.",
                ),
            ),
            Self::Foreign => (
                Text::new("表单已失效", "The form is no longer valid"),
                Text::new(
                    "表单不是由本次登录的页面提交的，没有保存。请打开页面重新提交。",
                    "It was not sent from a page of this session, so nothing was saved. Open the \
                     page again and send it from there.",
                ),
            ),
            Self::Forbidden => (
                Text::new("此页仅供管理员", "This page is for administrators"),
                Text::new("如需查看，请联系管理员。", "Ask an administrator for what you need."),
            ),
            Self::NoKey => (
                Text::new("没有有效的接口密钥", "No key that opens"),
                Text::new(
                    "请在 Authorization: Bearer 中给出本岗位的接口密钥；密钥由单位负责人发放。",
                    "Send the key of your position as Authorization: Bearer …; the head of the \
                     unit issues keys.",
                ),
            ),
            Self::IdempotencyKey => (
                Text::new("Idempotency-Key 无法使用", "The Idempotency-Key cannot be used"),
                Text::new("写1至200个可见字符。", "Write 1 to 200 visible characters."),
            ),
            Self::NameUsed => (
                Text::new(
                    "Idempotency-Key 已用于另一指令",
                    "The Idempotency-Key names another command",
                ),
                Text::new("每条指令用不同的名称。", "Give each command a name of its own."),
            ),
            Self::TooLarge => (
                Text::new("请求内容过大", "The body is too large"),
                Text::new(
                    "指令只带原件的摘要，不带原件本身。",
                    "A command carries the digests of originals, not the originals.",
                ),
            ),
            Self::Body(error) => (
                Text::new("请求内容不是指令", "The body is not a command"),
                Text::new(
                    format!("请核对指令名称与字段：{error}"),
                    format!("Check the name of the command and its fields: {error}"),
                ),
            ),
            Self::Refused { say, rule } => {
                (Text::new(format!("驳回（{rule}）"), format!("Refused ({rule})")), say.clone())
            }
            Self::Evaluating => (
                Text::new("另一项评估正在进行", "Another evaluation is being made"),
                Text::new(
                    "请稍候再试；每次只做一项。",
                    "Try again in a moment; one is made at a time.",
                ),
            ),
            Self::Busy(what) => (
                Text::new(format!("{what}正在变动"), format!("{what} keeps changing")),
                Text::new("请稍候重试。", "Try again in a moment."),
            ),
            Self::Verifying => (
                Text::new("台账正在核验", "The ledger is being verified"),
                Text::new(
                    "另一位读者已启动核验，请稍候再试。",
                    "Another reader has started a verification; try again in a moment.",
                ),
            ),
            Self::NoIndex => (
                Text::new("检索尚未就绪", "Search is not ready yet"),
                Text::new(
                    "检索索引正在建立或本服务未启用检索；请几分钟后再试。案件与话题可先在列表中查看。",
                    "The index is being made, or this process has none; try again in a few \
                     minutes. Until then cases and topics are in their lists.",
                ),
            ),
            Self::Engine(_) | Self::Store(_) | Self::Read(_) | Self::Paper(_) | Self::Task(_) => (
                Text::new("系统暂时无法回答", "The system cannot answer at the moment"),
                Text::new(
                    "错误已记录。请稍后重试；如仍出现，请告知系统管理员。",
                    "The error was recorded. Try again later; if it stays, tell your \
                     administrator.",
                ),
            ),
        }
    }

    fn log(&self) {
        if self.status().is_server_error()
            && !matches!(self, Self::Verifying | Self::Evaluating | Self::NoIndex)
        {
            let mut chain = self.to_string();
            let mut cause = self.source();
            while let Some(error) = cause {
                chain.push_str(": ");
                chain.push_str(&error.to_string());
                cause = error.source();
            }
            error!(error = %chain, "A request could not be answered: {chain}");
        }
    }

    fn finish(&self, mut answer: Response) -> Response {
        self.log();
        *answer.status_mut() = self.status();
        let headers = answer.headers_mut();
        match self {
            Self::Verifying | Self::Evaluating | Self::NoIndex => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
            }
            Self::NoKey => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            _ => {}
        }
        answer
    }
}

impl WebError {
    /// Why a command was not carried out, in the words of its context.
    pub(crate) fn from_command(failure: Failure, ctx: &Context<'_>) -> Self {
        let refused = |zh: String, en: String, rule| {
            let words = |text: String| {
                let end = text.split_once(['：', ':']).map(|(_, reason)| reason.trim().to_owned());
                end.unwrap_or(text)
            };
            Self::Refused { say: Text::new(words(zh), words(en)), rule }
        };
        match failure {
            Failure::Refused(no) => refused(
                words::refusal(&no.0, Lang::Zh, ctx),
                words::refusal(&no.0, Lang::En, ctx),
                no.0.rule(),
            ),
            Failure::RefusedByDirectory(no) => refused(
                words::directory_refusal(&no.0, Lang::Zh, ctx),
                words::directory_refusal(&no.0, Lang::En, ctx),
                no.0.rule(),
            ),
            failure => failure.into(),
        }
    }
}

impl From<Failure> for WebError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::NoCase(id) => Self::not_found("案件", "case", id.as_str()),
            Failure::NoArea(id) => Self::not_found("地区", "area", id.as_str()),
            Failure::Reserved(id) => Self::not_found("案件", "case", id.as_str()),
            Failure::Busy(id) => Self::Busy(id.to_string()),
            Failure::Store(error) => Self::Store(error),
            Failure::Read(error) => Self::Read(error),
            failure => Self::Engine(failure),
        }
    }
}

impl IntoResponse for WebError {
    /// A page in both languages: who is lost is not asked to choose one first.
    fn into_response(self) -> Response {
        let told = self.told();
        let home = Home { href: "/", zh: "回到收件箱", en: "To the desk inbox" };
        self.finish(self.page(&told, &home).into_response())
    }
}

/// Where a page that says what is wrong leads back to.
struct Home {
    href: &'static str,
    zh: &'static str,
    en: &'static str,
}

impl WebError {
    /// The same for somebody from outside, who has no inbox.
    pub(crate) fn for_the_public(self) -> Response {
        let told = match &self {
            Self::NotFound { .. } => crate::portal::not_here(),
            _ => self.told(),
        };
        let home =
            Home { href: "/public", zh: "回到公开办理首页", en: "To the public record" };
        self.finish(self.page(&told, &home).into_response())
    }

    fn page(&self, (wrong, remedy): &(Text, Text), home: &Home) -> maud::Markup {
        let status = self.status();
        let to = |lang: &str| format!("{}?lang={lang}", home.href);
        layout::bare(
            wrong,
            home.href,
            &html! {
                p.eyebrow { (status.as_u16()) }
                h1 lang="zh-CN" { (wrong.zh) }
                p.lede lang="zh-CN" { (remedy.zh) }
                hr;
                h2.h1 lang="en" { (wrong.en) }
                p.lede lang="en" { (remedy.en) }
                p.actions {
                    @if let Self::Stranger { next } = &self {
                        @let href = address("/signin", [("next", next.as_str())]);
                        a.button.do href=(href) lang="zh-CN" { "登录" } " "
                        a.button.do href=(href) lang="en" { "Sign in" } " "
                    }
                    a.button href=(to("zh")) lang="zh-CN" { (home.zh) } " "
                    a.button href=(to("en")) lang="en" { (home.en) }
                }
            },
        )
    }
}

/// The same as problem details (RFC 9457).
#[derive(Debug)]
pub(crate) struct Problem(pub(crate) WebError);

impl<E: Into<WebError>> From<E> for Problem {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (wrong, remedy) = self.0.told();
        let body = ProblemDetails::of(self.0.status(), wrong, remedy);
        self.0.finish(body.into_response())
    }
}

/// A page for people, problem details under the API.
pub(crate) fn in_both(uri: &Uri, error: WebError) -> Response {
    let machine = uri.path().starts_with("/api/") || uri.path().ends_with(".json");
    match uri.path() {
        _ if machine => Problem(error).into_response(),
        path if path == "/public" || path.starts_with("/public/") => error.for_the_public(),
        _ => error.into_response(),
    }
}

/// Runs what reads the store on a thread that may wait.
pub(crate) async fn blocking<T, F>(asked: Asked, make: F) -> Result<T, WebError>
where
    T: Send + 'static,
    F: FnOnce(&Asked) -> Result<T, WebError> + Send + 'static,
{
    tokio::task::spawn_blocking(move || make(&asked)).await?
}
