//! A call centre: a real Asterisk, a running Vasl, and the user's own example between them.
//!
//! The suite and the demonstration stand on it. What a call reached is asked of the lab's witness;
//! what Vasl decided is asked of Vasl, and only for its reasons.

#![allow(dead_code, reason = "the suite and the demonstration each use a part")]

pub mod maria;
pub mod owned_pbx;
pub mod panel;
mod service;

pub use service::Service;

use serde_json::Value;
use std::fmt::Write as _;
use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use vasl_lab::{Call, CallReport, Lab, Mark, Message, Operator, Options, Queue, Version};

/// The error of everything here: a sentence.
pub type Error = Box<dyn std::error::Error + Send + Sync>;
/// A result with a sentence for an error.
pub type Result<T = ()> = std::result::Result<T, Error>;

/// The code of the example's module.
pub const MODULE: &str = "*5003";

/// The number that callers dial.
pub const DIALLED: &str = "02191000000";

tokio::task_local! {
    /// The Asterisk on which a case is tried; whoever says nothing gets 22.
    pub static ON: Version;
}

/// What a call centre is made of.
pub struct Plan {
    /// Whether extensions, queue and menu are the PBX's own, and Vasl only attaches to it.
    pub attached: bool,
    /// The operators' extensions; the first two are the example's.
    pub operators: Vec<&'static str>,
    /// Who of them is a member of queue 99.
    pub members: Vec<&'static str>,
    /// More lines for the lab's Asterisk.
    pub options: Options,
    /// More settings for Vasl.
    pub settings: String,
    /// What the module is told beyond its sides and its failure destination.
    pub module: Vec<&'static str>,
    /// In which order the queue rings its members.
    pub strategy: &'static str,
    /// The wrap-up of the queue, in seconds.
    pub wrap_up_seconds: u16,
    /// How long the queue rings a member, in seconds.
    pub queue_ring_seconds: u16,
    /// More of the call flow, as it is written; `{far}` is where [`CallCentre::far`] takes calls.
    pub call_flow: String,
    /// The number with which the other end of the trunk calls in, where there is one.
    pub far: Option<&'static str>,
    /// More lines of queue 99, where it is the PBX's own.
    pub queue_lines: Vec<&'static str>,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            attached: false,
            operators: vec!["5050", "6065"],
            members: vec!["5050", "6065"],
            options: Options::default().version(ON.try_with(|on| *on).unwrap_or_default()),
            settings: String::new(),
            module: vec!["--for", "08:00:00"],
            strategy: "rrmemory",
            wrap_up_seconds: 0,
            queue_ring_seconds: 15,
            call_flow: String::new(),
            far: None,
            queue_lines: Vec::new(),
        }
    }
}

/// The call centre, running.
pub struct CallCentre {
    /// Asterisk, its witness and its people.
    pub lab: Lab,
    /// Vasl.
    pub vasl: Service,
    /// The other end of the trunk, where the plan has one.
    pub far: Option<Operator>,
    folder: TempDir,
    attached: bool,
}

/// A PBX that somebody wrote by hand; its menu leads to the module as any dialplan may.
const HAND_WRITTEN: &str = "[from-trunk]\n\
    exten => _[+0-9].,1,Goto(menu,s,1)\n\
    exten => ordinary,1,Answer()\n same => n,Queue(99,t)\n same => n,Hangup()\n\
    [menu]\n\
    exten => s,1,Answer()\n same => n,WaitExten(10)\n\
    exten => 3,1,Goto(vasl-reconnect,*5003,1)\n\
    [from-operators]\n";

const FROM_TRUNK: &str = "[from-trunk]\n\
    exten => _[+0-9].,1,Goto(vasl-inbound,${EXTEN},1)\n\
    exten => _[*#].,1,Answer()\n same => n,Goto(vasl-reconnect,${EXTEN},1)\n\
    exten => direct,1,Goto(vasl-internal,5050,1)\n\
    exten => timed,1,Answer()\n same => n,Set(TIMEOUT(absolute)=90)\n\
     same => n,Set(AGISIGHUP=maybe)\n same => n,Goto(vasl-reconnect,*5003,1)\n\
    exten => ordinary,1,Answer()\n same => n,Queue(99,t)\n same => n,Hangup()\n\
    [from-operators]\n";

