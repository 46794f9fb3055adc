//! Customers whom their operator missed.

use super::conversation;
use super::decision::{self, from_index};
use super::list::List;
use crate::record::{Missed, MissedFilter};
use rusqlite::Transaction;
use vasl_domain::report::Scope;

pub(super) fn list(tx: &Transaction<'_>, filter: &MissedFilter) -> rusqlite::Result<Vec<Missed>> {
    let keys = listing(filter).read(tx, decision::key)?;
    let decisions = keys.iter().filter_map(|id| decision::one(tx, id).transpose());
    decisions
        .map(|decision| {
            let decision = decision?;
            let spoke_later = match &decision.caller {
                Some(caller) => conversation::first_since(tx, caller, decision.id.at)?,
                None => None,
            };
            Ok(Missed { decision, spoke_later })
        })
        .collect()
}

pub(super) fn listing(filter: &MissedFilter) -> List {
    let (select, condition) = match filter.scope {
        Scope::Everything => (from_index!("decision_missed"), None),
        Scope::Queue(_) => (from_index!("decision_missed_by_queue"), Some("queue = :scope")),
        Scope::Module(_) => (from_index!("decision_missed_by_module"), Some("module = :scope")),
        Scope::Operator(_) => {
            (from_index!("decision_missed_by_operator"), Some("operator = :scope"))
        }
    };
    let mut list = List::of(select).always("had_operator AND outcome <> 'connected'").only(
        "+pbx = :pbx",
        ":pbx",
        Some(&filter.pbx),
    );
    if let Some(condition) = condition {
        list = list.only_value(condition, ":scope", Some(filter.scope.name().to_owned()));
    }
    decision::newest_first(list, Some(filter.period), filter.before.as_ref(), filter.limit)
}
