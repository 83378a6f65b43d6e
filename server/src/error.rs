//! The server's one error, and how it becomes an answer.
//!
//! Two things only: a [`Problem`], which is the caller's to mend and is worded
//! for them, and a fault of ours, which is logged once, here, with all that
//! caused it, and of which the caller learns nothing but the request's id.
//! The answer's body is written at the edge, which knows that id.

use crate::{
    limits::overload::Overload,
    problem::{Problem, ProblemKind},
};
use axum::response::{IntoResponse, Response};
use sqlx::error::DatabaseError;
use std::{error::Error as StdError, fmt, sync::LazyLock};

/// Why a request was not answered as asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The caller's to mend, or to wait for.
    #[error("{}", .0.detail)]
    Problem(Problem),
    /// The database did not do what it was asked.
    #[error("a query failed")]
    Database(#[from] sqlx::Error),
    /// Anything else that is ours.
    #[error("failed to {act}")]
    Fault {
        /// What was being done, as in "hash a password".
        act: &'static str,
        source: Box<dyn StdError + Send + Sync>,
    },
}

impl Error {
    pub fn problem(kind: ProblemKind, detail: impl Into<String>) -> Self {
        Self::Problem(Problem::new(kind, detail))
    }

    /// Well formed, but it cannot be.
    pub fn invalid(detail: impl Into<String>) -> Self {
        Self::problem(ProblemKind::Invalid, detail)
    }

    /// There is none, or it is not the caller's to know of.
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::problem(ProblemKind::NotFound, detail)
    }

    /// The caller's role does not include this.
    pub fn forbidden(detail: impl Into<String>) -> Self {
        Self::problem(ProblemKind::Forbidden, detail)
    }

    /// Too many requests; one more is welcome after so many seconds.
    #[must_use]
    pub fn throttled(retry_after_s: u64) -> Self {
        Self::Problem(Problem {
            retry_after_s: Some(retry_after_s),
            ..Problem::new(ProblemKind::Throttled, "too many requests, slow down")
        })
    }

    /// Not now; worth trying again after so many seconds.
    pub fn unavailable(detail: impl Into<String>, retry_after_s: u64) -> Self {
        Self::Problem(Problem {
            retry_after_s: Some(retry_after_s),
            ..Problem::new(ProblemKind::Unavailable, detail)
        })
    }

    /// A fault of ours, met while doing `act`.
    pub fn fault(act: &'static str, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::Fault {
            act,
            source: source.into(),
        }
    }

    /// What the caller is told.
    fn told(&self) -> Problem {
        match self {
            Self::Problem(problem) => problem.clone(),
            Self::Database(error) if is_of_a_full_disk(error) => {
                DATABASE_FULL.note();
                Problem {
                    retry_after_s: Some(60),
                    ..Problem::new(ProblemKind::Unavailable, "the database has no room left")
                }
            }
            Self::Database(error) if is_passing(error) => Problem {
                retry_after_s: Some(2),
                ..Problem::new(
                    ProblemKind::Unavailable,
                    "the database cannot be reached just now",
                )
            },
            Self::Database(_) | Self::Fault { .. } => {
                Problem::new(ProblemKind::Internal, "the server failed and has noted it")
            }
        }
    }
}

/// When the database last had no room: the process's, whoever asks it.
pub(crate) static DATABASE_FULL: LazyLock<Overload> = LazyLock::new(Overload::default);

fn is_of_a_full_disk(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(DatabaseError::code);
    code.is_some_and(|code| code == "53100")
}

/// Whether the same query may well succeed in a moment: no connection, a
/// shutdown, or a transaction that gave way to another.
fn is_passing(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => true,
        sqlx::Error::Database(error) => error.code().is_some_and(|code| {
            ["08", "53", "57"].contains(&code.get(..2).unwrap_or_default())
                || ["40001", "40P01", "55P03", "25006"].contains(&code.as_ref())
        }),
        _ => false,
    }
}

/// An error with all that caused it, in one line. Some libraries repeat the cause
/// in their own words; what was just said is not said again.
pub struct Chain<'a>(pub &'a (dyn StdError + 'static));

impl fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut said = self.0.to_string();
        f.write_str(&said)?;
        let mut next = self.0.source();
        while let Some(cause) = next {
            let words = cause.to_string();
            if !said.ends_with(&words) {
                write!(f, ": {words}")?;
                said = words;
            }
            next = cause.source();
        }
        Ok(())
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let problem = self.told();
        match problem.kind {
            ProblemKind::Internal => tracing::error!(error = %Chain(&self), "a request failed"),
            ProblemKind::Unavailable => {
                tracing::warn!(error = %Chain(&self), "a request was put off");
            }
            _ => {}
        }
        let mut response = problem.kind.status().into_response();
        response.extensions_mut().insert(problem);
        response
    }
}

/// Gives a violated constraint the words of the rule that it stands for.
pub trait OnConstraint<T> {
    /// Turns the violation of the constraint `name` into what `refuse` says.
    ///
    /// # Errors
    /// What `refuse` says, or the query's own error.
    fn on_constraint(self, name: &str, refuse: impl FnOnce() -> Error) -> Result<T, Error>;
}

impl<T> OnConstraint<T> for Result<T, Error> {
    fn on_constraint(self, name: &str, refuse: impl FnOnce() -> Error) -> Self {
        self.map_err(|error| match &error {
            Error::Database(sqlx::Error::Database(violation))
                if violation.constraint() == Some(name) =>
            {
                refuse()
            }
            _ => error,
        })
    }
}

impl<T> OnConstraint<T> for Result<T, sqlx::Error> {
    fn on_constraint(self, name: &str, refuse: impl FnOnce() -> Error) -> Result<T, Error> {
        self.map_err(Error::from).on_constraint(name, refuse)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_told_without_its_cause_and_logged_with_it() {
        let error = Error::fault("open the vault", "the key is under the mat");
        assert_eq!(error.told().kind, ProblemKind::Internal);
        assert!(!error.told().detail.contains("mat"));
        assert_eq!(
            Chain(&error).to_string(),
            "failed to open the vault: the key is under the mat"
        );
    }

    #[test]
    fn a_database_that_cannot_be_reached_is_worth_another_try() {
        let problem = Error::Database(sqlx::Error::PoolTimedOut).told();
        assert_eq!(
            (problem.kind, problem.retry_after_s),
            (ProblemKind::Unavailable, Some(2))
        );
        let problem = Error::Database(sqlx::Error::RowNotFound).told();
        assert_eq!(problem.kind, ProblemKind::Internal);
    }
}
