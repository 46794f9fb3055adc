//! A part of a page that is sent anew when it has changed, as a whole or row by row.

use crate::http::Problem;
use askama::Template;
use std::collections::BTreeMap;

/// What a template says where its rows belong. No text of a page holds it.
pub(super) const ROWS: &str = "\u{0}";

/// A part of the page, under the id of its element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// The id.
    pub(super) id: &'static str,
    before: String,
    rows: Vec<Row>,
    after: String,
}

/// A row, under the id of its element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    id: String,
    html: String,
}

impl Row {
    pub(super) fn new(id: String, template: &impl Template) -> Result<Self, Problem> {
        Ok(Self { id, html: template.render()? })
    }
}

/// Elements, each with what is to stand in its place.
pub(super) type Changes = BTreeMap<String, String>;

impl Part {
    pub(super) fn new(
        id: &'static str,
        template: &impl Template,
        rows: Vec<Row>,
    ) -> Result<Self, Problem> {
        let html = template.render()?;
        let (before, after) = html.split_once(ROWS).unwrap_or((&html, ""));
        Ok(Self { id, before: before.to_owned(), rows, after: after.to_owned() })
    }

    /// All of it.
    pub(super) fn html(&self) -> String {
        let rows = self.rows.iter().map(|row| row.html.as_str());
        [self.before.as_str()].into_iter().chain(rows).chain([self.after.as_str()]).collect()
    }

    /// What a browser needs that shows this part as it was before, or not at all.
    pub(super) fn changes(&self, shown: Option<&Self>, changes: &mut Changes) {
        let ids = |part: &Self| part.rows.iter().map(|row| row.id.clone()).collect::<Vec<_>>();
        let frame = |part: &Self| (part.before.clone(), part.after.clone());
        match shown {
            Some(shown) if frame(shown) == frame(self) && ids(shown) == ids(self) => {
                let both = self.rows.iter().zip(&shown.rows);
                let changed = both.filter(|(now, before)| now != before).map(|(now, _)| now);
                changes.extend(changed.map(|row| (row.id.clone(), row.html.clone())));
            }
            _ => drop(changes.insert(self.id.to_owned(), self.html())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(before: &str, rows: &[(&str, &str)]) -> Part {
        let rows = rows.iter().map(|(id, html)| Row { id: (*id).into(), html: (*html).into() });
        Part { id: "all", before: before.into(), rows: rows.collect(), after: "</>".into() }
    }

    fn changes(now: &Part, shown: Option<&Part>) -> Vec<(String, String)> {
        let mut changes = Changes::new();
        now.changes(shown, &mut changes);
        changes.into_iter().collect()
    }

    #[test]
    fn only_what_has_changed_is_sent() {
        let shown = part("<>", &[("a", "1"), ("b", "2")]);
        let whole = |html: &str| vec![("all".to_owned(), html.to_owned())];
        assert_eq!(changes(&shown, None), whole("<>12</>"));
        assert_eq!(changes(&shown, Some(&shown)), []);
        let other = part("<>", &[("a", "1"), ("b", "3")]);
        assert_eq!(changes(&other, Some(&shown)), [("b".to_owned(), "3".to_owned())]);
        for (other, html) in [
            (part("<>", &[("b", "2"), ("a", "1")]), "<>21</>"),
            (part("<>", &[("a", "1")]), "<>1</>"),
            (part("< >", &[("a", "1"), ("b", "2")]), "< >12</>"),
        ] {
            assert_eq!(changes(&other, Some(&shown)), whole(html));
        }
    }
}
