//! The table of routes. The router is made of nothing else, so no address is without the least
//! role that it asks for.

use super::guard::{self, Entrance};
use super::way_back::WayBack;
use super::{Problem, headers};
use crate::App;
use crate::api::{self, ApiProblem};
use axum::Router;
use axum::handler::Handler;
use axum::middleware;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{self, MethodRouter};
use hyper::{Method, Uri};
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate as _, SizeAbove};
use tower_http::csrf::CsrfLayer;
use vasl_domain::user::Rank;

/// Who may take a route at the least.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Least {
    /// Whoever can reach the panel: nothing of the call centre is there.
    Anyone,
    /// Who is logged in, with this rank or a higher one.
    Rank(Rank),
}

impl Least {
    /// Who is logged in.
    pub const OPERATOR: Self = Self::Rank(Rank::Operator);
    /// Supervisors and administrators.
    pub const SUPERVISOR: Self = Self::Rank(Rank::Supervisor);
    /// Administrators.
    pub const ADMINISTRATOR: Self = Self::Rank(Rank::Administrator);
}

/// An address, how it is asked, by whom at the least, and what answers.
#[derive(Debug, Clone)]
pub struct Route {
    /// How.
    pub method: Method,
    /// The address, as the router writes it: `/modules/{code}`.
    pub path: &'static str,
    /// Who.
    pub least: Least,
    /// To whom it speaks.
    pub speaks: Speaks,
    /// Whether what was typed is kept where its writer has to log in first. The form is at the same
    /// address, and shown again as it was typed where [`Fields::is_only_shown`](super::Fields::is_only_shown).
    pub keeps: bool,
    handler: MethodRouter<App>,
}

/// To whom a route speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaks {
    /// To people, in pages; they show who they are by a session.
    Pages,
    /// To programs, in JSON; they show who they are by a token.
    Json,
}

impl Route {
    /// A page that is looked at. It changes nothing.
    pub fn get<T: 'static>(
        path: &'static str,
        least: Least,
        handler: impl Handler<T, App>,
    ) -> Self {
        let (method, handler) = (Method::GET, routing::get(handler));
        Self { method, path, least, speaks: Speaks::Pages, keeps: false, handler }
    }

    /// What programs ask. It changes nothing.
    pub fn api_get<T: 'static>(
        path: &'static str,
        least: Least,
        handler: impl Handler<T, App>,
    ) -> Self {
        Self { speaks: Speaks::Json, ..Self::get(path, least, handler) }
    }

    /// What programs do.
    pub fn api_post<T: 'static>(
        path: &'static str,
        least: Least,
        handler: impl Handler<T, App>,
    ) -> Self {
        Self { speaks: Speaks::Json, ..Self::post(path, least, handler) }
    }

    /// A form that is sent.
    pub fn post<T: 'static>(
        path: &'static str,
        least: Least,
        handler: impl Handler<T, App>,
    ) -> Self {
        let (method, handler) = (Method::POST, routing::post(handler));
        Self { method, path, least, speaks: Speaks::Pages, keeps: false, handler }
    }

    /// A form with much in it, which is kept where its writer has to log in first.
    pub fn kept<T: 'static>(
        path: &'static str,
        least: Least,
        handler: impl Handler<T, App>,
    ) -> Self {
        Self { keeps: true, ..Self::post(path, least, handler) }
    }
}

/// The router of a table.
pub fn router(app: &App, routes: Vec<Route>) -> Router {
    let mut router = Router::new();
    let back = WayBack::of(&routes);
    for route in routes {
        let handler = match route.speaks {
            Speaks::Pages => {
                let Route { least, keeps, .. } = route;
                let entrance = Entrance { app: app.clone(), least, keeps, back: back.clone() };
                route.handler.layer(middleware::from_fn_with_state(entrance, guard::guard))
            }
            Speaks::Json => {
                let state = (app.clone(), route.least);
                route.handler.layer(middleware::from_fn_with_state(state, api::guard))
            }
        };
        router = router.route(route.path, handler);
    }
    let entrance = Entrance { app: app.clone(), least: Least::Anyone, keeps: false, back };
    let for_anyone = middleware::from_fn_with_state(entrance, guard::guard);
    let nowhere = routing::any(async || Problem::NotFound).layer(for_anyone.clone());
    let no_api = routing::any(async || ApiProblem::NoSuchAddress);
    router = router.route("/api/{*rest}", no_api);
    // What may be asked is in the head of the answer: the router writes it there.
    router = router.method_not_allowed_fallback(asked_otherwise.layer(for_anyone));
    let worth_it = SizeAbove::new(512)
        .and(NotForContentType::new("font/"))
        .and(NotForContentType::new("audio/"))
        .and(NotForContentType::SSE);
    router
        .fallback_service(nowhere.with_state(app.clone()))
        .layer(CsrfLayer::new())
        .layer(CompressionLayer::new().compress_when(worth_it))
        .layer(middleware::from_fn_with_state(app.clone(), headers::add))
        .with_state(app.clone())
}

/// An address that is there and is asked in another way.
async fn asked_otherwise(address: Uri) -> Response {
    match address.path().starts_with("/api/") {
        true => ApiProblem::AskedOtherwise.into_response(),
        false => Problem::AskedOtherwise.into_response(),
    }
}
