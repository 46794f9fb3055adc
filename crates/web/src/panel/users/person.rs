//! One user: their role and language, another password, and their sessions.

use super::form::{TypedUser, hash, read_password};
use super::{address, conflict, find, seen};
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
use vasl_store::{AuditEntry, AuditFields, AuditVerb, Session, Store as _, UserChange};

#[derive(Template)]
#[template(path = "panel/users/person.html")]
struct Person {
    page: Page,
    address: String,
    /// What they were when the form was opened.
    seen: String,
    /// What somebody else has changed meanwhile: as it is now, and as it was typed.
    conflict: Vec<words::Change>,
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
        let (address, seen, conflict) = (address(&user.name), seen(&user), Vec::new());
        Ok(Self { page, address, seen, conflict, unsaved, typed, extensions, sessions, errors })
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
    let role = typed.role(texts, &mut errors);
    let again = async |errors| {
        let person = Person::new(&app, &visitor, before.clone(), Some(typed.clone()), errors);
        Ok::<_, Problem>(Person { seen: form.text("seen").to_owned(), ..person.await? })
    };
    if form.is_only_shown() {
        return shown(&again(errors).await?);
    }
    let Some(role) = role else { return wrong(&again(errors).await?) };
    let after = User { name: before.name.clone(), role, language: typed.language };
    let change = if form.text("seen") != seen(&before) {
        UserChange::ChangedMeanwhile
    } else if after == before {
        UserChange::Done
    } else {
        let (author, now) = (visitor.author()?, Timestamp::now());
        let entry = AuditEntry::user_changed(&before, &after, author, now);
        app.store().replace_user(&before, &after, &entry).await?
    };
    match change {
        UserChange::Done => Ok(see_other(&Done::Saved.on(&address(&after.name)))),
        UserChange::NoSuchUser => Err(Problem::NotFound),
        UserChange::LastAdministrator => {
            let mut person = again(errors).await?;
            person.page = person.page.saying(Notice::bad(texts.t("last-administrator")));
            wrong(&person)
        }
        UserChange::ChangedMeanwhile => {
            let now = find(&app, &name).await?.user;
            let mut person = again(errors).await?;
            person.page = person.page.saying(conflict(&app, texts, &now).await?);
            // The next time it is saved on top of what is there now.
            person.seen = seen(&now);
            let (is, typed) = (fields(&now), fields(&after));
            let picture = app.service().picture();
            person.conflict = words::changed_fields(&person.page, &picture, &is, &typed);
            wrong(&person)
        }
    }
}

fn fields(user: &User) -> AuditFields {
    user.told().map(|(name, value)| (name.to_owned(), value)).collect()
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
        errors.retype(texts, &form, "password");
        return wrong(&Person::new(&app, &visitor, user, None, errors).await?);
    };
    let password_hash = hash(&app, password).await?;
    let (verb, now) = (AuditVerb::PasswordChanged, Timestamp::now());
    let entry = AuditEntry::of_user(verb, &user.name, visitor.author()?, now);
    if !app.store().set_password(&user.name, &password_hash, &entry).await? {
        return Err(Problem::NotFound);
    }
    Ok(see_other(&Done::Saved.on(&address(&user.name))))
}

pub(super) async fn end_sessions(
    State(app): State<App>,
    visitor: Visitor,
    Path(name): Path<String>,
    Form(form): Form,
) -> Result<Response, Problem> {
    let user = find(&app, &name).await?.user;
    account::end(&app, &visitor, &user.name, form.text("session"), None).await?;
    Ok(see_other(&Done::SessionsEnded.on(&address(&user.name))))
}
