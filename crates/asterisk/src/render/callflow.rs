//! The call flow around the modules: phones, queues as destinations, menus, inbound routes.

use super::dialplan::{goto, steps};
use super::{Configuration, Context, Expected, fallback, identity};
use crate::names;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use vasl_domain::callflow::{Feature, InboundRoute, Ivr, ManagedExtension};
use vasl_domain::destination::Destination;
use vasl_domain::name::QueueName;

/// How long a phone that is dialled directly rings, in seconds.
const DIRECT_RING_SECONDS: u32 = 30;

/// How often a menu is played before its failure destination.
const MENU_ROUNDS: u32 = 3;

pub(super) fn contexts(configuration: &Configuration<'_>) -> String {
    let flow = configuration.call_flow;
    let mut text = queue_destinations(configuration);
    if !flow.extensions.is_empty() {
        text.push_str(&internal(configuration));
    }
    for ivr in &flow.ivrs {
        text.push_str(&menu(ivr));
    }
    if !flow.inbound_routes.is_empty() {
        text.push_str(&inbound(&flow.inbound_routes));
    }
    text
}

/// Every queue that something of ours leads to.
fn queue_destinations(configuration: &Configuration<'_>) -> String {
    let flow = configuration.call_flow;
    let of_modules = configuration.modules.iter().map(|module| &module.failure_destination);
    let of_ivrs = flow.ivrs.iter().flat_map(|ivr| {
        let fallbacks = [&ivr.invalid.destination, &ivr.timeout.destination];
        ivr.entries.iter().map(|e| &e.destination).chain(fallbacks)
    });
    let of_routes = flow.inbound_routes.iter().map(|route| &route.destination);
    let pointed_at = of_modules.chain(of_ivrs).chain(of_routes).filter_map(|to| match to {
        Destination::Queue(queue) => Some(queue),
        _ => None,
    });
    let queues: BTreeSet<&QueueName> =
        pointed_at.chain(flow.queues.iter().map(|queue| &queue.number)).collect();
    let mut context = Context::new(names::QUEUES);
    for queue in queues {
        let options = format!("t${{IF($[${{LEN(${{VASL_TRIED}})}} > 0]?{})}}", pass_over());
        let mut all = steps(&[
            "ExecIf($[\"${CHANNEL(state)}\" != \"Up\"]?Answer())",
            "Set(SHARED(VASL_PASSED_OVER)=)",
        ]);
        all.extend(fallback::joining(queue, &options, configuration.version));
        all.push("Hangup()".to_owned());
        context.extension(queue.as_str(), &all);
    }
    context.text + &passing_over()
}

