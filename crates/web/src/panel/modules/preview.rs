//! Who would this number reach now, and why.

use super::{address, find};
use crate::App;
use crate::http::{Problem, Query, Visitor};
use crate::panel::layout::{Errors, Page, words};
use crate::panel::shown;
use crate::service::Preview;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use vasl_domain::decision::{Route, Source, Standing};
use vasl_domain::module::Module;
use vasl_domain::name::latin_digits;
use vasl_domain::number::{Caller, Presentation};

#[derive(Template)]
#[template(path = "panel/modules/preview.html")]
struct PreviewPage {
    page: Page,
    address: String,
    number: String,
    errors: Errors,
    answer: Option<Answered>,
}

/// An answer, in words.
struct Answered {
    reaches: bool,
    goes: String,
    why: String,
    rows: Vec<(String, String)>,
    unasked: bool,
}

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(code): Path<String>,
    Query(query): Query,
) -> Result<Response, Problem> {
    let module = find(&app, &code)?;
    let page = Page::new(&app, &visitor, "module-preview")
        .under("/", "menu-dashboard")
        .under("/modules", "modules-title");
    let number = query.text("number").to_owned();
    let mut errors = Errors::default();
    let caller = if number.is_empty() {
        None
    } else {
        let latin = latin_digits(&number);
        let caller = app.preferences().numbers.caller(latin.as_bytes(), Presentation::Allowed);
        errors.take("number", caller.map_err(|_| page.t("calls-number-wrong")))
    };
    let answer = match &caller {
        Some(caller) => {
            let preview = app.service().preview(&module, Some(caller)).await?;
            Some(answered(&app, &page, &module, caller, &preview))
        }
        None => None,
    };
    shown(&PreviewPage { page, address: address(&module), number, errors, answer })
}

fn answered(
    app: &App,
    page: &Page,
    module: &Module,
    caller: &Caller,
    preview: &Preview,
) -> Answered {
    let picture = app.service().picture();
    let verdict = &preview.verdict;
    let operator = |number| words::operator(page, &picture, number);
    let goes = match &verdict.route {
        Route::Operator(number) => page.t1("preview-operator", "operator", operator(number)),
        Route::Wait(number) => page.t2(
            "preview-wait",
            ("operator", operator(number)),
            ("seconds", page.digits(module.wait_seconds.get())),
        ),
        Route::Failure => {
            let destination = words::destination(page, &picture, &module.failure_destination);
            page.t1("preview-failure", "destination", destination)
        }
    };
    let mut rows = Vec::new();
    let mut row = |key: &str, value: String| rows.push((page.t(key), value));
    row("caller", page.digits(app.preferences().numbers.dialled(caller)));
    if let Some(number) = &verdict.operator {
        row("last-operator", operator(number));
    }
    match verdict.source {
        Some(Source::Memory) => row("source", page.t("source-memory")),
        Some(Source::Pinned) => row("source", page.t("source-pinned")),
        None => {}
    }
    match preview.standing {
        Standing::Ordinary | Standing::Pinned(_) => {}
        Standing::OptedOut => row("standing", page.t("standing-opted-out")),
        Standing::Shared => row("standing", page.t("standing-shared")),
    }
    if let Some(at) = verdict.evidence.ended_at {
        row("conversation-ended", page.near(&at));
    }
    if let Some(at) = verdict.evidence.forgotten_at {
        row("remembered-until", page.near(&at));
    }
    Answered {
        reaches: verdict.route.operator().is_some(),
        goes,
        why: words::why(page, verdict.reason, &verdict.evidence),
        rows,
        unasked: preview.unasked.is_some(),
    }
}
