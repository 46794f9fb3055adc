//! The panel of the running service: what it is told, and what it may change.

mod acting;
mod start;

pub use acting::Acting;
pub use start::start;

use super::applying::Applying;
use super::preferred::Preferred;
use super::state::{LinkKnowledge, SharedState, State};
use super::watching::Watching;
use crate::audit;
use crate::change::{Change, ChangeError};
use crate::config::Config;
use crate::link_test;
use crate::preview::{Asked, preview};
use crate::remembered;
use crate::upload::Upload;
use jiff::Timestamp;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{Semaphore, watch};
use vasl_ami::session::{LinkState, LinkStatus};
use vasl_asterisk::apply::ApplyError;
use vasl_asterisk::attach::flavour::recognise;
use vasl_asterisk::attach::folder::Folder;
use vasl_asterisk::manager::Manager;
use vasl_asterisk::probe::Probes;
use vasl_asterisk::sound_file;
use vasl_asterisk::sounds::{Sounds, Staged, Wav};
use vasl_asterisk::transports::Transport;
use vasl_domain::act::Act;
use vasl_domain::callflow::{Override, Sound, TimeCondition, UploadedSound};
use vasl_domain::configuration::RemoveError;
use vasl_domain::configuration::file::ConfigurationFile;
use vasl_domain::decision::Candidate;
use vasl_domain::live;
use vasl_domain::module::Module;
use vasl_domain::name::{Extension, QueueName};
use vasl_domain::number::Caller;
use vasl_domain::operator::LiveOperator;
use vasl_domain::preferences::Preferences;
use vasl_domain::remembered::Memory;
use vasl_domain::user::Author;
use vasl_store::{SqliteStore, StoreError};
use vasl_web::service::{
    self, Answer, ApplyFault, Link, LinkDetails, LinkFinding, NotApplied, NotDone, Picture,
    Preview, QueueMemberNow, Refused, RememberedAnswer, RememberedPage, Service, SipTransport,
    SoundRefused,
};

/// The service, as the panel sees it.
pub struct PanelService {
    /// All settings.
    pub config: Arc<Config>,
    /// What is known.
    pub state: SharedState,
    /// What the installation prefers.
    pub preferred: Preferred,
    /// Where changes go.
    pub applying: Applying,
    /// Where the PBX is asked: by a session of the panel's own, on which no call waits.
    pub manager: Manager,
    /// Whether it is linked.
    pub link: watch::Receiver<LinkStatus>,
    /// How operators and waiting callers stand.
    pub watching: Watching,
    /// Where the conversations are.
    pub store: Arc<SqliteStore>,
    /// Where operators act, and who is in their queues.
    pub acting: Acting,
    /// What was known, and how it was drawn: it is drawn anew only when something else is known.
    pub drawn: Mutex<Option<(Arc<State>, Arc<Picture>)>>,
    /// Whose turn it is to have a recording converted.
    pub conversions: Semaphore,
}

/// How many recordings are converted at once.
const CONVERSIONS: usize = 2;

/// The turns of those who have a recording converted.
pub fn conversions() -> Semaphore {
    Semaphore::new(CONVERSIONS)
}

impl Service for PanelService {
    fn picture(&self) -> Arc<Picture> {
        let state = self.state.now();
        let mut drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        match &*drawn {
            Some((of, picture)) if Arc::ptr_eq(of, &state) => Arc::clone(picture),
            _ => {
                let picture = Arc::new(draw(&state));
                *drawn = Some((state, Arc::clone(&picture)));
                picture
            }
        }
    }

    fn live(&self) -> watch::Receiver<Arc<live::Picture>> {
        self.watching.pictures()
    }

    fn remembered<'a>(&'a self, asked: RememberedPage<'a>) -> Answer<'a, RememberedAnswer> {
        Box::pin(async move {
            let (state, now) = (self.state.now(), Timestamp::now());
            let RememberedPage { module, operator, before, limit } = asked;
            let time_groups = &state.call_flow.time_groups;
            let asked = remembered::Asked {
                pbx: &self.config.asterisk.pbx,
                memory: Memory { module, membership: &state.membership, time_groups, now },
                operator,
                still_up_at: state.link.still_up_at(now),
            };
            remembered::page(self.store.as_ref(), &asked, before, limit).await
        })
    }

