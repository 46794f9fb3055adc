//! One login and the task that serves it.

use std::future::pending;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;
use tracing::warn;

use super::actions::{ActionError, Actions, Lane};
use super::login::{LoggedIn, LoginError, connect, log_in};
use super::lost::Lost;
use super::pending::Pending;
use super::settings::{EventMask, Settings};
use super::wire::{Reading, Writing};
use crate::codec::{Action, ActionId, Incoming, Message, Response};
use crate::event::{Boot, Dropped, Event, Gate, Listing, Outcome, Traffic, Violation};
use crate::text::Text;

/// How long the stream must be quiet before the event that is held back goes out. An event and what
/// is forged in it come in one write.
const QUIET: Duration = Duration::from_millis(20);
const OUTGOING: usize = 64;

/// What to ask for at login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subscription {
    /// No events (`Events: off`).
    Off,
    /// Events of some classes.
    Events(EventMask),
}

/// A connection to Asterisk that is logged in. Its task ends with it.
pub struct Connection {
    version: Text,
    actions: Actions,
    lane: Lane,
    events: mpsc::Receiver<Event>,
    boot: watch::Receiver<Option<Boot>>,
    lost: watch::Receiver<Option<Lost>>,
    dropped: Tally,
    cancel: CancellationToken,
    task: AbortOnDropHandle<()>,
}

/// Counts of dropped messages, shared with the task.
pub(super) type Tally = Arc<watch::Sender<Dropped>>;

impl Connection {
    /// Connects and logs in.
    ///
    /// # Errors
    /// See [`LoginError`].
    pub async fn connect(
        settings: &Settings,
        subscription: Subscription,
    ) -> Result<Self, LoginError> {
        Self::over(connect(settings).await?, settings, subscription).await
    }

    /// Logs in over a stream of the caller's own making, TLS for example.
    ///
    /// # Errors
    /// See [`LoginError`].
    pub async fn over<S>(
        stream: S,
        settings: &Settings,
        subscription: Subscription,
    ) -> Result<Self, LoginError>
    where
        S: AsyncRead + AsyncWrite + Send + 'static,
    {
        Self::counted(stream, settings, subscription, Tally::default()).await
    }

    pub(super) async fn counted<S>(
        stream: S,
        settings: &Settings,
        subscription: Subscription,
        dropped: Tally,
    ) -> Result<Self, LoginError>
    where
        S: AsyncRead + AsyncWrite + Send + 'static,
    {
        let (mask, traffic) = match &subscription {
            Subscription::Off => ("off", Traffic::AnswersOnly),
            Subscription::Events(mask) => (mask.as_str(), Traffic::Events),
        };
        let logged_in = log_in(stream, settings, mask).await?;
        Ok(Self::serve(logged_in, settings, traffic, dropped))
    }

    fn serve<S>(
        logged_in: LoggedIn<S>,
        settings: &Settings,
        traffic: Traffic,
        dropped: Tally,
    ) -> Self
    where
        S: AsyncRead + AsyncWrite + Send + 'static,
    {
        let LoggedIn { reading, writing, version } = logged_in;
        let (outgoing, requests) = mpsc::channel(OUTGOING);
        let (event_sender, events) = mpsc::channel(settings.event_buffer.max(1));
        let (boot_sender, boot) = watch::channel(None);
        let (lost_sender, lost) = watch::channel(None);
        let patience = settings.action_timeout;
        let lane = Lane { outgoing, pending: Arc::new(Pending::default()), patience };
        let cancel = CancellationToken::new();
        let serving = Serving {
            gate: Gate::new(traffic),
            pending: Arc::clone(&lane.pending),
            events: event_sender,
            boot: boot_sender,
            dropped: Arc::clone(&dropped),
        };
        let task = tokio::spawn(run(
            Streams { reading, writing, requests, patience },
            serving,
            lost_sender,
            cancel.clone(),
        ));
        let (_, following) = watch::channel(Some(lane.clone()));
        Self {
            version,
            actions: Actions::following(following),
            lane,
            events,
            boot,
            lost,
            dropped,
            cancel,
            task: AbortOnDropHandle::new(task),
        }
    }

    /// The AMI version of the banner, such as `11.0.0`.
    #[must_use]
    pub fn version(&self) -> &Text {
        &self.version
    }

    /// A handle for asking, which may outlive the connection.
    #[must_use]
    pub fn actions(&self) -> Actions {
        self.actions.clone()
    }

    /// As [`Actions::action`].
    ///
    /// # Errors
    /// See [`ActionError`].
    pub async fn action(&self, action: &Action) -> Result<Response, ActionError> {
        self.actions.action(action).await
    }

    /// As [`Actions::list`].
    ///
    /// # Errors
    /// See [`ActionError`].
    pub async fn list(&self, action: &Action) -> Result<Listing, ActionError> {
        self.actions.list(action).await
    }

    /// The next event; `None` once the connection is lost and all events before were fetched.
    ///
    /// Nothing is lost when the future is dropped. When events are not fetched and the buffer is
    /// full, the connection ends with [`Lost::Overflow`]: never is one left out in between.
    pub async fn next_event(&mut self) -> Option<Event> {
        self.events.recv().await
    }

    /// What Asterisk said of itself after the login, if it has come. It comes before the answer to
    /// the first action.
    #[must_use]
    pub fn boot(&self) -> Option<Boot> {
        *self.boot.borrow()
    }

