//! What really happened, from Asterisk's own events.
//!
//! The witness is a session of the AMI user `lab`. It keeps every event with the time at which it
//! arrived, lets tests wait for one, and derives a [`CallReport`] for every channel. On each new
//! SIP channel it asks Asterisk for that channel's SIP Call-ID, so a call placed here is known
//! whatever number it showed. Only a call that is over within milliseconds may be gone before
//! that: it is known by its number, what it dialled, and its turn.
//!
//! To derive something more: add a field to [`CallReport`] and fill it in `ledger.rs`.

mod ledger;
mod report;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio::time;
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

pub use self::report::{CallReport, Conversation, HangUp, Passage, QueueVisit, Ring};

use self::ledger::{Announced, Ledger};
use crate::ami::{self, Message, Reader, Writer};
use crate::asterisk::{Asterisk, config::LAB_USER};
use crate::error::{Doing, LabError, Result};
use crate::net;

const RECONNECT_PAUSE: Duration = Duration::from_millis(20);
/// Events shown when a wait fails.
const SHOWN: usize = 25;

/// A place in the record of events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark(usize);

/// Records the events of one Asterisk.
pub struct Witness {
    shared: Arc<Shared>,
    patience: Duration,
    _tasks: TaskTracker,
    _stop: DropGuard,
}

struct Shared {
    record: Mutex<Record>,
    /// Counts what was recorded, and whether a session is up.
    seen: watch::Sender<Seen>,
}

#[derive(Clone, Copy, Default)]
struct Seen {
    messages: usize,
    connected: bool,
}

#[derive(Default)]
struct Record {
    /// Events taken out by `forget`.
    forgotten: usize,
    events: Vec<Arc<Message>>,
    forged: Vec<Arc<Message>>,
    /// An event that was torn by line breaks in a number, until the next one begins, and how many
    /// fields stood before the tear.
    torn: Option<(Message, usize)>,
    ledger: Ledger,
}

impl Witness {
    /// Logs in to `asterisk` and records from now on, also across its restarts.
    pub async fn attend(asterisk: &Asterisk) -> Result<Self> {
        let shared = Arc::new(Shared {
            record: Mutex::default(),
            seen: watch::Sender::new(Seen::default()),
        });
        let stop = CancellationToken::new();
        let tasks = TaskTracker::new();
        let (own, addr, stopped) = (Arc::clone(&shared), asterisk.ami_addr(), stop.clone());
        tasks.spawn(async move {
            let _ = stopped.run_until_cancelled(own.attend(addr)).await;
        });
        let patience = asterisk.options().patience;
        let witness = Self { shared, patience, _tasks: tasks, _stop: stop.drop_guard() };
        witness.wait_connected().await?;
        Ok(witness)
    }

    /// Waits until the session is up (again).
    pub async fn wait_connected(&self) -> Result<()> {
        let mut seen = self.shared.seen.subscribe();
        let connected = seen.wait_for(|seen| seen.connected);
        match time::timeout(self.patience, connected).await {
            Ok(_) => Ok(()),
            Err(_) => Err(self.timeout("the witness's session with Asterisk", self.patience)),
        }
    }

    /// Says that a call is about to be placed, for the case that it is over before Asterisk can
    /// be asked about it.
    pub(crate) fn announce(&self, call_id: &str, number: Option<&str>, dialled: &str) {
        let (call_id, dialled) = (call_id.to_owned(), dialled.to_owned());
        let number = number.map(ToOwned::to_owned);
        let call = Announced { call_id, number, dialled, at: Instant::now() };
        self.shared.record().ledger.announce(call);
    }

    /// This moment's place in the record.
    pub fn mark(&self) -> Mark {
        let record = self.shared.record();
        Mark(record.forgotten + record.events.len())
    }

    /// Every genuine event since `mark`.
    pub fn events_since(&self, mark: Mark) -> Vec<Arc<Message>> {
        let record = self.shared.record();
        record.events.iter().skip(mark.0.saturating_sub(record.forgotten)).cloned().collect()
    }

    /// Events that Asterisk did not write itself: they do not begin as all of its own begin.
    pub fn forged(&self) -> Vec<Arc<Message>> {
        self.shared.record().forged.clone()
    }

    /// Drops the record so far, and the reports of calls that have ended: for long runs.
    pub fn forget(&self) {
        let mut record = self.shared.record();
        record.forgotten += record.events.len();
        record.events.clear();
        record.forged.clear();
        record.ledger.forget_ended();
    }

    /// The first event, of those recorded or to come, for which `wanted` holds.
    pub async fn wait_for(
        &self,
        what: &str,
        wanted: impl Fn(&Message) -> bool,
    ) -> Result<Arc<Message>> {
        self.wait_for_since(Mark(0), what, wanted).await
    }

    /// The first event since `mark` for which `wanted` holds.
    pub async fn wait_for_since(
        &self,
        mark: Mark,
        what: &str,
        wanted: impl Fn(&Message) -> bool,
    ) -> Result<Arc<Message>> {
        let mut next = mark.0;
        self.wait_until(what, self.patience, |record| {
            let from = next.saturating_sub(record.forgotten);
            next = record.forgotten + record.events.len();
            record.events.iter().skip(from).find(|event| wanted(event)).cloned()
        })
        .await
    }

    /// The report of the channel that belongs to this SIP call.
    pub fn report(&self, call_id: &str) -> Option<CallReport> {
        self.shared.record().ledger.by_call_id(call_id).cloned()
    }

