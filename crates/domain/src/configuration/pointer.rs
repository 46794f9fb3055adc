//! What leads to what.

use super::{Configuration, Holder, ObjectId};
use crate::callflow::{Dials, InternalNumber, Ivr, Keys, ManagedQueue, MiscDestination, SoundName};
use crate::destination::Destination;
use crate::expiry::Expiry;
use crate::module::{Module, Side};
use crate::name::{Extension, QueueName, TimeGroupName};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A place in a thing that points at another.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Pointer {
    /// The thing that points.
    pub from: ObjectId,
    /// Where in it.
    pub field: PointerField,
}

/// Where in a thing it points.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PointerField {
    /// Where it leads.
    Destination,
    /// Where it leads when it cannot serve the caller.
    FailureDestination,
    /// A key of a menu.
    Key(Keys),
    /// A menu's destination for keys that lead nowhere.
    InvalidDestination,
    /// A menu's destination for callers who press nothing.
    TimeoutDestination,
    /// A time condition's destination inside the hours.
    OpenDestination,
    /// A time condition's destination outside them.
    ClosedDestination,
    /// What a misc destination dials.
    Dials,
    /// A module's side.
    Side,
    /// A queue's static member.
    Member,
    /// A queue's dynamic member.
    DynamicMember,
    /// The time group of a time condition.
    TimeGroup,
    /// The time group of a module's expiry.
    Expiry,
    /// The queue in whose log a module's calls stand.
    AccountUnderQueue,
    /// A module's question.
    AskSound,
    /// What a module tells the operator.
    WhisperSound,
    /// A sound.
    Sound,
    /// A menu's sound for keys that lead nowhere.
    InvalidSound,
    /// A menu's sound for callers who press nothing.
    TimeoutSound,
    /// A queue's periodic announcement.
    PeriodicAnnouncement,
}

impl PointerField {
    /// Its stable word.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Destination => "destination",
            Self::FailureDestination => "failure_destination",
            Self::Key(_) => "key",
            Self::InvalidDestination => "invalid_destination",
            Self::TimeoutDestination => "timeout_destination",
            Self::OpenDestination => "open_destination",
            Self::ClosedDestination => "closed_destination",
            Self::Dials => "dials",
            Self::Side => "side",
            Self::Member => "member",
            Self::DynamicMember => "dynamic_member",
            Self::TimeGroup => "time_group",
            Self::Expiry => "expiry",
            Self::AccountUnderQueue => "account_under_queue",
            Self::AskSound => "ask_sound",
            Self::WhisperSound => "whisper_sound",
            Self::Sound => "sound",
            Self::InvalidSound => "invalid_sound",
            Self::TimeoutSound => "timeout_sound",
            Self::PeriodicAnnouncement => "periodic_announcement",
        }
    }

    /// Whether a caller comes this way without having chosen it.
    #[must_use]
    pub fn leads_without_a_choice(&self) -> bool {
        matches!(
            self,
            Self::Destination
                | Self::FailureDestination
                | Self::InvalidDestination
                | Self::TimeoutDestination
                | Self::OpenDestination
                | Self::ClosedDestination
                | Self::Dials
        )
    }
}

/// In words: `key 3 of IVR 1`.
impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let from = &self.from;
        match &self.field {
            PointerField::Destination if matches!(from, ObjectId::InboundRoute(_)) => {
                write!(f, "{from}")
            }
            PointerField::Destination => write!(f, "the destination of {from}"),
            PointerField::FailureDestination => write!(f, "the failure destination of {from}"),
            PointerField::Key(key) => write!(f, "key {key} of {from}"),
            PointerField::InvalidDestination => {
                write!(f, "the destination for wrong keys of {from}")
            }
            PointerField::TimeoutDestination => {
                write!(f, "the destination without a key of {from}")
            }
            PointerField::OpenDestination => {
                write!(f, "the destination inside the hours of {from}")
            }
            PointerField::ClosedDestination => {
                write!(f, "the destination outside the hours of {from}")
            }
            PointerField::Dials => write!(f, "what {from} dials"),
            PointerField::Side => write!(f, "a side of {from}"),
            PointerField::Member => write!(f, "a member of {from}"),
            PointerField::DynamicMember => write!(f, "a dynamic member of {from}"),
            PointerField::TimeGroup => write!(f, "the time group of {from}"),
            PointerField::Expiry => write!(f, "the expiry of {from}"),
            PointerField::AccountUnderQueue => {
                write!(f, "the queue in whose log the calls of {from} stand")
            }
            PointerField::AskSound => write!(f, "the question of {from}"),
            PointerField::WhisperSound => write!(f, "what {from} tells the operator"),
            PointerField::Sound => write!(f, "the sound of {from}"),
            PointerField::InvalidSound => write!(f, "the sound for wrong keys of {from}"),
            PointerField::TimeoutSound => write!(f, "the sound without a key of {from}"),
            PointerField::PeriodicAnnouncement => {
                write!(f, "the periodic announcement of {from}")
            }
        }
    }
}

