//! Why the store could not do a step, by what its caller can do about it.

/// Why a step was not done. The store is as it was before it.
///
/// `place` is where the store is: a path, or the address of a database.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Somebody else is writing, and did not stop in time. Try again.
    #[error("{place} is busy: another program is writing to it; try again")]
    Busy {
        /// Where.
        place: String,
    },
    /// The answer did not come within the time that was given. Go on without it.
    #[error("the store did not answer in time")]
    Deadline,
    /// No room is left. Make some; the next step is tried as if nothing had been.
    #[error(
        "there is no room left for {place}: free some disk space, or keep conversations and \
         decisions for fewer days"
    )]
    Full {
        /// Where.
        place: String,
    },
    /// What is there cannot be read. Restore a backup, or name another place.
    #[error("{place} cannot be read: {why}")]
    Unreadable {
        /// Where.
        place: String,
        /// What is wrong with it.
        why: String,
    },
    /// It was written by a later Vasl. Upgrade this one.
    #[error(
        "{place} was written by a later version of Vasl (its schema is {found}, this version \
         knows up to {known}); upgrade Vasl, or restore the backup from before the upgrade"
    )]
    TooNew {
        /// Where.
        place: String,
        /// The version that was found.
        found: u32,
        /// The latest version that this program knows.
        known: u32,
    },
    /// It can be read and not written. Mend the permissions.
    #[error("{place} cannot be written: {why}")]
    NotWritable {
        /// Where.
        place: String,
        /// What is in the way.
        why: String,
    },
    /// The store was closed.
    #[error("the store is closed")]
    Closed,
    /// Anything else: a fault of this program.
    #[error("a step on {place} failed: {why}")]
    Failed {
        /// Where.
        place: String,
        /// What the database said.
        why: String,
    },
}
