//! Whether an operator can be reached now, from what the PBX says of them.

use serde::{Deserialize, Serialize};

/// What the PBX says of one operator at one moment. None alone is enough: a phone that is gone
/// still has a free hint, and a phone on do-not-disturb is a free device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveOperator {
    /// The state of the operator's device (`DEVICE_STATE`).
    pub device: DeviceState,
    /// The state of the operator's hint, where the PBX has one (`EXTENSION_STATE`).
    pub hint: Option<HintState>,
    /// How the operator stands in their own shadow queue.
    pub shadow: ShadowState,
    /// Whether the operator is paused in a queue that the module covers.
    pub paused_in_queue: bool,
    /// Whether the operator, a member of the module's queues, is logged in to none of them.
    pub logged_out: bool,
    /// Whether the operator set do-not-disturb, as far as the PBX keeps it apart from the phone.
    #[serde(default)]
    pub do_not_disturb: bool,
    /// How many callers wait for the operator already.
    pub waiting: u16,
}

/// How an operator stands in the one-member queue that rings them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShadowState {
    /// Asterisk has no such queue: what Vasl wrote was not loaded.
    Missing,
    /// Paused there.
    Paused,
    /// In it, and the queue would ring them now.
    Ready,
    /// In it, and the queue would not ring them now.
    NotReady,
}

/// The state of a device (`main/devicestate.c`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceState {
    /// Nothing is known.
    Unknown,
    /// No call.
    NotInUse,
    /// In a call.
    InUse,
    /// In as many calls as it takes, or told to be.
    Busy,
    /// No such device.
    Invalid,
    /// Not registered, or not reachable.
    Unavailable,
    /// Rings.
    Ringing,
    /// Rings beside a call.
    RingInUse,
    /// On hold.
    OnHold,
}

impl DeviceState {
    /// Reads the word that `DEVICE_STATE()` gives; any other is [`DeviceState::Unknown`].
    #[must_use]
    pub fn from_word(word: &str) -> Self {
        match word {
            "NOT_INUSE" => Self::NotInUse,
            "INUSE" => Self::InUse,
            "BUSY" => Self::Busy,
            "INVALID" => Self::Invalid,
            "UNAVAILABLE" => Self::Unavailable,
            "RINGING" => Self::Ringing,
            "RINGINUSE" => Self::RingInUse,
            "ONHOLD" => Self::OnHold,
            _ => Self::Unknown,
        }
    }
}

/// The state of a hint, as far as it tells what the device does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HintState {
    /// Nothing that forbids a call.
    Open,
    /// Busy though the device is free: do not disturb.
    Busy,
    /// Not to be had.
    Unavailable,
}

impl HintState {
    /// Reads the word that `EXTENSION_STATE()` gives; `None` where there is no hint.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "UNKNOWN" | "" => None,
            "BUSY" => Some(Self::Busy),
            "UNAVAILABLE" | "INVALID" => Some(Self::Unavailable),
            _ => Some(Self::Open),
        }
    }
}

/// Why an operator cannot be reached at all now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unavailable {
    /// The phone is not connected.
    Unregistered,
    /// Paused.
    Paused,
    /// Logged out of the queue.
    LoggedOut,
    /// Do not disturb.
    DoNotDisturb,
    /// The PBX could not say, or has not loaded what Vasl wrote.
    Unknown,
}

/// What keeps an operator who can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Busy {
    /// The phone rings for somebody.
    Ringing,
    /// In a conversation.
    Talking,
    /// A call is on hold.
    OnHold,
    /// The work after a call.
    WrappingUp,
}

/// Whether an operator can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OperatorState {
    /// Yes, now.
    Free,
    /// Later.
    Busy(Busy),
    /// No.
    Unavailable(Unavailable),
}

impl LiveOperator {
    /// The one state that all that the PBX says amounts to.
    #[must_use]
    pub fn state(&self) -> OperatorState {
        if let Some(why) = self.unavailable() {
            return OperatorState::Unavailable(why);
        }
        match self.device {
            DeviceState::Ringing | DeviceState::RingInUse => OperatorState::Busy(Busy::Ringing),
            DeviceState::InUse | DeviceState::Busy => OperatorState::Busy(Busy::Talking),
            DeviceState::OnHold => OperatorState::Busy(Busy::OnHold),
            _ if self.shadow == ShadowState::NotReady => OperatorState::Busy(Busy::WrappingUp),
            _ => OperatorState::Free,
        }
    }

