//! Who comes, whether they may, and in which language they are answered.

use super::way_back::WayBack;
use super::{ClientAddress, Least, Problem, cookie, see_other};
use crate::App;
use crate::panel::problem_page;
use crate::security::session;
use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use hyper::header::USER_AGENT;
use hyper::http::request::Parts;
use hyper::{HeaderMap, Method, StatusCode};
use jiff::{SignedDuration, Timestamp};
use tracing::{error, warn};
use vasl_domain::name::Extension;
use vasl_domain::user::{Author, Language, Rank, User};
use vasl_store::{Session, Store as _};

/// The cookie that holds a session's token.
pub const SESSION_COOKIE: &str = "vasl_session";

/// The cookie that holds the language of who is not logged in.
pub(crate) const LANGUAGE_COOKIE: &str = "vasl_language";

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

    async fn of(app: &App, request: &Parts, back: &WayBack) -> Self {
        let headers = &request.headers;
        let logged_in = match cookie::value(headers, SESSION_COOKIE) {
            Some(token) => logged_in(app, token).await,
            None => None,
        };
        let preferred = cookie::value(headers, LANGUAGE_COOKIE).and_then(Language::from_tag);
        let language = match &logged_in {
            Some((user, _)) => user.language,
            None => preferred.unwrap_or_else(|| app.preferences().language),
        };
        let address = ClientAddress::of(app, request);
        let path = request.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        let rank = logged_in.as_ref().map(|(user, _)| user.role.rank());
        let back = match request.method {
            Method::GET | Method::HEAD => path.clone(),
            _ => back.from(&path, rank).to_owned(),
        };
        Self { language, logged_in, address, browser: browser(headers), path, back }
    }
}

fn browser(headers: &HeaderMap) -> String {
    let text = headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    text.chars().take(200).collect()
}

async fn logged_in(app: &App, token: &str) -> Option<(User, Session)> {
    let key = session::key_of(token)?;
    let now = Timestamp::now();
    match app.store().session(key, session::limits(now)).await {
        Ok(found) => {
            let (user, session) = found?;
            if now.duration_since(session.seen_at) > SEEN_EVERY
                && let Err(error) = app.store().session_seen(key, now).await
            {
                warn!(%error, "that a session is used could not be written down");
            }
            Some((user, session))
        }
        Err(error) => {
            warn!(%error, "a session could not be looked up");
            None
        }
    }
}

pub(super) async fn guard(
    State((app, least, back)): State<(App, Least, WayBack)>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let mut visitor = Visitor::of(&app, &parts, &back).await;
    let may = match (least, visitor.rank()) {
        (Least::Anyone, _) => true,
        (Least::Rank(least), Some(rank)) => rank >= least,
        (Least::Rank(_), None) => return to_log_in(&visitor, &parts.method),
    };
    let response = if may {
        parts.extensions.insert(visitor.clone());
        next.run(Request::from_parts(parts, body)).await
    } else {
        Problem::Forbidden.into_response()
    };
    match response.extensions().get::<Problem>() {
        Some(problem) => {
            if let Problem::AskedOtherwise = problem {
                visitor.back = back.from(&visitor.path, visitor.rank()).to_owned();
            }
            with_page(&app, &visitor, problem)
        }
        None => response,
    }
}

/// A page is shown once its visitor has logged in; a form that was sent is not sent again.
fn to_log_in(visitor: &Visitor, method: &Method) -> Response {
    if *method != Method::GET || visitor.path == "/" {
        return see_other("/log-in");
    }
    let next = super::Fields::default().and("next", &*visitor.path).as_query();
    see_other(&format!("/log-in?{next}"))
}

fn with_page(app: &App, visitor: &Visitor, problem: &Problem) -> Response {
    match problem {
        Problem::Store(error) => warn!(%error, path = visitor.path, "a page could not be shown"),
        Problem::Fault(error) => error!(error, path = visitor.path, "a page could not be shown"),
        Problem::NotFound
        | Problem::Forbidden
        | Problem::AskedOtherwise
        | Problem::Unreadable
        | Problem::Busy => {}
    }
    problem_page(app, visitor, problem)
        .unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let visitor = parts.extensions.get::<Self>().cloned();
        visitor.ok_or_else(|| Problem::Fault("a route without a guard".to_owned()))
    }
}
