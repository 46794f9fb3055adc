//! Who uses the panel: their list, adding and changing them, and ending their sessions.

mod form;
mod list;
mod person;

pub(super) use form::{TypedUser, hash, read_password};

#[cfg(test)]
mod tests;

use crate::App;
use crate::http::{Least, Problem, Route, in_path};
use vasl_domain::user::{Author, User, UserName};
use vasl_store::{Account, AuditEntry, AuditFields, AuditKind, AuditVerb, Store as _};

pub(super) fn routes() -> Vec<Route> {
    let administrator = Least::ADMINISTRATOR;
    vec![
        Route::get("/users", administrator, list::show),
        Route::get("/users/new", administrator, form::new),
        Route::post("/users/new", administrator, form::add),
        Route::get("/users/{name}", administrator, person::show),
        Route::post("/users/{name}", administrator, person::save),
        Route::post("/users/{name}/password", administrator, person::set_password),
        Route::post("/users/{name}/sessions", administrator, person::end_sessions),
        Route::get("/users/{name}/delete", administrator, person::ask_to_delete),
        Route::post("/users/{name}/delete", administrator, person::delete),
    ]
}

fn address(name: &UserName) -> String {
    format!("/users/{}", in_path(name.as_str()))
}

/// The account of an address.
async fn find(app: &App, name: &str) -> Result<Account, Problem> {
    let name = UserName::new(name).map_err(|_| Problem::NotFound)?;
    app.store().account(&name).await?.ok_or(Problem::NotFound)
}

/// A user's fields, as it is written down who changed them.
pub(super) fn told(user: &User) -> AuditFields {
    let mut fields = AuditFields::from([
        ("role".to_owned(), user.role.rank().word().to_owned()),
        ("language".to_owned(), user.language.tag().to_owned()),
    ]);
    if let Some(extension) = user.role.only() {
        fields.insert("extension".to_owned(), extension.to_string());
    }
    fields
}

/// Writes down that somebody did something to a user.
pub(super) async fn write_down(
    app: &App,
    author: Author,
    verb: AuditVerb,
    name: &UserName,
    (before, after): (AuditFields, AuditFields),
) -> Result<(), Problem> {
    let entry = AuditEntry {
        at: jiff::Timestamp::now(),
        author,
        verb,
        kind: AuditKind::User,
        subject: name.to_string(),
        before,
        after,
    };
    Ok(app.store().record_audit(&entry).await?)
}
