//! The keys of the environment, in the order in which Asterisk writes them.

/// A key of the environment block.
///
/// The variants stand in the order in which Asterisk writes the lines (`res_agi.c`:2267-2279
/// and 2489-2518 in 22.10.1; the same in 16.28.0). Their order is their comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// `agi_network`: always `yes` over FastAGI.
    Network,
    /// `agi_network_script`: the URL after the first `/`; the line is absent where that is empty.
    NetworkScript,
    /// `agi_request`: the whole URL.
    Request,
    /// `agi_channel`: the channel's name.
    Channel,
    /// `agi_language`: the channel's language.
    Language,
    /// `agi_type`: the channel technology, such as `PJSIP`.
    Type,
    /// `agi_uniqueid`: the channel's unique id.
    UniqueId,
    /// `agi_version`: Asterisk's version.
    Version,
    /// `agi_callerid`: the caller's number; the first line a caller can write into.
    CallerNumber,
    /// `agi_calleridname`: the caller's name.
    CallerName,
    /// `agi_callingpres`: the presentation of number and name, a decimal octet.
    Presentation,
    /// `agi_callingani2`: ANI II digits.
    CallingAni2,
    /// `agi_callington`: the type of number.
    CallingTypeOfNumber,
    /// `agi_callingtns`: transit network select.
    CallingTransitNetwork,
    /// `agi_dnid`: the number that was dialled.
    DialledNumber,
    /// `agi_rdnis`: the number that redirected the call.
    RedirectingNumber,
    /// `agi_context`: the dialplan context.
    Context,
    /// `agi_extension`: the dialplan extension.
    Extension,
    /// `agi_priority`: the dialplan priority.
    Priority,
    /// `agi_enhanced`: `1.0` for EAGI, else `0.0`.
    Enhanced,
    /// `agi_accountcode`: the account code, often empty.
    AccountCode,
    /// `agi_threadid`: the id of Asterisk's thread.
    ThreadId,
}

/// How many keys there are.
pub(super) const FIELDS: usize = IN_ORDER.len();

const IN_ORDER: [(Field, &[u8]); 22] = [
    (Field::Network, b"agi_network"),
    (Field::NetworkScript, b"agi_network_script"),
    (Field::Request, b"agi_request"),
    (Field::Channel, b"agi_channel"),
    (Field::Language, b"agi_language"),
    (Field::Type, b"agi_type"),
    (Field::UniqueId, b"agi_uniqueid"),
    (Field::Version, b"agi_version"),
    (Field::CallerNumber, b"agi_callerid"),
    (Field::CallerName, b"agi_calleridname"),
    (Field::Presentation, b"agi_callingpres"),
    (Field::CallingAni2, b"agi_callingani2"),
    (Field::CallingTypeOfNumber, b"agi_callington"),
    (Field::CallingTransitNetwork, b"agi_callingtns"),
    (Field::DialledNumber, b"agi_dnid"),
    (Field::RedirectingNumber, b"agi_rdnis"),
    (Field::Context, b"agi_context"),
    (Field::Extension, b"agi_extension"),
    (Field::Priority, b"agi_priority"),
    (Field::Enhanced, b"agi_enhanced"),
    (Field::AccountCode, b"agi_accountcode"),
    (Field::ThreadId, b"agi_threadid"),
];

impl Field {
    pub(super) fn from_key(key: &[u8]) -> Option<Self> {
        IN_ORDER.iter().find(|(_, known)| *known == key).map(|(field, _)| *field)
    }

    pub(super) const fn position(self) -> usize {
        self as usize
    }

    /// Whether Asterisk writes `unknown` where there is no value (`S_COR` and `S_OR`).
    pub(super) const fn unknown_is_absent(self) -> bool {
        matches!(
            self,
            Self::CallerNumber | Self::CallerName | Self::DialledNumber | Self::RedirectingNumber
        )
    }
}

/// The number of an `agi_arg_N` key, written as Asterisk writes it: no sign, no leading zero.
pub(super) fn argument_number(key: &[u8]) -> Option<usize> {
    let digits = key.strip_prefix(b"agi_arg_")?;
    if digits.is_empty() || digits.starts_with(b"0") || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(digits).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_stands_in_the_order_of_the_variants() {
        for (position, (field, key)) in IN_ORDER.iter().enumerate() {
            assert_eq!(field.position(), position);
            assert_eq!(Field::from_key(key), Some(*field));
        }
    }

    #[test]
    fn argument_numbers_are_canonical() {
        assert_eq!(argument_number(b"agi_arg_1"), Some(1));
        assert_eq!(argument_number(b"agi_arg_127"), Some(127));
        for key in ["agi_arg_", "agi_arg_0", "agi_arg_01", "agi_arg_+1", "agi_arg_1 ", "agi_arg"] {
            assert_eq!(argument_number(key.as_bytes()), None, "{key}");
        }
        assert_eq!(argument_number(b"agi_arg_99999999999999999999999"), None);
    }
}
