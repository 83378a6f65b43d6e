//! What former persons of this phone have left half done: their drafts and the photos in
//! them, until they sign in again.
//!
//! A store has one phone for many, and whoever goes home in the midst of a form comes back
//! to it. So drafts outlive signing out and another's signing in. They stand in tables of
//! their own meanwhile, that nothing reads which shows something.
//!
//! All of them together are bounded. Whoever left the longest time ago makes room first,
//! and is told how many drafts that has cost when they come back.

use super::{drafts::SAYS_SOMETHING, fault::StoreFault, session_state::Session, table};
use rusqlite::Connection;

/// How much all have left together at most, in bytes; whoever left last keeps all of
/// theirs, however much it is.
const LEFT_BYTES_MAX: i64 = 128 << 20;
/// Of how many people at most it is known that they have something here, or had to make
/// room.
const PEOPLE_MAX: u32 = 1_000;

/// What somebody finds again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Their drafts.
    pub drafts: u32,
    /// How many had to make room.
    pub lost: u32,
}

/// Puts the person's drafts apart, before everything of theirs goes.
///
/// # Errors
/// If the file cannot be written.
pub fn put_apart(connection: &Connection, of: &Session) -> Result<(), StoreFault> {
    put_apart_within(connection, of, LEFT_BYTES_MAX)
}

fn put_apart_within(
    connection: &Connection,
    of: &Session,
    bytes_max: i64,
) -> Result<(), StoreFault> {
    table::run(
        connection,
        &format!("delete from drafts where not {SAYS_SOMETHING}"),
        [],
    )?;
    if table::count(connection, "select count(*) from drafts", [])? == 0 {
        return Ok(());
    }
    let sql = "insert into left_by (organisation, person) values (?1, ?2)";
    table::run(connection, sql, key(of))?;
    let n = connection.last_insert_rowid();
    for sql in [
        "insert into left_drafts (n, subject, offer, revises, fields)
         select ?1, subject, offer, revises, fields from drafts",
        "insert into left_photos (n, id, media_type, is_thumbnail, bytes)
         select ?1, id, media_type, is_thumbnail, bytes from photos
         where exists (select 1 from drafts where instr(fields, lower(hex(photos.id))) > 0)",
    ] {
        table::run(connection, sql, [n])?;
    }
    make_room(connection, n, bytes_max)
}

/// Gives somebody their drafts back.
///
/// # Errors
/// If the file cannot be written.
pub fn give_back(connection: &Connection, to: &Session) -> Result<Found, StoreFault> {
    let sql = "select n, lost from left_by where organisation = ?1 and person = ?2";
    let left = table::first(connection, sql, key(to), |row| {
        Ok((row.get::<_, i64>(0)?, row.get(1)?))
    })?;
    let Some((n, lost)) = left else {
        return Ok(Found::default());
    };
    let sql = "insert or replace into drafts (subject, offer, revises, fields)
               select subject, offer, revises, fields from left_drafts where n = ?1";
    let drafts = table::run(connection, sql, [n])?;
    let sql = "insert or ignore into photos (id, media_type, is_thumbnail, bytes)
               select id, media_type, is_thumbnail, bytes from left_photos where n = ?1";
    table::run(connection, sql, [n])?;
    forget(connection, n)?;
    table::run(connection, "delete from left_by where n = ?1", [n])?;
    Ok(Found {
        drafts: u32::try_from(drafts).unwrap_or(u32::MAX),
        lost,
    })
}

/// Whoever left the longest time ago makes room for the others.
fn make_room(connection: &Connection, last: i64, bytes_max: i64) -> Result<(), StoreFault> {
    let sql = "select n from (
                   select n, sum(bytes) over (order by n desc) as total from (
                       select n, sum(bytes) as bytes from (
                           select n, length(fields) as bytes from left_drafts
                           union all select n, length(bytes) from left_photos)
                       group by n))
               where total > ?1 and n <> ?2";
    let over = table::all(connection, sql, (bytes_max, last), |row| {
        row.get::<_, i64>(0)
    })?;
    for n in over {
        let sql = "update left_by set lost = lost
                       + (select count(*) from left_drafts where left_drafts.n = left_by.n)
                   where n = ?1";
        table::run(connection, sql, [n])?;
        forget(connection, n)?;
    }
    let sql = "delete from left_by where n not in (select n from left_drafts)
               and n not in (select n from left_by order by n desc limit ?1)";
    table::run(connection, sql, [PEOPLE_MAX])?;
    Ok(())
}

