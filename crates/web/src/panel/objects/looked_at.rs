//! What somebody looked at when they were asked whether something is to be done to it: nothing is
//! done to another thing than they were asked about.
//!
//! A form that asks carries it (`pieces::looked_at`). Where the thing is another by the time they say
//! yes, they are asked again, and told who changed what of it since.

use super::Thing;
use super::form::seen;
use crate::App;
use crate::http::{Fields, Problem};
use crate::panel::layout::{NotChanged, Page, author, words};
use jiff::Timestamp;
use vasl_domain::configuration::ObjectId;
use vasl_store::{AuditFilter, AuditKind, Store as _};

/// No more changes than this are told.
const MOST: u32 = 20;

/// A thing as it is looked at.
#[derive(Debug)]
pub(in crate::panel) struct LookedAt {
    /// What it is.
    pub(in crate::panel) seen: String,
    /// When, in microseconds of the Unix epoch.
    pub(in crate::panel) at: i64,
    /// Who changed what of it since it was looked at before.
    pub(in crate::panel) since: Vec<Since>,
}

/// That somebody changed something of it.
#[derive(Debug)]
pub(in crate::panel) struct Since {
    pub(in crate::panel) at: Timestamp,
    pub(in crate::panel) who: String,
    pub(in crate::panel) did: String,
    pub(in crate::panel) changes: Vec<words::Change>,
}

impl LookedAt {
    /// A thing that is looked at now.
    pub(in crate::panel) fn now<T: Thing>(thing: &T) -> Self {
        let at = Timestamp::now().as_microsecond();
        Self { seen: seen(&thing.clone().object()), at, since: Vec::new() }
    }

    /// Whether a form was sent by somebody who looked at the thing as it is now.
    pub(in crate::panel) fn is_same<T: Thing>(form: &Fields, thing: &T) -> bool {
        form.text("seen") == seen(&thing.clone().object())
    }

    /// The thing is looked at again, by somebody who looked at it when it was another; with that
    /// said.
    ///
    /// # Errors
    /// When the store fails.
    pub(in crate::panel) async fn again<T: Thing>(
        app: &App,
        page: Page,
        form: &Fields,
        thing: &T,
    ) -> Result<(Self, Page), Problem> {
        let (id, texts) = (thing.id(), page.texts());
        let since = since(app, &page, form, &id).await?;
        let said = NotChanged::since_asked(app, texts, &id).await?;
        Ok((Self { since, ..Self::now(thing) }, said.on(page)))
    }
}

async fn since(
    app: &App,
    page: &Page,
    form: &Fields,
    id: &ObjectId,
) -> Result<Vec<Since>, Problem> {
    let looked_at = form.text("looked_at").parse().ok();
    let Some(looked_at) = looked_at.and_then(|at| Timestamp::from_microsecond(at).ok()) else {
        return Ok(Vec::new());
    };
    let filter = AuditFilter {
        kind: Some(AuditKind::Object(id.kind())),
        subjects: vec![id.code()],
        since: Some(looked_at),
        limit: MOST,
        ..AuditFilter::default()
    };
    let picture = app.service().picture();
    let entries = app.store().audit(&filter).await?.into_iter().map(|audited| audited.entry);
    let told = entries.map(|entry| Since {
        at: entry.at,
        who: author(page, &entry.author),
        did: words::deed(page, entry.verb),
        changes: words::changed_fields(page, &picture, &entry.before, &entry.after),
    });
    Ok(told.collect())
}
