//! The queues: who is in them, and who waits.

use super::{Manager, answered};
use crate::apply::AskError;
use crate::attach::conventions::{self, Conventions};
use crate::inventory::Inventory;
use crate::line;
use crate::member_now::{self, MemberNow};
use crate::names;
use crate::queue_settings::QueueSettings;
use crate::watch;
use jiff::Timestamp;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use vasl_ami::codec::Action;
use vasl_ami::event::Item;
use vasl_ami::session::ActionError;
use vasl_domain::live;
use vasl_domain::name::{Extension, Interface, QueueName, Uniqueid};
use vasl_domain::number::NumberPlan;

/// What no member of a queue is called by.
const ONLY_CALLERS: &str = "-";

/// Somebody who waits in a queue, as Asterisk tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingCaller {
    /// Their channel.
    pub uniqueid: Uniqueid,
    /// For how long, in whole seconds.
    pub waited_seconds: i64,
    /// Their priority; the higher goes first.
    pub priority: i32,
}

impl Manager {
    /// The queues and their members.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub async fn inventory(&self) -> Result<Inventory, AskError> {
        let listing = self.actions.list(&Action::queue_status(None)?).await?;
        let mut inventory = Inventory::from_queue_status(&listing);
        let hints: BTreeSet<Interface> = inventory
            .members
            .iter()
            .filter_map(|m| Interface::new(m.state_interface.as_str().strip_prefix("hint:")?).ok())
            .collect();
        for hint in hints {
            if let Some(devices) = self.hint(&hint).await? {
                inventory.hints.insert(hint, line::do_not_disturb_of(&devices));
            }
        }
        let queues: BTreeSet<QueueName> =
            inventory.members.iter().map(|member| member.queue.clone()).collect();
        for queue in queues {
            if let Some(settings) = self.queue_settings(&queue).await? {
                inventory.settings.insert(queue, settings);
            }
        }
        let by_way_of_from_queue: BTreeSet<QueueName> = inventory
            .members
            .iter()
            .filter(|member| line::is_from_queue(&member.interface))
            .map(|member| member.queue.clone())
            .collect();
        for queue in by_way_of_from_queue {
            let conventions = self.conventions(&queue).await?;
            inventory.conventions.insert(queue, conventions);
        }
        Ok(inventory)
    }

    /// Who is in one queue, and nothing of any other; nobody, and no queue, where there is no such
    /// queue.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub async fn queue(&self, queue: &QueueName) -> Result<Inventory, AskError> {
        let action = Action::queue_status(Some(queue.as_str()))?;
        Ok(Inventory::from_queue_status(&self.actions.list(&action).await?))
    }

    /// In which queues there is a member of this name.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub async fn member(&self, interface: &Interface) -> Result<Inventory, AskError> {
        let action = Action::queue_status(None)?.field("Member", interface.as_str())?;
        Ok(Inventory::from_queue_status(&self.actions.list(&action).await?))
    }

    /// What the PBX's own dialplan does for a queue before it rings a member.
    async fn conventions(&self, queue: &QueueName) -> Result<Conventions, AskError> {
        let action = Action::new("ShowDialPlan")?
            .field("Context", conventions::QUEUES)?
            .field("Extension", queue.as_str())?;
        let listing = match self.actions.list(&action).await {
            Ok(listing) => listing,
            // It has no such extension.
            Err(ActionError::Refused { .. }) => return Ok(Conventions::default()),
            Err(error) => return Err(error.into()),
        };
        let steps: Vec<(String, String)> = listing
            .items
            .iter()
            .filter_map(|item| match item {
                Item::Other(message) => Some((
                    message.text("Application")?.into_owned(),
                    message.text("AppData").unwrap_or_default().into_owned(),
                )),
                _ => None,
            })
            .collect();
        let steps = steps.iter().map(|(application, data)| (application.as_str(), data.as_str()));
        Ok(Conventions::read(queue.as_str(), steps))
    }

    /// What a hint consists of; `None` where that may not be asked, or there is none.
    async fn hint(&self, hint: &Interface) -> Result<Option<String>, AskError> {
        let Some((exten, context)) = hint.as_str().split_once('@') else { return Ok(None) };
        let action =
            Action::new("ExtensionState")?.field("Exten", exten)?.field("Context", context)?;
        let answer = answered(self.actions.action(&action).await)?;
        let devices = answer.and_then(|a| a.fields().text("Hint").map(Cow::into_owned));
        Ok(devices.filter(|devices| !devices.is_empty()))
    }

    /// A queue's settings, which no list of queues tells; `None` where the file may not be read or
    /// does not have the queue.
    async fn queue_settings(&self, queue: &QueueName) -> Result<Option<QueueSettings>, AskError> {
        let action = Action::new("GetConfig")?
            .field("Filename", "queues.conf")?
            .field("Category", queue.as_str())?;
        let Some(answer) = answered(self.actions.action(&action).await)? else { return Ok(None) };
        let lines: Vec<String> = answer
            .fields()
            .fields()
            .filter(|field| field.key.starts_with(b"Line-"))
            .map(|field| String::from_utf8_lossy(field.value).into_owned())
            .collect();
        Ok(QueueSettings::read(lines.iter().map(String::as_str)))
    }

    /// Who is in a queue now, and how; nobody where there is no such queue.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub async fn members_now(&self, queue: &QueueName) -> Result<Vec<MemberNow>, AskError> {
        let action = Action::queue_status(Some(queue.as_str()))?;
        Ok(member_now::read(&self.actions.list(&action).await?))
    }

    /// Who waits for which operator.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub async fn all_waiting(
        &self,
        now: Timestamp,
        plan: &NumberPlan,
    ) -> Result<BTreeMap<Extension, Vec<live::WaitingCaller>>, AskError> {
        let listing = self.actions.list(&Action::queue_status(None)?).await?;
        Ok(watch::all_waiting(&listing, now, plan))
    }

    /// The operators in whose own queues somebody waits.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub async fn operators_waited_for(&self) -> Result<BTreeSet<Extension>, AskError> {
        let action = Action::queue_status(None)?.field("Member", ONLY_CALLERS)?;
        let listing = self.actions.list(&action).await?;
        let waited_for = listing.items.iter().filter_map(|item| match item {
            Item::QueueParams(queue) if queue.calls > 0 => names::operator_of_shadow(&queue.queue),
            _ => None,
        });
        Ok(waited_for.collect())
    }

    /// Who waits in a queue, by their place in it, counted from 1. A caller who wrote lines into
    /// what is told of them may be missing.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub async fn waiting_in(
        &self,
        queue: &QueueName,
    ) -> Result<BTreeMap<u32, WaitingCaller>, AskError> {
        let action = Action::queue_status(Some(queue.as_str()))?.field("Member", ONLY_CALLERS)?;
        let listing = self.actions.list(&action).await?;
        let waiting = listing.items.iter().filter_map(|item| match item {
            Item::QueueEntry(entry) if &*entry.queue == queue.as_str() => {
                let caller = WaitingCaller {
                    uniqueid: Uniqueid::new(&*entry.uniqueid).ok()?,
                    waited_seconds: entry.wait_seconds,
                    priority: entry.priority,
                };
                Some((entry.position, caller))
            }
            _ => None,
        });
        Ok(waiting.collect())
    }
}
