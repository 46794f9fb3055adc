//! How users show that it is they, and how guessing is kept slow.

pub(crate) mod acquaintance;
pub(crate) mod first_run;
mod password;
pub(crate) mod session;
pub(crate) mod throttle;

pub use first_run::FirstRun;
pub use password::{Password, PasswordError, Passwords};

/// A password that nobody can guess, to be handed over and changed; `None` where the system gives no
/// random bytes.
#[must_use]
pub fn new_password() -> Option<String> {
    random_token::<10>().map(|token| {
        let letters: Vec<char> = token.chars().collect();
        letters.chunks(5).map(|part| part.iter().collect::<String>()).collect::<Vec<_>>().join("-")
    })
}

/// Random bytes, written as hexadecimal digits.
pub(crate) fn random_token<const BYTES: usize>() -> Option<String> {
    let mut random = [0_u8; BYTES];
    getrandom::fill(&mut random).ok()?;
    Some(hexadecimal(&random))
}

pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A hash by which a random token is looked up: it need not be slow.
pub(crate) fn hash_of_token(token: &str) -> [u8; 32] {
    use blake2::Digest as _;
    blake2::Blake2s256::digest(token.as_bytes()).into()
}
