//! One running Asterisk with its own folder, configuration and loopback network.

pub(crate) mod config;
mod data;
mod folder;
mod installation;
mod options;
mod process;

use std::fmt;
use std::fs;
use std::net::{IpAddr, SocketAddr};
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::Child;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Mutex as AsyncMutex;
use tokio::time;

pub use self::installation::{Installation, Version};
pub use self::options::{Extension, Options, Queue};

use self::folder::Folder;
use crate::ami::{self, Message};
use crate::error::{Doing, LabError, Result};
use crate::net::{self, Net};

/// How often a condition of a process or socket is looked at again.
const LOOK_AGAIN: Duration = Duration::from_millis(10);
/// How long Asterisk may take to go.
const EXIT_PATIENCE: Duration = Duration::from_secs(15);

/// A running Asterisk. Dropping it kills the process and removes its folder (with
/// `VASL_LAB_KEEP` set, the folder stays under the name `kept-…`).
pub struct Asterisk {
    installation: Installation,
    options: Options,
    // Before the folder and the network: killed before they go.
    process: Process,
    folder: Folder,
    net: Net,
    actions: AsyncMutex<Option<(ami::Reader, ami::Writer)>>,
    boot_time: Mutex<Duration>,
}

struct Process(Mutex<Option<Child>>);

impl Process {
    fn lock(&self) -> MutexGuard<'_, Option<Child>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if let Some(mut child) = self.lock().take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl Asterisk {
    /// Starts an instance and waits until it is fully booted.
    pub async fn start(options: Options) -> Result<Self> {
        let installation = Installation::find(options.version)?;
        if !process::is_root() && !installation.is_system() {
            return Err(LabError::NeedsRoot);
        }
        let net = Net::claim()?;
        let folder = Folder::create(&installation, &net)?;
        write_files(&options, &installation, &net, &folder)?;
        let asterisk = Self {
            installation,
            options,
            process: Process(Mutex::new(None)),
            folder,
            net,
            actions: AsyncMutex::new(None),
            boot_time: Mutex::new(Duration::ZERO),
        };
        asterisk.boot().await?;
        Ok(asterisk)
    }

    async fn boot(&self) -> Result<()> {
        let begun = Instant::now();
        *self.process.lock() = Some(process::spawn(&self.installation, &self.folder)?);
        let patience = self.options.boot_patience;
        let booted = time::timeout(patience, self.booted()).await;
        booted.unwrap_or_else(|_| {
            Err(LabError::NotStarted {
                why: format!("it was not fully booted after {} s", patience.as_secs()),
                log: self.log_tail(40),
            })
        })?;
        *self.boot_time.lock().unwrap_or_else(PoisonError::into_inner) = begun.elapsed();
        Ok(())
    }

    async fn booted(&self) -> Result<()> {
        loop {
            if self.pid().is_none() {
                let why = "it exited at once".to_owned();
                return Err(LabError::NotStarted { why, log: self.log_tail(40) });
            }
            if let Ok((mut reader, _writer)) = self.session(true).await {
                while let Ok(Some(message)) = reader.next().await {
                    if message.is("FullyBooted") {
                        return self.commanded().await;
                    }
                }
            }
            time::sleep(LOOK_AGAIN).await;
        }
    }

    /// Waits for the commands that Asterisk adds only after it has said that it is fully booted.
    async fn commanded(&self) -> Result<()> {
        for last in ["core show version", "core stop now"] {
            let help = format!("core show help {last}");
            while self.cli(&help).await?.contains("No such command") {
                time::sleep(LOOK_AGAIN).await;
            }
        }
        Ok(())
    }

