//! A panel for tests: a service that only pretends, a store in a folder that goes away, and a
//! browser that is asked for pages.

mod decided;
mod things;

pub(crate) use decided::decided;
pub(crate) use things::support;

use crate::App;
use crate::api;
use crate::http::{Proxies, SESSION_COOKIE, Visitor};
use crate::panel;
use crate::security::session;
use crate::service::{
    Answer, Change, Link, LinkDetails, LinkFinding, NotDone, Picture, Preview, QueueMemberNow,
    Refused, RememberedAnswer, RememberedPage, Service, Settings, SipTransport, SoundRefused,
};
use axum::Router;
use axum::body::Body;
use futures_util::StreamExt as _;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use hyper::{Method, Request, StatusCode};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tempfile::TempDir;
use tokio::sync::watch;
use tower::ServiceExt as _;
use vasl_domain::act::Act;
use vasl_domain::callflow::{
    CallFlow, Override, Sound, SoundContent, TimeCondition, UploadedSound,
};
use vasl_domain::configuration::file::ConfigurationFile;
use vasl_domain::configuration::{Configuration, Object, ObjectId, ObjectKind, RemoveError};
use vasl_domain::decision::{Evidence, Reason, Route, Standing, Verdict};
use vasl_domain::live;
use vasl_domain::module::{Module, ZoneName};
use vasl_domain::name::{Extension, PbxName, QueueName};
use vasl_domain::number::{Caller, NumberPlan};
use vasl_domain::preferences::{Preferences, Retention};
use vasl_domain::remembered::Remembered;
use vasl_domain::user::{Author, Language, Rank, Role, TokenName, User, UserName};
use vasl_store::{Account, ApiToken, AuditEntry, Session, SqliteStore, Store as _, StoreError};

/// A service that keeps modules in memory.
pub(crate) struct FakeService {
    pub(crate) modules: Mutex<Vec<Module>>,
    /// What every change is refused with, where anything.
    pub(crate) refuses: Mutex<Option<Refused>>,
    pub(crate) call_flow: Mutex<CallFlow>,
    /// What was set by hand over the hours, by the number of the time condition; or why the PBX
    /// cannot be asked.
    pub(crate) by_hand: Mutex<Result<BTreeMap<String, Override>, String>>,
    /// What a test of the link finds.
    pub(crate) link_findings: Mutex<Vec<LinkFinding>>,
    pub(crate) preferences: Mutex<Arc<Preferences>>,
    /// Who changed something.
    pub(crate) authors: Mutex<Vec<Author>>,
    /// Who is in which queue; `None` where the PBX is not linked.
    pub(crate) in_queue: Mutex<Option<BTreeMap<QueueName, Vec<QueueMemberNow>>>>,
    /// The queues of the PBX beside those that are configured, and who is in them.
    pub(crate) found: Mutex<BTreeMap<QueueName, Vec<Extension>>>,
    /// What operators did.
    pub(crate) acts: Mutex<Vec<(Extension, Act)>>,
    /// What keeps operators from doing anything, where anything.
    pub(crate) refuses_act: Mutex<Option<NotDone>>,
    /// The sounds that were uploaded.
    pub(crate) heard: Mutex<BTreeMap<UploadedSound, Vec<u8>>>,
    /// How operators and waiting callers stand.
    pub(crate) live: watch::Sender<Arc<live::Picture>>,
    /// What every module remembers.
    pub(crate) remembered: Mutex<Vec<Remembered>>,
}

impl Default for FakeService {
    fn default() -> Self {
        Self {
            modules: Mutex::default(),
            refuses: Mutex::default(),
            call_flow: Mutex::new(things::call_flow()),
            by_hand: Mutex::new(Ok(BTreeMap::new())),
            link_findings: Mutex::default(),
            preferences: Mutex::new(Arc::new(Preferences {
                retention: Retention::default(),
                language: Language::Persian,
                time_zone: ZoneName::new("Asia/Tehran").unwrap(),
                numbers: NumberPlan::new("IR", Some("21")).unwrap(),
            })),
            authors: Mutex::default(),
            in_queue: Mutex::default(),
            found: Mutex::default(),
            acts: Mutex::default(),
            refuses_act: Mutex::default(),
            heard: Mutex::default(),
            live: watch::Sender::default(),
            remembered: Mutex::default(),
        }
    }
}

