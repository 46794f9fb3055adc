//! The form of a queue.

use super::typed::Typed;
use super::{address, members};
use crate::App;
use crate::http::{Fields, Problem};
use crate::panel::layout::{
    Choice, DestinationField, Errors, FieldName, Page, choices, extension_choices, sound_choices,
    words,
};
use crate::panel::objects::{Editing, FormFrame, Unsaved};
use crate::service::Picture;
use askama::Template;
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
pub(super) struct QueueForm {
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
    fn operator(&self, number: &Extension) -> String {
        words::operator(&self.page, &self.picture, number)
    }

    fn is_wrong_in(&self, fields: &[&str]) -> bool {
        self.errors.iter().any(|(field, _)| fields.contains(&field))
    }
}

impl Editing for Typed {
    type Drawn = QueueForm;

    fn blank(_: &App) -> Result<Self, Problem> {
        Self::new().ok_or_else(|| Problem::Fault("no usual queue".to_owned()))
    }

    fn known_by(&mut self, queue: &ManagedQueue) {
        self.code = queue.number.to_string();
    }

    fn press(&mut self, app: &App, form: &Fields, page: &Page, errors: &mut Errors) -> bool {
        let picture = app.service().picture();
        let everybody = picture.configuration.call_flow.extensions.iter();
        let everybody = everybody.map(|extension| extension.number.clone());
        let pressed = members::press(form.text("do"), self, everybody, page);
        if let Some(Err(words)) = &pressed {
            errors.add("members", words.clone());
        }
        pressed.is_some()
    }

    fn thing(
        &self,
        _: &App,
        _: Option<&ManagedQueue>,
        page: &Page,
        errors: &mut Errors,
    ) -> Option<ManagedQueue> {
        self.queue(page, errors)
    }

    fn place(&self, problem: &config::Problem) -> Option<FieldName> {
        match problem {
            config::Problem::NoSuchMember { .. } | config::Problem::MemberTwice { .. } => {
                Some("members".into())
            }
            config::Problem::NoSuchSound { .. } => Some("periodic_sound".into()),
            config::Problem::LeadsNowhere { .. } | config::Problem::Cycle(_) => {
                Some("failure".into())
            }
            _ => None,
        }
    }

    fn next(&self, _: &App, queue: &ManagedQueue, known: bool) -> String {
        if known { address(&queue.number) } else { "/queues".to_owned() }
    }

    /// The queue's own page shows who is in it; its form stands under that.
    fn frame(known: Option<&ManagedQueue>) -> FormFrame {
        let frame = FormFrame::new(known);
        match known {
            Some(known) => {
                let back = address(&known.number);
                FormFrame { action: format!("{back}/edit"), back, ..frame }
            }
            None => frame,
        }
    }

    fn drawn(self, app: &App, form: Unsaved) -> QueueForm {
        let Unsaved { page, frame, errors } = form;
        let typed = self;
        let (picture, texts) = (app.service().picture(), page.texts());
        let one = |word: &str, key| (word.to_owned(), texts.t(key));
        let strategies = Strategy::ALL.iter().map(|&s| one(s.word(), words::strategy_key(s)));
        let hold_times = HoldTimeAnnouncement::ALL
            .iter()
            .map(|&told| one(told.word(), words::hold_time_key(told)));
        let joins = JoinRule::ALL.iter().map(|&rule| one(rule.word(), words::join_key(rule)));
        let leaves = LeaveRule::ALL.iter().map(|&rule| one(rule.word(), words::leave_key(rule)));
        QueueForm {
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
}
