//! Every route of the server, on one screen, and what all of them pass through.
//! A handler that takes a `Device` lets in only whose token it is (`devices`).

use crate::{
    Server, accounts, blobs, devices, directory,
    edge::{
        address::limit_anonymous,
        detached::run_request_detached,
        permits::{hold_permit, limit_sync_time, limit_time},
        request::attend,
    },
    error::Error,
    health, home, names, register, sync,
};
use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware::{from_fn, from_fn_with_state},
    routing::{delete, get, post, put},
};
use replica::wire::REQUEST_BYTES_MAX;

/// The whole server as one service; tests call it without a socket.
pub fn router(server: Server) -> Router {
    let with = |server: &Server| server.clone();
    let ordinary = Router::new()
        .route("/", get(home::page))
        .route("/v1/sign-in", post(accounts::sign_in))
        .route("/v1/sign-out", post(accounts::sign_out))
        .route("/v1/me", get(accounts::me))
        .route("/v1/devices", get(devices::list))
        .route("/v1/devices/{id}", delete(devices::delete))
        .route("/v1/names/{kind}", get(names::find))
        .route("/v1/register/{kind}/all.csv", get(register::export))
        .route("/v1/register/{kind}/labels", post(register::labels::print))
        .route(
            "/v1/register/{kind}/labels/check",
            post(register::labels::check),
        )
        .route(
            "/v1/register/{kind}/runs",
            get(register::runs::list).post(register::runs::begin),
        )
        .route(
            "/v1/register/{kind}/runs/{id}",
            get(register::runs::get).delete(register::runs::stop),
        )
        .route(
            "/v1/register/{kind}/runs/{id}/refused.csv",
            get(register::runs::refused),
        )
        .route("/v1/blobs/{id}", get(blobs::get).put(blobs::put))
        .route("/v1/people/{id}", put(directory::people::put))
        .route("/v1/people/{id}/account", put(accounts::put))
        .route("/v1/stores/{id}", put(directory::stores::put))
        .route("/v1/categories/{id}", put(directory::categories::put))
        .layer(from_fn(run_request_detached))
        .layer(from_fn_with_state(with(&server), hold_permit))
        .layer(from_fn_with_state(with(&server), limit_time));
    // Syncs may wait for long, so they take and give back their permits
    // themselves, and run their work detached themselves.
    let long_polls = Router::new()
        .route("/v1/sync", post(sync::sync))
        .layer(from_fn_with_state(with(&server), limit_sync_time));
    let health = Router::new()
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready));

    let routes = ordinary
        .merge(long_polls)
        .layer(from_fn_with_state(with(&server), limit_anonymous))
        .merge(health)
        .fallback(async || Error::not_found("there is nothing at this address"))
        .layer(DefaultBodyLimit::max(REQUEST_BYTES_MAX));
    attend(routes, &server.clock).with_state(server)
}
