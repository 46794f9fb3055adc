//! The members of one queue as they are now: the answer to `QueueStatus` for it.

use crate::line;
use crate::names;
use jiff::Timestamp;
use vasl_ami::event::{Item, Listing, QueueMember};
use vasl_domain::live::Presence;
use vasl_domain::name::Extension;

/// A member of a queue, as they are now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberNow {
    /// Who.
    pub operator: Extension,
    /// How they stand for this queue.
    pub presence: Presence,
    /// Whether the configuration names them, so that they cannot log out.
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

/// Reads the answer. In a queue that knows an operator by several names they are one member.
#[must_use]
pub fn read(listing: &Listing) -> Vec<MemberNow> {
    let mut members: Vec<MemberNow> = Vec::new();
    for item in &listing.items {
        let Item::QueueMember(member) = item else { continue };
        if &*member.state_interface == names::NOBODY {
            continue;
        }
        let operator = line::extension_of(&member.location, &member.state_interface);
        let Some(operator) = operator else { continue };
        if !members.iter().any(|known| known.operator == operator) {
            members.push(of(member, operator));
        }
    }
    members.sort_by(|one, other| one.operator.cmp(&other.operator));
    members
}

fn of(member: &QueueMember, operator: Extension) -> MemberNow {
    let at = |second: i64| Timestamp::from_second(second).ok().filter(|_| second > 0);
    let paused = member.paused;
    MemberNow {
        operator,
        presence: presence(member),
        always: &*member.membership == "static",
        pause_reason: if paused { member.paused_reason.to_string() } else { String::new() },
        paused_since: at(member.last_pause).filter(|_| paused),
        penalty: u32::try_from(member.penalty).unwrap_or(0),
        calls_taken: u32::try_from(member.calls_taken).unwrap_or(0),
        last_call: at(member.last_call),
    }
}

/// The numbers are those of `enum ast_device_state` (`include/asterisk/devicestate.h`).
fn presence(member: &QueueMember) -> Presence {
    match member.status {
        _ if member.paused => Presence::Paused,
        1 => Presence::Free,
        2 | 3 | 7 => Presence::Talking,
        6 => Presence::Ringing,
        8 => Presence::OnHold,
        4 | 5 => Presence::Unregistered,
        _ => Presence::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vasl_ami::Text;

    fn member(location: &str) -> QueueMember {
        let text = |text: &str| Text::clipped(text.as_bytes());
        QueueMember {
            queue: text("99"),
            name: text("Sara"),
            location: text(location),
            state_interface: text(location),
            membership: text("dynamic"),
            penalty: 2,
            calls_taken: 7,
            last_call: 1_795_410_002,
            last_pause: 1_795_410_000,
            login_time: 1_795_400_000,
            in_call: false,
            status: 1,
            paused: false,
            paused_reason: text(""),
            wrapup_seconds: 0,
        }
    }

    fn now(members: Vec<QueueMember>) -> Vec<MemberNow> {
        let items = members.into_iter().map(|one| Item::QueueMember(Box::new(one))).collect();
        read(&Listing { items, ..Listing::default() })
    }

    #[test]
    fn who_is_in_a_queue_and_how() {
        let paused = QueueMember {
            paused: true,
            paused_reason: Text::clipped("ناهار".as_bytes()),
            membership: Text::clipped(b"static"),
            ..member("PJSIP/6065")
        };
        let members = now(vec![paused, member("Local/5050@from-queue/n"), member("PJSIP/5050")]);
        let [sara, ali] = members.as_slice() else { panic!("{members:?}") };
        assert_eq!((sara.operator.as_str(), sara.presence), ("5050", Presence::Free));
        assert!(!sara.always && sara.paused_since.is_none() && sara.pause_reason.is_empty());
        assert_eq!((sara.penalty, sara.calls_taken), (2, 7));
        assert_eq!((ali.operator.as_str(), ali.presence), ("6065", Presence::Paused));
        assert!(ali.always);
        assert_eq!(ali.pause_reason, "ناهار");
        assert_eq!(ali.paused_since.map(|at| at.as_second()), Some(1_795_410_000));
    }

    #[test]
    fn every_state_of_a_device() {
        for (status, presence) in [
            (0, Presence::Unknown),
            (1, Presence::Free),
            (2, Presence::Talking),
            (3, Presence::Talking),
            (4, Presence::Unregistered),
            (5, Presence::Unregistered),
            (6, Presence::Ringing),
            (7, Presence::Talking),
            (8, Presence::OnHold),
        ] {
            let members = now(vec![QueueMember { status, ..member("PJSIP/5050") }]);
            assert_eq!(members[0].presence, presence, "{status}");
        }
    }
}
