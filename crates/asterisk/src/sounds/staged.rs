//! Sounds that were uploaded and are not heard yet: each lies beside its place, whole and on the disk,
//! until the configuration has it; then it takes that place at once.
//!
//! A crash at any moment leaves the old sound or the new one. One that the configuration has, and
//! that did not get to its place, gets there when [`Sounds::place_what_was_left`] looks.

use super::{OWN, SoundError, Sounds, Wav, failed, names_in};
use crate::replace;
use std::fs;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};
use vasl_domain::callflow::{Sound, SoundContent, UploadedSound};

/// With what the names of these files begin: Asterisk plays none of them, and no name of a sound
/// begins so.
const STAGED: &str = ".staged-";

/// Nobody is about to ask for what has lain there for so long.
const GIVEN_UP_AFTER: Duration = Duration::from_secs(24 * 60 * 60);

/// A sound that is not heard yet. It is gone with this, unless it was put in its place.
#[derive(Debug)]
pub struct Staged {
    name: UploadedSound,
    path: PathBuf,
    content: SoundContent,
}

impl Staged {
    /// Which sound it is to be.
    #[must_use]
    pub fn name(&self) -> &UploadedSound {
        &self.name
    }

    /// What tells it from others.
    #[must_use]
    pub fn content(&self) -> &SoundContent {
        &self.content
    }

    /// The name of its file, by which another process finds it.
    #[must_use]
    pub fn file(&self) -> String {
        self.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        // Nothing is there any more of one that was put in its place.
        let _ = fs::remove_file(&self.path);
    }
}

impl Sounds {
    /// Writes a sound beside its place.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn stage(&self, name: &UploadedSound, sound: &Wav) -> Result<Staged, SoundError> {
        static COUNTED: AtomicU64 = AtomicU64::new(0);
        let own = self.own_folder(None)?;
        let count = COUNTED.fetch_add(1, Ordering::Relaxed);
        let path = own.join(format!("{STAGED}{}-{count}-{name}", process::id()));
        let (target, content) = (self.path(None, name.as_str()), sound.content());
        let content = content.ok_or_else(|| SoundError::NotStaged(path.clone()))?;
        replace::write(&path, sound.bytes(), &target, 0o644).map_err(failed("write", &path))?;
        Ok(Staged { name: name.clone(), path, content })
    }

    /// The sound that another process wrote beside its place, by the name of its file.
    ///
    /// # Errors
    /// When there is none, or it is no sound.
    pub fn staged(&self, file: &str) -> Result<Staged, SoundError> {
        let path = self.place(None).join(OWN).join(file);
        self.read_staged(file).ok_or(SoundError::NotStaged(path))
    }

    /// Puts it in the place of the one that was there: Asterisk plays it from the next time on, and a
    /// channel that plays the old one plays it to its end.
    ///
    /// # Errors
    /// When it cannot be put there; the one that was there stays.
    pub fn put_in_place(&self, staged: &Staged) -> Result<(), SoundError> {
        let target = self.path(None, staged.name.as_str());
        replace::rename(&staged.path, &target).map_err(failed("put a new sound at", &target))
    }

    /// Puts those in their places that the configuration has and a crash kept from there, takes away
    /// those that were given up, and tells how many were put.
    ///
    /// # Errors
    /// When the folder cannot be read, or one cannot be put there.
    pub fn place_what_was_left(&self, known: &[Sound]) -> Result<usize, SoundError> {
        let own = self.place(None).join(OWN);
        let mut placed = 0;
        for file in names_in(&own)?.iter().filter(|file| file.starts_with(STAGED)) {
            let staged = self.read_staged(file);
            let is_known = |sound: &&Sound| {
                let staged = staged.as_ref();
                staged.is_some_and(|staged| {
                    sound.name == staged.name && sound.content.as_ref() == Some(&staged.content)
                })
            };
            match staged.as_ref().filter(|_| known.iter().any(|sound| is_known(&sound))) {
                Some(staged) => {
                    self.put_in_place(staged)?;
                    placed += 1;
                }
                // Another process may be about to ask for it.
                None if !was_given_up(&own.join(file)) => std::mem::forget(staged),
                None => drop(fs::remove_file(own.join(file))),
            }
        }
        Ok(placed)
    }

    fn read_staged(&self, file: &str) -> Option<Staged> {
        let mut rest = file.strip_prefix(STAGED)?.splitn(3, '-');
        let mut number = || rest.next().filter(|part| part.bytes().all(|b| b.is_ascii_digit()));
        number().and_then(|_| number())?;
        let name = UploadedSound::new(rest.next()?).ok()?;
        let path = self.place(None).join(OWN).join(file);
        let content = Wav::new(fs::read(&path).ok()?).ok()?.content()?;
        Some(Staged { name, path, content })
    }
}

