//! `vasl operator …`: who is in which queue, and takes calls.

use super::decide::connect;
use super::output::Output;
use super::{CliError, open_store, value};
use crate::config::Config;
use crate::presence::{self, Place, PresenceError};
use clap::Subcommand;
use serde::Serialize;
use vasl_asterisk::inventory::Inventory;
use vasl_asterisk::manager::Manager;
use vasl_domain::act::Act;
use vasl_domain::callflow::PlainText;
use vasl_domain::name::{Extension, QueueName};
use vasl_domain::user::Author;
use vasl_store::Store;

#[derive(Subcommand)]
pub enum OperatorCommand {
    /// Log an operator in to a queue
    LogIn {
        /// The operator's extension
        extension: String,
        /// The queue
        queue: String,
    },
    /// Log an operator out of a queue
    LogOut {
        /// The operator's extension
        extension: String,
        /// The queue
        queue: String,
    },
    /// Pause an operator, in every queue of theirs unless one is named
    Pause {
        /// The operator's extension
        extension: String,
        /// The queue
        queue: Option<String>,
        /// What for, such as lunch; the queue's log has it
        #[arg(long, value_name = "WORDS")]
        reason: Option<String>,
    },
    /// Let an operator take calls again, in every queue of theirs unless one is named
    Unpause {
        /// The operator's extension
        extension: String,
        /// The queue
        queue: Option<String>,
    },
}

/// What was done, for programs.
#[derive(Serialize)]
struct Done<'a> {
    operator: &'a Extension,
    done: &'a Act,
}

impl From<PresenceError> for CliError {
    fn from(error: PresenceError) -> Self {
        Self::new(error.code(), error.to_string())
    }
}

/// Runs one of them.
pub async fn run(
    command: OperatorCommand,
    config: &Config,
    output: &Output,
) -> Result<(), CliError> {
    let some = |queue: Option<String>| queue.as_deref().map(value::queue).transpose();
    let (extension, act) = match command {
        OperatorCommand::LogIn { extension, queue } => {
            (extension, Act::LogIn(value::queue(&queue)?))
        }
        OperatorCommand::LogOut { extension, queue } => {
            (extension, Act::LogOut(value::queue(&queue)?))
        }
        OperatorCommand::Pause { extension, queue, reason } => {
            let reason = reason.map(PlainText::new).transpose().map_err(CliError::invalid)?;
            (extension, Act::Pause { queue: some(queue)?, reason })
        }
        OperatorCommand::Unpause { extension, queue } => (extension, Act::Unpause(some(queue)?)),
    };
    let operator = value::extension(&extension)?;
    carry_out(&operator, &act, config).await?;
    output.answer(&Done { operator: &operator, done: &act }, || in_words(&operator, &act));
    Ok(())
}

async fn carry_out(operator: &Extension, act: &Act, config: &Config) -> Result<(), CliError> {
    let store = open_store(config).await?;
    let call_flow = store.configuration().await?.call_flow;
    let unasked = |error: String| CliError::new("asterisk", error);
    let connection = connect(config).await.map_err(unasked)?;
    let manager = Manager::new(connection.actions());
    let mut inventory = manager.inventory().await.map_err(|error| unasked(error.to_string()))?;
    let since = jiff::Timestamp::now() - jiff::SignedDuration::from_hours(25);
    let lately = store.membership(&config.asterisk.pbx, since).await?;
    inventory.remember(&lately, &Inventory::default());
    let place = Place { inventory: &inventory, call_flow: &call_flow };
    let done = async {
        let deed = presence::plan(operator, act, place)?;
        presence::carry_out(&deed, Author::CommandLine, &manager, &store).await
    };
    let done = done.await;
    connection.close().await;
    Ok(done?)
}

fn in_words(operator: &Extension, act: &Act) -> String {
    let place = |queue: &Option<QueueName>| match queue {
        Some(queue) => format!("in queue {queue}"),
        None => "in every queue of theirs".to_owned(),
    };
    match act {
        Act::LogIn(queue) => format!("operator {operator} is logged in to queue {queue}"),
        Act::LogOut(queue) => format!("operator {operator} is logged out of queue {queue}"),
        Act::Pause { queue, .. } => format!("operator {operator} is paused {}", place(queue)),
        Act::Unpause(queue) => format!("operator {operator} takes calls {}", place(queue)),
    }
}
