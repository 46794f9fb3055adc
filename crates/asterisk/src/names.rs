//! The names of what Vasl writes into Asterisk's configuration.
//!
//! `vasl-reconnect` is public: other dialplans go to `vasl-reconnect,<code>,1`. The rest is Vasl's
//! own and may change with a version.

use vasl_domain::name::{Extension, ModuleCode, QueueName};

/// The context that reconnects: `Goto(vasl-reconnect,*5003,1)`.
pub const RECONNECT: &str = "vasl-reconnect";
/// The context that sends a module's caller to its failure destination.
pub const FAILURE: &str = "vasl-failure";
/// The context whose extensions are the operators that may be rung.
pub const OPERATORS: &str = "vasl-operators";
/// The subroutines that do for a call what the PBX's own dialplan does for one of a queue.
pub const AS_QUEUE: &str = "vasl-as-queue";
/// The subroutines that take that back.
pub const AS_BEFORE: &str = "vasl-as-before";
/// The subroutine that runs on the operator's channel before it rings.
pub const RING: &str = "vasl-ring";
/// The subroutine that runs on the operator's channel when it answers.
pub const ANSWERED: &str = "vasl-answered";
/// The subroutine on the operator's channel that hangs up where the operator did not take this
/// caller just now.
pub const PASS_OVER: &str = "vasl-pass-over";
/// The context whose only extension tells which version of the file Asterisk has loaded.
pub const GENERATION: &str = "vasl-generation";
/// The context in which queues are extensions.
pub const QUEUES: &str = "vasl-queue";
/// The context of the phones inside.
pub const INTERNAL: &str = "vasl-internal";
/// The context of calls from outside.
pub const INBOUND: &str = "vasl-inbound";
/// The context of the codes that a menu may lead to: modules, and codes that dial something.
pub const MISC: &str = "vasl-misc";
/// The context that a caller who dials in a menu finds beside its keys.
pub const DIRECT: &str = "vasl-direct";
/// The endpoint of the trunk.
pub const TRUNK: &str = "vasl-trunk";
/// The subroutine that calls a number outside.
pub const OUTSIDE: &str = "vasl-outside";
/// The subroutine on the channel that is called outside.
pub const OUTSIDE_LEG: &str = "vasl-outside-leg";
/// The subroutines that tell what number an extension shows outside.
pub const SHOWN: &str = "vasl-shown";
/// The subroutines that tell what the hours of a time condition say.
pub const HOURS: &str = "vasl-hours";
/// The subroutines that tell what was set by hand for a time condition.
pub const BY_HAND: &str = "vasl-by-hand";
/// What the name of the context of a time group's holidays begins with.
pub const HOLIDAYS_PREFIX: &str = "vasl-holidays-";
/// The subroutines that log an operator in to their queues.
pub const LOG_IN: &str = "vasl-log-in";
/// What the name of a menu's context begins with.
pub const IVR_PREFIX: &str = "vasl-ivr-";
/// What the name of a time condition's context begins with.
pub const TIME_CONDITION_PREFIX: &str = "vasl-time-condition-";
/// What the name of an announcement's context begins with.
pub const ANNOUNCEMENT_PREFIX: &str = "vasl-announcement-";
/// A telephone that does not exist, whose state is `INVALID` (`main/devicestate.c`): whoever is
/// watched by it is never rung.
pub const NOBODY: &str = "PJSIP/vasl-nobody";
/// The variable that carries the answer of a module; its being set is the proof that there was
/// one.
pub const ANSWER_VARIABLE: &str = "VASL_ANSWER";

/// The request that asks where a caller goes.
pub const RECONNECT_REQUEST: &str = "reconnect";
/// The request that asks at which position a caller falls back.
pub const POSITION_REQUEST: &str = "position";
/// The request that tells that a caller preferred anyone to their operator.
pub const ANYONE_REQUEST: &str = "anyone";
/// Vasl's own sound that says that the caller is connected to the operator they spoke with.
pub const CONNECTING_SOUND: &str = "vasl/connecting";
/// Vasl's own sound that asks whether the caller wants that operator or anyone.
pub const ASK_FIRST_SOUND: &str = "vasl/ask-first";
/// Vasl's own sound that tells an operator that a caller comes back to them.
pub const RETURNING_CALLER_SOUND: &str = "vasl/returning-caller";
/// The variable that carries the position at which a caller joins the queue that they fall back to.
pub const POSITION_VARIABLE: &str = "VASL_POSITION";

const SHADOW_PREFIX: &str = "vasl-";

/// The one-member queue that rings an operator.
#[must_use]
pub fn shadow_queue(operator: &Extension) -> String {
    format!("{SHADOW_PREFIX}{operator}")
}

/// The device that is busy while an extension that Vasl writes is on do-not-disturb.
#[must_use]
pub fn do_not_disturb(extension: &Extension) -> String {
    format!("Custom:DND{extension}")
}

/// The hint of an extension that Vasl writes.
#[must_use]
pub fn hint(extension: &Extension) -> String {
    format!("{extension}@{INTERNAL}")
}

/// Whether a queue is one of Vasl's own, and whose.
#[must_use]
pub fn operator_of_shadow(queue: &str) -> Option<Extension> {
    Extension::new(queue.strip_prefix(SHADOW_PREFIX)?).ok()
}

/// The module in whose dialplan a channel is, from its context and extension.
#[must_use]
pub fn module_at(context: &str, extension: &str) -> Option<ModuleCode> {
    (context == RECONNECT).then(|| ModuleCode::new(extension).ok()).flatten()
}

/// A queue that is not one of Vasl's own.
#[must_use]
pub fn real_queue(queue: &str) -> Option<QueueName> {
    if queue.starts_with(SHADOW_PREFIX) { None } else { QueueName::new(queue).ok() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shadow_is_told_from_a_real_queue() {
        let operator = Extension::new("5050").unwrap();
        assert_eq!(operator_of_shadow(&shadow_queue(&operator)), Some(operator));
        assert_eq!(operator_of_shadow("99"), None);
        assert_eq!(real_queue("vasl-5050"), None);
        assert_eq!(real_queue("99"), QueueName::new("99").ok());
        assert_eq!(module_at("vasl-reconnect", "*5003"), ModuleCode::new("*5003").ok());
        assert_eq!(module_at("vasl-failure", "*5003"), None);
    }
}
