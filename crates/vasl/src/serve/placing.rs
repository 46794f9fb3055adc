//! At which position a caller who has waited for their operator joins the queue they fall back to.
//!
//! Like every question of the dialplan it has an end, and no answer costs nobody anything: the
//! caller joins the end of the queue, as every other.

use super::reconnect::Counters;
use super::state::SharedState;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::timeout;
use tracing::{debug, info, warn};
use vasl_agi::{Command, Environment, Session};
use vasl_asterisk::fallback::FallbackQueue;
use vasl_asterisk::manager::{Manager, WaitingCaller};
use vasl_asterisk::names;
use vasl_domain::call::CallEvent;
use vasl_domain::fallback::{self, Waiting, WaitingSince};
use vasl_domain::name::{ModuleCode, QueueName, Uniqueid};

/// How long the manager may take to tell who waits.
const TOLD_WITHIN: Duration = Duration::from_millis(150);

/// Places beyond this are not looked at: a caller can write a number there.
const MOST_WAITING: u32 = 10_000;

/// What is answered to a caller who joins the end. Any text without digits does.
const AT_THE_END: &str = "end";

/// Since when callers wait, as the task that learns tells it.
#[derive(Debug, Clone, Default)]
pub struct Waits(Arc<Mutex<WaitingSince>>);

impl Waits {
    /// Takes an event.
    pub fn heard(&self, event: &CallEvent) {
        self.known().apply(event);
    }

    /// Forgets the calls of which no event will come any more.
    pub fn forget_all_but(&self, up: impl Fn(&Uniqueid) -> bool) {
        self.known().forget_all_but(up);
    }

    fn known(&self) -> MutexGuard<'_, WaitingSince> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Answers the callers of one PBX who fall back.
pub struct Placing {
    /// What the dialplan must say to be believed.
    pub token: String,
    /// What is known.
    pub state: SharedState,
    /// Who is asked for those who wait.
    pub manager: Manager,
    /// Since when they do.
    pub waits: Waits,
    /// What went wrong, counted.
    pub counters: Arc<Counters>,
}

/// What a call asks.
struct Asked {
    queue: QueueName,
    caller: Uniqueid,
    since: Timestamp,
    priority: i32,
}

impl Placing {
    /// Whether a request is one for this.
    pub fn is_asked_by(environment: &Environment) -> bool {
        environment
            .network_script()
            .is_some_and(|script| script.path() == names::POSITION_REQUEST.as_bytes())
    }

    /// Answers one call.
    pub async fn answer(&self, mut session: Session) {
        let Some(asked) = self.read(session.environment()) else {
            self.counters.refused.fetch_add(1, Ordering::Relaxed);
            warn!("a request that is not from Vasl's dialplan, or for no queue, was not answered");
            return;
        };
        let Some(position) = self.position(&asked).await else { return };
        let answer =
            position.map_or_else(|| AT_THE_END.to_owned(), |position| position.to_string());
        info!(queue = %asked.queue, position = answer, "a caller falls back after a wait");
        // Before they can be there.
        self.waits.known().keep(asked.caller, asked.since);
        let sent = match Command::set_variable(names::POSITION_VARIABLE, answer) {
            Ok(command) => session.send(command).await.is_ok(),
            Err(_) => false,
        };
        if !sent {
            self.counters.unanswered.fetch_add(1, Ordering::Relaxed);
            warn!("the position of a caller who falls back could not be delivered");
        }
    }

    fn read(&self, environment: &Environment) -> Option<Asked> {
        let script = environment.network_script()?;
        let text = |name: &[u8]| script.parameter(name).and_then(|v| std::str::from_utf8(v).ok());
        if text(b"token") != Some(self.token.as_str()) {
            return None;
        }
        let code = ModuleCode::new(text(b"module")?).ok()?;
        let state = self.state.now();
        let destination = &state.modules.get(&code)?.failure_destination;
        let caller = Uniqueid::new(std::str::from_utf8(environment.unique_id()?).ok()?).ok()?;
        // What was seen is exact; the dialplan's own clock goes by the second.
        let since = self.waits.known().of(&caller);
        let told = || Timestamp::from_second(text(b"since")?.parse().ok()?).ok();
        Some(Asked {
            queue: FallbackQueue::of(destination)?.queue,
            since: since.or_else(told)?,
            caller,
            priority: text(b"priority").and_then(|text| text.parse().ok()).unwrap_or(0),
        })
    }

    /// The position, if it could be found out; nothing within for the end.
    async fn position(&self, asked: &Asked) -> Option<Option<u32>> {
        let told = match timeout(TOLD_WITHIN, self.manager.waiting_in(&asked.queue)).await {
            Ok(Ok(told)) => told,
            Ok(Err(error)) => {
                debug!(%error, "a caller falls back to the end of the queue");
                return None;
            }
            Err(_) => {
                debug!(
                    "a caller falls back to the end of the queue: nobody told in time who waits"
                );
                return None;
            }
        };
        let queue = in_order(&told, &self.waits.known(), Timestamp::now());
        let joining = Waiting { since: asked.since, priority: asked.priority };
        Some(fallback::position(joining, &queue).map(std::num::NonZeroU32::get))
    }
}

/// Those who wait, in their order. Of whoever is not told, it is taken that they came before.
fn in_order(
    told: &BTreeMap<u32, WaitingCaller>,
    known: &WaitingSince,
    now: Timestamp,
) -> Vec<Waiting> {
    let last = told.keys().next_back().copied().unwrap_or(0).min(MOST_WAITING);
    let since = |caller: &WaitingCaller| {
        let waited = SignedDuration::from_secs(caller.waited_seconds);
        known.of(&caller.uniqueid).unwrap_or_else(|| now.saturating_sub(waited).unwrap_or(now))
    };
    (1..=last)
        .map(|place| match told.get(&place) {
            Some(caller) => Waiting { since: since(caller), priority: caller.priority },
            None => Waiting { since: Timestamp::MIN, priority: 0 },
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_not_told_keeps_their_place() {
        let now = Timestamp::from_second(1_795_000_000).unwrap();
        let caller = |uniqueid: &str, waited_seconds| WaitingCaller {
            uniqueid: Uniqueid::new(uniqueid).unwrap(),
            waited_seconds,
            priority: 0,
        };
        let told = BTreeMap::from([(1, caller("1.1", 30)), (3, caller("1.3", 5))]);
        let mut known = WaitingSince::default();
        known.keep(Uniqueid::new("1.3").unwrap(), now - SignedDuration::from_secs(20));
        let queue = in_order(&told, &known, now);
        let ages: Vec<i64> =
            queue.iter().map(|w| now.duration_since(w.since).as_secs().min(99)).collect();
        assert_eq!(ages, [30, 99, 20]);
        let joining =
            |seconds| Waiting { since: now - SignedDuration::from_secs(seconds), priority: 0 };
        let place = |seconds| fallback::position(joining(seconds), &queue).map(|p| p.get());
        assert_eq!((place(40), place(25), place(10)), (Some(1), Some(3), None));
        assert!(in_order(&BTreeMap::new(), &known, now).is_empty());
        let forged = BTreeMap::from([(u32::MAX, caller("1.9", 0))]);
        assert!(in_order(&forged, &known, now).len() <= 10_000);
    }
}
