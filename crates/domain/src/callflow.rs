//! The call flow around the modules, where the PBX has none of its own: extensions, queues, IVRs
//! and inbound routes.

use crate::destination::Destination;
use crate::name::{Extension, IvrNumber, ModuleCode, QueueName};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// What an operator dials to set do-not-disturb, and to take it back: as elsewhere.
pub const FEATURE_CODES: [&str; 2] = ["*78", "*79"];

/// Everything that Vasl writes for a PBX beside the modules.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CallFlow {
    /// The extensions.
    #[serde(rename = "extension")]
    pub extensions: Vec<ManagedExtension>,
    /// The queues.
    #[serde(rename = "queue")]
    pub queues: Vec<ManagedQueue>,
    /// The menus.
    #[serde(rename = "ivr")]
    pub ivrs: Vec<Ivr>,
    /// Where calls from outside come in.
    #[serde(rename = "inbound_route")]
    pub inbound_routes: Vec<InboundRoute>,
}

/// An extension and the phone that registers as it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManagedExtension {
    /// Its number.
    pub number: Extension,
    /// The operator's name.
    pub name: PlainText,
    /// What the phone registers with.
    pub secret: PhoneSecret,
}

/// A queue.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManagedQueue {
    /// Its number.
    pub number: QueueName,
    /// Its name.
    pub name: PlainText,
    /// In which order its members ring.
    #[serde(default)]
    pub strategy: Strategy,
    /// Its members.
    #[serde(default)]
    pub members: Vec<Extension>,
    /// How long a member's phone rings, in seconds.
    #[serde(default = "fifteen")]
    pub ring_seconds: u16,
    /// The pause after a call, in seconds.
    #[serde(default)]
    pub wrap_up_seconds: u16,
}

fn fifteen() -> u16 {
    15
}

/// In which order a queue rings its members (`apps/app_queue.c`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Strategy {
    /// All at once.
    #[default]
    RingAll,
    /// Whose last call is the longest ago.
    LeastRecent,
    /// Who had the fewest calls.
    FewestCalls,
    /// Anyone.
    Random,
    /// In turn.
    RrMemory,
    /// In turn, in the order of the configuration.
    RrOrdered,
    /// In the order of the configuration.
    Linear,
    /// Anyone, by penalty.
    WRandom,
}

impl Strategy {
    /// The word for it in `queues.conf`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::RingAll => "ringall",
            Self::LeastRecent => "leastrecent",
            Self::FewestCalls => "fewestcalls",
            Self::Random => "random",
            Self::RrMemory => "rrmemory",
            Self::RrOrdered => "rrordered",
            Self::Linear => "linear",
            Self::WRandom => "wrandom",
        }
    }
}

/// A menu: a key leads to a destination.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ivr {
    /// Its number.
    pub number: IvrNumber,
    /// Its name.
    pub name: PlainText,
    /// The sound that is played, as Asterisk names it; none for silence.
    #[serde(default)]
    pub announcement: Option<SoundName>,
    /// How long a key is waited for, in seconds, 1 at least.
    #[serde(default = "ten")]
    pub timeout_seconds: std::num::NonZeroU16,
    /// Its keys.
    #[serde(rename = "entry")]
    pub entries: Vec<IvrEntry>,
    /// Where a caller goes who presses nothing, or nothing that leads on, three times.
    pub failure_destination: Destination,
}

fn ten() -> std::num::NonZeroU16 {
    const TEN: std::num::NonZeroU16 = std::num::NonZeroU16::MIN.saturating_add(9);
    TEN
}

/// A key of a menu.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IvrEntry {
    /// The key or keys.
    pub key: Keys,
    /// Where it leads.
    pub destination: Destination,
}

/// Where a call from outside goes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InboundRoute {
    /// The number that was called; any, where there is none.
    #[serde(default)]
    pub did: Option<Did>,
    /// Where it leads.
    pub destination: Destination,
}

