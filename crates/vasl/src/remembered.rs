//! The callers whom a module remembers now, and for how long still.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use vasl_domain::conversation::Conversation;
use vasl_domain::decision::{self, Membership, Question, Standing};
use vasl_domain::hours::TimeGroup;
use vasl_domain::module::Module;
use vasl_domain::name::{Extension, ModuleCode, PbxName};
use vasl_domain::number::Caller;
use vasl_store::{ConversationCursor, CoveredFilter, Store, StoreError};

/// A conversation is remembered for a day after its end at most, and few last longer than this.
const ANSWERED_WITHIN: SignedDuration = SignedDuration::from_hours(32);

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
pub struct Asked<'a> {
    /// The PBX.
    pub pbx: &'a PbxName,
    /// The module; one that is out of service is asked all the same.
    pub module: &'a Module,
    /// Who is a member of which queue.
    pub membership: &'a Membership,
    /// The time groups that an expiry may name.
    pub time_groups: &'a [TimeGroup],
    /// The time.
    pub now: Timestamp,
    /// Up to when conversations that are up are still up.
    pub still_up_at: Timestamp,
}

/// A page, the conversation that was answered last first; with the place after which the next page
/// begins, where there may be one.
///
/// # Errors
/// When the store cannot be read.
pub async fn page(
    store: &impl Store,
    asked: &Asked<'_>,
    before: Option<ConversationCursor>,
    limit: u32,
) -> Result<(Vec<Remembered>, Option<ConversationCursor>), StoreError> {
    let since = asked.now.checked_sub(ANSWERED_WITHIN).unwrap_or(Timestamp::MIN);
    let mut filter = CoveredFilter {
        pbx: asked.pbx.clone(),
        module: Module { active: true, ..asked.module.clone() },
        since,
        still_up_at: asked.still_up_at,
        before,
        limit,
    };
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut found = Vec::new();
    loop {
        let page = store.remembered_callers(&filter).await?;
        let is_last = page.len() < wanted;
        for conversation in page {
            filter.before = Some(ConversationCursor::from(&conversation));
            found.extend(remembered(asked, &filter.module, &conversation));
            if found.len() == wanted {
                return Ok((found, filter.before));
            }
        }
        if is_last {
            return Ok((found, None));
        }
    }
}

/// By the rule of a decision: expired, or with an operator who is not eligible, is forgotten.
fn remembered(
    asked: &Asked<'_>,
    module: &Module,
    conversation: &Conversation,
) -> Option<Remembered> {
    let question = Question {
        module,
        caller: Some(&conversation.caller),
        standing: &Standing::Ordinary,
        newest: Some(conversation),
        membership: asked.membership,
        tried: &[],
        time_groups: asked.time_groups,
        now: asked.now,
    };
    let candidate = decision::candidate(&question).ok()?;
    let forgotten_at = candidate.forgotten_at()?;
    Some(Remembered {
        module: module.code.clone(),
        caller: conversation.caller.clone(),
        operator: candidate.operator,
        ended_at: conversation.ending.last_known(),
        forgotten_at,
        seconds_left: forgotten_at.duration_since(asked.now).as_secs(),
    })
}
