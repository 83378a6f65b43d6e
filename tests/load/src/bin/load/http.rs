//! A phone's connection, which counts every byte on it, heads included.
//!
//! HTTP/1.1 as far as a sync needs it. A library would hide what goes over the
//! line, and its own CPU would be counted among the phones'.

use anyhow::{Context, Result, ensure};
use replica::wire::{self, Answer, Request};
use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    ops::AddAssign,
    time::{Duration, Instant},
};

/// What went over the line.
#[derive(Clone, Copy, Debug, Default)]
pub struct Traffic {
    pub round_trips: usize,
    pub up: usize,
    pub down: usize,
}

impl AddAssign for Traffic {
    fn add_assign(&mut self, other: Self) {
        self.round_trips += other.round_trips;
        self.up += other.up;
        self.down += other.down;
    }
}

/// The server closes a connection that idles for a little longer than a minute.
const IDLE_MAX: Duration = Duration::from_secs(30);

#[derive(Debug)]
pub struct Connection {
    address: SocketAddr,
    stream: TcpStream,
    used_at: Instant,
    /// The head of every request but its length.
    head: String,
}

impl Connection {
    pub fn open(address: SocketAddr, token: &str) -> Result<Self> {
        let head = format!(
            "POST /v1/sync HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\n\
             content-type: {}\r\ncontent-length: ",
            wire::MEDIA_TYPE
        );
        Ok(Self {
            address,
            stream: connect(address)?,
            used_at: Instant::now(),
            head,
        })
    }

    /// Makes a request ready to be sent.
    pub fn encode(&self, request: &Request) -> Result<Vec<u8>> {
        let body = wire::encode(request)?;
        let mut message = format!("{}{}\r\n\r\n", self.head, body.len()).into_bytes();
        message.extend(body);
        Ok(message)
    }

    /// Sends a request and waits for the bytes of its answer.
    pub fn exchange(&mut self, message: &[u8]) -> Result<(Vec<u8>, Traffic)> {
        if self.used_at.elapsed() > IDLE_MAX {
            self.stream = connect(self.address)?;
        }
        self.used_at = Instant::now();
        self.stream.write_all(message)?;
        let mut received = Vec::new();
        let mut chunk = vec![0; 64 << 10];
        let (head, length) = loop {
            let read = self.stream.read(&mut chunk)?;
            ensure!(read > 0, "the server hung up");
            received.extend(&chunk[..read]);
            if let Some(end) = received.windows(4).position(|it| it == b"\r\n\r\n") {
                let head = std::str::from_utf8(&received[..end])?;
                break (end + 4, length(head)?);
            }
        };
        let so_far = received.len();
        received.resize(head + length, 0);
        self.stream.read_exact(&mut received[so_far..])?;
        let status = received.get(9..12).unwrap_or_default();
        let body = received[head..].to_vec();
        ensure!(
            status == b"200",
            "{}: {}",
            String::from_utf8_lossy(status),
            String::from_utf8_lossy(&body)
        );
        let traffic = Traffic {
            round_trips: 1,
            up: message.len(),
            down: received.len(),
        };
        Ok((body, traffic))
    }

    /// Sends a request and reads its answer.
    pub fn ask(&mut self, request: &Request) -> Result<(Answer, Traffic)> {
        let (body, traffic) = self.exchange(&self.encode(request)?)?;
        Ok((wire::decode(&body)?, traffic))
    }
}

fn connect(address: SocketAddr) -> Result<TcpStream> {
    let stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

fn length(head: &str) -> Result<usize> {
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.trim().parse().ok())?
    });
    length.context("an answer without its length")
}
