//! From where a request comes.

use crate::App;
use hyper::HeaderMap;
use hyper::http::request::Parts;
use std::net::{IpAddr, Ipv4Addr};

/// The address that a request came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

impl Default for ClientAddress {
    fn default() -> Self {
        Self(IpAddr::V4(Ipv4Addr::UNSPECIFIED))
    }
}

impl ClientAddress {
    /// Where a request comes from, as far as that can be known.
    pub(crate) fn of(app: &App, request: &Parts) -> Self {
        let peer = request.extensions.get::<Self>().copied().unwrap_or_default();
        if app.settings().behind_tls { Self::behind_proxy(peer.0, &request.headers) } else { peer }
    }

    /// Behind a proxy the peer is the proxy, which adds the address that it was called from to the
    /// end of a header. What stands before the end may be the client's own invention.
    fn behind_proxy(peer: IpAddr, headers: &HeaderMap) -> Self {
        let last = headers.get_all("x-forwarded-for").iter().next_back();
        let last =
            last.and_then(|value| value.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
        Self(last.unwrap_or(peer))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::header::HeaderValue;

    #[test]
    fn only_what_the_proxy_itself_added_counts() {
        let peer: IpAddr = "127.0.0.1".parse().unwrap();
        let mut headers = HeaderMap::new();
        assert_eq!(ClientAddress::behind_proxy(peer, &headers).0, peer);
        headers.append("x-forwarded-for", HeaderValue::from_static("198.51.100.1, 192.0.2.7"));
        assert_eq!(ClientAddress::behind_proxy(peer, &headers).0.to_string(), "192.0.2.7");
        headers.append("x-forwarded-for", HeaderValue::from_static("2001:db8::1"));
        assert_eq!(ClientAddress::behind_proxy(peer, &headers).0.to_string(), "2001:db8::1");
        headers.append("x-forwarded-for", HeaderValue::from_static("nonsense"));
        assert_eq!(ClientAddress::behind_proxy(peer, &headers).0, peer);
    }
}
