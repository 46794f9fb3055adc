//! The first page of all: it makes the administrator, once.

use super::layout::{Errors, Page};
use super::{log_in, shown, users, wrong};
use crate::App;
use crate::http::{Form, Least, Problem, Query, Route, Visitor, see_other};
use crate::panel::layout::password_words;
use crate::security::Password;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::Timestamp;
use vasl_domain::user::{Author, Role, User, UserName};
use vasl_store::{Account, AuditEntry, AuditFields, AuditKind, AuditVerb, Store as _};

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
    errors: Errors,
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Response, Problem> {
    if !app.first_run().is_open() {
        return Ok(see_other("/"));
    }
    let page = Page::new(&app, &visitor, "first-run");
    shown(&FirstRunPage { page, token: query.text("token"), name: "", errors: Errors::default() })
}

async fn make(
    State(app): State<App>,
    visitor: Visitor,
    Form(form): Form,
) -> Result<Response, Problem> {
    if !app.first_run().is_open() {
        return Ok(see_other("/log-in"));
    }
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
        return wrong(&FirstRunPage { page, token, name, errors });
    };
    let user = User { name: user_name, role: Role::Administrator, language: visitor.language };
    let hash = app.passwords().hash(password).await;
    let password_hash = hash.ok_or_else(|| Problem::Fault("no random bytes".to_owned()))?;
    let account = Account { user: user.clone(), password_hash, created_at: Timestamp::now() };
    if !app.store().insert_first_administrator(&account).await? {
        app.first_run().close();
        return Ok(see_other("/log-in"));
    }
    app.first_run().close();
    let entry = AuditEntry {
        at: Timestamp::now(),
        author: Author::User(user.name.clone()),
        verb: AuditVerb::Added,
        kind: AuditKind::User,
        subject: user.name.to_string(),
        before: AuditFields::new(),
        after: users::told(&user),
    };
    app.store().record_audit(&entry).await?;
    log_in::begin(&app, &visitor, &user, "/").await
}
