//! Vasl's folder in Asterisk's sounds: the sounds that it ships, and those that somebody gave it.
//!
//! A sound of it is played as `vasl/connecting`. `fa/vasl/connecting.wav` is what channels of that
//! language hear, and `vasl/connecting.wav` those whose language has none of its own
//! (`fileexists_core`, `main/file.c`). The shipped ones stand there and are English: the folder `en`
//! is a package's on many machines, and often a link.
//!
//! To ship another: make it with `packaging/sounds/make`, and add it to `SHIPPED`.

mod staged;
mod wav;

pub use staged::Staged;
pub use wav::{Wav, WavError};

use crate::replace;
use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use vasl_domain::callflow::{SoundName, UploadedSound};

/// The sounds that Vasl ships: name and file.
const SHIPPED: [(&str, &[u8]); 3] = [
    ("connecting", include_bytes!("../../../packaging/sounds/en/connecting.wav")),
    ("ask-first", include_bytes!("../../../packaging/sounds/en/ask-first.wav")),
    ("returning-caller", include_bytes!("../../../packaging/sounds/en/returning-caller.wav")),
];

/// Vasl's folder in Asterisk's, and in that of a language.
const OWN: &str = "vasl";

/// Asterisk's folder of sounds.
#[derive(Debug, Clone)]
pub struct Sounds {
    folder: PathBuf,
}

/// A language, as Asterisk's folder of its sounds is called: `en`, `fa`, `pt_BR`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Language(String);

/// A sound in Vasl's folder.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// Its name; see [`UploadedSound::played_as`].
    pub name: UploadedSound,
    /// Its language; none where it is for all that have none of their own.
    pub language: Option<Language>,
    /// How long it is; `None` where the file cannot be played.
    pub seconds: Option<f64>,
}

/// What could not be done with a sound.
#[derive(Debug, thiserror::Error)]
pub enum SoundError {
    /// No language.
    #[error("“{0}” is not a language; give two or three small letters, such as fa, or pt_BR")]
    Language(String),
    /// There is no such folder.
    #[error(
        "there is no folder {}; name Asterisk's folder of sounds under [asterisk] sounds_folder",
        _0.display()
    )]
    NoFolder(PathBuf),
    /// Nothing lies there to be put in its place.
    #[error("{} is no sound that was just uploaded; upload it again", _0.display())]
    NotStaged(PathBuf),
    /// A file or folder is in the way, or may not be touched.
    #[error(
        "cannot {action} {}: {source}; let Vasl's user write in Asterisk's folder of sounds, or \
         name the right folder under [asterisk] sounds_folder",
        path.display()
    )]
    File {
        /// What was tried.
        action: &'static str,
        /// With what.
        path: PathBuf,
        /// What came of it.
        source: io::Error,
    },
}

impl Language {
    /// Takes a language.
    ///
    /// # Errors
    /// When it cannot be one.
    pub fn new(text: &str) -> Result<Self, SoundError> {
        let (language, place) = text.split_once('_').unwrap_or((text, "XX"));
        let good = (2..=3).contains(&language.len())
            && language.bytes().all(|byte| byte.is_ascii_lowercase())
            && (2..=8).contains(&place.len())
            && place.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if good { Ok(Self(text.to_owned())) } else { Err(SoundError::Language(text.to_owned())) }
    }

    /// The language as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Sounds {
    /// The sounds in Asterisk's folder, usually `/var/lib/asterisk/sounds`.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Puts those of the shipped sounds there that are not yet, and tells how many. One that stands
    /// in the place of a shipped one is somebody's own, and stays.
    ///
    /// # Errors
    /// When one cannot be written; those before it are written then.
    pub fn install_shipped(&self) -> Result<usize, SoundError> {
        let mut installed = 0;
        for (name, bytes) in SHIPPED {
            let path = self.path(None, name);
            if !path.exists() {
                self.write(None, name, bytes)?;
                installed += 1;
            }
        }
        Ok(installed)
    }

