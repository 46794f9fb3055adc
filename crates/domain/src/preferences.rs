//! What an installation prefers, set in the panel while it runs.

use crate::module::ZoneName;
use crate::number::NumberPlan;
use crate::user::Language;
use jiff::Span;
use jiff::civil::Date;

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

impl Days {
    /// The first day of which something is still kept on a day; what is older is removed.
    #[must_use]
    pub fn first_kept(self, today: Date) -> Option<Date> {
        today.checked_sub(Span::new().days(self.0)).ok()
    }
}

/// What is kept for some days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// Conversations.
    Conversations,
    /// Decisions with their evidence.
    Decisions,
    /// What reports count.
    Reports,
    /// Who changed what.
    Audit,
}

impl Retention {
    /// What another keeps for fewer days: everything older is removed for good once it holds, so it
    /// is asked first.
    pub fn shorter(self, after: Self) -> impl Iterator<Item = (Kept, Days)> {
        let all = [
            (Kept::Conversations, self.conversations, after.conversations),
            (Kept::Decisions, self.decisions, after.decisions),
            (Kept::Reports, self.reports, after.reports),
            (Kept::Audit, self.audit, after.audit),
        ];
        all.into_iter().filter(|(_, was, is)| is < was).map(|(kept, _, days)| (kept, days))
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

    #[test]
    fn what_is_removed_by_a_shorter_time_is_known_before() {
        let days = |days| Days::new(days).unwrap();
        let was = Retention::default();
        let is = Retention { decisions: days(7), reports: days(2_000), ..was };
        assert_eq!(was.shorter(is).collect::<Vec<_>>(), [(Kept::Decisions, days(7))]);
        assert_eq!(is.shorter(was).collect::<Vec<_>>(), [(Kept::Reports, days(1_100))]);
        assert_eq!(was.shorter(was).count(), 0);
        let today = jiff::civil::date(2026, 3, 1);
        assert_eq!(days(2).first_kept(today), Some(jiff::civil::date(2026, 2, 27)));
    }
}
