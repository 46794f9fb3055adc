//! What every page stands on: the table of routes and who may take them, forms, cookies, the head
//! of every answer, and the server itself.

mod client;
mod cookie;
mod fields;
mod guard;
mod headers;
mod patience;
mod places;
mod problem;
mod route;
mod server;
mod upload;
mod way_back;

pub use client::{ClientAddress, Network, NoNetwork, Proxies};
pub use cookie::Cookie;
pub use fields::{Fields, Form, Query};
pub(crate) use guard::{ACQUAINTANCE_COOKIE, LANGUAGE_COOKIE};
pub use guard::{SESSION_COOKIE, Visitor};
pub(crate) use places::{Place, Places};
pub use problem::Problem;
pub use route::{Least, Route, Speaks, router};
pub use server::Server;
pub use upload::Upload;

use axum::response::{IntoResponse as _, Response};
use hyper::StatusCode;
use hyper::header::LOCATION;

/// Sends the browser on to another page, with GET.
#[must_use]
pub fn see_other(path: &str) -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, path)]).into_response()
}

/// A piece of a path, written so that a browser brings it back as it was: `%2A5003`.
#[must_use]
pub fn in_path(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes())
        .collect::<String>()
        .replace('+', "%20")
        .replace('*', "%2A")
}

/// Where a form may send its user back to: a path of this panel, or its first page.
#[must_use]
pub fn own_path(path: &str) -> &str {
    let own = path.starts_with('/')
        && !path.starts_with("//")
        // A browser drops tabs and line ends from an address, and takes \ for /.
        && !path.contains('\\')
        && path.bytes().all(|byte| byte.is_ascii_graphic());
    if own { path } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_elsewhere() {
        for own in ["/", "/modules?search=x", "/modules/%2A5003"] {
            assert_eq!(own_path(own), own);
        }
        for other in [
            "",
            "//example.com",
            "https://example.com",
            "/\\example.com",
            "/a\r\nX: y",
            "/\t/example.com",
        ] {
            assert_eq!(own_path(other), "/", "{other}");
        }
    }

    #[test]
    fn a_code_in_a_path() {
        assert_eq!(in_path("*#5003 /"), "%2A%235003%20%2F");
    }
}
