//! What goes down: what changed since a phone's cursor in the cases that its
//! person may read, the cases to forget, and the directory's changes.
//!
//! Everything is read in one snapshot, up to the feed's horizon: behind it, a
//! transaction that is still running may yet put something. What a phone may read follows from its
//! person's scopes as they are now; a scope that is new to it begins at the
//! beginning, and the cases of one that it is in no more are to be forgotten.

use super::{
    cursor::{Cursor, FeedKey, Reached},
    deliver::{self, Due},
};
use crate::{Server, cases::Answered, clock, devices::Device, directory, error::Error};
use domain::{
    case::{KEPT_AFTER_CLOSING, scopes_of},
    directory::Record,
    ids::CaseId,
    time::{Span, Timestamp},
};
use replica::wire::{ANSWER_BYTES, Answer, Delivered, VERSION};
use sqlx::{Acquire, PgConnection, query, query_scalar};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// How many cases of a scope are looked at for one page.
const ROWS_PER_SCOPE: i64 = 2_000;

/// One page of the feed.
pub(super) struct Page {
    cases: Vec<Delivered>,
    forget: BTreeSet<CaseId>,
    records: Vec<Record>,
    cursor: Cursor,
    more: bool,
    /// Whether something is there that a running transaction holds back.
    pub holds_back: bool,
}

impl Page {
    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.cases.is_empty() && self.forget.is_empty() && self.records.is_empty() && !self.more
    }

    /// As the answer to a push.
    pub fn answer(self, server: &Server, pushed: &Answered) -> Answer {
        Answer {
            version: VERSION,
            now: server.clock.now(),
            rulings: pushed.rulings.clone(),
            cases: self.cases,
            forget: self.forget.into_iter().collect(),
            records: self.records,
            cursor: self.cursor.write(),
            more: self.more,
        }
    }
}

