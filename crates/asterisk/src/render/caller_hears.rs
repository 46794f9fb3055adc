//! What the caller hears on the way to their operator: a question, and an announcement.
//!
//! Both stand in the module's own extension, so that the events of a caller who hangs up meanwhile
//! tell that they were in the module. Both come before the queue: its own announcements are those
//! of all modules, and are played before it rings, too.

use super::dialplan::{Service, bounded};
use super::{sound, to_failure};
use crate::names;
use vasl_domain::module::Module;

/// How long a key is waited for once the question is over, in seconds.
const KEY_SECONDS: u32 = 5;

/// How often the question is asked.
const QUESTIONS: u32 = 2;

/// Where the steps lead whose caller prefers anyone.
const ANYONE: &str = "anyone";

/// The steps between the decision and the operator's queue. A sound that is not there is passed
/// over: `Playback` goes on, and `Read` says `ERROR` without waiting for a key.
pub(super) fn steps(module: &Module) -> Vec<String> {
    let question = sound::question(module).map(question).into_iter().flatten();
    let announcement = sound::announcement(module).map(|sound| format!("Playback({sound})"));
    question.chain(announcement).collect()
}

/// Whoever presses nothing, or something else, twice goes to the operator: those who cannot press
/// a key are people too, and the operator is why they came here.
fn question(sound: &str) -> Vec<String> {
    vec![
        "Set(VASL_ASKED=0)".to_owned(),
        "(question)Set(VASL_ASKED=$[${VASL_ASKED} + 1])".to_owned(),
        format!("Read(VASL_CHOICE,{sound},1,,1,{KEY_SECONDS})"),
        format!("GotoIf($[\"${{VASL_CHOICE}}\" = \"2\"]?{ANYONE})"),
        format!(
            "GotoIf($[\"${{VASL_CHOICE}}\" != \"1\" & \"${{READSTATUS}}\" != \"ERROR\" & ${{VASL_ASKED}} < {QUESTIONS}]?question)"
        ),
    ]
}

/// What follows where the caller prefers anyone: Vasl is told, within the same bound in which it
/// was asked, because no event of Asterisk's tells it.
pub(super) fn anyone(module: &Module, service: &Service) -> Vec<String> {
    if !module.ask_first {
        return Vec::new();
    }
    let mut steps = bounded(module, service, names::ANYONE_REQUEST, "");
    steps.push(to_failure(module.code.as_str()));
    if let Some(first) = steps.first_mut() {
        first.insert_str(0, &format!("({ANYONE})"));
    }
    steps
}