    /// Waits until the connection is lost, and tells why.
    pub async fn lost(&self) -> Lost {
        let mut lost = self.lost.clone();
        let ended = lost.wait_for(Option::is_some).await;
        ended.ok().and_then(|lost| lost.clone()).unwrap_or(Lost::Stopped)
    }

    /// What was dropped so far, by reason.
    #[must_use]
    pub fn dropped(&self) -> Dropped {
        *self.dropped.borrow()
    }

    /// Ends the connection and waits for its task.
    pub async fn close(self) {
        self.cancel.cancel();
        drop(self.task.await);
    }

    pub(super) fn lane(&self) -> Lane {
        self.lane.clone()
    }
}

struct Streams<S> {
    reading: Reading<S>,
    writing: Writing<S>,
    requests: mpsc::Receiver<Vec<u8>>,
    patience: Duration,
}

async fn run<S: AsyncRead + AsyncWrite>(
    streams: Streams<S>,
    serving: Serving,
    lost: watch::Sender<Option<Lost>>,
    cancel: CancellationToken,
) {
    let closing = CloseOnDrop(Arc::clone(&serving.pending));
    let reason = tokio::select! {
        reason = exchange(streams, serving) => reason,
        () = cancel.cancelled() => Lost::Stopped,
    };
    drop(closing);
    lost.send_replace(Some(reason));
}

/// Tells everybody who waits, also when the task is aborted.
struct CloseOnDrop(Arc<Pending>);

impl Drop for CloseOnDrop {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// Reads and writes until the connection is lost.
async fn exchange<S: AsyncRead + AsyncWrite>(streams: Streams<S>, mut serving: Serving) -> Lost {
    let Streams { mut reading, mut writing, mut requests, patience } = streams;
    let mut quiet_at = None;
    loop {
        let step = tokio::select! {
            read = reading.next() => match read {
                Ok(Some(Incoming::Message(message))) => serving.take(message),
                Ok(Some(Incoming::Banner(_) | Incoming::NotAmi)) => Ok(()),
                Ok(None) => Err(Lost::Closed),
                Err(error) => Err(broken(&error)),
            },
            Some(bytes) = requests.recv() => match timeout(patience, writing.send(&bytes)).await {
                Ok(Ok(())) => Ok(()),
                Ok(Err(error)) => Err(broken(&error)),
                Err(_) => Err(Lost::Unanswered),
            },
            () = quiet(quiet_at) => serving.release(),
        };
        if let Err(lost) = step {
            serving.end(&lost, reading.is_idle());
            return lost;
        }
        quiet_at = (serving.gate.holds_back() && reading.is_idle()).then(|| Instant::now() + QUIET);
    }
}

async fn quiet(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => pending().await,
    }
}

fn broken(error: &io::Error) -> Lost {
    match error.kind() {
        io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe => Lost::Closed,
        _ => Lost::Broken(error.to_string()),
    }
}

/// What the task does with messages.
struct Serving {
    gate: Gate,
    pending: Arc<Pending>,
    events: mpsc::Sender<Event>,
    boot: watch::Sender<Option<Boot>>,
    dropped: Tally,
}

impl Serving {
    fn take(&mut self, message: Message) -> Result<(), Lost> {
        let begun = message.at(1).is_some_and(|second| {
            second.key == b"ActionID"
                && ActionId::parse(second.value).is_some_and(|id| self.pending.issued(&id))
        });
        let outcome = self.gate.push(message, |id| self.pending.issued(id));
        let Outcome { event, reply, boot, violation, timestamps_off } = outcome;
        if let Some(boot) = boot {
            self.boot.send_replace(Some(boot));
        }
        if violation.is_some() {
            self.pending.taint(begun);
        }
        let dropped = self.gate.take_dropped();
        self.count(&dropped, violation);
        if let Some(reply) = reply
            && let Err(violation) = self.pending.deliver(&reply.id, reply.message)
        {
            let mut one = Dropped::default();
            one.record(violation.reason);
            self.count(&one, Some(violation));
        }
        if timestamps_off {
            return Err(Lost::TimestampsOff);
        }
        event.map_or(Ok(()), |event| self.emit(event))
    }

    fn release(&mut self) -> Result<(), Lost> {
        self.gate.release().map_or(Ok(()), |event| self.emit(event))
    }

    /// The event that is held back goes out last, unless one before it is missing or the stream
    /// broke off in the middle of a message that might have tainted it.
    fn end(&mut self, lost: &Lost, stream_is_idle: bool) {
        if matches!(lost, Lost::Closed | Lost::Broken(_)) && stream_is_idle {
            self.release().ok();
        }
    }

    fn emit(&self, event: Event) -> Result<(), Lost> {
        match self.events.try_send(event) {
            Ok(()) => Ok(()),
            Err(mpsc::error::TrySendError::Full(_)) => Err(Lost::Overflow),
            Err(mpsc::error::TrySendError::Closed(_)) => Err(Lost::Stopped),
        }
    }

    /// A forging caller can cause some hundred drops a call, so the log hears of the first of a
    /// kind, the second, the fourth and so on.
    fn count(&self, more: &Dropped, violation: Option<Violation>) {
        if more.total() == 0 {
            return;
        }
        self.dropped.send_modify(|dropped| dropped.add(more));
        let dropped = *self.dropped.borrow();
        let Some(violation) = violation else { return };
        let count = dropped.count(violation.reason);
        if count.is_power_of_two() {
            let (reason, at) = (violation.reason.name(), violation.at.unwrap_or("-"));
            warn!(reason, at, count, "dropped an AMI message that Asterisk did not write so");
        }
    }
}
