//! `vasl conversation list` and `vasl decision list`

use super::output::{Output, Table, clock};
use super::{CliError, open_store, value};
use crate::config::Config;
use clap::{Args, Subcommand};
use vasl_domain::conversation::{Conversation, Ending, Path};
use vasl_domain::decision::{Decision, Route};
use vasl_domain::name::Extension;
use vasl_domain::number::{Caller, Presentation};
use vasl_domain::outcome::Outcome;
use vasl_store::{ConversationFilter, DecisionFilter, Store};

#[derive(Subcommand)]
pub enum ConversationCommand {
    /// The newest conversations
    List {
        #[command(flatten)]
        filter: Filter,
        /// Only through this queue
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
        /// Only of the module with this code
        #[arg(long, value_name = "CODE")]
        module: Option<String>,
    },
}

#[derive(Args)]
pub struct Filter {
    /// Only of this caller, in any spelling
    #[arg(long, value_name = "NUMBER")]
    caller: Option<String>,
    /// Only with this operator
    #[arg(long, value_name = "EXTENSION")]
    operator: Option<String>,
    /// How many at most, the newest first
    #[arg(long, value_name = "ROWS", default_value_t = 20, value_parser = value::limit)]
    limit: u32,
}

impl Filter {
    fn caller(&self, config: &Config) -> Result<Option<Caller>, CliError> {
        self.caller.as_deref().map(|text| parse_caller(text, config)).transpose()
    }

    fn operator(&self) -> Result<Option<Extension>, CliError> {
        self.operator.as_deref().map(value::extension).transpose()
    }

    fn narrows(&self) -> bool {
        self.caller.is_some() || self.operator.is_some()
    }
}

/// Reads a caller's number, in any spelling.
pub fn parse_caller(text: &str, config: &Config) -> Result<Caller, CliError> {
    let caller = config.numbers.caller(text.as_bytes(), Presentation::Allowed);
    caller.map_err(|error| {
        CliError::invalid(format!(
            "“{text}” is not a caller: {error}; write a number such as 09121234567"
        ))
    })
}

/// Prints conversations.
pub async fn conversations(
    command: ConversationCommand,
    config: &Config,
    output: &Output,
) -> Result<(), CliError> {
    let ConversationCommand::List { filter, queue } = command;
    let none = if filter.narrows() || queue.is_some() {
        "No conversation is like that."
    } else {
        "No conversation was learned yet."
    };
    let wanted = ConversationFilter {
        caller: filter.caller(config)?,
        operator: filter.operator()?,
        queue: queue.as_deref().map(value::queue).transpose()?,
        limit: filter.limit,
        ..ConversationFilter::default()
    };
    let conversations = open_store(config).await?.conversations(&wanted).await?;
    output.answer(&conversations, || conversation_table(&conversations, config).text(none));
    Ok(())
}

pub fn conversation_table(conversations: &[Conversation], config: &Config) -> Table {
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
    table
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
    let none = if filter.narrows() || module.is_some() {
        "No decision is like that."
    } else {
        "Nothing was decided yet."
    };
    let wanted = DecisionFilter {
        module: module.as_deref().map(value::code).transpose()?,
        caller: filter.caller(config)?,
        operator: filter.operator()?,
        limit: filter.limit,
        ..DecisionFilter::default()
    };
    let decisions = open_store(config).await?.decisions(&wanted).await?;
    output.answer(&decisions, || decision_table(&decisions, config).text(none));
    Ok(())
}

fn decision_table(decisions: &[Decision], config: &Config) -> Table {
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
    table
}
