//! `vasl extension …`, `vasl queue …` and the rest of the call flow: one set of commands for every
//! kind of thing.

mod extensions_file;
mod fields;
mod upload;

use super::changing::carry_out;
use super::output::{Output, Table};
use super::{CliError, open_store};
use crate::change::{Change, ChangeError};
use crate::config::Config;
use clap::Subcommand;
use serde::Serialize;
use std::path::PathBuf;
use vasl_domain::callflow::PhoneSecret;
use vasl_domain::configuration::{Object, ObjectId, ObjectKind};
use vasl_domain::name::latin_digits;
use vasl_store::Store;

const FIELDS: &str = "Its fields, as the file that “vasl export” writes names them: name=Support, \
                      members=5050,6065, entry[3].destination=misc:*5003";

/// What can be done with things of a kind that has many.
#[derive(Subcommand)]
pub enum ObjectCommand {
    /// Add one: its number, code or name, then its fields, such as name=Support
    Add {
        /// Its number, code or name; of an inbound route the dialled number, “/” and the caller's
        /// pattern, either of which may be left out
        code: String,
        /// Its fields, as the file that “vasl export” writes names them
        #[arg(value_name = "FIELD=VALUE", help = FIELDS)]
        fields: Vec<String>,
    },
    /// Change one; what is not named stays, and an empty value is the usual one
    Edit {
        /// Its number, code or name
        code: String,
        /// The fields that change
        #[arg(
            value_name = "FIELD=VALUE",
            required = true,
            help = "The fields that change; entry[3]= takes a row away"
        )]
        fields: Vec<String>,
    },
    /// Remove one; refused while something leads to it
    Remove {
        /// Its number, code or name
        code: String,
    },
    /// Show one whole, and what leads to it
    Show {
        /// Its number, code or name
        code: String,
    },
    /// Show all
    List,
}

/// What can be done with extensions.
#[derive(Subcommand)]
pub enum ExtensionCommand {
    /// As with every kind of thing
    #[command(flatten)]
    Any(ObjectCommand),
    /// Add those of a CSV file, all or none: its first line names the columns, of number, name and
    /// secret; who has no secret gets one
    Import {
        /// The file
        file: PathBuf,
    },
}

/// What can be done with sounds.
#[derive(Subcommand)]
pub enum SoundCommand {
    /// As with every kind of thing
    #[command(flatten)]
    Any(ObjectCommand),
    /// Upload a WAV or MP3 file; it is checked, and converted for Asterisk
    Upload {
        /// The sound's name; announcements, menus and modules call it vasl/NAME
        name: String,
        /// The file
        file: PathBuf,
    },
}

/// What can be done with a thing of which there is one.
#[derive(Subcommand)]
pub enum SingleCommand {
    /// Set its fields; what is not named stays, and an empty value is the usual one
    Set {
        /// The fields, as the file that “vasl export” writes names them
        #[arg(value_name = "FIELD=VALUE", required = true)]
        fields: Vec<String>,
    },
    /// Show it
    Show,
    /// Take it away, or back to the usual
    Remove,
}

/// What was done to a thing, for programs.
#[derive(Serialize)]
struct Done<'a> {
    object: &'a ObjectId,
    /// The secret of a new extension, which is shown this once.
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<&'a str>,
    warnings: &'a [String],
}

/// Runs a command about a kind of thing.
pub async fn run(
    kind: ObjectKind,
    command: ObjectCommand,
    config: &Config,
    output: &Output,
) -> Result<(), CliError> {
    match command {
        ObjectCommand::Add { code, fields } => {
            add(&named(kind, &code)?, fields, config, output).await
        }
        ObjectCommand::Edit { code, fields } => {
            edit(&named(kind, &code)?, fields, config, output).await
        }
        ObjectCommand::Remove { code } => remove(named(kind, &code)?, config, output).await,
        ObjectCommand::Show { code } => show(&named(kind, &code)?, config, output).await,
        ObjectCommand::List => list(kind, config, output).await,
    }
}

/// Runs a command about extensions.
pub async fn extensions(
    command: ExtensionCommand,
    config: &Config,
    output: &Output,
) -> Result<(), CliError> {
    match command {
        ExtensionCommand::Any(command) => run(ObjectKind::Extension, command, config, output).await,
        ExtensionCommand::Import { file } => extensions_file::import(&file, config, output).await,
    }
}

/// Runs a command about sounds.
pub async fn sounds(
    command: SoundCommand,
    config: &Config,
    output: &Output,
) -> Result<(), CliError> {
    match command {
        SoundCommand::Any(command) => run(ObjectKind::Sound, command, config, output).await,
        SoundCommand::Upload { name, file } => upload::upload(&name, &file, config, output).await,
    }
}

/// Runs a command about a thing of which there is one.
pub async fn single(
    id: ObjectId,
    command: SingleCommand,
    config: &Config,
    output: &Output,
) -> Result<(), CliError> {
    match command {
        SingleCommand::Show => show(&id, config, output).await,
        SingleCommand::Remove => remove(id, config, output).await,
        SingleCommand::Set { fields } => match find(&id, config).await {
            Ok(_) => edit(&id, fields, config, output).await,
            Err(_) => add(&id, fields, config, output).await,
        },
    }
}

fn named(kind: ObjectKind, code: &str) -> Result<ObjectId, CliError> {
    ObjectId::new(kind, &latin_digits(code)).map_err(CliError::invalid)
}