    /// The report of a channel by its uniqueid.
    pub fn report_of(&self, uniqueid: &str) -> Option<CallReport> {
        self.shared.record().ledger.by_uniqueid(uniqueid).cloned()
    }

    /// The reports of every channel in the order in which they were created.
    pub fn reports(&self) -> Vec<CallReport> {
        self.shared.record().ledger.reports()
    }

    /// Waits until `wanted` finds what it looks for in the report of this SIP call.
    pub async fn wait_report<T>(
        &self,
        call_id: &str,
        what: &str,
        patience: Duration,
        mut wanted: impl FnMut(&CallReport) -> Option<T>,
    ) -> Result<T> {
        self.wait_until(what, patience, |record| {
            record.ledger.by_call_id(call_id).and_then(&mut wanted)
        })
        .await
    }

    async fn wait_until<T>(
        &self,
        what: &str,
        patience: Duration,
        mut look: impl FnMut(&Record) -> Option<T>,
    ) -> Result<T> {
        let mut seen = self.shared.seen.subscribe();
        let found = time::timeout(patience, async {
            loop {
                seen.borrow_and_update();
                if let Some(found) = look(&self.shared.record()) {
                    return found;
                }
                if seen.changed().await.is_err() {
                    // Nothing more comes; the time limit says so.
                    std::future::pending::<()>().await;
                }
            }
        });
        found.await.map_err(|_| self.timeout(what, patience))
    }

    fn timeout(&self, what: &str, after: Duration) -> LabError {
        LabError::Timeout { what: what.to_owned(), after, recent: self.recent() }
    }

    /// The last events, one line each, with their times before now.
    pub fn recent(&self) -> String {
        let record = self.shared.record();
        let mut text = String::from("Events of Asterisk:\n");
        let telling = record.events.iter().rev().filter(|event| {
            !matches!(
                event.get("Event"),
                Some("VarSet" | "RTCPSent" | "RTCPReceived" | "TestEvent")
            )
        });
        let shown: Vec<_> = telling.take(SHOWN).collect();
        for event in shown.iter().rev() {
            let ago = event.at.elapsed().as_secs_f64();
            text.push_str(&format!("  -{ago:.3} s {}\n", event.brief()));
        }
        text
    }
}

impl fmt::Debug for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Witness").field("at", &self.mark()).finish_non_exhaustive()
    }
}

impl Shared {
    fn record(&self) -> MutexGuard<'_, Record> {
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn attend(&self, addr: std::net::SocketAddr) {
        loop {
            if let Ok((reader, writer)) = ami::connect(addr, LAB_USER, true).await {
                self.seen.send_modify(|seen| seen.connected = true);
                // The session ends with Asterisk; the next may be another one.
                let _ = self.listen(reader, writer).await;
                self.record().ledger.all_ended(Instant::now());
                self.seen.send_modify(|seen| {
                    seen.connected = false;
                    seen.messages += 1;
                });
            }
            time::sleep(RECONNECT_PAUSE).await;
        }
    }

    async fn listen(&self, mut reader: Reader, mut writer: Writer) -> Result<()> {
        // Nobody who forges a response can guess it.
        let token = net::token()?;
        let doing = "listen to Asterisk's events";
        while let Some(message) = reader.next().await.doing(doing)? {
            for question in self.take(message, &token) {
                let id = format!("{token} {}", question.uniqueid);
                let action = [
                    ("Action", "Getvar"),
                    ("ActionID", id.as_str()),
                    ("Channel", question.channel.as_str()),
                    ("Variable", "CHANNEL(pjsip,call-id)"),
                ];
                writer.send(&action).await.doing(doing)?;
            }
        }
        Ok(())
    }

    /// Records a message; gives the new channels whose Call-ID is to be asked for.
    fn take(&self, message: Message, token: &str) -> Vec<Question> {
        let mut questions = Vec::new();
        {
            let mut record = self.record();
            let answered = message.get("ActionID").and_then(|id| id.strip_prefix(token));
            if answered.is_none() && !message.is_genuine() && !message.is("FullyBooted") {
                if let Some((torn, own)) = &mut record.torn {
                    torn.mend(*own, &message);
                }
                record.forged.push(Arc::new(message));
            } else {
                if let Some((torn, _)) = record.torn.take() {
                    questions.extend(record.add(torn));
                }
                if let Some(uniqueid) = answered {
                    match message.known("Value") {
                        Some(call_id) => record.ledger.name(uniqueid.trim_start(), call_id),
                        None => record.ledger.guess(uniqueid.trim_start()),
                    }
                } else if message.is_torn() {
                    let own = message.len();
                    record.torn = Some((message, own));
                } else {
                    questions.extend(record.add(message));
                }
            }
        }
        self.seen.send_modify(|seen| seen.messages += 1);
        questions
    }
}

impl Record {
    fn add(&mut self, event: Message) -> Option<Question> {
        self.ledger.apply(&event);
        let question = Question::of(&event);
        self.events.push(Arc::new(event));
        question
    }
}

struct Question {
    channel: String,
    uniqueid: String,
}

impl Question {
    fn of(event: &Message) -> Option<Self> {
        let channel = event.get("Channel").filter(|channel| channel.starts_with("PJSIP/"))?;
        let asked = event.is("Newchannel").then(|| event.get("Uniqueid"))??;
        Some(Self { channel: channel.to_owned(), uniqueid: asked.to_owned() })
    }
}
