//! Which program asks, and whether it may.

use super::ApiProblem;
use crate::App;
use crate::http::{ClientAddress, Least};
use crate::security::throttle::Trying;
use crate::security::{hash_of_token, random_token};
use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use hyper::HeaderMap;
use hyper::header::AUTHORIZATION;
use hyper::http::request::Parts;
use jiff::{SignedDuration, Timestamp};
use tracing::warn;
use vasl_domain::name::Extension;
use vasl_domain::user::Author;
use vasl_store::{ApiToken, Store as _, TokenKey};

/// What every token begins with, so that one that was lost somewhere is recognised.
const PREFIX: &str = "vasl_";

/// How often it is written down that a token is used.
const USED_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// A program that may ask.
#[derive(Debug, Clone)]
pub struct ApiClient {
    /// Its token.
    pub token: ApiToken,
}

impl ApiClient {
    /// Whose calls alone it may see; `None` for all.
    #[must_use]
    pub fn only(&self) -> Option<&Extension> {
        self.token.role.only()
    }

    /// In whose name it changes something.
    #[must_use]
    pub fn author(&self) -> Author {
        Author::Token(self.token.name.clone())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for ApiClient {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiProblem> {
        parts.extensions.get::<Self>().cloned().ok_or(ApiProblem::Unauthorized)
    }
}

/// Lets through who has a token of the least role.
pub async fn guard(
    State((app, least)): State<(App, Least)>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    match admit(&app, &parts, least).await {
        Ok(client) => {
            parts.extensions.insert(client);
            next.run(Request::from_parts(parts, body)).await
        }
        Err(problem) => problem.into_response(),
    }
}

async fn admit(app: &App, parts: &Parts, least: Least) -> Result<ApiClient, ApiProblem> {
    let now = Timestamp::now();
    let address = ClientAddress::of(app, parts);
    let token = bearer(&parts.headers).ok_or(ApiProblem::Unauthorized)?;
    let key = key_of(token);
    let found = match key {
        Some(key) => app.store().api_token(key).await?.map(|token| (key, token)),
        None => None,
    };
    let Some((key, token)) = found else {
        let trying = Trying::Token(address.0);
        app.throttle().begin(&trying, now).map_err(ApiProblem::TooMany)?;
        return Err(ApiProblem::Unauthorized);
    };
    app.api_rates().take(key.0, now).map_err(ApiProblem::TooMany)?;
    let seen = token.used_at.is_some_and(|at| now.duration_since(at) < USED_EVERY);
    if !seen && let Err(error) = app.store().api_token_used(key, now, &address.0.to_string()).await
    {
        warn!(%error, "that a token is used could not be written down");
    }
    match least {
        Least::Rank(least) if token.role.rank() < least => Err(ApiProblem::Forbidden),
        Least::Rank(_) | Least::Anyone => Ok(ApiClient { token }),
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// A new token; `None` where the system gives no random bytes.
pub(crate) fn new_token() -> Option<String> {
    random_token::<32>().map(|token| format!("{PREFIX}{token}"))
}

/// By what a token is found; `None` for what is no token.
pub(crate) fn key_of(token: &str) -> Option<TokenKey> {
    let secret = token.strip_prefix(PREFIX)?;
    let whole = secret.len() == 64 && secret.bytes().all(|byte| byte.is_ascii_hexdigit());
    whole.then(|| TokenKey(hash_of_token(token)))
}
