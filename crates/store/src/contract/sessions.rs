//! What holds for who is logged in.

use super::accounts::{account, given, make, name, removed};
use super::audit::written;
use super::sample::at;
use crate::{AuditEntry, AuditVerb, Session, SessionKey, SessionLimits, Store};
use vasl_domain::user::{Author, Role};

/// Begun in the last 100 seconds, and used in the last 10.
fn limits_at(now: i64) -> SessionLimits {
    SessionLimits { begun_since: at(now - 100), seen_since: at(now - 10) }
}

fn session(serial: u8, user: &str, begun: i64) -> Session {
    Session {
        key: SessionKey([serial; 32]),
        user: name(user),
        begun_at: at(begun),
        seen_at: at(begun),
        address: "192.0.2.7".to_owned(),
        browser: "a browser".to_owned(),
    }
}

async fn with_users<S: Store>(store: &S) {
    make(store, "sara", Role::Administrator).await;
    make(store, "ali", Role::Supervisor).await;
}

/// They log in with the password that they were made with.
async fn begin<S: Store>(store: &S, session: &Session, limits: SessionLimits) -> bool {
    let hash = account(session.user.as_str(), Role::Supervisor).password_hash;
    store.begin_session(session, &hash, limits).await.unwrap()
}

fn ended(user: &str) -> AuditEntry {
    AuditEntry::of_user(AuditVerb::SessionsEnded, &name(user), Author::CommandLine, at(5))
}

pub async fn a_session_comes_back_with_its_user<S: Store>(store: &S) {
    with_users(store).await;
    let session = session(1, "sara", 0);
    assert!(begin(store, &session, limits_at(0)).await);
    let (user, found) = store.session(session.key, limits_at(5)).await.unwrap().unwrap();
    assert_eq!((user, found), (account("sara", Role::Administrator).user, session));
    assert_eq!(store.session(SessionKey([2; 32]), limits_at(5)).await.unwrap(), None);
    let of_nobody = Session { user: name("nobody"), ..session_of_another() };
    assert!(!begin(store, &of_nobody, limits_at(0)).await);
    assert_eq!(store.session(of_nobody.key, limits_at(0)).await.unwrap(), None);
}

fn session_of_another() -> Session {
    session(9, "ali", 0)
}

pub async fn a_session_holds_as_long_as_it_is_used<S: Store>(store: &S) {
    with_users(store).await;
    let session = session(1, "sara", 0);
    begin(store, &session, limits_at(0)).await;
    let holds = async |now| store.session(session.key, limits_at(now)).await.unwrap().is_some();
    assert!(holds(10).await && !holds(11).await);
    store.session_seen(session.key, at(11)).await.unwrap();
    // Said later, and of an earlier time.
    store.session_seen(session.key, at(3)).await.unwrap();
    assert!(holds(21).await && !holds(22).await);
    store.session_seen(session.key, at(99)).await.unwrap();
    assert!(holds(100).await && !holds(101).await);
}

pub async fn a_session_ends_alone_or_with_the_others<S: Store>(store: &S) {
    with_users(store).await;
    for serial in 1..=4 {
        begin(store, &session(serial, "sara", serial.into()), limits_at(0)).await;
    }
    begin(store, &session_of_another(), limits_at(0)).await;
    let before = written(store).await.len();
    let sara = name("sara");
    let begun = async || {
        let sessions = store.sessions(&sara, limits_at(5)).await.unwrap();
        sessions.into_iter().map(|session| session.key.0[0]).collect::<Vec<_>>()
    };
    assert_eq!(begun().await, [4, 3, 2, 1]);
    let entry = ended("sara");
    let end = async |serial| {
        store.end_session(&sara, SessionKey([serial; 32]), Some(&entry)).await.unwrap()
    };
    assert!(end(3).await && !end(3).await);
    // Not by another user.
    assert!(!end(session_of_another().key.0[0]).await);
    assert_eq!(begun().await, [4, 2, 1]);
    let end_all = async |except| store.end_sessions(&sara, except, &entry).await.unwrap();
    assert_eq!(end_all(Some(SessionKey([2; 32]))).await, 2);
    assert_eq!(begun().await, [2]);
    assert_eq!(end_all(None).await, 1);
    assert_eq!(end_all(None).await, 0);
    // Who did is kept as often as something was ended.
    assert_eq!(written(store).await.len(), before + 3);
    assert!(store.session(session_of_another().key, limits_at(0)).await.unwrap().is_some());
}

pub async fn sessions_end_with_their_user_and_with_the_password<S: Store>(store: &S) {
    with_users(store).await;
    for serial in [1, 2] {
        let ali = store.account(&name("ali")).await.unwrap().unwrap();
        let session = session(serial, "ali", 0);
        assert!(store.begin_session(&session, &ali.password_hash, limits_at(0)).await.unwrap());
        if serial == 1 {
            let another = "$argon2id$another";
            store.set_password(&name("ali"), another, &given("ali")).await.unwrap();
            // Nor does a log-in with the old one that had begun before.
            assert!(!begin(store, &session, limits_at(0)).await);
        } else {
            store.remove_user(&ali.user, &[], &removed(&ali.user)).await.unwrap();
        }
        let key = SessionKey([serial; 32]);
        assert_eq!(store.session(key, limits_at(0)).await.unwrap(), None, "{serial}");
    }
}

pub async fn old_sessions_are_removed_when_another_begins<S: Store>(store: &S) {
    with_users(store).await;
    begin(store, &session(1, "sara", 0), limits_at(0)).await;
    begin(store, &session(2, "ali", 50), limits_at(50)).await;
    assert!(!store.end_session(&name("sara"), SessionKey([1; 32]), None).await.unwrap());
    assert!(store.end_session(&name("ali"), SessionKey([2; 32]), None).await.unwrap());
}
