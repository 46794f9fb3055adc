//! Stretches of time as people write them: days of both calendars, with a time of day or without.

use super::CliError;
use clap::Args;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use vasl_domain::jalali::JalaliDate;
use vasl_domain::name::latin_digits;
use vasl_domain::report::Period;

/// No year of the Jalali calendar in our time is later, and none of the Gregorian earlier.
const FIRST_GREGORIAN_YEAR: i16 = 1700;

#[derive(Args)]
pub struct PeriodArguments {
    /// From this day on (2026-11-18, or 1405/08/27), or from a time of it (2026-11-18T08:00)
    #[arg(long, value_name = "DAY")]
    from: Option<String>,
    /// Up to this day, which counts too, or until before a time of it
    #[arg(long, value_name = "DAY")]
    to: Option<String>,
}

impl PeriodArguments {
    /// What was asked for, to the end of today unless told; `None` where nothing was.
    pub fn period(&self, zone: &TimeZone, now: Timestamp) -> Result<Option<Period>, CliError> {
        if self.from.is_none() && self.to.is_none() {
            return Ok(None);
        }
        let from = self.from.as_deref().map(Moment::parse).transpose()?;
        let to = self.to.as_deref().map(Moment::parse).transpose()?;
        let from = from.map_or(Ok(Timestamp::UNIX_EPOCH), |from| from.begins_at(zone))?;
        let today = Moment { day: now.to_zoned(zone.clone()).date(), time: None };
        let to = to.unwrap_or(today).ends_at(zone)?;
        if to <= from {
            return Err(CliError::invalid("--to is not after --from; write the earlier one first"));
        }
        Ok(Some(Period::new(from, to)))
    }

    /// What was asked for; today, where nothing was.
    pub fn period_or_today(&self, zone: &TimeZone, now: Timestamp) -> Result<Period, CliError> {
        let today = now.to_zoned(zone.clone()).date();
        Ok(self.period(zone, now)?.unwrap_or_else(|| Period::days(today, today, zone)))
    }
}

/// A day, or a time of it.
struct Moment {
    day: Date,
    time: Option<Time>,
}

impl Moment {
    fn parse(text: &str) -> Result<Self, CliError> {
        let wrong = || {
            CliError::invalid(format!(
                "“{text}” is not a day; write year, month and day, such as 2026-11-18 or \
                 1405/08/27, with T08:00 behind it for a time of that day"
            ))
        };
        let latin = latin_digits(text.trim());
        let (day, time) = match latin.split_once(['T', ' ']) {
            Some((day, time)) => (day, Some(time)),
            None => (latin.as_str(), None),
        };
        let time = time.map(|time| time.parse::<Time>().map_err(|_| wrong())).transpose()?;
        Ok(Self { day: parse_day(day).ok_or_else(wrong)?, time })
    }

    fn begins_at(&self, zone: &TimeZone) -> Result<Timestamp, CliError> {
        at(self.day.to_datetime(self.time.unwrap_or(Time::midnight())), zone)
    }

    fn ends_at(&self, zone: &TimeZone) -> Result<Timestamp, CliError> {
        let end = match self.time {
            Some(time) => self.day.to_datetime(time),
            None => self.day.tomorrow().unwrap_or(Date::MAX).to_datetime(Time::midnight()),
        };
        at(end, zone)
    }
}

fn parse_day(text: &str) -> Option<Date> {
    let mut parts = text.split(['-', '/']);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let year: i16 = year.parse().ok()?;
    if parts.next().is_some() {
        return None;
    }
    if year < FIRST_GREGORIAN_YEAR {
        return JalaliDate { year, month: month.parse().ok()?, day: day.parse().ok()? }.gregorian();
    }
    Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}

fn at(local: DateTime, zone: &TimeZone) -> Result<Timestamp, CliError> {
    let zoned = zone.to_zoned(local).map_err(CliError::invalid)?;
    Ok(zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(from: &str, to: &str) -> Result<(String, String), String> {
        let zone = TimeZone::get("Asia/Tehran").unwrap();
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let arguments = PeriodArguments { from: some(from), to: some(to) };
        let period = arguments
            .period(&zone, "2026-11-18T08:00:00Z".parse().unwrap())
            .map_err(|error| error.message)?
            .unwrap();
        Ok((period.from().begins_at().to_string(), period.to().begins_at().to_string()))
    }

    #[test]
    fn a_day_of_either_calendar_and_any_digits() {
        let day = ("2026-11-17T20:30:00Z".to_owned(), "2026-11-18T20:30:00Z".to_owned());
        for text in ["2026-11-18", "2026/11/18", "1405/08/27", "۱۴۰۵/۰۸/۲۷"] {
            assert_eq!(period(text, text), Ok(day.clone()), "{text}");
        }
    }

    #[test]
    fn what_is_not_told_is_the_end_of_today() {
        let expected = ("2026-11-16T20:30:00Z".to_owned(), "2026-11-18T20:30:00Z".to_owned());
        assert_eq!(period("2026-11-17", ""), Ok(expected));
    }

    #[test]
    fn a_time_of_a_day_is_the_end_itself() {
        let expected = ("2026-11-18T04:30:00Z".to_owned(), "2026-11-18T08:30:00Z".to_owned());
        assert_eq!(period("2026-11-18T08:00", "2026-11-18 12:00"), Ok(expected));
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in ["yesterday", "2026-13-01", "1405/12/31", "2026-11-18-1", "18/11/2026", "1-1"] {
            let error = period(text, "").unwrap_err();
            assert!(error.contains("is not a day"), "{text}: {error}");
        }
        let error = period("2026-11-18", "2026-11-17").unwrap_err();
        assert!(error.contains("write the earlier one first"), "{error}");
    }
}
