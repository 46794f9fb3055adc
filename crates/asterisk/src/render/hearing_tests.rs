//! What caller and operator hear: the steps, and that every way through them ends.

use super::tests::{line, module, rendered};
use super::*;
use std::collections::BTreeSet;
use vasl_domain::callflow::SoundName;
use vasl_domain::module::NamePrefix;
use vasl_domain::name::QueueName;

fn text(module: &Module, version: &str) -> String {
    let files = rendered(std::slice::from_ref(module), &[line("5050")], version).files;
    files[&ManagedFile::Extensions].clone()
}

/// The steps of a module, without what Vasl is asked.
fn steps_of(module: &Module, version: &str) -> String {
    let text = text(module, version);
    let begin = text.find("exten => *5003").unwrap();
    text[begin..text.find("exten => T").unwrap()].to_owned()
}

fn sound(name: &str) -> SoundName {
    SoundName::new(name).unwrap()
}

#[test]
fn a_new_module_is_silent_and_asks_nothing() {
    let steps = steps_of(&module("*5003"), "22.1");
    for heard in ["Playback", "Read(", "/anyone?", "ntcb("] {
        assert!(!steps.contains(heard), "{heard} in {steps}");
    }
}

#[test]
fn a_caller_is_asked_and_told_before_the_wait_begins() {
    let mut module = module("*5003");
    (module.ask_first, module.silent) = (true, false);
    let steps = steps_of(&module, "22.1");
    let at = |needle: &str| steps.find(needle).unwrap_or_else(|| panic!("{needle} in {steps}"));
    let order = [
        "FILTER(0-9,${VASL_ANSWER})",
        "Answer()",
        "Read(VASL_CHOICE,vasl/ask-first,1,,1,5)",
        "Playback(vasl/connecting)",
        "Set(VASL_UNTIL=",
        "Goto(again)\n same => n(left)",
        "n(failure),",
        "n(over),",
        "n(anyone),",
        "AGI(agi://127.0.0.1:573/anyone?token=abc&module=*5003)",
    ];
    assert!(order.windows(2).all(|pair| at(pair[0]) < at(pair[1])), "{steps}");
    assert!(steps.trim_end().ends_with("Goto(vasl-failure,*5003,1)"), "{steps}");
}

#[test]
fn sounds_that_a_module_names_are_played() {
    let mut module = module("*5003");
    (module.ask_first, module.silent, module.whisper) = (true, false, true);
    module.ask_sound = Some(sound("custom/which"));
    module.announcement = Some(sound("custom/one-moment"));
    module.whisper_sound = Some(sound("custom/again"));
    let text = text(&module, "22.1");
    for step in [
        "Read(VASL_CHOICE,custom/which,",
        "Playback(custom/one-moment)",
        "Set(VASL_WHISPER=custom/again)",
    ] {
        assert!(text.contains(step), "{step} in {text}");
    }
    let played: Vec<String> =
        sounds_of(&module).iter().map(|sound| sound.as_str().to_owned()).collect();
    assert_eq!(played, ["custom/which", "custom/one-moment", "custom/again"]);
}

/// The bound of the ringing is gone before the operator is told anything.
#[test]
fn an_operator_is_told_once_the_ringing_is_over() {
    let mut module = module("*5003");
    module.whisper = true;
    for version in ["22.1", "16.28"] {
        let text = text(&module, version);
        assert!(text.contains(
            "[vasl-answered]\nexten => s,1,Set(TIMEOUT(absolute)=0)\n \
             same => n,GotoIf($[\"${VASL_WHISPER}\" = \"\"]?told)\n \
             same => n,Playback(${VASL_WHISPER})\n"
        ));
        assert!(text.contains("Queue(vasl-${VASL_OPERATOR},ntcb(vasl-ring^*5003^1(7^${CHANNEL}))"));
        assert!(text.contains("Set(SHARED(VASL_TOLD)=0)\n"));
        assert!(text.contains("n(over),GotoIf($[\"${SHARED(VASL_TOLD)}\" = \"0\"]?left)\n"));
    }
}

#[test]
fn the_prefix_is_set_on_the_operators_channel_only() {
    let prefixed = text(&module("*5003"), "22.1");
    let ring = &prefixed[prefixed.find("[vasl-ring]").unwrap()..];
    assert!(ring.contains("exten => *5003,1,Set(VASL_NAME=${CONNECTEDLINE(name)})\n"));
    assert!(ring.contains("Set(CONNECTEDLINE(name,i)=مجدد: ${VASL_NAME})\n"));
    assert_eq!(prefixed.matches("Set(CALLERID(name)=").count(), 1, "only the cleared one");
    let mut plain = module("*5003");
    plain.name_prefix = NamePrefix::new("").unwrap();
    let plain = text(&plain, "22.1");
    assert!(!plain.contains("CONNECTEDLINE"));
    assert!(
        plain.contains("[vasl-ring]\nexten => *5003,1,Goto(s,1)\nexten => _[*#0-9]!,1,Goto(s,1)\n")
    );
}

