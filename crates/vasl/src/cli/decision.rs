//! `vasl decision …`: the calls that reached a module, each with its story, and the customers whom
//! their operator missed.

mod spreadsheet;
mod story;

use super::list::{Filter, Rows};
use super::output::{Output, Table, clock};
use super::period::PeriodArguments;
use super::report::{ScopeArguments, outcome_in_words, zone_of};
use super::{CliError, open_store, value};
use crate::config::Config;
use clap::{Args, Subcommand};
use jiff::Timestamp;
use vasl_domain::decision::{Decision, Route};
use vasl_domain::name::Uniqueid;
use vasl_domain::outcome::Outcome;
use vasl_domain::reason::ReasonKind;
use vasl_store::{DecisionFilter, Missed, MissedFilter, SqliteStore, Store};

#[derive(Subcommand)]
pub enum DecisionCommand {
    /// The newest decisions
    List(ListArguments),
    /// The story of a call: it came in, it was decided about, a phone rang, people spoke
    Show {
        /// The unique id of the caller's channel, as a list shows it with --json
        call: String,
    },
    /// Returning customers whom their operator missed, the newest first; today's, unless told
    Missed(MissedArguments),
}

#[derive(Args)]
pub struct ListArguments {
    #[command(flatten)]
    filter: Filter,
    /// Only of the module with this code
    #[arg(long, value_name = "CODE")]
    module: Option<String>,
    /// Only for this reason, such as operator_busy
    #[arg(long)]
    reason: Option<String>,
    /// Only with this outcome, such as no_answer
    #[arg(long)]
    outcome: Option<String>,
    #[command(flatten)]
    period: PeriodArguments,
    /// For a spreadsheet; all of them, unless told how many
    #[arg(long)]
    csv: bool,
}

#[derive(Args)]
pub struct MissedArguments {
    #[command(flatten)]
    scope: ScopeArguments,
    #[command(flatten)]
    period: PeriodArguments,
    #[command(flatten)]
    rows: Rows,
    /// For a spreadsheet; all of them, unless told how many
    #[arg(long)]
    csv: bool,
}

/// Runs one of them.
pub async fn run(
    command: DecisionCommand,
    config: &Config,
    output: &Output,
) -> Result<(), CliError> {
    let store = open_store(config).await?;
    match command {
        DecisionCommand::List(arguments) => list(&arguments, &store, config, output).await,
        DecisionCommand::Show { call } => story::show(&call, &store, config, output).await,
        DecisionCommand::Missed(arguments) => missed(&arguments, &store, config, output).await,
    }
}

async fn list(
    arguments: &ListArguments,
    store: &SqliteStore,
    config: &Config,
    output: &Output,
) -> Result<(), CliError> {
    let rows = arguments.filter.rows();
    let wanted = DecisionFilter {
        module: arguments.module.as_deref().map(value::code).transpose()?,
        caller: arguments.filter.caller(config)?,
        operator: arguments.filter.operator()?,
        reason: arguments.reason.as_deref().map(parse_reason).transpose()?,
        outcome: arguments.outcome.as_deref().map(parse_outcome).transpose()?,
        period: arguments.period.period(config.preferences.time_zone.zone(), Timestamp::now())?,
        limit: rows.shown(),
        ..DecisionFilter::default()
    };
    if arguments.csv {
        return spreadsheet::decisions(store, wanted, rows, config, output).await;
    }
    let decisions = store.decisions(&wanted).await?;
    let any = DecisionFilter { limit: wanted.limit, ..DecisionFilter::default() };
    let none = if wanted == any { "Nothing was decided yet." } else { "No decision is like that." };
    output.answer(&decisions, || decision_table(&decisions, config).text(none));
    Ok(())
}

fn parse_reason(code: &str) -> Result<ReasonKind, CliError> {
    ReasonKind::from_code(code).ok_or_else(|| {
        let codes = ReasonKind::ALL.map(ReasonKind::code).join(", ");
        CliError::invalid(format!("“{code}” is not a reason; give one of {codes}"))
    })
}

fn parse_outcome(code: &str) -> Result<Outcome, CliError> {
    Outcome::from_code(code).ok_or_else(|| {
        let codes = Outcome::ALL.map(Outcome::code).join(", ");
        CliError::invalid(format!("“{code}” is not an outcome; give one of {codes}"))
    })
}

async fn missed(
    arguments: &MissedArguments,
    store: &SqliteStore,
    config: &Config,
    output: &Output,
) -> Result<(), CliError> {
    let scope = arguments.scope.scope()?;
    let zone = zone_of(&scope, store, config).await?;
    let filter = MissedFilter {
        pbx: config.asterisk.pbx.clone(),
        scope,
        period: arguments.period.period_or_today(zone.zone(), Timestamp::now())?,
        before: None,
        limit: arguments.rows.shown(),
    };
    if arguments.csv {
        return spreadsheet::missed(store, filter, &arguments.rows, config, output).await;
    }
    let missed = store.missed(&filter).await?;
    output.answer(&missed, || {
        missed_table(&missed, config).text("Nobody was missed by their operator in this time.")
    });
    Ok(())
}

fn decision_table(decisions: &[Decision], config: &Config) -> Table {
    let zone = config.preferences.time_zone.zone();
    let mut table = Table::new(&["At", "Module", "Caller", "Why", "Went to", "Outcome"]);
    for decision in decisions {
        table.row(vec![
            clock(decision.id.at, zone),
            decision.module.to_string(),
            decision.caller.as_ref().map_or("none".to_owned(), ToString::to_string),
            decision.reason.sentence(),
            route_in_words(&decision.route),
            outcome_in_words(decision.outcome),
        ]);
    }
    table
}

fn missed_table(missed: &[Missed], config: &Config) -> Table {
    let zone = config.preferences.time_zone.zone();
    let mut table =
        Table::new(&["At", "Caller", "Operator", "Why", "What became of it", "Spoke later"]);
    for Missed { decision, spoke_later } in missed {
        table.row(vec![
            clock(decision.id.at, zone),
            decision.caller.as_ref().map_or("none".to_owned(), ToString::to_string),
            decision.operator.as_ref().map_or("none".to_owned(), ToString::to_string),
            decision.reason.sentence(),
            outcome_in_words(decision.outcome),
            spoke_later.as_ref().map_or("no".to_owned(), |later| {
                format!("with {}, {}", later.operator, clock(later.answered_at, zone))
            }),
        ]);
    }
    table
}

fn route_in_words(route: &Route) -> String {
    match route {
        Route::Failure => "failure destination".to_owned(),
        Route::Operator(operator) => format!("operator {operator}"),
        Route::Wait(operator) => format!("operator {operator}, waiting"),
    }
}

fn parse_call(text: &str) -> Result<Uniqueid, CliError> {
    Uniqueid::new(text).map_err(CliError::invalid)
}
