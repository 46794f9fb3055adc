//! Why a module was not changed, in words, and beside which field.

use crate::App;
use crate::http::Problem;
use crate::l10n::Texts;
use crate::panel::layout::words;
use crate::service::{Picture, Refused};
use vasl_domain::configuration::ObjectId;
use vasl_domain::name::ModuleCode;
use vasl_domain::user::Author;
use vasl_store::{AuditFilter, AuditKind, Store as _};

/// The field that it is about, and the words.
pub(super) async fn words(
    app: &App,
    texts: &Texts,
    code: &ModuleCode,
    refused: &Refused,
) -> Result<(&'static str, String), Problem> {
    let picture = app.service().picture();
    Ok(match refused {
        Refused::CodeTaken => ("code", code_taken(texts, code, &picture)),
        Refused::NoSuchModule => ("", texts.t("module-gone")),
        Refused::NoSuchDestination(_) => ("failure", texts.t("failure-gone")),
        Refused::NoSuchQueue(queue) => {
            ("sides", texts.t1("queue-gone", "queue", texts.digits(queue)))
        }
        Refused::NoSuchTimeGroup(group) => ("expiry", texts.t1("time-group-gone", "group", group)),
        Refused::InUse => ("", in_use(texts, code, &picture)),
        Refused::ChangedMeanwhile => ("", conflict(app, texts, code).await?),
        Refused::NotLinked => ("", texts.t("apply-not-linked")),
        Refused::Apply(reason) => ("", texts.t1("apply-refused", "reason", reason)),
        Refused::Store(error) => return Err(Problem::Store(error.clone())),
        Refused::Stopping => ("", texts.t("service-stopping")),
    })
}

fn code_taken(texts: &Texts, code: &ModuleCode, picture: &Picture) -> String {
    let directory = &picture.directory;
    let queue = directory.queues.iter().find(|queue| queue.number.as_str() == code.as_str());
    let found = queue.map(|queue| ObjectId::Queue(queue.number.clone()));
    let extensions = directory.extensions.iter();
    let extension = extensions.map(|e| &e.number).find(|number| number.as_str() == code.as_str());
    let holder = picture.configuration.holder_of(code.as_str()).map(|holder| holder.object());
    let holder = holder.or(found).or(extension.map(|number| ObjectId::Extension(number.clone())));
    let object = match holder {
        Some(id) => words::object(texts, picture, &id),
        None => texts.t("something-else"),
    };
    texts.t2("code-taken", ("code", texts.digits(code)), ("object", object))
}

fn in_use(texts: &Texts, code: &ModuleCode, picture: &Picture) -> String {
    let id = ObjectId::Module(code.clone());
    let what = ("what", words::object(texts, picture, &id));
    match picture.pointers_to(&id).first() {
        Some(pointer) => {
            texts.t2("in-use", ("from", words::pointer(texts, picture, pointer)), what)
        }
        None => texts.t1("in-use-somewhere", what.0, what.1),
    }
}

async fn conflict(app: &App, texts: &Texts, code: &ModuleCode) -> Result<String, Problem> {
    let filter = AuditFilter {
        kind: Some(AuditKind::Module),
        subject: Some(code.to_string()),
        limit: 1,
        ..AuditFilter::default()
    };
    let newest = app.store().audit(&filter).await?;
    let who = newest.first().map(|audited| match &audited.entry.author {
        Author::User(name) => name.to_string(),
        Author::CommandLine => texts.t("author-command-line"),
    });
    Ok(texts.t1("conflict", "user", who.unwrap_or_else(|| texts.t("somebody"))))
}
