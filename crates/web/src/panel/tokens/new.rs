//! Making a token. It is shown once: only its hash is kept.

use crate::App;
use crate::api;
use crate::http::{Form, Problem, Visitor};
use crate::panel::layout::{Choice, Errors, Notice, Page, words};
use crate::panel::users::TypedUser;
use crate::panel::{shown, wrong};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::Timestamp;
use vasl_domain::user::{Rank, TokenName};
use vasl_store::{ApiToken, AuditEntry, Store as _};

#[derive(Template)]
#[template(path = "panel/tokens/new.html")]
struct NewToken {
    page: Page,
    name: String,
    typed: TypedUser,
    extensions: Vec<Choice>,
    errors: Errors,
}

#[derive(Template)]
#[template(path = "panel/tokens/made.html")]
struct MadeToken {
    page: Page,
    /// How it is sent.
    example: String,
    token: String,
}

impl NewToken {
    fn new(app: &App, page: Page, name: &str, typed: TypedUser, errors: Errors) -> Self {
        let extensions = typed.extensions(page.texts(), &app.service().picture());
        Self { page, name: name.to_owned(), typed, extensions, errors }
    }

    fn role_name(&self, word: &str) -> String {
        Rank::from_word(word).map(|rank| words::rank(&self.page, rank)).unwrap_or_default()
    }
}

fn page(app: &App, visitor: &Visitor) -> Page {
    let page = Page::new(app, visitor, "token-new");
    page.under("/", "menu-dashboard").under("/tokens", "menu-tokens")
}

pub(super) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    let language = visitor.language;
    let typed = TypedUser { role: Rank::Supervisor, extension: String::new(), language };
    shown(&NewToken::new(&app, page(&app, &visitor), "", typed, Errors::default()))
}

pub(super) async fn make(
    State(app): State<App>,
    visitor: Visitor,
    Form(form): Form,
) -> Result<Response, Problem> {
    let page = page(&app, &visitor);
    let (name, typed) = (form.text("name"), TypedUser::read(&form));
    let mut errors = Errors::default();
    let token_name = TokenName::new(name).map_err(|_| page.t("token-name-wrong"));
    let token_name = errors.take("name", token_name);
    let role = typed.role(page.texts(), &mut errors);
    if form.is_only_shown() {
        return shown(&NewToken::new(&app, page, name, typed, Errors::default()));
    }
    let (Some(token_name), Some(role)) = (token_name, role) else {
        return wrong(&NewToken::new(&app, page, name, typed, errors));
    };
    let no_random = || Problem::Fault("no random bytes".to_owned());
    let token = api::new_token().ok_or_else(no_random)?;
    let made = ApiToken {
        key: api::key_of(&token).ok_or_else(no_random)?,
        name: token_name,
        role,
        made_by: visitor.author()?,
        made_at: Timestamp::now(),
        used_at: None,
        used_from: None,
        revoked_at: None,
    };
    if !app.store().insert_api_token(&made, &AuditEntry::token_made(&made)).await? {
        errors.add("name", page.t1("token-name-taken", "name", &made.name));
        return wrong(&NewToken::new(&app, page, name, typed, errors));
    }
    let title = page.t1("author-token", "name", &made.name);
    let said = Notice::good(page.t("token-made-once"));
    let example = format!("Authorization: Bearer {token}");
    shown(&MadeToken { page: page.titled(title).saying(said), example, token })
}
