//! Pause, log-out and do-not-disturb, passed on to the operators' own queues: `app_queue` sees in a
//! queue only a pause of that very queue, and a caller who waits for somebody who has gone would
//! wait in vain.
//!
//! Whether an operator's own queue is paused is decided here alone, from the real queues and from
//! do-not-disturb, whoever paused it: a pause that is left over would block the operator.

use super::state::{LinkKnowledge, SharedState, State};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};
use vasl_ami::event::{Event, EventKind, Hint, QueueMemberState};
use vasl_asterisk::apply::AskError;
use vasl_asterisk::line::{self, Line};
use vasl_asterisk::manager::Manager;
use vasl_asterisk::names;
use vasl_asterisk::probe::Probes;
use vasl_domain::name::{Extension, Interface, QueueName};
use vasl_domain::operator::ShadowState;

/// How long after an event its operator is looked at once more: an event may come before what it
/// tells can be asked.
const LOOK_AGAIN: Duration = Duration::from_millis(300);

/// How long to wait before asking again what could not be asked.
const RETRY: Duration = Duration::from_secs(2);

/// How long taking all pauses back may take when the service ends.
const CLEAR_WITHIN: Duration = Duration::from_secs(2);

/// Whom to look at. Never more than there are operators.
#[derive(Debug, Default)]
struct Due {
    everybody: bool,
    operators: BTreeSet<Extension>,
}

/// Who is looked at once more, and when.
struct Again {
    operators: BTreeSet<Extension>,
    at: Instant,
}

/// The way to the task.
#[derive(Debug, Clone, Default)]
pub struct Mirroring {
    due: Arc<Mutex<Due>>,
    woken: Arc<Notify>,
}

/// The task.
pub struct MirroringTask {
    mirroring: Mirroring,
    state: SharedState,
    manager: Manager,
    /// The operators' queues that are paused.
    paused: BTreeMap<Extension, Interface>,
}

impl Mirroring {
    /// Has every operator looked at: after something may have been missed.
    pub fn look_at_everybody(&self) {
        self.due().everybody = true;
        self.woken.notify_one();
    }

    /// Has the operator looked at whom an event is about.
    pub fn heard(&self, event: &Event, state: &State) {
        let concerned = concerned(&event.kind, state);
        if !concerned.is_empty() {
            self.due().operators.extend(concerned);
            self.woken.notify_one();
        }
    }

    fn due(&self) -> MutexGuard<'_, Due> {
        self.due.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, state: &State) -> BTreeSet<Extension> {
        let due = std::mem::take(&mut *self.due());
        if due.everybody { state.lines.keys().cloned().collect() } else { due.operators }
    }
}

/// The operators whom an event is about.
fn concerned(kind: &EventKind, state: &State) -> Vec<Extension> {
    let whose = |member: &QueueMemberState| {
        names::operator_of_shadow(&member.queue)
            .or_else(|| line::extension_of(&member.interface, &member.state_interface))
    };
    let lines_with = |matches: &dyn Fn(&Line) -> bool| -> Vec<Extension> {
        let lines = state.lines.values().filter(|line| matches(line));
        lines.map(|line| line.operator.clone()).collect()
    };
    match kind {
        EventKind::QueueMemberPause(member)
        | EventKind::QueueMemberAdded(member)
        | EventKind::QueueMemberRemoved(member) => whose(member).into_iter().collect(),
        EventKind::Hint(Hint::DeviceStateChange { device })
            if device.get(..7).is_some_and(|d| d.eq_ignore_ascii_case("Custom:")) =>
        {
            lines_with(&|line| {
                let devices = line.do_not_disturb.iter().flatten();
                devices.into_iter().any(|d| d.as_str().eq_ignore_ascii_case(device))
            })
        }
        EventKind::Hint(Hint::ExtensionStatus { exten, context }) => lines_with(&|line| {
            line.do_not_disturb.is_none()
                && line.hint.as_ref().and_then(|hint| hint.as_str().split_once('@'))
                    == Some((&**exten, &**context))
        }),
        _ => Vec::new(),
    }
}

/// The queues that matter on each way to an operator: those that a module covers, and all of them
/// for a caller who is pinned to the operator.
fn ways_to<'a>(operator: &Extension, state: &'a State) -> BTreeSet<Vec<&'a QueueName>> {
    let member_of = state.membership.queues_of(operator);
    let modules = state.modules.values().filter(|module| module.may_reach(operator, member_of));
    let covered =
        modules.map(|module| member_of.iter().filter(|q| module.sides.covers_queue(q)).collect());
    let pinned = state.pinned.contains(operator).then(|| member_of.iter().collect());
    covered.chain(pinned).collect()
}

impl MirroringTask {
    /// A task that has looked at nobody yet.
    pub fn new(mirroring: Mirroring, state: SharedState, manager: Manager) -> Self {
        Self { mirroring, state, manager, paused: BTreeMap::new() }
    }

