//! A queue as it is typed into the form: texts that may be wrong, and come back as they were.

use super::members::{self, MemberRow};
use crate::http::Fields;
use crate::panel::layout::{Errors, Page, Reader, TypedDestination};
use crate::panel::objects::TypedForm;
use vasl_domain::callflow::{
    HoldTimeAnnouncement, JoinRule, LeaveRule, ManagedQueue, PeriodicAnnouncement, PlainText,
    Strategy,
};
use vasl_domain::destination::DestinationKind;
use vasl_domain::name::QueueName;

/// What stands in the form.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) strategy: String,
    pub(super) members: Vec<MemberRow>,
    /// Who is chosen to be added, and as what.
    pub(super) add: String,
    pub(super) add_always: bool,
    pub(super) anyone_may_log_in: bool,
    pub(super) ring_seconds: String,
    pub(super) longest_wait_seconds: String,
    pub(super) wrap_up_seconds: String,
    pub(super) music: String,
    pub(super) announce_seconds: String,
    pub(super) announce_position: bool,
    pub(super) announce_hold_time: String,
    pub(super) periodic_sound: String,
    pub(super) periodic_seconds: String,
    pub(super) join: String,
    pub(super) leave: String,
    pub(super) weight: String,
    pub(super) recording: bool,
    pub(super) failure: TypedDestination,
}

impl Typed {
    /// The form of a new queue.
    pub(super) fn new() -> Option<Self> {
        // A queue of any number and name has what is usual.
        let usual = ManagedQueue::new(QueueName::new("1").ok()?, PlainText::new("x").ok()?);
        let failure = TypedDestination::blank(DestinationKind::HangUp);
        Some(Self { code: String::new(), name: String::new(), failure, ..Self::of(&usual) })
    }

    /// The queue that was typed.
    pub(super) fn queue(&self, page: &Page, errors: &mut Errors) -> Option<ManagedQueue> {
        let mut read = Reader::new(page.texts(), errors);
        let number = read.value("code", &self.code);
        let name = read.value("name", &self.name);
        let (members, dynamic_members) = members::read(&self.members, &mut read);
        let ring_seconds = read.number("ring_seconds", &self.ring_seconds);
        let longest_wait_seconds = read.number("longest_wait_seconds", &self.longest_wait_seconds);
        let wrap_up_seconds = read.number("wrap_up_seconds", &self.wrap_up_seconds);
        let music = read.value("music", &self.music);
        let announce_seconds = read.number("announce_seconds", &self.announce_seconds);
        let sound = read.maybe("periodic_sound", &self.periodic_sound);
        let seconds =
            sound.as_ref().and_then(|_| read.number("periodic_seconds", &self.periodic_seconds));
        let weight = read.number("weight", &self.weight);
        let failure_destination = read.destination("failure", &self.failure);
        if !errors.is_empty() {
            return None;
        }
        Some(ManagedQueue {
            number: number?,
            name: name?,
            strategy: Strategy::from_word(&self.strategy).unwrap_or_default(),
            members,
            dynamic_members,
            anyone_may_log_in: self.anyone_may_log_in,
            ring_seconds: ring_seconds?,
            longest_wait_seconds: longest_wait_seconds?,
            wrap_up_seconds: wrap_up_seconds?,
            music: music?,
            announce_seconds: announce_seconds?,
            announce_position: self.announce_position,
            announce_hold_time: HoldTimeAnnouncement::from_word(&self.announce_hold_time)
                .unwrap_or_default(),
            periodic_announcement: sound
                .zip(seconds)
                .map(|(sound, seconds)| PeriodicAnnouncement { sound, seconds }),
            join: JoinRule::from_word(&self.join).unwrap_or_default(),
            leave: LeaveRule::from_word(&self.leave).unwrap_or_default(),
            weight: weight?,
            recording: self.recording,
            failure_destination: failure_destination?,
        })
    }
}

impl TypedForm for Typed {
    type Thing = ManagedQueue;

    fn of(queue: &ManagedQueue) -> Self {
        let periodic = queue.periodic_announcement.as_ref();
        let usual = || "60".to_owned();
        Self {
            code: queue.number.to_string(),
            name: queue.name.to_string(),
            strategy: queue.strategy.to_string(),
            members: members::of(queue),
            add: String::new(),
            add_always: true,
            anyone_may_log_in: queue.anyone_may_log_in,
            ring_seconds: queue.ring_seconds.to_string(),
            longest_wait_seconds: queue.longest_wait_seconds.to_string(),
            wrap_up_seconds: queue.wrap_up_seconds.to_string(),
            music: queue.music.to_string(),
            announce_seconds: queue.announce_seconds.to_string(),
            announce_position: queue.announce_position,
            announce_hold_time: queue.announce_hold_time.to_string(),
            periodic_sound: periodic.map(|one| one.sound.to_string()).unwrap_or_default(),
            periodic_seconds: periodic.map_or_else(usual, |one| one.seconds.to_string()),
            join: queue.join.to_string(),
            leave: queue.leave.to_string(),
            weight: queue.weight.to_string(),
            recording: queue.recording,
            failure: TypedDestination::of(&queue.failure_destination),
        }
    }

    fn read(form: &Fields) -> Self {
        let text = |name| form.text(name).to_owned();
        Self {
            code: form.number("code"),
            name: text("name"),
            strategy: text("strategy"),
            members: members::sent(form),
            add: form.number("add"),
            add_always: form.text("add_always") != "no",
            anyone_may_log_in: form.ticked("anyone_may_log_in"),
            ring_seconds: form.number("ring_seconds"),
            longest_wait_seconds: form.number("longest_wait_seconds"),
            wrap_up_seconds: form.number("wrap_up_seconds"),
            music: text("music"),
            announce_seconds: form.number("announce_seconds"),
            announce_position: form.ticked("announce_position"),
            announce_hold_time: text("announce_hold_time"),
            periodic_sound: text("periodic_sound"),
            periodic_seconds: form.number("periodic_seconds"),
            join: text("join"),
            leave: text("leave"),
            weight: form.number("weight"),
            recording: form.ticked("recording"),
            failure: TypedDestination::read(form, "failure"),
        }
    }
}
