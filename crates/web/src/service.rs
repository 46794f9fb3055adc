//! What the panel asks of the running service, and what it is told.
//!
//! The panel changes nothing by itself: a change goes the way that the command line's takes, so
//! Asterisk takes it first and it is kept then, or nothing is changed at all.

use crate::http::Proxies;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::pin::Pin;
use std::sync::Arc;
use tokio::sync::watch;
use vasl_domain::act::Act;
use vasl_domain::callflow::{Override, Sound, TimeCondition, UploadedSound};
use vasl_domain::configuration::file::ConfigurationFile;
use vasl_domain::configuration::{Configuration, FieldChange, Object, ObjectId, Pointer, Problem};
use vasl_domain::decision::{Standing, Verdict};
use vasl_domain::hours::TimeGroup;
use vasl_domain::live::{self, Presence};
use vasl_domain::module::Module;
use vasl_domain::name::{Extension, ModuleCode, PbxName, QueueName};
use vasl_domain::number::Caller;
use vasl_domain::preferences::Preferences;
use vasl_domain::remembered::Remembered;
use vasl_domain::user::{Author, OperatorLogin};
use vasl_store::{ConversationCursor, StoreError};

/// An answer that is waited for.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The running service.
pub trait Service: Send + Sync + 'static {
    /// What it knows now. Asked for every page, so it waits for nothing.
    fn picture(&self) -> Arc<Picture>;

    /// How operators and waiting callers stand, now and whenever that changes. Waits for nothing.
    fn live(&self) -> watch::Receiver<Arc<live::Picture>>;

    /// A page of the callers whom a module remembers, or of those who would go back to one
    /// operator.
    fn remembered<'a>(&'a self, asked: RememberedPage<'a>) -> Answer<'a, RememberedAnswer>;

    /// Changes a thing, and writes down who did.
    fn change(&self, change: Change, author: Author) -> Answer<'_, Result<(), Refused>>;

    /// What is set by hand over the hours of each of these time conditions, on a phone or here; why
    /// not, where the PBX cannot be asked.
    fn by_hand<'a>(
        &'a self,
        conditions: &'a [TimeCondition],
    ) -> Answer<'a, Result<Vec<Override>, String>>;

    /// Opens or closes a time condition by hand, or goes by the hours again, and writes down who
    /// did. It holds at once, for the next call.
    fn set_by_hand<'a>(
        &'a self,
        condition: &'a TimeCondition,
        set: Override,
        author: Author,
    ) -> Answer<'a, Result<(), Refused>>;

    /// Makes the whole configuration what a file says, and writes down who did.
    fn replace(&self, file: ConfigurationFile, author: Author) -> Answer<'_, Result<(), Refused>>;

    /// What is known of the link to the PBX, and of the PBX at its other end.
    fn link(&self) -> Answer<'_, LinkDetails>;

    /// Tries a connection of its own, and looks whether the PBX is as Vasl needs it. The first
    /// finding that is in the way of everything is the last.
    fn test_link(&self) -> Answer<'_, Vec<LinkFinding>>;
    /// How telephones reach the PBX; where that cannot be told, the usual way.
    fn transports(&self) -> Answer<'_, Vec<SipTransport>>;

    /// What the installation prefers now.
    fn preferences(&self) -> Arc<Preferences>;

    /// Sets it in the place of what was seen, and writes down who did; `false`, and nothing, where
    /// it is another by now.
    fn prefer<'a>(
        &'a self,
        seen: &'a Preferences,
        preferences: Preferences,
        author: Author,
    ) -> Answer<'a, Result<bool, StoreError>>;

    /// Who is in a queue now; nobody where there is no such queue.
    fn in_queue<'a>(
        &'a self,
        queue: &'a QueueName,
    ) -> Answer<'a, Result<Vec<QueueMemberNow>, NotDone>>;

    /// An operator logs in to a queue or out of it, pauses, or takes calls again: as from their
    /// telephone, by a feature code. Who does it, they themselves or somebody in their stead, is
    /// written down before it is done.
    fn act<'a>(
        &'a self,
        operator: &'a Extension,
        act: &'a Act,
        author: Author,
    ) -> Answer<'a, Result<(), NotDone>>;

    /// Checks a sound that somebody recorded, converts it, and keeps it under a name: a new one, or
    /// in the place of the one that was `seen`. Until it is kept, what was heard before is heard.
    fn upload_sound(
        &self,
        sound: Sound,
        seen: Option<Sound>,
        recorded: Vec<u8>,
        author: Author,
    ) -> Answer<'_, Result<(), SoundRefused>>;

    /// An uploaded sound as callers hear it: a WAV file. `None` where it is not there.
    fn sound<'a>(&'a self, name: &'a UploadedSound) -> Answer<'a, Option<Vec<u8>>>;

    /// Whom a caller would reach through a module now.
    fn preview<'a>(
        &'a self,
        module: &'a Module,
        caller: Option<&'a Caller>,
    ) -> Answer<'a, Result<Preview, StoreError>>;
}

