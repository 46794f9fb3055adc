//! FastAGI: Asterisk asks over TCP what to do with a call, and this answers.
//!
//! Two layers, and each can be used without the other's company:
//!
//! - [`codec`] is the protocol alone: no I/O, no clock, no tokio type.
//! - [`server`] is a small tokio server around it: limits, deadlines, orderly shutdown.
//!
//! A server is a handler and a token to stop it with:
//!
//! ```no_run
//! # use vasl_agi::{Command, Server, Session, Settings};
//! # use tokio_util::sync::CancellationToken;
//! async fn greet(mut session: Session) {
//!     let Ok(command) = Command::set_variable("GREETING", "salaam") else { return };
//!     let _reply = session.send(command).await;
//! }
//!
//! # async fn serve() -> std::io::Result<()> {
//! let server = Server::bind(([127, 0, 0, 1], 4577).into(), Settings::default()).await?;
//! server.run(greet, CancellationToken::new()).await;
//! # Ok(()) }
//! ```
//!
//! ```text
//! exten => s,1,Set(GREETING=)                          ; believe only what is set
//!  same => n,AGI(agi://127.0.0.1:4577/greet?module=7)
//! ```
//!
//! # Invariants
//!
//! - **No bytes make it panic**, and how the stream is cut into reads changes nothing.
//! - **Everything is bounded**: line lengths, lines, bytes, commands, connections, time.
//! - **A command is one line in one write.** It cannot be built with a CR, LF or NUL in it,
//!   nor longer than the smallest buffer of any Asterisk.
//! - **One command at a time**: [`Session::send`] borrows the session until the reply is there.
//! - **What a caller can write is marked.** A line that a caller forged is noticed by its place,
//!   and what it could have touched reads as absent: see [`Environment`] for how, and for
//!   what cannot be noticed.
//! - **Out of step means over.** After a reply that is none, no further command is sent.
//!
//! # Facts of the protocol
//!
//! Lines are those of `res/res_agi.c` in Asterisk 22.10.1, compared with 16.28.0.
//!
//! - *Environment* (2267-2279, 2489-2527): `key: value` lines in a fixed order, ended by an
//!   empty line, LF alone, nothing escaped. `unknown` stands for a missing number or name.
//!   Each line is a write of its own.
//! - *Commands* (4158, 4331): one line, words parted by blanks, `"…"` and `\` to quote. The
//!   buffer is 2048 bytes before 20.16.0, 21.11.0 and 22.6.0. Asterisk reads a line in a loop
//!   that spins until the LF comes, deaf to a hang-up (4415-4429).
//! - *Replies*: `200 result=R`, `200 result=R (value)`, either with ` endpos=N`; the value is
//!   not escaped. `510`, `511` (dead channel), `520` on one line (4272) or as `520-` and
//!   lines up to `520 End of proper usage.` (4274-4276). `GOSUB` says `100` first
//!   (`app_stack.c`:1244) and may say `503`.
//! - *`HANGUP`* is a line of its own at any time between replies (4369) and once more at the
//!   end (4488), unless the channel has `AGISIGHUP=no`.
//! - *Time*: Asterisk tries to connect for 2 s for each address (1565), and then waits for
//!   ever (4376). So the server has a deadline, and the dialplan should have one too.
//! - *The end*: when the server closes or dies, `AGISTATUS` says `SUCCESS` (4431).
//! - *Power*: an AGI peer may do anything that the dialplan may. FastAGI knows no password and
//!   no encryption: listen on loopback, and put a token in the URL if others can reach it.
//!
//! # How to add a command
//!
//! 1. Add a constructor to [`Command`], made of `Line::new`, `name`, `quoted` and `word`:
//!    whatever is not a literal or a number must pass through `quoted` or `name`.
//! 2. If its reply has a new form, teach it to `Success::parse`. `200` with a plain result,
//!    a value in parentheses or an `endpos` needs nothing. The forms of the speech commands
//!    (`(speech) endpos=… results=…`, `(digit) digit=…`) are refused for now.
//! 3. Add a row to the tests beside them, and a case to the round trip in
//!    `tests/agi/properties.rs`.
//!
//! To add a key of the environment, add it to [`Field`] and its table, in Asterisk's order.

pub mod codec;
pub mod server;

pub use codec::{
    Command, CommandError, Environment, EnvironmentDecoder, EnvironmentError, Field,
    MAX_COMMAND_LINE, MAX_ENVIRONMENT_BYTES, MAX_ENVIRONMENT_LINE, MAX_ENVIRONMENT_LINES,
    MAX_REPLY_LINE, MAX_USAGE, Message, NetworkScript, Presentation, Reply, ReplyDecoder,
    ReplyError, Success,
};
pub use server::{Counters, Server, Session, SessionError, Settings};
