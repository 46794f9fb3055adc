//! What the PBX has: its queues, their members, and the lines of the operators behind them.

use crate::attach::conventions::Conventions;
use crate::line::{self, Line, MemberName, QueueMembership};
use crate::names;
use crate::queue_settings::QueueSettings;
use std::collections::{BTreeMap, BTreeSet};
use vasl_ami::event::{Item, Listing};
use vasl_domain::call::Roster;
use vasl_domain::callflow::CallFlow;
use vasl_domain::decision::Membership;
use vasl_domain::module::Module;
use vasl_domain::name::{Extension, Interface, QueueName};

/// A member of a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The queue.
    pub queue: QueueName,
    /// The operator.
    pub extension: Extension,
    /// What the queue dials.
    pub interface: Interface,
    /// What the queue watches.
    pub state_interface: Interface,
    /// The member's own pause after a call, in seconds; 0 for the queue's.
    pub wrap_up_seconds: u16,
    /// What the queue calls them, where that can be written down.
    pub name: Option<MemberName>,
}

/// The queues of a PBX and their members.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Inventory {
    /// The queues, without Vasl's own.
    pub queues: BTreeSet<QueueName>,
    /// Their members, as far as an extension stands behind them.
    pub members: Vec<Member>,
    /// Who lately was a member and has logged out.
    pub former: Vec<Member>,
    /// The interface and the state interface of each operator in their own queue.
    pub own_queues: BTreeMap<Extension, (Interface, Interface)>,
    /// What of each hint says do-not-disturb, as far as it could be read.
    pub hints: BTreeMap<Interface, Vec<Interface>>,
    /// The settings of each queue, as far as they could be read.
    pub settings: BTreeMap<QueueName, QueueSettings>,
    /// What the PBX's own dialplan does for each queue before it rings a member.
    pub conventions: BTreeMap<QueueName, Conventions>,
}

impl Inventory {
    /// Reads the answer to `QueueStatus`.
    #[must_use]
    pub fn from_queue_status(listing: &Listing) -> Self {
        let mut inventory = Self::default();
        for item in &listing.items {
            match item {
                Item::QueueParams(queue) => {
                    inventory.queues.extend(names::real_queue(&queue.queue));
                }
                Item::QueueMember(member) => {
                    if &*member.state_interface == names::NOBODY {
                        continue;
                    }
                    if let Some(operator) = names::operator_of_shadow(&member.queue)
                        && let Ok(interface) = Interface::new(&*member.location)
                        && let Ok(state_interface) = Interface::new(&*member.state_interface)
                    {
                        inventory.own_queues.insert(operator, (interface, state_interface));
                        continue;
                    }
                    let read =
                        read_member(&member.queue, &member.location, &member.state_interface);
                    let wrap_up_seconds = u16::try_from(member.wrapup_seconds).unwrap_or(0);
                    let name = MemberName::new(&member.name);
                    inventory.members.extend(read.map(|m| Member { wrap_up_seconds, name, ..m }));
                }
                _ => {}
            }
        }
        inventory
    }

    /// Adds who lately was a member. The line of somebody who has logged out stays as it was known
    /// before, or as it is in their own queue.
    pub fn remember(&mut self, lately: &Membership, before: &Self) {
        let of = |members: &[Member], operator: &Extension, queue: &QueueName| {
            members.iter().any(|m| m.extension == *operator && m.queue == *queue)
        };
        let logged_out = lately.pairs().filter(|(operator, queue)| {
            self.queues.contains(*queue) && !of(&self.members, operator, queue)
        });
        self.former = logged_out
            .filter_map(|(operator, queue)| {
                let mut known = before.members.iter().chain(&before.former);
                known
                    .find(|m| m.extension == *operator && m.queue == *queue)
                    .cloned()
                    .or_else(|| {
                        let (interface, state) = self.own_queues.get(operator)?;
                        read_member(queue.as_str(), interface.as_str(), state.as_str())
                    })
                    .or_else(|| {
                        let own = format!("PJSIP/{operator}");
                        read_member(queue.as_str(), &own, &own)
                    })
            })
            .collect();
    }