/// Reads a page.
pub(super) async fn pull(
    server: &Server,
    device: &Device,
    cursor: &Cursor,
    pushed: &Answered,
    refetch: &[CaseId],
) -> Result<Page, Error> {
    let mut pooled = server.pool.acquire().await?;
    // Before the snapshot: what is decided now, the snapshot has.
    let horizon = query_scalar!(r#"select feed_horizon() as "horizon!""#);
    let below = horizon.fetch_one(&mut *pooled).await? + 1;
    let cursor = cursor.up_to(below);
    let mut transaction = pooled.begin().await?;
    let connection = &mut *transaction;
    query!("set transaction isolation level repeatable read, read only")
        .execute(&mut *connection)
        .await?;
    let scopes: Vec<String> = scopes_of(&device.person)
        .iter()
        .map(ToString::to_string)
        .collect();
    let kept_since = clock::to_sql(server.clock.now() + Span(-KEPT_AFTER_CLOSING.0));

    let feed = read_feed(connection, device, &scopes, &cursor, below, kept_since).await?;
    let mut asked = asked(pushed, refetch, cursor.complete_in(&scopes));
    let listed = feed.cases.iter().map(|(at, since)| Due {
        case: CaseId(at.case),
        since: *since,
    });
    let due = asked.iter().copied().chain(listed);
    let readable = deliver::readable(connection, device, &scopes, due).await?;
    let mut forget = dropped(connection, device, &scopes, &cursor).await?;
    forget.extend(
        asked
            .iter()
            .map(|due| due.case)
            .filter(|id| !readable.contains_key(id)),
    );
    asked.retain(|due| readable.contains_key(&due.case));

    let (due, reached, gone) = fit(asked, &feed, &readable);
    forget.extend(gone);
    let cases = deliver::bodies(connection, device, &due).await?;
    let mut records = deliver::names(connection, device, &cases).await?;
    let (since, person) = (cursor.directory, &device.person);
    records
        .extend(directory::changes(connection, device.organisation, person, since, below).await?);
    let holds_back = holds_back(connection, device, &scopes, below).await?;
    transaction.commit().await?;
    // On the same connection: were everybody to hold one and wait for a second,
    // nobody would get it.
    let now = server.clock.now();
    remember_scopes(&mut pooled, device, &scopes, now).await?;
    Ok(Page {
        cases,
        forget,
        records,
        cursor: cursor.advanced(&scopes, below, reached),
        more: reached != Reached::End,
        holds_back,
    })
}

/// The cases that are due whatever the feed says: those pushed to, and those
/// asked for.
fn asked(pushed: &Answered, refetch: &[CaseId], complete: i64) -> Vec<Due> {
    let pushed = pushed
        .cases
        .iter()
        .map(|(id, is_replaced)| (*id, (!is_replaced).then_some(complete)));
    let refetch = refetch.iter().map(|id| (*id, None));
    // Each case once; what is asked for comes whole.
    let asked: BTreeMap<CaseId, Option<i64>> = pushed.chain(refetch).collect();
    let due = asked.into_iter().map(|(case, since)| Due { case, since });
    due.collect()
}

/// What the feed says of the person's scopes.
#[derive(Default)]
struct Feed {
    /// Each case by the position of its last change; whether its phone has it
    /// as of some transaction.
    cases: BTreeMap<FeedKey, Option<i64>>,
    /// Up to where every scope was read; none if to its end.
    frontier: Option<FeedKey>,
}

async fn read_feed(
    connection: &mut PgConnection,
    device: &Device,
    scopes: &[String],
    cursor: &Cursor,
    below: i64,
    kept_since: sqlx::types::time::OffsetDateTime,
) -> Result<Feed, Error> {
    let progress: Vec<_> = scopes.iter().map(|scope| cursor.at(scope)).collect();
    let complete: Vec<i64> = progress.iter().map(|progress| progress.complete).collect();
    let positions: Vec<i64> = progress
        .iter()
        .map(|progress| progress.read.position)
        .collect();
    let cases: Vec<Uuid> = progress.iter().map(|progress| progress.read.case).collect();
    let rows = query!(
        r#"select own.scope as "scope!", own.complete as "complete!",
               a.case_id, a.position, a.since, a.gone, a.is_old as "is_old!"
           from unnest($2::text[], $3::bigint[], $4::bigint[], $5::uuid[])
                   as own (scope, complete, position, case_id)
               cross join lateral (
                   select case_id, position, since, gone, coalesce(closed_at <= $7, false) as is_old
                   from audience
                   where organisation = $1 and scope = own.scope
                       and (position, case_id) > (own.position, own.case_id) and position < $6
                       and (since <= own.position
                           or not gone and (closed_at is null or closed_at > $7))
                   order by position, case_id limit $8
               ) as a
           order by own.scope, a.position, a.case_id"#,
        device.organisation,
        scopes,
        &complete,
        &positions,
        &cases,
        below,
        kept_since,
        ROWS_PER_SCOPE
    );
    let mut feed = Feed::default();
    let (mut scope, mut rows_of_scope) = (String::new(), 0);
    for row in rows.fetch_all(connection).await? {
        let key = FeedKey {
            position: row.position,
            case: row.case_id,
        };
        // One that closed long ago may be open on a phone that was away for as
        // long; where it is gone already, its changes alone would say nothing.
        let has_it = !row.gone && !row.is_old && row.since < row.complete;
        let has_since = has_it.then_some(row.complete);
        let known = feed.cases.entry(key).or_default();
        *known = (*known).max(has_since);
        if row.scope != scope {
            (scope, rows_of_scope) = (row.scope, 0);
        }
        rows_of_scope += 1;
        if rows_of_scope == ROWS_PER_SCOPE {
            let frontier = feed.frontier.map_or(key, |other| other.min(key));
            feed.frontier = Some(frontier);
        }
    }
    if let Some(frontier) = feed.frontier {
        feed.cases.retain(|key, _| *key <= frontier);
    }
    Ok(feed)
}

/// What there is room for in one answer, how far that comes in the feed, and the
/// cases that it says are gone.
fn fit(
    asked: Vec<Due>,
    feed: &Feed,
    readable: &BTreeMap<CaseId, usize>,
) -> (Vec<Due>, Reached, Vec<CaseId>) {
    let (mut due, mut gone, mut bytes) = (Vec::new(), Vec::new(), 0);
    let mut is_whole = true;
    for one in asked {
        if bytes > ANSWER_BYTES {
            is_whole = false;
            break;
        }
        bytes += readable.get(&one.case).copied().unwrap_or_default();
        due.push(one);
    }
    let given: BTreeSet<CaseId> = due.iter().map(|due| due.case).collect();
    let mut reached = Reached::Nothing;
    for (key, since) in &feed.cases {
        if bytes > ANSWER_BYTES {
            is_whole = false;
            break;
        }
        let case = CaseId(key.case);
        match readable.get(&case) {
            None => gone.push(case),
            Some(_) if given.contains(&case) => {}
            Some(size) => {
                bytes += size;
                due.push(Due {
                    case,
                    since: *since,
                });
            }
        }
        reached = Reached::Key(*key);
    }
    if is_whole && feed.frontier.is_none() {
        reached = Reached::End;
    }
    (due, reached, gone)
}

/// The cases that the phone was told of in scopes that its person is in no more,
/// as far as they are in no other.
async fn dropped(
    connection: &mut PgConnection,
    device: &Device,
    scopes: &[String],
    cursor: &Cursor,
) -> Result<BTreeSet<CaseId>, Error> {
    let (left, complete): (Vec<String>, Vec<i64>) = cursor
        .scopes
        .iter()
        .filter(|(scope, _)| !scopes.contains(scope))
        .map(|(scope, progress)| (scope.clone(), progress.complete))
        .unzip();
    if left.is_empty() {
        return Ok(BTreeSet::new());
    }
    // A cursor is the phone's word: only scopes that this device was told of count.
    // What was gone from the scope before its person was, it has not heard of.
    let ids = query_scalar!(
        "select a.case_id from unnest($3::text[], $5::bigint[]) as own (scope, complete)
             join audience a on a.organisation = $1 and a.scope = own.scope
             join devices d on d.organisation = $1 and d.id = $2
         where a.scope = any (d.scopes) and (not a.gone or a.position >= own.complete)
             and not exists (select from audience other
                 where other.organisation = $1 and other.case_id = a.case_id
                     and other.scope = any ($4) and not other.gone)",
        device.organisation,
        device.id,
        &left,
        scopes,
        &complete
    );
    let ids = ids.fetch_all(connection).await?;
    Ok(ids.into_iter().map(CaseId).collect())
}

async fn holds_back(
    connection: &mut PgConnection,
    device: &Device,
    scopes: &[String],
    below: i64,
) -> Result<bool, Error> {
    let exists = query_scalar!(
        r#"select exists (select from audience
               where organisation = $1 and scope = any ($2) and position >= $3) as "exists!""#,
        device.organisation,
        scopes,
        below
    );
    Ok(exists.fetch_one(connection).await?)
}

/// Notes in which scopes the device is told of cases, and that it has synced;
/// mostly there is nothing new to note.
async fn remember_scopes(
    connection: &mut PgConnection,
    device: &Device,
    scopes: &[String],
    now: Timestamp,
) -> Result<(), Error> {
    query!(
        "update devices set last_sync_at = $4,
             scopes = array(select distinct unnest(scopes || $3::text[]) order by 1)
         where organisation = $1 and id = $2
             and (not scopes @> $3::text[]
                 or last_sync_at is null or last_sync_at < $4::timestamptz - interval '1 minute')",
        device.organisation,
        device.id,
        scopes,
        clock::to_sql(now)
    )
    .execute(connection)
    .await?;
    Ok(())
}
