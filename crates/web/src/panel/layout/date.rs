//! A date as people write it. The field is `pieces::date`, its calendar `assets/dates.js`.

use crate::l10n::Texts;
use jiff::civil::Date;
use vasl_domain::holiday::{Calendar, HolidayError};

/// Reads `۱۴۰۵/۰۹/۰۵` or `2026-11-26`, in digits of any script. No year is in both calendars, so an
/// address that was made in one language is read in the other.
///
/// # Errors
/// When it is no date, in words.
pub fn read_date(texts: &Texts, text: &str) -> Result<Date, String> {
    let (own, other) = match texts.calendar() {
        Calendar::Jalali => (Calendar::Jalali, Calendar::Gregorian),
        Calendar::Gregorian => (Calendar::Gregorian, Calendar::Jalali),
    };
    let read = match own.read(text) {
        Err(HolidayError::OtherCalendar { .. }) => other.read(text),
        read => read,
    };
    read.map_err(|error| wrong_date(texts, &error))
}

/// Why a text is no date, in words.
#[must_use]
pub fn wrong_date(texts: &Texts, error: &HolidayError) -> String {
    let example = texts.short_date(jiff::civil::date(2026, 11, 26));
    match error {
        HolidayError::NoSuchDay { text, .. } => {
            texts.t1("date-no-such-day", "date", texts.digits(text))
        }
        HolidayError::OtherCalendar { year, .. } => {
            texts.t2("date-year-wrong", ("year", texts.digits(year)), ("date", example))
        }
        _ => texts.t1("date-wrong", "date", example),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::l10n::texts;
    use jiff::civil::date;
    use vasl_domain::jalali::JalaliDate;
    use vasl_domain::user::Language;

    #[test]
    fn either_calendar_and_digits_of_three_scripts() {
        for language in [Language::Persian, Language::English] {
            for text in ["۱۴۰۵/۰۹/۰۵", "١٤٠٥/٩/٥", "1405-09-05", "2026-11-26", "۲۰۲۶/۱۱/۲۶"]
            {
                assert_eq!(read_date(texts(language), text), Ok(date(2026, 11, 26)), "{text}");
            }
        }
    }

    #[test]
    fn what_is_no_date_is_said() {
        let fa = texts(Language::Persian);
        for (text, says) in [
            ("فردا", "مانند ۱۴۰۵/۰۹/۰۵"),
            ("09/05", "مانند ۱۴۰۵/۰۹/۰۵"),
            ("1404/12/30", "روز ۱۴۰۴/۱۲/۳۰ در تقویم نیست"),
            ("2026-02-29", "روز ۲۰۲۶-۰۲-۲۹ در تقویم نیست"),
            ("05/09/05", "سال ۵ پذیرفته نیست"),
        ] {
            let said = read_date(fa, text).unwrap_err().replace(['\u{2068}', '\u{2069}'], "");
            assert!(said.contains(says), "{text}: {said}");
        }
    }

    /// The script counts by itself. A browser test holds it to this file, and this holds the file to
    /// the calendar that the server counts by.
    #[test]
    fn the_script_counts_by_the_same_years() {
        let kept = include_str!("../../../../../e2e/tests/jalali_years.txt");
        let begins = (1300..1700).map(|year| {
            let first = JalaliDate { year, month: 1, day: 1 }.gregorian().unwrap();
            format!("{year} {first}\n")
        });
        assert_eq!(kept, begins.collect::<String>());
    }
}