/// `key 3 of IVR 1 and the inbound route of any number lead`.
pub(super) fn lead(pointers: &[Pointer]) -> String {
    let verb = if pointers.len() == 1 { "leads" } else { "lead" };
    format!("{} {verb}", crate::value::and(pointers))
}

/// What a pointer points at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    Destination(Destination),
    Number(InternalNumber),
    Trunk,
    Extension(Extension),
    Queue(QueueName),
    Side(Side),
    TimeGroup(TimeGroupName),
    Sound(SoundName),
}

/// Every pointer with what it points at, in the order of the things.
pub(super) fn all(whole: &Configuration) -> Vec<(Pointer, Target)> {
    let flow = &whole.call_flow;
    let mut found = Found(Vec::new());
    for queue in &flow.queues {
        found.of_queue(queue);
    }
    for module in &whole.modules {
        found.of_module(module);
    }
    for ivr in &flow.ivrs {
        found.of_ivr(ivr);
    }
    for condition in &flow.time_conditions {
        let id = ObjectId::TimeCondition(condition.number.clone());
        found.to(&id, PointerField::OpenDestination, &condition.open_destination);
        found.to(&id, PointerField::ClosedDestination, &condition.closed_destination);
        let group = Target::TimeGroup(condition.time_group.clone());
        found.add(&id, PointerField::TimeGroup, group);
    }
    for announcement in &flow.announcements {
        let id = ObjectId::Announcement(announcement.number.clone());
        found.to(&id, PointerField::Destination, &announcement.destination);
        found.sound(&id, PointerField::Sound, Some(&announcement.sound));
    }
    for misc in &flow.misc_destinations {
        found.of_misc(misc);
    }
    for route in &flow.inbound_routes {
        let id = ObjectId::InboundRoute(route.key());
        found.to(&id, PointerField::Destination, &route.destination);
    }
    found.0
}

struct Found(Vec<(Pointer, Target)>);

impl Found {
    fn add(&mut self, from: &ObjectId, field: PointerField, target: Target) {
        self.0.push((Pointer { from: from.clone(), field }, target));
    }

    fn to(&mut self, from: &ObjectId, field: PointerField, destination: &Destination) {
        self.add(from, field, Target::Destination(destination.clone()));
    }

    fn sound(&mut self, from: &ObjectId, field: PointerField, sound: Option<&SoundName>) {
        if let Some(sound) = sound {
            self.add(from, field, Target::Sound(sound.clone()));
        }
    }

    fn of_queue(&mut self, queue: &ManagedQueue) {
        let id = ObjectId::Queue(queue.number.clone());
        for member in &queue.members {
            self.add(&id, PointerField::Member, Target::Extension(member.extension.clone()));
        }
        for member in &queue.dynamic_members {
            let extension = Target::Extension(member.extension.clone());
            self.add(&id, PointerField::DynamicMember, extension);
        }
        let periodic = queue.periodic_announcement.as_ref().map(|periodic| &periodic.sound);
        self.sound(&id, PointerField::PeriodicAnnouncement, periodic);
        self.to(&id, PointerField::FailureDestination, &queue.failure_destination);
    }

    fn of_module(&mut self, module: &Module) {
        let id = ObjectId::Module(module.code.clone());
        for side in module.sides.rows() {
            self.add(&id, PointerField::Side, Target::Side(side.clone()));
        }
        self.to(&id, PointerField::FailureDestination, &module.failure_destination);
        if let Expiry::EndOfWork(group) = &module.expiry {
            self.add(&id, PointerField::Expiry, Target::TimeGroup(group.clone()));
        }
        self.sound(&id, PointerField::Sound, module.announcement.as_ref());
        self.sound(&id, PointerField::AskSound, module.ask_sound.as_ref());
        self.sound(&id, PointerField::WhisperSound, module.whisper_sound.as_ref());
        if let Some(queue) = &module.account_under_queue {
            self.add(&id, PointerField::AccountUnderQueue, Target::Queue(queue.clone()));
        }
    }

