//! Announcements, and the sounds that were uploaded for them.

use crate::destination::Destination;
use crate::name::AnnouncementNumber;
use crate::value::{Description, PlainText, plain, shown, text_value};
use serde::{Deserialize, Serialize};

/// An announcement: a sound is played, and the call goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Announcement {
    /// Its number.
    pub number: AnnouncementNumber,
    /// Its name.
    pub name: PlainText,
    /// What is played.
    pub sound: SoundName,
    /// Whether a caller may press a key to go on at once.
    #[serde(default)]
    pub may_be_skipped: bool,
    /// Where the call goes on.
    pub destination: Destination,
}

/// A sound that was uploaded. Its bytes are kept elsewhere, under its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sound {
    /// Its name.
    pub name: UploadedSound,
    /// What is to be heard.
    #[serde(default, skip_serializing_if = "Description::is_empty")]
    pub description: Description,
    /// What tells its bytes from others'; `None` where they were never seen. It is told by the file
    /// that was uploaded, and by nobody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<SoundContent>,
}

/// The folder of uploaded sounds among Asterisk's.
const UPLOADED: &str = "vasl/";

text_value!(
    /// The name of a sound, as Asterisk's `Playback` takes it: one of its own (`demo-congrats`), or
    /// one that was uploaded (`vasl/welcome`).
    SoundName,
    "sound",
    "a sound's name is 1 to 100 letters, digits, “-”, “_”, “.” or “/”; one that was uploaded \
     begins with vasl/, such as vasl/welcome",
    |text| plain(text, 1, 100, b"-_./")
        && !text.contains("..")
        && !text.starts_with('/')
        && text.strip_prefix(UPLOADED).is_none_or(is_uploaded_name)
);

text_value!(
    /// The name of an uploaded sound: what stands behind `vasl/`, and the name of its file.
    UploadedSound,
    "uploaded_sound",
    "the name of an uploaded sound is 1 to 40 letters, digits, “-” or “_”, such as welcome",
    is_uploaded_name
);
text_value!(
    /// What tells the bytes of a sound from those of another: how long it is, and a hash of them
    /// (`4.2s-kdmcbaphfieolgjn`).
    SoundContent,
    "sound_content",
    "what tells a sound from another is its seconds and a hash, such as 4.2s-kdmcbaphfieolgjn",
    |text| text.split_once("s-").is_some_and(|(seconds, hash)| {
        (1..=8).contains(&seconds.len())
            && seconds.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
            && (1..=32).contains(&hash.len())
            && hash.bytes().all(|byte| byte.is_ascii_lowercase())
    })
);
shown!(SoundName, UploadedSound, SoundContent);

fn is_uploaded_name(text: &str) -> bool {
    plain(text, 1, 40, b"-_")
}

impl SoundName {
    /// Which uploaded sound it is; none where it is one of Asterisk's own.
    #[must_use]
    pub fn uploaded(&self) -> Option<UploadedSound> {
        self.0.strip_prefix(UPLOADED).map(|name| UploadedSound(name.to_owned()))
    }
}

impl UploadedSound {
    /// The name by which it is played.
    #[must_use]
    pub fn played_as(&self) -> SoundName {
        SoundName(format!("{UPLOADED}{}", self.0))
    }
}
