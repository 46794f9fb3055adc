//! `vasl user …`: who may use the panel, for whoever has lost their way into it.

use super::output::{Output, Table};
use super::{CliError, open_store, value};
use crate::config::Config;
use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;
use serde::Serialize;
use std::io::{self, BufRead as _};
use vasl_domain::user::{Author, Language, Role, TokenName, User, UserName};
use vasl_store::{Account, ApiToken, AuditEntry, AuditVerb, SqliteStore, Store, UserChange};
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
        /// Revoke the API tokens that they made, too; otherwise those go on, and are named
        #[arg(long)]
        revoke_tokens: bool,
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
            let (verb, now) = (AuditVerb::PasswordChanged, Timestamp::now());
            let entry = AuditEntry::of_user(verb, &name, Author::CommandLine, now);
            if !store.set_password(&name, &hash, &entry).await? {
                return Err(no_such_user(&name));
            }
            done(&name, text.as_deref(), "has another password", output);
            Ok(())
        }
        UserCommand::Remove { name, revoke_tokens } => {
            remove(&user_name(&name)?, revoke_tokens, &store, output).await
        }
    }
}

/// What became of a user who was removed, for programs.
#[derive(Serialize)]
struct Removed<'a> {
    user: &'a UserName,
    /// The tokens of the API that they made and that still hold.
    tokens: Vec<&'a TokenName>,
}

async fn remove(
    name: &UserName,
    revoke_tokens: bool,
    store: &SqliteStore,
    output: &Output,
) -> Result<(), CliError> {
    let user = store.account(name).await?.ok_or_else(|| no_such_user(name))?.user;
    let mut tokens = store.api_tokens().await?;
    tokens.retain(|token| token.is_made_by(name) && token.revoked_at.is_none());
    let (revoked, kept) = if revoke_tokens { (tokens, Vec::new()) } else { (Vec::new(), tokens) };
    let entry = AuditEntry::user_removed(&user, Author::CommandLine, Timestamp::now());
    match store.remove_user(&user, &revoked, &entry).await? {
        UserChange::Done => {
            let tokens: Vec<&TokenName> = kept.iter().map(|token| &token.name).collect();
            output.answer(&Removed { user: name, tokens }, || removed(name, &kept));
            Ok(())
        }
        UserChange::NoSuchUser => Err(no_such_user(name)),
        UserChange::LastAdministrator => Err(CliError::new(
            "last_administrator",
            format!("{name} is the only administrator; add another one first"),
        )),
        UserChange::ChangedMeanwhile => Err(CliError::new(
            "changed_meanwhile",
            format!("somebody else has just changed {name}; look at them, and try again"),
        )),
    }
}

fn removed(name: &UserName, kept: &[ApiToken]) -> String {
    let names: Vec<String> = kept.iter().map(|token| token.name.to_string()).collect();
    match names.join(", ") {
        none if none.is_empty() => format!("user {name} was removed"),
        names => format!(
            "user {name} was removed; these tokens of the API that they made still hold: {names}. \
             Revoke in the panel those that they may still know"
        ),
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
    let entry = AuditEntry::user_added(&account.user, Author::CommandLine, account.created_at);
    if !store.insert_user(&account, &entry).await? {
        let message = format!("there is a user {name} already; choose another name");
        return Err(CliError::new("name_taken", message));
    }
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
