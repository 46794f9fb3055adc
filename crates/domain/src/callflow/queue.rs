//! Queues.

use super::announcement::SoundName;
use crate::destination::Destination;
use crate::name::{Extension, QueueName};
use crate::value::{PlainText, plain, shown, text_value, whole_number, words};
use serde::{Deserialize, Serialize};

/// A queue. It never rings an operator who is in a call (`ringinuse` is off, always).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManagedQueue {
    /// Its number.
    pub number: QueueName,
    /// Its name.
    pub name: PlainText,
    /// In which order its members ring.
    #[serde(default)]
    pub strategy: Strategy,
    /// Its static members: who is always one.
    #[serde(default)]
    pub members: Vec<QueueMember>,
    /// Who may log in, and the penalty that each then has.
    #[serde(default)]
    pub dynamic_members: Vec<QueueMember>,
    /// Whether any extension may log in, also one that is not among the dynamic members.
    #[serde(default)]
    pub anyone_may_log_in: bool,
    /// How long a member's phone rings, in seconds.
    #[serde(default)]
    pub ring_seconds: MemberRing,
    /// How long a caller waits at most, in seconds; 0 is without end.
    #[serde(default)]
    pub longest_wait_seconds: LongestWait,
    /// The pause after a call, in seconds.
    #[serde(default)]
    pub wrap_up_seconds: WrapUp,
    /// The music that waiting callers hear, by its class in Asterisk.
    #[serde(default)]
    pub music: MusicClass,
    /// How often callers are told their place or the wait, in seconds; 0 is never.
    #[serde(default)]
    pub announce_seconds: AnnounceSeconds,
    /// Whether they are told their place then.
    #[serde(default = "yes")]
    pub announce_position: bool,
    /// Whether they are told then how long the wait is likely to be.
    #[serde(default)]
    pub announce_hold_time: HoldTimeAnnouncement,
    /// A sound that is played to waiting callers again and again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub periodic_announcement: Option<PeriodicAnnouncement>,
    /// When a caller may come in.
    #[serde(default)]
    pub join: JoinRule,
    /// When those who wait are sent on.
    #[serde(default)]
    pub leave: LeaveRule,
    /// Which queue's callers go first where an operator is in several: the higher.
    #[serde(default)]
    pub weight: QueueWeight,
    /// Whether its calls are recorded.
    #[serde(default)]
    pub recording: bool,
    /// Where a caller goes who may not come in, is sent on, or has waited the longest time.
    #[serde(default = "hang_up")]
    pub failure_destination: Destination,
}

fn yes() -> bool {
    true
}

fn hang_up() -> Destination {
    Destination::HangUp
}

impl ManagedQueue {
    /// A queue whose further settings are those that suit a small office.
    #[must_use]
    pub fn new(number: QueueName, name: PlainText) -> Self {
        Self {
            number,
            name,
            strategy: Strategy::default(),
            members: Vec::new(),
            dynamic_members: Vec::new(),
            anyone_may_log_in: false,
            ring_seconds: MemberRing::default(),
            longest_wait_seconds: LongestWait::default(),
            wrap_up_seconds: WrapUp::default(),
            music: MusicClass::default(),
            announce_seconds: AnnounceSeconds::default(),
            announce_position: true,
            announce_hold_time: HoldTimeAnnouncement::default(),
            periodic_announcement: None,
            join: JoinRule::default(),
            leave: LeaveRule::default(),
            weight: QueueWeight::default(),
            recording: false,
            failure_destination: Destination::HangUp,
        }
    }

    /// Whether an extension is, or may become, one of its members.
    #[must_use]
    pub fn has_member(&self, extension: &Extension) -> bool {
        self.members.iter().chain(&self.dynamic_members).any(|m| m.extension == *extension)
    }

    /// Whether an operator may log in to it, and with which penalty.
    #[must_use]
    pub fn log_in(&self, extension: &Extension) -> Option<Penalty> {
        let listed = self.dynamic_members.iter().find(|member| member.extension == *extension);
        match listed {
            Some(member) => Some(member.penalty),
            None => self.anyone_may_log_in.then(Penalty::default),
        }
    }
}

/// A member: an extension, and how late its turn comes.
///
/// Written as the number alone, or as `{ extension = "5050", penalty = 2 }`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "MemberKeys", into = "MemberKeys")]
pub struct QueueMember {
    /// The extension.
    pub extension: Extension,
    /// Those with a lower one ring first.
    pub penalty: Penalty,
}

