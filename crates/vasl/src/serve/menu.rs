//! Keeps the PBX's menu of destinations in step with the modules. Nothing waits for it: a menu that
//! cannot be changed is said, and calls and changes go on.

use super::state::SharedState;
use crate::config::Config;
use crate::destinations::{Changed, Destinations, DestinationsError, told};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};
use vasl_domain::module::Module;

/// Runs until it is cancelled.
pub async fn run(config: Arc<Config>, state: SharedState, cancel: CancellationToken) {
    let mut known: Option<Vec<(String, String)>> = None;
    let mut changes = state.changes();
    loop {
        let modules: Vec<Module> = state.now().modules.values().cloned().collect();
        let named = modules.iter().map(|m| (m.code.to_string(), m.name.to_string())).collect();
        if known.as_ref() != Some(&named) {
            known = Some(named);
            match sync(&config, &modules).await {
                Ok(Some(changed)) if !changed.is_nothing() => {
                    info!(?changed, "the PBX's menu of destinations has the modules");
                }
                Ok(_) => {}
                Err(error) => warn!(
                    why = told(&error, &modules),
                    "the modules could not be put into the PBX's menu of destinations"
                ),
            }
        }
        if cancel.run_until_cancelled(changes.changed()).await.is_none_or(|ended| ended.is_err()) {
            return;
        }
    }
}

async fn sync(config: &Config, modules: &[Module]) -> Result<Option<Changed>, DestinationsError> {
    match Destinations::of(config)? {
        Some(destinations) => destinations.sync(modules).await.map(Some),
        None => Ok(None),
    }
}
