//! Guessing passwords is kept slow: by account, by address, and by both together.

use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::net::IpAddr;

/// How many failures are let through, and how long until another is.
#[derive(Debug, Clone, Copy)]
struct Allowance {
    at_once: i32,
    another_after: SignedDuration,
}

/// One address at one account.
const BOTH: Allowance = Allowance { at_once: 5, another_after: SignedDuration::from_secs(60) };

/// One address, whatever the account.
const ADDRESS: Allowance = Allowance { at_once: 20, another_after: SignedDuration::from_secs(20) };

/// One account, from wherever: wide, so that nobody can lock out a user from afar.
const ACCOUNT: Allowance = Allowance { at_once: 50, another_after: SignedDuration::from_secs(10) };

/// So many are kept in mind; past that, those that matter least are forgotten.
const MOST: usize = 20_000;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Both(String, IpAddr),
    Address(IpAddr),
    Account(String),
}

/// Who failed to log in lately.
#[derive(Debug, Default)]
pub(crate) struct Throttle {
    /// When each will be as if it had never failed.
    clear_at: HashMap<Key, Timestamp>,
}

impl Throttle {
    /// Whether a try may be made now.
    ///
    /// # Errors
    /// When it may not, with how long to wait.
    pub(crate) fn may_try(
        &self,
        account: &str,
        address: IpAddr,
        now: Timestamp,
    ) -> Result<(), SignedDuration> {
        let waits = keys(account, address)
            .into_iter()
            .filter_map(|(key, allowance)| self.wait(&key, allowance, now));
        waits.max().map_or(Ok(()), Err)
    }

    fn wait(&self, key: &Key, allowance: Allowance, now: Timestamp) -> Option<SignedDuration> {
        let left = self.clear_at.get(key)?.duration_since(now);
        let wait = left - allowance.another_after * (allowance.at_once - 1);
        wait.is_positive().then_some(wait)
    }

    /// A try failed.
    pub(crate) fn failed(&mut self, account: &str, address: IpAddr, now: Timestamp) {
        for (key, allowance) in keys(account, address) {
            let clear_at = self.clear_at.entry(key).or_insert(now);
            let from = (*clear_at).max(now);
            *clear_at = from.saturating_add(allowance.another_after).unwrap_or(from);
        }
        if self.clear_at.len() > MOST {
            self.forget(now);
        }
    }

    /// A try succeeded: this address at this account begins anew.
    pub(crate) fn succeeded(&mut self, account: &str, address: IpAddr) {
        self.clear_at.remove(&Key::Both(account.to_owned(), address));
    }

    fn forget(&mut self, now: Timestamp) {
        self.clear_at.retain(|_, clear_at| *clear_at > now);
        if self.clear_at.len() > MOST {
            let mut times: Vec<Timestamp> = self.clear_at.values().copied().collect();
            let (_, median, _) = {
                let half = times.len() / 2;
                times.select_nth_unstable(half)
            };
            let median = *median;
            self.clear_at.retain(|_, clear_at| *clear_at > median);
        }
    }
}

fn keys(account: &str, address: IpAddr) -> [(Key, Allowance); 3] {
    let account: String = account.chars().take(64).collect();
    [
        (Key::Both(account.clone(), address), BOTH),
        (Key::Address(address), ADDRESS),
        (Key::Account(account), ACCOUNT),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_795_000_000 + seconds).unwrap()
    }

    fn address(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    #[test]
    fn five_failures_and_then_one_a_minute() {
        let mut throttle = Throttle::default();
        for _ in 0..5 {
            assert_eq!(throttle.may_try("sara", address(1), at(0)), Ok(()));
            throttle.failed("sara", address(1), at(0));
        }
        let wait = throttle.may_try("sara", address(1), at(0));
        assert_eq!(wait, Err(SignedDuration::from_secs(60)));
        assert_eq!(throttle.may_try("sara", address(1), at(60)), Ok(()));
        throttle.failed("sara", address(1), at(60));
        assert!(throttle.may_try("sara", address(1), at(119)).is_err());
        // Somebody else at the same address, and she from another, are not held up.
        assert_eq!(throttle.may_try("ali", address(1), at(60)), Ok(()));
        assert_eq!(throttle.may_try("sara", address(2), at(60)), Ok(()));
        throttle.succeeded("sara", address(1));
        assert_eq!(throttle.may_try("sara", address(1), at(60)), Ok(()));
    }

    #[test]
    fn many_accounts_from_one_address_and_one_account_from_many() {
        let mut throttle = Throttle::default();
        for number in 0..20 {
            throttle.failed(&format!("user{number}"), address(1), at(0));
        }
        assert!(throttle.may_try("another", address(1), at(0)).is_err());
        assert_eq!(throttle.may_try("another", address(2), at(0)), Ok(()));
        for last in 0..50 {
            throttle.failed("sara", address(100 + last), at(0));
        }
        assert!(throttle.may_try("sara", address(2), at(0)).is_err());
        assert_eq!(throttle.may_try("sara", address(2), at(10)), Ok(()));
    }

    #[test]
    fn it_does_not_grow_without_end() {
        let mut throttle = Throttle::default();
        for number in 0..30_000_u32 {
            let address = IpAddr::from(number.to_be_bytes());
            throttle.failed("sara", address, at(i64::from(number) / 1000));
        }
        assert!(throttle.clear_at.len() <= MOST + 3);
        assert!(throttle.may_try("sara", address(1), at(30)).is_err());
    }
}
