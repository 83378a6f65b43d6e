//! Where a phone is in the feed.
//!
//! It travels both ways with every sync, so it is packed closely (MessagePack).
//!
//! Opaque to the phone, and never trusted: a cursor says what its phone has been
//! told, not what it may read. One that cannot be read is a new phone's. It says of
//! which history it is, too: one of another history (the database was put back from a
//! backup, or a replica was promoted that lacked the end) says nothing here, and its
//! phone is told everything anew.

use super::{directory::DirectoryProgress, leaving::Leaving};
use crate::error::Error;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use sqlx::{PgConnection, query_as, query_scalar};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Some hundred scopes.
const CURSOR_BYTES_MAX: usize = 16 << 10;

/// How far a phone has read the feed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Cursor {
    /// How far it is in the directory.
    pub directory: DirectoryProgress,
    /// How far it is in each scope that its person was in, by the scopes' keys.
    pub scopes: BTreeMap<Uuid, Progress>,
    /// What it has yet to forget, if anything.
    pub leaving: Option<Leaving>,
    /// By what the history that it has read is known again; none of a new phone's.
    pub trace: Option<Trace>,
    /// What was adopted of its own beyond that, as long as a running transaction keeps the
    /// trace from it: a history that lacks it is another one.
    pub own: Option<Mark>,
    /// How far it is in what its person has read on other phones; none if everything up to
    /// the end of that history is told.
    pub notices_read: Option<FeedKey>,
}

/// A transaction in the feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Mark {
    pub position: i64,
    pub nonce: i64,
}

impl Mark {
    /// That of a position; none if another transaction has taken its trace meanwhile.
    pub async fn at(connection: &mut PgConnection, position: i64) -> Result<Option<Self>, Error> {
        let mark = query_as!(
            Self,
            "select position, nonce from feed_nonces where position = $1",
            position
        );
        Ok(mark.fetch_optional(connection).await?)
    }
}

/// By what a history is known again up to a position (`feed_trace`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Trace {
    pub upto: i64,
    /// The last checkpoint before it, and its nonce.
    pub checkpoint: i64,
    pub nonce: i64,
    /// The nonces drawn since the checkpoint, combined.
    pub drawn_since: i64,
}

/// How far a phone is in a scope's feed.
///
/// The feed is read in pages, in the order of each case's last change. Until a
/// phone has read it to its end, what it has of a case that changes meanwhile is
/// certain only as of where it was complete before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Progress {
    /// It has everything below this position.
    pub complete: i64,
    /// It has read the pages up to here.
    pub read: FeedKey,
}

/// By what the rows of the feed are ordered: a case by its last change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct FeedKey {
    /// Where that change stands in the feed.
    pub position: i64,
    /// The case, among those that stand there; nil before all of them.
    #[serde(with = "nil_as_none")]
    pub case: Uuid,
}

/// A nil id is written as none: at the end of a scope's feed, where a phone mostly is,
/// there is no other.
mod nil_as_none {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use uuid::Uuid;

    pub fn serialize<S: Serializer>(id: &Uuid, serializer: S) -> Result<S::Ok, S::Error> {
        Some(id).filter(|id| !id.is_nil()).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Uuid, D::Error> {
        Ok(Option::deserialize(deserializer)?.unwrap_or_default())
    }
}

impl Cursor {
    /// A phone's cursor; a new one if it has none that can be read. No person is in
    /// so many scopes that one of ours is longer than [`CURSOR_BYTES_MAX`].
    pub fn read(bytes: &[u8]) -> Self {
        if bytes.len() > CURSOR_BYTES_MAX {
            return Self::default();
        }
        let cursor: Self = rmp_serde::from_slice(bytes).unwrap_or_default();
        // Without a trace it says nothing.
        if cursor.trace.is_none() {
            return Self::default();
        }
        cursor
    }

    /// As the phone keeps it.
    pub fn write(&self) -> ByteBuf {
        ByteBuf::from(rmp_serde::to_vec(self).unwrap_or_default())
    }

    /// Whether it is a new phone's, or of the history that this database has.
    pub async fn is_of_this_history(&self, connection: &mut PgConnection) -> Result<bool, Error> {
        let Some(trace) = self.trace else {
            return Ok(true);
        };
        let is_traced = query_scalar!(
            r#"select is_feed_traced($1, $2, $3, $4) as "is_traced!""#,
            trace.checkpoint,
            trace.nonce,
            trace.drawn_since,
            trace.upto
        );
        Ok(is_traced.fetch_one(&mut *connection).await? && self.has_own(connection).await?)
    }

    /// Whether this history has what was adopted last of the phone's own.
    pub async fn has_own(&self, connection: &mut PgConnection) -> Result<bool, Error> {
        match self.own {
            Some(own) => Ok(Mark::at(connection, own.position).await? == Some(own)),
            None => Ok(true),
        }
    }

    /// The same, which names what was adopted last of the phone's own: at this position, or
    /// before. Nothing, where the trace reaches so far.
    pub async fn with_own(
        self,
        connection: &mut PgConnection,
        position: Option<i64>,
    ) -> Result<Self, Error> {
        let upto = self.trace.map_or(0, |trace| trace.upto);
        let own = match position.filter(|position| *position > upto) {
            Some(position) => Mark::at(connection, position).await?,
            None => self.own.filter(|own| own.position > upto),
        };
        Ok(Self { own, ..self })
    }

