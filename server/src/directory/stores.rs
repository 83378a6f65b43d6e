//! Stores, offices and warehouses, each served by a team.

use super::{changed, check_id};
use crate::{
    Server, devices::Admin, edge::strict_json::StrictJson, error::Error, organisations,
    records::check_name,
};
use axum::{
    Json,
    extract::{Path, State},
};
use domain::{directory::Store, ids::StoreId};
use sqlx::{PgConnection, query, query_scalar};
use uuid::Uuid;

/// `PUT /v1/stores/{id}`.
///
/// # Errors
/// The store cannot be so, or the caller is no admin.
pub async fn put(
    State(server): State<Server>,
    Admin(admin): Admin,
    Path(id): Path<StoreId>,
    StrictJson(store): StrictJson<Store>,
) -> Result<Json<Store>, Error> {
    check_id(id.0, store.id.0)?;
    let mut transaction = server.pool.begin().await?;
    let is_changed = put_store(&mut transaction, admin.organisation, &store).await?;
    transaction.commit().await?;
    if is_changed {
        server.live.tell_everybody(admin.organisation);
    }
    Ok(Json(store))
}

/// Writes a store, new or changed; says whether anything changed.
///
/// # Errors
/// The name cannot be, or the database did not answer.
pub async fn put_store(
    connection: &mut PgConnection,
    organisation: Uuid,
    store: &Store,
) -> Result<bool, Error> {
    check_name("name", &store.name)?;
    organisations::change_records(connection, organisation).await?;
    let team = query_scalar!(
        "select team from stores where organisation = $1 and id = $2",
        organisation,
        store.id.0
    );
    let team = team.fetch_optional(&mut *connection).await?;
    let written = query!(
        "insert into stores as old (organisation, id, name, team, position)
         values ($1, $2, $3, $4, feed_position())
         on conflict (organisation, id) do update set
             name = excluded.name, team = excluded.team, position = excluded.position
         where (old.name, old.team) is distinct from (excluded.name, excluded.team)",
        organisation,
        store.id.0,
        store.name,
        store.team.0
    );
    let is_changed = written.execute(&mut *connection).await?.rows_affected() > 0;
    // Reading rights hang on the team alone.
    if team.is_some_and(|team| team != store.team.0) {
        changed(connection, organisation, store.id.0).await?;
    }
    Ok(is_changed)
}