impl CallCentre {
    /// Opens the example's call centre.
    pub async fn open() -> Result<Self> {
        Self::open_with(Plan::default()).await
    }

    /// Opens one made to a plan: Asterisk and Vasl run, are linked, and the module is there.
    pub async fn open_with(plan: Plan) -> Result<Self> {
        let centre = Self::prepare(&plan).await?;
        centre.vasl.start().await?;
        centre.add_module(MODULE, &plan).await?;
        Ok(centre)
    }

    /// Starts Asterisk and writes Vasl's configuration; Vasl itself is not started.
    pub async fn prepare(plan: &Plan) -> Result<Self> {
        let options = plan.options.clone().no_queues();
        let options = if plan.attached {
            let queue = Queue::new("99")
                .members(&plan.members)
                .line(format!("strategy={}", plan.strategy))
                .line(format!("wrapuptime={}", plan.wrap_up_seconds));
            let queue = plan.queue_lines.iter().fold(queue, |queue, line| queue.line(*line));
            options.operators(&plan.operators).queue(queue).dialplan(HAND_WRITTEN)
        } else {
            options.operators::<&str>([]).dialplan(FROM_TRUNK)
        };
        let options =
            options.append("cel_custom.conf", vasl_asterisk::channel_events::mapping() + "\n");
        let lab = Lab::start(options).await?;
        let folder = tempfile::Builder::new().prefix("vasl-").tempdir()?;
        let far = plan.far.map(|number| lab.far_end(number)).transpose()?;
        let config = write_configuration(&lab, folder.path(), plan, far.as_ref())?;
        let vasl = Service::new(env_binary(), config);
        Ok(Self { lab, vasl, far, folder, attached: plan.attached })
    }

    /// Starts a PBX that people write by hand, with the two lines of a queue's settings that they
    /// might have. Vasl is not attached to it: that is for `vasl install`.
    pub async fn hand_written_before_installation() -> Result<Self> {
        let queue = "[general]\npersistentmembers=yes\nshared_lastcall = no ; for now\n\
                     [99]\nstrategy=rrmemory\nringinuse=no\ntimeout=15\nretry=1\n\
                     member => PJSIP/5050,0,Op 5050\nmember => PJSIP/6065,0,Op 6065";
        let options = Plan::default().options.no_queues().operators(["5050", "6065"]);
        let options = options.without_vasl("").dialplan(HAND_WRITTEN).file("queues.conf", queue);
        Self::before(options).await
    }

    /// Starts a PBX that somebody else's program writes. Vasl is not attached to it: that is for
    /// `vasl install`.
    pub async fn before_installation(setup: &owned_pbx::Setup) -> Result<Self> {
        Self::before(owned_pbx::options(setup)).await
    }

    async fn before(options: Options) -> Result<Self> {
        let lab = Lab::start(options).await?;
        let folder = tempfile::Builder::new().prefix("vasl-").tempdir()?;
        let config = folder.path().join("vasl.toml");
        let asterisk = lab.asterisk();
        let text = format!(
            "[store]\nfolder = {:?}\n[agi]\nlisten = \"{}\"\n[asterisk]\naddress = \"{}\"\n\
             configuration_folder = {:?}\nlog_folder = {:?}\ncommand = {:?}\n\
             system_folder = {:?}\n",
            folder.path().join("state"),
            agi_address(asterisk.address(3)),
            asterisk.ami_addr(),
            asterisk.etc_dir(),
            asterisk.log_dir(),
            asterisk.program()?,
            folder.path(),
        );
        std::fs::write(&config, text)?;
        let vasl = Service::new(env_binary(), config);
        Ok(Self { lab, vasl, far: None, folder, attached: true })
    }

