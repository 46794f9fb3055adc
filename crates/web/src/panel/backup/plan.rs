//! What a file would change, and changing it.

use super::wrong_place::WrongPlace;
use super::{Backup, now};
use crate::App;
use crate::http::{Problem, Upload, Visitor, see_other};
use crate::l10n::texts;
use crate::panel::layout::{Done, NotChanged, Notice, Page, words};
use crate::panel::{beside, shown, wrong};
use crate::security::{hash_of_token, hexadecimal};
use crate::service::Refused;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use std::collections::BTreeMap;
use vasl_domain::configuration::difference::told;
use vasl_domain::configuration::file::{ConfigurationFile, FileError};
use vasl_domain::configuration::{Beside, Difference, FieldChange, ObjectId};
use vasl_domain::decision::Standing;
use vasl_store::AuditVerb;

/// No file is larger, in bytes: a configuration of some ten thousand things fits.
const MOST: usize = 16 * 1024 * 1024;

/// Of more places that are wrong than these, the first are told.
const MOST_TOLD: usize = 50;

#[derive(Template)]
#[template(path = "panel/backup/plan.html")]
struct Plan {
    page: Page,
    /// What would be done, a row each.
    deeds: Vec<Deed>,
    /// The file.
    text: String,
    /// The configuration that the plan is of.
    seen: String,
}

impl Plan {
    fn new(app: &App, visitor: &Visitor, before: &ConfigurationFile, read: Read) -> Self {
        let page = Page::new(app, visitor, "backup-plan-title");
        let page = page.under("/", "menu-dashboard").under("/backup", "menu-backup");
        let deeds = deeds(app, &page, before, &read.file.over(before));
        Self { page, deeds, text: read.text, seen: seen(before) }
    }
}

/// What would be done to a thing, or to an agreement with a caller.
struct Deed {
    did: String,
    what: String,
    changes: Vec<words::Change>,
}

fn deeds(
    app: &App,
    page: &Page,
    before: &ConfigurationFile,
    after: &ConfigurationFile,
) -> Vec<Deed> {
    let picture = app.service().picture();
    let none = BTreeMap::new;
    let differences = before.configuration.diff(&after.configuration);
    let of_things = differences.iter().map(|difference| {
        let (verb, was, is) = match difference {
            Difference::Added(object) => (AuditVerb::Added, none(), told(object)),
            Difference::Removed(object) => (AuditVerb::Removed, told(object), none()),
            Difference::Changed { fields, .. } => {
                let (mut was, mut is) = (none(), none());
                for FieldChange { field, before, after } in fields {
                    was.extend(before.clone().map(|value| (field.clone(), value)));
                    is.extend(after.clone().map(|value| (field.clone(), value)));
                }
                (AuditVerb::Changed, was, is)
            }
        };
        Deed {
            did: words::deed(page, verb),
            what: words::object(page, &picture, &difference.id()),
            changes: words::changed_fields(page, &picture, &was, &is),
        }
    });
    let agreements = before.agreements_that_differ(after).into_iter().map(|agreement| {
        let verb = match (agreement.before, agreement.after) {
            (None, _) => AuditVerb::Added,
            (_, None) => AuditVerb::Removed,
            _ => AuditVerb::Changed,
        };
        let agreed = |standing: Option<&Standing>| {
            let standing = standing.map(|standing| ("standing".to_owned(), standing.sentence()));
            standing.into_iter().collect()
        };
        Deed {
            did: words::deed(page, verb),
            what: page.t1(
                "object-caller",
                "name",
                words::numbered(page, agreement.caller.as_str(), ""),
            ),
            changes: words::changed_fields(
                page,
                &picture,
                &agreed(agreement.before),
                &agreed(agreement.after),
            ),
        }
    });
    of_things.chain(agreements).collect()
}

/// A file that was read.
struct Read {
    text: String,
    file: ConfigurationFile,
}

fn seen(before: &ConfigurationFile) -> String {
    hexadecimal(&hash_of_token(&before.to_toml()))
}

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    upload: Upload<MOST>,
) -> Result<Response, Problem> {
    let before = now(&app).await?;
    // A large file takes long to read, to compare and to show.
    beside(move || {
        let bytes = upload.file("file").map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        match read(&app, &visitor, upload.too_large, bytes) {
            Ok(read) => shown(&Plan::new(&app, &visitor, &before, read)),
            Err(again) => wrong(&*again),
        }
    })
    .await
}

pub(super) async fn apply(
    State(app): State<App>,
    visitor: Visitor,
    upload: Upload<MOST>,
) -> Result<Response, Problem> {
    let before = now(&app).await?;
    let (panel, user) = (app.clone(), visitor.clone());
    let (before, read) = match beside(move || as_seen(&panel, &user, &upload, before)).await? {
        Ok(both) => both,
        Err(again) => return Ok(again),
    };
    match app.service().replace(read.file.clone(), visitor.author()?).await {
        Ok(()) => Ok(see_other(&Done::Saved.on("/backup"))),
        Err(refused) => refuse(app, visitor, before, read, &refused).await,
    }
}

/// The configuration, and the file that is to take its place; or a page that says why not, where
/// there is no such file, or the configuration is not the one of which the plan was.
fn as_seen(
    app: &App,
    visitor: &Visitor,
    upload: &Upload<MOST>,
    before: ConfigurationFile,
) -> Result<Result<(ConfigurationFile, Read), Response>, Problem> {
    let text = Some(upload.fields.as_typed("text").to_owned()).filter(|text| !text.is_empty());
    let read = match read(app, visitor, upload.too_large, text) {
        Ok(read) => read,
        Err(again) => return Ok(Err(wrong(&*again)?)),
    };
    if upload.fields.text("seen") == seen(&before) {
        return Ok(Ok((before, read)));
    }
    let mut plan = Plan::new(app, visitor, &before, read);
    let said = Notice::bad(plan.page.t("backup-changed-meanwhile"));
    plan.page = plan.page.saying(said);
    Ok(Err(wrong(&plan)?))
}

async fn refuse(
    app: App,
    visitor: Visitor,
    before: ConfigurationFile,
    read: Read,
    refused: &Refused,
) -> Result<Response, Problem> {
    // The refusal is of the whole, whatever it is about.
    let texts = texts(visitor.language);
    let said = NotChanged::new(&app, texts, &ObjectId::FeatureCodes, refused).await?;
    beside(move || {
        let mut plan = Plan::new(&app, &visitor, &before, read);
        plan.page = said.on(plan.page);
        wrong(&plan)
    })
    .await
}

/// Whether it fits what the PBX has beside is for the service to say.
fn read(
    app: &App,
    visitor: &Visitor,
    too_large: bool,
    text: Option<String>,
) -> Result<Read, Box<Backup>> {
    let again = |key: &str, errors: &[FileError]| {
        let mut backup = Backup::new(app, visitor);
        let words = backup.page.t(key);
        backup.errors.add("file", words);
        let (texts, picture) = (backup.page.texts(), app.service().picture());
        let told = errors.iter().take(MOST_TOLD);
        backup.wrong = told.map(|error| WrongPlace::of(texts, &picture, error)).collect();
        Box::new(backup)
    };
    let text = match text {
        _ if too_large => return Err(again("backup-too-large", &[])),
        None => return Err(again("backup-no-file", &[])),
        Some(text) => text,
    };
    match ConfigurationFile::from_toml(&text, &Beside::Unknown) {
        Ok(file) => Ok(Read { text, file }),
        Err(errors) => Err(again("backup-wrong", &errors)),
    }
}
