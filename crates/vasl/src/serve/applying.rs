//! What is configured, and that Asterisk has it: one task, so that one change follows another.

use super::in_use::InUse;
use super::mirroring::Mirroring;
use super::state::SharedState;
use crate::agreement::{Agree, Agreed};
use crate::change::{Change, ChangeError, Changed};
use crate::config::Config;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::time::sleep;
use tracing::{info, warn};
use vasl_asterisk::apply::{self, Applied, ApplyError, AskError};
use vasl_asterisk::inventory::Inventory;
use vasl_asterisk::managed_files::ManagedFiles;
use vasl_asterisk::manager::Manager;
use vasl_asterisk::render::{Configuration, Rendered, Service, render};
use vasl_asterisk::version::AsteriskVersion;
use vasl_domain::call::Roster;
use vasl_domain::module::Module;
use vasl_domain::name::Extension;
use vasl_store::{Store, StoreError};

/// For how long somebody who was seen as a member of a queue counts as one: as long as the longest
/// memory, and an hour.
const MEMBER_FOR: SignedDuration = SignedDuration::from_hours(25);

/// How long after something was kept for callers it is looked whether they have gone.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// What is asked of the task.
enum Request {
    Refresh(oneshot::Sender<Result<Roster, AskError>>),
    Apply,
    Change(Change, oneshot::Sender<Result<Changed, ChangeError>>),
    Agree(Agree, oneshot::Sender<Result<Agreed, ChangeError>>),
}

/// The way to the task.
#[derive(Clone)]
pub struct Applying {
    requests: mpsc::Sender<Request>,
    others: Arc<Notify>,
}

/// The task.
pub struct ApplyingTask<S> {
    requests: mpsc::Receiver<Request>,
    config: Arc<Config>,
    service: Service,
    store: Arc<S>,
    state: SharedState,
    manager: Manager,
    mirroring: Mirroring,
    files: ManagedFiles,
    inventory: Inventory,
    in_use: InUse,
    said_wrap_up: bool,
    others: Arc<Notify>,
}

impl Applying {
    /// Makes the task, to be run, and the way to it.
    pub fn new<S: Store>(
        config: Arc<Config>,
        service: Service,
        store: Arc<S>,
        state: SharedState,
        manager: Manager,
        mirroring: Mirroring,
    ) -> (Self, ApplyingTask<S>) {
        let (sender, requests) = mpsc::channel(64);
        let files = ManagedFiles::new(&config.asterisk.configuration_folder);
        let inventory = Inventory::default();
        let others = Arc::new(Notify::new());
        let task = ApplyingTask {
            requests,
            config,
            service,
            store,
            state,
            manager,
            mirroring,
            files,
            inventory,
            in_use: InUse::default(),
            said_wrap_up: false,
            others: Arc::clone(&others),
        };
        (Self { requests: sender, others }, task)
    }

    /// Waits until there are other operators than before, whose channels are to be told.
    pub async fn other_operators(&self) {
        self.others.notified().await;
    }

    /// Looks at the PBX's queues anew and tells whose channels are operators'.
    ///
    /// # Errors
    /// When the PBX could not be asked.
    pub async fn refresh(&self) -> Result<Roster, AskError> {
        let (answer, answered) = oneshot::channel();
        let gone = || AskError("the service is stopping".to_owned());
        self.requests.send(Request::Refresh(answer)).await.map_err(|_| gone())?;
        answered.await.map_err(|_| gone())?
    }

    /// Sees to it, in its own time, that Asterisk has what is configured.
    pub async fn apply(&self) {
        let _ = self.requests.send(Request::Apply).await;
    }

    /// Changes the modules: Asterisk takes it first, then it is kept.
    ///
    /// # Errors
    /// When it was not changed, and why. Nothing is half done then.
    pub async fn change(&self, change: Change) -> Result<Changed, ChangeError> {
        let (answer, answered) = oneshot::channel();
        let gone = || ChangeError::Stopping;
        self.requests.send(Request::Change(change, answer)).await.map_err(|_| gone())?;
        answered.await.map_err(|_| gone())?
    }

