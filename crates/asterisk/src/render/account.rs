//! A reconnected call, written down in the log of a real queue as a call of that queue: the rows
//! `ENTERQUEUE`, `CONNECT` and what ended it, with the fields that app_queue gives them
//! (`apps/app_queue.c`).
//!
//! `ENTERQUEUE` comes when it is known how the wait ended. Before that the call may go on to that
//! very queue, which writes a row of its own, and a call that entered twice would be counted twice.
//! So a call that is not reconnected is counted where it goes, and only one whose caller hangs up
//! while waiting, and goes nowhere, is written down here as abandoned.
//!
//! Who hung up: with `c`, `Queue` goes on after the operator did; after the caller did, `h` runs. A
//! transfer shows in the operator's channel, which ends with it. The caller's channel carries what
//! the rows need until one of them has written the last.

use super::{Configuration, Context, steps};
use crate::line::Line;
use crate::names;
use std::collections::BTreeSet;
use vasl_domain::module::Module;
use vasl_domain::name::QueueName;

/// On the operator's channel when it answers: the caller's channel is the argument.
const ACCOUNTED: &str = "vasl-accounted";
/// On the operator's channel when it ends.
const ENDED: &str = "vasl-ended";
/// On the caller's channel when their part is over.
const OVER: &str = "vasl-over";
/// What the context begins with whose extensions are a queue's operators as its log names them.
const AGENTS_PREFIX: &str = "vasl-agents-";

/// How often it is looked where a transferred caller went: some milliseconds.
const LOOKS: u32 = 100;

/// The subroutine on the operator's channel when it answers.
pub(super) fn answered(module: &Module) -> String {
    match module.account_under_queue {
        Some(_) => format!("\"{ACCOUNTED},${{CHANNEL}}\""),
        None => names::ANSWERED.to_owned(),
    }
}

/// Before the operator's queue is entered for the first time.
pub(super) fn entering(module: &Module) -> Vec<String> {
    let Some(queue) = &module.account_under_queue else { return Vec::new() };
    vec![
        format!("Gosub({AGENTS_PREFIX}{queue},${{VASL_OPERATOR}},1)"),
        "Set(SHARED(VASL_TALKING)=)".to_owned(),
        "Set(VASL_ORIGINAL=$[${QUEUE_WAITING_COUNT(vasl-${VASL_OPERATOR})} + 1])".to_owned(),
        "Set(VASL_ENTERED=${EPOCH})".to_owned(),
        "Set(QUEUESTATUS=)".to_owned(),
        format!("Set(VASL_ACCOUNT={queue})"),
    ]
}

/// The operator has hung up. Also where no module has an account any more: a caller may have come
/// here by one that had.
pub(super) fn over() -> Vec<String> {
    vec![
        format!("ExecIf($[\"${{VASL_ACCOUNT}}\" != \"\"]?Gosub({OVER},COMPLETEAGENT,1))"),
        "Hangup()".to_owned(),
    ]
}

/// On the way in and on the way out: nothing is to be written any more.
pub(super) fn forgetting() -> String {
    "Set(VASL_ACCOUNT=)".to_owned()
}

/// When a caller hangs up within a module.
pub(super) fn hung_up(context: &mut Context, modules: &[Module]) {
    if accounts(modules).is_empty() {
        return;
    }
    context.extension(
        "h",
        &[
            "GotoIf($[\"${VASL_ACCOUNT}\" = \"\"]?end)".to_owned(),
            format!(
                "Gosub({OVER},${{IF($[\"${{SHARED(VASL_TALKING)}}\" = \"\"]?ABANDON:COMPLETECALLER)}},1)"
            ),
            "(end)NoOp()".to_owned(),
        ],
    );
}

/// The contexts that write the rows, where a module has such an account.
pub(super) fn contexts(configuration: &Configuration<'_>) -> String {
    let accounts = accounts(configuration.modules);
    if accounts.is_empty() {
        return String::new();
    }
    let agents = accounts.iter().map(|queue| agents(queue, configuration.lines));
    agents.collect::<String>() + &on_the_callers_channel() + &on_the_operators_channel()
}

fn accounts(modules: &[Module]) -> BTreeSet<&QueueName> {
    modules.iter().filter_map(|module| module.account_under_queue.as_ref()).collect()
}

fn agents(queue: &QueueName, lines: &[Line]) -> String {
    let mut context = Context::new(&format!("{AGENTS_PREFIX}{queue}"));
    for line in lines {
        let agent = line.name_in(queue);
        context.extension(
            line.operator.as_str(),
            &steps(&[&format!("Set(VASL_AGENT={agent})"), "Return()"]),
        );
    }
    context.text
}

