//! The table of routes. The router is made of nothing else, so no address is without the least
//! role that it asks for.

use super::{Problem, guard, headers};
use crate::App;
use axum::Router;
use axum::handler::Handler;
use axum::middleware;
use axum::routing::{self, MethodRouter};
use hyper::Method;
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
    handler: MethodRouter<App>,
}

impl Route {
    /// A page that is looked at. It changes nothing.
    pub fn get<T: 'static>(
        path: &'static str,
        least: Least,
        handler: impl Handler<T, App>,
    ) -> Self {
        Self { method: Method::GET, path, least, handler: routing::get(handler) }
    }

    /// A form that is sent.
    pub fn post<T: 'static>(
        path: &'static str,
        least: Least,
        handler: impl Handler<T, App>,
    ) -> Self {
        Self { method: Method::POST, path, least, handler: routing::post(handler) }
    }
}

/// The router of a table.
pub fn router(app: &App, routes: Vec<Route>) -> Router {
    let mut router = Router::new();
    for route in routes {
        let guarded = middleware::from_fn_with_state((app.clone(), route.least), guard::guard);
        router = router.route(route.path, route.handler.layer(guarded));
    }
    let for_anyone = middleware::from_fn_with_state((app.clone(), Least::Anyone), guard::guard);
    let nowhere = routing::any(async || Problem::NotFound).layer(for_anyone);
    let worth_it =
        SizeAbove::new(512).and(NotForContentType::new("font/")).and(NotForContentType::SSE);
    router
        .fallback_service(nowhere.with_state(app.clone()))
        .layer(CsrfLayer::new())
        .layer(CompressionLayer::new().compress_when(worth_it))
        .layer(middleware::from_fn_with_state(app.clone(), headers::add))
        .with_state(app.clone())
}
