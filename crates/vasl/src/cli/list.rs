//! `vasl conversation list`, and what it shares with other lists.

use super::output::{Output, Table, clock};
use super::{CliError, open_store, value};
use crate::config::Config;
use clap::{Args, Subcommand};
use vasl_domain::conversation::{Conversation, Ending, Path};
use vasl_domain::csv::{self, Cell, Separator};
use vasl_domain::name::Extension;
use vasl_domain::number::{Caller, Presentation};
use vasl_store::{ConversationCursor, ConversationFilter, SqliteStore, Store};

#[derive(Subcommand)]
pub enum ConversationCommand {
    /// The newest conversations
    List {
        #[command(flatten)]
        filter: Filter,
        /// Only through this queue
        #[arg(long)]
        queue: Option<String>,
        /// For a spreadsheet; all of them, unless told how many
        #[arg(long)]
        csv: bool,
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
    #[command(flatten)]
    rows: Rows,
}

#[derive(Args)]
pub struct Rows {
    /// How many at most, the newest first; 20 unless told
    #[arg(long, value_name = "ROWS", value_parser = value::limit)]
    limit: Option<u32>,
}

/// How many rows are shown unless told.
const SHOWN: u32 = 20;

/// How many rows are read at once for a spreadsheet.
const AT_ONCE: u32 = 1_000;

impl Rows {
    /// How many to show.
    pub fn shown(&self) -> u32 {
        self.limit.unwrap_or(SHOWN)
    }

    /// The sizes of the pages in which to read all of them, or as many as were asked for.
    pub fn pages(&self) -> impl Iterator<Item = u32> + use<> {
        let mut left = self.limit;
        std::iter::from_fn(move || {
            let page = left.map_or(AT_ONCE, |left| left.min(AT_ONCE));
            left = left.map(|left| left - page);
            (page > 0).then_some(page)
        })
    }
}

impl Filter {
    pub fn caller(&self, config: &Config) -> Result<Option<Caller>, CliError> {
        self.caller.as_deref().map(|text| parse_caller(text, config)).transpose()
    }

    pub fn operator(&self) -> Result<Option<Extension>, CliError> {
        self.operator.as_deref().map(value::extension).transpose()
    }

    pub fn rows(&self) -> &Rows {
        &self.rows
    }

    pub fn narrows(&self) -> bool {
        self.caller.is_some() || self.operator.is_some()
    }
}

/// Reads a caller's number, in any spelling.
pub fn parse_caller(text: &str, config: &Config) -> Result<Caller, CliError> {
    let caller = config.preferences.numbers.caller(text.as_bytes(), Presentation::Allowed);
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
    let ConversationCommand::List { filter, queue, csv } = command;
    let none = if filter.narrows() || queue.is_some() {
        "No conversation is like that."
    } else {
        "No conversation was learned yet."
    };
    let wanted = ConversationFilter {
        caller: filter.caller(config)?,
        operator: filter.operator()?,
        queue: queue.as_deref().map(value::queue).transpose()?,
        limit: filter.rows.shown(),
        ..ConversationFilter::default()
    };
    let store = open_store(config).await?;
    if csv {
        return spreadsheet(&store, wanted, &filter.rows, config, output).await;
    }
    let conversations = store.conversations(&wanted).await?;
    output.answer(&conversations, || conversation_table(&conversations, config).text(none));
    Ok(())
}

pub fn conversation_table(conversations: &[Conversation], config: &Config) -> Table {
    let zone = config.preferences.time_zone.zone();
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

async fn spreadsheet(
    store: &SqliteStore,
    mut filter: ConversationFilter,
    rows: &Rows,
    config: &Config,
    output: &Output,
) -> Result<(), CliError> {
    output.not_for_programs()?;
    let heading = ["answered", "ended", "talk seconds", "caller", "operator", "through"];
    let heading = csv::line(&heading.map(Cell::text), Separator::Comma);
    output.raw(&format!("{}{heading}", csv::BEGINNING))?;
    for limit in rows.pages() {
        filter.limit = limit;
        let page = store.conversations(&filter).await?;
        let Some(last) = page.last() else { break };
        filter.before = Some(ConversationCursor::from(last));
        output.raw(&page.iter().map(|c| spreadsheet_line(c, config)).collect::<String>())?;
    }
    Ok(())
}

fn spreadsheet_line(conversation: &Conversation, config: &Config) -> String {
    let zone = config.preferences.time_zone.zone();
    let ended = match conversation.ending {
        Ending::Ended(at) => clock(at, zone),
        Ending::StillUp(_) => String::new(),
    };
    csv::line(
        &[
            Cell::text(clock(conversation.answered_at, zone)),
            Cell::text(&ended),
            Cell::Count(u64::try_from(conversation.talk_seconds()).unwrap_or(0)),
            Cell::dialled(conversation.caller.as_str()),
            Cell::dialled(conversation.operator.as_str()),
            Cell::text(way(&conversation.path)),
        ],
        Separator::Comma,
    )
}

pub fn way(path: &Path) -> String {
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
