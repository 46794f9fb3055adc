//! Operators log in to queues and out of them, and pause: as by a feature code from their phones.
//!
//! It is Asterisk's to do, so who does it is written down before it is asked for, and what became of
//! it afterwards: nothing is done of which nobody would know who did it.

use crate::audit;
use jiff::Timestamp;
use std::collections::BTreeSet;
use vasl_asterisk::apply::AskError;
use vasl_asterisk::inventory::{Inventory, Member};
use vasl_asterisk::manager::{Manager, NewMember};
use vasl_asterisk::names;
use vasl_domain::act::Act;
use vasl_domain::callflow::CallFlow;
use vasl_domain::live::Presence;
use vasl_domain::name::{Extension, Interface, QueueName};
use vasl_domain::user::Author;
use vasl_store::{Store, StoreError};

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum PresenceError {
    /// There is no such queue.
    #[error("there is no queue {0}; “vasl queue list” shows those that there are")]
    NoSuchQueue(QueueName),
    /// There is no such extension.
    #[error("there is no extension {0}; “vasl extension list” shows those that there are")]
    NoSuchExtension(Extension),
    /// The queue does not let them in.
    #[error(
        "operator {operator} may not log in to queue {queue}; add them: \
         vasl queue edit {queue} 'dynamic_members[{operator}].penalty=0'"
    )]
    NotAllowed {
        /// The operator.
        operator: Extension,
        /// The queue.
        queue: QueueName,
    },
    /// They are in no such queue.
    #[error("operator {operator} is not logged in to {place}")]
    NotIn {
        /// The operator.
        operator: Extension,
        /// The queue, or any queue.
        place: String,
    },
    /// They are logged in already.
    #[error("operator {operator} is logged in to queue {queue} already")]
    AlreadyIn {
        /// The operator.
        operator: Extension,
        /// The queue.
        queue: QueueName,
    },
    /// The configuration names them, so they are always in.
    #[error(
        "operator {operator} is a static member of queue {queue}, and cannot log out; pause them, \
         or make them a dynamic member"
    )]
    Static {
        /// The operator.
        operator: Extension,
        /// The queue.
        queue: QueueName,
    },
    /// Asterisk did not do it.
    #[error(transparent)]
    Ask(#[from] AskError),
    /// Who does it could not be written down, so it was not done.
    #[error("nothing was done, because who did it could not be written down: {0}")]
    Store(#[from] StoreError),
}

impl PresenceError {
    /// The stable code of the error, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoSuchQueue(_) | Self::NoSuchExtension(_) => "no_such_object",
            Self::NotAllowed { .. } => "not_allowed",
            Self::NotIn { .. } => "not_logged_in",
            Self::AlreadyIn { .. } => "logged_in_already",
            Self::Static { .. } => "static_member",
            Self::Ask(_) => "asterisk",
            Self::Store(_) => "store_failed",
        }
    }
}

/// What there is.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// What the PBX has now.
    pub inventory: &'a Inventory,
    /// The call flow that Vasl writes.
    pub call_flow: &'a CallFlow,
}

/// What is to be done: which memberships change, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    operator: Extension,
    act: Act,
    memberships: Memberships,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Memberships {
    LogIn(NewMember),
    LogOut(Member),
    Pause(Vec<Member>),
}

/// Whether an operator paused in a queue, and what for, before something was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paused {
    /// The queue.
    pub queue: QueueName,
    /// Whether they did.
    pub paused: bool,
    /// What for; empty where they did not, or did not say.
    pub reason: String,
}

/// Looks whether it can be done.
///
/// # Errors
/// When it cannot, and why.
pub fn plan(operator: &Extension, act: &Act, place: Place<'_>) -> Result<Deed, PresenceError> {
    let memberships = match act {
        Act::LogIn(queue) => Memberships::LogIn(new_member(operator, queue, place)?),
        Act::LogOut(queue) => {
            let member = is_in(operator, queue, place)?;
            let own = place.call_flow.queues.iter().find(|own| own.number == *queue);
            if own.is_some_and(|own| own.members.iter().any(|m| m.extension == *operator)) {
                let (operator, queue) = (operator.clone(), queue.clone());
                return Err(PresenceError::Static { operator, queue });
            }
            Memberships::LogOut(member.clone())
        }
        Act::Pause { queue, .. } | Act::Unpause(queue) => {
            let members = members(operator, queue.as_ref(), place)?;
            Memberships::Pause(members.into_iter().cloned().collect())
        }
    };
    Ok(Deed { operator: operator.clone(), act: act.clone(), memberships })
}

