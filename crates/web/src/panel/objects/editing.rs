//! The pages of a form: opened, sent, and saved, the same for every kind of thing.
//!
//! Every button of a form sends all of it; those that only change what stands in it show it again
//! as it is then. Nothing is changed before it is saved.

use super::{FormFrame, Thing, Unsaved, find, page};
use crate::App;
use crate::http::{Fields, Form, Problem, Visitor, see_other};
use crate::panel::layout::{Done, Errors, FieldName, Page};
use crate::panel::{language, shown, wrong};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use vasl_domain::configuration as config;

/// What stands in the form of a kind of thing, as it was typed.
pub(in crate::panel) trait TypedForm: Sized + Send + Sync + 'static {
    /// The kind of thing.
    type Thing: Thing;

    /// What stands in the form of a thing that is there.
    fn of(thing: &Self::Thing) -> Self;

    /// What was sent.
    fn read(form: &Fields) -> Self;
}

/// How such a form is opened, read, drawn and saved.
pub(in crate::panel) trait Editing: TypedForm {
    /// The form as it is drawn.
    type Drawn: Template;

    /// What stands in the form of a new thing.
    ///
    /// # Errors
    /// By a fault of this program.
    fn blank(app: &App) -> Result<Self, Problem>;

    /// Takes over what a thing is known by, which stays as it is, whatever was sent.
    fn known_by(&mut self, thing: &Self::Thing);

    /// Does what a button says that only changes the form; `false` where all of it is to be saved.
    fn press(&mut self, app: &App, form: &Fields, page: &Page, errors: &mut Errors) -> bool {
        let _ = (app, form, page, errors);
        false
    }

    /// The thing that was typed, or what is wrong with it beside its fields. `known` is what it is
    /// now, where it is there already.
    fn thing(
        &self,
        app: &App,
        known: Option<&Self::Thing>,
        page: &Page,
        errors: &mut Errors,
    ) -> Option<Self::Thing>;

    /// Beside which field of the form a problem is said; at its head where beside none.
    fn place(&self, problem: &config::Problem) -> Option<FieldName>;

    /// Where one goes who has saved `after`; `known` where it was there before.
    fn next(&self, app: &App, after: &Self::Thing, known: bool) -> String {
        let _ = (app, after, known);
        Self::Thing::PAGES.path.to_owned()
    }

    /// The frame of the page.
    fn page(app: &App, visitor: &Visitor, known: Option<&Self::Thing>) -> Page {
        page(app, visitor, known)
    }

    /// Where the form is sent to, where that is not the thing's own address.
    fn frame(known: Option<&Self::Thing>) -> FormFrame {
        FormFrame::new(known)
    }

    /// Draws it.
    fn drawn(self, app: &App, form: Unsaved) -> Self::Drawn;
}

/// The form of a new thing.
pub(in crate::panel) async fn new<E: Editing>(
    State(app): State<App>,
    visitor: Visitor,
) -> Result<Response, Problem> {
    let form = Unsaved::new(E::page(&app, &visitor, None).carrying(), E::frame(None));
    shown(&E::blank(&app)?.drawn(&app, form))
}

/// The form of a thing.
pub(in crate::panel) async fn edit<E: Editing>(
    State(app): State<App>,
    visitor: Visitor,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let known: E::Thing = find(&app, &code)?;
    let page = E::page(&app, &visitor, Some(&known)).carrying();
    let form = Unsaved::new(page, E::frame(Some(&known)));
    shown(&E::of(&known).drawn(&app, form))
}

/// A new thing was sent.
pub(in crate::panel) async fn add<E: Editing>(
    State(app): State<App>,
    visitor: Visitor,
    Form(form): Form,
) -> Result<Response, Problem> {
    take::<E>(&app, &visitor, &form, None).await
}

/// Another content for a thing was sent.
pub(in crate::panel) async fn save<E: Editing>(
    State(app): State<App>,
    visitor: Visitor,
    Path(code): Path<String>,
    Form(form): Form,
) -> Result<Response, Problem> {
    let known = find(&app, &code)?;
    take::<E>(&app, &visitor, &form, Some(known)).await
}

async fn take<E: Editing>(
    app: &App,
    visitor: &Visitor,
    form: &Fields,
    known: Option<E::Thing>,
) -> Result<Response, Problem> {
    let mut typed = E::read(form);
    if let Some(known) = &known {
        typed.known_by(known);
    }
    let sent = |visitor: &Visitor| {
        let page = E::page(app, visitor, known.as_ref()).carrying();
        Unsaved::new(page, E::frame(known.as_ref())).sent(form)
    };
    if let Some(to) = language::asked(form) {
        let drawn = |visitor: &Visitor| shown(&typed.drawn(app, sent(visitor)));
        return language::carried_over(app, visitor, to, drawn).await;
    }
    let mut again = sent(visitor);
    // Without scripts, the codes of the types that are chosen are shown by a button.
    let is_shown = form.text("do") == "show-codes" || form.is_only_shown();
    if is_shown || typed.press(app, form, &again.page, &mut again.errors) {
        let good = again.errors.is_empty();
        let drawn = typed.drawn(app, again);
        return if good { shown(&drawn) } else { wrong(&drawn) };
    }
    let read = typed.thing(app, known.as_ref(), &again.page, &mut again.errors);
    let Some(after) = read else { return wrong(&typed.drawn(app, again)) };
    let is_known = known.is_some();
    let saved = again.save(app, visitor, known, after.clone(), |problem| typed.place(problem));
    match saved.await? {
        Ok(()) => {
            let done = if is_known { Done::Saved } else { Done::Added };
            Ok(see_other(&done.on(&typed.next(app, &after, is_known))))
        }
        Err(again) => wrong(&typed.drawn(app, again)),
    }
}
