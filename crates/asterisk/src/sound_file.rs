//! Sounds as people have them, made into sounds as Asterisk plays them.
//!
//! A WAV or MP3 file of any common form becomes WAV with 8,000 samples a second of 16 bits, mono:
//! every Asterisk plays it without conversion, and no telephone carries more. It is made about as
//! loud as speech is on the telephone, and never so loud that it is clipped.

mod level;
mod mp3;
mod resample;
mod wav;

/// Samples a second of what is made.
const RATE: u32 = 8_000;

/// The largest file that is taken: a minute of uncompressed stereo has half as much.
pub const MOST_BYTES: usize = 20 * 1024 * 1024;

/// No caller listens for longer.
pub const MOST_SECONDS: u32 = 60;

/// Why a file cannot be made into a sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SoundFileError {
    /// Too large.
    #[error("the file is larger than {} MiB; give a shorter or a compressed one", MOST_BYTES >> 20)]
    Large,
    /// Another kind of file.
    #[error("the file is neither WAV nor MP3; save the sound as one of these")]
    Kind,
    /// A WAV file that was cut, or whose samples are coded in another way.
    #[error(
        "the WAV file is not whole, or its samples are coded in a way that is not read; save it \
         as PCM with 16 bits"
    )]
    Wav,
    /// A number of channels or samples that nobody records with.
    #[error(
        "the sound has {channels} channels at {rate} Hz; give one of 1 to 8 channels at 4000 to 192000 Hz"
    )]
    Form {
        /// Its channels.
        channels: u16,
        /// Its samples a second.
        rate: u32,
    },
    /// An MP3 file in which nothing can be decoded.
    #[error("the MP3 file is broken; save it again, or save it as WAV")]
    Mp3,
    /// Nothing to hear.
    #[error("nothing is to be heard in the file; record it again")]
    Silent,
    /// Nobody listens for so long.
    #[error("the sound is longer than {MOST_SECONDS} seconds; shorten it")]
    Long,
}

impl SoundFileError {
    /// The stable code of the error, for programs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Large => "sound_large",
            Self::Kind => "sound_kind",
            Self::Wav => "sound_wav",
            Self::Form { .. } => "sound_form",
            Self::Mp3 => "sound_mp3",
            Self::Silent => "sound_silent",
            Self::Long => "sound_long",
        }
    }
}

/// What was recorded: samples of one channel, from -1 to 1.
struct Recording {
    rate: u32,
    samples: Vec<f32>,
}

/// Collects samples of several channels into one, no more of them than are listened to.
struct Mixer {
    rate: u32,
    channels: u16,
    samples: Vec<f32>,
}

impl Mixer {
    fn new(rate: u32, channels: u16) -> Result<Self, SoundFileError> {
        if (1..=8).contains(&channels) && (4_000..=192_000).contains(&rate) {
            Ok(Self { rate, channels, samples: Vec::new() })
        } else {
            Err(SoundFileError::Form { channels, rate })
        }
    }

    /// Adds samples, the channels' one after the other. What is no number is silence.
    fn add(&mut self, interleaved: &[f32]) -> Result<(), SoundFileError> {
        for at_once in interleaved.chunks_exact(usize::from(self.channels)) {
            let sum: f32 = at_once.iter().sum();
            let mean = sum / f32::from(self.channels);
            self.samples.push(if mean.is_finite() { mean.clamp(-1.0, 1.0) } else { 0.0 });
        }
        let most = u64::from(self.rate) * u64::from(MOST_SECONDS);
        if u64::try_from(self.samples.len()).is_ok_and(|length| length <= most) {
            Ok(())
        } else {
            Err(SoundFileError::Long)
        }
    }

    fn recording(self) -> Recording {
        Recording { rate: self.rate, samples: self.samples }
    }
}

/// Makes a file into a sound that Asterisk plays: the bytes of a WAV file.
///
/// This takes up to about a second for the longest sound, so not on a thread that serves calls.
///
/// # Errors
/// When it is not a sound that callers can be played.
pub fn convert(bytes: &[u8]) -> Result<Vec<u8>, SoundFileError> {
    if bytes.len() > MOST_BYTES {
        return Err(SoundFileError::Large);
    }
    let recording = if wav::is_wav(bytes) {
        wav::read(bytes)?
    } else if mp3::is_mp3(bytes) {
        mp3::read(bytes)?
    } else {
        return Err(SoundFileError::Kind);
    };
    let samples = level::as_loud_as_speech(resample::at_8_khz(&recording))?;
    Ok(wav::write(&samples))
}

#[cfg(test)]
mod tests;
