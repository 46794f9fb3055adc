//! Changes to the modules, as the command line asks for them and the service carries them out.

use crate::config::Config;
use serde::{Deserialize, Serialize};
use vasl_asterisk::apply::ApplyError;
use vasl_asterisk::inventory::Inventory;
use vasl_domain::destination::Destination;
use vasl_domain::expiry::Expiry;
use vasl_domain::module::Module;
use vasl_domain::name::ModuleCode;
use vasl_store::{Store, StoreError};

/// A change that is asked for.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// A new module.
    Add(Box<Module>),
    /// Another content for the module with this code.
    Edit(Box<Module>),
    /// No such module any more.
    Remove(ModuleCode),
}

/// What was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// The module that was.
    pub code: ModuleCode,
    /// What the administrator should know beside it.
    pub warnings: Vec<String>,
}

/// Why a change was not made.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// The code belongs to something else.
    #[error("code {code} is taken by {holder}; choose another code")]
    CodeTaken {
        /// The code.
        code: ModuleCode,
        /// What has it.
        holder: String,
    },
    /// There is no such module.
    #[error("there is no module {0}; “vasl module list” shows those that there are")]
    NoSuchModule(ModuleCode),
    /// The failure destination leads nowhere.
    #[error(
        "the failure destination {0} does not exist here; name a queue, an extension or an IVR that \
         does, or a place in the PBX's own dialplan, such as dialplan:from-internal,5050,1"
    )]
    NoSuchDestination(Destination),
    /// A queue side that the PBX does not have.
    #[error("there is no queue {0}; name one that the PBX has")]
    NoSuchQueue(String),
    /// The expiry names no time group.
    #[error(
        "there is no time group “{0}”; add it to the configuration as [[time_group]], or name one that is there"
    )]
    NoSuchTimeGroup(String),
    /// Something still leads to the module.
    #[error("module {code} was not removed: {from} leads to it; lead that elsewhere first")]
    InUse {
        /// The module.
        code: ModuleCode,
        /// What leads to it.
        from: String,
    },
    /// Asterisk did not take it.
    #[error("the change was not made: {0}. “vasl check” says what is in order and what is not")]
    Apply(#[from] ApplyError),
    /// It could not be kept.
    #[error("the change was not made: {0}")]
    Store(StoreError),
    /// The service is going down.
    #[error("the service is stopping; try again when it runs")]
    Stopping,
}

impl ChangeError {
    /// The stable code of the error, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::CodeTaken { .. } => "code_taken",
            Self::NoSuchModule(_) => "no_such_module",
            Self::NoSuchDestination(_) => "no_such_destination",
            Self::NoSuchQueue(_) => "no_such_queue",
            Self::NoSuchTimeGroup(_) => "no_such_time_group",
            Self::InUse { .. } => "in_use",
            Self::Apply(_) => "apply_refused",
            Self::Store(_) => "store_failed",
            Self::Stopping => "stopping",
        }
    }
}

impl Change {
    /// The modules after the change.
    ///
    /// # Errors
    /// When it does not fit what is there.
    pub fn check(
        &self,
        before: &[Module],
        config: &Config,
        inventory: &Inventory,
    ) -> Result<(Vec<Module>, Changed), ChangeError> {
        let mut after = before.to_vec();
        let position = |code: &ModuleCode| before.iter().position(|module| module.code == *code);
        match self {
            Self::Add(module) => {
                if let Some(holder) = holder_of(&module.code, before, config, inventory) {
                    return Err(ChangeError::CodeTaken { code: module.code.clone(), holder });
                }
                fits(module, config, inventory)?;
                after.push(module.as_ref().clone());
            }
            Self::Edit(module) => {
                let at = position(&module.code)
                    .and_then(|at| after.get_mut(at))
                    .ok_or_else(|| ChangeError::NoSuchModule(module.code.clone()))?;
                fits(module, config, inventory)?;
                at.clone_from(module);
            }
            Self::Remove(code) => {
                let at = position(code).ok_or_else(|| ChangeError::NoSuchModule(code.clone()))?;
                if let Some(from) = pointer_to(code, config) {
                    return Err(ChangeError::InUse { code: code.clone(), from });
                }
                after.remove(at);
            }
        }
        after.sort_by(|a, b| a.code.cmp(&b.code));
        let changed = Changed { code: self.code().clone(), warnings: self.warnings(inventory) };
        Ok((after, changed))
    }

