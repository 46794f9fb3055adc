//! Events of bridges, Local channels, transfers and parking.

use super::dropped::Violation;
use super::reader::Reader;
use super::snapshot::{BridgeSnapshot, ChannelSnapshot};
use crate::text::Text;

/// A channel entered a bridge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BridgeEnter {
    /// The bridge, the channel already counted.
    pub bridge: BridgeSnapshot,
    /// The channel.
    pub channel: ChannelSnapshot,
    /// The uniqueid of the channel whose place it takes, as in the optimisation of a Local channel.
    pub swap_uniqueid: Option<Text>,
}

impl BridgeEnter {
    pub(super) fn read(reader: &Reader<'_>) -> Result<Self, Violation> {
        Ok(Self {
            bridge: reader.bridge("")?,
            channel: reader.channel("")?,
            swap_uniqueid: reader.maybe_text("SwapUniqueid")?,
        })
    }
}

/// A channel left a bridge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BridgeLeave {
    /// The bridge, the channel no longer counted.
    pub bridge: BridgeSnapshot,
    /// The channel.
    pub channel: ChannelSnapshot,
}

impl BridgeLeave {
    pub(super) fn read(reader: &Reader<'_>) -> Result<Self, Violation> {
        Ok(Self { bridge: reader.bridge("")?, channel: reader.channel("")? })
    }
}

/// A blind transfer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlindTransfer {
    /// `Success`, `Fail`, `Invalid` or `Not Permitted`.
    pub result: Text,
    /// Who transferred.
    pub transferer: ChannelSnapshot,
    /// Who was transferred, when it was one party.
    pub transferee: Option<ChannelSnapshot>,
    /// The bridge they were in.
    pub bridge: Option<BridgeSnapshot>,
    /// Whether a phone asked (`REFER`) rather than a feature code.
    pub is_external: bool,
    /// The context transferred to.
    pub context: Text,
    /// The extension transferred to.
    pub extension: Text,
}

impl BlindTransfer {
    pub(super) fn read(reader: &Reader<'_>) -> Result<Self, Violation> {
        Ok(Self {
            result: reader.text("Result")?,
            transferer: reader.channel("Transferer")?,
            transferee: reader.maybe_channel("Transferee")?,
            bridge: reader.maybe_bridge("")?,
            is_external: reader.yes("IsExternal")?,
            context: reader.text("Context")?,
            extension: reader.text("Extension")?,
        })
    }
}

/// Where an attended transfer led.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransferDestination {
    /// Into a bridge.
    Bridge {
        /// The bridge's identifier.
        bridge_uniqueid: Text,
    },
    /// Into a dialplan application.
    App {
        /// The application's name.
        app: Text,
    },
    /// Two bridges were linked by a Local channel.
    Link {
        /// One half.
        local_one: Box<ChannelSnapshot>,
        /// The other half.
        local_two: Box<ChannelSnapshot>,
    },
    /// All three stay in one bridge.
    Threeway {
        /// The bridge's identifier.
        bridge_uniqueid: Text,
        /// The name of the transferer's channel that stays.
        transferer_channel: Text,
    },
    /// Nowhere: it failed, or in a way that this crate does not know.
    Other {
        /// `DestType` as Asterisk wrote it.
        dest_type: Text,
    },
}

impl TransferDestination {
    fn read(reader: &Reader<'_>) -> Result<Self, Violation> {
        let dest_type = reader.text("DestType")?;
        Ok(match dest_type.as_str() {
            "Bridge" => Self::Bridge { bridge_uniqueid: reader.text("DestBridgeUniqueid")? },
            "App" => Self::App { app: reader.text("DestApp")? },
            "Link" => Self::Link {
                local_one: Box::new(reader.channel("LocalOne")?),
                local_two: Box::new(reader.channel("LocalTwo")?),
            },
            "Threeway" => Self::Threeway {
                bridge_uniqueid: reader.text("DestBridgeUniqueid")?,
                transferer_channel: reader.text("DestTransfererChannel")?,
            },
            _ => Self::Other { dest_type },
        })
    }
}

/// An attended transfer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttendedTransfer {
    /// `Success`, `Fail`, `Invalid` or `Not Permitted`.
    pub result: Text,
    /// The transferer's channel to the transferee.
    pub orig_transferer: ChannelSnapshot,
    /// The bridge of that channel.
    pub orig_bridge: Option<BridgeSnapshot>,
    /// The transferer's channel to the target.
    pub second_transferer: ChannelSnapshot,
    /// The bridge of that channel.
    pub second_bridge: Option<BridgeSnapshot>,
    /// Who was transferred.
    pub transferee: Option<ChannelSnapshot>,
    /// Whom they now talk to.
    pub transfer_target: Option<ChannelSnapshot>,
    /// Whether a phone asked rather than a feature code.
    pub is_external: bool,
    /// Where it led.
    pub destination: TransferDestination,
}

