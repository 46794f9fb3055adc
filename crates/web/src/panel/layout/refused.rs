//! Why a thing was not changed, in words.

use super::{Notice, Page, words};
use crate::App;
use crate::http::Problem;
use crate::l10n::Texts;
use crate::service::{Picture, Refused};
use vasl_domain::configuration::{self, ObjectId};
use vasl_domain::user::{Author, Login, OperatorLogin};
use vasl_store::{AuditFilter, AuditKind, AuditVerb, Store as _};

/// Why a thing was not changed: what is wrong with which of its fields, and what concerns all of it.
#[derive(Debug, Default)]
pub struct NotChanged {
    /// What concerns all of it, in words.
    pub whole: Vec<String>,
    /// What does not fit together, in words; which field it is about is for the form to say.
    pub problems: Vec<(configuration::Problem, String)>,
    /// The number or code is taken, in words.
    pub code: Option<String>,
}

impl NotChanged {
    /// Puts it in words.
    ///
    /// # Errors
    /// When the store failed: there is a page for that.
    pub async fn new(
        app: &App,
        texts: &Texts,
        id: &ObjectId,
        refused: &Refused,
    ) -> Result<Self, Problem> {
        let picture = app.service().picture();
        let one = |words: String| Self { whole: vec![words], ..Self::default() };
        Ok(match refused {
            Refused::CodeTaken => {
                Self { code: Some(code_taken(texts, id, &picture)), ..Self::default() }
            }
            Refused::NoSuchObject => one(texts.t("object-gone")),
            Refused::Problems(problems) => {
                let in_words = |one: &configuration::Problem| {
                    (one.clone(), words::problem(texts, &picture, one))
                };
                Self { problems: problems.iter().map(in_words).collect(), ..Self::default() }
            }
            Refused::InUse(pointers) => {
                let what = words::object(texts, &picture, id);
                let from = pointers.iter().map(|one| words::pointer(texts, &picture, one));
                let said = from.map(|from| texts.t2("in-use", ("from", from), ("what", &what)));
                Self { whole: said.collect(), ..Self::default() }
            }
            Refused::LoginsLeft(logins) => {
                let said = logins.iter().map(|OperatorLogin { operator, login: who }| {
                    let operator = texts.digits(operator);
                    texts.t2("in-use-login", ("login", login(texts, who)), ("operator", operator))
                });
                Self { whole: said.collect(), ..Self::default() }
            }
            Refused::ChangedMeanwhile(_) => {
                one(conflict(app, texts, AuditKind::Object(id.kind()), &id.code()).await?)
            }
            Refused::NotLinked => one(texts.t("apply-not-linked")),
            Refused::Apply(not_applied) => one(words::not_applied(texts, not_applied)),
            Refused::Stopping => one(texts.t("service-stopping")),
            Refused::Store(error) => return Err(Problem::Store(error.clone())),
        })
    }

    /// That somebody changed a thing after it was asked whether something is to be done to it.
    ///
    /// # Errors
    /// When the store failed: there is a page for that.
    pub async fn since_asked(app: &App, texts: &Texts, id: &ObjectId) -> Result<Self, Problem> {
        let who = who_changed(app, texts, AuditKind::Object(id.kind()), &id.code()).await?;
        let words = texts.t1("conflict-asked", "user", who);
        Ok(Self { whole: vec![words], ..Self::default() })
    }

    /// The page with everything said at its head: for pages that have no form.
    #[must_use]
    pub fn on(self, page: Page) -> Page {
        let problems = self.problems.into_iter().map(|(_, words)| words);
        let all: Vec<String> = self.whole.into_iter().chain(self.code).chain(problems).collect();
        page.saying(Notice::bad(all.join(" ")))
    }
}

/// That a number or code is taken, and by what, in words.
#[must_use]
pub fn code_taken(texts: &Texts, id: &ObjectId, picture: &Picture) -> String {
    if let ObjectId::InboundRoute(_) = id {
        return texts.t1("problem-route-twice", "what", words::object(texts, picture, id));
    }
    let code = id.code();
    let object = match holder(picture, id) {
        Some(id) => words::object(texts, picture, &id),
        None => texts.t("something-else"),
    };
    texts.t2("code-taken", ("code", texts.digits(code)), ("object", object))
}

/// What has a number or code: one of its kind, another in the numbering plan, or something that was
/// discovered.
fn holder(picture: &Picture, id: &ObjectId) -> Option<ObjectId> {
    let code = id.code();
    let directory = &picture.directory;
    let same = picture.configuration.object(id).map(|object| object.id());
    let planned = || picture.configuration.holder_of(&code).map(|holder| holder.object());
    let queue = || {
        let queue = directory.queues.iter().find(|queue| queue.number.as_str() == code)?;
        Some(ObjectId::Queue(queue.number.clone()))
    };
    let extension = || {
        let mut extensions = directory.extensions.iter().map(|extension| &extension.number);
        extensions.find(|number| number.as_str() == code).cloned().map(ObjectId::Extension)
    };
    same.or_else(planned).or_else(queue).or_else(extension)
}

/// That somebody has changed a thing meanwhile, and who, in words.
///
/// # Errors
/// When the store failed.
pub async fn conflict(
    app: &App,
    texts: &Texts,
    kind: AuditKind,
    subject: &str,
) -> Result<String, Problem> {
    let who = who_changed(app, texts, kind, subject).await?;
    Ok(texts.t1("conflict", "user", who))
}

/// Who changed a thing last, in words.
async fn who_changed(
    app: &App,
    texts: &Texts,
    kind: AuditKind,
    subject: &str,
) -> Result<String, Problem> {
    let (kind, subjects) = (Some(kind), vec![subject.to_owned()]);
    let filter = AuditFilter { kind, subjects, limit: 10, ..AuditFilter::default() };
    let newest = app.store().audit(&filter).await?;
    // Not whoever only logged them out.
    let changes = [AuditVerb::Added, AuditVerb::Changed, AuditVerb::Removed];
    let change = newest.iter().find(|audited| changes.contains(&audited.entry.verb));
    let who = change.or(newest.first()).map(|audited| author(texts, &audited.entry.author));
    Ok(who.unwrap_or_else(|| texts.t("somebody")))
}

/// By what somebody logs in, in words.
#[must_use]
pub fn login(texts: &Texts, login: &Login) -> String {
    match login {
        Login::User(name) => texts.t1("object-user", "name", name),
        Login::Token(name) => texts.t1("author-token", "name", name),
    }
}

/// Who changed something, in words.
#[must_use]
pub fn author(texts: &Texts, author: &Author) -> String {
    match author {
        Author::User(name) => name.to_string(),
        Author::Token(name) => texts.t1("author-token", "name", name),
        Author::CommandLine => texts.t("author-command-line"),
        Author::Service => texts.t("author-service"),
    }
}
