//! What the store keeps in memory besides the file: who is signed in, what they
//! have set, and the directory.
//!
//! A task changes a copy, which takes the place of this one once the file has
//! been written, so that the two never differ.

use super::{fault::StoreFault, table};
use crate::{clock::ServerTime, locale::Locale};
use domain::{
    directory::{Directory, Person, Record},
    ids::{PersonId, StoreId},
    time::Timestamp,
    view::Viewer,
    words::Language,
};
use replica::{
    actor::Actor,
    handed::{Certificate, Key, PublicKey},
};
use rusqlite::Connection;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::sync::Arc;
use uuid::Uuid;

/// Who is signed in, and how far this phone has got with the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    pub server: String,
    /// This phone, as the server named it at sign-in.
    pub device: Uuid,
    /// How often this device has had to begin its actors anew.
    pub incarnation: u32,
    /// The organisation's name.
    pub organisation: String,
    /// The organisation; nil in what an older app has written.
    #[serde(default)]
    pub organisation_id: Uuid,
    /// The person, as their record was last delivered.
    pub person: Person,
    /// The cursor of the last answer; empty before the first.
    pub cursor: Vec<u8>,
    /// When it was found that the server has another history than this phone, by the
    /// server's clock; none once what the server lacked is there again.
    #[serde(default)]
    pub restored_at: Option<Timestamp>,
    /// How the server's time follows from the phone's clocks, and what was heard of it
    /// with the last answer; none before the first.
    pub server_time: Option<ServerTime>,
    /// The person has left the organisation, and what they did before is taken until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hands_in_until: Option<Timestamp>,
    /// That this phone is one of the person's, for other phones to know without a
    /// network; none if the server certifies none.
    #[serde(default)]
    pub certificate: Option<Certificate>,
    /// The organisation's key, by which those of others are certified.
    #[serde(default)]
    pub authority: Option<PublicKey>,
    /// The phone's own key. The keychain keeps it, and the file never.
    #[serde(skip)]
    pub key: Option<Key>,
}

impl Session {
    /// The actor under which this phone writes now.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor::of_device(self.device, self.incarnation)
    }

    /// When the last answer arrived, by the server's clock.
    pub fn synced_at(&self) -> Option<Timestamp> {
        self.server_time.as_ref().map(|time| time.heard)
    }

    /// Whether another session is the same person's, by whichever address of the server.
    pub fn is_same_person(&self, other: &Self) -> bool {
        let is_known = !self.organisation_id.is_nil();
        let is_there = if is_known {
            self.organisation_id == other.organisation_id
        } else {
            self.server == other.server
        };
        is_there && self.person.id == other.person.id
    }
}

/// What a person has set, and what outlives signing out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// The language; the phone's own if none was chosen.
    pub language: Option<Language>,
    /// The server that was last signed in to.
    pub server: String,
    /// The login that was last used.
    pub login: String,
}

/// What the store keeps in memory.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SessionState {
    /// Who is signed in.
    pub session: Option<Session>,
    pub settings: Settings,
    pub directory: Arc<Directory>,
    /// Of which revision of the file the directory has what cases put at hand, and whose
    /// it was, of which store; none before it was read.
    pub at_hand: Option<(i64, PersonId, StoreId, bool)>,
}

impl SessionState {
    /// Who looks at what is stored; none while nobody is signed in.
    pub fn viewer<'a>(&'a self, locale: &'a Locale, now: Timestamp) -> Option<Viewer<'a>> {
        Some(Viewer {
            person: &self.session.as_ref()?.person,
            directory: &self.directory,
            words: &locale.words,
            now,
            time_zone: &locale.time_zone,
        })
    }

    /// Reads it from the file. A record that cannot be read is left out: it is asked
    /// for anew ([`super::newer::ask_anew`]).
    pub fn load(connection: &Connection) -> Result<Self, StoreFault> {
        let records = table::all(connection, "select json from records", [], |row| {
            row.get::<_, String>(0)
        })?;
        let records = records
            .iter()
            .filter_map(|json| serde_json::from_str::<Record>(json).ok());
        Ok(Self {
            session: named(connection, "session")?,
            settings: named(connection, "settings")?.unwrap_or_default(),
            directory: Arc::new(records.collect()),
            at_hand: None,
        })
    }

    /// Writes what differs from a former state, but for the records, which are
    /// written as they come.
    pub fn save(&self, former: &Self, connection: &Connection) -> Result<(), StoreFault> {
        if self.session != former.session {
            name(connection, "session", self.session.as_ref())?;
        }
        if self.settings != former.settings {
            name(connection, "settings", Some(&self.settings))?;
        }
        Ok(())
    }
}

/// Reads a small thing by its name.
pub fn named<T: DeserializeOwned>(
    connection: &Connection,
    name: &str,
) -> Result<Option<T>, StoreFault> {
    let json = table::first(
        connection,
        "select value from meta where name = ?1",
        [name],
        |row| row.get::<_, String>(0),
    )?;
    Ok(json.map(|json| serde_json::from_str(&json)).transpose()?)
}

/// Writes, or takes away, a small thing by its name.
pub fn name<T: Serialize>(
    connection: &Connection,
    name: &str,
    value: Option<&T>,
) -> Result<(), StoreFault> {
    match value {
        Some(value) => table::run(
            connection,
            "insert or replace into meta (name, value) values (?1, ?2)",
            (name, serde_json::to_string(value)?),
        )?,
        None => table::run(connection, "delete from meta where name = ?1", [name])?,
    };
    Ok(())
}
