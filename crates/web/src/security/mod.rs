//! How users show that it is they, and how guessing is kept slow.

pub(crate) mod first_run;
mod password;
pub(crate) mod session;
pub(crate) mod throttle;

pub use first_run::FirstRun;
pub use password::{Password, PasswordError, Passwords};

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
