//! The command line: tables for people, JSON for programs, sentences for errors.

mod backup;
mod caller;
mod changing;
mod check;
mod decide;
mod decision;
mod destinations;
mod install;
mod list;
mod live;
mod module;
mod object;
mod operator;
mod output;
mod period;
mod preferences;
mod report;
mod user;
mod value;
mod whole;

use crate::change::ChangeError;
use crate::config::{Config, ConfigError};
use crate::preferences::follow;
use crate::serve::control::{self, Answer, Request};
use crate::serve::{self, StartError};
use crate::taking_over::take_over;
use clap::{Parser, Subcommand};
use output::Output;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;
use vasl_domain::configuration::{ObjectId, ObjectKind};
use vasl_store::{SqliteStore, StoreError};

/// Takes a caller who rings back to the operator they last spoke with.
#[derive(Parser)]
#[command(name = "vasl", version, arg_required_else_help = true)]
struct Arguments {
    /// The configuration file; /etc/vasl/vasl.toml unless told
    #[arg(long, global = true, env = "VASL_CONFIG", value_name = "FILE", display_order = 900)]
    config: Option<PathBuf>,
    /// Answer in JSON
    #[arg(long, global = true, display_order = 901)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Attach Vasl to the PBX of this machine
    Install(install::InstallArguments),
    /// Take Vasl out of the PBX and leave it as it was
    Uninstall(install::UninstallArguments),
    /// Answer calls, learn from the PBX and keep its configuration in step
    Serve,
    /// Reconnect modules
    #[command(subcommand)]
    Module(module::ModuleCommand),
    /// Extensions, and the phones that register as them
    #[command(subcommand)]
    Extension(object::ExtensionCommand),
    /// Queues and their members
    #[command(subcommand)]
    Queue(object::ObjectCommand),
    /// Menus
    #[command(subcommand)]
    Ivr(object::ObjectCommand),
    /// Working hours and holidays
    #[command(subcommand)]
    TimeGroup(object::ObjectCommand),
    /// Forks on working hours
    #[command(subcommand)]
    TimeCondition(object::ObjectCommand),
    /// Announcements
    #[command(subcommand)]
    Announcement(object::ObjectCommand),
    /// Uploaded sounds
    #[command(subcommand)]
    Sound(object::SoundCommand),
    /// Codes that dial something
    #[command(subcommand)]
    MiscDestination(object::ObjectCommand),
    /// Where calls from outside come in
    #[command(subcommand)]
    InboundRoute(object::ObjectCommand),
    /// The line to the world outside
    #[command(subcommand)]
    Trunk(object::SingleCommand),
    /// What is dialled to set something
    #[command(subcommand)]
    FeatureCodes(object::SingleCommand),
    /// Write the whole configuration to one file
    Export(whole::ExportArguments),
    /// Make the configuration what a file says
    Import(whole::FileArguments),
    /// Say what an import would change; the exit code is 3 where it would change anything
    Plan(whole::FileArguments),
    /// Operators: logging in to queues and out of them, and pausing
    #[command(subcommand)]
    Operator(operator::OperatorCommand),
    /// Callers: pinned to an operator, opted out, shared numbers, and forgetting one
    #[command(subcommand)]
    Caller(caller::CallerCommand),
    /// Who would this number reach now, and why
    Decide(decide::DecideArguments),
    /// What was learned: who spoke with whom
    #[command(subcommand)]
    Conversation(list::ConversationCommand),
    /// What was decided, and what became of it
    #[command(subcommand)]
    Decision(decision::DecisionCommand),
    /// How operators, waiting callers and memories stand now
    Live(live::LiveArguments),
    /// How many calls went how, and how many were reconnected
    Report(report::ReportArguments),
    /// The modules in the PBX's own menu of destinations
    #[command(subcommand)]
    Destinations(destinations::DestinationsCommand),
    /// For how long things are kept, language, time zone, and how numbers are written
    #[command(subcommand)]
    Preferences(preferences::PreferencesCommand),
    /// Users of the panel
    #[command(subcommand)]
    User(user::UserCommand),
    /// Copy everything that Vasl remembers into a file; the service may run meanwhile
    Backup(backup::BackupArguments),
    /// Whether everything that Vasl needs is in order
    Check,
}

/// Why a command failed, with a stable code for programs.
#[derive(Debug)]
pub struct CliError {
    code: String,
    message: String,
}

impl CliError {
    fn new(code: &str, message: impl Into<String>) -> Self {
        Self { code: code.to_owned(), message: message.into() }
    }

    fn invalid(error: impl std::fmt::Display) -> Self {
        Self::new("invalid", error.to_string())
    }

    fn unreachable(socket: &Path, error: &std::io::Error) -> Self {
        Self::new(
            "service_unreachable",
            format!(
                "vasl serve cannot be asked at {}: {error}; run this as root, or as the user that \
                 vasl serve runs as",
                socket.display()
            ),
        )
    }

    fn unexpected(answer: &Answer) -> Self {
        Self::new(
            "service_unreachable",
            format!("vasl serve gave an answer to something else ({answer:?}); restart it"),
        )
    }
}

impl From<ChangeError> for CliError {
    fn from(error: ChangeError) -> Self {
        Self::new(error.code(), error.to_string())
    }
}

