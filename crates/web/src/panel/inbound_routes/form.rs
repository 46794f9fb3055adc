//! The form of an inbound route.

use crate::App;
use crate::http::{Fields, Form, Problem, Visitor, see_other};
use crate::panel::layout::{
    ANYWHERE, DestinationField, Done, Errors, Page, Reader, TypedDestination,
};
use crate::panel::objects::{self, FormFrame, Thing, Unsaved};
use crate::panel::{shown, wrong};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use vasl_domain::callflow::InboundRoute;
use vasl_domain::configuration as config;
use vasl_domain::destination::DestinationKind;

/// What stands in the form.
#[derive(Debug, Clone)]
struct Typed {
    name: String,
    did: String,
    caller: String,
    destination: TypedDestination,
}

#[derive(Template)]
#[template(path = "panel/inbound_routes/form.html")]
struct InboundRouteForm {
    page: Page,
    frame: FormFrame,
    typed: Typed,
    errors: Errors,
    destination: DestinationField,
}

impl InboundRouteForm {
    fn new(app: &App, form: Unsaved, typed: Typed) -> Self {
        let Unsaved { page, frame, errors } = form;
        let (picture, to) = (app.service().picture(), &typed.destination);
        let destination =
            DestinationField::new(page.texts(), &picture, "destination", &ANYWHERE, to);
        Self { page, frame, typed, errors, destination }
    }
}

impl Typed {
    fn blank() -> Self {
        Self {
            name: String::new(),
            did: String::new(),
            caller: String::new(),
            destination: TypedDestination::blank(DestinationKind::Ivr),
        }
    }

    fn of(route: &InboundRoute) -> Self {
        let mut typed = Self {
            name: route.name.as_ref().map(ToString::to_string).unwrap_or_default(),
            destination: TypedDestination::of(&route.destination),
            ..Self::blank()
        };
        typed.known_by(route);
        typed
    }

    /// Takes over what a route is known by, which stays as it is.
    fn known_by(&mut self, route: &InboundRoute) {
        self.did = route.did.as_ref().map(ToString::to_string).unwrap_or_default();
        self.caller = route.caller.as_ref().map(ToString::to_string).unwrap_or_default();
    }

    fn read(form: &Fields) -> Self {
        Self {
            name: form.text("name").to_owned(),
            did: form.number("code"),
            caller: form.number("caller").to_ascii_uppercase(),
            destination: TypedDestination::read(form, "destination"),
        }
    }

    fn route(&self, page: &Page, errors: &mut Errors) -> Option<InboundRoute> {
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
}

pub(super) async fn new(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    let page = objects::page::<InboundRoute>(&app, &visitor, None);
    let form = Unsaved::new(page, FormFrame::new::<InboundRoute>(None));
    shown(&InboundRouteForm::new(&app, form, Typed::blank()))
}

pub(super) async fn edit(
    State(app): State<App>,
    visitor: Visitor,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let route: InboundRoute = objects::find(&app, &code)?;
    let page = objects::page(&app, &visitor, Some(&route));
    let form = Unsaved::new(page, FormFrame::new(Some(&route)));
    shown(&InboundRouteForm::new(&app, form, Typed::of(&route)))
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
    Path(code): Path<String>,
    Form(form): Form,
) -> Result<Response, Problem> {
    let known = objects::find(&app, &code)?;
    take(&app, &visitor, &form, Some(known)).await
}

async fn take(
    app: &App,
    visitor: &Visitor,
    form: &Fields,
    known: Option<InboundRoute>,
) -> Result<Response, Problem> {
    let mut typed = Typed::read(form);
    if let Some(known) = &known {
        typed.known_by(known);
    }
    let page = objects::page(app, visitor, known.as_ref());
    let mut again = Unsaved::new(page, FormFrame::sent(known.as_ref(), form));
    let read = typed.route(&again.page, &mut again.errors);
    let Some(route) = read else { return wrong(&InboundRouteForm::new(app, again, typed)) };
    let done = if known.is_some() { Done::Saved } else { Done::Added };
    match again.save(app, visitor, known, route, field_of).await? {
        Ok(()) => Ok(see_other(&done.on(InboundRoute::PAGES.path))),
        Err(again) => wrong(&InboundRouteForm::new(app, again, typed)),
    }
}

/// Beside which field of the form a problem is said.
fn field_of(problem: &config::Problem) -> Option<&'static str> {
    match problem {
        config::Problem::LeadsNowhere { .. } => Some("destination"),
        _ => None,
    }
}