/// What is known of the link to the PBX.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkDetails {
    /// Where the manager listens.
    pub address: String,
    /// The manager user.
    pub user: String,
    /// Since when the link is up, or down.
    pub since: Timestamp,
    /// Whether it is up.
    pub is_up: bool,
    /// Which Asterisk it is, where it could be asked.
    pub version: Option<String>,
    /// Whose PBX it is by its files, where they could be read.
    pub flavour: Option<String>,
    /// How many queues it has.
    pub queues: usize,
    /// How many members are in them.
    pub members: usize,
}

/// Something that was found of the link to the PBX.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkFinding {
    /// Nobody told the manager user's secret.
    NoSecret,
    /// There is no connection, in the system's words.
    Unreachable(String),
    /// What listens there does not answer.
    Silent,
    /// What listens there is no manager of Asterisk's.
    NotAsterisk,
    /// No such user, another secret, or an address that the user may not come from.
    WrongSecret,
    /// It was refused otherwise, or broke off; in words of the other end's, where there are any.
    Refused(String),
    /// It is linked.
    LoggedIn,
    /// Which Asterisk it is.
    Version(String),
    /// It is one that Vasl does not serve, or does not say.
    VersionUnserved(String),
    /// Its events do not tell when they were made, so forged ones cannot be told.
    NoTimestamps,
    /// The manager user has all rights.
    RightsSuffice,
    /// The manager user lacks rights.
    RightsLack {
        /// What it may not read.
        read: Vec<&'static str>,
        /// What it may not write.
        write: Vec<&'static str>,
    },
    /// The manager user may not even read what it may.
    RightsUnknown,
    /// Its clock shows what ours shows.
    ClockRight,
    /// Its clock is ahead by so many seconds, or behind.
    ClockWrong(i64),
    /// The wrap-up after a call through one queue does not hold in the others.
    WrapUpNotShared,
}

/// How a finding is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gravity {
    /// All is well.
    Good,
    /// Calls are answered, and something may go wrong.
    Warning,
    /// Vasl does not learn or cannot reconnect.
    Failed,
}

impl LinkFinding {
    /// How it is meant.
    #[must_use]
    pub fn gravity(&self) -> Gravity {
        match self {
            Self::LoggedIn | Self::Version(_) | Self::RightsSuffice | Self::ClockRight => {
                Gravity::Good
            }
            Self::ClockWrong(_) | Self::WrapUpNotShared | Self::RightsUnknown => Gravity::Warning,
            Self::NoSecret
            | Self::Unreachable(_)
            | Self::Silent
            | Self::NotAsterisk
            | Self::WrongSecret
            | Self::Refused(_)
            | Self::VersionUnserved(_)
            | Self::NoTimestamps
            | Self::RightsLack { .. } => Gravity::Failed,
        }
    }
}

/// Which callers are asked for whom a module remembers.
#[derive(Debug, Clone)]
pub struct RememberedPage<'a> {
    /// The module; one that is out of service is asked all the same.
    pub module: &'a Module,
    /// Only those who would go back to this operator.
    pub operator: Option<&'a Extension>,
    /// Only those that come after this one in the list: the last of the page before.
    pub before: Option<ConversationCursor>,
    /// How many at most.
    pub limit: u32,
}

/// The conversation that was answered last first; with the place after which the next page begins,
/// where there may be one.
pub type RememberedAnswer = Result<(Vec<Remembered>, Option<ConversationCursor>), StoreError>;

/// What is set for as long as the service runs.
#[derive(Debug)]
pub struct Settings {
    /// The PBX that is served.
    pub pbx: PbxName,
    /// Whether a proxy that speaks TLS stands before the panel: cookies are for https only then,
    /// and a visitor's address is what the proxy says.
    pub behind_tls: bool,
    /// Which proxies are believed.
    pub proxies: Proxies,
}

/// What the service knows.
#[derive(Debug, Clone, Default)]
pub struct Picture {
    /// The modules, and what Vasl writes around them.
    pub configuration: Configuration,
    /// What the PBX has.
    pub directory: Directory,
    /// Whether the PBX is linked.
    pub link: Link,
}

