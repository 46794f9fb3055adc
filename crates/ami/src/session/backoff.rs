//! How long to wait before the next try.

use std::time::Duration;

use thiserror::Error;

/// Times between tries: twice as long each time up to a cap, each shortened at random by up to half
/// so that several clients do not come at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    first: Duration,
    cap: Duration,
}

/// The times are not within bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the first retry must come after 10 to 200 ms, and the cap lie between that and 5 s")]
pub struct BackoffInvalid;

impl Backoff {
    const LEAST: Duration = Duration::from_millis(10);
    const MOST_FIRST: Duration = Duration::from_millis(200);
    const MOST: Duration = Duration::from_secs(5);

    /// Times from `first` to `cap`.
    ///
    /// # Errors
    /// When `first` is not within 10 to 200 ms, or `cap` not within `first` to 5 s: the link should
    /// be up again well within 10 s of a restart of Asterisk.
    pub fn new(first: Duration, cap: Duration) -> Result<Self, BackoffInvalid> {
        let fits = (Self::LEAST..=Self::MOST_FIRST).contains(&first)
            && (first..=Self::MOST).contains(&cap);
        if fits { Ok(Self { first, cap }) } else { Err(BackoffInvalid) }
    }

    /// The time before a try: `failures` tries have failed in a row, and `random` is any number.
    #[must_use]
    pub fn delay(&self, failures: u32, random: u32) -> Duration {
        let doubled = self.first.saturating_mul(1_u32.checked_shl(failures).unwrap_or(u32::MAX));
        let longest = doubled.min(self.cap);
        let share = f64::from(random) / f64::from(u32::MAX);
        longest.mul_f64(1.0 - share / 2.0)
    }

    /// The longest time between tries.
    #[must_use]
    pub fn cap(&self) -> Duration {
        self.cap
    }
}

/// From 200 ms to 5 s.
impl Default for Backoff {
    fn default() -> Self {
        Self { first: Self::MOST_FIRST, cap: Self::MOST }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_double_up_to_the_cap() {
        let backoff = Backoff::default();
        let longest: Vec<u128> = (0..7).map(|n| backoff.delay(n, 0).as_millis()).collect();
        assert_eq!(longest, [200, 400, 800, 1600, 3200, 5000, 5000]);
        assert_eq!(backoff.delay(u32::MAX, 0), Duration::from_secs(5));
        assert_eq!(backoff.delay(0, u32::MAX), Duration::from_millis(100));
    }

    #[test]
    fn bounds_are_checked() {
        let ms = Duration::from_millis;
        assert!(Backoff::new(ms(50), ms(500)).is_ok());
        for (first, cap) in [(0, 500), (300, 500), (100, 50), (100, 6000)] {
            assert_eq!(Backoff::new(ms(first), ms(cap)), Err(BackoffInvalid));
        }
    }
}
