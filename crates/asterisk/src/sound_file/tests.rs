//! Sounds made here, of every form, and what they become. `tone.mp3` is six tenths of a second of a
//! soft tone of 440 Hz, in two channels at 44,100 Hz.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "samples that are made here fit"
)]

use super::*;
use proptest::prelude::*;

const MP3: &[u8] = include_bytes!("tone.mp3");

fn tone(hz: f32, rate: u32, seconds: f32, loudness: f32) -> Vec<f32> {
    (0..(rate as f32 * seconds) as u32)
        .map(|at| (at as f32 * hz * std::f32::consts::TAU / rate as f32).sin() * loudness)
        .collect()
}

fn wav_file(coding: u16, channels: u16, rate: u32, bits: u16, data: &[u8]) -> Vec<u8> {
    let mut bytes = b"RIFF\0\0\0\0WAVELIST\x03\0\0\0abc\0fmt \x10\0\0\0".to_vec();
    bytes.extend(coding.to_le_bytes());
    bytes.extend(channels.to_le_bytes());
    bytes.extend(rate.to_le_bytes());
    bytes.extend([0; 6]);
    bytes.extend(bits.to_le_bytes());
    bytes.extend(b"data");
    bytes.extend(u32::try_from(data.len()).unwrap().to_le_bytes());
    bytes.extend(data);
    bytes
}

fn pcm(rate: u32, channels: u16, samples: &[f32]) -> Vec<u8> {
    let data: Vec<u8> = samples
        .iter()
        .flat_map(|sample| {
            let bytes = ((sample * 32_767.0) as i16).to_le_bytes();
            std::iter::repeat_n(bytes, usize::from(channels)).flatten()
        })
        .collect();
    wav_file(1, channels, rate, 16, &data)
}

/// The samples of what was made.
fn heard(made: &[u8]) -> Vec<i16> {
    assert_eq!(&made[..4], b"RIFF");
    assert_eq!(
        &made[8..40],
        b"WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data"
    );
    assert_eq!(u32::from_le_bytes(made[4..8].try_into().unwrap()) as usize, made.len() - 8);
    made[44..].chunks(2).map(|pair| i16::from_le_bytes(pair.try_into().unwrap())).collect()
}

fn pitch(samples: &[i16]) -> f32 {
    let crossings = samples.windows(2).filter(|pair| (pair[0] < 0) != (pair[1] < 0)).count();
    crossings as f32 / 2.0 / (samples.len() as f32 / RATE as f32)
}

fn loudness(samples: &[i16]) -> f32 {
    let sum: f32 = samples.iter().map(|s| f32::from(*s) / 32_767.0).map(|s| s * s).sum();
    (sum / samples.len() as f32).sqrt()
}

#[test]
fn a_tone_stays_a_tone_whatever_it_was_recorded_with() {
    for (rate, channels) in
        [(8_000, 1), (11_025, 1), (16_000, 2), (44_100, 2), (48_000, 1), (96_000, 6)]
    {
        let made = heard(&convert(&pcm(rate, channels, &tone(440.0, rate, 0.5, 0.3))).unwrap());
        assert!((3_990..=4_000).contains(&made.len()), "{rate}: {}", made.len());
        assert!((pitch(&made) - 440.0).abs() < 8.0, "{rate}: {}", pitch(&made));
        assert!((loudness(&made[400..3600]) - 0.126).abs() < 0.01, "{rate}: {}", loudness(&made));
    }
}

#[test]
fn an_mp3_file_too() {
    let made = heard(&convert(MP3).unwrap());
    assert!((4_700..5_400).contains(&made.len()), "{}", made.len());
    let middle = &made[800..4_000];
    assert!((pitch(middle) - 440.0).abs() < 8.0, "{}", pitch(middle));
    assert!((loudness(middle) - 0.126).abs() < 0.02, "{}", loudness(middle));
}

