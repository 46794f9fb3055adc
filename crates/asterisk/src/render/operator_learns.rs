//! What the operator learns of a caller who comes back: a prefix before the name on the telephone,
//! and a few words when they answer.
//!
//! All of it is done on the operator's own channel. The caller's keeps the caller's own name, so
//! that neither a transfer nor the failure destination nor any log has another.

use super::{Configuration, Context, sound, steps};
use crate::names;
use vasl_domain::module::Module;

/// Where the operator's channel begins, in [`names::RING`].
pub(super) fn start(module: &Module) -> &str {
    if learns_before_ringing(module) { module.code.as_str() } else { RING }
}

const RING: &str = "s";

fn learns_before_ringing(module: &Module) -> bool {
    module.whisper || !module.name_prefix.as_str().is_empty()
}

/// `Queue`'s option that gives the caller back where the operator's channel is gone before the two
/// were connected.
pub(super) fn give_back(module: &Module) -> &'static str {
    if module.whisper { "c" } else { "" }
}

/// The step before the queue.
pub(super) fn before_queue(module: &Module) -> Option<String> {
    module.whisper.then(|| "Set(SHARED(VASL_TOLD)=)".to_owned())
}

/// The step after the queue: with [`give_back`], a conversation that the operator ended comes back
/// here, too, and is over.
pub(super) fn after_queue(module: &Module) -> Option<String> {
    module.whisper.then(|| {
        format!(
            "GotoIf($[\"${{QUEUESTATUS}}\" = \"CONTINUE\" & \"${{SHARED(VASL_TOLD)}}\" = \"1\"]?{SPOKE})"
        )
    })
}

const SPOKE: &str = "spoke";

/// The last step of a module.
pub(super) fn spoke(module: &Module) -> Option<String> {
    module.whisper.then(|| format!("({SPOKE})Hangup()"))
}

/// The subroutines that run on the operator's channel.
pub(super) fn contexts(configuration: &Configuration<'_>) -> String {
    let mut ring = Context::new(names::RING);
    ring.extension(
        RING,
        &steps(&["Set(TIMEOUT(absolute)=${ARG1})", "Set(SHARED(VASL_RANG,${ARG2})=1)", "Return()"]),
    );
    for module in configuration.modules.iter().filter(|module| learns_before_ringing(module)) {
        ring.extension(module.code.as_str(), &before_ringing(module));
    }
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
