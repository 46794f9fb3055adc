//! What a file would change, and changing it.

use super::{Backup, now};
use crate::App;
use crate::http::{Problem, Upload, Visitor, see_other};
use crate::panel::layout::{Done, NotChanged, Notice, Page};
use crate::panel::{shown, wrong};
use crate::security::{hash_of_token, hexadecimal};
use crate::service::Refused;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use vasl_domain::configuration::file::ConfigurationFile;
use vasl_domain::configuration::{Beside, ObjectId};

/// No file is larger, in bytes: a configuration of some ten thousand things fits.
const MOST: usize = 16 * 1024 * 1024;

/// More lines than this are not shown of what is wrong.
const MOST_LINES: usize = 50;

#[derive(Template)]
#[template(path = "panel/backup/plan.html")]
struct Plan {
    page: Page,
    /// A line for each change.
    changes: Vec<String>,
    /// The file.
    text: String,
    /// The configuration that the plan is of.
    seen: String,
}

impl Plan {
    fn new(app: &App, visitor: &Visitor, before: &ConfigurationFile, read: Read) -> Self {
        let page = Page::new(app, visitor, "backup-plan-title");
        let page = page.under("/", "menu-dashboard").under("/backup", "menu-backup");
        // An arrow between Persian words points from the first to the second.
        let arrow = "\u{200e}→\u{200e}";
        let changes = before.plan(&read.file).iter().map(|line| line.replace('→', arrow)).collect();
        Self { page, changes, text: read.text, seen: seen(before) }
    }
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
    let bytes = upload.file("file").map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    match read(&app, &visitor, upload.too_large, bytes) {
        Ok(read) => shown(&Plan::new(&app, &visitor, &now(&app).await?, read)),
        Err(again) => wrong(&*again),
    }
}

pub(super) async fn apply(
    State(app): State<App>,
    visitor: Visitor,
    upload: Upload<MOST>,
) -> Result<Response, Problem> {
    let text = Some(upload.fields.as_typed("text").to_owned()).filter(|text| !text.is_empty());
    let read = match read(&app, &visitor, upload.too_large, text) {
        Ok(read) => read,
        Err(again) => return wrong(&*again),
    };
    let before = now(&app).await?;
    if upload.fields.text("seen") != seen(&before) {
        let mut plan = Plan::new(&app, &visitor, &before, read);
        let said = Notice::bad(plan.page.t("backup-changed-meanwhile"));
        plan.page = plan.page.saying(said);
        return wrong(&plan);
    }
    match app.service().replace(read.file.clone(), visitor.author()?).await {
        Ok(()) => Ok(see_other(&Done::Saved.on("/backup"))),
        Err(refused) => refuse(&app, &visitor, &before, read, &refused).await,
    }
}

async fn refuse(
    app: &App,
    visitor: &Visitor,
    before: &ConfigurationFile,
    read: Read,
    refused: &Refused,
) -> Result<Response, Problem> {
    let mut plan = Plan::new(app, visitor, before, read);
    // The refusal is of the whole, whatever it is about.
    let said = NotChanged::new(app, plan.page.texts(), &ObjectId::FeatureCodes, refused).await?;
    plan.page = said.on(plan.page);
    wrong(&plan)
}

/// Whether it fits what the PBX has beside is for the service to say.
fn read(
    app: &App,
    visitor: &Visitor,
    too_large: bool,
    text: Option<String>,
) -> Result<Read, Box<Backup>> {
    let again = |key: &str, lines: Vec<String>| {
        let mut backup = Backup::new(app, visitor);
        let words = backup.page.t(key);
        backup.errors.add("file", words);
        backup.wrong = lines;
        Box::new(backup)
    };
    let text = match text {
        _ if too_large => return Err(again("backup-too-large", Vec::new())),
        None => return Err(again("backup-no-file", Vec::new())),
        Some(text) => text,
    };
    match ConfigurationFile::from_toml(&text, &Beside::Unknown) {
        Ok(file) => Ok(Read { text, file }),
        Err(errors) => {
            let lines = errors.iter().take(MOST_LINES).map(ToString::to_string).collect();
            Err(again("backup-wrong", lines))
        }
    }
}
