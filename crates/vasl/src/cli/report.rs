//! `vasl report`: how many calls went how.

use super::output::{Output, Table, clock};
use super::period::PeriodArguments;
use super::{CliError, open_store, value};
use crate::config::Config;
use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use vasl_domain::csv::{self, Cell, Separator};
use vasl_domain::module::ZoneName;
use vasl_domain::outcome::Outcome;
use vasl_domain::report::{Report, ReportFilter, Scope, Tally};
use vasl_store::{SqliteStore, Store};

#[derive(Args)]
pub struct ReportArguments {
    #[command(flatten)]
    scope: ScopeArguments,
    #[command(flatten)]
    period: PeriodArguments,
    /// For a spreadsheet
    #[arg(long)]
    csv: bool,
}

#[derive(Args)]
#[group(multiple = false)]
pub struct ScopeArguments {
    /// Only of the module with this code
    #[arg(long, value_name = "CODE")]
    module: Option<String>,
    /// Only about this operator
    #[arg(long, value_name = "EXTENSION")]
    operator: Option<String>,
    /// Only about conversations through this queue
    #[arg(long, value_name = "QUEUE")]
    queue: Option<String>,
}

impl ScopeArguments {
    pub fn scope(&self) -> Result<Scope, CliError> {
        if let Some(module) = &self.module {
            return value::code(module).map(Scope::Module);
        }
        if let Some(operator) = &self.operator {
            return value::extension(operator).map(Scope::Operator);
        }
        let queue = self.queue.as_deref().map(value::queue).transpose()?;
        Ok(queue.map_or(Scope::Everything, Scope::Queue))
    }
}

/// By the clock of the module, where it is about one; else by that of the configuration.
pub async fn zone_of(
    scope: &Scope,
    store: &SqliteStore,
    config: &Config,
) -> Result<ZoneName, CliError> {
    let module = match scope {
        Scope::Module(code) => store.module(code).await?,
        Scope::Everything | Scope::Operator(_) | Scope::Queue(_) => None,
    };
    Ok(module.map_or_else(|| config.preferences.time_zone.clone(), |module| module.time_zone))
}

/// The answer, for programs.
#[derive(Serialize)]
struct Told<'a> {
    from: Timestamp,
    to: Timestamp,
    time_zone: &'a ZoneName,
    scope: &'a Scope,
    total: Rated,
    reasons: Vec<ByReason>,
    outcomes: Vec<ByOutcome>,
    modules: Vec<Named<'a>>,
    operators: Vec<Named<'a>>,
    queues: Vec<Named<'a>>,
    hours: Vec<ByHour>,
    days: Vec<ByDay>,
}

#[derive(Serialize)]
struct Rated {
    #[serde(flatten)]
    tally: Tally,
    rate: Option<f64>,
}

#[derive(Serialize)]
struct ByReason {
    reason: &'static str,
    detail: Option<&'static str>,
    outcome: Option<Outcome>,
    decisions: u64,
}

#[derive(Serialize)]
struct ByOutcome {
    outcome: Option<Outcome>,
    decisions: u64,
}

#[derive(Serialize)]
struct Named<'a> {
    name: &'a str,
    #[serde(flatten)]
    rated: Rated,
}

#[derive(Serialize)]
struct ByHour {
    hour: usize,
    #[serde(flatten)]
    rated: Rated,
}

#[derive(Serialize)]
struct ByDay {
    day: Date,
    #[serde(flatten)]
    rated: Rated,
}

impl From<Tally> for Rated {
    fn from(tally: Tally) -> Self {
        Self { rate: tally.rate(), tally }
    }
}

/// Counts and prints.
pub async fn run(
    arguments: &ReportArguments,
    config: &Config,
    output: &Output,
) -> Result<(), CliError> {
    let store = open_store(config).await?;
    let scope = arguments.scope.scope()?;
    let time_zone = zone_of(&scope, &store, config).await?;
    let period = arguments.period.period_or_today(time_zone.zone(), Timestamp::now())?;
    let filter = ReportFilter { period, scope, time_zone };
    let report = store.report(&config.asterisk.pbx, &filter).await?;
    if arguments.csv {
        output.not_for_programs()?;
        return output.raw(&spreadsheet(&report));
    }
    output.answer(&told(&report, &filter), || in_words(&report, &filter));
    Ok(())
}

fn told<'a>(report: &'a Report, filter: &'a ReportFilter) -> Told<'a> {
    Told {
        from: filter.period.from().begins_at(),
        to: filter.period.to().begins_at(),
        time_zone: &filter.time_zone,
        scope: &filter.scope,
        total: report.total.into(),
        reasons: report
            .reasons
            .iter()
            .map(|(&(reason, outcome), &decisions)| ByReason {
                reason: reason.code(),
                detail: reason.detail(),
                outcome,
                decisions,
            })
            .collect(),
        outcomes: report
            .outcomes()
            .into_iter()
            .map(|(outcome, decisions)| ByOutcome { outcome, decisions })
            .collect(),
        modules: named(report.modules.iter().map(|(code, tally)| (code.as_str(), *tally))),
        operators: named(report.operators.iter().map(|(o, tally)| (o.as_str(), *tally))),
        queues: named(report.queues.iter().map(|(queue, tally)| (queue.as_str(), *tally))),
        hours: (0..)
            .zip(report.hours.each)
            .map(|(hour, tally)| ByHour { hour, rated: tally.into() })
            .collect(),
        days: report
            .days
            .iter()
            .map(|(day, tally)| ByDay { day: *day, rated: (*tally).into() })
            .collect(),
    }
}

