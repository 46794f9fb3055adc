//! All sounds, and each to be listened to.

use crate::App;
use crate::http::{Problem, Query, Visitor};
use crate::panel::layout::{ListPage, Page, Paging, words};
use crate::panel::objects::{self, ListFrame, Row, list};
use crate::panel::shown;
use crate::service::Picture;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use hyper::header::CONTENT_TYPE;
use std::sync::Arc;
use vasl_domain::callflow::Sound;
use vasl_domain::configuration::ObjectId;

#[derive(Template)]
#[template(path = "panel/sounds/list.html")]
struct SoundList {
    page: Page,
    frame: ListFrame,
    list: ListPage<Row<Sound>>,
    picture: Arc<Picture>,
}

impl SoundList {
    /// What plays it.
    fn played_by(&self, sound: &Sound) -> Vec<String> {
        let pointers = self.picture.pointers_to(&ObjectId::Sound(sound.name.clone()));
        let pointers = pointers.iter();
        pointers.map(|one| words::object(&self.page, &self.picture, &one.from)).collect()
    }
}

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Response, Problem> {
    shown(&SoundList {
        page: objects::list_page::<Sound>(&app, &visitor),
        frame: ListFrame::new::<Sound>(&visitor),
        list: list::rows(&app, Paging::of(&query)),
        picture: app.service().picture(),
    })
}

/// A sound as callers hear it.
pub(super) async fn heard(
    State(app): State<App>,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let sound = objects::find::<Sound>(&app, &name)?;
    let bytes = app.service().sound(&sound.name).await.ok_or(Problem::NotFound)?;
    Ok(([(CONTENT_TYPE, "audio/wav")], bytes).into_response())
}