    /// Agrees something with a caller. Where it needs a queue that is not there yet, Asterisk takes
    /// it first.
    ///
    /// # Errors
    /// When it was not agreed, and why.
    pub async fn agree(&self, agree: Agree) -> Result<Agreed, ChangeError> {
        let (answer, answered) = oneshot::channel();
        let gone = || ChangeError::Stopping;
        self.requests.send(Request::Agree(agree, answer)).await.map_err(|_| gone())?;
        answered.await.map_err(|_| gone())?
    }
}

impl<S: Store> ApplyingTask<S> {
    /// Runs until nobody can ask any more.
    pub async fn run(mut self) {
        loop {
            let kept = !self.in_use.is_empty();
            let request = tokio::select! {
                biased;
                request = self.requests.recv() => match request {
                    Some(request) => request,
                    None => break,
                },
                () = sleep(LOOK_AGAIN), if kept => Request::Apply,
            };
            match request {
                Request::Refresh(answer) => {
                    let _ = answer.send(self.refresh().await);
                }
                Request::Apply => self.apply_known().await,
                Request::Change(change, answer) => {
                    let _ = answer.send(self.change(change).await);
                }
                Request::Agree(agree, answer) => {
                    let _ = answer.send(self.agree(agree).await);
                }
            }
        }
    }

    async fn look(&mut self) -> Result<(), AskError> {
        let before = std::mem::replace(&mut self.inventory, self.manager.inventory().await?);
        self.keep_members().await;
        self.inventory.remember(&self.state.now().membership, &before);
        self.say_unread_wrap_up();
        Ok(())
    }

    async fn refresh(&mut self) -> Result<Roster, AskError> {
        self.look().await?;
        let modules = self.modules();
        self.show(&modules);
        Ok(self.inventory.roster(&modules, &self.pinned(), &self.config.call_flow))
    }

    /// Once: an operator whose queues' wrap-up is not known is rung by them right after a
    /// reconnected call.
    fn say_unread_wrap_up(&mut self) {
        let unread: Vec<String> = self
            .inventory
            .unread_wrap_up(&self.config.call_flow)
            .map(ToString::to_string)
            .collect();
        if !unread.is_empty() && !self.said_wrap_up {
            self.said_wrap_up = true;
            warn!(
                queues = unread.join(" "),
                "the wrap-up of these queues could not be read from queues.conf, so none is kept \
                 after a reconnected call; give the manager user the right to write config"
            );
        }
    }

    async fn keep_members(&self) {
        let now = Timestamp::now();
        let pbx = &self.config.asterisk.pbx;
        let members: Vec<_> =
            self.inventory.members.iter().map(|m| (m.queue.clone(), m.extension.clone())).collect();
        let kept = async {
            self.store.members_seen(pbx, &members, now).await?;
            let since = now.checked_sub(MEMBER_FOR).unwrap_or(Timestamp::UNIX_EPOCH);
            self.store.membership(pbx, since).await
        };
        match kept.await {
            Ok(membership) => self.state.change(|state| state.membership = membership),
            Err(error) => warn!(%error, "the members of the queues could not be kept"),
        }
    }

    fn modules(&self) -> Vec<Module> {
        self.state.now().modules.values().cloned().collect()
    }

    fn pinned(&self) -> BTreeSet<Extension> {
        self.state.now().pinned.clone()
    }

    /// Puts modules, and the lines of the operators whom they cover, before the calls.
    fn show(&self, modules: &[Module]) {
        let lines = self.inventory.lines(modules, &self.pinned(), &self.config.call_flow);
        let before = self.state.now();
        self.state.change(|state| {
            state.modules = modules.iter().map(|m| (m.code.clone(), m.clone())).collect();
            state.lines = lines.into_iter().map(|line| (line.operator.clone(), line)).collect();
        });
        if !self.state.now().lines.keys().eq(before.lines.keys()) {
            self.others.notify_one();
        }
    }

    async fn apply_known(&mut self) {
        let (modules, pinned) = (self.modules(), self.pinned());
        match self.apply(&modules, &pinned).await {
            Ok(Applied::Changed) => {
                self.show(&modules);
                info!("Asterisk has the configuration");
            }
            Ok(Applied::Unchanged) => {}
            Err(error) => warn!(%error, "the configuration was not applied"),
        }
        self.mirroring.look_at_everybody();
    }

