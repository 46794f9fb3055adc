//! Who uses the panel: their list, adding and changing them, and ending their sessions.

mod delete;
mod form;
mod list;
mod person;

pub(super) use form::{TypedUser, hash, read_password};

#[cfg(test)]
mod tests;

use crate::App;
use crate::http::{Least, Problem, Route, in_path};
use crate::l10n::Texts;
use crate::panel::layout::{self, Notice};
use crate::security::{hash_of_token, hexadecimal};
use vasl_domain::user::{User, UserName};
use vasl_store::{Account, AuditKind, Store as _};

pub(super) fn routes() -> Vec<Route> {
    let administrator = Least::ADMINISTRATOR;
    vec![
        Route::get("/users", administrator, list::show),
        Route::get("/users/new", administrator, form::new),
        Route::kept("/users/new", administrator, form::add),
        Route::get("/users/{name}", administrator, person::show),
        Route::kept("/users/{name}", administrator, person::save),
        Route::post("/users/{name}/password", administrator, person::set_password),
        Route::post("/users/{name}/sessions", administrator, person::end_sessions),
        Route::get("/users/{name}/delete", administrator, delete::ask),
        Route::post("/users/{name}/delete", administrator, delete::delete),
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

/// A user as a form carries them, to tell whether somebody else changed them.
fn seen(user: &User) -> String {
    let told: Vec<String> = user.told().map(|(name, value)| format!("{name}={value}")).collect();
    hexadecimal(&hash_of_token(&told.join("\n")))
}

/// That somebody else has changed a user meanwhile, in words.
async fn conflict(app: &App, texts: &Texts, user: &User) -> Result<Notice, Problem> {
    let said = layout::conflict(app, texts, AuditKind::User, user.name.as_str()).await?;
    Ok(Notice::bad(said))
}
