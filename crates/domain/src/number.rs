//! Who the caller is: one function that gives one caller for every spelling of a number.
//!
//! It is used alike when learning and when asking, so a caller who was `09121234567` in the
//! morning and is `+989121234567` at noon is one person.

use crate::name::latin_digits;
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, enums::Region};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A caller: a number in E.164 (`+989121234567`), an extension (`5050`), or, where the number is
/// not one that its country has given out, its digits as they came.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Caller(String);

impl Caller {
    /// Takes back a caller that [`NumberPlan::caller`] gave earlier.
    ///
    /// # Errors
    /// When the text is not `+` and digits, or digits, at most [`MOST_DIGITS`] of them.
    pub fn from_canonical(text: impl Into<String>) -> Result<Self, NoIdentity> {
        let text = text.into();
        let digits = text.strip_prefix('+').unwrap_or(&text);
        let good =
            (1..=MOST_DIGITS).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        if good { Ok(Self(text)) } else { Err(NoIdentity::Malformed) }
    }

    /// The caller as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The caller with the middle of the number hidden, for logs: `+98912***4567`.
    #[must_use]
    pub fn masked(&self) -> String {
        let shown = self.0.len().saturating_sub(3) / 2;
        let head: String = self.0.chars().take(shown.min(6)).collect();
        let tail_len = shown.min(4);
        let tail: String = self.0.chars().skip(self.0.len() - tail_len).collect();
        format!("{head}***{tail}")
    }
}

impl fmt::Display for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl TryFrom<String> for Caller {
    type Error = NoIdentity;
    fn try_from(text: String) -> Result<Self, NoIdentity> {
        Self::from_canonical(text)
    }
}

impl From<Caller> for String {
    fn from(caller: Caller) -> Self {
        caller.0
    }
}

/// The most digits that a number may have (ITU-T E.164, 6.2.1).
pub const MOST_DIGITS: usize = 15;

/// The most bytes of caller text that are looked at. Asterisk keeps at most 79 of a SIP user part.
pub const MOST_BYTES: usize = 80;

/// Why there is nobody to remember.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoIdentity {
    /// The number was withheld, or the network could not tell it.
    #[error("the number is withheld")]
    Withheld,
    /// There is no number.
    #[error("there is no number")]
    Absent,
    /// The text is not a telephone number.
    #[error("the text is not a telephone number")]
    Malformed,
}

/// Whether the network lets the number be shown (ITU-T Q.951, octet 3a of the calling number).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presentation {
    /// It may be shown.
    Allowed,
    /// The caller asked that it not be shown.
    Restricted,
    /// The network does not know it.
    Unavailable,
}

impl Presentation {
    /// Reads Asterisk's number of it, as `agi_callingpres` has it
    /// (`include/asterisk/callerid.h`, `AST_PRES_RESTRICTION`).
    #[must_use]
    pub fn from_code(code: u8) -> Self {
        match code & 0x60 {
            0x00 => Self::Allowed,
            0x40 => Self::Unavailable,
            _ => Self::Restricted,
        }
    }
}

/// How numbers are written where the PBX stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberPlan {
    region: Region,
    letters: String,
    area_code: Option<String>,
    longest_extension: usize,
}

/// Why a number plan cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NumberPlanError {
    /// The region is not a country's two letters.
    #[error("“{0}” is not a region: give the two letters of a country, such as IR")]
    Region(String),
    /// The area code is not 1 to 5 digits without the leading 0.
    #[error("“{0}” is not an area code: give it without the leading 0, such as 21")]
    AreaCode(String),
}

