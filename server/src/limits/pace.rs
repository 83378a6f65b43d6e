//! How slowly a caller may send, or read: a connection on which nothing moves, or
//! next to nothing, holds what others need.
//!
//! A body is read whole before anything else is held for its request. An answer is
//! written by `PacedStream`, which ends a connection whose other end does not read.

use super::{
    address::Address,
    places::{Holder, Place, Places},
};
use crate::{error::Error, metrics, problem::ProblemKind};
use axum::body::{Body, Bytes, HttpBody};
use futures_util::StreamExt;
use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::{Instant, Sleep, sleep, timeout_at},
};

/// How much has to move, at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    pub bytes_min: usize,
    pub every: Duration,
}

/// A body, as far as it has come. Its bytes count as held until the last of their
/// copies is dropped.
pub(crate) struct Received {
    pub bytes: Bytes,
    /// Whether the caller was cut off, or sent so slowly that it was.
    pub is_cut: bool,
}

struct Counted {
    bytes: Vec<u8>,
    _place: Place<Address>,
}

impl AsRef<[u8]> for Counted {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

/// Reads a body of at most so many bytes.
///
/// # Errors
/// It is larger, or what is held of bodies is needed by others who send faster. What is
/// too large is refused once so much has come, and not before: a caller that is still
/// sending when the connection closes reads no answer.
pub(crate) async fn receive(
    (bodies, pace): (&Places<Address>, Pace),
    address: Address,
    body: Body,
    bytes_max: usize,
) -> Result<Received, Error> {
    if body.is_end_stream() {
        return Ok(Received {
            bytes: Bytes::new(),
            is_cut: false,
        });
    }
    let holder = Holder::new();
    let held = bodies.take(address, 0, &holder)?;
    let mut chunks = body.into_data_stream();
    let mut bytes = Vec::new();
    let mut is_cut = false;
    let (mut moved, mut until) = (0, Instant::now() + pace.every);
    loop {
        let next = tokio::select! {
            next = timeout_at(until, chunks.next()) => next,
            () = holder.told_to_leave() => return Err(too_slow()),
        };
        match next {
            Ok(Some(Ok(chunk))) => {
                if bytes.len() + chunk.len() > bytes_max {
                    let detail = format!("a body has at most {bytes_max} bytes here");
                    return Err(Error::problem(ProblemKind::TooLarge, detail));
                }
                holder.touch();
                moved += chunk.len();
                held.grow(u64::try_from(chunk.len()).unwrap_or(u64::MAX))?;
                bytes.extend_from_slice(&chunk);
            }
            Ok(None) => break,
            Ok(Some(Err(_))) => {
                is_cut = true;
                break;
            }
            Err(_) if moved < pace.bytes_min => {
                metrics::limited("body_pace", "refused");
                is_cut = true;
                break;
            }
            Err(_) => (moved, until) = (0, Instant::now() + pace.every),
        }
    }
    let bytes = Bytes::from_owner(Counted {
        bytes,
        _place: held,
    });
    Ok(Received { bytes, is_cut })
}

/// What is said to one whose body was not waited for any longer.
pub(crate) fn too_slow() -> Error {
    Error::problem(
        ProblemKind::TooSlow,
        "the body did not come whole, or too slowly",
    )
}

/// A connection that ends when its other end does not read what is written.
pub(crate) struct PacedStream {
    stream: TcpStream,
    holder: Arc<Holder>,
    pace: Pace,
    /// Since when a write waits, and what was written meanwhile.
    blocked: Option<(Pin<Box<Sleep>>, usize)>,
}

impl PacedStream {
    pub fn new(stream: TcpStream, holder: Arc<Holder>, pace: Pace) -> Self {
        Self {
            stream,
            holder,
            pace,
            blocked: None,
        }
    }

    fn paced(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if let Poll::Ready(written) = written {
            let bytes = written?;
            self.holder.touch();
            if let Some((_, moved)) = &mut self.blocked {
                *moved += bytes;
            }
            return Poll::Ready(Ok(bytes));
        }
        let pace = self.pace;
        let begin = || (Box::pin(sleep(pace.every)), 0);
        let (timer, moved) = self.blocked.get_or_insert_with(begin);
        loop {
            ready!(timer.as_mut().poll(context));
            if *moved < pace.bytes_min {
                metrics::limited("answer_pace", "gave_way");
                return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
            }
            *moved = 0;
            timer.as_mut().reset(Instant::now() + pace.every);
        }
    }
}

impl AsyncRead for PacedStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        self.holder.touch();
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for PacedStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.paced(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, bytes);
        self.paced(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    /// All is written that there was.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.stream).poll_flush(context))?;
        self.blocked = None;
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
