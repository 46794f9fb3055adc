//! Changes to the configuration, as the command line and the panel ask for them and the service
//! carries them out. There is no other way to change a thing.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use vasl_asterisk::apply::ApplyError;
use vasl_asterisk::inventory::Inventory;
use vasl_asterisk::sounds::SoundError;
use vasl_domain::callflow::{CallFlow, SoundContent, UploadedSound};
use vasl_domain::configuration::difference::changes;
use vasl_domain::configuration::file::{CallerAgreement, ConfigurationFile};
use vasl_domain::configuration::{
    Beside, Configuration, Difference, FieldChange, Holder, Object, ObjectId, Problem, RemoveError,
};
use vasl_domain::decision::Standing;
use vasl_domain::module::Module;
use vasl_domain::name::{Extension, QueueName};
use vasl_domain::number::Caller;
use vasl_domain::user::{Login, OperatorLogin};
use vasl_store::{Agreement, StoreError};

/// A change that is asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// New things, all of them or none.
    Add(Vec<Object>),
    /// Another content for the thing with this name.
    Edit {
        /// As it is to be.
        object: Box<Object>,
        /// As whoever asks has seen it: where it is another by now, nothing is changed.
        seen: Option<Box<Object>>,
    },
    /// No such thing any more.
    Remove {
        /// The thing.
        id: ObjectId,
        /// As whoever asks has seen it: where it is another by now, nothing is changed.
        seen: Option<Box<Object>>,
    },
    /// Another configuration in the place of the one that there is.
    Replace {
        /// Every thing of it.
        objects: Vec<Object>,
        /// Everything that is agreed with callers.
        agreements: Vec<Agreement>,
    },
}

/// What was changed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Changed {
    /// The things that were added, changed or removed.
    pub objects: Vec<ObjectId>,
    /// What the administrator should know beside it.
    pub warnings: Vec<String>,
}

/// Why a change was not made.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// The number belongs to something else.
    #[error("code {code} is taken by {holder}; choose another code")]
    CodeTaken {
        /// The number, code or name.
        code: String,
        /// What has it.
        holder: String,
    },
    /// There is no such thing.
    #[error("there is no {0}; “vasl {command} list” shows those that there are", command = command_of(.0))]
    NoSuchObject(ObjectId),
    /// It would not fit together any more.
    #[error("{}", sentences(.0))]
    Problems(Vec<Problem>),
    /// Something still leads to the thing.
    #[error(transparent)]
    InUse(RemoveError),
    /// Somebody else has changed it meanwhile.
    #[error("{id} has been changed meanwhile ({}); look at it and change it again", names(.fields))]
    ChangedMeanwhile {
        /// The thing.
        id: ObjectId,
        /// What is another than whoever asked has seen; empty where the thing is gone.
        fields: Vec<FieldChange>,
    },
    /// Somebody sees and does as the operator of an extension that was to go, and would as whoever
    /// gets the number next.
    #[error("{}", logins_left(.0))]
    LoginsLeft(Vec<OperatorLogin>),
    /// The sound could not be put where Asterisk plays it from.
    #[error("the change was taken back: {0}")]
    Sound(#[from] SoundError),
    /// Asterisk did not take it.
    #[error("the change was not made: {0}. “vasl check” says what is in order and what is not")]
    Apply(#[from] ApplyError),
    /// It could not be kept.
    #[error("the change was not made: {0}")]
    Store(StoreError),
    /// The service is going down.
    #[error("the service is stopping; try again when it runs")]
    Stopping,
}

fn command_of(id: &ObjectId) -> String {
    id.kind().word().replace('_', "-")
}

fn sentences(problems: &[Problem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn logins_left(logins: &[OperatorLogin]) -> String {
    let each = |one: &OperatorLogin| {
        let OperatorLogin { operator, login } = one;
        let what = match login {
            Login::User(name) => {
                format!(
                    "give them another role in the panel, or remove them (vasl user remove {name})"
                )
            }
            Login::Token(_) => "revoke it in the panel".to_owned(),
        };
        format!(
            "{login} is for the operator of extension {operator}, which was not removed: {what}"
        )
    };
    logins.iter().map(each).collect::<Vec<_>>().join("\n")
}

fn names(fields: &[FieldChange]) -> String {
    match fields {
        [] => "it is gone".to_owned(),
        some => some.iter().map(|change| change.field.as_str()).collect::<Vec<_>>().join(", "),
    }
}

impl ChangeError {
    /// The stable code of the error, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::CodeTaken { .. } => "code_taken",
            Self::NoSuchObject(_) => "no_such_object",
            Self::Problems(problems) => problems.first().map_or("invalid", Problem::code),
            Self::InUse(_) | Self::LoginsLeft(_) => "in_use",
            Self::Sound(_) => "sound",
            Self::ChangedMeanwhile { .. } => "changed_meanwhile",
            Self::Apply(_) => "apply_refused",
            Self::Store(_) => "store_failed",
            Self::Stopping => "stopping",
        }
    }
}

impl From<StoreError> for ChangeError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// What is there before a change.
#[derive(Debug, Clone, Copy)]
pub struct Before<'a> {
    /// The configuration.
    pub configuration: &'a Configuration,
    /// What is agreed with callers.
    pub agreements: &'a [Agreement],
    /// What the PBX was seen to have.
    pub inventory: &'a Inventory,
    /// The users and tokens that are for one operator each.
    pub logins: &'a [OperatorLogin],
    /// What the sound holds that the change is about, where it was uploaded with it.
    pub uploaded: Option<&'a SoundContent>,
}

