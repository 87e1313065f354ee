//! Telling pages that the ledger has grown.
//!
//! One task asks the store for the ledger's head once a second, however many pages listen; it
//! starts with the first listener and ends with the application.

use crate::app::App;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream;
use std::convert::Infallible;
use std::sync::{Arc, OnceLock, Weak};
use std::time::Duration;
use tandem_engine::Head;
use tokio::sync::watch;
use tracing::error;

/// How often the head is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(1);

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
        match tokio::task::spawn_blocking(move || engine.store().head()).await {
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

/// `GET /events`: an event `head` whenever the ledger has grown, the first one at once.
pub(crate) async fn events(State(app): State<Arc<App>>) -> impl IntoResponse {
    let news = Live::listen(&app);
    let stream = stream::unfold((news, None), |(mut news, told)| async move {
        loop {
            let heard = *news.borrow_and_update();
            match heard {
                News::Closing => return None,
                News::Grown(head) if told != Some(head) => {
                    let text = format!("{} {}", head.entries, head.root);
                    let event = Event::default().event("head").data(text);
                    return Some((Ok::<_, Infallible>(event), (news, Some(head))));
                }
                _ => {}
            }
            if news.changed().await.is_err() {
                return None;
            }
        }
    });
    Sse::new(stream).keep_alive(KeepAlive::new().interval(Duration::from_secs(20)))
}
