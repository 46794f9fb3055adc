//! The one form in which Vasl keeps sounds: WAV with 8,000 samples a second of 16 bits, mono, which
//! every Asterisk plays and every telephone takes.

use blake2::{Blake2s256, Digest as _};
use thiserror::Error;
use vasl_domain::callflow::SoundContent;

/// Samples a second.
const RATE: u32 = 8_000;

/// No caller listens for longer.
const MOST_SECONDS: u32 = 60;

/// A sound that Asterisk plays (`check_header`, `formats/format_wav.c`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wav {
    bytes: Vec<u8>,
    samples: u32,
}

/// Why bytes are no such sound.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WavError {
    /// Another kind of file, or one that was cut.
    #[error("the file is not a WAV file, or is not whole")]
    NotWav,
    /// WAV in another form.
    #[error(
        "the sound has {channels} channel(s) of {bits} bits at {rate} Hz in coding {coding}; \
         Asterisk plays one channel of 16 bits at 8000 Hz in coding 1 (PCM)"
    )]
    Form {
        /// How the samples are coded; 1 is PCM.
        coding: u16,
        /// How many channels.
        channels: u16,
        /// Samples a second.
        rate: u32,
        /// Bits a sample.
        bits: u16,
    },
    /// Nothing to hear.
    #[error("the sound is empty")]
    Empty,
    /// Nobody listens for so long.
    #[error("the sound is longer than {MOST_SECONDS} seconds")]
    Long,
}

impl Wav {
    /// Takes the bytes of a file.
    ///
    /// # Errors
    /// When Asterisk would not play them, or nobody would listen to their end.
    pub fn new(bytes: Vec<u8>) -> Result<Self, WavError> {
        let chunks = bytes
            .strip_prefix(b"RIFF")
            .and_then(|rest| rest.get(4..))
            .and_then(|rest| rest.strip_prefix(b"WAVE"))
            .ok_or(WavError::NotWav)?;
        check_form(find(chunks, *b"fmt ").ok_or(WavError::NotWav)?)?;
        let data = find(chunks, *b"data").ok_or(WavError::NotWav)?;
        let samples = u32::try_from(data.len() / 2).map_err(|_| WavError::Long)?;
        match samples {
            0 => Err(WavError::Empty),
            more if more > RATE * MOST_SECONDS => Err(WavError::Long),
            _ => Ok(Self { bytes, samples }),
        }
    }

    /// The file's bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What tells it from others: how long it is, and half of a hash in letters.
    #[must_use]
    pub fn content(&self) -> Option<SoundContent> {
        let hash: [u8; 32] = Blake2s256::digest(&self.bytes).into();
        let letter = |half: u8| char::from(b'a' + (half & 0xf));
        let letters: String =
            hash.iter().take(8).flat_map(|byte| [letter(byte >> 4), letter(*byte)]).collect();
        SoundContent::new(format!("{:.1}s-{letters}", self.seconds())).ok()
    }

    /// How long it is.
    #[must_use]
    pub fn seconds(&self) -> f64 {
        f64::from(self.samples) / f64::from(RATE)
    }
}

fn check_form(form: &[u8]) -> Result<(), WavError> {
    let pair = |at: usize| {
        let bytes = form.get(at..at + 2).and_then(|bytes| bytes.try_into().ok());
        bytes.map(u16::from_le_bytes).ok_or(WavError::NotWav)
    };
    let rate = u32::from(pair(4)?) | u32::from(pair(6)?) << 16;
    let (coding, channels, bits) = (pair(0)?, pair(2)?, pair(14)?);
    if (coding, channels, rate, bits) == (1, 1, RATE, 16) {
        return Ok(());
    }
    Err(WavError::Form { coding, channels, rate, bits })
}

/// The content of the first chunk of a kind. Chunks begin at even places.
fn find(mut chunks: &[u8], kind: [u8; 4]) -> Option<&[u8]> {
    loop {
        let (found, rest) = chunks.split_first_chunk::<4>()?;
        let (length, rest) = rest.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
        if *found == kind {
            return rest.get(..length);
        }
        chunks = rest.get(length.checked_add(length % 2)?..)?;
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A WAV file with a chunk that says something else before the samples.
    pub(in crate::sounds) fn wav(rate: u32, samples: usize) -> Vec<u8> {
        let mut bytes = b"RIFF\0\0\0\0WAVELIST\x03\0\0\0abc\0fmt \x10\0\0\0\x01\0\x01\0".to_vec();
        bytes.extend(rate.to_le_bytes());
        bytes.extend((rate * 2).to_le_bytes());
        bytes.extend([2, 0, 16, 0]);
        bytes.extend(b"data");
        bytes.extend(u32::try_from(samples * 2).unwrap().to_le_bytes());
        bytes.resize(bytes.len() + samples * 2, 1);
        bytes
    }

    #[test]
    fn what_asterisk_plays_is_taken() {
        let sound = Wav::new(wav(8_000, 12_000)).unwrap();
        assert!((sound.seconds() - 1.5).abs() < 1e-9);
    }

    #[test]
    fn what_it_does_not_play_is_refused_with_the_reason() {
        let said = |bytes| Wav::new(bytes).unwrap_err().to_string();
        assert!(said(wav(44_100, 100)).contains("44100 Hz"));
        assert!(said(wav(8_000, 0)).contains("empty"));
        assert!(said(wav(8_000, 8_000 * 61)).contains("60 seconds"));
        assert!(said(b"ID3\x04 an mp3".to_vec()).contains("not a WAV file"));
        let mut cut = wav(8_000, 100);
        cut.truncate(cut.len() - 1);
        assert!(said(cut).contains("not whole"));
    }

    proptest! {
        #[test]
        fn no_bytes_are_too_strange(
            bytes in proptest::collection::vec(any::<u8>(), 0..200), at in 0..60_usize
        ) {
            let mut strange = wav(8_000, 20);
            strange.truncate(at);
            strange.extend(bytes);
            let _ = Wav::new(strange);
        }
    }
}
