//! What an installation prefers, set in the panel while it runs.

use crate::module::ZoneName;
use crate::number::NumberPlan;
use crate::user::Language;

/// What an installation prefers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preferences {
    /// For how long facts are kept.
    pub retention: Retention,
    /// The language in which the panel speaks to somebody whom it does not know.
    pub language: Language,
    /// The zone of a new module, and of the times that are shown.
    pub time_zone: ZoneName,
    /// How numbers are written where the PBX stands.
    pub numbers: NumberPlan,
}

/// For how long facts are kept, in days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// Conversations, from their end.
    pub conversations: Days,
    /// Decisions with their evidence.
    pub decisions: Days,
    /// What reports count.
    pub reports: Days,
    /// Who changed what.
    pub audit: Days,
}

impl Default for Retention {
    fn default() -> Self {
        let days = |days| Days::new(days).unwrap_or(Days::LEAST);
        Self {
            conversations: days(30),
            decisions: days(90),
            reports: days(1_100),
            audit: days(1_100),
        }
    }
}

/// A number of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Days(u16);

/// Not a number of days for which something is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not a number of days from {least} to {most}", least = Days::LEAST.get(), most = Days::MOST.get())]
pub struct NoDays(pub u16);

impl Days {
    /// The least: a memory lives up to 24 hours from the end of a conversation.
    pub const LEAST: Self = Self(2);
    /// The most: ten years.
    pub const MOST: Self = Self(3_650);

    /// So many days.
    ///
    /// # Errors
    /// When it is fewer than [`LEAST`](Self::LEAST) or more than [`MOST`](Self::MOST).
    pub fn new(days: u16) -> Result<Self, NoDays> {
        let days = Self(days);
        if (Self::LEAST..=Self::MOST).contains(&days) { Ok(days) } else { Err(NoDays(days.0)) }
    }

    /// How many.
    #[must_use]
    pub const fn get(self) -> u16 {
        self.0
    }
}

impl Preferences {
    /// Each preference by its name and value, as an audit log has them.
    #[must_use]
    pub fn told(&self) -> [(&'static str, String); 8] {
        let Self { retention, language, time_zone, numbers } = self;
        [
            ("conversations_days", retention.conversations.get().to_string()),
            ("decisions_days", retention.decisions.get().to_string()),
            ("reports_days", retention.reports.get().to_string()),
            ("audit_days", retention.audit.get().to_string()),
            ("language", language.tag().to_owned()),
            ("time_zone", time_zone.to_string()),
            ("region", numbers.region().to_owned()),
            ("area_code", numbers.area_code().unwrap_or_default().to_owned()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_kept() {
        assert_eq!(Days::new(1), Err(NoDays(1)));
        assert_eq!(Days::new(2).unwrap().get(), 2);
        assert_eq!(
            Days::new(3_651).unwrap_err().to_string(),
            "3651 is not a number of days from 2 to 3650"
        );
        assert_eq!(Retention::default().reports.get(), 1_100);
    }
}
