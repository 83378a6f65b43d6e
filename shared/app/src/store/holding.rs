//! What is on this phone, counted: so that a person can see what it keeps, and how much.

use super::{fault::StoreFault, table};
use domain::capabilities::Kind;
use rusqlite::Connection;

/// What is on this phone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holding {
    /// The cases of each kind that is there.
    pub cases: Vec<(Kind, HeldCases)>,
    pub photos: u32,
    /// Of all photos together, signatures and thumbnails among them.
    pub photo_bytes: u64,
}

/// How many cases of a kind there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldCases {
    pub open: u32,
    /// What was over at most 90 days ago.
    pub over: u32,
}

pub fn holding(connection: &Connection) -> Result<Holding, StoreFault> {
    let mut cases = Vec::new();
    for kind in Kind::ALL.iter().copied() {
        let count = |condition: &str| {
            let sql = format!("select count(*) from cases where kind = ?1 and {condition}");
            table::count(connection, &sql, [kind.as_str()])
        };
        let held = HeldCases {
            open: count("closed_at is null")?,
            over: count("closed_at is not null")?,
        };
        if held.open + held.over > 0 {
            cases.push((kind, held));
        }
    }
    let sql = "select coalesce(sum(length(bytes)), 0) from photos";
    let bytes = table::first(connection, sql, [], |row| row.get::<_, i64>(0))?;
    Ok(Holding {
        cases,
        photos: table::count(connection, "select count(*) from photos", [])?,
        photo_bytes: bytes.and_then(|it| u64::try_from(it).ok()).unwrap_or(0),
    })
}
