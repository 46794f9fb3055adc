//! Days and times as the reader's calendar has them.

use super::Texts;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use vasl_domain::holiday::Calendar;
use vasl_domain::jalali::JalaliDate;
use vasl_domain::user::Language;

const JALALI_MONTHS: [&str; 12] = [
    "month-farvardin",
    "month-ordibehesht",
    "month-khordad",
    "month-tir",
    "month-mordad",
    "month-shahrivar",
    "month-mehr",
    "month-aban",
    "month-azar",
    "month-dey",
    "month-bahman",
    "month-esfand",
];

const GREGORIAN_MONTHS: [&str; 12] = [
    "month-january",
    "month-february",
    "month-march",
    "month-april",
    "month-may",
    "month-june",
    "month-july",
    "month-august",
    "month-september",
    "month-october",
    "month-november",
    "month-december",
];

/// A week as it begins with Saturday: each day's short name and its whole one.
const WEEK: [(&str, Weekday); 7] = [
    ("weekday-short-saturday", Weekday::Saturday),
    ("weekday-short-sunday", Weekday::Sunday),
    ("weekday-short-monday", Weekday::Monday),
    ("weekday-short-tuesday", Weekday::Tuesday),
    ("weekday-short-wednesday", Weekday::Wednesday),
    ("weekday-short-thursday", Weekday::Thursday),
    ("weekday-short-friday", Weekday::Friday),
];

impl Texts {
    /// The calendar by which its readers count days.
    #[must_use]
    pub fn calendar(&self) -> Calendar {
        match self.language() {
            Language::Persian => Calendar::Jalali,
            Language::English => Calendar::Gregorian,
        }
    }

    /// The names of the months of that calendar, in order.
    #[must_use]
    pub fn months(&self) -> Vec<String> {
        let keys = match self.calendar() {
            Calendar::Jalali => JALALI_MONTHS,
            Calendar::Gregorian => GREGORIAN_MONTHS,
        };
        keys.map(|key| self.t(key)).into()
    }

    /// The days of a week from Saturday on: each with its short name and its whole one.
    #[must_use]
    pub fn weekdays(&self) -> Vec<(String, String)> {
        WEEK.map(|(short, day)| (self.t(short), self.weekday(day))).into()
    }

    /// A day of the week by its name.
    #[must_use]
    pub fn weekday(&self, day: Weekday) -> String {
        self.t(weekday(day))
    }

    /// The hour and minute, in the reader's digits.
    #[must_use]
    pub fn time(&self, at: &Zoned) -> String {
        self.digits(at.strftime("%H:%M"))
    }

    /// How long something lasts: hours, where there are any, minutes and seconds.
    #[must_use]
    pub fn lasting(&self, seconds: i64) -> String {
        let seconds = seconds.max(0);
        let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
        self.digits(match hours {
            0 => format!("{minutes}:{seconds:02}"),
            hours => format!("{hours}:{minutes:02}:{seconds:02}"),
        })
    }

    /// A day by its calendar's numbers: `۱۴۰۵/۰۹/۰۴`, `2026-11-25`.
    #[must_use]
    pub fn short_date(&self, date: Date) -> String {
        match (self.language(), JalaliDate::of(date)) {
            (Language::Persian, Some(jalali)) => self.digits(jalali),
            _ => date.to_string(),
        }
    }

    /// A day in words: «چهارشنبه ۴ آذر ۱۴۰۵», “Wednesday 25 November 2026”.
    #[must_use]
    pub fn long_date(&self, date: Date) -> String {
        let (year, month, day) = match (self.language(), JalaliDate::of(date)) {
            (Language::Persian, Some(jalali)) => {
                (jalali.year, month(&JALALI_MONTHS, jalali.month), u64::from(jalali.day))
            }
            _ => {
                let number = u8::try_from(date.month()).unwrap_or(1);
                let day = u64::try_from(date.day()).unwrap_or(1);
                (date.year(), month(&GREGORIAN_MONTHS, number), day)
            }
        };
        self.t_all(
            "date-long",
            &[
                ("weekday", self.weekday(date.weekday())),
                ("day", self.digits(day)),
                ("month", self.t(month)),
                ("year", self.digits(year)),
            ],
        )
    }

