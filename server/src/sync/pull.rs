//! What goes down: what changed since a phone's cursor in the cases that its
//! person may read, the cases to forget, and the directory's changes.
//!
//! The feed is read up to its horizon: behind it, a transaction that is still
//! running may yet put something. What a phone may read follows from its person's
//! scopes as they are now; a scope that is new to it begins at the beginning, and
//! the cases of one that it is in no more are to be forgotten.
//!
//! There is no transaction around the statements, for they need no common
//! snapshot. What is decided at the horizon, each of them has. What one of them
//! has beyond, the next sync tells again, behind the cursor, and a phone that
//! takes in a change twice has it once.

use super::{
    cursor::{Cursor, FeedKey, Reached, Trace},
    deliver::{self, Delivery, Due},
    directory,
    leaving::Leaving,
    notices_read,
};
use crate::{Server, cases::Answered, clock, devices::Device, error::Error};
use domain::{
    case::KEPT_AFTER_CLOSING,
    directory::Record,
    ids::CaseId,
    time::{Span, Timestamp},
};
use replica::wire::{Answer, Delivered, NoticesRead, VERSION};
use sqlx::{PgConnection, query, query_as, query_scalar, types::time::OffsetDateTime};
use std::collections::{BTreeMap, BTreeSet, HashMap, hash_map::Entry};
use uuid::Uuid;

/// How many cases of a scope are looked at for one page.
const ROWS_PER_SCOPE: i64 = 2_000;

/// How many cases come with those that are asked for, because one is about the other.
const ABOUT_MAX: i64 = 20;

/// One page of the feed.
#[derive(Default)]
pub(super) struct Page {
    cases: Vec<Delivered>,
    forget: BTreeSet<CaseId>,
    records: Vec<Record>,
    notices_read: Vec<NoticesRead>,
    cursor: Cursor,
    pub more: bool,
    /// Whether the phone's cursor was of another history, so that it is told everything
    /// anew.
    pub is_anew: bool,
    /// Whether something is there that a running transaction holds back.
    pub holds_back: bool,
    hands_in_until: Option<Timestamp>,
}

impl Page {
    /// The page of somebody who has left, and reads nothing more. Where their phone's copy
    /// is not what the server has, it is to be forgotten: no other takes its place.
    pub fn of_somebody_gone(cursor: &Cursor, pushed: &Answered, hands_in_until: Timestamp) -> Self {
        let replaced = pushed.cases.iter().filter(|(_, is_replaced)| **is_replaced);
        Self {
            cursor: cursor.clone(),
            forget: replaced.map(|(id, _)| *id).collect(),
            hands_in_until: Some(hands_in_until),
            ..Self::default()
        }
    }

    /// The page of somebody who has left and knows another history: their phone offers
    /// again what it has of theirs.
    pub fn anew_of_somebody_gone(hands_in_until: Timestamp) -> Self {
        Self {
            is_anew: true,
            hands_in_until: Some(hands_in_until),
            ..Self::default()
        }
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        let is_silent = self.cases.is_empty() && self.forget.is_empty() && self.records.is_empty();
        is_silent && self.notices_read.is_empty() && !self.more && !self.is_anew
    }

    pub fn answer(self, now: Timestamp, pushed: Answered) -> Answer {
        Answer {
            version: VERSION,
            now,
            rulings: pushed.rulings,
            cases: self.cases,
            forget: self.forget.into_iter().collect(),
            records: self.records,
            notices_read: self.notices_read,
            cursor: self.cursor.write(),
            more: self.more || pushed.is_partial,
            is_anew: self.is_anew,
            hands_in_until: self.hands_in_until,
        }
    }
}

/// What may wait for a phone.
#[expect(clippy::struct_excessive_bools, reason = "each is an answer by itself")]
struct Look {
    /// Whether what the phone has read is of the history that is here.
    is_known: bool,
    /// Up to where the feed can be read; none if nothing waits.
    horizon: Option<i64>,
    /// With the next two, by what the history up to there is known again.
    checkpoint: Option<i64>,
    nonce: Option<i64>,
    drawn_since: Option<i64>,
    cases_wait: bool,
    directory_waits: bool,
    notices_wait: bool,
    holds_back: bool,
}

