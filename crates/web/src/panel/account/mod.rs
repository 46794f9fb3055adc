//! One's own account: another password, and where one is logged in.

use super::layout::{Done, Errors, Page};
use super::users::{hash, read_password};
use super::{shown, wrong};
use crate::App;
use crate::http::{Form, Least, Problem, Route, Visitor, see_other};
use crate::panel::log_in;
use crate::security::throttle::Trying;
use crate::security::{hexadecimal, session};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::Timestamp;
use vasl_domain::user::{User, UserName};
use vasl_store::{Account, AuditEntry, AuditVerb, Session, SessionKey, Store as _};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/account", Least::OPERATOR, show),
        Route::post("/account/password", Least::OPERATOR, set_password),
        Route::post("/account/sessions", Least::OPERATOR, end_sessions),
    ]
}

#[derive(Template)]
#[template(path = "panel/account/account.html")]
struct AccountPage {
    page: Page,
    address: &'static str,
    sessions: Vec<Session>,
    errors: Errors,
}

impl AccountPage {
    async fn new(
        app: &App,
        visitor: &Visitor,
        user: &User,
        errors: Errors,
    ) -> Result<Self, Problem> {
        let page = Page::new(app, visitor, "account").under("/", "menu-dashboard");
        let limits = session::limits(Timestamp::now());
        let sessions = app.store().sessions(&user.name, limits).await?;
        Ok(Self { page, address: "/account", sessions, errors })
    }

    fn key(&self, session: &Session) -> String {
        name_of(session)
    }

    fn browser(&self, session: &Session) -> String {
        browser_of(session)
    }
}

async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    let user = visitor.user().ok_or(Problem::Forbidden)?;
    shown(&AccountPage::new(&app, &visitor, user, Errors::default()).await?)
}

async fn set_password(
    State(app): State<App>,
    visitor: Visitor,
    Form(form): Form,
) -> Result<Response, Problem> {
    let user = visitor.user().ok_or(Problem::Forbidden)?;
    let texts = crate::l10n::texts(visitor.language);
    let mut errors = Errors::default();
    let account = app.store().account(&user.name).await?.ok_or(Problem::Forbidden)?;
    // Whoever sits at a browser that is logged in may not guess without end either.
    let trying = Trying::LoggedIn(user.name.clone());
    let may_try = app.throttle().begin(&trying, Timestamp::now());
    match may_try {
        Err(wait) => {
            errors.add("current", texts.counted("log-in-wait", log_in::minutes(wait)));
        }
        Ok(())
            if app.passwords().is(form.as_typed("current"), Some(&account.password_hash)).await =>
        {
            app.throttle().succeeded(&trying);
        }
        Ok(()) => errors.add("current", texts.t("password-current-wrong")),
    }
    let known = errors.is_empty();
    let password = read_password(texts, &form, &mut errors);
    let (Some(password), true) = (password, known) else {
        errors.retype(texts, &form, "current");
        errors.retype(texts, &form, "password");
        return wrong(&AccountPage::new(&app, &visitor, user, errors).await?);
    };
    let account = Account { password_hash: hash(&app, password).await?, ..account };
    let (verb, now) = (AuditVerb::PasswordChanged, Timestamp::now());
    let entry = AuditEntry::of_user(verb, &user.name, visitor.author()?, now);
    let set = app.store().set_password(&user.name, &account.password_hash, &entry).await?;
    // Every session has ended with the old password, this one too.
    match log_in::begin(&app, &visitor, &account).await? {
        Some(begun) if set => Ok(begun.see_other(&Done::Saved.on("/account"))),
        _ => Ok(see_other("/log-in")),
    }
}

async fn end_sessions(
    State(app): State<App>,
    visitor: Visitor,
    Form(form): Form,
) -> Result<Response, Problem> {
    let (user, session) = visitor.logged_in.as_ref().ok_or(Problem::Forbidden)?;
    end(&app, &visitor, &user.name, form.text("session"), Some(session.key)).await?;
    Ok(see_other(&Done::SessionsEnded.on("/account")))
}

/// A browser and its system as people call them, from what the browser calls itself.
pub(super) fn browser_of(session: &Session) -> String {
    let own = session.browser.as_str();
    let named = |names: &[(&str, &'static str)]| {
        names.iter().find(|(sign, _)| own.contains(sign)).map(|(_, name)| *name)
    };
    // Each claims to be those after it, too.
    let browser = named(&[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox", "Firefox"),
        ("Chrom", "Chrome"),
        ("Safari", "Safari"),
    ]);
    let system = named(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        _ => own.chars().take(40).collect(),
    }
}

/// How a form names a session.
pub(super) fn name_of(session: &Session) -> String {
    hexadecimal(&session.key.0)
}

/// Ends the session of this name, or all of a user's but for one where no name is given.
pub(super) async fn end(
    app: &App,
    visitor: &Visitor,
    user: &UserName,
    name: &str,
    except: Option<SessionKey>,
) -> Result<(), Problem> {
    let (verb, now) = (AuditVerb::SessionsEnded, Timestamp::now());
    let entry = AuditEntry::of_user(verb, user, visitor.author()?, now);
    if name.is_empty() {
        app.store().end_sessions(user, except, &entry).await?;
        return Ok(());
    }
    let sessions = app.store().sessions(user, session::limits(now)).await?;
    if let Some(session) = sessions.iter().find(|session| name_of(session) == name) {
        app.store().end_session(user, session.key, Some(&entry)).await?;
    }
    Ok(())
}