fn named<'a>(tallies: impl Iterator<Item = (&'a str, Tally)>) -> Vec<Named<'a>> {
    tallies.map(|(name, tally)| Named { name, rated: tally.into() }).collect()
}

fn in_words(report: &Report, filter: &ReportFilter) -> String {
    let mut text = vec![heading(filter)];
    if report.total.decisions == 0 {
        text.push("Nothing was decided in this time.".to_owned());
        return text.join("\n\n");
    }
    let mut reasons = Table::new(&["Why", "What became of it", "Calls"]);
    for (&(reason, outcome), decisions) in &report.reasons {
        reasons.row(vec![reason.sentence(), outcome_in_words(outcome), decisions.to_string()]);
    }
    text.push(reasons.text(""));
    let hours = (0..).zip(report.hours.each).filter(|(_, tally)| tally.decisions > 0);
    for (what, rows) in [
        ("Module", strings(&report.modules)),
        ("Operator", strings(&report.operators)),
        ("Queue", strings(&report.queues)),
        ("Day", strings(&report.days)),
        ("Hour", hours.map(|(hour, tally)| (format!("{hour:02}:00"), tally)).collect()),
    ] {
        let mut table =
            Table::new(&[what, "Calls", "With an operator", "Connected", "Reconnected"]);
        for (name, tally) in rows {
            table.row(tally_in_words(name, tally));
        }
        if what == "Module" {
            table.row(tally_in_words("all".to_owned(), report.total));
        }
        text.extend(Some(table.text("")).filter(|table| !table.is_empty()));
    }
    text.join("\n\n")
}

fn heading(filter: &ReportFilter) -> String {
    let zone = filter.time_zone.zone();
    let of = match &filter.scope {
        Scope::Everything => String::new(),
        Scope::Module(module) => format!(", module {module}"),
        Scope::Operator(operator) => format!(", operator {operator}"),
        Scope::Queue(queue) => format!(", queue {queue}"),
    };
    format!(
        "{} to {} ({}){of}",
        clock(filter.period.from().begins_at(), zone),
        clock(filter.period.to().begins_at(), zone),
        filter.time_zone
    )
}

fn strings<K: ToString>(tallies: &std::collections::BTreeMap<K, Tally>) -> Vec<(String, Tally)> {
    tallies.iter().map(|(name, tally)| (name.to_string(), *tally)).collect()
}

fn tally_in_words(name: String, tally: Tally) -> Vec<String> {
    let rate = tally.rate().map_or_else(|| "–".to_owned(), |rate| format!("{:.0} %", rate * 100.0));
    let Tally { decisions, had_operator, connected } = tally;
    vec![name, decisions.to_string(), had_operator.to_string(), connected.to_string(), rate]
}

pub fn outcome_in_words(outcome: Option<Outcome>) -> String {
    outcome.map_or("not known yet", Outcome::code).replace('_', " ")
}

/// One table for all: what a line counts stands in its first two columns.
fn spreadsheet(report: &Report) -> String {
    let mut text = csv::BEGINNING.to_owned();
    let heading =
        ["by", "name", "what became of it", "calls", "with an operator", "connected", "rate"];
    let mut add = |cells: &[Cell<'_>]| text.push_str(&csv::line(cells, Separator::Comma));
    add(&heading.map(Cell::text));
    for (&(reason, outcome), &decisions) in &report.reasons {
        let (reason, outcome) = (reason.sentence(), outcome_in_words(outcome));
        add(&[
            Cell::text("reason"),
            Cell::text(&reason),
            Cell::text(&outcome),
            Cell::Count(decisions),
        ]);
    }
    let hours = (0..).zip(report.hours.each);
    let all = [("all".to_owned(), report.total)];
    for (by, rows) in [
        ("all", all.to_vec()),
        ("module", strings(&report.modules)),
        ("operator", strings(&report.operators)),
        ("queue", strings(&report.queues)),
        ("day", strings(&report.days)),
        ("hour", hours.map(|(hour, tally)| (format!("{hour:02}:00"), tally)).collect()),
    ] {
        for (name, tally) in rows {
            let name = match by {
                "module" | "operator" | "queue" => Cell::dialled(&name),
                _ => Cell::text(&name),
            };
            add(&[
                Cell::text(by),
                name,
                Cell::Empty,
                Cell::Count(tally.decisions),
                Cell::Count(tally.had_operator),
                Cell::Count(tally.connected),
                tally.rate().map_or(Cell::Empty, Cell::Part),
            ]);
        }
    }
    text
}
