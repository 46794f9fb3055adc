//! Manager events, told in the domain's words.

use crate::names;
use jiff::Timestamp;
use std::collections::HashSet;
use vasl_ami::event::{
    BridgeSnapshot, ChannelSnapshot, CoreShowChannel, Dial, Event, EventKind, Item,
};
use vasl_domain::call::{
    BridgeId, CallEvent, ChannelName, ConnectedBy, HangupCause, Happening, Party,
};
use vasl_domain::name::{Extension, Uniqueid};
use vasl_domain::tracker::{Snapshot, SnapshotChannel};

/// What an event means for calls; `None` when it means nothing for them.
#[must_use]
pub fn call_event(event: &Event) -> Option<CallEvent> {
    let at = Timestamp::from_microsecond(event.timestamp_micros).ok()?;
    happening(&event.kind).map(|what| CallEvent { at, what })
}

fn happening(kind: &EventKind) -> Option<Happening> {
    Some(match kind {
        EventKind::Newchannel(channel) => seen(channel)?,
        EventKind::NewCallerid(change) => seen(&change.channel)?,
        EventKind::DialBegin(dial) => {
            let number = dial.dial_string.as_ref().and_then(|dialled| number_in(dialled.as_str()));
            Happening::DialBegan { from: dialler(dial), to: party(&dial.dest)?, number }
        }
        EventKind::AgentConnect(connect) => Happening::QueueConnected {
            caller: party(&connect.caller)?,
            operator: party(&connect.member)?,
            by: connected_by(&connect.queue, &connect.caller)?,
        },
        EventKind::BridgeEnter(enter) if !is_for_talking(&enter.bridge) => {
            Happening::SetAside { party: party(&enter.channel)? }
        }
        EventKind::BridgeEnter(enter) => Happening::BridgeEntered {
            bridge: BridgeId::new(&enter.bridge.uniqueid)?,
            party: party(&enter.channel)?,
            swapped: enter.swap_uniqueid.as_deref().and_then(|id| Uniqueid::new(id).ok()),
        },
        EventKind::BridgeLeave(leave) => Happening::BridgeLeft {
            bridge: BridgeId::new(&leave.bridge.uniqueid)?,
            uniqueid: Uniqueid::new(leave.channel.uniqueid.as_str()).ok()?,
        },
        EventKind::Pickup(pickup) => Happening::PickedUp { party: party(&pickup.channel)? },
        EventKind::AgentLogin(log) => Happening::OperatorAt {
            party: party(&log.channel)?,
            operator: Extension::new(log.agent.as_str()).ok(),
        },
        EventKind::AgentLogoff(log) => {
            Happening::OperatorAt { party: party(&log.channel)?, operator: None }
        }
        EventKind::QueueCallerJoin(join) => Happening::QueueJoined { caller: party(&join.caller)? },
        EventKind::HangupRequest(channel) => {
            Happening::HangupRequested { uniqueid: Uniqueid::new(channel.uniqueid.as_str()).ok()? }
        }
        EventKind::Hangup(hangup) => Happening::HungUp {
            party: party(&hangup.channel)?,
            cause: HangupCause::from_number(hangup.cause),
        },
        _ => return None,
    })
}

/// What the items of `CoreShowChannels` and of `BridgeList` say of calls.
#[must_use]
pub fn snapshot(at: Timestamp, channels: &[Item], bridges: &[Item]) -> Snapshot {
    let not_for_talking: HashSet<&str> = bridges
        .iter()
        .filter_map(|item| match item {
            Item::Bridge(item) if !is_for_talking(&item.bridge) => {
                Some(item.bridge.uniqueid.as_str())
            }
            _ => None,
        })
        .collect();
    let channels = channels
        .iter()
        .filter_map(|item| match item {
            Item::Channel(channel) => {
                snapshot_channel(channel, !not_for_talking.contains(channel.bridge_id.as_str()))
            }
            _ => None,
        })
        .collect();
    Snapshot { at, channels }
}

