//! The service: answers calls, learns from the PBX, keeps Asterisk's configuration in step.

mod amends;
mod apart;
mod applying;
pub mod control;
mod in_use;
mod learning;
mod link_report;
mod members;
mod menu;
mod mirroring;
mod panel;
mod placing;
mod preferred;
mod reconnect;
mod start_error;
mod state;
pub mod status;
mod watchdog;
mod watching;

pub use start_error::StartError;

use crate::agreement;
use crate::config::Config;
use crate::preferences;
use crate::taking_over;
use crate::token;
use anyhow::{Context as _, bail};
use apart::Apart;
use applying::Applying;
use jiff::{SignedDuration, Timestamp};
use learning::{Learning, Listeners};
use mirroring::{Mirroring, MirroringTask};
use panel::{Acting, PanelService};
use placing::{Placing, Waits};
use preferred::{Preferred, Preferring};
use reconnect::{Counters, Reconnect};
use state::{LinkKnowledge, SharedState, State};
use status::Observed;
use std::fs::{DirBuilder, File, TryLockError};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::UnixListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::interval;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{info, warn};
use vasl_agi::{Server, Session};
use vasl_ami::session::{EventMask, Link, LinkSettings, Settings};
use vasl_asterisk::inventory::Inventory;
use vasl_asterisk::manager::Manager;
use vasl_asterisk::render::Service;
use vasl_asterisk::sounds::Sounds;
use vasl_domain::callflow::Sound;
use vasl_domain::preferences::{Days, Retention};
use vasl_store::{Outdated, SqliteStore, Store};
use watching::{Watching, WatchingTask};

/// How many notes of calls may wait to be written down.
const NOTES_WAITING: usize = 4096;

/// How often what is too old is taken out of the store.
const PRUNE_EVERY: Duration = Duration::from_secs(3600);

/// Runs until it is told to stop.
///
/// # Errors
/// When it cannot start, and why.
pub async fn run(config: Config) -> anyhow::Result<()> {
    let config = Arc::new(config);
    let secret = config.asterisk.secret().map_err(StartError::from)?;
    // Before the store is opened: another version's service may be using it.
    let _lock = lock(&config.state_folder)?;
    let store = Arc::new(SqliteStore::open(&config.store_path).await?);
    if taking_over::take_over(store.as_ref(), &config).await? {
        info!("the call flow and the time groups of the configuration file are in the store now");
    }
    let service = Service { address: config.agi_listen, token: token::load(&config.state_folder)? };
    let server = Server::bind(config.agi_listen, vasl_agi::Settings::default())
        .await
        .map_err(|source| StartError::Listen { address: config.agi_listen, source })?;
    let socket = config.control_socket();
    let control =
        control::listen(&socket).map_err(|source| StartError::Control { socket, source })?;
    let state = SharedState::new(first_state(&config, store.as_ref()).await?);
    install_sounds(&config, &state.now().call_flow.sounds);
    learning::take_out_of_service(store.as_ref(), &state).await;
    let preferred = Preferred::new(preferences::begin(store.as_ref(), &config).await?);

    let cancel = CancellationToken::new();
    let mut settings =
        LinkSettings::new(Settings::new(&config.asterisk.address, &config.asterisk.user, secret));
    settings.connection.event_buffer = 65_536;
    let asking = LinkSettings { events: EventMask::of(&[]), ..settings.clone() };
    let link = Link::start(settings, &cancel);
    let parts = Parts { config, store, service, state, preferred, server, control, link, asking };
    info!(listening = %parts.server.local_addr()?, "vasl serves");
    watchdog::notify("READY=1");
    parts.run(cancel).await
}

/// Everything that was opened, ready to run.
struct Parts {
    config: Arc<Config>,
    store: Arc<SqliteStore>,
    service: Service,
    state: SharedState,
    preferred: Preferred,
    server: Server,
    control: UnixListener,
    link: Link,
    /// How a session is had on which nothing else is asked.
    asking: LinkSettings,
}

