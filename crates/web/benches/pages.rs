//! How long the server takes for a page, with a hundred rows in the lists that have so many.
//!
//! `cargo bench -p vasl-web --bench pages`. The variable `VASL_BENCH_STORE` names a store to show
//! pages of, such as the one with ten million calls that `cargo bench -p vasl-store` leaves behind
//! (a copy: an administrator is added to it); an empty one otherwise.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

use axum::Router;
use axum::body::Body;
use hyper::header::{ACCEPT_ENCODING, CONTENT_TYPE, COOKIE, SET_COOKIE};
use hyper::{Method, Request, Response, StatusCode};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tower::ServiceExt as _;
use vasl_domain::act::Act;
use vasl_domain::callflow::{
    CallFlow, ManagedExtension, ManagedQueue, Override, PhoneSecret, PlainText, Sound,
    TimeCondition, UploadedSound,
};
use vasl_domain::configuration::Configuration;
use vasl_domain::configuration::file::ConfigurationFile;
use vasl_domain::destination::Destination;
use vasl_domain::expiry::{Expiry, TimeOfDay};
use vasl_domain::live::{self, OperatorPicture, Presence};
use vasl_domain::module::{Module, ModuleName, Side, Sides, ZoneName};
use vasl_domain::name::{Extension, ModuleCode, PbxName, QueueName};
use vasl_domain::number::{Caller, NumberPlan};
use vasl_domain::preferences::{Preferences, Retention};
use vasl_domain::user::{Author, Language};
use vasl_store::{SqliteStore, StoreError};
use vasl_web::http::Proxies;
use vasl_web::service::{
    Answer, Change, Link, LinkDetails, LinkFinding, NotDone, Picture, Preview, QueueMemberNow,
    Refused, RememberedAnswer, RememberedPage, Service, Settings, SipTransport, SoundRefused,
};
use vasl_web::{App, panel};

/// Of how many answers a figure is.
const ANSWERS: usize = 500;

const PAGES: [&str; 24] = [
    "/",
    "/modules",
    "/modules?search=1050",
    "/modules/%2A1050",
    "/live",
    "/live?search=1050",
    "/live?sort=since",
    "/calls",
    "/calls?number=09120001234",
    "/calls?operator=5001&period=days&from=2026-11-18&to=2027-11-18",
    "/reports?period=days&from=2026-11-18&to=2026-12-18",
    "/reports?period=days&from=2026-11-18&to=2027-11-18",
    "/missed?period=days&from=2026-11-18&to=2027-11-18",
    "/queues",
    "/queues/9000/edit",
    "/extensions",
    "/extensions?search=1050",
    "/feature-codes",
    "/users",
    "/audit",
    "/preferences",
    "/tokens",
    "/link",
    "/backup",
];

struct Knows(Arc<Picture>, watch::Sender<Arc<live::Picture>>);

impl Service for Knows {
    fn picture(&self) -> Arc<Picture> {
        Arc::clone(&self.0)
    }

    fn live(&self) -> watch::Receiver<Arc<live::Picture>> {
        self.1.subscribe()
    }

    fn remembered<'a>(&'a self, _: RememberedPage<'a>) -> Answer<'a, RememberedAnswer> {
        Box::pin(async { Ok((Vec::new(), None)) })
    }

    fn change(&self, _: Change, _: Author) -> Answer<'_, Result<(), Refused>> {
        Box::pin(async { Err(Refused::Stopping) })
    }

    fn by_hand<'a>(
        &'a self,
        conditions: &'a [TimeCondition],
    ) -> Answer<'a, Result<Vec<Override>, String>> {
        Box::pin(async { Ok(vec![Override::None; conditions.len()]) })
    }

    fn set_by_hand<'a>(
        &'a self,
        _: &'a TimeCondition,
        _: Override,
        _: Author,
    ) -> Answer<'a, Result<(), Refused>> {
        Box::pin(async { Err(Refused::Stopping) })
    }

    fn in_queue<'a>(
        &'a self,
        _: &'a QueueName,
    ) -> Answer<'a, Result<Vec<QueueMemberNow>, NotDone>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    fn act<'a>(
        &'a self,
        _: &'a Extension,
        _: &'a Act,
        _: Author,
    ) -> Answer<'a, Result<(), NotDone>> {
        Box::pin(async { Ok(()) })
    }

    fn upload_sound(
        &self,
        _: Sound,
        _: Option<Sound>,
        _: Vec<u8>,
        _: Author,
    ) -> Answer<'_, Result<(), SoundRefused>> {
        Box::pin(async { Err(SoundRefused::Change(Refused::Stopping)) })
    }

    fn sound<'a>(&'a self, _: &'a UploadedSound) -> Answer<'a, Option<Vec<u8>>> {
        Box::pin(async { None })
    }

    fn replace(&self, _: ConfigurationFile, _: Author) -> Answer<'_, Result<(), Refused>> {
        Box::pin(async { Err(Refused::Stopping) })
    }

    fn link(&self) -> Answer<'_, LinkDetails> {
        let details = LinkDetails {
            address: "127.0.0.1:5038".to_owned(),
            user: "vasl".to_owned(),
            since: jiff::Timestamp::now(),
            is_up: true,
            version: None,
            flavour: None,
            queues: 1,
            members: 0,
        };
        Box::pin(async move { details })
    }

    fn test_link(&self) -> Answer<'_, Vec<LinkFinding>> {
        Box::pin(async { Vec::new() })
    }

    fn transports(&self) -> Answer<'_, Vec<SipTransport>> {
        Box::pin(async { vec![SipTransport::usual()] })
    }

    fn preferences(&self) -> Arc<Preferences> {
        Arc::new(Preferences {
            retention: Retention::default(),
            language: Language::Persian,
            time_zone: ZoneName::new("Asia/Tehran").unwrap(),
            numbers: NumberPlan::new("IR", Some("21")).unwrap(),
        })
    }

    fn prefer<'a>(
        &'a self,
        _: &'a Preferences,
        _: Preferences,
        _: Author,
    ) -> Answer<'a, Result<bool, StoreError>> {
        Box::pin(async { Ok(false) })
    }

    fn preview<'a>(
        &'a self,
        _: &'a Module,
        _: Option<&'a Caller>,
    ) -> Answer<'a, Result<Preview, StoreError>> {
        Box::pin(async { Err(StoreError::Closed) })
    }
}

