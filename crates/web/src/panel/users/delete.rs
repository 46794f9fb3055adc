//! Removing a user: asked first, with the tokens that they made.

use super::{address, conflict, find, seen};
use crate::App;
use crate::http::{Form, Problem, Visitor, see_other};
use crate::panel::layout::{Done, Notice, Page};
use crate::panel::{shown, wrong};
use crate::security::hexadecimal;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use jiff::Timestamp;
use vasl_domain::user::User;
use vasl_store::{ApiToken, AuditEntry, Store as _, UserChange};

#[derive(Template)]
#[template(path = "panel/users/delete.html")]
struct Delete {
    page: Page,
    address: String,
    /// What they were when this was asked.
    seen: String,
    /// The tokens that they made and that hold: each may be revoked with them.
    tokens: Vec<ApiToken>,
    /// The tokens that are ticked, by their keys.
    ticked: Vec<String>,
}

impl Delete {
    fn key(&self, token: &ApiToken) -> String {
        key(token)
    }

    fn is_ticked(&self, token: &ApiToken) -> bool {
        self.ticked.contains(&key(token))
    }

    fn last_used(&self, token: &ApiToken) -> String {
        match &token.used_at {
            Some(at) => self.page.t1("token-used-at", "time", self.page.near(at)),
            None => self.page.t("token-unused"),
        }
    }
}

fn key(token: &ApiToken) -> String {
    hexadecimal(&token.key.0)
}

/// The tokens that a user made and that hold.
async fn tokens_of(app: &App, user: &User) -> Result<Vec<ApiToken>, Problem> {
    let mut tokens = app.store().api_tokens().await?;
    tokens.retain(|token| token.is_made_by(&user.name) && token.revoked_at.is_none());
    Ok(tokens)
}

async fn asked(
    app: &App,
    visitor: &Visitor,
    user: &User,
    ticked: Vec<String>,
) -> Result<Delete, Problem> {
    let page = Page::new(app, visitor, "menu-users");
    let title = page.t1("user-delete-title", "name", &user.name);
    let page = page.titled(title).under("/", "menu-dashboard").under("/users", "menu-users");
    let tokens = tokens_of(app, user).await?;
    Ok(Delete { page, address: address(&user.name), seen: seen(user), tokens, ticked })
}

pub(super) async fn ask(
    State(app): State<App>,
    visitor: Visitor,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let user = find(&app, &name).await?.user;
    shown(&asked(&app, &visitor, &user, Vec::new()).await?)
}

pub(super) async fn delete(
    State(app): State<App>,
    visitor: Visitor,
    Path(name): Path<String>,
    Form(form): Form,
) -> Result<Response, Problem> {
    let user = find(&app, &name).await?.user;
    let ticked: Vec<String> = form.values("token").map(ToOwned::to_owned).collect();
    let change = if form.text("seen") == seen(&user) {
        let mut revoked = tokens_of(&app, &user).await?;
        revoked.retain(|token| ticked.contains(&key(token)));
        let entry = AuditEntry::user_removed(&user, visitor.author()?, Timestamp::now());
        app.store().remove_user(&user, &revoked, &entry).await?
    } else {
        UserChange::ChangedMeanwhile
    };
    let texts = crate::l10n::texts(visitor.language);
    let said = match change {
        UserChange::Done => return Ok(see_other(&Done::Removed.on("/users"))),
        UserChange::NoSuchUser => return Err(Problem::NotFound),
        UserChange::LastAdministrator => Notice::bad(texts.t("last-administrator")),
        UserChange::ChangedMeanwhile => conflict(&app, texts, &user).await?,
    };
    let now = find(&app, &name).await?.user;
    let mut asked = asked(&app, &visitor, &now, ticked).await?;
    asked.page = asked.page.saying(said);
    wrong(&asked)
}
