//! The form of a module.

use super::typed::{Ask, Typed};
use super::{address, expiry, read};
use crate::App;
use crate::http::{Fields, Problem, Visitor};
use crate::panel::layout::{
    Choice, DestinationField, Errors, FieldName, Page, TypedDestination, extension_choices,
    queue_choices, sound_choices, time_group_choices, words,
};
use crate::panel::objects::{self, Editing, FormFrame, Unsaved};
use crate::service::Picture;
use askama::Template;
use std::collections::HashSet;
use std::sync::Arc;
use vasl_domain::configuration::{self as config, PointerField};
use vasl_domain::destination::DestinationKind;
use vasl_domain::module::{CountOutbound, Module, Side, ZoneName};
use vasl_domain::name::Extension;

/// Where callers can go whom a module does not reconnect: not to a module.
const FAILURES: [DestinationKind; 8] = [
    DestinationKind::Queue,
    DestinationKind::Extension,
    DestinationKind::Ivr,
    DestinationKind::TimeCondition,
    DestinationKind::Announcement,
    DestinationKind::FeatureCode,
    DestinationKind::Dialplan,
    DestinationKind::HangUp,
];

#[derive(Template)]
#[template(path = "panel/modules/form.html")]
pub(super) struct ModuleForm {
    page: Page,
    frame: FormFrame,
    typed: Typed,
    errors: Errors,
    /// What the expiry means for a call that ends now.
    consequence: String,
    extensions: Vec<Choice>,
    queues: Vec<Choice>,
    failure: DestinationField,
    time_groups: Vec<Choice>,
    announcements: Vec<Choice>,
    ask_sounds: Vec<Choice>,
    whisper_sounds: Vec<Choice>,
    account_queues: Vec<Choice>,
    /// Members of queue sides whom the extension sides lack.
    missing: Vec<String>,
    picture: Arc<Picture>,
}

impl ModuleForm {
    fn side(&self, side: &Side) -> String {
        words::side(&self.page, &self.picture, side)
    }

    fn is_wrong_in_more(&self) -> bool {
        let before = ["name", "code", "expiry", "sides", "failure"];
        self.errors.iter().any(|(field, _)| !before.contains(&field))
    }

    fn outbound_kinds(&self) -> [(&'static str, &'static str); 3] {
        CountOutbound::ALL.map(|count| (count.word(), words::outbound_key(count)))
    }
}

impl Editing for Typed {
    type Drawn = ModuleForm;

    fn blank(app: &App) -> Result<Self, Problem> {
        Ok(Self::new(&app.preferences().time_zone))
    }

    fn known_by(&mut self, module: &Module) {
        self.code = module.code.to_string();
    }

    fn press(&mut self, app: &App, form: &Fields, page: &Page, errors: &mut Errors) -> bool {
        let ask = Ask::of(form);
        let only_changes_it = ask != Ask::Save;
        change_rows(app, page, self, errors, ask);
        only_changes_it
    }

    fn thing(
        &self,
        app: &App,
        known: Option<&Module>,
        page: &Page,
        errors: &mut Errors,
    ) -> Option<Module> {
        read::module(app, page, self, known, errors)
    }

    fn place(&self, problem: &config::Problem) -> Option<FieldName> {
        field_of(problem).map(Into::into)
    }

    /// Saved, and not quite as it may be meant: the form says so.
    fn next(&self, app: &App, module: &Module, _: bool) -> String {
        let again = !missing(self, &app.service().picture()).is_empty();
        if again { address(module) } else { "/modules".to_owned() }
    }

    fn page(app: &App, visitor: &Visitor, _: Option<&Module>) -> Page {
        objects::page::<Module>(app, visitor, None)
    }

    fn drawn(self, app: &App, form: Unsaved) -> ModuleForm {
        let Unsaved { page, frame, errors } = form;
        let typed = self;
        let picture = app.service().picture();
        let texts = page.texts();
        let queues = |chosen: &str| queue_choices(texts, &picture, chosen);
        let sounds = |chosen: &str| sound_choices(&picture, chosen);
        let blank = || TypedDestination::blank(DestinationKind::Queue);
        let failure = typed.failure.clone().unwrap_or_else(blank);
        let missing = missing(&typed, &picture);
        let missing = missing.iter().map(|number| words::operator(texts, &picture, number));
        ModuleForm {
            consequence: consequence(app, &page, &typed, &picture),
            extensions: extension_choices(texts, &picture, &typed.side_extension),
            queues: queues(&typed.side_queue),
            announcements: sounds(&typed.announcement),
            ask_sounds: sounds(&typed.ask_sound),
            whisper_sounds: sounds(&typed.whisper_sound),
            account_queues: queues(&typed.account_under_queue),
            failure: DestinationField::new(texts, &picture, "failure", &FAILURES, &failure),
            time_groups: time_group_choices(&picture, &typed.time_group),
            missing: missing.collect(),
            page,
            frame,
            typed,
            errors,
            picture,
        }
    }
}

