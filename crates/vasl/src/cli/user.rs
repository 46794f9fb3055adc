//! `vasl user …`: who may use the panel, for whoever has lost their way into it.

use super::output::{Output, Table};
use super::{CliError, open_store, value};
use crate::config::Config;
use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;
use serde::Serialize;
use std::io::{self, BufRead as _};
use vasl_domain::user::{Author, Language, Role, User, UserName};
use vasl_store::{
    Account, AuditEntry, AuditFields, AuditKind, AuditVerb, SqliteStore, Store, UserChange,
};
use vasl_web::security::{Password, Passwords, new_password};

#[derive(Subcommand)]
pub enum UserCommand {
    /// Add a user of the panel
    Add {
        /// The name by which they log in
        name: String,
        /// What they may do
        #[arg(long, value_name = "ROLE")]
        role: RoleName,
        /// The operator's extension; for the role operator
        #[arg(long, value_name = "EXTENSION", required_if_eq("role", "operator"))]
        extension: Option<String>,
        /// The language in which the panel speaks to them
        #[arg(long, value_name = "LANGUAGE", default_value = "fa")]
        language: LanguageTag,
        #[command(flatten)]
        password: PasswordSource,
    },
    /// Show all users of the panel
    List,
    /// Give a user another password, and log them out everywhere
    ResetPassword {
        /// Their name
        name: String,
        #[command(flatten)]
        password: PasswordSource,
    },
    /// Remove a user, and log them out everywhere
    Remove {
        /// Their name
        name: String,
    },
}

/// Where a password comes from.
#[derive(Args)]
pub struct PasswordSource {
    /// Read the password from standard input, in one line; otherwise one is made up and printed
    #[arg(long)]
    password_stdin: bool,
}

/// A role.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RoleName {
    /// Everything
    Administrator,
    /// The call centre
    Supervisor,
    /// Only their own calls
    Operator,
}

/// A language.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LanguageTag {
    /// Persian
    Fa,
    /// English
    En,
}

impl From<LanguageTag> for Language {
    fn from(tag: LanguageTag) -> Self {
        match tag {
            LanguageTag::Fa => Self::Persian,
            LanguageTag::En => Self::English,
        }
    }
}

/// What was done, for programs.
#[derive(Serialize)]
struct Done<'a> {
    user: &'a UserName,
    /// The password that was made up.
    password: Option<&'a str>,
}

/// Runs one of them.
pub async fn run(command: UserCommand, config: &Config, output: &Output) -> Result<(), CliError> {
    let store = open_store(config).await?;
    match command {
        UserCommand::Add { name, role, extension, language, password } => {
            let extension = extension.as_deref().map(value::extension).transpose()?;
            let role = match (role, extension) {
                (RoleName::Administrator, _) => Role::Administrator,
                (RoleName::Operator, Some(extension)) => Role::Operator(extension),
                (RoleName::Supervisor | RoleName::Operator, _) => Role::Supervisor,
            };
            let user = User { name: user_name(&name)?, role, language: language.into() };
            add(user, password, &store, output).await
        }
        UserCommand::List => {
            let users = store.users().await?;
            output.answer(&users, || listed(&users));
            Ok(())
        }
        UserCommand::ResetPassword { name, password } => {
            let name = user_name(&name)?;
            let (text, hash) = password.get().await?;
            if !store.set_password(&name, &hash).await? {
                return Err(no_such_user(&name));
            }
            record(&store, AuditVerb::PasswordChanged, &name, AuditFields::new()).await?;
            done(&name, text.as_deref(), "has another password", output);
            Ok(())
        }
        UserCommand::Remove { name } => {
            let name = user_name(&name)?;
            match store.remove_user(&name).await? {
                UserChange::Done => {
                    record(&store, AuditVerb::Removed, &name, AuditFields::new()).await?;
                    done(&name, None, "was removed", output);
                    Ok(())
                }
                UserChange::NoSuchUser => Err(no_such_user(&name)),
                UserChange::LastAdministrator => Err(CliError::new(
                    "last_administrator",
                    format!("{name} is the only administrator; add another one first"),
                )),
            }
        }
    }
}

async fn add(
    user: User,
    password: PasswordSource,
    store: &SqliteStore,
    output: &Output,
) -> Result<(), CliError> {
    let (text, password_hash) = password.get().await?;
    let account = Account { user, password_hash, created_at: Timestamp::now() };
    let name = &account.user.name;
    if !store.insert_user(&account).await? {
        let message = format!("there is a user {name} already; choose another name");
        return Err(CliError::new("name_taken", message));
    }
    let role = account.user.role.rank().word().to_owned();
    record(store, AuditVerb::Added, name, AuditFields::from([("role".to_owned(), role)])).await?;
    done(name, text.as_deref(), "was added", output);
    Ok(())
}

impl PasswordSource {
    /// The password that was made up, if one was, and the hash to keep.
    async fn get(&self) -> Result<(Option<String>, String), CliError> {
        let text = if self.password_stdin {
            let mut line = String::new();
            io::stdin().lock().read_line(&mut line)?;
            line.trim_end_matches(['\r', '\n']).to_owned()
        } else {
            new_password().ok_or_else(no_random_bytes)?
        };
        let password = Password::new(&text).map_err(CliError::invalid)?;
        let hash = Passwords::default().hash(password).await.ok_or_else(no_random_bytes)?;
        Ok(((!self.password_stdin).then_some(text), hash))
    }
}

fn no_random_bytes() -> CliError {
    CliError::new("system", "the system gave no random bytes")
}

fn user_name(name: &str) -> Result<UserName, CliError> {
    UserName::new(name).map_err(CliError::invalid)
}

fn no_such_user(name: &UserName) -> CliError {
    let message = format!("there is no user {name}; “vasl user list” shows those that there are");
    CliError::new("no_such_user", message)
}

fn done(user: &UserName, password: Option<&str>, what: &str, output: &Output) {
    output.answer(&Done { user, password }, || match password {
        Some(password) => format!("user {user} {what}; the password: {password}"),
        None => format!("user {user} {what}"),
    });
}

async fn record(
    store: &SqliteStore,
    verb: AuditVerb,
    name: &UserName,
    after: AuditFields,
) -> Result<(), CliError> {
    let entry = AuditEntry {
        at: Timestamp::now(),
        author: Author::CommandLine,
        verb,
        kind: AuditKind::User,
        subject: name.to_string(),
        before: AuditFields::new(),
        after,
    };
    Ok(store.record_audit(&entry).await?)
}

fn listed(users: &[User]) -> String {
    let mut table = Table::new(&["Name", "Role", "Extension", "Language"]);
    for user in users {
        table.row(vec![
            user.name.to_string(),
            user.role.rank().word().to_owned(),
            user.role.only().map(ToString::to_string).unwrap_or_default(),
            user.language.tag().to_owned(),
        ]);
    }
    table.text("There is no user yet; “vasl serve” says how the first administrator is made.")
}
