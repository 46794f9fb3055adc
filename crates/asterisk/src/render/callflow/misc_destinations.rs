//! Codes that a menu may lead to: the modules, and what dials something inside or outside.

use super::trunk;
use crate::names;
use crate::render::{Configuration, Context, steps};
use vasl_domain::callflow::Dials;

pub(super) fn context(configuration: &Configuration<'_>) -> String {
    let mut context = Context::new(names::MISC);
    for module in configuration.modules {
        let code = &module.code;
        context.extension(code.as_str(), &[format!("Goto({},{code},1)", names::RECONNECT)]);
    }
    let modules = configuration.modules;
    let free = configuration
        .call_flow
        .misc_destinations
        .iter()
        .filter(|misc| !modules.iter().any(|module| module.code == misc.code));
    for misc in free {
        let all = match &misc.dials {
            Dials::Internal(number) => vec![format!("Goto({},{number},1)", names::INTERNAL)],
            Dials::Outside(number) => steps(&[&trunk::calls(number), "Hangup()"]),
        };
        context.extension(misc.code.as_str(), &all);
    }
    context.text
}
