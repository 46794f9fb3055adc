//! Passwords: Argon2id, away from the threads that answer calls, and never many at once.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher as _, PasswordVerifier as _};
use std::fmt;
use std::sync::{Arc, LazyLock};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use vasl_domain::name::latin_digits;

/// So many hashes at once: each takes 19 MiB and a processor for some tens of milliseconds, and the
/// other processors are for calls.
const AT_ONCE: usize = 1;

/// The fewest characters of a password.
const SHORTEST: usize = 10;

/// The most bytes of a password.
const LONGEST: usize = 1024;

/// A password that may be used.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password")
    }
}

/// Why a password may not be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Too easily guessed.
    #[error("a password is at least {SHORTEST} characters; a few words in a row are easy to keep")]
    TooShort,
    /// Longer than anybody types.
    #[error("a password is at most {LONGEST} bytes")]
    TooLong,
    /// One character, again and again.
    #[error("a password has more than two different characters")]
    TooSimple,
}

impl Password {
    /// Takes a password, as it was typed. Digits of every script are one: whoever sets a password on
    /// a Persian keyboard may log in at a Latin one.
    ///
    /// # Errors
    /// When it may not be used.
    pub fn new(text: &str) -> Result<Self, PasswordError> {
        let mut different: Vec<char> = text.chars().collect();
        if different.len() < SHORTEST {
            return Err(PasswordError::TooShort);
        }
        if text.len() > LONGEST {
            return Err(PasswordError::TooLong);
        }
        different.sort_unstable();
        different.dedup();
        if different.len() < 3 {
            Err(PasswordError::TooSimple)
        } else {
            Ok(Self(latin_digits(text)))
        }
    }
}

/// Where passwords are hashed and compared.
#[derive(Debug, Clone)]
pub struct Passwords {
    room: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self { room: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl Passwords {
    /// Hashes a password, to be kept. `None` where the system gives no random bytes.
    pub async fn hash(&self, password: Password) -> Option<String> {
        self.run(move || {
            let mut salt = [0_u8; 16];
            getrandom::fill(&mut salt).ok()?;
            hash(password.0.as_bytes(), &salt)
        })
        .await?
    }

    /// Whether a text is the password behind a hash. Where there is no such user, `hash` is `None`,
    /// and it takes as long to say no.
    pub async fn is(&self, text: &str, hash: Option<&str>) -> bool {
        if text.len() > LONGEST {
            return false;
        }
        let (typed, latin) = (text.to_owned(), latin_digits(text));
        let known = hash.map(ToOwned::to_owned);
        let same = self.run(move || {
            let hash = known.as_deref().unwrap_or(&NOBODYS);
            // Passwords were once kept as they were typed.
            let is = verify(latin.as_bytes(), hash)
                || (typed != latin && verify(typed.as_bytes(), hash));
            is && known.is_some()
        });
        same.await.unwrap_or(false)
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        let place = Arc::clone(&self.room).acquire_owned().await.ok()?;
        // The place goes with the work: where nobody waits for it any more, it is done all the same.
        let worked = spawn_blocking(move || {
            let done = work();
            drop(place);
            done
        });
        worked.await.ok()
    }
}

static NOBODYS: LazyLock<String> =
    LazyLock::new(|| hash(b"nobody's", b"sixteen bytes...").unwrap_or_default());

fn hash(password: &[u8], salt: &[u8]) -> Option<String> {
    let hash = Argon2::default().hash_password_with_salt(password, salt).ok()?;
    Some(hash.to_string())
}

fn verify(password: &[u8], hash: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|hash| Argon2::default().verify_password(password, &hash).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_password_itself_opens() {
        let passwords = Passwords::default();
        let hash = passwords.hash(Password::new("correct horse battery").unwrap()).await.unwrap();
        assert!(hash.starts_with("$argon2id$"), "{hash}");
        assert!(passwords.is("correct horse battery", Some(&hash)).await);
        assert!(!passwords.is("correct horse batterz", Some(&hash)).await);
        assert!(!passwords.is("nobody's", None).await);
        let again = passwords.hash(Password::new("correct horse battery").unwrap()).await.unwrap();
        assert_ne!(hash, again);
    }

    #[tokio::test]
    async fn digits_of_every_keyboard_are_one() {
        let passwords = Passwords::default();
        let hash = passwords.hash(Password::new("گربهٔ سیاه ۱۲۳").unwrap()).await.unwrap();
        for typed in ["گربهٔ سیاه ۱۲۳", "گربهٔ سیاه 123", "گربهٔ سیاه ١٢٣"]
        {
            assert!(passwords.is(typed, Some(&hash)).await, "{typed}");
        }
        assert!(!passwords.is("گربهٔ سیاه 124", Some(&hash)).await);
        let as_typed = super::hash("گربهٔ سیاه ۱۲۳".as_bytes(), b"sixteen bytes...").unwrap();
        assert!(passwords.is("گربهٔ سیاه ۱۲۳", Some(&as_typed)).await);
    }

    #[tokio::test]
    async fn there_is_one_at_a_time_also_when_nobody_waits_for_it() {
        let passwords = Passwords::default();
        let (began, has_begun) = tokio::sync::oneshot::channel();
        let (go_on, goes_on) = std::sync::mpsc::channel::<()>();
        let slow = passwords.clone();
        let asked = tokio::spawn(async move {
            slow.run(move || {
                let _ = began.send(());
                let _ = goes_on.recv();
            })
            .await
        });
        has_begun.await.unwrap();
        asked.abort();
        assert!(asked.await.unwrap_err().is_cancelled());
        assert_eq!(passwords.room.available_permits(), 0);
        go_on.send(()).unwrap();
        drop(passwords.room.acquire().await.unwrap());
    }

    #[test]
    fn a_password_is_not_easily_guessed() {
        assert_eq!(Password::new("short"), Err(PasswordError::TooShort));
        assert_eq!(Password::new("aaaaaaaaaaab"), Err(PasswordError::TooSimple));
        assert_eq!(Password::new(&"xyz".repeat(400)), Err(PasswordError::TooLong));
        assert!(Password::new("گذرواژهٔ خوب").is_ok());
        assert_eq!(format!("{:?}", Password::new("correct horse").unwrap()), "Password");
    }
}
