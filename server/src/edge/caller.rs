//! Who calls, found out before anything else is done for them, and counted first: a
//! token that was not seen before costs its address as much as none, until it turns out
//! to be a device's.

use crate::{
    Server,
    devices::Device,
    error::Error,
    limits::{address::Address, places::Holder},
};
use axum::{
    extract::{FromRequestParts, Request, State},
    http::{Extensions, request::Parts},
    middleware::Next,
    response::Response,
};
use std::{convert::Infallible, sync::Arc};

/// The connection on which a request came.
#[derive(Clone, Debug)]
pub struct Connection(pub Arc<Holder>);

impl Connection {
    /// One of its own, where no socket is.
    pub(super) fn of(extensions: &Extensions) -> Self {
        let own = || Self(Holder::new());
        extensions.get().cloned().unwrap_or_else(own)
    }
}

/// Where a request comes from: what is shared out by address, and gives way by
/// connection.
#[derive(Clone, Debug)]
pub struct Origin {
    pub address: Address,
    pub connection: Arc<Holder>,
}

impl FromRequestParts<Server> for Origin {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, server: &Server) -> Result<Self, Infallible> {
        let address = Address::from_request_parts(parts, server).await?;
        let Connection(connection) = Connection::of(&parts.extensions);
        Ok(Self {
            address,
            connection,
        })
    }
}

/// Limits what an address asks that needs no device.
///
/// # Errors
/// The address asked too often.
pub async fn limit_anonymous(
    State(server): State<Server>,
    address: Address,
    request: Request,
    next: Next,
) -> Result<Response, Error> {
    server.limits.anonymous.admit(address)?;
    Ok(next.run(request).await)
}

/// Lets in whom a device's token names: each [`Device`] that a handler is given.
///
/// # Errors
/// No device has the token, it may not call any more, or it or its address asked too
/// often.
pub async fn identify(
    State(server): State<Server>,
    address: Address,
    mut request: Request,
    next: Next,
) -> Result<Response, Error> {
    let device = Device::calling(&server, address, request.headers()).await?;
    request.extensions_mut().insert(device);
    Ok(next.run(request).await)
}
