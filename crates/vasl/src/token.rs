//! The token by which the service knows its own dialplan.

use anyhow::Context as _;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

/// Reads the token; `None` where the service has made none yet.
pub fn read(folder: &Path) -> Option<String> {
    let text = fs::read_to_string(folder.join("agi-token")).ok()?;
    let token = text.trim();
    let whole = token.len() == 32 && token.bytes().all(|byte| byte.is_ascii_hexdigit());
    whole.then(|| token.to_owned())
}

/// Reads the token, or makes one at the first start.
///
/// # Errors
/// When it can be neither read nor written.
pub fn load(folder: &Path) -> anyhow::Result<String> {
    if let Some(token) = read(folder) {
        return Ok(token);
    }
    let path = folder.join("agi-token");
    let mut random = [0_u8; 16];
    getrandom::fill(&mut random).context("the system gave no random bytes")?;
    let token: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut options = fs::OpenOptions::new();
    let mut file = options
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&path)
        .with_context(|| format!("cannot write {}", path.display()))?;
    file.write_all(token.as_bytes())?;
    file.sync_all()?;
    Ok(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_stays_and_a_broken_one_is_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        let first = load(folder.path()).unwrap();
        assert_eq!(load(folder.path()).unwrap(), first);
        fs::write(folder.path().join("agi-token"), "short").unwrap();
        let second = load(folder.path()).unwrap();
        assert_eq!(second.len(), 32);
        assert_ne!(second, first);
    }
}
