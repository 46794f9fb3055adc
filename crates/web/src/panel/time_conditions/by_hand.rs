//! A time condition is opened or closed by hand, against its hours.

use crate::App;
use crate::http::{Form, Problem, Visitor, see_other};
use crate::panel::layout::Done;
use crate::panel::objects::{self, Thing as _, change};
use axum::extract::{Path, State};
use axum::response::Response;
use vasl_domain::callflow::{Override, TimeCondition};

pub(super) async fn set(
    State(app): State<App>,
    visitor: Visitor,
    Path(number): Path<String>,
    Form(form): Form,
) -> Result<Response, Problem> {
    let condition: TimeCondition = objects::find(&app, &number)?;
    let Some(set) = Override::from_word(form.text("to")) else { return Err(Problem::Unreadable) };
    match app.service().set_by_hand(&condition, set, visitor.author()?).await {
        Ok(()) => Ok(see_other(&Done::Saved.on(TimeCondition::PAGES.path))),
        Err(refused) => change::not_changed(&app, &visitor, &condition, &refused).await,
    }
}
