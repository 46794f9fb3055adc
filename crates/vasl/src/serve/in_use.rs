//! What callers still need though it is configured no more.
//!
//! A caller who waits in an operator's queue would wait there in vain, to the end of their time,
//! once the queue is taken away, and one whose module is taken away would be hung up on when they
//! come out of it. So both stay until nobody is in them, and are looked at again and again.

use super::state::State;
use std::collections::{BTreeMap, BTreeSet};
use vasl_asterisk::apply::AskError;
use vasl_asterisk::attach::conventions::Conventions;
use vasl_asterisk::inventory::Inventory;
use vasl_asterisk::line::{self, Line};
use vasl_asterisk::manager::Manager;
use vasl_domain::module::Module;
use vasl_domain::name::{Extension, Interface, ModuleCode};

/// What is kept for callers who are in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InUse {
    modules: BTreeMap<ModuleCode, Module>,
    lines: BTreeMap<Extension, Line>,
}

impl InUse {
    /// Whether nothing is kept.
    pub fn is_empty(&self) -> bool {
        self.modules.is_empty() && self.lines.is_empty()
    }

    /// Asks for those who are in what would be taken away, if anything would.
    ///
    /// # Errors
    /// When Asterisk cannot be asked.
    pub async fn find(
        &self,
        modules: &[Module],
        lines: &[Line],
        state: &State,
        inventory: &Inventory,
        manager: &Manager,
    ) -> Result<Self, AskError> {
        let mut going = Self {
            modules: self.modules.clone(),
            lines: inventory.own_queues.iter().map(line_of_queue).collect(),
        };
        going.modules.extend(state.modules.clone());
        going.lines.extend(self.lines.clone());
        going.lines.extend(state.lines.clone());
        going.modules.retain(|code, _| modules.iter().all(|module| module.code != *code));
        going.lines.retain(|operator, _| lines.iter().all(|line| line.operator != *operator));
        if !going.lines.is_empty() {
            let waited_for = manager.operators_waited_for().await?;
            going.lines.retain(|operator, _| waited_for.contains(operator));
        }
        if !going.modules.is_empty() {
            let snapshot = manager.snapshot(jiff::Timestamp::now()).await?;
            let entered: BTreeSet<&ModuleCode> =
                snapshot.channels.iter().filter_map(|c| c.party.in_module.as_ref()).collect();
            going.modules.retain(|code, _| entered.contains(code));
        }
        Ok(going)
    }

    /// All modules: those that are configured, and those that are kept.
    pub fn with_modules(&self, modules: &[Module]) -> Vec<Module> {
        modules.iter().chain(self.modules.values()).cloned().collect()
    }

    /// All lines: those of the modules, and those that are kept.
    pub fn with_lines(&self, lines: Vec<Line>) -> Vec<Line> {
        let mut all: BTreeMap<Extension, Line> = self.lines.clone();
        all.extend(lines.into_iter().map(|line| (line.operator.clone(), line)));
        all.into_values().collect()
    }

    /// What is kept, in words.
    pub fn names(&self) -> String {
        let modules = self.modules.keys().map(|code| format!("module {code}"));
        let lines = self.lines.keys().map(|operator| format!("the queue of operator {operator}"));
        modules.chain(lines).collect::<Vec<_>>().join(", ")
    }
}

/// The line of a queue of which only Asterisk knows: whose it was before this service was started.
fn line_of_queue(
    (operator, (interface, state_interface)): (&Extension, &(Interface, Interface)),
) -> (Extension, Line) {
    let (device, hint) = line::watched(interface, state_interface, operator);
    let line = Line {
        operator: operator.clone(),
        interface: interface.clone(),
        state_interface: state_interface.clone(),
        device: device.unwrap_or_else(|| interface.clone()),
        hint,
        do_not_disturb: None,
        wrap_up_seconds: 0,
        for_those_who_wait: Vec::new(),
        memberships: Vec::new(),
        conventions: Conventions::default(),
    };
    (operator.clone(), line)
}
