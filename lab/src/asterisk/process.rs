//! The process: spawned so that it dies with the lab and leaves nothing mounted.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, OnceLock, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use super::folder::Folder;
use super::installation::Installation;
use crate::error::{Doing, LabError, Result};

const STOP_PATIENCE: Duration = Duration::from_secs(5);

/// `$1` is the installation's folder; `$2`, `$3` and `$4` stand in for its hosts, nsswitch.conf
/// and tmp in this process's mount namespace only; the rest is the command.
///
/// With the system's resolver every call waits for an answer about the machine's own name and
/// about A.ROOT-SERVERS.NET.
const IN_FOLDER: &str = r#"
root=$1 hosts=$2 nsswitch=$3 tmp=$4; shift 4
if [ "$root" != / ]; then
    mount --bind /proc "$root/proc" && mount --bind /dev "$root/dev" &&
        mount --bind "$tmp" "$root/tmp" || exit 71
    [ -e "$root/etc/hosts" ] || : > "$root/etc/hosts"
fi
[ ! -e "$root/etc/hosts" ] || mount --bind "$hosts" "$root/etc/hosts" || exit 71
[ ! -e "$root/etc/nsswitch.conf" ] || mount --bind "$nsswitch" "$root/etc/nsswitch.conf" || exit 71
exec chroot "$root" "$@"
"#;

/// Starts Asterisk in the foreground; the pid is Asterisk's own, every step before it is an exec.
pub(crate) fn spawn(installation: &Installation, folder: &Folder) -> Result<Child> {
    let console = folder.host("log/console");
    let console = File::options()
        .create(true)
        .append(true)
        .open(&console)
        .at(console)?;
    let errors = console.try_clone().doing("open Asterisk's console")?;
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "KILL"]);
    if is_root() {
        command.args(["unshare", "--mount", "sh", "-c", IN_FOLDER, "sh"]);
        command.arg(installation.root());
        let own = ["etc/hosts", "etc/nsswitch.conf", "tmp"];
        command.args(own.map(|part| folder.host(part)));
    } else if !installation.is_system() {
        return Err(LabError::NeedsRoot);
    }
    command.args(["/usr/sbin/asterisk", "-f", "-n", "-vvv", "-C"]);
    command.arg(folder.inside("etc/asterisk/asterisk.conf"));
    command.env("LC_ALL", "C").env("TERM", "dumb");
    command.stdin(Stdio::null()).stdout(console).stderr(errors);
    launch(command).doing("start Asterisk")
}

/// Whether this process is root.
pub(crate) fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    Path::new("/proc/self")
        .metadata()
        .is_ok_and(|own| own.uid() == 0)
}

/// Sends `signal` (such as `STOP`) to a child that has not been waited for.
pub(crate) fn signal(child: &Child, signal: &str) -> Result<()> {
    let sent = Command::new("sh")
        .args([
            "-c",
            r#"kill -s "$1" "$2""#,
            "sh",
            signal,
            &child.id().to_string(),
        ])
        .stderr(Stdio::null())
        .status()
        .doing("send a signal to Asterisk")?;
    if sent.success() {
        Ok(())
    } else {
        Err(LabError::NotRunning("it did not take a signal"))
    }
}

/// Waits until every thread of a process that was sent STOP stands still; the signal reaches
/// those on other processors a little later.
pub(crate) fn wait_stopped(child: &Child) -> Result<()> {
    let tasks = format!("/proc/{}/task", child.id());
    let stands = |task: fs::DirEntry| {
        let stat = fs::read_to_string(task.path().join("stat")).unwrap_or_default();
        // A thread that has ended meanwhile stands still too.
        stat.rsplit_once(") ")
            .is_none_or(|(_, rest)| rest.starts_with(['T', 't']))
    };
    let begun = Instant::now();
    while begun.elapsed() < STOP_PATIENCE {
        if fs::read_dir(&tasks).at(&tasks)?.flatten().all(stands) {
            return Ok(());
        }
        thread::sleep(Duration::from_millis(1));
    }
    Err(LabError::Timeout {
        what: "Asterisk to stand still".to_owned(),
        after: STOP_PATIENCE,
        recent: String::new(),
    })
}

struct Launch {
    command: Command,
    reply: mpsc::Sender<io::Result<Child>>,
}

/// Spawns from a thread that never ends: the child's parent-death signal is sent when the
/// spawning *thread* ends, and those of a test or of the runtime come and go.
fn launch(command: Command) -> io::Result<Child> {
    static LAUNCHER: OnceLock<Mutex<mpsc::Sender<Launch>>> = OnceLock::new();
    let launcher = LAUNCHER.get_or_init(|| {
        let (send, receive) = mpsc::channel::<Launch>();
        // Where no thread can be had the channel is closed and the send below says so.
        let _ = thread::Builder::new()
            .name("lab-launcher".into())
            .spawn(move || {
                for mut launch in receive {
                    let _ = launch.reply.send(launch.command.spawn());
                }
            });
        Mutex::new(send)
    });
    let (reply, answer) = mpsc::channel();
    let gone = || io::Error::other("the launching thread is gone");
    launcher
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .send(Launch { command, reply })
        .map_err(|_| gone())?;
    answer.recv().map_err(|_| gone())?
}
