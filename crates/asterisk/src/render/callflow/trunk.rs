//! The trunk: its endpoint, and calls by it to the world outside.
//!
//! A phone inside can dial no number outside but those that a misc destination has: a stolen
//! secret of a phone is then worth no money.

use super::extensions::ANY_ENDPOINT;
use crate::names;
use crate::render::{Context, steps};
use std::fmt::Write as _;
use vasl_domain::callflow::{
    CallFlow, OutsideNumber, Registration, SipServer, Trunk, TrunkConnection,
};

/// How long a number outside is rung, in seconds.
const RING_SECONDS: u32 = 60;

pub(super) fn endpoint(trunk: &Trunk) -> String {
    let name = names::TRUNK;
    let mut text = format!(
        "\n[{name}]\ntype=endpoint\ncontext={}\n{ANY_ENDPOINT}aors={name}\n",
        names::INBOUND
    );
    match &trunk.connection {
        TrunkConnection::Registration(registration) => {
            text.push_str(&registered(registration));
            text.push_str(&known_by_address(std::slice::from_ref(&registration.server)));
        }
        TrunkConnection::Addresses(addresses) => text.push_str(&known_by_address(addresses)),
    }
    text
}

/// The first is where calls go. `qualify_frequency` keeps the way through a router open.
fn known_by_address(addresses: &[SipServer]) -> String {
    let name = names::TRUNK;
    let mut text = String::new();
    if let Some(first) = addresses.first() {
        let uri = uri(first);
        let _ = write!(text, "\n[{name}]\ntype=aor\ncontact={uri}\nqualify_frequency=60\n");
    }
    let _ = write!(text, "\n[{name}]\ntype=identify\nendpoint={name}\n");
    for address in addresses {
        let host = address.host().trim_start_matches('[').trim_end_matches(']');
        let _ = writeln!(text, "match={host}");
    }
    text
}

/// Tried again for ever: a provider that was away for an hour is no reason to be without a line
/// until somebody looks (`max_retries` is 10 otherwise). By `line` a call is known as the
/// provider's also where it comes from another address.
fn registered(registration: &Registration) -> String {
    let Registration { server, user, secret } = registration;
    let (name, user, uri) = (names::TRUNK, user.as_str(), uri(server));
    format!(
        "outbound_auth={name}\nfrom_domain={host}\n\
         \n[{name}]\ntype=auth\nauth_type=userpass\nusername={user}\npassword={secret}\n\
         \n[{name}]\ntype=registration\nserver_uri={uri}\nclient_uri=sip:{user}@{place}\n\
         contact_user={contact}\noutbound_auth={name}\nendpoint={name}\nline=yes\n\
         retry_interval=30\nforbidden_retry_interval=300\nfatal_retry_interval=300\n\
         max_retries=1000000\nauth_rejection_permanent=no\n",
        host = server.host(),
        place = uri.trim_start_matches("sip:"),
        contact = number_of(registration).unwrap_or("s"),
        secret = secret.as_str(),
    )
}

/// The user, where it is a number: then it is the number that callers dial, and what is shown.
fn number_of(registration: &Registration) -> Option<&str> {
    let user = registration.user.as_str();
    let digits = user.strip_prefix('+').unwrap_or(user);
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then_some(user)
}

fn uri(server: &SipServer) -> String {
    let host = server.host();
    if host.contains(':') && !host.starts_with('[') {
        format!("sip:[{host}]")
    } else {
        format!("sip:{}", server.as_str())
    }
}

/// The step that calls a number outside and comes back when it was not reached.
pub(super) fn calls(number: &OutsideNumber) -> String {
    format!("Gosub({},s,1({number}))", names::OUTSIDE)
}

pub(super) fn subroutines(flow: &CallFlow) -> String {
    let Some(trunk) = &flow.trunk else { return String::new() };
    outside(trunk) + &leg(trunk) + &shown(flow)
}

/// The name of who calls stays inside.
fn outside(trunk: &Trunk) -> String {
    let usual = match &trunk.connection {
        TrunkConnection::Registration(registration) => number_of(registration).unwrap_or_default(),
        TrunkConnection::Addresses(_) => "",
    };
    let room = trunk.channels.map_or_else(
        || "NoOp()".to_owned(),
        |channels| format!("GotoIf($[${{GROUP_COUNT(up@{})}} >= {channels}]?full)", names::TRUNK),
    );
    let shown = names::SHOWN;
    let mut context = Context::new(names::OUTSIDE);
    context.extension(
        "s",
        &steps(&[
            &room,
            &format!("Set(LOCAL(VASL_SHOWN)={usual})"),
            "Set(LOCAL(VASL_PHONE)=${CHANNEL(endpoint)})",
            &format!("GotoIf($[${{DIALPLAN_EXISTS({shown},${{VASL_PHONE}},1)}} = 0]?dial)"),
            &format!("Gosub({shown},${{VASL_PHONE}},1)"),
            "Set(VASL_SHOWN=${GOSUB_RETVAL})",
            "(dial)ExecIf($[\"${VASL_SHOWN}\" != \"\"]?Set(CALLERID(num)=${VASL_SHOWN}))",
            "Set(CALLERID(name)=)",
            &format!(
                "Dial(PJSIP/${{ARG1}}@{},{RING_SECONDS},b({}^s^1(${{ARG1}})))",
                names::TRUNK,
                names::OUTSIDE_LEG
            ),
            "Return()",
            "(full)Hangup(34)",
        ]),
    );
    context.text
}

/// The number that was called is what the channel goes by, for whoever learns of the call: without
/// it, the extension in which `Dial` stands.
fn leg(trunk: &Trunk) -> String {
    let mut context = Context::new(names::OUTSIDE_LEG);
    let mut all = steps(&["Set(CALLERID(num)=${ARG1})"]);
    all.extend(counted(trunk));
    all.push("Return()".to_owned());
    context.extension("s", &all);
    context.text
}

/// Counts a channel among those of the trunk, where there is a bound to them.
pub(super) fn counted(trunk: &Trunk) -> Option<String> {
    trunk.channels.map(|_| format!("Set(GROUP({})=up)", names::TRUNK))
}

fn shown(flow: &CallFlow) -> String {
    let mut context = Context::new(names::SHOWN);
    for extension in &flow.extensions {
        if let Some(number) = &extension.outbound_caller_id {
            context.extension(extension.number.as_str(), &[format!("Return({number})")]);
        }
    }
    context.text
}
