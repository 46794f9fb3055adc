//! The form of a queue. Every button of it sends the whole form; those that only change its members
//! show it again as it is then.

use super::typed::{Typed, hold_time_key, join_key, leave_key, strategy_key};
use super::{address, find, members};
use crate::App;
use crate::http::{Fields, Form, Problem, Visitor, see_other};
use crate::panel::layout::{
    Choice, DestinationField, Done, Errors, Page, choices, extension_choices, sound_choices, words,
};
use crate::panel::objects::{self, FormFrame, Unsaved};
use crate::panel::{shown, wrong};
use crate::service::Picture;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use std::sync::Arc;
use vasl_domain::callflow::{HoldTimeAnnouncement, JoinRule, LeaveRule, ManagedQueue, Strategy};
use vasl_domain::configuration::{self as config};
use vasl_domain::destination::DestinationKind;
use vasl_domain::name::Extension;

/// Where callers can go who are not served.
const FAILURES: [DestinationKind; 9] = [
    DestinationKind::HangUp,
    DestinationKind::Queue,
    DestinationKind::Extension,
    DestinationKind::Ivr,
    DestinationKind::TimeCondition,
    DestinationKind::Announcement,
    DestinationKind::Misc,
    DestinationKind::FeatureCode,
    DestinationKind::Dialplan,
];

#[derive(Template)]
#[template(path = "panel/queues/form.html")]
struct QueueForm {
    page: Page,
    frame: FormFrame,
    errors: Errors,
    typed: Typed,
    strategies: Vec<Choice>,
    extensions: Vec<Choice>,
    sounds: Vec<Choice>,
    hold_times: Vec<Choice>,
    joins: Vec<Choice>,
    leaves: Vec<Choice>,
    failure: DestinationField,
    picture: Arc<Picture>,
}

impl QueueForm {
    fn new(app: &App, form: Unsaved, typed: Typed) -> Self {
        let Unsaved { page, frame, errors } = form;
        let (picture, texts) = (app.service().picture(), page.texts());
        let one = |word: &str, key| (word.to_owned(), texts.t(key));
        let strategies = Strategy::ALL.iter().map(|&s| one(s.word(), strategy_key(s)));
        let hold_times =
            HoldTimeAnnouncement::ALL.iter().map(|&told| one(told.word(), hold_time_key(told)));
        let joins = JoinRule::ALL.iter().map(|&rule| one(rule.word(), join_key(rule)));
        let leaves = LeaveRule::ALL.iter().map(|&rule| one(rule.word(), leave_key(rule)));
        Self {
            strategies: choices(&typed.strategy, strategies),
            extensions: extension_choices(texts, &picture, &typed.add),
            sounds: sound_choices(&picture, &typed.periodic_sound),
            hold_times: choices(&typed.announce_hold_time, hold_times),
            joins: choices(&typed.join, joins),
            leaves: choices(&typed.leave, leaves),
            failure: DestinationField::new(texts, &picture, "failure", &FAILURES, &typed.failure),
            page,
            frame,
            errors,
            typed,
            picture,
        }
    }

    fn operator(&self, number: &Extension) -> String {
        words::operator(&self.page, &self.picture, number)
    }

    fn is_wrong_in(&self, fields: &[&str]) -> bool {
        self.errors.iter().any(|(field, _)| fields.contains(&field))
    }
}

fn frame(known: Option<&ManagedQueue>, form: Option<&Fields>) -> FormFrame {
    let frame = match form {
        Some(form) => FormFrame::sent(known, form),
        None => FormFrame::new(known),
    };
    match known {
        Some(known) => {
            let back = address(&known.number);
            FormFrame { action: format!("{back}/edit"), back, ..frame }
        }
        None => frame,
    }
}

pub(super) async fn new(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    let page = objects::page::<ManagedQueue>(&app, &visitor, None);
    let typed = Typed::blank().ok_or_else(|| Problem::Fault("no usual queue".to_owned()))?;
    shown(&QueueForm::new(&app, Unsaved::new(page, frame(None, None)), typed))
}

pub(super) async fn edit(
    State(app): State<App>,
    visitor: Visitor,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let known = find(&app, &number)?;
    let page = objects::page(&app, &visitor, Some(&known));
    let form = Unsaved::new(page, frame(Some(&known), None));
    shown(&QueueForm::new(&app, form, Typed::of(&known)))
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
    let known = find(&app, &number)?;
    take(&app, &visitor, &form, Some(known)).await
}

async fn take(
    app: &App,
    visitor: &Visitor,
    form: &Fields,
    known: Option<ManagedQueue>,
) -> Result<Response, Problem> {
    let mut typed = Typed::read(form);
    if let Some(known) = &known {
        typed.code = known.number.to_string();
    }
    let page = objects::page(app, visitor, known.as_ref());
    let mut again = Unsaved::new(page, frame(known.as_ref(), Some(form)));
    let picture = app.service().picture();
    let everybody = picture.configuration.call_flow.extensions.iter();
    let everybody = everybody.map(|extension| extension.number.clone());
    match members::press(form.text("do"), &mut typed, everybody, &again.page) {
        Some(Ok(())) => return shown(&QueueForm::new(app, again, typed)),
        Some(Err(words)) => {
            again.errors.add("members", words);
            return wrong(&QueueForm::new(app, again, typed));
        }
        None => {}
    }
    let Some(queue) = typed.queue(&again.page, &mut again.errors) else {
        return wrong(&QueueForm::new(app, again, typed));
    };
    let (done, to) = match &known {
        Some(_) => (Done::Saved, address(&queue.number)),
        None => (Done::Added, "/queues".to_owned()),
    };
    match again.save(app, visitor, known, queue, place).await? {
        Ok(()) => Ok(see_other(&done.on(&to))),
        Err(again) => wrong(&QueueForm::new(app, again, typed)),
    }
}

/// Beside which field of the form a problem is said.
fn place(problem: &config::Problem) -> Option<&'static str> {
    match problem {
        config::Problem::NoSuchMember { .. } | config::Problem::MemberTwice { .. } => {
            Some("members")
        }
        config::Problem::NoSuchSound { .. } => Some("periodic_sound"),
        config::Problem::LeadsNowhere { .. } | config::Problem::Cycle(_) => Some("failure"),
        _ => None,
    }
}
