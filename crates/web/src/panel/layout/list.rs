//! Lists: searched, sorted, and paged by key.
//!
//! A page begins behind the place of the last row of the page before, or ends before the first of
//! the page after, whether those rows are still there and wherever they stand by now. So nothing is
//! shown twice or passed over because something else was added, removed or renamed meanwhile.

use super::Place;
use crate::http::Fields;
use std::cmp::Ordering;
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
    begins: Begins,
    wanted: Search,
    query: Fields,
}

/// Where a page begins.
#[derive(Debug, Clone)]
enum Begins {
    /// With the first row.
    First,
    /// Behind the last row of the page before it.
    After(Place),
    /// So that it ends before the first row of the page after it.
    Before(Place),
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
    /// The address of the page before.
    pub to_previous: Option<String>,
    /// The address of the next page.
    pub to_next: Option<String>,
    paging: Paging,
}

impl Paging {
    /// Reads an address.
    #[must_use]
    pub fn of(query: &Fields) -> Self {
        let place = |name| Place::of_address(query.text(name));
        let begins = match (place("after"), place("before")) {
            (Some(after), _) => Begins::After(after),
            (None, Some(before)) => Begins::Before(before),
            (None, None) => Begins::First,
        };
        let search: String = query.text("search").chars().take(LONGEST_SEARCH).collect();
        let others = query.without(&["done", "search"]);
        Self {
            wanted: Search::new(&search),
            sort: query.text("sort").to_owned(),
            backwards: query.text("order") == "backwards",
            begins,
            query: if search.is_empty() { others } else { others.and("search", &*search) },
            search,
        }
    }

    /// Whether a row that says this is wanted.
    #[must_use]
    pub fn wants(&self, says: &str) -> bool {
        self.wanted.finds(says)
    }

    /// Sorts all rows by their places, and takes out this page's.
    #[must_use]
    pub fn page<T>(self, rows: Vec<T>, place: impl Fn(&T) -> Place) -> ListPage<T> {
        let mut rows: Vec<(Place, T)> = rows.into_iter().map(|row| (place(&row), row)).collect();
        rows.sort_by(|(one, _), (other, _)| self.order(one, other));
        let of = rows.len();
        let begins = self.begins(&rows);
        let ends = begins.saturating_add(ROWS).min(of);
        let address = |name: &str, place: &Place| {
            self.address(self.query.without(&["after", "before"]).and(name, place.in_address()))
        };
        let at = |index: usize| rows.get(index).map(|(place, _)| place);
        ListPage {
            first: begins + 1,
            of,
            search: self.search.clone(),
            narrowed: !self.search.is_empty(),
            // The page before the second is the first.
            to_first: (begins > ROWS)
                .then(|| self.address(self.query.without(&["after", "before"]))),
            to_previous: at(begins).filter(|_| begins > 0).map(|place| address("before", place)),
            to_next: at(ends.saturating_sub(1))
                .filter(|_| ends < of)
                .map(|place| address("after", place)),
            rows: rows.into_iter().skip(begins).take(ROWS).map(|(_, row)| row).collect(),
            paging: self,
        }
    }

    fn order(&self, one: &Place, other: &Place) -> Ordering {
        if self.backwards { other.cmp(one) } else { one.cmp(other) }
    }