    fn change(&self, change: service::Change, author: Author) -> Answer<'_, Result<(), Refused>> {
        let change = match change {
            service::Change::Add { after } => Change::Add(vec![*after]),
            service::Change::AddAll { after } => Change::Add(after),
            service::Change::Edit { before, after } => {
                Change::Edit { object: after, seen: Some(before) }
            }
            service::Change::Remove { before } => {
                Change::Remove { id: before.id(), seen: Some(before) }
            }
        };
        Box::pin(
            async move { self.applying.change(change, author).await.map(drop).map_err(refused) },
        )
    }

    fn by_hand<'a>(
        &'a self,
        conditions: &'a [TimeCondition],
    ) -> Answer<'a, Result<Vec<Override>, String>> {
        Box::pin(async move {
            let mut all = Vec::with_capacity(conditions.len());
            for condition in conditions {
                let set = self.manager.by_hand(condition).await;
                all.push(set.map_err(|error| error.to_string())?);
            }
            Ok(all)
        })
    }

    fn set_by_hand<'a>(
        &'a self,
        condition: &'a TimeCondition,
        set: Override,
        author: Author,
    ) -> Answer<'a, Result<(), Refused>> {
        Box::pin(async move {
            let before = self.manager.by_hand(condition).await.map_err(|_| Refused::NotLinked)?;
            let entry = audit::of_by_hand(condition, (before, set), author, Timestamp::now());
            let done = self.manager.set_by_hand(condition, set);
            let done = audit::beside(self.store.as_ref(), &entry, done).await;
            done.map_err(Refused::Store)?.map_err(|error| not_applied(ApplyFault::NotTaken, &error))
        })
    }

    fn in_queue<'a>(
        &'a self,
        queue: &'a QueueName,
    ) -> Answer<'a, Result<Vec<QueueMemberNow>, NotDone>> {
        Box::pin(self.acting.in_queue(queue, &self.manager))
    }

    fn act<'a>(
        &'a self,
        operator: &'a Extension,
        act: &'a Act,
        author: Author,
    ) -> Answer<'a, Result<(), NotDone>> {
        Box::pin(async move {
            let state = self.state.now();
            let store = self.store.as_ref();
            self.acting.act((operator, act), author, &state, &self.manager, store).await
        })
    }

    fn upload_sound(
        &self,
        sound: Sound,
        seen: Option<Sound>,
        recorded: Vec<u8>,
        author: Author,
    ) -> Answer<'_, Result<(), SoundRefused>> {
        Box::pin(async move {
            let staged = self.stage(&sound, recorded).await?;
            let kept = self.applying.upload(Upload { sound, seen, staged }, author).await;
            kept.map(drop).map_err(|error| match error {
                ChangeError::Sound(error) => SoundRefused::Folder(error.to_string()),
                other => SoundRefused::Change(refused(other)),
            })
        })
    }

    fn sound<'a>(&'a self, name: &'a UploadedSound) -> Answer<'a, Option<Vec<u8>>> {
        let (sounds, name) = (self.sounds(), name.clone());
        let read = tokio::task::spawn_blocking(move || sounds.read(&name, None).ok().flatten());
        Box::pin(async { read.await.ok().flatten() })
    }

    fn replace(&self, file: ConfigurationFile, author: Author) -> Answer<'_, Result<(), Refused>> {
        let change = Change::replace(&file, Timestamp::now());
        Box::pin(
            async move { self.applying.change(change, author).await.map(drop).map_err(refused) },
        )
    }

    fn link(&self) -> Answer<'_, LinkDetails> {
        Box::pin(async move {
            let status = self.link.borrow().clone();
            let asterisk = &self.config.asterisk;
            let (is_up, since) = match status.state {
                LinkState::UpSince(at) => (true, at),
                LinkState::DownSince(at) => (false, at),
            };
            let version = match is_up {
                true => self.manager.version().await.ok().and_then(Result::ok),
                false => None,
            };
            let config = Arc::clone(&self.config);
            let flavour = tokio::task::spawn_blocking(move || flavour(&config)).await;
            let inventory = Arc::clone(&self.state.now().inventory);
            LinkDetails {
                address: asterisk.address.clone(),
                user: asterisk.user.clone(),
                since: Timestamp::try_from(since).unwrap_or_default(),
                is_up,
                version: version.map(|version| version.to_string()),
                flavour: flavour.ok().flatten(),
                queues: inventory.queues.len(),
                members: inventory.members.len(),
            }
        })
    }

    fn test_link(&self) -> Answer<'_, Vec<LinkFinding>> {
        Box::pin(link_test::test(&self.config.asterisk))
    }

    fn transports(&self) -> Answer<'_, Vec<SipTransport>> {
        Box::pin(async {
            let transports = match self.manager.transports().await {
                Ok(Some(transports)) if !transports.is_empty() => transports,
                Ok(_) | Err(_) => return vec![SipTransport::usual()],
            };
            let shown = |Transport { protocol, port }| SipTransport { protocol, port };
            transports.into_iter().map(shown).collect()
        })
    }

    fn preferences(&self) -> Arc<Preferences> {
        self.preferred.now()
    }

    fn prefer<'a>(
        &'a self,
        seen: &'a Preferences,
        preferences: Preferences,
        author: Author,
    ) -> Answer<'a, Result<bool, StoreError>> {
        Box::pin(self.preferred.set(self.store.as_ref(), seen, preferences, author))
    }

    fn preview<'a>(
        &'a self,
        module: &'a Module,
        caller: Option<&'a Caller>,
    ) -> Answer<'a, Result<Preview, StoreError>> {
        Box::pin(async move {
            let (state, now) = (self.state.now(), Timestamp::now());
            let asked = Asked {
                pbx: &self.config.asterisk.pbx,
                module,
                caller,
                membership: &state.membership,
                time_groups: &state.call_flow.time_groups,
                still_up_at: state.link.still_up_at(now),
                now,
            };
            let state = &state;
            preview(self.store.as_ref(), asked, |candidate| self.live(state, module, candidate))
                .await
        })
    }
}

