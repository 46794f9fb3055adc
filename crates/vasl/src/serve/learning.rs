//! What the PBX tells: conversations, outcomes, members. One task, which alone writes down what it
//! learns, in the order in which it happened.

use super::amends::Amends;
use super::applying::Applying;
use super::members::{self, Glance};
use super::mirroring::Mirroring;
use super::placing::Waits;
use super::preferred::Preferred;
use super::reconnect::Note;
use super::state::{LinkKnowledge, SharedState};
use super::watching::Watching;
use crate::config::Config;
use crate::gap;
use jiff::{SignedDuration, Timestamp};
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};
use vasl_ami::event::{Event, EventKind, Hint};
use vasl_ami::session::{Link, LinkEvent, LinkUp};
use vasl_asterisk::apply::AskError;
use vasl_asterisk::events;
use vasl_asterisk::manager::Manager;
use vasl_domain::call::Roster;
use vasl_domain::conversation::{Conversation, Path};
use vasl_domain::decision::Decision;
use vasl_domain::name::{PbxName, QueueName, Uniqueid};
use vasl_domain::outcome::{Outcome, OutcomeTracker};
use vasl_domain::story::{Settlement, Story};
use vasl_domain::tracker::{CallTracker, Learned};
use vasl_store::{Store, StoreError};

/// How often it is noted that the PBX is there. A conversation that was up when everything died
/// ends at the last of these.
const HEARTBEAT: Duration = Duration::from_secs(2);

/// How long to wait before a snapshot that failed is tried again.
const SNAPSHOT_AGAIN: Duration = Duration::from_secs(2);

/// How long a PBX that is still loading may take to say that it has loaded.
const BOOT_WITHIN: Duration = Duration::from_secs(30);

/// No call that was decided longer ago than this is still without an outcome.
const SETTLED_WITHIN: SignedDuration = SignedDuration::from_hours(25);

/// More than this is not kept back for a store that fails.
const MOST_UNSAVED: usize = 10_000;

/// The task.
pub struct Learning<S> {
    config: Arc<Config>,
    store: Arc<S>,
    state: SharedState,
    preferred: Preferred,
    manager: Manager,
    applying: Applying,
    listeners: Listeners,
    tracker: CallTracker,
    roster: Roster,
    outcomes: OutcomeTracker,
    /// By which queue the conversation came about that a decided call goes back to.
    reconnections: HashMap<Uniqueid, Option<QueueName>>,
    unsaved: VecDeque<ToSave>,
    look_at_members: Option<Instant>,
    glance: Glance,
    snapshot_again: Option<Instant>,
    amends: Amends,
    booted_at: Option<Timestamp>,
    marks: gap::Marks,
}

/// Who else hears what the PBX tells.
pub struct Listeners {
    /// Whether operators take calls is passed on.
    pub mirroring: Mirroring,
    /// How long callers have waited is noted.
    pub waits: Waits,
    /// How things stand is shown.
    pub watching: Watching,
}

/// What waits for the store.
enum ToSave {
    Learned(Learned),
    Decision(Box<Decision>),
    Settlement(Settlement),
}

impl<S: Store> Learning<S> {
    /// A task that has heard nothing yet.
    pub fn new(
        config: Arc<Config>,
        store: Arc<S>,
        (state, preferred): (SharedState, Preferred),
        manager: Manager,
        applying: Applying,
        listeners: Listeners,
    ) -> Self {
        let pbx = config.asterisk.pbx.clone();
        let tracker = CallTracker::new(pbx, preferred.now().numbers.clone(), Roster::default());
        Self {
            config,
            store,
            state,
            preferred,
            manager,
            applying,
            listeners,
            tracker,
            roster: Roster::default(),
            outcomes: OutcomeTracker::default(),
            reconnections: HashMap::new(),
            unsaved: VecDeque::new(),
            look_at_members: None,
            glance: Glance::default(),
            snapshot_again: None,
            amends: Amends::default(),
            booted_at: None,
            marks: gap::Marks::default(),
        }
    }

