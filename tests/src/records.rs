//! What a world's database holds, so that a test can say that nothing changed.

use crate::world::World;
use anyhow::Result;
use domain::ids::{CaseId, CommandId};
use replica::document::Document;
use serde_json::Value;
use server::{
    projections,
    rebuild::{self, Rebuilt},
};
use sqlx::{AssertSqlSafe, PgPool};
use std::collections::BTreeMap;

/// The rows of some tables, each as JSON.
pub type Rows = BTreeMap<String, Vec<Value>>;

/// The tables of [`World::records`] that are no projections.
const RECORDS: [&str; 11] = [
    "organisations",
    "stores",
    "people",
    "categories",
    "accounts",
    "cases",
    "changes",
    "audience",
    "notices_read",
    "case_refs",
    "case_names",
];

async fn rows(pool: &PgPool, tables: &[&str]) -> Result<Rows> {
    let mut all = Rows::new();
    for table in tables {
        let sql = format!("select to_jsonb(t) from {table} t order by to_jsonb(t)::text");
        let rows = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(pool);
        all.insert((*table).to_owned(), rows.await?);
    }
    Ok(all)
}

/// Makes what is nothing but a view of the documents anew. Gives what was read for it, and
/// says of each table that was another before what it was and is.
pub async fn rebuilt(pool: &PgPool) -> Result<(Rebuilt, Vec<String>)> {
    let tables = [&projections::tables()[..], &["audience", "case_refs"]].concat();
    let before = rows(pool, &tables).await?;
    let rebuilt = rebuild::rebuild(pool).await?;
    let after = rows(pool, &tables).await?;
    let differing = tables
        .iter()
        .filter(|table| before[**table] != after[**table]);
    let differing = differing.map(|table| {
        let (before, after) = (&before[*table], &after[*table]);
        format!("{table} was {before:#?}, and made anew it is {after:#?}")
    });
    let damaged = format!("{} cases are damaged", rebuilt.damaged);
    let damaged = (rebuilt.damaged > 0).then_some(damaged);
    Ok((rebuilt, differing.chain(damaged).collect()))
}

impl World {
    /// All rows of these tables, in an order of their own, so that two looks can
    /// be compared.
    pub fn rows(&self, tables: &[&str]) -> Result<Rows> {
        self.runtime.block_on(rows(&self.pool, tables))
    }

    /// All that people have made, and every projection of it: everything but
    /// what was refused, and what is noted of a device when it syncs.
    pub fn records(&self) -> Result<Rows> {
        self.rows(&[&RECORDS[..], &projections::tables()].concat())
    }

    /// The ids of everything that was adopted, case by case.
    pub fn adopted(&self) -> Result<Vec<CommandId>> {
        let documents = sqlx::query_scalar("select document from cases order by organisation, id");
        let documents: Vec<Vec<u8>> = self.runtime.block_on(documents.fetch_all(&self.pool))?;
        let mut adopted = Vec::new();
        for document in documents {
            let receipts = Document::load(&document)?.receipts();
            adopted.extend(receipts.into_iter().map(|receipt| receipt.id));
        }
        Ok(adopted)
    }

    /// A case's document as the server has it.
    pub fn document(&self, case: CaseId) -> Result<Document> {
        let document = sqlx::query_scalar("select document from cases where id = $1");
        let document = document.bind(case.0).fetch_one(&self.pool);
        let document: Vec<u8> = self.runtime.block_on(document)?;
        Ok(Document::load(&document)?)
    }
}