impl From<ConfigError> for CliError {
    fn from(error: ConfigError) -> Self {
        Self::new("configuration", error.to_string())
    }
}

impl From<StoreError> for CliError {
    fn from(error: StoreError) -> Self {
        Self::new("store", error.to_string())
    }
}

impl From<anyhow::Error> for CliError {
    fn from(error: anyhow::Error) -> Self {
        if let Some(error) = error.downcast_ref::<StartError>() {
            return Self::new(error.code(), error.to_string());
        }
        match error.downcast::<StoreError>() {
            Ok(error) => error.into(),
            Err(error) => Self::new("failed", format!("{error:#}")),
        }
    }
}

impl From<std::io::Error> for CliError {
    fn from(error: std::io::Error) -> Self {
        Self::new("system", error.to_string())
    }
}

/// Runs the command that was asked for.
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error),
    };
    let output = Output::new(arguments.json);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return output.error(&error.into()),
    };
    match runtime.block_on(command(arguments, &output)) {
        Ok(code) => code,
        Err(error) => output.error(&error),
    }
}

/// Help, or what is wrong with the words of the command. Those cannot say any more whether the
/// answer is for a program, so it is looked for among them.
fn usage(error: &clap::Error) -> ExitCode {
    if error.use_stderr() && std::env::args_os().any(|argument| argument == "--json") {
        let text = error.to_string();
        let sentence = text.split("\n\n").next().unwrap_or_default();
        let sentence = sentence.strip_prefix("error: ").unwrap_or(sentence);
        Output::new(true).error(&CliError::new("usage", sentence));
    } else {
        // Nobody is there to be told that nobody is there.
        let _ = error.print();
    }
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}

async fn command(arguments: Arguments, output: &Output) -> Result<ExitCode, CliError> {
    let path = arguments.config.as_deref();
    match &arguments.command {
        Command::Check => return check::run(path, output).await,
        Command::Install(arguments) => return install::install(arguments, path, output).await,
        Command::Uninstall(arguments) => return install::uninstall(arguments, path, output).await,
        _ => {}
    }
    if matches!(arguments.command, Command::Serve) {
        log_to_standard_error();
        serve::run(Config::load(path)?).await?;
        return Ok(ExitCode::SUCCESS);
    }
    let config = follow(Config::load(path)?).await;
    let things = |kind, command| object::run(kind, command, &config, output);
    match arguments.command {
        Command::Module(command) => module::run(command, &config, output).await?,
        Command::Extension(command) => object::extensions(command, &config, output).await?,
        Command::Queue(command) => things(ObjectKind::Queue, command).await?,
        Command::Ivr(command) => things(ObjectKind::Ivr, command).await?,
        Command::TimeGroup(command) => things(ObjectKind::TimeGroup, command).await?,
        Command::TimeCondition(command) => things(ObjectKind::TimeCondition, command).await?,
        Command::Announcement(command) => things(ObjectKind::Announcement, command).await?,
        Command::Sound(command) => object::sounds(command, &config, output).await?,
        Command::MiscDestination(command) => things(ObjectKind::MiscDestination, command).await?,
        Command::InboundRoute(command) => things(ObjectKind::InboundRoute, command).await?,
        Command::Trunk(command) => {
            object::single(ObjectId::Trunk, command, &config, output).await?;
        }
        Command::FeatureCodes(command) => {
            object::single(ObjectId::FeatureCodes, command, &config, output).await?;
        }
        Command::Export(arguments) => whole::export(&arguments, &config, output).await?,
        Command::Import(arguments) => whole::import(&arguments, &config, output).await?,
        Command::Plan(arguments) => return whole::plan(&arguments, &config, output).await,
        Command::Backup(arguments) => backup::run(&arguments, &config, output).await?,
        Command::Operator(command) => operator::run(command, &config, output).await?,
        Command::Caller(command) => caller::run(command, &config, output).await?,
        Command::Preferences(command) => preferences::run(command, &config, output).await?,
        Command::User(command) => user::run(command, &config, output).await?,
        Command::Decide(arguments) => decide::run(&arguments, &config, output).await?,
        Command::Destinations(command) => destinations::run(command, &config, output).await?,
        Command::Conversation(command) => list::conversations(command, &config, output).await?,
        Command::Decision(command) => decision::run(command, &config, output).await?,
        Command::Live(arguments) => live::run(&arguments, &config, output).await?,
        Command::Report(arguments) => report::run(&arguments, &config, output).await?,
        Command::Check | Command::Serve | Command::Install(_) | Command::Uninstall(_) => {}
    }
    Ok(ExitCode::SUCCESS)
}

fn log_to_standard_error() {
    let filter = EnvFilter::try_from_env("VASL_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .init();
}

/// Asks the running service; `None` where none runs.
async fn ask_service(request: &Request, config: &Config) -> Result<Option<Answer>, CliError> {
    let socket = config.control_socket();
    match control::ask(&socket, request).await {
        Ok(Some(Answer::Failed { code, message })) => Err(CliError { code, message }),
        Ok(answer) => Ok(answer),
        Err(error) => Err(CliError::unreachable(&socket, &error)),
    }
}

async fn open_store(config: &Config) -> Result<SqliteStore, CliError> {
    let store = SqliteStore::open(&config.store_path).await?;
    take_over(&store, config).await?;
    Ok(store)
}
