//! The form of a time group.
//!
//! Every button of it sends the whole form; those that only change its rows show it again as it is
//! then. Nothing is changed before it is saved.

use super::typed::{Ask, Typed, TypedHoliday, TypedPeriod};
use super::{WEEK, read};
use crate::App;
use crate::http::{Fields, Form, Problem, Visitor, see_other};
use crate::panel::layout::{Done, Errors, Page};
use crate::panel::objects::{self, FormFrame, Thing, Unsaved};
use crate::panel::{shown, wrong};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use vasl_domain::holiday::Calendar;
use vasl_domain::hours::TimeGroup;

#[derive(Template)]
#[template(path = "panel/time_groups/form.html")]
struct TimeGroupForm {
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
    fn new(form: Unsaved, typed: Typed) -> Self {
        let Unsaved { page, frame, errors } = form;
        Self { page, frame, typed, errors }
    }

    fn week(&self, period: &TypedPeriod) -> [Day; 7] {
        WEEK.map(|(word, day)| Day {
            word,
            name: self.page.weekday(day),
            on: period.weekdays.contains(&day),
        })
    }
}

pub(super) async fn new(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    let page = objects::page::<TimeGroup>(&app, &visitor, None);
    let form = Unsaved::new(page, FormFrame::new::<TimeGroup>(None));
    shown(&TimeGroupForm::new(form, Typed::blank()))
}

pub(super) async fn edit(
    State(app): State<App>,
    visitor: Visitor,
    Path(group): Path<String>,
) -> Result<Response, Problem> {
    let group: TimeGroup = objects::find(&app, &group)?;
    let page = objects::page(&app, &visitor, Some(&group));
    let form = Unsaved::new(page, FormFrame::new(Some(&group)));
    shown(&TimeGroupForm::new(form, Typed::of(&group)))
}

pub(super) async fn add(
    State(app): State<App>,
    visitor: Visitor,
    Form(form): Form,
) -> Result<Response, Problem> {
    take(&app, &visitor, &form, None).await
}

pub(super) async fn save(
    State(app): State<App>,
    visitor: Visitor,
    Path(group): Path<String>,
    Form(form): Form,
) -> Result<Response, Problem> {
    let known = objects::find(&app, &group)?;
    take(&app, &visitor, &form, Some(known)).await
}

async fn take(
    app: &App,
    visitor: &Visitor,
    form: &Fields,
    known: Option<TimeGroup>,
) -> Result<Response, Problem> {
    let mut typed = Typed::read(form);
    if let Some(known) = &known {
        typed.code = known.name.to_string();
    }
    let page = objects::page(app, visitor, known.as_ref());
    let mut again = Unsaved::new(page, FormFrame::sent(known.as_ref(), form));
    let ask = Ask::of(form);
    if ask != Ask::Save {
        change_rows(&mut typed, ask, again.page.texts().calendar());
        return shown(&TimeGroupForm::new(again, typed));
    }
    let read = read::group(&again.page, &typed, &mut again.errors);
    let Some(group) = read else { return wrong(&TimeGroupForm::new(again, typed)) };
    let done = if known.is_some() { Done::Saved } else { Done::Added };
    match again.save(app, visitor, known, group, |_| None::<&str>).await? {
        Ok(()) => Ok(see_other(&done.on(TimeGroup::PAGES.path))),
        Err(again) => wrong(&TimeGroupForm::new(again, typed)),
    }
}

fn change_rows(typed: &mut Typed, ask: Ask, calendar: Calendar) {
    match ask {
        Ask::AddPeriod => {
            // Another period of the same days, such as that after a lunch break.
            let weekdays = typed.periods.last().map(|last| last.weekdays.clone());
            let weekdays = weekdays.unwrap_or_default();
            typed.periods.push(TypedPeriod { weekdays, ..TypedPeriod::default() });
        }
        Ask::DropPeriod(row) if row < typed.periods.len() => drop(typed.periods.remove(row)),
        Ask::AddHoliday => typed.holidays.push(TypedHoliday::blank(calendar)),
        Ask::DropHoliday(row) if row < typed.holidays.len() => drop(typed.holidays.remove(row)),
        Ask::DropPeriod(_) | Ask::DropHoliday(_) | Ask::Save => {}
    }
}
