//! What a world's database holds, so that a test can say that nothing changed.

use crate::world::World;
use anyhow::Result;
use serde_json::Value;
use sqlx::AssertSqlSafe;
use std::collections::BTreeMap;

/// The rows of some tables, each as JSON.
pub type Rows = BTreeMap<String, Vec<Value>>;

/// The tables of [`World::records`].
const RECORDS: [&str; 11] = [
    "organisations",
    "stores",
    "people",
    "categories",
    "accounts",
    "cases",
    "changes",
    "audience",
    "entries",
    "tickets",
    "ratings",
];

impl World {
    /// All rows of these tables, in an order of their own, so that two looks can
    /// be compared.
    ///
    /// # Errors
    /// If there is no such table.
    pub fn rows(&self, tables: &[&str]) -> Result<Rows> {
        let rows = tables.iter().map(|table| {
            let sql = format!("select to_jsonb(t) from {table} t order by to_jsonb(t)::text");
            let rows = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(&self.pool);
            Ok(((*table).to_owned(), self.runtime.block_on(rows)?))
        });
        rows.collect()
    }

    /// All that people have made: everything but rulings, which refusals have,
    /// too, and what is noted of a device when it syncs.
    ///
    /// # Errors
    /// If the database does not answer.
    pub fn records(&self) -> Result<Rows> {
        self.rows(&RECORDS)
    }
}