/// By one of its kind, or by another of those that are dialled.
fn is_taken(whole: &Configuration, id: &ObjectId) -> bool {
    let dialled = matches!(id.kind(), ObjectKind::Extension | ObjectKind::Queue);
    whole.object(id).is_some() || (dialled && whole.holder_of(&id.code()).is_some())
}

impl Service for FakeService {
    fn picture(&self) -> Arc<Picture> {
        let modules = self.modules.lock().unwrap().clone();
        let call_flow = self.call_flow.lock().unwrap().clone();
        let configuration = Configuration { modules, call_flow };
        let found = self.found.lock().unwrap().clone();
        let members = found.iter().flat_map(|(queue, members)| {
            members.iter().map(|member| (queue.clone(), member.clone()))
        });
        let members: Vec<_> = members.collect();
        Arc::new(Picture::new(configuration, &found.into_keys().collect(), &members, Link::Up))
    }

    fn live(&self) -> watch::Receiver<Arc<live::Picture>> {
        self.live.subscribe()
    }

    fn remembered<'a>(&'a self, asked: RememberedPage<'a>) -> Answer<'a, RememberedAnswer> {
        let mut rows = self.remembered.lock().unwrap().clone();
        rows.retain(|row| asked.operator.is_none_or(|operator| row.operator == *operator));
        Box::pin(async move { Ok((rows, None)) })
    }

