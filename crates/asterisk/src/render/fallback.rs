//! The way on to a queue, ahead of those who came later and behind those who came before.
//!
//! `Queue` takes a position, and lets the caller in there among those of their priority
//! (`join_queue`, `apps/app_queue.c`). Who has waited for how long no dialplan can know, so Vasl is
//! asked, once the wait is over and with the bounds of the first question; without an answer the
//! caller joins the end.

use super::dialplan::{Service, bounded};
use super::pbx_queue;
use crate::fallback::FallbackQueue;
use crate::names::{self, POSITION_VARIABLE};
use crate::version::AsteriskVersion;
use vasl_domain::destination::Destination;
use vasl_domain::module::Module;
use vasl_domain::name::QueueName;

/// Asks for the position of a caller who has waited.
pub(super) fn asking(module: &Module, service: &Service) -> Vec<String> {
    if !module.priority_on_fallback || FallbackQueue::of(&module.failure_destination).is_none() {
        return Vec::new();
    }
    let wait = super::dialplan::longest_wait(module);
    let more = format!(
        "&since=$[${{VASL_UNTIL}} - {wait}]&priority=${{FILTER(0-9\\x2d,${{QUEUE_PRIO}})}}"
    );
    let mut steps = bounded(module, service, names::POSITION_REQUEST, &more);
    steps.push(format!("Set({POSITION_VARIABLE}=${{FILTER(0-9,${{{POSITION_VARIABLE}}})}})"));
    steps
}

/// Hands the position to whoever enters the queue; for any other destination it means nothing.
pub(super) fn handing_over(destination: &Destination) -> Vec<String> {
    let clear = format!("Set({POSITION_VARIABLE}=)");
    match FallbackQueue::of(destination) {
        Some(queue) if queue.variable == POSITION_VARIABLE => Vec::new(),
        Some(queue) => {
            vec![
                format!("Set({}=${{{POSITION_VARIABLE}}})", queue.variable),
                clear,
                "Set(SHARED(VASL_PASSED_OVER)=)".to_owned(),
                pbx_queue::passing_over(),
            ]
        }
        None => vec![clear],
    }
}

/// Enters a queue, once at the position that was handed over, for so many seconds at most; 0 is
/// without end.
pub(super) fn joining(
    queue: &QueueName,
    options: &str,
    longest_wait: u16,
    version: AsteriskVersion,
) -> Vec<String> {
    let no_macro = if version.queue_has_macro() { "," } else { "" };
    let wait = if longest_wait > 0 { longest_wait.to_string() } else { String::new() };
    vec![
        format!("Set(VASL_JOINS_AT=${{{POSITION_VARIABLE}}})"),
        format!("Set({POSITION_VARIABLE}=)"),
        format!("Queue({queue},{options},,,{wait},,{no_macro},,${{VASL_JOINS_AT}})"),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::tests::{line, module, rendered};
    use super::super::{ManagedFile, Rendered};
    use super::*;

    fn dialplan(module: &Module, version: &str) -> String {
        let Rendered { files, .. } =
            rendered(std::slice::from_ref(module), &[line("5050")], version);
        files[&ManagedFile::Extensions].clone()
    }

    fn at(text: &str, needle: &str) -> usize {
        text.find(needle).unwrap_or_else(|| panic!("{needle} in {text}"))
    }

    #[test]
    fn only_who_has_waited_asks_and_only_the_answer_counts() {
        let text = dialplan(&module("*5003"), "22.1");
        let asks = "position?token=abc&module=*5003&since=$[${VASL_UNTIL} - 45]\
                    &priority=${FILTER(0-9\\x2d,${QUEUE_PRIO})})";
        assert!(at(&text, "Set(VASL_POSITION=)") < at(&text, "/reconnect?"));
        assert!(at(&text, "(left)") < at(&text, asks));
        let after = &text[at(&text, asks)..];
        assert!(
            at(after, "Set(VASL_POSITION=${FILTER(0-9,${VASL_POSITION})})")
                < at(after, "(failure)")
        );
    }

    #[test]
    fn the_queue_is_joined_at_the_position_once() {
        for (version, commas) in [("22.1", ",,,,,,,"), ("16.28", ",,,,,,,,")] {
            let text = dialplan(&module("*5003"), version);
            let own = &text[at(&text, "[vasl-queue]\n")..];
            let taken = at(own, "Set(VASL_JOINS_AT=${VASL_POSITION})");
            let cleared = taken + at(&own[taken..], "Set(VASL_POSITION=)");
            let queue = format!("{commas}${{VASL_JOINS_AT}})\n");
            assert!(taken < cleared && cleared < at(own, &queue), "{version}: {own}");
            assert!(own[..at(own, &queue)].ends_with("^${VASL_TRIED})))}"), "{version}: {own}");
        }
    }

    #[test]
    fn freepbx_is_told_in_its_own_variable() {
        let mut module = module("*5003");
        module.failure_destination = "dialplan:ext-queues,99,1".parse().unwrap();
        let text = dialplan(&module, "16.28");
        let failure = &text[at(&text, "[vasl-failure]\n")..];
        let told = at(failure, "Set(VQ_POSITION=${VASL_POSITION})");
        let cleared = at(failure, "Set(VASL_POSITION=)");
        assert!(told < cleared && cleared < at(failure, "Goto(ext-queues,99,1)"));
        assert!(text.contains("/position?"));
    }

    #[test]
    fn nobody_asks_in_vain() {
        let mut off = module("*5003");
        off.priority_on_fallback = false;
        let mut elsewhere = module("*5003");
        elsewhere.failure_destination = "extension:5051".parse().unwrap();
        for module in [off, elsewhere] {
            assert!(!dialplan(&module, "22.1").contains("/position?"));
        }
    }
}
