//! What an Asterisk is, and how it is set.

use super::{Manager, answered};
use crate::apply::AskError;
use crate::attach::text::is_true;
use crate::rights::Rights;
use crate::transports::{self, Transport};
use crate::version::{AsteriskVersion, VersionError};
use jiff::Timestamp;
use vasl_ami::codec::Action;

/// How a local time is written (`strftime`).
pub const LOCAL_TIME: &str = "%Y-%m-%d %H:%M:%S";

impl Manager {
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
}