    fn change(&self, change: Change, author: Author) -> Answer<'_, Result<(), Refused>> {
        Box::pin(async move {
            if let Some(refused) = self.refuses.lock().unwrap().clone() {
                return Err(refused);
            }
            let mut whole = self.picture().configuration.clone();
            match change {
                Change::Add { after } if is_taken(&whole, &after.id()) => {
                    return Err(Refused::CodeTaken);
                }
                Change::Add { after } => drop(whole.put(*after)),
                Change::AddAll { after } => after.into_iter().for_each(|one| drop(whole.put(one))),
                Change::Edit { before, after } => {
                    if whole.object(&before.id()).as_ref() != Some(before.as_ref()) {
                        return Err(Refused::ChangedMeanwhile(Vec::new()));
                    }
                    whole.put(*after);
                }
                Change::Remove { before }
                    if whole.object(&before.id()).as_ref() != Some(before.as_ref()) =>
                {
                    return Err(Refused::ChangedMeanwhile(Vec::new()));
                }
                Change::Remove { before } => match whole.remove(&before.id()) {
                    Ok(_) => {}
                    Err(RemoveError::StillPointedAt { pointers, .. }) => {
                        return Err(Refused::InUse(pointers));
                    }
                    Err(RemoveError::NoSuchObject(_)) => return Err(Refused::NoSuchObject),
                },
            }
            *self.modules.lock().unwrap() = whole.modules;
            *self.call_flow.lock().unwrap() = whole.call_flow;
            self.authors.lock().unwrap().push(author);
            Ok(())
        })
    }

    fn by_hand<'a>(
        &'a self,
        conditions: &'a [TimeCondition],
    ) -> Answer<'a, Result<Vec<Override>, String>> {
        let set = self.by_hand.lock().unwrap().clone();
        let set = set.map(|set| {
            let of = |one: &TimeCondition| set.get(one.number.as_str()).copied();
            conditions.iter().map(|one| of(one).unwrap_or(one.overridden)).collect()
        });
        Box::pin(async move { set })
    }

    fn set_by_hand<'a>(
        &'a self,
        condition: &'a TimeCondition,
        set: Override,
        author: Author,
    ) -> Answer<'a, Result<(), Refused>> {
        Box::pin(async move {
            let mut by_hand = self.by_hand.lock().unwrap();
            let all = by_hand.as_mut().map_err(|_| Refused::NotLinked)?;
            all.insert(condition.number.to_string(), set);
            self.authors.lock().unwrap().push(author);
            Ok(())
        })
    }

    fn in_queue<'a>(
        &'a self,
        queue: &'a QueueName,
    ) -> Answer<'a, Result<Vec<QueueMemberNow>, NotDone>> {
        let members = self.in_queue.lock().unwrap();
        let members = members.as_ref().map(|all| all.get(queue).cloned().unwrap_or_default());
        let members = members.ok_or(NotDone::NotLinked);
        Box::pin(async { members })
    }

    fn act<'a>(
        &'a self,
        operator: &'a Extension,
        act: &'a Act,
        author: Author,
    ) -> Answer<'a, Result<(), NotDone>> {
        let refuses = *self.refuses_act.lock().unwrap();
        if refuses.is_none() {
            self.acts.lock().unwrap().push((operator.clone(), act.clone()));
            self.authors.lock().unwrap().push(author);
        }
        Box::pin(async move { refuses.map_or(Ok(()), Err) })
    }

    fn upload_sound(
        &self,
        sound: Sound,
        seen: Option<Sound>,
        recorded: Vec<u8>,
        author: Author,
    ) -> Answer<'_, Result<(), SoundRefused>> {
        Box::pin(async move {
            if !recorded.starts_with(b"RIFF") {
                return Err(SoundRefused::File("sound_kind"));
            }
            let name = sound.name.clone();
            // As the service does: what is heard is among what tells a sound from another.
            let letters = recorded.iter().map(|byte| char::from(b'a' + byte % 26));
            let content = format!("1.0s-{}", letters.take(32).collect::<String>());
            let content = SoundContent::new(content).ok();
            let after = Box::new(Object::Sound(Sound { content, ..sound }));
            let change = match seen {
                Some(seen) => Change::Edit { before: Box::new(Object::Sound(seen)), after },
                None => Change::Add { after },
            };
            self.change(change, author).await.map_err(SoundRefused::Change)?;
            self.heard.lock().unwrap().insert(name, recorded);
            Ok(())
        })
    }

    fn sound<'a>(&'a self, name: &'a UploadedSound) -> Answer<'a, Option<Vec<u8>>> {
        let heard = self.heard.lock().unwrap().get(name).cloned();
        Box::pin(async { heard })
    }

    fn replace(&self, file: ConfigurationFile, author: Author) -> Answer<'_, Result<(), Refused>> {
        Box::pin(async move {
            if let Some(refused) = self.refuses.lock().unwrap().clone() {
                return Err(refused);
            }
            *self.modules.lock().unwrap() = file.configuration.modules;
            *self.call_flow.lock().unwrap() = file.configuration.call_flow;
            self.authors.lock().unwrap().push(author);
            Ok(())
        })
    }

    fn link(&self) -> Answer<'_, LinkDetails> {
        let details = LinkDetails {
            address: "127.0.0.1:5038".to_owned(),
            user: "vasl".to_owned(),
            since: Timestamp::now(),
            is_up: true,
            version: Some("22.1".to_owned()),
            flavour: Some("FreePBX".to_owned()),
            queues: 2,
            members: 5,
        };
        Box::pin(async move { details })
    }

    fn test_link(&self) -> Answer<'_, Vec<LinkFinding>> {
        let findings = self.link_findings.lock().unwrap().clone();
        Box::pin(async move { findings })
    }

    fn transports(&self) -> Answer<'_, Vec<SipTransport>> {
        Box::pin(async { vec![SipTransport::usual()] })
    }

    fn preferences(&self) -> Arc<Preferences> {
        Arc::clone(&self.preferences.lock().unwrap())
    }

    fn prefer<'a>(
        &'a self,
        seen: &'a Preferences,
        preferences: Preferences,
        author: Author,
    ) -> Answer<'a, Result<bool, StoreError>> {
        let mut now = self.preferences.lock().unwrap();
        let set = **now == *seen;
        if set {
            *now = Arc::new(preferences);
            self.authors.lock().unwrap().push(author);
        }
        Box::pin(async move { Ok(set) })
    }

    fn preview<'a>(
        &'a self,
        _: &'a Module,
        _: Option<&'a Caller>,
    ) -> Answer<'a, Result<Preview, StoreError>> {
        let operator = Extension::new("5050").unwrap();
        let verdict = Verdict {
            reason: Reason::OperatorFree,
            route: Route::Operator(operator.clone()),
            operator: Some(operator),
            source: None,
            evidence: Evidence::default(),
        };
        let preview = Preview { verdict, standing: Standing::Ordinary, unasked: None };
        Box::pin(async move { Ok(preview) })
    }
}

/// A panel that answers.
pub(crate) struct TestPanel {
    pub(crate) app: App,
    pub(crate) service: Arc<FakeService>,
    router: Router,
    _folder: TempDir,
}

