//! What the files say, read as Asterisk would.

use super::*;
use crate::attach::conventions::Conventions;
use crate::line::QueueMembership;
use crate::names;
use vasl_domain::destination::Destination;
use vasl_domain::expiry::{Expiry, TimeOfDay};
use vasl_domain::module::{ModuleName, RingSeconds, Side, Sides, WaitSeconds, ZoneName};
use vasl_domain::name::{Extension, Interface, ModuleCode, QueueName};

pub(crate) fn module(code: &str) -> Module {
    let mut module = Module::new(
        ModuleCode::new(code).unwrap(),
        ModuleName::new("poshtibani").unwrap(),
        Expiry::Until(TimeOfDay::parse("17:30").unwrap()),
        ZoneName::new("Asia/Tehran").unwrap(),
        Sides::new(vec![Side::Queue(QueueName::new("99").unwrap())]).unwrap(),
        Destination::Queue(QueueName::new("99").unwrap()),
    );
    module.ring_seconds = RingSeconds::new(7).unwrap();
    module.wait_seconds = WaitSeconds::new(45).unwrap();
    module
}

pub(crate) fn line(extension: &str) -> Line {
    let interface = Interface::new(format!("Local/{extension}@from-queue/n")).unwrap();
    Line {
        operator: Extension::new(extension).unwrap(),
        interface: interface.clone(),
        state_interface: Interface::new(format!("hint:{extension}@ext-local")).unwrap(),
        device: Interface::new(format!("PJSIP/{extension}")).unwrap(),
        hint: None,
        do_not_disturb: None,
        wrap_up_seconds: 6,
        for_those_who_wait: Vec::new(),
        memberships: vec![QueueMembership {
            queue: QueueName::new("99").unwrap(),
            interface,
            name: None,
        }],
        conventions: Conventions::default(),
    }
}

pub(crate) fn service() -> Service {
    Service { address: "127.0.0.1:573".parse().unwrap(), token: "abc".to_owned() }
}

pub(crate) fn rendered(modules: &[Module], lines: &[Line], version: &str) -> Rendered {
    render(&Configuration {
        modules,
        lines,
        call_flow: &CallFlow::default(),
        version: AsteriskVersion::parse(version).unwrap(),
        service: &service(),
    })
}

fn dialplan(version: &str) -> String {
    let files = rendered(&[module("*5003")], &[line("5050")], version).files;
    files[&ManagedFile::Extensions].clone()
}

#[test]
fn a_shadow_has_the_very_interface_of_the_real_membership() {
    let files = rendered(&[module("*5003")], &[line("5050")], "22.1").files;
    let queues = &files[&ManagedFile::Queues];
    assert!(queues.contains("\n[vasl-5050]\n"));
    assert!(queues.contains("\nmember => Local/5050@from-queue/n,0,5050,hint:5050@ext-local\n"));
    assert!(queues.contains("\nwrapuptime=6\n"));
    assert!(queues.contains("\ntimeoutpriority=conf\n"));
}

/// Were the subroutine on answer missing, the conversation would be cut at the end of the ringing
/// time.
#[test]
fn ringing_is_bounded_and_answering_takes_the_bound_away() {
    for (version, place) in [("22.1", ",,"), ("16.28", ",,,")] {
        let text = dialplan(version);
        let queue = format!(
            "Queue(vasl-${{VASL_OPERATOR}},ntb(vasl-ring^*5003^1(7^${{CHANNEL}})),,,${{VASL_LEFT}}{place}vasl-answered,,${{VASL_PLACE}})"
        );
        assert!(text.contains(&queue), "{version}: {text}");
        assert!(text.contains("\n[vasl-answered]\nexten => s,1,Set(TIMEOUT(absolute)=0)\n"));
    }
}

#[test]
fn a_module_asks_within_a_bound_and_clears_the_answer_first() {
    let text = dialplan("22.1");
    let at = |needle: &str| text.find(needle).unwrap_or_else(|| panic!("{needle} in {text}"));
    assert!(at("Set(VASL_TIMEOUT=${TIMEOUT(absolute)})") < at("Set(TIMEOUT(absolute)=2)"));
    assert!(at("Set(VASL_ANSWER=)") < at("Set(TIMEOUT(absolute)=2)"));
    assert!(
        at("Set(TIMEOUT(absolute)=2)")
            < at("AGI(agi://127.0.0.1:573/reconnect?token=abc&module=*5003")
    );
    let hung = &text[at("exten => T,1,")..at("exten => i,1,")];
    assert!(hung.contains(":Set(TIMEOUT(absolute)=0))"), "{hung}");
    assert!(hung.contains("Goto(vasl-failure,${VASL_MODULE},1)"), "{hung}");
}

