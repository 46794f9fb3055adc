//! The configuration file: TOML, every setting with a default, unknown keys refused.

use serde::Deserialize;
use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use vasl_ami::Secret;
use vasl_domain::callflow::{CallFlow, CallFlowError};
use vasl_domain::expiry::TimeOfDay;
use vasl_domain::holiday::{Calendar, Holiday};
use vasl_domain::hours::{Period, TimeGroup, WeekdayName};
use vasl_domain::module::ZoneName;
use vasl_domain::name::{PbxName, TimeGroupName};
use vasl_domain::number::{NumberPlan, NumberPlanError};

/// Where the configuration is looked for unless told otherwise.
pub const DEFAULT_PATH: &str = "/etc/vasl/vasl.toml";

/// The environment variable that holds the manager user's secret.
pub const SECRET_VARIABLE: &str = "VASL_ASTERISK_SECRET";

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
    /// How numbers are written where the PBX stands.
    pub numbers: NumberPlan,
    /// The time groups.
    pub time_groups: Vec<TimeGroup>,
    /// The zone that a new module takes.
    pub time_zone: ZoneName,
    /// What Vasl writes beside the modules; empty in front of a PBX that has its own.
    pub call_flow: CallFlow,
    /// For how many days conversations and decisions are kept.
    pub retention: Retention,
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
    pub secret: Option<Secret>,
    /// Asterisk's configuration folder.
    pub configuration_folder: PathBuf,
    /// Asterisk's log folder.
    pub log_folder: PathBuf,
    /// Whether Vasl adds its line to Asterisk's files itself.
    pub add_include_lines: bool,
}

/// For how long facts are kept.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Retention {
    /// Days for conversations.
    pub conversations_days: u16,
    /// Days for decisions.
    pub decisions_days: u16,
}

impl Default for Retention {
    fn default() -> Self {
        Self { conversations_days: 30, decisions_days: 90 }
    }
}

