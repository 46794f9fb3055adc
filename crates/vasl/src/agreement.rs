//! What is agreed with callers, as the command line asks for it and the service carries it out.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use vasl_asterisk::inventory::Inventory;
use vasl_domain::callflow::CallFlow;
use vasl_domain::decision::Standing;
use vasl_domain::module::Module;
use vasl_domain::name::Extension;
use vasl_domain::number::Caller;
use vasl_store::Agreement;

/// What is to be agreed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Agree {
    /// With whom.
    pub caller: Caller,
    /// What.
    pub standing: Standing,
}

/// What was agreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreed {
    /// With whom.
    pub caller: Caller,
    /// What.
    pub standing: Standing,
    /// What held before.
    pub before: Standing,
    /// What the administrator should know beside it.
    pub warnings: Vec<String>,
}

impl Agree {
    /// It was done.
    #[must_use]
    pub fn done(self, before: Standing, warnings: Vec<String>) -> Agreed {
        Agreed { caller: self.caller, standing: self.standing, before, warnings }
    }

    /// The operators to whom a caller is pinned, once it is done.
    #[must_use]
    pub fn pinned_after(&self, agreements: &[Agreement]) -> BTreeSet<Extension> {
        let agreed = Agreement {
            caller: self.caller.clone(),
            standing: self.standing.clone(),
            since: Timestamp::UNIX_EPOCH,
        };
        pinned_after(agreements, &[agreed])
    }

    /// An operator of whom nothing is known may be a slip of the pen.
    #[must_use]
    pub fn warnings(
        &self,
        modules: &[Module],
        call_flow: &CallFlow,
        inventory: &Inventory,
    ) -> Vec<String> {
        let Some(operator) = self.standing.operator() else { return Vec::new() };
        let known = inventory.members.iter().any(|member| member.extension == *operator)
            || call_flow.extensions.iter().any(|extension| extension.number == *operator)
            || modules.iter().any(|module| module.sides.covers_extension(operator));
        if known {
            return Vec::new();
        }
        vec![format!(
            "operator {operator} is in no queue and among no module's sides: their phone is rung \
             as PJSIP/{operator}"
        )]
    }
}

/// The operators to whom a caller is pinned, once some agreements are others.
#[must_use]
pub fn pinned_after(before: &[Agreement], others: &[Agreement]) -> BTreeSet<Extension> {
    let is_other = |caller: &Caller| others.iter().any(|other| other.caller == *caller);
    let stay = before.iter().filter(|agreement| !is_other(&agreement.caller));
    stay.chain(others).filter_map(|agreement| agreement.standing.operator()).cloned().collect()
}

/// The operators to whom a caller is pinned.
#[must_use]
pub fn pinned(agreements: &[Agreement]) -> BTreeSet<Extension> {
    agreements.iter().filter_map(|agreement| agreement.standing.operator()).cloned().collect()
}
