//! How operators and waiting callers stand now, for whoever looks on: a picture that is renewed at
//! most some times a second, and costs a call nothing.
//!
//! Events say whom to look at; how they stand is asked of Asterisk, as for a decision. What is told
//! meanwhile is kept in a bounded inbox, and where that is full everything is looked at anew.

use super::preferred::Preferred;
use super::state::{LinkKnowledge, SharedState, State};
use jiff::Timestamp;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, watch};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tracing::debug;
use vasl_ami::event::Event;
use vasl_asterisk::apply::AskError;
use vasl_asterisk::line::Line;
use vasl_asterisk::manager::Manager;
use vasl_asterisk::probe::Probes;
use vasl_asterisk::watch as events;
use vasl_domain::call::Roster;
use vasl_domain::live::{Live, LiveEvent, Picture};
use vasl_domain::name::{Extension, QueueName};
use vasl_domain::number::NumberPlan;
use vasl_domain::operator::{LiveOperator, ShadowState};

/// The least time between two pictures: five a second at most.
const PACE: Duration = Duration::from_millis(200);

/// How often an operator is looked at whose wrap-up ends without an event.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// How many operators are asked about before the picture is shown.
const AT_ONCE: usize = 100;

/// How much may be told before it is looked at.
const MOST_TOLD: usize = 10_000;

/// What was told and not looked at yet.
#[derive(Debug, Default)]
struct Inbox {
    /// The lines of those who are watched.
    lines: Arc<BTreeMap<Extension, Line>>,
    told: VecDeque<(LiveEvent, Timestamp)>,
    /// Whom to look at, and since when their state may be another one.
    due: BTreeMap<Extension, Timestamp>,
    everything: bool,
}

/// The way to the task, and to its picture.
#[derive(Debug, Clone)]
pub struct Watching {
    inbox: Arc<Mutex<Inbox>>,
    woken: Arc<Notify>,
    picture: Arc<watch::Sender<Arc<Picture>>>,
}

/// The task.
pub struct WatchingTask {
    watching: Watching,
    state: SharedState,
    preferred: Preferred,
    manager: Manager,
    live: Live,
    /// The state whose lines are watched.
    lines_of: Option<Arc<State>>,
    /// Who was looked at in the last round: an event may come before what it tells can be asked.
    again: BTreeMap<Extension, Timestamp>,
}

impl Watching {
    /// Nothing is known yet.
    pub fn new() -> Self {
        let picture = Arc::new(watch::Sender::new(Arc::default()));
        Self { inbox: Arc::default(), woken: Arc::default(), picture }
    }

    /// Has everything looked at: after something may have been missed.
    pub fn look_at_everything(&self) {
        self.inbox().everything = true;
        self.woken.notify_one();
    }

    /// Nothing is known any more.
    pub fn unlinked(&self, at: Timestamp) {
        let mut inbox = self.inbox();
        inbox.due.clear();
        inbox.told.clear();
        inbox.told.push_back((LiveEvent::Unlinked, at));
        drop(inbox);
        self.woken.notify_one();
    }

    /// Takes an event.
    pub fn heard(&self, event: &Event, roster: &Roster, numbers: &NumberPlan) {
        let told = events::live_event(event, roster, numbers);
        let at = Timestamp::from_microsecond(event.timestamp_micros).unwrap_or_default();
        let mut inbox = self.inbox();
        let lines = Arc::clone(&inbox.lines);
        let before = inbox.due.len() + inbox.told.len();
        for operator in events::concerned(&event.kind, &lines) {
            inbox.due.entry(operator.clone()).or_insert(at);
        }
        inbox.told.extend(told.map(|told| (told, at)));
        if inbox.told.len() > MOST_TOLD {
            inbox.told.clear();
            inbox.everything = true;
        }
        let has_news = inbox.due.len() + inbox.told.len() != before;
        drop(inbox);
        if has_news {
            self.woken.notify_one();
        }
    }

    /// How things stand now.
    #[must_use]
    pub fn picture(&self) -> Arc<Picture> {
        Arc::clone(&self.picture.borrow())
    }

    /// The pictures as they come.
    #[must_use]
    pub fn pictures(&self) -> watch::Receiver<Arc<Picture>> {
        self.picture.subscribe()
    }

