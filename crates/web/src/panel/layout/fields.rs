//! The fields of the call flow's things, by the names under which their forms have them.

use super::words;
use crate::l10n::Texts;
use jiff::civil::Weekday;
use vasl_domain::callflow::Feature;
use vasl_domain::hours::WeekdayName;

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
                let row = words::values::row_name(texts, row.trim_end_matches(']'));
                let whole = format!("{} ({row})", by_name(texts, name)?);
                let part = rest.and_then(|part| of_row(texts, part));
                Some(part.map_or(whole.clone(), |part| format!("{whole}: {part}")))
            }
        },
    }
}

/// A field of a row.
fn of_row(texts: &Texts, part: &str) -> Option<String> {
    let key = match part.split('[').next()? {
        "from" => "hours-from",
        "to" => "hours-to",
        "penalty" => "queue-penalty",
        "yearly" => "holiday-yearly",
        "weekdays" => {
            let day = part.strip_prefix("weekdays[").and_then(|day| day.strip_suffix(']'));
            let day = day.and_then(weekday).map(|day| texts.weekday(day));
            return Some(day.unwrap_or_else(|| texts.t("weekdays")));
        }
        _ => return None,
    };
    Some(texts.t(key))
}

/// A weekday, by the word for it in the configuration.
fn weekday(word: &str) -> Option<Weekday> {
    let name: WeekdayName = serde_json::from_value(word.into()).ok()?;
    Some(name.into())
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
            ("holiday[jalali 01/13]", Some("Holidays (Jalali 01/13)")),
            ("period[1].from", Some("Working hours (1): From")),
            ("period[2].weekdays[sat]", Some("Working hours (2): Saturday")),
            ("members[5050].penalty", Some("Members (5050): Penalty")),
            ("unheard_of", None),
        ] {
            let told = of_call_flow(texts(Language::English), path);
            let told = told.map(|told| told.replace(['\u{2068}', '\u{2069}'], ""));
            assert_eq!(told.as_deref(), says, "{path}");
        }
    }
}
