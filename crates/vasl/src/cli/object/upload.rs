//! Sounds that somebody recorded: checked, converted for Asterisk, and put where it plays them from.

use crate::cli::output::Output;
use crate::cli::{CliError, changing, open_store};
use crate::config::Config;
use crate::upload::Upload;
use serde::Serialize;
use std::path::Path;
use vasl_asterisk::sound_file;
use vasl_asterisk::sounds::{SoundError, Sounds, Wav, WavError};
use vasl_domain::callflow::{Description, Sound, UploadedSound};
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
    let name = UploadedSound::new(name).map_err(CliError::invalid)?;
    let bytes = std::fs::read(path).map_err(|error| {
        CliError::new("unreadable", format!("cannot read {}: {error}", path.display()))
    })?;
    let converted = sound_file::convert(&bytes)
        .map_err(|error| CliError::new(error.code(), format!("{}: {error}", path.display())))?;
    let wav = Wav::new(converted)?;
    let known = open_store(config).await?.configuration().await?;
    let mut known = known.call_flow.sounds.into_iter();
    let seen = known.find(|sound| sound.name == name);
    let sound = seen.clone().unwrap_or_else(|| Sound {
        name: name.clone(),
        description: Description::default(),
        content: None,
    });
    let staged = Sounds::new(&config.asterisk.sounds_folder).stage(&name, &wav)?;
    let changed = changing::upload(Upload { sound, seen, staged }, config, output).await?;
    let sound = format!("vasl/{}", name.as_str());
    let warnings = &changed.warnings;
    let uploaded = Uploaded { sound, seconds: wav.seconds(), warnings };
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
