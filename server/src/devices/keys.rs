//! The keys of devices, by which one signs what it hands over to another.

use super::acts_since;
use crate::{clock, error::Error, records::PersonRow};
use domain::{
    directory::{FormerPerson, Person},
    time::Timestamp,
};
use replica::handed::PublicKey;
use sqlx::{PgConnection, query, types::Json as Stored};
use std::collections::HashMap;
use uuid::Uuid;

/// Notes the public half of a device's key.
pub(crate) async fn set_key(
    connection: &mut PgConnection,
    organisation: Uuid,
    id: Uuid,
    key: PublicKey,
) -> Result<(), Error> {
    query!(
        "update devices set key = $3 where organisation = $1 and id = $2",
        organisation,
        id,
        key.as_slice()
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A device that signs what it hands over, and its person as they are now.
#[derive(Clone, Debug)]
pub(crate) struct Sealer {
    pub person: Person,
    /// Before this nothing was acted that it has sealed and not brought itself.
    pub since: Timestamp,
    pub key: PublicKey,
}

/// Those of these devices that may act and have a key. Most often none is asked for.
pub(crate) async fn sealers(
    connection: &mut PgConnection,
    organisation: Uuid,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Sealer>, Error> {
    let mut sealers = HashMap::new();
    if ids.is_empty() {
        return Ok(sealers);
    }
    let rows = query!(
        r#"select d.id as device, d.key as "key!", d.settled_at,
               (select min(created_at) from devices f
                   where f.organisation = d.organisation and f.person = d.person) as "since!",
               p.id, p.name, p.store, p.team, p.roles, p.active,
               p.former as "former: Stored<Vec<FormerPerson>>"
           from devices d join people p on p.organisation = d.organisation and p.id = d.person
           where d.organisation = $1 and d.id = any ($2) and d.key is not null
               and d.revoked_at is null"#,
        organisation,
        ids
    );
    for row in rows.fetch_all(connection).await? {
        let person = PersonRow {
            id: row.id,
            name: row.name,
            store: row.store,
            team: row.team,
            roles: row.roles,
            active: row.active,
            former: row.former,
        };
        let Ok(key) = <[u8; 32]>::try_from(row.key.as_slice()) else {
            continue;
        };
        let sealer = Sealer {
            person: person.try_into()?,
            since: acts_since(
                clock::from_sql(row.since),
                row.settled_at.map(clock::from_sql),
            ),
            key: PublicKey::new(key),
        };
        sealers.insert(row.device, sealer);
    }
    Ok(sealers)
}
