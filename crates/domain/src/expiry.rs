//! Until when a conversation is remembered for a module.

use crate::hours::TimeGroup;
use crate::name::TimeGroupName;
use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, Zoned};
use serde::{Deserialize, Serialize};
use std::fmt;

/// No memory outlives this, counted from the end of the conversation.
pub const LONGEST_MEMORY: SignedDuration = SignedDuration::from_hours(24);

/// How long a conversation is remembered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expiry {
    /// Until this time of the day on which the conversation ended; to the end of that day for one
    /// that ended past it.
    Until(TimeOfDay),
    /// For this long from the end of the conversation.
    For(Lifetime),
    /// Until the end of the working day of a time group; to the end of the day for a conversation
    /// that ended outside working hours.
    EndOfWork(TimeGroupName),
}

impl Expiry {
    /// The moment from which a conversation that ended at `ended` is forgotten.
    ///
    /// `groups` gives the time group that [`Expiry::EndOfWork`] names; one that is missing counts
    /// as having no hours, so the day's end applies.
    #[must_use]
    pub fn forgotten_at(
        &self,
        ended: Timestamp,
        zone: &TimeZone,
        groups: &[TimeGroup],
    ) -> Timestamp {
        let latest = ended.saturating_add(LONGEST_MEMORY).unwrap_or(Timestamp::MAX);
        let local = ended.to_zoned(zone.clone());
        let wanted = match self {
            Self::For(lifetime) => ended.saturating_add(lifetime.0).unwrap_or(latest),
            Self::Until(time) => today_at(&local, time.0)
                .filter(|until| *until > local)
                .map_or_else(|| end_of_day(&local, latest), |until| until.timestamp()),
            Self::EndOfWork(name) => groups
                .iter()
                .find(|group| group.name == *name)
                .and_then(|group| group.end_of_work(&local))
                .map_or_else(|| end_of_day(&local, latest), |end| end.timestamp()),
        };
        wanted.min(latest)
    }
}

fn today_at(local: &Zoned, time: Time) -> Option<Zoned> {
    local.date().to_datetime(time).to_zoned(local.time_zone().clone()).ok()
}

fn end_of_day(local: &Zoned, latest: Timestamp) -> Timestamp {
    local.tomorrow().and_then(|day| day.start_of_day()).map_or(latest, |day| day.timestamp())
}

impl fmt::Display for Expiry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Until(time) => write!(f, "until {time}"),
            Self::For(lifetime) => write!(f, "for {lifetime}"),
            Self::EndOfWork(group) => write!(f, "end of work ({group})"),
        }
    }
}

/// Why an expiry cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExpiryError {
    /// Not a time of day.
    #[error("“{0}” is not a time of day: write hours and minutes, such as 17:30 or 17:30:00")]
    NotATime(String),
    /// Not a duration.
    #[error("“{0}” is not a duration: write hours, minutes and seconds, such as 08:00:00")]
    NotADuration(String),
    /// Longer than a memory may be.
    #[error("{0} is longer than 24 hours; a conversation is remembered for 24:00:00 at most")]
    TooLong(String),
    /// No time at all.
    #[error("a duration of no time would remember nobody; give at least 00:00:01")]
    Nothing,
}

impl ExpiryError {
    /// The stable code of the error, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotATime(_) => "time_of_day",
            Self::NotADuration(_) => "duration",
            Self::TooLong(_) => "duration_too_long",
            Self::Nothing => "duration_nothing",
        }
    }
}

/// A time of day, to the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TimeOfDay(Time);

impl TimeOfDay {
    /// Reads `17:30` or `17:30:00`.
    ///
    /// # Errors
    /// When it is no time of day.
    pub fn parse(text: &str) -> Result<Self, ExpiryError> {
        let wrong = || ExpiryError::NotATime(text.to_owned());
        let (hours, minutes, seconds) = clock_fields(text).ok_or_else(wrong)?;
        let part = |value: u32| i8::try_from(value).map_err(|_| wrong());
        Time::new(part(hours)?, part(minutes)?, part(seconds)?, 0).map(Self).map_err(|_| wrong())
    }

    /// The time as the civil calendar has it.
    #[must_use]
    pub fn time(self) -> Time {
        self.0
    }
}