/// The queue's option that has each phone looked at before it rings.
fn pass_over() -> String {
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

/// What a phone inside can dial: extensions, queues and modules.
fn internal(configuration: &Configuration<'_>) -> String {
    let mut context = Context::new(names::INTERNAL);
    for extension in &configuration.call_flow.extensions {
        let number = &extension.number;
        let do_not_disturb = names::do_not_disturb(number);
        context.line(&format!("exten => {number},hint,PJSIP/{number}&{do_not_disturb}"));
        context.extension(
            number.as_str(),
            &steps(&[
                &format!("GotoIf($[\"${{DEVICE_STATE({do_not_disturb})}}\" = \"BUSY\"]?away)"),
                &format!("Dial(PJSIP/{number},{DIRECT_RING_SECONDS},t)"),
                "Hangup()",
                "(away)Hangup(17)",
            ]),
        );
    }
    do_not_disturb(&mut context, configuration);
    for queue in &configuration.call_flow.queues {
        let to_queue = goto(&Destination::Queue(queue.number.clone()));
        context.extension(queue.number.as_str(), &steps(&[&to_queue]));
    }
    for module in configuration.modules {
        let to_module = goto(&Destination::Misc(module.code.clone()));
        context.extension(module.code.as_str(), &steps(&[&to_module]));
    }
    context.text
}

/// Set and taken back from the phone itself. The phone is known by its endpoint: the number is
/// whatever a caller from outside, transferred here, says. Taken back, the state is
/// the one that yields to every other (`state_order`, `main/devicestate.c`), so that the hint is
/// what the phone is; were it free, the hint of a phone that is gone would be free. Asterisk tells
/// nobody of a change to unknown.
fn do_not_disturb(context: &mut Context, configuration: &Configuration<'_>) {
    let codes = &configuration.call_flow.feature_codes;
    for (feature, state, beeps) in [
        (Feature::DoNotDisturbOn, "BUSY", "beep"),
        (Feature::DoNotDisturbOff, "INVALID", "beep&beep"),
    ] {
        let Some(code) = codes.code(feature) else { continue };
        if configuration.modules.iter().any(|module| module.code.as_str() == code.as_str()) {
            continue;
        }
        context.extension(
            code.as_str(),
            &steps(&[
                "Set(VASL_PHONE=${CHANNEL(endpoint)})",
                &format!("GotoIf($[\"${{HINT(${{VASL_PHONE}}@{})}}\" = \"\"]?no)", names::INTERNAL),
                &format!("Set(DEVICE_STATE(Custom:DND${{VASL_PHONE}})={state})"),
                "Answer()",
                &format!("Playback({beeps})"),
                "(no)Hangup()",
            ]),
        );
    }
}

/// A key that leads to a module which is not there yet plays the menu on.
fn menu(ivr: &Ivr) -> String {
    let mut context = Context::new(&format!("{}{}", names::IVR_PREFIX, ivr.number));
    let seconds = ivr.timeout_seconds;
    let listen = ivr
        .announcement
        .as_ref()
        .map_or_else(|| "NoOp()".to_owned(), |sound| format!("Background({})", sound.as_str()));
    let play_again = steps(&["Goto(s,round)"]);
    context.extension(
        "s",
        &[
            "ExecIf($[\"${CHANNEL(state)}\" != \"Up\"]?Answer())".to_owned(),
            "Set(VASL_ROUND=0)".to_owned(),
            "(round)Set(VASL_ROUND=$[${VASL_ROUND} + 1])".to_owned(),
            format!("GotoIf($[${{VASL_ROUND}} > {MENU_ROUNDS}]?failure)"),
            listen,
            format!("WaitExten({seconds})"),
            "Goto(round)".to_owned(),
            format!("(failure){}", goto(&ivr.timeout.destination)),
        ],
    );
    for entry in &ivr.entries {
        let there = goto(&entry.destination);
        let key_steps = match &entry.destination {
            Destination::Misc(code) => vec![
                format!(
                    "GotoIf($[${{DIALPLAN_EXISTS({},{code},1)}} = 0]?s,round)",
                    names::RECONNECT
                ),
                there,
            ],
            _ => vec![there],
        };
        context.extension(entry.key.as_str(), &key_steps);
    }
    context.extension("i", &play_again);
    context.extension("t", &play_again);
    context.text
}

/// What a caller may have written into their number goes no further: it would reach the log of the
/// first queue as it is.
fn inbound(routes: &[InboundRoute]) -> String {
    let mut context = Context::new(names::INBOUND);
    for route in routes {
        let patterns = match &route.did {
            Some(did) => vec![did.as_str()],
            None => vec!["_[+0-9].", "_[0-9]", "s"],
        };
        let mut steps = identity::steps();
        steps.push(goto(&route.destination));
        for pattern in patterns {
            context.extension(pattern, &steps);
        }
    }
    context.text
}

pub(super) fn endpoints(configuration: &Configuration<'_>, expected: &mut Expected) -> String {
    let extensions = &configuration.call_flow.extensions;
    expected.endpoints = extensions.iter().map(|e| e.number.to_string()).collect();
    extensions.iter().map(endpoint).collect()
}

/// `dtmf_mode`: with `auto`, a key whose end was lost would reach a phone that negotiates no
/// telephone events as an unending tone. `rtp_timeout`: a phone that is lost in the middle of a conversation stays busy until its channel
/// ends, and this ends it.
fn endpoint(extension: &ManagedExtension) -> String {
    let number = &extension.number;
    let mut text = String::new();
    let _ = write!(
        text,
        "\n[{number}]\ntype=endpoint\ncontext={}\ndisallow=all\nallow=alaw,ulaw\n\
         callerid=\"{}\" <{number}>\nauth={number}\naors={number}\ndirect_media=no\n\
         rtp_timeout=30\nrtp_timeout_hold=300\ndtmf_mode=rfc4733\n\
         \n[{number}]\ntype=auth\nauth_type=userpass\nusername={number}\npassword={}\n\
         \n[{number}]\ntype=aor\nmax_contacts=1\nremove_existing=yes\nqualify_frequency=0\n",
        names::INTERNAL,
        extension.name.as_str(),
        extension.secret.as_str(),
    );
    text
}
