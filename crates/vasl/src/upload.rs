//! A sound on its way from whoever recorded it to where Asterisk plays it from; the panel and the
//! command line take the same.
//!
//! It is written beside its place first (`vasl_asterisk::sounds`), then the configuration is changed,
//! as it is for every other thing, and then it takes its place. What is heard is so never another
//! than what the log of changes says for longer than a moment, and a crash leaves the old sound or
//! the new one.

use crate::change::{Change, ChangeError};
use std::io;
use tokio::task::spawn_blocking;
use vasl_asterisk::sounds::{SoundError, Sounds, Staged};
use vasl_domain::callflow::{Sound, UploadedSound};
use vasl_domain::configuration::{Object, ObjectId};

/// A sound that lies beside its place.
#[derive(Debug)]
pub struct Upload {
    /// The sound as it is to be.
    pub sound: Sound,
    /// As whoever uploads it has seen it; `None` where it is to be new.
    pub seen: Option<Sound>,
    /// Its bytes.
    pub staged: Staged,
}

impl Upload {
    /// What it changes.
    pub fn change(&self) -> Change {
        let object = Object::Sound(self.sound.clone());
        match self.seen.clone() {
            Some(seen) => {
                Change::Edit { object: Box::new(object), seen: Some(Box::new(Object::Sound(seen))) }
            }
            None => Change::Add(vec![object]),
        }
    }

    /// What takes that back.
    pub fn taken_back(&self) -> Change {
        match self.seen.clone() {
            Some(seen) => Change::Edit { object: Box::new(Object::Sound(seen)), seen: None },
            None => Change::Remove { id: ObjectId::Sound(self.sound.name.clone()), seen: None },
        }
    }

    /// Puts it where Asterisk plays it from. The disk is waited for on a thread of its own.
    ///
    /// # Errors
    /// When it cannot be put there; what was there stays.
    pub async fn put_in_place(self, sounds: Sounds) -> Result<(), ChangeError> {
        Ok(on_the_disk(move || sounds.put_in_place(&self.staged)).await?)
    }
}

/// Takes the file of a sound away that is no more.
///
/// # Errors
/// When it cannot be taken away: it is in the way of nothing, and may also stay.
pub async fn take_away(name: UploadedSound, sounds: Sounds) -> Result<(), SoundError> {
    on_the_disk(move || sounds.remove(&name, None).map(drop)).await
}

async fn on_the_disk(
    work: impl FnOnce() -> Result<(), SoundError> + Send + 'static,
) -> Result<(), SoundError> {
    spawn_blocking(work).await.unwrap_or_else(|error| {
        let (action, path) = ("finish what was begun in", Default::default());
        Err(SoundError::File { action, path, source: io::Error::other(error) })
    })
}
