//! From what was typed to a time group, or to what is wrong with it.

use super::typed::{MOST_HOLIDAYS, MOST_PERIODS, Typed, TypedHoliday, TypedPeriod};
use crate::panel::layout::{Errors, Page, Reader, wrong_date};
use jiff::civil::{Date, Time};
use vasl_domain::expiry::TimeOfDay;
use vasl_domain::holiday::{Calendar, Holiday, HolidayError};
use vasl_domain::hours::{Period, TimeGroup};
use vasl_domain::jalali::JalaliDate;

/// The time group that was typed. Rows in which nothing stands are passed over.
pub(super) fn group(page: &Page, typed: &Typed, errors: &mut Errors) -> Option<TimeGroup> {
    let mut read = Reader::new(page.texts(), errors);
    let name = read.value("code", &typed.code);
    let description = read.value("name", &typed.name);
    read.rows("from_0", typed.periods.len(), MOST_PERIODS);
    read.rows("date_0", typed.holidays.len(), MOST_HOLIDAYS);
    let mut periods = Vec::new();
    for (row, typed) in typed.periods.iter().enumerate().filter(|(_, typed)| !typed.is_blank()) {
        periods.extend(period(page, errors, row, typed));
    }
    let mut holidays = Vec::new();
    for (row, typed) in
        typed.holidays.iter().enumerate().filter(|(_, typed)| !typed.date.is_empty())
    {
        let read = holiday(typed).map_err(|error| wrong_date(page.texts(), &error));
        holidays.extend(errors.take(format!("date_{row}"), read));
    }
    if !errors.is_empty() {
        return None;
    }
    Some(TimeGroup { name: name?, description: description?, periods, holidays })
}

fn period(page: &Page, errors: &mut Errors, row: usize, typed: &TypedPeriod) -> Option<Period> {
    let not_a_time = || page.t("expiry-not-a-time");
    let from = errors.take(format!("from_{row}"), time(&typed.from).ok_or_else(not_a_time));
    // Midnight is called so at the end of a day, too.
    let to = if typed.to == "24:00" { "00:00" } else { &typed.to };
    let to = errors.take(format!("to_{row}"), time(to).ok_or_else(not_a_time));
    if typed.weekdays.is_empty() {
        errors.add(format!("on_{row}"), page.t("weekdays-none"));
    }
    Some(Period { weekdays: typed.weekdays.clone(), from: from?, to: to? })
}

fn time(text: &str) -> Option<Time> {
    TimeOfDay::parse(text).ok().map(TimeOfDay::time)
}

/// A date of either calendar is taken for what it is, since no year is in both; one that returns
/// every year does so by the calendar that was chosen, and may be typed with or without a year.
fn holiday(typed: &TypedHoliday) -> Result<Holiday, HolidayError> {
    let TypedHoliday { date, calendar, yearly } = typed;
    let (own, other) = match calendar {
        Calendar::Jalali => (Calendar::Jalali, Calendar::Gregorian),
        Calendar::Gregorian => (Calendar::Gregorian, Calendar::Jalali),
    };
    match Holiday::parse(own, date, *yearly) {
        Err(HolidayError::OtherCalendar { .. }) => Holiday::parse(other, date, false),
        Err(HolidayError::YearlyWithYear(_)) => {
            let day = match own.read(date) {
                Err(HolidayError::OtherCalendar { .. }) => other.read(date),
                read => read,
            }?;
            every_year(own, day).ok_or_else(|| HolidayError::NotADate(date.clone()))
        }
        read => read,
    }
}

fn every_year(calendar: Calendar, day: Date) -> Option<Holiday> {
    Some(match calendar {
        Calendar::Jalali => {
            let JalaliDate { month, day, .. } = JalaliDate::of(day)?;
            Holiday::Jalali { month, day }
        }
        Calendar::Gregorian => Holiday::Gregorian {
            month: day.month().try_into().ok()?,
            day: day.day().try_into().ok()?,
        },
    })
}
