//! The Asterisk Manager Interface (AMI): a sans-I/O codec, typed events and a tokio session that
//! reconnects. It works with Asterisk 16 to 22 and depends on nothing else of Vasl.
//!
//! * [`codec`] frames: [`codec::Decoder`] turns bytes into messages, [`codec::Action`] is what may
//!   be sent.
//! * [`event`] judges and types: [`event::Gate`] drops what a caller forged, and gives
//!   [`event::Event`]s.
//! * [`session`] talks: [`session::Connection`] is one login, [`session::Link`] keeps two up.
//!
//! `codec` and `event` are pure: no I/O, clock or randomness. `examples/watch.rs` shows a link.
//!
//! # What a caller can forge
//!
//! Caller and dialled numbers go to AMI unescaped (main/manager_channels.c,
//! `ast_manager_build_channel_state_string_prefix`), and a SIP URI may carry CR and LF
//! percent-encoded. So whoever can call can put up to 79 bytes of lines into every event of their
//! call, a whole `DeviceStateChange` or `Response` among them. The defence:
//!
//! * Only CR LF ends a line ([`codec::Decoder`]); a stray CR, LF or NUL condemns an event.
//! * `timestampevents=yes` is required. An event begins `Event`, `Privilege`, `Timestamp` in this
//!   order (main/manager.c, `__manager_event_sessions_va`). A stream without is reported as
//!   [`session::Lost::TimestampsOff`], not as forgery.
//! * No key stands twice, but for `ChanVariable`, `Variable`, `FileName` and `Output`.
//! * A channel snapshot is whole and unbroken or not there at all, in every event, known or not. A
//!   number stands in the middle of one, so an inserted line breaks it, and an inserted empty line
//!   leaves two halves. The shortest rest of a snapshot behind a number that a caller would have to
//!   write himself is longer than 79 bytes.
//! * An event with a type has the right privilege and all its fields in Asterisk's order.
//! * An answer carries an [`codec::ActionId`] that was issued on this connection: 128 random bits.
//! * What is not proper takes the events before and after it along. So one event is held back until
//!   the next message begins properly or the stream has been quiet for 20 ms.
//! * No event that fits in 160 bytes is acted on: it becomes an [`event::Hint`], which says what to
//!   ask about and not the answer. The compiler checks this for every row of the catalogue.
//!
//! What is dropped is counted by [`event::DropReason`] and logged at the first, second, fourth …
//! of a kind, without anything a caller sent. Forging costs the forger's own events and sometimes a
//! neighbour's, so what is learned from events must be made up from snapshots.
//!
//! The classes `dialplan` and `user` are outside this defence: their values have no length limit.
//!
//! # Facts of the protocol
//!
//! * A line to Asterisk has at most 1024 bytes, an action at most 128 lines (main/manager.c 298,
//!   include/asterisk/manager.h 100).
//! * `FullyBooted` directly after a login has no `Timestamp` (main/manager.c, `action_login`); only
//!   its place proves it, and it comes as [`event::Boot`].
//! * Asterisk drops a client that does not read for `writetimeout`, 100 ms by default, and replays
//!   nothing. So a task of its own drains each connection; a consumer that lags behind loses the
//!   link ([`session::Lost::Overflow`]) and never a single event.
//! * Events and actions of one connection share a thread of Asterisk's: hence two connections.
//! * A refused login is answered after a second (`action_login`), and alike for an unknown user, a
//!   wrong secret and a refused address (`authenticate`).
//! * Names in snapshots are C-escaped (`ast_escape_c`); numbers are not; in `QueueEntry` neither is
//!   (apps/app_queue.c 10979).
//! * `QueueMember`, an item of `QueueStatus`, has other field names than the `QueueMember…` events.
//!
//! # How to add an event
//!
//! 1. Read in Asterisk's source which fields it has and in which order; note what is optional.
//! 2. Write its struct with a `read` in `event/calls.rs`, `event/queues.rs` or `event/bridges.rs`.
//! 3. Add a variant to [`event::EventKind`] and a row to `event/catalogue.rs`. If the compiler says
//!    that it fits in 160 bytes, it belongs among the hints.
//! 4. Add its text, as seen on a wire, to the tests.

pub mod codec;
pub mod event;
mod secret;
pub mod session;
mod text;

pub use secret::Secret;
pub use text::Text;
