//! What is asked of Asterisk through the manager interface.

use crate::apply::{AskError, Reloading};
use crate::attach::conventions::{self, Conventions};
use crate::attach::text::is_true;
use crate::by_hand;
use crate::events;
use crate::inventory::Inventory;
use crate::line;
use crate::member_now::{self, MemberNow};
use crate::names;
use crate::probe::Probes;
use crate::queue_settings::QueueSettings;
use crate::render::ManagedFile;
use crate::rights::Rights;
use crate::transports::{self, Transport};
use crate::version::{AsteriskVersion, VersionError};
use crate::watch;
use jiff::Timestamp;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use vasl_ami::codec::{Action, Response};
use vasl_ami::event::{Item, Listing};
use vasl_ami::session::{ActionError, Actions};
use vasl_domain::callflow::{Override, PlainText, TimeCondition};
use vasl_domain::live;
use vasl_domain::name::{Extension, Interface, QueueName, TimeConditionNumber, Uniqueid};
use vasl_domain::number::NumberPlan;
use vasl_domain::operator::LiveOperator;
use vasl_domain::tracker::Snapshot;

/// Why an operator's own queue is paused: Vasl passes on what it cannot see itself.
const SHADOW_PAUSE_REASON: &str = "vasl";

/// What no member of a queue is called by.
const ONLY_CALLERS: &str = "-";

/// Somebody who waits in a queue, as Asterisk tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingCaller {
    /// Their channel.
    pub uniqueid: Uniqueid,
    /// For how long, in whole seconds.
    pub waited_seconds: i64,
    /// Their priority; the higher goes first.
    pub priority: i32,
}

/// How a local time is written (`strftime`).
pub const LOCAL_TIME: &str = "%Y-%m-%d %H:%M:%S";

/// Asks one Asterisk.
#[derive(Clone)]
pub struct Manager {
    actions: Actions,
}

impl From<ActionError> for AskError {
    fn from(error: ActionError) -> Self {
        Self(error.to_string())
    }
}

impl From<vasl_ami::codec::ActionInvalid> for AskError {
    fn from(error: vasl_ami::codec::ActionInvalid) -> Self {
        Self(error.to_string())
    }
}

impl Manager {
    /// Asks over this link.
    #[must_use]
    pub fn new(actions: Actions) -> Self {
        Self { actions }
    }

    /// Which Asterisk it is.
    ///
    /// # Errors
    /// When it cannot be asked, or is one that Vasl does not serve.
    pub async fn version(&self) -> Result<Result<AsteriskVersion, VersionError>, AskError> {
        let settings = self.actions.action(&Action::new("CoreSettings")?).await?;
        let version = settings.fields().text("AsteriskVersion").unwrap_or_default();
        Ok(AsteriskVersion::parse(&version))
    }

    /// Whether events carry the time at which they were made, without which forged ones cannot be
    /// told; `None` when the manager's own configuration may not be read.
    pub async fn events_have_timestamps(&self) -> Option<bool> {
        self.is_on_in_general("manager.conf", "timestampevents").await
    }

    /// Whether the wrap-up after a call through one queue holds in the operator's other queues;
    /// `None` when the queues' configuration may not be read.
    pub async fn last_call_is_shared(&self) -> Option<bool> {
        self.is_on_in_general("queues.conf", "shared_lastcall").await
    }

    /// Whether operators who logged in to a queue are still in it after a restart of Asterisk;
    /// `None` when the queues' configuration may not be read.
    pub async fn log_ins_are_kept(&self) -> Option<bool> {
        self.is_on_in_general("queues.conf", "persistentmembers").await
    }

    /// The rights of a manager user, as Asterisk's own configuration has them; `None` where it may
    /// not be read or does not have the user. That needs the right to write `system` or `config`
    /// (`manager_config`, main/manager.c).
    pub async fn rights(&self, user: &str) -> Option<Rights> {
        let action = Action::new("GetConfig").ok()?;
        let action = action.field("Filename", "manager.conf").ok()?;
        let action = action.field("Category", user).ok()?;
        let answer = self.actions.action(&action).await.ok()?;
        let lines = answer.fields().fields().filter(|field| field.key.starts_with(b"Line-"));
        let lines = lines.map(|field| String::from_utf8_lossy(field.value).into_owned());
        Some(Rights::read(lines))
    }

