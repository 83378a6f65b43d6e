//! Whom limits count a request to. An address never proves who calls.

use axum::http::HeaderMap;
use std::net::{IpAddr, Ipv6Addr};

/// Whom limits count a request to: an IPv4 address or an IPv6 network of 64
/// bits, since one household is given all of the latter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Address(IpAddr);

impl Address {
    /// That of one at the other end of a connection.
    pub(crate) fn of_peer(peer: IpAddr) -> Self {
        Self::of(Some(peer), &HeaderMap::new(), 0)
    }

    /// Whom a request comes from, as the last so many of those who have passed it on say.
    pub(crate) fn of(peer: Option<IpAddr>, headers: &HeaderMap, proxies: usize) -> Self {
        let forwarded = || {
            let hops = headers
                .get_all("x-forwarded-for")
                .iter()
                .filter_map(|value| value.to_str().ok())
                .flat_map(|value| value.split(','));
            let hops: Vec<&str> = hops.map(str::trim).collect();
            hops.len()
                .checked_sub(proxies)
                .and_then(|place| hops[place].parse().ok())
        };
        let believed = if proxies == 0 { None } else { forwarded() };
        let address = believed
            .or(peer)
            .unwrap_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED));
        Self(match address.to_canonical() {
            IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
            address @ IpAddr::V4(_) => address,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn address(peer: &str, forwarded: &'static str, proxies: usize) -> String {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", HeaderValue::from_static(forwarded));
        Address::of(peer.parse().ok(), &headers, proxies)
            .0
            .to_string()
    }

    #[test]
    fn without_a_proxy_nobody_names_their_own_address() {
        assert_eq!(address("10.0.0.7", "1.2.3.4", 0), "10.0.0.7");
    }

    #[test]
    fn only_what_our_own_proxies_wrote_is_believed() {
        assert_eq!(address("10.0.0.1", "6.6.6.6, 1.2.3.4", 1), "1.2.3.4");
        assert_eq!(
            address("10.0.0.1", "6.6.6.6, 1.2.3.4, 10.0.0.2", 2),
            "1.2.3.4"
        );
        assert_eq!(address("10.0.0.1", "nonsense", 1), "10.0.0.1");
        assert_eq!(address("10.0.0.1", "1.2.3.4", 2), "10.0.0.1");
    }

    #[test]
    fn an_ipv6_network_counts_as_one() {
        assert_eq!(address("2001:db8:1:2:aaaa::1", "", 0), "2001:db8:1:2::");
        assert_eq!(address("::ffff:10.0.0.7", "", 0), "10.0.0.7");
    }
}