    /// Puts a sound there, for a language or for all that have none of their own, or another in its
    /// place: Asterisk plays the new one from the next time
    /// on, and a channel that plays the old one plays it to its end.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn put(
        &self,
        name: &UploadedSound,
        language: Option<&Language>,
        sound: &Wav,
    ) -> Result<(), SoundError> {
        self.write(language, name.as_str(), sound.bytes())
    }

    fn write(
        &self,
        language: Option<&Language>,
        name: &str,
        bytes: &[u8],
    ) -> Result<(), SoundError> {
        self.own_folder(language)?;
        let path = self.path(language, name);
        replace::replace(&path, bytes, &path, 0o644).map_err(failed("write", &path))
    }

    /// Takes a sound away; tells whether there was one. A shipped one comes back at the next
    /// [`Sounds::install_shipped`].
    ///
    /// # Errors
    /// When it cannot be taken away.
    pub fn remove(
        &self,
        name: &UploadedSound,
        language: Option<&Language>,
    ) -> Result<bool, SoundError> {
        let path = self.path(language, name.as_str());
        replace::remove(&path).map_err(failed("remove", &path))
    }

    /// The bytes of a sound in Vasl's folder; `None` where there is none.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(
        &self,
        name: &UploadedSound,
        language: Option<&Language>,
    ) -> Result<Option<Vec<u8>>, SoundError> {
        let path = self.path(language, name.as_str());
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed("read", &path)(error)),
        }
    }

    /// The sounds in Vasl's folder, by name and language.
    ///
    /// # Errors
    /// When a folder cannot be read.
    pub fn list(&self) -> Result<Vec<Stored>, SoundError> {
        let mut found = Vec::new();
        for language in self.languages()? {
            let folder = self.place(language.as_ref()).join(OWN);
            for file in names_in(&folder)? {
                let Some(stem) = file.strip_suffix(".wav") else { continue };
                let Ok(name) = UploadedSound::new(stem) else { continue };
                let read = fs::read(folder.join(&file)).ok();
                let seconds = read.and_then(|b| Wav::new(b).ok()).map(|wav| wav.seconds());
                found.push(Stored { name, language: language.clone(), seconds });
            }
        }
        found.sort_by(|a, b| (&a.name, &a.language).cmp(&(&b.name, &b.language)));
        Ok(found)
    }

    /// In which languages Asterisk finds a sound, Vasl's or another; none of them is for all that
    /// have none of their own. Empty where it finds none.
    ///
    /// # Errors
    /// When a folder cannot be read.
    pub fn languages_of(&self, name: &SoundName) -> Result<BTreeSet<Option<Language>>, SoundError> {
        let mut found = BTreeSet::new();
        for language in self.languages()? {
            let path = self.place(language.as_ref()).join(name.as_str());
            let (Some(folder), Some(stem)) = (path.parent(), path.file_name()) else { continue };
            let stem = format!("{}.", stem.to_string_lossy());
            if names_in(folder)?.iter().any(|file| file.starts_with(&stem)) {
                found.insert(language);
            }
        }
        Ok(found)
    }

    fn languages(&self) -> Result<Vec<Option<Language>>, SoundError> {
        if !self.folder.is_dir() {
            return Err(SoundError::NoFolder(self.folder.clone()));
        }
        let names = names_in(&self.folder)?;
        let languages = names.iter().filter_map(|name| Language::new(name).ok()).map(Some);
        Ok([None].into_iter().chain(languages).collect())
    }

    fn place(&self, language: Option<&Language>) -> PathBuf {
        language.map_or_else(|| self.folder.clone(), |own| self.folder.join(own.as_str()))
    }

    fn path(&self, language: Option<&Language>, name: &str) -> PathBuf {
        self.place(language).join(OWN).join(format!("{name}.wav"))
    }

    /// Asterisk's own folder is not made: a sound in a folder that it does not know is heard by
    /// nobody.
    fn own_folder(&self, language: Option<&Language>) -> Result<PathBuf, SoundError> {
        if !self.folder.is_dir() {
            return Err(SoundError::NoFolder(self.folder.clone()));
        }
        let place = self.place(language);
        let own = place.join(OWN);
        for folder in [&place, &own] {
            replace::make_folder(folder).map_err(failed("make the folder", folder))?;
        }
        Ok(own)
    }
}

/// The names in a folder; none where there is no folder.
fn names_in(folder: &Path) -> Result<Vec<String>, SoundError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed("read", folder)(error)),
    };
    Ok(entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect())
}

fn failed<'a>(action: &'static str, path: &'a Path) -> impl FnOnce(io::Error) -> SoundError + 'a {
    move |source| SoundError::File { action, path: path.to_owned(), source }
}

#[cfg(test)]
#[path = "sounds_tests.rs"]
mod tests;
