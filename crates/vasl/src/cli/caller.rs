//! `vasl caller …`: what is agreed with callers, and forgetting one.

use super::list::{conversation_table, parse_caller};
use super::output::{Output, Table, clock};
use super::{CliError, ask_service, open_store};
use crate::agreement::{Agree, Agreed};
use crate::config::Config;
use crate::serve::control::{Answer, Request};
use clap::Subcommand;
use jiff::Timestamp;
use serde::Serialize;
use vasl_asterisk::inventory::Inventory;
use vasl_domain::configuration::Configuration;
use vasl_domain::conversation::Conversation;
use vasl_domain::decision::Standing;
use vasl_domain::name::{Extension, latin_digits};
use vasl_domain::number::Caller;
use vasl_domain::user::Author;
use vasl_store::{Agreement, ConversationFilter, Forgotten, Store};

#[derive(Subcommand)]
pub enum CallerCommand {
    /// Let a caller always reach one operator, whomever they spoke with (VIP)
    Pin {
        /// The caller's number, in any spelling
        number: String,
        /// The operator's extension; it need not be among a module's sides
        extension: String,
    },
    /// Never reconnect a caller
    OptOut {
        /// The caller's number, in any spelling
        number: String,
    },
    /// Many people call from this number: it reconnects nobody, and nothing is learned of it
    Share {
        /// The number, in any spelling
        number: String,
    },
    /// Take back what was agreed with a caller
    Ordinary {
        /// The caller's number, in any spelling
        number: String,
    },
    /// Show all that was agreed with callers
    List,
    /// Show what was agreed with a caller, and with whom they spoke
    Show {
        /// The caller's number, in any spelling
        number: String,
    },
    /// Forget a caller: remove their conversations, and their number from the decisions
    Forget {
        /// The caller's number, in any spelling
        number: String,
    },
}

/// How many of a caller's conversations are shown.
const SHOWN: u32 = 10;

/// What is known of a caller, for programs.
#[derive(Serialize)]
struct Known<'a> {
    caller: &'a Caller,
    standing: &'a Standing,
    since: Option<Timestamp>,
    conversations: &'a [Conversation],
}

/// What was forgotten, for programs.
#[derive(Serialize)]
struct Gone<'a> {
    caller: &'a Caller,
    #[serde(flatten)]
    forgotten: Forgotten,
}

/// Runs one of them.
pub async fn run(command: CallerCommand, config: &Config, output: &Output) -> Result<(), CliError> {
    match command {
        CallerCommand::Pin { number, extension } => {
            let operator = Extension::new(latin_digits(&extension))
                .map_err(|error| CliError::new("invalid", error.to_string()))?;
            agree(&number, Standing::Pinned(operator), config, output).await
        }
        CallerCommand::OptOut { number } => {
            agree(&number, Standing::OptedOut, config, output).await
        }
        CallerCommand::Share { number } => agree(&number, Standing::Shared, config, output).await,
        CallerCommand::Ordinary { number } => {
            agree(&number, Standing::Ordinary, config, output).await
        }
        CallerCommand::List => {
            let agreements = open_store(config).await?.agreements().await?;
            output.answer(&agreements, || listed(&agreements, config));
            Ok(())
        }
        CallerCommand::Show { number } => show(&number, config, output).await,
        CallerCommand::Forget { number } => forget(&number, config, output).await,
    }
}

async fn agree(
    number: &str,
    standing: Standing,
    config: &Config,
    output: &Output,
) -> Result<(), CliError> {
    let caller = parse_caller(number, config)?;
    if standing.operator().is_some_and(|operator| operator.as_str() == caller.as_str()) {
        let message = format!("{caller} would be pinned to themselves; name another operator");
        return Err(CliError::new("invalid", message));
    }
    let agree = Agree { caller, standing };
    let agreed = match ask_service(&Request::Agree(agree.clone()), config).await? {
        Some(Answer::Agreed(agreed)) => agreed,
        Some(other) => return Err(CliError::unexpected(&other)),
        None => {
            let agreed = keep(agree, config).await?;
            output.remark("vasl serve is not running; it goes by this when it starts");
            agreed
        }
    };
    output.answer(&agreed, || in_words(&agreed));
    for warning in &agreed.warnings {
        output.remark(warning);
    }
    Ok(())
}

