//! `GET /metrics` for Prometheus, on a listen address of its own: whoever may
//! reach the server need not be able to see how it does.
//!
//! What is measured is the library's; here it is recorded and shown.

use anyhow::Context;
use axum::{Router, http::header, routing::get};
use metrics_exporter_prometheus::PrometheusBuilder;
use server::{Server, health, metrics};
use std::{net::SocketAddr, time::Duration};
use tokio::{net::TcpListener, time::interval};

/// The bounds of the buckets into which times are counted, in seconds.
const SECONDS: [f64; 12] = [
    0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 5.0, 30.0,
];
/// How often times are put into their buckets, if nobody reads them.
const UPKEEP: Duration = Duration::from_secs(5);

/// Records from now on, and shows it at this address; gives the address with the
/// port that was taken.
pub async fn serve(address: SocketAddr, server: Server) -> anyhow::Result<SocketAddr> {
    let recorded = PrometheusBuilder::new()
        .set_buckets(&SECONDS)?
        .install_recorder()
        .context("failed to record metrics")?;
    metrics::describe();
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("failed to listen on {address}"))?;
    let address = listener.local_addr()?;
    let kept = recorded.clone();
    tokio::spawn(async move {
        let mut ticks = interval(UPKEEP);
        loop {
            ticks.tick().await;
            kept.run_upkeep();
        }
    });
    let show = async move || {
        health::gauge(&server).await;
        let media_type = "text/plain; version=0.0.4; charset=utf-8";
        ([(header::CONTENT_TYPE, media_type)], recorded.render())
    };
    let routes = Router::new().route("/metrics", get(show));
    tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, routes).await {
            tracing::error!(%error, "metrics are shown no more");
        }
    });
    Ok(address)
}
