//! A hostile client: what no phone would do to a server, from an address of its own on
//! the loopback, and bounded.

use anyhow::{Context, Result};
use socket2::{Domain, Socket, Type};
use std::{
    io::{ErrorKind, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpStream},
    time::{Duration, Instant},
};

/// Where attacks come from: on the loopback, and nobody else's there.
pub const FROM: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 66);
/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// One who attacks a server, with every connection that it has ever opened.
#[derive(Debug)]
pub struct Attacker {
    address: SocketAddr,
    pub connections: Vec<TcpStream>,
    /// How many bytes it has sent.
    pub sent: usize,
}

/// What is sent of a request.
#[derive(Clone, Copy, Debug)]
pub struct Sent<'a> {
    pub method: &'a str,
    pub path: &'a str,
    pub token: Option<&'a str>,
    pub body: &'a [u8],
    /// How long the body is said to be.
    pub announced: usize,
}

impl<'a> Sent<'a> {
    #[must_use]
    pub const fn get(path: &'a str, token: Option<&'a str>) -> Self {
        Self {
            method: "GET",
            path,
            token,
            body: b"",
            announced: 0,
        }
    }

    #[must_use]
    pub const fn post(path: &'a str, token: Option<&'a str>, body: &'a [u8]) -> Self {
        Self {
            method: "POST",
            path,
            token,
            body,
            announced: body.len(),
        }
    }

    fn bytes(&self) -> Vec<u8> {
        let authorization = self.token.map_or_else(String::new, |token| {
            format!("authorization: Bearer {token}\r\n")
        });
        let mut bytes = format!(
            "{} {} HTTP/1.1\r\nhost: x\r\n{authorization}content-type: application/json\r\n\
             content-length: {}\r\n\r\n",
            self.method, self.path, self.announced
        )
        .into_bytes();
        bytes.extend(self.body);
        bytes
    }
}

impl Attacker {
    #[must_use]
    pub const fn of(address: SocketAddr) -> Self {
        Self {
            address,
            connections: Vec::new(),
            sent: 0,
        }
    }

    /// Opens a connection, and says nothing.
    pub fn connect(&mut self) -> Result<&mut TcpStream> {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
        socket.bind(&SocketAddr::from((FROM, 0)).into())?;
        // So that one who reads nothing has nothing read for it.
        socket.set_recv_buffer_size(4 << 10)?;
        socket.connect_timeout(&self.address.into(), PATIENCE)?;
        let stream = TcpStream::from(socket);
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        self.connections.push(stream);
        self.connections.last_mut().context("no connection")
    }

    /// Opens a connection and sends this much of a request on it.
    pub fn send(&mut self, request: Sent<'_>) -> Result<()> {
        let bytes = request.bytes();
        self.connect()?.write_all(&bytes)?;
        self.sent += bytes.len();
        Ok(())
    }

    /// The same, and reads the status that is answered.
    pub fn ask(&mut self, request: Sent<'_>) -> Result<u16> {
        self.send(request)?;
        let last = self.connections.len() - 1;
        self.status(last)
    }

    /// The status that is answered on a connection.
    pub fn status(&mut self, connection: usize) -> Result<u16> {
        let stream = self.connections.get_mut(connection);
        let stream = stream.context("no connection")?;
        let mut head = [0; 12];
        stream.read_exact(&mut head)?;
        Ok(std::str::from_utf8(&head[9..])?.parse()?)
    }

    /// How many of its connections the server still holds.
    pub fn held(&mut self) -> Result<usize> {
        let mut held = 0;
        for stream in &mut self.connections {
            stream.set_nonblocking(true)?;
            let read = stream.peek(&mut [0]);
            stream.set_nonblocking(false)?;
            held += usize::from(match read {
                Ok(read) => read > 0,
                Err(error) => error.kind() == ErrorKind::WouldBlock,
            });
        }
        Ok(held)
    }

    /// Waits until the server holds no more than so many of its connections.
    pub fn until_held(&mut self, most: usize) -> Result<()> {
        let begun = Instant::now();
        while self.held()? > most {
            anyhow::ensure!(begun.elapsed() < PATIENCE, "{} are held", self.held()?);
            std::thread::yield_now();
        }
        Ok(())
    }

    /// Drains a connection until the server ends it; gives how much came.
    pub fn drain(&mut self, connection: usize) -> Result<usize> {
        let stream = self.connections.get_mut(connection);
        let stream = stream.context("no connection")?;
        let (mut came, mut chunk) = (0, vec![0; 64 << 10]);
        loop {
            match stream.read(&mut chunk) {
                Ok(0) => return Ok(came),
                Err(error) if error.kind() == ErrorKind::ConnectionReset => return Ok(came),
                read => came += read?,
            }
        }
    }
}