impl Picture {
    /// Puts together what is configured and what was discovered: queues, and who is in which.
    #[must_use]
    pub fn new(
        configuration: Configuration,
        queues: &BTreeSet<QueueName>,
        members: &[(QueueName, Extension)],
        link: Link,
    ) -> Self {
        let directory = Directory::new(&configuration, queues, members);
        Self { configuration, directory, link }
    }

    /// The modules, in the order of their codes.
    #[must_use]
    pub fn modules(&self) -> &[Module] {
        &self.configuration.modules
    }

    /// The module with this code.
    #[must_use]
    pub fn module(&self, code: &ModuleCode) -> Option<&Module> {
        self.modules().iter().find(|module| module.code == *code)
    }

    /// The time groups that an expiry may name.
    #[must_use]
    pub fn time_groups(&self) -> &[TimeGroup] {
        &self.configuration.call_flow.time_groups
    }

    /// What leads to a thing, but for the thing itself.
    #[must_use]
    pub fn pointers_to(&self, id: &ObjectId) -> Vec<Pointer> {
        let mut pointers = self.configuration.pointers_to(id);
        pointers.retain(|pointer| pointer.from != *id);
        pointers
    }
}

/// Whether the PBX is linked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// It is.
    Up,
    /// It is not.
    Down {
        /// When it was last heard; `None` where it never was.
        last_seen: Option<Timestamp>,
    },
}

impl Default for Link {
    fn default() -> Self {
        Self::Down { last_seen: None }
    }
}

/// The extensions and queues of the PBX, configured or discovered, each in the order of its number.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    /// The extensions.
    pub extensions: Vec<Named<Extension>>,
    /// The queues.
    pub queues: Vec<DirectoryQueue>,
}

/// A number, and how people call what has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named<T> {
    /// The number.
    pub number: T,
    /// The name; empty where it is not known.
    pub title: String,
}

/// A queue, and who is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectoryQueue {
    /// Its number.
    pub number: QueueName,
    /// Its name; empty where it is not known.
    pub title: String,
    /// Its members, logged in or not, in the order of their extensions.
    pub members: Vec<Extension>,
}

impl Directory {
    fn new(
        configuration: &Configuration,
        found: &BTreeSet<QueueName>,
        members: &[(QueueName, Extension)],
    ) -> Self {
        let flow = &configuration.call_flow;
        let mut extensions: BTreeMap<&Extension, &str> = BTreeMap::new();
        let mut queues: BTreeMap<&QueueName, (&str, BTreeSet<&Extension>)> = BTreeMap::new();
        for (_, operator) in members {
            extensions.insert(operator, "");
        }
        for known in &flow.extensions {
            extensions.insert(&known.number, known.name.as_str());
        }
        for known in &flow.queues {
            let may_be_in = known.members.iter().chain(&known.dynamic_members);
            let members = may_be_in.map(|member| &member.extension).collect();
            queues.insert(&known.number, (known.name.as_str(), members));
        }
        for number in found {
            queues.entry(number).or_default();
        }
        for (queue, operator) in members {
            if let Some((_, members)) = queues.get_mut(queue) {
                members.insert(operator);
            }
        }
        Self {
            extensions: extensions
                .into_iter()
                .map(|(number, title)| Named { number: number.clone(), title: title.to_owned() })
                .collect(),
            queues: queues
                .into_iter()
                .map(|(number, (title, members))| DirectoryQueue {
                    number: number.clone(),
                    title: title.to_owned(),
                    members: members.into_iter().cloned().collect(),
                })
                .collect(),
        }
    }

    /// The queue of this number.
    #[must_use]
    pub fn queue(&self, number: &QueueName) -> Option<&DirectoryQueue> {
        let found = self.queues.binary_search_by(|queue| queue.number.cmp(number));
        found.ok().and_then(|at| self.queues.get(at))
    }

    /// How the operator of an extension is called; empty where it is not known.
    #[must_use]
    pub fn operator(&self, number: &Extension) -> &str {
        let found = self.extensions.binary_search_by(|known| known.number.cmp(number));
        let known = found.ok().and_then(|at| self.extensions.get(at));
        known.map(|extension| extension.title.as_str()).unwrap_or_default()
    }
}

