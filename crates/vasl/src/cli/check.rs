//! `vasl check`: whether everything that Vasl needs is in order, a line each.

mod clocks;
mod sounds;

use super::decide::connect;
use super::output::Output;
use super::{CliError, open_store};
use crate::agreement;
use crate::config::{Config, DEFAULT_PATH, Panel};
use crate::destinations::{self, Destinations};
use crate::link_test;
use crate::preferences;
use crate::serve::control;
use crate::token;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::path::Path;
use std::process::ExitCode;
use vasl_ami::session::Connection;
use vasl_asterisk::apply;
use vasl_asterisk::attach::flavour::recognise;
use vasl_asterisk::attach::folder::Folder;
use vasl_asterisk::channel_events;
use vasl_asterisk::inventory::Inventory;
use vasl_asterisk::managed_files::{Contents, ManagedFiles, include_line};
use vasl_asterisk::manager::Manager;
use vasl_asterisk::render::{self, ManagedFile, Service, render};
use vasl_domain::configuration::Configuration;
use vasl_domain::module::Module;
use vasl_domain::name::Extension;
use vasl_store::Store;
use vasl_web::service::LinkFinding;

#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Verdict {
    Ok,
    Warning,
    Failed,
}

#[derive(Serialize)]
pub struct Line {
    what: &'static str,
    verdict: Verdict,
    message: String,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    counts: BTreeMap<String, u64>,
}

impl Line {
    fn new(what: &'static str, result: Result<String, String>) -> Self {
        let (verdict, message) = match result {
            Ok(message) => (Verdict::Ok, message),
            Err(message) => (Verdict::Failed, message),
        };
        Self { what, verdict, message, counts: BTreeMap::new() }
    }

    /// A warning where anything was counted.
    fn counted(
        what: &'static str,
        none: String,
        warning: &str,
        counts: BTreeMap<String, u64>,
    ) -> Self {
        if counts.is_empty() {
            return Self::new(what, Ok(none));
        }
        let total: u64 = counts.values().sum();
        let each: Vec<_> = counts.iter().map(|(name, count)| format!("{name} {count}")).collect();
        let message = format!("{warning}: {total} ({})", each.join(", "));
        Self { what, verdict: Verdict::Warning, message, counts }
    }

    fn warning(what: &'static str, message: impl Into<String>) -> Self {
        Self { verdict: Verdict::Warning, ..Self::new(what, Ok(message.into())) }
    }

    fn text(&self) -> String {
        let mark = match self.verdict {
            Verdict::Ok => "ok",
            Verdict::Warning => "warning",
            Verdict::Failed => "FAILED",
        };
        format!("{mark:<8} {:<16} {}", self.what, self.message)
    }
}