    /// Adds a module with queue 99 and all operators as its sides.
    pub async fn add_module(&self, code: &str, plan: &Plan) -> Result {
        let mut arguments = vec!["module", "add", code, "poshtibani", "--side", "queue:99"];
        let sides: Vec<String> = plan.operators.iter().map(|o| format!("extension:{o}")).collect();
        for side in &sides {
            arguments.extend(["--side", side]);
        }
        arguments.extend(["--failure", "queue:99"]);
        arguments.extend(&plan.module);
        self.vasl.done(&arguments).await
    }

    /// The operator of an extension, with a telephone that is registered.
    pub async fn operator(&self, number: &str) -> Result<Operator> {
        if self.attached {
            return Ok(self.lab.operator(number).await?);
        }
        Ok(self.lab.operator_with(number, &secret(number)).await?)
    }

    /// All operators of a plan.
    pub async fn operators<const N: usize>(&self, numbers: [&str; N]) -> Result<[Operator; N]> {
        let mut operators = Vec::new();
        for number in numbers {
            operators.push(self.operator(number).await?);
        }
        operators.try_into().map_err(|_| "as many operators as numbers".into())
    }

    /// A caller dials the call centre and presses 3.
    pub async fn calls(&self, number: &str) -> Result<Call> {
        self.presses_three(self.lab.caller(number).call(DIALLED)?).await
    }

    /// Presses 3 once the menu listens. A key in the milliseconds before, while Asterisk still
    /// answers, is begun twice and ended once, and goes on as a tone.
    pub async fn presses_three(&self, call: Call) -> Result<Call> {
        self.presses(call, '3').await
    }

    /// Presses a key once the menu listens.
    pub async fn presses(&self, call: Call, key: char) -> Result<Call> {
        self.menu_listens(&call, "1", 1).await?;
        call.press(key).await?;
        Ok(call)
    }

    /// Waits until a menu listens to a call for the so-manieth time; on a PBX with menus of its
    /// own, until any does.
    pub async fn menu_listens(&self, call: &Call, ivr: &str, times: usize) -> Result {
        call.wait_answered().await?;
        let channel =
            call.wait_report("its channel", |report| Some(report.channel.clone())).await?;
        let context = format!("vasl-ivr-{ivr}");
        let listens = |event: &Message| {
            event.is("Newexten")
                && event.has("Application", "WaitExten")
                && (self.attached || event.has("Context", &context))
                && event.has("Channel", &channel)
        };
        self.until(&format!("menu {ivr} listens for the {times}. time"), async || {
            let events = self.lab.witness().events_since(Mark::default());
            Ok(events.iter().filter(|event| listens(event)).count() >= times)
        })
        .await
    }

    /// A caller calls, presses 3, speaks with whoever answers, and hangs up. Gives the operator's
    /// extension, and waits until Vasl has learned of the end.
    pub async fn speaks(&self, number: &str) -> Result<String> {
        let call = self.calls(number).await?;
        let with = call.wait_bridged().await?.with;
        self.ends(call).await?;
        Ok(with)
    }

    /// The caller hangs up; waits until Vasl has learned of it.
    pub async fn ends(&self, call: Call) -> Result {
        let uniqueid = call.report().ok_or("the call has a report")?.uniqueid;
        call.hang_up().await?;
        call.wait_final_report().await?;
        self.learned_the_end_of(&uniqueid).await
    }

    /// Waits until Vasl has learned that the conversation of a channel is over.
    pub async fn learned_the_end_of(&self, uniqueid: &str) -> Result {
        self.until("the conversation's end is learned", async || {
            let conversations = self.conversations().await?;
            Ok(conversations.iter().any(|conversation| {
                conversation["id"]["caller_uniqueid"] == uniqueid
                    && conversation["ending"]["ended"].is_string()
            }))
        })
        .await
    }

    /// Waits until Vasl has learned of a conversation at all.
    pub async fn learned_of_a_conversation(&self) -> Result {
        self.until("a conversation is learned", async || {
            Ok(!self.conversations().await?.is_empty())
        })
        .await
    }