/// A change that fits.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The configuration after it.
    pub after: Configuration,
    /// What is to be agreed with callers; whoever is to be ordinary is named too.
    pub agreements: Vec<Agreement>,
    /// What it changes.
    pub changed: Changed,
}

impl Change {
    /// Makes everything what a file says. What it does not date is agreed from now on.
    #[must_use]
    pub fn replace(file: &ConfigurationFile, now: Timestamp) -> Self {
        let agreement = |agreed: &CallerAgreement| Agreement {
            caller: agreed.caller.clone(),
            standing: agreed.standing.clone(),
            since: agreed.since.unwrap_or(now),
        };
        Self::Replace {
            objects: file.configuration.objects(),
            agreements: file.agreements.iter().map(agreement).collect(),
        }
    }

    /// What the change makes of what is there.
    ///
    /// # Errors
    /// When it does not fit what is there. What did not fit before is no reason.
    pub fn check(&self, before: Before<'_>) -> Result<Checked, ChangeError> {
        let (after, mut agreements) = self.carry_out(before)?;
        let mut after = self.heard(before, after);
        after.modules.iter_mut().for_each(as_a_store_keeps_it);
        let beside = beside(before.inventory, &after.call_flow);
        let known = before.configuration.check(&beside);
        let mut problems = after.check(&beside);
        problems.retain(|problem| !known.contains(problem));
        if !problems.is_empty() {
            return Err(ChangeError::Problems(problems));
        }
        let gone = before.configuration.extensions_without(&after);
        let left = before.logins.iter().filter(|login| gone.contains(&login.operator));
        let left: Vec<OperatorLogin> = left.cloned().collect();
        if !left.is_empty() {
            return Err(ChangeError::LoginsLeft(left));
        }
        let no_longer_pinned = take_back_pins(&gone, before.agreements, &mut agreements);
        let differences = before.configuration.diff(&after);
        let about = differences.iter().flat_map(|one| warnings(one, &after, before.inventory));
        let changed = Changed {
            objects: differences.iter().map(Difference::id).collect(),
            warnings: about.chain(no_longer_pinned).collect(),
        };
        Ok(Checked { after, agreements, changed })
    }

    /// What a sound holds is told by the file that was uploaded, and by nothing that names it.
    fn heard(&self, before: Before<'_>, after: Configuration) -> Configuration {
        let mut after = after.heard_as_in(before.configuration);
        let (new, named): (bool, &[Object]) = match self {
            Self::Add(objects) => (true, objects),
            Self::Edit { object, .. } => (false, std::slice::from_ref(object)),
            Self::Remove { .. } | Self::Replace { .. } => return after,
        };
        let sounds: BTreeSet<&UploadedSound> = named
            .iter()
            .filter_map(|object| match object {
                Object::Sound(sound) => Some(&sound.name),
                _ => None,
            })
            .collect();
        for sound in after.call_flow.sounds.iter_mut().filter(|one| sounds.contains(&one.name)) {
            if new || before.uploaded.is_some() {
                sound.content = before.uploaded.cloned();
            }
        }
        after
    }

