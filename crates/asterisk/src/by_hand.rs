//! What is set by hand over the hours of a time condition, and where Asterisk keeps it.
//!
//! A phone sets it by a feature code, the panel over the manager interface, both in Asterisk's own
//! database, so it holds over restarts and with Vasl away. Beside what was set stands what the
//! configuration said then: once that says something else, it holds. What does not hold any more is
//! taken out of the database when the configuration is applied, so it does not come back either when
//! the configuration says again what it said then, or another time condition gets the number.

use vasl_domain::callflow::{Override, TimeCondition};
use vasl_domain::name::TimeConditionNumber;

/// The family of the database's entries that are Vasl's.
pub const FAMILY: &str = "vasl";

/// The key of a time condition in that family.
#[must_use]
pub fn key(number: &TimeConditionNumber) -> String {
    format!("time-condition-{number}")
}

/// An entry as it is written: `none:open` is open, set while the configuration said none.
#[must_use]
pub fn entry(configured: Override, set: Override) -> String {
    format!("{configured}:{set}")
}

/// What is set by hand, where the database has this entry; it is empty where there is none. The
/// dialplan reads it in the same way (`render/callflow/time_conditions.rs`).
#[must_use]
pub fn read(condition: &TimeCondition, entry: &str) -> Override {
    let configured = condition.overridden;
    let set = entry.split_once(':').filter(|(then, _)| *then == configured.word());
    set.map_or(configured, |(_, set)| Override::from_word(set).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_phone_set_holds_until_the_configuration_says_something_else() {
        let condition = |overridden: &str| -> TimeCondition {
            serde_json::from_value(serde_json::json!({
                "number": "1", "name": "Office", "time_group": "office",
                "time_zone": "Asia/Tehran", "open_destination": "ivr:1",
                "closed_destination": "hangup", "override": overridden,
            }))
            .unwrap()
        };
        for (configured, entry, holds) in [
            ("none", "", Override::None),
            ("closed", "", Override::Closed),
            ("none", "none:open", Override::Open),
            ("none", "none:none", Override::None),
            ("open", "open:none", Override::None),
            ("open", "none:closed", Override::Open),
            ("none", "open:closed", Override::None),
            ("none", "none:nonsense", Override::None),
        ] {
            assert_eq!(read(&condition(configured), entry), holds, "{configured} {entry}");
        }
        let written = entry(Override::None, Override::Closed);
        assert_eq!(written, "none:closed");
        assert_eq!(read(&condition("none"), &written), Override::Closed);
    }
}
