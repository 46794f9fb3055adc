//! `extensions.conf`: the part that keeps every caller safe.
//!
//! The dialplan alone decides what happens when Vasl does not answer. Whatever way the request
//! ends, the caller's next step is written here.

use super::{
    Configuration, Context, Expected, HEADING, account, caller_hears, callflow, fallback, identity,
    operator_learns, pbx_queue, steps, to_failure,
};
use crate::line::Line;
use crate::names;
use std::collections::BTreeSet;
use std::fmt;
use std::net::SocketAddr;
use vasl_domain::destination::Destination;
use vasl_domain::module::Module;
use vasl_domain::name::Interface;

/// Where, and with which token, the dialplan asks Vasl.
#[derive(Clone, PartialEq, Eq)]
pub struct Service {
    /// The address of the FastAGI server: a number, never a name that would have to be looked up.
    pub address: SocketAddr,
    /// What tells a dialplan of ours from any other client.
    pub token: String,
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service").field("address", &self.address).finish_non_exhaustive()
    }
}

/// How long Asterisk bears with a server that has accepted and does not answer, in seconds. Vasl
/// itself gives up long before.
const REQUEST_SECONDS: u32 = 2;

pub(super) fn render(configuration: &Configuration<'_>, expected: &mut Expected) -> String {
    let body = [
        reconnect(configuration, expected),
        failure(configuration),
        operators(configuration),
        pbx_queue::contexts(configuration.lines),
        operator_learns::contexts(configuration),
        account::contexts(configuration),
        callflow::contexts(configuration),
    ]
    .concat();
    expected.generation = generation(&body);
    let mut last = Context::new(names::GENERATION);
    last.extension(&expected.generation, &["NoOp()".to_owned()]);
    format!("{HEADING}{body}{}", last.text)
}

fn reconnect(configuration: &Configuration<'_>, expected: &mut Expected) -> String {
    let mut context = Context::new(names::RECONNECT);
    for module in configuration.modules {
        let steps = module_steps(module, configuration);
        expected.module_steps.insert(module.code.to_string(), steps.len());
        context.extension(module.code.as_str(), &steps);
    }
    // The absolute timeout ends here: ours, when the server accepted and went silent, or one that
    // an administrator set before, which is spent then. The answer is not looked at: it can be set
    // though the server hung.
    let mut timed_out = vec![format!(
        "ExecIf($[\"${{VASL_ASKING}}\" = \"1\"]?{}:Set(TIMEOUT(absolute)=0))",
        as_before("TIMEOUT(absolute)")
    )];
    timed_out.extend(after_asking());
    timed_out.push(to_failure("${VASL_MODULE}"));
    context.extension("T", &timed_out);
    context.extension("i", &steps(&["Goto(vasl-failure,i,1)"]));
    account::hung_up(&mut context, configuration.modules);
    context.text
}

/// The way of one call through one module.
///
/// The wait stands first, jumped over at the beginning, and has the same steps whatever the module's
/// settings are: a caller who comes out of `Queue` goes on at the step of the next number, in
/// whatever was loaded meanwhile.
fn module_steps(module: &Module, configuration: &Configuration<'_>) -> Vec<String> {
    let code = &module.code;
    let mut steps = vec!["Goto(begin)".to_owned()];
    steps.extend(waiting(module, configuration));
    steps.push("(begin)NoOp()".to_owned());
    steps.extend(identity::steps());
    steps.extend(asking(module, configuration.service));
    steps.extend(entering(module));
    steps.push(
        "(left)ExecIf($[\"${SHARED(VASL_RANG)}\" = \"1\"]?Set(VASL_TRIED=${VASL_TRIED}-${VASL_OPERATOR}))"
            .to_owned(),
    );
    steps.extend(fallback::asking(module, configuration.service));
    steps.push(format!("(failure){}", to_failure(code.as_str())));
    steps.push(operator_learns::over());
    steps.extend(account::over());
    steps.extend(caller_hears::anyone(module, configuration.service));
    steps
}