/// The position is the one that the caller had at first: what it was at the end is known to the
/// queue alone, which they have left.
fn on_the_callers_channel() -> String {
    let mut context = Context::new(OVER);
    context.extension(
        "ABANDON",
        &[
            format!(
                "QueueLog(${{VASL_ACCOUNT}},${{UNIQUEID}},NONE,ENTERQUEUE,{})",
                entered("${CALLERID(num)}")
            ),
            "QueueLog(${VASL_ACCOUNT},${UNIQUEID},NONE,ABANDON,${VASL_ORIGINAL}|${VASL_ORIGINAL}|$[${EPOCH} - ${VASL_ENTERED}])"
                .to_owned(),
            forgetting(),
            "Return()".to_owned(),
        ],
    );
    for complete in ["COMPLETEAGENT", "COMPLETECALLER"] {
        context.extension(
            complete,
            &[
                "GotoIf($[0${SHARED(VASL_TALKING)} = 0]?end)".to_owned(),
                format!(
                    "QueueLog(${{VASL_ACCOUNT}},${{UNIQUEID}},\"${{VASL_AGENT}}\",{complete},$[${{SHARED(VASL_TALKING)}} - ${{VASL_ENTERED}}]|$[${{EPOCH}} - ${{SHARED(VASL_TALKING)}}]|${{VASL_ORIGINAL}})"
                ),
                format!("(end){}", forgetting()),
                "Return()".to_owned(),
            ],
        );
    }
    context.text
}

/// `SHARED(VASL_TALKING)` of the caller is when the conversation began; 0 once a transfer has ended
/// it in this queue's view.
///
/// A caller who is transferred is told where to go by a message (`bridge_channel_internal_queue_blind_transfer`,
/// `main/bridge_channel.c`), so the operator's channel may end a moment before the caller is there,
/// and a channel that has ended cannot wait. It looks a few times; where the caller never gets
/// there, the row does not say where to.
fn on_the_operators_channel() -> String {
    let mut answers = Context::new(ACCOUNTED);
    answers.extension(
        "s",
        &[
            format!("Gosub({},s,1)", names::ANSWERED),
            of_caller("VASL_ACCOUNT"),
            "GotoIf($[\"${VASL_ACCOUNT}\" = \"\"]?end)".to_owned(),
            of_caller("VASL_AGENT"),
            of_caller("VASL_ORIGINAL"),
            "Set(VASL_CALL=${IMPORT(${ARG1},UNIQUEID)})".to_owned(),
            "Set(VASL_TALKING=${EPOCH})".to_owned(),
            "Set(VASL_HELD=$[${VASL_TALKING} - ${IMPORT(${ARG1},VASL_ENTERED)}])".to_owned(),
            format!(
                "QueueLog(${{VASL_ACCOUNT}},${{VASL_CALL}},NONE,ENTERQUEUE,{})",
                entered("${IMPORT(${ARG1},CALLERID(num))}")
            ),
            "QueueLog(${VASL_ACCOUNT},${VASL_CALL},\"${VASL_AGENT}\",CONNECT,${VASL_HELD}|${UNIQUEID}|$[${VASL_TALKING} - ${SHARED(VASL_RANG_AT,${ARG1})}])"
                .to_owned(),
            "Set(SHARED(VASL_TALKING,${ARG1})=${VASL_TALKING})".to_owned(),
            format!("Set(CHANNEL(hangup_handler_push)={ENDED},s,1(${{ARG1}}))"),
            "(end)Return()".to_owned(),
        ],
    );
    let mut ended = Context::new(ENDED);
    let held_and_talked = "${VASL_HELD}|$[${EPOCH} - ${VASL_TALKING}]|${VASL_ORIGINAL}";
    let row = |event: &str, to: &str| {
        format!(
            "QueueLog(${{VASL_ACCOUNT}},${{VASL_CALL}},\"${{VASL_AGENT}}\",{event},{to}|{held_and_talked})"
        )
    };
    ended.extension(
        "s",
        &[
            "GotoIf($[\"${BLINDTRANSFER}${ATTENDEDTRANSFER}\" = \"\"]?end)".to_owned(),
            "GotoIf($[\"${SHARED(VASL_TALKING,${ARG1})}\" != \"${VASL_TALKING}\"]?end)".to_owned(),
            "Set(SHARED(VASL_TALKING,${ARG1})=0)".to_owned(),
            "GotoIf($[\"${ATTENDEDTRANSFER}\" != \"\"]?attended)".to_owned(),
            "Set(VASL_LOOKS=0)".to_owned(),
            "(to)Set(VASL_TO=${IMPORT(${ARG1},EXTEN)}|${IMPORT(${ARG1},CONTEXT)})".to_owned(),
            format!("GotoIf($[\"${{CUT(VASL_TO,|,2)}}\" != \"{}\"]?known)", names::RECONNECT),
            "Set(VASL_TO=|)".to_owned(),
            format!("GotoIf($[${{INC(VASL_LOOKS)}} < {LOOKS}]?to)"),
            format!("(known){}", row("BLINDTRANSFER", "${VASL_TO}")),
            "Return()".to_owned(),
            format!("(attended){}", row("ATTENDEDTRANSFER", "BRIDGE|")),
            "(end)Return()".to_owned(),
        ],
    );
    answers.text + &ended.text
}