    fn inbox(&self) -> MutexGuard<'_, Inbox> {
        self.inbox.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl WatchingTask {
    /// A task that has looked at nothing yet.
    pub fn new(
        watching: Watching,
        (state, preferred): (SharedState, Preferred),
        manager: Manager,
    ) -> Self {
        let live = Live::default();
        // The operators are known before any of them is heard of.
        watching.woken.notify_one();
        Self { watching, state, preferred, manager, live, lines_of: None, again: BTreeMap::new() }
    }

    /// Watches until it is cancelled.
    pub async fn run(mut self, cancel: CancellationToken) {
        let woken = Arc::clone(&self.watching.woken);
        let mut states = self.state.changes();
        loop {
            let looks_again = !self.again.is_empty();
            let waits_for_end = looks_again || self.live.wrapping_up().next().is_some();
            tokio::select! {
                () = cancel.cancelled() => return,
                () = woken.notified() => {}
                changed = states.changed() => if changed.is_err() { return },
                () = sleep(if looks_again { PACE } else { LOOK_AGAIN }), if waits_for_end => {}
            }
            let round = async {
                self.round().await;
                sleep(PACE).await;
            };
            if cancel.run_until_cancelled(round).await.is_none() {
                return;
            }
        }
    }

    async fn round(&mut self) {
        let state = self.state.now();
        let mut changed = self.renew_lines(&state);
        let (told, mut due, everything) = {
            let mut inbox = self.watching.inbox();
            let everything = std::mem::take(&mut inbox.everything);
            (std::mem::take(&mut inbox.told), std::mem::take(&mut inbox.due), everything)
        };
        for (event, at) in told {
            changed |= self.live.apply(event, at);
        }
        let again = std::mem::take(&mut self.again);
        if state.link == LinkKnowledge::Up {
            let now = Timestamp::now();
            self.again = due.iter().map(|(operator, at)| (operator.clone(), *at)).collect();
            for (operator, at) in again {
                due.entry(operator).or_insert(at);
            }
            for operator in self.live.wrapping_up() {
                due.entry(operator.clone()).or_insert(now);
            }
            match self.look_at(due, everything, &state).await {
                Ok(seen) => changed |= seen,
                Err(error) => {
                    debug!(%error, "it could not be seen how operators stand; trying again");
                    self.watching.look_at_everything();
                }
            }
        }
        if changed {
            self.watching.picture.send_replace(Arc::new(self.live.picture()));
        }
    }

    /// Whom to watch: the operators whom a module covers, and the extensions that Vasl writes.
    fn renew_lines(&mut self, state: &Arc<State>) -> bool {
        if self.lines_of.replace(Arc::clone(state)).is_some_and(|of| Arc::ptr_eq(&of, state)) {
            return false;
        }
        let mut lines = state.lines.clone();
        for extension in &state.call_flow.extensions {
            if !lines.contains_key(&extension.number)
                && let Some(line) = Line::of_extension(&extension.number)
            {
                lines.insert(extension.number.clone(), line);
            }
        }
        let mut inbox = self.watching.inbox();
        if *inbox.lines == lines {
            return false;
        }
        inbox.everything = true;
        let operators = lines.keys().cloned().collect();
        inbox.lines = Arc::new(lines);
        drop(inbox);
        self.live.apply(LiveEvent::Operators(operators), Timestamp::now())
    }

    async fn look_at(
        &mut self,
        mut due: BTreeMap<Extension, Timestamp>,
        everything: bool,
        state: &State,
    ) -> Result<bool, AskError> {
        let lines = Arc::clone(&self.watching.inbox().lines);
        let mut changed = false;
        let now = Timestamp::now();
        if everything {
            let waiting = self.manager.all_waiting(now, &self.preferred.now().numbers).await?;
            changed |= self.live.apply(LiveEvent::AllWaiting(waiting), now);
            for operator in lines.keys() {
                due.entry(operator.clone()).or_insert(now);
            }
        }
        let mut looked_at = 0;
        while let Some((operator, at)) = due.pop_first() {
            let Some(line) = lines.get(&operator) else { continue };
            let live = self.ask(line, state).await?;
            changed |= self.live.apply(LiveEvent::Seen(operator, live), at);
            looked_at += 1;
            if looked_at == AT_ONCE {
                break;
            }
        }
        if !due.is_empty() {
            let mut inbox = self.watching.inbox();
            for (operator, at) in due {
                inbox.due.entry(operator).or_insert(at);
            }
            self.watching.woken.notify_one();
        }
        Ok(changed)
    }

    /// As a decision asks, but for all modules at once: whoever is paused in a queue that any of
    /// them covers is shown so.
    async fn ask(&self, line: &Line, state: &State) -> Result<Option<LiveOperator>, AskError> {
        let member_of = state.membership.queues_of(&line.operator);
        let covers = |queue: &&QueueName| {
            let modules =
                || state.modules.values().filter(|m| m.may_reach(&line.operator, member_of));
            state.pinned.contains(&line.operator) || modules().any(|m| m.sides.covers_queue(queue))
        };
        let probes = Probes::new(line, member_of.iter().filter(covers));
        let live = self.manager.live_operator(&probes).await?;
        let is_covered = state.lines.contains_key(&line.operator);
        // Whom no module covers has no queue of their own to be missed.
        Ok(live.map(|live| match live.shadow {
            ShadowState::Missing if !is_covered => {
                LiveOperator { shadow: ShadowState::Ready, ..live }
            }
            _ => live,
        }))
    }
}
