//! A wire between a phone and the server: TCP, byte for byte, which breaks when a
//! scenario wants it to. It knows nothing of what is said on it.

use anyhow::Result;
use std::{io, net::SocketAddr, sync::Arc};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
};

/// How much is carried at a time, in bytes.
const PIECE_BYTES: usize = 16 << 10;

/// The state of a wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Whole,
    /// The next request arrives, and its answer does not.
    LosesAnswer,
    Cut,
}

pub struct Wire {
    address: SocketAddr,
    state: Arc<watch::Sender<State>>,
}

impl Wire {
    /// Lays a wire to a server. It is there as long as the runtime.
    pub async fn to(server: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let state = Arc::new(watch::Sender::new(State::Whole));
        tokio::spawn(accept(listener, server, Arc::clone(&state)));
        Ok(Self { address, state })
    }

    /// The phone's end.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Every connection breaks, and none can be made.
    pub fn cut(&self) {
        self.state.send_replace(State::Cut);
    }

    /// The next request reaches the server; before its answer comes back, the
    /// connection breaks.
    pub fn lose_answer(&self) {
        self.state.send_replace(State::LosesAnswer);
    }

    /// It is whole again.
    pub fn mend(&self) {
        self.state.send_replace(State::Whole);
    }
}

async fn accept(listener: TcpListener, server: SocketAddr, state: Arc<watch::Sender<State>>) {
    // Connections end with the wire.
    let mut connections = JoinSet::new();
    while let Ok((phone, _)) = listener.accept().await {
        let state = Arc::clone(&state);
        connections.spawn(async move {
            // A connection that fails is an ordinary thing for both ends.
            let _ = connect(phone, server, &state).await;
        });
    }
}

/// Carries what the two ends say until one has done, or the wire is cut.
async fn connect(
    mut phone: TcpStream,
    server: SocketAddr,
    state: &watch::Sender<State>,
) -> io::Result<()> {
    // What breaks, breaks at once, without a farewell.
    phone.set_zero_linger()?;
    let mut changes = state.subscribe();
    let cut = changes.wait_for(|state| *state == State::Cut);
    tokio::select! {
        _ = cut => Ok(()),
        ended = carry(&mut phone, server, state) => ended,
    }
}

async fn carry(
    phone: &mut TcpStream,
    server: SocketAddr,
    state: &watch::Sender<State>,
) -> io::Result<()> {
    let mut server = TcpStream::connect(server).await?;
    let mut said = vec![0; PIECE_BYTES];
    let mut answered = vec![0; PIECE_BYTES];
    let mut is_doomed = false;
    loop {
        tokio::select! {
            read = phone.read(&mut said) => {
                let bytes = &said[..read?];
                if bytes.is_empty() {
                    return Ok(());
                }
                // Whichever connection speaks first loses its answer, and no other.
                is_doomed |= state.send_if_modified(|state| {
                    let is_next = *state == State::LosesAnswer;
                    if is_next {
                        *state = State::Whole;
                    }
                    is_next
                });
                server.write_all(bytes).await?;
            }
            read = server.read(&mut answered) => {
                let bytes = &answered[..read?];
                if bytes.is_empty() || is_doomed {
                    return Ok(());
                }
                phone.write_all(bytes).await?;
            }
        }
    }
}