/// Every setting of what is heard, with every other.
fn every_hearing() -> impl Iterator<Item = Module> {
    (0..32_u8).map(|bits| {
        let mut module = module("*5003");
        let on = |bit: u8| bits & (1 << bit) != 0;
        (module.silent, module.ask_first, module.whisper) = (on(0), on(1), on(2));
        if on(3) {
            module.name_prefix = NamePrefix::new("").unwrap();
        }
        if on(4) {
            module.account_under_queue = Some(QueueName::new("99").unwrap());
        }
        module
    })
}

#[test]
fn every_way_leads_somewhere_and_ends() {
    for module in every_hearing() {
        for version in ["16.28", "22.1"] {
            let text = text(&module, version);
            let dialplan = Dialplan::read(&text);
            dialplan.has_all_that_is_jumped_to();
            dialplan.ends_everywhere();
        }
    }
}

/// A dialplan as Asterisk would have it: context, extension, and steps with their labels.
#[derive(Default)]
struct Dialplan {
    extensions: Vec<(String, String, Vec<Step>)>,
}

type Step = (String, String);

impl Dialplan {
    fn read(text: &str) -> Self {
        let mut dialplan = Self::default();
        let mut context = String::new();
        for line in text.lines() {
            if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                name.clone_into(&mut context);
                continue;
            }
            let (extension, step) = match line.strip_prefix("exten => ") {
                Some(rest) => {
                    let (extension, step) = rest.split_once(',').unwrap();
                    (Some(extension), step)
                }
                None => match line.strip_prefix(" same => ") {
                    Some(step) => (None, step),
                    None => continue,
                },
            };
            let (priority, application) = step.split_once(',').unwrap();
            if priority == "hint" {
                continue;
            }
            if let Some(extension) = extension {
                let new = (context.clone(), extension.to_owned(), Vec::new());
                dialplan.extensions.push(new);
            }
            let label = priority.split_once('(').map_or("", |(_, l)| l.trim_end_matches(')'));
            let (.., steps) = dialplan.extensions.last_mut().unwrap();
            steps.push((label.to_owned(), application.to_owned()));
        }
        dialplan
    }

    fn has_all_that_is_jumped_to(&self) {
        for (context, extension, steps) in &self.extensions {
            for target in steps.iter().flat_map(|(_, step)| targets(step)) {
                let parts: Vec<&str> = target.split(',').collect();
                let (context, extension, priority) = match parts[..] {
                    [priority] => (context.as_str(), extension.as_str(), priority),
                    [extension, priority] => (context.as_str(), extension, priority),
                    [context, extension, priority] => (context, extension, priority),
                    _ => panic!("{target}"),
                };
                // Where the PBX's own dialplan begins, or it is known by the call only.
                if !context.starts_with("vasl-") || extension.contains("${") {
                    continue;
                }
                // A place of the PBX's own is gone to only where there is such a place.
                if !context.starts_with("vasl-") {
                    let asked = format!("DIALPLAN_EXISTS({context},{extension},{priority})");
                    assert!(steps.iter().any(|(_, step)| step.contains(&asked)), "{target}");
                    continue;
                }
                let found = self.extensions.iter().any(|(c, e, steps)| {
                    (c.as_str(), e.as_str()) == (context, extension)
                        && (priority == "1" || steps.iter().any(|(label, _)| label == priority))
                });
                assert!(found, "nothing at {context},{extension},{priority}");
            }
        }
    }

    fn ends_everywhere(&self) {
        for (context, extension, steps) in &self.extensions {
            // Nothing is called in the one, and what is in the other has ended already.
            if context == names::GENERATION || extension == "h" {
                continue;
            }
            let (_, last) = steps.last().unwrap();
            let ends = ["Goto(", "Hangup(", "Return(", "Congestion("];
            assert!(ends.iter().any(|end| last.starts_with(end)), "{context},{extension}: {last}");
            let labels: Vec<&String> =
                steps.iter().map(|(label, _)| label).filter(|l| !l.is_empty()).collect();
            let different: BTreeSet<&&String> = labels.iter().collect();
            assert_eq!(labels.len(), different.len(), "{context},{extension}: a label twice");
        }
    }
}

/// Where a step may jump to.
fn targets(step: &str) -> Vec<&str> {
    if let Some(to) = step.strip_prefix("Goto(") {
        return vec![to.strip_suffix(')').unwrap()];
    }
    let Some(condition) = step.strip_prefix("GotoIf(") else { return Vec::new() };
    let (_, to) = condition.strip_suffix(')').unwrap().rsplit_once('?').unwrap();
    to.split(':').filter(|target| !target.is_empty()).collect()
}
