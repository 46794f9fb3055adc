//! The one numbering plan: what a phone inside can dial, and who has which number.
//!
//! Extensions, queues, modules, misc destinations and feature codes share it. IVRs, time conditions
//! and announcements are not dialled; each of those kinds counts for itself.

use super::{Configuration, ObjectId};
use crate::callflow::{CallFlow, Feature};
use crate::module::Module;
use crate::name::{QueueName, TimeConditionNumber};
use std::collections::HashMap;
use std::fmt;

/// Who has a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holder {
    /// A thing, and its name.
    Object(ObjectId, String),
    /// A feature by its code.
    Feature(String, Feature),
    /// A feature by its code and a queue's number.
    FeatureOfQueue(String, Feature, QueueName),
    /// A feature by its code and a time condition's number.
    FeatureOfTimeCondition(String, Feature, TimeConditionNumber),
}

impl Holder {
    /// The thing that it is.
    #[must_use]
    pub fn object(&self) -> ObjectId {
        match self {
            Self::Object(id, _) => id.clone(),
            Self::Feature(..) | Self::FeatureOfQueue(..) | Self::FeatureOfTimeCondition(..) => {
                ObjectId::FeatureCodes
            }
        }
    }

    /// Without its name: `queue 99`.
    #[must_use]
    pub fn short(&self) -> String {
        match self {
            Self::Object(id, _) => id.to_string(),
            Self::Feature(code, _)
            | Self::FeatureOfQueue(code, ..)
            | Self::FeatureOfTimeCondition(code, ..) => format!("feature code {code}"),
        }
    }
}

/// With its name: `queue 99 (Support)`.
impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let short = self.short();
        match self {
            Self::Object(_, name) => write!(f, "{short} ({name})"),
            Self::Feature(_, feature) => write!(f, "{short} ({})", feature.sentence()),
            Self::FeatureOfQueue(_, feature, queue) => {
                write!(f, "{short} ({}, queue {queue})", feature.sentence())
            }
            Self::FeatureOfTimeCondition(_, feature, condition) => {
                write!(f, "{short} ({}, time condition {condition})", feature.sentence())
            }
        }
    }
}

/// Every number with its holder. A number may stand there twice; that is a
/// [`super::Problem::NumberTwice`].
pub(super) fn plan(whole: &Configuration) -> Vec<(String, Holder)> {
    let mut plan = plan_of_flow(&whole.call_flow);
    plan.extend(whole.modules.iter().map(of_module));
    plan
}

fn of_module(module: &Module) -> (String, Holder) {
    let id = ObjectId::Module(module.code.clone());
    (module.code.to_string(), Holder::Object(id, module.name.to_string()))
}

fn plan_of_flow(flow: &CallFlow) -> Vec<(String, Holder)> {
    let object = |number: &str, id: ObjectId, name: &str| {
        (number.to_owned(), Holder::Object(id, name.to_owned()))
    };
    let mut plan = Vec::new();
    for e in &flow.extensions {
        plan.push(object(
            e.number.as_str(),
            ObjectId::Extension(e.number.clone()),
            e.name.as_str(),
        ));
    }
    for q in &flow.queues {
        plan.push(object(q.number.as_str(), ObjectId::Queue(q.number.clone()), q.name.as_str()));
    }
    for m in &flow.misc_destinations {
        let id = ObjectId::MiscDestination(m.code.clone());
        plan.push(object(m.code.as_str(), id, m.name.as_str()));
    }
    // Without an extension nobody can dial one.
    if !flow.extensions.is_empty() {
        plan.extend(features(flow));
    }
    plan
}

fn features(flow: &CallFlow) -> Vec<(String, Holder)> {
    let mut plan = Vec::new();
    for (feature, code) in flow.feature_codes.dialled() {
        plan.push((code.to_string(), Holder::Feature(code.to_string(), feature)));
        if feature.takes_queue() {
            plan.extend(flow.queues.iter().map(|queue| {
                let dialled = format!("{code}{}", queue.number);
                let holder = Holder::FeatureOfQueue(dialled.clone(), feature, queue.number.clone());
                (dialled, holder)
            }));
        }
        if feature.takes_time_condition() {
            plan.extend(flow.time_conditions.iter().map(|condition| {
                let dialled = format!("{code}{}", condition.number);
                let number = condition.number.clone();
                (dialled.clone(), Holder::FeatureOfTimeCondition(dialled, feature, number))
            }));
        }
    }
    plan
}

impl Configuration {
    /// Every number that is taken, with who has it first.
    #[must_use]
    pub fn numbers(&self) -> HashMap<String, Holder> {
        let mut numbers = HashMap::new();
        for (number, holder) in plan(self) {
            numbers.entry(number).or_insert(holder);
        }
        numbers
    }

    /// Who has this number in the one numbering plan; nobody when it is free.
    #[must_use]
    pub fn holder_of(&self, number: &str) -> Option<Holder> {
        plan(self).into_iter().find(|(own, _)| own == number).map(|(_, holder)| holder)
    }
}

impl CallFlow {
    /// Who has this number among what Vasl writes beside the modules; nobody when it is free.
    #[must_use]
    pub fn holder_of(&self, number: &str) -> Option<Holder> {
        plan_of_flow(self).into_iter().find(|(own, _)| own == number).map(|(_, holder)| holder)
    }
}
