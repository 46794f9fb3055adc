//! MP3 files.

use super::{Mixer, Recording, SoundFileError};
use nanomp3::SliceReader;

pub(super) fn is_mp3(bytes: &[u8]) -> bool {
    bytes.starts_with(b"ID3") || nanomp3::detect(bytes)
}

/// A broken part of a file is passed over, as players do.
pub(super) fn read(bytes: &[u8]) -> Result<Recording, SoundFileError> {
    let mut reader = SliceReader::<f32>::new(bytes);
    let mut mixer: Option<Mixer> = None;
    loop {
        let channels = reader.channels().map_or(1, |channels| u16::from(channels.num()));
        let rate = reader.sample_rate();
        let Some(frame) = reader.read_frame().map_err(|_| SoundFileError::Mp3)? else { break };
        let mixer = match &mut mixer {
            Some(mixer) => mixer,
            none => none.insert(Mixer::new(rate, channels)?),
        };
        mixer.add(frame)?;
    }
    mixer.map(Mixer::recording).ok_or(SoundFileError::Mp3)
}
