//! What the installation prefers: for how long things are kept, language, time zone, numbers.

mod read;

#[cfg(test)]
mod tests;

use super::layout::{Choice, Done, Errors, Notice, Page, author, choices, words};
use super::{shown, wrong};
use crate::App;
use crate::http::{Fields, Form, Least, Problem, Route, Visitor, see_other};
use crate::security::{hash_of_token, hexadecimal};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use read::Typed;
use vasl_domain::preferences::{Kept, Preferences};
use vasl_domain::user::Language;
use vasl_store::{AuditFilter, AuditKind, Store as _};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/preferences", Least::ADMINISTRATOR, show),
        Route::kept("/preferences", Least::ADMINISTRATOR, save),
    ]
}

#[derive(Template)]
#[template(path = "panel/preferences/preferences.html")]
struct PreferencesForm {
    page: Page,
    typed: Typed,
    errors: Errors,
    languages: Vec<Choice>,
    /// Whether what stands in it was not saved.
    unsaved: bool,
    /// What would be removed at once if it were saved; it is asked first.
    removes: Vec<String>,
}

impl PreferencesForm {
    fn new(page: Page, typed: Typed, errors: Errors) -> Self {
        let all = Language::ALL.map(|one| (one.tag().to_owned(), words::language(one).to_owned()));
        let languages = choices(&typed.language, all.into_iter());
        Self { page, typed, errors, languages, unsaved: true, removes: Vec::new() }
    }
}

fn page(app: &App, visitor: &Visitor) -> Page {
    Page::new(app, visitor, "menu-preferences").under("/", "menu-dashboard")
}

async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    let now = app.preferences();
    let typed = Typed::of(&now, seen(&now));
    let form = PreferencesForm::new(page(&app, &visitor), typed, Errors::default());
    shown(&PreferencesForm { unsaved: false, ..form })
}

async fn save(
    State(app): State<App>,
    visitor: Visitor,
    Form(form): Form,
) -> Result<Response, Problem> {
    let page = page(&app, &visitor);
    let (now, typed) = (app.preferences(), Typed::read(&form));
    let mut errors = Errors::default();
    if form.is_only_shown() {
        return shown(&PreferencesForm::new(page, typed, errors));
    }
    let Some(after) = typed.preferences(&page, &mut errors) else {
        return wrong(&PreferencesForm::new(page, typed, errors));
    };
    if typed.seen != seen(&now) {
        return changed_meanwhile(&app, page, typed, &now).await;
    }
    let removes = removes(&page, &now, &after);
    if !removes.is_empty() && !is_confirmed(&form, &after) {
        let typed = Typed { confirms: seen(&after), ..typed };
        return wrong(&PreferencesForm { removes, ..PreferencesForm::new(page, typed, errors) });
    }
    if after != *now && !app.service().prefer(&now, after, visitor.author()?).await? {
        return changed_meanwhile(&app, page, typed, &app.preferences()).await;
    }
    Ok(see_other(&Done::Saved.on("/preferences")))
}

async fn changed_meanwhile(
    app: &App,
    page: Page,
    typed: Typed,
    now: &Preferences,
) -> Result<Response, Problem> {
    let kind = Some(AuditKind::Preferences);
    let newest = AuditFilter { kind, limit: 1, ..AuditFilter::default() };
    let newest = app.store().audit(&newest).await?;
    let who = newest.first().map(|audited| author(&page, &audited.entry.author));
    let who = who.unwrap_or_else(|| page.t("somebody"));
    let said = Notice::bad(page.t1("conflict", "user", who));
    // The next time it is saved on top of what is there now.
    let typed = Typed { seen: seen(now), ..typed };
    wrong(&PreferencesForm::new(page.saying(said), typed, Errors::default()))
}

/// What was seen, as the form carries it.
fn seen(preferences: &Preferences) -> String {
    let told = preferences.told().map(|(name, value)| format!("{name}={value}"));
    hexadecimal(&hash_of_token(&told.join("\n")))
}

/// Whoever confirms has seen what would be removed by exactly this.
fn is_confirmed(form: &Fields, after: &Preferences) -> bool {
    form.text("confirmed") == seen(after)
}

fn removes(page: &Page, now: &Preferences, after: &Preferences) -> Vec<String> {
    let today = page.now().to_zoned(page.zone().clone()).date();
    let shorter = now.retention.shorter(after.retention);
    shorter
        .filter_map(|(kept, days)| {
            let key = match kept {
                Kept::Conversations => "conversations-kept",
                Kept::Decisions => "decisions-kept",
                Kept::Reports => "reports-kept",
                Kept::Audit => "menu-audit",
            };
            let date = ("date", page.short_date(days.first_kept(today)?));
            Some(page.t2("retention-before", ("what", page.t(key)), date))
        })
        .collect()
}
