//! The bodies that an answer delivers: a case's changes, or all of it, and the
//! names of the people in it.

use crate::{devices::Device, directory, error::Error};
use domain::{
    capabilities::Kind,
    directory::Record,
    ids::{CaseId, PersonId},
};
use replica::wire::{Body, Delivered};
use serde_bytes::ByteBuf;
use sqlx::{PgConnection, query, query_scalar};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A case to deliver.
#[derive(Clone, Copy, Debug)]
pub(super) struct Due {
    pub case: CaseId,
    /// From which transaction on its changes; none for all of it.
    pub since: Option<i64>,
}

/// Those of the cases that may be read in one of these scopes, with what of
/// them is due in bytes. A document is stored compressed, its changes are not:
/// what is counted is what will be delivered.
pub(super) async fn readable(
    connection: &mut PgConnection,
    device: &Device,
    scopes: &[String],
    due: impl Iterator<Item = Due>,
) -> Result<BTreeMap<CaseId, usize>, Error> {
    let (ids, since): (Vec<Uuid>, Vec<Option<i64>>) =
        due.map(|due| (due.case.0, due.since)).unzip();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = query!(
        r#"select c.id, case when due.since is null then octet_length(c.document) else (
                   select coalesce(sum(octet_length(h.bytes)), 0) from changes h
                   where h.organisation = $1 and h.case_id = c.id
                       and h.position >= due.since and h.device is distinct from $5
               ) end as "bytes!"
           from unnest($2::uuid[], $4::bigint[]) as due (case_id, since)
               join cases c on c.organisation = $1 and c.id = due.case_id
           where exists (select from audience a
               where a.organisation = $1 and a.case_id = c.id
                   and a.scope = any ($3) and not a.gone)"#,
        device.organisation,
        &ids,
        scopes,
        &since as &[Option<i64>],
        device.id
    );
    let mut sizes = BTreeMap::new();
    for row in rows.fetch_all(connection).await? {
        let bytes = usize::try_from(row.bytes).unwrap_or_default();
        let size: &mut usize = sizes.entry(CaseId(row.id)).or_default();
        *size = bytes.max(*size);
    }
    Ok(sizes)
}

/// The bodies of the cases that are due.
pub(super) async fn bodies(
    connection: &mut PgConnection,
    device: &Device,
    due: &[Due],
) -> Result<Vec<Delivered>, Error> {
    let mut delivered = changes(connection, device, due).await?;
    let whole: Vec<Uuid> = due
        .iter()
        .filter(|due| due.since.is_none())
        .map(|due| due.case.0)
        .collect();
    if whole.is_empty() {
        return Ok(delivered);
    }
    let rows = query!(
        "select id, kind, document from cases where organisation = $1 and id = any ($2)",
        device.organisation,
        &whole
    );
    for row in rows.fetch_all(connection).await? {
        delivered.push(Delivered {
            case: CaseId(row.id),
            kind: kind(&row.kind)?,
            body: Body::Whole(ByteBuf::from(row.document)),
        });
    }
    Ok(delivered)
}

/// The changes of the cases of which the phone has some: all but those that it
/// made itself and that were confirmed.
async fn changes(
    connection: &mut PgConnection,
    device: &Device,
    due: &[Due],
) -> Result<Vec<Delivered>, Error> {
    let (ids, since): (Vec<Uuid>, Vec<i64>) = due
        .iter()
        .filter_map(|due| Some((due.case.0, due.since?)))
        .unzip();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = query!(
        r#"select c.id, c.kind, array_agg(h.bytes order by h.n) as "changes!"
           from unnest($2::uuid[], $3::bigint[]) as due (case_id, since)
               join cases c on c.organisation = $1 and c.id = due.case_id
               join changes h on h.organisation = $1 and h.case_id = due.case_id
                   and h.position >= due.since and h.device is distinct from $4
           group by c.id, c.kind"#,
        device.organisation,
        &ids,
        &since,
        device.id
    );
    let rows = rows.fetch_all(connection).await?;
    let delivered = rows.into_iter().map(|row| {
        let changes = row.changes.into_iter().map(ByteBuf::from).collect();
        Ok(Delivered {
            case: CaseId(row.id),
            kind: kind(&row.kind)?,
            body: Body::Changes(changes),
        })
    });
    delivered.collect()
}

fn kind(stored: &str) -> Result<Kind, Error> {
    let kind = Kind::ALL
        .iter()
        .find(|kind| kind.as_str() == stored)
        .copied();
    kind.ok_or_else(|| Error::fault("read a case", format!("there is no kind {stored:?}")))
}

/// The people who have acted in the delivered cases and of whom the person would
/// not learn otherwise: those who never held a role, of other stores.
pub(super) async fn names(
    connection: &mut PgConnection,
    device: &Device,
    delivered: &[Delivered],
) -> Result<Vec<Record>, Error> {
    if delivered.is_empty() {
        return Ok(Vec::new());
    }
    let cases: Vec<Uuid> = delivered.iter().map(|delivered| delivered.case.0).collect();
    let ids = query_scalar!(
        "select distinct p.id from entries e
             join people p on p.organisation = e.organisation and p.id = e.author
         where e.organisation = $1 and e.case_id = any ($2)
             and not p.served and not ($3 = any (p.known_in))",
        device.organisation,
        &cases,
        device.person.store.0
    );
    let ids = ids.fetch_all(&mut *connection).await?;
    let ids: Vec<PersonId> = ids.into_iter().map(PersonId).collect();
    let directory = directory::lookup(connection, device.organisation, &ids, &[], &[]).await?;
    Ok(directory.people.into_values().map(Record::Person).collect())
}
