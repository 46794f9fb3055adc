//! `vasl module …`

use super::output::{Output, Table, clock};
use super::{CliError, open_store};
use crate::change::{Change, ChangeError, Changed};
use crate::config::Config;
use crate::serve::control::{self, Answer};
use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;
use vasl_asterisk::inventory::Inventory;
use vasl_domain::destination::Destination;
use vasl_domain::expiry::{Expiry, Lifetime, TimeOfDay};
use vasl_domain::module::{
    CountOutbound, Module, ModuleName, RingSeconds, Side, Sides, WaitSeconds, ZoneName,
    failure_destination,
};
use vasl_domain::name::{Extension, ModuleCode, QueueName, TimeGroupName};
use vasl_store::Store;

#[derive(Subcommand)]
pub enum ModuleCommand {
    /// Add a module
    Add {
        /// Its code, such as *5003
        code: String,
        /// Its name
        name: String,
        #[command(flatten)]
        settings: Box<Settings>,
    },
    /// Show all modules
    List,
    /// Show one module whole
    Show {
        /// Its code
        code: String,
    },
    /// Change a module; what is not named stays
    Edit {
        /// Its code
        code: String,
        /// A new name
        #[arg(long)]
        name: Option<String>,
        #[command(flatten)]
        settings: Box<Settings>,
    },
    /// Remove a module
    Remove {
        /// Its code
        code: String,
    },
    /// Forget, for this module, what was spoken until now
    ClearMemory {
        /// Its code
        code: String,
    },
}

/// What a module can be told.
#[derive(Args, Default)]
pub struct Settings {
    /// Remember until this time of day, such as 17:30
    #[arg(long, value_name = "TIME", group = "expiry_kind")]
    until: Option<String>,
    /// Remember for so long, at most 24:00:00
    #[arg(long = "for", value_name = "DURATION", group = "expiry_kind")]
    lifetime: Option<String>,
    /// Remember until the end of the working day of a time group
    #[arg(long, value_name = "TIME-GROUP", group = "expiry_kind")]
    end_of_work: Option<String>,
    /// Refused: says how to write an expiry
    #[arg(long, value_name = "VALUE", hide = true)]
    expiry: Option<String>,
    /// A side, queue:99 or extension:5050; give one for each
    #[arg(long = "side", value_name = "SIDE")]
    sides: Vec<String>,
    /// Where callers go who cannot be reconnected, such as queue:99
    #[arg(long, value_name = "DESTINATION")]
    failure: Option<String>,
    /// Seconds that the operator's phone rings
    #[arg(long, value_name = "SECONDS")]
    ring_seconds: Option<u32>,
    /// Seconds that a caller waits for a busy operator; 0 is not at all
    #[arg(long, value_name = "SECONDS")]
    wait_seconds: Option<u32>,
    /// Conversations shorter than this do not count
    #[arg(long, value_name = "SECONDS")]
    minimum_talk_seconds: Option<u32>,
    /// How many callers may wait for one operator
    #[arg(long, value_name = "CALLERS")]
    most_waiting: Option<u16>,
    /// Whether a customer whom an operator called goes back to that operator
    #[arg(long, value_name = "WHICH")]
    count_outbound: Option<Outbound>,
    /// The time zone of the expiry, such as Asia/Tehran
    #[arg(long, value_name = "ZONE")]
    time_zone: Option<String>,
    /// Put it into service
    #[arg(long, group = "service")]
    active: bool,
    /// Take it out of service
    #[arg(long, group = "service")]
    inactive: bool,
    /// After a restart, come back into service by itself
    #[arg(long, group = "startup")]
    reapply_at_startup: bool,
    /// After a restart, stay out of service until switched on
    #[arg(long, group = "startup")]
    no_reapply_at_startup: bool,
}

/// Which calls of an operator's count.
#[derive(Clone, Copy, ValueEnum)]
enum Outbound {
    /// None
    No,
    /// Those that the customer answered
    Answered,
    /// Those that the customer missed, too
    MissedToo,
}

impl From<Outbound> for CountOutbound {
    fn from(which: Outbound) -> Self {
        match which {
            Outbound::No => Self::No,
            Outbound::Answered => Self::Answered,
            Outbound::MissedToo => Self::AnsweredAndMissed,
        }
    }
}

