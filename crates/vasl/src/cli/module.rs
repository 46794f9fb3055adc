//! `vasl module …`

use super::changing::carry_out;
use super::output::{Output, Table, clock};
use super::{CliError, open_store, value};
use crate::change::{Change, ChangeError, Changed};
use crate::config::Config;
use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;
use serde::Serialize;
use vasl_domain::callflow::SoundName;
use vasl_domain::configuration::{Object, ObjectId};
use vasl_domain::destination::Destination;
use vasl_domain::expiry::{Expiry, Lifetime, TimeOfDay};
use vasl_domain::module::{
    CountOutbound, Module, ModuleName, NamePrefix, RingSeconds, Side, Sides, WaitSeconds, ZoneName,
    failure_destination,
};
use vasl_domain::name::{ModuleCode, TimeGroupName, latin_digits};
use vasl_store::Store;

const ADD_EXAMPLE: &str = "Example:
  vasl module add '*5003' Support --until 17:30 --side queue:99 --failure queue:99

A caller who comes back before 17:30 reaches the member of queue 99 with whom they spoke; everybody
else goes to queue 99.";

#[derive(Subcommand)]
pub enum ModuleCommand {
    /// Add a module: its sides, its expiry and its failure destination must be named
    #[command(after_help = ADD_EXAMPLE)]
    Add {
        /// Its code: up to two of * and #, then 1 to 8 digits; in quotes, for the shell
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
#[derive(Args, Default, PartialEq, Eq)]
pub struct Settings {
    /// Remember until this time of the day on which they spoke, such as 17:30
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
    /// A side, queue:99 or extension:5050; give one for each. They replace those that there were
    #[arg(long = "side", value_name = "SIDE")]
    sides: Vec<String>,
    /// Where callers go who cannot be reconnected: queue:99, extension:5050, ivr:1,
    /// dialplan:context,extension,priority or hangup
    #[arg(long, value_name = "DESTINATION")]
    failure: Option<String>,
    /// Seconds that the operator's phone rings, 1 to 300; a new module has 20
    #[arg(long, value_name = "SECONDS", value_parser = value::number::<u32>, allow_hyphen_values = true)]
    ring_seconds: Option<u32>,
    /// Seconds that a caller waits for a busy operator, up to 3600, 0 for not at all; a new module
    /// has 30
    #[arg(long, value_name = "SECONDS", value_parser = value::number::<u32>, allow_hyphen_values = true)]
    wait_seconds: Option<u32>,
    /// Conversations shorter than this do not count; a new module has 0
    #[arg(long, value_name = "SECONDS", value_parser = value::number::<u32>, allow_hyphen_values = true)]
    minimum_talk_seconds: Option<u32>,
    /// How many callers may wait for one operator; a new module has 3
    #[arg(long, value_name = "CALLERS", value_parser = value::number::<u16>, allow_hyphen_values = true)]
    most_waiting: Option<u16>,
    /// Whether a customer whom an operator called goes back to that operator
    #[arg(long, value_name = "WHICH")]
    count_outbound: Option<Outbound>,
    /// Tell the caller that they are connected to the operator they spoke with
    #[arg(long, group = "sound")]
    announce: bool,
    /// Tell the caller nothing, as a new module does
    #[arg(long, group = "sound")]
    silent: bool,
    /// The sound that tells it, such as custom/one-moment; “default” is Vasl's own
    #[arg(long, value_name = "SOUND")]
    announcement: Option<String>,
    /// Ask the caller first: 1 for the operator they spoke with, 2 for anyone
    #[arg(long, value_name = "YES|NO", value_parser = value::yes_or_no)]
    ask_first: Option<bool>,
    /// The sound that asks; “default” is Vasl's own
    #[arg(long, value_name = "SOUND")]
    ask_sound: Option<String>,
    /// Tell the operator, when they answer, that this caller comes back to them
    #[arg(long, value_name = "YES|NO", value_parser = value::yes_or_no)]
    whisper: Option<bool>,
    /// The sound that tells it; “default” is Vasl's own
    #[arg(long, value_name = "SOUND")]
    whisper_sound: Option<String>,
    /// What stands before the caller's name on the operator's phone; a new module has «مجدد:», ''
    /// is nothing
    #[arg(long, value_name = "TEXT")]
    name_prefix: Option<String>,
    /// Whether the time that a caller waited counts in the failure queue; a new module has yes
    #[arg(long, value_name = "YES|NO", value_parser = value::yes_or_no)]
    priority_on_fallback: Option<bool>,
    /// The queue in whose statistics a reconnected call is written down; “none” is in none
    #[arg(long, value_name = "QUEUE")]
    account_under_queue: Option<String>,
    /// The time zone of the expiry, such as Asia/Tehran; a new module has the configuration's
    #[arg(long, value_name = "ZONE")]
    time_zone: Option<String>,
    /// Put it into service, as a new module is
    #[arg(long, group = "service")]
    active: bool,
    /// Take it out of service
    #[arg(long, group = "service")]
    inactive: bool,
    /// After a restart, come back into service by itself, as a new module does
    #[arg(long, group = "startup")]
    reapply_at_startup: bool,
    /// After a restart, stay out of service until switched on
    #[arg(long, group = "startup")]
    no_reapply_at_startup: bool,
}

/// Which calls of an operator's count.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
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
            let code = module.code.clone();
            let add = Change::Add(vec![Object::Module(Box::new(module))]);
            say(&carry_out(add, config, output).await?, &code, "was added", output);
        }
        ModuleCommand::Edit { code, name, settings } => {
            let seen = find(&code, config).await?;
            if name.is_none() && *settings == Settings::default() {
                return Err(CliError::new(
                    "nothing_to_change",
                    format!(
                        "module {} stays as it is: name what to change, such as --until 18:00; \
                         “vasl module edit --help” shows what there is",
                        seen.code
                    ),
                ));
            }
            let code = seen.code.clone();
            let edited = settings.edited(seen.clone(), name.as_deref())?;
            let changed = carry_out(edit(edited, seen), config, output).await?;
            say(&changed, &code, "was changed", output);
        }
        ModuleCommand::Remove { code } => {
            let code = value::code(&code)?;
            let remove = Change::Remove { id: ObjectId::Module(code.clone()), seen: None };
            say(&carry_out(remove, config, output).await?, &code, "was removed", output);
        }
        ModuleCommand::ClearMemory { code } => {
            let seen = find(&code, config).await?;
            let code = seen.code.clone();
            let cleared = Module { cleared_at: Some(Timestamp::now()), ..seen.clone() };
            let changed = carry_out(edit(cleared, seen), config, output).await?;
            say(&changed, &code, "has a clear memory now", output);
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

fn edit(module: Module, seen: Module) -> Change {
    let object = |module| Box::new(Object::Module(Box::new(module)));
    Change::Edit { object: object(module), seen: Some(object(seen)) }
}

/// What was done to a module, for programs.
#[derive(Serialize)]
struct Done<'a> {
    code: &'a ModuleCode,
    warnings: &'a [String],
}

fn say(changed: &Changed, code: &ModuleCode, what: &str, output: &Output) {
    let done = Done { code, warnings: &changed.warnings };
    output.answer(&done, || format!("module {code} {what}"));
}

async fn find(code: &str, config: &Config) -> Result<Module, CliError> {
    let code = value::code(code)?;
    let module = open_store(config).await?.module(&code).await?;
    Ok(module.ok_or(ChangeError::NoSuchObject(ObjectId::Module(code)))?)
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
            value::code(code)?,
            ModuleName::new(name).map_err(CliError::invalid)?,
            expiry,
            config.preferences.time_zone.clone(),
            sides,
            parse_failure(failure)?,
        );
        self.edited(module, None)
    }

    fn edited(&self, mut module: Module, name: Option<&str>) -> Result<Module, CliError> {
        if let Some(name) = name {
            module.name = ModuleName::new(name).map_err(CliError::invalid)?;
        }
        if let Some(expiry) = self.expiry()? {
            module.expiry = expiry;
        }
        if !self.sides.is_empty() {
            module.sides = Sides::new(self.sides()?).map_err(CliError::invalid)?;
        }
        if let Some(failure) = &self.failure {
            module.failure_destination = parse_failure(failure)?;
        }
        if let Some(seconds) = self.ring_seconds {
            module.ring_seconds = RingSeconds::new(seconds).map_err(CliError::invalid)?;
        }
        if let Some(seconds) = self.wait_seconds {
            module.wait_seconds = WaitSeconds::new(seconds).map_err(CliError::invalid)?;
        }
        if let Some(zone) = &self.time_zone {
            module.time_zone = ZoneName::new(zone).map_err(CliError::invalid)?;
        }
        module.minimum_talk_seconds =
            self.minimum_talk_seconds.unwrap_or(module.minimum_talk_seconds);
        module.count_outbound = self.count_outbound.map_or(module.count_outbound, Into::into);
        module.most_waiting = self.most_waiting.unwrap_or(module.most_waiting);
        self.edit_sounds(&mut module)?;
        if let Some(prefix) = &self.name_prefix {
            module.name_prefix = NamePrefix::new(prefix).map_err(CliError::invalid)?;
        }
        module.priority_on_fallback =
            self.priority_on_fallback.unwrap_or(module.priority_on_fallback);
        match self.account_under_queue.as_deref() {
            None => {}
            Some("none") => module.account_under_queue = None,
            Some(queue) => module.account_under_queue = Some(value::queue(queue)?),
        }
        module.active = (module.active || self.active) && !self.inactive;
        module.reapply_at_startup =
            (module.reapply_at_startup || self.reapply_at_startup) && !self.no_reapply_at_startup;
        Ok(module)
    }

    fn edit_sounds(&self, module: &mut Module) -> Result<(), CliError> {
        for (named, sound) in [
            (&self.announcement, &mut module.announcement),
            (&self.ask_sound, &mut module.ask_sound),
            (&self.whisper_sound, &mut module.whisper_sound),
        ] {
            match named.as_deref() {
                None => {}
                Some("default") => *sound = None,
                Some(name) => {
                    *sound = Some(name.to_owned().try_into().map_err(CliError::invalid)?);
                }
            }
        }
        module.ask_first = self.ask_first.unwrap_or(module.ask_first);
        module.whisper = self.whisper.unwrap_or(module.whisper);
        module.silent = (module.silent || self.silent) && !self.announce;
        Ok(())
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
            .map(|text| TimeGroupName::new(text).map(Expiry::EndOfWork).map_err(CliError::invalid));
        match until.or(lifetime) {
            Some(expiry) => expiry.map(Some).map_err(CliError::invalid),
            None => group.transpose(),
        }
    }

    fn sides(&self) -> Result<Vec<Side>, CliError> {
        self.sides.iter().map(|text| parse_side(text)).collect()
    }
}

