//! What is asked while a configuration is applied.

use super::Manager;
use crate::apply::{AskError, Reloading};
use crate::render::ManagedFile;
use std::borrow::Cow;
use std::collections::BTreeMap;
use vasl_ami::codec::Action;
use vasl_ami::event::{Item, Listing};
use vasl_ami::session::ActionError;

impl Manager {
    async fn items(&self, action: &Action) -> Result<Listing, AskError> {
        Ok(self.actions.list(action).await?)
    }
}

impl Reloading for Manager {
    async fn reload(&self, file: ManagedFile) -> Result<Option<String>, AskError> {
        let action = match file {
            ManagedFile::Queues => Action::new("QueueReload")?
                .field("Members", "yes")?
                .field("Rules", "no")?
                .field("Parameters", "yes")?,
            ManagedFile::Extensions => Action::new("Reload")?.field("Module", "pbx_config")?,
            ManagedFile::Pjsip => Action::new("Reload")?.field("Module", "res_pjsip.so")?,
        };
        match self.actions.action(&action).await {
            Ok(_) => Ok(None),
            Err(ActionError::Refused { message }) => Ok(Some(format!(
                "it does not read {} again, and its log says why ({message})",
                file.name()
            ))),
            Err(error) => Err(error.into()),
        }
    }

    async fn steps_of_context(&self, context: &str) -> Result<BTreeMap<String, usize>, AskError> {
        let action = Action::new("ShowDialPlan")?.field("Context", context)?;
        let listing = match self.items(&action).await {
            Ok(listing) => listing,
            // Asterisk answers with an error where there is no such context.
            Err(_) => return Ok(BTreeMap::new()),
        };
        let mut steps = BTreeMap::new();
        for item in &listing.items {
            if let Item::Other(message) = item
                && let Some(extension) = message.text("Extension").or_else(|| message.text("Exten"))
            {
                *steps.entry(extension.into_owned()).or_insert(0) += 1;
            }
        }
        Ok(steps)
    }

    async fn queue_members(&self) -> Result<BTreeMap<String, Vec<String>>, AskError> {
        let listing = self.items(&Action::queue_status(None)?).await?;
        let mut queues: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for item in &listing.items {
            match item {
                Item::QueueParams(queue) => {
                    queues.entry(queue.queue.to_string()).or_default();
                }
                Item::QueueMember(member) => queues
                    .entry(member.queue.to_string())
                    .or_default()
                    .push(member.location.to_string()),
                _ => {}
            }
        }
        Ok(queues)
    }

    async fn endpoints(&self) -> Result<Vec<String>, AskError> {
        let listing = self.items(&Action::new("PJSIPShowEndpoints")?).await?;
        Ok(listing
            .items
            .iter()
            .filter_map(|item| match item {
                Item::Other(message) => message.text("ObjectName").map(Cow::into_owned),
                _ => None,
            })
            .collect())
    }
}
