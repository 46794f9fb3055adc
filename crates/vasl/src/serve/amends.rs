//! When to look at the PBX again because events were dropped.
//!
//! What a caller forges taints the genuine events beside it, and those are missing then: a
//! conversation that began with one, or ended. A forger calls on, so the looking is bounded.

use jiff::Timestamp;
use std::time::Duration;
use tokio::time::Instant;

/// How long after the last drop to look, for more of them to come.
const SETTLE: Duration = Duration::from_secs(1);

/// How long a stretch of drops is waited for at most, and the least between two looks.
const PACE: Duration = Duration::from_secs(5);

/// What was dropped since the PBX was last looked at.
#[derive(Debug, Default)]
pub struct Amends {
    drops: Option<Drops>,
    looked: Option<Instant>,
}

#[derive(Debug)]
struct Drops {
    first: Instant,
    last: Instant,
    last_at: Timestamp,
}

impl Amends {
    /// Something was dropped just now.
    pub fn dropped(&mut self, now: Instant, at: Timestamp) {
        let first = self.drops.as_ref().map_or(now, |drops| drops.first);
        self.drops = Some(Drops { first, last: now, last_at: at });
    }

    /// When to look.
    pub fn due(&self) -> Option<Instant> {
        let drops = self.drops.as_ref()?;
        let settled = (drops.last + SETTLE).min(drops.first + PACE);
        Some(self.looked.map_or(settled, |looked| settled.max(looked + PACE)))
    }

    /// The PBX is looked at now. Gives the moment of the last drop, if there was one: what a
    /// dropped event told had happened by then.
    pub fn looked(&mut self, now: Instant) -> Option<Timestamp> {
        self.looked = Some(now);
        self.drops.take().map(|drops| drops.last_at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drops_are_waited_for_and_the_looking_is_bounded() {
        let begun = Instant::now();
        let after = |millis| begun + Duration::from_millis(millis);
        let mut amends = Amends::default();
        assert_eq!(amends.due(), None);
        amends.dropped(begun, Timestamp::UNIX_EPOCH);
        assert_eq!(amends.due(), Some(after(1_000)));
        amends.dropped(after(700), Timestamp::UNIX_EPOCH);
        assert_eq!(amends.due(), Some(after(1_700)));
        for millis in (1_000..10_000).step_by(500) {
            amends.dropped(after(millis), Timestamp::UNIX_EPOCH);
        }
        assert_eq!(amends.due(), Some(after(5_000)), "a flood does not put it off");
        assert_eq!(amends.looked(after(5_000)), Some(Timestamp::UNIX_EPOCH));
        assert_eq!(amends.due(), None);
        amends.dropped(after(5_100), Timestamp::UNIX_EPOCH);
        assert_eq!(amends.due(), Some(after(10_000)), "nor does it hasten the next");
    }
}
