//! A time group as it is typed into the form: texts that may be wrong, and come back as they were.

use super::WEEK;
use crate::http::Fields;
use crate::panel::objects::TypedForm;
use jiff::civil::Weekday;
use vasl_domain::expiry::TimeOfDay;
use vasl_domain::holiday::{Calendar, Holiday};
use vasl_domain::hours::{Period, TimeGroup};
use vasl_domain::name::latin_digits;

/// No time group has more hours in the form.
pub(super) const MOST_PERIODS: usize = 100;

/// No time group has more days without work in the form: those of some tens of years.
pub(super) const MOST_HOLIDAYS: usize = 1_000;

/// What stands in the form.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) periods: Vec<TypedPeriod>,
    pub(super) holidays: Vec<TypedHoliday>,
}

/// A row of the hours.
#[derive(Debug, Clone, Default)]
pub(super) struct TypedPeriod {
    pub(super) weekdays: Vec<Weekday>,
    pub(super) from: String,
    pub(super) to: String,
}

/// A row of the days without work.
#[derive(Debug, Clone)]
pub(super) struct TypedHoliday {
    pub(super) date: String,
    pub(super) calendar: Calendar,
    pub(super) yearly: bool,
}

/// What a button of the form asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ask {
    /// To save it all.
    Save,
    /// To add a row of hours.
    AddPeriod,
    /// To take one out.
    DropPeriod(usize),
    /// To add a row for a day without work.
    AddHoliday,
    /// To take one out.
    DropHoliday(usize),
}

impl Ask {
    /// Reads the button that was pressed.
    pub(super) fn of(form: &Fields) -> Self {
        let asked = form.text("do");
        let row = |name| asked.strip_prefix(name).and_then(|row: &str| row.parse().ok());
        match asked {
            "add-period" => Self::AddPeriod,
            "add-holiday" => Self::AddHoliday,
            _ => row("drop-period-")
                .map(Self::DropPeriod)
                .or_else(|| row("drop-holiday-").map(Self::DropHoliday))
                .unwrap_or(Self::Save),
        }
    }
}

impl TypedPeriod {
    /// Whether nothing was typed into the row: it is no period.
    pub(super) fn is_blank(&self) -> bool {
        self.weekdays.is_empty() && self.from.is_empty() && self.to.is_empty()
    }

    fn of(period: &Period) -> Self {
        let text = |time| {
            let text = TimeOfDay::from(time).to_string();
            text.strip_suffix(":00").map_or(text.clone(), str::to_owned)
        };
        Self { weekdays: period.weekdays.clone(), from: text(period.from), to: text(period.to) }
    }
}

impl TypedHoliday {
    /// A row in which nothing was typed yet.
    pub(super) fn blank(calendar: Calendar) -> Self {
        Self { date: String::new(), calendar, yearly: false }
    }

    fn of(holiday: Holiday) -> Self {
        Self {
            date: holiday.date_text(),
            calendar: holiday.calendar(),
            yearly: !matches!(holiday, Holiday::Once { .. }),
        }
    }
}

impl Typed {
    /// The form of a new time group: the five days on which most offices work.
    pub(super) fn new() -> Self {
        let weekdays = WEEK.into_iter().take(5).map(|(_, day)| day).collect();
        Self {
            periods: vec![TypedPeriod { weekdays, ..TypedPeriod::default() }],
            ..Self::default()
        }
    }
}

impl TypedForm for Typed {
    type Thing = TimeGroup;

    fn of(group: &TimeGroup) -> Self {
        Self {
            code: group.name.to_string(),
            name: group.description.to_string(),
            periods: group.periods.iter().map(TypedPeriod::of).collect(),
            holidays: group.holidays.iter().copied().map(TypedHoliday::of).collect(),
        }
    }

    fn read(form: &Fields) -> Self {
        // One more tells that there are too many.
        let periods = (0..=MOST_PERIODS).map_while(|row| {
            let from = form.get(&format!("from_{row}"))?;
            let (on, to) = (format!("on_{row}"), form.number(&format!("to_{row}")));
            let is_on = |word: &str| form.values(&on).any(|sent| sent == word);
            let weekdays = WEEK.into_iter().filter(|(word, _)| is_on(word)).map(|(_, day)| day);
            Some(TypedPeriod { weekdays: weekdays.collect(), from: latin_digits(from), to })
        });
        let holidays = (0..=MOST_HOLIDAYS).map_while(|row| {
            let date = form.get(&format!("date_{row}"))?;
            Some(TypedHoliday {
                date: latin_digits(date),
                calendar: match form.text(&format!("calendar_{row}")) {
                    "gregorian" => Calendar::Gregorian,
                    _ => Calendar::Jalali,
                },
                yearly: form.ticked(&format!("yearly_{row}")),
            })
        });
        Self {
            code: form.number("code"),
            name: form.text("name").to_owned(),
            periods: periods.collect(),
            holidays: holidays.collect(),
        }
    }
}
