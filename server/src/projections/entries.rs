//! `entries`: every adopted entry of every case, in the order of adoption.
//!
//! What is adopted never flips, so rows are only ever added.

use crate::{clock::to_sql, error::Error};
use domain::{case::History, ids::CaseId};
use serde::Serialize;
use serde_json::Value;
use sqlx::{PgConnection, query, types::time::OffsetDateTime};
use uuid::Uuid;

/// Entries as the columns of one statement.
#[derive(Default)]
pub(super) struct Rows {
    cases: Vec<Uuid>,
    numbers: Vec<i32>,
    ids: Vec<Uuid>,
    authors: Vec<Uuid>,
    acted: Vec<OffsetDateTime>,
    received: Vec<OffsetDateTime>,
    acts: Vec<Option<Value>>,
    superseded: Vec<Option<Value>>,
}

impl Rows {
    /// Adds a case's entries from this one on.
    pub fn add(&mut self, case: CaseId, history: &History, from: usize) -> Result<(), Error> {
        for (n, entry) in history.entries.iter().enumerate().skip(from) {
            let Some(received) = entry.received else {
                continue;
            };
            let n = i32::try_from(n).map_err(|error| Error::fault("number an entry", error))?;
            self.cases.push(case.0);
            self.numbers.push(n);
            self.ids.push(entry.id.0);
            self.authors.push(entry.author.0);
            self.acted.push(to_sql(entry.at));
            self.received.push(to_sql(received));
            self.acts.push(entry.act.as_ref().map(json).transpose()?);
            self.superseded
                .push(entry.superseded.as_ref().map(json).transpose()?);
        }
        Ok(())
    }

    pub async fn insert(
        self,
        connection: &mut PgConnection,
        organisation: Uuid,
    ) -> Result<(), Error> {
        query!(
            "insert into entries (organisation, case_id, n, id, author,
                 acted_at, received_at, act, superseded)
             select $1, * from unnest($2::uuid[], $3::int[], $4::uuid[], $5::uuid[],
                 $6::timestamptz[], $7::timestamptz[], $8::jsonb[], $9::jsonb[])",
            organisation,
            &self.cases,
            &self.numbers,
            &self.ids,
            &self.authors,
            &self.acted,
            &self.received,
            &self.acts as &[Option<Value>],
            &self.superseded as &[Option<Value>]
        )
        .execute(connection)
        .await?;
        Ok(())
    }
}

/// As `jsonb` takes it: without zero characters, which it cannot hold.
fn json(value: &impl Serialize) -> Result<Value, Error> {
    let value =
        serde_json::to_value(value).map_err(|error| Error::fault("project an act", error))?;
    Ok(without_zeros(value))
}

fn without_zeros(value: Value) -> Value {
    match value {
        Value::String(text) if text.contains('\0') => Value::String(text.replace('\0', "\u{fffd}")),
        Value::Array(items) => items.into_iter().map(without_zeros).collect(),
        Value::Object(fields) => fields
            .into_iter()
            .map(|(name, value)| (name, without_zeros(value)))
            .collect(),
        other => other,
    }
}
