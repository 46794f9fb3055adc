//! Lists: searched, sorted, and paged by key.
//!
//! A page begins after the last row of the page before, wherever that row stands by now, so nothing
//! is shown twice or passed over because something was added meanwhile. Where that row is gone, the
//! list begins anew.

use crate::http::Fields;
use vasl_domain::text::{LONGEST_SEARCH, Search};

/// How many rows a page has.
pub(super) const ROWS: usize = 100;

/// What was asked of a list.
#[derive(Debug, Clone)]
pub struct Paging {
    /// What is searched for; empty for everything.
    pub search: String,
    /// By which column it is sorted; empty for its first order.
    pub sort: String,
    /// Whether from the last to the first.
    pub backwards: bool,
    /// The key of the last row of the page before; empty for the first page.
    pub after: String,
    wanted: Search,
    query: Fields,
}

/// A page of a list.
#[derive(Debug)]
pub struct ListPage<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// The number of the first row.
    pub first: usize,
    /// How many rows there are on all pages.
    pub of: usize,
    /// What is searched for.
    pub search: String,
    /// Whether anything narrows the list.
    pub narrowed: bool,
    /// The address of the first page, where this is another.
    pub to_first: Option<String>,
    /// The address of the next page.
    pub to_next: Option<String>,
    paging: Paging,
}

impl Paging {
    /// Reads an address.
    #[must_use]
    pub fn of(query: &Fields) -> Self {
        let search: String = query.text("search").chars().take(LONGEST_SEARCH).collect();
        let others = query.without(&["done", "search"]);
        Self {
            wanted: Search::new(&search),
            sort: query.text("sort").to_owned(),
            backwards: query.text("order") == "backwards",
            after: query.text("after").to_owned(),
            query: if search.is_empty() { others } else { others.and("search", &*search) },
            search,
        }
    }

    /// Whether a row that says this is wanted.
    #[must_use]
    pub fn wants(&self, says: &str) -> bool {
        self.wanted.finds(says)
    }

    /// Sorts all rows by a key that no two have in common, and takes out this page's.
    #[must_use]
    pub fn page<T, K: Ord>(
        self,
        mut rows: Vec<T>,
        key: impl Fn(&T) -> K,
        name: impl Fn(&T) -> String,
    ) -> ListPage<T> {
        rows.sort_by_cached_key(|row| key(row));
        if self.backwards {
            rows.reverse();
        }
        let of = rows.len();
        let begins = match rows.iter().position(|row| name(row) == self.after) {
            Some(last) => last + 1,
            None => 0,
        };
        let rows: Vec<T> = rows.into_iter().skip(begins).take(ROWS).collect();
        let next = rows.last().filter(|_| begins + rows.len() < of).map(name);
        ListPage {
            first: begins + 1,
            of,
            search: self.search.clone(),
            narrowed: !self.search.is_empty(),
            to_first: (begins > 0).then(|| self.address(self.query.without(&["after"]))),
            to_next: next.map(|key| self.address(self.query.without(&["after"]).and("after", key))),
            rows,
            paging: self,
        }
    }

    fn address(&self, query: Fields) -> String {
        format!("?{}", query.as_query())
    }
}

impl<T> ListPage<T> {
    /// The same page, with something else made of each row.
    #[must_use]
    pub fn map<U>(self, into: impl FnMut(T) -> U) -> ListPage<U> {
        ListPage {
            rows: self.rows.into_iter().map(into).collect(),
            first: self.first,
            of: self.of,
            search: self.search,
            narrowed: self.narrowed,
            to_first: self.to_first,
            to_next: self.to_next,
            paging: self.paging,
        }
    }

    /// The number of a row, counted over all pages.
    #[must_use]
    pub fn number(&self, index: &usize) -> usize {
        self.first + index
    }

    /// The address that sorts by a column, or turns the order round.
    #[must_use]
    pub fn sorted_by(&self, column: &str) -> String {
        let query = self.paging.query.without(&["after", "sort", "order"]).and("sort", column);
        let turned = self.is_sorted_by(column) && !self.paging.backwards;
        let query = if turned { query.and("order", "backwards") } else { query };
        self.paging.address(query)
    }

    /// How a column is sorted, as a browser reads it aloud; empty where it is not.
    #[must_use]
    pub fn order_of(&self, column: &str) -> &'static str {
        match (self.is_sorted_by(column), self.paging.backwards) {
            (false, _) => "",
            (true, false) => "ascending",
            (true, true) => "descending",
        }
    }

    fn is_sorted_by(&self, column: &str) -> bool {
        self.paging.sort == column
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(query: &str, rows: std::ops::Range<u32>) -> ListPage<u32> {
        let paging = Paging::of(&Fields::parse(query.as_bytes()));
        paging.page(rows.collect(), |row| *row, ToString::to_string)
    }

    #[test]
    fn every_row_is_on_one_page() {
        let mut query = String::new();
        let mut seen = Vec::new();
        loop {
            let page = page(&query, 0..250);
            assert_eq!(page.first, seen.len() + 1);
            seen.extend(page.rows);
            let Some(next) = page.to_next else { break };
            query = next.trim_start_matches('?').to_owned();
        }
        assert_eq!(seen, (0..250).collect::<Vec<_>>());
    }

    #[test]
    fn a_page_begins_after_the_last_row_of_the_one_before() {
        assert_eq!(page("after=49", 10..220).rows[0], 50);
        assert_eq!(page("after=49&order=backwards", 0..220).rows[0], 48);
        assert_eq!(page("after=gone", 0..120).rows[0], 0);
    }

    #[test]
    fn a_column_sorts_and_turns_round() {
        let sorted = page("sort=name&search=x", 0..1);
        assert_eq!(sorted.sorted_by("name"), "?search=x&sort=name&order=backwards");
        assert_eq!(sorted.sorted_by("code"), "?search=x&sort=code");
        assert_eq!((sorted.order_of("name"), sorted.order_of("code")), ("ascending", ""));
    }

    #[test]
    fn what_is_searched_for_is_as_long_as_a_name() {
        let paging =
            Paging::of(&Fields::parse(format!("search={}", "9".repeat(60_000)).as_bytes()));
        assert_eq!(paging.search.len(), LONGEST_SEARCH);
        assert!(paging.wants(&"۹".repeat(LONGEST_SEARCH)));
        let page = paging.page(vec![1, 2], |row| *row, ToString::to_string);
        assert!(page.sorted_by("name").len() < 200);
    }
}