    /// How far it is in a scope; at the beginning if it was never in it.
    pub fn at(&self, scope: Uuid) -> Progress {
        self.scopes.get(&scope).copied().unwrap_or_default()
    }

    /// Below which position it has everything in all of these scopes.
    pub fn complete_in(&self, scopes: &[Uuid]) -> i64 {
        scopes
            .iter()
            .map(|scope| self.at(*scope).complete)
            .min()
            .unwrap_or_default()
    }

    /// How far it is in what its person has read on other phones.
    pub fn notices_read(&self) -> FeedKey {
        let end = || FeedKey {
            position: self.trace.map_or(0, |trace| trace.below()),
            case: Uuid::nil(),
        };
        self.notices_read.unwrap_or_else(end)
    }

    /// The cursor after a page: to the end of what could be read (`below`), or up
    /// to a row. Scopes that the person is in no more fall away; what of them is to be
    /// forgotten, the directory, and what was read have their own pages. It never goes
    /// back: a transaction that was about to lock the feed while it was read last
    /// may have moved the horizon back since, but puts nothing before that.
    pub fn advanced(&self, scopes: &[Uuid], trace: Trace, reached: Reached) -> Self {
        let below = trace.below();
        let advance = |scope: &Uuid| {
            let progress = self.at(*scope);
            let advanced = match reached {
                Reached::End => {
                    let read = FeedKey {
                        position: below,
                        case: Uuid::nil(),
                    };
                    Progress {
                        complete: progress.complete.max(below),
                        read: progress.read.max(read),
                    }
                }
                Reached::Key(key) => Progress {
                    read: progress.read.max(key),
                    ..progress
                },
                Reached::Nothing => progress,
            };
            (*scope, advanced)
        };
        Self {
            directory: self.directory.up_to(below),
            scopes: scopes.iter().map(advance).collect(),
            leaving: None,
            own: self.own,
            trace: Some(
                self.trace
                    .filter(|own| own.upto > trace.upto)
                    .unwrap_or(trace),
            ),
            notices_read: None,
        }
    }
}

impl Trace {
    /// Below which position the history is decided.
    pub const fn below(&self) -> i64 {
        self.upto.saturating_add(1)
    }
}

/// How far a page has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reached {
    /// Nowhere: it had no room for the feed.
    Nothing,
    /// Up to here; there is more.
    Key(FeedKey),
    End,
}

impl Reached {
    /// The same, as far as it goes below a position: what is read beyond it is read
    /// again.
    pub fn before(self, below: i64) -> Self {
        match self {
            Self::Key(key) if key.position >= below => Self::End,
            reached => reached,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DESK: Uuid = Uuid::from_u128(1);

    fn key(position: i64) -> FeedKey {
        FeedKey {
            position,
            case: Uuid::nil(),
        }
    }

    #[test]
    fn a_cursor_that_cannot_be_read_is_a_new_phones() {
        for bytes in [&b""[..], b"{", b"null", &[0xc0], &[0xdf; 300], &[0xff; 300]] {
            assert_eq!(Cursor::read(bytes), Cursor::default());
        }
    }

    fn upto(upto: i64) -> Trace {
        Trace {
            upto,
            checkpoint: 1,
            nonce: 7,
            drawn_since: 0,
        }
    }

    #[test]
    fn a_cursor_is_read_as_it_was_written() {
        let cursor = Cursor::default().advanced(&[DESK], upto(8), Reached::End);
        assert_eq!(Cursor::read(&cursor.write()), cursor);
    }

    #[test]
    fn a_scope_is_complete_only_when_its_pages_were_read_to_the_end() {
        let scopes = [DESK];
        let page = Cursor::default().advanced(&scopes, upto(8), Reached::Key(key(4)));
        assert_eq!(
            page.at(DESK),
            Progress {
                complete: 0,
                read: key(4)
            }
        );
        let end = page.advanced(&scopes, upto(8), Reached::End);
        assert_eq!(
            end.at(DESK),
            Progress {
                complete: 9,
                read: key(9)
            }
        );
    }

    #[test]
    fn a_horizon_that_has_moved_back_takes_no_cursor_back() {
        let cursor = Cursor::default().advanced(&[DESK], upto(8), Reached::End);
        assert_eq!(cursor.advanced(&[DESK], upto(5), Reached::End), cursor);
    }

    #[test]
    fn a_page_that_read_beyond_the_horizon_has_come_to_the_end_below_it() {
        assert_eq!(Reached::Key(key(9)).before(9), Reached::End);
        assert_eq!(Reached::Key(key(8)).before(9), Reached::Key(key(8)));
        assert_eq!(Reached::Nothing.before(9), Reached::Nothing);
    }

    #[test]
    fn a_scope_that_is_ahead_does_not_go_back() {
        let both = [DESK, Uuid::from_u128(2)];
        let desk_only = Cursor::default().advanced(&both[..1], upto(8), Reached::End);
        let page = desk_only.advanced(&both, upto(11), Reached::Key(key(4)));
        assert_eq!(page.at(DESK).read, key(9));
        assert_eq!(page.at(both[1]).read, key(4));
        assert_eq!(page.complete_in(&both), 0);
    }
}