/// A change that is asked for. `before` is what the asker saw: where it is another by now, nothing
/// is changed.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// A new thing.
    Add {
        /// It.
        after: Box<Object>,
    },
    /// New things, all of them or none.
    AddAll {
        /// They.
        after: Vec<Object>,
    },
    /// Another content for a thing.
    Edit {
        /// The thing as it was seen.
        before: Box<Object>,
        /// The thing as it is to be.
        after: Box<Object>,
    },
    /// No such thing any more.
    Remove {
        /// The thing as it was seen.
        before: Box<Object>,
    },
}

impl Change {
    /// A new module.
    #[must_use]
    pub fn add_module(after: Module) -> Self {
        Self::Add { after: object(after) }
    }

    /// Another content for a module.
    #[must_use]
    pub fn edit_module(before: Module, after: Module) -> Self {
        Self::Edit { before: object(before), after: object(after) }
    }

    /// No such module any more.
    #[must_use]
    pub fn remove_module(before: Module) -> Self {
        Self::Remove { before: object(before) }
    }
}

fn object(module: Module) -> Box<Object> {
    Box::new(Object::Module(Box::new(module)))
}

/// Why nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// The number or code belongs to something else.
    CodeTaken,
    /// There is no such thing any more.
    NoSuchObject,
    /// It would not fit together.
    Problems(Vec<Problem>),
    /// These still lead to it.
    InUse(Vec<Pointer>),
    /// These see and do as the operator of an extension that was to go.
    LoginsLeft(Vec<OperatorLogin>),
    /// Somebody else has changed it meanwhile: these fields.
    ChangedMeanwhile(Vec<FieldChange>),
    /// The PBX is not linked, so it could not be told.
    NotLinked,
    /// Asterisk has it not; what was before holds again, unless it could not be put back.
    Apply(NotApplied),
    /// It could not be kept.
    Store(StoreError),
    /// The service is going down.
    Stopping,
}

/// Why Asterisk has not what was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotApplied {
    /// What sort of thing failed.
    pub fault: ApplyFault,
    /// What exactly, for whoever mends it: in English, as the log has it.
    pub details: String,
}

/// What can fail where a change is given to Asterisk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApplyFault {
    /// Asterisk did not take it.
    NotTaken,
    /// Nor could what was before be put back.
    NotTakenBack,
    /// A file could not be read or written.
    File,
    /// This Asterisk is not served.
    Version,
}

/// Somebody who is in a queue now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueMemberNow {
    /// Who.
    pub operator: Extension,
    /// How they stand for this queue.
    pub presence: Presence,
    /// Whether they cannot log out.
    pub always: bool,
    /// What they pause for; empty where they do not, or did not say.
    pub pause_reason: String,
    /// Since when they pause.
    pub paused_since: Option<Timestamp>,
    /// How late their turn comes.
    pub penalty: u32,
    /// How many calls they have taken since the queue was loaded.
    pub calls_taken: u32,
    /// When the last of them ended.
    pub last_call: Option<Timestamp>,
}

impl QueueMemberNow {
    /// Whether they pause.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.presence == Presence::Paused
    }
}

/// Why an operator did not do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotDone {
    /// There is no such queue.
    NoSuchQueue,
    /// There is no such extension.
    NoSuchExtension,
    /// The queue does not let them in.
    NotAllowed,
    /// They are not in the queue.
    NotIn,
    /// They are in it already.
    AlreadyIn,
    /// They are always in it.
    Static,
    /// The PBX could not be asked, or did not do it.
    NotLinked,
    /// Who does it could not be written down, so it was not done.
    NotWrittenDown,
}

/// Why a sound was not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SoundRefused {
    /// The file is none that callers can be played: the stable code of what is wrong with it.
    File(&'static str),
    /// It could not be put where Asterisk plays it from.
    Folder(String),
    /// It could not be kept among the configuration.
    Change(Refused),
}

/// A way by which telephones reach the PBX.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SipTransport {
    /// As Asterisk calls it: `udp`, `tcp`, `tls`, `ws`, `wss`.
    pub protocol: String,
    /// The port.
    pub port: u16,
}

impl SipTransport {
    /// The usual one.
    #[must_use]
    pub fn usual() -> Self {
        Self { protocol: "udp".to_owned(), port: 5060 }
    }

    /// As telephones call it: `UDP`.
    #[must_use]
    pub fn name(&self) -> String {
        self.protocol.to_uppercase()
    }
}

/// Whom a caller would reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// Where to, and why.
    pub verdict: Verdict,
    /// What was agreed with the caller.
    pub standing: Standing,
    /// Why the PBX could not be asked how the operator stands, where it could not.
    pub unasked: Option<String>,
}
