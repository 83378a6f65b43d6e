//! A network in between that can be made to fail at the worst moment: when the
//! server has done its work and its answer is on the way.

use std::{
    io::{Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

type Trap = Box<dyn FnOnce() + Send>;

/// Forwards what comes to a server that can be another one later.
#[derive(Clone)]
pub struct Proxy {
    pub address: SocketAddr,
    server: Arc<Mutex<SocketAddr>>,
    trap: Arc<Mutex<Option<Trap>>>,
}

impl Proxy {
    pub fn before(server: SocketAddr) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let proxy = Self {
            address: listener.local_addr().unwrap(),
            server: Arc::new(Mutex::new(server)),
            trap: Arc::default(),
        };
        let accepting = proxy.clone();
        thread::spawn(move || {
            for client in listener.incoming() {
                accepting.forward(client.unwrap());
            }
        });
        proxy
    }

    /// Its address, as phones are given it.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Forwards to this server from now on.
    pub fn point_to(&self, server: SocketAddr) {
        *self.server.lock().unwrap() = server;
    }

    /// At the first byte of the next answer this is done, and nothing of the
    /// answer is forwarded.
    pub fn trap(&self, deed: impl FnOnce() + Send + 'static) {
        *self.trap.lock().unwrap() = Some(Box::new(deed));
    }

    fn forward(&self, client: TcpStream) {
        let Ok(server) = TcpStream::connect(*self.server.lock().unwrap()) else {
            return;
        };
        let up = (client.try_clone().unwrap(), server.try_clone().unwrap());
        thread::spawn(move || copy(up.0, up.1, || true));
        let trap = self.trap.clone();
        thread::spawn(move || {
            copy(server, client, || {
                let Some(deed) = trap.lock().unwrap().take() else {
                    return true;
                };
                deed();
                false
            });
        });
    }
}

/// Copies until one side ends, or what was just read is not to be forwarded.
fn copy(mut from: TcpStream, mut to: TcpStream, may_pass: impl Fn() -> bool) {
    let mut buffer = [0; 16 * 1024];
    while let Ok(length @ 1..) = from.read(&mut buffer) {
        if !may_pass() || to.write_all(&buffer[..length]).is_err() {
            break;
        }
    }
    // They may have ended already.
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}
