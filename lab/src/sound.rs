//! Tones in 8 kHz µ-law, and what a tone is recognised by: loudness and pitch.

use std::f64::consts::TAU;

/// Pitch of the music on hold.
pub const MUSIC_HZ: u32 = 440;
/// Pitch of the default menu's prompt, the sound `lab-menu`.
pub const MENU_HZ: u32 = 620;
/// Pitch at which callers speak unless told otherwise.
pub const CALLER_HZ: u32 = 800;

/// Samples a second of every sound in the lab.
pub(crate) const RATE: u32 = 8_000;
/// Samples of one RTP packet: 20 ms.
pub(crate) const FRAME: usize = 160;
/// µ-law silence.
pub(crate) const SILENCE: u8 = 0xff;

const AMPLITUDE: f64 = 8_000.0;
/// Below this loudness (root mean square, of 32,767) nobody hears anything.
const AUDIBLE: f64 = 100.0;

/// How loud (root mean square, of 32,767) a tone of this pitch is in µ-law samples, whatever else
/// sounds with it (Goertzel's algorithm).
pub fn loudness_at(hz: u32, ulaw: &[u8]) -> f64 {
    let turn = 2.0 * (TAU * f64::from(hz) / f64::from(RATE)).cos();
    let (mut last, mut before) = (0.0_f64, 0.0_f64);
    for &byte in ulaw {
        (last, before) = (f64::from(decode(byte)) + turn * last - before, last);
    }
    let power = last * last + before * before - turn * last * before;
    let samples = ulaw.len().max(1);
    #[expect(clippy::cast_precision_loss, reason = "nobody records for so long")]
    let amplitude = 2.0 * power.max(0.0).sqrt() / samples as f64;
    amplitude / 2.0_f64.sqrt()
}

/// A µ-law tone of `samples` samples, 8,000 a second: the contents of a sound file.
pub fn ulaw_tone(hz: u32, samples: u32) -> Vec<u8> {
    (0..samples).map(|sample| tone_sample(hz, sample)).collect()
}

/// The µ-law byte of a tone at a sample's index.
pub(crate) fn tone_sample(hz: u32, sample: u32) -> u8 {
    let phase = TAU * f64::from(hz) * f64::from(sample % RATE) / f64::from(RATE);
    #[expect(clippy::cast_possible_truncation, reason = "the amplitude is well within 16 bits")]
    let linear = (phase.sin() * AMPLITUDE) as i16;
    encode(linear)
}

/// µ-law of a linear sample (ITU-T G.711).
pub(crate) fn encode(linear: i16) -> u8 {
    let sign: u8 = if linear < 0 { 0x80 } else { 0 };
    let magnitude = linear.unsigned_abs().min(32_635) + 132;
    let exponent = (0..8_u8).rev().find(|bit| magnitude >> (bit + 7) != 0).unwrap_or(0);
    let mantissa = ((magnitude >> (exponent + 3)) & 0x0f) as u8;
    !(sign | (exponent << 4) | mantissa)
}

/// Linear sample of a µ-law byte.
pub(crate) fn decode(byte: u8) -> i16 {
    let byte = !byte;
    let magnitude = ((i16::from(byte & 0x0f) << 3) + 132) << ((byte >> 4) & 7);
    if byte & 0x80 == 0 { magnitude - 132 } else { 132 - magnitude }
}

/// What was heard in a stretch of time.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Heard {
    /// RTP packets received.
    pub packets: usize,
    /// Seconds of audio received: 0.02 a packet.
    pub seconds: f64,
    /// Loudness: root mean square of the linear samples, at most 32,767.
    pub rms: f64,
    /// Pitch of what was audible, in hertz; 0 when nothing was.
    pub pitch: f64,
}

impl Heard {
    /// Whether there was anything to hear.
    pub fn is_sound(&self) -> bool {
        self.rms >= AUDIBLE
    }

