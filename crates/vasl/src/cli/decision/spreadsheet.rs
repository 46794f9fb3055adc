//! Calls for a spreadsheet, read page by page however many there are.

use super::super::CliError;
use super::super::list::{Rows, way};
use super::super::output::{Output, clock};
use super::super::report::outcome_in_words;
use super::route_in_words;
use crate::config::Config;
use jiff::Timestamp;
use vasl_domain::csv::{self, Cell, Separator};
use vasl_domain::story::Story;
use vasl_store::{DecisionFilter, Missed, MissedFilter, SqliteStore, Store};

/// Prints the stories of calls.
pub async fn decisions(
    store: &SqliteStore,
    mut filter: DecisionFilter,
    rows: &Rows,
    config: &Config,
    output: &Output,
) -> Result<(), CliError> {
    output.not_for_programs()?;
    output.raw(&heading(&[
        "came in",
        "dialled",
        "IVR",
        "key",
        "decided",
        "module",
        "caller",
        "why",
        "operator",
        "went to",
        "rang",
        "settled",
        "outcome",
        "talk seconds",
        "remembered through",
    ]))?;
    for limit in rows.pages() {
        filter.limit = limit;
        let page = store.stories(&filter).await?;
        let Some(last) = page.last() else { break };
        filter.before = Some(last.decision.id.clone());
        output.raw(&page.iter().map(|story| story_line(story, config)).collect::<String>())?;
    }
    Ok(())
}

/// Prints customers whom their operator missed.
pub async fn missed(
    store: &SqliteStore,
    mut filter: MissedFilter,
    rows: &Rows,
    config: &Config,
    output: &Output,
) -> Result<(), CliError> {
    output.not_for_programs()?;
    output.raw(&heading(&[
        "at",
        "module",
        "caller",
        "operator",
        "why",
        "outcome",
        "spoke later",
        "with",
    ]))?;
    for limit in rows.pages() {
        filter.limit = limit;
        let page = store.missed(&filter).await?;
        let Some(last) = page.last() else { break };
        filter.before = Some(last.decision.id.clone());
        output.raw(&page.iter().map(|missed| missed_line(missed, config)).collect::<String>())?;
    }
    Ok(())
}

fn heading(columns: &[&str]) -> String {
    let cells: Vec<Cell<'_>> = columns.iter().map(|column| Cell::text(*column)).collect();
    format!("{}{}", csv::BEGINNING, csv::line(&cells, Separator::Comma))
}

fn story_line(story: &Story, config: &Config) -> String {
    let zone = config.preferences.time_zone.zone();
    let decision = &story.decision;
    let arrival = &decision.arrival;
    let time = |at: Option<Timestamp>| at.map_or_else(String::new, |at| clock(at, zone));
    let talk = story.reconnected().and_then(|spoke| u64::try_from(spoke.talk_seconds()).ok());
    csv::line(
        &[
            Cell::text(time(arrival.came_in_at)),
            dialled(arrival.dialled.as_ref().map(|number| number.as_str())),
            dialled(arrival.ivr.as_ref().map(|ivr| ivr.as_str())),
            dialled(arrival.key.as_ref().map(|key| key.as_str())),
            Cell::text(clock(decision.id.at, zone)),
            Cell::dialled(decision.module.as_str()),
            dialled(decision.caller.as_ref().map(|caller| caller.as_str())),
            Cell::text(decision.reason.sentence()),
            dialled(decision.operator.as_ref().map(|operator| operator.as_str())),
            Cell::text(route_in_words(&decision.route)),
            Cell::text(time(decision.rang_at)),
            Cell::text(time(decision.settled_at)),
            Cell::text(outcome_in_words(decision.outcome)),
            talk.map_or(Cell::Empty, Cell::Count),
            Cell::text(decision.evidence.path.as_ref().map(way).unwrap_or_default()),
        ],
        Separator::Comma,
    )
}

fn missed_line(missed: &Missed, config: &Config) -> String {
    let zone = config.preferences.time_zone.zone();
    let Missed { decision, spoke_later } = missed;
    let later = spoke_later.as_ref().map(|later| clock(later.answered_at, zone));
    csv::line(
        &[
            Cell::text(clock(decision.id.at, zone)),
            Cell::dialled(decision.module.as_str()),
            dialled(decision.caller.as_ref().map(|caller| caller.as_str())),
            dialled(decision.operator.as_ref().map(|operator| operator.as_str())),
            Cell::text(decision.reason.sentence()),
            Cell::text(outcome_in_words(decision.outcome)),
            Cell::text(later.as_deref().unwrap_or_default()),
            dialled(spoke_later.as_ref().map(|later| later.operator.as_str())),
        ],
        Separator::Comma,
    )
}

fn dialled(number: Option<&str>) -> Cell<'_> {
    number.map_or(Cell::Empty, Cell::dialled)
}
