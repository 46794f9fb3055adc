//! Extensions from a spreadsheet: all of them, or none and what is wrong, line by line.

use super::made_secret;
use crate::App;
use crate::http::{Problem, Upload, Visitor};
use crate::l10n::Texts;
use crate::panel::layout::{Done, Errors, NotChanged, Notice, Page, code_taken, wrong_value};
use crate::panel::objects;
use crate::panel::{beside, shown, wrong};
use crate::service::{Change, Picture};
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use hyper::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use std::collections::HashSet;
use vasl_domain::callflow::ManagedExtension;
use vasl_domain::callflow::extension_rows::{self, Column, ExtensionRow, RowProblem};
use vasl_domain::configuration::{Object, ObjectId};
use vasl_domain::csv::{self, Cell, Separator};
use vasl_domain::user::Language;

/// No file of extensions is larger, in bytes.
const MOST_BYTES: usize = 1024 * 1024;

/// So many wrong lines are named; who has more puts these right first.
const MOST_NAMED: usize = 50;

/// A line with something wrong.
struct WrongLine {
    line: u64,
    words: String,
}

#[derive(Template)]
#[template(path = "panel/extensions/import.html")]
struct ImportPage {
    page: Page,
    errors: Errors,
    wrong: Vec<WrongLine>,
    /// What the columns are called, and what stands in them.
    columns: [(&'static str, &'static str); 5],
}

/// What was added; a secret that was made is shown this once.
#[derive(Template)]
#[template(path = "panel/extensions/imported.html")]
struct ImportedPage {
    page: Page,
    rows: Vec<(ManagedExtension, Option<String>)>,
}

fn page(app: &App, visitor: &Visitor) -> Page {
    let page = objects::page::<ManagedExtension>(app, visitor, None);
    let title = page.t("extensions-import-title");
    page.titled(title)
}

fn asked(page: Page, wrong: Vec<WrongLine>) -> ImportPage {
    let language = page.texts().language();
    let columns = Column::ALL.map(|column| {
        let what = match column {
            Column::Number => "import-number",
            Column::Name => "import-name",
            Column::Secret => "import-secret",
            Column::OutboundCallerId => "import-outbound-caller-id",
            Column::DoNotDisturbAllowed => "import-do-not-disturb",
        };
        (heading(column, language), what)
    });
    ImportPage { page, errors: Errors::default(), wrong, columns }
}

fn heading(column: Column, language: Language) -> &'static str {
    let [english, persian] = column.headings();
    match language {
        Language::Persian => persian,
        Language::English => english,
    }
}

pub(super) async fn ask(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    shown(&asked(page(&app, &visitor), Vec::new()))
}

/// A file that can be filled in and sent back.
pub(super) async fn sample(State(_): State<App>, visitor: Visitor) -> Response {
    let texts = crate::l10n::texts(visitor.language);
    let separator = match visitor.language {
        Language::Persian => Separator::Semicolon,
        Language::English => Separator::Comma,
    };
    let headings = Column::ALL.map(|column| Cell::text(heading(column, visitor.language)));
    let (sara, ali) = (texts.t("import-sample-name"), texts.t("import-sample-other-name"));
    let (yes, no) = (texts.t("yes"), texts.t("no"));
    let row = |number, name, outside, may| {
        let outside = if outside { Cell::dialled("02191000000") } else { Cell::Empty };
        [Cell::dialled(number), Cell::text(name), Cell::Empty, outside, Cell::text(may)]
    };
    let rows = [headings, row("5050", &*sara, true, &*yes), row("6065", &*ali, false, &*no)];
    let lines: String = rows.iter().map(|row| csv::line(row, separator)).collect();
    let kind = (CONTENT_TYPE, "text/csv; charset=utf-8");
    let name = (CONTENT_DISPOSITION, "attachment; filename=\"extensions.csv\"");
    ([kind, name], format!("{}{lines}", csv::BEGINNING)).into_response()
}

pub(super) async fn import(
    State(app): State<App>,
    visitor: Visitor,
    upload: Upload<MOST_BYTES>,
) -> Result<Response, Problem> {
    let (panel, user) = (app.clone(), visitor.clone());
    // A thousand lines take long to read and to compare with all numbers that are taken.
    match beside(move || read(&panel, &user, &upload)).await? {
        Ok(rows) => add(&app, &visitor, page(&app, &visitor), rows).await,
        Err(again) => Ok(again),
    }
}

