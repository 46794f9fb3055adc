//! `vasl live`: how operators, waiting callers and memories stand now.

use super::output::{Output, Table, clock};
use super::{CliError, open_store, value};
use crate::change::ChangeError;
use crate::config::Config;
use crate::remembered::{self, Asked};
use crate::serve::control;
use crate::serve::status::Now;
use clap::Args;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use std::collections::HashMap;
use vasl_domain::configuration::ObjectId;
use vasl_domain::module::Module;
use vasl_domain::name::Extension;
use vasl_domain::remembered::{Memory, Remembered};
use vasl_store::Store;

#[derive(Args)]
pub struct LiveArguments {
    /// Only what the module with this code remembers
    #[arg(long, value_name = "CODE")]
    module: Option<String>,
    /// How many remembered callers of each module at most, the newest first
    #[arg(long, value_name = "ROWS", default_value_t = 20, value_parser = value::limit)]
    limit: u32,
}

/// The answer, for programs.
#[derive(Serialize)]
struct Told {
    at: Timestamp,
    #[serde(flatten)]
    now: Now,
    remembered: Vec<Remembered>,
}

/// Asks once and prints.
pub async fn run(
    arguments: &LiveArguments,
    config: &Config,
    output: &Output,
) -> Result<(), CliError> {
    let socket = config.control_socket();
    let now = match control::live(&socket).await {
        Ok(Some(now)) => now,
        Ok(None) => {
            let message = "vasl serve is not running, and only it knows how things stand; start it";
            return Err(CliError::new("not_running", message));
        }
        Err(error) => return Err(CliError::unreachable(&socket, &error)),
    };
    let store = open_store(config).await?;
    let at = Timestamp::now();
    let pbx = &config.asterisk.pbx;
    let configuration = store.configuration().await?;
    let membership = store.membership(pbx, at - SignedDuration::from_hours(25)).await?;
    let modules = wanted(&configuration.modules, arguments.module.as_deref())?;
    let mut memories = Vec::new();
    for module in modules {
        let time_groups = &configuration.call_flow.time_groups;
        let memory = Memory { module, membership: &membership, time_groups, now: at };
        let asked = Asked { pbx, memory, operator: None, still_up_at: at };
        memories.extend(remembered::page(&store, &asked, None, arguments.limit).await?.0);
    }
    let extensions = configuration.call_flow.extensions.iter();
    let names: HashMap<Extension, String> =
        extensions.map(|e| (e.number.clone(), e.name.as_str().to_owned())).collect();
    let told = Told { at, now, remembered: memories };
    output.answer(&told, || in_words(&told, &names, config));
    Ok(())
}

fn wanted<'a>(modules: &'a [Module], code: Option<&str>) -> Result<Vec<&'a Module>, CliError> {
    let Some(code) = code.map(value::code).transpose()? else {
        return Ok(modules.iter().collect());
    };
    let module = modules.iter().find(|module| module.code == code);
    Ok(vec![module.ok_or(ChangeError::NoSuchObject(ObjectId::Module(code)))?])
}

fn in_words(told: &Told, names: &HashMap<Extension, String>, config: &Config) -> String {
    let zone = config.preferences.time_zone.zone();
    let link = match (told.now.linked, &told.now.link_error) {
        (true, _) => "linked to Asterisk".to_owned(),
        (false, Some(error)) => format!("not linked to Asterisk: {error}"),
        (false, None) => "not linked to Asterisk".to_owned(),
    };
    let mut operators = Table::new(&["Operator", "Name", "State", "Since", "For", "Waiting"]);
    let mut waiting = Table::new(&["Waits for", "Place", "Caller", "Since", "For"]);
    for operator in &told.now.picture.operators {
        operators.row(vec![
            operator.operator.to_string(),
            names.get(&operator.operator).cloned().unwrap_or_default(),
            operator.presence.code().replace('_', " "),
            operator.since.map_or("not known".to_owned(), |since| clock(since, zone)),
            operator.since.map_or(String::new(), |since| length(told.at.duration_since(since))),
            operator.waiting.len().to_string(),
        ]);
        for (place, caller) in (1..).zip(&operator.waiting) {
            waiting.row(vec![
                operator.operator.to_string(),
                format!("{place}"),
                caller.caller.as_ref().map_or("none".to_owned(), ToString::to_string),
                clock(caller.since, zone),
                length(told.at.duration_since(caller.since)),
            ]);
        }
    }
    let mut memories =
        Table::new(&["Module", "Caller", "Operator", "Spoke until", "Remembered until", "Left"]);
    for memory in &told.remembered {
        memories.row(vec![
            memory.module.to_string(),
            memory.caller.to_string(),
            memory.operator.to_string(),
            clock(memory.ended_at, zone),
            clock(memory.forgotten_at, zone),
            length(SignedDuration::from_secs(memory.seconds_left)),
        ]);
    }
    [
        format!("{}  {link}", clock(told.at, zone)),
        operators.text("No module covers an operator."),
        waiting.text("Nobody waits for an operator."),
        memories.text("Nobody is remembered."),
    ]
    .join("\n\n")
}

/// Hours, minutes and seconds.
fn length(duration: SignedDuration) -> String {
    let seconds = duration.as_secs().max(0);
    format!("{}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}
