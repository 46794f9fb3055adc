//! Channel and bridge snapshots.

use super::dropped::Violation;
use super::reader::Reader;
use crate::text::Text;

/// The keys of a channel snapshot, which stand one after the other (main/manager_channels.c,
/// `ast_manager_build_channel_state_string_prefix`).
pub(super) const CHANNEL_KEYS: [&str; 14] = [
    "Channel",
    "ChannelState",
    "ChannelStateDesc",
    "CallerIDNum",
    "CallerIDName",
    "ConnectedLineNum",
    "ConnectedLineName",
    "Language",
    "AccountCode",
    "Context",
    "Exten",
    "Priority",
    "Uniqueid",
    "Linkedid",
];

/// The keys of a bridge snapshot (main/manager_bridges.c,
/// `ast_manager_build_bridge_state_string_prefix`).
pub(super) const BRIDGE_KEYS: [&str; 7] = [
    "BridgeUniqueid",
    "BridgeType",
    "BridgeTechnology",
    "BridgeCreator",
    "BridgeName",
    "BridgeNumChannels",
    "BridgeVideoSourceMode",
];

/// A channel as Asterisk saw it at one moment. What Asterisk calls unknown is empty here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelSnapshot {
    /// The channel's name, such as `PJSIP/5050-0000002a`.
    pub channel: Text,
    /// The state's number (`enum ast_channel_state`): 4 ring, 5 ringing, 6 up.
    pub state: u32,
    /// The state in words.
    pub state_desc: Text,
    /// The caller's number, byte for byte. A SIP caller chooses it freely.
    pub caller_number: Vec<u8>,
    /// The caller's name, unescaped.
    pub caller_name: Text,
    /// The other party's number, byte for byte.
    pub connected_number: Vec<u8>,
    /// The other party's name, unescaped.
    pub connected_name: Text,
    /// The account code.
    pub account_code: Text,
    /// The dialplan context.
    pub context: Text,
    /// The extension being run. A caller chooses it.
    pub exten: Text,
    /// The priority being run.
    pub priority: i32,
    /// The channel's identifier. A masquerade swaps it with another channel's.
    pub uniqueid: Text,
    /// The identifier of the oldest channel this one has to do with.
    pub linkedid: Text,
}

impl ChannelSnapshot {
    pub(super) fn read(reader: &Reader<'_>, prefix: &str) -> Result<Self, Violation> {
        Ok(Self {
            channel: reader.identifier(prefix, "Channel")?,
            state: reader.number(prefix, "ChannelState")?,
            state_desc: reader.prefixed(prefix, "ChannelStateDesc")?,
            caller_number: reader.party_number(prefix, "CallerIDNum")?,
            caller_name: reader.escaped_name(prefix, "CallerIDName")?,
            connected_number: reader.party_number(prefix, "ConnectedLineNum")?,
            connected_name: reader.escaped_name(prefix, "ConnectedLineName")?,
            account_code: reader.prefixed(prefix, "AccountCode")?,
            context: reader.prefixed(prefix, "Context")?,
            exten: reader.prefixed(prefix, "Exten")?,
            priority: reader.number(prefix, "Priority")?,
            uniqueid: reader.identifier(prefix, "Uniqueid")?,
            linkedid: reader.prefixed(prefix, "Linkedid")?,
        })
    }
}

/// A bridge as Asterisk saw it at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BridgeSnapshot {
    /// The bridge's identifier.
    pub uniqueid: Text,
    /// The bridge's class, such as `basic`.
    pub bridge_type: Text,
    /// The technology that mixes it, such as `simple_bridge`.
    pub technology: Text,
    /// What made it; empty for most.
    pub creator: Text,
    /// Its name; empty for most.
    pub name: Text,
    /// How many channels are in it.
    pub channels: u32,
}

impl BridgeSnapshot {
    pub(super) fn read(reader: &Reader<'_>, prefix: &str) -> Result<Self, Violation> {
        Ok(Self {
            uniqueid: reader.identifier(prefix, "BridgeUniqueid")?,
            bridge_type: reader.prefixed(prefix, "BridgeType")?,
            technology: reader.prefixed(prefix, "BridgeTechnology")?,
            creator: reader.plain_name(prefix, "BridgeCreator")?,
            name: reader.plain_name(prefix, "BridgeName")?,
            channels: reader.number(prefix, "BridgeNumChannels")?,
        })
    }
}