    /// How long the last boot took, from the spawn to `FullyBooted`.
    pub fn boot_time(&self) -> Duration {
        *self.boot_time.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What it was started with.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// The installation that it runs from.
    pub fn installation(&self) -> &Installation {
        &self.installation
    }

    /// Its process; `None` when it has ended.
    pub fn pid(&self) -> Option<u32> {
        let mut process = self.process.lock();
        let child = process.as_mut()?;
        matches!(child.try_wait(), Ok(None)).then(|| child.id())
    }

    /// Kills it at once (SIGKILL), as a crash would.
    pub fn kill(&self) -> Result<()> {
        if let Some(mut child) = self.process.lock().take() {
            child.kill().doing("kill Asterisk")?;
            child.wait().doing("wait for the killed Asterisk")?;
        }
        Ok(())
    }

    /// Stops the process where it stands (SIGSTOP); every thread does when this returns.
    pub fn pause(&self) -> Result<()> {
        self.signal("STOP")?;
        self.process.lock().as_ref().map_or(Ok(()), process::wait_stopped)
    }

    /// Lets a paused process go on (SIGCONT).
    pub fn resume(&self) -> Result<()> {
        self.signal("CONT")
    }

    fn signal(&self, name: &str) -> Result<()> {
        match self.process.lock().as_ref() {
            Some(child) => process::signal(child, name),
            None => Err(LabError::NotRunning("it was stopped")),
        }
    }

    /// `core stop now`, and waits for the end; a process that does not go is killed.
    pub async fn stop(&self) -> Result<()> {
        self.leave("core stop now", EXIT_PATIENCE).await
    }

    /// `core stop gracefully`: takes no new calls and goes when the last has ended.
    pub async fn stop_gracefully(&self, patience: Duration) -> Result<()> {
        self.leave("core stop gracefully", patience).await
    }

    async fn leave(&self, command: &str, patience: Duration) -> Result<()> {
        // It may close the connection before it answers.
        let _ = time::timeout(patience, self.cli(command)).await;
        self.actions.lock().await.take();
        let waited = time::timeout(patience, async {
            while self.pid().is_some() {
                time::sleep(LOOK_AGAIN).await;
            }
        });
        let gone = waited.await;
        self.kill()?;
        gone.map_err(|_| LabError::Timeout {
            what: format!("the end of Asterisk after '{command}'"),
            after: patience,
            recent: self.log_tail(20),
        })
    }

    /// Starts it again, after a stop or a kill or (stopping it) in its midst, with the same
    /// folders, files and addresses.
    pub async fn restart(&self) -> Result<()> {
        if self.pid().is_some() {
            self.stop().await?;
        }
        self.kill()?;
        self.actions.lock().await.take();
        self.boot().await
    }

    /// The host's path of its `etc/asterisk`.
    pub fn etc_dir(&self) -> PathBuf {
        self.folder.host("etc/asterisk")
    }

    /// The host's path of its log folder (`full`, `queue_log`, `console`, `cdr-custom`, …).
    pub fn log_dir(&self) -> PathBuf {
        self.folder.host("log")
    }

    /// The host's path of its spool folder.
    pub fn spool_dir(&self) -> PathBuf {
        self.folder.host("spool")
    }

    /// The host's path of the folder of sounds; a file in it serves every language that lacks it.
    pub fn sounds_dir(&self) -> PathBuf {
        self.folder.host("data/sounds")
    }

    /// How Asterisk itself sees a path of its folder, such as `etc/asterisk`.
    pub fn inside(&self, part: &str) -> String {
        self.folder.inside(part)
    }

    /// Where its manager interface listens.
    pub fn ami_addr(&self) -> SocketAddr {
        self.net.asterisk(5038)
    }

    /// Where it takes SIP.
    pub fn sip_addr(&self) -> SocketAddr {
        self.net.asterisk(5060)
    }

    /// Where an extension's telephone registers: PJSIP, or chan_sip beside it.
    pub(crate) fn registrar(&self, number: &str) -> SocketAddr {
        if self.options.is_sip(number) {
            self.net.asterisk(config::SIP_PORT)
        } else {
            self.sip_addr()
        }
    }

    /// An address of its network, for what stands beside it: 1 is Asterisk, 2 the callers, 3 the
    /// operators; others are free.
    pub fn address(&self, host: u8) -> IpAddr {
        self.net.address(host)
    }

    /// The secret of the AMI user `vasl`.
    pub fn vasl_secret(&self) -> &str {
        &self.options.vasl_secret
    }

    pub(crate) async fn session(&self, events: bool) -> Result<(ami::Reader, ami::Writer)> {
        ami::connect(self.ami_addr(), config::LAB_USER, events).await
    }

    /// Sends an action as the user `lab`; gives the response and the items of a list.
    pub async fn action(&self, fields: &[(&str, &str)]) -> Result<Vec<Message>> {
        let patience = self.options.patience;
        let asked = time::timeout(patience, self.ask(fields)).await;
        asked.unwrap_or_else(|_| {
            Err(LabError::Timeout {
                what: format!("the answer to {fields:?}"),
                after: patience,
                recent: self.log_tail(20),
            })
        })
    }

    async fn ask(&self, fields: &[(&str, &str)]) -> Result<Vec<Message>> {
        let mut kept = self.actions.lock().await;
        let fresh = kept.is_none();
        // Taken out: a failed or cancelled action leaves no half-used connection behind.
        let mut session = match kept.take() {
            Some(session) => session,
            None => self.session(false).await?,
        };
        let id = net::token()?;
        let mut action = fields.to_vec();
        action.push(("ActionID", &id));
        let mut answer = exchange(&mut session, &action, &id).await;
        if answer.is_err() && !fresh {
            // The kept connection is of an Asterisk that has gone.
            session = self.session(false).await?;
            answer = exchange(&mut session, &action, &id).await;
        }
        if answer.is_ok() {
            *kept = Some(session);
        }
        answer
    }

    /// Runs a command of the command line and gives what it prints.
    pub async fn cli(&self, command: &str) -> Result<String> {
        let answer = self.action(&[("Action", "Command"), ("Command", command)]).await?;
        let mut text = String::new();
        for line in answer.iter().flat_map(|message| message.all("Output")) {
            text.push_str(line);
            text.push('\n');
        }
        Ok(text)
    }

    /// A program that asks this Asterisk as `asterisk` asks the system's: `-rx` and a command.
    pub fn program(&self) -> Result<PathBuf> {
        let root = self.installation.root().display().to_string();
        let conf = self.folder.inside("etc/asterisk/asterisk.conf");
        let enter = if root == "/" { String::new() } else { format!("chroot '{root}' ") };
        let text = format!("#!/bin/sh\nexec {enter}/usr/sbin/asterisk -C '{conf}' -rx \"$2\"\n");
        self.folder.write("asterisk", text)?;
        let path = self.folder.host("asterisk");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).at(&path)?;
        Ok(path)
    }

