//! `queues.conf`: a one-member shadow queue for each operator, and the queues of the call flow.

use super::{Configuration, Expected};
use crate::line::Line;
use crate::names;
use std::fmt::Write as _;
use vasl_domain::callflow::{
    HoldTimeAnnouncement, JoinRule, LeaveRule, ManagedQueue, PeriodicAnnouncement, QueueMember,
};

/// Higher than any queue that people weigh by hand, so that who waits for an operator goes before
/// who waits for anybody.
const SHADOW_WEIGHT: u32 = 1_000;

/// Longer than any phone rings and any caller waits: the dialplan bounds both (see
/// `dialplan::ringing`), so this must not.
const SHADOW_TIMEOUT_SECONDS: u32 = 3_700;

/// When a queue counts as empty: whatever its members do.
const NOBODY_LOGGED_IN: &str = "penalty";

/// When a queue counts as empty: nobody can be rung, not even after their call.
const NOBODY_AVAILABLE: &str = "paused,unavailable,invalid";

pub(super) fn render(configuration: &Configuration<'_>, expected: &mut Expected) -> String {
    let mut text = String::new();
    for line in configuration.lines {
        text.push_str(&shadow(line));
        let interfaces = [&line.interface].into_iter().chain(line.other_interfaces());
        let members = interfaces.map(ToString::to_string).collect();
        expected.queue_members.insert(names::shadow_queue(&line.operator), members);
    }
    for queue in &configuration.call_flow.queues {
        text.push_str(&managed(queue));
        let members = queue.members.iter().map(|m| format!("PJSIP/{}", m.extension)).collect();
        expected.queue_members.insert(queue.number.to_string(), members);
    }
    text
}

/// `joinempty` and `leavewhenempty` say who can never be waited for; busy and ringing are not among
/// them, or nobody could wait. `timeoutpriority=conf`: with `app` a phone would ring only for what
/// is left of the wait. No `autofill`: with it the second caller tries the one member in the moment
/// in which the first does, and one of the two finds them taken (`apps/app_queue.c`, `is_our_turn`,
/// `can_ring_entry`) and comes out unrung. No `autopause`, no member announcement: a shadow changes
/// nothing about its member.
///
/// By another name another queue would ring the same telephone at the same time: app_queue tells
/// members apart by what it dials. So the other names are members too, which are never rung: a
/// queue lets a heavier one with the same member go first (`compare_weight`) while somebody waits in
/// it for whoever can be rung there.
fn shadow(line: &Line) -> String {
    let mut text = format!("\n[{}]\n", names::shadow_queue(&line.operator));
    let _ = write!(
        text,
        "strategy=ringall\nringinuse=no\nautofill=no\nautopause=no\nretry=1\n\
         weight={SHADOW_WEIGHT}\ntimeout={SHADOW_TIMEOUT_SECONDS}\ntimeoutpriority=conf\n\
         wrapuptime={}\njoinempty={NOBODY_AVAILABLE}\n\
         leavewhenempty={NOBODY_AVAILABLE}\nmember => {},0,{},{}\n",
        line.wrap_up_seconds, line.interface, line.operator, line.state_interface,
    );
    for setting in &line.for_those_who_wait {
        let _ = writeln!(text, "{setting}");
    }
    for other in line.other_interfaces() {
        let (operator, nobody) = (&line.operator, names::NOBODY);
        let _ = writeln!(text, "member => {other},0,{operator},{nobody}");
    }
    text
}

/// What everybody is told is told on time: `min-announce-frequency` is what the model has. Every
/// condition of joining and leaving names what counts as nobody; that there is no member at all
/// always does, and `penalty`, of which no call of ours has a bound, is met by nobody else
/// (`get_member_status`, `apps/app_queue.c`).
fn managed(queue: &ManagedQueue) -> String {
    let mut text = format!("\n[{}]\n; {}\n", queue.number, queue.name.as_str());
    let join = match queue.join {
        JoinRule::Always => "yes",
        JoinRule::SomebodyLoggedIn => NOBODY_LOGGED_IN,
        JoinRule::SomebodyAvailable => NOBODY_AVAILABLE,
    };
    let leave = match queue.leave {
        LeaveRule::Never => "no",
        LeaveRule::NobodyLoggedIn => NOBODY_LOGGED_IN,
        LeaveRule::NobodyAvailable => NOBODY_AVAILABLE,
    };
    let _ = write!(
        text,
        "strategy={}\ntimeout={}\nretry=1\nwrapuptime={}\nringinuse=no\nautofill=yes\n\
         weight={}\nmusicclass={}\njoinempty={join}\nleavewhenempty={leave}\n",
        queue.strategy.word(),
        queue.ring_seconds,
        queue.wrap_up_seconds,
        queue.weight,
        queue.music,
    );
    text.push_str(&told(queue));
    if queue.recording {
        text.push_str("monitor-type=MixMonitor\nmonitor-format=wav\n");
    }
    for QueueMember { extension: member, penalty } in &queue.members {
        // The hint, so that the queue leaves alone who set do-not-disturb.
        let hint = names::hint(member);
        let _ = writeln!(text, "member => PJSIP/{member},{penalty},{member},hint:{hint}");
    }
    text
}

/// What waiting callers are told, and how often.
fn told(queue: &ManagedQueue) -> String {
    let yes_or_no = |yes: bool| if yes { "yes" } else { "no" };
    let hold_time = match queue.announce_hold_time {
        HoldTimeAnnouncement::Never => "no",
        HoldTimeAnnouncement::Once => "once",
        HoldTimeAnnouncement::Always => "yes",
    };
    let mut text = format!(
        "announce-frequency={}\nmin-announce-frequency=15\nannounce-position={}\n\
         announce-holdtime={hold_time}\n",
        queue.announce_seconds,
        yes_or_no(queue.announce_position),
    );
    if let Some(PeriodicAnnouncement { sound, seconds }) = &queue.periodic_announcement {
        let _ = write!(text, "periodic-announce={sound}\nperiodic-announce-frequency={seconds}\n");
    }
    text
}
