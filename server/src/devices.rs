//! Devices: the phones that are signed in, and the tokens by which they prove it.
//!
//! A token is random and opaque, its hash is all that is stored, and revoking it
//! takes effect with the next request. It names its organisation, so that the
//! look-up has the key that all rows are spread by.

mod keys;

pub(crate) use keys::{Sealer, sealers, set_key};

use crate::{
    Server, clock,
    error::Error,
    limits::{
        address::Address,
        callers::{Caller, DeviceKey},
    },
    problem::ProblemKind,
    random,
    records::{PersonRow, check_name},
};
use axum::{
    Json,
    extract::{FromRequestParts, Path, State},
    http::{HeaderMap, StatusCode, header, request::Parts},
};
use domain::{
    case::{Scope, scopes_of},
    directory::{FormerPerson, Person, Role},
    ids::PersonId,
    time::{Span, Timestamp},
};
use serde::Serialize;
use sha2::{Digest, Sha256};
use sqlx::{PgConnection, query, query_scalar, types::Json as Stored};
use std::collections::BTreeSet;
use uuid::Uuid;

/// How long a request is on its way at most: phones give one up sooner, the longest poll
/// among them.
const ON_ITS_WAY_MAX: Span = Span::minutes(3);

/// How many devices of a person are listed: the newest ones.
const LISTED_MAX: i64 = 100;
/// How long a device that was signed out is kept in any case.
const REVOKED_KEPT: Span = Span::days(30);

/// The device that calls, and its person as they are now. As a handler's
/// argument it lets nobody else in.
#[derive(Clone, Debug)]
pub struct Device {
    pub id: Uuid,
    /// The organisation that both belong to.
    pub organisation: Uuid,
    /// Who signed in on it.
    pub person: Person,
    /// Before this nothing was acted that it brings: see `acts_since`.
    pub since: Timestamp,
    /// The keys of the scopes in which it was ever told of cases.
    pub(crate) told_in: BTreeSet<Uuid>,
    token: Token,
}

/// The device that [`crate::edge::caller::identify`] has let in.
impl<S: Sync> FromRequestParts<S> for Device {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let HandsIn(device) = HandsIn::from_request_parts(parts, state).await?;
        device.of_somebody_here()
    }
}

/// A calling device that may hand in what its person has done: also that of somebody
/// who has left lately, who gets nothing else.
#[derive(Clone, Debug)]
pub struct HandsIn(pub Device);

impl<S: Sync> FromRequestParts<S> for HandsIn {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let device = parts.extensions.get().cloned();
        device.map(Self).ok_or_else(unauthenticated)
    }
}

fn unauthenticated() -> Error {
    Error::problem(ProblemKind::Unauthenticated, "a bearer token is needed")
}

impl Device {
    /// The device that calls with these headers from this address.
    ///
    /// A token that was let in before is counted as its device's before it is looked up,
    /// any other as its address's. So a thousand invented tokens cost a thousand
    /// look-ups nowhere.
    pub(crate) async fn calling(
        server: &Server,
        address: Address,
        headers: &HeaderMap,
    ) -> Result<Self, Error> {
        let limits = &server.limits;
        let Some(token) = Token::of(headers) else {
            limits.anonymous.admit(address)?;
            return Err(unauthenticated());
        };
        let sha256 = token.sha256;
        let mut counted = None;
        if limits.known_tokens.has(&sha256) {
            limits.devices.admit(sha256)?;
        } else {
            counted = Some(limits.anonymous.take(address, 1)?);
        }
        let found = Self::handing_in(server, token).await;
        match (&found, counted) {
            (Ok(device), counted) => {
                tracing::Span::current().record("device", tracing::field::display(device.id));
                if let Some(counted) = counted {
                    counted.give_back();
                    limits.known_tokens.note(&sha256);
                    limits.devices.admit(sha256)?;
                }
            }
            (Err(Error::Problem(_)), None) => {
                limits.known_tokens.forget(&sha256);
                limits.anonymous.admit(address)?;
            }
            (Err(_), _) => {}
        }
        found
    }

    /// Whose work it is that it asks for.
    pub(crate) const fn caller(&self) -> Caller {
        Caller::Person(self.organisation, self.person.id.0)
    }

