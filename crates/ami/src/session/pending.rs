//! Actions that wait for their answers.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use super::actions::ActionError;
use crate::codec::{ActionId, Message, Response};
use crate::event::{ListCollector, Listing, Violation};

/// How many identifiers are remembered after their action ended, so that a late answer is not taken
/// for a forgery.
const REMEMBERED: usize = 1024;

pub(super) type Answer<T> = oneshot::Sender<Result<T, ActionError>>;

/// Who waits, and for what.
pub(super) enum Waiting {
    Response(Answer<Response>),
    List { answer: Answer<Listing>, collector: Option<ListCollector> },
}

#[derive(Default)]
struct Entries {
    open: HashMap<ActionId, Waiting>,
    ended: VecDeque<ActionId>,
    closed: bool,
}

/// The actions of one connection that are not answered yet.
#[derive(Default)]
pub(super) struct Pending(Mutex<Entries>);

/// Takes the action out again when whoever waits gives up.
pub(super) struct Ticket {
    pending: Arc<Pending>,
    id: ActionId,
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.pending.entries().end(&self.id);
    }
}

impl Entries {
    fn end(&mut self, id: &ActionId) -> Option<Waiting> {
        let waiting = self.open.remove(id)?;
        if self.ended.len() >= REMEMBERED {
            self.ended.pop_front();
        }
        self.ended.push_back(*id);
        Some(waiting)
    }
}

impl Pending {
    /// Enters an action; `None` when the connection is gone.
    pub(super) fn enter(self: &Arc<Self>, id: ActionId, waiting: Waiting) -> Option<Ticket> {
        let mut entries = self.entries();
        if entries.closed {
            return None;
        }
        entries.open.insert(id, waiting);
        Some(Ticket { pending: Arc::clone(self), id })
    }

    pub(super) fn issued(&self, id: &ActionId) -> bool {
        let entries = self.entries();
        entries.open.contains_key(id) || entries.ended.contains(id)
    }

    pub(super) fn len(&self) -> usize {
        self.entries().open.len()
    }

    /// Hands an answer or an item of a list to who waits for it.
    pub(super) fn deliver(&self, id: &ActionId, message: Message) -> Result<(), Violation> {
        let mut entries = self.entries();
        match entries.open.get_mut(id) {
            None => Ok(()),
            Some(Waiting::List { collector: Some(collector), .. }) => {
                let ended = collector.push(message)? || collector.is_too_long();
                if ended {
                    finish_list(entries.end(id));
                }
                Ok(())
            }
            Some(Waiting::Response(_) | Waiting::List { .. }) => {
                entries.answer(id, message);
                Ok(())
            }
        }
    }

    /// Something improper stood in the stream: open lists look at what is next to it.
    pub(super) fn taint(&self, begun: bool) {
        for waiting in self.entries().open.values_mut() {
            if let Waiting::List { collector: Some(collector), .. } = waiting {
                collector.taint(begun);
            }
        }
    }

    /// The connection is gone: everybody who waits is told.
    pub(super) fn close(&self) {
        let mut entries = self.entries();
        entries.closed = true;
        for (_, waiting) in entries.open.drain() {
            waiting.fail(ActionError::ConnectionLost);
        }
    }

    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entries {
    fn answer(&mut self, id: &ActionId, message: Message) {
        let Ok(response) = Response::from_message(message) else {
            return;
        };
        if response.is_success()
            && response.starts_list()
            && let Some(Waiting::List { collector, .. }) = self.open.get_mut(id)
        {
            *collector = Some(ListCollector::default());
            return;
        }
        match self.end(id) {
            Some(waiting) if !response.is_success() => {
                waiting.fail(ActionError::Refused { message: response.message() });
            }
            Some(Waiting::Response(answer)) => drop(answer.send(Ok(response))),
            Some(waiting @ Waiting::List { .. }) => waiting.fail(ActionError::NotAList),
            None => {}
        }
    }
}

fn finish_list(waiting: Option<Waiting>) {
    if let Some(Waiting::List { answer, collector: Some(collector) }) = waiting {
        let outcome = if collector.is_too_long() {
            Err(ActionError::ListTooLong)
        } else {
            Ok(collector.finish())
        };
        drop(answer.send(outcome));
    }
}

impl Waiting {
    fn fail(self, error: ActionError) {
        match self {
            Self::Response(answer) => drop(answer.send(Err(error))),
            Self::List { answer, .. } => drop(answer.send(Err(error))),
        }
    }
}
