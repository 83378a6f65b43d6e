//! The bodies that an answer delivers: a case's changes, or all of it, and the
//! names of the people in it.

use crate::{devices::Device, error::Error, records};
use domain::{capabilities::Kind, directory::Record, ids::CaseId};
use replica::{
    changes::unbundle,
    wire::{ANSWER_BYTES, Body, Delivered},
};
use serde_bytes::ByteBuf;
use sqlx::{PgConnection, query};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A case to deliver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Due {
    pub case: CaseId,
    /// From which transaction on its changes; none for all of it.
    pub since: Option<i64>,
}

/// What became of the cases that were due.
#[derive(Default)]
pub(super) struct Delivery {
    pub cases: Vec<Delivered>,
    /// Those that the person may not read.
    pub unreadable: BTreeSet<CaseId>,
    /// How many of those that were due the answer has dealt with, from the first
    /// on; for the others it had no room.
    pub dealt_with: usize,
    /// Those who have acted in what is delivered, and of whom the answer speaks besides.
    pub authors: BTreeSet<Uuid>,
}

/// Reads what is due, in this order, as far as the person may read it in one of
/// these scopes and one answer has room.
///
/// One statement, and so one snapshot: were changes compacted between finding
/// that they are there and reading them, a case would come without them. A
/// document is stored compressed, its changes are not delivered so: what is
/// counted is what will be delivered.
///
/// What is joined sideways is limited to its one row: a plan that was made while
/// the tables were small may not read all of them later.
#[expect(
    clippy::too_many_lines,
    reason = "one statement, whose parts belong together"
)]
pub(super) async fn bodies(
    connection: &mut PgConnection,
    device: &Device,
    scopes: &[Uuid],
    due: &[Due],
) -> Result<Delivery, Error> {
    if due.is_empty() {
        return Ok(Delivery::default());
    }
    let (ids, since): (Vec<Uuid>, Vec<Option<i64>>) =
        due.iter().map(|due| (due.case.0, due.since)).unzip();
    let room = i64::try_from(ANSWER_BYTES).unwrap_or(i64::MAX);
    let rows = query!(
        r#"with due as materialized (
               select own.n, own.case_id, own.since, c.kind, c.authors, c.document_bytes,
                   own.since is null or own.since < o.changes_since as is_whole
               from organisations o
                   cross join unnest($3::uuid[], $4::bigint[]) with ordinality
                       as own (case_id, since, n)
                   left join lateral (
                       select kind, authors, octet_length(document) as document_bytes
                       from cases
                       where organisation = $1 and id = own.case_id
                           and exists (select from audience a
                               where a.organisation = $1 and a.case_id = own.case_id
                                   and a.scope = any ($2) and not a.gone)
                       limit 1) as c on true
               where o.id = $1),
           sized as (
               select due.*, sum(case
                       when kind is null then 0
                       when is_whole then document_bytes
                       else (select sum(plain_bytes) from changes h
                           where h.organisation = $1 and h.case_id = due.case_id
                               and h.position >= due.since)
                   end) over (order by n rows between unbounded preceding and 1 preceding)
                   as bytes_before
               from due)
           select sized.case_id as "case_id!", sized.kind as "kind?",
               sized.authors as "authors?",
               case when sized.is_whole and sized.kind is not null then (
                   select document from cases w
                   where w.organisation = $1 and w.id = sized.case_id) end as document,
               h.changes, h.are_own
           from sized
               left join lateral (
                   select array_agg(bytes order by position) as changes,
                       array_agg(device = $6 order by position) as are_own
                   from changes
                   where not sized.is_whole and sized.kind is not null
                       and organisation = $1 and case_id = sized.case_id
                       and position >= sized.since) as h on true
           where coalesce(sized.bytes_before, 0)::bigint <= $5
           order by sized.n"#,
        device.organisation,
        scopes,
        &ids,
        &since as &[Option<i64>],
        room,
        device.id
    );
    let mut delivery = Delivery::default();
    for row in rows.fetch_all(connection).await? {
        delivery.dealt_with += 1;
        let case = CaseId(row.case_id);
        let Some(kind) = row.kind else {
            delivery.unreadable.insert(case);
            continue;
        };
        let Some(body) = body_of(row.document, row.changes, row.are_own)? else {
            continue;
        };
        delivery.authors.extend(row.authors.unwrap_or_default());
        delivery.cases.push(Delivered {
            case,
            kind: kind_of(&kind)?.into(),
            body,
        });
    }
    Ok(delivery)
}

/// The document, or else the changes that a phone lacks; none if it lacks none.
fn body_of(
    document: Option<Vec<u8>>,
    bundles: Option<Vec<Vec<u8>>>,
    are_own: Option<Vec<bool>>,
) -> Result<Option<Body>, Error> {
    if let Some(document) = document {
        return Ok(Some(Body::Whole(ByteBuf::from(document))));
    }
    let changes = changes(&bundles.unwrap_or_default(), &are_own.unwrap_or_default())?;
    Ok((!changes.is_empty()).then_some(Body::Changes(changes)))
}

/// The changes that a phone lacks: all but those that it made itself and that
/// were confirmed.
fn changes(bundles: &[Vec<u8>], are_own: &[bool]) -> Result<Vec<ByteBuf>, Error> {
    let mut changes = Vec::new();
    for (bundle, is_own) in bundles.iter().zip(are_own) {
        let bundle = unbundle(bundle, *is_own);
        let bundle = bundle.map_err(|fault| Error::fault("read stored changes", fault))?;
        changes.extend(bundle.into_iter().map(ByteBuf::from));
    }
    Ok(changes)
}

fn kind_of(stored: &str) -> Result<Kind, Error> {
    Kind::named(stored)
        .ok_or_else(|| Error::fault("read a case", format!("there is no kind {stored:?}")))
}

/// The people who have acted in the delivered cases and of whom the person would
/// not learn otherwise.
pub(super) async fn names(
    connection: &mut PgConnection,
    device: &Device,
    delivery: &Delivery,
) -> Result<Vec<Record>, Error> {
    let own = device.person.id.0;
    let others = delivery.authors.iter().copied().filter(|id| *id != own);
    let others: Vec<Uuid> = others.collect();
    if others.is_empty() {
        return Ok(Vec::new());
    }
    records::otherwise_unknown(connection, device.organisation, &device.person, &others).await
}
