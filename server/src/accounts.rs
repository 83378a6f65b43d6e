//! Accounts: how a person proves who they are, and so gets a device.
//!
//! A login ends in its organisation's slug (`lin.wei@hengli`). What a signed-in
//! device may do is not decided here.

use crate::{
    Server,
    devices::{self, Admin, Device},
    edge::permits::Permit,
    error::{Error, OnConstraint},
    limits::{address::Address, callers::Caller},
    organisations::{self, Organisation},
    problem::ProblemKind,
    records,
};
use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
};
use domain::{case::Scope, directory::Person, ids::PersonId, text::folded};
use replica::handed::{Certificate, PublicKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sqlx::{PgConnection, query};
use uuid::Uuid;

const LOGIN_BYTES_MAX: usize = 100;
const PASSWORD_CHARS_MIN: usize = 8;
const PASSWORD_BYTES_MAX: usize = 512;

/// What a phone signs in with.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    login: String,
    password: String,
    /// What the person calls the phone.
    device: String,
    /// The public half of the key by which it will sign what it hands over, in
    /// hexadecimal.
    #[serde(default)]
    key: Option<String>,
}

/// What a phone is given for it.
#[derive(Serialize)]
pub struct SignedIn {
    /// To be sent as a bearer token from now on; it cannot be asked for again.
    token: String,
    /// The device's id, from which the phone makes its actor ids.
    device: Uuid,
    organisation: Organisation,
    person: Person,
    /// What the organisation's key says of the device's, if the app has made one.
    certificate: Option<Certified>,
}

/// That the device's key is the device's: what other phones of the organisation believe
/// without a network.
#[derive(Serialize)]
pub struct Certified {
    /// The organisation's public key, in hexadecimal.
    authority: String,
    /// Its signature of a [`Certificate`], in hexadecimal.
    signature: String,
}

/// `POST /v1/sign-in`: a login and a password for a device and its token.
///
/// # Errors
/// Wrong credentials, too many tries, or a person who has left.
pub async fn sign_in(
    State(server): State<Server>,
    address: Address,
    headers: HeaderMap,
    Json(SignIn {
        login,
        password,
        device: label,
        key,
    }): Json<SignIn>,
) -> Result<Json<SignedIn>, Error> {
    if login.len() > LOGIN_BYTES_MAX || password.len() > PASSWORD_BYTES_MAX {
        return Err(Error::invalid("no login or password is as long as that"));
    }
    let login = folded(login.trim());
    records::check_name("device", &label)?;
    let key = key.map(|key| public_key(&key)).transpose()?;
    let account = verified(&server, address, &headers, &login, password).await?;
    let _permit = Permit::of(&server, Caller::Anonymous(address)).await?;
    let key_of_person = (account.organisation.id, account.person);
    server.limits.new_devices.admit(key_of_person)?;
    let mut transaction = server.pool.begin().await?;
    let person = records::person(&mut transaction, account.organisation.id, account.person)
        .await?
        .filter(|person| person.active)
        .ok_or_else(|| Error::problem(ProblemKind::Left, "the person has left the organisation"))?;
    let organisation = account.organisation;
    let now = server.clock.now();
    let (device, token) =
        devices::enrol(&mut transaction, organisation.id, person.id, &label, now).await?;
    let certificate = match key {
        Some(key) => {
            devices::set_key(&mut transaction, organisation.id, device, key).await?;
            let authority = organisations::signing_key(&mut transaction, organisation.id).await?;
            let issued = Certificate::issue(&authority, organisation.id, person.id, device, key);
            Some(Certified {
                authority: hex::encode(authority.public().as_slice()),
                signature: hex::encode(issued.signature.as_slice()),
            })
        }
        None => None,
    };
    let most = server.settings.devices_per_person;
    let has_revoked =
        devices::make_room(&mut transaction, organisation.id, person.id, most, now).await?;
    transaction.commit().await?;
    if has_revoked {
        // A sync of it that waits is to end.
        let own = Scope::Person(person.id).key();
        server.live.tell(organisation.id, [own].into());
    }
    tracing::info!(%device, person = %person.id, "signed in");
    Ok(Json(SignedIn {
        token,
        device,
        organisation,
        person,
        certificate,
    }))
}

/// The account of a login whose password this is.
///
/// Only what fails counts: per login and address together, so that nobody who guesses
/// locks out the right person elsewhere; per login where nobody is known to sign in with
/// it, against many who guess together; and per address. A device that was signed in with
/// the login before is counted by itself.
async fn verified(
    server: &Server,
    address: Address,
    headers: &HeaderMap,
    login: &str,
    password: String,
) -> Result<Account, Error> {
    let limits = &server.limits;
    let origin: [u8; 32] = Sha256::digest(format!("{login} {address:?}")).into();
    // Before anything is looked up.
    let by_address = limits.sign_ins_by_address.take(address, 1)?;
    let account = find(server, login).await?;
    let known = match &account {
        Some(account) => {
            let person = (account.organisation.id, account.person);
            devices::known_by(server, headers, person).await?
        }
        None => None,
    };
    let mut counted = vec![by_address];
    if let Some(token) = known {
        counted.push(limits.sign_ins_by_device.take(token, 1)?);
    } else {
        counted.push(limits.sign_ins.take(origin, 1)?);
        if !limits.known_origins.has(&origin) {
            counted.push(limits.sign_ins_by_login.take(login, 1)?);
        }
    }
    let hash = account
        .as_ref()
        .map(|account| account.password_hash.clone());
    let verified = server.passwords.verify(password, hash, address).await;
    if let Ok(false) = verified {
        return Err(wrong_credentials());
    }
    for counted in counted {
        counted.give_back();
    }
    verified?;
    let account = account.ok_or_else(wrong_credentials)?;
    limits.known_origins.note(&origin);
    Ok(account)
}

