//! Conversations in memory, slow and plain: what an adapter is compared with.
//!
//! What is covered and what is newest is asked of the domain and of nobody else.

use jiff::Timestamp;
use std::collections::BTreeMap;
use vasl_domain::conversation::{Conversation, ConversationId, Ending};
use vasl_domain::module::Module;
use vasl_domain::name::PbxName;
use vasl_domain::number::Caller;

/// A step that changes conversations.
#[derive(Debug, Clone)]
pub(super) enum Step {
    Began(Conversation),
    Ended(ConversationId, Timestamp),
    Past(Vec<Conversation>),
    EndOpen(PbxName, Vec<ConversationId>, Timestamp),
}

#[derive(Debug, Default)]
pub(super) struct Model(BTreeMap<ConversationId, Conversation>);

impl Model {
    pub(super) fn apply(&mut self, step: &Step) {
        match step {
            Step::Began(conversation) => self.began(conversation),
            Step::Ended(id, at) => self.ended(id, *at),
            Step::Past(conversations) => conversations.iter().for_each(|past| self.past(past)),
            Step::EndOpen(pbx, except, at) => {
                let open = self.open(pbx).into_iter().map(|open| open.id);
                let gone: Vec<_> = open.filter(|id| !except.contains(id)).collect();
                gone.iter().for_each(|id| self.ended(id, *at));
            }
        }
    }

    fn began(&mut self, conversation: &Conversation) {
        let known = self.0.entry(conversation.id.clone()).or_insert_with(|| conversation.clone());
        known.answered_at = known.answered_at.min(conversation.answered_at);
        known.ending = Ending::StillUp(known.answered_at);
    }

    fn ended(&mut self, id: &ConversationId, at: Timestamp) {
        if let Some(known) = self.0.get_mut(id) {
            known.ending = Ending::Ended(known.ending.last_known().max(at));
        }
    }

    fn past(&mut self, conversation: &Conversation) {
        let mut new = conversation.clone();
        new.ending = Ending::StillUp(new.answered_at);
        self.0.entry(new.id.clone()).or_insert(new);
        if let Ending::Ended(at) = conversation.ending {
            self.ended(&conversation.id, at);
        }
    }

    pub(super) fn open(&self, pbx: &PbxName) -> Vec<Conversation> {
        self.0
            .values()
            .filter(|known| known.id.pbx == *pbx)
            .filter(|known| matches!(known.ending, Ending::StillUp(_)))
            .cloned()
            .collect()
    }

    pub(super) fn newest_covered(
        &self,
        pbx: &PbxName,
        caller: &Caller,
        module: &Module,
        still_up_at: Timestamp,
    ) -> Option<Conversation> {
        let mut covered: Vec<Conversation> = self
            .0
            .values()
            .filter(|known| known.id.pbx == *pbx && known.caller == *caller)
            .cloned()
            .map(|mut known| {
                if let Ending::StillUp(_) = known.ending {
                    known.ending = Ending::StillUp(still_up_at);
                }
                known
            })
            .filter(|known| module.covers(known))
            .collect();
        covered.sort_by(|one, other| {
            let one_of_equals = one.id.caller_uniqueid.cmp(&other.id.caller_uniqueid);
            one.newness().cmp(&other.newness()).then(one_of_equals)
        });
        covered.pop()
    }
}
