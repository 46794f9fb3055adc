//! What the dialplan of FreePBX and Issabel does for a queue before it rings a member.
//!
//! Their queues' members are `Local/5050@from-queue/n`, and what a member's phone does depends on
//! what the caller's channel says: whether forwarding and call waiting hold, whether voicemail may
//! answer, whether the call is recorded. A reconnected call must say the same. It is read from the
//! dialplan that Asterisk has loaded, so what is set in the PBX's own panel holds here too.
//!
//! Only what is known is taken over, and only values of plain letters: nothing that the PBX's
//! dialplan says is ever run as it is.

/// The context in which the PBX has its queues.
pub const QUEUES: &str = "ext-queues";

/// The context of the members' calls.
pub const FROM_QUEUE: &str = "from-queue";

/// Variables that a queue tells its members' phones, and what they are afterwards; `None` stays.
const TOLD: [(&str, Option<&str>); 8] = [
    ("__CWIGNORE", Some("")),
    ("__CFIGNORE", Some("")),
    ("__FORWARD_CONTEXT", Some("from-internal")),
    ("__SIGNORE", Some("")),
    ("__QCONTEXT", Some("")),
    ("__FROMQ", Some("")),
    ("__MIXMON_FORMAT", None),
    ("MONITOR_OPTIONS", Some("")),
];

/// What a queue can say of recording (`sub-record-check`).
const MODES: [&str; 8] =
    ["force", "always", "delayed", "yes", "dontcare", "no", "never", "ondemand"];

/// What a queue says before it rings a member.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Conventions {
    told: Vec<(&'static str, String)>,
    recording: Option<&'static str>,
    names_recording_by_caller: bool,
}

impl Conventions {
    /// Reads a queue's steps, each an application and its data, as far as the one that rings.
    #[must_use]
    pub fn read<'a>(queue: &str, steps: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut conventions = Self::default();
        for (application, data) in steps {
            match application {
                "Queue" => break,
                "Set" => conventions.set(data),
                "Gosub" => conventions.recording = recording(queue, data).or(conventions.recording),
                _ => {}
            }
        }
        conventions
    }

    fn set(&mut self, data: &str) {
        let Some((name, value)) = data.split_once('=') else { return };
        if name == "__FROMQUEUEEXTEN" {
            self.names_recording_by_caller = true;
        }
        let known = TOLD.iter().find(|(told, _)| *told == name);
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_()".contains(c);
        if let Some((name, _)) = known
            && (1..=40).contains(&value.len())
            && value.chars().all(plain)
        {
            self.told.retain(|(told, _)| told != name);
            self.told.push((name, value.to_owned()));
        }
    }

    /// The steps that say the same for a call that does not come through the queue.
    #[must_use]
    pub fn before(&self, queue: &str) -> Vec<String> {
        let mut steps = vec![
            format!("Set(VASL_NODEST={queue})"),
            format!("Set(__NODEST={queue})"),
            // Voicemail that answers in an operator's place would be a conversation.
            "Set(__BLKVM_CHANNEL=${CHANNEL})".to_owned(),
            "Set(SHARED(BLKVM)=TRUE)".to_owned(),
        ];
        steps.extend(self.told.iter().map(|(name, value)| format!("Set({name}={value})")));
        if self.names_recording_by_caller {
            steps.push("Set(__FROMQUEUEEXTEN=${FILTER(0-9+,${CALLERID(num)})})".to_owned());
        }
        if let Some(mode) = self.recording {
            steps.push(if_there("sub-record-check", &format!("(q,{queue},{mode})")));
        }
        steps.push("Return()".to_owned());
        steps
    }

    /// The steps that take it back when the operator was not reached.
    #[must_use]
    pub fn after(&self) -> Vec<String> {
        let mut steps = vec!["Set(SHARED(BLKVM)=)".to_owned()];
        if self.recording.is_some() {
            steps.push(if_there("sub-record-cancel", ""));
        }
        if self.names_recording_by_caller {
            steps.push("Set(__FROMQUEUEEXTEN=)".to_owned());
        }
        let told = |name: &str| self.told.iter().any(|(told, _)| *told == name);
        for (name, after) in TOLD {
            if let (true, Some(after)) = (told(name), after) {
                steps.push(format!("Set({name}={after})"));
            }
        }
        steps.push("Set(__NODEST=)".to_owned());
        steps.push("Set(VASL_NODEST=)".to_owned());
        steps.push("Return()".to_owned());
        steps
    }
}

/// `sub-record-check,s,1(q,600,force)`, of this very queue.
fn recording(queue: &str, data: &str) -> Option<&'static str> {
    let rest = data.strip_prefix("sub-record-check,s,1(q,")?.strip_suffix(')')?;
    let (of, mode) = rest.split_once(',')?;
    (of == queue).then(|| MODES.into_iter().find(|known| *known == mode)).flatten()
}

/// A subroutine of the PBX's, where it still has it.
fn if_there(context: &str, arguments: &str) -> String {
    format!("ExecIf($[${{DIALPLAN_EXISTS({context},s,1)}} = 1]?Gosub({context},s,1{arguments}))")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_queue_says_is_said_and_taken_back() {
        let steps = [
            ("Gosub", "macro-user-callerid,s,1()"),
            ("Set", "__FROMQUEUEEXTEN=${CALLERID(number)}"),
            ("Set", "__NODEST=${EXTEN}"),
            ("Set", "__QCONTEXT=1"),
            ("Gosub", "sub-record-check,s,1(q,99,force)"),
            ("Set", "__CFIGNORE=TRUE"),
            ("Set", "__FORWARD_CONTEXT=block-cf"),
            ("Queue", "99,t"),
            ("Set", "__CWIGNORE=TRUE"),
            ("Gosub", "sub-record-check,s,1(q,99,never)"),
        ];
        let conventions = Conventions::read("99", steps);
        let before = conventions.before("99").join("|");
        for said in [
            "Set(__NODEST=99)",
            "Set(SHARED(BLKVM)=TRUE)",
            "Set(__QCONTEXT=1)|Set(__CFIGNORE=TRUE)|Set(__FORWARD_CONTEXT=block-cf)",
            "Gosub(sub-record-check,s,1(q,99,force))",
            "Set(__FROMQUEUEEXTEN=${FILTER(0-9+,${CALLERID(num)})})",
        ] {
            assert!(before.contains(said), "{said} in {before}");
        }
        assert!(!before.contains("CWIGNORE"), "{before}");
        let after = conventions.after().join("|");
        assert!(after.contains("Set(__CFIGNORE=)|Set(__FORWARD_CONTEXT=from-internal)"), "{after}");
        assert!(after.contains("Gosub(sub-record-cancel,s,1)"), "{after}");
        assert!(after.ends_with("Set(__NODEST=)|Set(VASL_NODEST=)|Return()"), "{after}");
    }

    #[test]
    fn nothing_is_taken_over_that_could_be_run() {
        let steps = [
            ("Set", "__CFIGNORE=${SHELL(id)}"),
            ("Set", "__FROMQ=a)b,n,System(id"),
            ("Set", "EVIL=1"),
            ("System", "id"),
            ("Gosub", "sub-record-check,s,1(q,99,${EVIL})"),
            ("Gosub", "sub-record-check,s,1(q,98,force)"),
        ];
        assert_eq!(Conventions::read("99", steps), Conventions::default());
        assert!(!Conventions::default().before("99").join("").contains("sub-record-check"));
    }
}
