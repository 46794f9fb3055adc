//! What the operator learns of a caller who comes back: a prefix before the name on the telephone,
//! and a few words when they answer.
//!
//! All of it is done on the operator's own channel. The caller's keeps the caller's own name, so
//! that neither a transfer nor the failure destination nor any log has another.

use super::{Configuration, Context, sound, steps};
use crate::names;
use vasl_domain::module::Module;

/// What `SHARED(VASL_TOLD)` of the caller is while the operator is still to be told of them.
const NOT_YET: &str = "0";

/// The extension of every operator's channel, whatever they learn.
const RING: &str = "s";

/// The step before the operator's queue is entered for the first time.
pub(super) fn entering(module: &Module) -> String {
    format!("Set(SHARED(VASL_TOLD)={})", if module.whisper { NOT_YET } else { "" })
}

/// The step after the operator has hung up: who did so while they were told of the caller has not
/// spoken with them. Also where no module tells any more: a caller may have come here by one that
/// did.
pub(super) fn over() -> String {
    format!("(over)GotoIf($[\"${{SHARED(VASL_TOLD)}}\" = \"{NOT_YET}\"]?left)")
}

/// The subroutines that run on the operator's channel. A module that is not there any more may have
/// a caller in its queue yet, whose ringing has its bound like every other.
pub(super) fn contexts(configuration: &Configuration<'_>) -> String {
    let mut ring = Context::new(names::RING);
    for module in configuration.modules {
        ring.extension(module.code.as_str(), &before_ringing(module));
    }
    ring.extension("_[*#0-9]!", &steps(&[&format!("Goto({RING},1)")]));
    // A queue that is just trying the same telephone by another name shows in a channel that is not
    // ours: the telephone may not have said yet that it rings, so its state does not tell. `Queue`
    // takes a channel that hangs up before it is dialled for busy, and the wait goes on.
    ring.extension(
        RING,
        &steps(&[
            "Set(TIMEOUT(absolute)=${ARG1})",
            "Set(VASL_OTHERS=${IMPORT(${ARG2},VASL_OTHERS)})",
            "GotoIf($[\"${VASL_OTHERS}\" = \"\"]?ring)",
            "Set(VASL_CHANNELS=${CHANNELS(${VASL_OTHERS})})",
            "GotoIf($[${FIELDQTY(VASL_CHANNELS, )} <= ${IF($[\"${CHANNEL:0:6}\" = \"Local/\"]?2:1)}]?ring)",
            "Hangup()",
            "(ring)Set(SHARED(VASL_RANG,${ARG2})=1)",
            "Set(SHARED(VASL_RANG_AT,${ARG2})=${EPOCH})",
            "Return()",
        ]),
    );
    let mut answered = Context::new(names::ANSWERED);
    // The ringing is over first: what is told is no part of it. app_queue does not look whether the
    // caller has hung up meanwhile, and would connect the two.
    answered.extension(
        "s",
        &steps(&[
            "Set(TIMEOUT(absolute)=0)",
            "GotoIf($[\"${VASL_WHISPER}\" = \"\"]?told)",
            "Playback(${VASL_WHISPER})",
            "ExecIf($[\"${IMPORT(${VASL_CALLER},CHANNEL(hangupsource))}\" != \"\"]?Hangup())",
            "Set(SHARED(VASL_TOLD,${VASL_CALLER})=1)",
            "(told)Return()",
        ]),
    );
    ring.text + &answered.text
}

/// The telephone is shown who its channel is connected with, which app_queue has copied from the
/// caller. `FIELDQTY` is given the variable's name and not what the caller wrote (see `identity`);
/// it is 0 for a text that is empty.
fn before_ringing(module: &Module) -> Vec<String> {
    let mut steps = Vec::new();
    let prefix = module.name_prefix.as_str();
    if !prefix.is_empty() {
        steps.extend([
            "Set(VASL_NAME=${CONNECTEDLINE(name)})".to_owned(),
            "ExecIf($[${FIELDQTY(VASL_NAME,|)} = 0]?Set(VASL_NAME=${CONNECTEDLINE(num)}))"
                .to_owned(),
            format!("Set(CONNECTEDLINE(name,i)={prefix} ${{VASL_NAME}})"),
        ]);
    }
    if let Some(sound) = sound::whisper(module) {
        steps.extend(["Set(VASL_CALLER=${ARG2})".to_owned(), format!("Set(VASL_WHISPER={sound})")]);
    }
    steps.push(format!("Goto({RING},1)"));
    steps
}
