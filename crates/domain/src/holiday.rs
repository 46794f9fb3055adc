//! Days on which a call centre does not work.

use crate::jalali::JalaliDate;
use crate::name::latin_digits;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A day without work.
///
/// Written as `jalali = "1405/01/13"` or `gregorian = "2026-12-25"`, or for every year as
/// `jalali = "01/13"` and `yearly = true`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "HolidayKeys", into = "HolidayKeys")]
pub enum Holiday {
    /// That day.
    Once {
        /// The day.
        date: Date,
        /// By which calendar it was written, and is written again.
        calendar: Calendar,
    },
    /// Every year, by the Gregorian calendar.
    Gregorian {
        /// The month, from 1.
        month: u8,
        /// The day of the month, from 1.
        day: u8,
    },
    /// Every year, by the Jalali calendar.
    Jalali {
        /// The month, from 1.
        month: u8,
        /// The day of the month, from 1.
        day: u8,
    },
}

/// By which calendar a holiday is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Calendar {
    /// Gregorian.
    Gregorian,
    /// Jalali.
    Jalali,
}

/// Why a holiday cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HolidayError {
    /// Not a date.
    #[error(
        "“{0}” is not a date: write year, month and day, such as jalali = \"1405/01/13\" or \
         gregorian = \"2026-12-25\""
    )]
    NotADate(String),
    /// A date that its calendar does not have.
    #[error("there is no day {text} in the {calendar} calendar")]
    NoSuchDay {
        /// What was written.
        text: String,
        /// The calendar.
        calendar: &'static str,
    },
    /// A year of the other calendar.
    #[error("{year} is no year of the {calendar} calendar in our time; is it one of the other?")]
    OtherCalendar {
        /// The year.
        year: i16,
        /// The calendar.
        calendar: &'static str,
    },
    /// A date with its year, and every year.
    #[error("“{0}” names a year; for every year write month and day only, such as \"01/13\"")]
    YearlyWithYear(String),
    /// Written by no calendar, or by both.
    #[error("a holiday is either jalali = \"1405/01/13\" or gregorian = \"2026-12-25\"")]
    NoCalendar,
    /// A date without its year, and not every year.
    #[error("“{0}” names no year; write the year, or yearly = true for every year")]
    OnceWithoutYear(String),
}

impl HolidayError {
    /// The stable code of the error, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotADate(_) => "date",
            Self::NoSuchDay { .. } => "no_such_day",
            Self::OtherCalendar { .. } => "other_calendar",
            Self::YearlyWithYear(_) => "yearly_with_year",
            Self::NoCalendar => "no_calendar",
            Self::OnceWithoutYear(_) => "once_without_year",
        }
    }
}

/// A holiday as it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct HolidayKeys {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    jalali: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    gregorian: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    yearly: bool,
}

impl TryFrom<HolidayKeys> for Holiday {
    type Error = HolidayError;
    fn try_from(keys: HolidayKeys) -> Result<Self, HolidayError> {
        let (calendar, text) = match (keys.jalali, keys.gregorian) {
            (Some(text), None) => (Calendar::Jalali, text),
            (None, Some(text)) => (Calendar::Gregorian, text),
            (None, None) | (Some(_), Some(_)) => return Err(HolidayError::NoCalendar),
        };
        Self::parse(calendar, &text, keys.yearly)
    }
}

impl From<Holiday> for HolidayKeys {
    fn from(holiday: Holiday) -> Self {
        let yearly = !matches!(holiday, Holiday::Once { .. });
        let text = holiday.date_text();
        match holiday.calendar() {
            Calendar::Jalali => Self { jalali: Some(text), gregorian: None, yearly },
            Calendar::Gregorian => Self { jalali: None, gregorian: Some(text), yearly },
        }
    }
}

impl Calendar {
    /// Reads `1405/01/13` or `2026-12-25`, with either sign, in digits of any script.
    ///
    /// # Errors
    /// When it is no day of this calendar, with its year.
    pub fn read(self, text: &str) -> Result<Date, HolidayError> {
        let fields = date_fields(text).ok_or_else(|| HolidayError::NotADate(text.to_owned()))?;
        match fields.as_slice() {
            &[year, month, day] => self.day(text, year, month, day),
            _ => Err(HolidayError::OnceWithoutYear(text.to_owned())),
        }
    }

    fn day(self, text: &str, year: i16, month: i16, day: i16) -> Result<Date, HolidayError> {
        if !self.knows(year) {
            return Err(HolidayError::OtherCalendar { year, calendar: self.name() });
        }
        let small = |field: i16| u8::try_from(field).ok();
        let date = small(month).zip(small(day)).and_then(|(m, d)| self.date(year, m, d));
        date.ok_or_else(|| self.no_such_day(text))
    }

    fn no_such_day(self, text: &str) -> HolidayError {
        HolidayError::NoSuchDay { text: text.to_owned(), calendar: self.name() }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Gregorian => "Gregorian",
            Self::Jalali => "Jalali",
        }
    }

    /// The years in which a date can be meant; those of the two calendars have none in common.
    fn knows(self, year: i16) -> bool {
        match self {
            Self::Gregorian => (1900..2300).contains(&year),
            Self::Jalali => (1300..1700).contains(&year),
        }
    }

    fn date(self, year: i16, month: u8, day: u8) -> Option<Date> {
        match self {
            Self::Gregorian => {
                Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
            }
            Self::Jalali => JalaliDate { year, month, day }.gregorian(),
        }
    }

    /// A leap year, which has every day that any year has.
    fn leap_year(self) -> i16 {
        match self {
            Self::Gregorian => 2024,
            Self::Jalali => 1403,
        }
    }
}

