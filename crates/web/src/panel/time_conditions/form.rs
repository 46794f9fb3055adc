//! The form of a time condition.

use crate::App;
use crate::http::{Fields, Problem};
use crate::panel::layout::{
    ANYWHERE, Choice, DestinationField, Errors, FieldName, Page, Reader, TypedDestination,
    time_group_choices,
};
use crate::panel::objects::{Editing, FormFrame, TypedForm, Unsaved};
use askama::Template;
use vasl_domain::callflow::{Override, TimeCondition};
use vasl_domain::configuration::{self as config, PointerField};
use vasl_domain::destination::DestinationKind;
use vasl_domain::module::ZoneName;
use vasl_domain::name::TimeGroupName;

/// What stands in the form.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    number: String,
    name: String,
    time_group: String,
    time_zone: String,
    open: TypedDestination,
    closed: TypedDestination,
}

#[derive(Template)]
#[template(path = "panel/time_conditions/form.html")]
pub(super) struct TimeConditionForm {
    page: Page,
    frame: FormFrame,
    typed: Typed,
    errors: Errors,
    time_groups: Vec<Choice>,
    open: DestinationField,
    closed: DestinationField,
}

impl TypedForm for Typed {
    type Thing = TimeCondition;

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
}

impl Editing for Typed {
    type Drawn = TimeConditionForm;

    fn blank(app: &App) -> Result<Self, Problem> {
        Ok(Self {
            number: String::new(),
            name: String::new(),
            time_group: String::new(),
            time_zone: app.service().preferences().time_zone.to_string(),
            open: TypedDestination::blank(DestinationKind::Ivr),
            closed: TypedDestination::blank(DestinationKind::Announcement),
        })
    }

    fn known_by(&mut self, condition: &TimeCondition) {
        self.number = condition.number.to_string();
    }

    /// What is set by hand is no part of the form.
    fn thing(
        &self,
        _: &App,
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

    fn place(&self, problem: &config::Problem) -> Option<FieldName> {
        match problem {
            config::Problem::NoSuchTimeGroup { .. } => Some("time_group".into()),
            config::Problem::LeadsNowhere { from, .. } => match from.field {
                PointerField::OpenDestination => Some("open".into()),
                PointerField::ClosedDestination => Some("closed".into()),
                _ => None,
            },
            _ => None,
        }
    }

    fn drawn(self, app: &App, form: Unsaved) -> TimeConditionForm {
        let Unsaved { page, frame, errors } = form;
        let (picture, texts) = (app.service().picture(), page.texts());
        let to = |name, typed| DestinationField::new(texts, &picture, name, &ANYWHERE, typed);
        TimeConditionForm {
            time_groups: time_group_choices(&picture, &self.time_group),
            open: to("open", &self.open),
            closed: to("closed", &self.closed),
            page,
            frame,
            typed: self,
            errors,
        }
    }
}