    /// A moment: its day by numbers, and its time.
    #[must_use]
    pub fn moment(&self, at: Timestamp, zone: &TimeZone) -> String {
        let at = at.to_zoned(zone.clone());
        self.t2("moment", ("date", self.short_date(at.date())), ("time", self.time(&at)))
    }

    /// A moment as one says it today: today and tomorrow by name, another day by its date.
    #[must_use]
    pub fn moment_near(&self, at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
        let (at, today) = (at.to_zoned(zone.clone()), now.to_zoned(zone.clone()).date());
        let time = ("time", self.time(&at));
        if at.date() == today {
            self.t1("moment-today", time.0, time.1)
        } else if today.tomorrow().is_ok_and(|tomorrow| tomorrow == at.date()) {
            self.t1("moment-tomorrow", time.0, time.1)
        } else {
            self.t2("moment", ("date", self.short_date(at.date())), time)
        }
    }
}

fn month(names: &[&'static str; 12], number: u8) -> &'static str {
    usize::from(number).checked_sub(1).and_then(|at| names.get(at)).copied().unwrap_or_default()
}

fn weekday(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Saturday => "weekday-saturday",
        Weekday::Sunday => "weekday-sunday",
        Weekday::Monday => "weekday-monday",
        Weekday::Tuesday => "weekday-tuesday",
        Weekday::Wednesday => "weekday-wednesday",
        Weekday::Thursday => "weekday-thursday",
        Weekday::Friday => "weekday-friday",
    }
}

#[cfg(test)]
mod tests {
    use crate::l10n::texts;
    use jiff::Timestamp;
    use jiff::tz::TimeZone;
    use vasl_domain::user::Language;

    fn plain(text: String) -> String {
        text.replace(['\u{2068}', '\u{2069}'], "")
    }

    #[test]
    fn a_moment_in_both_calendars() {
        let zone = TimeZone::get("Asia/Tehran").unwrap();
        let at: Timestamp = "2026-11-25T14:00:00Z".parse().unwrap();
        let day = at.to_zoned(zone.clone()).date();
        let (fa, en) = (texts(Language::Persian), texts(Language::English));
        assert_eq!(plain(fa.moment(at, &zone)), "۱۴۰۵/۰۹/۰۴، ۱۷:۳۰");
        assert_eq!(plain(en.moment(at, &zone)), "2026-11-25, 17:30");
        assert_eq!(plain(fa.long_date(day)), "چهارشنبه ۴ آذر ۱۴۰۵");
        assert_eq!(plain(en.long_date(day)), "Wednesday 25 November 2026");
    }

    #[test]
    fn how_long_something_lasts() {
        let (fa, en) = (texts(Language::Persian), texts(Language::English));
        assert_eq!((fa.lasting(65), en.lasting(3_725)), ("۱:۰۵".to_owned(), "1:02:05".to_owned()));
        assert_eq!((en.lasting(0), en.lasting(-3)), ("0:00".to_owned(), "0:00".to_owned()));
    }

    #[test]
    fn what_is_near_is_named() {
        let zone = TimeZone::get("Asia/Tehran").unwrap();
        let now: Timestamp = "2026-11-25T09:00:00Z".parse().unwrap();
        let fa = texts(Language::Persian);
        for (at, says) in [
            ("2026-11-25T14:00:00Z", "امروز ساعت ۱۷:۳۰"),
            ("2026-11-25T20:30:00Z", "فردا ساعت ۰۰:۰۰"),
            ("2026-11-28T14:00:00Z", "۱۴۰۵/۰۹/۰۷، ۱۷:۳۰"),
        ] {
            assert_eq!(plain(fa.moment_near(at.parse().unwrap(), now, &zone)), says);
        }
    }
}
