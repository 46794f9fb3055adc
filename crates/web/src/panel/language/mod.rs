//! The other language, one click away from every page.

use crate::App;
use crate::http::{
    Cookie, Fields, Form, LANGUAGE_COOKIE, Least, Problem, Route, Visitor, own_path, see_other,
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
    let language = asked(&form).ok_or(Problem::Unreadable)?;
    let kept = keep(&app, &visitor, language).await?;
    Ok(with(see_other(own_path(form.text("back"))), kept))
}

/// Keeps a language: with the user, and in the browser by the cookie that is given.
async fn keep(
    app: &App,
    visitor: &Visitor,
    language: Language,
) -> Result<Option<HeaderValue>, Problem> {
    if let Some(user) = visitor.user() {
        speak(app, visitor, user.clone(), language).await?;
    }
    let secure = app.settings().behind_tls;
    let cookie = Cookie { name: LANGUAGE_COOKIE, value: language.tag(), seconds: A_YEAR, secure };
    Ok(HeaderValue::from_str(&cookie.to_string()).ok())
}

fn with(mut response: Response, cookie: Option<HeaderValue>) -> Response {
    if let Some(cookie) = cookie {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// The language for which a form's own button was pressed.
pub(super) fn asked(form: &Fields) -> Option<Language> {
    Language::from_tag(form.text("language"))
}

/// Shows a form again in the other language, with everything that was typed. `drawn` draws it for
/// the visitor, who reads that language by now.
///
/// # Errors
/// When the store failed, or the form cannot be drawn.
pub(super) async fn carried_over(
    app: &App,
    visitor: &Visitor,
    to: Language,
    drawn: impl FnOnce(&Visitor) -> Result<Response, Problem>,
) -> Result<Response, Problem> {
    let kept = keep(app, visitor, to).await?;
    let visitor = Visitor { language: to, ..visitor.clone() };
    Ok(with(drawn(&visitor)?, kept))
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
