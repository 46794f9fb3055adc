//! How the command line changes a thing: the running service does it, and where none runs it is kept
//! for the next start.

use super::output::Output;
use super::{CliError, ask_service, open_store};
use crate::audit;
use crate::change::{Before, Change, Changed};
use crate::config::Config;
use crate::serve::control::{Answer, Request};
use jiff::Timestamp;
use vasl_asterisk::inventory::Inventory;
use vasl_domain::user::Author;
use vasl_store::Store;

/// Carries a change out, and says what is worth knowing beside it.
pub async fn carry_out(
    change: Change,
    config: &Config,
    output: &Output,
) -> Result<Changed, CliError> {
    let changed = match ask_service(&Request::Change(change.clone()), config).await? {
        Some(Answer::Done(changed)) => changed,
        Some(other) => return Err(CliError::unexpected(&other)),
        None => {
            let changed = keep(&change, config).await?;
            output.remark("vasl serve is not running; Asterisk gets the change when it starts");
            changed
        }
    };
    for warning in &changed.warnings {
        output.remark(warning);
    }
    Ok(changed)
}

async fn keep(change: &Change, config: &Config) -> Result<Changed, CliError> {
    let store = open_store(config).await?;
    let (configuration, agreements) = (store.configuration().await?, store.agreements().await?);
    let before = Before {
        configuration: &configuration,
        agreements: &agreements,
        inventory: &Inventory::default(),
    };
    let checked = change.check(before)?;
    let steps = configuration.steps_to(&checked.after);
    let audit = audit::of_change(
        (&configuration, &checked.after),
        (&agreements, &checked.agreements),
        &Author::CommandLine,
        Timestamp::now(),
    );
    store.change_configuration(&steps, &checked.agreements, &audit).await?;
    Ok(checked.changed)
}