    /// The device as a key of limits.
    pub(crate) const fn key(&self) -> DeviceKey {
        (self.organisation, self.id)
    }

    /// A device as it was just enrolled, for one who acts as it in this process;
    /// none if the token is none.
    #[must_use]
    pub fn enrolled((id, token): (Uuid, String), person: Person, since: Timestamp) -> Option<Self> {
        let token = Token::parse(&token)?;
        Some(Self {
            id,
            organisation: token.organisation,
            person,
            since,
            told_in: BTreeSet::new(),
            token,
        })
    }

    /// The keys of the scopes that its person is in now.
    pub(crate) fn scopes(&self) -> Vec<Uuid> {
        let scopes = scopes_of(&self.person);
        scopes.iter().map(Scope::key).collect()
    }

    /// The same, if its person is still here.
    fn of_somebody_here(self) -> Result<Self, Error> {
        if self.person.active {
            Ok(self)
        } else {
            Err(has_left())
        }
    }

    /// The device that holds this token, if it may call.
    async fn with(server: &Server, token: Token) -> Result<Self, Error> {
        Self::handing_in(server, token).await?.of_somebody_here()
    }

    /// The device that holds this token, if what its person did is still taken.
    async fn handing_in(server: &Server, token: Token) -> Result<Self, Error> {
        let now = server.clock.now();
        match find(server, token).await? {
            None => Err(Error::problem(
                ProblemKind::Unauthenticated,
                "no device has this token",
            )),
            Some((_, true)) => Err(Error::problem(
                ProblemKind::Revoked,
                "the device was signed out",
            )),
            Some((device, false)) if !device.person.may_hand_in(now) => Err(has_left()),
            Some((device, false)) => Ok(device),
        }
    }

    /// The device of this id, for one who works on what was sent from it.
    ///
    /// # Errors
    /// It may call no longer, or the database did not answer.
    pub(crate) async fn by_id(
        server: &Server,
        organisation: Uuid,
        id: Uuid,
    ) -> Result<Self, Error> {
        let sha256 = query_scalar!(
            "select token_sha256 from devices where organisation = $1 and id = $2",
            organisation,
            id
        );
        let sha256 = sha256.fetch_optional(&server.pool).await?;
        let sha256 = sha256.and_then(|sha256| sha256.try_into().ok());
        let gone = || Error::not_found("there is no such device");
        let sha256 = sha256.ok_or_else(gone)?;
        Self::with(
            server,
            Token {
                organisation,
                sha256,
            },
        )
        .await
    }

    /// The device as it is now: for whoever has waited, while it may have been
    /// signed out or its person have got other roles or left.
    ///
    /// # Errors
    /// It may call no longer, or the database did not answer.
    pub async fn renewed(&self, server: &Server) -> Result<Self, Error> {
        Self::handing_in(server, self.token.clone()).await
    }
}

pub(crate) fn has_left() -> Error {
    Error::problem(ProblemKind::Left, "the person has left the organisation")
}

/// A calling device whose person keeps the organisation's records.
#[derive(Clone, Debug)]
pub struct Admin(pub Device);

impl<S: Sync> FromRequestParts<S> for Admin {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let device = Device::from_request_parts(parts, state).await?;
        if device.person.is(Role::Admin) {
            Ok(Self(device))
        } else {
            Err(Error::forbidden("only an admin may do this"))
        }
    }
}

/// The bearer token of a device: the organisation's id and 256 random bits, of
/// which no more than the hash is kept, in memory either.
#[derive(Clone, Debug)]
struct Token {
    organisation: Uuid,
    sha256: [u8; 32],
}

impl Token {
    const PREFIX: &str = "fieldloop_";