    fn of_ivr(&mut self, ivr: &Ivr) {
        let id = ObjectId::Ivr(ivr.number.clone());
        self.sound(&id, PointerField::Sound, ivr.announcement.as_ref());
        for entry in &ivr.entries {
            self.to(&id, PointerField::Key(entry.key.clone()), &entry.destination);
        }
        self.sound(&id, PointerField::InvalidSound, ivr.invalid.sound.as_ref());
        self.to(&id, PointerField::InvalidDestination, &ivr.invalid.destination);
        self.sound(&id, PointerField::TimeoutSound, ivr.timeout.sound.as_ref());
        self.to(&id, PointerField::TimeoutDestination, &ivr.timeout.destination);
    }

    fn of_misc(&mut self, misc: &MiscDestination) {
        let id = ObjectId::MiscDestination(misc.code.clone());
        let target = match &misc.dials {
            Dials::Internal(number) => Target::Number(number.clone()),
            Dials::Outside(_) => Target::Trunk,
        };
        self.add(&id, PointerField::Dials, target);
    }
}

/// What a target is among the things of a configuration; nothing where it is none of them.
pub(super) fn resolve(whole: &Configuration, target: &Target) -> Option<ObjectId> {
    match target {
        Target::Destination(destination) => object_of(whole, destination),
        Target::Number(number) => object_with(whole, number.as_str()),
        Target::Trunk => whole.call_flow.trunk.is_some().then_some(ObjectId::Trunk),
        Target::Extension(number) | Target::Side(Side::Extension(number)) => {
            object_of(whole, &Destination::Extension(number.clone()))
        }
        Target::Queue(queue) | Target::Side(Side::Queue(queue)) => {
            object_of(whole, &Destination::Queue(queue.clone()))
        }
        Target::TimeGroup(name) => {
            let there = whole.call_flow.time_groups.iter().any(|group| group.name == *name);
            there.then(|| ObjectId::TimeGroup(name.clone()))
        }
        Target::Sound(sound) => {
            let sound = sound.uploaded()?;
            let there = whole.call_flow.sounds.iter().any(|one| one.name == sound);
            there.then_some(ObjectId::Sound(sound))
        }
    }
}

fn object_with(whole: &Configuration, number: &str) -> Option<ObjectId> {
    match whole.holder_of(number) {
        Some(Holder::Object(id, _)) => Some(id),
        _ => feature_code(whole, number),
    }
}

/// A code that does something alone; one with a queue's or a time condition's number behind it is
/// for phones.
fn feature_code(whole: &Configuration, number: &str) -> Option<ObjectId> {
    let mut dialled = whole.call_flow.feature_codes.dialled();
    dialled
        .any(|(feature, code)| code.as_str() == number && !feature.takes_time_condition())
        .then_some(ObjectId::FeatureCodes)
}

/// See [`Configuration::led_to`].
pub(super) fn object_of(whole: &Configuration, destination: &Destination) -> Option<ObjectId> {
    let flow = &whole.call_flow;
    match destination {
        Destination::Extension(number) => {
            let there = flow.extensions.iter().any(|e| e.number == *number);
            there.then(|| ObjectId::Extension(number.clone()))
        }
        Destination::Queue(number) => {
            let there = flow.queues.iter().any(|q| q.number == *number);
            there.then(|| ObjectId::Queue(number.clone()))
        }
        Destination::Ivr(number) => {
            let there = flow.ivrs.iter().any(|i| i.number == *number);
            there.then(|| ObjectId::Ivr(number.clone()))
        }
        Destination::TimeCondition(number) => {
            let there = flow.time_conditions.iter().any(|c| c.number == *number);
            there.then(|| ObjectId::TimeCondition(number.clone()))
        }
        Destination::Announcement(number) => {
            let there = flow.announcements.iter().any(|a| a.number == *number);
            there.then(|| ObjectId::Announcement(number.clone()))
        }
        Destination::Misc(code) => {
            if whole.modules.iter().any(|m| m.code == *code) {
                return Some(ObjectId::Module(code.clone()));
            }
            let there = flow.misc_destinations.iter().any(|m| m.code == *code);
            there.then(|| ObjectId::MiscDestination(code.clone()))
        }
        Destination::FeatureCode(code) => feature_code(whole, code.as_str()),
        Destination::Dialplan(_) | Destination::HangUp => None,
    }
}

impl Configuration {
    /// Every place that points at a thing: what stands in the way of its removal.
    #[must_use]
    pub fn pointers_to(&self, id: &ObjectId) -> Vec<Pointer> {
        all(self)
            .into_iter()
            .filter(|(_, target)| resolve(self, target).as_ref() == Some(id))
            .map(|(pointer, _)| pointer)
            .collect()
    }
}
