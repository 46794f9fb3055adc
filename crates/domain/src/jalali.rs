//! The Jalali (Solar Hijri) calendar, by which Iran works.

use icu_calendar::Date as CalendarDate;
use icu_calendar::cal::{Iso, Persian};
use jiff::civil::Date;
use std::fmt;

/// A day of the Jalali calendar.
///
/// The year begins at the equinox, which no cycle of leap years follows for ever: the usual one, of
/// 33 years, is first wrong in 1502. So it is asked of a library that corrects it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct JalaliDate {
    /// The year, such as 1405.
    pub year: i16,
    /// The month, from 1.
    pub month: u8,
    /// The day of the month, from 1.
    pub day: u8,
}

impl JalaliDate {
    /// The Gregorian name of the day; `None` for a day that does not exist.
    #[must_use]
    pub fn gregorian(self) -> Option<Date> {
        let day = CalendarDate::try_new_persian(i32::from(self.year), self.month, self.day).ok()?;
        let day = day.to_calendar(Iso);
        let year = i16::try_from(day.era_year().year).ok()?;
        let month = i8::try_from(day.month().ordinal).ok()?;
        Date::new(year, month, i8::try_from(day.day_of_month().0).ok()?).ok()
    }

    /// The Jalali name of a day.
    #[must_use]
    pub fn of(date: Date) -> Option<Self> {
        let month = u8::try_from(date.month()).ok()?;
        let day = u8::try_from(date.day()).ok()?;
        let day = CalendarDate::try_new_iso(i32::from(date.year()), month, day).ok()?;
        let day = day.to_calendar(Persian);
        Some(Self {
            year: i16::try_from(day.era_year().year).ok()?,
            month: day.month().ordinal,
            day: day.day_of_month().0,
        })
    }
}

impl fmt::Display for JalaliDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}/{:02}/{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn jalali(year: i16, month: u8, day: u8) -> JalaliDate {
        JalaliDate { year, month, day }
    }

    #[test]
    fn days_that_everybody_knows() {
        for (name, gregorian) in [
            (jalali(1403, 12, 30), date(2025, 3, 20)),
            (jalali(1404, 1, 1), date(2025, 3, 21)),
            (jalali(1404, 12, 29), date(2026, 3, 20)),
            (jalali(1405, 1, 13), date(2026, 4, 2)),
            (jalali(1357, 11, 22), date(1979, 2, 11)),
            (jalali(1405, 9, 2), date(2026, 11, 23)),
        ] {
            assert_eq!(name.gregorian(), Some(gregorian), "{name}");
            assert_eq!(JalaliDate::of(gregorian), Some(name), "{gregorian}");
        }
        for nowhere in [jalali(1404, 12, 30), jalali(1405, 7, 31), jalali(1405, 13, 1)] {
            assert_eq!(nowhere.gregorian(), None, "{nowhere}");
        }
    }

    #[test]
    fn leap_years_as_the_equinox_has_them() {
        let leap: Vec<i16> =
            (1391..=1441).filter(|year| jalali(*year, 12, 30).gregorian().is_some()).collect();
        assert_eq!(
            leap,
            [1391, 1395, 1399, 1403, 1408, 1412, 1416, 1420, 1424, 1428, 1432, 1436, 1441]
        );
    }

    proptest! {
        #[test]
        fn a_day_has_one_name_in_each_calendar(days in 0i32..200_000) {
            let gregorian = date(1850, 1, 1) + jiff::Span::new().days(days);
            let name = JalaliDate::of(gregorian).unwrap();
            prop_assert_eq!(name.gregorian(), Some(gregorian));
            let next = JalaliDate::of(gregorian.tomorrow().unwrap()).unwrap();
            prop_assert!(next > name);
        }
    }
}
