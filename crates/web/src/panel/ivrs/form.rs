//! The form of a menu.
//!
//! Every button of it sends the whole form; those that only change its rows show it again as it is
//! then. Nothing is changed before it is saved.

use super::read;
use super::typed::{Ask, Typed, TypedEntry, TypedFallback};
use crate::App;
use crate::http::{Fields, Form, Problem, Visitor, see_other};
use crate::panel::layout::{
    ANYWHERE, Choice, DestinationField, Done, Errors, FieldName, Page, sound_choices,
};
use crate::panel::objects::{self, FormFrame, Thing, Unsaved};
use crate::panel::{shown, wrong};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use vasl_domain::callflow::Ivr;
use vasl_domain::configuration::{self as config, PointerField};

/// A key as its row shows it.
struct Row {
    key: String,
    /// The name of the key's field.
    name: String,
    to: DestinationField,
    returns: bool,
}

/// What is done about a caller who does not choose, as the form shows it.
struct Fallback {
    retries: String,
    sound: String,
    sounds: Vec<Choice>,
    to: DestinationField,
}

#[derive(Template)]
#[template(path = "panel/ivrs/form.html")]
struct IvrForm {
    page: Page,
    frame: FormFrame,
    typed: Typed,
    errors: Errors,
    announcements: Vec<Choice>,
    invalid: Fallback,
    timeout: Fallback,
    rows: Vec<Row>,
}

impl IvrForm {
    fn new(app: &App, form: Unsaved, typed: Typed) -> Self {
        let Unsaved { page, frame, errors } = form;
        let picture = app.service().picture();
        let texts = page.texts();
        let sounds = |chosen: &str| sound_choices(&picture, chosen);
        let fallback = |name, typed: &TypedFallback| Fallback {
            retries: typed.retries.clone(),
            sounds: sounds(&typed.sound),
            sound: typed.sound.clone(),
            to: DestinationField::new(texts, &picture, name, &ANYWHERE, &typed.destination),
        };
        let row = |(row, typed): (usize, &TypedEntry)| {
            let (name, to) = (format!("to_{row}"), &typed.destination);
            Row {
                key: typed.key.clone(),
                name: format!("key_{row}"),
                to: DestinationField::in_row(texts, &picture, name, &ANYWHERE, to),
                returns: typed.returns,
            }
        };
        Self {
            announcements: sounds(&typed.announcement),
            invalid: fallback("invalid", &typed.invalid),
            timeout: fallback("timeout", &typed.timeout),
            rows: typed.entries.iter().enumerate().map(row).collect(),
            page,
            frame,
            typed,
            errors,
        }
    }
}

pub(super) async fn new(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    let page = objects::page::<Ivr>(&app, &visitor, None);
    let form = Unsaved::new(page, FormFrame::new::<Ivr>(None));
    shown(&IvrForm::new(&app, form, Typed::blank()))
}

pub(super) async fn edit(
    State(app): State<App>,
    visitor: Visitor,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let ivr: Ivr = objects::find(&app, &number)?;
    let page = objects::page(&app, &visitor, Some(&ivr));
    let form = Unsaved::new(page, FormFrame::new(Some(&ivr)));
    shown(&IvrForm::new(&app, form, Typed::of(&ivr)))
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
    known: Option<Ivr>,
) -> Result<Response, Problem> {
    let mut typed = Typed::read(form);
    if let Some(known) = &known {
        typed.number = known.number.to_string();
    }
    let page = objects::page(app, visitor, known.as_ref());
    let mut again = Unsaved::new(page, FormFrame::sent(known.as_ref(), form));
    let ask = Ask::of(form);
    if ask != Ask::Save {
        change_rows(&mut typed, ask);
        return shown(&IvrForm::new(app, again, typed));
    }
    let read = read::ivr(&again.page, &typed, &mut again.errors);
    let Some(ivr) = read else { return wrong(&IvrForm::new(app, again, typed)) };
    let done = if known.is_some() { Done::Saved } else { Done::Added };
    let saved = again.save(app, visitor, known, ivr, |problem| field_of(problem, &typed));
    match saved.await? {
        Ok(()) => Ok(see_other(&done.on(Ivr::PAGES.path))),
        Err(again) => wrong(&IvrForm::new(app, again, typed)),
    }
}

fn change_rows(typed: &mut Typed, ask: Ask) {
    match ask {
        Ask::AddKey => typed.entries.push(TypedEntry::blank()),
        Ask::DropKey(row) => {
            if row < typed.entries.len() {
                typed.entries.remove(row);
            }
        }
        Ask::ShowCodes | Ask::Save => {}
    }
}

/// Beside which field of the form a problem is said.
fn field_of(problem: &config::Problem, typed: &Typed) -> Option<FieldName> {
    let row = |key: &str| typed.entries.iter().rposition(|entry| entry.key == key);
    match problem {
        config::Problem::KeyTwice { key, .. } => {
            row(key.as_str()).map(|row| format!("key_{row}").into())
        }
        config::Problem::LeadsNowhere { from, .. } => match &from.field {
            PointerField::Key(key) => row(key.as_str()).map(|row| format!("to_{row}").into()),
            PointerField::InvalidDestination => Some("invalid".into()),
            PointerField::TimeoutDestination => Some("timeout".into()),
            _ => None,
        },
        config::Problem::NoSuchSound { from, .. } => Some(match from.field {
            PointerField::InvalidSound => "invalid_sound".into(),
            PointerField::TimeoutSound => "timeout_sound".into(),
            _ => "announcement".into(),
        }),
        config::Problem::ObjectTwice(_) => Some("code".into()),
        _ => None,
    }
}
