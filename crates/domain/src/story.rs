//! The story of a call that reached a module: it came in, it was decided about, a phone rang, it
//! moved on, people spoke.

use crate::callflow::Keys;
use crate::conversation::{Conversation, Path};
use crate::decision::{Decision, DecisionId};
use crate::name::{DialledNumber, IvrNumber};
use crate::outcome::Outcome;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How a call came to a module.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Arrival {
    /// When the caller's channel came to be, to the second, on the PBX's clock.
    pub came_in_at: Option<Timestamp>,
    /// The number that was dialled, as far as it is one.
    pub dialled: Option<DialledNumber>,
    /// The IVR that led here, where it was one of Vasl's.
    pub ivr: Option<IvrNumber>,
    /// The key that was pressed in it.
    pub key: Option<Keys>,
}

/// How a decision settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// Which decision.
    pub decision: DecisionId,
    /// What became of it.
    pub outcome: Outcome,
    /// When, on the PBX's clock.
    pub at: Timestamp,
    /// When the operator's phone was first rung for it, if it was.
    pub rang_at: Option<Timestamp>,
}

/// Everything that is known of a call that reached a module.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Story {
    /// What was decided, on what grounds, and what became of it.
    #[serde(flatten)]
    pub decision: Decision,
    /// All conversations of the call, from the first on.
    pub conversations: Vec<Conversation>,
}

impl Story {
    /// The conversation that the decision brought about: of those that its module did, the one
    /// nearest to it in time. One decision may have followed another in the same call.
    #[must_use]
    pub fn reconnected(&self) -> Option<&Conversation> {
        let decision = &self.decision;
        let settled_at = decision.settled_at.unwrap_or(decision.id.at);
        let may_have = decision.outcome.is_none_or(|outcome| outcome == Outcome::Connected);
        let by_module = self.conversations.iter().filter(|conversation| {
            matches!(&conversation.path, Path::Reconnected { module, .. } if *module == decision.module)
        });
        by_module
            .filter(|_| may_have)
            .min_by_key(|conversation| conversation.answered_at.duration_since(settled_at).abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::{ConversationId, Ending};
    use crate::decision::{Evidence, Reason, Route, Source};
    use crate::name::{Extension, ModuleCode, PbxName, Uniqueid};
    use crate::number::Caller;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_795_000_000 + second).unwrap()
    }

    fn spoke(answered: i64, path: Path) -> Conversation {
        let uniqueid = |id: &str| Uniqueid::new(id).unwrap();
        Conversation {
            id: ConversationId {
                pbx: PbxName::new("pbx").unwrap(),
                caller_uniqueid: uniqueid("1795000000.1"),
                operator_uniqueid: uniqueid(&format!("1795000000.{}", answered + 10)),
            },
            caller: Caller::from_canonical("+989121234567").unwrap(),
            operator: Extension::new("5050").unwrap(),
            path,
            answered_at: at(answered),
            ending: Ending::Ended(at(answered + 5)),
        }
    }

    #[test]
    fn the_conversation_that_a_decision_brought_about() {
        let module = |code: &str| ModuleCode::new(code).unwrap();
        let by = |code: &str| Path::Reconnected { module: module(code), queue: None };
        let decision = Decision {
            id: DecisionId {
                pbx: PbxName::new("pbx").unwrap(),
                caller_uniqueid: Uniqueid::new("1795000000.1").unwrap(),
                at: at(20),
            },
            module: module("*5003"),
            caller: None,
            arrival: Arrival::default(),
            reason: Reason::OperatorFree,
            route: Route::Failure,
            operator: None,
            source: Some(Source::Memory),
            evidence: Evidence::default(),
            outcome: None,
            rang_at: None,
            settled_at: None,
        };
        let mut story = Story {
            decision,
            conversations: vec![
                spoke(10, by("*5003")),
                spoke(21, by("**89")),
                spoke(22, by("*5003")),
                spoke(30, Path::Direct),
            ],
        };
        assert_eq!(story.reconnected(), Some(&story.conversations[2]));
        story.decision.outcome = Some(Outcome::Connected);
        story.decision.settled_at = Some(at(12));
        assert_eq!(story.reconnected(), Some(&story.conversations[0]));
        story.decision.outcome = Some(Outcome::NoAnswer);
        assert_eq!(story.reconnected(), None);
    }
}