/// Who comes out of a queue goes on at the next number, in whatever was loaded meanwhile.
/// One telephone by two names: the other is there too, so that its queue lets ours go first, and is
/// never rung.
#[test]
fn an_operator_by_two_names_is_rung_by_one() {
    let mut both = line("5050");
    both.memberships.push(QueueMembership {
        queue: QueueName::new("98").unwrap(),
        interface: Interface::new("PJSIP/5050").unwrap(),
        name: None,
    });
    let rendered = rendered(&[module("*5003")], &[both, line("6065")], "22.1");
    let queues = &rendered.files[&ManagedFile::Queues];
    assert!(queues.contains("\nmember => PJSIP/5050,0,5050,PJSIP/vasl-nobody\n"), "{queues}");
    assert_eq!(queues.matches("vasl-nobody").count(), 1);
    let members = &rendered.expected.queue_members["vasl-5050"];
    assert_eq!(members, &["Local/5050@from-queue/n", "PJSIP/5050"]);
    let text = &rendered.files[&ManagedFile::Extensions];
    let others = "Set(VASL_OTHERS=^(Local/5050@from-queue|PJSIP/5050)-)";
    assert!(text.contains(&format!("exten => 5050,1,{others}\n")), "{text}");
    assert!(text.contains("exten => 6065,1,Set(VASL_OTHERS=)\n"), "{text}");
}

#[test]
fn the_wait_has_the_same_steps_in_every_module() {
    let mut other = module("*5003");
    other.priority_on_fallback = false;
    other.wait_seconds = WaitSeconds::new(0).unwrap();
    other.account_under_queue = Some(QueueName::new("99").unwrap());
    other.whisper = true;
    other.ask_first = true;
    other.silent = false;
    let places = |module: Module| {
        let text = &rendered(&[module], &[line("5050")], "22.1").files[&ManagedFile::Extensions];
        let steps: Vec<&str> = text[text.find("exten => *5003,1").unwrap()..].lines().collect();
        let queue = steps.iter().position(|step| step.contains(",Queue(")).unwrap();
        let after: Vec<String> =
            steps[queue + 1..queue + 6].iter().map(|s| (*s).to_owned()).collect();
        (queue, after)
    };
    assert_eq!(places(module("*5003")), places(other));
}

/// FreePBX's `from-queue` hangs up on a call of which it is not told the queue.
#[test]
fn a_member_by_way_of_from_queue_is_told_the_queue() {
    let mut own = line("6065");
    own.interface = Interface::new("PJSIP/6065").unwrap();
    own.memberships[0].interface = own.interface.clone();
    let files = rendered(&[module("*5003")], &[line("5050"), own], "22.1").files;
    let text = &files[&ManagedFile::Extensions];
    let told = "exten => 5050,1,Set(VASL_OTHERS=)\n same => n,Gosub(vasl-as-queue,99,1)\n";
    assert!(text.contains(told), "{text}");
    assert!(text.contains("\n[vasl-as-queue]\nexten => 99,1,Set(VASL_NODEST=99)\n"));
    assert!(text.contains("exten => 6065,1,Set(VASL_OTHERS=)\n same => n,Return()\n"));
    let told = text.find("Gosub(vasl-operators,${VASL_OPERATOR},1)").unwrap();
    assert!(text.contains("?Gosub(vasl-as-before,${VASL_NODEST},1))"));
    assert!(text[told..].find("Goto(again)").unwrap() < text[told..].find("(left)").unwrap());
}

/// What a caller wrote is made harmless before anything reads it, on every way in.
#[test]
fn a_callers_text_is_cleared_before_agi_and_before_a_queue() {
    let text = dialplan("22.1");
    let at = |needle: &str| text.find(needle).unwrap_or_else(|| panic!("{needle} in {text}"));
    for cleared in ["Set(CALLERID(num)=)", "Set(CALLERID(name)=${REPLACE(CALLERID(name),"] {
        assert!(at(cleared) < at("AGI("));
        assert!(at(cleared) < at("QueueLog("));
    }
    let call_flow = example();
    let rendered = render(&Configuration {
        modules: &[],
        lines: &[],
        call_flow: &call_flow,
        version: AsteriskVersion::parse("16.28").unwrap(),
        service: &service(),
    });
    let text = &rendered.files[&ManagedFile::Extensions];
    let inbound = &text[text.find("[vasl-inbound]").unwrap()..];
    assert!(inbound.find("Set(CALLERID(num)=)").unwrap() < inbound.find("Goto(").unwrap());
}

#[test]
fn every_module_has_a_failure_destination_of_its_own() {
    let mut other = module("**89");
    other.failure_destination = "dialplan:ext-queues,600,1".parse().unwrap();
    let files = rendered(&[module("*5003"), other], &[line("5050")], "22.1").files;
    let text = &files[&ManagedFile::Extensions];
    let failure =
        &text[text.find("[vasl-failure]").unwrap()..text.find("[vasl-operators]").unwrap()];
    assert!(failure.contains("exten => *5003,1,"));
    assert!(failure.contains("Goto(vasl-queue,99,1)"));
    assert!(failure.contains("exten => **89,1,"));
    assert!(failure.contains("Goto(ext-queues,600,1)"));
    assert!(text.contains("[vasl-queue]\nexten => 99,1,"));
}

