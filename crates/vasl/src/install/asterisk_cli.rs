//! Asterisk's own command line, for what is asked before there is a manager user.

use super::InstallError;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::process::Command;
use tokio::time::timeout;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// Asks the Asterisk of this machine.
pub struct AsteriskCli {
    program: PathBuf,
}

impl AsteriskCli {
    /// Asks by this program, as `asterisk -rx '…'`.
    pub fn new(program: &Path) -> Self {
        Self { program: program.to_owned() }
    }

    /// Runs one command and gives what it prints.
    ///
    /// # Errors
    /// When Asterisk does not answer.
    pub async fn ask(&self, command: &str) -> Result<String, InstallError> {
        let program = self.program.display();
        let cannot = |why: String| {
            InstallError::Asterisk(format!(
                "Asterisk cannot be asked by “{program} -rx”: {why}; see that it runs, run this as \
                 root, or name the program with command under [asterisk]"
            ))
        };
        let mut asked = Command::new(&self.program);
        asked.args(["-rx", command]).stdin(Stdio::null()).kill_on_drop(true);
        let output = match timeout(PATIENCE, asked.output()).await {
            Ok(Ok(output)) => output,
            Ok(Err(error)) => return Err(cannot(error.to_string())),
            Err(_) => return Err(cannot("it does not answer".to_owned())),
        };
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        let said = [output.stderr, output.stdout].concat();
        let said = String::from_utf8_lossy(&said);
        Err(cannot(said.trim().lines().last().unwrap_or("it failed").to_owned()))
    }

    /// Has Asterisk read again what has changed.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn reload(&self, changed: &[String]) -> Result<(), InstallError> {
        for (name, commands) in RELOADS {
            if changed.iter().any(|file| file.starts_with(name)) {
                for command in commands {
                    self.ask(command).await?;
                }
            }
        }
        Ok(())
    }
}

/// What has Asterisk read a file again, by what the file's name begins with. The module of channel
/// events may not be loaded yet where nothing was configured for it.
const RELOADS: [(&str, &[&str]); 5] = [
    ("queues", &["queue reload all"]),
    ("extensions", &["dialplan reload"]),
    ("pjsip", &["module reload res_pjsip.so"]),
    ("cel", &["module reload cel", "module load cel_custom.so", "module reload cel_custom.so"]),
    ("manager", &["manager reload"]),
];