fn forget(connection: &Connection, n: i64) -> Result<(), StoreFault> {
    for table in ["left_drafts", "left_photos"] {
        let sql = format!("delete from {table} where n = ?1");
        table::run(connection, &sql, [n])?;
    }
    Ok(())
}

fn key(session: &Session) -> ([u8; 16], [u8; 16]) {
    let person = *session.person.id.0.as_bytes();
    (*session.organisation_id.as_bytes(), person)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        store::{
            FieldEdit, FormKey, Store, Task,
            tests::{opened, run, session},
        },
        subject::Subject,
    };
    use domain::ids::{CaseId, PersonId};
    use tempfile::TempDir;
    use uuid::Uuid;

    fn person(number: u128) -> Session {
        let mut session = session();
        session.person.id = PersonId(Uuid::from_u128(number));
        session
    }

    /// Somebody signs in, and finds so many drafts; gives what they are told.
    fn come(store: &Store, number: u128) -> Found {
        give_back(&store.connection, &person(number)).unwrap()
    }

    /// Somebody types something of so many bytes, into so many forms, and goes.
    fn go(store: &mut Store, number: u128, forms: u128, bytes: usize, bytes_max: i64) {
        for form in 0..forms {
            let subject = Subject::Case(CaseId(Uuid::from_u128(form)));
            let edit = FieldEdit {
                form: FormKey::Offer(subject, "note".to_owned()),
                input: "text".to_owned(),
                value: "x".repeat(bytes),
            };
            run(store, Task::Fill(edit)).unwrap();
        }
        put_apart_within(&store.connection, &person(number), bytes_max).unwrap();
        table::run(&store.connection, "delete from drafts", []).unwrap();
    }

    #[test]
    fn who_left_the_longest_time_ago_makes_room_and_is_told() {
        let folder = TempDir::new().unwrap();
        let mut store = opened(folder.path());
        go(&mut store, 1, 2, 400, 2_000);
        go(&mut store, 2, 1, 400, 2_000);
        go(&mut store, 3, 1, 900, 2_000);
        assert_eq!(come(&store, 1), Found { drafts: 0, lost: 2 });
        assert_eq!(come(&store, 1), Found::default(), "told once");
        assert_eq!(come(&store, 2), Found { drafts: 1, lost: 0 });
        go(&mut store, 2, 1, 5_000, 2_000);
        assert_eq!(come(&store, 3), Found { drafts: 0, lost: 1 });
        let kept = Found { drafts: 1, lost: 0 };
        assert_eq!(come(&store, 2), kept, "who left last keeps all");
    }

    #[test]
    fn a_person_of_another_organisation_is_another_person() {
        let folder = TempDir::new().unwrap();
        let mut store = opened(folder.path());
        go(&mut store, 1, 1, 10, 2_000);
        let mut elsewhere = person(1);
        elsewhere.organisation_id = Uuid::from_u128(9);
        let found = give_back(&store.connection, &elsewhere).unwrap();
        assert_eq!(found, Found::default());
        assert_eq!(come(&store, 1).drafts, 1);
    }

    /// In one organisation, of which nothing else is on the phone.
    #[test]
    fn the_list_of_those_who_made_room_has_an_end() {
        let folder = TempDir::new().unwrap();
        let mut store = opened(folder.path());
        for number in 0..u128::from(PEOPLE_MAX) + 20 {
            go(&mut store, 100 + number, 1, 10, 0);
        }
        let known = "select count(*) from left_by";
        let known = table::count(&store.connection, known, []).unwrap();
        assert_eq!(known, PEOPLE_MAX);
    }
}