impl NumberPlan {
    /// A plan for a country (ISO 3166 letters) and, where callers of the same town come without
    /// it, the town's area code without the leading zero.
    ///
    /// # Errors
    /// When either is none.
    pub fn new(region: &str, area_code: Option<&str>) -> Result<Self, NumberPlanError> {
        let unknown = || NumberPlanError::Region(region.to_owned());
        let parsed = Region::try_from(region).map_err(|_| unknown())?;
        if PHONE_NUMBER_UTIL.get_country_code_for_region(parsed).is_none() {
            return Err(unknown());
        }
        if let Some(code) = area_code {
            let good = (1..=5).contains(&code.len())
                && code.bytes().all(|b| b.is_ascii_digit())
                && !code.starts_with('0');
            if !good {
                return Err(NumberPlanError::AreaCode(code.to_owned()));
            }
        }
        Ok(Self {
            region: parsed,
            letters: region.to_owned(),
            area_code: area_code.map(str::to_owned),
            longest_extension: 6,
        })
    }

    /// The country's two letters.
    #[must_use]
    pub fn region(&self) -> &str {
        &self.letters
    }

    /// The area code of callers who come without one.
    #[must_use]
    pub fn area_code(&self) -> Option<&str> {
        self.area_code.as_deref()
    }

    /// The caller behind a number as it came, in any spelling and in Latin, Persian or Arabic
    /// digits.
    ///
    /// # Errors
    /// When there is nobody to remember, and why.
    pub fn caller(&self, raw: &[u8], presentation: Presentation) -> Result<Caller, NoIdentity> {
        if presentation != Presentation::Allowed {
            return Err(NoIdentity::Withheld);
        }
        let plain = plain_number(raw)?;
        if self.is_internal(&plain) {
            return Ok(Caller(plain));
        }
        if let Some(e164) = self.e164(&plain) {
            return Ok(Caller(e164));
        }
        Caller::from_canonical(plain)
    }

    /// The caller behind a number such as the country gives out. Asking for one is worth while at
    /// a start: the country's patterns are compiled at their first use, which makes the first
    /// number take a hundred times as long as any other.
    #[must_use]
    pub fn example(&self) -> Option<Caller> {
        let number = PHONE_NUMBER_UTIL.get_example_number(self.region).ok()?;
        let national = number.format_as(PhoneNumberFormat::National);
        self.caller(national.as_bytes(), Presentation::Allowed).ok()
    }

    /// A caller's number as people here dial it: `09121234567` for one of the country's own, `+44…`
    /// for another's.
    #[must_use]
    pub fn dialled(&self, caller: &Caller) -> String {
        let own = PHONE_NUMBER_UTIL.get_country_code_for_region(self.region);
        let number = PHONE_NUMBER_UTIL.parse(&caller.0, Some(self.region));
        match number {
            Ok(number) if caller.0.starts_with('+') && Some(number.country_code) == own => {
                let national = number.format_as(PhoneNumberFormat::National);
                national.chars().filter(char::is_ascii_digit).collect()
            }
            _ => caller.0.clone(),
        }
    }

    fn is_internal(&self, plain: &str) -> bool {
        plain.len() <= self.longest_extension && !plain.starts_with(['+', '0'])
    }

    fn e164(&self, plain: &str) -> Option<String> {
        self.valid(plain).or_else(|| {
            let area_code = self.area_code.as_deref()?;
            (!plain.starts_with(['+', '0'])).then(|| self.valid(&format!("{area_code}{plain}")))?
        })
    }

    /// Only a number that the country has given out: an extension, read as a national number,
    /// would be somebody else's.
    fn valid(&self, plain: &str) -> Option<String> {
        let number = PHONE_NUMBER_UTIL.parse(plain, Some(self.region)).ok()?;
        number.is_valid().then(|| number.format_as(PhoneNumberFormat::E164).into_owned())
    }
}

