//! The form of a menu.

use super::read;
use super::typed::{Ask, Typed, TypedEntry, TypedFallback};
use crate::App;
use crate::http::{Fields, Problem};
use crate::panel::layout::{
    ANYWHERE, Choice, DestinationField, Errors, FieldName, Page, sound_choices,
};
use crate::panel::objects::{Editing, FormFrame, Unsaved};
use askama::Template;
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
pub(super) struct IvrForm {
    page: Page,
    frame: FormFrame,
    typed: Typed,
    errors: Errors,
    announcements: Vec<Choice>,
    invalid: Fallback,
    timeout: Fallback,
    rows: Vec<Row>,
}

impl Editing for Typed {
    type Drawn = IvrForm;

    fn blank(_: &App) -> Result<Self, Problem> {
        Ok(Self::new())
    }

    fn known_by(&mut self, ivr: &Ivr) {
        self.number = ivr.number.to_string();
    }

    fn press(&mut self, _: &App, form: &Fields, _: &Page, _: &mut Errors) -> bool {
        match Ask::of(form) {
            Ask::AddKey => self.entries.push(TypedEntry::blank()),
            Ask::DropKey(row) if row < self.entries.len() => drop(self.entries.remove(row)),
            Ask::DropKey(_) => {}
            Ask::Save => return false,
        }
        true
    }

    fn thing(&self, _: &App, _: Option<&Ivr>, page: &Page, errors: &mut Errors) -> Option<Ivr> {
        read::ivr(page, self, errors)
    }

    fn place(&self, problem: &config::Problem) -> Option<FieldName> {
        let row = |key: &str| self.entries.iter().rposition(|entry| entry.key == key);
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

    fn drawn(self, app: &App, form: Unsaved) -> IvrForm {
        let Unsaved { page, frame, errors } = form;
        let typed = self;
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
        IvrForm {
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
