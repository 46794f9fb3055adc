//! Sessions: the browser keeps a random token, the store only its hash.

use super::{hash_of_token, random_token};
use jiff::{SignedDuration, Timestamp};
use vasl_store::{SessionKey, SessionLimits};

/// A session that is not used for so long ends.
const UNUSED: SignedDuration = SignedDuration::from_hours(12);

/// No session is longer.
pub(crate) const LONGEST: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Which sessions hold now.
pub(crate) fn limits(now: Timestamp) -> SessionLimits {
    let before = |long| now.checked_sub(long).unwrap_or(Timestamp::UNIX_EPOCH);
    SessionLimits { begun_since: before(LONGEST), seen_since: before(UNUSED) }
}

/// A new token; `None` where the system gives no random bytes.
pub(crate) fn new_token() -> Option<String> {
    random_token::<32>()
}

/// By what the session of a token is found; `None` for what is no token.
pub(crate) fn key_of(token: &str) -> Option<SessionKey> {
    let whole = token.len() == 64 && token.bytes().all(|byte| byte.is_ascii_hexdigit());
    whole.then(|| SessionKey(hash_of_token(token)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_found_by_its_hash_alone() {
        let (one, other) = (new_token().unwrap(), new_token().unwrap());
        assert_ne!(key_of(&one), key_of(&other));
        assert_eq!(key_of(&one), key_of(&one));
        assert_eq!(key_of("short"), None);
        assert_eq!(key_of(&"x".repeat(64)), None);
    }
}
