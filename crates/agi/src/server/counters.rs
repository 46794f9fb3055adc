//! What a server has seen since it started.

use std::sync::atomic::{AtomicU64, Ordering};

/// Counts of connections since the server started; each only grows.
#[derive(Debug, Default)]
pub struct Counters {
    accepted: AtomicU64,
    refused_over_limit: AtomicU64,
    refused_peer: AtomicU64,
    failed_accepts: AtomicU64,
    ended_by_deadline: AtomicU64,
    broken_off: AtomicU64,
    malformed: AtomicU64,
    tainted: AtomicU64,
}

impl Counters {
    /// Connections that were let in.
    #[must_use]
    pub fn accepted(&self) -> u64 {
        self.accepted.load(Ordering::Relaxed)
    }

    /// Connections closed at once because as many as allowed were open.
    #[must_use]
    pub fn refused_over_limit(&self) -> u64 {
        self.refused_over_limit.load(Ordering::Relaxed)
    }

    /// Connections closed at once because they did not come from loopback.
    #[must_use]
    pub fn refused_peer(&self) -> u64 {
        self.refused_peer.load(Ordering::Relaxed)
    }

    /// Times the system refused to hand over a connection, such as for want of descriptors.
    #[must_use]
    pub fn failed_accepts(&self) -> u64 {
        self.failed_accepts.load(Ordering::Relaxed)
    }

    /// Sessions that were cut off at their deadline.
    #[must_use]
    pub fn ended_by_deadline(&self) -> u64 {
        self.ended_by_deadline.load(Ordering::Relaxed)
    }

    /// Connections that the peer closed or reset before its environment was whole.
    #[must_use]
    pub fn broken_off(&self) -> u64 {
        self.broken_off.load(Ordering::Relaxed)
    }

    /// Sessions closed because the peer said what Asterisk does not say, or said too much.
    #[must_use]
    pub fn malformed(&self) -> u64 {
        self.malformed.load(Ordering::Relaxed)
    }

    /// Sessions whose environment was tainted; their handler ran all the same.
    #[must_use]
    pub fn tainted(&self) -> u64 {
        self.tainted.load(Ordering::Relaxed)
    }

    pub(super) fn count(&self, event: Event) {
        let counter = match event {
            Event::Accepted => &self.accepted,
            Event::RefusedOverLimit => &self.refused_over_limit,
            Event::RefusedPeer => &self.refused_peer,
            Event::FailedAccept => &self.failed_accepts,
            Event::EndedByDeadline => &self.ended_by_deadline,
            Event::BrokenOff => &self.broken_off,
            Event::Malformed => &self.malformed,
            Event::Tainted => &self.tainted,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Event {
    Accepted,
    RefusedOverLimit,
    RefusedPeer,
    FailedAccept,
    EndedByDeadline,
    BrokenOff,
    Malformed,
    Tainted,
}
