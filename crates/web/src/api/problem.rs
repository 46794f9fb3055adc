//! What is answered where something cannot be done: a problem of RFC 9457, with a stable code.

use axum::response::{IntoResponse, Response};
use hyper::StatusCode;
use hyper::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use jiff::SignedDuration;
use serde::Serialize;
use tracing::warn;
use vasl_store::StoreError;

/// Why something was not answered or done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApiProblem {
    /// No token, or one that does not hold.
    #[error(
        "there is no token that holds; make one in the panel, under API tokens, and send it as “Authorization: Bearer …”"
    )]
    Unauthorized,
    /// The token's role is too low.
    #[error("the role of this token may not do this; make one with a higher role")]
    Forbidden,
    /// There is no such address.
    #[error("there is nothing at this address; docs/API.md says what there is")]
    NoSuchAddress,
    /// The address is there, and is asked by another method.
    #[error("this address is not asked by this method; Allow says by which it is")]
    AskedOtherwise,
    /// There is no such thing.
    #[error("there is no {0}")]
    NoSuchThing(String),
    /// What was sent cannot be read.
    #[error("{0}")]
    Invalid(String),
    /// It was understood, and not done.
    #[error("{detail}")]
    NotDone {
        /// Why, as a code.
        code: &'static str,
        /// Why, in words.
        detail: String,
    },
    /// The PBX is not linked, or did not do it.
    #[error("the PBX is not linked or did not do it; GET /api/health says whether it is linked")]
    NotLinked,
    /// More was asked than is answered; how long to wait.
    #[error("too much was asked at once; wait as long as Retry-After says")]
    TooMany(SignedDuration),
    /// The store failed.
    #[error("the store is not available; calls are answered all the same, try again in a moment")]
    Store(StoreError),
}

#[derive(Serialize)]
struct Document<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    code: &'a str,
    title: &'a str,
    status: u16,
    detail: String,
}

impl ApiProblem {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unauthorized => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::NoSuchAddress => "no_such_address",
            Self::AskedOtherwise => "method_not_allowed",
            Self::NoSuchThing(_) => "no_such_object",
            Self::Invalid(_) => "invalid",
            Self::NotDone { code, .. } => code,
            Self::NotLinked => "not_linked",
            Self::TooMany(_) => "too_many_requests",
            Self::Store(_) => "store_failed",
        }
    }

    /// The status of the answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NoSuchAddress | Self::NoSuchThing(_) => StatusCode::NOT_FOUND,
            Self::AskedOtherwise => StatusCode::METHOD_NOT_ALLOWED,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::NotDone { .. } => StatusCode::CONFLICT,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::NotLinked | Self::Store(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

impl From<StoreError> for ApiProblem {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl IntoResponse for ApiProblem {
    fn into_response(self) -> Response {
        if let Self::Store(error) = &self {
            warn!(%error, "a request of the API could not be answered");
        }
        let status = self.status();
        let document = Document {
            kind: "about:blank",
            code: self.code(),
            title: status.canonical_reason().unwrap_or_default(),
            status: status.as_u16(),
            detail: self.to_string(),
        };
        let body = serde_json::to_vec(&document).unwrap_or_default();
        let kind = HeaderValue::from_static("application/problem+json");
        let mut response = (status, [(CONTENT_TYPE, kind)], body).into_response();
        let headers = response.headers_mut();
        match self {
            Self::Unauthorized => {
                headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            Self::TooMany(wait) => {
                let seconds = wait.as_secs().saturating_add(1).max(1);
                headers.insert(RETRY_AFTER, HeaderValue::from(seconds.unsigned_abs()));
            }
            _ => {}
        }
        response
    }
}
