//! Sounds that somebody recorded: checked, converted for Asterisk, and put where it plays them from.

use super::fields;
use crate::change::Change;
use crate::cli::changing::carry_out;
use crate::cli::output::Output;
use crate::cli::{CliError, open_store};
use crate::config::Config;
use serde::Serialize;
use std::path::Path;
use vasl_asterisk::sound_file;
use vasl_asterisk::sounds::{SoundError, Sounds, Wav, WavError};
use vasl_domain::callflow::UploadedSound;
use vasl_domain::configuration::{ObjectId, ObjectKind};
use vasl_store::Store;

impl From<SoundError> for CliError {
    fn from(error: SoundError) -> Self {
        Self::new("sound", error.to_string())
    }
}

impl From<WavError> for CliError {
    fn from(error: WavError) -> Self {
        Self::new("sound", error.to_string())
    }
}

/// What was uploaded, for programs.
#[derive(Serialize)]
struct Uploaded<'a> {
    /// What announcements, menus and modules call it.
    sound: String,
    seconds: f64,
    warnings: &'a [String],
}

/// Uploads a file under a name. One that has the name already is replaced.
pub async fn upload(
    name: &str,
    path: &Path,
    config: &Config,
    output: &Output,
) -> Result<(), CliError> {
    let id = ObjectId::new(ObjectKind::Sound, name).map_err(CliError::invalid)?;
    let name = UploadedSound::new(name).map_err(CliError::invalid)?;
    let bytes = std::fs::read(path).map_err(|error| {
        CliError::new("unreadable", format!("cannot read {}: {error}", path.display()))
    })?;
    let converted = sound_file::convert(&bytes)
        .map_err(|error| CliError::new(error.code(), format!("{}: {error}", path.display())))?;
    let wav = Wav::new(converted)?;
    let sounds = Sounds::new(&config.asterisk.sounds_folder);
    sounds.put(&name, None, &wav)?;
    let known = open_store(config).await?.configuration().await?.object(&id).is_some();
    let mut warnings = Vec::new();
    if !known {
        let object = fields::new(&id, &[]).map_err(CliError::invalid)?;
        match carry_out(Change::Add(vec![object]), config, output).await {
            Ok(changed) => warnings = changed.warnings,
            Err(error) => {
                // Nothing stays of what was not taken.
                sounds.remove(&name, None)?;
                return Err(error);
            }
        }
    }
    let sound = format!("vasl/{}", name.as_str());
    let uploaded = Uploaded { sound, seconds: wav.seconds(), warnings: &warnings };
    output.answer(&uploaded, || {
        format!(
            "{} was uploaded, {:.1} s; it is called {}",
            path.display(),
            wav.seconds(),
            uploaded.sound
        )
    });
    Ok(())
}
