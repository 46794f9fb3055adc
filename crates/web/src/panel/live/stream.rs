//! The live page kept up to date: the server sends the parts that have changed, as long as the
//! session holds and the service runs.
//!
//! Nothing runs beside the connection: the next message is made when the one before has gone, so a
//! slow browser skips pictures and nothing is kept for it.

use super::drawings::Of;
use super::memories::Memories;
use super::part::{Changes, Part};
use super::view::View;
use crate::app::{App, LastingAnswer};
use crate::http::{Fields, Problem, Query, Visitor};
use crate::panel::layout::Page;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use futures_util::stream;
use hyper::StatusCode;
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, RETRY_AFTER};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};
use tracing::debug;
use vasl_domain::live::{self, OperatorPicture};

/// The least time between two messages.
const PACE: Duration = Duration::from_millis(500);

/// A message is sent at least so often: it tells that the page is up to date, and whether somebody
/// still listens.
const BEAT: Duration = Duration::from_secs(5);

/// How often the store is asked whom modules remember: at most, where an operator's state changed,
/// and at least.
const MEMORIES_EVERY: (Duration, Duration) = (Duration::from_secs(2), Duration::from_secs(15));

/// Whoever finds no place tries again after so many seconds.
const AGAIN_AFTER: &str = "30";

struct Stream {
    app: App,
    visitor: Visitor,
    query: Fields,
    pictures: watch::Receiver<Arc<live::Picture>>,
    memories: Memories,
    memories_at: Instant,
    shown: Vec<Part>,
    /// What is shown of the last picture.
    pictured: Arc<Vec<Part>>,
    /// How the operator stood who sees their own alone.
    own: Option<OperatorPicture>,
    sent_at: Option<Instant>,
    _place: LastingAnswer,
}

pub(super) async fn stream(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Response, Problem> {
    let Some(place) = app.lasting_answer(&visitor) else {
        return Ok((StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, AGAIN_AFTER)]).into_response());
    };
    let stream = Stream {
        pictures: app.service().live(),
        memories: Memories::ask(&app, &visitor, &query).await?,
        memories_at: Instant::now(),
        app,
        visitor,
        query,
        shown: Vec::new(),
        pictured: Arc::default(),
        own: None,
        sent_at: None,
        _place: place,
    };
    let messages = stream::unfold(stream, |mut stream| async {
        let message = stream.message().await?;
        Some((Ok::<_, Infallible>(message), stream))
    });
    let head = [
        (CONTENT_TYPE, "text/event-stream"),
        (CACHE_CONTROL, "no-store"),
        // A proxy before the panel may not keep messages back.
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    Ok((head, Body::from_stream(messages)).into_response())
}

impl Stream {
    /// The next message, once there is one; `None` where there will be none any more.
    async fn message(&mut self) -> Option<Bytes> {
        let stopping = self.app.stopping().clone();
        stopping.run_until_cancelled(self.wait()).await?;
        if !self.visitor.may_go_on(&self.app).await {
            return None;
        }
        match self.changes().await {
            Ok(changes) => {
                let changes = serde_json::to_string(&changes).ok()?;
                Some(Bytes::from(format!("data: {changes}\n\n")))
            }
            Err(problem) => {
                debug!(?problem, "the live page is not kept up to date any more");
                None
            }
        }
    }

    async fn wait(&mut self) {
        let Some(sent_at) = self.sent_at else { return };
        let beat = sent_at + BEAT;
        loop {
            tokio::select! {
                _ = self.pictures.changed() => sleep_until(sent_at + PACE).await,
                () = sleep_until(beat) => return,
            }
            if self.has_news() {
                return;
            }
        }
    }

    /// Whether another picture is another one for whoever looks: a thousand operators need not be
    /// told of each other.
    fn has_news(&self) -> bool {
        let Some(only) = self.visitor.only() else { return true };
        let picture = self.pictures.borrow();
        let own = picture.operators.iter().find(|operator| operator.operator == *only);
        own != self.own.as_ref()
    }

    async fn changes(&mut self) -> Result<Changes, Problem> {
        let now = Instant::now();
        let picture = Arc::clone(&self.pictures.borrow_and_update());
        let (at_most, at_least) = MEMORIES_EVERY;
        let asked_before = now.duration_since(self.memories_at);
        let news = self.sent_at.is_some_and(|sent_at| now.duration_since(sent_at) < BEAT);
        if asked_before >= at_least || (news && asked_before >= at_most) {
            self.memories = Memories::ask(&self.app, &self.visitor, &self.query).await?;
            self.memories_at = now;
        }
        let page = Page::new(&self.app, &self.visitor, "menu-live");
        let view = View::new(&self.app, &self.visitor, &page, &self.query, false);
        let parts = view.of_the_moment(&self.memories)?;
        let pictured = match self.visitor.only() {
            // Nobody else sees this.
            Some(_) => Arc::new(view.of_the_picture(&picture)?),
            None => {
                let of = Of {
                    live: Arc::clone(&picture),
                    picture: self.app.service().picture(),
                    preferences: self.app.preferences(),
                    language: self.visitor.language,
                    query: self.query.clone(),
                };
                self.app.drawings().get(of, || view.of_the_picture(&picture))?
            }
        };
        let mut changes = Changes::new();
        for part in parts.iter().chain(&*pictured) {
            let mut shown = self.shown.iter().chain(&*self.pictured);
            part.changes(shown.find(|shown| shown.id == part.id), &mut changes);
        }
        self.shown = parts;
        self.pictured = pictured;
        let mine = |operator: &&OperatorPicture| Some(&operator.operator) == self.visitor.only();
        self.own = picture.operators.iter().find(mine).cloned();
        self.sent_at = Some(now);
        Ok(changes)
    }
}
