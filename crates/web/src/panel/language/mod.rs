//! The other language, one click away from every page.

use crate::App;
use crate::http::{
    Cookie, Form, LANGUAGE_COOKIE, Least, Problem, Route, Visitor, own_path, see_other,
};
use axum::extract::State;
use axum::response::Response;
use hyper::header::{HeaderValue, SET_COOKIE};
use vasl_domain::user::Language;
use vasl_store::Store as _;

/// For how long a browser keeps the language, in seconds: a year.
const A_YEAR: i64 = 365 * 24 * 3600;

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
        app.store().set_language(&user.name, language).await?;
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