    fn of(headers: &HeaderMap) -> Option<Self> {
        let (scheme, token) = headers
            .get(header::AUTHORIZATION)?
            .to_str()
            .ok()?
            .split_once(' ')?;
        if scheme.eq_ignore_ascii_case("bearer") {
            Self::parse(token.trim())
        } else {
            None
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let (organisation, secret) = text.strip_prefix(Self::PREFIX)?.split_once('_')?;
        if secret.len() != 64 {
            return None;
        }
        let organisation = Uuid::try_parse(organisation).ok()?;
        Some(Self {
            organisation,
            sha256: Sha256::digest(text).into(),
        })
    }

    /// A new one's text.
    fn draw(organisation: Uuid) -> Result<String, Error> {
        let secret = hex::encode(random::bytes::<32>()?);
        Ok(format!(
            "{}{}_{secret}",
            Self::PREFIX,
            organisation.simple()
        ))
    }
}

/// Since when what a device brings can have been acted: not before its person first
/// signed in on any device (not on this one, for a phone that has to sign in again is a
/// new device with work of the old one), nor before it had last brought everything, but
/// for what was done while that was on its way.
fn acts_since(signed_in: Timestamp, settled: Option<Timestamp>) -> Timestamp {
    let settled = settled.map(|settled| settled + Span(-ON_ITS_WAY_MAX.0));
    settled.map_or(signed_in, |settled| signed_in.max(settled))
}

/// The device with this token, and whether it was revoked.
async fn find(server: &Server, token: Token) -> Result<Option<(Device, bool)>, Error> {
    let row = query!(
        r#"select d.id as device, d.revoked_at is not null as "is_revoked!", d.scopes,
               d.settled_at,
               (select min(created_at) from devices f
                   where f.organisation = d.organisation and f.person = d.person) as "since!",
               p.id, p.name, p.store, p.team, p.roles, p.active,
               p.former as "former: Stored<Vec<FormerPerson>>"
           from devices d join people p on p.organisation = d.organisation and p.id = d.person
           where d.organisation = $1 and d.token_sha256 = $2"#,
        token.organisation,
        &token.sha256
    )
    .fetch_optional(&server.pool)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let person = PersonRow {
        id: row.id,
        name: row.name,
        store: row.store,
        team: row.team,
        roles: row.roles,
        active: row.active,
        former: row.former,
    };
    let person = person.try_into()?;
    let settled = server.last_syncs.settled(token.organisation, row.device);
    let device = Device {
        id: row.device,
        organisation: token.organisation,
        person,
        since: acts_since(
            clock::from_sql(row.since),
            settled.max(row.settled_at.map(clock::from_sql)),
        ),
        told_in: row.scopes.into_iter().collect(),
        token,
    };
    Ok(Some((device, row.is_revoked)))
}

/// Signs a device in: gives it an id and a token, which is told this once.
///
/// # Errors
/// The label cannot be, there is no such person, or the database did not answer.
pub async fn enrol(
    connection: &mut PgConnection,
    organisation: Uuid,
    person: PersonId,
    label: &str,
    now: Timestamp,
) -> Result<(Uuid, String), Error> {
    check_name("device", label)?;
    let id = random::id(now)?;
    let token = Token::draw(organisation)?;
    let sha256 = Sha256::digest(&token);
    query!(
        "insert into devices (organisation, id, person, label, token_sha256, created_at)
         values ($1, $2, $3, $4, $5, $6)",
        organisation,
        id,
        person.0,
        label,
        sha256.as_slice(),
        clock::to_sql(now)
    )
    .execute(connection)
    .await?;
    Ok((id, token))
}

/// Makes room for a device that a person has just enrolled: those that have not synced
/// for longest are signed out, so that so many are left, and of those that were signed out
/// the newest stay, and the first, by which it is known since when the person may act.
/// Says whether one was signed out.
pub(crate) async fn make_room(
    connection: &mut PgConnection,
    organisation: Uuid,
    person: PersonId,
    most: i64,
    now: Timestamp,
) -> Result<bool, Error> {
    let revoked = query!(
        "update devices set revoked_at = $4
         where organisation = $1 and revoked_at is null and id in (
             select id from devices
             where organisation = $1 and person = $2 and revoked_at is null
             order by coalesce(last_sync_at, created_at) desc, id desc offset $3)",
        organisation,
        person.0,
        most,
        clock::to_sql(now)
    );
    let revoked = revoked.execute(&mut *connection).await?.rows_affected();
    query!(
        "delete from devices
         where organisation = $1 and revoked_at < $4 and id in (
             select id from devices
             where organisation = $1 and person = $2
                 and created_at > (select min(created_at) from devices f
                     where f.organisation = $1 and f.person = $2)
             order by id desc offset $3)",
        organisation,
        person.0,
        LISTED_MAX,
        clock::to_sql(now + Span(-REVOKED_KEPT.0))
    )
    .execute(connection)
    .await?;
    Ok(revoked > 0)
}

/// Whether the token in these headers is, or was, of a device of this person: its hash
/// then, as a key of limits.
pub(crate) async fn known_by(
    server: &Server,
    headers: &HeaderMap,
    (organisation, person): (Uuid, PersonId),
) -> Result<Option<[u8; 32]>, Error> {
    let token = Token::of(headers).filter(|token| token.organisation == organisation);
    let Some(token) = token else { return Ok(None) };
    let known = query_scalar!(
        r#"select exists (select from devices
               where organisation = $1 and token_sha256 = $2 and person = $3) as "known!""#,
        organisation,
        &token.sha256,
        person.0
    );
    let is_known = known.fetch_one(&server.pool).await?;
    Ok(is_known.then_some(token.sha256))
}

