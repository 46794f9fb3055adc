//! Inbound routes: where calls from outside come in.

use super::trunk;
use crate::names;
use crate::render::dialplan::goto;
use crate::render::{Context, identity};
use std::collections::BTreeSet;
use vasl_domain::callflow::{CallFlow, CallerPattern, Did, InboundRoute};

/// Any number that is called, and a call that names none.
const ANY_NUMBER: [&str; 3] = ["_[+0-9].", "_[0-9]", "s"];

/// What a caller may have written into their number goes no further: it would reach the log of the
/// first queue as it is. A call for which there is no route is refused as one to a number that is
/// not in use.
pub(super) fn context(flow: &CallFlow) -> String {
    if flow.inbound_routes.is_empty() {
        return String::new();
    }
    let mut routes: Vec<&InboundRoute> = flow.inbound_routes.iter().collect();
    routes.sort_by_key(|route| route.key());
    let (of_any, of_number): (Vec<_>, Vec<_>) =
        routes.into_iter().partition(|route| route.did.is_none());
    let numbers: BTreeSet<&Did> = of_number.iter().filter_map(|route| route.did.as_ref()).collect();
    let mut context = Context::new(names::INBOUND);
    for number in numbers {
        let own = of_number.iter().filter(|route| route.did.as_ref() == Some(number));
        let all: Vec<&InboundRoute> = own.chain(&of_any).copied().collect();
        context.extension(number.as_str(), &steps_of(flow, &all));
    }
    if !of_any.is_empty() {
        for pattern in ANY_NUMBER {
            context.extension(pattern, &steps_of(flow, &of_any));
        }
    }
    context.text
}

/// Tries the routes in their order; the first that fits takes the call.
fn steps_of(flow: &CallFlow, routes: &[&InboundRoute]) -> Vec<String> {
    let mut tried = identity::steps();
    tried.extend(flow.trunk.as_ref().and_then(trunk::counted));
    let mut taken = Vec::new();
    for (index, route) in routes.iter().enumerate() {
        let there = goto(&route.destination);
        let Some(caller) = &route.caller else {
            tried.push(there);
            tried.extend(taken);
            return tried;
        };
        tried.push(format!(
            "GotoIf($[\"${{CALLERID(num)}}\" =~ \"{}\"]?route{index})",
            expression(caller)
        ));
        taken.push(format!("(route{index}){there}"));
    }
    tried.push("Hangup(1)".to_owned());
    tried.extend(taken);
    tried
}

/// A pattern as a regular expression. By now the number has nothing in it that would end the
/// quotation (see [`identity`]).
fn expression(pattern: &CallerPattern) -> String {
    let places = pattern.as_str().chars().map(|place| match place {
        'X' => "[0-9]".to_owned(),
        'Z' => "[1-9]".to_owned(),
        'N' => "[2-9]".to_owned(),
        '.' => ".+".to_owned(),
        '+' => "[+]".to_owned(),
        digit => digit.to_string(),
    });
    format!("^{}$", places.collect::<String>())
}
