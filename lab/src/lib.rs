//! A real Asterisk with callers and operators, for demonstrations, tests and benchmarks.
//!
//! The lab is the independent witness: it knows nothing of the product's other crates. What
//! became of a call is taken from Asterisk's own events and from the audio that arrived, never
//! from the word of what is being tried.
//!
//! ```ignore
//! let lab = Lab::start(Options::default()).await?;
//! let operator = lab.operator("5050").await?;
//! let call = lab.caller("09121234567").call("700")?;
//! call.wait_answered().await?;
//! call.press('3').await?;
//! call.wait_bridged_to("5050").await?;
//! call.wait_hears(operator.hz()).await?;
//! ```
//!
//! # Map
//!
//! * `lab/asterisk` (a script) gets an Asterisk; [`Installation`] finds it.
//! * [`Asterisk`] starts one in a folder and on a loopback network (`127.a.b.0/24`) of its own,
//!   with the configuration of [`Options`]; many run side by side, all on the standard ports.
//! * [`Witness`] keeps every event of Asterisk and derives a [`CallReport`] for each channel.
//! * [`Caller`] and [`Operator`] are people with telephones; [`Call`] is a call as one of them
//!   has it. Each speaks at a pitch of their own, so [`Call::wait_hears`] tells who is heard.
//! * [`Lab`] holds all of these together.
//! * [`Record`] is what a test says of a case on one version, [`Table`] all of them.
//! * Inside: `sip` and `rtp` are the telephones, `sound` the tones, `ami` reads events.
//!
//! The telephones are written here rather than taken from SIPp, because they must react to
//! conditions while a call is up (answer when told to, hang up when a second caller waits), put
//! hostile bytes on the wire as they are, and measure what they hear.
//!
//! # Conditions, not pauses
//!
//! Nothing is awaited by sleeping for a guessed time. Every wait names what it waits for, has a
//! bound ([`Options::patience`]) and, when that passes, gives an error that says what happened
//! instead. A test that returns [`Result`] needs no `unwrap`.
//!
//! # What the default configuration offers
//!
//! The trunk's callers enter the context `from-trunk`: `700` is a menu whose key 3 leads to queue
//! `600`, `600` the queue itself, `5050` to `5052` the operators. Operators' telephones dial in
//! `from-operators`, which includes the same. AMI users are `lab` (everything) and `vasl`.
//!
//! # How to add …
//!
//! * … a configuration file: `asterisk/config.rs`.
//! * … something to the report of a call: a field of [`CallReport`], filled in
//!   `witness/ledger.rs`.
//! * … something that operators do when rung: [`Behaviour`] and `operator/desk.rs`.
//! * … something that telephones do in a call: a request in `sip/leg`, a method of [`Call`].
//!
//! # Looking inside
//!
//! With `VASL_LAB_KEEP` set, an instance's folder with its logs stays when it is dropped, named
//! `kept-…` (in the installation's folder `lab`, or in the temporary folder for the system's own
//! Asterisk). A lab that was killed leaves a folder, which the next one removes; its Asterisk
//! dies with it.

mod ami;
mod asterisk;
mod call;
mod caller;
mod cases;
mod error;
mod lab;
mod net;
mod operator;
mod rtp;
mod sip;
mod sound;
mod witness;

pub use ami::Message;
pub use asterisk::{Asterisk, Extension, Installation, Options, Queue, Version};
pub use call::{Call, Ended, Progress, Shown, Side};
pub use caller::Caller;
pub use cases::{Record, Table, Verdict};
pub use error::{LabError, Result};
pub use lab::Lab;
pub use operator::{Behaviour, Operator};
pub use rtp::Speech;
pub use sound::{CALLER_HZ, Heard, MENU_HZ, MUSIC_HZ, loudness_at, ulaw_tone};
pub use witness::{CallReport, Conversation, HangUp, Mark, Passage, QueueVisit, Ring, Witness};
