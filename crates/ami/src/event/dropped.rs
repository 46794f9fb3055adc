//! What was dropped and why.

use std::fmt;

/// Why a message was dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DropReason {
    /// The framing is broken: a stray control character, a line without a colon, or a limit.
    Malformed,
    /// The message begins with neither `Event` nor `Response`.
    NoBeginning,
    /// The second line of an event is not `Privilege`.
    NoPrivilege,
    /// The third line of an event is not `Timestamp`.
    NoTimestamp,
    /// A name, privilege or timestamp is not written as Asterisk writes it.
    BadPrelude,
    /// A key stands twice.
    Repeated,
    /// A field is missing or out of order.
    Missing,
    /// A channel or bridge snapshot is broken off or has something inserted.
    BrokenSnapshot,
    /// A value cannot be read or is too long.
    BadValue,
    /// An answer carries no `ActionID` that was issued on this connection.
    UnknownActionId,
    /// An event came on a connection that asked for none.
    Unsolicited,
    /// The message stood next to one that was dropped.
    Neighbour,
}

impl DropReason {
    /// Every reason, in the order of [`Dropped::counts`].
    pub const ALL: [Self; 12] = [
        Self::Malformed,
        Self::NoBeginning,
        Self::NoPrivilege,
        Self::NoTimestamp,
        Self::BadPrelude,
        Self::Repeated,
        Self::Missing,
        Self::BrokenSnapshot,
        Self::BadValue,
        Self::UnknownActionId,
        Self::Unsolicited,
        Self::Neighbour,
    ];

    /// A stable name for logs and metrics.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::NoBeginning => "no_beginning",
            Self::NoPrivilege => "no_privilege",
            Self::NoTimestamp => "no_timestamp",
            Self::BadPrelude => "bad_prelude",
            Self::Repeated => "repeated",
            Self::Missing => "missing",
            Self::BrokenSnapshot => "broken_snapshot",
            Self::BadValue => "bad_value",
            Self::UnknownActionId => "unknown_action_id",
            Self::Unsolicited => "unsolicited",
            Self::Neighbour => "neighbour",
        }
    }
}

impl fmt::Display for DropReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A message that is not as Asterisk writes it. Holds nothing a caller sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Violation {
    /// What is wrong.
    pub reason: DropReason,
    /// The event or field where it was seen, when this crate knows it by name.
    pub at: Option<&'static str>,
}

impl Violation {
    pub(crate) const fn new(reason: DropReason) -> Self {
        Self { reason, at: None }
    }

    pub(crate) const fn at(reason: DropReason, at: &'static str) -> Self {
        Self { reason, at: Some(at) }
    }
}

/// How many messages were dropped, by reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dropped([u64; DropReason::ALL.len()]);

impl Dropped {
    /// Each reason with its count.
    pub fn counts(&self) -> impl Iterator<Item = (DropReason, u64)> {
        DropReason::ALL.into_iter().zip(self.0)
    }

    /// The count of one reason.
    #[must_use]
    pub fn count(&self, reason: DropReason) -> u64 {
        self.counts().find(|(each, _)| *each == reason).map_or(0, |(_, count)| count)
    }

    /// All reasons together.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.0.iter().sum()
    }

    /// Adds other counts to these.
    pub fn add(&mut self, other: &Self) {
        for (count, more) in self.0.iter_mut().zip(other.0) {
            *count = count.saturating_add(more);
        }
    }

    pub(crate) fn record(&mut self, reason: DropReason) {
        for (count, each) in self.0.iter_mut().zip(DropReason::ALL) {
            if each == reason {
                *count = count.saturating_add(1);
            }
        }
    }
}
