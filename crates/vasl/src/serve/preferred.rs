//! What the installation prefers, as the parts of the service share it: read by every call, changed
//! from the panel and the command line while calls go on.

use crate::preferences::{Prefer, PreferError, audited, told};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::watch;
use vasl_domain::preferences::Preferences;
use vasl_domain::user::Author;
use vasl_store::{SqliteStore, Store, StoreError};

/// What is preferred now.
#[derive(Debug, Clone)]
pub struct Preferred(Arc<watch::Sender<Arc<Preferences>>>);

impl Preferred {
    /// Begins with what holds at the start.
    pub fn new(preferences: Preferences) -> Self {
        // The tables of numbers are read at their first use, which must not be a caller's.
        let _ = preferences.numbers.example();
        Self(Arc::new(watch::Sender::new(Arc::new(preferences))))
    }

    /// What holds now.
    pub fn now(&self) -> Arc<Preferences> {
        Arc::clone(&self.0.borrow())
    }

    /// Tells of every change from now on.
    pub fn changes(&self) -> watch::Receiver<Arc<Preferences>> {
        self.0.subscribe()
    }

    /// Sets it in the place of what was seen: kept first, then calls go by it. `false`, and nothing,
    /// where it is another by now.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn set(
        &self,
        store: &impl Store,
        seen: &Preferences,
        preferences: Preferences,
        author: Author,
    ) -> Result<bool, StoreError> {
        let _ = preferences.numbers.example();
        let entry = audited(seen, &preferences, author, Timestamp::now());
        let set = store.set_preferences(Some(seen), &preferences, &[entry]).await?;
        if set {
            self.0.send_replace(Arc::new(preferences));
        }
        Ok(set)
    }
}

/// How the command line sets what is preferred, by way of the running service.
#[derive(Debug, Clone)]
pub struct Preferring {
    /// What is preferred now.
    pub preferred: Preferred,
    /// Where it is kept.
    pub store: Arc<SqliteStore>,
}

impl Preferring {
    /// Sets it where it is still what was seen.
    ///
    /// # Errors
    /// When it cannot be, is another by now, or the store fails.
    pub async fn set(
        &self,
        seen: &BTreeMap<String, String>,
        prefer: &Prefer,
        author: Author,
    ) -> Result<(), PreferError> {
        let now = self.preferred.now();
        let after = prefer.on(&now)?;
        if *seen != told(&now) {
            return Err(PreferError::ChangedMeanwhile);
        }
        if after == *now || self.preferred.set(self.store.as_ref(), &now, after, author).await? {
            Ok(())
        } else {
            Err(PreferError::ChangedMeanwhile)
        }
    }
}
