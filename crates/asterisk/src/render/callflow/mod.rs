//! The call flow around the modules, a file a kind of object.

mod announcements;
mod extensions;
mod feature_codes;
mod inbound_routes;
mod ivrs;
mod misc_destinations;
mod queues;
mod time_conditions;
mod trunk;

pub(super) use queues::pass_over;

use super::{Configuration, Expected};
use crate::names;
use std::collections::BTreeMap;

/// Answers a call that nobody has answered yet: nothing is heard before that.
const ANSWER: &str = "ExecIf($[\"${CHANNEL(state)}\" != \"Up\"]?Answer())";

pub(super) fn contexts(configuration: &Configuration<'_>) -> String {
    let flow = configuration.call_flow;
    [
        queues::contexts(configuration),
        misc_destinations::context(configuration),
        extensions::contexts(configuration),
        feature_codes::subroutines(flow),
        ivrs::contexts(flow),
        time_conditions::contexts(flow),
        announcements::contexts(flow),
        inbound_routes::context(flow),
        trunk::subroutines(flow),
    ]
    .concat()
}

/// `pjsip.conf`.
pub(super) fn endpoints(configuration: &Configuration<'_>, expected: &mut Expected) -> String {
    let flow = configuration.call_flow;
    let mut text: String = flow.extensions.iter().map(extensions::endpoint).collect();
    expected.endpoints = flow.extensions.iter().map(|e| e.number.to_string()).collect();
    if let Some(trunk) = &flow.trunk {
        text.push_str(&trunk::endpoint(trunk));
        expected.endpoints.push(names::TRUNK.to_owned());
    }
    text
}

/// The contexts through which callers go, with the number of steps of each extension.
pub(super) fn ways_of_callers(dialplan: &str) -> BTreeMap<String, BTreeMap<String, usize>> {
    let prefixes = [names::IVR_PREFIX, names::TIME_CONDITION_PREFIX, names::ANNOUNCEMENT_PREFIX];
    let whole = [names::QUEUES, names::MISC, names::INBOUND];
    let mut ways: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    let (mut context, mut extension) = ("", "");
    for line in dialplan.lines() {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            context = name;
        } else if let Some((name, _)) =
            line.strip_prefix("exten => ").and_then(|rest| rest.split_once(','))
        {
            extension = name;
        } else if !line.starts_with(" same => ") {
            continue;
        }
        let asked = prefixes.iter().any(|prefix| context.starts_with(prefix));
        if !line.starts_with('[') && (asked || whole.contains(&context)) {
            let steps = ways.entry(context.to_owned()).or_default();
            *steps.entry(extension.to_owned()).or_insert(0) += 1;
        }
    }
    ways
}

#[cfg(test)]
mod hours_tests;
#[cfg(test)]
mod tests;
