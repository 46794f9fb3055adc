//! Operators log in to queues and out of them, and pause: as by a feature code from their phones.

use super::{ApiClient, ApiProblem, json};
use crate::App;
use crate::service::NotDone;
use axum::body::{Bytes, to_bytes};
use axum::extract::{Path, Request, State};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use tokio::time::timeout;
use vasl_domain::act::Act;
use vasl_domain::callflow::PlainText;
use vasl_domain::name::{Extension, QueueName};
use vasl_store::StoreError;

/// No body is longer, in bytes.
const LONGEST: usize = 16 * 1024;

/// How long a body may take to come.
const WITHIN: Duration = Duration::from_secs(10);

/// What is said beside the deed.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Said {
    /// Which queue; all of theirs where none is named, and that can be meant.
    queue: Option<QueueName>,
    /// What they pause for.
    reason: Option<PlainText>,
}

#[derive(Serialize)]
struct Done<'a> {
    operator: &'a Extension,
    done: &'a Act,
}

pub(super) async fn act(
    State(app): State<App>,
    client: ApiClient,
    Path((extension, deed)): Path<(String, String)>,
    request: Request,
) -> Result<Response, ApiProblem> {
    let no_operator = || ApiProblem::NoSuchThing(format!("extension {extension}"));
    let operator = Extension::new(extension.as_str()).map_err(|_| no_operator())?;
    if client.only().is_some_and(|own| *own != operator) {
        return Err(ApiProblem::Forbidden);
    }
    let Said { queue, reason } = said(request).await?;
    let named = |queue: Option<QueueName>| {
        let say = "name the queue: {\"queue\": \"99\"}";
        queue.ok_or_else(|| ApiProblem::Invalid(say.to_owned()))
    };
    let act = match deed.as_str() {
        "log-in" => Act::LogIn(named(queue)?),
        "log-out" => Act::LogOut(named(queue)?),
        "pause" => Act::Pause { queue, reason },
        "unpause" => Act::Unpause(queue),
        _ => return Err(ApiProblem::NoSuchAddress),
    };
    app.may_act(&client.author()).map_err(ApiProblem::TooMany)?;
    let done = app.service().act(&operator, &act, client.author()).await;
    done.map_err(|why| not_done(why, &operator))?;
    Ok(json::answer(&Done { operator: &operator, done: &act }))
}

async fn said(request: Request) -> Result<Said, ApiProblem> {
    let unreadable = |why: &str| ApiProblem::Invalid(format!("the body cannot be read: {why}"));
    let body: Bytes = match timeout(WITHIN, to_bytes(request.into_body(), LONGEST)).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => return Err(unreadable("it is broken off or longer than 16 KiB")),
        Err(_) => return Err(unreadable("it did not come in time")),
    };
    if body.is_empty() {
        return Ok(Said::default());
    }
    serde_json::from_slice(&body).map_err(|error| unreadable(&error.to_string()))
}

fn not_done(why: NotDone, operator: &Extension) -> ApiProblem {
    let (code, detail) = match why {
        NotDone::NoSuchQueue => return ApiProblem::NoSuchThing("such queue".to_owned()),
        NotDone::NoSuchExtension => {
            return ApiProblem::NoSuchThing(format!("extension {operator}"));
        }
        NotDone::NotLinked => return ApiProblem::NotLinked,
        NotDone::NotWrittenDown => {
            let place = "the audit log".to_owned();
            let why = "who does it could not be written down, so it was not done".to_owned();
            return ApiProblem::Store(StoreError::Failed { place, why });
        }
        NotDone::NotAllowed => {
            ("not_allowed", "may not log in to this queue; make them a dynamic member of it")
        }
        NotDone::NotIn => ("not_logged_in", "is not logged in there"),
        NotDone::AlreadyIn => ("logged_in_already", "is logged in there already"),
        NotDone::Static => ("static_member", "is a static member, who is always in; pause them"),
    };
    ApiProblem::NotDone { code, detail: format!("operator {operator} {detail}") }
}