impl Parts {
    /// Calls are answered to the last: the tasks end in the order in which a caller would miss
    /// them least, and what was decided is written down.
    async fn run(self, cancel: CancellationToken) -> anyhow::Result<()> {
        let tasks = TaskTracker::new();
        let manager = Manager::new(self.link.actions());
        let link_status = self.link.status();
        let mirroring = Mirroring::default();
        let mirroring_task =
            MirroringTask::new(mirroring.clone(), self.state.clone(), manager.clone());
        let (applying, applying_task) = Applying::new(
            Arc::clone(&self.config),
            self.service.clone(),
            Arc::clone(&self.store),
            self.state.clone(),
            manager.clone(),
            mirroring.clone(),
        );
        let watching = Watching::new();
        let watching_task = WatchingTask::new(
            watching.clone(),
            (self.state.clone(), self.preferred.clone()),
            manager.clone(),
        );
        let (notes, noted) = mpsc::channel(NOTES_WAITING);
        let waits = Waits::default();
        let learning = Learning::new(
            Arc::clone(&self.config),
            Arc::clone(&self.store),
            (self.state.clone(), self.preferred.clone()),
            manager.clone(),
            applying.clone(),
            Listeners { mirroring, waits: waits.clone(), watching: watching.clone() },
        );
        let apart = Apart::from_here();
        let panel = PanelService {
            config: Arc::clone(&self.config),
            state: self.state.clone(),
            preferred: self.preferred.clone(),
            applying: applying.clone(),
            manager: manager.clone(),
            link: self.link.status(),
            watching: watching.clone(),
            store: Arc::clone(&self.store),
            acting: Acting::default(),
            drawn: Mutex::default(),
            conversions: panel::conversions(),
        };
        // Where a caller waits for the answer, no other question may stand before theirs.
        let at_once = Link::start(self.asking.clone(), &cancel);
        let counters = Arc::new(Counters::default());
        let placing = Arc::new(Placing {
            token: self.service.token.clone(),
            state: self.state.clone(),
            manager: Manager::new(at_once.actions()),
            waits,
            counters: Arc::clone(&counters),
        });
        let reconnect = Arc::new(Reconnect {
            pbx: self.config.asterisk.pbx.clone(),
            token: self.service.token.clone(),
            preferred: self.preferred.clone(),
            state: self.state,
            store: Arc::clone(&self.store),
            notes,
            counters: Arc::clone(&counters),
        });
        let state = reconnect.state.clone();
        let menu_state = state.clone();
        let preferring =
            Preferring { preferred: self.preferred.clone(), store: Arc::clone(&self.store) };
        let observed = Observed {
            link: self.link.status(),
            dropped: self.link.dropped(),
            answers: Arc::clone(&counters),
            watching,
            server: self.server.counters(),
        };
        let answer = move |session: Session| {
            let (reconnect, placing) = (Arc::clone(&reconnect), Arc::clone(&placing));
            async move {
                if Placing::is_asked_by(session.environment()) {
                    placing.answer(session).await;
                } else {
                    reconnect.answer(session).await;
                }
            }
        };
        let mut essential = JoinSet::new();
        let (mirrors, stop_mirroring) = (TaskTracker::new(), CancellationToken::new());
        essential.spawn(mirrors.track_future(mirroring_task.run(stop_mirroring.clone())));
        essential.spawn(apart.run("changes", applying_task.run(cancel.clone()))?);
        essential.spawn(learning.run(self.link, noted, cancel.clone()));
        essential.spawn(self.server.run(answer, cancel.clone()));
        let sounds = Sounds::new(&self.config.asterisk.sounds_folder);
        let asked = control::Asked { applying, preferring, observed, sounds };
        essential.spawn(control::run(self.control, asked, state, tasks.clone(), cancel.clone()));
        let (beats, pulse_of_panel) = watchdog::start(cancel.clone())?;
        essential.spawn(beats);
        tasks.spawn(at_once.keep());
        tasks.spawn(menu::run(Arc::clone(&self.config), menu_state, cancel.clone()));
        if self.config.panel.is_some() {
            let service = |manager| PanelService { manager, ..panel };
            let panel = panel::start(apart, self.asking, service, pulse_of_panel, cancel.clone());
            tasks.spawn(panel);
        }
        tasks.spawn(prune(self.preferred.clone(), Arc::clone(&self.store), cancel.clone()));
        tasks.spawn(link_report::run(link_status, cancel.clone()));
        tasks.spawn(watching_task.run(cancel.clone()));
        tokio::select! {
            told = until_told_to_stop() => told?,
            // Without one of these the service would only seem to run.
            ended = essential.join_next() => {
                ended.transpose().context("a part of the service failed")?;
                bail!("a part of the service ended by itself");
            }
        }
        info!("stopping");
        watchdog::notify("STOPPING=1");
        // As long as there is a link to say it over.
        stop_mirroring.cancel();
        mirrors.close();
        mirrors.wait().await;
        cancel.cancel();
        while let Some(ended) = essential.join_next().await {
            ended.context("a part of the service failed")?;
        }
        tasks.close();
        tasks.wait().await;
        self.store.close().await?;
        info!(?counters, "stopped");
        Ok(())
    }
}