    /// How many rows stand before the page. Whatever an address says, there is a page: behind all
    /// rows the last one, before all of them the first.
    fn begins<T>(&self, rows: &[(Place, T)]) -> usize {
        let before = |place: &Place, with: Ordering| {
            rows.partition_point(|(row, _)| self.order(row, place) < with)
        };
        match &self.begins {
            Begins::First => 0,
            Begins::After(place) => {
                let begins = before(place, Ordering::Greater);
                if begins < rows.len() { begins } else { rows.len().saturating_sub(ROWS) }
            }
            Begins::Before(place) => before(place, Ordering::Equal).saturating_sub(ROWS),
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
            to_previous: self.to_previous,
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
        let query =
            self.paging.query.without(&["after", "before", "sort", "order"]).and("sort", column);
        let turned = self.is_sorted_by(column) && !self.paging.backwards;
        let query = if turned { query.and("order", "backwards") } else { query };
        self.paging.address(query)
    }

    /// What a search keeps of the address: the column by which it is sorted, and which way round.
    #[must_use]
    pub fn sorting(&self) -> [(&'static str, &str); 2] {
        let order = if self.paging.backwards { "backwards" } else { "" };
        [("sort", &self.paging.sort), ("order", order)]
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
    use std::collections::BTreeSet;

    fn place(row: u32) -> Place {
        Place::default().number(row.into())
    }

    fn page(query: &str, rows: impl IntoIterator<Item = u32>) -> ListPage<u32> {
        let paging = Paging::of(&Fields::parse(query.as_bytes()));
        paging.page(rows.into_iter().collect(), |row| place(*row))
    }

    fn query(address: &str) -> &str {
        address.trim_start_matches('?')
    }

    /// The address of the page after a row, or before it.
    fn address(name: &str, row: u32) -> String {
        format!("{name}={}", place(row).in_address())
    }

    #[test]
    fn every_row_is_on_one_page_there_and_back() {
        let mut at = String::new();
        let mut pages = Vec::new();
        loop {
            let page = page(&at, 0..250);
            assert_eq!(page.first, pages.iter().map(Vec::len).sum::<usize>() + 1);
            pages.push(page.rows);
            let Some(next) = page.to_next else { break };
            at = query(&next).to_owned();
        }
        assert_eq!(pages.concat(), (0..250).collect::<Vec<_>>());
        for rows in pages.iter().rev().skip(1) {
            let before = page(&at, 0..250).to_previous.unwrap();
            at = query(&before).to_owned();
            assert_eq!(page(&at, 0..250).rows, *rows);
        }
        assert_eq!((page(&at, 0..250).to_previous, page(&at, 0..250).to_first), (None, None));
    }

    #[test]
    fn a_page_begins_behind_a_row_that_is_gone() {
        let rows = || (0..300).filter(|row| *row != 99);
        assert_eq!(page(&address("after", 99), rows()).rows.first(), Some(&100));
        let backwards = format!("{}&order=backwards", address("after", 99));
        assert_eq!(page(&backwards, rows()).rows.first(), Some(&98));
        assert_eq!(page(&address("before", 200), rows()).rows.last(), Some(&199));
    }

    /// Somebody pages on while rows before and behind come and go: each that was there all the time
    /// is seen once.
    #[test]
    fn nothing_is_passed_over_or_shown_twice_whatever_happens_meanwhile() {
        for order in ["", "&order=backwards"] {
            let mut rows: BTreeSet<u32> = (0..500).map(|row| row * 2).collect();
            let mut seen = Vec::new();
            let mut at = order.to_owned();
            for turn in 0_u32.. {
                let page = page(&at, rows.iter().copied());
                let last = *page.rows.last().unwrap();
                seen.extend(page.rows);
                let Some(next) = page.to_next else { break };
                at = query(&next).to_owned();
                rows.remove(&last);
                rows.remove(&(turn * 10));
                rows.extend([last + 1, turn * 20 + 1, 999 - turn * 2]);
            }
            let once: BTreeSet<u32> = seen.iter().copied().collect();
            assert_eq!(once.len(), seen.len(), "something was shown twice");
            assert!(rows.iter().filter(|row| *row % 2 == 0).all(|row| once.contains(row)));
        }
    }

    #[test]
    fn whatever_an_address_says_there_is_a_page() {
        let last = page("after=ffffffffffffffffffff", 0..120);
        assert_eq!((last.rows.first(), last.rows.last()), (Some(&20), Some(&119)));
        assert!(last.to_next.is_none() && last.to_previous.is_some());
        for hostile in ["before=00", "after=*1099", "before=zz", "after=%00", "after=0"] {
            let first = page(hostile, 0..120);
            assert_eq!((first.rows.len(), first.rows.first()), (ROWS, Some(&0)), "{hostile}");
        }
        assert!(page("after=ff", []).rows.is_empty());
    }

    #[test]
    fn a_column_sorts_and_turns_round() {
        let sorted = page("sort=name&search=x&before=00", 0..1);
        assert_eq!(sorted.sorted_by("name"), "?search=x&sort=name&order=backwards");
        assert_eq!(sorted.sorted_by("code"), "?search=x&sort=code");
        assert_eq!((sorted.order_of("name"), sorted.order_of("code")), ("ascending", ""));
        assert_eq!(sorted.sorting(), [("sort", "name"), ("order", "")]);
    }

    #[test]
    fn what_is_searched_for_is_as_long_as_a_name() {
        let paging =
            Paging::of(&Fields::parse(format!("search={}", "9".repeat(60_000)).as_bytes()));
        assert_eq!(paging.search.len(), LONGEST_SEARCH);
        assert!(paging.wants(&"۹".repeat(LONGEST_SEARCH)));
        let page = paging.page(vec![1, 2], |row| place(*row));
        assert!(page.sorted_by("name").len() < 200);
    }
}
