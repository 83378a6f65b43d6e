//! The accept loop: connections in, until told to stop.
//!
//! Beside what axum's own loop does it bounds the number of connections and the
//! time that one may take over its headers, and it ends waiting requests before
//! it waits for working ones.

use crate::{Server, edge::address::Peer, error::Chain, routes, workers};
use axum::{Router, body::Body, http::Request};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use std::{net::SocketAddr, pin::pin, sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time::{sleep, timeout},
};
use tower::Service;
use tracing::{debug, info, warn};

/// How long a connection may take over its headers, and how long it may idle.
const HEADERS_TIME: Duration = Duration::from_secs(75);
const HEADERS_BYTES: usize = 64 * 1024;

/// Serves until `shutdown` resolves; then ends live waits, and gives requests in
/// flight the time that the settings allow.
pub async fn serve(server: Server, listener: TcpListener, shutdown: impl Future<Output = ()>) {
    let router = routes::router(server.clone());
    let workers = workers::start(&server);
    let connections = Arc::new(Semaphore::new(server.settings.connections));
    let graceful = GracefulShutdown::new();
    let mut shutdown = pin!(shutdown);
    loop {
        let next = async {
            let permit = connections.clone().acquire_owned().await;
            (listener.accept().await, permit)
        };
        let (accepted, permit) = tokio::select! {
            next = next => next,
            () = &mut shutdown => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                let connection = attend(stream, peer, router.clone());
                let connection = graceful.watch(connection);
                tokio::spawn(async move {
                    if let Err(error) = connection.await {
                        debug!(%error, "a connection broke off");
                    }
                    drop(permit);
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
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
) -> impl hyper_util::server::graceful::GracefulConnection<Error = hyper::Error> {
    if let Err(error) = stream.set_nodelay(true) {
        debug!(%error, "answers of this connection may be held back a little");
    }
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(Peer(peer.ip()));
        router.clone().call(request)
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS_TIME)
        .max_buf_size(HEADERS_BYTES)
        .serve_connection(TokioIo::new(stream), service)
}