impl From<Time> for TimeOfDay {
    /// Parts of a second are left out.
    fn from(time: Time) -> Self {
        Self(time.with().subsec_nanosecond(0).build().unwrap_or(time))
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}:{:02}", self.0.hour(), self.0.minute(), self.0.second())
    }
}

impl TryFrom<String> for TimeOfDay {
    type Error = ExpiryError;
    fn try_from(text: String) -> Result<Self, ExpiryError> {
        Self::parse(&text)
    }
}

impl From<TimeOfDay> for String {
    fn from(time: TimeOfDay) -> Self {
        time.to_string()
    }
}

/// How long: a second to 24 hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Lifetime(SignedDuration);

impl Lifetime {
    /// Reads `08:00`, `08:00:00` or `24:00:00`.
    ///
    /// # Errors
    /// When it is no duration, none at all, or longer than [`LONGEST_MEMORY`].
    pub fn parse(text: &str) -> Result<Self, ExpiryError> {
        let wrong = || ExpiryError::NotADuration(text.to_owned());
        let (hours, minutes, seconds) = clock_fields(text).ok_or_else(wrong)?;
        if minutes > 59 || seconds > 59 {
            return Err(wrong());
        }
        let total = i64::from(hours) * 3600 + i64::from(minutes) * 60 + i64::from(seconds);
        match SignedDuration::from_secs(total) {
            SignedDuration::ZERO => Err(ExpiryError::Nothing),
            long if long > LONGEST_MEMORY => Err(ExpiryError::TooLong(text.to_owned())),
            lifetime => Ok(Self(lifetime)),
        }
    }

    /// The length in seconds.
    #[must_use]
    pub fn as_seconds(self) -> i64 {
        self.0.as_secs()
    }
}

impl fmt::Display for Lifetime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs();
        write!(f, "{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
    }
}

impl TryFrom<String> for Lifetime {
    type Error = ExpiryError;
    fn try_from(text: String) -> Result<Self, ExpiryError> {
        Self::parse(&text)
    }
}

impl From<Lifetime> for String {
    fn from(lifetime: Lifetime) -> Self {
        lifetime.to_string()
    }
}