macro_rules! text {
    ($(#[$doc:meta])* $type:ident, $rule:literal, $valid:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $type(String);

        impl $type {
            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $type {
            type Error = String;
            fn try_from(text: String) -> Result<Self, String> {
                let valid: fn(&str) -> bool = $valid;
                if valid(&text) { Ok(Self(text)) } else { Err($rule.to_owned()) }
            }
        }

        impl From<$type> for String {
            fn from(text: $type) -> Self {
                text.0
            }
        }
    };
}

text!(
    /// A name for people, which may stand in a line of Asterisk's configuration.
    PlainText,
    "a name is 1 to 60 characters without control characters, quotes, “;”, “<”, “>”, “[”, “]”, \
     “,”, “\\” or “$”",
    |text| (1..=60).contains(&text.chars().count())
        && !text.chars().any(|c| c.is_control() || "\"';<>[],\\$|".contains(c))
);

text!(
    /// What a phone registers with.
    PhoneSecret,
    "a phone's secret is 8 to 60 letters, digits, “-” or “_”",
    |text| (8..=60).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
);

text!(
    /// The name of a sound, as Asterisk's `Playback` takes it.
    SoundName,
    "a sound's name is 1 to 100 letters, digits, “-”, “_”, “.” or “/”",
    |text| (1..=100).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_./".contains(&b))
        && !text.contains("..")
);

text!(
    /// What is pressed in a menu.
    Keys,
    "a key is one to four of 0 to 9, “*” and “#”",
    |text| (1..=4).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_digit() || b == b'*' || b == b'#')
);

text!(
    /// A number that callers from outside dial.
    Did,
    "a dialled number is 1 to 20 digits, “+” first where it is international",
    |text| {
        let digits = text.strip_prefix('+').unwrap_or(text);
        (1..=20).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
    }
);

impl std::fmt::Debug for PhoneSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PhoneSecret(…)")
    }
}

macro_rules! shown {
    ($($type:ident),*) => {$(
        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{:?}", self.0)
            }
        }
    )*};
}
shown!(PlainText, SoundName, Keys, Did);

/// What is wrong with a call flow as a whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallFlowError {
    /// One number for two things.
    #[error("{number} is both {first} and {second}; give each thing a number of its own")]
    NumberTwice {
        /// The number.
        number: String,
        /// What has it.
        first: String,
        /// What wants it.
        second: String,
    },
    /// Points at nothing.
    #[error("{from} leads to {destination}, which does not exist")]
    LeadsNowhere {
        /// What points.
        from: String,
        /// At what.
        destination: Destination,
    },
    /// A member without an extension.
    #[error("queue {queue} has the member {member}, which is not an extension here")]
    NoSuchMember {
        /// The queue.
        queue: QueueName,
        /// The member.
        member: Extension,
    },
}

impl CallFlow {
    /// Checks that every number is one thing's alone and that everything leads somewhere.
    ///
    /// # Errors
    /// The first thing that does not fit.
    pub fn check(&self, modules: &[ModuleCode]) -> Result<(), CallFlowError> {
        self.check_numbers(modules)?;
        self.check_members()?;
        self.check_destinations()
    }

    /// What has this number in the one numbering plan, in words; nothing when it is free.
    #[must_use]
    pub fn holder_of(&self, number: &str) -> Option<String> {
        let extension = self.extensions.iter().find(|e| e.number.as_str() == number);
        let queue = self.queues.iter().find(|q| q.number.as_str() == number);
        let is_feature = !self.extensions.is_empty() && FEATURE_CODES.contains(&number);
        extension
            .map(|e| format!("extension {} ({})", e.number, e.name.as_str()))
            .or_else(|| queue.map(|q| format!("queue {} ({})", q.number, q.name.as_str())))
            .or_else(|| is_feature.then(|| format!("feature code {number} (do not disturb)")))
    }

    fn check_numbers(&self, modules: &[ModuleCode]) -> Result<(), CallFlowError> {
        let extensions = self
            .extensions
            .iter()
            .map(|e| (e.number.to_string(), format!("extension {}", e.number)));
        let queues =
            self.queues.iter().map(|q| (q.number.to_string(), format!("queue {}", q.number)));
        let codes = modules.iter().map(|code| (code.to_string(), format!("module {code}")));
        let mut holders: HashMap<String, String> = HashMap::new();
        for (number, second) in extensions.chain(queues).chain(codes) {
            if let Some(first) = holders.insert(number.clone(), second.clone()) {
                return Err(CallFlowError::NumberTwice { number, first, second });
            }
        }
        let mut ivrs: HashMap<&IvrNumber, ()> = HashMap::new();
        for ivr in &self.ivrs {
            if ivrs.insert(&ivr.number, ()).is_some() {
                let both = format!("IVR {}", ivr.number);
                return Err(CallFlowError::NumberTwice {
                    number: ivr.number.to_string(),
                    first: both.clone(),
                    second: format!("another {both}"),
                });
            }
        }
        Ok(())
    }

