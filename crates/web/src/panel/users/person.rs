//! One user: their role and language, another password, their sessions, and removing them.

use super::form::{TypedUser, hash, read_password};
use super::{address, find, told, write_down};
use crate::App;
use crate::http::{Form, Problem, Visitor, see_other};
use crate::panel::layout::{Choice, Done, Errors, Notice, Page, words};
use crate::panel::{account, shown, wrong};
use crate::security::session;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use jiff::Timestamp;
use vasl_domain::user::{Rank, User};
use vasl_store::{AuditFields, AuditVerb, Session, Store as _, UserChange};

#[derive(Template)]
#[template(path = "panel/users/person.html")]
struct Person {
    page: Page,
    address: String,
    /// Whether what is chosen was not saved.
    unsaved: bool,
    typed: TypedUser,
    extensions: Vec<Choice>,
    sessions: Vec<Session>,
    errors: Errors,
}

impl Person {
    async fn new(
        app: &App,
        visitor: &Visitor,
        user: User,
        typed: Option<TypedUser>,
        errors: Errors,
    ) -> Result<Self, Problem> {
        let page = Page::new(app, visitor, "menu-users");
        let page = page.titled(user.name.to_string());
        let page = page.under("/", "menu-dashboard").under("/users", "menu-users");
        let unsaved = typed.is_some();
        let typed = typed.unwrap_or_else(|| TypedUser::of(&user));
        let extensions = typed.extensions(page.texts(), &app.service().picture());
        let limits = session::limits(Timestamp::now());
        let sessions = app.store().sessions(&user.name, limits).await?;
        let address = address(&user.name);
        Ok(Self { page, address, unsaved, typed, extensions, sessions, errors })
    }

    fn role_name(&self, word: &str) -> String {
        Rank::from_word(word).map(|rank| words::rank(&self.page, rank)).unwrap_or_default()
    }

    fn key(&self, session: &Session) -> String {
        account::name_of(session)
    }

    fn browser(&self, session: &Session) -> String {
        account::browser_of(session)
    }
}

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let user = find(&app, &name).await?.user;
    shown(&Person::new(&app, &visitor, user, None, Errors::default()).await?)
}

pub(super) async fn save(
    State(app): State<App>,
    visitor: Visitor,
    Path(name): Path<String>,
    Form(form): Form,
) -> Result<Response, Problem> {
    let before = find(&app, &name).await?.user;
    let texts = crate::l10n::texts(visitor.language);
    let typed = TypedUser::read(&form);
    let mut errors = Errors::default();
    let Some(role) = typed.role(texts, &mut errors) else {
        return wrong(&Person::new(&app, &visitor, before, Some(typed), errors).await?);
    };
    let after = User { name: before.name.clone(), role, language: typed.language };
    match app.store().replace_user(&after).await? {
        UserChange::Done => {
            let fields = (told(&before), told(&after));
            write_down(&app, visitor.author()?, AuditVerb::Changed, &after.name, fields).await?;
            Ok(see_other(&Done::Saved.on(&address(&after.name))))
        }
        UserChange::NoSuchUser => Err(Problem::NotFound),
        UserChange::LastAdministrator => {
            let mut person = Person::new(&app, &visitor, before, Some(typed), errors).await?;
            person.page = person.page.saying(Notice::bad(texts.t("last-administrator")));
            wrong(&person)
        }
    }
}

pub(super) async fn set_password(
    State(app): State<App>,
    visitor: Visitor,
    Path(name): Path<String>,
    Form(form): Form,
) -> Result<Response, Problem> {
    let user = find(&app, &name).await?.user;
    let texts = crate::l10n::texts(visitor.language);
    let mut errors = Errors::default();
    let Some(password) = read_password(texts, &form, &mut errors) else {
        return wrong(&Person::new(&app, &visitor, user, None, errors).await?);
    };
    if !app.store().set_password(&user.name, &hash(&app, password).await?).await? {
        return Err(Problem::NotFound);
    }
    let none = (AuditFields::new(), AuditFields::new());
    write_down(&app, visitor.author()?, AuditVerb::PasswordChanged, &user.name, none).await?;
    Ok(see_other(&Done::Saved.on(&address(&user.name))))
}

pub(super) async fn end_sessions(
    State(app): State<App>,
    visitor: Visitor,
    Path(name): Path<String>,
    Form(form): Form,
) -> Result<Response, Problem> {
    let user = find(&app, &name).await?.user;
    account::end(&app, &user.name, form.text("session"), None).await?;
    let none = (AuditFields::new(), AuditFields::new());
    write_down(&app, visitor.author()?, AuditVerb::SessionsEnded, &user.name, none).await?;
    Ok(see_other(&Done::SessionsEnded.on(&address(&user.name))))
}

#[derive(Template)]
#[template(path = "panel/users/delete.html")]
struct Delete {
    page: Page,
    address: String,
}

fn asked(app: &App, visitor: &Visitor, user: &User) -> Delete {
    let page = Page::new(app, visitor, "menu-users");
    let title = page.t1("user-delete-title", "name", &user.name);
    let page = page.titled(title).under("/", "menu-dashboard").under("/users", "menu-users");
    Delete { page, address: address(&user.name) }
}

pub(super) async fn ask_to_delete(
    State(app): State<App>,
    visitor: Visitor,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let user = find(&app, &name).await?.user;
    shown(&asked(&app, &visitor, &user))
}

pub(super) async fn delete(
    State(app): State<App>,
    visitor: Visitor,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let user = find(&app, &name).await?.user;
    match app.store().remove_user(&user.name).await? {
        UserChange::Done => {
            let fields = (told(&user), AuditFields::new());
            write_down(&app, visitor.author()?, AuditVerb::Removed, &user.name, fields).await?;
            Ok(see_other(&Done::Removed.on("/users")))
        }
        UserChange::NoSuchUser => Err(Problem::NotFound),
        UserChange::LastAdministrator => {
            let mut asked = asked(&app, &visitor, &user);
            let words = asked.page.t("last-administrator");
            asked.page = asked.page.saying(Notice::bad(words));
            wrong(&asked)
        }
    }
}