fn parse_side(text: &str) -> Result<Side, CliError> {
    match text.split_once(':') {
        Some(("extension", number)) => value::extension(number).map(Side::Extension),
        Some(("queue", name)) => value::queue(name).map(Side::Queue),
        _ => Err(CliError::invalid(format!(
            "“{text}” is not a side: write queue:99 or extension:5050"
        ))),
    }
}

fn parse_failure(text: &str) -> Result<Destination, CliError> {
    let destination: Destination = latin_digits(text).parse().map_err(CliError::invalid)?;
    failure_destination(destination).map_err(CliError::invalid)
}

fn yes(value: bool) -> String {
    if value { "yes" } else { "no" }.to_owned()
}

fn sound_of(sound: Option<&SoundName>) -> String {
    sound.map_or("default", SoundName::as_str).to_owned()
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
        ("Silent", yes(module.silent)),
        ("Announcement", sound_of(module.announcement.as_ref())),
        ("Ask first", yes(module.ask_first)),
        ("Ask sound", sound_of(module.ask_sound.as_ref())),
        ("Whisper", yes(module.whisper)),
        ("Whisper sound", sound_of(module.whisper_sound.as_ref())),
        ("Name prefix", module.name_prefix.to_string()),
        ("Priority on fallback", yes(module.priority_on_fallback)),
        (
            "Account under queue",
            module
                .account_under_queue
                .as_ref()
                .map_or_else(|| "none".to_owned(), ToString::to_string),
        ),
        ("Memory cleared", cleared),
    ] {
        table.row(vec![label.to_owned(), value]);
    }
    table.text("")
}
