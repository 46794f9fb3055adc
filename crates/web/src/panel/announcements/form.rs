//! The form of an announcement.

use crate::App;
use crate::http::{Fields, Problem};
use crate::panel::layout::{
    Choice, DestinationField, Errors, FieldName, Page, Reader, TypedDestination, sound_choices,
};
use crate::panel::objects::{Editing, FormFrame, TypedForm, Unsaved};
use askama::Template;
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
pub(super) struct Typed {
    code: String,
    name: String,
    sound: String,
    may_be_skipped: bool,
    destination: TypedDestination,
}

impl TypedForm for Typed {
    type Thing = Announcement;

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
}

impl Editing for Typed {
    type Drawn = AnnouncementForm;

    fn blank(_: &App) -> Result<Self, Problem> {
        let destination = TypedDestination::blank(DestinationKind::Queue);
        let nothing = String::new;
        let (code, name, sound) = (nothing(), nothing(), nothing());
        Ok(Self { code, name, sound, may_be_skipped: false, destination })
    }

    fn known_by(&mut self, announcement: &Announcement) {
        self.code = announcement.number.to_string();
    }

    fn thing(
        &self,
        _: &App,
        _: Option<&Announcement>,
        page: &Page,
        errors: &mut Errors,
    ) -> Option<Announcement> {
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

    fn place(&self, problem: &Wrong) -> Option<FieldName> {
        match problem {
            Wrong::NoSuchSound { .. } => Some("sound".into()),
            Wrong::LeadsNowhere { .. } | Wrong::Cycle(_) => Some("destination".into()),
            _ => None,
        }
    }

    fn drawn(self, app: &App, form: Unsaved) -> AnnouncementForm {
        let Unsaved { page, frame, errors } = form;
        let (picture, texts) = (app.service().picture(), page.texts());
        let to = &self.destination;
        AnnouncementForm {
            sounds: sound_choices(&picture, &self.sound),
            destination: DestinationField::new(texts, &picture, "destination", &DESTINATIONS, to),
            page,
            frame,
            errors,
            typed: self,
        }
    }
}

#[derive(Template)]
#[template(path = "panel/announcements/form.html")]
pub(super) struct AnnouncementForm {
    page: Page,
    frame: FormFrame,
    errors: Errors,
    typed: Typed,
    sounds: Vec<Choice>,
    destination: DestinationField,
}
