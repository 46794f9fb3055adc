//! JSON, as it is answered.

use axum::response::{IntoResponse as _, Response};
use hyper::header::CONTENT_TYPE;
use serde::Serialize;

/// An answer. What is answered is made of maps with text keys, which JSON can always hold.
pub(super) fn answer(value: &impl Serialize) -> Response {
    let body = serde_json::to_vec(value).unwrap_or_default();
    ([(CONTENT_TYPE, "application/json")], body).into_response()
}
