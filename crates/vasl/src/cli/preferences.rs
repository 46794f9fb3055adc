//! `vasl preferences …`: the general settings, which the panel has under the same name.

use super::output::{Output, Table};
use super::user::LanguageTag;
use super::{CliError, ask_service, open_store, value};
use crate::config::Config;
use crate::preferences::{Prefer, PreferError, audited, begin, told};
use crate::serve::control::{Answer, Request};
use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;
use vasl_domain::module::ZoneName;
use vasl_domain::name::latin_digits;
use vasl_domain::preferences::{Kept, Preferences};
use vasl_domain::user::{Author, Language};
use vasl_store::Store;

#[derive(Subcommand)]
pub enum PreferencesCommand {
    /// Show what holds
    Show,
    /// Set some of it, or all; what is not named stays
    Set(SetArguments),
}

#[derive(Args)]
#[command(arg_required_else_help = true)]
pub struct SetArguments {
    /// For how many days conversations are kept
    #[arg(long, value_name = "DAYS", value_parser = value::number::<u16>)]
    conversation_days: Option<u16>,
    /// For how many days decisions are kept, with their evidence
    #[arg(long, value_name = "DAYS", value_parser = value::number::<u16>)]
    decision_days: Option<u16>,
    /// For how many days it is kept what reports count
    #[arg(long, value_name = "DAYS", value_parser = value::number::<u16>)]
    report_days: Option<u16>,
    /// For how many days it is kept who changed what
    #[arg(long, value_name = "DAYS", value_parser = value::number::<u16>)]
    audit_days: Option<u16>,
    /// The panel's language for whoever is not logged in
    #[arg(long, value_name = "LANGUAGE")]
    language: Option<LanguageTag>,
    /// The time zone of new modules and of the times that are shown, such as Asia/Tehran
    #[arg(long, value_name = "ZONE")]
    time_zone: Option<String>,
    /// The country where the PBX stands, in two letters
    #[arg(long, value_name = "COUNTRY")]
    region: Option<String>,
    /// The town's area code without the leading 0; “none” for none
    #[arg(long, value_name = "CODE")]
    area_code: Option<String>,
    /// Remove for good what would be kept no longer
    #[arg(long)]
    yes: bool,
}

/// What holds, for programs.
#[derive(Serialize)]
struct Shown<'a> {
    conversations_days: u16,
    decisions_days: u16,
    reports_days: u16,
    audit_days: u16,
    language: Language,
    time_zone: &'a ZoneName,
    region: &'a str,
    area_code: Option<&'a str>,
}

impl<'a> Shown<'a> {
    fn of(preferences: &'a Preferences) -> Self {
        let Preferences { retention, language, time_zone, numbers } = preferences;
        Self {
            conversations_days: retention.conversations.get(),
            decisions_days: retention.decisions.get(),
            reports_days: retention.reports.get(),
            audit_days: retention.audit.get(),
            language: *language,
            time_zone,
            region: numbers.region(),
            area_code: numbers.area_code(),
        }
    }
}

/// What was set, for programs.
#[derive(Serialize)]
struct Done<'a> {
    before: Shown<'a>,
    after: Shown<'a>,
}

impl From<PreferError> for CliError {
    fn from(error: PreferError) -> Self {
        Self::new(error.code(), error.to_string())
    }
}

/// Runs one of them.
pub async fn run(
    command: PreferencesCommand,
    config: &Config,
    output: &Output,
) -> Result<(), CliError> {
    match command {
        PreferencesCommand::Show => {
            let now = &config.preferences;
            output.answer(&Shown::of(now), || listed(now));
            Ok(())
        }
        PreferencesCommand::Set(arguments) => set(arguments, config, output).await,
    }
}

fn listed(preferences: &Preferences) -> String {
    let mut table = Table::new(&["Preference", "Value"]);
    for (name, value) in preferences.told() {
        let value = if value.is_empty() { "none".to_owned() } else { value };
        table.row(vec![name.to_owned(), value]);
    }
    table.text("")
}

async fn set(arguments: SetArguments, config: &Config, output: &Output) -> Result<(), CliError> {
    let (yes, prefer) = (arguments.yes, arguments.prefer()?);
    let before = &config.preferences;
    let after = prefer.on(before)?;
    let removes = removes(before, &after);
    if !removes.is_empty() && !yes {
        let message = format!(
            "{} would be removed for good, and nothing was set; say so with --yes",
            removes.join(", ")
        );
        return Err(CliError::new("removes", message));
    }
    let request = Request::Prefer { seen: told(before), prefer };
    match ask_service(&request, config).await? {
        Some(Answer::Preferred) => {}
        Some(other) => return Err(CliError::unexpected(&other)),
        None => keep(before, &after, config).await?,
    }
    let done = Done { before: Shown::of(before), after: Shown::of(&after) };
    output.answer(&done, || in_words(before, &after));
    for gone in removes {
        output.remark(&format!("{gone} is removed"));
    }
    Ok(())
}

impl SetArguments {
    fn prefer(self) -> Result<Prefer, CliError> {
        let zone = |name: String| ZoneName::new(&name).map_err(CliError::invalid);
        let area_code = |code: String| match code.as_str() {
            "none" => String::new(),
            code => latin_digits(code),
        };
        Ok(Prefer {
            conversations_days: self.conversation_days,
            decisions_days: self.decision_days,
            reports_days: self.report_days,
            audit_days: self.audit_days,
            language: self.language.map(Language::from),
            time_zone: self.time_zone.map(zone).transpose()?,
            region: self.region,
            area_code: self.area_code.map(area_code),
        })
    }
}

/// What a shorter time removes, in words.
fn removes(before: &Preferences, after: &Preferences) -> Vec<String> {
    let today = Timestamp::now().to_zoned(after.time_zone.zone().clone()).date();
    let in_words = |(kept, days): (Kept, vasl_domain::preferences::Days)| {
        let what = match kept {
            Kept::Conversations => "every conversation",
            Kept::Decisions => "every decision",
            Kept::Reports => "what reports count",
            Kept::Audit => "who changed what",
        };
        days.first_kept(today).map(|first| format!("{what} before {first}"))
    };
    before.retention.shorter(after.retention).filter_map(in_words).collect()
}

/// Keeps it where no service runs.
async fn keep(before: &Preferences, after: &Preferences, config: &Config) -> Result<(), CliError> {
    let store = open_store(config).await?;
    let now = begin(&store, config).await?;
    if now != *before {
        return Err(PreferError::ChangedMeanwhile.into());
    }
    let entry = audited(before, after, Author::CommandLine, Timestamp::now());
    if before == after || store.set_preferences(Some(before), after, &[entry]).await? {
        return Ok(());
    }
    Err(PreferError::ChangedMeanwhile.into())
}

fn in_words(before: &Preferences, after: &Preferences) -> String {
    let was: BTreeMap<_, _> = before.told().into();
    let none = |value: &str| if value.is_empty() { "none".to_owned() } else { value.to_owned() };
    let changed = after.told().into_iter().filter_map(|(name, is)| {
        let was = was.get(name)?;
        (*was != is).then(|| format!("{name}: {} → {}", none(was), none(&is)))
    });
    let changed: Vec<String> = changed.collect();
    if changed.is_empty() { "all of it was so before".to_owned() } else { changed.join("\n") }
}
