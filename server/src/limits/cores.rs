//! Work that computes for longer than a moment, off the threads that serve everybody:
//! as many pieces at once as there are cores, the others in the order in which they
//! came. And how many bytes of documents are open for it, since an open document takes
//! several times as much as a stored one.
//!
//! Both are the process's, however many servers run in it.

use crate::error::Error;
use nix::time::{ClockId, clock_gettime};
use std::{panic::resume_unwind, sync::LazyLock, thread::available_parallelism, time::Duration};
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    task::spawn_blocking,
    time::timeout,
};
use tracing::Span;

/// How many KiB of documents are open at once, as they are before they are compressed:
/// more than the largest step takes (see [`Effort`]).
const OPEN_KIB: u32 = 64 << 10;
/// How long one waits for others' documents to be closed.
const PATIENCE: Duration = Duration::from_secs(5);

static CORES: LazyLock<Semaphore> = LazyLock::new(|| {
    // Two at least: one piece that takes its time must not hold up all others.
    Semaphore::new(available_parallelism().map_or(2, |cores| cores.get().max(2)))
});
static OPEN: Semaphore = Semaphore::const_new(OPEN_KIB as usize);

/// How much work a push gets before it is answered. It goes step by step, each of which
/// is a transaction; what is left over is answered in the next sync.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// How long the judge computes in one step before it lets others at the core.
    pub step: Duration,
    /// And in all steps.
    pub push: Duration,
    /// How many cases one step opens, and how many bytes their documents have.
    pub step_cases: usize,
    pub step_bytes: u64,
    /// How many bytes of documents one command may need at once; with more it is refused.
    pub command_bytes: u64,
}

impl Effort {
    /// Whatever it takes: for who waits for nobody.
    pub const WHATEVER_IT_TAKES: Self = Self {
        step: Duration::MAX,
        push: Duration::MAX,
        step_cases: usize::MAX,
        step_bytes: u64::MAX,
        command_bytes: u64::MAX,
    };
}

/// Computes something.
///
/// # Errors
/// Never, as long as the server runs.
///
/// # Panics
/// If the work does, with its panic.
pub async fn run<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    let permit = CORES.acquire().await;
    let permit = permit.map_err(|error| Error::fault("wait for a core", error))?;
    let span = Span::current();
    let computed = spawn_blocking(move || {
        // Held by the work and not by its caller, who may give up meanwhile.
        let _permit = permit;
        span.in_scope(work)
    });
    match computed.await {
        Ok(done) => Ok(done),
        Err(error) => match error.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            Err(error) => Err(Error::fault("wait for work on a core", error)),
        },
    }
}

/// Waits until documents of so many bytes may be open, for as long as this is held.
///
/// # Errors
/// Others have as many open for too long.
pub async fn open(bytes: u64) -> Result<SemaphorePermit<'static>, Error> {
    let kib = u32::try_from(bytes.div_ceil(1024)).unwrap_or(OPEN_KIB);
    match timeout(PATIENCE, OPEN.acquire_many(kib.min(OPEN_KIB))).await {
        Ok(Ok(permit)) => Ok(permit),
        Ok(Err(_)) | Err(_) => Err(Error::unavailable("the server is busy", 2)),
    }
}

/// How long the calling thread has computed.
#[derive(Debug)]
pub struct Computed(Duration);

impl Computed {
    #[must_use]
    pub fn since_now() -> Self {
        Self(thread_time())
    }

    #[must_use]
    pub fn so_far(&self) -> Duration {
        thread_time().saturating_sub(self.0)
    }
}

/// Not the wall clock's: a machine that is busy with other things gives each push less
/// than it should have by that.
fn thread_time() -> Duration {
    let time = clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID);
    time.map_or(Duration::ZERO, Duration::from)
}
