//! Runs as they are stored: what was sent, how far it is, and what was refused.

use super::{file::Reading, plan::Errors};
use crate::{
    clock::{from_sql, to_sql},
    error::Error,
};
use domain::{capabilities::Kind, time::Timestamp, words::Message};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::{PgConnection, PgPool, query, query_scalar, types::Json as Stored};
use uuid::Uuid;

/// How many ended runs of an organisation are kept, with their files.
const KEPT: i64 = 10;

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Its lines are read, and nothing is changed yet.
    Checking,
    /// What its lines say is being done.
    Acting,
    /// It has ended: all of it is done.
    Done,
    /// It has ended: it was to be checked only, and nothing is wrong with it.
    Checked,
    /// It has ended: some lines were refused, so nothing of it was done.
    Refused,
    /// It has ended: the file cannot be read, so nothing of it was done.
    Unreadable,
    /// It has ended before all of it was done: its person or device may do this no
    /// longer, or somebody has stopped it.
    Stopped,
}

impl State {
    const ALL: [Self; 7] = [
        Self::Checking,
        Self::Acting,
        Self::Done,
        Self::Checked,
        Self::Refused,
        Self::Unreadable,
        Self::Stopped,
    ];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Checking => "checking",
            Self::Acting => "acting",
            Self::Done => "done",
            Self::Checked => "checked",
            Self::Refused => "refused",
            Self::Unreadable => "unreadable",
            Self::Stopped => "stopped",
        }
    }

    fn named(word: &str) -> Result<Self, Error> {
        let mut all = Self::ALL.into_iter();
        let known = all.find(|state| state.as_str() == word);
        known.ok_or_else(|| Error::fault("read a run", format!("state {word}")))
    }
}

/// What became of lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    pub created: i32,
    pub changed: i32,
    pub unchanged: i32,
    pub refused: i32,
}

impl Counts {
    /// How many lines it counts.
    pub const fn passed(self) -> i32 {
        self.created + self.changed + self.unchanged + self.refused
    }
}

/// A run, without its file.
#[derive(Clone, Debug)]
pub struct Run {
    pub organisation: Uuid,
    pub id: Uuid,
    pub kind: Kind,
    pub person: Uuid,
    pub device: Uuid,
    pub is_dry: bool,
    pub only_new: bool,
    pub reason: String,
    pub begun_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub state: State,
    pub reading: Option<Value>,
    pub lines: Option<i32>,
    pub passed: i32,
    pub counts: Counts,
}

/// A file that is sent, and how it is to be taken in.
pub(super) struct Sent<'a> {
    pub id: Uuid,
    pub kind: Kind,
    pub person: Uuid,
    pub device: Uuid,
    pub sha256: [u8; 32],
    pub is_dry: bool,
    pub only_new: bool,
    pub reason: &'a str,
    pub file: &'a [u8],
    pub begun_at: Timestamp,
}

/// Something that is wrong with a cell or a line, as stored.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct StoredError {
    pub column: Option<String>,
    pub value: String,
    pub message: Message,
}

/// Begins a run, if none is under way.
pub(super) async fn begin(
    connection: &mut PgConnection,
    organisation: Uuid,
    sent: &Sent<'_>,
) -> Result<bool, Error> {
    let begun = query!(
        "insert into register_runs (organisation, id, kind, person, device, sha256, is_dry,
             only_new, reason, file, begun_at, state)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'checking')
         on conflict (organisation) where ended_at is null do nothing",
        organisation,
        sent.id,
        sent.kind.as_str(),
        sent.person,
        sent.device,
        &sent.sha256,
        sent.is_dry,
        sent.only_new,
        sent.reason,
        sent.file,
        to_sql(sent.begun_at)
    );
    Ok(begun.execute(connection).await?.rows_affected() > 0)
}

/// The run that is under way, and whether it does what is sent.
pub(super) async fn under_way(
    connection: &mut PgConnection,
    organisation: Uuid,
    sent: &Sent<'_>,
) -> Result<Option<(Uuid, bool)>, Error> {
    let open = query!(
        r#"select id, (kind, person, sha256, is_dry, only_new, reason)
               = ($2::text, $3::uuid, $4::bytea, $5::bool, $6::bool, $7::text) as "is_same!"
           from register_runs where organisation = $1 and ended_at is null"#,
        organisation,
        sent.kind.as_str(),
        sent.person,
        &sent.sha256,
        sent.is_dry,
        sent.only_new,
        sent.reason
    );
    let open = open.fetch_optional(connection).await?;
    Ok(open.map(|open| (open.id, open.is_same)))
}

