//! Readers at work: each opens the pages of their day one after another, with pauses, while others
//! listen and a program brings in new matters. Every answer is timed from the request to its last
//! byte.

use crate::browser::Browser;
use crate::fill::KEY;
use crate::people::{PASSWORD, login, position};
use anyhow::{Context as _, Result, bail};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// What a page is measured as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    List,
    Case,
    Tile,
    Public,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::List => "lists",
            Self::Case => "cases",
            Self::Tile => "tiles",
            Self::Public => "public",
        }
    }
}

/// How hard the server is driven.
pub(crate) struct Pace {
    pub(crate) readers: usize,
    /// Between two pages of one reader.
    pub(crate) pause: Duration,
    pub(crate) listeners: usize,
    /// Between two new matters; none are brought in where it is zero.
    pub(crate) matters: Duration,
    pub(crate) lasts: Duration,
}

/// Times in milliseconds and sizes in bytes, by kind and page.
type Times = BTreeMap<(Kind, String), (Vec<f64>, usize)>;

/// People who signed in before the clock runs.
pub(crate) struct Crowd {
    server: SocketAddr,
    readers: Vec<(usize, Browser)>,
    listeners: Vec<Browser>,
}

/// Signs everybody in; each form takes the time of a real one.
pub(crate) async fn crowd(server: SocketAddr, readers: usize, listeners: usize) -> Result<Crowd> {
    let turns = Arc::new(Semaphore::new(4));
    let mut signing: JoinSet<Result<(usize, Browser)>> = JoinSet::new();
    for number in 0..readers + listeners {
        let turns = Arc::clone(&turns);
        signing.spawn(async move {
            let _turn = turns.acquire().await.context("a turn")?;
            let mut browser = Browser::new(server);
            browser.sign_in(&login(number), PASSWORD).await?;
            Ok((number, browser))
        });
    }
    let mut all = Vec::new();
    while let Some(signed) = signing.join_next().await {
        all.push(signed.context("sign in")??);
    }
    all.sort_by_key(|(number, _)| *number);
    let listeners = all.split_off(readers).into_iter().map(|(_, browser)| browser).collect();
    Ok(Crowd { server, readers: all, listeners })
}

/// Lets everybody work for a while.
pub(crate) async fn work(crowd: Crowd, pace: &Pace) -> Result<Value> {
    let over = Arc::new(AtomicBool::new(false));
    let heard = Arc::new(AtomicU64::new(0));
    let Crowd { server, readers, listeners } = crowd;
    let mut listening = JoinSet::new();
    let listened = listeners.len();
    for browser in listeners {
        listening.spawn(listen(browser, Arc::clone(&heard)));
    }
    let mut bringing = JoinSet::new();
    if !pace.matters.is_zero() {
        bringing.spawn(bring(server, pace.matters, Arc::clone(&over)));
    }
    let mut reading: JoinSet<Result<Times>> = JoinSet::new();
    for (number, browser) in readers {
        reading.spawn(read(number, browser, pace.pause, Arc::clone(&over)));
    }
    tokio::time::sleep(pace.lasts).await;
    over.store(true, Ordering::Relaxed);
    let mut times: Times = BTreeMap::new();
    while let Some(read) = reading.join_next().await {
        for (page, (found, size)) in read.context("read")?? {
            let known = times.entry(page).or_default();
            known.0.extend(found);
            known.1 = known.1.max(size);
        }
    }
    let mut brought = (0, Vec::new());
    while let Some(done) = bringing.join_next().await {
        brought = done.context("bring in matters")??;
    }
    // A stream that ended early was cut by the server.
    let mut cut = 0;
    while let Some(ended) = listening.try_join_next() {
        cut += u64::from(ended.is_ok());
    }
    listening.abort_all();
    Ok(told(&times, pace, (listened, heard.load(Ordering::Relaxed), cut), brought))
}

/// Counts events until the stream ends.
async fn listen(mut browser: Browser, heard: Arc<AtomicU64>) -> Result<()> {
    let mut body = browser.listen("/events").await?;
    while let Some(frame) = body.frame().await {
        let frame = frame.context("an event")?;
        let event = frame.data_ref().is_some_and(|data| data.starts_with(b"event: head"));
        heard.fetch_add(u64::from(event), Ordering::Relaxed);
    }
    Ok(())
}

/// Brings in new matters as a program; returns how many, and how long each took.
async fn bring(
    server: SocketAddr,
    every: Duration,
    over: Arc<AtomicBool>,
) -> Result<(u64, Vec<f64>)> {
    let mut program = Browser::new(server);
    let mut ticks = tokio::time::interval(every);
    let (mut brought, mut times) = (0, Vec::new());
    let run = Instant::now();
    while !over.load(Ordering::Relaxed) {
        ticks.tick().await;
        let command = json!({ "receive": {
            "title": "路灯不亮（示例）", "areas": ["450103"], "remits": ["urban"],
        }});
        let path = format!("/api/v1/cases/new-{}-{brought}/commands", run.elapsed().as_nanos());
        let begun = Instant::now();
        let answer =
            program.send(&path, "application/json", Some(KEY), command.to_string()).await?;
        if !answer.status.is_success() {
            bail!("{path}: {} {}", answer.status, String::from_utf8_lossy(&answer.body));
        }
        times.push(milliseconds(begun));
        brought += 1;
    }
    Ok((brought, times))
}

