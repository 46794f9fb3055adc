//! Working hours: the periods of a week in which a call centre answers.

use crate::expiry::TimeOfDay;
use crate::holiday::Holiday;
use crate::name::TimeGroupName;
use crate::value::Description;
use jiff::Zoned;
use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// A period of work that begins on each of some weekdays.
///
/// Where `to` is not later than `from` it ends on the following day: a night shift belongs to the
/// day on which it began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "PeriodKeys", into = "PeriodKeys")]
pub struct Period {
    /// The weekdays on which it begins.
    pub weekdays: Vec<Weekday>,
    /// When it begins.
    pub from: Time,
    /// When it ends.
    pub to: Time,
}

impl Period {
    fn on(&self, date: Date, zone: &TimeZone) -> Option<(Zoned, Zoned)> {
        if !self.weekdays.contains(&date.weekday()) {
            return None;
        }
        let last = if self.to > self.from { date } else { date.tomorrow().ok()? };
        let begins = date.to_datetime(self.from).to_zoned(zone.clone()).ok()?;
        let ends = last.to_datetime(self.to).to_zoned(zone.clone()).ok()?;
        Some((begins, ends))
    }
}

/// A period as it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PeriodKeys {
    weekdays: Vec<WeekdayName>,
    from: TimeOfDay,
    to: TimeOfDay,
}

impl From<PeriodKeys> for Period {
    fn from(keys: PeriodKeys) -> Self {
        Self {
            weekdays: keys.weekdays.into_iter().map(Into::into).collect(),
            from: keys.from.time(),
            to: keys.to.time(),
        }
    }
}

impl From<Period> for PeriodKeys {
    fn from(period: Period) -> Self {
        Self {
            weekdays: period.weekdays.into_iter().map(Into::into).collect(),
            from: period.from.into(),
            to: period.to.into(),
        }
    }
}

/// A time group: working hours with a name, several periods a day where there is a lunch break.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimeGroup {
    /// Its name.
    pub name: TimeGroupName,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Description::is_empty")]
    pub description: Description,
    /// Its periods, in any order.
    #[serde(rename = "period")]
    pub periods: Vec<Period>,
    /// The days on which none of them begins.
    #[serde(default, rename = "holiday")]
    pub holidays: Vec<Holiday>,
}

impl TimeGroup {
    /// Whether a moment is within the working hours.
    #[must_use]
    pub fn is_open(&self, at: &Zoned) -> bool {
        self.end_of_work(at).is_some()
    }

    /// When the working day that `at` belongs to ends: the end of the last period that begins on
    /// that day. `None` outside every period.
    #[must_use]
    pub fn end_of_work(&self, at: &Zoned) -> Option<Zoned> {
        let today = at.date();
        [today.yesterday().ok(), Some(today)]
            .into_iter()
            .flatten()
            .filter(|date| !self.is_holiday(*date) && self.is_in_a_period_of(*date, at))
            .filter_map(|date| self.last_end_of(date, at.time_zone()))
            .max()
    }

    fn is_holiday(&self, date: Date) -> bool {
        self.holidays.iter().any(|holiday| holiday.is_on(date))
    }

    fn is_in_a_period_of(&self, date: Date, at: &Zoned) -> bool {
        self.periods
            .iter()
            .filter_map(|period| period.on(date, at.time_zone()))
            .any(|(begins, ends)| begins <= *at && *at < ends)
    }

    fn last_end_of(&self, date: Date, zone: &TimeZone) -> Option<Zoned> {
        self.periods.iter().filter_map(|period| period.on(date, zone)).map(|(_, ends)| ends).max()
    }
}

/// A weekday as it is written in configuration: `sat` … `fri`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WeekdayName {
    /// Saturday, the first day of the Iranian week.
    Sat,
    /// Sunday.
    Sun,
    /// Monday.
    Mon,
    /// Tuesday.
    Tue,
    /// Wednesday.
    Wed,
    /// Thursday.
    Thu,
    /// Friday.
    Fri,
}

