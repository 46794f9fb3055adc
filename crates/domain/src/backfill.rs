//! The conversations that happened while nobody was listening.
//!
//! A row of the queue's log may be a caller's forgery, so a conversation needs a second witness:
//! one that a caller cannot write, whose channels are the row's.

use crate::call::ConnectedBy;
use crate::conversation::{Conversation, ConversationId, Ending, Path};
use crate::name::{PbxName, Uniqueid};
use crate::number::{NumberPlan, Presentation};
use jiff::Timestamp;
use std::collections::HashMap;

/// A row of the queue's log, as far as it tells of conversations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueLogRow {
    /// When it was written, to the second.
    pub at: Timestamp,
    /// The caller's channel.
    pub caller: Uniqueid,
    /// What it says.
    pub entry: QueueLogEntry,
}

/// What a row says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QueueLogEntry {
    /// A caller joined, with this number as it came.
    Entered {
        /// The number.
        number: Vec<u8>,
    },
    /// A member's channel answered.
    Connected {
        /// Who connected them.
        by: ConnectedBy,
        /// The member's channel.
        operator: Uniqueid,
    },
    /// They parted.
    Completed,
}

/// What the logs amount to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MadeUp {
    /// Conversations to record.
    pub conversations: Vec<Conversation>,
    /// Rows that tell of a conversation for which there is no second witness.
    pub unwitnessed: usize,
}

/// Puts the queue's log and the witnesses together.
///
/// `witnessed` are conversations that a source beyond a caller's reach tells of: channel events, a
/// snapshot, or what was recorded when the operator answered. Where they do not know, the log adds by
/// which queue they came together and when they parted; alone it adds nothing.
#[must_use]
pub fn make_up(
    pbx: &PbxName,
    plan: &NumberPlan,
    rows: &[QueueLogRow],
    witnessed: &[Conversation],
) -> MadeUp {
    let mut known: HashMap<ConversationId, Conversation> = witnessed
        .iter()
        .map(|conversation| (conversation.id.clone(), conversation.clone()))
        .collect();
    let mut entered: HashMap<&Uniqueid, &[u8]> = HashMap::new();
    let mut connected: HashMap<&Uniqueid, ConversationId> = HashMap::new();
    let mut unwitnessed = 0;
    for row in rows {
        match &row.entry {
            QueueLogEntry::Entered { number } => {
                entered.insert(&row.caller, number);
            }
            QueueLogEntry::Connected { by, operator } => {
                let id = ConversationId {
                    pbx: pbx.clone(),
                    caller_uniqueid: row.caller.clone(),
                    operator_uniqueid: operator.clone(),
                };
                let number = entered.get(&row.caller).copied();
                let witness = known.get_mut(&id).filter(|witness| {
                    number.is_none_or(|number| {
                        plan.caller(number, Presentation::Allowed).as_ref() == Ok(&witness.caller)
                    })
                });
                match witness {
                    Some(witness) => {
                        // Whole rows fit into a number, also such as name true channels.
                        if witness.path == Path::Direct {
                            witness.path = path(by);
                        }
                        connected.insert(&row.caller, id);
                    }
                    None => unwitnessed += 1,
                }
            }
            QueueLogEntry::Completed => {
                if let Some(witness) =
                    connected.remove(&row.caller).and_then(|id| known.get_mut(&id))
                    && matches!(witness.ending, Ending::StillUp(_))
                {
                    witness.ending = Ending::Ended(row.at.max(witness.answered_at));
                }
            }
        }
    }
    let mut conversations: Vec<Conversation> = known.into_values().collect();
    conversations.sort_by(|a, b| (a.answered_at, &a.id).cmp(&(b.answered_at, &b.id)));
    MadeUp { conversations, unwitnessed }
}

