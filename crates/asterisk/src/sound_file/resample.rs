//! Another number of samples a second.
//!
//! Each new sample is what the old ones say at its moment: their sum, weighed by a sine that dies
//! away to both sides. That lets pass only what the new rate can carry, or a hiss of the old one
//! would come back as a tone. The moments repeat after a few samples, so the weights are made once.

use super::{RATE, Recording};
use std::f64::consts::PI;

/// How many times the sine goes to and fro on each side: with more, the edge of what passes is
/// sharper than a telephone's own.
const TURNS: f64 = 16.0;

/// What passes, as a part of what the lower rate can carry at the utmost.
const PASSES: f64 = 0.93;

pub(super) fn at_8_khz(recording: &Recording) -> Vec<f32> {
    if recording.rate == RATE {
        return recording.samples.clone();
    }
    let common = greatest_common_divisor(recording.rate, RATE);
    let (step, phases) = (recording.rate / common, RATE / common);
    let weights: Vec<Weights> =
        (0..phases).map(|phase| Weights::at(phase, phases, step, recording.rate)).collect();
    let length = recording.samples.len() as u64 * u64::from(RATE) / u64::from(recording.rate);
    (0..length)
        .map(|index| {
            let place = index * u64::from(step);
            let phase = usize::try_from(index % u64::from(phases)).unwrap_or_default();
            let whole = usize::try_from(place / u64::from(phases)).unwrap_or(usize::MAX);
            weights.get(phase).map_or(0.0, |weights| weights.sum(&recording.samples, whole))
        })
        .collect()
}

fn greatest_common_divisor(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

/// The weights of the old samples around one moment.
struct Weights {
    before: usize,
    weights: Vec<f32>,
}

impl Weights {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a few hundred weights, each of -1 to 1"
    )]
    fn at(phase: u32, phases: u32, step: u32, rate: u32) -> Self {
        // The part of a sample by which the moment is later than the old one before it.
        let later = f64::from(phase * step % phases) / f64::from(phases);
        let cutoff = PASSES * f64::from(RATE.min(rate)) / f64::from(rate);
        let reach = TURNS / cutoff;
        let before = reach.floor() as usize;
        let all: Vec<f64> = (0..=2 * before + 1)
            .map(|index| index as f64 - before as f64 - later)
            .map(|distance| cutoff * sinc(cutoff * distance) * window(distance / reach))
            .collect();
        let sum: f64 = all.iter().sum();
        Self { before, weights: all.into_iter().map(|weight| (weight / sum) as f32).collect() }
    }

    fn sum(&self, samples: &[f32], at: usize) -> f32 {
        let left_out = self.before.saturating_sub(at);
        let from = (at + left_out).saturating_sub(self.before);
        let weights = self.weights.iter().skip(left_out);
        samples.iter().skip(from).zip(weights).map(|(sample, weight)| sample * weight).sum()
    }
}

fn sinc(x: f64) -> f64 {
    if x.abs() < 1e-9 { 1.0 } else { (PI * x).sin() / (PI * x) }
}

/// Hann's.
fn window(x: f64) -> f64 {
    if x.abs() >= 1.0 { 0.0 } else { 0.5 + 0.5 * (PI * x).cos() }
}
