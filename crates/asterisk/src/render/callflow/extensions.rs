//! Extensions: what their phones register as, and what can be dialled from them.

use super::feature_codes;
use crate::names;
use crate::render::dialplan::goto;
use crate::render::{Configuration, Context, steps};
use std::collections::HashSet;
use std::fmt::Write as _;
use vasl_domain::callflow::ManagedExtension;
use vasl_domain::destination::Destination;

/// How long a phone that is dialled directly rings, in seconds.
const DIRECT_RING_SECONDS: u32 = 30;

/// What stands in any endpoint, for a phone behind a router too: what comes is answered where it
/// came from. `dtmf_mode`: with `auto`, a key whose end was lost would reach a phone that
/// negotiates no telephone events as an unending tone. `rtp_timeout`: a phone that is lost in the
/// middle of a conversation stays busy until its channel ends, and this ends it.
pub(super) const ANY_ENDPOINT: &str = "disallow=all\nallow=alaw,ulaw\ndirect_media=no\n\
    rtp_symmetric=yes\nforce_rport=yes\nrewrite_contact=yes\nrtp_timeout=30\n\
    rtp_timeout_hold=300\ndtmf_mode=rfc4733\n";

pub(super) fn endpoint(extension: &ManagedExtension) -> String {
    let number = &extension.number;
    let mut text = String::new();
    let _ = write!(
        text,
        "\n[{number}]\ntype=endpoint\ncontext={}\n{ANY_ENDPOINT}\
         callerid=\"{}\" <{number}>\nauth={number}\naors={number}\n\
         \n[{number}]\ntype=auth\nauth_type=userpass\nusername={number}\npassword={}\n\
         \n[{number}]\ntype=aor\nmax_contacts=1\nremove_existing=yes\nqualify_frequency=0\n",
        names::INTERNAL,
        extension.name.as_str(),
        extension.secret.as_str(),
    );
    text
}

pub(super) fn contexts(configuration: &Configuration<'_>) -> String {
    if configuration.call_flow.extensions.is_empty() {
        return String::new();
    }
    internal(configuration) + &direct(configuration)
}

/// What a phone inside can dial: extensions, queues, modules, misc destinations, feature codes. A
/// module may have been given the number of something else by an older Vasl: of two, the one above
/// stands.
fn internal(configuration: &Configuration<'_>) -> String {
    let flow = configuration.call_flow;
    let mut context = Context::new(names::INTERNAL);
    let mut taken = HashSet::new();
    for extension in &flow.extensions {
        taken.insert(extension.number.to_string());
        add_phone(&mut context, extension);
    }
    let queues = flow.queues.iter().map(|queue| Destination::Queue(queue.number.clone()));
    let modules = configuration.modules.iter().map(|module| &module.code);
    let codes = modules.chain(flow.misc_destinations.iter().map(|misc| &misc.code));
    let destinations = queues.chain(codes.cloned().map(Destination::Misc));
    for destination in destinations {
        let number = destination.code();
        if taken.insert(number.clone()) {
            context.extension(&number, &[goto(&destination)]);
        }
    }
    for (number, all) in feature_codes::dialled(flow) {
        if taken.insert(number.clone()) {
            context.extension(&number, &all);
        }
    }
    context.text
}

/// The hint has do-not-disturb only where the operator may set it, so that one that was set before
/// that was taken away holds no more.
fn add_phone(context: &mut Context, extension: &ManagedExtension) {
    let number = &extension.number;
    let do_not_disturb = names::do_not_disturb(number);
    let dial = format!("Dial(PJSIP/{number},{DIRECT_RING_SECONDS},t)");
    if !extension.do_not_disturb_allowed {
        context.line(&format!("exten => {number},hint,PJSIP/{number}"));
        context.extension(number.as_str(), &steps(&[&dial, "Hangup()"]));
        return;
    }
    context.line(&format!("exten => {number},hint,PJSIP/{number}&{do_not_disturb}"));
    context.extension(
        number.as_str(),
        &steps(&[
            &format!("GotoIf($[\"${{DEVICE_STATE({do_not_disturb})}}\" = \"BUSY\"]?away)"),
            &dial,
            "Hangup()",
            "(away)Hangup(17)",
        ]),
    );
}

/// What a caller may dial in a menu that allows it: an extension, and nothing else of what a phone
/// inside can dial.
fn direct(configuration: &Configuration<'_>) -> String {
    let flow = configuration.call_flow;
    if !flow.ivrs.iter().any(|ivr| ivr.direct_dialling) {
        return String::new();
    }
    let mut context = Context::new(names::DIRECT);
    for extension in &flow.extensions {
        let there = Destination::Extension(extension.number.clone());
        context.extension(extension.number.as_str(), &[goto(&there)]);
    }
    context.text
}
