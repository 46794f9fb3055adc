//! The whole configuration: the modules and the call flow around them, as one thing that fits
//! together.
//!
//! | file | what it answers |
//! |---|---|
//! | [`object`] | what kinds of things there are, and how each is named |
//! | `place` | where each of them stands |
//! | [`mod@pointer`] | what leads to what; what still points at a thing |
//! | [`numbering`] | who has a number in the one numbering plan |
//! | [`check`] | everything that is wrong with it |
//! | [`cycle`] | where a caller would go round for ever |
//! | [`difference`] | what a change changes |
//! | [`mod@file`] | the whole of it as one readable file |
//!
//! **Invariants.** [`Configuration::check`] is total: it names every problem, each with a stable
//! code. Nothing that is still pointed at is removed.

pub mod check;
pub mod cycle;
pub mod difference;
pub mod file;
pub mod numbering;
pub mod object;
mod place;
pub mod pointer;

pub use check::Problem;
pub use cycle::Cycle;
pub use difference::{Difference, FieldChange};
pub use file::{CallerAgreement, ConfigurationFile, FileError};
pub use numbering::Holder;
pub use object::{Object, ObjectId, ObjectIdError, ObjectKind};
pub use pointer::{Pointer, PointerField};

use crate::callflow::CallFlow;
use crate::destination::Destination;
use crate::module::Module;
use crate::name::{Extension, QueueName};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The modules and the call flow.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Configuration {
    /// The reconnect modules.
    pub modules: Vec<Module>,
    /// The call flow; empty in front of a PBX that has its own.
    pub call_flow: CallFlow,
}

/// What the PBX has beside what Vasl writes for it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Beside {
    /// Nothing: the call flow is all there is.
    #[default]
    Nothing,
    /// Nobody knows: an extension or a queue that the call flow lacks may be there.
    Unknown,
    /// These, as they were discovered.
    Known {
        /// The queues.
        queues: BTreeSet<QueueName>,
        /// The extensions; `None` where a manager interface cannot tell all of them.
        extensions: Option<BTreeSet<Extension>>,
    },
}

impl Beside {
    pub(crate) fn may_have_queue(&self, queue: &QueueName) -> bool {
        match self {
            Self::Nothing => false,
            Self::Unknown => true,
            Self::Known { queues, .. } => queues.contains(queue),
        }
    }

    pub(crate) fn may_have_extension(&self, extension: &Extension) -> bool {
        match self {
            Self::Nothing => false,
            Self::Unknown => true,
            Self::Known { extensions, .. } => {
                extensions.as_ref().is_none_or(|known| known.contains(extension))
            }
        }
    }
}

/// A step of a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Adds a thing, or puts it in the place of the one with the same name.
    Put(Box<Object>),
    /// Takes a thing away.
    Remove(ObjectId),
}

/// Why a thing was not removed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RemoveError {
    /// It is not there.
    #[error("there is no {0}")]
    NoSuchObject(ObjectId),
    /// Something points at it.
    #[error(
        "{object} was not removed: {} to it; lead that elsewhere first",
        pointer::lead(pointers)
    )]
    StillPointedAt {
        /// What was to be removed.
        object: ObjectId,
        /// Everything that points at it.
        pointers: Vec<Pointer>,
    },
}

impl RemoveError {
    /// The stable code of the error, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoSuchObject(_) => "no_such_object",
            Self::StillPointedAt { .. } => "in_use",
        }
    }
}

impl Configuration {
    /// Adds a thing, or puts it in the place of the one with the same name. Whether the whole still
    /// fits together is for [`Configuration::check`] to say.
    pub fn put(&mut self, object: Object) -> Option<Object> {
        place::put(self, object)
    }

    /// Adds things, none of which is there yet.
    pub fn add(&mut self, objects: impl IntoIterator<Item = Object>) {
        for object in objects {
            place::push(self, object);
        }
        place::sort(self);
    }

    /// Takes a thing away. The feature codes are taken back to the usual ones.
    ///
    /// # Errors
    /// When it is not there, or something else still points at it.
    pub fn remove(&mut self, id: &ObjectId) -> Result<Object, RemoveError> {
        if self.object(id).is_none() {
            return Err(RemoveError::NoSuchObject(id.clone()));
        }
        let mut pointers = self.pointers_to(id);
        pointers.retain(|pointer| pointer.from != *id);
        if !pointers.is_empty() {
            return Err(RemoveError::StillPointedAt { object: id.clone(), pointers });
        }
        place::take(self, id).ok_or_else(|| RemoveError::NoSuchObject(id.clone()))
    }

    /// What makes `self` into `after`, step by step.
    #[must_use]
    pub fn steps_to(&self, after: &Self) -> Vec<Step> {
        let step = |difference| match difference {
            Difference::Added(object) => Step::Put(Box::new(object)),
            Difference::Changed { after, .. } => Step::Put(after),
            Difference::Removed(object) => Step::Remove(object.id()),
        };
        self.diff(after).into_iter().map(step).collect()
    }

    /// A thing by its name.
    #[must_use]
    pub fn object(&self, id: &ObjectId) -> Option<Object> {
        place::get(self, id)
    }

    /// A configuration of these things.
    #[must_use]
    pub fn of(objects: impl IntoIterator<Item = Object>) -> Self {
        let mut whole = Self::default();
        for object in objects {
            place::push(&mut whole, object);
        }
        whole
    }

    /// What everything is known by, in the order in which it stands.
    pub fn ids(&self) -> impl Iterator<Item = ObjectId> {
        place::ids(self)
    }

    /// Everything, in the order of names: what is equal in this order is the same configuration.
    #[must_use]
    pub fn objects(&self) -> Vec<Object> {
        place::all(self.clone().in_order())
    }

    /// The same with everything in the order of names.
    #[must_use]
    pub fn in_order(mut self) -> Self {
        place::sort(&mut self);
        self
    }

    /// The extensions that `after` has not any more.
    #[must_use]
    pub fn extensions_without(&self, after: &Self) -> BTreeSet<Extension> {
        let numbers = |whole: &Self| -> BTreeSet<Extension> {
            whole.call_flow.extensions.iter().map(|extension| extension.number.clone()).collect()
        };
        numbers(self).difference(&numbers(after)).cloned().collect()
    }

    /// The same, with what the files of sounds hold as `before` has it: no file of a configuration
    /// holds a sound, so what it says of one changes none.
    #[must_use]
    pub fn heard_as_in(mut self, before: &Self) -> Self {
        let known = before.call_flow.sounds.iter();
        let known: BTreeMap<_, _> = known.map(|sound| (&sound.name, &sound.content)).collect();
        for sound in &mut self.call_flow.sounds {
            if let Some(content) = known.get(&sound.name) {
                sound.content.clone_from(content);
            }
        }
        self
    }

    /// What a destination leads to; nothing where that is no thing of ours (a place in a dialplan,
    /// the end of the call) or is not there.
    #[must_use]
    pub fn led_to(&self, destination: &Destination) -> Option<ObjectId> {
        pointer::object_of(self, destination)
    }
}

#[cfg(test)]
mod generated;
#[cfg(test)]
mod property_tests;
#[cfg(test)]
mod tests;
