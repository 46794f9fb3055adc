//! An operator's line: how Asterisk rings and watches them.

use crate::attach::conventions::{Conventions, FROM_QUEUE};
use crate::names;
use std::collections::BTreeSet;
use std::fmt;
use vasl_domain::name::{Extension, Interface, QueueName};

/// How Asterisk rings and watches an operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The operator.
    pub operator: Extension,
    /// What a queue dials, letter for letter as in the operator's real membership: with another
    /// spelling the phone would ring twice.
    pub interface: Interface,
    /// What a queue watches.
    pub state_interface: Interface,
    /// The device behind it.
    pub device: Interface,
    /// The hint of the extension, as `extension@context`, where the PBX has one.
    pub hint: Option<Interface>,
    /// What of the hint says do-not-disturb when it is busy, such as `Custom:DND5050`; `None` where
    /// it is not known what the hint consists of.
    pub do_not_disturb: Option<Vec<Interface>>,
    /// The longest pause after a call among the operator's queues, in seconds.
    pub wrap_up_seconds: u16,
    /// What of a real queue's settings holds for those who wait for the operator, as lines of
    /// `queues.conf`.
    pub for_those_who_wait: Vec<String>,
    /// The real queues in which the operator is, or lately was, a member.
    pub memberships: Vec<QueueMembership>,
    /// What the dialplan of [`Self::from_queue`] does before it rings a member.
    pub conventions: Conventions,
}

/// An operator as a member of a real queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueMembership {
    /// The queue.
    pub queue: QueueName,
    /// What it dials.
    pub interface: Interface,
    /// What it calls the operator, where that can be written down.
    pub name: Option<MemberName>,
}

/// What a queue calls one of its members in its log: text without what would mean something in a
/// row of the log or in a dialplan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberName(String);

impl MemberName {
    /// Takes a name, if it can be written.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let harmless = |c: char| !c.is_control() && !"\"\\;$|".contains(c);
        let good = (1..80).contains(&text.len())
            && text.trim() == text
            && text.chars().all(harmless)
            && closes(text, '(', ')')
            && closes(text, '[', ']');
        good.then(|| Self(text.to_owned()))
    }
}

