//! People. A person is never deleted, because the records name them; one who
//! has left becomes inactive.

use super::{changed, check_id};
use crate::{
    Server,
    cases::act_after_departure,
    devices::Admin,
    edge::strict_json::StrictJson,
    error::{Error, OnConstraint},
    organisations,
    problem::ProblemKind,
    records::{self, check_name, names_of_roles},
};
use axum::{
    Json,
    extract::{Path, State},
};
use domain::{
    directory::{Person, Role},
    ids::PersonId,
    time::Timestamp,
};
use sqlx::{PgConnection, query, query_scalar, types::Json as Stored};
use uuid::Uuid;

/// `PUT /v1/people/{id}`.
///
/// # Errors
/// The person cannot be so, or the caller is no admin.
pub async fn put(
    State(server): State<Server>,
    Admin(admin): Admin,
    Path(id): Path<PersonId>,
    StrictJson(person): StrictJson<Person>,
) -> Result<Json<Person>, Error> {
    check_id(id.0, person.id.0)?;
    let mut transaction = server.pool.begin().await?;
    let now = server.clock.now();
    let is_changed = put_person(&mut transaction, admin.organisation, &person, now).await?;
    transaction.commit().await?;
    if is_changed {
        server.live.tell_everybody(admin.organisation);
    }
    Ok(Json(person))
}

/// Writes a person, new or changed; says whether anything changed. How the record stood
/// before is kept, whatever the new one says of that. What waits for one who leaves ends.
///
/// # Errors
/// The name cannot be, there is no such store, or it would leave no admin.
pub async fn put_person(
    connection: &mut PgConnection,
    organisation: Uuid,
    person: &Person,
    now: Timestamp,
) -> Result<bool, Error> {
    check_name("name", &person.name)?;
    if person.id == PersonId::SYSTEM {
        return Err(Error::invalid("this id is the system's own"));
    }
    if !person.active {
        organisations::change_records(connection, organisation).await?;
    }
    if !person.is(Role::Admin) {
        check_another_admin(connection, organisation, person.id).await?;
    }
    let before = locked(connection, organisation, person.id).await?;
    let person = &person.clone().in_place_of(before.as_ref(), now);
    let is_changed = write(connection, organisation, person).await?;
    if is_changed {
        changed(connection, organisation, person.id.0).await?;
    }
    if is_changed && !person.active {
        // Everybody is told that something has changed, and so asks for these too.
        act_after_departure(connection, organisation, person.id, now).await?;
    }
    Ok(is_changed)
}

/// The record as it is, which nobody else changes until the transaction ends.
async fn locked(
    connection: &mut PgConnection,
    organisation: Uuid,
    id: PersonId,
) -> Result<Option<Person>, Error> {
    query!(
        "select from people where organisation = $1 and id = $2 for no key update",
        organisation,
        id.0
    )
    .fetch_optional(&mut *connection)
    .await?;
    records::person(connection, organisation, id).await
}

async fn write(
    connection: &mut PgConnection,
    organisation: Uuid,
    person: &Person,
) -> Result<bool, Error> {
    let written = query!(
        "insert into people as old
             (organisation, id, name, store, team, roles, active, served, known_in, former,
                 position)
         values ($1, $2, $3, $4::uuid, $5, $6::text[], $7, cardinality($6::text[]) > 0,
             array[$4::uuid], $8, feed_position())
         on conflict (organisation, id) do update set
             name = excluded.name, store = excluded.store, team = excluded.team,
             roles = excluded.roles, active = excluded.active, former = excluded.former,
             position = excluded.position,
             served = old.served or excluded.served,
             known_in = case when excluded.store = any (old.known_in) then old.known_in
                 else old.known_in || excluded.store end
         where (old.name, old.store, old.team, old.roles, old.active) is distinct from
             (excluded.name, excluded.store, excluded.team, excluded.roles, excluded.active)",
        organisation,
        person.id.0,
        person.name,
        person.store.0,
        person.team.map(|team| team.0),
        &names_of_roles(&person.roles)?,
        person.active,
        Stored(&person.former) as _
    )
    .execute(connection)
    .await
    .on_constraint("people_store", || Error::invalid("there is no such store"))?;
    Ok(written.rows_affected() > 0)
}

/// An organisation whose only admin is made something else could be kept by
/// nobody. An admin is who can sign in as one: whoever has no account keeps nothing,
/// and before the first admin there is nothing to lose.
async fn check_another_admin(
    connection: &mut PgConnection,
    organisation: Uuid,
    person: PersonId,
) -> Result<(), Error> {
    let is_admin = query_scalar!(
        r#"select exists (select from people p
               join accounts a on a.organisation = p.organisation and a.person = p.id
               where p.organisation = $1 and p.id = $2 and p.active and 'admin' = any (p.roles))
           as "is_admin!""#,
        organisation,
        person.0
    );
    if !is_admin.fetch_one(&mut *connection).await? {
        return Ok(());
    }
    organisations::lock(connection, organisation).await?;
    let is_another = query_scalar!(
        r#"select exists (select from people p
               join accounts a on a.organisation = p.organisation and a.person = p.id
               where p.organisation = $1 and p.id <> $2 and p.active and 'admin' = any (p.roles))
           as "is_another!""#,
        organisation,
        person.0
    );
    if is_another.fetch_one(connection).await? {
        Ok(())
    } else {
        Err(Error::problem(
            ProblemKind::Conflict,
            "the organisation would have no admin left",
        ))
    }
}
