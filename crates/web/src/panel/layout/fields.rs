//! The fields of the call flow's things, by the names under which their forms have them.

use super::words;
use crate::l10n::Texts;
use vasl_domain::callflow::Feature;

/// A field's name in words, by its path in what is written down; `None` where no form has it.
pub(super) fn of_call_flow(texts: &Texts, path: &str) -> Option<String> {
    let (name, rest) = match path.split_once('.') {
        Some((name, rest)) => (name, Some(rest)),
        None => (path, None),
    };
    let whole = match name {
        "invalid" => Some(texts.t("ivr-invalid")),
        "timeout" => Some(texts.t("ivr-timeout")),
        name => name
            .strip_prefix("entry[")
            .and_then(|row| row.strip_suffix(']'))
            .map(|key| texts.t1("field-key", "key", texts.digits(key))),
    };
    match (whole, rest) {
        (Some(whole), Some("sound")) => Some(format!("{whole}: {}", texts.t("ivr-sound"))),
        (Some(whole), Some(part)) => Some(format!("{whole}: {}", of_call_flow(texts, part)?)),
        (Some(whole), None) => Some(whole),
        (None, _) => match name.split_once('[') {
            None => by_name(texts, name),
            Some((name, row)) => {
                let row = texts.digits(row.trim_end_matches(']'));
                Some(format!("{} ({row})", by_name(texts, name)?))
            }
        },
    }
}

fn by_name(texts: &Texts, name: &str) -> Option<String> {
    if let Some(feature) = Feature::from_word(name) {
        return Some(words::feature(texts, feature));
    }
    let key = match name {
        "number" => "number",
        "description" => "description",
        "do_not_disturb_allowed" => "do-not-disturb",
        "outbound_caller_id" => "outbound-caller-id",
        "secret" => "phone-secret",
        "strategy" => "queue-strategy",
        "members" | "dynamic_members" => "queue-members",
        "anyone_may_log_in" => "queue-anyone",
        "longest_wait_seconds" => "queue-longest-wait-seconds",
        "wrap_up_seconds" => "queue-wrap-up-seconds",
        "music" => "queue-music",
        "announce_seconds" => "queue-announce-seconds",
        "announce_position" => "queue-announce-position",
        "announce_hold_time" => "queue-hold-time",
        "periodic_announcement" => "queue-periodic-sound",
        "join" => "queue-join",
        "leave" => "queue-leave",
        "weight" => "queue-weight",
        "recording" => "queue-recording",
        "sound" => "announcement-sound-file",
        "content" => "sound-content",
        "may_be_skipped" => "announcement-skip",
        "channels" => "trunk-channels",
        "registration" => "trunk-registration",
        "addresses" => "trunk-addresses-field",
        "direct_dialling" => "ivr-direct-dialling",
        "timeout_seconds" => "ivr-timeout-seconds",
        "retries" => "ivr-retries",
        "return" => "ivr-return",
        "destination" => "destination",
        "period" => "hours-of-work",
        "holiday" => "holidays",
        "time_group" => "time-group",
        "open_destination" => "time-condition-open",
        "closed_destination" => "time-condition-closed",
        "override" => "by-hand",
        "dials" => "misc-dials",
        "did" => "route-did",
        "caller" => "route-caller",
        _ => return None,
    };
    Some(texts.t(key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::l10n::texts;
    use vasl_domain::user::Language;

    #[test]
    fn a_part_is_told_with_the_whole() {
        for (path, says) in [
            ("entry[3].destination", Some("Key 3: Destination")),
            ("entry[3]", Some("Key 3")),
            ("invalid.sound", Some("If the key is wrong: Sound before a repeat")),
            ("timeout.retries", Some("If no key is pressed: Repeats")),
            ("holiday[2].jalali", Some("Holidays (2)")),
            ("members[5050].penalty", Some("Members (5050)")),
            ("unheard_of", None),
        ] {
            let told = of_call_flow(texts(Language::English), path);
            let told = told.map(|told| told.replace(['\u{2068}', '\u{2069}'], ""));
            assert_eq!(told.as_deref(), says, "{path}");
        }
    }
}