    /// Learns until the link is stopped.
    pub async fn run(
        mut self,
        mut link: Link,
        mut notes: mpsc::Receiver<Note>,
        stopping: CancellationToken,
    ) {
        let mut dropped = link.dropped();
        let mut heartbeat = interval(HEARTBEAT);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut glance = interval(members::GLANCE_EVERY);
        glance.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let applying = self.applying.clone();
        loop {
            let members = self.look_at_members;
            let snapshot = self.snapshot_again;
            let amends = self.amends.due();
            tokio::select! {
                // A decision comes before the events that tell what became of it.
                biased;
                Some(note) = notes.recv() => self.noted(note).await,
                event = link.next() => match event {
                    Some(event) => self.heard(event).await,
                    None => break,
                },
                () = due(members), if members.is_some() => {
                    self.look_at_members = None;
                    self.look_at_the_members().await;
                }
                () = due(snapshot), if snapshot.is_some() => {
                    self.snapshot_again = None;
                    self.synchronise().await;
                }
                Ok(()) = dropped.changed() => self.amends.dropped(Instant::now(), Timestamp::now()),
                () = due(amends), if amends.is_some() => self.make_amends().await,
                () = applying.other_operators() => self.look_at_the_members().await,
                _ = heartbeat.tick() => self.beat().await,
                _ = glance.tick() => self.glance().await,
            }
        }
        // Calls that are being answered now have not said yet what was decided: theirs is the last
        // word, and with the last of them the channel ends. A link that ended by itself ends the
        // service, which does not wait for callers who are still to come.
        while stopping.is_cancelled()
            && let Some(note) = notes.recv().await
        {
            self.noted(note).await;
        }
        while let Ok(note) = notes.try_recv() {
            self.noted(note).await;
        }
        self.beat().await;
    }

    fn pbx(&self) -> &PbxName {
        &self.config.asterisk.pbx
    }

    async fn heard(&mut self, event: LinkEvent) {
        match event {
            LinkEvent::Up(up) => self.linked(up).await,
            LinkEvent::Down { reason } => {
                warn!(%reason, "the link to Asterisk is down; reconnects go on from what is known");
                self.marks.forget();
                let now = Timestamp::now();
                self.state.change(|state| state.link = LinkKnowledge::LastSeen(now));
                self.listeners.watching.unlinked(now);
            }
            LinkEvent::Event(event) => self.event(&event).await,
        }
    }

    async fn linked(&mut self, up: LinkUp) {
        info!(version = %up.version, "linked to Asterisk");
        match up.boot {
            Some(boot) => self.booted(boot.uptime_seconds).await,
            // Its queues are not loaded yet: what it lacks now says nothing. Without the right to
            // read `system` the event that ends this never comes.
            None => self.snapshot_again = Some(Instant::now() + BOOT_WITHIN),
        }
    }

    async fn booted(&mut self, uptime_seconds: u64) {
        self.notice_restart(uptime_seconds).await;
        self.synchronise().await;
    }

    /// A PBX that was started anew: modules that are not to be re-applied stay out of service.
    async fn notice_restart(&mut self, uptime_seconds: u64) {
        let uptime = i64::try_from(uptime_seconds).unwrap_or(i64::MAX);
        let now = Timestamp::now();
        let booted = now.saturating_sub(SignedDuration::from_secs(uptime)).unwrap_or(now);
        let known = match self.booted_at {
            Some(at) => Some(at),
            None => {
                self.store.link(self.pbx()).await.ok().flatten().and_then(|link| link.booted_at)
            }
        };
        // Both are to the second, and the clock may have been set.
        let restarted = known.is_some_and(|at| booted.duration_since(at).as_secs().abs() > 5);
        self.booted_at = Some(booted);
        if let Err(error) = self.store.set_booted(self.pbx(), booted).await {
            warn!(%error, "the start of the PBX could not be kept");
        }
        if restarted {
            info!("the PBX was restarted");
            take_out_of_service(self.store.as_ref(), &self.state).await;
        }
    }

    /// Compares with all that the PBX has, and makes up what was missed.
    async fn synchronise(&mut self) {
        match self.try_to_synchronise().await {
            Ok(()) => self.applying.apply().await,
            Err(error) => {
                warn!(%error, "what the PBX has could not be read; trying again");
                self.snapshot_again = Some(Instant::now() + SNAPSHOT_AGAIN);
            }
        }
    }

    async fn try_to_synchronise(&mut self) -> Result<(), AskError> {
        let _ = self.amends.looked(Instant::now());
        let roster = self.applying.refresh().await?;
        self.roster = roster.clone();
        let now = Timestamp::now();
        let snapshot = self.manager.snapshot(now).await?;
        let broken = |error: StoreError| AskError(error.to_string());
        let last_seen = self.store.link(self.pbx()).await.map_err(broken)?;
        let gone_at = last_seen.map_or(now, |link| link.last_seen_at);
        let open = self.store.open_conversations(self.pbx()).await.map_err(broken)?;
        let numbers = &self.preferred.now().numbers;
        gap::make_up(&self.config, numbers, self.store.as_ref(), &roster, &open).await;
        self.tracker.restore(open.into_iter().map(|conversation| conversation.id));
        let mut all_learned = self.tracker.resync(&snapshot, gone_at);
        all_learned.extend(self.tracker.set_roster(roster, now));
        for learned in all_learned {
            self.learned(learned).await;
        }
        let still_up: Vec<_> = self.tracker.open().cloned().collect();
        let ended = self.store.end_open_conversations(self.pbx(), &still_up, gone_at).await;
        ended.map_err(broken)?;
        let up: HashSet<Uniqueid> =
            snapshot.channels.iter().map(|channel| channel.party.uniqueid.clone()).collect();
        self.outcomes.forget_all_but(|caller| up.contains(caller));
        self.settle_what_was_missed(&up).await.map_err(broken)?;
        self.reconnections.retain(|caller, _| up.contains(caller));
        self.listeners.waits.forget_all_but(|caller| up.contains(caller));
        self.state.change(|state| state.link = LinkKnowledge::Up);
        self.listeners.watching.look_at_everything();
        self.beat().await;
        info!(channels = self.tracker.channels(), "in step with the PBX");
        Ok(())
    }