    /// Whether nothing was to be heard: no packets, or silence in them.
    pub fn is_silence(&self) -> bool {
        !self.is_sound()
    }

    /// Whether it was, all of it that was audible, a tone of this pitch (within 4 %).
    pub fn is_tone(&self, hz: u32) -> bool {
        self.is_sound() && (self.pitch - f64::from(hz)).abs() <= f64::from(hz) * 0.04
    }
}

/// The measure of one packet.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Frame {
    samples: u32,
    energy: f64,
    crossings: u32,
}

impl Frame {
    /// Measures a payload; `last` is the last sample's sign, kept from packet to packet.
    pub(crate) fn measure(payload: &[u8], last: &mut bool) -> Self {
        let mut frame = Self::default();
        for &byte in payload {
            let sample = decode(byte);
            frame.samples += 1;
            frame.energy += f64::from(sample) * f64::from(sample);
            if sample != 0 && (sample > 0) != *last {
                *last = sample > 0;
                frame.crossings += 1;
            }
        }
        frame
    }

    fn is_audible(&self) -> bool {
        self.energy >= AUDIBLE * AUDIBLE * f64::from(self.samples)
    }
}

impl FromIterator<Frame> for Heard {
    fn from_iter<I: IntoIterator<Item = Frame>>(frames: I) -> Self {
        let mut heard = Self::default();
        let (mut samples, mut energy) = (0_u32, 0.0);
        let (mut audible, mut crossings) = (0_u32, 0_u32);
        for frame in frames {
            heard.packets += 1;
            samples = samples.saturating_add(frame.samples);
            energy += frame.energy;
            if frame.is_audible() {
                audible = audible.saturating_add(frame.samples);
                crossings = crossings.saturating_add(frame.crossings);
            }
        }
        heard.seconds = f64::from(samples) / f64::from(RATE);
        if samples > 0 {
            heard.rms = (energy / f64::from(samples)).sqrt();
        }
        if audible > 0 {
            heard.pitch = f64::from(crossings) / 2.0 / (f64::from(audible) / f64::from(RATE));
        }
        heard
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mulaw_round_trips_within_its_steps() {
        for linear in (-32_000..=32_000).step_by(37) {
            let linear = i16::try_from(linear).unwrap();
            let error = (i32::from(decode(encode(linear))) - i32::from(linear)).abs();
            assert!(error <= 8 + i32::from(linear).abs() / 16, "{linear}: {error}");
        }
        assert_eq!(decode(SILENCE), 0);
        assert_eq!(encode(0), SILENCE);
    }

    #[test]
    fn two_tones_at_once_are_both_heard() {
        let (one, other) = (ulaw_tone(800, 4_000), ulaw_tone(1_150, 4_000));
        let both: Vec<u8> =
            one.iter().zip(&other).map(|(a, b)| encode(decode(*a) / 2 + decode(*b) / 2)).collect();
        for hz in [800, 1_150] {
            assert!((2_000.0..4_000.0).contains(&loudness_at(hz, &both)));
        }
        assert!(loudness_at(1_000, &both) < 200.0);
        assert!((5_000.0..6_000.0).contains(&loudness_at(800, &one)));
        assert!(loudness_at(800, &[]) < 1.0);
    }

    #[test]
    fn a_tone_is_known_by_its_pitch_and_silence_by_its_absence() {
        let heard = |bytes: &[u8]| -> Heard {
            let mut last = false;
            bytes.chunks(FRAME).map(|chunk| Frame::measure(chunk, &mut last)).collect()
        };
        for hz in [MUSIC_HZ, MENU_HZ, CALLER_HZ, 1_000, 1_900] {
            let tone = heard(&ulaw_tone(hz, 4_000));
            assert!(tone.is_tone(hz) && !tone.is_tone(hz + 100), "{hz}: {tone:?}");
        }
        assert!(heard(&[SILENCE; 1_600]).is_silence());
        assert!(heard(&[]).is_silence());
    }
}