/// What a browser got.
#[derive(Debug)]
pub(crate) struct Got {
    pub(crate) status: StatusCode,
    pub(crate) location: String,
    pub(crate) headers: hyper::HeaderMap,
    /// Without the marks of direction around what stands in a sentence.
    pub(crate) body: String,
}

impl Got {
    /// The fields that a page's forms send without being seen.
    pub(crate) fn hidden(&self) -> Vec<(&str, &str)> {
        let inputs = self.body.split("<input type=\"hidden\" name=\"").skip(1);
        inputs
            .filter_map(|input| {
                let (name, rest) = input.split_once("\" value=\"")?;
                Some((name, rest.split('"').next()?))
            })
            .collect()
    }
}

impl TestPanel {
    pub(crate) async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(SqliteStore::open(folder.path().join("vasl.db")).await.unwrap());
        let service = Arc::new(FakeService::default());
        let settings = Settings {
            pbx: PbxName::new("main").unwrap(),
            behind_tls: false,
            proxies: Proxies::default(),
        };
        let app = App::new(Arc::clone(&service) as Arc<dyn Service>, store, settings);
        Self { router: panel::router(&app), app, service, _folder: folder }
    }

    /// A browser in which nobody is logged in.
    pub(crate) fn nobody(&self) -> Browser<'_> {
        Browser { panel: self, token: None, cookies: String::new(), bearer: None }
    }

    /// Somebody of whom nothing is known.
    pub(crate) fn visitor(&self) -> Visitor {
        let request = Request::builder().uri("/").body(()).unwrap();
        Visitor::nobody(&self.app, &request.into_parts().0)
    }

    /// A browser that keeps what an answer has it keep.
    pub(crate) fn browser_of(&self, got: &Got) -> Browser<'_> {
        let cookies = got.headers.get_all(SET_COOKIE).iter();
        let cookies = cookies.map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap());
        let cookies = cookies.collect::<Vec<_>>().join("; ");
        Browser { cookies, ..self.nobody() }
    }

    /// A browser in which a user of a rank is logged in, who is made for it. They are named after
    /// their rank, and speak Persian; an operator is 5050.
    pub(crate) async fn logged_in(&self, rank: Rank) -> Browser<'_> {
        let name = UserName::new(rank.word()).unwrap();
        let user = User { name: name.clone(), role: role(rank), language: Language::Persian };
        let now = Timestamp::now();
        let account = Account { user, password_hash: String::new(), created_at: now };
        let entry = AuditEntry::user_added(&account.user, Author::CommandLine, now);
        let store = self.app.store();
        store.insert_user(&account, &entry).await.unwrap();
        let account = store.account(&name).await.unwrap().unwrap();
        let token = session::new_token().unwrap();
        let session = Session {
            key: session::key_of(&token).unwrap(),
            user: name,
            begun_at: now,
            seen_at: now,
            address: String::new(),
            browser: String::new(),
        };
        let limits = session::limits(now);
        assert!(store.begin_session(&session, &account.password_hash, limits).await.unwrap());
        Browser { token: Some(token), ..self.nobody() }
    }
}

impl TestPanel {
    /// A program with a token of a rank, which is made for it; an operator's is 5050's.
    pub(crate) async fn program(&self, rank: Rank) -> Browser<'_> {
        let token = api::new_token().unwrap();
        let made = ApiToken {
            key: api::key_of(&token).unwrap(),
            name: TokenName::new(&format!("{}-{}", rank.word(), token.split_at(60).1)).unwrap(),
            role: role(rank),
            made_by: Author::CommandLine,
            made_at: Timestamp::now(),
            used_at: None,
            used_from: None,
            revoked_at: None,
        };
        let entry = AuditEntry::token_made(&made);
        assert!(self.app.store().insert_api_token(&made, &entry).await.unwrap());
        Browser { bearer: Some(token), ..self.nobody() }
    }
}

impl TestPanel {
    /// Somebody tries a token that is none.
    pub(crate) async fn guess(&self, token: &str) -> Got {
        let browser = Browser { bearer: Some(token.to_owned()), ..self.nobody() };
        browser.get("/api/health").await
    }
}

fn role(rank: Rank) -> Role {
    match rank {
        Rank::Administrator => Role::Administrator,
        Rank::Supervisor => Role::Supervisor,
        Rank::Operator => Role::Operator(Extension::new("5050").unwrap()),
    }
}

