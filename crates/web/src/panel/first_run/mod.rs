//! The first page of all: it makes the administrator, once.

use super::layout::{Errors, Page};
use super::users::hash;
use super::{log_in, shown, wrong};
use crate::App;
use crate::http::{Form, Least, Problem, Query, Route, Visitor, see_other};
use crate::panel::layout::password_words;
use crate::security::Password;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::Timestamp;
use vasl_domain::user::{Author, Role, User, UserName};
use vasl_store::{Account, AuditEntry, Store as _};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/first-run", Least::Anyone, show),
        Route::post("/first-run", Least::Anyone, make),
    ]
}

#[derive(Template)]
#[template(path = "panel/first_run/first_run.html")]
struct FirstRunPage<'a> {
    page: Page,
    token: &'a str,
    name: &'a str,
    /// Whether somebody has an account already, and only no administrator.
    others: bool,
    errors: Errors,
}

/// Whether the first administrator is still to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Needed {
    /// There is an administrator.
    No,
    /// There is nobody at all.
    NobodyIsThere,
    /// There are users, and no administrator among them.
    OnlyOthersAreThere,
}

/// Whether the first administrator is still to be made: one may have been by the command line.
///
/// # Errors
/// When the store failed.
pub(super) async fn needed(app: &App) -> Result<Needed, Problem> {
    if !app.first_run().is_open() {
        return Ok(Needed::No);
    }
    let users = app.store().users().await?;
    if users.iter().any(|user| user.role == Role::Administrator) {
        app.first_run().close();
        return Ok(Needed::No);
    }
    Ok(if users.is_empty() { Needed::NobodyIsThere } else { Needed::OnlyOthersAreThere })
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Response, Problem> {
    let others = match needed(&app).await? {
        Needed::No => return Ok(see_other("/")),
        needed => needed == Needed::OnlyOthersAreThere,
    };
    let page = Page::new(&app, &visitor, "first-run");
    let (token, errors) = (query.text("token"), Errors::default());
    shown(&FirstRunPage { page, token, name: "", others, errors })
}

async fn make(
    State(app): State<App>,
    visitor: Visitor,
    Form(form): Form,
) -> Result<Response, Problem> {
    let others = match needed(&app).await? {
        Needed::No => return Ok(see_other("/log-in")),
        needed => needed == Needed::OnlyOthersAreThere,
    };
    let page = Page::new(&app, &visitor, "first-run");
    let (token, name) = (form.text("token"), form.text("name"));
    let mut errors = Errors::default();
    if !app.first_run().is(token) {
        errors.add("token", page.t("first-run-token-wrong"));
    }
    let user_name = errors.take("name", UserName::new(name).map_err(|_| page.t("user-name-wrong")));
    let password = Password::new(form.as_typed("password"));
    let password =
        errors.take("password", password.map_err(|error| password_words(page.texts(), error)));
    if form.as_typed("password") != form.as_typed("again") {
        errors.add("again", page.t("password-again-wrong"));
    }
    let (Some(user_name), Some(password), true) = (user_name, password, errors.is_empty()) else {
        errors.retype(page.texts(), &form, "password");
        return wrong(&FirstRunPage { page, token, name, others, errors });
    };
    let user = User { name: user_name, role: Role::Administrator, language: visitor.language };
    let password_hash = hash(&app, password).await?;
    let now = Timestamp::now();
    let entry = AuditEntry::user_added(&user, Author::User(user.name.clone()), now);
    let account = Account { user, password_hash, created_at: now };
    if !app.store().insert_first_administrator(&account, &entry).await? {
        // There is one by now, or somebody else has the name.
        if needed(&app).await? == Needed::No {
            return Ok(see_other("/log-in"));
        }
        errors.add("name", page.t1("user-name-taken", "name", &account.user.name));
        return wrong(&FirstRunPage { page, token, name, others, errors });
    }
    app.first_run().close();
    match log_in::begin(&app, &visitor, &account).await? {
        Some(begun) => Ok(begun.see_other("/")),
        None => Ok(see_other("/log-in")),
    }
}
