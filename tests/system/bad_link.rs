//! A link that breaks after so many bytes, whatever is on it, and counts what it has
//! carried to the server.

use std::{
    io::{Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

/// Forwards to a server.
pub struct BadLink {
    pub address: SocketAddr,
    carried: Arc<AtomicU64>,
}

impl BadLink {
    /// A link that breaks whenever it has carried so many bytes more.
    pub fn breaking_every(bytes: u64, server: SocketAddr) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let link = Self {
            address: listener.local_addr().unwrap(),
            carried: Arc::default(),
        };
        let carried = link.carried.clone();
        thread::spawn(move || {
            for phone in listener.incoming() {
                let phone = phone.unwrap();
                let server = TcpStream::connect(server).unwrap();
                let (from, to) = (phone.try_clone().unwrap(), server.try_clone().unwrap());
                let carried = carried.clone();
                thread::spawn(move || carry_up(from, to, &carried, bytes));
                thread::spawn(move || carry_down(server, phone));
            }
        });
        link
    }

    /// Its address, as phones are given it.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many bytes have come to the server.
    pub fn carried(&self) -> u64 {
        self.carried.load(Ordering::SeqCst)
    }
}

/// Carries what the phone says until the link breaks: what it has taken up to there
/// arrives, the rest does not.
fn carry_up(mut from: TcpStream, mut to: TcpStream, carried: &AtomicU64, every: u64) {
    let mut buffer = [0; 8 * 1024];
    while let Ok(length @ 1..) = from.read(&mut buffer) {
        let left = every - carried.load(Ordering::SeqCst) % every;
        let passing = usize::try_from(left).unwrap().min(length);
        if to.write_all(&buffer[..passing]).is_err() {
            break;
        }
        let length = u64::try_from(passing).unwrap();
        carried.fetch_add(length, Ordering::SeqCst);
        if length == left {
            break;
        }
    }
    // They may have ended already.
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}

fn carry_down(mut from: TcpStream, mut to: TcpStream) {
    // Breaks with the way up.
    let _ = std::io::copy(&mut from, &mut to);
    let _ = to.shutdown(Shutdown::Both);
}
