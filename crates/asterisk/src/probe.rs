//! What is asked of Asterisk about one operator, and what the answers amount to.
//!
//! On the call path it is one combined expression, which Asterisk answers in about 0.3 ms on the
//! caller's own channel; a preview asks the same functions one by one. Both give the same fields in
//! the same order, so both are read by the same function.

use crate::line::Line;
use crate::names;
use vasl_domain::name::QueueName;
use vasl_domain::operator::{DeviceState, HintState, LiveOperator, ShadowState};

/// One question.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Probe {
    Function(String),
    /// Whether an interface stands in the member list of a queue.
    Member {
        queue: String,
        interface: String,
    },
    /// Nothing to ask: the field stays empty.
    Nothing,
}

/// What is asked about one operator, in the order of the answer's fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probes {
    probes: Vec<Probe>,
    queues: usize,
    /// How many devices say do-not-disturb; `None` where only the hint as a whole is known.
    do_not_disturb: Option<usize>,
}

/// The fields before those of the queues.
const FIXED_FIELDS: usize = 6;

/// More queues than this are not asked about: the line that Asterisk reads has an end
/// (`res/res_agi.c`, 2048 bytes).
const MOST_QUEUES: usize = 4;

/// Nor is more than one device asked whether the operator set do-not-disturb.
const MOST_DO_NOT_DISTURB: usize = 1;

impl Probes {
    /// What to ask about an operator. `queues` are those that the module covers and that the
    /// operator is, or lately was, a member of: one who is in none of them now has logged out.
    #[must_use]
    pub fn new<'a>(line: &Line, queues: impl IntoIterator<Item = &'a QueueName>) -> Self {
        let shadow = names::shadow_queue(&line.operator);
        let interface = line.interface.as_str();
        let mut probes = vec![
            Probe::Function(format!("QUEUE_EXISTS({shadow})")),
            Probe::Function(format!("QUEUE_MEMBER({shadow},paused,{interface})")),
            Probe::Function(format!("QUEUE_MEMBER({shadow},ready)")),
            Probe::Function(format!("QUEUE_WAITING_COUNT({shadow})")),
            Probe::Function(format!("DEVICE_STATE({})", line.device)),
            line.hint
                .as_ref()
                .map_or(Probe::Nothing, |hint| Probe::Function(format!("EXTENSION_STATE({hint})"))),
        ];
        let covered: Vec<&QueueName> = queues.into_iter().take(MOST_QUEUES).collect();
        let do_not_disturb = line.do_not_disturb.as_ref().map(|devices| {
            let asked = devices.iter().take(MOST_DO_NOT_DISTURB);
            probes.extend(asked.map(|d| Probe::Function(format!("DEVICE_STATE({d})"))));
            devices.len().min(MOST_DO_NOT_DISTURB)
        });
        for queue in &covered {
            let interface = line.interface_in(queue).as_str();
            probes.push(Probe::Function(format!("QUEUE_MEMBER({queue},paused,{interface})")));
            probes
                .push(Probe::Member { queue: queue.to_string(), interface: interface.to_owned() });
        }
        Self { probes, queues: covered.len(), do_not_disturb }
    }

    /// The one expression that answers all of them.
    #[must_use]
    pub fn expression(&self) -> String {
        let fields: Vec<String> = self.probes.iter().map(Probe::expression).collect();
        fields.join("|")
    }

    /// The functions to ask one by one, and what each answer becomes: pass every answer, in order,
    /// to [`Probes::join`].
    pub fn functions(&self) -> impl Iterator<Item = Option<String>> + '_ {
        self.probes.iter().map(|probe| match probe {
            Probe::Function(function) => Some(function.clone()),
            Probe::Member { queue, .. } => Some(format!("QUEUE_MEMBER_LIST({queue})")),
            Probe::Nothing => None,
        })
    }

    /// Puts the answers to [`Probes::functions`] into the form that the expression gives.
    #[must_use]
    pub fn join(&self, answers: &[String]) -> String {
        let fields: Vec<&str> = self
            .probes
            .iter()
            .zip(answers)
            .map(|(probe, answer)| match probe {
                Probe::Member { interface, .. } => {
                    let listed = answer.split(',').any(|member| member == interface);
                    if listed { "1" } else { "0" }
                }
                Probe::Function(_) | Probe::Nothing => answer.as_str(),
            })
            .collect();
        fields.join("|")
    }

    /// Reads the answer. `None` when it is not one: Asterisk lacks a function, or the line was cut.
    #[must_use]
    pub fn read(&self, answer: &str) -> Option<LiveOperator> {
        let fields: Vec<&str> = answer.split('|').collect();
        let (fixed, rest) = fields.split_at_checked(FIXED_FIELDS)?;
        let (do_not_disturb, of_queues) =
            rest.split_at_checked(self.do_not_disturb.unwrap_or(0))?;
        let [exists, paused, ready, waiting, device, hint] = fixed else {
            return None;
        };
        if of_queues.len() != self.queues * 2 {
            return None;
        }
        let shadow = match (*exists, *paused, *ready) {
            ("1", "1", _) => ShadowState::Paused,
            ("1", _, "1") => ShadowState::Ready,
            ("1", _, "0") => ShadowState::NotReady,
            ("0", ..) => ShadowState::Missing,
            _ => return None,
        };
        let mut members = of_queues.as_chunks::<2>().0.iter();
        let logged_in_somewhere =
            of_queues.is_empty() || members.clone().any(|[_, member]| *member == "1");
        Some(LiveOperator {
            device: DeviceState::from_word(device),
            hint: self.hint(hint),
            shadow,
            paused_in_queue: members.any(|[paused, member]| *paused == "1" && *member == "1"),
            logged_out: !logged_in_somewhere,
            do_not_disturb: do_not_disturb.contains(&"BUSY"),
            waiting: waiting.parse().unwrap_or(0),
        })
    }
}

