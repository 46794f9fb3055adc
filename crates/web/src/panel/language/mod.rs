//! The other language, one click away from every page.

use crate::App;
use crate::http::{
    Cookie, Form, LANGUAGE_COOKIE, Least, Problem, Route, Visitor, own_path, see_other,
};
use axum::extract::State;
use axum::response::Response;
use hyper::header::{HeaderValue, SET_COOKIE};
use jiff::Timestamp;
use vasl_domain::user::{Language, User};
use vasl_store::{AuditEntry, Store as _, UserChange};

/// For how long a browser keeps the language, in seconds: a year.
pub(super) const A_YEAR: i64 = 365 * 24 * 3600;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::post("/language", Least::Anyone, choose)]
}

async fn choose(
    State(app): State<App>,
    visitor: Visitor,
    Form(form): Form,
) -> Result<Response, Problem> {
    let language = Language::from_tag(form.text("language")).ok_or(Problem::Unreadable)?;
    if let Some(user) = visitor.user() {
        speak(&app, &visitor, user.clone(), language).await?;
    }
    let secure = app.settings().behind_tls;
    let cookie = Cookie { name: LANGUAGE_COOKIE, value: language.tag(), seconds: A_YEAR, secure }
        .to_string();
    let mut response = see_other(own_path(form.text("back")));
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(SET_COOKIE, value);
    }
    Ok(response)
}

/// The panel speaks another language to a user from now on.
async fn speak(
    app: &App,
    visitor: &Visitor,
    mut seen: User,
    language: Language,
) -> Result<(), Problem> {
    while seen.language != language {
        let after = User { language, ..seen.clone() };
        let author = visitor.author()?;
        let entry = AuditEntry::user_changed(&seen, &after, author, Timestamp::now());
        if app.store().replace_user(&seen, &after, &entry).await? != UserChange::ChangedMeanwhile {
            break;
        }
        // Somebody else has changed what else there is of them.
        let Some(now) = app.store().account(&seen.name).await? else { break };
        seen = now.user;
    }
    Ok(())
}
