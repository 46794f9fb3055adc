//! The first administrator: made by whoever can read what the service prints.

use super::{hash_of_token, random_token};
use std::sync::{Mutex, PoisonError};

/// The one-time token of the first administrator, as long as there is none.
#[derive(Debug, Default)]
pub struct FirstRun {
    hash: Mutex<Option<[u8; 32]>>,
}

impl FirstRun {
    /// Makes a token, to be printed. `None` where the system gives no random bytes.
    pub fn open(&self) -> Option<String> {
        let token = random_token::<12>()?;
        *self.lock() = Some(hash_of_token(&token));
        Some(token)
    }

    /// Whether there is a first administrator to be made.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.lock().is_some()
    }

    /// Whether this is the token.
    #[must_use]
    pub fn is(&self, token: &str) -> bool {
        let hash = hash_of_token(token.trim());
        *self.lock() == Some(hash)
    }

    /// There is an administrator now.
    pub fn close(&self) {
        *self.lock() = None;
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<[u8; 32]>> {
        self.hash.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_opens_once() {
        let first_run = FirstRun::default();
        assert!(!first_run.is_open() && !first_run.is(""));
        let token = first_run.open().unwrap();
        assert!(first_run.is_open() && first_run.is(&token) && !first_run.is("another"));
        first_run.close();
        assert!(!first_run.is_open() && !first_run.is(&token));
    }
}