/// Checks and prints; the exit code says whether all is in order.
pub async fn run(path: Option<&Path>, output: &Output) -> Result<ExitCode, CliError> {
    let mut lines = Vec::new();
    match Config::load(path) {
        Ok(config) => {
            lines.push(Line::new("configuration", Ok(configuration(path))));
            check_all(&preferences::follow(config).await, &mut lines).await;
        }
        Err(error) => lines.push(Line::new("configuration", Err(error.to_string()))),
    }
    let failed = lines.iter().any(|line| line.verdict == Verdict::Failed);
    output.answer(&lines, || text(&lines));
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// What can be said before the service has run.
pub async fn of_installation(config: &Config) -> Vec<Line> {
    let mut lines = Vec::new();
    check_all(config, &mut lines).await;
    lines.retain(|line| {
        line.verdict != Verdict::Failed
            || !["store", "service", "generated files"].contains(&line.what)
    });
    lines
}

/// Lines for people.
pub fn text(lines: &[Line]) -> String {
    lines.iter().map(Line::text).collect::<Vec<_>>().join("\n")
}

fn configuration(named: Option<&Path>) -> String {
    let path = named.unwrap_or(Path::new(DEFAULT_PATH));
    if path.exists() {
        path.display().to_string()
    } else {
        format!("{} is not there; every setting has its default", path.display())
    }
}

async fn check_all(config: &Config, lines: &mut Vec<Line>) {
    lines.push(Line::new("PBX", pbx(config)));
    let modules = store(config).await;
    lines.push(Line::new(
        "store",
        modules.as_ref().map(|kept| kept.text.clone()).map_err(Clone::clone),
    ));
    lines.extend(service(config).await);
    lines.extend(config.panel.as_ref().and_then(proxy));
    let of_store = modules.as_ref().map_or(&[][..], |kept| &kept.configuration.modules);
    let connection = connect(config).await;
    match connection {
        Ok(connection) => {
            let manager = Manager::new(connection.actions());
            lines.push(Line::new("PBX link", link(&manager, &connection, config).await));
            lines.push(rights(&manager, config).await);
            let kept = modules.as_ref().ok().map(|kept| &kept.configuration);
            lines.extend(clocks::lines(&manager, config, kept).await);
            lines.push(shared_last_call(&manager).await);
            lines.push(log_ins(&manager).await);
            lines.push(sounds::line(Some(&manager), config, of_store).await);
            if let Ok(kept) = &modules {
                lines.extend(destinations(config, &kept.configuration.modules).await);
            }
            if let Ok(kept) = &modules {
                lines.push(Line::new("generated files", files(config, &manager, kept).await));
            }
            connection.close().await;
        }
        Err(error) => {
            lines.push(Line::new("PBX link", Err(error)));
            lines.push(sounds::line(None, config, of_store).await);
        }
    }
    lines.push(channel_event_log(config));
}

/// Whether the panel's proxy may be one that is not believed; nothing where that cannot be.
fn proxy(panel: &Panel) -> Option<Line> {
    let message = format!(
        "the panel listens at {} behind a proxy with TLS, and no proxy on another machine is named: \
         where the proxy is on another machine, put its address into proxies under [panel], or all \
         who log in count as one address; where it is on this one, listen at 127.0.0.1 alone",
        panel.listen
    );
    panel.is_behind_strangers().then(|| Line::warning("panel", message))
}

/// Whose PBX it is, and why that is believed.
fn pbx(config: &Config) -> Result<String, String> {
    let asterisk = &config.asterisk;
    let folder = Folder::new(&asterisk.configuration_folder, &asterisk.system_folder);
    let recognised = recognise(&folder.look().map_err(|error| error.to_string())?);
    Ok(format!("{}: {}", recognised.flavour, recognised.evidence.join("; ")))
}

/// Whether the PBX's own menu has the modules; nothing where it has no such menu.
async fn destinations(config: &Config, modules: &[Module]) -> Option<Line> {
    const WHAT: &str = "destinations";
    let differs = match Destinations::of(config) {
        Ok(Some(destinations)) => destinations.differs(modules).await,
        Ok(None) => return None,
        Err(error) => Err(error),
    };
    Some(match differs {
        Ok(differs) if differs.is_nothing() => {
            Line::new(WHAT, Ok("the PBX's own menu has the modules".to_owned()))
        }
        Ok(_) => Line::warning(
            WHAT,
            "the PBX's own menu is not in step with the modules: vasl destinations sync",
        ),
        Err(error) => Line::warning(WHAT, destinations::told(&error, modules)),
    })
}

/// What the store has.
struct Kept {
    text: String,
    configuration: Configuration,
    pinned: BTreeSet<Extension>,
}

async fn store(config: &Config) -> Result<Kept, String> {
    // A look must not make it: it would be this user's, and not the service's.
    if !config.store_path.exists() {
        return Err(format!(
            "{} is not there yet; vasl serve makes it",
            config.store_path.display()
        ));
    }
    let store = open_store(config).await.map_err(|error| error.message)?;
    let health = store.health().await.map_err(|error| error.to_string())?;
    let configuration = store.configuration().await.map_err(|error| error.to_string())?;
    let modules = &configuration.modules;
    let text = format!(
        "{}, schema {}, {} module{}, written in {:.1} ms",
        health.place,
        health.schema,
        modules.len(),
        if modules.len() == 1 { "" } else { "s" },
        health.wrote_in.as_secs_f64() * 1000.0
    );
    let pinned = agreement::pinned(&store.agreements().await.map_err(|e| e.to_string())?);
    Ok(Kept { text, configuration, pinned })
}

async fn service(config: &Config) -> Vec<Line> {
    let socket = config.control_socket();
    let asked = control::status(&socket).await;
    let asked = asked.map_err(|error| match error.kind() {
        ErrorKind::PermissionDenied => format!(
            "this user may not ask it at {}; run this as root, or as the user that vasl serve \
             runs as",
            socket.display()
        ),
        _ => format!("vasl serve runs and does not answer: {error}"),
    });
    let not_there =
        "vasl serve is not running, so callers go to the failure destinations; start it";
    let status = match asked.and_then(|status| status.ok_or_else(|| not_there.to_owned())) {
        Ok(status) => status,
        Err(error) => return vec![Line::new("service", Err(error))],
    };
    let runs = format!("runs, answers calls at {}", config.agi_listen);
    let service = if status.linked {
        Line::new("service", Ok(runs))
    } else {
        let reason = status.link_error.unwrap_or_else(|| "not linked yet".to_owned());
        Line::warning(
            "service",
            format!("{runs}, from what is known: it has no link to the PBX ({reason})"),
        )
    };
    vec![
        service,
        Line::counted(
            "call path",
            format!("{} requests, all answered", status.requests),
            "requests that went wrong since the service was started",
            status.faults,
        ),
        Line::counted(
            "events",
            "none dropped".to_owned(),
            "forged or broken events dropped since the service was started",
            status.dropped_events,
        ),
    ]
}

async fn link(
    manager: &Manager,
    connection: &Connection,
    config: &Config,
) -> Result<String, String> {
    let version = manager.version().await.map_err(|error| error.to_string())?;
    let version = version.map_err(|error| error.to_string())?;
    if manager.events_have_timestamps().await == Some(false) {
        return Err("timestampevents is off: set timestampevents=yes under [general] in \
                    manager.conf and reload the manager"
            .to_owned());
    }
    Ok(format!(
        "Asterisk {version} at {}, manager {}",
        config.asterisk.address,
        connection.version()
    ))
}

async fn files(config: &Config, manager: &Manager, kept: &Kept) -> Result<String, String> {
    let Configuration { modules, call_flow } = &kept.configuration;
    let say = |error: &dyn std::fmt::Display| error.to_string();
    let files = ManagedFiles::new(&config.asterisk.configuration_folder);
    if let Some(file) = files.not_included().map_err(|e| say(&e))?.first() {
        return Err(format!("{} lacks the line “{}”", file.name(), include_line(*file)));
    }
    let version = manager.version().await.map_err(|e| say(&e))?.map_err(|e| say(&e))?;
    let inventory = inventory(config, manager).await?;
    // A token made here would belong to this user, and not to the service.
    let token = token::read(&config.state_folder)
        .ok_or("vasl serve has not run yet, or its files are another user's")?;
    let service = Service { address: config.agi_listen, token };
    let rendered = render(&render::Configuration {
        modules,
        lines: &inventory.lines(modules, &kept.pinned, call_flow),
        call_flow,
        version,
        service: &service,
    });
    let wanted: Contents =
        rendered.files.iter().map(|(file, text)| (*file, Some(text.clone()))).collect();
    let found = files.read().map_err(|e| say(&e))?;
    if let Some(file) = ManagedFile::ALL.into_iter().find(|f| found.get(f) != wanted.get(f)) {
        return Err(format!(
            "{} is not as Vasl writes it; start or restart vasl serve",
            files.path(file).display()
        ));
    }
    match apply::lacks(manager, &rendered.expected).await.map_err(|e| say(&e))? {
        None => {
            Ok(format!("written, and Asterisk has them ({} operators)", inventory.members.len()))
        }
        Some(lack) => Err(format!("Asterisk has not loaded them: {lack}")),
    }
}

/// The queues and members as the service sees them.
async fn inventory(config: &Config, manager: &Manager) -> Result<Inventory, String> {
    let mut inventory = manager.inventory().await.map_err(|error| error.to_string())?;
    let store = open_store(config).await.map_err(|error| error.message)?;
    let since = Timestamp::now() - SignedDuration::from_hours(25);
    let lately = store.membership(&config.asterisk.pbx, since).await;
    inventory.remember(&lately.map_err(|error| error.to_string())?, &Inventory::default());
    Ok(inventory)
}

async fn rights(manager: &Manager, config: &Config) -> Line {
    const WHAT: &str = "manager user";
    let user = &config.asterisk.user;
    match link_test::rights(manager, user).await {
        LinkFinding::RightsLack { read, write } => {
            let lacking = |right: &str, classes: Vec<&str>| {
                (!classes.is_empty()).then(|| format!("{right}={}", classes.join(",")))
            };
            let lacking: Vec<String> =
                [lacking("read", read), lacking("write", write)].into_iter().flatten().collect();
            let message = format!(
                "{user} lacks rights: add {} to its section in manager.conf, and reload the manager",
                lacking.join(" and ")
            );
            Line::new(WHAT, Err(message))
        }
        LinkFinding::RightsSuffice => Line::new(WHAT, Ok(format!("{user} has all rights"))),
        _ => Line::warning(
            WHAT,
            format!("what {user} may do cannot be read; see that it has write=system"),
        ),
    }
}

async fn shared_last_call(manager: &Manager) -> Line {
    const WHAT: &str = "wrap-up";
    match manager.last_call_is_shared().await {
        Some(true) => Line::new(WHAT, Ok("holds in all queues of an operator".to_owned())),
        Some(false) => Line::warning(
            WHAT,
            "shared_lastcall is off: the wrap-up after a reconnected call does not hold in the \
             operator's other queues, nor theirs for a returning caller, so a phone may ring too \
             early; set shared_lastcall=yes under [general] in queues.conf, then “queue reload \
             parameters”",
        ),
        None => Line::warning(
            WHAT,
            "[general] of queues.conf cannot be read; see that it has shared_lastcall=yes",
        ),
    }
}

async fn log_ins(manager: &Manager) -> Line {
    const WHAT: &str = "log-ins";
    match manager.log_ins_are_kept().await {
        Some(true) => Line::new(WHAT, Ok("outlast a restart of Asterisk".to_owned())),
        Some(false) => Line::warning(
            WHAT,
            "persistentmembers is off: operators who logged in to a queue are out of it after a \
             restart of Asterisk, and no caller is reconnected to them; set persistentmembers=yes \
             under [general] in queues.conf, then “queue reload parameters”",
        ),
        None => Line::warning(
            WHAT,
            "[general] of queues.conf cannot be read; see that it has persistentmembers=yes",
        ),
    }
}

fn channel_event_log(config: &Config) -> Line {
    let path = config.asterisk.log_folder.join("cel-custom").join(channel_events::FILE);
    let mapping = channel_events::mapping();
    let configured = std::fs::read(config.asterisk.configuration_folder.join("cel_custom.conf"));
    let mapped = configured
        .ok()
        .map(|text| String::from_utf8_lossy(&text).lines().any(|line| line.trim() == mapping));
    let wrong = match (path.exists(), mapped) {
        (true, Some(true) | None) => {
            return Line::new("channel events", Ok(path.display().to_string()));
        }
        (false, Some(true)) => {
            let message = format!("{} comes with the next call", path.display());
            return Line::new("channel events", Ok(message));
        }
        (true, Some(false)) => "is written by another mapping",
        (false, _) => "is not there",
    };
    let message = format!(
        "{} {wrong}, so what is spoken while Vasl is down is not learned; there must stand under \
         [mappings] in cel_custom.conf: {mapping}",
        path.display(),
    );
    Line::warning("channel events", message)
}