    fn carry_out(
        &self,
        before: Before<'_>,
    ) -> Result<(Configuration, Vec<Agreement>), ChangeError> {
        let mut after = before.configuration.clone();
        match self {
            Self::Add(objects) => add(objects, before, &mut after)?,
            Self::Edit { object, seen } => {
                is_as_seen(&object.id(), seen.as_deref(), before.configuration)?;
                after.put(object.as_ref().clone());
            }
            Self::Remove { id, seen } => {
                is_as_seen(id, seen.as_deref(), before.configuration)?;
                after.remove(id).map_err(ChangeError::InUse)?;
            }
            Self::Replace { objects, agreements } => {
                let agreements = agreements_to(before.agreements, agreements);
                return Ok((Configuration::of(objects.iter().cloned()).in_order(), agreements));
            }
        }
        Ok((after, Vec::new()))
    }
}

/// A store keeps whole microseconds. A finer moment would be another than the one that is read back,
/// and whoever changes the module next would be told that it was changed meanwhile.
fn as_a_store_keeps_it(module: &mut Module) {
    let whole = |at: Timestamp| Timestamp::from_microsecond(at.as_microsecond()).ok();
    module.cleared_at = module.cleared_at.and_then(whole);
}

/// What stands twice among the new things is found by the check of the whole, where it has a number;
/// what has none would take the first one's place unnoticed.
fn add(
    objects: &[Object],
    before: Before<'_>,
    after: &mut Configuration,
) -> Result<(), ChangeError> {
    let taken = Taken::of(before);
    let mut new: HashMap<ObjectId, &Object> = HashMap::new();
    for object in objects {
        let id = object.id();
        // The feature codes are always there: they are edited.
        let twice = new.insert(id.clone(), object).filter(|_| id != ObjectId::FeatureCodes);
        if let Some(holder) = taken.holder_of(&id).or_else(|| twice.map(in_words)) {
            return Err(ChangeError::CodeTaken { code: id.code(), holder });
        }
    }
    after.add(objects.iter().cloned());
    Ok(())
}

/// Who is pinned to an operator whose extension goes is a caller like any other from then on:
/// otherwise they would go to whoever gets the number next. Tells who that is.
fn take_back_pins(
    gone: &BTreeSet<Extension>,
    before: &[Agreement],
    agreements: &mut Vec<Agreement>,
) -> Option<String> {
    let to_gone = |one: &Agreement| one.standing.operator().is_some_and(|o| gone.contains(o));
    agreements.retain(|one| !to_gone(one));
    let changed: BTreeSet<Caller> = agreements.iter().map(|one| one.caller.clone()).collect();
    let pinned = before.iter().filter(|one| to_gone(one) && !changed.contains(&one.caller));
    let pinned: Vec<&Agreement> = pinned.collect();
    agreements.extend(
        pinned.iter().map(|one| Agreement { standing: Standing::Ordinary, ..(*one).clone() }),
    );
    let callers: Vec<&str> = pinned.iter().map(|one| one.caller.as_str()).collect();
    (!callers.is_empty()).then(|| {
        format!(
            "who always went to an operator whose extension is gone is a caller like any other now: \
             {}",
            callers.join(", ")
        )
    })
}

fn in_words(object: &Object) -> String {
    match object.name() {
        Some(name) => format!("{} ({name})", object.id()),
        None => object.id().to_string(),
    }
}

fn is_as_seen(
    id: &ObjectId,
    seen: Option<&Object>,
    before: &Configuration,
) -> Result<(), ChangeError> {
    match (before.object(id), seen) {
        (None, None) => Err(ChangeError::NoSuchObject(id.clone())),
        (None, Some(_)) => {
            Err(ChangeError::ChangedMeanwhile { id: id.clone(), fields: Vec::new() })
        }
        (Some(now), Some(seen)) if now != *seen => {
            let fields = changes(seen, &now);
            Err(ChangeError::ChangedMeanwhile { id: id.clone(), fields })
        }
        (Some(_), _) => Ok(()),
    }
}

/// What makes the agreements that there are into others.
fn agreements_to(before: &[Agreement], after: &[Agreement]) -> Vec<Agreement> {
    fn by_caller(all: &[Agreement]) -> HashMap<&Caller, &Standing> {
        // The first of one caller counts.
        all.iter().rev().map(|one| (&one.caller, &one.standing)).collect()
    }
    let standing = |all: &HashMap<&Caller, &Standing>, caller: &Caller| {
        all.get(caller).map_or(Standing::Ordinary, |standing| (*standing).clone())
    };
    let (known, wanted) = (by_caller(before), by_caller(after));
    let changed = after.iter().filter(|one| standing(&known, &one.caller) != one.standing);
    let gone = before.iter().filter(|one| standing(&wanted, &one.caller) == Standing::Ordinary);
    let gone = gone.map(|one| Agreement { standing: Standing::Ordinary, ..one.clone() });
    changed.cloned().chain(gone).collect()
}

