//! Why a request was not answered as it was meant.

use axum::response::{IntoResponse, Response};
use hyper::StatusCode;
use hyper::header::{HeaderValue, RETRY_AFTER};
use vasl_store::StoreError;

/// Why there is no such page for this visitor now. What is shown is in their language; what is
/// behind it is for the log.
#[derive(Debug, Clone)]
pub enum Problem {
    /// There is nothing at this address.
    NotFound,
    /// The visitor may not.
    Forbidden,
    /// The address is there, and nothing to look at: forms are sent to it.
    AskedOtherwise,
    /// The form or address cannot be read.
    Unreadable,
    /// As much of this is going on as may; try again in half a minute.
    Busy,
    /// The store failed.
    Store(StoreError),
    /// A fault of this program.
    Fault(String),
}

impl Problem {
    /// The status of the answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::AskedOtherwise => StatusCode::METHOD_NOT_ALLOWED,
            Self::Unreadable => StatusCode::BAD_REQUEST,
            Self::Busy | Self::Store(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The key of its words.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::NotFound => "problem-not-found",
            Self::Forbidden => "problem-forbidden",
            Self::AskedOtherwise => "problem-asked-otherwise",
            Self::Unreadable => "problem-unreadable",
            Self::Busy => "problem-busy",
            Self::Store(_) => "problem-store",
            Self::Fault(_) => "problem-fault",
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<askama::Error> for Problem {
    fn from(error: askama::Error) -> Self {
        Self::Fault(error.to_string())
    }
}

/// An answer without a page; the guard around every route writes the page, in the language of the
/// visitor.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        if matches!(self, Self::Busy) {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("30"));
        }
        response.extensions_mut().insert(self);
        response
    }
}
