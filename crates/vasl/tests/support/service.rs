//! Vasl as a process: started, asked, stopped, killed.

use super::{Error, Result};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;
use std::fs::File;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::watch;
use tokio::time::timeout;

/// How long the service may take to come up or to go.
const PATIENCE: Duration = Duration::from_secs(20);

/// What the service says when it has caught up with the PBX.
const IN_STEP: &str = "in step with the PBX";

/// What it says once Asterisk reads its files.
const APPLIED: &str = "Asterisk has the configuration";

/// `vasl serve`, and the command line beside it.
pub struct Service {
    binary: PathBuf,
    config: PathBuf,
    variables: Mutex<Vec<(String, String)>>,
    child: tokio::sync::Mutex<Option<Child>>,
    ran_before: AtomicBool,
    log: watch::Sender<Arc<Vec<String>>>,
}

/// What a command printed, and how it ended.
#[derive(Debug)]
pub struct Printed {
    /// Whether the exit code was 0.
    pub success: bool,
    /// Standard output.
    pub output: String,
    /// Standard error.
    pub errors: String,
}

impl Service {
    pub fn new(binary: PathBuf, config: PathBuf) -> Self {
        Self {
            binary,
            config,
            variables: Mutex::default(),
            child: tokio::sync::Mutex::new(None),
            ran_before: AtomicBool::new(false),
            log: watch::Sender::default(),
        }
    }

    /// The configuration file.
    pub fn config(&self) -> &PathBuf {
        &self.config
    }

    /// The program.
    pub fn binary(&self) -> &PathBuf {
        &self.binary
    }

    /// The file to which it also says what it says.
    pub fn log_file(&self) -> PathBuf {
        self.config.with_file_name("vasl.log")
    }

    /// Sets a variable for the next start.
    pub fn variable(&self, name: &str, value: &str) {
        let mut variables = self.variables.lock().unwrap_or_else(PoisonError::into_inner);
        variables.push((name.to_owned(), value.to_owned()));
    }

    /// Starts it and waits until it is in step with the PBX. The first start also waits until
    /// Asterisk has read its files.
    pub async fn start(&self) -> Result {
        let first = !self.ran_before.swap(true, Ordering::Relaxed);
        self.log.send_modify(|log| Arc::make_mut(log).clear());
        self.spawn().await?;
        self.wait_says(IN_STEP).await?;
        if first { self.wait_says(APPLIED).await } else { Ok(()) }
    }

    /// Starts it and waits for nothing.
    pub async fn spawn(&self) -> Result {
        let variables = self.variables.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut child = Command::new(&self.binary)
            .arg("--config")
            .arg(&self.config)
            .arg("serve")
            .envs(variables)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let errors = child.stderr.take().ok_or("the service's standard error")?;
        let log = self.log.clone();
        let mut file = File::options().create(true).append(true).open(self.log_file())?;
        tokio::spawn(async move {
            let mut lines = BufReader::new(errors).lines();
            while let Ok(Some(line)) = lines.next_line().await {
                let _ = writeln!(file, "{line}");
                log.send_modify(|log| Arc::make_mut(log).push(line));
            }
        });
        *self.child.lock().await = Some(child);
        Ok(())
    }

    /// Waits until the service says something, since its start.
    pub async fn wait_says(&self, text: &str) -> Result {
        self.wait_says_times(text, 1).await
    }

    /// Waits until the service has said something so many times since its start.
    pub async fn wait_says_times(&self, text: &str, times: usize) -> Result {
        let mut log = self.log.subscribe();
        let said = log.wait_for(|log| log.iter().filter(|l| l.contains(text)).count() >= times);
        match timeout(PATIENCE, said).await {
            Ok(Ok(_)) => Ok(()),
            _ => Err(format!("the service did not say “{text}”:\n{}", self.log()).into()),
        }
    }

    /// What it said since it was started.
    pub fn log(&self) -> String {
        self.log.borrow().join("\n")
    }

    /// Asks it to stop, and waits until it has.
    pub async fn stop(&self) -> Result {
        self.end(Signal::SIGTERM).await
    }

    /// Kills it as it stands.
    pub async fn kill(&self) -> Result {
        self.end(Signal::SIGKILL).await
    }

    async fn end(&self, with: Signal) -> Result {
        let Some(mut child) = self.child.lock().await.take() else { return Ok(()) };
        let process = child.id().ok_or("the service has ended by itself")?;
        kill(Pid::from_raw(i32::try_from(process)?), with)?;
        timeout(PATIENCE, child.wait()).await.map_err(|_| "the service does not end")??;
        Ok(())
    }

    /// Stops the process where it stands (SIGSTOP), or lets it go on.
    pub async fn pause(&self, paused: bool) -> Result {
        let child = self.child.lock().await;
        let process = child.as_ref().and_then(Child::id).ok_or("the service does not run")?;
        let signal = if paused { Signal::SIGSTOP } else { Signal::SIGCONT };
        Ok(kill(Pid::from_raw(i32::try_from(process)?), signal)?)
    }

    /// Runs a command.
    pub async fn run(&self, arguments: &[&str]) -> Result<Printed> {
        let output = Command::new(&self.binary)
            .arg("--config")
            .arg(&self.config)
            .args(arguments)
            .stdin(Stdio::null())
            .output();
        let output = timeout(PATIENCE, output).await.map_err(|_| "a command does not end")??;
        Ok(Printed {
            success: output.status.success(),
            output: String::from_utf8_lossy(&output.stdout).into_owned(),
            errors: String::from_utf8_lossy(&output.stderr).into_owned(),
        })
    }

    /// Runs a command that must succeed.
    pub async fn done(&self, arguments: &[&str]) -> Result {
        let printed = self.run(arguments).await?;
        if printed.success {
            return Ok(());
        }
        Err(format!("vasl {}: {}", arguments.join(" "), printed.errors).into())
    }

    /// Runs a command that must succeed, and reads what it prints for programs.
    pub async fn json(&self, arguments: &[&str]) -> Result<Value> {
        let mut all = vec!["--json"];
        all.extend(arguments);
        let printed = self.run(&all).await?;
        if !printed.success {
            return Err(format!("vasl {}: {}", arguments.join(" "), printed.output).into());
        }
        Ok(serde_json::from_str(&printed.output)?)
    }

    /// Runs a command that prints a list.
    pub async fn list(&self, arguments: &[&str]) -> Result<Vec<Value>> {
        match self.json(arguments).await? {
            Value::Array(items) => Ok(items),
            other => Err(Error::from(format!("not a list: {other}"))),
        }
    }
}