impl Look {
    /// Up to where the feed can be read, and by what it is known again; none if nothing
    /// waits.
    fn trace(&self) -> Result<Option<Trace>, Error> {
        let Some(upto) = self.horizon else {
            return Ok(None);
        };
        let (Some(checkpoint), Some(nonce), Some(drawn_since)) =
            (self.checkpoint, self.nonce, self.drawn_since)
        else {
            return Err(Error::fault("trace the feed", "it has no checkpoint"));
        };
        Ok(Some(Trace {
            upto,
            checkpoint,
            nonce,
            drawn_since,
        }))
    }
}

/// Reads the first page for a phone whose cursor is of another history. What it has
/// asked for it asks for again.
async fn anew(
    server: &Server,
    connection: &mut PgConnection,
    device: &Device,
) -> Result<Page, Error> {
    let (cursor, pushed) = (Cursor::default(), Answered::default());
    pull(server, connection, device, &cursor, &pushed, &[]).await
}

/// Reads a page.
pub(super) async fn pull(
    server: &Server,
    connection: &mut PgConnection,
    device: &Device,
    cursor: &Cursor,
    pushed: &Answered,
    refetch: &[CaseId],
) -> Result<Page, Error> {
    let scopes = device.scopes();
    let leaving = Leaving::of(cursor, device, &scopes);
    let needs_horizon = !leaving.is_over() || !pushed.cases.is_empty() || !refetch.is_empty();
    let seen = look(connection, device, &scopes, cursor, needs_horizon).await?;
    if !seen.is_known || !cursor.has_own(connection).await? {
        let mut page = Box::pin(anew(server, connection, device)).await?;
        page.is_anew = true;
        return Ok(page);
    }
    let Some(trace) = seen.trace()? else {
        let cursor = cursor.clone();
        return Ok(Page {
            cursor: cursor.with_own(connection, pushed.position).await?,
            ..Page::default()
        });
    };
    let below = trace.below();
    let read = read_elsewhere(connection, device, cursor, &seen, below).await?;
    // What was read is told before the cases in which it was: a new phone tells its person
    // of what they have not read yet, and not of the rest first.
    let reads_feed = read.left_after.is_none();
    let feed = if seen.cases_wait && reads_feed {
        let kept_since = clock::to_sql(server.clock.now() + Span(-KEPT_AFTER_CLOSING.0));
        read_feed(connection, device, &scopes, cursor, below, kept_since).await?
    } else {
        Feed::default()
    };
    let mut asked = asked(pushed, refetch, cursor.complete_in(&scopes));
    let about = about(connection, device, &scopes, refetch).await?;
    let is_new = |id: &CaseId| !asked.iter().any(|due| due.case == *id);
    let about: Vec<CaseId> = about.into_iter().filter(is_new).collect();
    asked.extend(about.into_iter().map(|case| Due { case, since: None }));
    let due = due(&asked, &feed);
    let mut delivery = deliver::bodies(connection, device, &scopes, &due).await?;
    let spoken_of = pushed.people.iter().map(|person| person.0);
    delivery.authors.extend(spoken_of);
    let reached = if reads_feed {
        feed.reached(asked.len(), &due, &delivery).before(below)
    } else {
        Reached::Nothing
    };
    let mut records = deliver::names(connection, device, &delivery).await?;
    let mut next = cursor.advanced(&scopes, trace, reached);
    let mut more = reached != Reached::End;
    if seen.directory_waits {
        let page = directory::page(connection, device, cursor.directory, below).await?;
        records.extend(page.records);
        next.directory = page.next;
        more |= page.more;
    }
    next.notices_read = read.left_after;
    let (dropped, leaving) = leaving.page(connection, device, &scopes).await?;
    more |= leaving.is_some();
    next.leaving = leaving;
    let mut forget = delivery.unreadable;
    forget.extend(dropped);
    remember_scopes(connection, device, &scopes).await?;
    Ok(Page {
        cases: delivery.cases,
        forget,
        records,
        notices_read: read.notices_read,
        cursor: next.with_own(connection, pushed.position).await?,
        more,
        is_anew: false,
        holds_back: seen.holds_back,
        hands_in_until: None,
    })
}

