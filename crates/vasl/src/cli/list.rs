//! `vasl conversation list` and `vasl decision list`

use super::module::parse_code;
use super::output::{Output, Table, clock};
use super::{CliError, open_store};
use crate::config::Config;
use clap::{Args, Subcommand};
use vasl_domain::conversation::{Conversation, Ending, Path};
use vasl_domain::decision::{Decision, Route};
use vasl_domain::name::{Extension, QueueName};
use vasl_domain::number::{Caller, Presentation};
use vasl_domain::outcome::Outcome;
use vasl_store::{ConversationFilter, DecisionFilter, Store};

#[derive(Subcommand)]
pub enum ConversationCommand {
    /// The newest conversations
    List {
        #[command(flatten)]
        filter: Filter,
        /// Only in the name of this queue
        #[arg(long)]
        queue: Option<String>,
    },
}

#[derive(Subcommand)]
pub enum DecisionCommand {
    /// The newest decisions
    List {
        #[command(flatten)]
        filter: Filter,
        /// Only of this module
        #[arg(long)]
        module: Option<String>,
    },
}

#[derive(Args)]
pub struct Filter {
    /// Only of this caller, in any spelling
    #[arg(long)]
    caller: Option<String>,
    /// Only with this operator
    #[arg(long)]
    operator: Option<String>,
    /// How many at most
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    limit: u32,
}

impl Filter {
    fn caller(&self, config: &Config) -> Result<Option<Caller>, CliError> {
        let parse = |text: &String| {
            config.numbers.caller(text.as_bytes(), Presentation::Allowed).map_err(|error| {
                CliError::new("invalid", format!("“{text}” is not a caller: {error}"))
            })
        };
        self.caller.as_ref().map(parse).transpose()
    }

    fn operator(&self) -> Result<Option<Extension>, CliError> {
        let parse = |text: &String| {
            Extension::new(text.as_str()).map_err(|e| CliError::new("invalid", e.to_string()))
        };
        self.operator.as_ref().map(parse).transpose()
    }
}

/// Prints conversations.
pub async fn conversations(
    command: ConversationCommand,
    config: &Config,
    output: &Output,
) -> Result<(), CliError> {
    let ConversationCommand::List { filter, queue } = command;
    let queue = queue
        .map(|text| QueueName::new(text).map_err(|e| CliError::new("invalid", e.to_string())))
        .transpose()?;
    let wanted = ConversationFilter {
        caller: filter.caller(config)?,
        operator: filter.operator()?,
        queue,
        limit: filter.limit,
        ..ConversationFilter::default()
    };
    let conversations = open_store(config).await?.conversations(&wanted).await?;
    output.answer(&conversations, || conversation_table(&conversations, config));
    Ok(())
}

fn conversation_table(conversations: &[Conversation], config: &Config) -> String {
    let zone = config.time_zone.zone();
    let mut table = Table::new(&["Answered", "Ended", "Caller", "Operator", "Through"]);
    for conversation in conversations {
        let ended = match conversation.ending {
            Ending::Ended(at) => clock(at, zone),
            Ending::StillUp(_) => "still up".to_owned(),
        };
        table.row(vec![
            clock(conversation.answered_at, zone),
            ended,
            conversation.caller.to_string(),
            conversation.operator.to_string(),
            way(&conversation.path),
        ]);
    }
    table.text("No conversation was learned yet.")
}

fn way(path: &Path) -> String {
    match path {
        Path::Queue(queue) => format!("queue {queue}"),
        Path::Direct => "direct".to_owned(),
        Path::Reconnected { module, queue: Some(queue) } => {
            format!("module {module} (queue {queue})")
        }
        Path::Reconnected { module, queue: None } => format!("module {module}"),
        Path::Outbound => "outbound".to_owned(),
        Path::OutboundMissed => "outbound, missed".to_owned(),
    }
}

/// Prints decisions.
pub async fn decisions(
    command: DecisionCommand,
    config: &Config,
    output: &Output,
) -> Result<(), CliError> {
    let DecisionCommand::List { filter, module } = command;
    let wanted = DecisionFilter {
        module: module.as_deref().map(parse_code).transpose()?,
        caller: filter.caller(config)?,
        operator: filter.operator()?,
        limit: filter.limit,
        ..DecisionFilter::default()
    };
    let decisions = open_store(config).await?.decisions(&wanted).await?;
    output.answer(&decisions, || decision_table(&decisions, config));
    Ok(())
}

fn decision_table(decisions: &[Decision], config: &Config) -> String {
    let zone = config.time_zone.zone();
    let mut table = Table::new(&["At", "Module", "Caller", "Why", "Went to", "Outcome"]);
    for decision in decisions {
        let went = match &decision.route {
            Route::Failure => "failure destination".to_owned(),
            Route::Operator(operator) => format!("operator {operator}"),
            Route::Wait(operator) => format!("operator {operator}, waiting"),
        };
        table.row(vec![
            clock(decision.id.at, zone),
            decision.module.to_string(),
            decision.caller.as_ref().map_or("none".to_owned(), ToString::to_string),
            decision.reason.sentence(),
            went,
            decision.outcome.map_or("not known yet", Outcome::code).replace('_', " "),
        ]);
    }
    table.text("Nothing was decided yet.")
}
