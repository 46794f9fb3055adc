//! Everything that is wrong with a configuration as a whole.

use super::pointer::{self, Target};
use super::{Beside, Configuration, Cycle, Holder, ObjectId, Pointer, numbering};
use crate::callflow::{InternalNumber, Keys, SoundName};
use crate::destination::Destination;
use crate::module::Side;
use crate::name::{Extension, ModuleCode, QueueName, TimeGroupName};
use std::collections::HashMap;
use std::collections::HashSet;

/// Something that does not fit together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// One number for two things.
    #[error("{number} is both {} and {}; give each thing a number of its own", first.short(), second.short())]
    NumberTwice {
        /// The number.
        number: String,
        /// What has it.
        first: Holder,
        /// What wants it.
        second: Holder,
    },
    /// Two things of a kind that is not dialled have one number or name.
    #[error("{0} is there twice; give each a number or name of its own")]
    ObjectTwice(ObjectId),
    /// Two inbound routes for the same calls.
    #[error(
        "{0} is there twice: a call could take either; give one of them another number or another \
         caller's pattern"
    )]
    RouteTwice(ObjectId),
    /// Leads to nothing.
    #[error(
        "{from} leads to {destination}, which does not exist; name something that does, or a place \
         in the PBX's own dialplan, such as dialplan:from-internal,5050,1"
    )]
    LeadsNowhere {
        /// What points.
        from: Pointer,
        /// At what.
        destination: Destination,
    },
    /// Dials a number that nothing has.
    #[error(
        "{from} is {number}, and nothing has that number; name an extension, a queue, a module or a feature code"
    )]
    DialsNothing {
        /// What dials.
        from: Pointer,
        /// The number.
        number: InternalNumber,
    },
    /// Dials outside, and there is no trunk.
    #[error("{from} is a number outside, and there is no trunk to reach it by; add a trunk first")]
    NoTrunk {
        /// What dials.
        from: Pointer,
    },
    /// A member without an extension.
    #[error("queue {queue} has the member {member}, which is not an extension here")]
    NoSuchMember {
        /// The queue.
        queue: QueueName,
        /// The member.
        member: Extension,
    },
    /// A member twice.
    #[error("queue {queue} has the member {member} twice, static or dynamic; name it once")]
    MemberTwice {
        /// The queue.
        queue: QueueName,
        /// The member.
        member: Extension,
    },
    /// A module's side that is not there.
    #[error("module {module} covers {side}, which does not exist; name one that the PBX has")]
    NoSuchSide {
        /// The module.
        module: ModuleCode,
        /// The side.
        side: Side,
    },
    /// A queue that is not there.
    #[error("{from} is {queue}, which does not exist")]
    NoSuchQueue {
        /// What names it.
        from: Pointer,
        /// The queue.
        queue: QueueName,
    },
    /// Hours that are not there.
    #[error(
        "{from} is “{group}”, which does not exist; add the time group, or name one that is there"
    )]
    NoSuchTimeGroup {
        /// What names them.
        from: Pointer,
        /// The time group.
        group: TimeGroupName,
    },
    /// A sound that is not there.
    #[error("{from} is {sound}, which was not uploaded; upload it, or name one that is there")]
    NoSuchSound {
        /// What names it.
        from: Pointer,
        /// The sound.
        sound: SoundName,
    },
    /// A key of a menu twice.
    #[error("key {key} of {ivr} is there twice; a key leads to one destination")]
    KeyTwice {
        /// The menu.
        ivr: ObjectId,
        /// The key.
        key: Keys,
    },
    /// A module whose failure destination is a module.
    #[error(
        "{destination} cannot be the failure destination of module {module}: it is a module, and a \
         caller whom no module can reconnect would go round for ever; give a queue, an extension or \
         an IVR"
    )]
    FailureIsModule {
        /// The module.
        module: ModuleCode,
        /// Its failure destination.
        destination: Destination,
    },
    /// A caller would go round for ever.
    #[error("{0}")]
    Cycle(Cycle),
}

impl Problem {
    /// The stable code of the problem, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NumberTwice { .. } => "number_twice",
            Self::ObjectTwice(_) => "object_twice",
            Self::RouteTwice(_) => "route_twice",
            Self::LeadsNowhere { .. } => "leads_nowhere",
            Self::DialsNothing { .. } => "dials_nothing",
            Self::NoTrunk { .. } => "no_trunk",
            Self::NoSuchMember { .. } => "no_such_member",
            Self::MemberTwice { .. } => "member_twice",
            Self::NoSuchSide { .. } => "no_such_side",
            Self::NoSuchQueue { .. } => "no_such_queue",
            Self::NoSuchTimeGroup { .. } => "no_such_time_group",
            Self::NoSuchSound { .. } => "no_such_sound",
            Self::KeyTwice { .. } => "key_twice",
            Self::FailureIsModule { .. } => "failure_is_module",
            Self::Cycle(_) => "cycle",
        }
    }

    /// The thing to be mended: beside whose fields the problem is shown.
    #[must_use]
    pub fn object(&self) -> ObjectId {
        match self {
            Self::NumberTwice { second, .. } => second.object(),
            Self::ObjectTwice(id) | Self::RouteTwice(id) | Self::KeyTwice { ivr: id, .. } => {
                id.clone()
            }
            Self::LeadsNowhere { from, .. }
            | Self::DialsNothing { from, .. }
            | Self::NoTrunk { from }
            | Self::NoSuchQueue { from, .. }
            | Self::NoSuchTimeGroup { from, .. }
            | Self::NoSuchSound { from, .. } => from.from.clone(),
            Self::NoSuchMember { queue, .. } | Self::MemberTwice { queue, .. } => {
                ObjectId::Queue(queue.clone())
            }
            Self::NoSuchSide { module, .. } | Self::FailureIsModule { module, .. } => {
                ObjectId::Module(module.clone())
            }
            Self::Cycle(cycle) => cycle.first().from.clone(),
        }
    }
}

