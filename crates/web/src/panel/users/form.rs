//! The fields of a user, and adding one.

use crate::App;
use crate::http::{Fields, Form, Problem, Visitor, see_other};
use crate::l10n::Texts;
use crate::panel::layout::{Choice, Done, Errors, Page, choices, password_words, words};
use crate::panel::{shown, wrong};
use crate::security::Password;
use crate::service::Picture;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::Timestamp;
use vasl_domain::name::Extension;
use vasl_domain::user::{Language, Rank, Role, User, UserName};
use vasl_store::{Account, AuditEntry, Store as _};

/// What is chosen of a user: texts that may be wrong.
#[derive(Debug, Clone)]
pub(in crate::panel) struct TypedUser {
    pub(in crate::panel) role: Rank,
    pub(in crate::panel) extension: String,
    pub(in crate::panel) language: Language,
}

impl TypedUser {
    /// A user as they are.
    pub(in crate::panel) fn of(user: &User) -> Self {
        Self {
            role: user.role.rank(),
            extension: user.role.only().map(ToString::to_string).unwrap_or_default(),
            language: user.language,
        }
    }

    /// What was sent.
    pub(in crate::panel) fn read(form: &Fields) -> Self {
        Self {
            role: Rank::from_word(form.text("role")).unwrap_or(Rank::Operator),
            extension: form.number("extension"),
            language: Language::from_tag(form.text("language")).unwrap_or_default(),
        }
    }

    /// The role that was chosen.
    pub(in crate::panel) fn role(&self, texts: &Texts, errors: &mut Errors) -> Option<Role> {
        match self.role {
            Rank::Administrator => Some(Role::Administrator),
            Rank::Supervisor => Some(Role::Supervisor),
            Rank::Operator => {
                let extension = Extension::new(self.extension.as_str());
                let extension = extension.map_err(|_| texts.t("side-choose-extension"));
                errors.take("extension", extension).map(Role::Operator)
            }
        }
    }

    /// The roles to choose from, the highest first.
    pub(in crate::panel) fn roles(&self) -> Vec<(&'static str, &'static str, bool)> {
        let roles = Rank::ALL.iter().rev();
        let hint = |rank: Rank| match rank {
            Rank::Administrator => "rank-administrator-may",
            Rank::Supervisor => "rank-supervisor-may",
            Rank::Operator => "rank-operator-may",
        };
        roles.map(|rank| (rank.word(), hint(*rank), *rank == self.role)).collect()
    }

    /// The extensions to choose from.
    pub(in crate::panel) fn extensions(&self, texts: &Texts, picture: &Picture) -> Vec<Choice> {
        let all = picture.directory.extensions.iter();
        let named = all.map(|one| {
            let label = words::numbered(texts, one.number.as_str(), &one.title);
            (one.number.to_string(), label)
        });
        choices(&self.extension, named)
    }

    /// The languages to choose from.
    pub(in crate::panel) fn languages(&self) -> Vec<Choice> {
        let all = Language::ALL.into_iter();
        let named = all.map(|one| (one.tag().to_owned(), words::language(one).to_owned()));
        choices(self.language.tag(), named)
    }
}

#[derive(Template)]
#[template(path = "panel/users/new.html")]
struct NewUser {
    page: Page,
    name: String,
    typed: TypedUser,
    extensions: Vec<Choice>,
    errors: Errors,
}

impl NewUser {
    fn new(app: &App, visitor: &Visitor, name: &str, typed: TypedUser, errors: Errors) -> Self {
        let page = Page::new(app, visitor, "user-new");
        let page = page.under("/", "menu-dashboard").under("/users", "menu-users");
        let extensions = typed.extensions(page.texts(), &app.service().picture());
        Self { page, name: name.to_owned(), typed, extensions, errors }
    }

    fn role_name(&self, word: &str) -> String {
        Rank::from_word(word).map(|rank| words::rank(&self.page, rank)).unwrap_or_default()
    }
}

pub(super) async fn new(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    let language = visitor.language;
    let typed = TypedUser { role: Rank::Supervisor, extension: String::new(), language };
    shown(&NewUser::new(&app, &visitor, "", typed, Errors::default()))
}

pub(super) async fn add(
    State(app): State<App>,
    visitor: Visitor,
    Form(form): Form,
) -> Result<Response, Problem> {
    let texts = crate::l10n::texts(visitor.language);
    let (name, typed) = (form.text("name"), TypedUser::read(&form));
    let mut errors = Errors::default();
    if form.is_only_shown() {
        errors.retype(texts, &form, "password");
        return shown(&NewUser::new(&app, &visitor, name, typed, errors));
    }
    let user_name =
        errors.take("name", UserName::new(name).map_err(|_| texts.t("user-name-wrong")));
    let role = typed.role(texts, &mut errors);
    let password = read_password(texts, &form, &mut errors);
    let (Some(user_name), Some(role), Some(password)) = (user_name, role, password) else {
        errors.retype(texts, &form, "password");
        return wrong(&NewUser::new(&app, &visitor, name, typed, errors));
    };
    let user = User { name: user_name, role, language: typed.language };
    let password_hash = hash(&app, password).await?;
    let now = Timestamp::now();
    let entry = AuditEntry::user_added(&user, visitor.author()?, now);
    let account = Account { user, password_hash, created_at: now };
    if !app.store().insert_user(&account, &entry).await? {
        errors.add("name", texts.t1("user-name-taken", "name", &account.user.name));
        errors.retype(texts, &form, "password");
        return wrong(&NewUser::new(&app, &visitor, name, typed, errors));
    }
    Ok(see_other(&Done::Added.on("/users")))
}

/// The password that was typed twice.
pub(in crate::panel) fn read_password(
    texts: &Texts,
    form: &Fields,
    errors: &mut Errors,
) -> Option<Password> {
    let password = Password::new(form.as_typed("password"));
    let password = errors.take("password", password.map_err(|e| password_words(texts, e)))?;
    if form.as_typed("password") == form.as_typed("again") {
        return Some(password);
    }
    errors.add("again", texts.t("password-again-wrong"));
    None
}

/// The hash of a password.
pub(in crate::panel) async fn hash(app: &App, password: Password) -> Result<String, Problem> {
    let hash = app.passwords().hash(password).await;
    hash.ok_or_else(|| Problem::Fault("no random bytes".to_owned()))
}
