//! How an organisation begins: with one store and one admin, who then puts
//! everybody and everything else over HTTP.

use crate::{Server, accounts, directory, error::Error, organisations, random};
use domain::{
    directory::{Person, Role, Store},
    ids::{PersonId, StoreId, TeamId},
};
use std::collections::BTreeSet;

/// What an organisation begins with.
pub struct Founding {
    /// The end of every login, as `hengli` in `lin.wei@hengli`.
    pub slug: String,
    pub name: String,
    /// The name of the first store or office.
    pub store: String,
    /// The name of the first admin, who works there.
    pub admin: String,
    /// The admin's login, without its end.
    pub login: String,
    pub password: String,
}

/// Founds an organisation, all of it or nothing.
///
/// # Errors
/// Something given cannot be, or there is such an organisation already.
pub async fn found(server: &Server, founding: Founding) -> Result<(), Error> {
    let now = server.clock.now();
    let organisation = random::id(now)?;
    let store = Store {
        id: StoreId(random::id(now)?),
        name: founding.store,
        team: TeamId(random::id(now)?),
        former: Vec::new(),
    };
    let admin = Person {
        id: PersonId(random::id(now)?),
        name: founding.admin,
        store: store.id,
        team: None,
        roles: BTreeSet::from([Role::Admin]),
        active: true,
        former: Vec::new(),
    };
    let login = format!("{}@{}", founding.login, founding.slug);
    let mut transaction = server.pool.begin().await?;
    let connection = &mut *transaction;
    organisations::found(connection, organisation, &founding.slug, &founding.name).await?;
    directory::put_store(connection, organisation, &store, now).await?;
    directory::put_person(connection, organisation, &admin, now).await?;
    let password = founding.password;
    accounts::put_account(server, connection, organisation, admin.id, &login, password).await?;
    Ok(transaction.commit().await?)
}
