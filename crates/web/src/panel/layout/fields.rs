//! The fields of the call flow's things, by the names under which their forms have them.

use super::words;
use crate::l10n::Texts;
use vasl_domain::callflow::Feature;

/// A field's name in words; `None` where no form has it.
pub(super) fn of_call_flow(texts: &Texts, name: &str) -> Option<String> {
    if let Some(feature) = Feature::from_word(name) {
        return Some(words::feature(texts, feature));
    }
    let key = match name {
        "number" => "number",
        "description" => "sound-description",
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
        "may_be_skipped" => "announcement-skip",
        "channels" => "trunk-channels",
        "registration" => "trunk-registration",
        "addresses" => "trunk-addresses-field",
        _ => return None,
    };
    Some(texts.t(key))
}