    async fn apply(
        &mut self,
        modules: &[Module],
        pinned: &BTreeSet<Extension>,
    ) -> Result<Applied, ApplyError> {
        let applied = self.apply_once(modules, pinned).await?;
        if applied == Applied::Changed {
            // A queue that was written has members now, and a module may cover them.
            self.look().await?;
            self.apply_once(modules, pinned).await?;
        }
        Ok(applied)
    }

    async fn apply_once(
        &mut self,
        modules: &[Module],
        pinned: &BTreeSet<Extension>,
    ) -> Result<Applied, ApplyError> {
        let version = self.manager.version().await??;
        self.look_who_is_left(modules, pinned).await?;
        let rendered = self.render(modules, pinned, version);
        if self.config.asterisk.add_include_lines {
            self.files.write_missing()?;
            self.files.include()?;
        }
        apply::apply(&self.files, &self.manager, &rendered).await
    }

    async fn look_who_is_left(
        &mut self,
        modules: &[Module],
        pinned: &BTreeSet<Extension>,
    ) -> Result<(), AskError> {
        let lines = self.inventory.lines(modules, pinned, &self.config.call_flow);
        let state = self.state.now();
        let (inventory, manager) = (&self.inventory, &self.manager);
        let in_use = self.in_use.find(modules, &lines, &state, inventory, manager).await?;
        if in_use != self.in_use && !in_use.is_empty() {
            info!(kept = in_use.names(), "stays until the callers who are in it have gone");
        }
        self.in_use = in_use;
        Ok(())
    }

    fn render(
        &self,
        modules: &[Module],
        pinned: &BTreeSet<Extension>,
        version: AsteriskVersion,
    ) -> Rendered {
        let lines = self.inventory.lines(modules, pinned, &self.config.call_flow);
        render(&Configuration {
            modules: &self.in_use.with_modules(modules),
            lines: &self.in_use.with_lines(lines),
            call_flow: &self.config.call_flow,
            version,
            service: &self.service,
        })
    }

    async fn change(&mut self, change: Change) -> Result<Changed, ChangeError> {
        let before = self.modules();
        let (after, changed) = change.check(&before, &self.config, &self.inventory)?;
        if before == after {
            return Ok(changed);
        }
        let needs_asterisk = self.render_differs(&before, &after);
        if needs_asterisk {
            let pinned = self.pinned();
            self.apply(&after, &pinned).await?;
        }
        if let Err(error) = change.keep(self.store.as_ref()).await {
            if needs_asterisk {
                self.take_back(&before).await;
            }
            return Err(error.into());
        }
        self.show(&after);
        self.mirroring.look_at_everybody();
        Ok(changed)
    }

    /// A switch that only decisions read is no reason for a reload, and needs no link. What differs
    /// does so for any version.
    fn render_differs(&self, before: &[Module], after: &[Module]) -> bool {
        let any = AsteriskVersion { major: 22, minor: 0 };
        let pinned = self.pinned();
        self.render(before, &pinned, any) != self.render(after, &pinned, any)
    }

    async fn agree(&mut self, agree: Agree) -> Result<Agreed, ChangeError> {
        let modules = self.modules();
        let pinned = agree.pinned_after(&self.store.agreements().await?);
        let lines = self.inventory.lines(&modules, &pinned, &self.config.call_flow);
        let known = &self.state.now().lines;
        let needs_asterisk = lines.iter().any(|line| !known.contains_key(&line.operator));
        if needs_asterisk {
            self.apply(&modules, &pinned).await?;
        }
        let kept = self.store.set_standing(&agree.caller, &agree.standing, Timestamp::now()).await;
        let before = match kept {
            Ok(before) => before,
            Err(error) => {
                if needs_asterisk {
                    self.take_back(&modules).await;
                }
                return Err(error.into());
            }
        };
        self.state.change(|state| state.pinned = pinned);
        self.show(&modules);
        if !needs_asterisk && before.operator().is_some() {
            // A queue that nobody needs any more harms nobody until it is taken away.
            self.apply_known().await;
        }
        self.mirroring.look_at_everybody();
        let warnings = agree.warnings(&modules, &self.config.call_flow, &self.inventory);
        Ok(agree.done(before, warnings))
    }

    async fn take_back(&mut self, modules: &[Module]) {
        let pinned = self.pinned();
        if let Err(error) = self.apply(modules, &pinned).await {
            warn!(%error, "a change that could not be kept could not be taken back either");
        }
    }
}

impl From<StoreError> for ChangeError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