/// Signs a device out, for good; says whether it was signed in.
pub async fn revoke(
    connection: &mut PgConnection,
    organisation: Uuid,
    id: Uuid,
    now: Timestamp,
) -> Result<bool, Error> {
    let revoked = query!(
        "update devices set revoked_at = $3
         where organisation = $1 and id = $2 and revoked_at is null",
        organisation,
        id,
        clock::to_sql(now)
    );
    Ok(revoked.execute(connection).await?.rows_affected() > 0)
}

/// A device as its person sees it in a list.
#[derive(Debug, Serialize)]
pub struct Listed {
    id: Uuid,
    label: String,
    created_at: Timestamp,
    last_sync_at: Option<Timestamp>,
    revoked_at: Option<Timestamp>,
    /// Whether it is the one that asks.
    is_this: bool,
}

/// `GET /v1/devices`: the caller's own devices, newest first.
pub async fn list(
    State(server): State<Server>,
    device: Device,
) -> Result<Json<Vec<Listed>>, Error> {
    let rows = query!(
        "select id, label, created_at, last_sync_at, revoked_at from devices
         where organisation = $1 and person = $2 order by id desc limit $3",
        device.organisation,
        device.person.id.0,
        LISTED_MAX
    )
    .fetch_all(&server.pool)
    .await?;
    let listed = rows.into_iter().map(|row| Listed {
        id: row.id,
        label: row.label,
        created_at: clock::from_sql(row.created_at),
        last_sync_at: row.last_sync_at.map(clock::from_sql),
        revoked_at: row.revoked_at.map(clock::from_sql),
        is_this: row.id == device.id,
    });
    Ok(Json(listed.collect()))
}

/// `DELETE /v1/devices/{id}`: signs a device out: one's own, or as an admin
/// anybody's. Of another's device nobody learns whether it exists.
///
/// # Errors
/// There is no such device that the caller may sign out.
pub async fn delete(
    State(server): State<Server>,
    caller: Device,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Error> {
    let mut connection = server.pool.acquire().await?;
    let owner = query!(
        "select person from devices where organisation = $1 and id = $2",
        caller.organisation,
        id
    )
    .fetch_optional(&mut *connection)
    .await?;
    let may = |owner: &Uuid| *owner == caller.person.id.0 || caller.person.is(Role::Admin);
    let Some(owner) = owner.map(|row| row.person).filter(may) else {
        return Err(Error::not_found("there is no such device of yours"));
    };
    if revoke(&mut connection, caller.organisation, id, server.clock.now()).await? {
        // A sync of it that waits is to end.
        let owner = Scope::Person(PersonId(owner)).key();
        server.live.tell(caller.organisation, [owner].into());
    }
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_names_its_organisation_and_nothing_else_is_read_from_it() {
        let organisation = Uuid::from_u128(7);
        let text = Token::draw(organisation).unwrap();
        let token = Token::parse(&text).unwrap();
        assert_eq!(token.organisation, organisation);
        assert_eq!(token.sha256, <[u8; 32]>::from(Sha256::digest(&text)));
        assert_ne!(text, Token::draw(organisation).unwrap());
    }

    #[test]
    fn what_is_no_token_is_never_looked_up() {
        for text in [
            "",
            "fieldloop_",
            "fieldloop_x_y",
            "Bearer",
            &"f".repeat(5000),
        ] {
            assert!(Token::parse(text).is_none(), "{text}");
        }
    }
}
