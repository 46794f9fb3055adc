//! The callers whom a module remembers now, page by page.

use jiff::{SignedDuration, Timestamp};
use vasl_domain::module::Module;
use vasl_domain::name::{Extension, PbxName};
use vasl_domain::remembered::{Memory, Remembered};
use vasl_store::{ConversationCursor, CoveredFilter, Store, StoreError};

/// A conversation is remembered for a day after its end at most, and few last longer than this.
const ANSWERED_WITHIN: SignedDuration = SignedDuration::from_hours(32);

/// What a module's memory is asked by.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The PBX.
    pub pbx: &'a PbxName,
    /// The module, and what its memory hangs on.
    pub memory: Memory<'a>,
    /// Only those who would go back to this operator.
    pub operator: Option<&'a Extension>,
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
    let memory = &asked.memory;
    let since = memory.now.checked_sub(ANSWERED_WITHIN).unwrap_or(Timestamp::MIN);
    let mut filter = CoveredFilter {
        pbx: asked.pbx.clone(),
        module: Module { active: true, ..memory.module.clone() },
        operator: asked.operator.cloned(),
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
            found.extend(memory.of(&conversation));
            if found.len() == wanted {
                return Ok((found, filter.before));
            }
        }
        if is_last {
            return Ok((found, None));
        }
    }
}
