//! What is done at once, without any file: members come, go and pause, and hours are set by hand.

use super::{Manager, answered};
use crate::apply::AskError;
use crate::by_hand;
use crate::names;
use vasl_ami::codec::Action;
use vasl_ami::event::Item;
use vasl_ami::session::ActionError;
use vasl_domain::callflow::{Override, PlainText, TimeCondition};
use vasl_domain::name::{Extension, Interface, QueueName, TimeConditionNumber};

/// Why an operator's own queue is paused: Vasl passes on what it cannot see itself.
const SHADOW_PAUSE_REASON: &str = "vasl";

/// An operator who becomes a member of a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMember {
    /// The queue.
    pub queue: QueueName,
    /// By what the queue's log names them: their extension.
    pub name: Extension,
    /// What the queue dials.
    pub interface: Interface,
    /// What the queue watches.
    pub state_interface: Interface,
    /// How late their turn comes.
    pub penalty: u16,
}

impl Manager {
    /// What is set by hand over the hours of a time condition. `Getvar` of `DB(…)` is empty without
    /// a channel, whatever the database has.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub async fn by_hand(&self, condition: &TimeCondition) -> Result<Override, AskError> {
        let action = Action::new("DBGet")?
            .field("Family", by_hand::FAMILY)?
            .field("Key", by_hand::key(&condition.number))?;
        let listing = match self.actions.list(&action).await {
            Ok(listing) => listing,
            // `Database entry not found` (main/db.c).
            Err(ActionError::Refused { message }) if message.to_string().contains("not found") => {
                return Ok(by_hand::read(condition, ""));
            }
            Err(error) => return Err(error.into()),
        };
        let entry = listing.items.iter().find_map(|item| match item {
            Item::Other(message) => message.text("Val"),
            _ => None,
        });
        Ok(by_hand::read(condition, &entry.unwrap_or_default()))
    }

    /// Sets it, as the feature code does.
    ///
    /// # Errors
    /// When it cannot be asked, or Asterisk refuses.
    pub async fn set_by_hand(
        &self,
        condition: &TimeCondition,
        set: Override,
    ) -> Result<(), AskError> {
        let action = Action::new("DBPut")?
            .field("Family", by_hand::FAMILY)?
            .field("Key", by_hand::key(&condition.number))?
            .field("Val", by_hand::entry(condition.overridden, set))?;
        self.actions.action(&action).await?;
        Ok(())
    }

    /// Takes out of Asterisk's database what was set by hand; nothing may be there.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub async fn forget_by_hand(&self, number: &TimeConditionNumber) -> Result<(), AskError> {
        let action = Action::new("DBDel")?
            .field("Family", by_hand::FAMILY)?
            .field("Key", by_hand::key(number))?;
        // It refuses where there is no such entry (main/db.c).
        answered(self.actions.action(&action).await).map(drop)
    }

    /// Makes an operator a member of a queue.
    ///
    /// # Errors
    /// When it cannot be asked, or Asterisk refuses.
    pub async fn log_in(&self, member: &NewMember) -> Result<(), AskError> {
        let action = Action::new("QueueAdd")?
            .field("Queue", member.queue.as_str())?
            .field("Interface", member.interface.as_str())?
            .field("Penalty", member.penalty.to_string())?
            .field("MemberName", member.name.as_str())?
            .field("StateInterface", member.state_interface.as_str())?;
        self.actions.action(&action).await?;
        Ok(())
    }

    /// Takes a member out of a queue.
    ///
    /// # Errors
    /// When it cannot be asked, or Asterisk refuses.
    pub async fn log_out(&self, queue: &QueueName, interface: &Interface) -> Result<(), AskError> {
        let action = Action::new("QueueRemove")?
            .field("Queue", queue.as_str())?
            .field("Interface", interface.as_str())?;
        self.actions.action(&action).await?;
        Ok(())
    }

    /// Pauses a member of a queue, and says what for, or takes the pause back.
    ///
    /// # Errors
    /// When it cannot be asked, or Asterisk refuses.
    pub async fn pause(
        &self,
        queue: &QueueName,
        interface: &Interface,
        paused: bool,
        reason: Option<&PlainText>,
    ) -> Result<(), AskError> {
        let action = Action::new("QueuePause")?
            .field("Queue", queue.as_str())?
            .field("Interface", interface.as_str())?
            .field("Paused", if paused { "true" } else { "false" })?
            .maybe("Reason", reason.map(PlainText::as_str))?;
        self.actions.action(&action).await?;
        Ok(())
    }

    /// Pauses an operator in their own shadow queue, or takes the pause back.
    ///
    /// # Errors
    /// When it cannot be asked, or the operator has no such queue.
    pub async fn pause_in_shadow(
        &self,
        operator: &Extension,
        interface: &Interface,
        paused: bool,
    ) -> Result<(), AskError> {
        let queue = names::shadow_queue(operator);
        let action = Action::new("QueuePause")?
            .field("Queue", &queue)?
            .field("Interface", interface.as_str())?
            .field("Paused", if paused { "true" } else { "false" })?
            .field("Reason", SHADOW_PAUSE_REASON)?;
        self.actions.action(&action).await?;
        Ok(())
    }
}