fn of_caller(variable: &str) -> String {
    format!("Set({variable}=${{IMPORT(${{ARG1}},{variable})}})")
}

/// What `ENTERQUEUE` tells: no URL, the number, the position. The number holds no separator of a
/// row: the module has cleared it.
fn entered(number: &str) -> String {
    format!("|{number}|${{VASL_ORIGINAL}}")
}

#[cfg(test)]
mod tests {
    use super::super::ManagedFile;
    use super::super::tests::{line, module, rendered};
    use super::*;
    use crate::line::MemberName;

    fn account() -> QueueName {
        QueueName::new("99").unwrap()
    }

    fn accounted() -> Module {
        let mut module = module("*5003");
        module.account_under_queue = Some(account());
        module
    }

    fn dialplan(modules: &[Module]) -> String {
        let mut named = line("5050");
        named.memberships[0].name = MemberName::new("Ali");
        let files = rendered(modules, &[named, line("6065")], "22.1").files;
        files[&ManagedFile::Extensions].clone()
    }

    #[test]
    fn a_module_without_an_account_has_nothing_of_it() {
        let text = dialplan(&[module("*5003")]);
        for absent in [ACCOUNTED, ENDED, "[vasl-over]", AGENTS_PREFIX, "exten => h,", ",ntcb("] {
            assert!(!text.contains(absent), "{absent} in {text}");
        }
    }

    #[test]
    fn the_agent_is_called_as_the_queue_calls_them() {
        let text = dialplan(&[accounted()]);
        let agents = &text[text.find("[vasl-agents-99]").unwrap()..];
        assert!(agents.contains("exten => 5050,1,Set(VASL_AGENT=Ali)\n"));
        assert!(agents.contains("exten => 6065,1,Set(VASL_AGENT=6065)\n"));
    }

    /// Every row has as many fields as app_queue's own, and none comes before the end of the wait.
    #[test]
    fn the_rows_have_the_fields_of_the_queues_own() {
        let text = dialplan(&[accounted(), module("**89")]);
        let rows = text.lines().filter_map(|step| {
            let (_, row) = step.split_once("QueueLog(${VASL_ACCOUNT},")?;
            let event = row
                .split(',')
                .find(|part| part.bytes().all(|b| b.is_ascii_uppercase()) && *part != "NONE")?;
            Some((event.to_owned(), row.matches('|').count() + 1))
        });
        let mut fields: Vec<_> = rows.collect();
        fields.sort();
        fields.dedup();
        let expected = [
            ("ABANDON", 3),
            ("ATTENDEDTRANSFER", 5),
            // Two of its fields are in one variable.
            ("BLINDTRANSFER", 4),
            ("COMPLETEAGENT", 3),
            ("COMPLETECALLER", 3),
            ("CONNECT", 3),
            ("ENTERQUEUE", 3),
        ];
        assert_eq!(fields, expected.map(|(event, count)| (event.to_owned(), count)));
        let module =
            &text[text.find("exten => *5003,1").unwrap()..text.find("exten => **89").unwrap()];
        assert!(!module.contains("QueueLog(${VASL_ACCOUNT}"));
        assert!(module.contains(",ntcb(vasl-ring^*5003^1("));
        assert!(module.contains(",\"vasl-accounted,${CHANNEL}\",,${VASL_PLACE})"));
    }

    /// With `c` the way goes on after the operator hung up: not to the failure destination.
    #[test]
    fn who_has_spoken_does_not_fall_back() {
        let text = dialplan(&[accounted()]);
        let queue = text.find("Queue(vasl-${VASL_OPERATOR},").unwrap();
        let rest = &text[queue..];
        let over = rest.find("GotoIf($[\"${QUEUESTATUS}\" = \"CONTINUE\"]?over)").unwrap();
        assert!(over < rest.find("?left)").unwrap());
        let last = "?Gosub(vasl-over,COMPLETEAGENT,1))\n same => n,Hangup()\n";
        assert!(rest.contains(last), "{rest}");
    }
}