/// Asks Vasl where the call goes.
fn asking(module: &Module, service: &Service) -> Vec<String> {
    let mut steps = vec![
        format!("Set({}=)", names::ANSWER_VARIABLE),
        format!("Set({}=)", names::POSITION_VARIABLE),
        "Set(VASL_OPERATOR=)".to_owned(),
        account::forgetting(),
        format!("Set(VASL_MODULE={})", module.code),
    ];
    steps.extend(bounded(
        module,
        service,
        names::RECONNECT_REQUEST,
        "&tried=${VASL_TRIED}&ivr=${VASL_IVR}&key=${VASL_KEY}",
    ));
    steps.extend([
        format!("Set(VASL_OPERATOR=${{FILTER(0-9,${{{}}})}})", names::ANSWER_VARIABLE),
        "GotoIf($[${LEN(${VASL_OPERATOR})} = 0]?failure)".to_owned(),
        format!(
            "GotoIf($[${{DIALPLAN_EXISTS({},${{VASL_OPERATOR}},1)}} = 0]?failure)",
            names::OPERATORS
        ),
    ]);
    steps
}

/// A question to Vasl, bounded in time; `more` is what is said beside the module, each with its `&`.
/// `AGISTATUS` says `SUCCESS` also when the server died half-way (`res/res_agi.c`), so only the
/// answer counts, which is cleared first and set by Vasl last. What the PBX itself had set for its
/// own AGI scripts and for the length of the call comes back.
pub(super) fn bounded(
    module: &Module,
    service: &Service,
    question: &str,
    more: &str,
) -> Vec<String> {
    let Service { address, token } = service;
    let mut steps = vec![
        "Set(VASL_TIMEOUT=${TIMEOUT(absolute)})".to_owned(),
        "Set(VASL_AGIEXITONHANGUP=${AGIEXITONHANGUP})".to_owned(),
        "Set(VASL_AGISIGHUP=${AGISIGHUP})".to_owned(),
        "Set(AGIEXITONHANGUP=yes)".to_owned(),
        "Set(AGISIGHUP=no)".to_owned(),
        "Set(VASL_ASKING=1)".to_owned(),
        format!("Set(TIMEOUT(absolute)={REQUEST_SECONDS})"),
        format!("AGI(agi://{address}/{question}?token={token}&module={}{more})", module.code),
        as_before("TIMEOUT(absolute)"),
    ];
    steps.extend(after_asking());
    steps
}

/// Sets the absolute timeout back to what was left of it, or to none.
fn as_before(timeout: &str) -> String {
    format!("Set({timeout}=${{IF($[0${{VASL_TIMEOUT}} > 0]?${{VASL_TIMEOUT}}:0)}})")
}

fn after_asking() -> Vec<String> {
    steps(&[
        "Set(VASL_ASKING=)",
        "Set(AGIEXITONHANGUP=${VASL_AGIEXITONHANGUP})",
        "Set(AGISIGHUP=${VASL_AGISIGHUP})",
    ])
}

/// What must be known before the operator's queue is entered for the first time.
fn entering(module: &Module) -> Vec<String> {
    let wait = longest_wait(module);
    let mut steps = vec!["ExecIf($[\"${CHANNEL(state)}\" != \"Up\"]?Answer())".to_owned()];
    steps.extend(caller_hears::steps(module));
    steps.extend([
        "Set(SHARED(VASL_RANG)=)".to_owned(),
        operator_learns::entering(module),
        "Set(VASL_PLACE=0)".to_owned(),
        format!(
            "QueueLog(vasl-${{VASL_OPERATOR}},${{UNIQUEID}},NONE,{},{})",
            crate::queue_log::RECONNECT_EVENT,
            module.code
        ),
        format!("Set(VASL_UNTIL=$[${{EPOCH}} + {wait}])"),
        format!("Gosub({},${{VASL_OPERATOR}},1)", names::OPERATORS),
    ]);
    steps.extend(account::entering(module));
    steps.push("Goto(again)".to_owned());
    steps
}

