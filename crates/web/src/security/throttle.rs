//! Guessing passwords is kept slow: by account, by where it comes from, and by both together.
//!
//! A browser with which a user logged in before ([`Acquaintance`](super::acquaintance)), and whoever
//! is logged in, have an allowance of their own, which no stranger can use up: guessing from afar
//! keeps nobody out of their own account.

use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use vasl_domain::user::UserName;

/// How many failures are let through, and how long until another is.
#[derive(Debug, Clone, Copy)]
struct Allowance {
    at_once: i32,
    another_after: SignedDuration,
}

/// One network at one account, or one that knows it.
const BOTH: Allowance = Allowance { at_once: 5, another_after: SignedDuration::from_secs(60) };

/// One network, whatever the account.
const NETWORK: Allowance = Allowance { at_once: 20, another_after: SignedDuration::from_secs(20) };

/// One account, from wherever.
const ACCOUNT: Allowance = Allowance { at_once: 50, another_after: SignedDuration::from_secs(10) };

/// What shows no account at all, such as a token that does not exist, from one network.
const NO_ACCOUNT: Allowance = BOTH;

/// So many are kept in mind; past that, those that matter least are forgotten.
const MOST: usize = 20_000;

/// Who tries, as far as that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trying {
    /// Somebody of whom only the address is known, at the account that they name; `None` where what
    /// they say can be nobody's name.
    Stranger(Option<UserName>, IpAddr),
    /// Somebody with a browser with which this user logged in before; the browser is told from
    /// others by a number.
    Known(UserName, [u8; 16]),
    /// Whoever is logged in as this user.
    LoggedIn(UserName),
    /// Somebody with a token that does not exist.
    Token(IpAddr),
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Both(UserName, IpAddr),
    Network(IpAddr),
    Account(UserName),
    Known(UserName, [u8; 16]),
    LoggedIn(UserName),
    Token(IpAddr),
}

impl Trying {
    fn keys(&self) -> Vec<(Key, Allowance)> {
        match self.clone() {
            Self::Stranger(None, address) => vec![(Key::Network(network(address)), NETWORK)],
            Self::Stranger(Some(name), address) => {
                let network = network(address);
                vec![
                    (Key::Both(name.clone(), network), BOTH),
                    (Key::Network(network), NETWORK),
                    (Key::Account(name), ACCOUNT),
                ]
            }
            Self::Known(name, browser) => vec![(Key::Known(name, browser), BOTH)],
            Self::LoggedIn(name) => vec![(Key::LoggedIn(name), BOTH)],
            Self::Token(address) => vec![(Key::Token(network(address)), NO_ACCOUNT)],
        }
    }
}

/// The addresses among which somebody chooses freely: of IPv6, a whole /64.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        address @ IpAddr::V4(_) => address,
    }
}

/// Who failed to log in lately.
#[derive(Debug, Default)]
pub(crate) struct Throttle {
    /// When each will be as if it had never failed.
    clear_at: HashMap<Key, Timestamp>,
}

impl Throttle {
    /// A try begins. It counts as one that failed until it is said that it
    /// [`succeeded`](Self::succeeded), so that tries at once are all counted.
    ///
    /// # Errors
    /// When it may not be made, with how long to wait; it does not count then.
    pub(crate) fn begin(&mut self, trying: &Trying, now: Timestamp) -> Result<(), SignedDuration> {
        let keys = trying.keys();
        let waits = keys.iter().filter_map(|(key, allowance)| self.wait(key, *allowance, now));
        if let Some(wait) = waits.max() {
            return Err(wait);
        }
        for (key, allowance) in keys {
            let clear_at = self.clear_at.entry(key).or_insert(now);
            let from = (*clear_at).max(now);
            *clear_at = from.saturating_add(allowance.another_after).unwrap_or(from);
        }
        if self.clear_at.len() > MOST {
            self.forget(now);
        }
        Ok(())
    }

    fn wait(&self, key: &Key, allowance: Allowance, now: Timestamp) -> Option<SignedDuration> {
        let left = self.clear_at.get(key)?.duration_since(now);
        let wait = left - allowance.another_after * (allowance.at_once - 1);
        wait.is_positive().then_some(wait)
    }

    /// A try that began has succeeded: it is as if it had not been made, and whoever made it begins
    /// anew at this account.
    pub(crate) fn succeeded(&mut self, trying: &Trying) {
        for (key, allowance) in trying.keys() {
            if let Key::Network(_) | Key::Account(_) = key {
                if let Some(clear_at) = self.clear_at.get_mut(&key) {
                    let earlier = clear_at.saturating_sub(allowance.another_after);
                    *clear_at = earlier.unwrap_or(*clear_at);
                }
            } else {
                self.clear_at.remove(&key);
            }
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_795_000_000 + seconds).unwrap()
    }

    fn name(name: &str) -> UserName {
        UserName::new(name).unwrap()
    }

    fn stranger(account: &str, last: u8) -> Trying {
        Trying::Stranger(UserName::new(account).ok(), IpAddr::from([192, 0, 2, last]))
    }

    fn from(account: &str, address: &str) -> Trying {
        Trying::Stranger(UserName::new(account).ok(), address.parse().unwrap())
    }

