//! Cookies: read, and set so that no script and no other site can use them.

use hyper::HeaderMap;
use hyper::header::COOKIE;
use std::fmt;

/// A cookie to be set.
#[derive(Debug, Clone)]
pub struct Cookie<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its value, without any character that a cookie may not hold.
    pub value: &'a str,
    /// For how long the browser keeps it; 0 takes it away.
    pub seconds: i64,
    /// Whether the browser sends it by https only.
    pub secure: bool,
}

impl fmt::Display for Cookie<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, value, seconds, secure } = self;
        let secure = if *secure { "; Secure" } else { "" };
        write!(f, "{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}")
    }
}

/// The value of a cookie that the browser sent.
pub(crate) fn value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|header| header.to_str().ok());
    let mut pairs =
        cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.split_once('='));
    pairs.find(|(known, _)| known.trim() == name).map(|(_, value)| value.trim())
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::header::HeaderValue;

    #[test]
    fn one_of_several() {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, HeaderValue::from_static("a=1; vasl_session=abc=; b=2"));
        assert_eq!(value(&headers, "vasl_session"), Some("abc="));
        assert_eq!(value(&headers, "session"), None);
    }

    #[test]
    fn no_script_and_no_other_site_can_use_it() {
        let cookie = Cookie { name: "a", value: "1", seconds: 60, secure: true };
        let text = cookie.to_string();
        assert_eq!(text, "a=1; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure");
    }
}
