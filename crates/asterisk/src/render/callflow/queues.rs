//! Queues as destinations.

use super::ANSWER;
use crate::names;
use crate::render::dialplan::goto;
use crate::render::{Configuration, Context, fallback, pbx_queue, steps};
use crate::version::AsteriskVersion;
use std::collections::BTreeMap;
use vasl_domain::callflow::ManagedQueue;
use vasl_domain::destination::Destination;
use vasl_domain::name::QueueName;

/// Every queue that something of ours leads to: Vasl's own, and those of the PBX.
pub(super) fn contexts(configuration: &Configuration<'_>) -> String {
    let mut context = Context::new(names::QUEUES);
    for (number, own) in queues(configuration) {
        context.extension(number.as_str(), &queue_steps(number, own, configuration.version));
    }
    context.text + &passing_over()
}

fn queues<'a>(
    configuration: &'a Configuration<'_>,
) -> BTreeMap<&'a QueueName, Option<&'a ManagedQueue>> {
    let mut queues: BTreeMap<_, _> = destinations(configuration)
        .filter_map(|destination| match destination {
            Destination::Queue(queue) => Some((queue, None)),
            _ => None,
        })
        .collect();
    let own = configuration.call_flow.queues.iter();
    queues.extend(own.map(|queue| (&queue.number, Some(queue))));
    queues
}

fn destinations<'a>(configuration: &'a Configuration<'_>) -> impl Iterator<Item = &'a Destination> {
    let flow = configuration.call_flow;
    let of_modules = configuration.modules.iter().map(|module| &module.failure_destination);
    let of_ivrs = flow.ivrs.iter().flat_map(|ivr| {
        let fallbacks = [&ivr.invalid.destination, &ivr.timeout.destination];
        ivr.entries.iter().map(|entry| &entry.destination).chain(fallbacks)
    });
    let of_conditions = flow
        .time_conditions
        .iter()
        .flat_map(|condition| [&condition.open_destination, &condition.closed_destination]);
    let of_announcements = flow.announcements.iter().map(|one| &one.destination);
    let of_queues = flow.queues.iter().map(|queue| &queue.failure_destination);
    let of_routes = flow.inbound_routes.iter().map(|route| &route.destination);
    of_modules
        .chain(of_ivrs)
        .chain(of_conditions)
        .chain(of_announcements)
        .chain(of_queues)
        .chain(of_routes)
}

/// Whoever spoke with somebody hangs up at the end of `Queue`. Whoever comes out of it otherwise
/// goes to the failure destination, for whatever reason (`QUEUESTATUS` is TIMEOUT, FULL, JOINEMPTY,
/// LEAVEEMPTY, JOINUNAVAIL, LEAVEUNAVAIL, WITHDRAW, or nothing where there is no such queue).
fn queue_steps(
    number: &QueueName,
    own: Option<&ManagedQueue>,
    version: AsteriskVersion,
) -> Vec<String> {
    let mut all = steps(&["Set(SHARED(VASL_PASSED_OVER)=)"]);
    if own.is_none() {
        all.extend(pbx_queue::through_its_dialplan(number));
    }
    all.push(format!("(own){ANSWER}"));
    // Whether or not it is recorded there are as many steps: whoever waits while that is changed
    // goes on at the next one.
    all.push(if own.is_some_and(|queue| queue.recording) {
        format!(
            "Set(MONITOR_FILENAME=${{STRFTIME(${{EPOCH}},,%Y%m%d-%H%M%S)}}-{number}-${{UNIQUEID}})"
        )
    } else {
        "NoOp()".to_owned()
    });
    let options = format!("t${{IF($[${{LEN(${{VASL_TRIED}})}} > 0]?{})}}", pass_over());
    let wait = own.map_or(0, |queue| queue.longest_wait_seconds.get());
    all.extend(fallback::joining(number, &options, wait, version));
    all.push(own.map_or_else(|| "Hangup()".to_owned(), |queue| goto(&queue.failure_destination)));
    all
}

/// The queue's option that has each phone looked at before it rings.
pub(in crate::render) fn pass_over() -> String {
    format!("b({}^s^1(${{CHANNEL}}^${{VASL_TRIED}}))", names::PASS_OVER)
}

/// `app_queue` cannot leave out a member for one call, but a channel that hangs up before it is
/// dialled counts as busy, and the next member's turn comes at once. So an operator who did not
/// take this caller is passed over the first time; where nobody else is free, the queue comes back
/// to them after its own pause.
fn passing_over() -> String {
    let mut context = Context::new(names::PASS_OVER);
    context.extension(
        "s",
        &steps(&[
            "Set(VASL_AT=${CUT(CHANNEL(name),/,2)})",
            "Set(VASL_AT=${CUT(VASL_AT,@,1)})",
            "Set(VASL_AT=${FILTER(0-9,${CUT(VASL_AT,-,1)})})",
            "Set(VASL_PASSED_OVER=${SHARED(VASL_PASSED_OVER,${ARG1})})",
            "GotoIf($[${REGEX(\"-${VASL_AT}-\" ${ARG2}-)} = 0]?ring)",
            "GotoIf($[${REGEX(\"-${VASL_AT}-\" ${VASL_PASSED_OVER}-)} = 1]?ring)",
            "Set(SHARED(VASL_PASSED_OVER,${ARG1})=${VASL_PASSED_OVER}-${VASL_AT})",
            "Hangup()",
            "(ring)Return()",
        ]),
    );
    context.text
}