async fn keep(agree: Agree, config: &Config) -> Result<Agreed, CliError> {
    let store = open_store(config).await?;
    let Configuration { modules, call_flow } = store.configuration().await?;
    let now = Timestamp::now();
    let author = Author::CommandLine;
    let before = store.set_standing(&agree.caller, &agree.standing, now, &author).await?;
    // Who is in which queue is not known while no service runs.
    let known = !call_flow.extensions.is_empty();
    let warnings = if known {
        agree.warnings(&modules, &call_flow, &Inventory::default())
    } else {
        Vec::new()
    };
    Ok(agree.done(before, warnings))
}

fn in_words(agreed: &Agreed) -> String {
    let caller = &agreed.caller;
    let now = match &agreed.standing {
        Standing::Ordinary => format!("{caller} is a caller like any other"),
        Standing::OptedOut => format!("{caller} is never reconnected"),
        Standing::Pinned(operator) => format!("{caller} always goes to operator {operator}"),
        Standing::Shared => {
            format!("{caller} is shared by many people: it reconnects nobody, nor is it learned")
        }
    };
    match &agreed.before {
        before if *before == agreed.standing => format!("{now}, as before"),
        Standing::Ordinary => now,
        before => format!("{now}; until now: {}", before.sentence()),
    }
}

fn listed(agreements: &[Agreement], config: &Config) -> String {
    let mut table = Table::new(&["Caller", "Standing", "Since"]);
    for agreement in agreements {
        table.row(vec![
            agreement.caller.to_string(),
            agreement.standing.sentence(),
            clock(agreement.since, config.preferences.time_zone.zone()),
        ]);
    }
    table.text("Nothing was agreed with any caller: all are ordinary.")
}

async fn show(number: &str, config: &Config, output: &Output) -> Result<(), CliError> {
    let caller = parse_caller(number, config)?;
    let store = open_store(config).await?;
    let agreement = store.agreement(&caller).await?;
    let filter = ConversationFilter {
        caller: Some(caller.clone()),
        limit: SHOWN,
        ..ConversationFilter::default()
    };
    let conversations = store.conversations(&filter).await?;
    let since = agreement.as_ref().map(|agreement| agreement.since);
    let standing = agreement.map(|agreement| agreement.standing).unwrap_or_default();
    let known =
        Known { caller: &caller, standing: &standing, since, conversations: &conversations };
    output.answer(&known, || {
        let since = since.map_or_else(String::new, |at| {
            format!(", since {}", clock(at, config.preferences.time_zone.zone()))
        });
        format!(
            "{caller}: {}{since}\n\n{}",
            standing.sentence(),
            conversation_table(&conversations, config).text("No conversation of theirs is known.")
        )
    });
    Ok(())
}

async fn forget(number: &str, config: &Config, output: &Output) -> Result<(), CliError> {
    let caller = parse_caller(number, config)?;
    let store = open_store(config).await?;
    let forgotten = store.forget_caller(&caller, Timestamp::now(), &Author::CommandLine).await?;
    let gone = Gone { caller: &caller, forgotten };
    output.answer(&gone, || match forgotten {
        Forgotten { conversations: 0, decisions: 0 } => format!("nothing was known of {caller}"),
        Forgotten { conversations, decisions } => format!(
            "{caller} is forgotten: {} removed, the number taken out of {}",
            counted(conversations, "conversation"),
            counted(decisions, "decision")
        ),
    });
    if let Some(agreement) = store.agreement(&caller).await? {
        output.remark(&format!(
            "what was agreed with {caller} stays ({}); “vasl caller ordinary” takes it back",
            agreement.standing.sentence()
        ));
    }
    if ask_whether_it_runs(config).await {
        return Ok(());
    }
    output.remark(
        "vasl serve is not running; calls since it last ran are learned from Asterisk's logs when \
         it starts: forget the caller once more then",
    );
    Ok(())
}

async fn ask_whether_it_runs(config: &Config) -> bool {
    tokio::net::UnixStream::connect(config.control_socket()).await.is_ok()
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}