impl Holiday {
    /// Reads `1405/01/13`, or `01/13` for every year; with `-` for `/`, in digits of any script.
    ///
    /// # Errors
    /// When it is no day of the calendar, or its year stands there and should not, or should and
    /// does not.
    pub fn parse(calendar: Calendar, text: &str, yearly: bool) -> Result<Self, HolidayError> {
        if !yearly {
            return calendar.read(text).map(|date| Self::Once { date, calendar });
        }
        let fields = date_fields(text).ok_or_else(|| HolidayError::NotADate(text.to_owned()))?;
        let &[month, day] = fields.as_slice() else {
            return Err(HolidayError::YearlyWithYear(text.to_owned()));
        };
        calendar.day(text, calendar.leap_year(), month, day)?;
        let small = |field: i16| u8::try_from(field).map_err(|_| calendar.no_such_day(text));
        let (month, day) = (small(month)?, small(day)?);
        Ok(match calendar {
            Calendar::Gregorian => Self::Gregorian { month, day },
            Calendar::Jalali => Self::Jalali { month, day },
        })
    }

    /// By which calendar it is written.
    #[must_use]
    pub fn calendar(self) -> Calendar {
        match self {
            Self::Once { calendar, .. } => calendar,
            Self::Gregorian { .. } => Calendar::Gregorian,
            Self::Jalali { .. } => Calendar::Jalali,
        }
    }

    /// Its date as it is written in its calendar: `1405/01/13`, `12-25`.
    #[must_use]
    pub fn date_text(self) -> String {
        match self {
            Self::Once { date, calendar: Calendar::Jalali } => {
                JalaliDate::of(date).map_or_else(|| date.to_string(), |day| day.to_string())
            }
            Self::Once { date, calendar: Calendar::Gregorian } => date.to_string(),
            Self::Gregorian { month, day } => format!("{month:02}-{day:02}"),
            Self::Jalali { month, day } => format!("{month:02}/{day:02}"),
        }
    }

    /// Whether a day is this one.
    #[must_use]
    pub fn is_on(self, date: Date) -> bool {
        match self {
            Self::Once { date: once, .. } => once == date,
            Self::Gregorian { month, day } => {
                i16::from(date.month()) == i16::from(month)
                    && i16::from(date.day()) == i16::from(day)
            }
            Self::Jalali { month, day } => JalaliDate::of(date)
                .is_some_and(|jalali| (jalali.month, jalali.day) == (month, day)),
        }
    }
}

/// Two or three fields of one to four digits.
fn date_fields(text: &str) -> Option<Vec<i16>> {
    let fields: Option<Vec<i16>> = latin_digits(text)
        .split(['/', '-'])
        .map(|field| {
            let good = (1..=4).contains(&field.len()) && field.bytes().all(|b| b.is_ascii_digit());
            good.then(|| field.parse().ok()).flatten()
        })
        .collect();
    fields.filter(|fields| (2..=3).contains(&fields.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn jalali(text: &str, yearly: bool) -> Result<Holiday, HolidayError> {
        Holiday::parse(Calendar::Jalali, text, yearly)
    }

    fn gregorian(text: &str, yearly: bool) -> Result<Holiday, HolidayError> {
        Holiday::parse(Calendar::Gregorian, text, yearly)
    }

    #[test]
    fn once_in_either_calendar() {
        let once = |calendar| Holiday::Once { date: date(2026, 4, 2), calendar };
        let nature_day = once(Calendar::Jalali);
        for spelling in ["1405/01/13", "1405-1-13", "۱۴۰۵/۰۱/۱۳"] {
            assert_eq!(jalali(spelling, false), Ok(nature_day), "{spelling}");
        }
        assert_eq!(gregorian("2026-04-02", false), Ok(once(Calendar::Gregorian)));
        assert!(nature_day.is_on(date(2026, 4, 2)) && !nature_day.is_on(date(2027, 4, 2)));
    }

    #[test]
    fn every_year_by_its_own_calendar() {
        // The equinox falls on 20 or 21 March.
        let new_year = jalali("01/01", true).unwrap();
        for (day, is) in [
            (date(2024, 3, 20), true),
            (date(2025, 3, 20), false),
            (date(2025, 3, 21), true),
            (date(2026, 3, 21), true),
        ] {
            assert_eq!(new_year.is_on(day), is, "{day}");
        }
        let christmas = gregorian("12-25", true).unwrap();
        assert!(christmas.is_on(date(2026, 12, 25)) && christmas.is_on(date(2031, 12, 25)));
        assert!(!christmas.is_on(date(2026, 12, 24)));
        // Only some years have it.
        assert!(jalali("12/30", true).unwrap().is_on(date(2025, 3, 20)));
        assert!(gregorian("02-29", true).unwrap().is_on(date(2028, 2, 29)));
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        for (result, says) in [
            (jalali("2026/01/13", false), "no year of the Jalali calendar"),
            (gregorian("1405-01-13", false), "no year of the Gregorian calendar"),
            (jalali("1404/12/30", false), "no day 1404/12/30"),
            (jalali("07/31", true), "no day 07/31"),
            (gregorian("2026-02-29", false), "no day 2026-02-29"),
            (jalali("1405/01/13", true), "for every year write month and day only"),
            (jalali("01/13", false), "names no year"),
            (jalali("13", true), "not a date"),
            (jalali("1405/01/13/1", false), "not a date"),
            (jalali("1405/01/x", false), "not a date"),
            (jalali("1405/999/1", false), "no day"),
        ] {
            let sentence = result.unwrap_err().to_string();
            assert!(sentence.contains(says), "{sentence}");
        }
    }
}
