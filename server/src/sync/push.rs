//! What comes up: the commands of a push are judged, and what is adopted becomes
//! durable before anything is answered.
//!
//! One transaction for all of a push. Its cases are locked in one order, so that
//! two pushes wait for each other but never in a circle.

use crate::{
    Server,
    cases::{Answered, JudgedPush, judge},
    devices::Device,
    error::Error,
};
use replica::wire::Pushed;
use sqlx::error::DatabaseError;

/// How often a push is tried when two that open the same case, or repeat the
/// same push, meet.
const TRIES: usize = 4;

/// Judges a push.
///
/// # Errors
/// The database did not answer; nothing was adopted then, and the push is to be
/// repeated.
pub(super) async fn push(
    server: &Server,
    device: &Device,
    commands: &[Pushed],
) -> Result<Answered, Error> {
    if commands.is_empty() {
        return Ok(Answered::default());
    }
    let mut tries = 0;
    loop {
        tries += 1;
        match push_once(server, device, commands).await {
            Err(Error::Database(error)) if tries < TRIES && is_collision(&error) => {}
            Err(error) => return Err(error),
            Ok(done) => {
                server.live.tell(device.organisation, done.scopes);
                return Ok(done.answered);
            }
        }
    }
}

/// Another push has written the same row first: unique violation, serialization
/// failure, deadlock.
fn is_collision(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(DatabaseError::code);
    code.is_some_and(|code| ["23505", "40001", "40P01"].contains(&code.as_ref()))
}

async fn push_once(
    server: &Server,
    device: &Device,
    commands: &[Pushed],
) -> Result<JudgedPush, Error> {
    let received = server.clock.now();
    let mut transaction = server.pool.begin().await?;
    let done = judge(&mut transaction, device, received, commands).await?;
    transaction.commit().await?;
    Ok(done)
}