    /// All conversations that Vasl knows.
    pub async fn conversations(&self) -> Result<Vec<Value>> {
        self.vasl.list(&["conversation", "list", "--limit", "1000"]).await
    }

    /// All decisions that Vasl made, the newest first.
    pub async fn decisions(&self) -> Result<Vec<Value>> {
        self.vasl.list(&["decision", "list", "--limit", "1000"]).await
    }

    /// The newest decision, once there are so many.
    pub async fn decision(&self, count: usize) -> Result<Value> {
        let mut newest = Value::Null;
        self.until("the decision is written down", async || {
            let decisions = self.decisions().await?;
            newest = decisions.first().cloned().unwrap_or_default();
            Ok(decisions.len() == count)
        })
        .await?;
        Ok(newest)
    }

    /// The decision for a channel, once it is written down.
    pub async fn decision_for(&self, uniqueid: &str) -> Result<Value> {
        let mut found = Value::Null;
        self.until("the decision is written down", async || {
            let decisions = self.decisions().await?;
            let of_call = decisions.into_iter().find(|d| d["id"]["caller_uniqueid"] == uniqueid);
            found = of_call.unwrap_or_default();
            Ok(found.is_object())
        })
        .await?;
        Ok(found)
    }

    /// The newest decision, once there are so many and it has its outcome.
    pub async fn settled(&self, count: usize) -> Result<Value> {
        let mut newest = Value::Null;
        self.until("the decision has its outcome", async || {
            let decisions = self.decisions().await?;
            newest = decisions.first().cloned().unwrap_or_default();
            Ok(decisions.len() == count && newest["outcome"].is_string())
        })
        .await?;
        Ok(newest)
    }

    /// What became of a call, in words: with whom it was connected and how soon after it came to
    /// the module (or, without one, to its queue), and what Vasl decided for it.
    pub async fn told(&self, call: &Call) -> Result<String> {
        let report = call.report().ok_or("the call has a report")?;
        let mut text = reached(&report);
        if report.passed("vasl-reconnect") {
            let decision = self.decision_for(&report.uniqueid).await?;
            text.push_str(&format!(", reason {}", reason(&decision)));
        }
        Ok(text)
    }

