//! How loud a sound is.

use super::{RATE, SoundFileError};

/// Root mean square of speech on the telephone: 18 dB below the loudest tone.
const SPEECH: f32 = 0.126;

/// The loudest sample: 1 dB below what can be told.
const PEAK: f32 = 0.89;

/// Louder by 12 dB at most, or a quiet room would roar.
const MOST_GAIN: f32 = 4.0;

/// Softer by 12 dB at most.
const LEAST_GAIN: f32 = 0.25;

/// Below this nobody hears anything: 60 dB below the loudest tone.
const AUDIBLE: f32 = 0.001;

/// A tenth of a second: pauses between words are no speech.
const STRETCH: usize = RATE as usize / 10;

pub(super) fn as_loud_as_speech(samples: Vec<f32>) -> Result<Vec<i16>, SoundFileError> {
    let loudness: Vec<f32> =
        samples.chunks(STRETCH).map(mean_square).filter(|square| square.sqrt() > AUDIBLE).collect();
    if loudness.is_empty() {
        return Err(SoundFileError::Silent);
    }
    let loudest = loudness.iter().copied().fold(0.0, f32::max);
    // Stretches 20 dB softer than the loudest are pauses.
    let spoken = loudness.iter().copied().filter(|square| *square > loudest / 100.0);
    let (sum, count) = spoken.fold((0.0, 0.0), |(sum, count), square| (sum + square, count + 1.0));
    let peak = samples.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
    let wanted = SPEECH / f32::sqrt(sum / count);
    let gain = wanted.clamp(LEAST_GAIN, MOST_GAIN).min(PEAK / peak);
    Ok(samples.into_iter().map(|sample| sixteen_bits(sample * gain)).collect())
}

fn mean_square(samples: &[f32]) -> f32 {
    let sum: f32 = samples.iter().map(|sample| sample * sample).sum();
    sum / f32::from(u16::try_from(samples.len()).unwrap_or(u16::MAX))
}

#[expect(clippy::cast_possible_truncation, reason = "no sample is louder than the peak")]
fn sixteen_bits(sample: f32) -> i16 {
    (sample * 32_767.0).round() as i16
}
