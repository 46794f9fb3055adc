//! What an operator's telephone does by itself when it rings.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::time::{self, Instant};

use crate::sip::leg::Leg;
use crate::sip::phone::Phone;

/// What an operator does when the telephone rings. May be changed while it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behaviour {
    /// Answers at once.
    Answer,
    /// Answers after it has rung for so long.
    AnswerAfter(Duration),
    /// Lets it ring until told to answer.
    Ring,
    /// Is busy: 486.
    Busy,
    /// Declines: 603.
    Decline,
    /// Sends the call on to this number: 302.
    Forward(&'static str),
    /// The telephone says nothing at all, for as long as the call lasts.
    Mute,
}

pub(super) struct Shared {
    pub(super) behaviour: watch::Sender<Behaviour>,
    pub(super) one_line: watch::Sender<bool>,
    pub(super) calls: watch::Sender<Calls>,
}

#[derive(Clone, Default)]
pub(super) struct Calls {
    /// Every call that came in or was placed, oldest first.
    pub(super) legs: Vec<Arc<Leg>>,
    pub(super) rang: usize,
    /// Counts changes of any call.
    changes: usize,
}

impl Shared {
    pub(super) fn up(&self) -> Vec<Arc<Leg>> {
        self.calls.borrow().legs.iter().filter(|leg| is_up(leg)).cloned().collect()
    }

    /// Adds a call, and passes on every change of it to those who wait.
    pub(super) fn add(self: &Arc<Self>, phone: &Arc<Phone>, leg: &Arc<Leg>, rang: bool) {
        self.calls.send_modify(|calls| {
            calls.legs.push(Arc::clone(leg));
            calls.rang += usize::from(rang);
        });
        let (shared, mut progress) = (Arc::clone(self), leg.watch());
        let stopped = phone.stopped().clone();
        phone.tasks.spawn(async move {
            while let Some(Ok(())) = stopped.run_until_cancelled(progress.changed()).await {
                shared.calls.send_modify(|calls| calls.changes += 1);
                if progress.borrow().ended.is_some() {
                    return;
                }
            }
        });
    }
}

pub(super) fn is_up(leg: &Arc<Leg>) -> bool {
    let progress = leg.progress();
    progress.answered_at.is_some() && progress.ended.is_none()
}

pub(super) async fn take_calls(
    phone: Arc<Phone>,
    shared: Arc<Shared>,
    mut calls: mpsc::Receiver<Arc<Leg>>,
) {
    let stopped = phone.stopped().clone();
    while let Some(Some(leg)) = stopped.run_until_cancelled(calls.recv()).await {
        let occupied = !shared.up().is_empty();
        shared.add(&phone, &leg, true);
        if occupied && *shared.one_line.borrow() {
            leg.refuse(486, "Busy Here");
            continue;
        }
        let (behaviour, stopped) = (shared.behaviour.subscribe(), stopped.clone());
        phone.tasks.spawn(async move {
            let _ = stopped.run_until_cancelled(behave(leg, behaviour)).await;
        });
    }
}

/// Does as the operator is told until the call is answered, refused or gone.
async fn behave(leg: Arc<Leg>, mut behaviour: watch::Receiver<Behaviour>) {
    let came = Instant::now();
    let mut progress = leg.watch();
    while leg.is_open() {
        let now = *behaviour.borrow_and_update();
        let rings = !matches!(
            now,
            Behaviour::Mute | Behaviour::Busy | Behaviour::Decline | Behaviour::Forward(_)
        );
        if rings && leg.progress().rang_at.is_none() {
            leg.ring();
        }
        let answer_at = match now {
            Behaviour::Answer => return leg.answer(),
            Behaviour::Busy => return leg.refuse(486, "Busy Here"),
            Behaviour::Decline => return leg.refuse(603, "Decline"),
            Behaviour::Forward(to) => return leg.forward(to),
            Behaviour::AnswerAfter(rings) => Some(came + rings),
            Behaviour::Mute => return leg.ignore(),
            Behaviour::Ring => None,
        };
        let due = async {
            match answer_at {
                Some(at) => time::sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = due => return leg.answer(),
            changed = behaviour.changed() => if changed.is_err() { return },
            _ = progress.wait_for(|p| p.ended.is_some() || p.answered_at.is_some()) => return,
        }
    }
}