fn snapshot_channel(item: &CoreShowChannel, for_talking: bool) -> Option<SnapshotChannel> {
    let application = item.application.as_str();
    let argument = item.application_data.split(',').next().unwrap_or_default();
    // Who is parked has been through the queue in which they still seem to be.
    let is_set_aside = !for_talking && !item.bridge_id.is_empty();
    let connected_by = (application == "Queue" && !is_set_aside)
        .then(|| connected_by(argument, &item.channel))
        .flatten();
    Some(SnapshotChannel {
        party: party(&item.channel)?,
        bridge: BridgeId::new(&item.bridge_id).filter(|_| for_talking),
        dialled: matches!(application, "AppQueue" | "AppDial" | "AppDial2"),
        connected_by,
        dials: number_dialled(application, argument),
        operator: (application == "AgentLogin").then(|| Extension::new(argument).ok()).flatten(),
    })
}

/// Who is parked or waits otherwise shares a holding bridge with others without hearing them; a
/// conference is a bridge of `app_confbridge`'s own.
fn is_for_talking(bridge: &BridgeSnapshot) -> bool {
    bridge.technology.as_str() != "holding_bridge" && bridge.creator.as_str() != "ConfBridge"
}

fn seen(channel: &ChannelSnapshot) -> Option<Happening> {
    let party = party(channel)?;
    Some(Happening::ChannelSeen { party, dialled: false, connected_by: None, dials: None })
}

fn party(channel: &ChannelSnapshot) -> Option<Party> {
    Some(Party {
        uniqueid: Uniqueid::new(channel.uniqueid.as_str()).ok()?,
        channel: ChannelName::new(&channel.channel)?,
        number: channel.caller_number.clone(),
        in_module: names::module_at(&channel.context, &channel.exten),
    })
}

fn dialler(dial: &Dial) -> Option<Party> {
    dial.caller.as_ref().and_then(party)
}

/// The number in what a trunk was told to dial, after the technology: `09121234567@trunk`,
/// `trunk/sip:09121234567@host` or `trunk/09121234567`. A telephone's own name is none.
fn number_in(dialled: &str) -> Option<Vec<u8>> {
    let (before, host) = dialled.rsplit_once('@').unwrap_or((dialled, ""));
    let number = before.rsplit(['/', ':']).next()?;
    let of_a_trunk = !host.is_empty() || number.len() < before.len();
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'+');
    (of_a_trunk && is_number && !number.is_empty()).then(|| number.as_bytes().to_vec())
}

/// The number in what a channel dials, if it runs an application that dials.
pub(crate) fn number_dialled(application: &str, argument: &str) -> Option<Vec<u8>> {
    let (technology, dialled) = argument.split_once('/')?;
    let through_a_trunk = application == "Dial" && technology != "Local" && !dialled.contains('&');
    through_a_trunk.then(|| number_in(dialled)).flatten()
}

/// A caller whom one of Vasl's queues connected stands in a module's dialplan, which says which.
fn connected_by(queue: &str, caller: &ChannelSnapshot) -> Option<ConnectedBy> {
    if names::operator_of_shadow(queue).is_some() {
        return names::module_at(&caller.context, &caller.exten).map(ConnectedBy::Module);
    }
    names::real_queue(queue).map(ConnectedBy::Queue)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_that_a_trunk_was_told() {
        let number = |dialled| number_in(dialled).map(|n| String::from_utf8(n).unwrap());
        for dialled in [
            "09121234567@trunk",
            "trunk/sip:09121234567@127.0.0.1",
            "trunk/sip:09121234567@127.0.0.1:5060",
            "g1/09121234567",
        ] {
            assert_eq!(number(dialled).as_deref(), Some("09121234567"), "{dialled}");
        }
        for dialled in ["5050", "ali@trunk", "", "@", "trunk/sip:ali@127.0.0.1"] {
            assert_eq!(number(dialled), None, "{dialled}");
        }
        let number = |application, argument| number_dialled(application, argument);
        assert_eq!(number("Dial", "PJSIP/0912@trunk").as_deref(), Some(b"0912".as_slice()));
        for (application, argument) in [
            ("Dial", "Local/0912@from-internal/n"),
            ("Dial", "PJSIP/5050"),
            ("Dial", "PJSIP/0912@one&PJSIP/0912@two"),
            ("Queue", "PJSIP/0912@trunk"),
        ] {
            assert_eq!(number(application, argument), None, "{argument}");
        }
    }
}
