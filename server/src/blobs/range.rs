//! Which bytes of a blob are asked for (RFC 9110): all of it, or one range.

use axum::http::{HeaderMap, header};
use std::ops::Range;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    All,
    Range(Range<u64>),
    /// Nothing of the blob lies there.
    Outside,
}

/// What these headers ask for of so many bytes. What is no range, several of them, and
/// one on a condition are passed over, as a server may.
pub(super) fn asked(headers: &HeaderMap, size: u64) -> Asked {
    if headers.contains_key(header::IF_RANGE) {
        return Asked::All;
    }
    let said = headers.get(header::RANGE).and_then(|it| it.to_str().ok());
    let bounds = said.and_then(|said| said.strip_prefix("bytes=")?.split_once('-'));
    let Some((first, last)) = bounds else {
        return Asked::All;
    };
    let (first, last) = (first.trim(), last.trim());
    let range = match (first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(first), Ok(last)) if first <= last => first..last.saturating_add(1).min(size),
        (Ok(first), Err(_)) if last.is_empty() => first..size,
        (Err(_), Ok(length)) if first.is_empty() => size.saturating_sub(length)..size,
        _ => return Asked::All,
    };
    if range.start < range.end {
        Asked::Range(range)
    } else {
        Asked::Outside
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn of(range: &'static str) -> Asked {
        let mut headers = HeaderMap::new();
        headers.insert(header::RANGE, HeaderValue::from_static(range));
        asked(&headers, 10)
    }

    #[test]
    fn one_range_is_given_and_anything_else_is_passed_over() {
        assert_eq!(asked(&HeaderMap::new(), 10), Asked::All);
        assert_eq!(of("bytes=0-0"), Asked::Range(0..1));
        assert_eq!(of("bytes=4-"), Asked::Range(4..10));
        assert_eq!(of("bytes=4-99"), Asked::Range(4..10));
        assert_eq!(of("bytes=-3"), Asked::Range(7..10));
        assert_eq!(of("bytes=-99"), Asked::Range(0..10));
        for outside in ["bytes=10-", "bytes=10-12", "bytes=-0"] {
            assert_eq!(of(outside), Asked::Outside, "{outside}");
        }
        for other in [
            "bytes=0-1,4-5",
            "bytes=5-4",
            "lines=1-2",
            "bytes=x-",
            "bytes=-",
        ] {
            assert_eq!(of(other), Asked::All, "{other}");
        }
    }
}