fn was_given_up(path: &Path) -> bool {
    let written = fs::metadata(path).and_then(|file| file.modified()).ok();
    let lain = written.and_then(|at| SystemTime::now().duration_since(at).ok());
    lain.is_some_and(|lain| lain > GIVEN_UP_AFTER)
}

#[cfg(test)]
mod tests {
    use super::super::wav::tests::wav;
    use super::*;
    use std::fs::File;
    use vasl_domain::callflow::Description;

    fn welcome() -> UploadedSound {
        UploadedSound::new("welcome").unwrap()
    }

    fn sound(samples: usize) -> Wav {
        Wav::new(wav(8_000, samples)).unwrap()
    }

    fn heard(sounds: &Sounds) -> Option<Vec<u8>> {
        sounds.read(&welcome(), None).unwrap()
    }

    fn staged_files(folder: &Path) -> Vec<String> {
        names_in(&folder.join(OWN)).unwrap().into_iter().filter(|f| f.starts_with(STAGED)).collect()
    }

    #[test]
    fn what_is_staged_is_heard_once_it_is_put_in_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let sounds = Sounds::new(folder.path());
        let first = sounds.stage(&welcome(), &sound(800)).unwrap();
        let second = sounds.stage(&welcome(), &sound(1_600)).unwrap();
        assert_eq!(heard(&sounds), None);
        assert!(sounds.languages_of(&welcome().played_as()).unwrap().is_empty());
        assert_ne!(first.content(), second.content());
        sounds.put_in_place(&first).unwrap();
        drop(first);
        assert_eq!(heard(&sounds).as_deref(), Some(sound(800).bytes()));
        // The other was refused.
        drop(second);
        assert_eq!(heard(&sounds).as_deref(), Some(sound(800).bytes()));
        assert_eq!(staged_files(folder.path()), [""; 0]);
    }

    #[test]
    fn another_process_finds_it_by_its_file_and_nothing_else_so() {
        let folder = tempfile::tempdir().unwrap();
        let sounds = Sounds::new(folder.path());
        let staged = sounds.stage(&welcome(), &sound(800)).unwrap();
        let found = sounds.staged(&staged.file()).unwrap();
        assert_eq!((found.name(), found.content()), (&welcome(), staged.content()));
        std::mem::forget(found);
        sounds.put_in_place(&staged).unwrap();
        let gone = staged.file();
        for file in [&*gone, "welcome.wav", "../welcome", ".staged-1-2-../../etc"] {
            let error = sounds.staged(file).unwrap_err();
            assert!(matches!(error, SoundError::NotStaged(_)), "{file}: {error}");
        }
        assert!(heard(&sounds).is_some());
    }

    #[test]
    fn after_a_crash_the_one_that_the_configuration_has_is_heard() {
        let folder = tempfile::tempdir().unwrap();
        let sounds = Sounds::new(folder.path());
        let old = sounds.stage(&welcome(), &sound(800)).unwrap();
        sounds.put_in_place(&old).unwrap();
        let known = |content: &SoundContent| Sound {
            name: welcome(),
            description: Description::default(),
            content: Some(content.clone()),
        };
        // It died before the change was kept; the old one holds, and what lies there may be another
        // process's that is about to ask.
        let new = sounds.stage(&welcome(), &sound(1_600)).unwrap();
        assert_eq!(sounds.place_what_was_left(&[known(old.content())]).unwrap(), 0);
        assert_eq!(heard(&sounds).as_deref(), Some(sound(800).bytes()));
        assert_eq!(staged_files(folder.path()), [new.file()]);
        // It died after.
        assert_eq!(sounds.place_what_was_left(&[known(new.content())]).unwrap(), 1);
        assert_eq!(heard(&sounds).as_deref(), Some(sound(1_600).bytes()));
        assert_eq!(staged_files(folder.path()), [""; 0]);
        // What nobody asked for is not kept for ever.
        let left = sounds.stage(&welcome(), &sound(2_400)).unwrap();
        let long_ago = SystemTime::now() - GIVEN_UP_AFTER - Duration::from_secs(60);
        File::options().write(true).open(&left.path).unwrap().set_modified(long_ago).unwrap();
        assert_eq!(sounds.place_what_was_left(&[known(new.content())]).unwrap(), 0);
        assert_eq!(staged_files(folder.path()), [""; 0]);
    }
}
