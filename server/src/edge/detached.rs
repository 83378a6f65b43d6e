//! Work that runs detached from its caller: what has begun is finished, whoever
//! hangs up.
//!
//! When a caller goes away, the framework drops the future that works for it. A
//! transaction dropped in the middle of talking to the database can leave its
//! connection in a state in which the next request finds it. So work on the
//! database runs in a task of its own, which nobody drops.

use axum::{extract::Request, middleware::Next, response::Response};
use std::panic::resume_unwind;
use tracing::Instrument;

/// Runs a piece of work to its end, even if its caller goes away.
///
/// # Panics
/// If the work does, with its panic.
pub async fn run_detached<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> T {
    match tokio::spawn(work.in_current_span()).await {
        Ok(done) => done,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            // Tasks are aborted only when the runtime ends, and whoever waits too.
            Err(_) => std::future::pending().await,
        },
    }
}

/// Runs a whole request detached.
pub async fn run_request_detached(request: Request, next: Next) -> Response {
    run_detached(next.run(request)).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use tokio::sync::Notify;

    #[tokio::test]
    async fn work_goes_on_when_nobody_waits_for_it_any_more() {
        let (go_on, done) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (told, finished) = (go_on.clone(), done.clone());
        let mut waiting = Box::pin(run_detached(async move {
            told.notified().await;
            finished.notify_one();
        }));
        // Looked at once, so that it begins; then the caller hangs up.
        assert!(look_once(&mut waiting).await.is_none());
        drop(waiting);
        go_on.notify_one();
        done.notified().await;
    }

    async fn look_once<F: Future + Unpin>(future: &mut F) -> Option<F::Output> {
        tokio::select! {
            biased;
            done = future => Some(done),
            () = std::future::ready(()) => None,
        }
    }
}