/// The pages of somebody's day.
fn pages(number: usize) -> Vec<(Kind, &'static str, String)> {
    let place = position(number);
    let unit = place.split('/').next().unwrap_or_default();
    let area = unit.split('.').next().unwrap_or_default();
    let list = |name, path: &str| (Kind::List, name, path.to_owned());
    vec![
        list("inbox", "/"),
        list("overdue", "/?phase=overdue"),
        list("to triage", "/?phase=received"),
        list("open", "/?phase=open"),
        list("closed", "/?phase=closed"),
        list("declined", "/?phase=declined"),
        list("all", "/?phase=all"),
        list("my orders", "/work"),
        (Kind::List, "a unit's work", format!("/units/{unit}")),
        list("API: all", "/api/v1/cases"),
        list("API: overdue", "/api/v1/cases?phase=overdue"),
        list("topics", "/topics"),
        (Kind::Tile, "offices of an area", format!("/duty/{area}")),
        list("ledger", "/ledger"),
        (Kind::Public, "portal", "/public".to_owned()),
        (Kind::Public, "public matters", "/public/matters".to_owned()),
    ]
}

async fn read(
    number: usize,
    mut browser: Browser,
    pause: Duration,
    over: Arc<AtomicBool>,
) -> Result<Times> {
    let mut times: Times = BTreeMap::new();
    let cases = cases(&mut browser).await?;
    let mut browser = browser.compressed();
    let pages = pages(number);
    let mut turn = number;
    while !over.load(Ordering::Relaxed) {
        let case = (!cases.is_empty()).then(|| &cases[turn % cases.len()]);
        let (kind, name, path) = match case {
            // Every third page is a case.
            Some(case) if turn.is_multiple_of(3) => {
                (Kind::Case, "case page", format!("/cases/{case}"))
            }
            _ => pages[turn % pages.len()].clone(),
        };
        let begun = Instant::now();
        let answer = browser.open(&path).await.with_context(|| path.clone())?;
        let taken = milliseconds(begun);
        if !answer.status.is_success() {
            bail!("{path} as {}: {}", position(number), answer.status);
        }
        let known = times.entry((kind, name.to_owned())).or_default();
        known.0.push(taken);
        known.1 = known.1.max(answer.body.len());
        turn += 1;
        // Readers do not march in step.
        let own = pause * (60 + (turn * 37 % 80) as u32) / 100;
        tokio::time::sleep(own).await;
    }
    Ok(times)
}

/// Cases of every phase that somebody sees, some of them from later pages.
async fn cases(browser: &mut Browser) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for phase in ["received", "open", "closed", "declined", "overdue"] {
        let mut cursor = String::new();
        for _ in 0..4 {
            let path = format!("/api/v1/cases?phase={phase}{cursor}");
            let answer = browser.open(&path).await?;
            let list: Value = serde_json::from_slice(&answer.body).context("a list of cases")?;
            let ids = list["cases"].as_array().into_iter().flatten();
            found.extend(ids.filter_map(|case| case["id"].as_str().map(str::to_owned)));
            let Some(next) = list["next"].as_str() else { break };
            cursor = format!("&cursor={}", next.replace('|', "%7C"));
        }
    }
    Ok(found)
}

fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1e3
}

fn told(
    times: &Times,
    pace: &Pace,
    (listeners, heard, cut): (usize, u64, u64),
    (brought, bringing): (u64, Vec<f64>),
) -> Value {
    let mut kinds: BTreeMap<Kind, (Vec<f64>, usize)> = BTreeMap::new();
    let mut by_page: BTreeMap<&str, Value> = BTreeMap::new();
    for ((kind, page), (found, bytes)) in times {
        let all = kinds.entry(*kind).or_default();
        all.0.extend(found);
        all.1 = all.1.max(*bytes);
        by_page.insert(page, figures(found.clone(), *bytes));
    }
    let requests: usize = times.values().map(|(found, _)| found.len()).sum();
    let by_kind: BTreeMap<&str, Value> =
        kinds.into_iter().map(|(kind, (all, bytes))| (kind.name(), figures(all, bytes))).collect();
    json!({
        "readers": pace.readers,
        "pause_ms": pace.pause.as_millis() as u64,
        "seconds": pace.lasts.as_secs(),
        "requests": requests,
        "requests_per_s": requests as f64 / pace.lasts.as_secs_f64(),
        "kinds": by_kind,
        "pages": by_page,
        "listeners": { "streams": listeners, "events": heard, "cut": cut },
        "new_matters": { "brought_in": brought, "times": figures(bringing, 0) },
    })
}

/// Quantiles by nearest rank.
fn figures(mut times: Vec<f64>, bytes: usize) -> Value {
    times.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let rank = (share * times.len() as f64).ceil() as usize;
        times.get(rank.max(1) - 1).map(|time| (time * 10.0).round() / 10.0)
    };
    json!({
        "n": times.len(),
        "p50_ms": at(0.5),
        "p95_ms": at(0.95),
        "p99_ms": at(0.99),
        "max_ms": at(1.0),
        "bytes_max": bytes,
    })
}