#[test]
fn the_generation_names_the_text() {
    let first = rendered(&[module("*5003")], &[line("5050")], "22.1");
    let same = rendered(&[module("*5003")], &[line("5050")], "22.1");
    let other = rendered(&[module("*5003")], &[line("5051")], "22.1");
    assert_eq!(first, same);
    assert_ne!(first.expected.generation, other.expected.generation);
    let text = &first.files[&ManagedFile::Extensions];
    let last =
        format!("[{}]\nexten => {},1,NoOp()\n", names::GENERATION, first.expected.generation);
    assert!(text.ends_with(&last));
}

#[test]
fn what_asterisk_must_have_afterwards() {
    let expected = rendered(&[module("*5003")], &[line("5050")], "22.1").expected;
    let steps = dialplan("22.1");
    let reconnect =
        &steps[steps.find("exten => *5003").unwrap()..steps.find("exten => T").unwrap()];
    assert_eq!(expected.module_steps["*5003"], reconnect.lines().count());
    assert_eq!(expected.queue_members["vasl-5050"], ["Local/5050@from-queue/n"]);
}

fn example() -> CallFlow {
    use vasl_domain::callflow::*;
    let text = |t: &str| PlainText::new(t).unwrap();
    let extension = |number: &str| ManagedExtension {
        number: Extension::new(number).unwrap(),
        name: text("Sara"),
        secret: PhoneSecret::new("abcdefgh").unwrap(),
        do_not_disturb_allowed: true,
        outbound_caller_id: None,
    };
    CallFlow {
        extensions: vec![extension("5050"), extension("6065")],
        queues: vec![ManagedQueue {
            strategy: Strategy::RrMemory,
            members: ["5050", "6065"].map(|n| Extension::new(n).unwrap().into()).into(),
            ..ManagedQueue::new(QueueName::new("99").unwrap(), text("Support"))
        }],
        ivrs: vec![Ivr {
            number: vasl_domain::name::IvrNumber::new("1").unwrap(),
            name: text("Main"),
            description: Description::default(),
            announcement: None,
            direct_dialling: false,
            timeout_seconds: IvrTimeout::default(),
            invalid: IvrFallback::to("queue:99".parse().unwrap()),
            timeout: IvrFallback::to("queue:99".parse().unwrap()),
            entries: vec![IvrEntry {
                key: Keys::new("3").unwrap(),
                destination: "misc:*5003".parse().unwrap(),
                returns: false,
            }],
        }],
        inbound_routes: vec![InboundRoute {
            name: None,
            did: None,
            caller: None,
            destination: "ivr:1".parse().unwrap(),
        }],
        ..CallFlow::default()
    }
}

#[test]
fn the_users_own_example() {
    let call_flow = example();
    let rendered = render(&Configuration {
        modules: &[module("*5003")],
        lines: &[],
        call_flow: &call_flow,
        version: AsteriskVersion::parse("22.1").unwrap(),
        service: &service(),
    });
    let text = &rendered.files[&ManagedFile::Extensions];
    assert!(text.contains("[vasl-ivr-1]"));
    assert!(text.contains("exten => 3,1,GotoIf($[${DIALPLAN_EXISTS(vasl-misc,*5003,1)} = 0]?i,1)\n same => n,Set(VASL_KEY=3)\n same => n,Goto(vasl-misc,*5003,1)"));
    assert!(text.contains("[vasl-misc]\nexten => *5003,1,Goto(vasl-reconnect,*5003,1)\n"));
    assert!(text.contains("exten => 5050,hint,PJSIP/5050&Custom:DND5050\n"));
    assert!(text.contains(
        "Queue(99,t${IF($[${LEN(${VASL_TRIED})} > 0]?b(vasl-pass-over^s^1(${CHANNEL}^${VASL_TRIED})))}"
    ));
    let queues = &rendered.files[&ManagedFile::Queues];
    assert!(queues.contains("[99]\n; Support\nstrategy=rrmemory"));
    assert!(queues.contains("member => PJSIP/6065,0,6065,hint:6065@vasl-internal"));
    assert_eq!(rendered.expected.endpoints, ["5050", "6065"]);
}

#[test]
fn no_step_has_an_unclosed_bracket() {
    let call_flow = example();
    let rendered = render(&Configuration {
        modules: &[module("*5003"), module("#1")],
        lines: &[line("5050"), line("6065")],
        call_flow: &call_flow,
        version: AsteriskVersion::parse("16.28").unwrap(),
        service: &service(),
    });
    for step in rendered.files[&ManagedFile::Extensions].lines() {
        for (open, close) in [('(', ')'), ('{', '}'), ('[', ']')] {
            let count = |c| step.matches(c).count();
            assert_eq!(count(open), count(close), "{step}");
        }
    }
}
