//! What holds for who is logged in.

use super::accounts::{account, name};
use super::sample::at;
use crate::{Session, SessionKey, SessionLimits, Store};
use vasl_domain::user::Role;

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
    store.insert_user(&account("sara", Role::Administrator)).await.unwrap();
    store.insert_user(&account("ali", Role::Supervisor)).await.unwrap();
}

pub async fn a_session_comes_back_with_its_user<S: Store>(store: &S) {
    with_users(store).await;
    let session = session(1, "sara", 0);
    store.begin_session(&session, limits_at(0)).await.unwrap();
    let (user, found) = store.session(session.key, limits_at(5)).await.unwrap().unwrap();
    assert_eq!((user, found), (account("sara", Role::Administrator).user, session));
    assert_eq!(store.session(SessionKey([2; 32]), limits_at(5)).await.unwrap(), None);
    let of_nobody = Session { user: name("nobody"), ..session_of_another() };
    store.begin_session(&of_nobody, limits_at(0)).await.unwrap();
    assert_eq!(store.session(of_nobody.key, limits_at(0)).await.unwrap(), None);
}

fn session_of_another() -> Session {
    session(9, "ali", 0)
}

pub async fn a_session_holds_as_long_as_it_is_used<S: Store>(store: &S) {
    with_users(store).await;
    let session = session(1, "sara", 0);
    store.begin_session(&session, limits_at(0)).await.unwrap();
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
        store.begin_session(&session(serial, "sara", serial.into()), limits_at(0)).await.unwrap();
    }
    store.begin_session(&session_of_another(), limits_at(0)).await.unwrap();
    let sara = name("sara");
    let begun = async || {
        let sessions = store.sessions(&sara, limits_at(5)).await.unwrap();
        sessions.into_iter().map(|session| session.key.0[0]).collect::<Vec<_>>()
    };
    assert_eq!(begun().await, [4, 3, 2, 1]);
    assert!(store.end_session(&sara, SessionKey([3; 32])).await.unwrap());
    assert!(!store.end_session(&sara, SessionKey([3; 32])).await.unwrap());
    // Not by another user.
    assert!(!store.end_session(&sara, session_of_another().key).await.unwrap());
    assert_eq!(begun().await, [4, 2, 1]);
    assert_eq!(store.end_sessions(&sara, Some(SessionKey([2; 32]))).await.unwrap(), 2);
    assert_eq!(begun().await, [2]);
    assert_eq!(store.end_sessions(&sara, None).await.unwrap(), 1);
    assert!(store.session(session_of_another().key, limits_at(0)).await.unwrap().is_some());
}

pub async fn sessions_end_with_their_user_and_with_the_password<S: Store>(store: &S) {
    with_users(store).await;
    for serial in [1, 2] {
        store.begin_session(&session(serial, "ali", 0), limits_at(0)).await.unwrap();
        if serial == 1 {
            store.set_password(&name("ali"), "$argon2id$another").await.unwrap();
        } else {
            store.remove_user(&name("ali")).await.unwrap();
        }
        let key = SessionKey([serial; 32]);
        assert_eq!(store.session(key, limits_at(0)).await.unwrap(), None, "{serial}");
    }
}

pub async fn old_sessions_are_removed_when_another_begins<S: Store>(store: &S) {
    with_users(store).await;
    store.begin_session(&session(1, "sara", 0), limits_at(0)).await.unwrap();
    store.begin_session(&session(2, "ali", 50), limits_at(50)).await.unwrap();
    assert!(!store.end_session(&name("sara"), SessionKey([1; 32])).await.unwrap());
    assert!(store.end_session(&name("ali"), SessionKey([2; 32])).await.unwrap());
}
