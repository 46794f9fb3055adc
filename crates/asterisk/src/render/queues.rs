//! `queues.conf`: a one-member shadow queue for each operator, and the queues of the call flow.

use super::{Configuration, Expected};
use crate::line::Line;
use crate::names;
use std::fmt::Write as _;
use vasl_domain::callflow::{ManagedQueue, QueueMember};

/// Higher than any queue that people weigh by hand, so that who waits for an operator goes before
/// who waits for anybody.
const SHADOW_WEIGHT: u32 = 1_000;

/// Longer than any phone rings and any caller waits: the dialplan bounds both (see
/// `dialplan::ringing`), so this must not.
const SHADOW_TIMEOUT_SECONDS: u32 = 3_700;

pub(super) fn render(configuration: &Configuration<'_>, expected: &mut Expected) -> String {
    let mut text = String::new();
    for line in configuration.lines {
        text.push_str(&shadow(line));
        expected
            .queue_members
            .insert(names::shadow_queue(&line.operator), vec![line.interface.to_string()]);
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
/// is left of the wait. No `autopause`, no member announcement: a shadow changes nothing about its
/// member.
fn shadow(line: &Line) -> String {
    let mut text = format!("\n[{}]\n", names::shadow_queue(&line.operator));
    let _ = write!(
        text,
        "strategy=ringall\nringinuse=no\nautofill=yes\nautopause=no\nretry=1\n\
         weight={SHADOW_WEIGHT}\ntimeout={SHADOW_TIMEOUT_SECONDS}\ntimeoutpriority=conf\n\
         wrapuptime={}\njoinempty=paused,unavailable,invalid\n\
         leavewhenempty=paused,unavailable,invalid\nmember => {},0,{},{}\n",
        line.wrap_up_seconds, line.interface, line.operator, line.state_interface,
    );
    text
}

fn managed(queue: &ManagedQueue) -> String {
    let mut text = format!("\n[{}]\n; {}\n", queue.number, queue.name.as_str());
    let _ = write!(
        text,
        "strategy={}\ntimeout={}\nretry=1\nwrapuptime={}\nringinuse=no\nautofill=yes\n\
         joinempty=yes\nleavewhenempty=no\n",
        queue.strategy.word(),
        queue.ring_seconds,
        queue.wrap_up_seconds,
    );
    for QueueMember { extension: member, penalty } in &queue.members {
        // The hint, so that the queue leaves alone who set do-not-disturb.
        let hint = names::hint(member);
        let _ = writeln!(text, "member => PJSIP/{member},{penalty},{member},hint:{hint}");
    }
    text
}