    async fn is_on_in_general(&self, file: &str, setting: &str) -> Option<bool> {
        let action = Action::new("GetConfig").ok()?;
        let action = action.field("Filename", file).ok()?;
        let action = action.field("Category", "general").ok()?;
        let answer = self.actions.action(&action).await.ok()?;
        let lines = answer.fields().fields().filter_map(|field| {
            let text = std::str::from_utf8(field.value).ok()?;
            let (key, value) = text.split_once('=')?;
            (key.trim() == setting).then(|| value.trim().to_owned())
        });
        Some(lines.last().is_some_and(|value| is_true(&value)))
    }

    /// By which ways telephones reach it; `None` where that may not be read.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub async fn transports(&self) -> Result<Option<Vec<Transport>>, AskError> {
        let action = Action::new("GetConfig")?
            .field("Filename", "pjsip.conf")?
            .field("Filter", "type=transport")?;
        let Some(answer) = answered(self.actions.action(&action).await)? else { return Ok(None) };
        let fields = answer.fields().fields().filter_map(|field| {
            let (key, value) = (std::str::from_utf8(field.key), std::str::from_utf8(field.value));
            Some((key.ok()?, value.ok()?))
        });
        Ok(Some(transports::read(fields)))
    }

    /// What Asterisk's clock shows, to the second; `None` when the answer makes no sense.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub async fn clock(&self) -> Result<Option<Timestamp>, AskError> {
        let epoch = self.function("EPOCH").await?;
        Ok(epoch.parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok()))
    }

    /// What Asterisk calls a moment in a zone, or in its own where none is named, as
    /// [`LOCAL_TIME`] has it; empty where it cannot say.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub async fn local_time(&self, at: Timestamp, zone: &str) -> Result<String, AskError> {
        self.function(&format!("STRFTIME({},{zone},{LOCAL_TIME})", at.as_second())).await
    }

    /// Where Asterisk looks for sounds, by its own account; empty where it does not say.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub async fn sounds_folder(&self) -> Result<String, AskError> {
        let data = self.function("ASTDATADIR").await?;
        Ok(if data.is_empty() { data } else { format!("{data}/sounds") })
    }

    /// The queues and their members.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub async fn inventory(&self) -> Result<Inventory, AskError> {
        let listing = self.actions.list(&Action::queue_status(None)?).await?;
        let mut inventory = Inventory::from_queue_status(&listing);
        let hints: BTreeSet<Interface> = inventory
            .members
            .iter()
            .filter_map(|m| Interface::new(m.state_interface.as_str().strip_prefix("hint:")?).ok())
            .collect();
        for hint in hints {
            if let Some(devices) = self.hint(&hint).await? {
                inventory.hints.insert(hint, line::do_not_disturb_of(&devices));
            }
        }
        let queues: BTreeSet<QueueName> =
            inventory.members.iter().map(|member| member.queue.clone()).collect();
        for queue in queues {
            if let Some(settings) = self.queue_settings(&queue).await? {
                inventory.settings.insert(queue, settings);
            }
        }
        let by_way_of_from_queue: BTreeSet<QueueName> = inventory
            .members
            .iter()
            .filter(|member| line::is_from_queue(&member.interface))
            .map(|member| member.queue.clone())
            .collect();
        for queue in by_way_of_from_queue {
            let conventions = self.conventions(&queue).await?;
            inventory.conventions.insert(queue, conventions);
        }
        Ok(inventory)
    }

    /// What the PBX's own dialplan does for a queue before it rings a member.
    async fn conventions(&self, queue: &QueueName) -> Result<Conventions, AskError> {
        let action = Action::new("ShowDialPlan")?
            .field("Context", conventions::QUEUES)?
            .field("Extension", queue.as_str())?;
        let listing = match self.actions.list(&action).await {
            Ok(listing) => listing,
            // It has no such extension.
            Err(ActionError::Refused { .. }) => return Ok(Conventions::default()),
            Err(error) => return Err(error.into()),
        };
        let steps: Vec<(String, String)> = listing
            .items
            .iter()
            .filter_map(|item| match item {
                Item::Other(message) => Some((
                    message.text("Application")?.into_owned(),
                    message.text("AppData").unwrap_or_default().into_owned(),
                )),
                _ => None,
            })
            .collect();
        let steps = steps.iter().map(|(application, data)| (application.as_str(), data.as_str()));
        Ok(Conventions::read(queue.as_str(), steps))
    }

    /// What a hint consists of; `None` where that may not be asked, or there is none.
    async fn hint(&self, hint: &Interface) -> Result<Option<String>, AskError> {
        let Some((exten, context)) = hint.as_str().split_once('@') else { return Ok(None) };
        let action =
            Action::new("ExtensionState")?.field("Exten", exten)?.field("Context", context)?;
        let answer = answered(self.actions.action(&action).await)?;
        let devices = answer.and_then(|a| a.fields().text("Hint").map(Cow::into_owned));
        Ok(devices.filter(|devices| !devices.is_empty()))
    }

    /// A queue's settings, which no list of queues tells; `None` where the file may not be read or
    /// does not have the queue.
    async fn queue_settings(&self, queue: &QueueName) -> Result<Option<QueueSettings>, AskError> {
        let action = Action::new("GetConfig")?
            .field("Filename", "queues.conf")?
            .field("Category", queue.as_str())?;
        let Some(answer) = answered(self.actions.action(&action).await)? else { return Ok(None) };
        let lines: Vec<String> = answer
            .fields()
            .fields()
            .filter(|field| field.key.starts_with(b"Line-"))
            .map(|field| String::from_utf8_lossy(field.value).into_owned())
            .collect();
        Ok(QueueSettings::read(lines.iter().map(String::as_str)))
    }

    /// All channels and the bridges that they are in. The channel of a caller who wrote lines into
    /// their number is not among them; such a caller has no identity, so nothing is lost by it.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub async fn snapshot(&self, now: Timestamp) -> Result<Snapshot, AskError> {
        let channels = self.actions.list(&Action::core_show_channels()).await?;
        let bridges = self.actions.list(&Action::bridge_list()).await?;
        Ok(events::snapshot(now, &channels.items, &bridges.items))
    }

    /// Who waits for which operator.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub async fn all_waiting(
        &self,
        now: Timestamp,
        plan: &NumberPlan,
    ) -> Result<BTreeMap<Extension, Vec<live::WaitingCaller>>, AskError> {
        let listing = self.actions.list(&Action::queue_status(None)?).await?;
        Ok(watch::all_waiting(&listing, now, plan))
    }

    /// How an operator stands now; `None` when the answers make no sense.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub async fn live_operator(&self, probes: &Probes) -> Result<Option<LiveOperator>, AskError> {
        let mut answers = Vec::new();
        for function in probes.functions() {
            answers.push(match function {
                Some(function) => self.function(&function).await?,
                None => String::new(),
            });
        }
        Ok(probes.read(&probes.join(&answers)))
    }

    async fn function(&self, function: &str) -> Result<String, AskError> {
        let action = Action::new("Getvar")?.field("Variable", function)?;
        let answer = self.actions.action(&action).await?;
        Ok(answer.fields().text("Value").unwrap_or_default().into_owned())
    }

    /// What is set by hand over the hours of a time condition. `Getvar` of `DB(…)` is empty without
    /// a channel, whatever the database has.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub async fn by_hand(&self, condition: &TimeCondition) -> Result<Override, AskError> {
        let action = Action::new("DBGet")?
            .field("Family", by_hand::FAMILY)?
            .field("Key", by_hand::key(&condition.number))?;
        let listing = match self.actions.list(&action).await {
            Ok(listing) => listing,
            // `Database entry not found` (main/db.c).
            Err(ActionError::Refused { message }) if message.to_string().contains("not found") => {
                return Ok(by_hand::read(condition, ""));
            }
            Err(error) => return Err(error.into()),
        };
        let entry = listing.items.iter().find_map(|item| match item {
            Item::Other(message) => message.text("Val"),
            _ => None,
        });
        Ok(by_hand::read(condition, &entry.unwrap_or_default()))
    }

    /// Sets it, as the feature code does.
    ///
    /// # Errors
    /// When it cannot be asked, or Asterisk refuses.
    pub async fn set_by_hand(
        &self,
        condition: &TimeCondition,
        set: Override,
    ) -> Result<(), AskError> {
        let action = Action::new("DBPut")?
            .field("Family", by_hand::FAMILY)?
            .field("Key", by_hand::key(&condition.number))?
            .field("Val", by_hand::entry(condition.overridden, set))?;
        self.actions.action(&action).await?;
        Ok(())
    }

    /// Takes out of Asterisk's database what was set by hand; nothing may be there.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub async fn forget_by_hand(&self, number: &TimeConditionNumber) -> Result<(), AskError> {
        let action = Action::new("DBDel")?
            .field("Family", by_hand::FAMILY)?
            .field("Key", by_hand::key(number))?;
        // It refuses where there is no such entry (main/db.c).
        answered(self.actions.action(&action).await).map(drop)
    }

    /// Makes an operator a member of a queue.
    ///
    /// # Errors
    /// When it cannot be asked, or Asterisk refuses.
    pub async fn log_in(&self, member: &NewMember) -> Result<(), AskError> {
        let action = Action::new("QueueAdd")?
            .field("Queue", member.queue.as_str())?
            .field("Interface", member.interface.as_str())?
            .field("Penalty", member.penalty.to_string())?
            .field("MemberName", member.name.as_str())?
            .field("StateInterface", member.state_interface.as_str())?;
        self.actions.action(&action).await?;
        Ok(())
    }

    /// Takes a member out of a queue.
    ///
    /// # Errors
    /// When it cannot be asked, or Asterisk refuses.
    pub async fn log_out(&self, queue: &QueueName, interface: &Interface) -> Result<(), AskError> {
        let action = Action::new("QueueRemove")?
            .field("Queue", queue.as_str())?
            .field("Interface", interface.as_str())?;
        self.actions.action(&action).await?;
        Ok(())
    }

    /// Who is in a queue now, and how; nobody where there is no such queue.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub async fn members_now(&self, queue: &QueueName) -> Result<Vec<MemberNow>, AskError> {
        let action = Action::queue_status(Some(queue.as_str()))?;
        Ok(member_now::read(&self.actions.list(&action).await?))
    }

    /// Pauses a member of a queue, and says what for, or takes the pause back.
    ///
    /// # Errors
    /// When it cannot be asked, or Asterisk refuses.
    pub async fn pause(
        &self,
        queue: &QueueName,
        interface: &Interface,
        paused: bool,
        reason: Option<&PlainText>,
    ) -> Result<(), AskError> {
        let action = Action::new("QueuePause")?
            .field("Queue", queue.as_str())?
            .field("Interface", interface.as_str())?
            .field("Paused", if paused { "true" } else { "false" })?
            .maybe("Reason", reason.map(PlainText::as_str))?;
        self.actions.action(&action).await?;
        Ok(())
    }

    /// Pauses an operator in their own shadow queue, or takes the pause back.
    ///
    /// # Errors
    /// When it cannot be asked, or the operator has no such queue.
    pub async fn pause_in_shadow(
        &self,
        operator: &Extension,
        interface: &Interface,
        paused: bool,
    ) -> Result<(), AskError> {
        let queue = names::shadow_queue(operator);
        let action = Action::new("QueuePause")?
            .field("Queue", &queue)?
            .field("Interface", interface.as_str())?
            .field("Paused", if paused { "true" } else { "false" })?
            .field("Reason", SHADOW_PAUSE_REASON)?;
        self.actions.action(&action).await?;
        Ok(())
    }

    /// The operators in whose own queues somebody waits.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub async fn operators_waited_for(&self) -> Result<BTreeSet<Extension>, AskError> {
        let action = Action::queue_status(None)?.field("Member", ONLY_CALLERS)?;
        let listing = self.actions.list(&action).await?;
        let waited_for = listing.items.iter().filter_map(|item| match item {
            Item::QueueParams(queue) if queue.calls > 0 => names::operator_of_shadow(&queue.queue),
            _ => None,
        });
        Ok(waited_for.collect())
    }

    /// Who waits in a queue, by their place in it, counted from 1. A caller who wrote lines into
    /// what is told of them may be missing.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub async fn waiting_in(
        &self,
        queue: &QueueName,
    ) -> Result<BTreeMap<u32, WaitingCaller>, AskError> {
        let action = Action::queue_status(Some(queue.as_str()))?.field("Member", ONLY_CALLERS)?;
        let listing = self.actions.list(&action).await?;
        let waiting = listing.items.iter().filter_map(|item| match item {
            Item::QueueEntry(entry) if &*entry.queue == queue.as_str() => {
                let caller = WaitingCaller {
                    uniqueid: Uniqueid::new(&*entry.uniqueid).ok()?,
                    waited_seconds: entry.wait_seconds,
                    priority: entry.priority,
                };
                Some((entry.position, caller))
            }
            _ => None,
        });
        Ok(waiting.collect())
    }

    async fn items(&self, action: &Action) -> Result<Listing, AskError> {
        Ok(self.actions.list(action).await?)
    }
}