/// Why the configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file is not there, though it was named.
    #[error("cannot read the configuration {}: {source}; name another with --config", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The system's words.
        source: std::io::Error,
    },
    /// Not TOML, or a key that does not exist, or a value of the wrong kind.
    #[error("the configuration {} is wrong: {message}", path.display())]
    Wrong {
        /// The file.
        path: PathBuf,
        /// Where and what.
        message: String,
    },
    /// A number plan that cannot be.
    #[error("[numbers]: {0}")]
    Numbers(#[from] NumberPlanError),
    /// A call flow that does not fit together.
    #[error("the call flow {}: {source}", path.display())]
    CallFlow {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: CallFlowError,
    },
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    store: StoreSection,
    agi: AgiSection,
    asterisk: AsteriskSection,
    numbers: NumbersSection,
    call_flow: CallFlowSection,
    retention: Retention,
    time_zone: Option<ZoneName>,
    time_group: Vec<TimeGroupSection>,
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct AsteriskSection {
    pbx: Option<PbxName>,
    address: String,
    user: String,
    secret: Option<String>,
    secret_file: Option<PathBuf>,
    configuration_folder: PathBuf,
    log_folder: PathBuf,
    add_include_lines: bool,
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
            log_folder: "/var/log/asterisk".into(),
            add_include_lines: true,
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

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TimeGroupSection {
    name: TimeGroupName,
    period: Vec<PeriodSection>,
    #[serde(default)]
    holiday: Vec<HolidaySection>,
}

/// `jalali = "1405/01/13"`, or `jalali = "01/13"` and `yearly = true`.
#[derive(Debug, Deserialize)]
#[serde(try_from = "HolidayKeys")]
struct HolidaySection(Holiday);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct HolidayKeys {
    jalali: Option<String>,
    gregorian: Option<String>,
    #[serde(default)]
    yearly: bool,
}

impl TryFrom<HolidayKeys> for HolidaySection {
    type Error = String;
    fn try_from(keys: HolidayKeys) -> Result<Self, String> {
        let (calendar, text) = match (keys.jalali, keys.gregorian) {
            (Some(text), None) => (Calendar::Jalali, text),
            (None, Some(text)) => (Calendar::Gregorian, text),
            (None, None) | (Some(_), Some(_)) => {
                return Err("a holiday is either jalali = \"1405/01/13\" or gregorian = \
                            \"2026-12-25\""
                    .to_owned());
            }
        };
        Holiday::parse(calendar, &text, keys.yearly).map(Self).map_err(|error| error.to_string())
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PeriodSection {
    weekdays: Vec<WeekdayName>,
    from: TimeOfDay,
    to: TimeOfDay,
}

impl Config {
    /// Reads the file, or takes the defaults where nobody named one and the usual one is not
    /// there.
    ///
    /// # Errors
    /// When it cannot be used, and why.
    pub fn load(named: Option<&Path>) -> Result<Self, ConfigError> {
        let path = named.unwrap_or(Path::new(DEFAULT_PATH));
        let file = match std::fs::read_to_string(path) {
            Ok(text) => parse(path, &text)?,
            Err(error) if named.is_none() && error.kind() == std::io::ErrorKind::NotFound => {
                File::default()
            }
            Err(source) => return Err(ConfigError::Unreadable { path: path.to_owned(), source }),
        };
        Self::check(path, file)
    }

    fn check(path: &Path, file: File) -> Result<Self, ConfigError> {
        let beside = path.parent().unwrap_or(Path::new("/"));
        let call_flow = match &file.call_flow.file {
            Some(name) => load_call_flow(&beside.join(name))?,
            None => CallFlow::default(),
        };
        let zone = |name: &str| {
            ZoneName::new(name).map_err(|error| ConfigError::Wrong {
                path: path.to_owned(),
                message: error.to_string(),
            })
        };
        Ok(Self {
            store_path: file.store.folder.join("vasl.db"),
            state_folder: file.store.folder,
            agi_listen: file.agi.listen,
            asterisk: asterisk(path, file.asterisk)?,
            numbers: NumberPlan::new(&file.numbers.region, file.numbers.area_code.as_deref())?,
            time_groups: file.time_group.into_iter().map(TimeGroupSection::into_group).collect(),
            time_zone: match file.time_zone {
                Some(zone) => zone,
                None => zone("Asia/Tehran")?,
            },
            call_flow,
            retention: file.retention,
        })
    }

    /// The socket by which the command line reaches the running service.
    #[must_use]
    pub fn control_socket(&self) -> PathBuf {
        self.state_folder.join("control.sock")
    }
}

fn asterisk(path: &Path, section: AsteriskSection) -> Result<Asterisk, ConfigError> {
    let from_environment = std::env::var(SECRET_VARIABLE).ok();
    let from_file = match &section.secret_file {
        Some(file) => {
            let file = path.parent().unwrap_or(Path::new("/")).join(file);
            let text = std::fs::read_to_string(&file)
                .map_err(|source| ConfigError::Unreadable { path: file, source })?;
            Some(text.trim_end().to_owned())
        }
        None => None,
    };
    let pbx = match section.pbx {
        Some(pbx) => pbx,
        None => PbxName::new("main").map_err(|error| ConfigError::Wrong {
            path: path.to_owned(),
            message: error.to_string(),
        })?,
    };
    Ok(Asterisk {
        pbx,
        address: section.address,
        user: section.user,
        secret: from_environment.or(from_file).or(section.secret).map(Secret::new),
        configuration_folder: section.configuration_folder,
        log_folder: section.log_folder,
        add_include_lines: section.add_include_lines,
    })
}

fn load_call_flow(path: &Path) -> Result<CallFlow, ConfigError> {
    let text = std::fs::read_to_string(path)
        .map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
    let call_flow: CallFlow = parse(path, &text)?;
    call_flow
        .check(&[])
        .map_err(|source| ConfigError::CallFlow { path: path.to_owned(), source })?;
    Ok(call_flow)
}

fn parse<T: serde::de::DeserializeOwned>(path: &Path, text: &str) -> Result<T, ConfigError> {
    toml::from_str(text).map_err(|error| ConfigError::Wrong {
        path: path.to_owned(),
        message: error.to_string().trim_end().to_owned(),
    })
}

impl TimeGroupSection {
    fn into_group(self) -> TimeGroup {
        let period = |section: PeriodSection| Period {
            weekdays: section.weekdays.into_iter().map(Into::into).collect(),
            from: section.from.time(),
            to: section.to.time(),
        };
        TimeGroup {
            name: self.name,
            periods: self.period.into_iter().map(period).collect(),
            holidays: self.holiday.into_iter().map(|HolidaySection(holiday)| holiday).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(config.retention.conversations_days, 30);
        assert_eq!(config.time_zone.to_string(), "Asia/Tehran");
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
        let error = load("[agi]\nlisten = \"localhost\"\n").unwrap_err().to_string();
        assert!(error.contains("line 2"), "{error}");
    }

    #[test]
    fn a_file_that_was_named_must_be_there() {
        let error = Config::load(Some(Path::new("/nowhere/vasl.toml"))).unwrap_err().to_string();
        assert!(error.contains("/nowhere/vasl.toml") && error.contains("--config"), "{error}");
    }

    #[test]
    fn working_hours() {
        let config = load(
            "[[time_group]]\nname = \"office\"\n[[time_group.period]]\n\
             weekdays = [\"sat\", \"sun\"]\nfrom = \"08:30\"\nto = \"12:30\"\n",
        )
        .unwrap();
        assert_eq!(config.time_groups[0].periods[0].weekdays.len(), 2);
    }

    #[test]
    fn holidays_of_both_calendars() {
        let group = "[[time_group]]\nname = \"office\"\nperiod = []\n[[time_group.holiday]]\n";
        let more = "jalali = \"01/13\"\nyearly = true\n[[time_group.holiday]]\n\
                    gregorian = \"2026-12-25\"\n";
        let config = load(&format!("{group}{more}")).unwrap();
        let christmas = Holiday::Once(jiff::civil::date(2026, 12, 25));
        let nature_day = Holiday::Jalali { month: 1, day: 13 };
        assert_eq!(config.time_groups[0].holidays, [nature_day, christmas]);
        for (wrong, says) in [
            ("jalali = \"2026/01/13\"\n", "no year of the Jalali calendar"),
            ("jalali = \"1405/01/13\"\ngregorian = \"2026-04-02\"\n", "is either jalali"),
            ("date = \"1405/01/13\"\n", "unknown field"),
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
    }
}