fn path(by: &ConnectedBy) -> Path {
    match by {
        ConnectedBy::Queue(queue) => Path::Queue(queue.clone()),
        ConnectedBy::Module(module) => Path::Reconnected { module: module.clone(), queue: None },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::{Extension, QueueName};
    use crate::number::Caller;
    use proptest::prelude::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_795_000_000 + second).unwrap()
    }

    fn uniqueid(text: &str) -> Uniqueid {
        Uniqueid::new(text).unwrap()
    }

    fn row(second: i64, entry: QueueLogEntry) -> QueueLogRow {
        QueueLogRow { at: at(second), caller: uniqueid("1.1"), entry }
    }

    fn entered(number: &str) -> QueueLogEntry {
        QueueLogEntry::Entered { number: number.as_bytes().to_vec() }
    }

    fn connected() -> QueueLogEntry {
        let by = ConnectedBy::Queue(QueueName::new("99").unwrap());
        QueueLogEntry::Connected { by, operator: uniqueid("1.2") }
    }

    fn witness() -> Conversation {
        Conversation {
            id: ConversationId {
                pbx: PbxName::new("pbx").unwrap(),
                caller_uniqueid: uniqueid("1.1"),
                operator_uniqueid: uniqueid("1.2"),
            },
            caller: Caller::from_canonical("+989121234567").unwrap(),
            operator: Extension::new("5050").unwrap(),
            path: Path::Direct,
            answered_at: at(10),
            ending: Ending::StillUp(at(12)),
        }
    }

    fn made_up(rows: &[QueueLogRow], witnessed: &[Conversation]) -> MadeUp {
        let plan = NumberPlan::new("IR", Some("21")).unwrap();
        make_up(&PbxName::new("pbx").unwrap(), &plan, rows, witnessed)
    }

    #[test]
    fn the_log_and_a_witness_make_a_conversation() {
        let rows = [
            row(1, entered("09121234567")),
            row(10, connected()),
            row(70, QueueLogEntry::Completed),
        ];
        let made = made_up(&rows, &[witness()]);
        let conversation = &made.conversations[0];
        assert_eq!(conversation.path, Path::Queue(QueueName::new("99").unwrap()));
        assert_eq!(conversation.ending, Ending::Ended(at(70)));
        assert_eq!(made.unwitnessed, 0);
    }

    #[test]
    fn a_forged_row_moves_no_conversation_to_another_queue() {
        let through = Path::Queue(QueueName::new("88").unwrap());
        let known = Conversation { path: through.clone(), ..witness() };
        let made = made_up(&[row(1, entered("09121234567")), row(10, connected())], &[known]);
        assert_eq!(made.conversations[0].path, through);
    }

    #[test]
    fn the_log_alone_makes_none() {
        let rows = [row(1, entered("09121234567")), row(10, connected())];
        assert_eq!(made_up(&rows, &[]), MadeUp { conversations: vec![], unwitnessed: 1 });
    }

    #[test]
    fn a_row_of_another_number_is_no_witness_of_the_queue() {
        let rows = [row(1, entered("09350000000")), row(10, connected())];
        let made = made_up(&rows, &[witness()]);
        assert_eq!((made.conversations[0].path.clone(), made.unwitnessed), (Path::Direct, 1));
    }

    #[test]
    fn an_end_that_a_witness_knows_is_not_moved_by_the_log() {
        let ended = Conversation { ending: Ending::Ended(at(50)), ..witness() };
        let rows = [
            row(1, entered("09121234567")),
            row(10, connected()),
            row(70, QueueLogEntry::Completed),
        ];
        assert_eq!(made_up(&rows, &[ended]).conversations[0].ending, Ending::Ended(at(50)));
    }

    /// A call to a queue, as it truly was.
    #[derive(Debug, Clone)]
    struct Call {
        number: &'static str,
        waited: i64,
        /// For how long they spoke, if somebody answered.
        spoke: Option<i64>,
        /// Whether the witness knows by which queue, and when they parted.
        knows: (bool, bool),
    }

    const BEGINS: i64 = 100;

    impl Call {
        fn witness(&self, n: usize) -> Option<Conversation> {
            let spoke = self.spoke?;
            let answered_at = at(BEGINS + self.waited);
            let (queue, end) = self.knows;
            let id = ConversationId {
                caller_uniqueid: uniqueid(&format!("1.{n}")),
                operator_uniqueid: uniqueid(&format!("2.{n}")),
                ..witness().id
            };
            let path = if queue { self.path() } else { Path::Direct };
            let ended = at(BEGINS + self.waited + spoke);
            let ending = if end { Ending::Ended(ended) } else { Ending::StillUp(answered_at) };
            let plan = NumberPlan::new("IR", Some("21")).unwrap();
            let caller = plan.caller(self.number.as_bytes(), Presentation::Allowed).unwrap();
            Some(Conversation { id, caller, path, answered_at, ending, ..witness() })
        }

        fn path(&self) -> Path {
            Path::Queue(QueueName::new("99").unwrap())
        }

        fn rows(&self, n: usize) -> Vec<QueueLogRow> {
            let caller = uniqueid(&format!("1.{n}"));
            let by = ConnectedBy::Queue(QueueName::new("99").unwrap());
            let connect = QueueLogEntry::Connected { by, operator: uniqueid(&format!("2.{n}")) };
            let mut told = vec![(0, entered(self.number))];
            if let Some(spoke) = self.spoke {
                told.extend([
                    (self.waited, connect),
                    (self.waited + spoke, QueueLogEntry::Completed),
                ]);
            }
            let row = |(after, entry)| QueueLogRow {
                at: at(BEGINS + after),
                caller: caller.clone(),
                entry,
            };
            told.into_iter().map(row).collect()
        }

        fn had(&self, n: usize) -> Option<Conversation> {
            let whole = Self { knows: (true, true), ..self.clone() };
            whole.witness(n)
        }
    }

    fn any_call() -> impl Strategy<Value = Call> {
        let number = prop_oneof![Just("09121234567"), Just("02188776655")];
        (number, 0..30_i64, proptest::option::of(1..30_i64), any::<(bool, bool)>())
            .prop_map(|(number, waited, spoke, knows)| Call { number, waited, spoke, knows })
    }

    /// What whoever knows the format may write, with the channels of true operators.
    fn any_forgery() -> impl Strategy<Value = QueueLogRow> {
        let entry = prop_oneof![
            Just(entered("09350000000")),
            (0..6_usize).prop_map(|n| QueueLogEntry::Connected {
                by: ConnectedBy::Queue(QueueName::new("88").unwrap()),
                operator: uniqueid(&format!("2.{n}")),
            }),
        ];
        (6..9_usize, 0..60_i64, entry).prop_map(|(n, after, entry)| QueueLogRow {
            at: at(BEGINS + after),
            caller: uniqueid(&format!("1.{n}")),
            entry,
        })
    }

    proptest! {
        /// The log completes what the witnesses know, adds nothing to it whoever writes into it,
        /// and read again, also a part of it, changes nothing.
        #[test]
        fn the_log_completes_what_is_witnessed_and_reading_it_again_changes_nothing(
            calls in proptest::collection::vec(any_call(), 0..6),
            forged in proptest::collection::vec(any_forgery(), 0..4),
            again in any::<prop::sample::Index>()
        ) {
            let numbered = || calls.iter().enumerate();
            let mut rows: Vec<_> = numbered().flat_map(|(n, call)| call.rows(n)).collect();
            rows.extend(forged);
            rows.sort_by_key(|row| row.at);
            let witnessed: Vec<_> = numbered().filter_map(|(n, call)| call.witness(n)).collect();
            let mut had: Vec<_> = numbered().filter_map(|(n, call)| call.had(n)).collect();
            had.sort_by(|a, b| (a.answered_at, &a.id).cmp(&(b.answered_at, &b.id)));
            let once = made_up(&rows, &witnessed).conversations;
            prop_assert_eq!(&once, &had);
            prop_assert_eq!(&made_up(&rows, &once).conversations, &had);
            let part = rows.get(again.index(rows.len() + 1)..).unwrap_or_default();
            prop_assert_eq!(&made_up(part, &once).conversations, &had);
            let twice = [rows.as_slice(), rows.as_slice()].concat();
            prop_assert_eq!(&made_up(&twice, &witnessed).conversations, &had);
        }
    }
}
