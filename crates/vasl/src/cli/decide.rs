//! `vasl decide`: what would happen now, and why, from the very function that decides.

use super::output::{Output, clock};
use super::{CliError, open_store, value};
use crate::change::ChangeError;
use crate::config::Config;
use crate::preview::{Asked, preview};
use clap::Args;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use vasl_ami::session::{Connection, Settings, Subscription};
use vasl_asterisk::inventory::Inventory;
use vasl_asterisk::manager::Manager;
use vasl_asterisk::probe::Probes;
use vasl_domain::callflow::CallFlow;
use vasl_domain::configuration::ObjectId;
use vasl_domain::conversation::Path;
use vasl_domain::decision::{Candidate, Evidence, Membership, Route, Source, Standing, Verdict};
use vasl_domain::module::Module;
use vasl_domain::name::Extension;
use vasl_domain::number::{Caller, Presentation};
use vasl_domain::operator::LiveOperator;
use vasl_store::{SqliteStore, Store};
use vasl_web::service;

#[derive(Args)]
pub struct DecideArguments {
    /// The module's code, such as *5003
    #[arg(long, value_name = "CODE")]
    module: String,
    /// The caller's number, in any spelling
    #[arg(long, value_name = "NUMBER")]
    caller: String,
}

/// The answer, for programs.
#[derive(Serialize)]
struct Preview<'a> {
    module: &'a str,
    caller: Option<&'a Caller>,
    reason: &'static str,
    detail: Option<&'static str>,
    route: &'a Route,
    failure_destination: String,
    operator: Option<&'a Extension>,
    source: Option<Source>,
    standing: &'a Standing,
    evidence: &'a Evidence,
    asterisk: Option<&'a str>,
}

/// Asks and prints.
pub async fn run(
    arguments: &DecideArguments,
    config: &Config,
    output: &Output,
) -> Result<(), CliError> {
    let store = open_store(config).await?;
    let code = value::code(&arguments.module)?;
    let module =
        store.module(&code).await?.ok_or(ChangeError::NoSuchObject(ObjectId::Module(code)))?;
    let caller =
        config.preferences.numbers.caller(arguments.caller.as_bytes(), Presentation::Allowed);
    let service::Preview { standing, verdict, unasked } =
        ask(config, &store, &module, caller.as_ref().ok()).await?;
    let value = Preview {
        module: module.code.as_str(),
        caller: caller.as_ref().ok(),
        reason: verdict.reason.code(),
        detail: verdict.reason.detail(),
        route: &verdict.route,
        failure_destination: module.failure_destination.to_string(),
        operator: verdict.operator.as_ref(),
        source: verdict.source,
        standing: &standing,
        evidence: &verdict.evidence,
        asterisk: unasked.as_deref(),
    };
    output.answer(&value, || in_words(&module, caller.as_ref().ok(), &standing, &verdict));
    if let Some(unasked) = unasked {
        output.remark(&format!("Asterisk could not be asked how the operator stands: {unasked}"));
    }
    Ok(())
}

async fn ask(
    config: &Config,
    store: &SqliteStore,
    module: &Module,
    caller: Option<&Caller>,
) -> Result<service::Preview, CliError> {
    let now = Timestamp::now();
    let pbx = &config.asterisk.pbx;
    let membership = store.membership(pbx, now - SignedDuration::from_hours(25)).await?;
    let call_flow = store.configuration().await?.call_flow;
    let asked = Asked {
        pbx,
        module,
        caller,
        membership: &membership,
        time_groups: &call_flow.time_groups,
        still_up_at: now,
        now,
    };
    let live = |candidate| live(config, module, &call_flow, &membership, candidate);
    Ok(preview(store, asked, live).await?)
}

async fn live(
    config: &Config,
    module: &Module,
    call_flow: &CallFlow,
    membership: &Membership,
    candidate: Candidate,
) -> Result<Option<LiveOperator>, String> {
    let connection = connect(config).await?;
    let manager = Manager::new(connection.actions());
    let mut inventory = manager.inventory().await.map_err(|error| error.to_string())?;
    inventory.remember(membership, &Inventory::default());
    let operator = &candidate.operator;
    let pinned = (candidate.source == Source::Pinned).then(|| operator.clone());
    let pinned = pinned.into_iter().collect();
    let lines = inventory.lines(std::slice::from_ref(module), &pinned, call_flow);
    let live = match lines.iter().find(|line| line.operator == *operator) {
        Some(line) => {
            let queues = candidate.queues(membership, module);
            manager.live_operator(&Probes::new(line, queues)).await
        }
        None => Ok(None),
    };
    connection.close().await;
    live.map_err(|error| error.to_string())
}

/// A connection of the command line's own, without events.
pub async fn connect(config: &Config) -> Result<Connection, String> {
    let asterisk = &config.asterisk;
    let secret = asterisk.secret().map_err(|error| error.to_string())?;
    let settings = Settings::new(&asterisk.address, &asterisk.user, secret);
    Connection::connect(&settings, Subscription::Off).await.map_err(|error| error.to_string())
}

fn in_words(
    module: &Module,
    caller: Option<&Caller>,
    standing: &Standing,
    verdict: &Verdict,
) -> String {
    let who = caller.map_or_else(|| "A caller without identity".to_owned(), ToString::to_string);
    let goes = match &verdict.route {
        Route::Operator(operator) => format!("is connected to operator {operator} at once"),
        Route::Wait(operator) => format!(
            "waits for operator {operator}, at most {} s, then goes to {}",
            module.wait_seconds.get(),
            module.failure_destination
        ),
        Route::Failure => format!("goes to {}", module.failure_destination),
    };
    let mut lines = vec![
        format!("{who} through module {} ({}) {goes}.", module.code, module.name),
        format!("Why: {}.", verdict.reason.sentence()),
    ];
    if *standing != Standing::Ordinary {
        lines.push(format!("The caller is {}.", standing.sentence()));
    }
    lines.extend(evidence_in_words(module, verdict));
    lines.join("\n")
}

fn evidence_in_words(module: &Module, verdict: &Verdict) -> Option<String> {
    let evidence = &verdict.evidence;
    let zone = module.time_zone.zone();
    let operator = verdict.operator.as_ref()?;
    let way = match evidence.path.as_ref()? {
        Path::Queue(queue) => format!("through queue {queue}"),
        Path::Direct => "directly".to_owned(),
        Path::Reconnected { module, .. } => format!("through module {module}"),
        Path::Outbound => "called by the operator".to_owned(),
        Path::OutboundMissed => "called by the operator, and not answered".to_owned(),
    };
    Some(format!(
        "Spoke with {operator} {way}, until {}; remembered until {}.",
        clock(evidence.ended_at?, zone),
        clock(evidence.forgotten_at?, zone)
    ))
}
