//! A reconnected call, to the PBX's own dialplan: it says what a call of the queue would say.

use super::{Context, callflow};
use crate::attach::conventions::{Conventions, QUEUES};
use crate::line::Line;
use crate::names;
use std::collections::BTreeMap;
use vasl_domain::name::QueueName;

/// The subroutines of all queues by whose way an operator is reached.
pub(super) fn contexts(lines: &[Line]) -> String {
    let queues: BTreeMap<&QueueName, &Conventions> =
        lines.iter().filter_map(|line| Some((line.from_queue()?, &line.conventions))).collect();
    if queues.is_empty() {
        return String::new();
    }
    let mut as_queue = Context::new(names::AS_QUEUE);
    let mut as_before = Context::new(names::AS_BEFORE);
    for (queue, conventions) in queues {
        as_queue.extension(queue.as_str(), &conventions.before(queue.as_str()));
        as_before.extension(queue.as_str(), &conventions.after());
    }
    as_queue.text + &as_before.text
}

/// The step that says it.
pub(super) fn enter(queue: &QueueName) -> String {
    format!("Gosub({},{queue},1)", names::AS_QUEUE)
}

/// The step that takes it back, where it was said. A caller may still be here whose queue is not
/// written any more.
pub(super) fn leave() -> String {
    format!(
        "ExecIf($[${{DIALPLAN_EXISTS({0},${{VASL_NODEST}},1)}} = 1]?Gosub({0},${{VASL_NODEST}},1))",
        names::AS_BEFORE
    )
}

/// The steps by which a caller goes to a queue of the PBX's through its own dialplan, where that
/// has the queue: its members can be reached in no other way. What it takes from others for one
/// call (`VQ_…`) says that an operator who did not take this caller is passed over there too, and
/// at which place the caller comes in.
pub(super) fn through_its_dialplan(queue: &QueueName) -> Vec<String> {
    vec![
        format!("GotoIf($[${{DIALPLAN_EXISTS({QUEUES},{queue},1)}} = 0]?own)"),
        passing_over(),
        format!("Set(VQ_POSITION=${{{}}})", names::POSITION_VARIABLE),
        format!("Set({}=)", names::POSITION_VARIABLE),
        format!("Goto({QUEUES},{queue},1)"),
    ]
}

/// The step that has the PBX's own queue ring another operator first.
pub(super) fn passing_over() -> String {
    let option = callflow::pass_over();
    format!("ExecIf($[${{LEN(${{VASL_TRIED}})}} > 0]?Set(VQ_OPTIONS=t{option}))")
}