fn wrong_credentials() -> Error {
    let detail = "login or password is wrong";
    Error::problem(ProblemKind::WrongCredentials, detail)
}

/// A public key as a phone says it.
fn public_key(hexadecimal: &str) -> Result<PublicKey, Error> {
    let bytes = hex::decode(hexadecimal).ok();
    let key: Option<[u8; 32]> = bytes.and_then(|bytes| bytes.try_into().ok());
    let key = key.ok_or_else(|| Error::invalid("`key` has 64 hexadecimal digits"))?;
    Ok(PublicKey::new(key))
}

/// `POST /v1/sign-out`: revokes the calling device.
pub async fn sign_out(State(server): State<Server>, device: Device) -> Result<StatusCode, Error> {
    let mut connection = server.pool.acquire().await?;
    let now = server.clock.now();
    if devices::revoke(&mut connection, device.organisation, device.id, now).await? {
        // A sync of it that waits is to end.
        let own = Scope::Person(device.person.id).key();
        server.live.tell(device.organisation, [own].into());
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Who is calling, and for whom.
#[derive(Serialize)]
pub struct Me {
    device: Uuid,
    organisation: Organisation,
    person: Person,
}

/// `GET /v1/me`: who is calling.
pub async fn me(State(server): State<Server>, device: Device) -> Result<Json<Me>, Error> {
    let mut connection = server.pool.acquire().await?;
    let name = organisations::name(&mut connection, device.organisation).await?;
    let organisation = Organisation {
        id: device.organisation,
        name,
    };
    Ok(Json(Me {
        device: device.id,
        organisation,
        person: device.person,
    }))
}

/// What an admin gives a person to sign in with.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    login: String,
    password: String,
}

/// `PUT /v1/people/{id}/account`: gives a person an account, or another login or
/// password. Devices stay signed in, for they may hold unsent work; whoever
/// means a stolen phone revokes that one.
///
/// # Errors
/// The credentials cannot be, the login is taken, or there is no such person.
pub async fn put(
    State(server): State<Server>,
    Admin(admin): Admin,
    Path(person): Path<PersonId>,
    Json(Credentials { login, password }): Json<Credentials>,
) -> Result<StatusCode, Error> {
    let organisation = admin.organisation;
    // No connection is held while the password waits to be hashed.
    let hash = hash(&server, password).await?;
    let mut connection = server.pool.acquire().await?;
    write(&mut connection, organisation, person, &login, &hash).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives a person these credentials, in place of any former ones.
///
/// # Errors
/// The credentials cannot be, the login is taken, or there is no such person.
pub async fn put_account(
    server: &Server,
    connection: &mut PgConnection,
    organisation: Uuid,
    person: PersonId,
    login: &str,
    password: String,
) -> Result<(), Error> {
    let hash = hash(server, password).await?;
    write(connection, organisation, person, login, &hash).await
}

async fn hash(server: &Server, password: String) -> Result<String, Error> {
    if password.chars().count() < PASSWORD_CHARS_MIN || password.len() > PASSWORD_BYTES_MAX {
        return Err(Error::invalid(
            "a password has 8 characters or more, and 512 bytes or less",
        ));
    }
    server.passwords.hash(password).await
}

async fn write(
    connection: &mut PgConnection,
    organisation: Uuid,
    person: PersonId,
    login: &str,
    hash: &str,
) -> Result<(), Error> {
    let slug = query!("select slug from organisations where id = $1", organisation)
        .fetch_one(&mut *connection)
        .await?
        .slug;
    check_login(login, &slug)?;
    query!(
        "insert into accounts (organisation, person, login, password_hash)
         values ($1, $2, $3, $4)
         on conflict (organisation, person)
         do update set login = excluded.login, password_hash = excluded.password_hash",
        organisation,
        person.0,
        login,
        hash
    )
    .execute(connection)
    .await
    .on_constraint("accounts_person", || {
        Error::not_found("there is no such person")
    })
    .on_constraint("accounts_login", || {
        Error::problem(ProblemKind::Conflict, "the login is taken")
    })?;
    Ok(())
}

struct Account {
    organisation: Organisation,
    person: PersonId,
    password_hash: String,
}

async fn find(server: &Server, login: &str) -> Result<Option<Account>, Error> {
    let Some((_, slug)) = login.rsplit_once('@') else {
        return Ok(None);
    };
    if check_login(login, slug).is_err() {
        return Ok(None);
    }
    let row = query!(
        "select o.id, o.name, a.person, a.password_hash
         from organisations o join accounts a on a.organisation = o.id
         where o.slug = $1 and a.login = $2",
        slug,
        login
    )
    .fetch_optional(&server.pool)
    .await?;
    Ok(row.map(|row| Account {
        organisation: Organisation {
            id: row.id,
            name: row.name,
        },
        person: PersonId(row.person),
        password_hash: row.password_hash,
    }))
}

fn check_login(login: &str, slug: &str) -> Result<(), Error> {
    let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c);
    match login.rsplit_once('@') {
        Some((name, at))
            if at == slug
                && !name.is_empty()
                && login.len() <= LOGIN_BYTES_MAX
                && name.chars().all(letters) =>
        {
            Ok(())
        }
        _ => Err(Error::invalid(
            "a login is a name of a-z, 0-9 and ._- before an @ and the organisation's slug",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_belongs_to_one_organisation() {
        assert!(check_login("lin.wei@hengli", "hengli").is_ok());
        for login in [
            "lin.wei",
            "@hengli",
            "lin.wei@other",
            "Lin@hengli",
            "a b@hengli",
            "a\0@hengli",
        ] {
            assert!(check_login(login, "hengli").is_err(), "{login}");
        }
    }
}
