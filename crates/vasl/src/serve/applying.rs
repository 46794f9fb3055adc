//! What is configured, and that Asterisk has it: one task, so that one change follows another.

use super::in_use::InUse;
use super::mirroring::Mirroring;
use super::state::SharedState;
use crate::agreement::{self, Agree, Agreed};
use crate::audit;
use crate::change::{Before, Change, ChangeError, Changed};
use crate::config::Config;
use crate::upload::{self, Upload};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};
use vasl_asterisk::apply::{self, Applied, ApplyError, AskError};
use vasl_asterisk::inventory::Inventory;
use vasl_asterisk::line::Line;
use vasl_asterisk::managed_files::ManagedFiles;
use vasl_asterisk::manager::Manager;
use vasl_asterisk::render::{self, Rendered, Service, render};
use vasl_asterisk::sounds::Sounds;
use vasl_asterisk::version::AsteriskVersion;
use vasl_domain::call::Roster;
use vasl_domain::callflow::SoundContent;
use vasl_domain::configuration::{Configuration, ObjectId};
use vasl_domain::name::Extension;
use vasl_domain::user::Author;
use vasl_store::Store;

/// For how long somebody who was seen as a member of a queue counts as one: as long as the longest
/// memory, and an hour.
const MEMBER_FOR: SignedDuration = SignedDuration::from_hours(25);

/// What Asterisk is to have.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Wanted {
    /// The modules and the call flow.
    configuration: Configuration,
    /// The operators to whom a caller is pinned.
    pinned: BTreeSet<Extension>,
}

/// How long after something was kept for callers it is looked whether they have gone.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// What is asked of the task.
enum Request {
    Refresh(oneshot::Sender<Result<Roster, AskError>>),
    Apply,
    Change(Change, Author, oneshot::Sender<Result<Changed, ChangeError>>),
    Upload(Box<Upload>, Author, oneshot::Sender<Result<Changed, ChangeError>>),
    Agree(Agree, Author, oneshot::Sender<Result<Agreed, ChangeError>>),
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
    said_unread: bool,
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
            said_unread: false,
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

    /// Changes the configuration in somebody's name: Asterisk takes it first, then it is kept, and
    /// who asked for it.
    ///
    /// # Errors
    /// When it was not changed, and why. Nothing is half done then.
    pub async fn change(&self, change: Change, author: Author) -> Result<Changed, ChangeError> {
        let (answer, answered) = oneshot::channel();
        let gone = || ChangeError::Stopping;
        self.requests.send(Request::Change(change, author, answer)).await.map_err(|_| gone())?;
        answered.await.map_err(|_| gone())?
    }

    /// Changes a sound and what is heard of it, or adds one.
    ///
    /// # Errors
    /// When it was not changed, and why: what was heard is heard then.
    pub async fn upload(&self, upload: Upload, author: Author) -> Result<Changed, ChangeError> {
        let (answer, answered) = oneshot::channel();
        let gone = || ChangeError::Stopping;
        let request = Request::Upload(Box::new(upload), author, answer);
        self.requests.send(request).await.map_err(|_| gone())?;
        answered.await.map_err(|_| gone())?
    }

    /// Agrees something with a caller. Where it needs a queue that is not there yet, Asterisk takes
    /// it first.
    ///
    /// # Errors
    /// When it was not agreed, and why.
    pub async fn agree(&self, agree: Agree, author: Author) -> Result<Agreed, ChangeError> {
        let (answer, answered) = oneshot::channel();
        let gone = || ChangeError::Stopping;
        self.requests.send(Request::Agree(agree, author, answer)).await.map_err(|_| gone())?;
        answered.await.map_err(|_| gone())?
    }
}

impl<S: Store> ApplyingTask<S> {
    /// Runs until it is cancelled, or nobody can ask any more. What it has begun it brings to an end.
    ///
    /// A large configuration takes it long, and it does not yield meanwhile: it wants a thread of its
    /// own.
    pub async fn run(mut self, cancel: CancellationToken) {
        loop {
            let kept = !self.in_use.is_empty();
            let request = tokio::select! {
                biased;
                () = cancel.cancelled() => break,
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
                Request::Change(change, author, answer) => {
                    let _ = answer.send(self.change(change, author).await);
                }
                Request::Upload(upload, author, answer) => {
                    let _ = answer.send(self.upload(*upload, author).await);
                }
                Request::Agree(agree, author, answer) => {
                    let _ = answer.send(self.agree(agree, author).await);
                }
            }
        }
    }

    async fn look(&mut self) -> Result<(), AskError> {
        let before = std::mem::replace(&mut self.inventory, self.manager.inventory().await?);
        self.keep_members().await;
        self.inventory.remember(&self.state.now().membership, &before);
        self.say_unread_settings();
        Ok(())
    }