/// Somebody's browser.
pub(crate) struct Browser<'a> {
    panel: &'a TestPanel,
    pub(crate) token: Option<String>,
    /// What it keeps beside, as it sends it.
    pub(crate) cookies: String,
    /// What a program shows in the place of a session.
    bearer: Option<String>,
}

impl Browser<'_> {
    /// Looks at a page.
    pub(crate) async fn get(&self, path: &str) -> Got {
        self.ask(Method::GET, path, "", "same-origin").await
    }

    /// Sends a form.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Got {
        let mut body = form_urlencoded::Serializer::new(String::new());
        let body = body.extend_pairs(fields).finish();
        self.ask(Method::POST, path, &body, "same-origin").await
    }

    /// Looks at a page that asks, and says yes: sends what the page itself sends.
    pub(crate) async fn confirm(&self, path: &str) -> Got {
        let asked = self.get(path).await;
        self.post(path, &asked.hidden()).await
    }

    /// Looks at a page that goes on: its messages as they come.
    pub(crate) async fn follow(&self, path: &str) -> (StatusCode, axum::body::BodyDataStream) {
        let request = self.request(Method::GET, path, "same-origin").body(Body::empty()).unwrap();
        let response = self.panel.router.clone().oneshot(request).await.unwrap();
        (response.status(), response.into_body().into_data_stream())
    }

    /// Takes a file.
    pub(crate) async fn download(&self, path: &str) -> Vec<u8> {
        let (status, body) = self.follow(path).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        axum::body::to_bytes(Body::from_stream(body), usize::MAX).await.unwrap().to_vec()
    }

    /// How many bytes of a page go over the wire.
    pub(crate) async fn bytes_of(&self, path: &str) -> usize {
        let request = self.request(Method::GET, path, "same-origin");
        let request = request.header("accept-encoding", "gzip").body(Body::empty()).unwrap();
        let response = self.panel.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.headers()["content-encoding"], "gzip");
        axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap().len()
    }

    /// Sends a form with one file.
    pub(crate) async fn upload(&self, path: &str, fields: &[(&str, &str)], file: &[u8]) -> Got {
        let mut body = Vec::new();
        for (name, value) in fields {
            let part = format!("--xYz\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
            body.extend([part.as_bytes(), value.as_bytes(), b"\r\n"].concat());
        }
        let part = "--xYz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n";
        body.extend([part.as_bytes(), file, b"\r\n--xYz--\r\n"].concat());
        let request = self.request(Method::POST, path, "same-origin");
        let request = request.header(CONTENT_TYPE, "multipart/form-data; boundary=xYz");
        self.answer(request.body(Body::from(body)).unwrap()).await
    }

    /// Sends something as a page of `site` would (`same-origin`, `cross-site`).
    pub(crate) async fn ask(&self, method: Method, path: &str, body: &str, site: &str) -> Got {
        let request = self.request(method, path, site);
        let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.answer(request.body(Body::from(body.to_owned())).unwrap()).await
    }

    async fn answer(&self, request: Request<Body>) -> Got {
        let response = self.panel.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = match parts.headers.get(CONTENT_TYPE) {
            // It has no end; its beginning is looked at.
            Some(kind) if kind == "text/event-stream" => {
                let first = body.into_data_stream().into_future().await.0;
                first.expect("a first message").unwrap()
            }
            _ => axum::body::to_bytes(body, usize::MAX).await.unwrap(),
        };
        let location = parts.headers.get(LOCATION).map(|to| to.to_str().unwrap().to_owned());
        Got {
            status: parts.status,
            location: location.unwrap_or_default(),
            headers: parts.headers,
            body: String::from_utf8_lossy(&body).replace(['\u{2068}', '\u{2069}'], ""),
        }
    }
}

impl Browser<'_> {
    fn request(&self, method: Method, path: &str, site: &str) -> hyper::http::request::Builder {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "panel.example")
            .header("sec-fetch-site", site);
        let request = match &self.bearer {
            Some(bearer) => request.header(AUTHORIZATION, format!("Bearer {bearer}")),
            None => request,
        };
        let session = self.token.iter().map(|token| format!("{SESSION_COOKIE}={token}"));
        let cookies = Some(self.cookies.clone()).filter(|cookies| !cookies.is_empty());
        match session.chain(cookies).collect::<Vec<_>>().join("; ") {
            none if none.is_empty() => request,
            cookies => request.header(COOKIE, cookies),
        }
    }
}
