//! Who comes, whether they may, and in which language they are answered.

use super::way_back::WayBack;
use super::{ClientAddress, Least, Problem, cookie, see_other};
use crate::App;
use crate::panel::again::{self, Again};
use crate::panel::problem_page;
use crate::security::acquaintance::Acquaintance;
use crate::security::session;
use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use hyper::header::{SET_COOKIE, USER_AGENT};
use hyper::http::request::Parts;
use hyper::{HeaderMap, Method, StatusCode};
use jiff::{SignedDuration, Timestamp};
use tracing::{error, warn};
use vasl_domain::name::Extension;
use vasl_domain::user::{Author, Language, Rank, User};
use vasl_store::{Session, Store as _, StoreError};

/// The cookie that holds a session's token.
pub const SESSION_COOKIE: &str = "vasl_session";

/// The cookie that holds the language of who is not logged in.
pub(crate) const LANGUAGE_COOKIE: &str = "vasl_language";

/// The cookie that holds who logged in with a browser before.
pub(crate) const ACQUAINTANCE_COOKIE: &str = "vasl_acquaintance";

/// How often it is written down that a session is used.
const SEEN_EVERY: SignedDuration = SignedDuration::from_mins(5);

/// Who asks for a page.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// The language in which they are answered.
    pub language: Language,
    /// Who they are, and by which session; `None` before they log in.
    pub logged_in: Option<(User, Session)>,
    /// From where.
    pub address: ClientAddress,
    /// What their browser calls itself.
    pub browser: String,
    /// What they asked for.
    pub path: String,
    /// Who logged in with their browser before.
    pub(crate) acquaintance: Acquaintance,
    /// The page to come back to: this one, or that of the form which was sent.
    pub back: String,
}

impl Visitor {
    /// The user, where they are logged in.
    #[must_use]
    pub fn user(&self) -> Option<&User> {
        self.logged_in.as_ref().map(|(user, _)| user)
    }

    /// Their rank, where they are logged in.
    #[must_use]
    pub fn rank(&self) -> Option<Rank> {
        self.user().map(|user| user.role.rank())
    }

    /// Whose calls alone they may see; `None` for all.
    #[must_use]
    pub fn only(&self) -> Option<&Extension> {
        self.user().and_then(|user| user.role.only())
    }

    /// In whose name they change something.
    ///
    /// # Errors
    /// When they are not logged in, which the route has seen to.
    pub fn author(&self) -> Result<Author, Problem> {
        let user = self.user().ok_or(Problem::Forbidden)?;
        Ok(Author::User(user.name.clone()))
    }

    /// Whether their session still holds, and is of the same person with the same role: for answers
    /// that take long.
    pub(crate) async fn may_go_on(&self, app: &App) -> bool {
        let Some((user, session)) = &self.logged_in else { return false };
        let found = app.store().session(session.key, session::limits(Timestamp::now())).await;
        matches!(found, Ok(Some((known, _))) if known == *user)
    }

    /// Somebody of whom it is not known who they are.
    pub(crate) fn nobody(app: &App, request: &Parts) -> Self {
        let headers = &request.headers;
        let preferred = cookie::value(headers, LANGUAGE_COOKIE).and_then(Language::from_tag);
        let known = cookie::value(headers, ACQUAINTANCE_COOKIE);
        let path = request.uri.path_and_query().map_or("/", |path| path.as_str());
        Self {
            language: preferred.unwrap_or_else(|| app.preferences().language),
            logged_in: None,
            address: ClientAddress::of(app, request),
            browser: browser(headers),
            path: path.to_owned(),
            back: path.to_owned(),
            acquaintance: known.map(Acquaintance::read).unwrap_or_default(),
        }
    }

    /// The same, logged in.
    pub(crate) fn logged_in(self, user: User, session: Session) -> Self {
        Self { language: user.language, logged_in: Some((user, session)), ..self }
    }
}

fn browser(headers: &HeaderMap) -> String {
    let text = headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    text.chars().take(200).collect()
}

