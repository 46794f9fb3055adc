//! Whether the service is well: for whoever watches over it.

use super::{ApiClient, ApiProblem, json};
use crate::App;
use crate::service::Link;
use axum::extract::State;
use axum::response::Response;
use jiff::Timestamp;
use serde::Serialize;
use vasl_domain::name::PbxName;
use vasl_store::Store as _;

#[derive(Serialize)]
struct Health<'a> {
    pbx: &'a PbxName,
    linked: bool,
    /// When the PBX was last heard, where it is not linked.
    last_seen_at: Option<Timestamp>,
    modules: usize,
    active_modules: usize,
    store_wrote_in_ms: u64,
}

pub(super) async fn show(State(app): State<App>, _: ApiClient) -> Result<Response, ApiProblem> {
    let picture = app.service().picture();
    let (linked, last_seen_at) = match picture.link {
        Link::Up => (true, None),
        Link::Down { last_seen } => (false, last_seen),
    };
    let health = app.store().health().await?;
    Ok(json::answer(&Health {
        pbx: &app.settings().pbx,
        linked,
        last_seen_at,
        modules: picture.modules().len(),
        active_modules: picture.modules().iter().filter(|module| module.active).count(),
        store_wrote_in_ms: u64::try_from(health.wrote_in.as_millis()).unwrap_or(u64::MAX),
    }))
}
