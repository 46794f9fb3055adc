//! What holds for the users of the panel.

use super::sample::{at, extension};
use crate::{Account, Store, UserChange};
use vasl_domain::user::{Language, Role, User, UserName};

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

pub async fn a_user_comes_back_as_they_were_written<S: Store>(store: &S) {
    for (user, role) in [
        ("sara", Role::Administrator),
        ("علی", Role::Supervisor),
        ("5050", Role::Operator(extension("5050"))),
    ] {
        let account = account(user, role);
        assert!(store.insert_user(&account).await.unwrap());
        assert_eq!(store.account(&name(user)).await.unwrap(), Some(account));
    }
    let changed = User { name: name("5050"), role: Role::Supervisor, language: Language::English };
    assert_eq!(store.replace_user(&changed).await.unwrap(), UserChange::Done);
    assert!(store.set_password(&name("5050"), "$argon2id$another").await.unwrap());
    let persian = User { language: Language::Persian, ..changed };
    assert!(store.set_language(&name("5050"), Language::Persian).await.unwrap());
    let expected =
        Account { user: persian, password_hash: "$argon2id$another".to_owned(), created_at: at(0) };
    assert_eq!(store.account(&name("5050")).await.unwrap(), Some(expected));
    assert_eq!(store.remove_user(&name("5050")).await.unwrap(), UserChange::Done);
    assert_eq!(store.account(&name("5050")).await.unwrap(), None);
}

pub async fn users_stand_in_the_order_of_their_names<S: Store>(store: &S) {
    for user in ["reza", "ali", "sara"] {
        store.insert_user(&account(user, Role::Supervisor)).await.unwrap();
    }
    let names: Vec<String> =
        store.users().await.unwrap().into_iter().map(|user| user.name.to_string()).collect();
    assert_eq!(names, ["ali", "reza", "sara"]);
}

pub async fn a_name_is_taken_once<S: Store>(store: &S) {
    assert!(store.insert_user(&account("sara", Role::Administrator)).await.unwrap());
    assert!(!store.insert_user(&account("sara", Role::Supervisor)).await.unwrap());
    let kept = store.account(&name("sara")).await.unwrap().unwrap();
    assert_eq!(kept.user.role, Role::Administrator);
}

pub async fn there_is_one_first_administrator<S: Store>(store: &S) {
    store.insert_user(&account("ali", Role::Supervisor)).await.unwrap();
    let administrator = |user| account(user, Role::Administrator);
    assert!(!store.insert_first_administrator(&administrator("ali")).await.unwrap());
    assert!(store.insert_first_administrator(&administrator("sara")).await.unwrap());
    assert!(!store.insert_first_administrator(&administrator("reza")).await.unwrap());
    assert_eq!(store.users().await.unwrap().len(), 2);
}

pub async fn the_last_administrator_stays<S: Store>(store: &S) {
    store.insert_user(&account("sara", Role::Administrator)).await.unwrap();
    store.insert_user(&account("ali", Role::Supervisor)).await.unwrap();
    let demoted = account("sara", Role::Supervisor).user;
    assert_eq!(store.replace_user(&demoted).await.unwrap(), UserChange::LastAdministrator);
    assert_eq!(store.remove_user(&name("sara")).await.unwrap(), UserChange::LastAdministrator);
    let english = User { language: Language::English, ..account("sara", Role::Administrator).user };
    assert_eq!(store.replace_user(&english).await.unwrap(), UserChange::Done);

    store.insert_user(&account("reza", Role::Administrator)).await.unwrap();
    assert_eq!(store.replace_user(&demoted).await.unwrap(), UserChange::Done);
    assert_eq!(store.remove_user(&name("sara")).await.unwrap(), UserChange::Done);
}

pub async fn what_is_not_there_is_not_changed<S: Store>(store: &S) {
    let nobody = account("nobody", Role::Supervisor);
    assert_eq!(store.account(&name("nobody")).await.unwrap(), None);
    assert_eq!(store.replace_user(&nobody.user).await.unwrap(), UserChange::NoSuchUser);
    assert_eq!(store.remove_user(&name("nobody")).await.unwrap(), UserChange::NoSuchUser);
    assert!(!store.set_password(&name("nobody"), "$argon2id$").await.unwrap());
    assert!(!store.set_language(&name("nobody"), Language::English).await.unwrap());
    assert_eq!(store.users().await.unwrap(), []);
}
