//! The accept loop: connections in, until told to stop.
//!
//! Beside what axum's own loop does it bounds the number of connections and the
//! time that one may take over its headers, and it ends waiting requests before
//! it waits for working ones.

use crate::{
    Server,
    edge::{address::Peer, caller::Connection},
    error::Chain,
    limits::{address::Address, pace::PacedStream, places::Holder},
    routes, workers,
};
use axum::{Router, body::Body, http::Request};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use socket2::SockRef;
use std::{net::SocketAddr, pin::pin, sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    time::{sleep, timeout},
};
use tower::Service;
use tracing::{debug, info, warn};

/// How long a connection may take over its headers, and how long it may idle.
const HEADERS_TIME: Duration = Duration::from_secs(75);
/// How much of a connection's words are held in the process, each way.
const HEADERS_BYTES: usize = 32 * 1024;
/// How much of an answer the system holds for one that reads slowly.
const SEND_BUFFER_BYTES: usize = 64 * 1024;

/// Serves until `shutdown` resolves; then ends live waits, and gives requests in
/// flight the time that the settings allow.
pub async fn serve(server: Server, listener: TcpListener, shutdown: impl Future<Output = ()>) {
    let router = routes::router(server.clone());
    let workers = workers::start(&server);
    let graceful = GracefulShutdown::new();
    let mut shutdown = pin!(shutdown);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut shutdown => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                let holder = Holder::new();
                let address = Address::of_peer(peer.ip());
                // Where nobody gives way, it is closed at once.
                let Ok(place) = server.limits.connections.take(address, 1, &holder) else {
                    continue;
                };
                let connection = attend(&server, stream, peer, &holder, router.clone());
                let connection = graceful.watch(connection);
                tokio::spawn(async move {
                    tokio::select! {
                        ended = connection => if let Err(error) = ended {
                            debug!(%error, "a connection broke off");
                        },
                        () = holder.told_to_leave() => debug!("a connection gave way"),
                    }
                    drop(place);
                });
            }
            Err(error) => {
                // Out of file descriptors, most likely: some connection will end.
                warn!(%error, "failed to accept a connection");
                sleep(Duration::from_millis(100)).await;
            }
        }
    }
    drop(listener);
    info!("stopping");
    server.close();
    if timeout(server.settings.shutdown_time, graceful.shutdown())
        .await
        .is_err()
    {
        warn!("some requests did not end in time and are broken off");
    }
    for worker in workers {
        worker.abort();
    }
    if let Err(error) = server.last_syncs.write(&server.pool).await {
        warn!(error = %Chain(&error), "failed to note when devices synced");
    }
}

/// One connection, one request after the other.
fn attend(
    server: &Server,
    stream: TcpStream,
    peer: SocketAddr,
    holder: &Arc<Holder>,
    router: Router,
) -> impl hyper_util::server::graceful::GracefulConnection<Error = hyper::Error> + use<> {
    let set = stream.set_nodelay(true);
    let set = set.and_then(|()| {
        let socket = SockRef::from(&stream);
        socket.set_send_buffer_size(SEND_BUFFER_BYTES)
    });
    if let Err(error) = set {
        debug!(%error, "answers of this connection may be held back");
    }
    let connection = Connection(holder.clone());
    let stream = PacedStream::new(stream, holder.clone(), server.settings.answer_pace);
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(Peer(peer.ip()));
        request.extensions_mut().insert(connection.clone());
        router.clone().call(request)
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS_TIME)
        .max_buf_size(HEADERS_BYTES)
        .serve_connection(TokioIo::new(stream), service)
}
