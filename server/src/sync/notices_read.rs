//! How far people have read what they are told of cases, for all phones of a person.
//!
//! A phone says up to which entry of a case its person has read; the furthest that any
//! has said is kept, with its position in the feed, from which the others learn of it. So
//! it costs a write only where somebody has read on, and a restored database is told
//! again by whoever finds that it is of another history. Nobody else's phones are asked
//! or told.
//!
//! One row per person and case is all that can be kept, and only for cases that the person
//! could once read. It goes once what it covers is so old that no phone tells of it.

use super::cursor::FeedKey;
use crate::{clock::to_sql, devices::Device, error::Error};
use domain::{
    case::{KEPT_AFTER_CLOSING, Scope},
    ids::CaseId,
    time::{Span, Timestamp},
};
use replica::wire::NoticesRead;
use sqlx::{PgConnection, query, query_scalar};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Of how many cases one answer says how far their notices are read.
const PAGE: i64 = 4_000;
/// How many rows take about as much room as a KiB of commands.
const ROWS_PER_KIB: u32 = 8;

/// Keeps what the device's person has read, where it is further than what is known. Gives
/// in how many cases that is.
///
/// # Errors
/// The database did not answer; it is to be told again.
pub(super) async fn put(
    connection: &mut PgConnection,
    device: &Device,
    told: &[NoticesRead],
    now: Timestamp,
) -> Result<u32, Error> {
    let cases: Vec<Uuid> = told.iter().map(|read| read.case.0).collect();
    let upto: Vec<i32> = told.iter().map(|read| read.upto.into()).collect();
    // Cases in one order, for two phones of a person may tell of the same ones at once.
    let rows = query_scalar!(
        r#"with told as (
               select case_id, max(upto) as upto
               from unnest($3::uuid[], $4::int[]) as t (case_id, upto)
               group by case_id),
           further as (
               select case_id, upto from told
               where upto > coalesce((select r.upto from notices_read r
                       where r.organisation = $1 and r.person = $2
                           and r.case_id = told.case_id), 0)
                   and exists (select from audience a
                       where a.organisation = $1 and a.case_id = told.case_id
                           and a.scope = any ($5))),
           here as (
               select feed_position() as position where exists (select from further)),
           forgotten as (
               delete from notices_read
               where organisation = $1 and person = $2 and exists (select from further)
                   and case_id not in (select case_id from further)
                   and position < (select max(position) from feed_times where at <= $6)),
           kept as (
               insert into notices_read (organisation, person, case_id, upto, position)
               select $1, $2, case_id, upto, position from further cross join here
               order by case_id
               on conflict (organisation, person, case_id) do update
                   set upto = excluded.upto, position = excluded.position
                   where notices_read.upto < excluded.upto
               returning case_id)
           select count(*) as "kept!" from kept"#,
        device.organisation,
        device.person.id.0,
        &cases,
        &upto,
        &device.scopes(),
        to_sql(now + Span(-KEPT_AFTER_CLOSING.0))
    );
    let rows = rows.fetch_one(connection).await?;
    Ok(u32::try_from(rows).unwrap_or(u32::MAX))
}

/// How many KiB of commands so many rows count as.
pub(super) const fn kib_of(rows: u32) -> u32 {
    rows.div_ceil(ROWS_PER_KIB)
}

/// Those who are to be told of what the device's person has read: their phones.
pub(super) fn concerned(device: &Device) -> BTreeSet<Uuid> {
    BTreeSet::from([Scope::Person(device.person.id).key()])
}

/// What a person has read, up to a position.
#[derive(Default)]
pub(super) struct Page {
    pub notices_read: Vec<NoticesRead>,
    /// Up to where the answer tells; none if there is no more.
    pub left_after: Option<FeedKey>,
}

/// Reads what the device's person has read since, below a position up to which everything
/// is decided.
pub(super) async fn page(
    connection: &mut PgConnection,
    device: &Device,
    after: FeedKey,
    below: i64,
) -> Result<Page, Error> {
    let rows = query!(
        "select case_id, upto, position from notices_read
         where organisation = $1 and person = $2
             and (position, case_id) > ($3, $4) and position < $5
         order by position, case_id limit $6",
        device.organisation,
        device.person.id.0,
        after.position,
        after.case,
        below,
        PAGE
    );
    let rows = rows.fetch_all(connection).await?;
    let is_full = i64::try_from(rows.len()) == Ok(PAGE);
    let last = rows.last().map(|row| FeedKey {
        position: row.position,
        case: row.case_id,
    });
    let read = rows.iter().filter_map(|row| {
        Some(NoticesRead {
            case: CaseId(row.case_id),
            upto: row.upto.try_into().ok()?,
        })
    });
    Ok(Page {
        notices_read: read.collect(),
        left_after: last.filter(|_| is_full),
    })
}
