//! What is asked before a thing is deleted, without a browser.

use crate::service::Service as _;
use crate::testing::{Got, TestPanel, support};
use hyper::StatusCode;
use jiff::Timestamp;
use vasl_domain::callflow::PlainText;
use vasl_domain::configuration::{Object, ObjectId};
use vasl_domain::decision::Standing;
use vasl_domain::module::Module;
use vasl_domain::name::Extension;
use vasl_domain::number::Caller;
use vasl_domain::user::{Author, Rank, UserName};
use vasl_store::{AuditEntry, AuditFields, AuditKind, AuditVerb, Store as _};

fn without_marks(got: &Got) -> String {
    got.body.replace(['\u{2066}', '\u{2068}', '\u{2069}'], "")
}

/// Somebody else gives a queue another name, and it is written down.
async fn rename(panel: &TestPanel, id: &str, from: &str, to: &str) {
    let id: ObjectId = id.parse().unwrap();
    let name = |name: &str| AuditFields::from([("name".to_owned(), name.to_owned())]);
    let entry = AuditEntry {
        at: Timestamp::now(),
        author: Author::User(UserName::new("reza").unwrap()),
        verb: AuditVerb::Changed,
        kind: AuditKind::Object(id.kind()),
        subject: id.code(),
        before: name(from),
        after: name(to),
    };
    panel.app.store().record_audit(&entry).await.unwrap();
    let mut whole = panel.service.picture().configuration.clone();
    let to = PlainText::new(to).unwrap();
    match whole.object(&id).unwrap() {
        Object::Queue(mut queue) => {
            queue.name = to;
            whole.put(Object::Queue(queue));
        }
        Object::Extension(mut extension) => {
            extension.name = to;
            whole.put(Object::Extension(extension));
        }
        other => panic!("{other:?}"),
    }
    *panel.service.call_flow.lock().unwrap() = whole.call_flow;
}

#[tokio::test]
async fn nothing_else_is_deleted_than_was_asked_about() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    let asked = administrator.get("/queues/99/delete").await;
    rename(&panel, "queue:99", "پُشتیبانی", "فروش").await;
    let got = administrator.post("/queues/99/delete", &asked.hidden()).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    let body = without_marks(&got);
    // Who, and what it was and is.
    for said in ["reza پس از باز شدن این صفحه", "<bdi>پُشتیبانی</bdi>", "<bdi>فروش</bdi>"]
    {
        assert!(body.contains(said), "{said}: {body}");
    }
    assert_eq!(panel.service.call_flow.lock().unwrap().queues.len(), 1);
    // Nor by who has not looked at all.
    let got = administrator.post("/queues/99/delete", &[]).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    // Who is told, and still wants to, does.
    let got = administrator.post("/queues/99/delete", &got.hidden()).await;
    assert_eq!(got.location, "/queues?done=removed", "{}", got.body);
    assert!(panel.service.call_flow.lock().unwrap().queues.is_empty());
}

#[tokio::test]
async fn no_other_phone_gets_a_new_secret_and_no_other_module_forgets_than_was_asked_about() {
    let panel = TestPanel::open().await;
    panel.service.modules.lock().unwrap().push(support());
    let administrator = panel.logged_in(Rank::Administrator).await;
    let secret = || panel.service.call_flow.lock().unwrap().extensions[0].secret.clone();
    let before = secret();
    let asked = administrator.get("/extensions/5050/phone").await;
    rename(&panel, "extension:5050", "سارا", "مینا").await;
    let got = administrator.post("/extensions/5050/phone", &asked.hidden()).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(without_marks(&got).contains("<bdi>مینا</bdi>"), "{}", got.body);
    assert_eq!(secret(), before);
    let got = administrator.post("/extensions/5050/phone", &got.hidden()).await;
    assert_eq!(got.status, StatusCode::OK);
    assert_ne!(secret(), before);

    let asked = administrator.get("/modules/%2A5003/memory").await;
    let other = Module { silent: false, ..support() };
    *panel.service.modules.lock().unwrap() = vec![other.clone()];
    let got = administrator.post("/modules/%2A5003/memory", &asked.hidden()).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(*panel.service.modules.lock().unwrap(), [other]);
}

#[tokio::test]
async fn an_extension_says_who_depends_on_it() {
    let panel = TestPanel::open().await;
    panel.service.call_flow.lock().unwrap().queues.clear();
    let administrator = panel.logged_in(Rank::Administrator).await;
    let free = administrator.get("/extensions/5050/delete").await;
    assert!(free.body.contains("action=\"/extensions/5050/delete\""), "{}", free.body);

    // Callers who always go there do not keep it; it is said what becomes of them.
    let store = panel.app.store();
    let pinned = Standing::Pinned(Extension::new("5050").unwrap());
    let caller = Caller::from_canonical("+989121234567").unwrap();
    let author = Author::CommandLine;
    store.set_standing(&caller, &pinned, Timestamp::now(), &author).await.unwrap();
    let asked = administrator.get("/extensions/5050/delete").await;
    for said in ["یک تماس‌گیرنده همیشه به این اپراتور", "۰۹۱۲۱۲۳۴۵۶۷", "delete\""]
    {
        assert!(asked.body.contains(said), "{said}: {}", asked.body);
    }
    let other = administrator.get("/extensions/6065/delete").await;
    assert!(!other.body.contains("تماس‌گیرنده همیشه"), "{}", other.body);

    // Whoever would see the calls of the next one does.
    let _operator = panel.logged_in(Rank::Operator).await;
    let _program = panel.program(Rank::Operator).await;
    let asked = administrator.get("/extensions/5050/delete").await;
    let body = without_marks(&asked);
    for said in [
        "کاربر «operator» نقش اپراتور این داخلی",
        "href=\"/users/operator\"",
        "توکن",
        "href=\"/tokens\"",
    ] {
        assert!(body.contains(said), "{said}: {body}");
    }
    assert!(!body.contains("action=\"/extensions/5050/delete\""), "{body}");
}
