//! The form of a misc destination.

use crate::App;
use crate::http::{Fields, Form, Problem, Visitor, see_other};
use crate::panel::layout::{Done, Errors, Page, Reader};
use crate::panel::objects::{self, FormFrame, Thing, Unsaved};
use crate::panel::{shown, wrong};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use vasl_domain::callflow::{Dials, MiscDestination};
use vasl_domain::configuration as config;

/// What stands in the form.
#[derive(Debug, Clone, Default)]
struct Typed {
    code: String,
    name: String,
    outside: bool,
    dialled: String,
}

#[derive(Template)]
#[template(path = "panel/misc_destinations/form.html")]
struct MiscDestinationForm {
    page: Page,
    frame: FormFrame,
    typed: Typed,
    errors: Errors,
}

impl MiscDestinationForm {
    fn new(form: Unsaved, typed: Typed) -> Self {
        let Unsaved { page, frame, errors } = form;
        Self { page, frame, typed, errors }
    }
}

impl Typed {
    fn blank() -> Self {
        Self::default()
    }

    fn of(misc: &MiscDestination) -> Self {
        let (outside, dialled) = match &misc.dials {
            Dials::Internal(number) => (false, number.to_string()),
            Dials::Outside(number) => (true, number.to_string()),
        };
        Self { code: misc.code.to_string(), name: misc.name.to_string(), outside, dialled }
    }

    fn read(form: &Fields) -> Self {
        Self {
            code: form.number("code"),
            name: form.text("name").to_owned(),
            outside: form.text("where") == "outside",
            dialled: form.number("dialled"),
        }
    }

    fn misc(&self, page: &Page, errors: &mut Errors) -> Option<MiscDestination> {
        let mut read = Reader::new(page.texts(), errors);
        let (code, name) = (read.value("code", &self.code), read.value("name", &self.name));
        let dials = if self.outside {
            read.value("dialled", &self.dialled).map(Dials::Outside)
        } else {
            read.value("dialled", &self.dialled).map(Dials::Internal)
        };
        Some(MiscDestination { code: code?, name: name?, dials: dials? })
    }
}

pub(super) async fn new(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    let page = objects::page::<MiscDestination>(&app, &visitor, None);
    let form = Unsaved::new(page, FormFrame::new::<MiscDestination>(None));
    shown(&MiscDestinationForm::new(form, Typed::blank()))
}

pub(super) async fn edit(
    State(app): State<App>,
    visitor: Visitor,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let misc: MiscDestination = objects::find(&app, &code)?;
    let page = objects::page(&app, &visitor, Some(&misc));
    let form = Unsaved::new(page, FormFrame::new(Some(&misc)));
    shown(&MiscDestinationForm::new(form, Typed::of(&misc)))
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
    known: Option<MiscDestination>,
) -> Result<Response, Problem> {
    let mut typed = Typed::read(form);
    if let Some(known) = &known {
        typed.code = known.code.to_string();
    }
    let page = objects::page(app, visitor, known.as_ref());
    let mut again = Unsaved::new(page, FormFrame::sent(known.as_ref(), form));
    let read = typed.misc(&again.page, &mut again.errors);
    let Some(misc) = read else { return wrong(&MiscDestinationForm::new(again, typed)) };
    let done = if known.is_some() { Done::Saved } else { Done::Added };
    match again.save(app, visitor, known, misc, field_of).await? {
        Ok(()) => Ok(see_other(&done.on(MiscDestination::PAGES.path))),
        Err(again) => wrong(&MiscDestinationForm::new(again, typed)),
    }
}

/// Beside which field of the form a problem is said.
fn field_of(problem: &config::Problem) -> Option<&'static str> {
    match problem {
        config::Problem::DialsNothing { .. } | config::Problem::NoTrunk { .. } => Some("dialled"),
        _ => None,
    }
}
