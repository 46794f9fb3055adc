//! Who changed what, and when; before and after.

#[cfg(test)]
mod tests;

use super::layout::{Choice, Errors, Page, author, choices, read_date, words};
use super::shown;
use crate::App;
use crate::http::{Fields, Least, Problem, Query, Route, Visitor};
use crate::service::Picture;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use std::sync::Arc;
use vasl_domain::configuration::ObjectId;
use vasl_domain::name::latin_digits;
use vasl_domain::text::Search;
use vasl_store::{AuditEntry, AuditFilter, AuditKind, AuditOutcome, Audited, Store as _};

/// How many entries a page has.
const ROWS: u32 = 50;

/// A search that means more things than these is of the first.
const MOST_SUBJECTS: usize = 500;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::get("/audit", Least::ADMINISTRATOR, show)]
}

#[derive(Template)]
#[template(path = "panel/audit/audit.html")]
struct AuditLog {
    page: Page,
    picture: Arc<Picture>,
    entries: Vec<Audited>,
    kinds: Vec<Choice>,
    subject: String,
    from: String,
    to: String,
    errors: Errors,
    narrowed: bool,
    to_first: Option<String>,
    to_next: Option<String>,
}

impl AuditLog {
    fn who(&self, entry: &AuditEntry) -> String {
        author(&self.page, &entry.author)
    }

    fn did(&self, entry: &AuditEntry) -> String {
        words::deed(&self.page, entry.verb)
    }

    /// What became of it, where it was not simply done.
    fn outcome(&self, audited: &Audited) -> Option<String> {
        match audited.outcome {
            AuditOutcome::Done => None,
            AuditOutcome::Begun => Some(self.page.t("audit-begun")),
            AuditOutcome::NotDone => Some(self.page.t("audit-not-done")),
        }
    }

    /// What was changed, as it is called now.
    fn what(&self, entry: &AuditEntry) -> String {
        match entry.kind {
            AuditKind::Object(kind) => match ObjectId::new(kind, &entry.subject) {
                Ok(id) => words::object(&self.page, &self.picture, &id),
                Err(_) => entry.subject.clone(),
            },
            AuditKind::Caller => {
                let number = words::numbered(&self.page, &entry.subject, "");
                self.page.t1("object-caller", "name", number)
            }
            AuditKind::User => self.page.t1("object-user", "name", &entry.subject),
            AuditKind::Token => self.page.t1("author-token", "name", &entry.subject),
            AuditKind::Preferences => self.page.t("menu-preferences"),
        }
    }

    fn changes(&self, entry: &AuditEntry) -> Vec<words::Change> {
        words::changed_fields(&self.page, &self.picture, &entry.before, &entry.after)
    }
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Response, Problem> {
    let page = Page::new(&app, &visitor, "menu-audit").under("/", "menu-dashboard");
    let kind = AuditKind::from_word(query.text("kind"));
    let subject = query.text("subject").to_owned();
    let mut errors = Errors::default();
    let mut day = |field| match query.text(field) {
        "" => None,
        text => errors.take(field, read_date(&page, text)),
    };
    let (from, to) = (day("from"), day("to"));
    let begins = |day: Date| day.to_zoned(page.zone().clone()).ok().map(|at| at.timestamp());
    let filter = AuditFilter {
        kind,
        subjects: subjects(&app, &subject).await?,
        since: from.and_then(begins),
        until: to.and_then(|day| begins(day.tomorrow().ok()?)),
        before: query.text("before").parse().ok(),
        limit: ROWS + 1,
        ..AuditFilter::default()
    };
    let mut entries =
        if errors.is_empty() { app.store().audit(&filter).await? } else { Vec::new() };
    let rows = usize::try_from(ROWS).unwrap_or(usize::MAX);
    let more = entries.len() > rows;
    entries.truncate(rows);
    let last = entries.last().map(|entry| entry.number).filter(|_| more);
    let kept = query.without(&["before", "done"]);
    let kinds =
        AuditKind::all().map(|kind| (kind.word().to_owned(), words::audit_kind(&page, kind)));
    shown(&AuditLog {
        kinds: choices(kind.map_or("", AuditKind::word), kinds),
        narrowed: filter != (AuditFilter { limit: filter.limit, ..AuditFilter::default() })
            || !errors.is_empty(),
        from: from.map_or_else(|| query.text("from").to_owned(), |day| page.short_date(day)),
        to: to.map_or_else(|| query.text("to").to_owned(), |day| page.short_date(day)),
        errors,
        to_first: filter.before.map(|_| address(&kept)),
        to_next: last.map(|number| address(&kept.clone().and("before", number.to_string()))),
        picture: app.service().picture(),
        page,
        entries,
        subject,
    })
}

/// The codes and names that a search means: what is written, and everything that is called so now,
/// however it is spelled.
async fn subjects(app: &App, searched: &str) -> Result<Vec<String>, Problem> {
    if searched.is_empty() {
        return Ok(Vec::new());
    }
    let search = Search::new(searched);
    let picture = app.service().picture();
    let things = picture.configuration.objects().into_iter();
    let things = things.filter(|thing| thing.name().is_some_and(|name| search.finds(name)));
    let users = app.store().users().await?.into_iter().map(|user| user.name.to_string());
    let users = users.filter(|name| search.finds(name));
    let written = [searched.to_owned(), latin_digits(searched)];
    let all = written.into_iter().chain(users).chain(things.map(|thing| thing.id().code()));
    Ok(all.take(MOST_SUBJECTS).collect())
}

fn address(query: &Fields) -> String {
    format!("/audit?{}", query.as_query())
}
