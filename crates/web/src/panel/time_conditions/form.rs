//! The form of a time condition.

use crate::App;
use crate::http::{Fields, Form, Problem, Visitor, see_other};
use crate::panel::layout::{
    ANYWHERE, Choice, DestinationField, Done, Errors, Page, Reader, TypedDestination, choices,
};
use crate::panel::objects::{self, FormFrame, Thing, Unsaved};
use crate::panel::{shown, wrong};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use vasl_domain::callflow::{Override, TimeCondition};
use vasl_domain::configuration::{self as config, PointerField};
use vasl_domain::destination::DestinationKind;
use vasl_domain::module::ZoneName;
use vasl_domain::name::TimeGroupName;

/// What stands in the form.
#[derive(Debug, Clone)]
struct Typed {
    number: String,
    name: String,
    time_group: String,
    time_zone: String,
    open: TypedDestination,
    closed: TypedDestination,
}

#[derive(Template)]
#[template(path = "panel/time_conditions/form.html")]
struct TimeConditionForm {
    page: Page,
    frame: FormFrame,
    typed: Typed,
    errors: Errors,
    time_groups: Vec<Choice>,
    open: DestinationField,
    closed: DestinationField,
}

impl TimeConditionForm {
    fn new(app: &App, form: Unsaved, typed: Typed) -> Self {
        let Unsaved { page, frame, errors } = form;
        let (picture, texts) = (app.service().picture(), page.texts());
        let groups = picture.time_groups().iter().map(|group| {
            let label = match group.description.as_str() {
                "" => group.name.to_string(),
                said => format!("{said} ({})", group.name),
            };
            (group.name.to_string(), label)
        });
        let to = |name, typed| DestinationField::new(texts, &picture, name, &ANYWHERE, typed);
        Self {
            time_groups: choices(&typed.time_group, groups),
            open: to("open", &typed.open),
            closed: to("closed", &typed.closed),
            page,
            frame,
            typed,
            errors,
        }
    }
}

impl Typed {
    fn blank(time_zone: &ZoneName) -> Self {
        Self {
            number: String::new(),
            name: String::new(),
            time_group: String::new(),
            time_zone: time_zone.to_string(),
            open: TypedDestination::blank(DestinationKind::Ivr),
            closed: TypedDestination::blank(DestinationKind::Announcement),
        }
    }

    fn of(condition: &TimeCondition) -> Self {
        Self {
            number: condition.number.to_string(),
            name: condition.name.to_string(),
            time_group: condition.time_group.to_string(),
            time_zone: condition.time_zone.to_string(),
            open: TypedDestination::of(&condition.open_destination),
            closed: TypedDestination::of(&condition.closed_destination),
        }
    }

    fn read(form: &Fields) -> Self {
        Self {
            number: form.number("code"),
            name: form.text("name").to_owned(),
            time_group: form.text("time_group").to_owned(),
            time_zone: form.text("time_zone").to_owned(),
            open: TypedDestination::read(form, "open"),
            closed: TypedDestination::read(form, "closed"),
        }
    }

    /// What was typed. What is set by hand is no part of the form.
    fn condition(
        &self,
        known: Option<&TimeCondition>,
        page: &Page,
        errors: &mut Errors,
    ) -> Option<TimeCondition> {
        let group = TimeGroupName::new(&self.time_group).map_err(|_| page.t("time-group-choose"));
        let time_group = errors.take("time_group", group);
        let zone = ZoneName::new(&self.time_zone).map_err(|_| page.t("time-zone-wrong"));
        let time_zone = errors.take("time_zone", zone);
        let mut read = Reader::new(page.texts(), errors);
        let (number, name) = (read.value("code", &self.number), read.value("name", &self.name));
        let open = read.destination("open", &self.open);
        let closed = read.destination("closed", &self.closed);
        Some(TimeCondition {
            number: number?,
            name: name?,
            time_group: time_group?,
            time_zone: time_zone?,
            open_destination: open?,
            closed_destination: closed?,
            overridden: known.map_or(Override::None, |known| known.overridden),
        })
    }
}

pub(super) async fn new(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    let page = objects::page::<TimeCondition>(&app, &visitor, None);
    let form = Unsaved::new(page, FormFrame::new::<TimeCondition>(None));
    shown(&TimeConditionForm::new(&app, form, Typed::blank(&app.service().preferences().time_zone)))
}

pub(super) async fn edit(
    State(app): State<App>,
    visitor: Visitor,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let condition: TimeCondition = objects::find(&app, &number)?;
    let page = objects::page(&app, &visitor, Some(&condition));
    let form = Unsaved::new(page, FormFrame::new(Some(&condition)));
    shown(&TimeConditionForm::new(&app, form, Typed::of(&condition)))
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
    Path(number): Path<String>,
    Form(form): Form,
) -> Result<Response, Problem> {
    let known = objects::find(&app, &number)?;
    take(&app, &visitor, &form, Some(known)).await
}

async fn take(
    app: &App,
    visitor: &Visitor,
    form: &Fields,
    known: Option<TimeCondition>,
) -> Result<Response, Problem> {
    let mut typed = Typed::read(form);
    if let Some(known) = &known {
        typed.number = known.number.to_string();
    }
    let page = objects::page(app, visitor, known.as_ref());
    let mut again = Unsaved::new(page, FormFrame::sent(known.as_ref(), form));
    let read = typed.condition(known.as_ref(), &again.page, &mut again.errors);
    let Some(condition) = read else { return wrong(&TimeConditionForm::new(app, again, typed)) };
    let done = if known.is_some() { Done::Saved } else { Done::Added };
    match again.save(app, visitor, known, condition, field_of).await? {
        Ok(()) => Ok(see_other(&done.on(TimeCondition::PAGES.path))),
        Err(again) => wrong(&TimeConditionForm::new(app, again, typed)),
    }
}

/// Beside which field of the form a problem is said.
fn field_of(problem: &config::Problem) -> Option<&'static str> {
    match problem {
        config::Problem::NoSuchTimeGroup { .. } => Some("time_group"),
        config::Problem::LeadsNowhere { from, .. } => match from.field {
            PointerField::OpenDestination => Some("open"),
            PointerField::ClosedDestination => Some("closed"),
            _ => None,
        },
        _ => None,
    }
}
