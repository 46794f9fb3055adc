//! Feature codes: what is dialled from a phone to set something.
//!
//! The phone is known by its endpoint: the number is whatever a caller from outside, transferred
//! here, says. One tone tells that something was set, two that it was taken back; a phone that may
//! not is refused.

use super::time_conditions;
use crate::names;
use crate::render::{Context, steps};
use vasl_domain::callflow::{CallFlow, Feature, ManagedQueue};
use vasl_domain::name::TimeConditionNumber;

const PHONE: &str = "Set(VASL_PHONE=${CHANNEL(endpoint)})";
const REFUSED: &str = "(no)Hangup(21)";
const SET: [&str; 3] = ["Answer()", "Playback(beep)", "Hangup()"];
const TAKEN_BACK: [&str; 3] = ["Answer()", "Playback(beep&beep)", "Hangup()"];

/// Every code that can be dialled, with its steps.
pub(super) fn dialled(flow: &CallFlow) -> Vec<(String, Vec<String>)> {
    let mut all = Vec::new();
    for (feature, code) in flow.feature_codes.dialled() {
        all.extend(of_phone(feature, flow, None).map(|steps| (code.to_string(), steps)));
        if feature.takes_queue() {
            all.extend(flow.queues.iter().filter_map(|queue| {
                let steps = of_phone(feature, flow, Some(queue))?;
                Some((format!("{code}{}", queue.number), steps))
            }));
        }
        if feature.takes_time_condition() {
            all.extend(flow.time_conditions.iter().map(|condition| {
                let steps = over_the_hours(&condition.number, condition.overridden.word());
                (format!("{code}{}", condition.number), steps)
            }));
        }
    }
    all
}

/// What a code does about the phone it is dialled from; nothing for one that does nothing about it.
fn of_phone(
    feature: Feature,
    flow: &CallFlow,
    queue: Option<&ManagedQueue>,
) -> Option<Vec<String>> {
    let (done, heard) = match feature {
        Feature::DoNotDisturbOn => (do_not_disturb(), SET),
        Feature::DoNotDisturbOff => (disturb(), TAKEN_BACK),
        Feature::QueueLogIn => (log_in(queue), SET),
        Feature::QueueLogOut => (log_out(flow, queue), TAKEN_BACK),
        Feature::QueuePause => (pause("PauseQueueMember", "PQMSTATUS", queue), SET),
        Feature::QueueUnpause => (pause("UnpauseQueueMember", "UPQMSTATUS", queue), TAKEN_BACK),
        Feature::TimeConditionOverride => return None,
    };
    let known = format!("GotoIf($[\"{}\" = \"\"]?no)", hint());
    let mut all = steps(&[PHONE, &known]);
    all.extend(done);
    all.extend(steps(&heard));
    all.push(REFUSED.to_owned());
    Some(all)
}

fn hint() -> String {
    format!("${{HINT(${{VASL_PHONE}}@{})}}", names::INTERNAL)
}

fn do_not_disturb() -> Vec<String> {
    steps(&[
        &format!("GotoIf($[\"{}\" =~ \"Custom:DND\"]?:no)", hint()),
        "Set(DEVICE_STATE(Custom:DND${VASL_PHONE})=BUSY)",
    ])
}

/// The state is the one that yields to every other (`state_order`, `main/devicestate.c`), so that
/// the hint is what the phone is; were it free, the hint of a phone that is gone would be free.
/// Asterisk tells nobody of a change to unknown.
fn disturb() -> Vec<String> {
    steps(&["Set(DEVICE_STATE(Custom:DND${VASL_PHONE})=INVALID)"])
}

fn log_in(queue: Option<&ManagedQueue>) -> Vec<String> {
    let context = queue.map_or_else(|| names::LOG_IN.to_owned(), log_in_to);
    steps(&[
        &format!("GotoIf($[${{DIALPLAN_EXISTS({context},${{VASL_PHONE}},1)}} = 0]?no)"),
        &format!("Gosub({context},${{VASL_PHONE}},1)"),
    ])
}

/// Out of every queue, also one that the operator may not log in to any more. Of a queue whose
/// static member it is, nobody is removed.
fn log_out(flow: &CallFlow, queue: Option<&ManagedQueue>) -> Vec<String> {
    let queues = queue.map_or(flow.queues.as_slice(), std::slice::from_ref);
    let remove =
        |queue: &ManagedQueue| format!("RemoveQueueMember({},PJSIP/${{VASL_PHONE}})", queue.number);
    queues.iter().map(remove).collect()
}

/// Without a queue, in every one; their own is among them, so that it holds with Vasl away too.
fn pause(application: &str, status: &str, queue: Option<&ManagedQueue>) -> Vec<String> {
    let queue = queue.map(|queue| queue.number.as_str()).unwrap_or_default();
    steps(&[
        &format!("{application}({queue},PJSIP/${{VASL_PHONE}})"),
        &format!("GotoIf($[\"${{{status}}}\" = \"NOTFOUND\"]?no)"),
    ])
}

fn over_the_hours(number: &TimeConditionNumber, configured: &str) -> Vec<String> {
    let known = format!("GotoIf($[\"{}\" = \"\"]?no)", hint());
    let mut all = steps(&[PHONE, &known]);
    all.extend(time_conditions::toggled(number, configured, &SET, &TAKEN_BACK));
    all.push(REFUSED.to_owned());
    all
}

fn log_in_to(queue: &ManagedQueue) -> String {
    format!("{}-{}", names::LOG_IN, queue.number)
}

/// Who may log in where.
pub(super) fn subroutines(flow: &CallFlow) -> String {
    if flow.feature_codes.code(Feature::QueueLogIn).is_none() || flow.extensions.is_empty() {
        return String::new();
    }
    let mut text: String = flow.queues.iter().map(may_log_in_to).collect();
    let mut context = Context::new(names::LOG_IN);
    for extension in &flow.extensions {
        let number = &extension.number;
        let listed = flow
            .queues
            .iter()
            .filter(|queue| queue.dynamic_members.iter().any(|m| m.extension == *number));
        let mut all: Vec<String> =
            listed.map(|queue| format!("Gosub({},{number},1)", log_in_to(queue))).collect();
        if !all.is_empty() {
            all.push("Return()".to_owned());
            context.extension(number.as_str(), &all);
        }
    }
    text.push_str(&context.text);
    text
}

/// The interface and the state interface are, letter for letter, those that a static member has
/// (`queues.conf`): with others the operator's phone would ring twice.
fn may_log_in_to(queue: &ManagedQueue) -> String {
    let mut context = Context::new(&log_in_to(queue));
    let adds = |member: &str, penalty: &str| {
        steps(&[
            &format!(
                "AddQueueMember({},PJSIP/{member},{penalty},,{member},hint:{member}@{})",
                queue.number,
                names::INTERNAL
            ),
            "Return()",
        ])
    };
    for member in &queue.dynamic_members {
        let number = member.extension.as_str();
        context.extension(number, &adds(number, &member.penalty.to_string()));
    }
    if queue.anyone_may_log_in {
        context.extension("_X!", &adds("${EXTEN}", "0"));
    }
    context.text
}