/// A hiss that is too high for a telephone would come back as a tone.
#[test]
fn what_a_telephone_cannot_carry_is_not_heard() {
    let mut samples = tone(440.0, 44_100, 0.5, 0.2);
    let hiss = tone(6_000.0, 44_100, 0.5, 0.2);
    samples.iter_mut().zip(hiss).for_each(|(sample, hiss)| *sample += hiss);
    let made = heard(&convert(&pcm(44_100, 1, &samples)).unwrap());
    let alone = heard(&convert(&pcm(44_100, 1, &tone(440.0, 44_100, 0.5, 0.2))).unwrap());
    for (one, other) in made[200..3800].iter().zip(&alone[200..3800]) {
        assert!((f32::from(*one) - f32::from(*other)).abs() < 120.0, "{one} {other}");
    }
}

#[test]
fn soft_and_loud_become_about_as_loud_as_speech_and_nothing_is_clipped() {
    for (before, after) in [(0.05, 0.126), (0.9, 0.159), (0.005, 0.0141)] {
        let made = heard(&convert(&pcm(8_000, 1, &tone(440.0, 8_000, 1.0, before))).unwrap());
        assert!((loudness(&made) - after).abs() < 0.005, "{before}: {}", loudness(&made));
    }
    // Short and loud beside long and soft: the loud part bounds it.
    let mut samples = tone(440.0, 8_000, 1.0, 0.1);
    samples.extend(tone(440.0, 8_000, 0.005, 0.9));
    let made = heard(&convert(&pcm(8_000, 1, &samples)).unwrap());
    assert!(made.iter().all(|sample| sample.unsigned_abs() <= 29_200));
}

#[test]
fn other_codings_of_wav() {
    let samples = tone(440.0, 8_000, 0.3, 0.3);
    let eight: Vec<u8> = samples.iter().map(|s| (s * 127.0 + 128.0) as u8).collect();
    let twenty_four: Vec<u8> = samples
        .iter()
        .flat_map(|s| ((s * 8_388_607.0) as i32).to_le_bytes()[..3].to_vec())
        .collect();
    let float: Vec<u8> = samples.iter().flat_map(|s| s.to_le_bytes()).collect();
    // G.711 by its own table: silence, and the loudest of both signs.
    let (a_law, mu_law) = ([0xaa, 0x2a].repeat(800), [0x80, 0x00].repeat(800));
    for (coding, bits, data) in
        [(1, 8, eight), (1, 24, twenty_four), (3, 32, float), (6, 8, a_law), (7, 8, mu_law)]
    {
        let made = convert(&wav_file(coding, 1, 8_000, bits, &data)).unwrap();
        assert!(loudness(&heard(&made)) > 0.1, "{coding} {bits}");
    }
}

#[test]
fn what_is_no_sound_is_refused_in_words() {
    let quiet = pcm(8_000, 1, &[0.0; 800]);
    let long = pcm(8_000, 1, &vec![0.5; 8_000 * 60 + 1]);
    for (bytes, error) in [
        (b"hello".to_vec(), SoundFileError::Kind),
        (Vec::new(), SoundFileError::Kind),
        (b"ID3\x04\0\0\0\0\0\x05hello".to_vec(), SoundFileError::Mp3),
        (quiet, SoundFileError::Silent),
        (long, SoundFileError::Long),
        (vec![0; MOST_BYTES + 1], SoundFileError::Large),
        (wav_file(85, 1, 8_000, 16, &[0; 8]), SoundFileError::Wav),
        (b"RIFF\0\0\0\0WAVE".to_vec(), SoundFileError::Wav),
        (pcm(1_000, 1, &[0.5; 8]), SoundFileError::Form { channels: 1, rate: 1_000 }),
        (wav_file(1, 0, 8_000, 16, &[0; 8]), SoundFileError::Form { channels: 0, rate: 8_000 }),
    ] {
        assert_eq!(convert(&bytes), Err(error));
        assert!(error.to_string().contains([';', ' ']));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// A file from anybody ends in a sound or a refusal.
    #[test]
    fn no_bytes_do_harm(
        mp3 in any::<bool>(),
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..20),
        keep in any::<prop::sample::Index>(),
    ) {
        let mut bytes = if mp3 { MP3.to_vec() } else { pcm(16_000, 2, &tone(440.0, 16_000, 0.1, 0.3)) };
        for (at, byte) in flips {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(keep.index(bytes.len()) + 1);
        if let Ok(made) = convert(&bytes) {
            prop_assert!(heard(&made).len() <= 8_000 * 60);
        }
    }
}
