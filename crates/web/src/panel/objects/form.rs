//! A form of a thing: what it knows beside its fields, and how it is saved.

use super::{Thing, address, known};
use crate::App;
use crate::http::{Fields, Problem, Visitor};
use crate::panel::layout::{Errors, FieldName, NotChanged, Page, words};
use crate::security::{hash_of_token, hexadecimal};
use crate::service::{Change, Picture, Refused};
use vasl_domain::configuration::difference::changes;
use vasl_domain::configuration::{self as config, FieldChange, Object, ObjectId};

/// What a form knows beside its fields.
#[derive(Debug, Default)]
pub(in crate::panel) struct FormFrame {
    /// Where it is sent to.
    pub(in crate::panel) action: String,
    /// Where one goes who gives it up.
    pub(in crate::panel) back: String,
    /// Whether the thing is there already.
    pub(in crate::panel) known: bool,
    /// What the thing was when the form was opened.
    pub(in crate::panel) seen: String,
    /// Whether something in it was not saved yet.
    pub(in crate::panel) unsaved: bool,
    /// What somebody else has changed meanwhile, beside what was typed.
    pub(in crate::panel) conflict: Vec<Conflict>,
}

/// A field that somebody else changed meanwhile.
#[derive(Debug)]
pub(in crate::panel) struct Conflict {
    /// Which.
    pub(in crate::panel) field: String,
    /// What it is now.
    pub(in crate::panel) now: String,
    /// What was typed.
    pub(in crate::panel) typed: String,
}

impl FormFrame {
    /// The form of a thing, or of a new one.
    pub(in crate::panel) fn new<T: Thing>(known: Option<&T>) -> Self {
        let new = format!("{}/new", T::PAGES.path);
        Self {
            action: known.map_or(new, |thing| address::<T>(&thing.id())),
            back: T::PAGES.path.to_owned(),
            known: known.is_some(),
            seen: known.map(|thing| seen(&thing.clone().object())).unwrap_or_default(),
            ..Self::default()
        }
    }

    /// The form that was sent: of the thing as it was seen then, and not saved yet.
    pub(in crate::panel) fn sent(self, form: &Fields) -> Self {
        Self { seen: form.text("seen").to_owned(), unsaved: true, ..self }
    }
}

/// A thing's content as a form carries it, to tell whether somebody else changed it.
pub(super) fn seen(object: &Object) -> String {
    let content = serde_json::to_string(object).unwrap_or_default();
    hexadecimal(&hash_of_token(&content))
}

/// A form that is not saved: what there is to show it again.
#[derive(Debug)]
pub(in crate::panel) struct Unsaved {
    /// The page, with what concerns all of it said at its head.
    pub(in crate::panel) page: Page,
    /// The frame, as it is to be sent the next time.
    pub(in crate::panel) frame: FormFrame,
    /// What is wrong with which field.
    pub(in crate::panel) errors: Errors,
}

impl Unsaved {
    /// A form that was opened, or was sent and is to be read.
    pub(in crate::panel) fn new(page: Page, frame: FormFrame) -> Self {
        Self { page, frame, errors: Errors::default() }
    }

    /// The same with the frame of a form that was sent.
    pub(in crate::panel) fn sent(self, form: &Fields) -> Self {
        Self { frame: self.frame.sent(form), ..self }
    }

    /// Adds the thing, or puts it in the place of what is `known`. `place` says beside which field
    /// of the form a problem of it is said.
    ///
    /// # Errors
    /// When it was not saved: the form again, with why.
    pub(in crate::panel) async fn save<T: Thing, F: Into<FieldName>>(
        self,
        app: &App,
        visitor: &Visitor,
        before: Option<T>,
        after: T,
        place: impl Fn(&config::Problem) -> Option<F>,
    ) -> Result<Result<(), Self>, Problem> {
        let before = before.map(Thing::object);
        let (id, after) = (after.id(), after.object());
        let changed = match self.as_seen(before.as_ref()) {
            Ok(()) => {
                let after = Box::new(after.clone());
                let change = match before {
                    Some(before) => Change::Edit { before: Box::new(before), after },
                    None => Change::Add { after },
                };
                app.service().change(change, visitor.author()?).await
            }
            Err(refused) => Err(refused),
        };
        let Err(refused) = changed else { return Ok(Ok(())) };
        Ok(Err(self.refused::<T, F>(app, &id, &after, &refused, place).await?))
    }

    /// Whether the thing is what it was when the form was opened.
    ///
    /// # Errors
    /// When somebody changed it meanwhile.
    pub(in crate::panel) fn as_seen(&self, now: Option<&Object>) -> Result<(), Refused> {
        match now {
            Some(now) if seen(now) != self.frame.seen => Err(Refused::ChangedMeanwhile(Vec::new())),
            Some(_) | None => Ok(()),
        }
    }

    /// The form again, with why `after` was not saved.
    ///
    /// # Errors
    /// When that cannot be said.
    pub(in crate::panel) async fn refused<T: Thing, F: Into<FieldName>>(
        mut self,
        app: &App,
        id: &ObjectId,
        after: &Object,
        refused: &Refused,
        place: impl Fn(&config::Problem) -> Option<F>,
    ) -> Result<Self, Problem> {
        let texts = self.page.texts();
        let mut said = NotChanged::new(app, texts, id, refused).await?;
        for (problem, words) in std::mem::take(&mut said.problems) {
            let field = match &problem {
                other if other.object() != *id => None,
                own => place(own).map(Into::into).or_else(|| {
                    let twice = matches!(own, config::Problem::NumberTwice { .. });
                    twice.then(|| "code".into())
                }),
            };
            match field {
                Some(field) => self.errors.add(field, words),
                None => said.whole.push(words),
            }
        }
        if let Some(words) = said.code.take() {
            self.errors.add("code", words);
        }
        if !said.whole.is_empty() {
            self.page = said.on(self.page);
        }
        // The next time it is saved on top of what is there now.
        let now = if self.frame.known { known::<T>(app, id).map(Thing::object) } else { None };
        if let Some(now) = now {
            self.frame.seen = seen(&now);
            if let Refused::ChangedMeanwhile(_) = refused {
                let picture = app.service().picture();
                self.frame.conflict = conflict(&self.page, &picture, &now, after);
            }
        }
        Ok(self)
    }
}

/// What a thing has otherwise by now than what was typed.
fn conflict(page: &Page, picture: &Picture, now: &Object, typed: &Object) -> Vec<Conflict> {
    let value = |field: &str, value: Option<String>| {
        value.map_or_else(|| "—".to_owned(), |value| words::value(page, picture, field, &value))
    };
    let all = changes(now, typed).into_iter();
    let all = all.map(|FieldChange { field, before, after }| Conflict {
        now: value(&field, before),
        typed: value(&field, after),
        field: words::field(page, &field),
    });
    all.collect()
}