/// Runs of an organisation, the newest first: this one, or all of the kind.
pub(super) async fn load(
    pool: &PgPool,
    organisation: Uuid,
    kind: Kind,
    id: Option<Uuid>,
) -> Result<Vec<Run>, Error> {
    let rows = query!(
        "select id, person, device, is_dry, only_new, reason, begun_at, ended_at, state,
             reading, lines, passed, created, changed, unchanged, refused
         from register_runs
         where organisation = $1 and kind = $2 and id = coalesce($3, id)
         order by begun_at desc, id desc limit $4",
        organisation,
        kind.as_str(),
        id,
        KEPT + 1
    );
    let rows = rows.fetch_all(pool).await?;
    let runs = rows.into_iter().map(|row| {
        Ok(Run {
            organisation,
            id: row.id,
            kind,
            person: row.person,
            device: row.device,
            is_dry: row.is_dry,
            only_new: row.only_new,
            reason: row.reason,
            begun_at: from_sql(row.begun_at),
            ended_at: row.ended_at.map(from_sql),
            state: State::named(&row.state)?,
            reading: row.reading,
            lines: row.lines,
            passed: row.passed,
            counts: Counts {
                created: row.created,
                changed: row.changed,
                unchanged: row.unchanged,
                refused: row.refused,
            },
        })
    });
    runs.collect()
}

/// The runs under way of all organisations, the oldest first.
pub(super) async fn open(pool: &PgPool) -> Result<Vec<(Uuid, Uuid, Kind)>, Error> {
    let rows = query!(
        "select organisation, id, kind from register_runs where ended_at is null
         order by begun_at, id"
    );
    let rows = rows.fetch_all(pool).await?.into_iter();
    let known = rows.filter_map(|row| Some((row.organisation, row.id, Kind::named(&row.kind)?)));
    Ok(known.collect())
}

pub(super) async fn file(pool: &PgPool, organisation: Uuid, id: Uuid) -> Result<Vec<u8>, Error> {
    let file = query_scalar!(
        "select file from register_runs where organisation = $1 and id = $2",
        organisation,
        id
    );
    Ok(file.fetch_one(pool).await?)
}

/// Notes how far a run is, and what was refused on the way; says whether it goes on. Of
/// one that somebody has stopped meanwhile, what was done still counts.
pub(super) async fn note(
    connection: &mut PgConnection,
    run: &Run,
    errors: &Errors,
) -> Result<bool, Error> {
    let (mut lines, mut said) = (Vec::new(), Vec::new());
    for (line, errors) in errors {
        lines.push(i32::try_from(*line).unwrap_or(i32::MAX));
        said.push(errors_to_json(errors)?);
    }
    let goes_on = query!(
        r#"with run as (
               update register_runs set passed = $4, created = $5, changed = $6,
                   unchanged = $7, refused = $8, lines = $9,
                   state = case when ended_at is null then $3 else state end
               where organisation = $1 and id = $2
               returning id, ended_at),
           refused as (
               insert into register_refusals (organisation, run, line, errors)
               select $1, run.id, line, errors
               from run, unnest($10::int[], $11::jsonb[]) as refused (line, errors)
               on conflict (organisation, run, line) do update set errors = excluded.errors)
           select exists (select from run where ended_at is null) as "goes_on!""#,
        run.organisation,
        run.id,
        run.state.as_str(),
        run.passed,
        run.counts.created,
        run.counts.changed,
        run.counts.unchanged,
        run.counts.refused,
        run.lines,
        &lines,
        &said
    );
    Ok(goes_on.fetch_one(connection).await?.goes_on)
}

fn errors_to_json(errors: &[StoredError]) -> Result<Value, Error> {
    serde_json::to_value(errors).map_err(|error| Error::fault("write what was refused", error))
}

/// Notes how a file was read. A run that is read anew begins anew.
pub(super) async fn note_reading(
    connection: &mut PgConnection,
    run: &Run,
    reading: &Reading,
) -> Result<(), Error> {
    let reading = serde_json::to_value(reading);
    let reading = reading.map_err(|error| Error::fault("write how a file was read", error))?;
    query!(
        "with before as (
             delete from register_refusals where organisation = $1 and run = $2)
         update register_runs set reading = $3 where organisation = $1 and id = $2",
        run.organisation,
        run.id,
        reading
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Ends a run that is under way, and lets the oldest ones go.
pub(super) async fn end(
    connection: &mut PgConnection,
    (organisation, id): (Uuid, Uuid),
    state: State,
    now: Timestamp,
) -> Result<bool, Error> {
    let ended = query!(
        "update register_runs set state = $3, ended_at = $4
         where organisation = $1 and id = $2 and ended_at is null",
        organisation,
        id,
        state.as_str(),
        to_sql(now)
    );
    let ended = ended.execute(&mut *connection).await?.rows_affected() > 0;
    query!(
        "delete from register_runs where organisation = $1 and id in (
             select id from register_runs where organisation = $1 and ended_at is not null
             order by begun_at desc, id desc offset $2)",
        organisation,
        KEPT
    )
    .execute(connection)
    .await?;
    Ok(ended)
}

/// What was refused of a run from a line on, in the order of the lines.
pub(super) async fn refusals(
    pool: &PgPool,
    run: &Run,
    most: i64,
) -> Result<Vec<(usize, Vec<StoredError>)>, Error> {
    let rows = query!(
        r#"select line, errors as "errors: Stored<Vec<StoredError>>" from register_refusals
           where organisation = $1 and run = $2 order by line limit $3"#,
        run.organisation,
        run.id,
        most
    );
    let rows = rows.fetch_all(pool).await?.into_iter();
    let refused = rows.map(|row| (usize::try_from(row.line).unwrap_or_default(), row.errors.0));
    Ok(refused.collect())
}
