//! The form of an announcement.

use crate::App;
use crate::http::{Fields, Form, Problem, Visitor, see_other};
use crate::panel::layout::{
    Choice, DestinationField, Done, Errors, Page, Reader, TypedDestination, sound_choices,
};
use crate::panel::objects::{self, FormFrame, Unsaved};
use crate::panel::{shown, wrong};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use vasl_domain::callflow::Announcement;
use vasl_domain::configuration::Problem as Wrong;
use vasl_domain::destination::DestinationKind;

/// Where a call can go on.
const DESTINATIONS: [DestinationKind; 9] = [
    DestinationKind::Queue,
    DestinationKind::Extension,
    DestinationKind::Ivr,
    DestinationKind::TimeCondition,
    DestinationKind::Announcement,
    DestinationKind::Misc,
    DestinationKind::FeatureCode,
    DestinationKind::Dialplan,
    DestinationKind::HangUp,
];

/// What stands in the form.
#[derive(Debug)]
struct Typed {
    code: String,
    name: String,
    sound: String,
    may_be_skipped: bool,
    destination: TypedDestination,
}

impl Typed {
    fn blank() -> Self {
        let destination = TypedDestination::blank(DestinationKind::Queue);
        let nothing = String::new;
        let (code, name, sound) = (nothing(), nothing(), nothing());
        Self { code, name, sound, may_be_skipped: false, destination }
    }

    fn of(announcement: &Announcement) -> Self {
        Self {
            code: announcement.number.to_string(),
            name: announcement.name.to_string(),
            sound: announcement.sound.to_string(),
            may_be_skipped: announcement.may_be_skipped,
            destination: TypedDestination::of(&announcement.destination),
        }
    }

    fn read(form: &Fields) -> Self {
        Self {
            code: form.number("code"),
            name: form.text("name").to_owned(),
            sound: form.text("sound").to_owned(),
            may_be_skipped: form.ticked("may_be_skipped"),
            destination: TypedDestination::read(form, "destination"),
        }
    }

    fn announcement(&self, page: &Page, errors: &mut Errors) -> Option<Announcement> {
        let mut read = Reader::new(page.texts(), errors);
        let number = read.value("code", &self.code);
        let name = read.value("name", &self.name);
        if self.sound.is_empty() {
            read.wrong("sound", "announcement-sound-choose");
        }
        let sound = read.maybe("sound", &self.sound);
        let destination = read.destination("destination", &self.destination);
        Some(Announcement {
            number: number?,
            name: name?,
            sound: sound?,
            may_be_skipped: self.may_be_skipped,
            destination: destination?,
        })
    }
}

#[derive(Template)]
#[template(path = "panel/announcements/form.html")]
struct AnnouncementForm {
    page: Page,
    frame: FormFrame,
    errors: Errors,
    typed: Typed,
    sounds: Vec<Choice>,
    destination: DestinationField,
}

impl AnnouncementForm {
    fn new(app: &App, form: Unsaved, typed: Typed) -> Self {
        let Unsaved { page, frame, errors } = form;
        let (picture, texts) = (app.service().picture(), page.texts());
        let to = &typed.destination;
        Self {
            sounds: sound_choices(&picture, &typed.sound),
            destination: DestinationField::new(texts, &picture, "destination", &DESTINATIONS, to),
            page,
            frame,
            errors,
            typed,
        }
    }
}

pub(super) async fn new(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    let page = objects::page::<Announcement>(&app, &visitor, None);
    let form = Unsaved::new(page, FormFrame::new::<Announcement>(None));
    shown(&AnnouncementForm::new(&app, form, Typed::blank()))
}

pub(super) async fn edit(
    State(app): State<App>,
    visitor: Visitor,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let known = objects::find::<Announcement>(&app, &number)?;
    let page = objects::page(&app, &visitor, Some(&known));
    let form = Unsaved::new(page, FormFrame::new(Some(&known)));
    shown(&AnnouncementForm::new(&app, form, Typed::of(&known)))
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
    let known = objects::find::<Announcement>(&app, &number)?;
    take(&app, &visitor, &form, Some(known)).await
}

async fn take(
    app: &App,
    visitor: &Visitor,
    form: &Fields,
    known: Option<Announcement>,
) -> Result<Response, Problem> {
    let mut typed = Typed::read(form);
    if let Some(known) = &known {
        typed.code = known.number.to_string();
    }
    let page = objects::page(app, visitor, known.as_ref());
    let mut again = Unsaved::new(page, FormFrame::sent(known.as_ref(), form));
    let Some(after) = typed.announcement(&again.page, &mut again.errors) else {
        return wrong(&AnnouncementForm::new(app, again, typed));
    };
    let done = if known.is_some() { Done::Saved } else { Done::Added };
    match again.save(app, visitor, known, after, place).await? {
        Ok(()) => Ok(see_other(&done.on("/announcements"))),
        Err(again) => wrong(&AnnouncementForm::new(app, again, typed)),
    }
}

/// Beside which field of the form a problem is said.
fn place(problem: &Wrong) -> Option<&'static str> {
    match problem {
        Wrong::NoSuchSound { .. } => Some("sound"),
        Wrong::LeadsNowhere { .. } | Wrong::Cycle(_) => Some("destination"),
        _ => None,
    }
}
