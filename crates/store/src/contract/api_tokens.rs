//! What holds for the tokens of the API.

use super::accounts::{make, removed};
use super::audit::written;
use super::sample::at;
use crate::{ApiToken, AuditEntry, Store, TokenKey, UserChange};
use vasl_domain::name::Extension;
use vasl_domain::user::{Author, Role, TokenName};

fn token(serial: u8, name: &str, role: Role) -> ApiToken {
    ApiToken {
        key: TokenKey([serial; 32]),
        name: TokenName::new(name).unwrap(),
        role,
        made_by: Author::CommandLine,
        made_at: at(serial.into()),
        used_at: None,
        used_from: None,
        revoked_at: None,
    }
}

async fn insert<S: Store>(store: &S, token: &ApiToken) -> bool {
    store.insert_api_token(token, &AuditEntry::token_made(token)).await.unwrap()
}

async fn revoke<S: Store>(store: &S, token: &ApiToken, second: i64) -> bool {
    let entry = AuditEntry::token_revoked(token, Author::CommandLine, at(second));
    store.revoke_api_token(token.key, &entry).await.unwrap()
}

pub async fn a_token_comes_back_as_it_was_made<S: Store>(store: &S) {
    let operator = Role::Operator(Extension::new("5050").unwrap());
    let crm = token(1, "crm", Role::Supervisor);
    let phone = token(2, "phone", operator);
    assert!(insert(store, &crm).await);
    assert!(insert(store, &phone).await);
    assert_eq!(store.api_token(crm.key).await.unwrap(), Some(crm.clone()));
    assert_eq!(store.api_token(TokenKey([3; 32])).await.unwrap(), None);
    store.api_token_used(crm.key, at(9), "192.0.2.7").await.unwrap();
    let used = ApiToken { used_at: Some(at(9)), used_from: Some("192.0.2.7".to_owned()), ..crm };
    assert_eq!(store.api_tokens().await.unwrap(), [phone, used]);
}

pub async fn a_name_is_taken_by_a_token_that_holds<S: Store>(store: &S) {
    let crm = |serial| token(serial, "crm", Role::Administrator);
    assert!(insert(store, &crm(1)).await);
    assert!(!insert(store, &crm(2)).await);
    assert!(revoke(store, &crm(1), 3).await);
    assert!(insert(store, &crm(4)).await);
    assert_eq!(store.api_tokens().await.unwrap().len(), 2);
    assert_eq!(written(store).await.len(), 3);
}

pub async fn a_revoked_token_does_not_hold<S: Store>(store: &S) {
    let crm = token(1, "crm", Role::Supervisor);
    insert(store, &crm).await;
    assert!(revoke(store, &crm, 5).await);
    assert!(!revoke(store, &crm, 6).await);
    assert_eq!(store.api_token(crm.key).await.unwrap(), None);
    assert_eq!(store.api_tokens().await.unwrap()[0].revoked_at, Some(at(5)));
    let made = AuditEntry::token_made(&crm);
    let revoked = AuditEntry::token_revoked(&crm, Author::CommandLine, at(5));
    assert_eq!(written(store).await, [made, revoked]);
}

pub async fn the_token_that_was_seen_is_revoked_and_none_of_its_name<S: Store>(store: &S) {
    let (first, second) = (token(1, "crm", Role::Supervisor), token(2, "crm", Role::Administrator));
    insert(store, &first).await;
    revoke(store, &first, 3).await;
    insert(store, &second).await;
    assert!(!revoke(store, &first, 4).await);
    assert_eq!(store.api_token(second.key).await.unwrap(), Some(second));
}

pub async fn tokens_outlive_their_maker_unless_they_are_revoked_with_them<S: Store>(store: &S) {
    let ali = make(store, "ali", Role::Supervisor).await.user;
    let by_ali = |serial, name| {
        let made_by = Author::User(ali.name.clone());
        ApiToken { made_by, ..token(serial, name, Role::Supervisor) }
    };
    let (crm, wallboard) = (by_ali(1, "crm"), by_ali(2, "wallboard"));
    insert(store, &crm).await;
    insert(store, &wallboard).await;
    let entry = removed(&ali);
    let change = store.remove_user(&ali, std::slice::from_ref(&crm), &entry).await.unwrap();
    assert_eq!(change, UserChange::Done);
    assert_eq!(store.api_token(crm.key).await.unwrap(), None);
    assert_eq!(store.api_token(wallboard.key).await.unwrap(), Some(wallboard));
    let revoked = AuditEntry::token_revoked(&crm, Author::CommandLine, entry.at);
    assert_eq!(written(store).await.split_at(3).1, [entry, revoked]);
}