/// Takes the marks of writing out of a number: `+` (or `00`) first, then digits only.
fn plain_number(raw: &[u8]) -> Result<String, NoIdentity> {
    if raw.len() > MOST_BYTES {
        return Err(NoIdentity::Malformed);
    }
    let text = std::str::from_utf8(raw).map_err(|_| NoIdentity::Malformed)?;
    let text = latin_digits(text.trim_matches(' '));
    if text.is_empty() {
        return Err(NoIdentity::Absent);
    }
    if is_word_for_nobody(&text) {
        return Err(NoIdentity::Withheld);
    }
    let (international, rest) = match text.strip_prefix('+') {
        Some(rest) => (true, rest),
        None => (false, text.as_str()),
    };
    let digits: String =
        rest.chars().filter(|c| !matches!(c, ' ' | '-' | '(' | ')' | '.')).collect();
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(NoIdentity::Malformed);
    }
    if digits.bytes().all(|b| b == b'0') {
        return Err(NoIdentity::Absent);
    }
    let plain = match (international, digits.strip_prefix("00")) {
        (true, _) => format!("+{digits}"),
        (false, Some(rest)) => format!("+{rest}"),
        (false, None) => digits,
    };
    if plain.trim_start_matches('+').len() > MOST_DIGITS {
        return Err(NoIdentity::Malformed);
    }
    Ok(plain)
}