    /// The last lines of its log, or of its console when it came to no log.
    pub fn log_tail(&self, lines: usize) -> String {
        let read = |name| fs::read(self.folder.host(name)).unwrap_or_default();
        let text = [read("log/full"), read("log/console")].into_iter().find(|t| !t.is_empty());
        let text = String::from_utf8_lossy(&text.unwrap_or_default()).into_owned();
        let all: Vec<&str> = text.lines().collect();
        all.get(all.len().saturating_sub(lines)..).unwrap_or_default().join("\n")
    }
}

impl fmt::Debug for Asterisk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Asterisk").field("sip", &self.sip_addr()).finish_non_exhaustive()
    }
}

async fn exchange(
    (reader, writer): &mut (ami::Reader, ami::Writer),
    action: &[(&str, &str)],
    id: &str,
) -> Result<Vec<Message>> {
    writer.send(action).await.doing("send an action to Asterisk")?;
    ami::answer(reader, id).await
}

fn write_files(
    options: &Options,
    installation: &Installation,
    net: &Net,
    folder: &Folder,
) -> Result<()> {
    let mut files: Vec<(String, Vec<u8>)> = config::files(options, installation, net, folder)
        .into_iter()
        .map(|(name, text)| (name.to_owned(), text.into_bytes()))
        .collect();
    for (name, bytes) in &options.files {
        files.retain(|(known, _)| known != name);
        files.push((name.clone(), bytes.clone()));
    }
    for (name, text) in &options.appended {
        match files.iter_mut().find(|(known, _)| known == name) {
            Some((_, bytes)) => {
                bytes.push(b'\n');
                bytes.extend_from_slice(text.as_bytes());
            }
            None => files.push((name.clone(), text.clone().into_bytes())),
        }
    }
    for (name, bytes) in files {
        folder.write(&format!("etc/asterisk/{name}"), bytes)?;
    }
    for (name, bytes) in config::other_files(installation) {
        folder.write(name, bytes)?;
    }
    data::link(installation, folder)
}