    fn check_members(&self) -> Result<(), CallFlowError> {
        for queue in &self.queues {
            for member in &queue.members {
                if !self.extensions.iter().any(|e| e.number == *member) {
                    return Err(CallFlowError::NoSuchMember {
                        queue: queue.number.clone(),
                        member: member.clone(),
                    });
                }
            }
        }
        Ok(())
    }

    fn check_destinations(&self) -> Result<(), CallFlowError> {
        let from_ivrs = self.ivrs.iter().flat_map(|ivr| {
            let keys = ivr.entries.iter().map(move |entry| {
                (format!("key {} of IVR {}", entry.key.as_str(), ivr.number), &entry.destination)
            });
            let failure = (
                format!("the failure destination of IVR {}", ivr.number),
                &ivr.failure_destination,
            );
            keys.chain([failure])
        });
        let from_routes = self.inbound_routes.iter().map(|route| {
            let did = route.did.as_ref().map_or("any number", Did::as_str);
            (format!("the inbound route of {did}"), &route.destination)
        });
        for (from, destination) in from_ivrs.chain(from_routes) {
            if !self.has(destination) {
                return Err(CallFlowError::LeadsNowhere { from, destination: destination.clone() });
            }
        }
        Ok(())
    }

    /// A module may be made after the menu that leads to it, so a misc destination always counts:
    /// until it is there the dialplan hangs up on nobody, it plays that the code is not known.
    fn has(&self, destination: &Destination) -> bool {
        match destination {
            Destination::Extension(number) => self.extensions.iter().any(|e| e.number == *number),
            Destination::Queue(number) => self.queues.iter().any(|q| q.number == *number),
            Destination::Ivr(number) => self.ivrs.iter().any(|i| i.number == *number),
            Destination::Misc(_) | Destination::Dialplan(_) | Destination::HangUp => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flow() -> CallFlow {
        serde_json::from_value(serde_json::json!({
            "extension": [
                { "number": "5050", "name": "Sara", "secret": "abcdefgh" },
                { "number": "6065", "name": "Ali", "secret": "abcdefgh" },
            ],
            "queue": [{
                "number": "99", "name": "Support", "strategy": "rrmemory", "members": ["5050", "6065"],
            }],
            "ivr": [{
                "number": "1", "name": "Main", "failure_destination": "queue:99",
                "entry": [{ "key": "3", "destination": "misc:*5003" }],
            }],
            "inbound_route": [{ "destination": "ivr:1" }],
        }))
        .unwrap()
    }

    #[test]
    fn the_users_own_example_is_whole() {
        assert_eq!(flow().check(&[ModuleCode::new("*5003").unwrap()]), Ok(()));
    }

    #[test]
    fn a_number_is_one_things_alone() {
        let error = flow().check(&[ModuleCode::new("5050").unwrap()]).unwrap_err().to_string();
        assert_eq!(
            error,
            "5050 is both extension 5050 and module 5050; give each thing a number of its own"
        );
        assert_eq!(flow().holder_of("99").as_deref(), Some("queue 99 (Support)"));
        let feature = Some("feature code *78 (do not disturb)");
        assert_eq!(flow().holder_of("*78").as_deref(), feature);
        assert_eq!(CallFlow::default().holder_of("*78"), None);
    }

    #[test]
    fn nothing_leads_nowhere() {
        let mut flow = flow();
        flow.inbound_routes[0].destination = "ivr:2".parse().unwrap();
        let error = flow.check(&[]).unwrap_err().to_string();
        assert_eq!(error, "the inbound route of any number leads to ivr:2, which does not exist");
    }

    #[test]
    fn a_member_is_an_extension() {
        let mut flow = flow();
        flow.extensions.pop();
        assert!(matches!(flow.check(&[]), Err(CallFlowError::NoSuchMember { .. })));
    }

    #[test]
    fn a_secret_is_not_printed() {
        assert!(!format!("{:?}", flow()).contains("abcdefgh"));
    }

    #[test]
    fn text_that_configuration_would_read_is_refused() {
        for bad in ["a]b", "x;y", "\"", "a\nb", ""] {
            assert!(PlainText::try_from(bad.to_owned()).is_err(), "{bad}");
        }
        assert!(Keys::try_from("3,1".to_owned()).is_err());
    }
}
