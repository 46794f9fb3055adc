//! The form of a time group.

use super::typed::{Ask, Typed, TypedHoliday, TypedPeriod};
use super::{WEEK, read};
use crate::App;
use crate::http::{Fields, Problem};
use crate::panel::layout::{Errors, FieldName, Page};
use crate::panel::objects::{Editing, FormFrame, Unsaved};
use askama::Template;
use vasl_domain::configuration as config;
use vasl_domain::holiday::Calendar;
use vasl_domain::hours::TimeGroup;

#[derive(Template)]
#[template(path = "panel/time_groups/form.html")]
pub(super) struct TimeGroupForm {
    page: Page,
    frame: FormFrame,
    typed: Typed,
    errors: Errors,
}

/// A day of the week to tick.
struct Day {
    word: &'static str,
    name: String,
    on: bool,
}

impl TimeGroupForm {
    fn week(&self, period: &TypedPeriod) -> [Day; 7] {
        WEEK.map(|(word, day)| Day {
            word,
            name: self.page.weekday(day),
            on: period.weekdays.contains(&day),
        })
    }
}

impl Editing for Typed {
    type Drawn = TimeGroupForm;

    fn blank(_: &App) -> Result<Self, Problem> {
        Ok(Self::new())
    }

    fn known_by(&mut self, group: &TimeGroup) {
        self.code = group.name.to_string();
    }

    fn press(&mut self, _: &App, form: &Fields, page: &Page, _: &mut Errors) -> bool {
        match Ask::of(form) {
            Ask::AddPeriod => {
                // Another period of the same days, such as that after a lunch break.
                let weekdays = self.periods.last().map(|last| last.weekdays.clone());
                let weekdays = weekdays.unwrap_or_default();
                self.periods.push(TypedPeriod { weekdays, ..TypedPeriod::default() });
            }
            Ask::DropPeriod(row) if row < self.periods.len() => drop(self.periods.remove(row)),
            Ask::AddHoliday => self.holidays.push(TypedHoliday::blank(page.texts().calendar())),
            Ask::DropHoliday(row) if row < self.holidays.len() => drop(self.holidays.remove(row)),
            Ask::DropPeriod(_) | Ask::DropHoliday(_) => {}
            Ask::Save => return false,
        }
        true
    }

    fn thing(
        &self,
        _: &App,
        _: Option<&TimeGroup>,
        page: &Page,
        errors: &mut Errors,
    ) -> Option<TimeGroup> {
        read::group(page, self, errors)
    }

    fn place(&self, _: &config::Problem) -> Option<FieldName> {
        None
    }

    fn drawn(self, _: &App, form: Unsaved) -> TimeGroupForm {
        let Unsaved { page, frame, errors } = form;
        TimeGroupForm { page, frame, typed: self, errors }
    }
}