async fn add(
    id: &ObjectId,
    mut fields: Vec<String>,
    config: &Config,
    output: &Output,
) -> Result<(), CliError> {
    let secret = needs_secret(id, &fields).then(new_secret).transpose()?;
    fields.extend(secret.as_ref().map(|secret| format!("secret={}", secret.as_str())));
    let object = fields::new(id, &fields).map_err(CliError::invalid)?;
    let changed = carry_out(Change::Add(vec![object]), config, output).await?;
    let secret = secret.as_ref().map(PhoneSecret::as_str);
    let done = Done { object: id, secret, warnings: &changed.warnings };
    output.answer(&done, || match secret {
        Some(secret) => format!("{id} was added; its phone registers with the secret {secret}"),
        None => format!("{id} was added"),
    });
    Ok(())
}

async fn edit(
    id: &ObjectId,
    mut fields: Vec<String>,
    config: &Config,
    output: &Output,
) -> Result<(), CliError> {
    let seen = find(id, config).await?;
    let mut secret = None;
    if let Some(field) = fields.iter_mut().find(|field| *field == "secret=generate") {
        let generated = new_secret()?;
        *field = format!("secret={}", generated.as_str());
        secret = Some(generated);
    }
    let object = fields::edited(&seen, &fields).map_err(CliError::invalid)?;
    if object.id() != *id {
        return Err(CliError::new(
            "invalid",
            format!("{id} keeps the number, code or name that it has; add another and remove it"),
        ));
    }
    let change = Change::Edit { object: Box::new(object), seen: Some(Box::new(seen)) };
    let changed = carry_out(change, config, output).await?;
    let secret = secret.as_ref().map(PhoneSecret::as_str);
    let done = Done { object: id, secret, warnings: &changed.warnings };
    output.answer(&done, || match secret {
        Some(secret) => format!("{id} was changed; its phone registers with the secret {secret}"),
        None => format!("{id} was changed"),
    });
    Ok(())
}

async fn remove(id: ObjectId, config: &Config, output: &Output) -> Result<(), CliError> {
    let change = Change::Remove { id: id.clone(), seen: None };
    let changed = carry_out(change, config, output).await?;
    let done = Done { object: &id, secret: None, warnings: &changed.warnings };
    output.answer(&done, || format!("{id} was removed"));
    Ok(())
}

async fn find(id: &ObjectId, config: &Config) -> Result<Object, CliError> {
    let configuration = open_store(config).await?.configuration().await?;
    Ok(configuration.object(id).ok_or_else(|| ChangeError::NoSuchObject(id.clone()))?)
}

/// A thing and what leads to it, for programs.
#[derive(Serialize)]
struct Shown {
    object: serde_json::Value,
    pointers: Vec<String>,
}

async fn show(id: &ObjectId, config: &Config, output: &Output) -> Result<(), CliError> {
    let configuration = open_store(config).await?.configuration().await?;
    let object = configuration.object(id).ok_or_else(|| ChangeError::NoSuchObject(id.clone()))?;
    let pointers = configuration.pointers_to(id).iter().map(ToString::to_string).collect();
    let shown = Shown { object: fields::public(&object).map_err(CliError::invalid)?, pointers };
    let rows = fields::shown(&object).map_err(CliError::invalid)?;
    output.answer(&shown, || {
        let mut table = Table::new(&["Field", "Value"]);
        for (field, value) in rows {
            table.row(vec![field, value]);
        }
        let leads = shown.pointers.iter().map(|pointer| format!("\nled to by {pointer}"));
        table.text("") + &leads.collect::<String>()
    });
    Ok(())
}

/// What a list shows of each kind.
fn columns(kind: ObjectKind) -> &'static [&'static str] {
    match kind {
        ObjectKind::Queue => &["number", "name", "strategy", "members", "failure_destination"],
        ObjectKind::Ivr => &["number", "name", "announcement", "timeout.destination"],
        ObjectKind::TimeGroup => &["name"],
        ObjectKind::TimeCondition => {
            &["number", "name", "time_group", "open_destination", "closed_destination", "override"]
        }
        ObjectKind::Announcement => &["number", "name", "sound", "destination"],
        ObjectKind::Sound => &["name", "description"],
        ObjectKind::MiscDestination => &["code", "name", "dials"],
        ObjectKind::InboundRoute => &["did", "caller", "name", "destination"],
        ObjectKind::Extension
        | ObjectKind::Module
        | ObjectKind::Trunk
        | ObjectKind::FeatureCodes => &["number", "name"],
    }
}

async fn list(kind: ObjectKind, config: &Config, output: &Output) -> Result<(), CliError> {
    let configuration = open_store(config).await?.configuration().await?;
    let mut objects = configuration.objects();
    objects.retain(|object| object.id().kind() == kind);
    let public: Result<Vec<_>, String> = objects.iter().map(fields::public).collect();
    output.answer(&public.map_err(CliError::invalid)?, || {
        let columns = columns(kind);
        let mut table = Table::new(columns);
        for object in &objects {
            table.row(fields::row(object, columns));
        }
        let command = kind.word().replace('_', "-");
        table.text(&format!("There is none yet. Add one with “vasl {command} add”."))
    });
    Ok(())
}

fn needs_secret(id: &ObjectId, fields: &[String]) -> bool {
    matches!(id, ObjectId::Extension(_)) && !fields.iter().any(|field| field.starts_with("secret="))
}

/// A secret that nobody guesses.
fn new_secret() -> Result<PhoneSecret, CliError> {
    loop {
        let mut random = [0_u8; 64];
        getrandom::fill(&mut random)
            .map_err(|error| CliError::new("system", format!("no random bytes: {error}")))?;
        if let Some(secret) = PhoneSecret::made_of(&random) {
            return Ok(secret);
        }
    }
}
