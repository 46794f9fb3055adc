//! The configuration file: TOML, every setting with a default, unknown keys refused.
//!
//! A path in it is taken from the folder that it stands in.

mod file;

pub use file::{ConfigError, Role};

use file::{parse, read, read_if_there};
use serde::Deserialize;
use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use vasl_ami::Secret;
use vasl_domain::callflow::CallFlow;
use vasl_domain::configuration::{Beside, Configuration, Problem};
use vasl_domain::destination::Destination;
use vasl_domain::hours::TimeGroup;
use vasl_domain::module::ZoneName;
use vasl_domain::name::PbxName;
use vasl_domain::number::NumberPlan;
use vasl_domain::preferences::{Days, NoDays, Preferences, Retention};
use vasl_domain::user::Language;
use vasl_web::http::Network;

/// Where the configuration is looked for unless told otherwise.
pub const DEFAULT_PATH: &str = "/etc/vasl/vasl.toml";

/// The environment variable that holds the manager user's secret.
pub const SECRET_VARIABLE: &str = "VASL_ASTERISK_SECRET";

/// The file beside the configuration into which `vasl install` writes the manager user's secret.
/// It counts where the configuration names none.
pub const SECRET_FILE: &str = "manager-secret";

/// All settings, checked.
#[derive(Debug)]
pub struct Config {
    /// The database file.
    pub store_path: PathBuf,
    /// The folder of what Vasl keeps for itself.
    pub state_folder: PathBuf,
    /// Where FastAGI listens.
    pub agi_listen: SocketAddr,
    /// The PBX.
    pub asterisk: Asterisk,
    /// What the installation prefers. The file's values are its beginning: once it was set in the
    /// panel, the store's hold (see [`crate::preferences`]).
    pub preferences: Preferences,
    /// The call flow of a file beside it, and the time groups in it: taken over into the store once,
    /// where they stood before there was a place for them (see `taking_over`).
    pub call_flow: CallFlow,
    /// The panel; `None` where there is to be none.
    pub panel: Option<Panel>,
}

/// Where the panel is, and how it is reached.
#[derive(Debug, Clone)]
pub struct Panel {
    /// Where it listens.
    pub listen: SocketAddr,
    /// Whether a proxy that speaks TLS stands before it.
    pub behind_tls: bool,
    /// The proxies on other machines that are believed.
    pub proxies: Vec<Network>,
}

impl Panel {
    /// Whether its proxy may be one that is not believed.
    #[must_use]
    pub fn is_behind_strangers(&self) -> bool {
        self.behind_tls && self.proxies.is_empty() && !self.listen.ip().is_loopback()
    }
}