/// What the expiry means, as far as it can be read.
fn consequence(app: &App, page: &Page, typed: &Typed, picture: &Picture) -> String {
    let zone = ZoneName::new(&typed.time_zone);
    let zone = zone.unwrap_or_else(|_| app.preferences().time_zone.clone());
    match expiry::read(page.texts(), typed) {
        Ok(expiry) => {
            expiry::words(page.texts(), &expiry, &zone, picture.time_groups(), page.now())
        }
        Err(_) => String::new(),
    }
}

/// Where there are extension sides, members of the queue sides who are not among them are never
/// reconnected to.
fn missing(typed: &Typed, picture: &Picture) -> Vec<Extension> {
    let extensions = typed.sides.iter().filter_map(|side| match side {
        Side::Extension(number) => Some(number),
        Side::Queue(_) => None,
    });
    let mut known: HashSet<&Extension> = extensions.collect();
    if known.is_empty() {
        return Vec::new();
    }
    let queues = typed.sides.iter().filter_map(|side| match side {
        Side::Queue(queue) => picture.directory.queue(queue),
        Side::Extension(_) => None,
    });
    let members = queues.flat_map(|queue| &queue.members);
    members.filter(|member| known.insert(member)).cloned().collect()
}

/// Beside which field of the form a problem is said.
fn field_of(problem: &config::Problem) -> Option<&'static str> {
    match problem {
        config::Problem::NoSuchSide { .. } => Some("sides"),
        config::Problem::FailureIsModule { .. } => Some("failure"),
        config::Problem::NoSuchTimeGroup { .. } => Some("expiry"),
        config::Problem::NoSuchSound { from, .. } => match from.field {
            PointerField::AskSound => Some("ask_sound"),
            PointerField::WhisperSound => Some("whisper_sound"),
            _ => Some("announcement"),
        },
        config::Problem::NoSuchQueue { .. } => Some("account_under_queue"),
        config::Problem::LeadsNowhere { from, .. } => match from.field {
            PointerField::FailureDestination => Some("failure"),
            _ => None,
        },
        _ => None,
    }
}

fn change_rows(app: &App, page: &Page, typed: &mut Typed, errors: &mut Errors, ask: Ask) {
    let picture = app.service().picture();
    let chosen = typed.chosen_side();
    let nothing_chosen = || match typed.side_kind.as_str() {
        "queue" => page.t("side-choose-queue"),
        _ => page.t("side-choose-extension"),
    };
    match ask {
        Ask::AddSide => match chosen {
            Some(side) if typed.sides.contains(&side) => {
                errors.add("sides", page.t("side-twice"));
            }
            Some(side) => typed.add_sides([side]),
            None => errors.add("sides", nothing_chosen()),
        },
        Ask::AddMembers => match chosen {
            Some(Side::Queue(number)) => {
                let queue = picture.directory.queue(&number);
                let members = queue.map(|queue| queue.members.clone()).unwrap_or_default();
                let members = members.into_iter().map(Side::Extension);
                typed.add_sides(std::iter::once(Side::Queue(number)).chain(members));
            }
            Some(Side::Extension(_)) | None => errors.add("sides", page.t("side-choose-queue")),
        },
        Ask::AddMissing => {
            let missing = missing(typed, &picture);
            typed.add_sides(missing.into_iter().map(Side::Extension));
        }
        Ask::EditSide(row) => typed.choose(row),
        Ask::PutSide => {
            let row = typed.editing.take();
            match (chosen, row.and_then(|row| typed.sides.get_mut(row))) {
                (Some(side), Some(place)) => *place = side,
                (None, _) => {
                    errors.add("sides", nothing_chosen());
                    typed.editing = row;
                }
                (Some(_), None) => {}
            }
            let mut seen = HashSet::new();
            typed.sides.retain(|side| seen.insert(side.clone()));
        }
        Ask::DropSide(row) => {
            if row < typed.sides.len() {
                typed.sides.remove(row);
            }
            typed.editing = None;
        }
        Ask::Save => {}
    }
}
