//! How much one token may ask: a burst, and so many a second after it.

use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use vasl_store::TokenKey;

/// So many at once.
const AT_ONCE: i32 = 50;

/// And then one after this.
const ANOTHER_AFTER: SignedDuration = SignedDuration::from_millis(50);

/// Which tokens asked lately.
#[derive(Debug, Default)]
pub(crate) struct Rates {
    /// When each will be as if it had never asked.
    clear_at: HashMap<[u8; 32], Timestamp>,
}

impl Rates {
    /// A token asks.
    ///
    /// # Errors
    /// When it may not now, with how long to wait.
    pub(crate) fn take(&mut self, key: TokenKey, now: Timestamp) -> Result<(), SignedDuration> {
        // Only tokens that hold come here, so there are no more of them than there are of those.
        let clear_at = self.clear_at.entry(key.0).or_insert(now);
        let from = (*clear_at).max(now);
        let wait = from.duration_since(now) - ANOTHER_AFTER * (AT_ONCE - 1);
        if wait.is_positive() {
            return Err(wait);
        }
        *clear_at = from.saturating_add(ANOTHER_AFTER).unwrap_or(from);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_and_then_twenty_a_second() {
        let mut rates = Rates::default();
        let at = |milliseconds: i64| {
            Timestamp::from_millisecond(1_795_000_000_000 + milliseconds).unwrap()
        };
        let key = TokenKey([1; 32]);
        for _ in 0..50 {
            assert_eq!(rates.take(key, at(0)), Ok(()));
        }
        assert_eq!(rates.take(key, at(0)), Err(ANOTHER_AFTER));
        assert_eq!(rates.take(TokenKey([2; 32]), at(0)), Ok(()), "another's");
        let taken = (1..=1000).filter(|ms| rates.take(key, at(*ms)).is_ok()).count();
        assert_eq!(taken, 20);
    }
}