impl Deed {
    /// Who does it.
    pub fn operator(&self) -> &Extension {
        &self.operator
    }

    /// What.
    pub fn act(&self) -> &Act {
        &self.act
    }

    /// Whether the operator pauses now, in each of the queues in which that changes.
    ///
    /// # Errors
    /// When Asterisk cannot be asked.
    pub async fn paused_now(&self, manager: &Manager) -> Result<Vec<Paused>, PresenceError> {
        let Memberships::Pause(members) = &self.memberships else { return Ok(Vec::new()) };
        let mut all = Vec::with_capacity(members.len());
        for queue in members.iter().map(|member| &member.queue).collect::<BTreeSet<_>>() {
            let now = manager.members_now(queue).await?;
            let now = now.into_iter().find(|member| member.operator == self.operator);
            all.extend(now.map(|now| Paused {
                queue: queue.clone(),
                paused: now.presence == Presence::Paused,
                reason: now.pause_reason,
            }));
        }
        Ok(all)
    }

    /// Does it.
    ///
    /// # Errors
    /// When Asterisk did not do it.
    pub async fn carry_out(&self, manager: &Manager) -> Result<(), PresenceError> {
        match &self.memberships {
            Memberships::LogIn(member) => manager.log_in(member).await?,
            Memberships::LogOut(member) => {
                manager.log_out(&member.queue, &member.interface).await?;
            }
            Memberships::Pause(members) => {
                let (paused, reason) = match &self.act {
                    Act::Pause { reason, .. } => (true, reason.as_ref()),
                    _ => (false, None),
                };
                for Member { queue, interface, .. } in members {
                    manager.pause(queue, interface, paused, reason).await?;
                }
            }
        }
        Ok(())
    }
}

/// Does it in somebody's name: written down first, with how it was before.
///
/// # Errors
/// When it was not done, and why.
pub async fn carry_out(
    deed: &Deed,
    author: Author,
    manager: &Manager,
    store: &impl Store,
) -> Result<(), PresenceError> {
    let before = deed.paused_now(manager).await?;
    let entry = audit::of_deed(deed, &before, author, Timestamp::now());
    audit::beside(store, &entry, deed.carry_out(manager)).await?
}

/// An operator in one queue, or in all of theirs.
fn members<'a>(
    operator: &Extension,
    queue: Option<&QueueName>,
    place: Place<'a>,
) -> Result<Vec<&'a Member>, PresenceError> {
    if let Some(queue) = queue {
        return Ok(vec![is_in(operator, queue, place)?]);
    }
    let all = place.inventory.members.iter();
    let all: Vec<&Member> = all.filter(|member| member.extension == *operator).collect();
    if all.is_empty() {
        let place = "any queue".to_owned();
        return Err(PresenceError::NotIn { operator: operator.clone(), place });
    }
    Ok(all)
}

fn is_in<'a>(
    operator: &Extension,
    queue: &QueueName,
    place: Place<'a>,
) -> Result<&'a Member, PresenceError> {
    let of_queue = |member: &&Member| member.queue == *queue && member.extension == *operator;
    let not_in =
        || PresenceError::NotIn { operator: operator.clone(), place: format!("queue {queue}") };
    place.inventory.members.iter().find(of_queue).ok_or_else(not_in)
}