/// Runs one of them.
pub async fn run(command: ModuleCommand, config: &Config, output: &Output) -> Result<(), CliError> {
    match command {
        ModuleCommand::Add { code, name, settings } => {
            let module = settings.new_module(&code, &name, config)?;
            let changed = carry_out(Change::Add(Box::new(module)), config, output).await?;
            output.answer(&changed, || format!("module {} was added", changed.code));
        }
        ModuleCommand::Edit { code, name, settings } => {
            let module = find(&code, config).await?;
            let module = settings.edited(module, name.as_deref())?;
            let changed = carry_out(Change::Edit(Box::new(module)), config, output).await?;
            output.answer(&changed, || format!("module {} was changed", changed.code));
        }
        ModuleCommand::Remove { code } => {
            let change = Change::Remove(parse_code(&code)?);
            let changed = carry_out(change, config, output).await?;
            output.answer(&changed, || format!("module {} was removed", changed.code));
        }
        ModuleCommand::ClearMemory { code } => {
            let mut module = find(&code, config).await?;
            module.cleared_at = Some(Timestamp::now());
            let changed = carry_out(Change::Edit(Box::new(module)), config, output).await?;
            output.answer(&changed, || format!("the memory of module {} is clear", changed.code));
        }
        ModuleCommand::Show { code } => {
            let module = find(&code, config).await?;
            output.answer(&module, || shown(&module));
        }
        ModuleCommand::List => {
            let modules = open_store(config).await?.modules().await?;
            output.answer(&modules, || listed(&modules));
        }
    }
    Ok(())
}

/// The service carries the change out; where none runs, it is kept for the next start.
async fn carry_out(change: Change, config: &Config, output: &Output) -> Result<Changed, CliError> {
    let socket = config.control_socket();
    let answer = control::ask(&socket, &change).await.map_err(|error| {
        CliError::new(
            "service_unreachable",
            format!("vasl serve cannot be asked at {}: {error}", socket.display()),
        )
    })?;
    let changed = match answer {
        Some(Answer::Done(changed)) => changed,
        Some(Answer::Failed { code, message }) => return Err(CliError { code, message }),
        None => {
            let changed = keep(&change, config).await?;
            output.remark("vasl serve is not running; Asterisk gets the change when it starts");
            changed
        }
    };
    for warning in &changed.warnings {
        output.remark(warning);
    }
    Ok(changed)
}

async fn keep(change: &Change, config: &Config) -> Result<Changed, CliError> {
    let store = open_store(config).await?;
    let refused = |error: ChangeError| CliError::new(error.code(), error.to_string());
    let before = store.modules().await?;
    let (_, changed) = change.check(&before, config, &Inventory::default()).map_err(refused)?;
    change.keep(&store).await?;
    Ok(changed)
}

async fn find(code: &str, config: &Config) -> Result<Module, CliError> {
    let code = parse_code(code)?;
    let module = open_store(config).await?.module(&code).await?;
    module.ok_or_else(|| {
        let error = ChangeError::NoSuchModule(code);
        CliError::new(error.code(), error.to_string())
    })
}

/// Reads a module's code.
pub fn parse_code(code: &str) -> Result<ModuleCode, CliError> {
    ModuleCode::new(vasl_domain::name::latin_digits(code)).map_err(invalid)
}

fn invalid(error: impl std::fmt::Display) -> CliError {
    CliError::new("invalid", error.to_string())
}

impl Settings {
    fn new_module(&self, code: &str, name: &str, config: &Config) -> Result<Module, CliError> {
        let Some(expiry) = self.expiry()? else {
            return Err(CliError::new(
                "no_expiry",
                "a module needs an expiry: --until 17:30, --for 08:00:00 or --end-of-work GROUP",
            ));
        };
        let sides = Sides::new(self.sides()?).map_err(|error| {
            CliError::new("no_side", format!("{error}: --side queue:99 or --side extension:5050"))
        })?;
        let Some(failure) = &self.failure else {
            return Err(CliError::new(
                "no_failure_destination",
                "a module needs a failure destination, where those go who call for the first \
                 time: --failure queue:99",
            ));
        };
        let module = Module::new(
            parse_code(code)?,
            ModuleName::new(name).map_err(invalid)?,
            expiry,
            config.time_zone.clone(),
            sides,
            parse_failure(failure)?,
        );
        self.edited(module, None)
    }

