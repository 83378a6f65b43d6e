//! `transfers` and `transfer_items`: which equipment is or was on its way from whom to
//! whom, and which of it an asset admin has to look at.

use super::{ProjectedCase, Projection, Writing, storable};
use crate::clock::to_sql;
use domain::{capabilities::Case, ids::CaseId, transfers::Transfer};
use sqlx::{PgConnection, query, types::time::OffsetDateTime};
use uuid::Uuid;

/// Transfers and their items as the columns of two statements.
#[derive(Default)]
pub(super) struct Transfers {
    cases: Vec<Uuid>,
    givers: Vec<Uuid>,
    receivers: Vec<Option<Uuid>>,
    reasons: Vec<String>,
    begun_at: Vec<OffsetDateTime>,
    closed_at: Vec<Option<OffsetDateTime>>,
    exceptions: Vec<Option<String>>,
    excepted_at: Vec<Option<OffsetDateTime>>,
    settled_at: Vec<Option<OffsetDateTime>>,
    items: Items,
}

#[derive(Default)]
struct Items {
    cases: Vec<Uuid>,
    assets: Vec<Uuid>,
    states: Vec<String>,
    decided_at: Vec<Option<OffsetDateTime>>,
}

impl Transfers {
    fn add_transfer(&mut self, id: CaseId, case: &Case, transfer: &Transfer) {
        self.cases.push(id.0);
        self.givers.push(transfer.giver.0);
        self.receivers.push(transfer.receiver.map(|it| it.0));
        self.reasons.push(storable(&transfer.reason));
        self.begun_at.push(to_sql(transfer.begun_at));
        self.closed_at.push(case.as_dyn().closed_at().map(to_sql));
        let why = transfer.exception.map(|(_, why)| why.as_str().to_owned());
        self.exceptions.push(why);
        self.excepted_at
            .push(transfer.exception.map(|(at, _)| to_sql(at)));
        self.settled_at.push(transfer.settled_at.map(to_sql));
        for item in &transfer.items {
            self.items.cases.push(id.0);
            self.items.assets.push(item.asset.0);
            self.items.states.push(item.state.as_str().to_owned());
            let decided_at = item.state.decided_at().map(to_sql);
            self.items.decided_at.push(decided_at);
        }
    }
}

impl Projection for Transfers {
    fn tables(&self) -> &'static [&'static str] {
        &["transfers", "transfer_items"]
    }

    fn add(&mut self, projected: ProjectedCase<'_>) {
        if let Some(case @ Case::Transfer(transfer)) = &projected.history.case {
            self.add_transfer(projected.id, case, transfer);
        }
    }

    fn write<'a>(&'a self, connection: &'a mut PgConnection, organisation: Uuid) -> Writing<'a> {
        Box::pin(async move {
            if self.cases.is_empty() {
                return Ok(());
            }
            query!(
                "insert into transfers (organisation, case_id, giver, receiver, reason, begun_at,
                     closed_at, exception, excepted_at, settled_at)
                 select $1, * from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[],
                     $6::timestamptz[], $7::timestamptz[], $8::text[], $9::timestamptz[],
                     $10::timestamptz[])
                 on conflict (organisation, case_id) do update set
                     receiver = excluded.receiver, closed_at = excluded.closed_at,
                     exception = excluded.exception, excepted_at = excluded.excepted_at,
                     settled_at = excluded.settled_at",
                organisation,
                &self.cases,
                &self.givers,
                &self.receivers as &[Option<Uuid>],
                &self.reasons,
                &self.begun_at,
                &self.closed_at as &[Option<OffsetDateTime>],
                &self.exceptions as &[Option<String>],
                &self.excepted_at as &[Option<OffsetDateTime>],
                &self.settled_at as &[Option<OffsetDateTime>]
            )
            .execute(&mut *connection)
            .await?;
            let items = &self.items;
            query!(
                "insert into transfer_items (organisation, case_id, asset, state, decided_at)
                 select $1, * from unnest($2::uuid[], $3::uuid[], $4::text[], $5::timestamptz[])
                 on conflict (organisation, case_id, asset) do update set
                     state = excluded.state, decided_at = excluded.decided_at",
                organisation,
                &items.cases,
                &items.assets,
                &items.states,
                &items.decided_at as &[Option<OffsetDateTime>]
            )
            .execute(connection)
            .await?;
            Ok(())
        })
    }
}
