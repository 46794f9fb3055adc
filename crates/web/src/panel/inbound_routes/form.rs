//! The form of an inbound route.

use crate::App;
use crate::http::{Fields, Problem};
use crate::panel::layout::{
    ANYWHERE, DestinationField, Errors, FieldName, Page, Reader, TypedDestination,
};
use crate::panel::objects::{Editing, FormFrame, TypedForm, Unsaved};
use askama::Template;
use vasl_domain::callflow::InboundRoute;
use vasl_domain::configuration as config;
use vasl_domain::destination::DestinationKind;

/// What stands in the form.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    name: String,
    did: String,
    caller: String,
    destination: TypedDestination,
}

#[derive(Template)]
#[template(path = "panel/inbound_routes/form.html")]
pub(super) struct InboundRouteForm {
    page: Page,
    frame: FormFrame,
    typed: Typed,
    errors: Errors,
    destination: DestinationField,
}

impl TypedForm for Typed {
    type Thing = InboundRoute;

    fn of(route: &InboundRoute) -> Self {
        let mut typed = Self {
            name: route.name.as_ref().map(ToString::to_string).unwrap_or_default(),
            did: String::new(),
            caller: String::new(),
            destination: TypedDestination::of(&route.destination),
        };
        typed.known_by(route);
        typed
    }

    fn read(form: &Fields) -> Self {
        Self {
            name: form.text("name").to_owned(),
            did: form.number("code"),
            caller: form.number("caller").to_ascii_uppercase(),
            destination: TypedDestination::read(form, "destination"),
        }
    }
}

impl Editing for Typed {
    type Drawn = InboundRouteForm;

    fn blank(_: &App) -> Result<Self, Problem> {
        Ok(Self {
            name: String::new(),
            did: String::new(),
            caller: String::new(),
            destination: TypedDestination::blank(DestinationKind::Ivr),
        })
    }

    fn known_by(&mut self, route: &InboundRoute) {
        self.did = route.did.as_ref().map(ToString::to_string).unwrap_or_default();
        self.caller = route.caller.as_ref().map(ToString::to_string).unwrap_or_default();
    }

    fn thing(
        &self,
        _: &App,
        _: Option<&InboundRoute>,
        page: &Page,
        errors: &mut Errors,
    ) -> Option<InboundRoute> {
        let mut read = Reader::new(page.texts(), errors);
        let name = read.maybe("name", &self.name);
        let did = read.maybe("code", &self.did);
        let caller = read.maybe("caller", &self.caller);
        let destination = read.destination("destination", &self.destination);
        if !errors.is_empty() {
            return None;
        }
        Some(InboundRoute { name, did, caller, destination: destination? })
    }

    fn place(&self, problem: &config::Problem) -> Option<FieldName> {
        match problem {
            config::Problem::LeadsNowhere { .. } => Some("destination".into()),
            _ => None,
        }
    }

    fn drawn(self, app: &App, form: Unsaved) -> InboundRouteForm {
        let Unsaved { page, frame, errors } = form;
        let (picture, to) = (app.service().picture(), &self.destination);
        let destination =
            DestinationField::new(page.texts(), &picture, "destination", &ANYWHERE, to);
        InboundRouteForm { page, frame, typed: self, errors, destination }
    }
}
