//! Telling pages that the ledger has grown.
//!
//! One task asks the store for the ledger's head once a second, however many pages listen; it
//! starts with the first listener and ends with the application.

use crate::app::App;
use crate::asked::Asked;
use crate::door::Reader;
use crate::show::View;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream;
use std::convert::Infallible;
use std::sync::{Arc, OnceLock, Weak};
use std::time::Duration;
use tandem_core::{CaseId, Digest};
use tandem_engine::Head;
use tandem_engine::accounts::Session;
use tandem_engine::record::directory_of;
use tokio::sync::watch;
use tokio::task::spawn_blocking;
use tracing::error;

/// How often the head is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// New entries that are looked at for one listener; where there are more, the page is fetched anew.
const LOOKED_AT_MAX: u64 = 200;

/// The head as pages last heard of it; `None` while it is not known, or once serving ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum News {
    Unknown,
    Grown(Head),
    Closing,
}

/// The news that listeners share.
#[derive(Debug)]
pub(crate) struct Live {
    news: watch::Sender<News>,
    looking: OnceLock<()>,
}

impl Default for Live {
    fn default() -> Self {
        Self { news: watch::Sender::new(News::Unknown), looking: OnceLock::new() }
    }
}

impl Live {
    /// Ends all streams.
    pub(crate) fn close(&self) {
        self.news.send_replace(News::Closing);
    }

    fn listen(app: &Arc<App>) -> watch::Receiver<News> {
        app.live.looking.get_or_init(|| {
            tokio::spawn(look(Arc::downgrade(app)));
        });
        app.live.news.subscribe()
    }
}

async fn look(app: Weak<App>) {
    let mut every = tokio::time::interval(LOOK_EVERY);
    loop {
        every.tick().await;
        let Some(app) = app.upgrade() else {
            return;
        };
        if *app.live.news.borrow() == News::Closing {
            return;
        }
        if app.live.news.receiver_count() == 0 {
            continue;
        }
        let engine = Arc::clone(&app.engine);
        match spawn_blocking(move || engine.store().head()).await {
            Ok(Ok(head)) => {
                app.live.news.send_if_modified(|news| {
                    let grown = *news != News::Closing && *news != News::Grown(head);
                    if grown {
                        *news = News::Grown(head);
                    }
                    grown
                });
            }
            Ok(Err(error)) => error!(%error, "The ledger's head cannot be read: {error}"),
            Err(error) => error!(%error, "Looking at the ledger's head broke off: {error}"),
        }
    }
}

/// `GET /events`: an event `head` whenever something that the listener sees was added to the ledger,
/// the first one at once. It says that something changed, never what or how much.
pub(crate) async fn events(State(app): State<Arc<App>>, asked: Asked) -> impl IntoResponse {
    let listener = Arc::new(Listener { news: Live::listen(&app), app, asked });
    let stream = stream::unfold((listener.news.clone(), None), move |(mut news, told)| {
        let listener = Arc::clone(&listener);
        async move {
            let mut told = told;
            loop {
                let heard = *news.borrow_and_update();
                match heard {
                    News::Closing => return None,
                    News::Grown(head) if told != Some(head) => {
                        let asking = Arc::clone(&listener);
                        let before = told;
                        let asked = spawn_blocking(move || asking.concerns(before, head)).await;
                        match asked {
                            Ok(Concern::Seen) => {
                                let event =
                                    Event::default().event("head").data(listener.mark(head));
                                return Some((Ok::<_, Infallible>(event), (news, Some(head))));
                            }
                            Ok(Concern::Others) => told = Some(head),
                            Ok(Concern::SignedOut) | Err(_) => return None,
                        }
                    }
                    _ => {}
                }
                if news.changed().await.is_err() {
                    return None;
                }
            }
        }
    });
    Sse::new(stream).keep_alive(KeepAlive::new().interval(Duration::from_secs(20)))
}

/// Who listens.
struct Listener {
    news: watch::Receiver<News>,
    app: Arc<App>,
    asked: Asked,
}

/// Whether news concern a listener.
enum Concern {
    Seen,
    Others,
    /// The session is over, and with it the stream.
    SignedOut,
}

impl Listener {
    /// Whether any of the entries up to a head is the listener's to see.
    fn concerns(&self, told: Option<Head>, head: Head) -> Concern {
        let Some(signed) = &self.asked.signed else {
            return if self.asked.reader == Reader::Everyone {
                Concern::Seen
            } else {
                Concern::Others
            };
        };
        let open = self.app.entrance.door().is_none_or(|door| {
            let session = door.accounts.session(signed.session);
            let opens = |s: Session| s.opens_at(door.limits, door.clock.now());
            session.is_ok_and(|session| session.is_some_and(opens))
        });
        if !open {
            return Concern::SignedOut;
        }
        let Some(told) = told else { return Concern::Seen };
        let view = View::new(&self.app, &self.asked);
        let new = head.entries.saturating_sub(told.entries);
        if new > LOOKED_AT_MAX {
            return Concern::Seen;
        }
        let Ok(stored) = self.app.engine.store().scan(told.entries, new as usize) else {
            return Concern::Seen;
        };
        let mut cases: Vec<&CaseId> = stored.iter().map(|stored| &stored.case).collect();
        cases.sort();
        cases.dedup();
        let seen = |case: &CaseId| directory_of(case).is_some() || view.case(case).is_ok();
        if cases.into_iter().any(seen) { Concern::Seen } else { Concern::Others }
    }

    /// A mark that differs from the one before and tells nothing else.
    fn mark(&self, head: Head) -> String {
        let own = self.asked.signed.as_ref().map_or("", |signed| signed.form_token.as_str());
        let digest = Digest::of(format!("{}:{own}", head.root).as_bytes()).to_string();
        digest[..16].to_owned()
    }
}
