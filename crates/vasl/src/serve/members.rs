//! When the members of the PBX's queues must be looked at.

use std::collections::BTreeMap;
use std::time::Duration;
use vasl_ami::event::{EventKind, Hint};
use vasl_asterisk::apply::Reloading as _;
use vasl_asterisk::manager::Manager;
use vasl_asterisk::names;

/// How long to wait after a change of members before looking, for more of them to come.
pub const SETTLE: Duration = Duration::from_millis(300);

/// How often they are glanced at though no event told of them: none is sure to tell of what is done
/// to a queue's file or table.
pub const GLANCE_EVERY: Duration = Duration::from_secs(30);

/// Whether an event may tell of other members.
pub fn are_concerned(kind: &EventKind) -> bool {
    match kind {
        EventKind::QueueMemberAdded(_)
        | EventKind::QueueMemberRemoved(_)
        | EventKind::Hint(Hint::Reload { .. }) => true,
        // The device of a member's pause comes with the member, also with one from a file, which no
        // other event tells of (`create_queue_member`, `apps/app_queue.c`).
        EventKind::Hint(Hint::DeviceStateChange { device }) => {
            let queue = device.strip_prefix("Queue:").and_then(|rest| rest.split_once("_pause_"));
            queue.is_some_and(|(queue, _)| names::real_queue(queue).is_some())
        }
        _ => false,
    }
}

/// One question, so that more are asked only where its answer is another than the last time.
#[derive(Default)]
pub struct Glance {
    members: BTreeMap<String, Vec<String>>,
}

impl Glance {
    /// Whether the members are others than at the last glance.
    pub async fn differs(&mut self, manager: &Manager) -> bool {
        // Where it cannot be asked, the link comes back and everything is looked at.
        let Ok(mut members) = manager.queue_members().await else { return false };
        members.retain(|queue, _| names::real_queue(queue).is_some());
        let differs = members != self.members;
        self.members = members;
        differs
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vasl_ami::Text;

    #[test]
    fn a_member_from_a_file_is_told_of_by_the_device_of_its_pause() {
        let concerned = |name: &str| {
            let device = Text::clipped(name.as_bytes());
            are_concerned(&EventKind::Hint(Hint::DeviceStateChange { device }))
        };
        assert!(concerned("Queue:99_pause_Local/6065@from-queue/n"));
        assert!(!concerned("Queue:vasl-6065_pause_Local/6065@from-queue/n"));
        assert!(!concerned("Queue:99_avail") && !concerned("PJSIP/6065"));
    }
}
