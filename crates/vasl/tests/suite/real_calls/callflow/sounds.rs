//! A sound that somebody uploaded is heard.

use super::{CALLER, with};
use crate::support::Result;
use std::f32::consts::TAU;

/// The pitch of the sound.
const HZ: u32 = 700;

/// Two seconds of a soft tone as a recorder has it: WAV, two channels at 44,100 Hz.
fn recorded() -> Vec<u8> {
    let mut samples = Vec::new();
    for at in 0..88_200_u32 {
        #[expect(clippy::cast_possible_truncation, reason = "a sine times 2,000 fits")]
        let sample = ((at as f32 * HZ as f32 * TAU / 44_100.0).sin() * 2_000.0) as i16;
        samples.extend(sample.to_le_bytes());
        samples.extend(sample.to_le_bytes());
    }
    let mut bytes = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x02\0".to_vec();
    bytes.extend(44_100_u32.to_le_bytes());
    bytes.extend(176_400_u32.to_le_bytes());
    bytes.extend([4, 0, 16, 0]);
    bytes.extend(b"data");
    bytes.extend(352_800_u32.to_le_bytes());
    bytes.extend(samples);
    bytes
}

case!(
    an_announcement_that_was_recorded_elsewhere_is_heard,
    "a stereo recording at 44,100 Hz is heard as the tone that it is"
);
async fn an_announcement_that_was_recorded_elsewhere_is_heard() -> Result<String> {
    let centre = with(
        "[[sound]]\nname = \"welcome\"\n\
         [[announcement]]\nnumber = \"1\"\nname = \"Welcome\"\nsound = \"vasl/welcome\"\n\
         destination = \"hangup\"\n\
         [[inbound_route]]\ndid = \"02100000001\"\ndestination = \"announcement:1\"\n",
    )
    .await?;
    let folder = centre.lab.asterisk().sounds_dir().join("vasl");
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join("welcome.wav"), vasl_asterisk::sound_file::convert(&recorded())?)?;
    let call = centre.lab.caller(CALLER).call("02100000001")?;
    let heard = call.wait_hears(HZ).await?;
    call.wait_ended().await?;
    Ok(format!("{:.0} Hz", heard.pitch))
}
