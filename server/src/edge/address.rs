//! Where a request comes from, for limits only: an address never proves who calls.

use crate::{Server, limits::address::Address};
use axum::{
    extract::{FromRequestParts, Request},
    http::{Extensions, HeaderMap, request::Parts},
};
use std::{convert::Infallible, net::IpAddr};

/// The address at the other end of the connection, noted on each of its requests.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

impl FromRequestParts<Server> for Address {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, server: &Server) -> Result<Self, Infallible> {
        Ok(of_parts(&parts.extensions, &parts.headers, server))
    }
}

/// Where a request comes from.
pub(crate) fn address_of(request: &Request, server: &Server) -> Address {
    of_parts(request.extensions(), request.headers(), server)
}

fn of_parts(extensions: &Extensions, headers: &HeaderMap, server: &Server) -> Address {
    let peer = extensions.get::<Peer>().map(|peer| peer.0);
    Address::of(peer, headers, server.settings.proxies)
}