/// The fields of `H:MM` or `H:MM:SS`, in digits of any script, at most three digits each.
fn clock_fields(text: &str) -> Option<(u32, u32, u32)> {
    let text = crate::name::latin_digits(text);
    let mut fields = text.split(':').map(|field| {
        let good = (1..=3).contains(&field.len()) && field.bytes().all(|b| b.is_ascii_digit());
        good.then(|| field.parse().ok()).flatten()
    });
    let hours = fields.next()??;
    let minutes = fields.next()??;
    let seconds = fields.next().map_or(Some(0), |field| field)?;
    fields.next().is_none().then_some((hours, minutes, seconds))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).unwrap()
    }

    fn until(time: &str) -> Expiry {
        Expiry::Until(TimeOfDay::parse(time).unwrap())
    }

    fn forgotten(expiry: &Expiry, ended: &str, zone_name: &str) -> String {
        let ended: Zoned = format!("{ended}[{zone_name}]").parse().unwrap();
        let at = expiry.forgotten_at(ended.timestamp(), &zone(zone_name), &[]);
        at.to_zoned(zone(zone_name)).datetime().to_string()
    }

    #[test]
    fn a_shop_that_closes_at_half_past_five() {
        let shop = until("17:30:00");
        for (ended, expected) in [
            ("2026-11-23T09:00", "2026-11-23T17:30:00"),
            ("2026-11-23T17:29:59", "2026-11-23T17:30:00"),
            ("2026-11-23T17:30:00", "2026-11-24T00:00:00"),
            ("2026-11-23T18:15", "2026-11-24T00:00:00"),
            ("2026-11-23T23:59:59", "2026-11-24T00:00:00"),
            ("2026-11-24T00:00:00", "2026-11-24T17:30:00"),
        ] {
            assert_eq!(forgotten(&shop, ended, "Asia/Tehran"), expected, "{ended}");
        }
    }

    #[test]
    fn midnight_belongs_to_the_zone_of_the_module() {
        // 20:30 UTC is midnight in Tehran.
        let ended: Timestamp = "2026-11-23T20:29:59Z".parse().unwrap();
        let expected: Timestamp = "2026-11-23T20:30:00Z".parse().unwrap();
        assert_eq!(until("17:30").forgotten_at(ended, &zone("Asia/Tehran"), &[]), expected);
        let expected: Timestamp = "2026-11-24T00:00:00Z".parse().unwrap();
        assert_eq!(until("17:30").forgotten_at(ended, &zone("UTC"), &[]), expected);
    }

    #[test]
    fn a_change_of_clocks() {
        // Europe/Berlin: 2026-03-29 has 23 hours, 2026-10-25 has 25.
        assert_eq!(
            forgotten(&until("17:30"), "2026-03-29T01:30", "Europe/Berlin"),
            "2026-03-29T17:30:00"
        );
        // A time that does not exist on that day is taken an hour on.
        assert_eq!(
            forgotten(&until("02:30"), "2026-03-29T00:30", "Europe/Berlin"),
            "2026-03-29T03:30:00"
        );
        // A day of 25 hours is longer than a memory.
        assert_eq!(
            forgotten(&until("00:00"), "2026-10-25T00:00:00", "Europe/Berlin"),
            "2026-10-25T23:00:00"
        );
        // Tehran's clocks last moved in 2022, at midnight.
        assert_eq!(
            forgotten(&until("17:30"), "2022-03-21T23:30", "Asia/Tehran"),
            "2022-03-22T01:00:00"
        );
        assert_eq!(
            forgotten(&until("17:30"), "2026-03-21T23:30", "Asia/Tehran"),
            "2026-03-22T00:00:00"
        );
    }

    #[test]
    fn a_duration_counts_seconds_not_the_clock() {
        let day = Expiry::For(Lifetime::parse("24:00:00").unwrap());
        assert_eq!(forgotten(&day, "2026-03-28T12:00", "Europe/Berlin"), "2026-03-29T13:00:00");
    }

    #[test]
    fn a_time_group_that_is_gone_means_the_end_of_the_day() {
        let expiry = Expiry::EndOfWork(TimeGroupName::new("office").unwrap());
        assert_eq!(forgotten(&expiry, "2026-11-23T11:00", "Asia/Tehran"), "2026-11-24T00:00:00");
    }

    #[test]
    fn what_people_write() {
        assert_eq!(TimeOfDay::parse("۱۷:۳۰").unwrap().to_string(), "17:30:00");
        assert_eq!(Lifetime::parse("24:00:00").unwrap().to_string(), "24:00:00");
        assert_eq!(Lifetime::parse("8:00").unwrap().to_string(), "08:00:00");
        for bad in ["", "17", "24:00:00", "17:60", "17:30:00:00", "-1:00", "١٧"] {
            assert!(TimeOfDay::parse(bad).is_err(), "{bad}");
        }
        assert_eq!(Lifetime::parse("00:00:00"), Err(ExpiryError::Nothing));
        assert_eq!(Lifetime::parse("24:00:01"), Err(ExpiryError::TooLong("24:00:01".into())));
        assert!(matches!(Lifetime::parse("999:00"), Err(ExpiryError::TooLong(_))));
        assert!(matches!(Lifetime::parse("1:99:00"), Err(ExpiryError::NotADuration(_))));
    }

    fn any_expiry() -> impl Strategy<Value = Expiry> {
        prop_oneof![
            (0..24u8, 0..60u8, 0..60u8)
                .prop_map(|(h, m, s)| until(&format!("{h:02}:{m:02}:{s:02}"))),
            (1..=86_400i64).prop_map(|s| Expiry::For(Lifetime(SignedDuration::from_secs(s)))),
            Just(Expiry::EndOfWork(TimeGroupName::new("gone").unwrap())),
        ]
    }

    proptest! {
        #[test]
        fn a_memory_is_never_negative_and_never_longer_than_a_day(
            expiry in any_expiry(),
            second in 0i64..4_000_000_000,
            zone_name in prop_oneof![Just("Asia/Tehran"), Just("Europe/Berlin"), Just("UTC"), Just("America/Havana"), Just("Australia/Lord_Howe")],
        ) {
            let ended = Timestamp::from_second(second).unwrap();
            let forgotten = expiry.forgotten_at(ended, &zone(zone_name), &[]);
            prop_assert!(forgotten > ended);
            prop_assert!(forgotten.duration_since(ended) <= LONGEST_MEMORY);
        }
    }
}