    /// The queues whose settings matter and could not be read.
    pub fn unread_settings<'a>(
        &'a self,
        call_flow: &'a CallFlow,
    ) -> impl Iterator<Item = &'a QueueName> {
        let own = |queue: &QueueName| call_flow.queues.iter().any(|q| q.number == *queue);
        let with_members: BTreeSet<&QueueName> = self.members.iter().map(|m| &m.queue).collect();
        with_members.into_iter().filter(move |q| !self.settings.contains_key(*q) && !own(q))
    }

    /// The operators behind the members, and what their channels are called.
    #[must_use]
    pub fn roster(
        &self,
        modules: &[Module],
        pinned: &BTreeSet<Extension>,
        call_flow: &CallFlow,
    ) -> Roster {
        let mut roster = Roster::default();
        pinned.iter().cloned().for_each(|extension| roster.add(extension));
        for module in modules {
            module.sides.extensions().cloned().for_each(|extension| roster.add(extension));
        }
        call_flow.extensions.iter().for_each(|e| roster.add(e.number.clone()));
        for member in &self.members {
            roster.add_interface(&member.interface, member.extension.clone());
        }
        roster
    }

    /// The lines of the operators whom modules cover and of those to whom a caller is pinned, in
    /// the order of their extensions. Without a module nobody is reconnected to anybody.
    ///
    /// Where an operator is a member of several queues by several interfaces, the one of a queue
    /// that a module covers is taken; the rest of the choice is the order of the queues.
    #[must_use]
    pub fn lines(
        &self,
        modules: &[Module],
        pinned: &BTreeSet<Extension>,
        call_flow: &CallFlow,
    ) -> Vec<Line> {
        let queues: BTreeSet<&QueueName> = modules.iter().flat_map(|m| m.sides.queues()).collect();
        let mut of_operator: BTreeMap<&Extension, Vec<&Member>> = BTreeMap::new();
        for member in self.members.iter().chain(&self.former) {
            of_operator.entry(&member.extension).or_default().push(member);
        }
        let by_extension = modules.iter().flat_map(|module| module.sides.extensions());
        let by_queue = self
            .members
            .iter()
            .chain(&self.former)
            .filter(|member| queues.contains(&member.queue))
            .map(|member| &member.extension);
        let pinned = pinned.iter().filter(|_| !modules.is_empty());
        let covered: BTreeSet<&Extension> = by_extension.chain(by_queue).chain(pinned).collect();
        covered
            .into_iter()
            .filter_map(|operator| {
                let mut members = of_operator.remove(operator).unwrap_or_default();
                // A membership that is, before one that was.
                members.sort_by_key(|member| {
                    (self.former.contains(member), !queues.contains(&member.queue), &member.queue)
                });
                self.line_of(operator, &members, call_flow)
            })
            .collect()
    }

    /// An operator who is no member of any queue is rung as Vasl's own extensions are.
    fn line_of(
        &self,
        operator: &Extension,
        members: &[&Member],
        call_flow: &CallFlow,
    ) -> Option<Line> {
        let own = Interface::new(format!("PJSIP/{operator}")).ok()?;
        let extension = call_flow.extensions.iter().find(|e| e.number == *operator);
        let own_hint = extension.and_then(|_| Interface::new(names::hint(operator)).ok());
        let (interface, state_interface) = match (members.first(), &own_hint) {
            (Some(member), _) => (member.interface.clone(), member.state_interface.clone()),
            (None, Some(hint)) => (own.clone(), Interface::new(format!("hint:{hint}")).ok()?),
            (None, None) => (own.clone(), own.clone()),
        };
        let (device, hint) = line::watched(&interface, &state_interface, operator);
        let do_not_disturb = match extension {
            Some(own) if own.do_not_disturb_allowed => {
                Interface::new(names::do_not_disturb(operator)).ok().map(|d| vec![d])
            }
            Some(_) => Some(Vec::new()),
            None => hint.as_ref().and_then(|hint| self.hints.get(hint)).cloned(),
        };
        let mut line = Line {
            operator: operator.clone(),
            device: device.unwrap_or(own),
            hint: hint.or(own_hint),
            do_not_disturb,
            wrap_up_seconds: self.wrap_up_of(operator, members, call_flow),
            for_those_who_wait: members
                .first()
                .and_then(|member| self.settings.get(&member.queue))
                .map(|settings| settings.for_those_who_wait.clone())
                .unwrap_or_default(),
            memberships: members
                .iter()
                .map(|member| QueueMembership {
                    queue: member.queue.clone(),
                    interface: member.interface.clone(),
                    name: member.name.clone(),
                })
                .collect(),
            interface,
            state_interface,
            conventions: Conventions::default(),
        };
        if let Some(known) = line.from_queue().and_then(|queue| self.conventions.get(queue)) {
            line.conventions = known.clone();
        }
        Some(line)
    }

    /// The queue that connected last decides how long the operator is left alone, for all queues
    /// (`lastqueue`, `apps/app_queue.c`): so the operator's own queue takes the longest pause.
    fn wrap_up_of(&self, operator: &Extension, members: &[&Member], call_flow: &CallFlow) -> u16 {
        let managed = call_flow.queues.iter().filter(|queue| queue.has_member(operator));
        let managed = managed.map(|queue| queue.wrap_up_seconds.get());
        let of_queues = members.iter().map(|member| {
            let settings = self.settings.get(&member.queue);
            let of_queue = settings.map_or(0, |settings| settings.wrap_up_seconds);
            if member.wrap_up_seconds > 0 { member.wrap_up_seconds } else { of_queue }
        });
        managed.chain(of_queues).max().unwrap_or(0)
    }
}

