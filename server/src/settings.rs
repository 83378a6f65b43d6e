//! What can be set about a server, with the values it has where nothing is set.
//!
//! Plain values: `main` fills them from the command line, tests as they like.

use crate::{
    blobs::store::BlobStore,
    limits::{callers::PerCaller, cores::Effort, pace::Pace, places::Share, queues::Width},
};
use std::time::Duration;

/// How often something may happen: so many at once, then one per interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How many may come at once after a quiet time.
    pub burst: u32,
    /// How long it takes until one more is welcome.
    pub interval_ms: u64,
}

impl Rate {
    /// Whether nobody reaches it.
    #[must_use]
    pub const fn is_unlimited(&self) -> bool {
        self.interval_ms == 0
    }

    /// A rate that nobody reaches.
    pub const UNLIMITED: Self = Self {
        burst: u32::MAX,
        interval_ms: 0,
    };
}

/// How much work one guess at a password costs, to us and to a thief of the hashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over that memory.
    pub passes: u32,
}

/// Everything that can be set.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How many reverse proxies stand before the server. That many entries of
    /// `X-Forwarded-For`, counted from the right, are believed; with none the
    /// header is ignored, because then everybody can write it.
    pub proxies: usize,
    /// The cost of a password hash. OWASP's second choice by default, which
    /// takes the less memory.
    pub password_cost: PasswordCost,
    /// How many passwords are hashed at once; each takes the memory above.
    pub passwords_at_once: usize,
    /// Where the bytes of photos are. The memory of the process unless it is said
    /// otherwise, as it is wherever they are to stay.
    pub blobs: BlobStore,
    /// How many bytes of photos that no case shows one person may have stored, whole
    /// or not.
    pub unshown_bytes_per_person: i64,
    /// The same, of a whole organisation.
    pub unshown_bytes_per_organisation: i64,
    /// How many requests are worked on at once. Many more than there are connections to
    /// the database would only wait for those.
    pub permits: usize,
    /// Of them, how many of one person, or of one address that is nobody yet.
    pub requests_per_caller: Width,
    /// How many syncs of one device push and read at once. A phone sends one at a time,
    /// and sends it again only when it got no answer.
    pub syncs_per_device: Width,
    /// And of all devices of one person: fewer than would hold most connections to the
    /// database.
    pub syncs_per_person: Width,
    /// How many of those who wait for news look for it at once: news may wake thousands.
    pub looks: usize,
    /// How many connections are open at once, most of which wait. A head office may have
    /// half of them behind one address.
    pub connections: Share,
    /// How much work a push gets before it is answered. A phone that was away for weeks
    /// has some dozen cases of a few KiB to push, which is one step; a step is short enough
    /// for others to wait for it.
    pub push_effort: Effort,
    /// How many bytes of bodies that come in, or are worked on, are held.
    pub body_bytes: Share,
    /// How fast a body comes at least. The slowest network of a phone brings ten times
    /// as much, and one that breaks off for less than this goes on.
    pub body_pace: Pace,
    /// How many bytes of syncs' answers are held until their phones have read them, in
    /// all and for one device. More than two answers of the largest sort.
    pub answer_bytes: Share,
    /// How fast an answer is read at least, beyond what the system holds of it: that is
    /// as much as the slowest network brings in less than this time.
    pub answer_pace: Pace,
    /// How many syncs wait for news. A phone has one; a second may take its place before
    /// the first is known to be dead.
    pub long_polls: PerCaller,
    /// How many pieces of photos come in at once, and how many photos go out. A phone has
    /// one of the former, and few of the latter.
    pub uploads: PerCaller,
    pub downloads: PerCaller,
    /// How long a request may take.
    pub request_time: Duration,
    /// How long a sync may take, live waiting included.
    pub sync_time: Duration,
    /// How long a push waits for the cases that it is about. Meanwhile it holds a
    /// connection to the database.
    pub lock_time: Duration,
    /// How often it is written when devices synced.
    pub last_syncs_every: Duration,
    /// How long requests may go on after the server was told to stop.
    pub shutdown_time: Duration,
    /// Sign-ins that fail for one login from one address, or from one device that was
    /// signed in with it before.
    pub sign_ins: Rate,
    /// Sign-ins that fail for one login from all addresses and devices where nobody has
    /// lately signed in with it. Whoever guesses from many addresses must not lock out
    /// the right person where they are known.
    pub sign_ins_per_login: Rate,
    /// Sign-ins that fail from one address: a whole store may stand behind it.
    pub sign_ins_per_address: Rate,
    /// Sign-ins of one person that succeed, each of which makes a device.
    pub new_devices_per_person: Rate,
    /// How many devices of one person are signed in. With one more, the one that has not
    /// synced for longest is signed out; its work stays on it.
    pub devices_per_person: i64,
    /// How many KiB a person has the server store of their commands, adopted or refused:
    /// ten thousand acts at once, and then more than the busiest person types.
    pub commands_stored_per_person: Rate,
    /// The same of photos, in units of 64 KiB.
    pub photos_stored_per_person: Rate,
    /// How many sign-ins wait for a password's hash: in all, and of one address.
    pub sign_ins_waiting: usize,
    pub sign_ins_waiting_per_address: usize,
    /// With less than this free where photos are kept, the server is not ready.
    pub disk_bytes_min: u64,
    /// Requests from one address that no signed-in device makes.
    pub anonymous_per_address: Rate,
    /// Requests of one signed-in device.
    pub requests_per_device: Rate,
}

