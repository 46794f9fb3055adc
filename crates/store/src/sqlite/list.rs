//! Lists: as many conditions as a filter has, paged by key.

use rusqlite::types::ToSql;
use rusqlite::{Row, Transaction};

/// A query that grows with its filter.
pub(super) struct List {
    sql: String,
    values: Vec<(&'static str, Box<dyn ToSql>)>,
}

impl List {
    pub(super) fn of(select: &str) -> Self {
        Self { sql: format!("{select} WHERE TRUE"), values: Vec::new() }
    }

    /// Only rows of which `condition` holds.
    pub(super) fn always(mut self, condition: &'static str) -> Self {
        self.sql.push_str(" AND ");
        self.sql.push_str(condition);
        self
    }

    /// Only rows of which `condition` holds; it names `name`.
    pub(super) fn only<T>(
        self,
        condition: &'static str,
        name: &'static str,
        value: Option<&T>,
    ) -> Self
    where
        T: Clone + Into<String>,
    {
        self.only_value(condition, name, value.map(|value| -> String { value.clone().into() }))
    }

    /// Only rows of which `condition` holds; it names `name`.
    pub(super) fn only_value(
        mut self,
        condition: &'static str,
        name: &'static str,
        value: Option<impl ToSql + 'static>,
    ) -> Self {
        if let Some(value) = value {
            self.sql.push_str(" AND ");
            self.sql.push_str(condition);
            self.values.push((name, Box::new(value)));
        }
        self
    }

    /// Only rows that come after the last of the page before.
    pub(super) fn after<const N: usize>(
        mut self,
        condition: &'static str,
        key: [(&'static str, Box<dyn ToSql>); N],
    ) -> Self {
        self.sql.push_str(" AND ");
        self.sql.push_str(condition);
        self.values.extend(key);
        self
    }

    /// In this order, so many at most.
    pub(super) fn ordered(mut self, order: &'static str, limit: u32) -> Self {
        self.sql.push_str(order);
        self.sql.push_str(" LIMIT :limit");
        self.values.push((":limit", Box::new(limit)));
        self
    }

    #[cfg(test)]
    pub(super) fn sql(&self) -> &str {
        &self.sql
    }

    pub(super) fn read<T>(
        &self,
        tx: &Transaction<'_>,
        row: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<Vec<T>> {
        let values: Vec<(&str, &dyn ToSql)> =
            self.values.iter().map(|(name, value)| (*name, value.as_ref())).collect();
        tx.prepare_cached(&self.sql)?.query_map(values.as_slice(), row)?.collect()
    }
}

#[cfg(test)]
#[path = "list_tests.rs"]
mod tests;
