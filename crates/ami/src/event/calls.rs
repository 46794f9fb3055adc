//! Events of channels and dials.

use super::dropped::Violation;
use super::reader::Reader;
use super::snapshot::ChannelSnapshot;
use crate::text::Text;

/// A channel's caller changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallerIdChange {
    /// The channel, already with the new caller.
    pub channel: ChannelSnapshot,
    /// The presentation's number and words, such as `0 (Presentation Allowed, Not Screened)`.
    pub presentation: Text,
}

impl CallerIdChange {
    pub(super) fn read(reader: &Reader<'_>) -> Result<Self, Violation> {
        Ok(Self { channel: reader.channel("")?, presentation: reader.text("CID-CallingPres")? })
    }
}

/// A channel ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hangup {
    /// The channel.
    pub channel: ChannelSnapshot,
    /// The Q.850 cause; 16 is normal, 0 unknown.
    pub cause: i32,
    /// The technology's own cause, such as a SIP status; only newer Asterisks tell it.
    pub tech_cause: Option<i32>,
}

impl Hangup {
    pub(super) fn read(reader: &Reader<'_>) -> Result<Self, Violation> {
        Ok(Self {
            channel: reader.channel("")?,
            cause: reader.number("", "Cause")?,
            tech_cause: reader.maybe_number("TechCause")?,
        })
    }
}

/// A dial began or ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dial {
    /// Who dials. A call that Asterisk itself originates has none.
    pub caller: Option<ChannelSnapshot>,
    /// The channel that is dialled.
    pub dest: ChannelSnapshot,
    /// What was dialled; only when it begins.
    pub dial_string: Option<Text>,
    /// How it ended (`ANSWER`, `BUSY`, `NOANSWER`, `CANCEL`, `CHANUNAVAIL`, …); only then.
    pub dial_status: Option<Text>,
    /// Where the dialled party forwarded the call to; only when it ended so.
    pub forward: Option<Text>,
}

impl Dial {
    pub(super) fn read(reader: &Reader<'_>) -> Result<Self, Violation> {
        Ok(Self {
            caller: reader.maybe_channel("")?,
            dest: reader.channel("Dest")?,
            dial_string: reader.maybe_text("DialString")?,
            dial_status: reader.maybe_text("DialStatus")?,
            forward: reader.maybe_text("Forward")?,
        })
    }
}

/// A ringing call was picked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pickup {
    /// Who picked up.
    pub channel: ChannelSnapshot,
    /// The channel that was ringing.
    pub target: ChannelSnapshot,
}

impl Pickup {
    pub(super) fn read(reader: &Reader<'_>) -> Result<Self, Violation> {
        Ok(Self { channel: reader.channel("")?, target: reader.channel("Target")? })
    }
}

/// A channel was put on hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    /// The channel.
    pub channel: ChannelSnapshot,
    /// The class of music on hold that was asked for.
    pub music_class: Option<Text>,
}

impl Hold {
    pub(super) fn read(reader: &Reader<'_>) -> Result<Self, Violation> {
        Ok(Self { channel: reader.channel("")?, music_class: reader.maybe_text("MusicClass")? })
    }
}

/// The application `UserEvent` ran on a channel. The action `UserEvent` has no channel and comes as
/// [`super::EventKind::Other`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserEvent {
    /// The channel.
    pub channel: ChannelSnapshot,
    /// The event's own name.
    pub name: Text,
    /// The dialplan's own headers in order, byte for byte: what they hold may be a caller's.
    pub headers: Vec<(Text, Vec<u8>)>,
}

impl UserEvent {
    pub(super) fn read(reader: &Reader<'_>) -> Result<Self, Violation> {
        let name = reader.text("UserEvent")?;
        let own = reader.body().iter().skip_while(|field| field.key != b"UserEvent").skip(1);
        let headers = own.map(|field| (Text::clipped(field.key), field.value.to_vec())).collect();
        Ok(Self { channel: reader.channel("")?, name, headers })
    }
}