impl AttendedTransfer {
    pub(super) fn read(reader: &Reader<'_>) -> Result<Self, Violation> {
        Ok(Self {
            result: reader.text("Result")?,
            orig_transferer: reader.channel("OrigTransferer")?,
            orig_bridge: reader.maybe_bridge("Orig")?,
            second_transferer: reader.channel("SecondTransferer")?,
            second_bridge: reader.maybe_bridge("Second")?,
            transferee: reader.maybe_channel("Transferee")?,
            transfer_target: reader.maybe_channel("TransferTarget")?,
            is_external: reader.yes("IsExternal")?,
            destination: TransferDestination::read(reader)?,
        })
    }
}

/// The two halves of a Local channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalBridge {
    /// The half `;1`, on the side of who dialled.
    pub local_one: ChannelSnapshot,
    /// The half `;2`, which runs the dialplan.
    pub local_two: ChannelSnapshot,
    /// The context it runs.
    pub context: Text,
    /// The extension it runs.
    pub exten: Text,
    /// Whether it may be optimised away (no `/n`).
    pub may_optimise: bool,
}

impl LocalBridge {
    pub(super) fn read(reader: &Reader<'_>) -> Result<Self, Violation> {
        Ok(Self {
            local_one: reader.channel("LocalOne")?,
            local_two: reader.channel("LocalTwo")?,
            context: reader.text("Context")?,
            exten: reader.text("Exten")?,
            may_optimise: reader.yes("LocalOptimization")?,
        })
    }
}

/// A Local channel begins to be optimised away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalOptimizationBegin {
    /// The half `;1`.
    pub local_one: ChannelSnapshot,
    /// The half `;2`.
    pub local_two: ChannelSnapshot,
    /// The channel that takes the place of a half.
    pub source: Option<ChannelSnapshot>,
    /// The uniqueid of the half whose place it takes.
    pub dest_uniqueid: Text,
    /// Ties begin and end together.
    pub id: u32,
}

impl LocalOptimizationBegin {
    pub(super) fn read(reader: &Reader<'_>) -> Result<Self, Violation> {
        Ok(Self {
            local_one: reader.channel("LocalOne")?,
            local_two: reader.channel("LocalTwo")?,
            source: reader.maybe_channel("Source")?,
            dest_uniqueid: reader.text("DestUniqueId")?,
            id: reader.number("", "Id")?,
        })
    }
}

/// The optimisation of a Local channel ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalOptimizationEnd {
    /// The half `;1`.
    pub local_one: ChannelSnapshot,
    /// The half `;2`.
    pub local_two: ChannelSnapshot,
    /// Whether it succeeded.
    pub success: bool,
    /// Ties begin and end together.
    pub id: u32,
}

impl LocalOptimizationEnd {
    pub(super) fn read(reader: &Reader<'_>) -> Result<Self, Violation> {
        Ok(Self {
            local_one: reader.channel("LocalOne")?,
            local_two: reader.channel("LocalTwo")?,
            success: reader.yes("Success")?,
            id: reader.number("", "Id")?,
        })
    }
}

/// A parked call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parking {
    /// Who is parked.
    pub parkee: ChannelSnapshot,
    /// Who fetched them.
    pub retriever: Option<ChannelSnapshot>,
    /// How to ring back whoever parked them.
    pub parker_dial_string: Text,
    /// The parking lot.
    pub parking_lot: Text,
    /// The space in it.
    pub space: u32,
    /// Seconds until they are rung back.
    pub timeout_seconds: u64,
    /// Seconds parked so far.
    pub duration_seconds: u64,
}

impl Parking {
    pub(super) fn read(reader: &Reader<'_>) -> Result<Self, Violation> {
        Ok(Self {
            parkee: reader.channel("Parkee")?,
            retriever: reader.maybe_channel("Retriever")?,
            parker_dial_string: reader.text("ParkerDialString")?,
            parking_lot: reader.text("Parkinglot")?,
            space: reader.number("", "ParkingSpace")?,
            timeout_seconds: reader.number("", "ParkingTimeout")?,
            duration_seconds: reader.number("", "ParkingDuration")?,
        })
    }
}
