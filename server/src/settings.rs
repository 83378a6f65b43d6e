//! What can be set about a server, with the values it has where nothing is set.
//!
//! Plain values: `main` fills them from the command line, tests as they like.

use crate::blobs::store::BlobStore;
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
    /// How many requests are worked on at once, and so how many bodies are held.
    pub permits: usize,
    /// How many connections are open at once, most of which wait.
    pub connections: usize,
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
    /// Sign-ins for one login, from wherever.
    pub sign_ins_per_login: Rate,
    /// Sign-ins from one address: a whole store may stand behind it.
    pub sign_ins_per_address: Rate,
    /// Requests from one address that no signed-in device makes.
    pub anonymous_per_address: Rate,
    /// Requests of one signed-in device.
    pub requests_per_device: Rate,
}

impl Default for Settings {
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
            permits: 128,
            connections: 4096,
            request_time: Duration::from_secs(30),
            sync_time: Duration::from_mins(2),
            lock_time: Duration::from_secs(3),
            last_syncs_every: Duration::from_mins(1),
            shutdown_time: Duration::from_secs(20),
            sign_ins_per_login: Rate {
                burst: 10,
                interval_ms: 30_000,
            },
            sign_ins_per_address: Rate {
                burst: 60,
                interval_ms: 1_000,
            },
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