    /// How the operator has said that they take no calls, in a way that their own shadow queue
    /// does not see.
    #[must_use]
    pub fn told_away(&self) -> Option<Unavailable> {
        // Only a free device tells do-not-disturb: a busy one makes the hint busy by itself.
        let hint_alone_busy = self.hint == Some(HintState::Busy)
            && matches!(self.device, DeviceState::NotInUse | DeviceState::Unknown);
        if self.logged_out {
            Some(Unavailable::LoggedOut)
        } else if self.paused_in_queue {
            Some(Unavailable::Paused)
        } else if self.do_not_disturb || hint_alone_busy {
            Some(Unavailable::DoNotDisturb)
        } else {
            None
        }
    }

    fn unavailable(&self) -> Option<Unavailable> {
        let phone_gone = matches!(self.device, DeviceState::Unavailable | DeviceState::Invalid);
        if phone_gone {
            Some(Unavailable::Unregistered)
        } else if let Some(why) = self.told_away() {
            Some(why)
        } else if self.shadow == ShadowState::Paused {
            Some(Unavailable::Paused)
        } else if self.hint == Some(HintState::Unavailable) {
            Some(Unavailable::Unregistered)
        } else if self.shadow == ShadowState::Missing {
            Some(Unavailable::Unknown)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn free() -> LiveOperator {
        LiveOperator {
            device: DeviceState::NotInUse,
            hint: Some(HintState::Open),
            shadow: ShadowState::Ready,
            paused_in_queue: false,
            logged_out: false,
            do_not_disturb: false,
            waiting: 0,
        }
    }

    fn state(device: &str, hint: &str, shadow: ShadowState) -> OperatorState {
        LiveOperator {
            device: DeviceState::from_word(device),
            hint: HintState::from_word(hint),
            shadow,
            ..free()
        }
        .state()
    }

    /// The rows that were seen on a running Asterisk, none of whose three columns is enough.
    #[test]
    fn what_the_pbx_says_of_each_operator() {
        use OperatorState::{Busy as B, Free, Unavailable as U};
        use ShadowState::{NotReady, Paused, Ready};
        for (device, hint, shadow, expected) in [
            ("NOT_INUSE", "NOT_INUSE", Ready, Free),
            ("NOT_INUSE", "UNKNOWN", Ready, Free),
            ("UNKNOWN", "UNKNOWN", Ready, Free),
            ("INUSE", "INUSE", NotReady, B(Busy::Talking)),
            ("ONHOLD", "UNKNOWN", NotReady, B(Busy::OnHold)),
            ("RINGING", "RINGING", NotReady, B(Busy::Ringing)),
            ("RINGINUSE", "RINGINUSE", NotReady, B(Busy::Ringing)),
            ("UNAVAILABLE", "NOT_INUSE", NotReady, U(Unavailable::Unregistered)),
            ("INUSE", "INUSE", Paused, U(Unavailable::Paused)),
            ("NOT_INUSE", "BUSY", Ready, U(Unavailable::DoNotDisturb)),
            ("BUSY", "BUSY", NotReady, B(Busy::Talking)),
            ("NOT_INUSE", "NOT_INUSE", NotReady, B(Busy::WrappingUp)),
            ("NOT_INUSE", "NOT_INUSE", ShadowState::Missing, U(Unavailable::Unknown)),
        ] {
            assert_eq!(state(device, hint, shadow), expected, "{device} {hint} {shadow:?}");
        }
    }

    /// The reason is the operator's own word, not the pause by which Vasl passes it on.
    #[test]
    fn do_not_disturb_counts_in_the_middle_of_a_call_too() {
        let dnd = LiveOperator { do_not_disturb: true, shadow: ShadowState::Paused, ..free() };
        for device in [DeviceState::NotInUse, DeviceState::InUse, DeviceState::OnHold] {
            let live = LiveOperator { device, hint: Some(HintState::Busy), ..dnd };
            assert_eq!(live.state(), OperatorState::Unavailable(Unavailable::DoNotDisturb));
        }
    }

    #[test]
    fn a_busy_operator_has_not_told_anybody_to_stay_away() {
        let hint = Some(HintState::Busy);
        for device in [DeviceState::Busy, DeviceState::InUse, DeviceState::Ringing] {
            assert_eq!(LiveOperator { device, hint, ..free() }.told_away(), None);
        }
    }

    #[test]
    fn a_pause_in_a_covered_queue_and_a_log_out_count() {
        let paused = LiveOperator { paused_in_queue: true, ..free() };
        assert_eq!(paused.state(), OperatorState::Unavailable(Unavailable::Paused));
        let out = LiveOperator { logged_out: true, ..free() };
        assert_eq!(out.state(), OperatorState::Unavailable(Unavailable::LoggedOut));
    }
}