/// Waits for the operator and rings them, each for its own time.
///
/// The queue's own argument bounds the wait. The ringing is bounded on the operator's channel, by
/// an absolute timeout that its answer takes away: app_queue has no way to bound both. A queue that
/// ends with `TIMEOUT` before it rang, because the real queue was just trying the same phone, is
/// entered again for what is left of the wait, in the first place: only who stood there can have
/// come out so. With `c` the caller's way goes on, with `CONTINUE`, when the operator has hung up.
fn waiting(module: &Module, configuration: &Configuration<'_>) -> Vec<String> {
    let ring = module.ring_seconds.get();
    let no_macro = if configuration.version.queue_has_macro() { "," } else { "" };
    let goes_on = module.whisper || module.account_under_queue.is_some();
    vec![
        "(again)Set(VASL_LEFT=$[${VASL_UNTIL} - ${EPOCH}])".to_owned(),
        "GotoIf($[${VASL_LEFT} <= 0]?left)".to_owned(),
        format!(
            "Queue(vasl-${{VASL_OPERATOR}},nt{}b({}^{}^1({ring}^${{CHANNEL}})),,,${{VASL_LEFT}},{no_macro},{},,${{VASL_PLACE}})",
            if goes_on { "c" } else { "" },
            names::RING,
            module.code,
            account::answered(module)
        ),
        "GotoIf($[\"${QUEUESTATUS}\" = \"CONTINUE\"]?over)".to_owned(),
        "GotoIf($[\"${QUEUESTATUS}\" != \"TIMEOUT\" | \"${SHARED(VASL_RANG)}\" = \"1\"]?left)"
            .to_owned(),
        "Set(VASL_PLACE=1)".to_owned(),
        "Wait(0.25)".to_owned(),
        "Goto(again)".to_owned(),
    ]
}

/// In seconds; `Queue` leaves at once with less than one.
pub(super) fn longest_wait(module: &Module) -> u32 {
    module.wait_seconds.get().max(1)
}

/// Nothing of ours stays on the channel, or a transfer would carry it on.
fn failure(configuration: &Configuration<'_>) -> String {
    let mut context = Context::new(names::FAILURE);
    for module in configuration.modules {
        let mut leaving = steps(&[
            &pbx_queue::leave(),
            &format!("Set({}=)", names::ANSWER_VARIABLE),
            "Set(VASL_OPERATOR=)",
            "Set(VASL_MODULE=)",
            "Set(VASL_IVR=)",
            "Set(VASL_KEY=)",
            &account::forgetting(),
        ]);
        leaving.extend(fallback::handing_over(&module.failure_destination));
        leaving.push(goto(&module.failure_destination));
        context.extension(module.code.as_str(), &leaving);
    }
    context.extension("i", &steps(&["Playtones(congestion)", "Congestion(5)"]));
    context.text
}

/// Who may be rung, and what their line must be told before.
fn operators(configuration: &Configuration<'_>) -> String {
    let mut context = Context::new(names::OPERATORS);
    for line in configuration.lines {
        let others = format!("Set(VASL_OTHERS={})", channels_by_other_names(line));
        let as_queue = line.from_queue().map(pbx_queue::enter);
        let last = "Return()".to_owned();
        let all: Vec<String> = [others].into_iter().chain(as_queue).chain([last]).collect();
        context.extension(line.operator.as_str(), &all);
    }
    context.text
}

/// A pattern of the names of all channels to an operator whom several queues dial by several names;
/// nothing where all use the same.
fn channels_by_other_names(line: &Line) -> String {
    let others = line.other_interfaces();
    if others.is_empty() {
        return String::new();
    }
    let endpoint = |interface: &Interface| {
        let parts: Vec<&str> = interface.as_str().split('/').take(2).collect();
        parts.join("/").replace('.', "[.]")
    };
    let all = others.into_iter().chain([&line.interface, &line.device]).map(endpoint);
    let all: BTreeSet<String> = all.collect();
    format!("^({})-", all.into_iter().collect::<Vec<_>>().join("|"))
}

/// The step that sends a call to a destination.
pub(super) fn goto(destination: &Destination) -> String {
    match destination {
        Destination::Extension(number) => format!("Goto({},{number},1)", names::INTERNAL),
        Destination::Queue(number) => format!("Goto({},{number},1)", names::QUEUES),
        Destination::Ivr(number) => format!("Goto({}{number},s,1)", names::IVR_PREFIX),
        Destination::TimeCondition(number) => {
            format!("Goto({}{number},s,1)", names::TIME_CONDITION_PREFIX)
        }
        Destination::Announcement(number) => {
            format!("Goto({}{number},s,1)", names::ANNOUNCEMENT_PREFIX)
        }
        Destination::FeatureCode(code) => format!("Goto({},{code},1)", names::INTERNAL),
        Destination::Misc(code) => format!("Goto({},{code},1)", names::MISC),
        Destination::Dialplan(place) => format!("Goto({})", place.goto()),
        Destination::HangUp => "Hangup()".to_owned(),
    }
}

/// A name for this very text (FNV-1a, 64 bits): not against forgers, only to tell versions apart.
fn generation(text: &str) -> String {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("g{hash:016x}")
}