    async fn refresh(&mut self) -> Result<Roster, AskError> {
        self.look().await?;
        let wanted = self.wanted();
        self.show(&wanted);
        let Wanted { configuration, pinned } = &wanted;
        Ok(self.inventory.roster(&configuration.modules, pinned, &configuration.call_flow))
    }

    /// Once: an operator whose queues' wrap-up is not known is rung by them right after a
    /// reconnected call, and who waits for them hears nothing but the default music.
    fn say_unread_settings(&mut self) {
        let unread: Vec<String> = self
            .inventory
            .unread_settings(&self.state.now().call_flow)
            .map(ToString::to_string)
            .collect();
        if !unread.is_empty() && !self.said_unread {
            self.said_unread = true;
            warn!(
                queues = unread.join(" "),
                "the wrap-up of these queues could not be read from queues.conf, so none is kept \
                 after a reconnected call, and who waits for an operator hears and is recorded as \
                 anywhere; give the manager user the right to write config"
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

    fn wanted(&self) -> Wanted {
        let state = self.state.now();
        Wanted { configuration: state.configuration(), pinned: state.pinned.clone() }
    }

    fn lines(&self, wanted: &Wanted) -> Vec<Line> {
        let Configuration { modules, call_flow } = &wanted.configuration;
        self.inventory.lines(modules, &wanted.pinned, call_flow)
    }

    /// Puts a configuration, and the lines of the operators whom its modules cover, before the
    /// calls.
    fn show(&self, wanted: &Wanted) {
        let lines = self.lines(wanted);
        let lines = lines.into_iter().map(|line| (line.operator.clone(), line)).collect();
        let before = self.state.now();
        let inventory = Arc::new(self.inventory.clone());
        let Wanted { configuration, pinned } = wanted.clone();
        self.state.change(|state| {
            state.inventory = inventory;
            state.set_configuration(configuration);
            state.pinned = pinned;
            state.lines = lines;
        });
        if !self.state.now().lines.keys().eq(before.lines.keys()) {
            self.others.notify_one();
        }
    }

    async fn apply_known(&mut self) {
        let wanted = self.wanted();
        match self.apply(&wanted).await {
            Ok(Applied::Changed) => {
                self.show(&wanted);
                info!("Asterisk has the configuration");
            }
            Ok(Applied::Unchanged) => {}
            Err(error) => {
                warn!(%error, "the configuration was not applied");
                self.mirroring.look_at_everybody();
                return;
            }
        }
        self.forget_outdated_by_hand().await;
        self.mirroring.look_at_everybody();
    }

    async fn apply(&mut self, wanted: &Wanted) -> Result<Applied, ApplyError> {
        let applied = self.apply_once(wanted).await?;
        if applied == Applied::Changed {
            // A queue that was written has members now, and a module may cover them.
            self.look().await?;
            self.apply_once(wanted).await?;
        }
        Ok(applied)
    }

    async fn apply_once(&mut self, wanted: &Wanted) -> Result<Applied, ApplyError> {
        let version = self.manager.version().await??;
        self.look_who_is_left(wanted).await?;
        let rendered = self.render(wanted, version);
        if self.config.asterisk.add_include_lines {
            self.files.write_missing()?;
            self.files.include()?;
        }
        apply::apply(&self.files, &self.manager, &rendered).await
    }

    async fn look_who_is_left(&mut self, wanted: &Wanted) -> Result<(), AskError> {
        let modules = &wanted.configuration.modules;
        let lines = self.lines(wanted);
        let state = self.state.now();
        let (inventory, manager) = (&self.inventory, &self.manager);
        let in_use = self.in_use.find(modules, &lines, &state, inventory, manager).await?;
        if in_use != self.in_use && !in_use.is_empty() {
            info!(kept = in_use.names(), "stays until the callers who are in it have gone");
        }
        self.in_use = in_use;
        Ok(())
    }

    fn render(&self, wanted: &Wanted, version: AsteriskVersion) -> Rendered {
        render(&render::Configuration {
            modules: &self.in_use.with_modules(&wanted.configuration.modules),
            lines: &self.in_use.with_lines(self.lines(wanted)),
            call_flow: &wanted.configuration.call_flow,
            version,
            service: &self.service,
        })
    }

    /// Asterisk takes it first, then it is kept, then calls go by it.
    async fn change(&mut self, change: Change, author: Author) -> Result<Changed, ChangeError> {
        let changed = self.change_with(&change, None, author).await?;
        if let Change::Remove { id: ObjectId::Sound(name), .. } = change
            && let Err(error) = upload::take_away(name, self.sounds()).await
        {
            warn!(%error, "the file of a sound that was removed stays");
        }
        Ok(changed)
    }

    async fn upload(&mut self, upload: Upload, author: Author) -> Result<Changed, ChangeError> {
        let (change, taken_back) = (upload.change(), upload.taken_back());
        let before = upload.seen.as_ref().and_then(|seen| seen.content.clone());
        let uploaded = Some(upload.staged.content().clone());
        let changed = self.change_with(&change, uploaded.as_ref(), author.clone()).await?;
        if let Err(error) = upload.put_in_place(self.sounds()).await {
            if let Err(error) = self.change_with(&taken_back, before.as_ref(), author).await {
                warn!(%error, "what is kept of a sound is not what is heard; upload it again");
            }
            return Err(error);
        }
        Ok(changed)
    }

    fn sounds(&self) -> Sounds {
        Sounds::new(&self.config.asterisk.sounds_folder)
    }

    async fn change_with(
        &mut self,
        change: &Change,
        uploaded: Option<&SoundContent>,
        author: Author,
    ) -> Result<Changed, ChangeError> {
        let before = self.wanted();
        let agreements = self.store.agreements().await?;
        let checked = change.check(Before {
            configuration: &before.configuration,
            agreements: &agreements,
            inventory: &self.inventory,
            logins: &self.store.operator_logins().await?,
            uploaded,
        })?;
        let after = Wanted {
            configuration: checked.after,
            pinned: agreement::pinned_after(&agreements, &checked.agreements),
        };
        let steps = before.configuration.steps_to(&after.configuration);
        if steps.is_empty() && checked.agreements.is_empty() {
            return Ok(checked.changed);
        }
        let needs_asterisk = self.render_differs(&before, &after);
        if needs_asterisk {
            self.apply(&after).await?;
        }
        let audit = audit::of_change(
            (&before.configuration, &after.configuration),
            (&agreements, &checked.agreements),
            &author,
            Timestamp::now(),
        );
        let kept = self.store.change_configuration(&steps, &checked.agreements, &audit).await;
        if let Err(error) = kept {
            if needs_asterisk {
                self.take_back(&before).await;
            }
            return Err(error.into());
        }
        self.show(&after);
        self.forget_outdated_by_hand().await;
        self.mirroring.look_at_everybody();
        Ok(checked.changed)
    }

    /// What was set by hand while something else was configured does not hold, and is not to come
    /// back when the same is configured again. It is tried again when Asterisk is linked again.
    async fn forget_outdated_by_hand(&self) {
        let forget = async || -> Result<(), ChangeError> {
            for number in self.store.outdated_by_hand().await? {
                self.manager.forget_by_hand(&number).await.map_err(ApplyError::Ask)?;
                self.store.by_hand_taken_out(&number).await?;
            }
            Ok(())
        };
        if let Err(error) = forget().await {
            warn!(%error, "what was set by hand and does not hold any more is not taken out yet");
        }
    }

    /// A switch that only decisions read is no reason for a reload, and needs no link. What differs
    /// does so for any version.
    fn render_differs(&self, before: &Wanted, after: &Wanted) -> bool {
        let any = AsteriskVersion { major: 22, minor: 0 };
        self.render(before, any) != self.render(after, any)
    }

    async fn agree(&mut self, agree: Agree, author: Author) -> Result<Agreed, ChangeError> {
        let before = self.wanted();
        let pinned = agree.pinned_after(&self.store.agreements().await?);
        let after = Wanted { pinned, ..before.clone() };
        let known = &self.state.now().lines;
        let needs_asterisk =
            self.lines(&after).iter().any(|line| !known.contains_key(&line.operator));
        if needs_asterisk {
            self.apply(&after).await?;
        }
        let at = Timestamp::now();
        let kept = self.store.set_standing(&agree.caller, &agree.standing, at, &author).await;
        let standing = match kept {
            Ok(standing) => standing,
            Err(error) => {
                if needs_asterisk {
                    self.take_back(&before).await;
                }
                return Err(error.into());
            }
        };
        self.show(&after);
        if !needs_asterisk && standing.operator().is_some() {
            // A queue that nobody needs any more harms nobody until it is taken away.
            self.apply_known().await;
        }
        self.mirroring.look_at_everybody();
        let Configuration { modules, call_flow } = &after.configuration;
        let warnings = agree.warnings(modules, call_flow, &self.inventory);
        Ok(agree.done(standing, warnings))
    }

    async fn take_back(&mut self, before: &Wanted) {
        if let Err(error) = self.apply(before).await {
            warn!(%error, "a change that could not be kept could not be taken back either");
        }
    }
}
