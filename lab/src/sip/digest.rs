//! Digest authentication (RFC 2617, MD5).

use md5::{Digest as _, Md5};

/// Who answers the challenge.
#[derive(Clone, Debug)]
pub(crate) struct Credentials {
    pub(crate) user: String,
    pub(crate) secret: String,
}

/// The value of the Authorization header that answers `challenge`.
pub(crate) fn authorization(
    credentials: &Credentials,
    challenge: &str,
    method: &str,
    uri: &str,
    cnonce: &str,
) -> String {
    let field = |name| challenge_field(challenge, name).unwrap_or_default();
    let (realm, nonce, opaque) = (field("realm"), field("nonce"), field("opaque"));
    let Credentials { user, secret } = credentials;
    let ha1 = hex(&format!("{user}:{realm}:{secret}"));
    let ha2 = hex(&format!("{method}:{uri}"));
    let mut value = format!(
        "Digest username=\"{user}\", realm=\"{realm}\", nonce=\"{nonce}\", uri=\"{uri}\", \
         algorithm=MD5, opaque=\"{opaque}\""
    );
    if field("qop").split(',').any(|qop| qop.trim() == "auth") {
        let response = hex(&format!("{ha1}:{nonce}:00000001:{cnonce}:auth:{ha2}"));
        value.push_str(&format!(
            ", qop=auth, nc=00000001, cnonce=\"{cnonce}\", response=\"{response}\""
        ));
    } else {
        value.push_str(&format!(", response=\"{}\"", hex(&format!("{ha1}:{nonce}:{ha2}"))));
    }
    value
}

/// Whether an Authorization header answers the challenge with this nonce, for whoever has these
/// credentials.
pub(crate) fn is_right(credentials: &Credentials, value: &str, nonce: &str, method: &str) -> bool {
    let field = |name| challenge_field(value, name).unwrap_or_default();
    if field("username") != credentials.user || field("nonce") != nonce {
        return false;
    }
    let ha1 = hex(&format!("{}:{}:{}", credentials.user, field("realm"), credentials.secret));
    let ha2 = hex(&format!("{method}:{}", field("uri")));
    let (count, cnonce, qop) = (field("nc"), field("cnonce"), field("qop"));
    let rest = if qop.is_empty() { String::new() } else { format!("{count}:{cnonce}:{qop}:") };
    field("response") == hex(&format!("{ha1}:{nonce}:{rest}{ha2}"))
}

fn challenge_field<'a>(challenge: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = challenge.trim().strip_prefix("Digest")?;
    loop {
        let (key, after) = rest.split_once('=')?;
        let key = key.trim_matches([' ', ',', '\t']);
        let value;
        (value, rest) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"')?,
            None => after.split_once(',').unwrap_or((after, "")),
        };
        if key.eq_ignore_ascii_case(name) {
            return Some(value.trim());
        }
    }
}

fn hex(text: &str) -> String {
    Md5::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_the_example_of_rfc_2617() {
        let credentials = Credentials { user: "Mufasa".into(), secret: "Circle Of Life".into() };
        let challenge = "Digest realm=\"testrealm@host.com\", qop=\"auth,auth-int\", \
             nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", \
             opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"";
        let value = authorization(&credentials, challenge, "GET", "/dir/index.html", "0a4f113b");
        assert!(value.contains("response=\"6629fae49393a05397450978507c4ef1\""), "{value}");
        let nonce = "dcd98b7102dd2f0e8b11d0f600bfb0c093";
        assert!(is_right(&credentials, &value, nonce, "GET"));
        assert!(!is_right(&credentials, &value, nonce, "REGISTER"));
        let other = Credentials { secret: "Other".into(), ..credentials };
        assert!(!is_right(&other, &value, nonce, "GET"));
    }
}
