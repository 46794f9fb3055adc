//! The callers whom a module remembers, and for how long still.

use crate::conversation::Conversation;
use crate::decision::{self, Membership, Question, Standing};
use crate::hours::TimeGroup;
use crate::module::Module;
use crate::name::{Extension, ModuleCode};
use crate::number::Caller;
use jiff::Timestamp;
use serde::Serialize;

/// A caller who would go back to an operator, were they to call now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remembered {
    /// The module.
    pub module: ModuleCode,
    /// Who.
    pub caller: Caller,
    /// To whom.
    pub operator: Extension,
    /// When they parted, or were last seen to speak.
    pub ended_at: Timestamp,
    /// When it will be forgotten.
    pub forgotten_at: Timestamp,
    /// The seconds until then.
    pub seconds_left: i64,
}

/// What a module's memory is asked by.
#[derive(Debug, Clone, Copy)]
pub struct Memory<'a> {
    /// The module; one that is out of service is asked all the same.
    pub module: &'a Module,
    /// Who is a member of which queue.
    pub membership: &'a Membership,
    /// The time groups that an expiry may name.
    pub time_groups: &'a [TimeGroup],
    /// The time.
    pub now: Timestamp,
}

impl Memory<'_> {
    /// What is remembered of a caller whose newest conversation that the module covers is this. By
    /// the rule of a decision: expired, or with an operator who is not eligible, is forgotten.
    #[must_use]
    pub fn of(&self, conversation: &Conversation) -> Option<Remembered> {
        let module = Module { active: true, ..self.module.clone() };
        let question = Question {
            module: &module,
            caller: Some(&conversation.caller),
            standing: &Standing::Ordinary,
            newest: Some(conversation),
            membership: self.membership,
            tried: &[],
            time_groups: self.time_groups,
            now: self.now,
        };
        let candidate = decision::candidate(&question).ok()?;
        let forgotten_at = candidate.forgotten_at()?;
        Some(Remembered {
            module: module.code,
            caller: conversation.caller.clone(),
            operator: candidate.operator,
            ended_at: conversation.ending.last_known(),
            forgotten_at,
            seconds_left: forgotten_at.duration_since(self.now).as_secs(),
        })
    }
}