/// How the PBX is reached.
#[derive(Debug)]
pub struct Asterisk {
    /// Its name.
    pub pbx: PbxName,
    /// The manager interface.
    pub address: String,
    /// The manager user.
    pub user: String,
    /// The manager user's secret; none where nobody told it.
    secret: Option<Secret>,
    /// Asterisk's configuration folder.
    pub configuration_folder: PathBuf,
    /// Asterisk's folder of sounds.
    pub sounds_folder: PathBuf,
    /// Asterisk's log folder.
    pub log_folder: PathBuf,
    /// Whether Vasl adds its line to Asterisk's files itself.
    pub add_include_lines: bool,
    /// Whether the modules are put into the PBX's own menu of destinations.
    pub register_destinations: bool,
    /// The program that asks Asterisk on this machine, `asterisk` where it is on the path.
    pub command: PathBuf,
    /// The folder in which a PBX keeps its own settings, usually `/etc`.
    pub system_folder: PathBuf,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct RetentionSection {
    conversations_days: u16,
    decisions_days: u16,
    reports_days: u16,
    audit_days: u16,
}

impl Default for RetentionSection {
    fn default() -> Self {
        let Retention { conversations, decisions, reports, audit } = Retention::default();
        Self {
            conversations_days: conversations.get(),
            decisions_days: decisions.get(),
            reports_days: reports.get(),
            audit_days: audit.get(),
        }
    }
}

impl RetentionSection {
    fn into_retention(self) -> Result<Retention, NoDays> {
        Ok(Retention {
            conversations: Days::new(self.conversations_days)?,
            decisions: Days::new(self.decisions_days)?,
            reports: Days::new(self.reports_days)?,
            audit: Days::new(self.audit_days)?,
        })
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    store: StoreSection,
    agi: AgiSection,
    asterisk: AsteriskSection,
    numbers: NumbersSection,
    call_flow: CallFlowSection,
    retention: RetentionSection,
    panel: PanelSection,
    time_zone: Option<ZoneName>,
    language: Option<Language>,
    time_group: Vec<TimeGroup>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct StoreSection {
    folder: PathBuf,
}

impl Default for StoreSection {
    fn default() -> Self {
        Self { folder: "/var/lib/vasl".into() }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct AgiSection {
    listen: SocketAddr,
}

impl Default for AgiSection {
    /// A port below 1024, so that no other user of the machine can take it while Vasl is down: who
    /// answers there may do anything in Asterisk.
    fn default() -> Self {
        Self { listen: SocketAddr::from(([127, 0, 0, 1], 573)) }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct PanelSection {
    enabled: bool,
    listen: SocketAddr,
    behind_tls: bool,
    proxies: Vec<Network>,
}

impl Default for PanelSection {
    fn default() -> Self {
        let listen = SocketAddr::from(([127, 0, 0, 1], 8573));
        Self { enabled: true, listen, behind_tls: false, proxies: Vec::new() }
    }
}

impl PanelSection {
    fn into_panel(self) -> Option<Panel> {
        let Self { enabled, listen, behind_tls, proxies } = self;
        enabled.then_some(Panel { listen, behind_tls, proxies })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct AsteriskSection {
    pbx: Option<PbxName>,
    address: String,
    user: String,
    secret: Option<String>,
    secret_file: Option<PathBuf>,
    configuration_folder: PathBuf,
    sounds_folder: PathBuf,
    log_folder: PathBuf,
    add_include_lines: bool,
    register_destinations: bool,
    command: PathBuf,
    system_folder: PathBuf,
}

impl Default for AsteriskSection {
    fn default() -> Self {
        Self {
            pbx: None,
            address: "127.0.0.1:5038".to_owned(),
            user: "vasl".to_owned(),
            secret: None,
            secret_file: None,
            configuration_folder: "/etc/asterisk".into(),
            sounds_folder: "/var/lib/asterisk/sounds".into(),
            log_folder: "/var/log/asterisk".into(),
            add_include_lines: true,
            register_destinations: true,
            command: "asterisk".into(),
            system_folder: "/etc".into(),
        }
    }
}

impl fmt::Debug for AsteriskSection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AsteriskSection").field("address", &self.address).finish_non_exhaustive()
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct NumbersSection {
    region: String,
    area_code: Option<String>,
}

impl Default for NumbersSection {
    fn default() -> Self {
        Self { region: "IR".to_owned(), area_code: Some("21".to_owned()) }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct CallFlowSection {
    file: Option<PathBuf>,
}

impl Config {
    /// Reads the file, or takes the defaults where nobody named one and the usual one is not
    /// there.
    ///
    /// # Errors
    /// When it cannot be used, and why.
    pub fn load(named: Option<&Path>) -> Result<Self, ConfigError> {
        let path = named.unwrap_or(Path::new(DEFAULT_PATH));
        let text = match named {
            Some(path) => Some(read(Role::Configuration, path)?),
            None => read_if_there(Role::Configuration, path)?,
        };
        let file = match &text {
            Some(text) => parse(Role::Configuration, path, text)?,
            None => File::default(),
        };
        Self::check(path, file)
    }

    /// Like [`Self::load`], but a file that was named need not be there yet.
    ///
    /// # Errors
    /// When it is there and cannot be used, and why.
    pub fn load_if_there(path: &Path) -> Result<Self, ConfigError> {
        match read_if_there(Role::Configuration, path)? {
            Some(text) => Self::check(path, parse(Role::Configuration, path, &text)?),
            None => Self::check(path, File::default()),
        }
    }

    fn check(path: &Path, file: File) -> Result<Self, ConfigError> {
        let beside = path.parent().unwrap_or(Path::new("/"));
        let call_flow = match &file.call_flow.file {
            Some(name) => load_call_flow(&beside.join(name), &file.time_group)?,
            None => CallFlow { time_groups: file.time_group, ..CallFlow::default() },
        };
        let state_folder = beside.join(file.store.folder);
        let retention = file.retention.into_retention();
        let numbers = NumberPlan::new(&file.numbers.region, file.numbers.area_code.as_deref());
        Ok(Self {
            store_path: state_folder.join("vasl.db"),
            state_folder,
            agi_listen: file.agi.listen,
            asterisk: asterisk(path, file.asterisk)?,
            preferences: Preferences {
                retention: retention
                    .map_err(|error| wrong(path, format!("[retention]: {error}")))?,
                language: file.language.unwrap_or_default(),
                time_zone: match file.time_zone {
                    Some(zone) => zone,
                    None => ZoneName::new("Asia/Tehran").map_err(|error| wrong(path, error))?,
                },
                numbers: numbers.map_err(|error| wrong(path, format!("[numbers]: {error}")))?,
            },
            call_flow,
            panel: file.panel.into_panel(),
        })
    }

    /// The socket by which the command line reaches the running service.
    #[must_use]
    pub fn control_socket(&self) -> PathBuf {
        self.state_folder.join("control.sock")
    }
}

impl Asterisk {
    /// The manager user's secret.
    ///
    /// # Errors
    /// When nobody told it.
    pub fn secret(&self) -> Result<Secret, NoSecret> {
        self.secret.clone().ok_or_else(|| NoSecret { user: self.user.clone() })
    }
}

/// Nobody told the manager user's secret.
#[derive(Debug, thiserror::Error)]
#[error(
    "no secret is set for the manager user {user}: set secret or secret_file under [asterisk], or \
     the variable {SECRET_VARIABLE}"
)]
pub struct NoSecret {
    user: String,
}

fn wrong(path: &Path, message: impl ToString) -> ConfigError {
    ConfigError::Wrong {
        role: Role::Configuration,
        path: path.to_owned(),
        message: message.to_string(),
    }
}

fn asterisk(path: &Path, section: AsteriskSection) -> Result<Asterisk, ConfigError> {
    let from_environment = std::env::var(SECRET_VARIABLE).ok().filter(|text| !text.is_empty());
    let beside = path.parent().unwrap_or(Path::new("/"));
    let made = beside.join(SECRET_FILE);
    let from_file = match &section.secret_file {
        Some(file) => Some(load_secret(&beside.join(file))?),
        None if section.secret.is_none() && made.exists() => Some(load_secret(&made)?),
        None => None,
    };
    let pbx = match section.pbx {
        Some(pbx) => pbx,
        None => PbxName::new("main").map_err(|error| wrong(path, error))?,
    };
    let written = section.secret.filter(|text| !text.is_empty());
    Ok(Asterisk {
        pbx,
        address: section.address,
        user: section.user,
        secret: from_environment.or(from_file).or(written).map(Secret::new),
        configuration_folder: beside.join(section.configuration_folder),
        sounds_folder: beside.join(section.sounds_folder),
        log_folder: beside.join(section.log_folder),
        add_include_lines: section.add_include_lines,
        register_destinations: section.register_destinations,
        command: section.command,
        system_folder: beside.join(section.system_folder),
    })
}

fn load_secret(path: &Path) -> Result<String, ConfigError> {
    let text = read(Role::Secret, path)?;
    match text.trim() {
        "" => Err(ConfigError::Unreadable {
            role: Role::Secret,
            path: path.to_owned(),
            why: "it is empty".to_owned(),
        }),
        secret => Ok(secret.to_owned()),
    }
}

/// Reads the call flow; hours of the configuration count among its own.
fn load_call_flow(path: &Path, hours: &[TimeGroup]) -> Result<CallFlow, ConfigError> {
    let mut call_flow: CallFlow = parse(Role::CallFlow, path, &read(Role::CallFlow, path)?)?;
    call_flow.time_groups.extend_from_slice(hours);
    let whole = Configuration { modules: Vec::new(), call_flow };
    let mut problems = whole.check(&Beside::Nothing);
    problems.retain(|problem| !may_be_a_module(problem));
    if problems.is_empty() {
        Ok(whole.call_flow)
    } else {
        Err(ConfigError::CallFlow { path: path.to_owned(), problems })
    }
}

/// A module may be made after the menu that leads to it: until it is there the dialplan hangs up on
/// nobody, it plays the menu again.
fn may_be_a_module(problem: &Problem) -> bool {
    match problem {
        Problem::LeadsNowhere { destination, .. } => matches!(destination, Destination::Misc(_)),
        Problem::DialsNothing { .. } => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vasl_domain::holiday::{Calendar, Holiday};

    fn load(text: &str) -> Result<Config, ConfigError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vasl.toml");
        std::fs::write(&path, text).unwrap();
        Config::load(Some(&path))
    }

    #[test]
    fn every_setting_has_a_default() {
        let config = load("").unwrap();
        assert_eq!(config.asterisk.address, "127.0.0.1:5038");
        assert_eq!(config.agi_listen.to_string(), "127.0.0.1:573");
        let preferences = &config.preferences;
        assert_eq!(preferences.retention, Retention::default());
        assert_eq!(preferences.time_zone.to_string(), "Asia/Tehran");
        assert_eq!(config.panel.unwrap().listen.to_string(), "127.0.0.1:8573");
    }

    #[test]
    fn an_unknown_key_is_refused_and_named() {
        let error = load("[asterisk]\nadress = \"x\"\n").unwrap_err().to_string();
        assert!(error.contains("adress") && error.contains("line 2"), "{error}");
    }

    #[test]
    fn a_wrong_value_is_named() {
        let error = load("[numbers]\nregion = \"XX\"\n").unwrap_err().to_string();
        assert!(error.contains("“XX” is not a region"), "{error}");
        let error = load("[retention]\nconversations_days = 1\n").unwrap_err().to_string();
        assert!(error.contains("[retention]: 1 is not a number of days"), "{error}");
        let error = load("[agi]\nlisten = \"localhost\"\n").unwrap_err().to_string();
        assert!(error.contains("line 2"), "{error}");
    }

    #[test]
    fn a_file_that_was_named_must_be_there() {
        let error = Config::load(Some(Path::new("/nowhere/vasl.toml"))).unwrap_err().to_string();
        assert!(error.contains("/nowhere/vasl.toml") && error.contains("--config"), "{error}");
    }

    #[test]
    fn the_panel_can_be_switched_off() {
        assert!(load("[panel]\nenabled = false\n").unwrap().panel.is_none());
        let panel =
            load("[panel]\nlisten = \"0.0.0.0:80\"\nbehind_tls = true\n").unwrap().panel.unwrap();
        assert!(panel.behind_tls && panel.listen.port() == 80);
    }

    #[test]
    fn a_proxy_on_another_machine_is_named() {
        let panel = |text: &str| load(&format!("[panel]\n{text}\n")).map(|c| c.panel.unwrap());
        let elsewhere = "listen = \"0.0.0.0:80\"\nbehind_tls = true";
        assert!(panel(elsewhere).unwrap().is_behind_strangers());
        assert!(!panel("behind_tls = true").unwrap().is_behind_strangers());
        let proxies = "proxies = [\"192.0.2.7\", \"10.1.0.0/16\"]";
        let named = panel(&format!("{elsewhere}\n{proxies}")).unwrap();
        assert!(named.proxies.len() == 2 && !named.is_behind_strangers());
        let error = panel("proxies = [\"proxy.example\"]").unwrap_err().to_string();
        assert!(error.contains("line 2") && error.contains("neither an address"), "{error}");
    }

    #[test]
    fn working_hours() {
        let config = load(
            "[[time_group]]\nname = \"office\"\n[[time_group.period]]\n\
             weekdays = [\"sat\", \"sun\"]\nfrom = \"08:30\"\nto = \"12:30\"\n",
        )
        .unwrap();
        assert_eq!(config.call_flow.time_groups[0].periods[0].weekdays.len(), 2);
    }

    #[test]
    fn holidays_of_both_calendars() {
        let group = "[[time_group]]\nname = \"office\"\nperiod = []\n[[time_group.holiday]]\n";
        let more = "jalali = \"01/13\"\nyearly = true\n[[time_group.holiday]]\n\
                    gregorian = \"2026-12-25\"\n";
        let config = load(&format!("{group}{more}")).unwrap();
        let christmas = Holiday::parse(Calendar::Gregorian, "2026-12-25", false).unwrap();
        let nature_day = Holiday::Jalali { month: 1, day: 13 };
        assert_eq!(config.call_flow.time_groups[0].holidays, [nature_day, christmas]);
        for (wrong, says) in [
            ("jalali = \"2026/01/13\"\n", "no year of the Jalali calendar"),
            ("jalali = \"1405/01/13\"\ngregorian = \"2026-04-02\"\n", "is either jalali"),
            ("date = \"1405/01/13\"\n", "unknown setting"),
            ("yearly = true\n", "is either jalali"),
        ] {
            let error = load(&format!("{group}{wrong}")).unwrap_err().to_string();
            assert!(error.contains(says) && error.contains("line "), "{error}");
        }
    }

    #[test]
    fn a_secret_is_never_shown() {
        let config = load("[asterisk]\nsecret = \"hunter2\"\n").unwrap();
        assert!(!format!("{config:?}").contains("hunter2"));
        for broken in ["secret = \"hunter2", "secret = 2002", "secret = [\"hunter2\"]"] {
            let error = load(&format!("[asterisk]\n{broken}\n")).unwrap_err().to_string();
            assert!(error.contains("line 2"), "{error}");
            assert!(!error.contains("hunter2") && !error.contains("2002"), "{error}");
        }
    }

    #[test]
    fn the_secret_that_was_made_counts_where_the_configuration_names_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vasl.toml");
        let secret = || Config::load_if_there(&path).unwrap().asterisk.secret().unwrap();
        std::fs::write(folder.path().join(SECRET_FILE), "made\n").unwrap();
        assert_eq!(secret().reveal(), "made");
        std::fs::write(&path, "[asterisk]\nsecret = \"mine\"\n").unwrap();
        assert_eq!(secret().reveal(), "mine");
    }

    #[test]
    fn a_path_is_taken_from_the_folder_of_the_configuration() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vasl.toml");
        let text = "[store]\nfolder = \"state\"\n[asterisk]\nlog_folder = \"log\"\n";
        std::fs::write(&path, text).unwrap();
        let config = Config::load(Some(&path)).unwrap();
        assert_eq!(config.state_folder, folder.path().join("state"));
        assert_eq!(config.asterisk.log_folder, folder.path().join("log"));
        assert_eq!(config.asterisk.configuration_folder, Path::new("/etc/asterisk"));
    }
}
