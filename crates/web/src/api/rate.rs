//! How much one asker may ask: a burst, and so many a second after it.

use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::hash::Hash;

/// Past so many askers, those who asked long ago are let go.
const MANY: usize = 1_000;

/// Who asked lately.
#[derive(Debug)]
pub(crate) struct Rates<K> {
    /// So many at once.
    at_once: i32,
    /// And then one after this.
    another_after: SignedDuration,
    /// When each will be as if they had never asked.
    clear_at: HashMap<K, Timestamp>,
}

impl<K: Eq + Hash> Rates<K> {
    pub(crate) fn new(at_once: i32, another_after: SignedDuration) -> Self {
        Self { at_once, another_after, clear_at: HashMap::new() }
    }

    /// Somebody asks.
    ///
    /// # Errors
    /// When they may not now, with how long to wait.
    pub(crate) fn take(&mut self, asker: K, now: Timestamp) -> Result<(), SignedDuration> {
        if self.clear_at.len() >= MANY {
            self.clear_at.retain(|_, clear_at| *clear_at > now);
        }
        let clear_at = self.clear_at.entry(asker).or_insert(now);
        let from = (*clear_at).max(now);
        let wait = from.duration_since(now) - self.another_after * (self.at_once - 1);
        if wait.is_positive() {
            return Err(wait);
        }
        *clear_at = from.saturating_add(self.another_after).unwrap_or(from);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_and_then_twenty_a_second() {
        const ANOTHER_AFTER: SignedDuration = SignedDuration::from_millis(50);
        let mut rates = Rates::new(50, ANOTHER_AFTER);
        let at = |milliseconds: i64| {
            Timestamp::from_millisecond(1_795_000_000_000 + milliseconds).unwrap()
        };
        let key = [1; 32];
        for _ in 0..50 {
            assert_eq!(rates.take(key, at(0)), Ok(()));
        }
        assert_eq!(rates.take(key, at(0)), Err(ANOTHER_AFTER));
        assert_eq!(rates.take([2; 32], at(0)), Ok(()), "another's");
        let taken = (1..=1000).filter(|ms| rates.take(key, at(*ms)).is_ok()).count();
        assert_eq!(taken, 20);
    }
    #[test]
    fn who_asked_long_ago_is_let_go() {
        let mut rates = Rates::new(2, SignedDuration::from_secs(1));
        let now = Timestamp::from_second(1_795_000_000).unwrap();
        for asker in 0..MANY {
            assert_eq!(rates.take(asker, now), Ok(()));
        }
        assert_eq!(rates.take(MANY, now + SignedDuration::from_secs(2)), Ok(()));
        assert_eq!(rates.clear_at.len(), 1);
    }
}