/// What gateways and networks write in place of a number (RFC 3323, 4.1.1.3; Asterisk's own
/// `<unknown>`).
fn is_word_for_nobody(text: &str) -> bool {
    const WORDS: [&str; 9] = [
        "anonymous",
        "unknown",
        "<unknown>",
        "unavailable",
        "restricted",
        "private",
        "withheld",
        "asterisk",
        "s",
    ];
    WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tehran() -> NumberPlan {
        NumberPlan::new("IR", Some("21")).unwrap()
    }

    fn caller(raw: &str) -> String {
        tehran().caller(raw.as_bytes(), Presentation::Allowed).unwrap().to_string()
    }

    #[test]
    fn every_country_has_an_example_that_is_a_caller() {
        for region in ["IR", "DE", "US", "AF", "AE"] {
            let plan = NumberPlan::new(region, None).unwrap();
            let example = plan.example().unwrap();
            assert!(example.as_str().starts_with('+'), "{region}: {example:?}");
        }
    }

    #[test]
    fn every_spelling_of_a_mobile_number_is_one_caller() {
        for spelling in [
            "09121234567",
            "9121234567",
            "+989121234567",
            "00989121234567",
            "989121234567",
            "۰۹۱۲۱۲۳۴۵۶۷",
            "٠٩١٢١٢٣٤٥٦٧",
            "0912 123 4567",
            "+98 (912) 123-4567",
        ] {
            assert_eq!(caller(spelling), "+989121234567", "{spelling}");
        }
    }

    #[test]
    fn with_a_default_area_code_a_number_of_the_same_town_is_one_caller_too() {
        for spelling in ["88776655", "2188776655", "02188776655", "+982188776655", "۸۸۷۷۶۶۵۵"]
        {
            assert_eq!(caller(spelling), "+982188776655", "{spelling}");
        }
    }

    #[test]
    fn a_number_is_shown_as_it_is_dialled_here_and_is_the_same_caller_then() {
        for (raw, dialled) in [
            ("+989121234567", "09121234567"),
            ("88776655", "02188776655"),
            ("+442071838750", "+442071838750"),
            ("5050", "5050"),
        ] {
            let plan = tehran();
            let one = plan.caller(raw.as_bytes(), Presentation::Allowed).unwrap();
            assert_eq!(plan.dialled(&one), dialled);
            let again = plan.caller(dialled.as_bytes(), Presentation::Allowed);
            assert_eq!(again, Ok(one));
        }
    }

    #[test]
    fn extensions_stay_extensions() {
        for extension in ["5050", "200", "1554", "110"] {
            assert_eq!(caller(extension), extension);
        }
    }

    #[test]
    fn a_number_that_nobody_has_given_out_keeps_its_own_spelling() {
        assert_eq!(caller("0912123456"), "0912123456");
        assert_eq!(caller("00999123456789"), "+999123456789");
    }

    #[test]
    fn nobody_is_nobody() {
        let plan = tehran();
        let of = |raw: &[u8]| plan.caller(raw, Presentation::Allowed);
        assert_eq!(of(b""), Err(NoIdentity::Absent));
        assert_eq!(of(b"  "), Err(NoIdentity::Absent));
        assert_eq!(of(b"0000"), Err(NoIdentity::Absent));
        for word in ["anonymous", "Anonymous", "<unknown>", "unknown", "Restricted"] {
            assert_eq!(of(word.as_bytes()), Err(NoIdentity::Withheld), "{word}");
        }
        for bad in [
            &b"\r\nEvent: AgentConnect"[..],
            b"0912\r\n1234567",
            b"0912&Local/1",
            b"${SHELL(id)}",
            b"09121234567,1",
            b"\xff\xfe09121234567",
            b"+",
            b"1234567890123456",
            b"0912\x001234567",
        ] {
            assert_eq!(of(bad), Err(NoIdentity::Malformed), "{bad:?}");
        }
        assert_eq!(
            plan.caller(b"09121234567", Presentation::Restricted),
            Err(NoIdentity::Withheld)
        );
    }

    #[test]
    fn presentation_is_read_as_asterisk_writes_it() {
        assert_eq!(Presentation::from_code(0), Presentation::Allowed);
        assert_eq!(Presentation::from_code(3), Presentation::Allowed);
        assert_eq!(Presentation::from_code(35), Presentation::Restricted);
        assert_eq!(Presentation::from_code(67), Presentation::Unavailable);
    }

    #[test]
    fn a_log_never_shows_a_whole_number() {
        assert_eq!(Caller("+989121234567".into()).masked(), "+9891***4567");
        for short in ["1", "12", "123", "5050", "12345"] {
            assert!(!Caller(short.into()).masked().contains(short), "{short}");
        }
    }

    #[test]
    fn a_plan_that_cannot_be_is_refused() {
        assert!(NumberPlan::new("XX", None).is_err());
        assert!(NumberPlan::new("Iran", None).is_err());
        assert!(NumberPlan::new("IR", Some("021")).is_err());
    }

    proptest! {
        #[test]
        fn any_mobile_number_is_one_caller_in_every_spelling(subscriber in 0u32..10_000_000, prefix in 910u32..920) {
            let national = format!("{prefix}{subscriber:07}");
            let expected = caller(&format!("+98{national}"));
            prop_assert_eq!(&expected, &format!("+98{national}"));
            let persian: String = format!("0{national}").chars()
                .map(|c| char::from_u32(u32::from('۰') + c.to_digit(10).unwrap()).unwrap()).collect();
            for spelling in [format!("0{national}"), national.clone(), format!("0098{national}"), persian] {
                prop_assert_eq!(&caller(&spelling), &expected);
            }
        }

        #[test]
        fn any_town_number_is_one_caller_in_every_spelling(subscriber in 22_000_000u32..89_000_000) {
            let expected = format!("+9821{subscriber}");
            prop_assume!(caller(&expected) == expected && tehran().valid(&expected).is_some());
            for spelling in [subscriber.to_string(), format!("21{subscriber}"), format!("021{subscriber}"), format!("009821{subscriber}")] {
                prop_assert_eq!(&caller(&spelling), &expected);
            }
        }

        #[test]
        fn no_bytes_make_a_caller_that_is_more_than_digits(raw in proptest::collection::vec(any::<u8>(), 0..100)) {
            if let Ok(caller) = tehran().caller(&raw, Presentation::Allowed) {
                prop_assert!(Caller::from_canonical(caller.as_str()).is_ok());
            }
        }

        #[test]
        fn a_caller_is_their_own_spelling(raw in "[+]?[0-9 ]{1,18}") {
            if let Ok(first) = tehran().caller(raw.as_bytes(), Presentation::Allowed) {
                prop_assert_eq!(tehran().caller(first.as_str().as_bytes(), Presentation::Allowed), Ok(first));
            }
        }
    }
}