fn module(number: u32) -> Module {
    let queue = QueueName::new("99").unwrap();
    Module::new(
        ModuleCode::new(format!("*{number}")).unwrap(),
        ModuleName::new(&format!("پشتیبانی {number}")).unwrap(),
        Expiry::Until(TimeOfDay::parse("17:30").unwrap()),
        ZoneName::new("Asia/Tehran").unwrap(),
        Sides::new(vec![Side::Queue(queue.clone())]).unwrap(),
        Destination::Queue(queue),
    )
}

/// A thousand of them, some of whom do something.
fn operators() -> live::Picture {
    let operators = (1000..2000).map(|number| OperatorPicture {
        operator: Extension::new(number.to_string()).unwrap(),
        presence: Presence::ALL.into_iter().cycle().nth(number % 7).unwrap(),
        since: Some(jiff::Timestamp::now()),
        waiting: Vec::new(),
    });
    live::Picture { operators: operators.collect() }
}

#[tokio::main]
async fn main() {
    let temporary = tempfile::tempdir().unwrap();
    let named = std::env::var_os("VASL_BENCH_STORE").map(PathBuf::from);
    let path = named.unwrap_or_else(|| temporary.path().join("vasl.db"));
    println!("pages of {}", path.display());
    let store = Arc::new(SqliteStore::open(&path).await.unwrap());
    let modules = (1000..1150).map(module).collect();
    let configuration = Configuration { modules, call_flow: call_flow() };
    let queues = BTreeSet::from([QueueName::new("99").unwrap()]);
    let picture = Picture::new(configuration, &queues, &[], Link::Up);
    let settings = Settings {
        pbx: PbxName::new("main").unwrap(),
        behind_tls: false,
        proxies: Proxies::default(),
    };
    let app = App::new(
        Arc::new(Knows(Arc::new(picture), watch::Sender::new(Arc::new(operators())))),
        store,
        settings,
    );
    let router = panel::router(&app);
    let session = log_in(&app, &router).await;
    println!("| page | p50 | p99 | over the wire |\n|---|---|---|---|");
    for page in PAGES {
        let (mut times, mut bytes) = (Vec::with_capacity(ANSWERS), 0);
        for _ in 0..ANSWERS {
            let begun = Instant::now();
            let response = router.clone().oneshot(get(page, &session)).await.unwrap();
            assert_eq!(response.status(), StatusCode::OK, "{page}");
            bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap().len();
            times.push(begun.elapsed());
        }
        times.sort_unstable();
        let at = |percent: usize| milliseconds(times.get(ANSWERS * percent / 100));
        println!("| `{page}` | {} | {} | {bytes} bytes |", at(50), at(99));
    }
}

/// A thousand extensions, and a hundred queues of fifty members.
fn call_flow() -> CallFlow {
    let number = |number: u32| Extension::new(number.to_string()).unwrap();
    let extension = |at| ManagedExtension {
        number: number(at),
        name: PlainText::new(format!("اپراتور {at}")).unwrap(),
        secret: PhoneSecret::new("phone-secret-1234").unwrap(),
        do_not_disturb_allowed: true,
        outbound_caller_id: None,
    };
    let queue = |at: u32| {
        let name = PlainText::new(format!("صف {at}")).unwrap();
        let mut queue = ManagedQueue::new(QueueName::new(at.to_string()).unwrap(), name);
        queue.members = (0..50).map(|member| number(1000 + (at + member) % 1000).into()).collect();
        queue
    };
    CallFlow {
        extensions: (1000..2000).map(extension).collect(),
        queues: (9000..9100).map(queue).collect(),
        ..CallFlow::default()
    }
}

fn milliseconds(time: Option<&Duration>) -> String {
    time.map_or_else(String::new, |time| format!("{:.2} ms", time.as_secs_f64() * 1e3))
}

fn get(page: &str, session: &str) -> Request<Body> {
    Request::builder()
        .uri(page)
        .header("host", "panel.example")
        .header(ACCEPT_ENCODING, "gzip")
        .header(COOKIE, session)
        .body(Body::empty())
        .unwrap()
}

/// Makes the administrator as the first page does, and gives the cookie.
async fn log_in(app: &App, router: &Router) -> String {
    let token = app.first_run().open().unwrap();
    let password = "a few words in a row";
    let name = format!("bench{}", jiff::Timestamp::now().as_second());
    let form = format!("token={token}&name={name}&password={password}&again={password}");
    let request = Request::builder()
        .method(Method::POST)
        .uri("/first-run")
        .header("host", "panel.example")
        .header("sec-fetch-site", "same-origin")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(form.replace(' ', "+")))
        .unwrap();
    let response: Response<Body> = router.clone().oneshot(request).await.unwrap();
    let cookie = response.headers().get(SET_COOKIE).expect("a store without an administrator");
    cookie.to_str().unwrap().split(';').next().unwrap().to_owned()
}