/// The interface and what is watched are letter for letter those by which the operator is a member
/// elsewhere, or was: another spelling would ring the phone twice.
fn new_member(
    operator: &Extension,
    queue: &QueueName,
    place: Place<'_>,
) -> Result<NewMember, PresenceError> {
    let Place { inventory, call_flow } = place;
    if is_in(operator, queue, place).is_ok() {
        let (operator, queue) = (operator.clone(), queue.clone());
        return Err(PresenceError::AlreadyIn { operator, queue });
    }
    let own_queue = call_flow.queues.iter().find(|own| own.number == *queue);
    if own_queue.is_none() && !inventory.queues.contains(queue) {
        return Err(PresenceError::NoSuchQueue(queue.clone()));
    }
    let penalty = match own_queue {
        None => 0,
        Some(own) => {
            let not_allowed =
                || PresenceError::NotAllowed { operator: operator.clone(), queue: queue.clone() };
            own.log_in(operator).ok_or_else(not_allowed)?.get()
        }
    };
    let known = inventory.members.iter().chain(&inventory.former);
    let mut elsewhere = known.filter(|member| member.extension == *operator);
    let own_extension = call_flow.extensions.iter().any(|own| own.number == *operator);
    let (interface, state_interface) = match elsewhere.next_back() {
        Some(member) => (member.interface.clone(), member.state_interface.clone()),
        None if own_extension => {
            let no_name = |_| PresenceError::NoSuchExtension(operator.clone());
            let interface = Interface::new(format!("PJSIP/{operator}")).map_err(no_name)?;
            let hint = format!("hint:{}", names::hint(operator));
            (interface, Interface::new(hint).map_err(no_name)?)
        }
        None => return Err(PresenceError::NoSuchExtension(operator.clone())),
    };
    Ok(NewMember {
        queue: queue.clone(),
        name: operator.clone(),
        interface,
        state_interface,
        penalty,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use vasl_asterisk::inventory::read_member;

    fn call_flow() -> CallFlow {
        toml::from_str(
            "[[extension]]\nnumber = \"5050\"\nname = \"Sara\"\nsecret = \"abcdefgh\"\n\
             [[extension]]\nnumber = \"6065\"\nname = \"Ali\"\nsecret = \"abcdefgh\"\n\
             [[queue]]\nnumber = \"99\"\nname = \"Support\"\n\
             dynamic_members = [{ extension = \"5050\", penalty = 3 }]\n",
        )
        .unwrap()
    }

    fn log_in(operator: &str, queue: &str, inventory: &Inventory) -> Result<NewMember, String> {
        let (operator, queue) = (Extension::new(operator).unwrap(), QueueName::new(queue).unwrap());
        let call_flow = call_flow();
        let place = Place { inventory, call_flow: &call_flow };
        new_member(&operator, &queue, place).map_err(|error| error.to_string())
    }

    #[test]
    fn an_extension_of_vasls_own_logs_in_as_a_static_member_stands() {
        let member = log_in("5050", "99", &Inventory::default()).unwrap();
        assert_eq!(member.interface.as_str(), "PJSIP/5050");
        assert_eq!(member.state_interface.as_str(), "hint:5050@vasl-internal");
        assert_eq!(member.penalty, 3);
    }

    #[test]
    fn who_is_a_member_elsewhere_logs_in_by_the_same_interface() {
        let member = read_member("98", "Local/7070@from-queue/n", "hint:7070@ext-local").unwrap();
        let queues = ["97", "98"].map(|queue| QueueName::new(queue).unwrap()).into();
        let inventory = Inventory { queues, members: vec![member], ..Inventory::default() };
        let member = log_in("7070", "97", &inventory).unwrap();
        assert_eq!(member.interface.as_str(), "Local/7070@from-queue/n");
        assert_eq!(member.state_interface.as_str(), "hint:7070@ext-local");
        let again = log_in("7070", "98", &inventory).unwrap_err();
        assert_eq!(again, "operator 7070 is logged in to queue 98 already");
    }

    #[test]
    fn who_may_not_is_refused_in_words() {
        let nothing = Inventory::default();
        let error = log_in("6065", "99", &nothing).unwrap_err();
        assert!(error.contains("dynamic_members[6065]"), "{error}");
        assert!(log_in("5050", "98", &nothing).unwrap_err().contains("no queue 98"));
        let queues = [QueueName::new("98").unwrap()].into();
        let other = Inventory { queues, ..Inventory::default() };
        assert!(log_in("7070", "98", &other).unwrap_err().contains("no extension 7070"));
    }
}