impl From<WeekdayName> for Weekday {
    fn from(name: WeekdayName) -> Self {
        match name {
            WeekdayName::Sat => Self::Saturday,
            WeekdayName::Sun => Self::Sunday,
            WeekdayName::Mon => Self::Monday,
            WeekdayName::Tue => Self::Tuesday,
            WeekdayName::Wed => Self::Wednesday,
            WeekdayName::Thu => Self::Thursday,
            WeekdayName::Fri => Self::Friday,
        }
    }
}

impl From<Weekday> for WeekdayName {
    fn from(weekday: Weekday) -> Self {
        match weekday {
            Weekday::Saturday => Self::Sat,
            Weekday::Sunday => Self::Sun,
            Weekday::Monday => Self::Mon,
            Weekday::Tuesday => Self::Tue,
            Weekday::Wednesday => Self::Wed,
            Weekday::Thursday => Self::Thu,
            Weekday::Friday => Self::Fri,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::holiday::Calendar;
    use jiff::civil::time;

    const WORKDAYS: [Weekday; 5] =
        [Weekday::Saturday, Weekday::Sunday, Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday];

    fn office() -> TimeGroup {
        let period = |from, to| Period { weekdays: WORKDAYS.to_vec(), from, to };
        TimeGroup {
            name: TimeGroupName::new("office").unwrap(),
            description: Description::default(),
            periods: vec![
                period(time(8, 30, 0, 0), time(12, 30, 0, 0)),
                period(time(13, 15, 0, 0), time(17, 30, 0, 0)),
            ],
            holidays: Vec::new(),
        }
    }

    fn night() -> TimeGroup {
        TimeGroup {
            name: TimeGroupName::new("night").unwrap(),
            description: Description::default(),
            periods: vec![Period {
                weekdays: WORKDAYS.to_vec(),
                from: time(22, 0, 0, 0),
                to: time(6, 0, 0, 0),
            }],
            holidays: Vec::new(),
        }
    }

    fn at(text: &str) -> Zoned {
        format!("{text}[Asia/Tehran]").parse().unwrap()
    }

    #[test]
    fn a_lunch_break_forgets_nobody() {
        // 2026-11-23 is a Monday.
        assert_eq!(office().end_of_work(&at("2026-11-23T11:50")), Some(at("2026-11-23T17:30")));
    }

    #[test]
    fn the_edges_of_a_period() {
        assert!(office().end_of_work(&at("2026-11-23T08:29:59")).is_none());
        assert!(office().end_of_work(&at("2026-11-23T08:30:00")).is_some());
        assert!(office().end_of_work(&at("2026-11-23T17:29:59")).is_some());
        assert!(office().end_of_work(&at("2026-11-23T17:30:00")).is_none());
    }

    #[test]
    fn a_weekend_is_outside_every_period() {
        // 2026-11-26 is a Thursday, the first day of the weekend.
        assert!(office().end_of_work(&at("2026-11-26T11:00")).is_none());
    }

    #[test]
    fn nobody_works_on_a_holiday_but_the_shift_of_the_night_before() {
        // 2 Azar 1405, a Monday.
        let monday = Holiday::parse(Calendar::Jalali, "1405/09/02", false).unwrap();
        let office = TimeGroup { holidays: vec![monday], ..office() };
        assert!(office.end_of_work(&at("2026-11-23T11:50")).is_none());
        assert!(office.end_of_work(&at("2026-11-24T11:50")).is_some());
        let night = TimeGroup { holidays: vec![monday], ..night() };
        assert_eq!(night.end_of_work(&at("2026-11-23T05:00")), Some(at("2026-11-23T06:00")));
        assert!(night.end_of_work(&at("2026-11-23T23:00")).is_none());
        assert!(night.end_of_work(&at("2026-11-24T05:00")).is_none());
    }

    #[test]
    fn a_night_shift_belongs_to_the_day_on_which_it_began() {
        let end = Some(at("2026-11-24T06:00"));
        assert_eq!(night().end_of_work(&at("2026-11-23T23:00")), end);
        assert_eq!(night().end_of_work(&at("2026-11-24T02:00")), end);
        // The shift of Wednesday night runs into Thursday, which has none of its own.
        assert_eq!(night().end_of_work(&at("2026-11-26T05:59")), Some(at("2026-11-26T06:00")));
        assert!(night().end_of_work(&at("2026-11-27T02:00")).is_none());
    }
}
