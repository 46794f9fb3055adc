//! What holds for the tokens of the API.

use super::sample::at;
use crate::{ApiToken, Store, TokenKey};
use vasl_domain::name::Extension;
use vasl_domain::user::{Author, Role, TokenName};

fn token(name: &str, role: Role, made_at: i64) -> ApiToken {
    ApiToken {
        name: TokenName::new(name).unwrap(),
        role,
        made_by: Author::CommandLine,
        made_at: at(made_at),
        used_at: None,
        used_from: None,
        revoked_at: None,
    }
}

fn key(number: u8) -> TokenKey {
    TokenKey([number; 32])
}

pub async fn a_token_comes_back_as_it_was_made<S: Store>(store: &S) {
    let operator = Role::Operator(Extension::new("5050").unwrap());
    let crm = token("crm", Role::Supervisor, 1);
    let phone = token("phone", operator, 2);
    assert!(store.insert_api_token(key(1), &crm).await.unwrap());
    assert!(store.insert_api_token(key(2), &phone).await.unwrap());
    assert_eq!(store.api_token(key(1)).await.unwrap(), Some(crm.clone()));
    assert_eq!(store.api_token(key(3)).await.unwrap(), None);
    store.api_token_used(key(1), at(9), "192.0.2.7").await.unwrap();
    let used = ApiToken { used_at: Some(at(9)), used_from: Some("192.0.2.7".to_owned()), ..crm };
    assert_eq!(store.api_tokens().await.unwrap(), [phone, used]);
}

pub async fn a_name_is_taken_by_a_token_that_holds<S: Store>(store: &S) {
    let crm = |made_at| token("crm", Role::Administrator, made_at);
    assert!(store.insert_api_token(key(1), &crm(1)).await.unwrap());
    assert!(!store.insert_api_token(key(2), &crm(2)).await.unwrap());
    assert!(store.revoke_api_token(&crm(1).name, at(3)).await.unwrap());
    assert!(store.insert_api_token(key(2), &crm(4)).await.unwrap());
    assert_eq!(store.api_tokens().await.unwrap().len(), 2);
}

pub async fn a_revoked_token_does_not_hold<S: Store>(store: &S) {
    let crm = token("crm", Role::Supervisor, 1);
    store.insert_api_token(key(1), &crm).await.unwrap();
    assert!(store.revoke_api_token(&crm.name, at(5)).await.unwrap());
    assert!(!store.revoke_api_token(&crm.name, at(6)).await.unwrap());
    assert_eq!(store.api_token(key(1)).await.unwrap(), None);
    assert_eq!(store.api_tokens().await.unwrap()[0].revoked_at, Some(at(5)));
}