/// The rows of the file; or the page again, with what is wrong with them.
fn read(
    app: &App,
    visitor: &Visitor,
    upload: &Upload<MOST_BYTES>,
) -> Result<Result<Vec<ExtensionRow>, Response>, Problem> {
    let page = page(app, visitor);
    let texts = page.texts();
    let text = match upload.file("file") {
        _ if upload.too_large => Err("import-too-large"),
        None => Err("import-no-file"),
        // An older Excel writes in the code page of its Windows.
        Some(bytes) => std::str::from_utf8(bytes).map_err(|_| "import-not-utf-8"),
    };
    let text = match text {
        Ok(text) => text,
        Err(key) => {
            let mut again = asked(page, Vec::new());
            again.errors.add("file", texts.t(key));
            return Ok(Err(wrong(&again)?));
        }
    };
    let picture = app.service().picture();
    let rows = extension_rows::read(text).map_err(|errors| {
        let errors = errors.into_iter();
        let in_words = |error: extension_rows::RowError| WrongLine {
            line: error.line,
            words: words_of(texts, &error.why),
        };
        errors.map(in_words).collect::<Vec<_>>()
    });
    let rows = rows.and_then(|rows| match taken(texts, &picture, &rows) {
        none if none.is_empty() => Ok(rows),
        some => Err(some),
    });
    match rows {
        Ok(rows) => Ok(Ok(rows)),
        Err(mut lines) => {
            let said = texts.counted("import-wrong", lines.len() as u64);
            lines.truncate(MOST_NAMED);
            let mut again = asked(page, lines);
            again.errors.add("file", said);
            Ok(Err(wrong(&again)?))
        }
    }
}

async fn add(
    app: &App,
    visitor: &Visitor,
    page: Page,
    rows: Vec<ExtensionRow>,
) -> Result<Response, Problem> {
    let mut added = Vec::new();
    for row in rows {
        let made = made_secret()?;
        let shown = row.secret.is_none().then(|| made.as_str().to_owned());
        added.push((row.extension(made), shown));
    }
    let after = added.iter().map(|(one, _)| Object::Extension(one.clone())).collect();
    let Err(refused) = app.service().change(Change::AddAll { after }, visitor.author()?).await
    else {
        let said = Notice::good(page.t(Done::Added.key()));
        return shown(&ImportedPage { page: page.saying(said), rows: added });
    };
    // Whatever it was, it is told of the first: what is taken was looked for before.
    let Some((first, _)) = added.into_iter().next() else { return Err(Problem::Unreadable) };
    let id = ObjectId::Extension(first.number);
    let said = NotChanged::new(app, page.texts(), &id, &refused).await?;
    wrong(&asked(said.on(page), Vec::new()))
}

/// The lines whose number something has already.
fn taken(texts: &Texts, picture: &Picture, rows: &[ExtensionRow]) -> Vec<WrongLine> {
    let (flow, directory) = (&picture.configuration.call_flow, &picture.directory);
    // The codes of features are no extensions' numbers.
    let extensions = directory.extensions.iter().map(|one| one.number.as_str());
    let queues = directory.queues.iter().map(|one| one.number.as_str());
    let modules = picture.modules().iter().map(|one| one.code.as_str());
    let others = flow.misc_destinations.iter().map(|one| one.code.as_str());
    let all: HashSet<&str> = extensions.chain(queues).chain(modules).chain(others).collect();
    let taken = rows.iter().filter(|row| all.contains(row.number.as_str())).take(MOST_NAMED + 1);
    let in_words = |row: &ExtensionRow| WrongLine {
        line: row.line,
        words: code_taken(texts, &ObjectId::Extension(row.number.clone()), picture),
    };
    taken.map(in_words).collect()
}

fn words_of(texts: &Texts, problem: &RowProblem) -> String {
    let language = texts.language();
    match problem {
        RowProblem::NoColumns => texts.t2(
            "import-no-columns",
            ("number", heading(Column::Number, language)),
            ("name", heading(Column::Name, language)),
        ),
        RowProblem::UnknownColumn(name) => texts.t1("import-unknown-column", "column", name),
        RowProblem::Nothing => texts.t("import-nothing"),
        RowProblem::Cells => texts.t("import-cells"),
        RowProblem::Number(error) => wrong_value(texts, error),
        RowProblem::Twice { number, first } => texts.t2(
            "import-twice",
            ("number", texts.digits(number)),
            ("line", texts.digits(first)),
        ),
        RowProblem::Value { error, .. } => wrong_value(texts, error),
        RowProblem::YesOrNo(column) => {
            texts.t1("import-yes-or-no", "column", heading(*column, language))
        }
    }
}