/// What new things cannot have: looked up once for all of them.
struct Taken<'a> {
    before: Before<'a>,
    ids: HashSet<ObjectId>,
    numbers: HashMap<String, Holder>,
    queues: HashSet<&'a str>,
    members: HashSet<&'a str>,
}

impl<'a> Taken<'a> {
    fn of(before: Before<'a>) -> Self {
        Self {
            before,
            ids: before.configuration.ids().collect(),
            numbers: before.configuration.numbers(),
            queues: before.inventory.queues.iter().map(QueueName::as_str).collect(),
            members: before.inventory.members.iter().map(|m| m.extension.as_str()).collect(),
        }
    }

    /// What has the number of a new thing: one of its kind, another in the numbering plan, or
    /// something that the PBX was seen to have.
    fn holder_of(&self, id: &ObjectId) -> Option<String> {
        if *id == ObjectId::FeatureCodes {
            return None;
        }
        if self.ids.contains(id) {
            let same = self.before.configuration.object(id);
            return Some(same.map_or_else(|| id.to_string(), |same| in_words(&same)));
        }
        if !matches!(
            id,
            ObjectId::Extension(_)
                | ObjectId::Queue(_)
                | ObjectId::Module(_)
                | ObjectId::MiscDestination(_)
        ) {
            return None;
        }
        let code = id.code();
        let seen = |known: &HashSet<&str>, kind: &str| {
            known.contains(code.as_str()).then(|| format!("{kind} {code}"))
        };
        let holder = self.numbers.get(&code).map(ToString::to_string);
        holder.or_else(|| seen(&self.queues, "queue")).or_else(|| seen(&self.members, "extension"))
    }
}

/// What may be there without being Vasl's: nothing is known of a PBX that was never linked, and
/// never of all extensions of one that has a call flow of its own.
fn beside(inventory: &Inventory, flow: &CallFlow) -> Beside {
    if inventory.queues.is_empty() && flow.queues.is_empty() && flow.extensions.is_empty() {
        return Beside::Unknown;
    }
    let seen = inventory.members.iter().map(|member| member.extension.clone());
    let extensions: BTreeSet<_> = seen.collect();
    Beside::Known {
        queues: inventory.queues.clone(),
        extensions: (!flow.extensions.is_empty()).then_some(extensions),
    }
}

/// What the administrator should know of a thing that was added or changed.
fn warnings(difference: &Difference, after: &Configuration, inventory: &Inventory) -> Vec<String> {
    match difference {
        Difference::Added(Object::Module(module)) => members_left_out(module, after, inventory),
        Difference::Changed { after: object, .. } => match object.as_ref() {
            Object::Module(module) => members_left_out(module, after, inventory),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// A queue side with members whom the extension sides lack: they are never reconnected to.
fn members_left_out(module: &Module, after: &Configuration, inventory: &Inventory) -> Vec<String> {
    if !module.sides.has_extension() {
        return Vec::new();
    }
    let queues: HashSet<_> = module.sides.queues().collect();
    let extensions: HashSet<_> = module.sides.extensions().collect();
    let mut missing: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let seen = inventory.members.iter().map(|member| (&member.queue, &member.extension));
    let own = after.call_flow.queues.iter().flat_map(|queue| {
        let members = queue.members.iter().chain(&queue.dynamic_members);
        members.map(|member| (&queue.number, &member.extension))
    });
    for (queue, extension) in seen.chain(own) {
        if queues.contains(queue) && !extensions.contains(extension) {
            missing.entry(queue.as_str()).or_default().insert(extension.as_str());
        }
    }
    let sentence = |(queue, members): (&str, BTreeSet<&str>)| {
        format!(
            "queue {queue} has members who are not among the extension sides, and are not \
             reconnected to: {}",
            members.into_iter().collect::<Vec<_>>().join(", ")
        )
    };
    missing.into_iter().map(sentence).collect()
}

#[cfg(test)]
#[path = "change_tests.rs"]
mod tests;
