//! The conversations of a recording: those that were learned, and those that are expected.

use jiff::Timestamp;
use std::fs;
use std::path::Path as FilePath;
use vasl_domain::call::Roster;
use vasl_domain::conversation::{ConversationId, Path};
use vasl_domain::name::{Extension, PbxName};
use vasl_domain::number::NumberPlan;
use vasl_domain::tracker::{CallTracker, Learned};

/// The operators of every script.
const OPERATORS: [&str; 4] = ["5050", "6065", "7070", "9001"];

/// A tracker that knows the operators and no call yet.
pub fn tracker() -> CallTracker {
    let mut roster = Roster::default();
    for operator in OPERATORS {
        roster.add(Extension::new(operator).unwrap());
    }
    let plan = NumberPlan::new("IR", Some("21")).unwrap();
    CallTracker::new(PbxName::new("pbx").unwrap(), plan, roster)
}

/// A conversation as it was learned, whatever was told of it more than once.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    pub id: ConversationId,
    /// Caller and operator.
    pub who: String,
    pub path: String,
    pub answered_at: Timestamp,
    /// The place in the order of what was learned at which it ended for good.
    ended: Option<usize>,
}

/// What was learned so far.
#[derive(Debug, Clone, Default)]
pub struct Conversations {
    pub known: Vec<Known>,
    learned: usize,
}

impl Conversations {
    /// Takes what a tracker learned. A conversation that goes on after a break is the same one.
    pub fn note(&mut self, learned: Vec<Learned>) {
        for learned in learned {
            self.learned += 1;
            match learned {
                Learned::Began(conversation) => {
                    let who = format!("{} {}", conversation.caller, conversation.operator);
                    match self.known.iter_mut().find(|known| known.id == conversation.id) {
                        Some(known) => {
                            assert!(known.ended.is_some(), "{who} began twice");
                            assert_eq!(known.who, who, "changed by going on");
                            // As in the store, which keeps what it heard first.
                            known.ended = None;
                        }
                        None => self.known.push(Known {
                            id: conversation.id,
                            who,
                            path: path(&conversation.path),
                            answered_at: conversation.answered_at,
                            ended: None,
                        }),
                    }
                }
                Learned::Ended { id, .. } => {
                    let known = self.known.iter_mut().find(|known| known.id == id);
                    let known = known.expect("what ends has begun");
                    assert_eq!(known.ended, None, "{} ended twice", known.who);
                    known.ended = Some(self.learned);
                }
            }
        }
    }

    /// A line for each, in the order in which they began: `caller operator path`, and its place in
    /// the order of their ends.
    pub fn lines(&self) -> Vec<String> {
        let mut ends: Vec<usize> = self.known.iter().filter_map(|known| known.ended).collect();
        ends.sort_unstable();
        let line = |known: &Known| {
            let place = ends.iter().position(|end| Some(*end) == known.ended);
            let place = place.map_or("never".to_owned(), |place| (place + 1).to_string());
            format!("{} {} ended {place}", known.who, known.path)
        };
        self.known.iter().map(line).collect()
    }
}

fn path(path: &Path) -> String {
    match path {
        Path::Queue(queue) => format!("queue:{queue}"),
        Path::Direct => "direct".to_owned(),
        Path::Reconnected { module, .. } => format!("reconnected:{module}"),
        Path::Outbound => "outbound".to_owned(),
        Path::OutboundMissed => "outbound-missed".to_owned(),
    }
}

/// The conversations that somebody wrote down who knows what happened in a script.
pub fn expected(folder: &FilePath) -> Vec<String> {
    lines(folder).into_iter().filter(|line| !line.starts_with("decided ")).collect()
}

/// What became of each decision, by the same hand.
pub fn expected_outcomes(folder: &FilePath) -> Vec<String> {
    lines(folder).into_iter().filter(|line| line.starts_with("decided ")).collect()
}

fn lines(folder: &FilePath) -> Vec<String> {
    let text = fs::read_to_string(folder.join("expected")).unwrap();
    text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
}