impl fmt::Display for MemberName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Whether brackets stand in pairs: within others a separator is none (`ast_app_separate_args`,
/// `main/app.c`).
fn closes(text: &str, open: char, close: char) -> bool {
    let depth = text.chars().try_fold(0_u32, |depth, c| match c {
        _ if c == open => depth.checked_add(1),
        _ if c == close => depth.checked_sub(1),
        _ => Some(depth),
    });
    depth == Some(0)
}

impl Line {
    /// The line of an extension that Vasl writes, whether a module covers it or not.
    #[must_use]
    pub fn of_extension(number: &Extension) -> Option<Self> {
        let own = Interface::new(format!("PJSIP/{number}")).ok()?;
        Some(Self {
            operator: number.clone(),
            interface: own.clone(),
            state_interface: own.clone(),
            device: own,
            hint: Interface::new(names::hint(number)).ok(),
            do_not_disturb: Interface::new(names::do_not_disturb(number)).ok().map(|dnd| vec![dnd]),
            wrap_up_seconds: 0,
            for_those_who_wait: Vec::new(),
            memberships: Vec::new(),
            conventions: Conventions::default(),
        })
    }

    /// The queue that FreePBX's and Issabel's `from-queue` must be told in `NODEST`, or it hangs up:
    /// it goes on by way of the queue from which the call comes.
    #[must_use]
    pub fn from_queue(&self) -> Option<&QueueName> {
        let mut by_this = self.memberships.iter().filter(|m| m.interface == self.interface);
        is_from_queue(&self.interface).then(|| by_this.next()).flatten().map(|m| &m.queue)
    }

    /// What a queue dials for the operator.
    #[must_use]
    pub fn interface_in(&self, queue: &QueueName) -> &Interface {
        let known = self.memberships.iter().find(|membership| membership.queue == *queue);
        known.map_or(&self.interface, |membership| &membership.interface)
    }

    /// What other queues dial for the same operator, spelt otherwise.
    #[must_use]
    pub fn other_interfaces(&self) -> BTreeSet<&Interface> {
        let all = self.memberships.iter().map(|membership| &membership.interface);
        all.filter(|interface| **interface != self.interface).collect()
    }

    /// What a queue calls the operator in its log: as their membership has it, there or in another
    /// queue; without one, by their extension.
    #[must_use]
    pub fn name_in(&self, queue: &QueueName) -> String {
        let in_queue = |m: &&QueueMembership| m.queue == *queue && m.name.is_some();
        let known = self.memberships.iter().find(in_queue).or_else(|| self.memberships.first());
        let known = known.and_then(|membership| membership.name.as_ref());
        known.map_or_else(|| self.operator.to_string(), ToString::to_string)
    }
}

/// Whether a member is reached by way of the `from-queue` of FreePBX and Issabel.
#[must_use]
pub fn is_from_queue(interface: &Interface) -> bool {
    let local = interface.as_str().strip_prefix("Local/").and_then(|rest| rest.split_once('@'));
    local.is_some_and(|(_, place)| place.split('/').next() == Some(FROM_QUEUE))
}

/// The extension that a queue member's interface rings: `PJSIP/5050`, `SIP/5050`,
/// `Local/5050@from-queue/n`, or the hint that is watched, `hint:5050@ext-local`.
#[must_use]
pub fn extension_of(interface: &str, state_interface: &str) -> Option<Extension> {
    let hinted = state_interface.strip_prefix("hint:").and_then(|hint| hint.split('@').next());
    let dialled = interface
        .split_once('/')
        .map(|(_, rest)| rest.split(['@', '/']).next().unwrap_or_default());
    hinted
        .and_then(|number| Extension::new(number).ok())
        .or_else(|| dialled.and_then(|number| Extension::new(number).ok()))
}

/// The device and the hint that are watched for a member.
#[must_use]
pub fn watched(
    interface: &Interface,
    state_interface: &Interface,
    extension: &Extension,
) -> (Option<Interface>, Option<Interface>) {
    let hint = state_interface.as_str().strip_prefix("hint:");
    let device = if hint.is_some() || state_interface.as_str().starts_with("Local/") {
        Interface::new(format!("PJSIP/{extension}")).ok()
    } else {
        Some(state_interface.clone())
    };
    let of_local = interface.as_str().starts_with("Local/");
    (
        device.or_else(|| (!of_local).then(|| interface.clone())),
        hint.and_then(|h| Interface::new(h).ok()),
    )
}

/// What of a hint is no phone: a device that somebody sets, and that is busy for do-not-disturb.
/// A phone's own state tells that it is busy, never why.
#[must_use]
pub fn do_not_disturb_of(hint: &str) -> Vec<Interface> {
    let devices = hint.split(',').next().unwrap_or_default().split('&');
    devices
        .filter(|device| device.get(..7).is_some_and(|d| d.eq_ignore_ascii_case("Custom:")))
        .filter_map(|device| Interface::new(device).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extension_behind_a_member() {
        let of = |interface, state| extension_of(interface, state).map(|e| e.to_string());
        assert_eq!(of("PJSIP/5050", "PJSIP/5050").as_deref(), Some("5050"));
        assert_eq!(of("SIP/5050", "SIP/5050").as_deref(), Some("5050"));
        let freepbx = of("Local/5050@from-queue/n", "hint:5050@ext-local");
        assert_eq!(freepbx.as_deref(), Some("5050"));
        assert_eq!(of("PJSIP/ali", "hint:7070@phones").as_deref(), Some("7070"));
        assert_eq!(of("PJSIP/ali", "PJSIP/ali"), None);
    }

    #[test]
    fn what_of_a_hint_says_do_not_disturb() {
        let of = |hint| do_not_disturb_of(hint).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(of("PJSIP/5050&Custom:DND5050,CustomPresence:5050"), ["Custom:DND5050"]);
        assert!(of("PJSIP/5050&PJSIP/5051").is_empty());
        assert!(of("").is_empty());
    }

    #[test]
    fn one_operator_by_two_names() {
        let line = crate::render::tests::line("5050");
        assert!(line.other_interfaces().is_empty());
        let direct = Interface::new("PJSIP/5050").unwrap();
        let queue = QueueName::new("98").unwrap();
        let mut both = line.clone();
        both.memberships.push(QueueMembership {
            queue: queue.clone(),
            interface: direct.clone(),
            name: MemberName::new("Ali"),
        });
        assert_eq!(both.other_interfaces(), BTreeSet::from([&direct]));
        assert_eq!(both.interface_in(&queue), &direct);
        assert_eq!(both.name_in(&queue), "Ali");
        let other = QueueName::new("97").unwrap();
        assert_eq!(both.interface_in(&other), &line.interface);
        assert_eq!(both.name_in(&other), "5050");
    }

    #[test]
    fn a_members_name_can_be_written_down() {
        for good in ["Ali", "علی رضایی", "Ali R. (Support)", "O'Brien, Sara", "PJSIP/5050"]
        {
            assert_eq!(MemberName::new(good).map(|name| name.to_string()).as_deref(), Some(good));
        }
        for bad in ["", " Ali", "A|B", "a\nb", "\"Ali\"", "${X}", "a;b", "a\\b", "(", ")(", "[x"] {
            assert_eq!(MemberName::new(bad), None, "{bad}");
        }
        assert_eq!(MemberName::new(&"x".repeat(80)), None);
    }

    #[test]
    fn what_is_watched() {
        let interface = |text| Interface::new(text).unwrap();
        let extension = Extension::new("5050").unwrap();
        let (device, hint) =
            watched(&interface("PJSIP/5050"), &interface("PJSIP/5050"), &extension);
        assert_eq!((device, hint), (Some(interface("PJSIP/5050")), None));
        let (device, hint) = watched(
            &interface("Local/5050@from-queue/n"),
            &interface("hint:5050@ext-local"),
            &extension,
        );
        assert_eq!(device, Some(interface("PJSIP/5050")));
        assert_eq!(hint, Some(interface("5050@ext-local")));
    }
}
