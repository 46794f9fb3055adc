//! The form of an extension.

use super::{made_secret, phone};
use crate::App;
use crate::http::{Fields, Form, Problem, Visitor, see_other};
use crate::panel::layout::{Done, Errors, Page, Reader};
use crate::panel::objects::{self, FormFrame, Unsaved};
use crate::panel::{language, shown, wrong};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use vasl_domain::callflow::{ManagedExtension, OutsideNumber, PhoneSecret};

/// What stands in the form.
#[derive(Debug, Default)]
struct Typed {
    code: String,
    name: String,
    do_not_disturb_allowed: bool,
    outbound_caller_id: String,
    /// What the phone is to register with; empty where it stays, or is made.
    secret: String,
}

impl Typed {
    fn of(extension: &ManagedExtension) -> Self {
        let outside = extension.outbound_caller_id.as_ref();
        Self {
            code: extension.number.to_string(),
            name: extension.name.to_string(),
            do_not_disturb_allowed: extension.do_not_disturb_allowed,
            outbound_caller_id: outside.map(OutsideNumber::to_string).unwrap_or_default(),
            secret: String::new(),
        }
    }

    fn read(form: &Fields) -> Self {
        Self {
            code: form.number("code"),
            name: form.text("name").to_owned(),
            do_not_disturb_allowed: form.ticked("do_not_disturb_allowed"),
            outbound_caller_id: form.number("outbound_caller_id"),
            secret: form.text("secret").to_owned(),
        }
    }

    /// The extension that was typed. `made` is its secret where none was typed.
    fn extension(
        &self,
        page: &Page,
        made: PhoneSecret,
        errors: &mut Errors,
    ) -> Option<ManagedExtension> {
        let mut read = Reader::new(page.texts(), errors);
        let number = read.value("code", &self.code);
        let name = read.value("name", &self.name);
        let outbound_caller_id = read.maybe("outbound_caller_id", &self.outbound_caller_id);
        let secret = read.maybe("secret", &self.secret).unwrap_or(made);
        if !errors.is_empty() {
            return None;
        }
        Some(ManagedExtension {
            number: number?,
            name: name?,
            secret,
            do_not_disturb_allowed: self.do_not_disturb_allowed,
            outbound_caller_id,
        })
    }
}

#[derive(Template)]
#[template(path = "panel/extensions/form.html")]
struct ExtensionForm {
    page: Page,
    frame: FormFrame,
    errors: Errors,
    typed: Typed,
}

impl ExtensionForm {
    fn new(form: Unsaved, typed: Typed) -> Self {
        let Unsaved { page, frame, errors } = form;
        Self { page, frame, errors, typed }
    }

    /// As it was sent, but for the secret.
    fn again(mut form: Unsaved, typed: Typed, sent: &Fields) -> Self {
        form.errors.retype(form.page.texts(), sent, "secret");
        Self::new(form, typed)
    }
}

/// The form of an extension, or of a new one.
fn opened(app: &App, visitor: &Visitor, known: Option<&ManagedExtension>) -> Unsaved {
    Unsaved::new(objects::page(app, visitor, known).carrying(), FormFrame::new(known))
}

pub(super) async fn new(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    let form = opened(&app, &visitor, None);
    shown(&ExtensionForm::new(form, Typed { do_not_disturb_allowed: true, ..Typed::default() }))
}

pub(super) async fn edit(
    State(app): State<App>,
    visitor: Visitor,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let known = objects::find::<ManagedExtension>(&app, &number)?;
    let form = opened(&app, &visitor, Some(&known));
    shown(&ExtensionForm::new(form, Typed::of(&known)))
}

pub(super) async fn add(
    State(app): State<App>,
    visitor: Visitor,
    headers: HeaderMap,
    Form(form): Form,
) -> Result<Response, Problem> {
    let typed = Typed::read(&form);
    let sent = |visitor: &Visitor| opened(&app, visitor, None).sent(&form);
    if let Some(to) = language::asked(&form) {
        let drawn = |visitor: &Visitor| shown(&ExtensionForm::again(sent(visitor), typed, &form));
        return language::carried_over(&app, &visitor, to, drawn).await;
    }
    let mut again = sent(&visitor);
    if form.is_only_shown() {
        return shown(&ExtensionForm::again(again, typed, &form));
    }
    let Some(new) = typed.extension(&again.page, made_secret()?, &mut again.errors) else {
        return wrong(&ExtensionForm::again(again, typed, &form));
    };
    match again.save(&app, &visitor, None, new.clone(), |_| None::<&str>).await? {
        // Not by way of an address, which would keep the secret.
        Ok(()) => phone::with_secret(&app, &visitor, &headers, new, Done::Added).await,
        Err(again) => wrong(&ExtensionForm::again(again, typed, &form)),
    }
}

pub(super) async fn save(
    State(app): State<App>,
    visitor: Visitor,
    Path(number): Path<String>,
    Form(form): Form,
) -> Result<Response, Problem> {
    let known = objects::find::<ManagedExtension>(&app, &number)?;
    let typed = Typed { code: known.number.to_string(), ..Typed::read(&form) };
    let sent = |visitor: &Visitor| opened(&app, visitor, Some(&known)).sent(&form);
    if let Some(to) = language::asked(&form) {
        let drawn = |visitor: &Visitor| shown(&ExtensionForm::again(sent(visitor), typed, &form));
        return language::carried_over(&app, &visitor, to, drawn).await;
    }
    let mut again = sent(&visitor);
    if form.is_only_shown() {
        return shown(&ExtensionForm::again(again, typed, &form));
    }
    let read = typed.extension(&again.page, known.secret.clone(), &mut again.errors);
    let Some(after) = read else { return wrong(&ExtensionForm::again(again, typed, &form)) };
    match again.save(&app, &visitor, Some(known), after, |_| None::<&str>).await? {
        Ok(()) => Ok(see_other(&Done::Saved.on("/extensions"))),
        Err(again) => wrong(&ExtensionForm::again(again, typed, &form)),
    }
}