    /// The module that it is about.
    #[must_use]
    pub fn code(&self) -> &ModuleCode {
        match self {
            Self::Add(module) | Self::Edit(module) => &module.code,
            Self::Remove(code) => code,
        }
    }

    /// Keeps it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn keep(&self, store: &impl Store) -> Result<(), StoreError> {
        match self {
            Self::Add(module) => store.insert_module(module).await,
            Self::Edit(module) => store.replace_module(module).await.map(drop),
            Self::Remove(code) => store.remove_module(code).await.map(drop),
        }
    }

    /// A queue side with members whom the extension sides lack: they are never reconnected to.
    fn warnings(&self, inventory: &Inventory) -> Vec<String> {
        let (Self::Add(module) | Self::Edit(module)) = self else { return Vec::new() };
        if !module.sides.has_extension() {
            return Vec::new();
        }
        module
            .sides
            .queues()
            .filter_map(|queue| {
                let missing: Vec<&str> = inventory
                    .members
                    .iter()
                    .filter(|m| m.queue == *queue && !module.sides.covers_extension(&m.extension))
                    .map(|member| member.extension.as_str())
                    .collect();
                (!missing.is_empty()).then(|| {
                    format!(
                        "queue {queue} has members who are not among the extension sides, and are \
                         not reconnected to: {}",
                        missing.join(", ")
                    )
                })
            })
            .collect()
    }
}

/// What has the code in the one numbering plan.
fn holder_of(
    code: &ModuleCode,
    modules: &[Module],
    config: &Config,
    inventory: &Inventory,
) -> Option<String> {
    let text = code.as_str();
    let module = modules.iter().find(|module| module.code == *code);
    let queue = inventory.queues.iter().find(|queue| queue.as_str() == text);
    let member = inventory.members.iter().find(|member| member.extension.as_str() == text);
    module
        .map(|module| format!("module {} ({})", module.code, module.name))
        .or_else(|| config.call_flow.holder_of(text))
        .or_else(|| queue.map(|queue| format!("queue {queue}")))
        .or_else(|| member.map(|member| format!("extension {}", member.extension)))
}

fn fits(module: &Module, config: &Config, inventory: &Inventory) -> Result<(), ChangeError> {
    let flow = &config.call_flow;
    let has_queue = |queue: &vasl_domain::name::QueueName| {
        inventory.queues.contains(queue) || flow.queues.iter().any(|q| q.number == *queue)
    };
    // Nothing is known of a PBX that was never linked; what it lacks shows when it is.
    let known = !inventory.queues.is_empty() || !flow.queues.is_empty();
    let mut queues = module.sides.queues().chain(&module.account_under_queue);
    if let Some(queue) = queues.find(|queue| known && !has_queue(queue)) {
        return Err(ChangeError::NoSuchQueue(queue.to_string()));
    }
    let exists = match &module.failure_destination {
        Destination::Queue(queue) => !known || has_queue(queue),
        Destination::Extension(number) => flow.extensions.iter().any(|e| e.number == *number),
        Destination::Ivr(number) => flow.ivrs.iter().any(|ivr| ivr.number == *number),
        Destination::Misc(_) => false,
        Destination::Dialplan(_) | Destination::HangUp => true,
    };
    if !exists {
        return Err(ChangeError::NoSuchDestination(module.failure_destination.clone()));
    }
    match &module.expiry {
        Expiry::EndOfWork(name) if !config.time_groups.iter().any(|g| g.name == *name) => {
            Err(ChangeError::NoSuchTimeGroup(name.to_string()))
        }
        _ => Ok(()),
    }
}

fn pointer_to(code: &ModuleCode, config: &Config) -> Option<String> {
    let points = |destination: &Destination| *destination == Destination::Misc(code.clone());
    let flow = &config.call_flow;
    for ivr in &flow.ivrs {
        if let Some(entry) = ivr.entries.iter().find(|entry| points(&entry.destination)) {
            return Some(format!("key {} of IVR {}", entry.key.as_str(), ivr.number));
        }
        if points(&ivr.failure_destination) {
            return Some(format!("the failure destination of IVR {}", ivr.number));
        }
    }
    let route = flow.inbound_routes.iter().find(|route| points(&route.destination))?;
    let did = route.did.as_ref().map_or("any number", |did| did.as_str());
    Some(format!("the inbound route of {did}"))
}

#[cfg(test)]
#[path = "change_tests.rs"]
mod tests;