    /// What became of decisions while nobody listened: a call that is up is followed again, and a
    /// conversation that is known by now settles its decision. Of the others nothing is known.
    async fn settle_what_was_missed(&mut self, up: &HashSet<Uniqueid>) -> Result<(), StoreError> {
        let since = Timestamp::now() - SETTLED_WITHIN;
        for decision in self.store.unsettled_decisions(self.pbx(), since).await? {
            let id = decision.id.clone();
            let story = self.store.story(&id).await?;
            if let Some(spoke) = story.as_ref().and_then(Story::reconnected) {
                let at = spoke.answered_at;
                let outcome = Outcome::Connected;
                let settlement = Settlement { decision: id, outcome, at, rang_at: None };
                self.save(ToSave::Settlement(settlement)).await;
            } else if up.contains(&id.caller_uniqueid) {
                self.follow(&decision);
            }
        }
        Ok(())
    }

    /// Genuine events stood beside a forged one and were dropped with it.
    async fn make_amends(&mut self) {
        let Some(gone_at) = self.amends.looked(Instant::now()) else { return };
        // A link that comes back reads everything anew.
        if self.state.now().link == LinkKnowledge::Up
            && let Err(error) = self.try_to_make_amends(gone_at).await
        {
            warn!(%error, "what dropped events told could not be asked for");
        }
    }

    /// The logs tell what came and went between, the channels what is.
    async fn try_to_make_amends(&mut self, gone_at: Timestamp) -> Result<(), AskError> {
        let broken = |error: StoreError| AskError(error.to_string());
        let before = self.roster.clone();
        let roster = self.refresh_roster().await?;
        if roster != before {
            self.applying.apply().await;
        }
        let known = self.store.open_conversations(self.pbx()).await.map_err(broken)?;
        let numbers = &self.preferred.now().numbers;
        gap::make_up(&self.config, numbers, self.store.as_ref(), &roster, &known).await;
        let open = self.store.open_conversations(self.pbx()).await.map_err(broken)?;
        self.tracker.restore(open.into_iter().map(|conversation| conversation.id));
        let snapshot = self.manager.snapshot(Timestamp::now()).await?;
        for learned in self.tracker.resync(&snapshot, gone_at) {
            self.learned(learned).await;
        }
        self.listeners.watching.look_at_everything();
        info!("made up for events that were dropped");
        Ok(())
    }

    async fn refresh_roster(&mut self) -> Result<Roster, AskError> {
        let roster = self.applying.refresh().await?;
        self.roster = roster.clone();
        for learned in self.tracker.set_roster(roster.clone(), Timestamp::now()) {
            self.learned(learned).await;
        }
        Ok(roster)
    }

    async fn event(&mut self, event: &Event) {
        if event.kind == EventKind::Hint(Hint::FullyBooted) {
            self.booted(0).await;
            return;
        }
        let preferences = self.preferred.now();
        self.listeners.mirroring.heard(event, &self.state.now());
        self.listeners.watching.heard(event, &self.roster, &preferences.numbers);
        if members::are_concerned(&event.kind) {
            self.look_at_members.get_or_insert(Instant::now() + members::SETTLE);
        }
        let Some(call_event) = events::call_event(event) else { return };
        self.listeners.waits.heard(&call_event);
        if let Some(settlement) = self.outcomes.apply(&call_event) {
            self.save(ToSave::Settlement(settlement)).await;
        }
        self.tracker.set_plan(&preferences.numbers);
        for learned in self.tracker.apply(&call_event) {
            self.learned(learned).await;
        }
    }

    async fn glance(&mut self) {
        if self.state.now().link == LinkKnowledge::Up && self.glance.differs(&self.manager).await {
            self.look_at_the_members().await;
        }
    }

    async fn look_at_the_members(&mut self) {
        match self.refresh_roster().await {
            Ok(_) => self.applying.apply().await,
            Err(error) => warn!(%error, "the members of the queues could not be read"),
        }
    }