/// Whose session it is that a browser shows; `None` where it shows none that holds.
async fn session_of(app: &App, request: &Parts) -> Result<Option<(User, Session)>, StoreError> {
    let token = cookie::value(&request.headers, SESSION_COOKIE);
    let Some(key) = token.and_then(session::key_of) else { return Ok(None) };
    let now = Timestamp::now();
    let Some((user, session)) = app.store().session(key, session::limits(now)).await? else {
        return Ok(None);
    };
    if now.duration_since(session.seen_at) > SEEN_EVERY
        && let Err(error) = app.store().session_seen(key, now).await
    {
        warn!(%error, "that a session is used could not be written down");
    }
    Ok(Some((user, session)))
}

/// What a route asks of whoever takes it.
#[derive(Debug, Clone)]
pub(super) struct Entrance {
    pub(super) app: App,
    pub(super) least: Least,
    pub(super) keeps: bool,
    pub(super) back: WayBack,
}

pub(super) async fn guard(
    State(Entrance { app, least, keeps, back }): State<Entrance>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, mut body) = request.into_parts();
    let is_sent = parts.method == Method::POST;
    let mut visitor = Visitor::nobody(&app, &parts);
    match session_of(&app, &parts).await {
        Ok(Some((user, session))) => visitor = visitor.logged_in(user, session),
        Ok(None) => {}
        // What everybody may see needs no session.
        Err(error) if least == Least::Anyone && !is_sent => {
            warn!(%error, "a session could not be looked up");
        }
        // It may hold: to log in again would be of no use, and what was sent would be lost.
        Err(error) => return with_page(&app, &visitor, &Problem::Store(error), is_sent),
    }
    if is_sent {
        visitor.back = back.from(&visitor.path, visitor.rank()).to_owned();
    }
    let mut cookies = Vec::new();
    if keeps && is_sent && (visitor.user().is_none() || again::is_meant(&parts)) {
        match again::log_in(&app, visitor.clone(), parts, body).await {
            Ok(Again::GoesOn(sent)) => {
                (parts, body) = sent.request.into_parts();
                (visitor, cookies) = (sent.visitor, sent.cookies);
            }
            Ok(Again::Answer(response)) => return response,
            Err(problem) => return with_page(&app, &visitor, &problem, is_sent),
        }
    }
    let may = match (least, visitor.rank()) {
        (Least::Anyone, _) => true,
        (Least::Rank(least), Some(rank)) => rank >= least,
        (Least::Rank(_), None) => return to_log_in(&visitor, &back, is_sent),
    };
    let response = if may {
        parts.extensions.insert(visitor.clone());
        next.run(Request::from_parts(parts, body)).await
    } else {
        Problem::Forbidden.into_response()
    };
    let mut response = match response.extensions().get::<Problem>() {
        Some(problem) => {
            if let Problem::AskedOtherwise = problem {
                visitor.back = back.from(&visitor.path, visitor.rank()).to_owned();
            }
            with_page(&app, &visitor, problem, is_sent)
        }
        None => response,
    };
    for cookie in cookies {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// A page is shown once its visitor has logged in. What was sent is not done then, and its visitor
/// is told so; they come back to its page.
fn to_log_in(visitor: &Visitor, back: &WayBack, is_sent: bool) -> Response {
    let path =
        if is_sent { back.from(&visitor.path, Some(Rank::Administrator)) } else { &visitor.path };
    let mut query = super::Fields::default();
    if path != "/" {
        query = query.and("next", path);
    }
    if is_sent {
        query = query.and("not-done", "");
    }
    match query.as_query() {
        none if none.is_empty() => see_other("/log-in"),
        query => see_other(&format!("/log-in?{query}")),
    }
}

fn with_page(app: &App, visitor: &Visitor, problem: &Problem, is_sent: bool) -> Response {
    match problem {
        Problem::Store(error) => warn!(%error, path = visitor.path, "a page could not be shown"),
        Problem::Fault(error) => error!(error, path = visitor.path, "a page could not be shown"),
        Problem::NotFound
        | Problem::Forbidden
        | Problem::AskedOtherwise
        | Problem::Unreadable
        | Problem::Busy => {}
    }
    problem_page(app, visitor, problem, is_sent)
        .unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let visitor = parts.extensions.get::<Self>().cloned();
        visitor.ok_or_else(|| Problem::Fault("a route without a guard".to_owned()))
    }
}