impl Configuration {
    /// Every problem, in the order of the things; none where it all fits together.
    #[must_use]
    pub fn check(&self, beside: &Beside) -> Vec<Problem> {
        let mut problems = self.numbers_twice();
        problems.extend(self.objects_twice());
        problems.extend(self.rows_twice());
        problems.extend(
            pointer::all(self)
                .into_iter()
                .filter_map(|(pointer, target)| problem_of(self, beside, pointer, target)),
        );
        problems.extend(super::cycle::all(self).into_iter().map(Problem::Cycle));
        problems
    }

    fn numbers_twice(&self) -> Vec<Problem> {
        let mut holders: HashMap<String, Holder> = HashMap::new();
        let mut problems = Vec::new();
        for (number, second) in numbering::plan(self) {
            match holders.get(&number) {
                Some(first) => {
                    problems.push(Problem::NumberTwice { number, first: first.clone(), second });
                }
                None => drop(holders.insert(number, second)),
            }
        }
        problems
    }

    /// Those that have no place in the numbering plan.
    fn objects_twice(&self) -> Vec<Problem> {
        let flow = &self.call_flow;
        let mut ids: Vec<ObjectId> = Vec::new();
        ids.extend(flow.ivrs.iter().map(|i| ObjectId::Ivr(i.number.clone())));
        ids.extend(flow.time_groups.iter().map(|g| ObjectId::TimeGroup(g.name.clone())));
        let conditions = flow.time_conditions.iter();
        ids.extend(conditions.map(|c| ObjectId::TimeCondition(c.number.clone())));
        let announcements = flow.announcements.iter();
        ids.extend(announcements.map(|a| ObjectId::Announcement(a.number.clone())));
        ids.extend(flow.sounds.iter().map(|s| ObjectId::Sound(s.name.clone())));
        ids.extend(flow.inbound_routes.iter().map(|r| ObjectId::InboundRoute(r.key())));
        twice(ids)
            .map(|id| match id {
                ObjectId::InboundRoute(_) => Problem::RouteTwice(id),
                id => Problem::ObjectTwice(id),
            })
            .collect()
    }

    fn rows_twice(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        for queue in &self.call_flow.queues {
            let members = queue.members.iter().chain(&queue.dynamic_members);
            let extensions = members.map(|member| member.extension.clone());
            problems.extend(
                twice(extensions.collect())
                    .map(|member| Problem::MemberTwice { queue: queue.number.clone(), member }),
            );
        }
        for ivr in &self.call_flow.ivrs {
            let keys = ivr.entries.iter().map(|entry| entry.key.clone()).collect();
            problems.extend(
                twice(keys)
                    .map(|key| Problem::KeyTwice { ivr: ObjectId::Ivr(ivr.number.clone()), key }),
            );
        }
        problems
    }
}

fn twice<T: Clone + Eq + std::hash::Hash>(all: Vec<T>) -> impl Iterator<Item = T> {
    let mut seen = HashSet::new();
    all.into_iter().filter(move |one| !seen.insert(one.clone()))
}

fn problem_of(
    whole: &Configuration,
    beside: &Beside,
    from: Pointer,
    target: Target,
) -> Option<Problem> {
    let led_to = pointer::resolve(whole, &target);
    if let (ObjectId::Module(module), Target::Destination(destination)) = (&from.from, &target)
        && matches!(led_to, Some(ObjectId::Module(_)))
    {
        let (module, destination) = (module.clone(), destination.clone());
        return Some(Problem::FailureIsModule { module, destination });
    }
    if led_to.is_some() {
        return None;
    }
    match target {
        Target::Destination(destination) => (!may_be_beside(beside, &destination))
            .then_some(Problem::LeadsNowhere { from, destination }),
        Target::Number(number) => Some(Problem::DialsNothing { from, number }),
        Target::Trunk => Some(Problem::NoTrunk { from }),
        Target::Extension(member) => match from.from {
            ObjectId::Queue(queue) => Some(Problem::NoSuchMember { queue, member }),
            _ => None,
        },
        Target::Side(side) => {
            let there = match &side {
                Side::Extension(number) => beside.may_have_extension(number),
                Side::Queue(queue) => beside.may_have_queue(queue),
            };
            match from.from {
                ObjectId::Module(module) if !there => Some(Problem::NoSuchSide { module, side }),
                _ => None,
            }
        }
        Target::Queue(queue) => {
            (!beside.may_have_queue(&queue)).then_some(Problem::NoSuchQueue { from, queue })
        }
        Target::TimeGroup(group) => Some(Problem::NoSuchTimeGroup { from, group }),
        Target::Sound(sound) => {
            sound.uploaded().is_some().then_some(Problem::NoSuchSound { from, sound })
        }
    }
}

/// A queue of the PBX's own can be entered from any dialplan; how its extensions are dialled only its
/// own dialplan knows, so for those there is [`Destination::Dialplan`].
fn may_be_beside(beside: &Beside, destination: &Destination) -> bool {
    match destination {
        Destination::Queue(queue) => beside.may_have_queue(queue),
        Destination::Dialplan(_) | Destination::HangUp => true,
        Destination::Extension(_)
        | Destination::Ivr(_)
        | Destination::TimeCondition(_)
        | Destination::Announcement(_)
        | Destination::Misc(_)
        | Destination::FeatureCode(_) => false,
    }
}
