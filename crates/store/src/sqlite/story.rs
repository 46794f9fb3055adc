//! The stories of calls: what was decided, and all conversations of the call.

use super::{conversation, decision};
use crate::record::DecisionFilter;
use rusqlite::Transaction;
use vasl_domain::decision::{Decision, DecisionId};
use vasl_domain::story::Story;

pub(super) fn list(tx: &Transaction<'_>, filter: &DecisionFilter) -> rusqlite::Result<Vec<Story>> {
    decision::list(tx, filter)?.into_iter().map(|decision| of(tx, decision)).collect()
}

pub(super) fn one(tx: &Transaction<'_>, id: &DecisionId) -> rusqlite::Result<Option<Story>> {
    decision::one(tx, id)?.map(|decision| of(tx, decision)).transpose()
}

fn of(tx: &Transaction<'_>, decision: Decision) -> rusqlite::Result<Story> {
    let id = &decision.id;
    let conversations = conversation::of_call(tx, &id.pbx, &id.caller_uniqueid)?;
    Ok(Story { decision, conversations })
}
