//! The page to which one comes back from an address to which forms are only sent.

use super::{Least, Route, Speaks};
use hyper::Method;
use std::sync::Arc;
use vasl_domain::user::Rank;

/// Every address of the panel at which there is a page to look at.
#[derive(Debug, Clone)]
pub(crate) struct WayBack(Arc<[(&'static str, Least)]>);

impl WayBack {
    /// Of a table of routes.
    pub(crate) fn of(routes: &[Route]) -> Self {
        let pages = routes
            .iter()
            .filter(|route| route.method == Method::GET && route.speaks == Speaks::Pages);
        Self(pages.map(|route| (route.path, route.least)).collect())
    }

    /// The page at an address, or else the nearest above it that somebody may look at: the queue of
    /// `/queues/99/operators`.
    pub(crate) fn from<'a>(&self, path: &'a str, rank: Option<Rank>) -> &'a str {
        let path = path.split('?').next().unwrap_or_default();
        let mut at = path;
        while !at.is_empty() {
            if self.has(at, rank) {
                return at;
            }
            at = at.rsplit_once('/').map_or("", |(above, _)| above);
        }
        "/"
    }

    fn has(&self, path: &str, rank: Option<Rank>) -> bool {
        // Where several fit, the router takes the one with the fewest places left open.
        let fitting = self.0.iter().filter(|(pattern, _)| fits(pattern, path));
        let taken = fitting.min_by_key(|(pattern, _)| pattern.matches('{').count());
        taken.is_some_and(|(_, least)| match least {
            Least::Anyone => true,
            Least::Rank(least) => rank.is_some_and(|rank| rank >= *least),
        })
    }
}

/// Whether an address is one that the router's pattern stands for.
fn fits(pattern: &str, path: &str) -> bool {
    let (mut pattern, mut path) = (pattern.split('/'), path.split('/'));
    loop {
        match (pattern.next(), path.next()) {
            (None, None) => return true,
            (Some(open), Some(piece)) if open.starts_with('{') && !piece.is_empty() => {}
            (Some(own), Some(piece)) if own == piece => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panel::routes;

    #[test]
    fn one_comes_back_to_the_page_of_what_one_did() {
        let back = WayBack::of(&routes());
        for (path, page) in [
            ("/modules/new", "/modules/new"),
            ("/modules/%2A5003", "/modules/%2A5003"),
            ("/modules/%2A5003/switch", "/modules/%2A5003"),
            ("/queues/99/operators", "/queues/99"),
            ("/link/test", "/link"),
            ("/backup/plan", "/backup"),
            ("/account/password", "/account"),
            ("/users/x/password", "/users/x"),
            ("/time-conditions/1/by-hand", "/time-conditions/1"),
            ("/own", "/"),
            ("/", "/"),
            ("", "/"),
            ("//", "/"),
            ("/modules?search=x", "/modules"),
        ] {
            assert_eq!(back.from(path, Some(Rank::Administrator)), page, "{path}");
        }
        // A supervisor sets a time condition by hand, and does not edit it.
        let supervisor = Some(Rank::Supervisor);
        assert_eq!(back.from("/time-conditions/1/by-hand", supervisor), "/time-conditions");
        assert_eq!(back.from("/link/test", None), "/");
    }
}