/// A member as an event or a snapshot names it.
#[must_use]
pub fn read_member(queue: &str, interface: &str, state_interface: &str) -> Option<Member> {
    let extension = line::extension_of(interface, state_interface)?;
    let interface = Interface::new(interface).ok()?;
    let state_interface = Interface::new(state_interface).unwrap_or_else(|_| interface.clone());
    let queue = names::real_queue(queue)?;
    Some(Member { queue, extension, interface, state_interface, wrap_up_seconds: 0, name: None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::tests::module;
    use vasl_domain::module::{Side, Sides};

    fn inventory(members: &[(&str, &str, &str)]) -> Inventory {
        Inventory {
            queues: members.iter().filter_map(|(queue, ..)| QueueName::new(*queue).ok()).collect(),
            members: members
                .iter()
                .filter_map(|(queue, interface, state)| read_member(queue, interface, state))
                .collect(),
            ..Inventory::default()
        }
    }

    #[test]
    fn a_line_is_the_very_membership() {
        let inventory = inventory(&[
            ("98", "PJSIP/5050", "PJSIP/5050"),
            ("99", "Local/5050@from-queue/n", "hint:5050@ext-local"),
            ("98", "PJSIP/6065", "PJSIP/6065"),
            ("vasl-5050", "PJSIP/5050", "PJSIP/5050"),
        ]);
        let lines = inventory.lines(&[module("*5003")], &BTreeSet::new(), &CallFlow::default());
        let [line] = &lines[..] else { panic!("{lines:?}") };
        assert_eq!(line.interface.as_str(), "Local/5050@from-queue/n");
        assert_eq!(line.hint.as_ref().unwrap().as_str(), "5050@ext-local");
        assert_eq!(line.device.as_str(), "PJSIP/5050");
    }

    #[test]
    fn an_extension_side_has_a_line_though_it_is_in_no_queue() {
        let mut only = module("*5003");
        only.sides = Sides::new(vec![Side::Extension(Extension::new("7070").unwrap())]).unwrap();
        let lines = Inventory::default().lines(&[only], &BTreeSet::new(), &CallFlow::default());
        assert_eq!(lines[0].interface.as_str(), "PJSIP/7070");
    }

    #[test]
    fn an_operator_to_whom_a_caller_is_pinned_has_one_by_the_queue_they_are_in() {
        let inventory = inventory(&[
            ("98", "Local/6065@from-queue/n", "hint:6065@ext-local"),
            ("99", "PJSIP/5050", "PJSIP/5050"),
        ]);
        let pinned = ["6065", "7070"].map(|number| Extension::new(number).unwrap()).into();
        let lines = inventory.lines(&[module("*5003")], &pinned, &CallFlow::default());
        let rung: Vec<&str> = lines.iter().map(|line| line.interface.as_str()).collect();
        assert_eq!(rung, ["PJSIP/5050", "Local/6065@from-queue/n", "PJSIP/7070"]);
        assert!(inventory.lines(&[], &pinned, &CallFlow::default()).is_empty());
    }

    #[test]
    fn only_covered_operators_have_one() {
        let inventory = inventory(&[("98", "PJSIP/6065", "PJSIP/6065")]);
        assert!(
            inventory.lines(&[module("*5003")], &BTreeSet::new(), &CallFlow::default()).is_empty()
        );
    }

    fn only_line(inventory: &Inventory) -> Line {
        let lines = inventory.lines(&[module("*5003")], &BTreeSet::new(), &CallFlow::default());
        let [line] = &lines[..] else { panic!("{lines:?}") };
        line.clone()
    }

    /// The queue of an operator who waits to log in again must not be another one meanwhile.
    #[test]
    fn an_operator_who_has_logged_out_keeps_their_line() {
        let before = inventory(&[
            ("99", "Local/5050@from-queue/n", "hint:5050@ext-local"),
            ("99", "PJSIP/7", ""),
        ]);
        let mut lately = Membership::default();
        lately.add(Extension::new("5050").unwrap(), QueueName::new("99").unwrap());
        lately.add(Extension::new("5050").unwrap(), QueueName::new("gone").unwrap());
        let mut after = Inventory { queues: before.queues.clone(), ..Inventory::default() };
        after.remember(&lately, &before);
        let line = only_line(&after);
        assert_eq!(line.interface.as_str(), "Local/5050@from-queue/n");
        assert_eq!(line.memberships[0].queue, QueueName::new("99").unwrap());
        // The same where only their own queue tells, and where nothing does.
        let own = |text| Interface::new(text).unwrap();
        after.own_queues.insert(
            Extension::new("5050").unwrap(),
            (own("Local/5050@from-queue/n"), own("hint:5050@ext-local")),
        );
        after.remember(&lately, &Inventory::default());
        assert_eq!(only_line(&after), line);
        after.own_queues.clear();
        after.remember(&lately, &Inventory::default());
        assert_eq!(only_line(&after).interface.as_str(), "PJSIP/5050");
    }

    #[test]
    fn the_longest_pause_after_a_call_counts() {
        let mut inventory =
            inventory(&[("98", "PJSIP/5050", "PJSIP/5050"), ("99", "PJSIP/5050", "PJSIP/5050")]);
        let unread: Vec<String> =
            inventory.unread_settings(&CallFlow::default()).map(ToString::to_string).collect();
        assert_eq!(unread, ["98", "99"]);
        for (queue, seconds) in [("98", 12), ("99", 5)] {
            let settings = QueueSettings { wrap_up_seconds: seconds, ..QueueSettings::default() };
            inventory.settings.insert(QueueName::new(queue).unwrap(), settings);
        }
        assert_eq!(only_line(&inventory).wrap_up_seconds, 12);
        inventory.members[1].wrap_up_seconds = 20;
        assert_eq!(only_line(&inventory).wrap_up_seconds, 20);
        assert_eq!(inventory.unread_settings(&CallFlow::default()).count(), 0);
    }
}
