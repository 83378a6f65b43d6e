//! Organisations: what every other row belongs to. They are founded by whoever
//! runs the server, never over HTTP.

use crate::{
    advisory::{RECORDS, key_of},
    error::{Error, OnConstraint},
    problem::ProblemKind,
    random,
    records::check_name,
};
use replica::handed::Key;
use serde::Serialize;
use sqlx::{PgConnection, query, query_scalar};
use uuid::Uuid;

/// The organisation of the sample. Known here, so that a server without the
/// sample knows a database that holds it, whose passwords everybody can read.
pub const SAMPLE: Uuid = Uuid::from_u128(0x0193_0000_0000_7000_8000_6865_6e67_6c69);

const SLUG_MAX: usize = 32;

/// An organisation as its people are told of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Organisation {
    pub id: Uuid,
    pub name: String,
}

/// Founds an organisation. Its slug ends the logins of its people.
///
/// # Errors
/// The slug or the name cannot be, or there is such an organisation already.
pub async fn found(
    connection: &mut PgConnection,
    id: Uuid,
    slug: &str,
    name: &str,
) -> Result<(), Error> {
    let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if slug.is_empty() || slug.len() > SLUG_MAX || !slug.chars().all(letters) {
        return Err(Error::invalid("a slug is up to 32 of a-z, 0-9 and -"));
    }
    check_name("name", name)?;
    let taken = || {
        Error::problem(
            ProblemKind::Conflict,
            "there is such an organisation already",
        )
    };
    query!(
        "insert into organisations (id, slug, name, signing_key) values ($1, $2, $3, $4)",
        id,
        slug,
        name,
        &random::bytes::<32>()?
    )
    .execute(connection)
    .await
    .on_constraint("organisations_pkey", taken)
    .on_constraint("organisations_slug_key", taken)?;
    Ok(())
}

/// Whether any organisation was founded here.
pub async fn any(connection: &mut PgConnection) -> Result<bool, Error> {
    let any = query_scalar!(r#"select exists (select from organisations) as "any!""#);
    Ok(any.fetch_one(connection).await?)
}

/// Whether the sample organisation is in this database.
///
/// # Errors
/// The database did not answer.
pub async fn has_sample(connection: &mut PgConnection) -> Result<bool, Error> {
    let is_loaded = query_scalar!(
        r#"select exists (select from organisations where id = $1) as "is_loaded!""#,
        SAMPLE
    );
    Ok(is_loaded.fetch_one(connection).await?)
}

pub async fn name(connection: &mut PgConnection, id: Uuid) -> Result<String, Error> {
    Ok(
        query_scalar!("select name from organisations where id = $1", id)
            .fetch_one(connection)
            .await?,
    )
}

/// The key by which an organisation certifies its devices.
pub(crate) async fn signing_key(connection: &mut PgConnection, id: Uuid) -> Result<Key, Error> {
    let seed = query_scalar!("select signing_key from organisations where id = $1", id)
        .fetch_one(connection)
        .await?;
    let seed = seed.as_slice().try_into();
    let seed = seed.map_err(|error| Error::fault("read the organisation's key", error))?;
    Ok(Key::of(seed))
}

/// Makes this transaction the only one that changes what must hold for an
/// organisation's records together: no cycle in its catalogue, always an admin.
pub(crate) async fn lock(connection: &mut PgConnection, id: Uuid) -> Result<(), Error> {
    query!(
        "select from organisations where id = $1 for no key update",
        id
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A statement that keeps the teams of an organisation's stores, and who is here, as
/// they are until the transaction ends. That a case hangs on a record from now on can be
/// seen by no other transaction, so one that changes a team would not find it and leave
/// it in the old pool, and one in which somebody leaves would let it wait for them for
/// ever.
pub(crate) fn keep_records(id: Uuid) -> String {
    format!(
        "select pg_advisory_xact_lock_shared({RECORDS}, {})",
        key_of(id)
    )
}

/// Waits for those who keep the records as they are, and lets nobody else begin to.
pub(crate) async fn change_records(connection: &mut PgConnection, id: Uuid) -> Result<(), Error> {
    query_scalar!(
        r#"select pg_advisory_xact_lock($1, $2)::text as "held!""#,
        RECORDS,
        key_of(id)
    )
    .fetch_one(connection)
    .await?;
    Ok(())
}