    async fn noted(&mut self, note: Note) {
        match note {
            Note::Decided(decision) => self.decided(decision).await,
            Note::PreferredAnyone(caller) => {
                let settlement = self.outcomes.preferred_anyone(&caller, Timestamp::now());
                if let Some(settlement) = settlement {
                    info!("a caller preferred anyone to their operator");
                    self.save(ToSave::Settlement(settlement)).await;
                }
            }
        }
    }

    async fn decided(&mut self, decision: Box<Decision>) {
        if let Some(operator) = decision.route.operator() {
            let queue = decision.evidence.path.as_ref().and_then(Path::queue).cloned();
            let caller = decision.id.caller_uniqueid.clone();
            info!(%operator, "a caller goes back to their operator");
            self.reconnections.insert(caller, queue);
            self.follow(&decision);
        }
        self.save(ToSave::Decision(decision)).await;
    }

    fn follow(&mut self, decision: &Decision) {
        let module = self.state.now().modules.get(&decision.module).cloned();
        let wait_seconds = module.map_or(0, |module| module.wait_seconds.get());
        self.outcomes.decided(decision.id.clone(), wait_seconds);
    }

    async fn learned(&mut self, learned: Learned) {
        let learned = match learned {
            Learned::Began(conversation) => Learned::Began(self.with_queue(conversation).await),
            Learned::Ended { id, at } => {
                self.reconnections.remove(&id.caller_uniqueid);
                Learned::Ended { id, at }
            }
        };
        self.save(ToSave::Learned(learned)).await;
    }

    /// A call that a module took back counts as one through the queue of the conversation that was
    /// remembered.
    async fn with_queue(&self, mut conversation: Conversation) -> Conversation {
        let Path::Reconnected { module, queue } = &mut conversation.path else {
            return conversation;
        };
        let caller = &conversation.id.caller_uniqueid;
        let remembered = match self.reconnections.get(caller) {
            Some(queue) => queue.clone(),
            None => self.store.decision_of_call(self.pbx(), caller).await.ok().flatten().and_then(
                |decision| decision.evidence.path.as_ref().and_then(Path::queue).cloned(),
            ),
        };
        *queue = remembered.or_else(|| {
            self.state.now().modules.get(module).and_then(|m| m.sides.queues().next().cloned())
        });
        conversation
    }

    /// Writes down, after all that could not be written down before.
    async fn save(&mut self, step: ToSave) {
        if self.unsaved.len() >= MOST_UNSAVED {
            self.unsaved.pop_front();
            warn!("something learned was given up: the store has failed for too long");
        }
        self.unsaved.push_back(step);
        self.save_all().await;
    }

    async fn save_all(&mut self) {
        while let Some(step) = self.unsaved.pop_front() {
            if let Err(error) = keep(self.store.as_ref(), &step).await {
                warn!(%error, waiting = self.unsaved.len() + 1, "the store failed; trying again");
                self.unsaved.push_front(step);
                return;
            }
        }
    }

    async fn beat(&mut self) {
        self.save_all().await;
        if self.state.now().link != LinkKnowledge::Up {
            return;
        }
        if let Err(error) = self.store.link_seen(self.pbx(), Timestamp::now()).await {
            warn!(%error, "the store failed");
            return;
        }
        // As long as something waits for the store, the logs may be needed to make it up.
        if self.unsaved.is_empty() {
            self.marks.beat(&self.config, self.store.as_ref()).await;
        }
    }
}

async fn due(at: Option<Instant>) {
    if let Some(at) = at {
        sleep_until(at).await;
    }
}

async fn keep(store: &impl Store, step: &ToSave) -> Result<(), StoreError> {
    match step {
        ToSave::Learned(Learned::Began(conversation)) => {
            store.conversation_began(conversation).await
        }
        ToSave::Learned(Learned::Ended { id, at }) => {
            store.conversation_ended(id, *at).await.map(drop)
        }
        ToSave::Decision(decision) => store.record_decision(decision).await,
        ToSave::Settlement(settlement) => store.record_outcome(settlement).await.map(drop),
    }
}

/// At a restart of the PBX or of Vasl: modules that are not to be re-applied leave service.
pub async fn take_out_of_service(store: &impl Store, state: &SharedState) {
    match store.deactivate_modules_not_reapplied(Timestamp::now()).await {
        Ok(codes) => {
            for code in &codes {
                info!(module = %code, "stays out of service until somebody switches it on");
            }
            state.change(|state| {
                for code in codes {
                    if let Some(module) = state.modules.get_mut(&code) {
                        module.active = false;
                    }
                }
            });
        }
        Err(error) => warn!(%error, "the modules could not be looked at after a restart"),
    }
}
