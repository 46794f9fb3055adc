//! The menu: one table.

use crate::http::{Least, Visitor};
use crate::l10n::Texts;

/// A group of pages under one name.
#[derive(Debug)]
pub struct Group {
    /// Its name; empty for the first.
    pub name: String,
    /// Its pages.
    pub items: Vec<Item>,
}

/// A page in the menu.
#[derive(Debug)]
pub struct Item {
    /// Its address.
    pub path: &'static str,
    /// Its name.
    pub name: String,
    /// Its icon.
    pub icon: &'static str,
    /// Whether it, or a page under it, is the one that is shown.
    pub current: bool,
}

struct Entry {
    path: &'static str,
    key: &'static str,
    icon: &'static str,
    least: Least,
}

const fn entry(path: &'static str, key: &'static str, icon: &'static str, least: Least) -> Entry {
    Entry { path, key, icon, least }
}

/// Every page of the menu, in its group, in its order, with the least rank that sees it.
const MENU: &[(&str, &[Entry])] = &[
    (
        "",
        &[
            entry("/", "menu-dashboard", "layout-dashboard", Least::OPERATOR),
            entry("/live", "menu-live", "activity", Least::OPERATOR),
        ],
    ),
    (
        "menu-call-centre",
        &[
            entry("/queues", "menu-queues", "list-ordered", Least::SUPERVISOR),
            entry("/modules", "menu-modules", "phone-forwarded", Least::SUPERVISOR),
        ],
    ),
    (
        "menu-telephone",
        &[
            entry("/extensions", "menu-extensions", "phone", Least::SUPERVISOR),
            entry("/ivrs", "menu-ivrs", "list-tree", Least::SUPERVISOR),
            entry("/time-conditions", "menu-time-conditions", "clock", Least::SUPERVISOR),
            entry("/time-groups", "menu-time-groups", "calendar-clock", Least::SUPERVISOR),
            entry("/sounds", "menu-sounds", "volume-2", Least::SUPERVISOR),
            entry("/announcements", "destination-announcements", "play", Least::SUPERVISOR),
            entry("/inbound-routes", "menu-inbound-routes", "route", Least::SUPERVISOR),
            entry(
                "/misc-destinations",
                "menu-misc-destinations",
                "ellipsis-vertical",
                Least::SUPERVISOR,
            ),
            entry("/trunk", "menu-trunk", "phone-call", Least::ADMINISTRATOR),
            entry("/feature-codes", "destination-feature-codes", "hash", Least::ADMINISTRATOR),
        ],
    ),
    (
        "menu-reports",
        &[
            entry("/calls", "menu-calls", "phone-incoming", Least::OPERATOR),
            entry("/reports", "reports-title", "chart-column", Least::SUPERVISOR),
            entry("/missed", "missed-title", "circle-alert", Least::SUPERVISOR),
        ],
    ),
    (
        "menu-settings",
        &[
            entry("/preferences", "menu-preferences", "settings", Least::ADMINISTRATOR),
            entry("/users", "menu-users", "users", Least::ADMINISTRATOR),
            entry("/tokens", "menu-tokens", "key-round", Least::ADMINISTRATOR),
            entry("/link", "menu-link", "plug", Least::ADMINISTRATOR),
            entry("/audit", "menu-audit", "history", Least::ADMINISTRATOR),
            entry("/backup", "menu-backup", "database", Least::ADMINISTRATOR),
        ],
    ),
];

/// The menu as a visitor sees it.
pub(super) fn of(texts: &Texts, visitor: &Visitor) -> Vec<Group> {
    let path = visitor.path.split('?').next().unwrap_or_default();
    let current = |item: &str| match item {
        "/" => path == "/",
        item => path == item || path.strip_prefix(item).is_some_and(|rest| rest.starts_with('/')),
    };
    let groups = MENU.iter().map(|(name, entries)| Group {
        name: if name.is_empty() { String::new() } else { texts.t(name) },
        items: entries
            .iter()
            .filter(|entry| may_see(entry.least, visitor))
            .map(|entry| Item {
                path: entry.path,
                name: texts.t(entry.key),
                icon: entry.icon,
                current: current(entry.path),
            })
            .collect(),
    });
    groups.filter(|group| !group.items.is_empty()).collect()
}

fn may_see(least: Least, visitor: &Visitor) -> bool {
    match least {
        Least::Anyone => true,
        Least::Rank(least) => visitor.rank().is_some_and(|rank| rank >= least),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panel::routes;

    #[test]
    fn the_menu_leads_to_pages_that_whoever_sees_it_may_take() {
        let routes = routes();
        for entry in MENU.iter().flat_map(|(_, entries)| *entries) {
            let route = routes.iter().find(|r| r.path == entry.path && r.method == "GET");
            assert_eq!(route.map(|route| route.least), Some(entry.least), "{}", entry.path);
        }
    }
}
