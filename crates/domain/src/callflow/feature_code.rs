//! Feature codes: what is dialled from a phone to set something.

use crate::name::{FeatureCode, NameError};
use crate::value::words;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

words!(
    /// What can be set from a phone.
    Feature {
        /// Do-not-disturb is set for the phone's own extension.
        DoNotDisturbOn = "do_not_disturb_on",
        /// It is taken back.
        DoNotDisturbOff = "do_not_disturb_off",
        /// The phone's own extension logs in to every queue whose dynamic member it is; the code
        /// and a queue's number behind it, to that queue alone.
        QueueLogIn = "queue_log_in",
        /// It logs out of every such queue; the code and a queue's number, of that queue alone.
        QueueLogOut = "queue_log_out",
        /// It is paused in every queue that it is in; the code and a queue's number, in that queue
        /// alone.
        QueuePause = "queue_pause",
        /// The pause is taken back, in the same way.
        QueueUnpause = "queue_unpause",
        /// The code and a time condition's number behind it: where nothing is set by hand, the
        /// opposite of what the hours say is set; where something is, it is taken back.
        TimeConditionOverride = "time_condition_override",
    }
);

/// Which code each feature has; any of them can be switched off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FeatureCodes {
    /// Do-not-disturb is set.
    pub do_not_disturb_on: FeatureDial,
    /// Do-not-disturb is taken back.
    pub do_not_disturb_off: FeatureDial,
    /// Logs in to queues.
    pub queue_log_in: FeatureDial,
    /// Logs out of queues.
    pub queue_log_out: FeatureDial,
    /// Pauses in queues.
    pub queue_pause: FeatureDial,
    /// Takes the pause back.
    pub queue_unpause: FeatureDial,
    /// Overrides a time condition.
    pub time_condition_override: FeatureDial,
}

/// A feature's code, or `off`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum FeatureDial {
    /// The feature cannot be dialled.
    Off,
    /// It has this code.
    Code(FeatureCode),
}

impl Feature {
    /// The code that it has unless told.
    #[must_use]
    pub fn usual_code(self) -> &'static str {
        match self {
            Self::DoNotDisturbOn => "*78",
            Self::DoNotDisturbOff => "*79",
            Self::QueueLogIn => "*45",
            Self::QueueLogOut => "*46",
            Self::QueuePause => "*47",
            Self::QueueUnpause => "*48",
            Self::TimeConditionOverride => "*27",
        }
    }

    /// What it does, in words.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::DoNotDisturbOn => "do not disturb",
            Self::DoNotDisturbOff => "do not disturb no more",
            Self::QueueLogIn => "log in",
            Self::QueueLogOut => "log out",
            Self::QueuePause => "pause",
            Self::QueueUnpause => "pause no more",
            Self::TimeConditionOverride => "open or close by hand",
        }
    }

    /// Whether a queue's number may be dialled behind the code.
    #[must_use]
    pub fn takes_queue(self) -> bool {
        matches!(self, Self::QueueLogIn | Self::QueueLogOut | Self::QueuePause | Self::QueueUnpause)
    }

    /// Whether a time condition's number is dialled behind the code, which alone does nothing.
    #[must_use]
    pub fn takes_time_condition(self) -> bool {
        self == Self::TimeConditionOverride
    }
}

impl FeatureCodes {
    /// The code of a feature; nothing where it is switched off.
    #[must_use]
    pub fn code(&self, feature: Feature) -> Option<&FeatureCode> {
        let dial = match feature {
            Feature::DoNotDisturbOn => &self.do_not_disturb_on,
            Feature::DoNotDisturbOff => &self.do_not_disturb_off,
            Feature::QueueLogIn => &self.queue_log_in,
            Feature::QueueLogOut => &self.queue_log_out,
            Feature::QueuePause => &self.queue_pause,
            Feature::QueueUnpause => &self.queue_unpause,
            Feature::TimeConditionOverride => &self.time_condition_override,
        };
        match dial {
            FeatureDial::Code(code) => Some(code),
            FeatureDial::Off => None,
        }
    }

    /// Every feature that can be dialled, with its code.
    pub fn dialled(&self) -> impl Iterator<Item = (Feature, &FeatureCode)> {
        Feature::ALL.iter().filter_map(|feature| Some((*feature, self.code(*feature)?)))
    }
}

impl Default for FeatureCodes {
    fn default() -> Self {
        let usual = |feature: Feature| FeatureDial::from_word(feature.usual_code());
        Self {
            do_not_disturb_on: usual(Feature::DoNotDisturbOn),
            do_not_disturb_off: usual(Feature::DoNotDisturbOff),
            queue_log_in: usual(Feature::QueueLogIn),
            queue_log_out: usual(Feature::QueueLogOut),
            queue_pause: usual(Feature::QueuePause),
            queue_unpause: usual(Feature::QueueUnpause),
            time_condition_override: usual(Feature::TimeConditionOverride),
        }
    }
}

impl FeatureDial {
    fn from_word(code: &str) -> Self {
        FeatureCode::new(code).map_or(Self::Off, Self::Code)
    }
}

impl fmt::Display for FeatureDial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Off => f.pad("off"),
            Self::Code(code) => f.pad(code.as_str()),
        }
    }
}

impl FromStr for FeatureDial {
    type Err = NameError;
    fn from_str(text: &str) -> Result<Self, NameError> {
        if text == "off" { Ok(Self::Off) } else { FeatureCode::new(text).map(Self::Code) }
    }
}

impl TryFrom<String> for FeatureDial {
    type Error = NameError;
    fn try_from(text: String) -> Result<Self, NameError> {
        text.parse()
    }
}

impl From<FeatureDial> for String {
    fn from(dial: FeatureDial) -> Self {
        dial.to_string()
    }
}