impl Probes {
    /// Where it is known what of the hint says do-not-disturb, a busy hint says no more than that
    /// a phone of it is busy.
    fn hint(&self, word: &str) -> Option<HintState> {
        match HintState::from_word(word) {
            Some(HintState::Busy) if self.do_not_disturb.is_some() => Some(HintState::Open),
            hint => hint,
        }
    }
}

impl Probe {
    fn expression(&self) -> String {
        match self {
            Self::Function(function) => format!("${{{function}}}"),
            Self::Member { queue, interface } => {
                // The interface holds letters, digits and “/@:-_.” only; of these the dot alone
                // means something in a pattern.
                let pattern = interface.replace('.', "[.]");
                format!("${{REGEX(\"(^|,){pattern}(,|$)\" ${{QUEUE_MEMBER_LIST({queue})}})}}")
            }
            Self::Nothing => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attach::conventions::Conventions;
    use vasl_domain::name::{Extension, Interface};
    use vasl_domain::operator::OperatorState;

    fn line() -> Line {
        Line {
            operator: Extension::new("5050").unwrap(),
            interface: Interface::new("PJSIP/5050").unwrap(),
            state_interface: Interface::new("PJSIP/5050").unwrap(),
            device: Interface::new("PJSIP/5050").unwrap(),
            hint: Interface::new("5050@vasl-internal").ok(),
            do_not_disturb: None,
            wrap_up_seconds: 0,
            for_those_who_wait: Vec::new(),
            memberships: Vec::new(),
            conventions: Conventions::default(),
        }
    }

    fn probes() -> Probes {
        Probes::new(&line(), &[QueueName::new("99").unwrap()])
    }

    #[test]
    fn one_expression_asks_everything() {
        assert_eq!(
            probes().expression(),
            "${QUEUE_EXISTS(vasl-5050)}|${QUEUE_MEMBER(vasl-5050,paused,PJSIP/5050)}\
             |${QUEUE_MEMBER(vasl-5050,ready)}|${QUEUE_WAITING_COUNT(vasl-5050)}\
             |${DEVICE_STATE(PJSIP/5050)}|${EXTENSION_STATE(5050@vasl-internal)}\
             |${QUEUE_MEMBER(99,paused,PJSIP/5050)}\
             |${REGEX(\"(^|,)PJSIP/5050(,|$)\" ${QUEUE_MEMBER_LIST(99)})}"
        );
    }

    #[test]
    fn the_longest_question_fits_a_line() {
        let name = "q".repeat(40);
        let queues: Vec<QueueName> =
            (10..40).map(|n| QueueName::new(format!("{}{n}", &name[..38])).unwrap()).collect();
        let long = Interface::new("L".repeat(79)).unwrap();
        let line = Line {
            interface: long.clone(),
            state_interface: long.clone(),
            device: long.clone(),
            hint: Some(long.clone()),
            do_not_disturb: Some(vec![long; 3]),
            ..line()
        };
        let expression = Probes::new(&line, &queues).expression();
        assert!(expression.len() < 1_900, "{}", expression.len());
    }

    #[test]
    fn an_answer_is_read_strictly() {
        let state = |answer: &str| probes().read(answer).map(|live| live.state());
        assert_eq!(state("1|0|1|0|NOT_INUSE|NOT_INUSE|0|1"), Some(OperatorState::Free));
        for broken in ["", "1|0|1|0|NOT_INUSE|NOT_INUSE|0", "|||||||", "1|0||0|X|Y|0|1"] {
            assert_eq!(state(broken), None, "{broken}");
        }
    }

    #[test]
    fn a_pause_and_a_log_out_in_the_real_queue() {
        let read = |answer: &str| probes().read(answer).unwrap();
        assert!(read("1|0|1|0|NOT_INUSE|NOT_INUSE|1|1").paused_in_queue);
        let gone = read("1|0|1|2|NOT_INUSE|NOT_INUSE|0|0");
        assert!(gone.logged_out && !gone.paused_in_queue);
        assert_eq!(gone.waiting, 2);
    }

    #[test]
    fn do_not_disturb_is_told_by_its_own_device() {
        let dnd = Interface::new("Custom:DND5050").unwrap();
        let line = Line { do_not_disturb: Some(vec![dnd]), ..line() };
        let probes = Probes::new(&line, &[QueueName::new("99").unwrap()]);
        assert!(probes.expression().contains("|${DEVICE_STATE(Custom:DND5050)}|"));
        let state = |answer| probes.read(answer).unwrap().state();
        let set = OperatorState::Unavailable(vasl_domain::operator::Unavailable::DoNotDisturb);
        assert_eq!(state("1|0|1|0|NOT_INUSE|BUSY|BUSY|0|1"), set);
        assert_eq!(state("1|0|0|0|INUSE|BUSY|BUSY|0|1"), set);
        assert_eq!(state("1|0|1|0|NOT_INUSE|BUSY|UNKNOWN|0|1"), OperatorState::Free);
    }

    #[test]
    fn asked_one_by_one_the_answers_are_the_same() {
        let probes = probes();
        let asked: Vec<Option<String>> = probes.functions().collect();
        assert_eq!(asked.last().unwrap().as_deref(), Some("QUEUE_MEMBER_LIST(99)"));
        let answers: Vec<String> =
            ["1", "0", "1", "0", "NOT_INUSE", "NOT_INUSE", "0", "PJSIP/6065,PJSIP/5050"]
                .map(str::to_owned)
                .to_vec();
        assert_eq!(probes.join(&answers), "1|0|1|0|NOT_INUSE|NOT_INUSE|0|1");
    }
}
