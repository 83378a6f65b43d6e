//! The cases that a phone is to forget because its person is no more in a scope by which
//! they read them: in pages, for a scope may have had a hundred thousand.

use super::cursor::Cursor;
use crate::{devices::Device, error::Error};
use domain::ids::CaseId;
use serde::{Deserialize, Serialize};
use sqlx::{PgConnection, query_scalar};
use std::collections::BTreeMap;
use uuid::Uuid;

/// How many cases are told at once.
const FORGOTTEN_MAX: i64 = 4_000;

/// The scopes that a person has left, and how far their phone is in forgetting what it
/// had by them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Leaving {
    /// With the position below which the phone had everything of the scope.
    scopes: BTreeMap<Uuid, i64>,
    /// The last case of which it was told.
    told: Uuid,
}

impl Leaving {
    /// What a phone with this cursor is leaving, now that its person is in these scopes.
    ///
    /// A cursor is the phone's word: only scopes that this device was told of count.
    pub fn of(cursor: &Cursor, device: &Device, scopes: &[Uuid]) -> Self {
        let is_left = |scope: &Uuid| !scopes.contains(scope) && device.told_in.contains(scope);
        let mut leaving = cursor.leaving.clone().unwrap_or_default();
        leaving.scopes.retain(|scope, _| is_left(scope));
        let own = cursor.scopes.iter();
        for (scope, progress) in own.filter(|(scope, _)| is_left(scope)) {
            leaving.scopes.insert(*scope, progress.complete);
            // Its cases are found among those of all that are left, from the first on.
            leaving.told = Uuid::nil();
        }
        leaving
    }

    /// Whether there is nothing to forget.
    pub fn is_over(&self) -> bool {
        self.scopes.is_empty()
    }

    /// The next cases to forget, as far as they are in no scope of the person's, and what
    /// is left then, if anything.
    pub async fn page(
        self,
        connection: &mut PgConnection,
        device: &Device,
        scopes: &[Uuid],
    ) -> Result<(Vec<CaseId>, Option<Self>), Error> {
        if self.is_over() {
            return Ok((Vec::new(), None));
        }
        let (left, complete): (Vec<Uuid>, Vec<i64>) = self.scopes.iter().unzip();
        // What was gone from the scope before its person was, it has not heard of.
        let ids = query_scalar!(
            "select distinct a.case_id from unnest($2::uuid[], $4::bigint[]) as own (scope, complete)
                 join audience a on a.organisation = $1 and a.scope = own.scope
             where (not a.gone or a.position >= own.complete) and a.case_id > $5
                 and not exists (select from audience other
                     where other.organisation = $1 and other.case_id = a.case_id
                         and other.scope = any ($3) and not other.gone)
             order by a.case_id limit $6",
            device.organisation,
            &left,
            scopes,
            &complete,
            self.told,
            FORGOTTEN_MAX
        );
        let ids = ids.fetch_all(connection).await?;
        let is_whole = i64::try_from(ids.len()).is_ok_and(|told| told < FORGOTTEN_MAX);
        let rest = match ids.last() {
            Some(last) if !is_whole => Some(Self {
                told: *last,
                ..self
            }),
            _ => None,
        };
        Ok((ids.into_iter().map(CaseId).collect(), rest))
    }
}
