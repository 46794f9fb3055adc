//! What the PBX has: its queues, their members, and the lines of the operators behind them.

use crate::line::{self, Line};
use std::collections::{BTreeMap, BTreeSet};
use vasl_ami::event::{Item, Listing};
use vasl_domain::call::Roster;
use vasl_domain::callflow::CallFlow;
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
}

/// The queues of a PBX and their members.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Inventory {
    /// The queues, without Vasl's own.
    pub queues: BTreeSet<QueueName>,
    /// Their members, as far as an extension stands behind them.
    pub members: Vec<Member>,
}

impl Inventory {
    /// Reads the answer to `QueueStatus`.
    #[must_use]
    pub fn from_queue_status(listing: &Listing) -> Self {
        let mut inventory = Self::default();
        for item in &listing.items {
            match item {
                Item::QueueParams(queue) => {
                    inventory.queues.extend(crate::names::real_queue(&queue.queue));
                }
                Item::QueueMember(member) => {
                    inventory.members.extend(read_member(
                        &member.queue,
                        &member.location,
                        &member.state_interface,
                    ));
                }
                _ => {}
            }
        }
        inventory
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
        for member in &self.members {
            of_operator.entry(&member.extension).or_default().push(member);
        }
        let by_extension = modules.iter().flat_map(|module| module.sides.extensions());
        let by_queue = self
            .members
            .iter()
            .filter(|member| queues.contains(&member.queue))
            .map(|member| &member.extension);
        let pinned = pinned.iter().filter(|_| !modules.is_empty());
        let covered: BTreeSet<&Extension> = by_extension.chain(by_queue).chain(pinned).collect();
        covered
            .into_iter()
            .filter_map(|operator| {
                let mut members = of_operator.remove(operator).unwrap_or_default();
                members.sort_by_key(|member| (!queues.contains(&member.queue), &member.queue));
                line_of(operator, &members, call_flow)
            })
            .collect()
    }
}

/// A member as an event or a snapshot names it.
#[must_use]
pub fn read_member(queue: &str, interface: &str, state_interface: &str) -> Option<Member> {
    let extension = line::extension_of(interface, state_interface)?;
    let interface = Interface::new(interface).ok()?;
    let state_interface = Interface::new(state_interface).unwrap_or_else(|_| interface.clone());
    Some(Member { queue: crate::names::real_queue(queue)?, extension, interface, state_interface })
}

/// An operator who is no member of any queue is rung as Vasl's own extensions are.
fn line_of(operator: &Extension, members: &[&Member], call_flow: &CallFlow) -> Option<Line> {
    let own = Interface::new(format!("PJSIP/{operator}")).ok()?;
    let (interface, state_interface) = members.first().map_or_else(
        || (own.clone(), own.clone()),
        |member| (member.interface.clone(), member.state_interface.clone()),
    );
    let (device, mut hint) = line::watched(&interface, &state_interface, operator);
    if hint.is_none() && call_flow.extensions.iter().any(|e| e.number == *operator) {
        hint = Interface::new(format!("{operator}@{}", crate::names::INTERNAL)).ok();
    }
    let wrap_up_seconds = call_flow
        .queues
        .iter()
        .filter(|queue| queue.members.contains(operator))
        .map(|queue| queue.wrap_up_seconds)
        .max()
        .unwrap_or(0);
    Some(Line {
        operator: operator.clone(),
        device: device.unwrap_or(own),
        queues: members
            .iter()
            .filter(|member| member.interface == interface)
            .map(|member| member.queue.clone())
            .collect(),
        interface,
        state_interface,
        hint,
        wrap_up_seconds,
    })
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
}
