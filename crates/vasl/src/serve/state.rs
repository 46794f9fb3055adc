//! What the service knows while it runs: read by every call, replaced whole at every change.

use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;
use vasl_asterisk::inventory::Inventory;
use vasl_asterisk::line::Line;
use vasl_domain::callflow::CallFlow;
use vasl_domain::configuration::Configuration;
use vasl_domain::decision::Membership;
use vasl_domain::module::Module;
use vasl_domain::name::{Extension, ModuleCode};

/// A whole picture.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// The modules, by code.
    pub modules: BTreeMap<ModuleCode, Module>,
    /// The call flow around them.
    pub call_flow: Arc<CallFlow>,
    /// The lines of the operators whom they cover, or to whom a caller is pinned.
    pub lines: BTreeMap<Extension, Line>,
    /// The operators to whom a caller is pinned.
    pub pinned: BTreeSet<Extension>,
    /// The queues of the PBX and their members, as they were last read.
    pub inventory: Arc<Inventory>,
    /// Who is, or lately was, a member of which queue.
    pub membership: Membership,
    /// Whether the PBX is linked.
    pub link: LinkKnowledge,
}

impl State {
    /// The modules and the call flow, as one.
    #[must_use]
    pub fn configuration(&self) -> Configuration {
        Configuration {
            modules: self.modules.values().cloned().collect(),
            call_flow: self.call_flow.as_ref().clone(),
        }
    }

    /// Puts another configuration in the place of the one that holds.
    pub fn set_configuration(&mut self, configuration: Configuration) {
        let modules = configuration.modules.into_iter();
        self.modules = modules.map(|module| (module.code.clone(), module)).collect();
        self.call_flow = Arc::new(configuration.call_flow);
    }
}

/// Until when the PBX is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkKnowledge {
    /// It is linked.
    Up,
    /// It was last seen then.
    LastSeen(Timestamp),
}

impl Default for LinkKnowledge {
    fn default() -> Self {
        Self::LastSeen(Timestamp::UNIX_EPOCH)
    }
}

impl LinkKnowledge {
    /// The last moment at which a conversation that is up was seen to be.
    #[must_use]
    pub fn still_up_at(self, now: Timestamp) -> Timestamp {
        match self {
            Self::Up => now,
            Self::LastSeen(at) => at,
        }
    }
}

/// The state as its readers and writers share it. Whoever reads it waits for no writer: another
/// picture is made beside the one that is read, and then takes its place.
#[derive(Debug, Clone)]
pub struct SharedState(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    now: watch::Sender<Arc<State>>,
    /// One writer after another.
    writing: Mutex<()>,
}

impl SharedState {
    /// Begins with a picture.
    #[must_use]
    pub fn new(state: State) -> Self {
        let now = watch::Sender::new(Arc::new(state));
        Self(Arc::new(Shared { now, writing: Mutex::default() }))
    }

    /// The picture now.
    #[must_use]
    pub fn now(&self) -> Arc<State> {
        Arc::clone(&self.0.now.borrow())
    }

    /// Waits until the PBX is linked.
    pub async fn linked(&self) {
        // The sender is here, so the wait cannot fail.
        let _ = self.0.now.subscribe().wait_for(|state| state.link == LinkKnowledge::Up).await;
    }

    /// Tells of every change of the picture from now on.
    #[must_use]
    pub fn changes(&self) -> watch::Receiver<Arc<State>> {
        self.0.now.subscribe()
    }

    /// Changes a part of the picture.
    pub fn change(&self, change: impl FnOnce(&mut State)) {
        let one = self.0.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut next = self.now().as_ref().clone();
        change(&mut next);
        let before = self.0.now.send_replace(Arc::new(next));
        // What is not needed any more is let go when nobody waits for it.
        drop(one);
        drop(before);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn whoever_reads_waits_for_no_writer() {
        let state = SharedState::new(State::default());
        let reader = state.clone();
        let (told, tells) = std::sync::mpsc::channel();
        state.change(|next| {
            next.link = LinkKnowledge::Up;
            std::thread::spawn(move || told.send(reader.now().link));
            let read = tells.recv_timeout(Duration::from_secs(10));
            assert_eq!(read, Ok(LinkKnowledge::default()), "a reader waits");
        });
        assert_eq!(state.now().link, LinkKnowledge::Up);
    }
}