async fn look(
    connection: &mut PgConnection,
    device: &Device,
    scopes: &[Uuid],
    cursor: &Cursor,
    needs_horizon: bool,
) -> Result<Look, Error> {
    let read: Vec<FeedKey> = scopes.iter().map(|scope| cursor.at(*scope).read).collect();
    let positions: Vec<i64> = read.iter().map(|key| key.position).collect();
    let cases: Vec<Uuid> = read.iter().map(|key| key.case).collect();
    let notices_read = cursor.notices_read();
    let trace = cursor.trace;
    let look = query_as!(
        Look,
        r#"select is_known as "is_known!", horizon, checkpoint, nonce, drawn_since, cases_wait as "cases_wait!",
               directory_waits as "directory_waits!", notices_wait as "notices_wait!",
               holds_back as "holds_back!"
           from feed_look($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"#,
        device.organisation,
        scopes,
        &positions,
        &cases,
        cursor.directory.read.position,
        device.person.id.0,
        notices_read.position,
        notices_read.case,
        needs_horizon,
        trace.map(|trace| trace.checkpoint),
        trace.map(|trace| trace.nonce),
        trace.map(|trace| trace.drawn_since),
        trace.map(|trace| trace.upto)
    );
    Ok(look.fetch_one(connection).await?)
}

/// What the person has read on other phones.
async fn read_elsewhere(
    connection: &mut PgConnection,
    device: &Device,
    cursor: &Cursor,
    seen: &Look,
    below: i64,
) -> Result<notices_read::Page, Error> {
    if !seen.notices_wait {
        return Ok(notices_read::Page::default());
    }
    notices_read::page(connection, device, cursor.notices_read(), below).await
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

/// The latest cases that are about one of those that are asked for, and those that it is
/// about, as far as the person may read both.
async fn about(
    connection: &mut PgConnection,
    device: &Device,
    scopes: &[Uuid],
    refetch: &[CaseId],
) -> Result<Vec<CaseId>, Error> {
    if refetch.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = refetch.iter().map(|id| id.0).collect();
    // Ids grow with time.
    let ids = query_scalar!(
        r#"with asked as (
             select a.case_id as id from audience a
             where a.organisation = $1 and a.case_id = any ($2) and a.scope = any ($3)
                 and not a.gone),
         called as (
             select id::text as about from asked
             union
             select n.name from case_names n
             where n.organisation = $1 and n.case_id in (select id from asked)),
         mentioned as (
             select m.about from case_mentions m
             where m.organisation = $1 and m.case_id in (select id from asked)),
         related as (
             select m.case_id as id from case_mentions m
             where m.organisation = $1 and m.about in (select about from called)
             union
             select n.case_id from case_names n
             where n.organisation = $1 and n.name in (select about from mentioned)
             union
             select about::uuid from mentioned where about not like '%:%')
         select id as "id!" from related
         where exists (select from audience a
             where a.organisation = $1 and a.case_id = related.id
                 and a.scope = any ($3) and not a.gone)
         order by id desc limit $4"#,
        device.organisation,
        &ids,
        scopes,
        ABOUT_MAX
    );
    let ids = ids.fetch_all(connection).await?;
    Ok(ids.into_iter().map(CaseId).collect())
}

/// What is due in all: what was asked for, then what the feed says beside. A case
/// can be in the feed twice, with where one scope lost it and what came after; it
/// is due once, and a phone that has it by any scope has it.
fn due(asked: &[Due], feed: &Feed) -> Vec<Due> {
    let mut due = asked.to_vec();
    let mut places: HashMap<CaseId, Option<usize>> =
        asked.iter().map(|due| (due.case, None)).collect();
    for (key, since) in &feed.cases {
        let case = CaseId(key.case);
        match places.entry(case) {
            Entry::Vacant(vacant) => {
                vacant.insert(Some(due.len()));
                due.push(Due {
                    case,
                    since: *since,
                });
            }
            Entry::Occupied(occupied) => {
                if let Some(listed) = occupied.get().and_then(|place| due.get_mut(place)) {
                    listed.since = listed.since.max(*since);
                }
            }
        }
    }
    due
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

impl Feed {
    /// How far an answer comes in the feed that has dealt with so many of the
    /// cases due, of which the first were asked for.
    fn reached(&self, asked: usize, due: &[Due], delivery: &Delivery) -> Reached {
        let is_whole = delivery.dealt_with == due.len();
        if is_whole && self.frontier.is_none() {
            return Reached::End;
        }
        if delivery.dealt_with < asked {
            return Reached::Nothing;
        }
        // The first row of the feed for whose case there was no room ends it.
        let left: BTreeSet<CaseId> = due[delivery.dealt_with..]
            .iter()
            .map(|it| it.case)
            .collect();
        let keys = self.cases.keys();
        let done = keys.take_while(|key| !left.contains(&CaseId(key.case)));
        done.last()
            .map_or(Reached::Nothing, |key| Reached::Key(*key))
    }
}

async fn read_feed(
    connection: &mut PgConnection,
    device: &Device,
    scopes: &[Uuid],
    cursor: &Cursor,
    below: i64,
    kept_since: OffsetDateTime,
) -> Result<Feed, Error> {
    let progress: Vec<_> = scopes.iter().map(|scope| cursor.at(*scope)).collect();
    let complete: Vec<i64> = progress.iter().map(|progress| progress.complete).collect();
    let positions: Vec<i64> = progress
        .iter()
        .map(|progress| progress.read.position)
        .collect();
    let cases: Vec<Uuid> = progress.iter().map(|progress| progress.read.case).collect();
    let rows = query!(
        r#"select own.scope as "scope!", own.complete as "complete!",
               a.case_id, a.position, a.since, a.gone, a.is_old as "is_old!"
           from unnest($2::uuid[], $3::bigint[], $4::bigint[], $5::uuid[])
                   as own (scope, complete, position, case_id)
               cross join lateral (
                   select case_id, position, since, gone, coalesce(closed_at <= $7, false) as is_old
                   from audience
                   where organisation = $1 and scope = own.scope and in_feed
                       and (position, case_id) > (own.position, own.case_id)
                       -- One that has moved on beyond the horizon is read for what it
                       -- got before: the cursor is going to pass that.
                       and (position < $6 or exists (
                           select from changes h
                           where h.organisation = $1 and h.case_id = audience.case_id
                               and h.position >= own.complete and h.position < $6))
                       -- What closed long ago is not new to anybody who has read here
                       -- before: they may have begun it while the horizon stood. What is
                       -- gone again may be on a phone from before it was gone first.
                       and (since <= own.position
                           or gone and was_gone and own.position > 0
                           or not gone and (own.complete > 0
                               or closed_at is null or closed_at > $7))
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
    let (mut scope, mut rows_of_scope) = (Uuid::nil(), 0);
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

/// Notes in which scopes the device is told of cases, if one is new to it.
async fn remember_scopes(
    connection: &mut PgConnection,
    device: &Device,
    scopes: &[Uuid],
) -> Result<(), Error> {
    if scopes.iter().all(|scope| device.told_in.contains(scope)) {
        return Ok(());
    }
    query!(
        "update devices set scopes = array(select distinct unnest(scopes || $3::uuid[]) order by 1)
         where organisation = $1 and id = $2",
        device.organisation,
        device.id,
        scopes
    )
    .execute(connection)
    .await?;
    Ok(())
}