#[derive(Serialize, Deserialize)]
#[serde(
    untagged,
    expecting = "a member is an extension's number in quotes, such as \"5050\", or { extension = \"5050\", penalty = 2 } with a penalty of 0 to 1000"
)]
enum MemberKeys {
    Number(Extension),
    WithPenalty(PenaltyKeys),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PenaltyKeys {
    extension: Extension,
    #[serde(default)]
    penalty: Penalty,
}

impl From<Extension> for QueueMember {
    fn from(extension: Extension) -> Self {
        Self { extension, penalty: Penalty::default() }
    }
}

impl From<MemberKeys> for QueueMember {
    fn from(keys: MemberKeys) -> Self {
        match keys {
            MemberKeys::Number(extension) => extension.into(),
            MemberKeys::WithPenalty(PenaltyKeys { extension, penalty }) => {
                Self { extension, penalty }
            }
        }
    }
}

impl From<QueueMember> for MemberKeys {
    fn from(member: QueueMember) -> Self {
        let QueueMember { extension, penalty } = member;
        if penalty == Penalty::default() {
            Self::Number(extension)
        } else {
            Self::WithPenalty(PenaltyKeys { extension, penalty })
        }
    }
}

words!(
    /// In which order a queue rings its members (`apps/app_queue.c`).
    #[derive(Default)]
    Strategy {
        /// All at once.
        #[default]
        RingAll = "ringall",
        /// Whose last call is the longest ago.
        LeastRecent = "leastrecent",
        /// Who had the fewest calls.
        FewestCalls = "fewestcalls",
        /// Anyone.
        Random = "random",
        /// In turn.
        RrMemory = "rrmemory",
        /// In turn, in the order of the configuration.
        RrOrdered = "rrordered",
        /// In the order of the configuration.
        Linear = "linear",
        /// Anyone, by penalty.
        WRandom = "wrandom",
    }
);

words!(
    /// When a caller may come in to a queue.
    #[derive(Default)]
    JoinRule {
        /// Always, also where nobody is a member.
        #[default]
        Always = "always",
        /// When somebody is logged in, paused or not.
        SomebodyLoggedIn = "somebody_logged_in",
        /// When somebody can be rung, now or after their call: neither paused nor without a phone.
        SomebodyAvailable = "somebody_available",
    }
);

words!(
    /// When those who wait in a queue are sent on.
    #[derive(Default)]
    LeaveRule {
        /// Never.
        #[default]
        Never = "never",
        /// When nobody is logged in any more.
        NobodyLoggedIn = "nobody_logged_in",
        /// When nobody can be rung any more: all are paused or without a phone.
        NobodyAvailable = "nobody_available",
    }
);

words!(
    /// Whether waiting callers are told how long the wait is likely to be.
    #[derive(Default)]
    HoldTimeAnnouncement {
        /// No.
        #[default]
        Never = "never",
        /// The first time only.
        Once = "once",
        /// Each time.
        Always = "always",
    }
);

/// A sound that is played to waiting callers again and again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeriodicAnnouncement {
    /// The sound.
    pub sound: SoundName,
    /// How often, in seconds.
    pub seconds: PeriodicSeconds,
}

whole_number!(
    /// How late a member's turn comes: 0 is first.
    Penalty,
    |number| (0..=1000).contains(&number),
    0,
    "penalty",
    "a penalty is 0 (rings first) to 1000"
);

whole_number!(
    /// How long a member's phone rings: 1 to 300 seconds, 15 unless told.
    MemberRing,
    |number| (1..=300).contains(&number),
    15,
    "member_ring_seconds",
    "a member's phone rings 1 to 300 seconds"
);

whole_number!(
    /// How long a caller waits in a queue at most: up to six hours, 0 for without end.
    LongestWait,
    |number| (0..=21_600).contains(&number),
    0,
    "longest_wait_seconds",
    "the longest wait is 1 to 21600 seconds (six hours), or 0 for a wait without end"
);

whole_number!(
    /// The pause after a call: up to an hour.
    WrapUp,
    |number| (0..=3600).contains(&number),
    0,
    "wrap_up_seconds",
    "the pause after a call is 0 to 3600 seconds"
);

whole_number!(
    /// How often waiting callers are told something: 0 for never, or 15 seconds and more, so that
    /// one announcement has ended before the next (`min-announce-frequency` in `apps/app_queue.c`
    /// is 15).
    AnnounceSeconds,
    |seconds| seconds == 0 || (15..=3600).contains(&seconds),
    0,
    "announce_seconds",
    "callers are told their place every 15 to 3600 seconds, or 0 for never"
);

whole_number!(
    /// How often a sound is repeated to waiting callers: 10 seconds to an hour.
    PeriodicSeconds,
    |number| (10..=3600).contains(&number),
    60,
    "periodic_seconds",
    "a sound is repeated to waiting callers every 10 to 3600 seconds"
);

whole_number!(
    /// Which queue's callers go first: below 1000, which is the weight of the operators' own queues,
    /// so that who waits for an operator goes before who waits for anybody.
    QueueWeight,
    |number| (0..=999).contains(&number),
    0,
    "queue_weight",
    "a queue's weight is 0 to 999: a caller who waits for one operator has 1000 and goes first"
);

text_value!(
    /// A class of music on hold, as Asterisk names it.
    MusicClass,
    "music",
    "a music class is 1 to 40 letters, digits, “-” or “_”, such as default",
    |text| plain(text, 1, 40, b"-_")
);
shown!(MusicClass);

impl Default for MusicClass {
    fn default() -> Self {
        Self("default".to_owned())
    }
}
