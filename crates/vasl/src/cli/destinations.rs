//! `vasl destinations`: the modules in the PBX's own menu.

use super::output::Output;
use super::{CliError, open_store};
use crate::config::Config;
use crate::destinations::{Changed, Destinations, told};
use clap::Subcommand;
use vasl_store::Store as _;

#[derive(Subcommand)]
pub enum DestinationsCommand {
    /// Put the modules into the menu now, and take out those that are gone
    Sync,
}

/// Runs a command.
pub async fn run(
    command: DestinationsCommand,
    config: &Config,
    output: &Output,
) -> Result<(), CliError> {
    let DestinationsCommand::Sync = command;
    let modules = open_store(config).await?.modules().await?;
    let done = match Destinations::of(config) {
        Ok(Some(destinations)) => destinations.sync(&modules).await,
        Ok(None) => {
            return Err(CliError::new(
                "no_menu",
                "this PBX has no menu of custom destinations, or register_destinations is off; \
                 lead calls to vasl-reconnect,<code>,1 in its dialplan",
            ));
        }
        Err(error) => Err(error),
    };
    let changed =
        done.map_err(|error| CliError::new("menu_unreachable", told(&error, &modules)))?;
    output.answer(&changed, || in_words(&changed));
    Ok(())
}

fn in_words(changed: &Changed) -> String {
    if changed.is_nothing() {
        return "the PBX's menu has the modules".to_owned();
    }
    let each =
        [("added", &changed.added), ("renamed", &changed.renamed), ("removed", &changed.removed)];
    let said = each.into_iter().filter(|(_, targets)| !targets.is_empty());
    said.map(|(what, targets)| format!("{what}: {}", targets.join("  ")))
        .collect::<Vec<_>>()
        .join("\n")
}
