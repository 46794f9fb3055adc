//! The queue that a failure destination leads to, and how a caller is let in there at a position.

use vasl_domain::destination::Destination;
use vasl_domain::name::QueueName;

/// The context in which FreePBX and Issabel have their queues.
const FREEPBX_QUEUES: &str = "ext-queues";

/// A queue to which callers fall back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FallbackQueue {
    /// The queue.
    pub queue: QueueName,
    /// The variable in which the dialplan that enters it looks for a position.
    pub variable: &'static str,
}

impl FallbackQueue {
    /// The queue of a destination, where it is one that takes a position: one of Vasl's own
    /// contexts, or of FreePBX's and Issabel's, which read `VQ_POSITION` once and clear it.
    #[must_use]
    pub fn of(destination: &Destination) -> Option<Self> {
        match destination {
            Destination::Queue(queue) => {
                Some(Self { queue: queue.clone(), variable: crate::names::POSITION_VARIABLE })
            }
            Destination::Dialplan(place) if place.context() == FREEPBX_QUEUES => {
                let queue = QueueName::new(place.extension()).ok()?;
                Some(Self { queue, variable: "VQ_POSITION" })
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_queue_behind_a_destination() {
        let of = |text: &str| {
            let queue = FallbackQueue::of(&text.parse().unwrap())?;
            Some(format!("{} {}", queue.queue, queue.variable))
        };
        assert_eq!(of("queue:99").as_deref(), Some("99 VASL_POSITION"));
        assert_eq!(of("dialplan:ext-queues,600,1").as_deref(), Some("600 VQ_POSITION"));
        for none in ["dialplan:support,s,1", "extension:5050", "ivr:1", "hangup"] {
            assert_eq!(of(none), None, "{none}");
        }
    }
}
