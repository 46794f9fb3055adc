//! What manager events and the list of queues tell of operators and of callers who wait for them.

use crate::line::{self, Line};
use crate::names;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use vasl_ami::event::{Event, EventKind, Hint, Item, Listing, QueueCaller};
use vasl_domain::call::{ChannelName, Roster};
use vasl_domain::live::{LiveEvent, WaitingCaller};
use vasl_domain::name::{Extension, Uniqueid};
use vasl_domain::number::{NumberPlan, Presentation};

/// What an event tells at once.
#[must_use]
pub fn live_event(event: &Event, roster: &Roster, plan: &NumberPlan) -> Option<LiveEvent> {
    let at = Timestamp::from_microsecond(event.timestamp_micros).ok()?;
    let uniqueid = |id: &str| Uniqueid::new(id).ok();
    Some(match &event.kind {
        EventKind::QueueCallerJoin(join) => waits(join, at, plan)?,
        EventKind::QueueCallerLeave(leave) => LiveEvent::WaitsNoMore {
            operator: names::operator_of_shadow(&leave.queue)?,
            caller_uniqueid: uniqueid(&leave.caller.uniqueid)?,
        },
        EventKind::Hold(hold) => LiveEvent::Holds {
            operator: roster.operator_of(&ChannelName::new(&hold.channel.channel)?)?.clone(),
            channel: uniqueid(&hold.channel.uniqueid)?,
        },
        EventKind::Unhold(channel) => LiveEvent::HoldsNoMore(uniqueid(&channel.uniqueid)?),
        EventKind::Hangup(hangup) => LiveEvent::Gone(uniqueid(&hangup.channel.uniqueid)?),
        _ => return None,
    })
}

fn waits(join: &QueueCaller, at: Timestamp, plan: &NumberPlan) -> Option<LiveEvent> {
    Some(LiveEvent::Waits {
        operator: names::operator_of_shadow(&join.queue)?,
        caller: WaitingCaller {
            caller_uniqueid: Uniqueid::new(join.caller.uniqueid.as_str()).ok()?,
            caller: plan.caller(&join.caller.caller_number, Presentation::Allowed).ok(),
            since: at,
        },
        position: usize::try_from(join.position).unwrap_or(usize::MAX),
    })
}

/// Who waits for whom, from the answer to `QueueStatus`.
#[must_use]
pub fn all_waiting(
    listing: &Listing,
    now: Timestamp,
    plan: &NumberPlan,
) -> BTreeMap<Extension, Vec<WaitingCaller>> {
    let mut all: BTreeMap<Extension, Vec<(u32, WaitingCaller)>> = BTreeMap::new();
    for item in &listing.items {
        if let Item::QueueEntry(entry) = item
            && let Some(operator) = names::operator_of_shadow(&entry.queue)
            && let Ok(caller_uniqueid) = Uniqueid::new(entry.uniqueid.as_str())
        {
            let caller = plan.caller(&entry.caller_number, Presentation::Allowed).ok();
            let waited = SignedDuration::from_secs(entry.wait_seconds);
            let since = now.checked_sub(waited).unwrap_or(now);
            let waiting = WaitingCaller { caller_uniqueid, caller, since };
            all.entry(operator).or_default().push((entry.position, waiting));
        }
    }
    all.into_iter()
        .map(|(operator, mut waiting)| {
            waiting.sort_by_key(|(position, _)| *position);
            (operator, waiting.into_iter().map(|(_, waiting)| waiting).collect())
        })
        .collect()
}

/// The operators whose state an event may have changed, of those with these lines. It names what to
/// ask about: the event itself may be too short to be believed.
pub fn concerned<'a>(
    kind: &'a EventKind,
    lines: &'a BTreeMap<Extension, Line>,
) -> impl Iterator<Item = &'a Extension> {
    let member = match kind {
        EventKind::QueueMemberStatus(member)
        | EventKind::QueueMemberPause(member)
        | EventKind::QueueMemberAdded(member)
        | EventKind::QueueMemberRemoved(member) => names::operator_of_shadow(&member.queue)
            .or_else(|| line::extension_of(&member.interface, &member.state_interface)),
        _ => None,
    };
    let told = matches!(kind, EventKind::Hint(_));
    let by_line = lines.values().filter(move |line| told && is_about(kind, line));
    let by_line = by_line.map(|line| &line.operator);
    member
        .and_then(|operator| lines.get_key_value(&operator))
        .map(|(o, _)| o)
        .into_iter()
        .chain(by_line)
}

fn is_about(kind: &EventKind, line: &Line) -> bool {
    let EventKind::Hint(hint) = kind else { return false };
    match hint {
        Hint::DeviceStateChange { device } => {
            let watched = line.do_not_disturb.iter().flatten().chain([&line.device]);
            watched.into_iter().any(|watched| watched.as_str().eq_ignore_ascii_case(device))
        }
        Hint::ExtensionStatus { exten, context } => {
            let hint = line.hint.as_ref().and_then(|hint| hint.as_str().split_once('@'));
            hint == Some((&**exten, &**context))
        }
        Hint::PeerStatus { peer } => line.device.as_str().eq_ignore_ascii_case(peer),
        Hint::ContactStatus { endpoint } => {
            let name = line.device.as_str().split_once('/').map(|(_, name)| name);
            name == Some(&**endpoint)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attach::conventions::Conventions;
    use vasl_ami::Text;
    use vasl_domain::name::Interface;

    fn lines() -> BTreeMap<Extension, Line> {
        let interface = |text: &str| Interface::new(text).unwrap();
        ["5050", "6065"]
            .map(|number| {
                let operator = Extension::new(number).unwrap();
                let line = Line {
                    operator: operator.clone(),
                    interface: interface(&format!("Local/{number}@from-queue/n")),
                    state_interface: interface(&format!("hint:{number}@ext-local")),
                    device: interface(&format!("PJSIP/{number}")),
                    hint: Some(interface(&format!("{number}@ext-local"))),
                    do_not_disturb: Some(vec![interface(&format!("Custom:DND{number}"))]),
                    wrap_up_seconds: 0,
                    for_those_who_wait: Vec::new(),
                    memberships: Vec::new(),
                    conventions: Conventions::default(),
                };
                (operator, line)
            })
            .into()
    }

    fn about(hint: Hint) -> Vec<String> {
        let (kind, lines) = (EventKind::Hint(hint), lines());
        concerned(&kind, &lines).map(ToString::to_string).collect()
    }

    #[test]
    fn whatever_tells_of_a_phone_names_its_operator() {
        let text = |text: &str| Text::clipped(text.as_bytes());
        for hint in [
            Hint::DeviceStateChange { device: text("PJSIP/5050") },
            Hint::DeviceStateChange { device: text("Custom:DND5050") },
            Hint::ExtensionStatus { exten: text("5050"), context: text("ext-local") },
            Hint::PeerStatus { peer: text("PJSIP/5050") },
            Hint::ContactStatus { endpoint: text("5050") },
        ] {
            assert_eq!(about(hint.clone()), ["5050"], "{hint:?}");
        }
        for hint in [
            Hint::DeviceStateChange { device: text("PJSIP/trunk") },
            Hint::ExtensionStatus { exten: text("5050"), context: text("other") },
            Hint::FullyBooted,
        ] {
            assert!(about(hint.clone()).is_empty(), "{hint:?}");
        }
    }
}
