//! Operators act from the panel and by the API, and are shown how they stand in their queues.
//!
//! Whoever asks, and however often, the PBX is asked for one thing at a time, only for what it
//! concerns, and for who is in a queue once a second.

use crate::presence::{self, Place, PresenceError};
use crate::serve::state::State;
use std::collections::{BTreeSet, HashMap};
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::Instant;
use vasl_asterisk::apply::AskError;
use vasl_asterisk::inventory::{Inventory, Member};
use vasl_asterisk::manager::Manager;
use vasl_asterisk::member_now::MemberNow;
use vasl_domain::act::Act;
use vasl_domain::name::{Extension, Interface, QueueName};
use vasl_domain::user::Author;
use vasl_store::Store;
use vasl_web::service::{NotDone, QueueMemberNow};

/// For how long it is told who is in a queue before the PBX is asked again.
const STANDS_FOR: Duration = Duration::from_secs(1);

/// What was answered lately.
type Answered = HashMap<QueueName, (Instant, Vec<QueueMemberNow>)>;

/// One thing after another. Whoever holds it asks.
#[derive(Debug, Default)]
pub struct Acting(Mutex<Answered>);

impl Acting {
    /// Who is in a queue.
    ///
    /// # Errors
    /// Where the PBX cannot be asked.
    pub async fn in_queue(
        &self,
        queue: &QueueName,
        manager: &Manager,
    ) -> Result<Vec<QueueMemberNow>, NotDone> {
        let mut answered = self.0.lock().await;
        answered.retain(|_, (at, _)| at.elapsed() < STANDS_FOR);
        if let Some((_, members)) = answered.get(queue) {
            return Ok(members.clone());
        }
        let members = manager.members_now(queue).await.map_err(|_| NotDone::NotLinked)?;
        let members: Vec<QueueMemberNow> = members.into_iter().map(member_now).collect();
        answered.insert(queue.clone(), (Instant::now(), members.clone()));
        Ok(members)
    }

    /// Does what is wanted of an operator, in somebody's name. Who is in the queues that it concerns
    /// is asked anew: what was read last may be older than the page.
    ///
    /// # Errors
    /// When it was not done.
    pub async fn act(
        &self,
        (operator, act): (&Extension, &Act),
        author: Author,
        state: &State,
        manager: &Manager,
        store: &impl Store,
    ) -> Result<(), NotDone> {
        let mut answered = self.0.lock().await;
        let seen = seen(operator, act, &state.inventory, manager).await;
        let inventory =
            concerned(operator, act, &state.inventory, seen.map_err(|_| NotDone::NotLinked)?);
        let place = Place { inventory: &inventory, call_flow: &state.call_flow };
        let deed = presence::plan(operator, act, place).map_err(|error| not_done(&error))?;
        let done = presence::carry_out(&deed, author, manager, store).await;
        answered.clear();
        done.map_err(|error| not_done(&error))
    }
}

/// The queue that an act concerns; `None` for all of the operator's.
fn queue_of(act: &Act) -> Option<&QueueName> {
    match act {
        Act::LogIn(queue) | Act::LogOut(queue) => Some(queue),
        Act::Pause { queue, .. } | Act::Unpause(queue) => queue.as_ref(),
    }
}

/// Asks who is in the queue that it concerns; where it concerns all of them, in which the operator
/// is, by any of the names by which queues dial them.
async fn seen(
    operator: &Extension,
    act: &Act,
    known: &Inventory,
    manager: &Manager,
) -> Result<Inventory, AskError> {
    if let Some(queue) = queue_of(act) {
        return manager.queue(queue).await;
    }
    let mut seen = Inventory::default();
    for interface in interfaces(operator, known) {
        seen.members.extend(manager.member(&interface).await?.members);
    }
    Ok(seen)
}

fn interfaces(operator: &Extension, known: &Inventory) -> BTreeSet<Interface> {
    let own = Interface::new(format!("PJSIP/{operator}")).ok();
    of(operator, known).map(|member| member.interface.clone()).chain(own).collect()
}

fn of<'a>(operator: &Extension, known: &'a Inventory) -> impl Iterator<Item = &'a Member> {
    known.members.iter().chain(&known.former).filter(move |m| m.extension == *operator)
}

/// What was seen now, and what is known of the operator beside it: by what they log in elsewhere, or
/// did before.
fn concerned(operator: &Extension, act: &Act, known: &Inventory, seen: Inventory) -> Inventory {
    let Some(queue) = queue_of(act) else { return seen };
    let elsewhere = known.members.iter().filter(|m| m.extension == *operator && m.queue != *queue);
    let members = seen.members.into_iter().chain(elsewhere.cloned()).collect();
    Inventory { members, former: of(operator, known).cloned().collect(), ..seen }
}

fn member_now(member: MemberNow) -> QueueMemberNow {
    let MemberNow { operator, presence, always, pause_reason, paused_since, .. } = member;
    let MemberNow { penalty, calls_taken, last_call, .. } = member;
    QueueMemberNow {
        operator,
        presence,
        always,
        pause_reason,
        paused_since,
        penalty,
        calls_taken,
        last_call,
    }
}

fn not_done(error: &PresenceError) -> NotDone {
    match error {
        PresenceError::NoSuchQueue(_) => NotDone::NoSuchQueue,
        PresenceError::NoSuchExtension(_) => NotDone::NoSuchExtension,
        PresenceError::NotAllowed { .. } => NotDone::NotAllowed,
        PresenceError::NotIn { .. } => NotDone::NotIn,
        PresenceError::AlreadyIn { .. } => NotDone::AlreadyIn,
        PresenceError::Static { .. } => NotDone::Static,
        PresenceError::Ask(_) => NotDone::NotLinked,
        PresenceError::Store(_) => NotDone::NotWrittenDown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vasl_asterisk::inventory::read_member;

    fn inventory(members: &[(&str, &str)]) -> Inventory {
        let member = |(queue, interface): &(&str, &str)| read_member(queue, interface, interface);
        let queues = members.iter().map(|(queue, _)| QueueName::new(*queue).unwrap());
        let queues = queues.collect();
        Inventory {
            queues,
            members: members.iter().filter_map(member).collect(),
            ..Inventory::default()
        }
    }

    fn shown(members: &[Member]) -> Vec<(&str, &str)> {
        members.iter().map(|m| (m.queue.as_str(), m.interface.as_str())).collect()
    }

    #[test]
    fn what_is_seen_holds_and_what_is_known_tells_how_they_log_in() {
        let operator = Extension::new("5050").unwrap();
        let known = inventory(&[
            ("98", "Local/5050@from-queue/n"),
            ("99", "Local/5050@from-queue/n"),
            ("97", "PJSIP/6065"),
        ]);
        // Since the last look they have logged out of 99.
        let seen = inventory(&[("99", "PJSIP/6065")]);
        let log_in = Act::LogIn(QueueName::new("99").unwrap());
        let place = concerned(&operator, &log_in, &known, seen.clone());
        assert_eq!(
            shown(&place.members),
            [("99", "PJSIP/6065"), ("98", "Local/5050@from-queue/n")]
        );
        assert_eq!(place.former.len(), 2);
        assert_eq!(place.queues, seen.queues);
        let asked: Vec<String> =
            interfaces(&operator, &known).iter().map(ToString::to_string).collect();
        assert_eq!(asked, ["Local/5050@from-queue/n", "PJSIP/5050"]);
        let all = Act::Unpause(None);
        assert_eq!(concerned(&operator, &all, &known, seen.clone()), seen);
    }
}
