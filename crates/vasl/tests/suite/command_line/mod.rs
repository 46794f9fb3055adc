//! The command line, run as people run it, without an Asterisk.

mod calm;
mod checking;
mod configuration;
mod fake_manager;
mod help;
mod installing;
mod ledger;
mod lists;
mod modules;
mod objects;
mod permissions;
mod preferences;
mod refused;
mod reports;
mod serving;
mod store;
mod users;

use crate::support::{Result, Service};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A module that can be added, but for its code and its name.
const WHOLE: [&str; 6] = ["--until", "17:30", "--side", "queue:99", "--failure", "queue:99"];

/// Nothing listens there.
const NO_ASTERISK: &str = "127.0.0.1:1";

const CALL_FLOW: &str = r#"
[[extension]]
number = "5050"
name = "Sara"
secret = "phone-secret-5050"

[[extension]]
number = "6065"
name = "Ali"
secret = "phone-secret-6065"

[[queue]]
number = "99"
name = "Support"
members = ["5050", "6065"]

[[ivr]]
number = "1"
name = "Main"
failure_destination = "queue:99"

[[ivr.entry]]
key = "3"
destination = "misc:*5003"

[[inbound_route]]
destination = "ivr:1"
"#;

/// The program, and a folder with its configuration and its store.
struct Vasl {
    folder: TempDir,
}

/// What a command printed, and how it ended.
#[derive(Debug)]
struct Printed {
    code: Option<i32>,
    output: String,
    errors: String,
}

impl Vasl {
    /// In front of an Asterisk that cannot be reached, with a call flow.
    fn new() -> Result<Self> {
        Self::in_front_of(NO_ASTERISK)
    }

    fn in_front_of(asterisk: &str) -> Result<Self> {
        let vasl = Self { folder: tempfile::tempdir()? };
        vasl.write("call-flow.toml", CALL_FLOW)?;
        vasl.configure(&format!(
            "[store]\nfolder = \"state\"\n[agi]\nlisten = \"127.0.0.1:0\"\n\
             [panel]\nlisten = \"127.0.0.1:0\"\n\
             [asterisk]\naddress = \"{asterisk}\"\nsecret = \"the-secret\"\n\
             [call_flow]\nfile = \"call-flow.toml\"\n\
             [[time_group]]\nname = \"office\"\n[[time_group.period]]\n\
             weekdays = [\"sat\"]\nfrom = \"08:30\"\nto = \"12:30\"\n"
        ))?;
        Ok(vasl)
    }

    /// In front of an Asterisk that cannot be reached, with nothing at all.
    fn from_nothing() -> Result<Self> {
        let vasl = Self { folder: tempfile::tempdir()? };
        vasl.configure(&format!(
            "[store]\nfolder = \"state\"\n[asterisk]\naddress = \"{NO_ASTERISK}\"\n"
        ))?;
        Ok(vasl)
    }

    /// With a module, `*5003`.
    fn with_module() -> Result<Self> {
        let vasl = Self::new()?;
        vasl.add("*5003", &WHOLE)?;
        Ok(vasl)
    }

    fn add(&self, code: &str, settings: &[&str]) -> Result<Printed> {
        let mut arguments = vec!["module", "add", code, "Support"];
        arguments.extend(settings);
        self.done(&arguments)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, contents: impl AsRef<[u8]>) -> Result {
        Ok(std::fs::write(self.path(name), contents)?)
    }

    fn configure(&self, text: &str) -> Result {
        self.write("vasl.toml", text)
    }

    /// Changes a piece of the configuration.
    fn reconfigure(&self, from: &str, to: &str) -> Result {
        let text = std::fs::read_to_string(self.path("vasl.toml"))?;
        assert!(text.contains(from), "{text}");
        self.configure(&text.replace(from, to))
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.command_with(&self.path("vasl.toml"));
        command.args(arguments);
        command
    }

    fn command_with(&self, config: &Path) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vasl"));
        command.current_dir(self.folder.path()).stdin(Stdio::null());
        command.env_remove("VASL_CONFIG").env_remove("VASL_ASTERISK_SECRET");
        command.arg("--config").arg(config);
        command
    }

    fn run(&self, arguments: &[&str]) -> Result<Printed> {
        Ok(Printed::from(self.command(arguments).output()?))
    }

    /// Runs a command that must succeed.
    fn done(&self, arguments: &[&str]) -> Result<Printed> {
        let printed = self.run(arguments)?;
        assert_eq!(printed.code, Some(0), "{arguments:?}: {printed:?}");
        Ok(printed)
    }

    /// Runs a command that must succeed, and reads what it prints for programs.
    fn json(&self, arguments: &[&str]) -> Result<Value> {
        let mut all = vec!["--json"];
        all.extend(arguments);
        Ok(serde_json::from_str(&self.done(&all)?.output)?)
    }

    /// Does what must leave the whole configuration as it was.
    fn unchanged_by(&self, refused: impl FnOnce(&Self) -> Result) -> Result {
        let before = self.done(&["export"])?.output;
        refused(self)?;
        assert_eq!(self.done(&["export"])?.output, before);
        Ok(())
    }

    /// Runs a command that must fail, once for people and once for programs: in the same words,
    /// with this code.
    fn fails(&self, arguments: &[&str], code: &str, words: &[&str]) -> Result {
        let printed = self.run(arguments)?;
        let mut all = vec!["--json"];
        all.extend(arguments);
        let for_programs = self.run(&all)?;
        printed.is_refusal(code, words, &for_programs)
    }

    /// `vasl serve`, not started yet.
    fn service(&self) -> Service {
        Service::new(env!("CARGO_BIN_EXE_vasl").into(), self.path("vasl.toml"))
    }
}

impl From<Output> for Printed {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            output: String::from_utf8_lossy(&output.stdout).into_owned(),
            errors: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Printed {
    /// Whether it is said with these words on standard error, and the same for programs.
    fn is_refusal(&self, code: &str, words: &[&str], for_programs: &Self) -> Result {
        assert_eq!((self.code, self.output.as_str()), (Some(1), ""), "{self:?}");
        let sentence = self.errors.strip_prefix("vasl: ").ok_or("the program's name")?.trim_end();
        for word in words {
            assert!(sentence.contains(word), "“{sentence}” lacks “{word}”");
        }
        assert_eq!((for_programs.code, for_programs.errors.as_str()), (Some(1), ""));
        let value: Value = serde_json::from_str(&for_programs.output)?;
        assert_eq!(
            value,
            serde_json::json!({ "error": { "code": code, "message": sentence } }),
            "{sentence}"
        );
        Ok(())
    }
}