async fn until_told_to_stop() -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}

/// A call goes on without a sound that is not there, so this stops nothing.
fn install_sounds(config: &Config, uploaded: &[Sound]) {
    let sounds = Sounds::new(&config.asterisk.sounds_folder);
    match sounds.place_what_was_left(uploaded) {
        Ok(0) => {}
        Ok(placed) => info!(placed, "sounds that were uploaded before a crash are heard now"),
        Err(error) => warn!(%error, "whether an upload was interrupted could not be looked at"),
    }
    match sounds.install_shipped() {
        Ok(0) => {}
        Ok(installed) => info!(installed, "Vasl's own sounds stand in Asterisk's folder"),
        Err(error) => warn!(%error, "Vasl's own sounds could not be installed"),
    }
}

/// One service for one folder: two would both write Asterisk's files.
fn lock(folder: &Path) -> Result<File, StartError> {
    let cannot_write = |source| StartError::Folder { folder: folder.to_owned(), source };
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(cannot_write)?;
    let file = File::create(folder.join("serve.lock")).map_err(cannot_write)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StartError::Runs { folder: folder.to_owned() }),
        Err(TryLockError::Error(source)) => Err(cannot_write(source)),
    }
}

async fn first_state(config: &Config, store: &impl Store) -> anyhow::Result<State> {
    let pbx = &config.asterisk.pbx;
    let configuration = store.configuration().await?;
    let since = Timestamp::now() - SignedDuration::from_hours(25);
    let membership = store.membership(pbx, since).await?;
    let last_seen = store.link(pbx).await?.map_or(Timestamp::UNIX_EPOCH, |link| link.last_seen_at);
    // Until the PBX is heard, its operators are rung as their extensions are called.
    let pinned = agreement::pinned(&store.agreements().await?);
    let lines =
        Inventory::default().lines(&configuration.modules, &pinned, &configuration.call_flow);
    let mut state = State {
        lines: lines.into_iter().map(|line| (line.operator.clone(), line)).collect(),
        pinned,
        inventory: Arc::default(),
        membership,
        link: LinkKnowledge::LastSeen(last_seen),
        ..State::default()
    };
    state.set_configuration(configuration);
    Ok(state)
}

async fn prune(preferred: Preferred, store: Arc<SqliteStore>, cancel: CancellationToken) {
    let mut ticks = interval(PRUNE_EVERY);
    let mut changes = preferred.changes();
    loop {
        tokio::select! {
            () = cancel.cancelled() => return,
            _ = ticks.tick() => {}
            changed = changes.changed() => if changed.is_err() { return },
        }
        let retention = preferred.now().retention;
        match store.prune(&outdated(retention, Timestamp::now())).await {
            Ok(pruned) if pruned != vasl_store::Pruned::default() => {
                info!(
                    pruned.conversations,
                    pruned.decisions, pruned.counts, pruned.audit, "old records were removed"
                );
            }
            Ok(_) => {}
            Err(error) => warn!(%error, "old records could not be removed"),
        }
    }
}

fn outdated(retention: Retention, now: Timestamp) -> Outdated {
    let before = |days: Days| now - SignedDuration::from_hours(i64::from(days.get()) * 24);
    Outdated {
        conversations_before: before(retention.conversations),
        decisions_before: before(retention.decisions),
        counts_before: before(retention.reports),
        audit_before: before(retention.audit),
    }
}