impl Default for Settings {
    #[expect(clippy::too_many_lines, reason = "one value after the other")]
    fn default() -> Self {
        Self {
            proxies: 0,
            password_cost: PasswordCost {
                memory_kib: 19 * 1024,
                passes: 2,
            },
            passwords_at_once: 2,
            blobs: BlobStore::in_memory(),
            unshown_bytes_per_person: 128 << 20,
            unshown_bytes_per_organisation: 4 << 30,
            permits: 64,
            requests_per_caller: Width {
                at_once: 8,
                in_all: 64,
                patience: Duration::from_secs(5),
            },
            syncs_per_device: Width {
                at_once: 1,
                in_all: 16,
                patience: Duration::from_secs(5),
            },
            syncs_per_person: Width {
                at_once: 4,
                in_all: 32,
                patience: Duration::from_secs(5),
            },
            looks: 4,
            connections: Share {
                total: 4096,
                per_key: 2048,
            },
            push_effort: Effort {
                step: Duration::from_millis(50),
                push: Duration::from_secs(1),
                step_cases: 100,
                step_bytes: 16 << 20,
                command_bytes: 32 << 20,
            },
            body_bytes: Share {
                total: 64 << 20,
                per_key: 24 << 20,
            },
            body_pace: Pace {
                bytes_min: 4 << 10,
                every: Duration::from_secs(20),
            },
            answer_bytes: Share {
                total: 128 << 20,
                per_key: 16 << 20,
            },
            answer_pace: Pace {
                bytes_min: 4 << 10,
                every: Duration::from_mins(1),
            },
            long_polls: PerCaller {
                total: 3072,
                per_address: 1536,
                per_device: 2,
            },
            uploads: PerCaller {
                total: 64,
                per_address: 32,
                per_device: 4,
            },
            downloads: PerCaller {
                total: 256,
                per_address: 128,
                per_device: 4,
            },
            request_time: Duration::from_secs(30),
            sync_time: Duration::from_mins(2),
            lock_time: Duration::from_secs(3),
            last_syncs_every: Duration::from_mins(1),
            shutdown_time: Duration::from_secs(20),
            sign_ins: Rate {
                burst: 10,
                interval_ms: 30_000,
            },
            sign_ins_per_login: Rate {
                burst: 100,
                interval_ms: 30_000,
            },
            sign_ins_per_address: Rate {
                burst: 60,
                interval_ms: 1_000,
            },
            new_devices_per_person: Rate {
                burst: 30,
                interval_ms: 60_000,
            },
            devices_per_person: 20,
            commands_stored_per_person: Rate {
                burst: 32 << 10,
                interval_ms: 1_000,
            },
            photos_stored_per_person: Rate {
                burst: 8 << 10,
                interval_ms: 8_000,
            },
            sign_ins_waiting: 64,
            sign_ins_waiting_per_address: 32,
            disk_bytes_min: 256 << 20,
            anonymous_per_address: Rate {
                burst: 200,
                interval_ms: 100,
            },
            requests_per_device: Rate {
                burst: 200,
                interval_ms: 100,
            },
        }
    }
}
