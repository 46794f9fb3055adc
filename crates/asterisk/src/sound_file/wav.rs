//! WAV files: read in the forms in which people record, written in the one that Asterisk plays.

use super::{Mixer, RATE, Recording, SoundFileError};

/// How samples are coded: the numbers of the header.
const PCM: u16 = 1;
const FLOAT: u16 = 3;
const A_LAW: u16 = 6;
const MU_LAW: u16 = 7;
/// The coding stands further on.
const EXTENSIBLE: u16 = 0xfffe;

pub(super) fn is_wav(bytes: &[u8]) -> bool {
    bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WAVE")
}

/// Reads a file; one that ends before its last sample is read as far as it goes, because some
/// programs write the length last and others never.
pub(super) fn read(bytes: &[u8]) -> Result<Recording, SoundFileError> {
    let chunks = bytes.get(12..).ok_or(SoundFileError::Wav)?;
    let form = chunk(chunks, *b"fmt ").ok_or(SoundFileError::Wav)?;
    let data = chunk(chunks, *b"data").ok_or(SoundFileError::Wav)?;
    let pair = |at: usize| {
        let pair = form.get(at..at + 2).and_then(|bytes| bytes.try_into().ok());
        pair.map(u16::from_le_bytes).ok_or(SoundFileError::Wav)
    };
    let mut coding = pair(0)?;
    if coding == EXTENSIBLE {
        coding = pair(24)?;
    }
    let (channels, bits) = (pair(2)?, pair(14)?);
    let rate = u32::from(pair(4)?) | u32::from(pair(6)?) << 16;
    let decode = decoder(coding, bits).ok_or(SoundFileError::Wav)?;
    let mut mixer = Mixer::new(rate, channels)?;
    let width = usize::from(bits / 8);
    for part in data.chunks(width * usize::from(channels) * 4_096) {
        let samples: Vec<f32> = part.chunks_exact(width).map(decode).collect();
        mixer.add(&samples)?;
    }
    Ok(mixer.recording())
}

/// The content of the first chunk of a kind. Chunks begin at even places.
fn chunk(mut chunks: &[u8], kind: [u8; 4]) -> Option<&[u8]> {
    loop {
        let (found, rest) = chunks.split_first_chunk::<4>()?;
        let (length, rest) = rest.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
        if *found == kind {
            return Some(rest.get(..length).unwrap_or(rest));
        }
        chunks = rest.get(length.checked_add(length % 2)?..)?;
    }
}

fn decoder(coding: u16, bits: u16) -> Option<fn(&[u8]) -> f32> {
    Some(match (coding, bits) {
        (PCM, 8) => |bytes| bytes.first().map_or(0.0, |byte| (f32::from(*byte) - 128.0) / 128.0),
        (PCM, 16 | 24 | 32) => |bytes| whole_number(bytes),
        (FLOAT, 32) => |bytes| bytes.try_into().map_or(0.0, f32::from_le_bytes),
        (A_LAW, 8) => |bytes| bytes.first().map_or(0.0, |byte| a_law(*byte)),
        (MU_LAW, 8) => |bytes| bytes.first().map_or(0.0, |byte| mu_law(*byte)),
        _ => return None,
    })
}

/// The two highest bytes are more than a telephone carries.
fn whole_number(bytes: &[u8]) -> f32 {
    let highest = bytes.last_chunk::<2>().copied().map_or(0, i16::from_le_bytes);
    f32::from(highest) / 32_768.0
}

/// ITU-T G.711.
fn a_law(byte: u8) -> f32 {
    let byte = byte ^ 0x55;
    let (segment, step) = ((byte >> 4) & 7, f32::from(byte & 0x0f));
    let magnitude = match segment {
        0 => step * 16.0 + 8.0,
        segment => (step * 16.0 + 264.0) * f32::from(1_u8 << (segment - 1)),
    };
    (if byte & 0x80 == 0 { -magnitude } else { magnitude }) / 32_768.0
}

/// ITU-T G.711.
fn mu_law(byte: u8) -> f32 {
    let byte = !byte;
    let (segment, step) = ((byte >> 4) & 7, f32::from(byte & 0x0f));
    let magnitude = (step * 8.0 + 132.0) * f32::from(1_u8 << segment) - 132.0;
    (if byte & 0x80 == 0 { magnitude } else { -magnitude }) / 32_768.0
}

/// Writes samples as Asterisk plays them.
pub(super) fn write(samples: &[i16]) -> Vec<u8> {
    let length = u32::try_from(samples.len().saturating_mul(2)).unwrap_or(u32::MAX);
    let mut bytes = Vec::with_capacity(44 + samples.len() * 2);
    bytes.extend_from_slice(b"RIFF");
    bytes.extend_from_slice(&length.saturating_add(36).to_le_bytes());
    bytes.extend_from_slice(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    bytes.extend_from_slice(&RATE.to_le_bytes());
    bytes.extend_from_slice(&(RATE * 2).to_le_bytes());
    bytes.extend_from_slice(b"\x02\0\x10\0data");
    bytes.extend_from_slice(&length.to_le_bytes());
    for sample in samples {
        bytes.extend_from_slice(&sample.to_le_bytes());
    }
    bytes
}
