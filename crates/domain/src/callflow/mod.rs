//! The call flow around the modules, where the PBX has none of its own: a kind of object a file.
//!
//! | file | what it holds |
//! |---|---|
//! | [`extension`] | extensions and the phones that register as them |
//! | [`extension_rows`] | extensions as a spreadsheet has them |
//! | [`trunk`] | the line to the world outside |
//! | [`queue`] | queues, their members and what their callers hear |
//! | [`ivr`] | menus |
//! | [`time_condition`] | forks on working hours |
//! | [`announcement`] | announcements and uploaded sounds |
//! | [`misc_destination`] | codes that dial something |
//! | [`inbound_route`] | where calls from outside come in |
//! | [`feature_code`] | what is dialled to set something |
//!
//! Each type holds only what may be. What they must be together is checked in
//! [`crate::configuration`]. To add a kind: a file here, a field in [`CallFlow`], and a variant of
//! [`crate::configuration::Object`]; the compiler names the rest.

pub mod announcement;
pub mod extension;
pub mod extension_rows;
pub mod feature_code;
pub mod inbound_route;
pub mod ivr;
pub mod misc_destination;
pub mod queue;
pub mod time_condition;
pub mod trunk;

pub use crate::value::{Description, PlainText, ValueError};
pub use announcement::{Announcement, Sound, SoundContent, SoundName, UploadedSound};
pub use extension::{ManagedExtension, OutsideNumber, PhoneSecret};
pub use feature_code::{Feature, FeatureCodes, FeatureDial};
pub use inbound_route::{CallerPattern, Did, InboundRoute, RouteKey};
pub use ivr::{Ivr, IvrEntry, IvrFallback, IvrRetries, IvrTimeout, Keys};
pub use misc_destination::{Dials, InternalNumber, MiscDestination};
pub use queue::{
    AnnounceSeconds, HoldTimeAnnouncement, JoinRule, LeaveRule, LongestWait, ManagedQueue,
    MemberRing, MusicClass, Penalty, PeriodicAnnouncement, PeriodicSeconds, QueueMember,
    QueueWeight, Strategy, WrapUp,
};
pub use time_condition::{Override, TimeCondition};
pub use trunk::{Channels, Registration, SipServer, SipUser, Trunk, TrunkConnection, TrunkSecret};

use crate::hours::TimeGroup;
use serde::{Deserialize, Serialize};

/// Everything that Vasl writes for a PBX beside the modules.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CallFlow {
    /// The line to the world outside.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trunk: Option<Trunk>,
    /// What is dialled to set something.
    pub feature_codes: FeatureCodes,
    /// The extensions.
    #[serde(rename = "extension")]
    pub extensions: Vec<ManagedExtension>,
    /// The queues.
    #[serde(rename = "queue")]
    pub queues: Vec<ManagedQueue>,
    /// The menus.
    #[serde(rename = "ivr")]
    pub ivrs: Vec<Ivr>,
    /// The working hours.
    #[serde(rename = "time_group")]
    pub time_groups: Vec<TimeGroup>,
    /// The forks on them.
    #[serde(rename = "time_condition")]
    pub time_conditions: Vec<TimeCondition>,
    /// The announcements.
    #[serde(rename = "announcement")]
    pub announcements: Vec<Announcement>,
    /// The sounds that were uploaded.
    #[serde(rename = "sound")]
    pub sounds: Vec<Sound>,
    /// The codes that dial something. Every reconnect module is offered among them, as *code
    /// name*.
    #[serde(rename = "misc_destination")]
    pub misc_destinations: Vec<MiscDestination>,
    /// Where calls from outside come in.
    #[serde(rename = "inbound_route")]
    pub inbound_routes: Vec<InboundRoute>,
}

#[cfg(test)]
mod tests;
