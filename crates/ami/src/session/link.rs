//! A link that comes back.

use std::future::pending;
use std::time::{Duration, SystemTime};

use thiserror::Error;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;
use tracing::debug;

use super::actions::{ActionError, Actions, Lane};
use super::backoff::Backoff;
use super::connection::{Connection, Subscription, Tally};
use super::login::{LoginError, connect};
use super::lost::Lost;
use super::settings::{EventMask, Settings};
use crate::event::{Boot, Dropped, Event};
use crate::text::Text;

/// How a link is kept.
#[derive(Clone, Debug)]
pub struct LinkSettings {
    /// Where and as whom.
    pub connection: Settings,
    /// Which events.
    pub events: EventMask,
    /// How long to wait between tries.
    pub backoff: Backoff,
    /// How often each connection is pinged.
    pub ping_every: Duration,
    /// How long the answer to a ping may take before the link is given up.
    pub ping_timeout: Duration,
}

impl LinkSettings {
    /// A link with the default events and back-off, pinged every 5 s with 3 s to answer.
    #[must_use]
    pub fn new(connection: Settings) -> Self {
        Self {
            connection,
            events: EventMask::default(),
            backoff: Backoff::default(),
            ping_every: Duration::from_secs(5),
            ping_timeout: Duration::from_secs(3),
        }
    }
}

/// What a consumer sees, in order: `Up`, its events, `Down`, and again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkEvent {
    /// Linked. Every event from the subscription on follows; take snapshots now and apply the
    /// events on top, which must be idempotent because snapshots race with events.
    Up(LinkUp),
    /// An event.
    Event(Event),
    /// No longer linked. Events are missing from here to the next `Up`.
    Down {
        /// Why.
        reason: Lost,
    },
}

/// What is known of an Asterisk on linking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkUp {
    /// The AMI version, such as `11.0.0`.
    pub version: Text,
    /// When Asterisk started. `None` while it still loads its modules (a
    /// [`crate::event::Hint::FullyBooted`] follows), or when the user may not read `system`.
    pub boot: Option<Boot>,
}

/// Whether there is a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkState {
    /// Not since this moment.
    DownSince(SystemTime),
    /// Since this moment.
    UpSince(SystemTime),
}

/// The state of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkStatus {
    /// Whether there is a link.
    pub state: LinkState,
    /// Why the link was last lost or could not be made, as a sentence.
    pub last_error: Option<String>,
}

/// A link to Asterisk: two connections, or one where no events are asked for, made anew whenever one
/// is lost. Its task ends with it.
pub struct Link {
    events: mpsc::Receiver<LinkEvent>,
    actions: Actions,
    status: watch::Receiver<LinkStatus>,
    dropped: Tally,
    cancel: CancellationToken,
    task: AbortOnDropHandle<()>,
}

impl Link {
    /// Starts a link on the current runtime. It ends when the token is cancelled.
    #[must_use]
    pub fn start(settings: LinkSettings, cancel: &CancellationToken) -> Self {
        let (consumer, events) = mpsc::channel(settings.connection.event_buffer.max(1));
        let (lane, following) = watch::channel(None);
        let down = LinkStatus { state: LinkState::DownSince(SystemTime::now()), last_error: None };
        let (status_sender, status) = watch::channel(down);
        let dropped = Tally::default();
        let keeper = Keeper {
            settings,
            consumer,
            lane,
            status: status_sender,
            dropped: Tally::clone(&dropped),
        };
        let cancel = cancel.child_token();
        let token = cancel.clone();
        let task = tokio::spawn(async move {
            token.run_until_cancelled(keeper.run()).await;
            keeper.go_down(&Lost::Stopped);
        });
        Self {
            events,
            actions: Actions::following(following),
            status,
            dropped,
            cancel,
            task: AbortOnDropHandle::new(task),
        }
    }

    /// What happens next; `None` once the link is stopped.
    ///
    /// A consumer that does not keep up loses the link ([`Lost::Overflow`]), never an event in
    /// between.
    pub async fn next(&mut self) -> Option<LinkEvent> {
        self.events.recv().await
    }

    /// Keeps up a link that is there for asking alone, until it is stopped.
    pub async fn keep(mut self) {
        while self.next().await.is_some() {}
    }

    /// A handle for asking, which follows the link.
    #[must_use]
    pub fn actions(&self) -> Actions {
        self.actions.clone()
    }

    /// The link's state, now and as it changes.
    #[must_use]
    pub fn status(&self) -> watch::Receiver<LinkStatus> {
        self.status.clone()
    }

    /// What was dropped since the start, by reason, now and as it grows. Genuine events that stood
    /// beside a forged one are among it, so what they told must be asked for.
    #[must_use]
    pub fn dropped(&self) -> watch::Receiver<Dropped> {
        self.dropped.subscribe()
    }

    /// Ends the link and waits for its task.
    pub async fn stop(self) {
        self.cancel.cancel();
        drop(self.task.await);
    }
}

/// Where the link stands; there is nothing else to it.
enum State {
    Waiting { failures: u32 },
    Connecting { failures: u32 },
    Up { pair: Box<Pair>, failures: u32 },
}

/// The connections of a link: without events, one for actions is all there is.
struct Pair {
    events: Option<Connection>,
    actions: Connection,
}