    /// Mirrors until it is cancelled, and then takes back every pause.
    pub async fn run(mut self, cancel: CancellationToken) {
        let woken = Arc::clone(&self.mirroring.woken);
        let mut again = Again { operators: BTreeSet::new(), at: Instant::now() };
        loop {
            tokio::select! {
                biased;
                () = cancel.cancelled() => break,
                () = woken.notified() => {
                    let operators = self.mirroring.take(&self.state.now());
                    let after = if self.look_at(&operators).await { LOOK_AGAIN } else { RETRY };
                    again.operators.extend(operators);
                    again.at = Instant::now() + after;
                }
                () = sleep_until(again.at), if !again.operators.is_empty() => {
                    if self.look_at(&again.operators).await {
                        again.operators.clear();
                    }
                    again.at = Instant::now() + RETRY;
                }
            }
        }
        if timeout(CLEAR_WITHIN, self.clear()).await.is_err() {
            warn!("the pauses of the operators' own queues could not all be taken back");
        }
    }

    /// Whether nobody needs to be looked at for a second time. Without a link nobody does: when it
    /// is back, everybody is looked at.
    async fn look_at(&mut self, operators: &BTreeSet<Extension>) -> bool {
        for operator in operators {
            let state = self.state.now();
            let Some(line) = state.lines.get(operator) else {
                self.paused.remove(operator);
                continue;
            };
            if let Err(error) = self.mirror(line, &state).await {
                warn!(%operator, %error, "it was not seen whether an operator takes calls");
                return state.link != LinkKnowledge::Up;
            }
        }
        true
    }

    async fn mirror(&mut self, line: &Line, state: &State) -> Result<(), AskError> {
        let operator = &line.operator;
        let ways = ways_to(operator, state);
        let mut away = !ways.is_empty();
        let mut paused_now = None;
        // The queue serves all ways: where one of them may ring the operator it stays open.
        for queues in ways {
            let probes = Probes::new(line, queues);
            let Some(live) = self.manager.live_operator(&probes).await? else {
                return Ok(());
            };
            paused_now = Some(live.shadow == ShadowState::Paused);
            if live.shadow == ShadowState::Missing {
                return Ok(());
            }
            if live.told_away().is_none() {
                away = false;
                break;
            }
        }
        if paused_now.is_some_and(|paused| paused != away) {
            self.manager.pause_in_shadow(operator, &line.interface, away).await?;
            info!(%operator, paused = away, "passed on whether an operator takes calls");
        }
        if away {
            self.paused.insert(operator.clone(), line.interface.clone());
        } else {
            self.paused.remove(operator);
        }
        Ok(())
    }

    async fn clear(&mut self) {
        for (operator, interface) in std::mem::take(&mut self.paused) {
            if let Err(error) = self.manager.pause_in_shadow(&operator, &interface, false).await {
                warn!(%operator, %error, "the pause of an operator's own queue was not taken back");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vasl_ami::Text;
    use vasl_asterisk::attach::conventions::Conventions;

    fn state(do_not_disturb: Option<&str>) -> State {
        let interface = |text: &str| Interface::new(text).unwrap();
        let line = Line {
            operator: Extension::new("5050").unwrap(),
            interface: interface("Local/5050@from-queue/n"),
            state_interface: interface("hint:5050@ext-local"),
            device: interface("PJSIP/5050"),
            hint: Some(interface("5050@ext-local")),
            do_not_disturb: do_not_disturb.map(|device| vec![interface(device)]),
            wrap_up_seconds: 0,
            for_those_who_wait: Vec::new(),
            memberships: Vec::new(),
            conventions: Conventions::default(),
        };
        State { lines: BTreeMap::from([(line.operator.clone(), line)]), ..State::default() }
    }

    fn device(name: &str) -> EventKind {
        let device = Text::clipped(name.as_bytes());
        EventKind::Hint(Hint::DeviceStateChange { device })
    }

    fn hint() -> EventKind {
        let [exten, context] = ["5050", "ext-local"].map(|text| Text::clipped(text.as_bytes()));
        EventKind::Hint(Hint::ExtensionStatus { exten, context })
    }

    #[test]
    fn a_phone_that_gets_busy_concerns_nobody() {
        let known = state(Some("Custom:DND5050"));
        assert_eq!(concerned(&device("Custom:DND5050"), &known).len(), 1);
        for other in [device("PJSIP/5050"), device("Custom:DND5051"), hint()] {
            assert!(concerned(&other, &known).is_empty(), "{other:?}");
        }
    }

    #[test]
    fn a_hint_of_which_nothing_is_known_is_asked_about_as_a_whole() {
        assert_eq!(concerned(&hint(), &state(None)).len(), 1);
    }

    /// A caller who is pinned reaches an operator whom no module covers.
    #[test]
    fn every_queue_matters_for_a_pinned_operator() {
        let operator = Extension::new("5050").unwrap();
        let mut state = state(None);
        state.membership.add(operator.clone(), QueueName::new("99").unwrap());
        assert!(ways_to(&operator, &state).is_empty());
        state.pinned.insert(operator.clone());
        let queue = QueueName::new("99").unwrap();
        assert_eq!(ways_to(&operator, &state), BTreeSet::from([vec![&queue]]));
    }

    #[test]
    fn everybody_is_more_than_somebody() {
        let (mirroring, state) = (Mirroring::default(), state(None));
        mirroring.look_at_everybody();
        assert_eq!(mirroring.take(&state).len(), 1);
        assert!(mirroring.take(&state).is_empty());
    }
}
