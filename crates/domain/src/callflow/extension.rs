//! Extensions.

use crate::name::Extension;
use crate::value::{PlainText, digits, hidden, plain, shown, text_value};
use serde::{Deserialize, Serialize};

/// An extension and the phone that registers as it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManagedExtension {
    /// Its number.
    pub number: Extension,
    /// The operator's name.
    pub name: PlainText,
    /// What the phone registers with.
    pub secret: PhoneSecret,
    /// Whether its operator may set do-not-disturb.
    #[serde(default = "yes")]
    pub do_not_disturb_allowed: bool,
    /// The number that the world outside is shown for a call from it; where there is none, what the
    /// trunk shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outbound_caller_id: Option<OutsideNumber>,
}

fn yes() -> bool {
    true
}

text_value!(
    /// What a phone registers with.
    PhoneSecret,
    "phone_secret",
    "a phone's secret is 8 to 60 letters, digits, “-” or “_”",
    |text| plain(text, 8, 60, b"-_")
);
hidden!(PhoneSecret);

/// How many characters a made secret has: of 57, so 116 bits.
const MADE_LENGTH: usize = 20;

impl PhoneSecret {
    /// A secret that nobody guesses, made of random bytes: letters and digits that are not taken for
    /// one another. `None` where the bytes did not suffice, so that others are to be taken; 64 do,
    /// but for once in 10²⁸.
    #[must_use]
    pub fn made_of(random: &[u8]) -> Option<Self> {
        const LETTERS: &[u8; 57] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
        // Bytes past the last whole round are passed over: they would favour the first letters.
        let fair = random.iter().filter(|byte| usize::from(**byte) < LETTERS.len() * 4);
        let letters = fair.filter_map(|byte| LETTERS.get(usize::from(*byte) % LETTERS.len()));
        let secret: String = letters.map(|letter| char::from(*letter)).take(MADE_LENGTH).collect();
        (secret.len() == MADE_LENGTH).then_some(Self(secret))
    }

    /// Whether nobody will guess it: 16 characters or more, ten of them different. A shorter one is
    /// taken, because phones that are there already have it, and `check` says so.
    #[must_use]
    pub fn is_strong(&self) -> bool {
        let different: std::collections::BTreeSet<u8> = self.0.bytes().collect();
        self.0.len() >= 16 && different.len() >= 10
    }
}

text_value!(
    /// A number in the world outside.
    OutsideNumber,
    "outside_number",
    "a number outside is 1 to 20 digits, “+” first where it is international",
    |text| digits(text.strip_prefix('+').unwrap_or(text), 1, 20)
);
shown!(OutsideNumber);
