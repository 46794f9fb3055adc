//! The browsers with which users logged in before.
//!
//! A browser that somebody logged in with keeps, for a year, who that was with a seal that only this
//! installation can make: it is made with the hash of their password, so it ends with the password,
//! and nothing of it need be kept here. Whoever shows it has an allowance of their own
//! ([`Throttle`](super::throttle::Throttle)), so that strangers who guess keep no user out. It opens
//! nothing by itself.

use super::{hexadecimal, random_token};
use std::fmt;
use vasl_domain::user::UserName;
use vasl_store::Account;

/// So many users of one browser are remembered: a desk of several shifts.
const MOST: usize = 6;

/// The users who logged in with one browser, the last of them first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Acquaintance(Vec<Known>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Known {
    name: UserName,
    /// By what the browser is told from others.
    browser: [u8; 16],
    seal: [u8; 32],
}

impl Acquaintance {
    /// Reads what a browser keeps. What cannot be read was not ours.
    pub(crate) fn read(text: &str) -> Self {
        Self(text.split('.').take(MOST).filter_map(Known::read).collect())
    }

    /// Who logged in last.
    pub(crate) fn last(&self) -> Option<&UserName> {
        self.0.first().map(|known| &known.name)
    }

    /// The number of this browser, where the user of this account logged in with it since they have
    /// their password.
    pub(crate) fn knows(&self, account: &Account) -> Option<[u8; 16]> {
        let mut of_them = self.0.iter().filter(|known| known.name == account.user.name);
        let known = of_them.find(|known| known.seal == seal(account, known.browser));
        known.map(|known| known.browser)
    }

    /// The same once the user of this account has logged in; `None` where the system gives no
    /// random bytes.
    pub(crate) fn and(mut self, account: &Account) -> Option<Self> {
        let browser = match self.knows(account) {
            Some(browser) => browser,
            None => random_token::<16>().and_then(|token| bytes(&token))?,
        };
        let name = account.user.name.clone();
        self.0.retain(|known| known.name != name);
        self.0.insert(0, Known { name, browser, seal: seal(account, browser) });
        self.0.truncate(MOST);
        Some(self)
    }
}

impl fmt::Display for Acquaintance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, Known { name, browser, seal }) in self.0.iter().enumerate() {
            let between = if at > 0 { "." } else { "" };
            let name = hexadecimal(name.as_str().as_bytes());
            write!(f, "{between}{name}-{}-{}", hexadecimal(browser), hexadecimal(seal))?;
        }
        Ok(())
    }
}

impl Known {
    fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let (name, browser, seal) = (parts.next()?, parts.next()?, parts.next()?);
        let name = String::from_utf8(digits(name)?).ok()?;
        let name = UserName::new(&name).ok()?;
        Some(Self { name, browser: bytes(browser)?, seal: bytes(seal)? })
    }
}

/// Without the hash of the password, which holds random bytes of its own, nobody makes it.
fn seal(account: &Account, browser: [u8; 16]) -> [u8; 32] {
    use blake2::Digest as _;
    let Account { user, password_hash, .. } = account;
    let mut hash = blake2::Blake2s256::new();
    for part in [password_hash.as_bytes(), user.name.as_str().as_bytes(), &browser] {
        let length = u64::try_from(part.len()).unwrap_or(u64::MAX);
        hash.update(length.to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

fn bytes<const LENGTH: usize>(text: &str) -> Option<[u8; LENGTH]> {
    digits(text)?.try_into().ok()
}

fn digits(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;
    use vasl_domain::user::{Language, Role, User};

    fn account(name: &str, password_hash: &str) -> Account {
        let name = UserName::new(name).unwrap();
        Account {
            user: User { name, role: Role::Supervisor, language: Language::Persian },
            password_hash: password_hash.to_owned(),
            created_at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_browser_knows_who_logged_in_with_it() {
        let (sara, ali) = (account("سارا", "one"), account("ali", "two"));
        let kept = Acquaintance::default().and(&sara).unwrap().and(&ali).unwrap();
        let text = kept.to_string();
        assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.".contains(&b)), "{text}");
        let read = Acquaintance::read(&text);
        assert_eq!(read, kept);
        assert_eq!(read.last().unwrap().as_str(), "ali");
        let browser = read.knows(&sara).unwrap();
        assert_eq!(read.and(&sara).unwrap().knows(&sara), Some(browser), "it stays the same one");
    }

    #[test]
    fn it_ends_with_the_password_and_is_nobody_elses() {
        let sara = account("sara", "one");
        let kept = Acquaintance::default().and(&sara).unwrap();
        assert_eq!(kept.knows(&account("sara", "another")), None);
        assert_eq!(kept.knows(&account("ali", "one")), None);
        let text = kept.to_string();
        // Any other letter makes another seal, or none.
        for at in 0..text.len() {
            let mut forged = text.clone().into_bytes();
            forged[at] = if forged[at] == b'0' { b'1' } else { b'0' };
            let forged = Acquaintance::read(&String::from_utf8(forged).unwrap());
            assert_eq!(forged.knows(&sara), None, "{at}");
        }
    }

    #[test]
    fn what_is_not_ours_is_nothing() {
        for text in ["", ".", "-", "zz-zz-zz", "61--", &"61-".repeat(1_000), "سارا"] {
            assert_eq!(Acquaintance::read(text), Acquaintance::default(), "{text}");
        }
    }

    #[test]
    fn it_stays_small_enough_for_a_cookie() {
        let mut kept = Acquaintance::default();
        for number in 0..20 {
            let name = format!("{}{number:02}", "س".repeat(38));
            kept = kept.and(&account(&name, "one")).unwrap();
        }
        assert!(kept.to_string().len() < 3_000);
        assert!(kept.last().unwrap().as_str().ends_with("19"));
    }
}