    #[test]
    fn five_failures_and_then_one_a_minute() {
        let mut throttle = Throttle::default();
        let sara = stranger("sara", 1);
        for _ in 0..5 {
            assert_eq!(throttle.begin(&sara, at(0)), Ok(()));
        }
        assert_eq!(throttle.begin(&sara, at(0)), Err(SignedDuration::from_secs(60)));
        assert_eq!(throttle.begin(&sara, at(60)), Ok(()));
        // Trying before the time makes it no longer.
        for second in 61..119 {
            let wait = SignedDuration::from_secs(120 - second);
            assert_eq!(throttle.begin(&sara, at(second)), Err(wait));
        }
        // Somebody else at the same address, and she from another, are not held up.
        assert_eq!(throttle.begin(&stranger("ali", 1), at(60)), Ok(()));
        assert_eq!(throttle.begin(&stranger("sara", 2), at(60)), Ok(()));
        assert_eq!(throttle.begin(&sara, at(120)), Ok(()));
        throttle.succeeded(&sara);
        assert_eq!(throttle.begin(&sara, at(120)), Ok(()));
    }

    #[test]
    fn many_accounts_from_one_address_and_one_account_from_many() {
        let mut throttle = Throttle::default();
        for number in 0..20 {
            throttle.begin(&stranger(&format!("user{number}"), 1), at(0)).unwrap();
        }
        assert!(throttle.begin(&stranger("another", 1), at(0)).is_err());
        assert!(throttle.begin(&stranger("no name", 1), at(0)).is_err());
        assert_eq!(throttle.begin(&stranger("another", 2), at(0)), Ok(()));
        for last in 0..50 {
            throttle.begin(&stranger("sara", 100 + last), at(0)).unwrap();
        }
        assert!(throttle.begin(&stranger("sara", 2), at(0)).is_err());
        assert_eq!(throttle.begin(&stranger("sara", 2), at(10)), Ok(()));
    }

    #[test]
    fn a_whole_call_centre_logs_in_from_one_address() {
        let mut throttle = Throttle::default();
        for number in 0..200 {
            let operator = stranger(&format!("operator{number}"), 1);
            assert_eq!(throttle.begin(&operator, at(number)), Ok(()), "{number}");
            throttle.succeeded(&operator);
        }
        // What failed among it stays counted.
        for _ in 0..5 {
            throttle.begin(&stranger("sara", 1), at(200)).unwrap();
        }
        for number in 0..15 {
            throttle.begin(&stranger(&format!("user{number}"), 1), at(200)).unwrap();
        }
        assert!(throttle.begin(&stranger("ali", 1), at(200)).is_err());
    }

    #[test]
    fn a_stranger_keeps_nobody_out_of_their_own_account() {
        let mut throttle = Throttle::default();
        for last in 0..50 {
            throttle.begin(&stranger("sara", last), at(0)).unwrap();
        }
        assert!(throttle.begin(&stranger("sara", 200), at(0)).is_err());
        let known = Trying::Known(name("sara"), [1; 16]);
        let logged_in = Trying::LoggedIn(name("sara"));
        for own in [known, logged_in] {
            for _ in 0..5 {
                assert_eq!(throttle.begin(&own, at(0)), Ok(()));
            }
            // Which is no way to guess on, either.
            assert_eq!(throttle.begin(&own, at(0)), Err(SignedDuration::from_secs(60)));
        }
        assert_eq!(throttle.begin(&Trying::Known(name("sara"), [2; 16]), at(0)), Ok(()));
    }

    #[test]
    fn one_who_has_a_network_has_one_allowance() {
        let mut throttle = Throttle::default();
        for host in 0..5 {
            let address = format!("2001:db8:1:2::{host:x}");
            assert_eq!(throttle.begin(&from("sara", &address), at(0)), Ok(()));
        }
        assert!(throttle.begin(&from("sara", "2001:db8:1:2:3:4:5:6"), at(0)).is_err());
        assert_eq!(throttle.begin(&from("sara", "2001:db8:1:3::1"), at(0)), Ok(()));
        // The same host, however its address is written.
        for _ in 0..5 {
            throttle.begin(&from("sara", "::ffff:192.0.2.7"), at(0)).unwrap();
        }
        assert!(throttle.begin(&from("sara", "192.0.2.7"), at(0)).is_err());
        assert_eq!(throttle.begin(&from("sara", "192.0.2.8"), at(0)), Ok(()));
    }

    #[test]
    fn it_does_not_grow_without_end_and_forgets_what_matters_least() {
        let mut throttle = Throttle::default();
        let sara = Trying::Known(name("sara"), [1; 16]);
        for _ in 0..5 {
            throttle.begin(&sara, at(0)).unwrap();
        }
        for number in 0..30_000_u32 {
            let somebody = name(&format!("user{number}"));
            let stranger = Trying::Stranger(Some(somebody), IpAddr::from(number.to_be_bytes()));
            throttle.begin(&stranger, at(i64::from(number) / 1_000)).unwrap();
        }
        assert!(throttle.clear_at.len() <= MOST + 3);
        assert!(throttle.begin(&sara, at(30)).is_err());
    }
}
