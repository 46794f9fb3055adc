//! What holds for the users of the panel.

use super::audit::written;
use super::sample::{at, extension};
use crate::{Account, AuditEntry, AuditVerb, Store, UserChange};
use vasl_domain::user::{Author, Language, Role, User, UserName};

pub fn name(name: &str) -> UserName {
    UserName::new(name).unwrap()
}

pub fn account(user: &str, role: Role) -> Account {
    Account {
        user: User { name: name(user), role, language: Language::Persian },
        password_hash: format!("$argon2id${user}"),
        created_at: at(0),
    }
}

fn by_hand() -> Author {
    Author::CommandLine
}

pub fn added(account: &Account) -> AuditEntry {
    AuditEntry::user_added(&account.user, by_hand(), at(1))
}

pub fn removed(user: &User) -> AuditEntry {
    AuditEntry::user_removed(user, by_hand(), at(2))
}

pub fn given(user: &str) -> AuditEntry {
    AuditEntry::of_user(AuditVerb::PasswordChanged, &name(user), by_hand(), at(3))
}

/// Makes a user who is there.
pub async fn make<S: Store>(store: &S, user: &str, role: Role) -> Account {
    let account = account(user, role);
    assert!(store.insert_user(&account, &added(&account)).await.unwrap());
    account
}

async fn replace<S: Store>(store: &S, seen: &User, user: &User) -> UserChange {
    let entry = AuditEntry::user_changed(seen, user, by_hand(), at(4));
    store.replace_user(seen, user, &entry).await.unwrap()
}

async fn remove<S: Store>(store: &S, seen: &User) -> UserChange {
    store.remove_user(seen, &[], &removed(seen)).await.unwrap()
}

pub async fn a_user_comes_back_as_they_were_written<S: Store>(store: &S) {
    for (user, role) in [
        ("sara", Role::Administrator),
        ("علی", Role::Supervisor),
        ("5050", Role::Operator(extension("5050"))),
    ] {
        let account = make(store, user, role).await;
        assert_eq!(store.account(&name(user)).await.unwrap(), Some(account));
    }
    let was = account("5050", Role::Operator(extension("5050"))).user;
    let changed = User { name: name("5050"), role: Role::Supervisor, language: Language::English };
    assert_eq!(replace(store, &was, &changed).await, UserChange::Done);
    let another = "$argon2id$another";
    assert!(store.set_password(&name("5050"), another, &given("5050")).await.unwrap());
    let expected =
        Account { user: changed.clone(), password_hash: another.to_owned(), created_at: at(0) };
    assert_eq!(store.account(&name("5050")).await.unwrap(), Some(expected));
    assert_eq!(remove(store, &changed).await, UserChange::Done);
    assert_eq!(store.account(&name("5050")).await.unwrap(), None);
}

pub async fn users_stand_in_the_order_of_their_names<S: Store>(store: &S) {
    for user in ["reza", "ali", "sara"] {
        make(store, user, Role::Supervisor).await;
    }
    let names: Vec<String> =
        store.users().await.unwrap().into_iter().map(|user| user.name.to_string()).collect();
    assert_eq!(names, ["ali", "reza", "sara"]);
}

pub async fn a_name_is_taken_once<S: Store>(store: &S) {
    make(store, "sara", Role::Administrator).await;
    let another = account("sara", Role::Supervisor);
    assert!(!store.insert_user(&another, &added(&another)).await.unwrap());
    let kept = store.account(&name("sara")).await.unwrap().unwrap();
    assert_eq!(kept.user.role, Role::Administrator);
}

pub async fn there_is_one_first_administrator<S: Store>(store: &S) {
    make(store, "ali", Role::Supervisor).await;
    let insert = async |user| {
        let first = account(user, Role::Administrator);
        store.insert_first_administrator(&first, &added(&first)).await.unwrap()
    };
    assert!(!insert("ali").await);
    assert!(insert("sara").await);
    assert!(!insert("reza").await);
    assert_eq!(store.users().await.unwrap().len(), 2);
    assert_eq!(written(store).await.len(), 2);
}

pub async fn the_last_administrator_stays<S: Store>(store: &S) {
    let sara = make(store, "sara", Role::Administrator).await.user;
    make(store, "ali", Role::Supervisor).await;
    let demoted = account("sara", Role::Supervisor).user;
    assert_eq!(replace(store, &sara, &demoted).await, UserChange::LastAdministrator);
    assert_eq!(remove(store, &sara).await, UserChange::LastAdministrator);
    let english = User { language: Language::English, ..sara.clone() };
    assert_eq!(replace(store, &sara, &english).await, UserChange::Done);

    make(store, "reza", Role::Administrator).await;
    assert_eq!(replace(store, &english, &demoted).await, UserChange::Done);
    assert_eq!(remove(store, &demoted).await, UserChange::Done);
}

pub async fn what_is_not_there_is_not_changed<S: Store>(store: &S) {
    let nobody = account("nobody", Role::Supervisor).user;
    let english = User { language: Language::English, ..nobody.clone() };
    assert_eq!(store.account(&name("nobody")).await.unwrap(), None);
    assert_eq!(replace(store, &nobody, &english).await, UserChange::NoSuchUser);
    assert_eq!(remove(store, &nobody).await, UserChange::NoSuchUser);
    assert!(!store.set_password(&name("nobody"), "$argon2id$", &given("nobody")).await.unwrap());
    assert_eq!(store.users().await.unwrap(), []);
    assert_eq!(written(store).await, []);
}

pub async fn two_who_change_a_user_at_once_are_told<S: Store>(store: &S) {
    make(store, "sara", Role::Administrator).await;
    let seen = make(store, "ali", Role::Administrator).await.user;
    let demoted = User { role: Role::Supervisor, ..seen.clone() };
    assert_eq!(replace(store, &seen, &demoted).await, UserChange::Done);
    // Who had the page open from before undoes nothing of it.
    let english = User { language: Language::English, ..seen.clone() };
    assert_eq!(replace(store, &seen, &english).await, UserChange::ChangedMeanwhile);
    assert_eq!(remove(store, &seen).await, UserChange::ChangedMeanwhile);
    assert_eq!(store.account(&name("ali")).await.unwrap().unwrap().user, demoted);
}

pub async fn who_changed_a_user_is_kept_with_the_change<S: Store>(store: &S) {
    let sara = make(store, "sara", Role::Administrator).await;
    let ali = make(store, "ali", Role::Supervisor).await;
    let english = User { language: Language::English, ..ali.user.clone() };
    let changed = AuditEntry::user_changed(&ali.user, &english, by_hand(), at(4));
    replace(store, &ali.user, &english).await;
    store.set_password(&name("ali"), "$argon2id$another", &given("ali")).await.unwrap();
    remove(store, &english).await;
    let all = [added(&sara), added(&ali), changed, given("ali"), removed(&english)];
    assert_eq!(written(store).await, all);
    // And of what was not done, nothing.
    assert!(!store.insert_user(&sara, &added(&sara)).await.unwrap());
    remove(store, &sara.user).await;
    assert_eq!(written(store).await.len(), all.len());
}
