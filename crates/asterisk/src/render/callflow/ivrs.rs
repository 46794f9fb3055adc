//! Menus.

use super::ANSWER;
use crate::names;
use crate::render::dialplan::goto;
use crate::render::{Context, steps};
use vasl_domain::callflow::{CallFlow, Ivr, IvrEntry, IvrFallback};
use vasl_domain::destination::Destination;

/// How long a further key is waited for where what was pressed may go on, in seconds.
const NEXT_KEY_SECONDS: u32 = 3;

/// How many menus are remembered for a way back: whoever wanders about for longer comes back no
/// further, and the list stays short.
const MENUS_REMEMBERED: u32 = 20;

pub(super) fn contexts(flow: &CallFlow) -> String {
    flow.ivrs.iter().map(menu).collect()
}

/// With a sound or without there are as many steps: whoever hears it while that is changed goes on
/// at the next one. A menu is entered at its first step, which remembers it, or at `listen` by a way back. It is
/// played again from `play`, as often as its fallbacks say and no more.
fn menu(ivr: &Ivr) -> String {
    let number = &ivr.number;
    let mut context = Context::new(&format!("{}{number}", names::IVR_PREFIX));
    if ivr.direct_dialling {
        context.line(&format!("include => {}", names::DIRECT));
    }
    let play = ivr
        .announcement
        .as_ref()
        .map_or_else(|| "NoOp()".to_owned(), |sound| format!("Background({sound})"));
    context.extension(
        "s",
        &steps(&[
            ANSWER,
            &format!(
                "Set(VASL_MENUS={number}${{IF($[${{LEN(${{VASL_MENUS}})}} > 0]?-${{VASL_MENUS}})}})"
            ),
            &format!("Set(VASL_MENUS=${{CUT(VASL_MENUS,-,1-{MENUS_REMEMBERED})}})"),
            &format!("(listen)Set(VASL_IVR={number})"),
            "Set(VASL_KEY=)",
            "Set(VASL_NO_KEY=0)",
            "Set(VASL_WRONG_KEY=0)",
            &format!("Set(TIMEOUT(digit)={NEXT_KEY_SECONDS})"),
            &format!("(play){play}"),
            &format!("WaitExten({})", ivr.timeout_seconds),
            "Goto(t,1)",
        ]),
    );
    for entry in &ivr.entries {
        context.extension(entry.key.as_str(), &pressed(entry));
    }
    context.extension("i", &again_or_on("VASL_WRONG_KEY", &ivr.invalid));
    context.extension("t", &again_or_on("VASL_NO_KEY", &ivr.timeout));
    context.text
}

fn pressed(entry: &IvrEntry) -> Vec<String> {
    let mut all = if entry.returns { leads_back() } else { Vec::new() };
    // A key that leads to a module which is not there yet is a wrong one.
    if let Destination::Misc(code) = &entry.destination {
        all.push(format!("GotoIf($[${{DIALPLAN_EXISTS({},{code},1)}} = 0]?i,1)", names::MISC));
    }
    // What a module is told of how its caller came.
    all.push(format!("Set(VASL_KEY={})", entry.key));
    all.push(goto(&entry.destination));
    all
}

/// Forgets the menu that is left, and goes to the one before it where there is one still.
fn leads_back() -> Vec<String> {
    let before = format!("{}${{VASL_MENU}},s,listen", names::IVR_PREFIX);
    vec![
        "Set(VASL_MENUS=${CUT(VASL_MENUS,-,2-)})".to_owned(),
        "Set(VASL_MENU=${CUT(VASL_MENUS,-,1)})".to_owned(),
        format!("GotoIf($[${{DIALPLAN_EXISTS({before})}} = 1]?{before})"),
    ]
}

fn again_or_on(counter: &str, fallback: &IvrFallback) -> Vec<String> {
    let sound = fallback.sound.as_ref();
    vec![
        format!("Set({counter}=$[${{{counter}}} + 1])"),
        sound.map_or_else(|| "NoOp()".to_owned(), |sound| format!("Playback({sound})")),
        format!("GotoIf($[${{{counter}}} <= {}]?s,play)", fallback.retries),
        goto(&fallback.destination),
    ]
}