    /// Waits for a condition, bounded.
    pub async fn until(&self, what: &str, mut holds: impl AsyncFnMut() -> Result<bool>) -> Result {
        let deadline = Instant::now() + Duration::from_secs(15);
        while !holds().await? {
            if Instant::now() > deadline {
                // Its counts tell of calls for which Vasl was too late.
                let checked = self.vasl.run(&["check"]).await.map(|printed| printed.output);
                return Err(format!(
                    "waited in vain until {what}\n{}\n{}\n{}",
                    checked.unwrap_or_default(),
                    self.vasl.log(),
                    self.lab.asterisk().log_tail(40)
                )
                .into());
            }
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
        Ok(())
    }

    /// Where the panel's first administrator is made, with the one-time token.
    pub async fn invitation(&self) -> Result<String> {
        const PLACE: &str = "/first-run?token=";
        self.vasl.wait_says(PLACE).await?;
        let log = self.vasl.log();
        let address = log.split_whitespace().find(|word| word.contains(PLACE));
        Ok(address.ok_or("the address stands alone in the log")?.to_owned())
    }

    /// Vasl's folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// Where a call got to, in words, as Asterisk's events tell it.
pub fn reached(report: &CallReport) -> String {
    if let Some(talk) = report.conversations.last() {
        let since = report.entered("vasl-reconnect").filter(|at| *at < talk.began);
        let since = since.or_else(|| Some(report.queues.last()?.joined)).unwrap_or(report.began);
        let by = talk.queue.as_deref().map_or("directly".to_owned(), |queue| format!("by {queue}"));
        return format!("{} {by} {}", talk.with, after(talk.began - since));
    }
    match report.queues.last() {
        Some(visit) => format!("in queue {}, connected with nobody", visit.queue),
        None => "connected with nobody".to_owned(),
    }
}

/// `after 0.71 s`.
pub fn after(took: Duration) -> String {
    format!("after {:.2} s", took.as_secs_f64())
}

/// The reason of a decision in words, with its outcome where it has one: `operator_busy (talking),
/// connected`.
pub fn reason(decision: &Value) -> String {
    let mut text = match &decision["reason"] {
        Value::Object(with_detail) => {
            let each = with_detail.iter().map(|(reason, detail)| {
                format!("{reason} ({})", detail.as_str().unwrap_or_default())
            });
            each.collect()
        }
        reason => reason.as_str().unwrap_or_default().to_owned(),
    };
    if decision["source"] == "pinned" {
        text.push_str(" (pinned)");
    }
    if let Some(outcome) = decision["outcome"].as_str() {
        text.push_str(&format!(", {outcome}"));
    }
    text
}

/// The secret of an operator's telephone.
pub fn secret(number: &str) -> String {
    format!("phone-secret-{number}")
}

/// The program under trial.
pub fn env_binary() -> PathBuf {
    std::env::var_os("VASL_BINARY").map_or_else(default_binary, PathBuf::from)
}

fn default_binary() -> PathBuf {
    option_env!("CARGO_BIN_EXE_vasl").map(PathBuf::from).unwrap_or_else(|| PathBuf::from("vasl"))
}

fn write_configuration(
    lab: &Lab,
    folder: &Path,
    plan: &Plan,
    far: Option<&Operator>,
) -> Result<PathBuf> {
    let asterisk = lab.asterisk();
    let config = folder.join("vasl.toml");
    let text = format!(
        "[store]\nfolder = {:?}\n[agi]\nlisten = \"{}\"\n[panel]\nlisten = \"{}:0\"\n\
         [asterisk]\naddress = \"{}\"\nsecret = \"{}\"\nconfiguration_folder = {:?}\n\
         log_folder = {:?}\nsounds_folder = {:?}\n{}{}",
        folder.join("state"),
        agi_address(asterisk.address(3)),
        asterisk.address(3),
        asterisk.ami_addr(),
        asterisk.vasl_secret(),
        asterisk.etc_dir(),
        asterisk.log_dir(),
        asterisk.sounds_dir(),
        if plan.attached { "" } else { "[call_flow]\nfile = \"call-flow.toml\"\n" },
        plan.settings
    );
    std::fs::write(&config, text)?;
    let far = far.map(|far| far.address().to_string()).unwrap_or_default();
    let text = call_flow(plan)? + &plan.call_flow.replace("{far}", &far);
    std::fs::write(folder.join("call-flow.toml"), text)?;
    Ok(config)
}

/// The port of a service, or one that may be taken without root where this is not root.
fn agi_address(address: IpAddr) -> SocketAddr {
    let taken = TcpListener::bind((address, 573));
    let refused = taken.is_err_and(|error| error.kind() == ErrorKind::PermissionDenied);
    SocketAddr::new(address, if refused { 4573 } else { 573 })
}

fn call_flow(plan: &Plan) -> Result<String> {
    let mut text = String::new();
    for number in &plan.operators {
        let secret = secret(number);
        writeln!(
            text,
            "[[extension]]\nnumber = \"{number}\"\nname = \"Operator {number}\"\n\
             secret = \"{secret}\"\n"
        )?;
    }
    writeln!(
        text,
        "[[queue]]\nnumber = \"99\"\nname = \"Support\"\nstrategy = \"{}\"\n\
         members = {:?}\nring_seconds = {}\nwrap_up_seconds = {}\n",
        plan.strategy, plan.members, plan.queue_ring_seconds, plan.wrap_up_seconds
    )?;
    text.push_str(
        "[[ivr]]\nnumber = \"1\"\nname = \"Main\"\nfailure_destination = \"queue:99\"\n\
         [[ivr.entry]]\nkey = \"3\"\ndestination = \"misc:*5003\"\n\n\
         [[inbound_route]]\ndestination = \"ivr:1\"\n",
    );
    Ok(text)
}
