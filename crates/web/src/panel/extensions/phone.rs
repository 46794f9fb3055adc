//! What a telephone needs to register as an extension, and a new secret for it.

use super::made_secret;
use crate::App;
use crate::http::{Form, Problem, Visitor};
use crate::panel::layout::{Done, NotChanged, Notice, Page};
use crate::panel::objects::{self, LookedAt, Thing as _};
use crate::panel::{shown, wrong};
use crate::service::{Change, SipTransport};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use hyper::header::HOST;
use vasl_domain::callflow::ManagedExtension;

#[derive(Template)]
#[template(path = "panel/extensions/phone.html")]
struct PhonePage {
    page: Page,
    address: String,
    extension: ManagedExtension,
    /// The secret, where it was made or given just now: it is shown this once.
    secret: Option<String>,
    /// Where the PBX is, as far as the browser's own address tells.
    server: String,
    transports: Vec<SipTransport>,
    looked: LookedAt,
}

impl PhonePage {
    async fn new(
        app: &App,
        visitor: &Visitor,
        headers: &HeaderMap,
        extension: ManagedExtension,
    ) -> Self {
        let page = objects::page(app, visitor, Some(&extension));
        let title = page.t1("phone-settings-of", "what", &page.title);
        Self {
            page: page.titled(title),
            address: objects::address::<ManagedExtension>(&extension.id()),
            secret: None,
            server: server(headers),
            transports: app.service().transports().await,
            looked: LookedAt::now(&extension),
            extension,
        }
    }
}

/// The panel and the PBX are on one machine, so the name by which the browser finds the one is that
/// by which telephones find the other.
fn server(headers: &HeaderMap) -> String {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
    let name = match host.rsplit_once(':') {
        Some((name, rest)) if port(rest) => name,
        _ => host,
    };
    name.to_owned()
}

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    headers: HeaderMap,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let extension = objects::find::<ManagedExtension>(&app, &number)?;
    shown(&PhonePage::new(&app, &visitor, &headers, extension).await)
}

/// The page of an extension whose secret is new.
pub(super) async fn with_secret(
    app: &App,
    visitor: &Visitor,
    headers: &HeaderMap,
    extension: ManagedExtension,
    done: Done,
) -> Result<Response, Problem> {
    let secret = extension.secret.as_str().to_owned();
    let mut page = PhonePage::new(app, visitor, headers, extension).await;
    let said = Notice::good(page.page.t(done.key()));
    page.page = page.page.saying(said);
    page.secret = Some(secret);
    shown(&page)
}

pub(super) async fn new_secret(
    State(app): State<App>,
    visitor: Visitor,
    headers: HeaderMap,
    Path(number): Path<String>,
    Form(form): Form,
) -> Result<Response, Problem> {
    let before = objects::find::<ManagedExtension>(&app, &number)?;
    if !LookedAt::is_same(&form, &before) {
        let mut page = PhonePage::new(&app, &visitor, &headers, before.clone()).await;
        (page.looked, page.page) = LookedAt::again(&app, page.page, &form, &before).await?;
        return wrong(&page);
    }
    let after = ManagedExtension { secret: made_secret()?, ..before.clone() };
    let change = Change::Edit {
        before: Box::new(before.clone().object()),
        after: Box::new(after.clone().object()),
    };
    match app.service().change(change, visitor.author()?).await {
        Ok(()) => with_secret(&app, &visitor, &headers, after, Done::Saved).await,
        Err(refused) => {
            let mut page = PhonePage::new(&app, &visitor, &headers, before).await;
            let id = page.extension.id();
            let said = NotChanged::new(&app, page.page.texts(), &id, &refused).await?;
            page.page = said.on(page.page);
            wrong(&page)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_is_where_the_browser_found_the_panel() {
        for (host, name) in [
            ("pbx.example:8080", "pbx.example"),
            ("192.0.2.1", "192.0.2.1"),
            ("[2001:db8::1]:8080", "[2001:db8::1]"),
            ("[2001:db8::1]", "[2001:db8::1]"),
        ] {
            let headers = HeaderMap::from_iter([(HOST, host.parse().unwrap())]);
            assert_eq!(server(&headers), name);
        }
    }
}
