//! What Vasl decides and tracks, as pure functions of what it is told.
//!
//! No I/O, no clock, no randomness: the time, the caller's raw number, the state of a phone and
//! every event are arguments. So each rule stands in one place, and each test of it is exact.
//!
//! | module | what it answers |
//! |---|---|
//! | [`name`] | which texts are an extension, a queue, a module's code, a channel's unique id |
//! | [`number`] | which caller is this, however the number was written |
//! | [`conversation`] | who spoke with whom, when and how |
//! | [`module`] | what a reconnect module covers, and what its settings may be |
//! | [`expiry`], [`hours`] | until when a conversation is remembered |
//! | [`holiday`], [`jalali`] | on which days nobody works |
//! | [`operator`] | whether an operator can be reached now |
//! | [`act`] | what an operator does with their queues |
//! | [`decision`], [`reason`] | where this call goes, and why |
//! | [`fallback`] | the place of a caller who goes on to a queue after a wait |
//! | [`outcome`] | what became of a decision |
//! | [`remembered`] | whom a module remembers, and for how long still |
//! | [`story`] | the whole of a call that reached a module |
//! | [`report`] | how many calls went how, over a period |
//! | [`live`] | how operators and waiting callers stand now |
//! | [`csv`] | rows that a spreadsheet opens as they are meant |
//! | [`call`], [`tracker`] | which conversations the events of a PBX amount to |
//! | [`backfill`] | which conversations happened while nobody was listening |
//! | [`destination`], [`callflow`] | extensions, queues, menus and routes around a module |
//! | [`configuration`] | modules and call flow as one: what fits together, what points where |
//! | [`toml_text`] | in which line a file is wrong, and how |
//! | [`value`] | names, texts and numbers that keep to a rule |
//! | [`user`] | who uses the panel, and what they may do there |
//! | [`text`] | how Persian text is searched and sorted |
//!
//! **Invariants.** Wire text never comes in: a type here cannot hold a line break, a quote or a
//! comma. [`decision::decide`] gives a route for every input. No conversation is used later than
//! 24 hours after its end.

pub mod act;
pub mod backfill;
pub mod call;
pub mod callflow;
pub mod configuration;
pub mod conversation;
pub mod csv;
pub mod decision;
pub mod destination;
pub mod expiry;
pub mod fallback;
pub mod holiday;
pub mod hours;
pub mod jalali;
pub mod live;
pub mod module;
pub mod name;
pub mod number;
pub mod operator;
pub mod outcome;
pub mod preferences;
pub mod reason;
pub mod remembered;
pub mod report;
pub mod story;
pub mod text;
pub mod toml_text;
pub mod tracker;
pub mod user;
pub mod value;