    fn edited(&self, mut module: Module, name: Option<&str>) -> Result<Module, CliError> {
        if let Some(name) = name {
            module.name = ModuleName::new(name).map_err(invalid)?;
        }
        if let Some(expiry) = self.expiry()? {
            module.expiry = expiry;
        }
        if !self.sides.is_empty() {
            module.sides = Sides::new(self.sides()?).map_err(invalid)?;
        }
        if let Some(failure) = &self.failure {
            module.failure_destination = parse_failure(failure)?;
        }
        if let Some(seconds) = self.ring_seconds {
            module.ring_seconds = RingSeconds::new(seconds).map_err(invalid)?;
        }
        if let Some(seconds) = self.wait_seconds {
            module.wait_seconds = WaitSeconds::new(seconds).map_err(invalid)?;
        }
        if let Some(zone) = &self.time_zone {
            module.time_zone = ZoneName::new(zone).map_err(invalid)?;
        }
        module.minimum_talk_seconds =
            self.minimum_talk_seconds.unwrap_or(module.minimum_talk_seconds);
        module.count_outbound = self.count_outbound.map_or(module.count_outbound, Into::into);
        module.most_waiting = self.most_waiting.unwrap_or(module.most_waiting);
        module.active = (module.active || self.active) && !self.inactive;
        module.reapply_at_startup =
            (module.reapply_at_startup || self.reapply_at_startup) && !self.no_reapply_at_startup;
        Ok(module)
    }

    fn expiry(&self) -> Result<Option<Expiry>, CliError> {
        if let Some(bare) = &self.expiry {
            return Err(CliError::new(
                "ambiguous_expiry",
                format!(
                    "“{bare}” alone may be a time of day or a duration: write --until {bare} to \
                     remember until that time, or --for {bare} to remember for so long"
                ),
            ));
        }
        let until = self.until.as_deref().map(|text| TimeOfDay::parse(text).map(Expiry::Until));
        let lifetime = self.lifetime.as_deref().map(|text| Lifetime::parse(text).map(Expiry::For));
        let group = self
            .end_of_work
            .as_deref()
            .map(|text| TimeGroupName::new(text).map(Expiry::EndOfWork).map_err(invalid));
        match until.or(lifetime) {
            Some(expiry) => expiry.map(Some).map_err(invalid),
            None => group.transpose(),
        }
    }

    fn sides(&self) -> Result<Vec<Side>, CliError> {
        self.sides.iter().map(|text| parse_side(text)).collect()
    }
}

fn parse_side(text: &str) -> Result<Side, CliError> {
    let text = vasl_domain::name::latin_digits(text);
    match text.split_once(':') {
        Some(("extension", number)) => Extension::new(number).map(Side::Extension).map_err(invalid),
        Some(("queue", name)) => QueueName::new(name).map(Side::Queue).map_err(invalid),
        _ => Err(invalid(format!("“{text}” is not a side: write queue:99 or extension:5050"))),
    }
}

fn parse_failure(text: &str) -> Result<Destination, CliError> {
    let destination: Destination = text.parse().map_err(invalid)?;
    failure_destination(destination).map_err(invalid)
}

fn yes(value: bool) -> String {
    if value { "yes" } else { "no" }.to_owned()
}

fn sides_of(module: &Module) -> String {
    module.sides.rows().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

fn listed(modules: &[Module]) -> String {
    let mut table = Table::new(&["Code", "Name", "Active", "Expiry", "Sides", "Failure"]);
    for module in modules {
        table.row(vec![
            module.code.to_string(),
            module.name.to_string(),
            yes(module.active),
            module.expiry.to_string(),
            sides_of(module),
            module.failure_destination.to_string(),
        ]);
    }
    table.text("There is no module yet. Add one with “vasl module add”.")
}

fn shown(module: &Module) -> String {
    let mut table = Table::new(&["Module", module.code.as_str()]);
    let cleared = module
        .cleared_at
        .map_or_else(|| "never".to_owned(), |at| clock(at, module.time_zone.zone()));
    for (label, value) in [
        ("Name", module.name.to_string()),
        ("Active", yes(module.active)),
        ("Re-apply at start-up", yes(module.reapply_at_startup)),
        ("Expiry", module.expiry.to_string()),
        ("Time zone", module.time_zone.to_string()),
        ("Sides", sides_of(module)),
        ("Failure destination", module.failure_destination.to_string()),
        ("Ring seconds", module.ring_seconds.get().to_string()),
        ("Wait seconds", module.wait_seconds.get().to_string()),
        ("Minimum talk seconds", module.minimum_talk_seconds.to_string()),
        ("Most waiting", module.most_waiting.to_string()),
        ("Count outbound calls", module.count_outbound.word().replace('_', " ")),
        ("Memory cleared", cleared),
    ] {
        table.row(vec![label.to_owned(), value]);
    }
    table.text("")
}
