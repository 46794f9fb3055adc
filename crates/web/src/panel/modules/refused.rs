//! Why a module was not changed, in words, and beside which field.

use crate::App;
use crate::http::Problem;
use crate::l10n::Texts;
use crate::service::{Picture, Pointer, Refused};
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
        Refused::InUse => ("", in_use(app, texts, code)),
        Refused::ChangedMeanwhile => ("", conflict(app, texts, code).await?),
        Refused::Apply(reason) => ("", texts.t1("apply-refused", "reason", reason)),
        Refused::Store(error) => return Err(Problem::Store(error.clone())),
        Refused::Stopping => ("", texts.t("service-stopping")),
    })
}

fn code_taken(texts: &Texts, code: &ModuleCode, picture: &Picture) -> String {
    let number = code.as_str();
    let directory = &picture.directory;
    let named = |key, title: &str| {
        let title = if title.is_empty() { texts.digits(number) } else { title.to_owned() };
        texts.t1(key, "name", title)
    };
    let module = picture.module(code).map(|module| named("a-module", module.name.as_str()));
    let extension = directory.extensions.iter().find(|e| e.number.as_str() == number);
    let queue = directory.queues.iter().find(|queue| queue.number.as_str() == number);
    let ivr = directory.ivrs.iter().find(|ivr| ivr.number.as_str() == number);
    let object = module
        .or_else(|| extension.map(|found| named("an-extension", &found.title)))
        .or_else(|| queue.map(|found| named("a-queue", &found.title)))
        .or_else(|| ivr.map(|found| named("an-ivr", &found.title)))
        .unwrap_or_else(|| texts.t("something-else"));
    texts.t2("code-taken", ("code", texts.digits(code)), ("object", object))
}

fn in_use(app: &App, texts: &Texts, code: &ModuleCode) -> String {
    match app.service().pointers_to(code).first() {
        Some(pointer) => texts.t1("in-use", "from", self::pointer(texts, pointer)),
        None => texts.t("in-use-somewhere"),
    }
}

/// What leads to a module, in words.
pub(super) fn pointer(texts: &Texts, pointer: &Pointer) -> String {
    match pointer {
        Pointer::IvrKey { ivr, key } => {
            texts.t2("pointer-ivr-key", ("key", texts.digits(key)), ("name", &ivr.title))
        }
        Pointer::IvrFailure { ivr } => texts.t1("pointer-ivr-failure", "name", &ivr.title),
        Pointer::InboundRoute { did: Some(did) } => {
            texts.t1("pointer-route", "number", texts.digits(did))
        }
        Pointer::InboundRoute { did: None } => texts.t("pointer-route-any"),
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