impl PanelService {
    fn sounds(&self) -> Sounds {
        Sounds::new(&self.config.asterisk.sounds_folder)
    }

    /// Converts what somebody recorded, and writes it beside its place. That takes a processor, memory
    /// and the disk, and calls are answered beside it: so few do it at once.
    async fn stage(&self, sound: &Sound, recorded: Vec<u8>) -> Result<Staged, SoundRefused> {
        let broken = |error: String| SoundRefused::Folder(error);
        let turn = self.conversions.acquire().await.map_err(|error| broken(error.to_string()))?;
        let (name, sounds) = (sound.name.clone(), self.sounds());
        let staged = tokio::task::spawn_blocking(move || {
            let converted = sound_file::convert(&recorded);
            let converted = converted.map_err(|error| SoundRefused::File(error.code()))?;
            let wav = Wav::new(converted).map_err(|_| SoundRefused::File("sound_wav"))?;
            let staged = sounds.stage(&name, &wav);
            staged.map_err(|error| SoundRefused::Folder(error.to_string()))
        });
        let staged = staged.await.map_err(|error| broken(error.to_string()))?;
        drop(turn);
        staged
    }

    async fn live(
        &self,
        state: &State,
        module: &Module,
        candidate: Candidate,
    ) -> Result<Option<LiveOperator>, String> {
        let Some(line) = state.lines.get(&candidate.operator) else { return Ok(None) };
        let probes = Probes::new(line, candidate.queues(&state.membership, module));
        self.manager.live_operator(&probes).await.map_err(|error| error.to_string())
    }
}

fn not_applied(fault: ApplyFault, error: &impl ToString) -> Refused {
    Refused::Apply(NotApplied { fault, details: error.to_string() })
}

fn refused(error: ChangeError) -> Refused {
    match error {
        ChangeError::CodeTaken { .. } => Refused::CodeTaken,
        ChangeError::NoSuchObject(_) | ChangeError::InUse(RemoveError::NoSuchObject(_)) => {
            Refused::NoSuchObject
        }
        ChangeError::Problems(problems) => Refused::Problems(problems),
        ChangeError::InUse(RemoveError::StillPointedAt { pointers, .. }) => {
            Refused::InUse(pointers)
        }
        ChangeError::LoginsLeft(logins) => Refused::LoginsLeft(logins),
        ChangeError::Sound(error) => not_applied(ApplyFault::File, &error),
        ChangeError::ChangedMeanwhile { fields, .. } => Refused::ChangedMeanwhile(fields),
        ChangeError::Apply(ApplyError::Ask(_)) => Refused::NotLinked,
        ChangeError::Apply(error) => {
            let fault = match &error {
                ApplyError::File(_) => ApplyFault::File,
                ApplyError::Version(_) => ApplyFault::Version,
                ApplyError::NotTakenBack { .. } => ApplyFault::NotTakenBack,
                ApplyError::Ask(_) | ApplyError::Refused { .. } => ApplyFault::NotTaken,
            };
            not_applied(fault, &error)
        }
        ChangeError::Store(error) => Refused::Store(error),
        ChangeError::Stopping => Refused::Stopping,
    }
}

/// Whose PBX it is by its files.
fn flavour(config: &Config) -> Option<String> {
    let asterisk = &config.asterisk;
    let folder = Folder::new(&asterisk.configuration_folder, &asterisk.system_folder);
    folder.look().ok().map(|found| recognise(&found).flavour.to_string())
}

/// What is known, as the panel shows it.
fn draw(state: &State) -> Picture {
    let inventory = &state.inventory;
    let now = inventory.members.iter().map(|m| (m.queue.clone(), m.extension.clone()));
    let lately = state.membership.pairs().map(|(who, queue)| (queue.clone(), who.clone()));
    let members: Vec<(QueueName, Extension)> = now.chain(lately).collect();
    let link = match state.link {
        LinkKnowledge::Up => Link::Up,
        LinkKnowledge::LastSeen(at) => {
            Link::Down { last_seen: (at > Timestamp::UNIX_EPOCH).then_some(at) }
        }
    };
    Picture::new(state.configuration(), &inventory.queues, &members, link)
}