/// An operator who becomes a member of a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMember {
    /// The queue.
    pub queue: QueueName,
    /// By what the queue's log names them: their extension.
    pub name: Extension,
    /// What the queue dials.
    pub interface: Interface,
    /// What the queue watches.
    pub state_interface: Interface,
    /// How late their turn comes.
    pub penalty: u16,
}

/// An answer, or that Asterisk refused to give one.
fn answered(answer: Result<Response, ActionError>) -> Result<Option<Response>, AskError> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(ActionError::Refused { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

impl Reloading for Manager {
    async fn reload(&self, file: ManagedFile) -> Result<Option<String>, AskError> {
        let action = match file {
            ManagedFile::Queues => Action::new("QueueReload")?
                .field("Members", "yes")?
                .field("Rules", "no")?
                .field("Parameters", "yes")?,
            ManagedFile::Extensions => Action::new("Reload")?.field("Module", "pbx_config")?,
            ManagedFile::Pjsip => Action::new("Reload")?.field("Module", "res_pjsip.so")?,
        };
        match self.actions.action(&action).await {
            Ok(_) => Ok(None),
            Err(ActionError::Refused { message }) => Ok(Some(format!(
                "it does not read {} again, and its log says why ({message})",
                file.name()
            ))),
            Err(error) => Err(error.into()),
        }
    }

    async fn steps_of_context(&self, context: &str) -> Result<BTreeMap<String, usize>, AskError> {
        let action = Action::new("ShowDialPlan")?.field("Context", context)?;
        let listing = match self.items(&action).await {
            Ok(listing) => listing,
            // Asterisk answers with an error where there is no such context.
            Err(_) => return Ok(BTreeMap::new()),
        };
        let mut steps = BTreeMap::new();
        for item in &listing.items {
            if let Item::Other(message) = item
                && let Some(extension) = message.text("Extension").or_else(|| message.text("Exten"))
            {
                *steps.entry(extension.into_owned()).or_insert(0) += 1;
            }
        }
        Ok(steps)
    }

    async fn queue_members(&self) -> Result<BTreeMap<String, Vec<String>>, AskError> {
        let listing = self.items(&Action::queue_status(None)?).await?;
        let mut queues: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for item in &listing.items {
            match item {
                Item::QueueParams(queue) => {
                    queues.entry(queue.queue.to_string()).or_default();
                }
                Item::QueueMember(member) => queues
                    .entry(member.queue.to_string())
                    .or_default()
                    .push(member.location.to_string()),
                _ => {}
            }
        }
        Ok(queues)
    }

    async fn endpoints(&self) -> Result<Vec<String>, AskError> {
        let listing = self.items(&Action::new("PJSIPShowEndpoints")?).await?;
        Ok(listing
            .items
            .iter()
            .filter_map(|item| match item {
                Item::Other(message) => {
                    message.text("ObjectName").map(std::borrow::Cow::into_owned)
                }
                _ => None,
            })
            .collect())
    }
}
