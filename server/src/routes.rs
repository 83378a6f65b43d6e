//! Every route of the server, on one screen, and what all of them pass through.
//! A handler that takes a `Device` lets in only whose token it is (`devices`).

use crate::{
    Server, accounts, blobs, devices, directory,
    edge::{
        body::receive_body,
        caller::{identify, limit_anonymous},
        detached::run_request_detached,
        permits::{hold_permit, limit_sync_time, limit_time},
        request::attend,
    },
    error::Error,
    health, home, names,
    register::{self, runs::FILE_BYTES_MAX},
    sync,
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
    let health = Router::new()
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready));
    let routes = of_devices(&server)
        .merge(of_all(&server))
        .merge(health)
        .layer(DefaultBodyLimit::max(FILE_BYTES_MAX));
    attend(routes, &server.clock).with_state(server)
}

/// What is worked on, one request at a time, with bodies of at most so many bytes.
fn works(server: &Server, routes: Router<Server>, bytes_max: usize) -> Router<Server> {
    routes
        .layer(from_fn(run_request_detached))
        .layer(from_fn_with_state(server.clone(), hold_permit))
        .layer(from_fn_with_state(server.clone(), limit_time))
        .layer(from_fn_with_state(
            (server.clone(), bytes_max),
            receive_body,
        ))
}

/// What only a signed-in device is answered.
fn of_devices(server: &Server) -> Router<Server> {
    let ordinary = Router::new()
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
        .route("/v1/register/{kind}/runs", get(register::runs::list))
        .route(
            "/v1/register/{kind}/runs/{id}",
            get(register::runs::get).delete(register::runs::stop),
        )
        .route(
            "/v1/register/{kind}/runs/{id}/refused.csv",
            get(register::runs::refused),
        )
        .route("/v1/blobs/{id}", get(blobs::get))
        .route("/v1/people/{id}", put(directory::people::put))
        .route("/v1/people/{id}/account", put(accounts::put))
        .route("/v1/stores/{id}", put(directory::stores::put))
        .route("/v1/categories/{id}", put(directory::categories::put));
    let files = Router::new().route("/v1/register/{kind}/runs", post(register::runs::begin));
    // Pieces are kept as far as they come, so these read their bodies themselves, and
    // take their permits after that.
    let pieces = Router::new().route("/v1/blobs/{id}", put(blobs::put));
    // Syncs may wait for long, so they take and give back their permits
    // themselves, and run their work detached themselves.
    let long_polls = Router::new()
        .route("/v1/sync", post(sync::sync))
        .layer(from_fn_with_state(server.clone(), limit_sync_time))
        .layer(from_fn_with_state(
            (server.clone(), REQUEST_BYTES_MAX),
            receive_body,
        ));
    works(server, ordinary, REQUEST_BYTES_MAX)
        .merge(works(server, files, FILE_BYTES_MAX))
        .merge(pieces)
        .merge(long_polls)
        .layer(from_fn_with_state(server.clone(), identify))
}

/// What everybody is answered.
fn of_all(server: &Server) -> Router<Server> {
    let page = Router::new().route("/", get(home::page));
    // Most of a sign-in is waiting for a password's hash, and holds nothing meanwhile.
    let sign_ins = Router::new()
        .route("/v1/sign-in", post(accounts::sign_in))
        .layer(from_fn(run_request_detached))
        .layer(from_fn_with_state(server.clone(), limit_time))
        .layer(from_fn_with_state(
            (server.clone(), REQUEST_BYTES_MAX),
            receive_body,
        ));
    works(server, page, REQUEST_BYTES_MAX)
        .merge(sign_ins)
        .fallback(async || Error::not_found("there is nothing at this address"))
        .layer(from_fn_with_state(server.clone(), limit_anonymous))
}