/// Why a try to link failed.
#[derive(Debug, Error)]
enum NoLink {
    #[error(transparent)]
    Login(#[from] LoginError),
    #[error(transparent)]
    Lost(#[from] Lost),
}

impl NoLink {
    /// A refused login is tried again at the slowest pace, so as not to be taken for an attack.
    fn failures_after(&self, failures: u32) -> u32 {
        match self {
            Self::Login(LoginError::WrongSecret { .. } | LoginError::Refused { .. }) => {
                failures.max(16)
            }
            _ => failures,
        }
    }
}

struct Keeper {
    settings: LinkSettings,
    consumer: mpsc::Sender<LinkEvent>,
    lane: watch::Sender<Option<Lane>>,
    status: watch::Sender<LinkStatus>,
    dropped: Tally,
}

impl Keeper {
    async fn run(&self) {
        let mut state = State::Connecting { failures: 0 };
        while !self.consumer.is_closed() {
            state = match state {
                State::Waiting { failures } => self.wait(failures).await,
                State::Connecting { failures } => self.try_to_connect(failures).await,
                State::Up { pair, failures } => self.keep_up(*pair, failures).await,
            };
        }
    }

    async fn wait(&self, failures: u32) -> State {
        let mut random = [0; 4];
        // Without randomness there is no jitter, and nothing else is lost.
        getrandom::fill(&mut random).ok();
        let delay = self.settings.backoff.delay(failures, u32::from_ne_bytes(random));
        sleep(delay).await;
        State::Connecting { failures: failures.saturating_add(1) }
    }

    async fn try_to_connect(&self, failures: u32) -> State {
        match self.connect_both().await {
            Ok(pair) => State::Up { pair: Box::new(pair), failures },
            Err(error) => {
                debug!(%error, "no link to Asterisk");
                self.status.send_modify(|status| status.last_error = Some(error.to_string()));
                State::Waiting { failures: error.failures_after(failures) }
            }
        }
    }

    /// Events first, so that nothing is missed between them and the first snapshot. Asterisk's
    /// greeting stands before the answer to the ping.
    async fn connect_both(&self) -> Result<Pair, NoLink> {
        let settings = &self.settings.connection;
        if self.settings.events.is_none() {
            let actions = self.connect_one(settings, Subscription::Off).await?;
            return Ok(Pair { events: None, actions });
        }
        let mask = Subscription::Events(self.settings.events.clone());
        let events = self.connect_one(settings, mask).await?;
        let actions = self.connect_one(settings, Subscription::Off).await?;
        match events.actions().ping(self.settings.ping_timeout).await {
            Err(ActionError::TimedOut) => return Err(Lost::Unanswered.into()),
            Err(ActionError::ConnectionLost | ActionError::NotLinked) => {
                return Err(events.lost().await.into());
            }
            _ => {}
        }
        Ok(Pair { events: Some(events), actions })
    }

    async fn connect_one(
        &self,
        settings: &Settings,
        subscription: Subscription,
    ) -> Result<Connection, LoginError> {
        let stream = connect(settings).await?;
        Connection::counted(stream, settings, subscription, Tally::clone(&self.dropped)).await
    }

    async fn keep_up(&self, pair: Pair, failures: u32) -> State {
        let began = Instant::now();
        let Pair { mut events, actions } = pair;
        let first = events.as_ref().unwrap_or(&actions);
        let up = LinkUp { version: first.version().clone(), boot: first.boot() };
        debug!(version = %up.version, "linked to Asterisk");
        self.lane.send_replace(Some(actions.lane()));
        self.status.send_modify(|status| {
            status.state = LinkState::UpSince(SystemTime::now());
        });
        if self.consumer.send(LinkEvent::Up(up)).await.is_err() {
            return State::Waiting { failures };
        }
        let pinged = (events.as_ref().map(Connection::actions), actions.actions());
        let reason = tokio::select! {
            reason = self.forward(events.as_mut()) => reason,
            reason = actions.lost() => reason,
            () = self.ping(pinged.0.as_ref()) => Lost::Unanswered,
            () = self.ping(Some(&pinged.1)) => Lost::Unanswered,
        };
        debug!(%reason, "the link to Asterisk is down");
        self.go_down(&reason);
        drop((events, actions));
        // A consumer that is gone ends the loop of `run`.
        self.consumer.send(LinkEvent::Down { reason }).await.ok();
        let lasted = began.elapsed() >= self.settings.backoff.cap();
        State::Waiting { failures: if lasted { 0 } else { failures } }
    }

    fn go_down(&self, reason: &Lost) {
        self.lane.send_replace(None);
        self.status.send_replace(LinkStatus {
            state: LinkState::DownSince(SystemTime::now()),
            last_error: Some(reason.to_string()),
        });
    }

    async fn forward(&self, events: Option<&mut Connection>) -> Lost {
        let Some(events) = events else { return pending().await };
        while let Some(event) = events.next_event().await {
            if self.consumer.send(LinkEvent::Event(event)).await.is_err() {
                return Lost::Stopped;
            }
        }
        events.lost().await
    }

    /// Ends when a ping is not answered. A lost connection tells its reason itself.
    async fn ping(&self, actions: Option<&Actions>) {
        let Some(actions) = actions else { return pending().await };
        loop {
            sleep(self.settings.ping_every).await;
            if actions.ping(self.settings.ping_timeout).await == Err(ActionError::TimedOut) {
                return;
            }
        }
    }
}
