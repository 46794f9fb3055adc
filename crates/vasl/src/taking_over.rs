//! The call flow once stood in a file beside vasl.toml, and the time groups in vasl.toml itself. Now
//! both are in the store; what such files name is taken over once.

use crate::audit;
use crate::config::Config;
use jiff::Timestamp;
use vasl_domain::callflow::CallFlow;
use vasl_domain::configuration::Configuration;
use vasl_domain::user::Author;
use vasl_store::{Store, StoreError};

/// Takes over what the files name, where the store has no call flow yet. Tells whether it did.
///
/// # Errors
/// When the store fails.
pub async fn take_over(store: &impl Store, config: &Config) -> Result<bool, StoreError> {
    if config.call_flow == CallFlow::default() {
        return Ok(false);
    }
    let before = store.configuration().await?;
    if before.call_flow != CallFlow::default() {
        return Ok(false);
    }
    let after =
        Configuration { modules: before.modules.clone(), call_flow: config.call_flow.clone() };
    let after = after.in_order();
    let entries =
        audit::of_change((&before, &after), (&[], &[]), &Author::Service, Timestamp::now());
    store.change_configuration(&before.steps_to(&after), &[], &entries).await?;
    Ok(true)
}
