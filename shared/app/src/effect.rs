//! What the app asks for: of the store, which the core runs itself, and of the
//! shell, which gets it as a [`ShellRequest`](crate::ShellRequest).

use crate::store::StoreOperation;
use crux_core::{capability::Operation, macros::effect, render::RenderOperation};
use domain::time::{Span, Timestamp};
use jiff::fmt::rfc2822;
use serde::{Deserialize, Serialize};

/// What the app asks for.
#[effect]
#[derive(Debug)]
pub enum Effect {
    /// The page has changed.
    Render(RenderOperation),
    /// Something of the store.
    Store(StoreOperation),
    /// An HTTP exchange.
    Http(HttpOperation),
    /// That an HTTP exchange be given up.
    Cancel(CancelOperation),
    /// Something of the keychain.
    Secret(SecretOperation),
    /// A line of the log.
    Log(LogOperation),
}

/// An HTTP exchange, with the number by which the app speaks of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpOperation {
    /// The number.
    pub id: u64,
    /// What is to be exchanged.
    pub request: HttpRequest,
}

impl Operation for HttpOperation {
    type Output = HttpAnswer;
}

/// That an HTTP exchange be given up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CancelOperation {
    /// The number of the exchange.
    pub id: u64,
}

impl Operation for CancelOperation {
    type Output = ();
}

/// Something of the keychain, with its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretOperation {
    /// The number.
    pub id: u64,
    /// What is to be done.
    pub request: SecretRequest,
}

impl Operation for SecretOperation {
    type Output = SecretAnswer;
}

/// A line of the log: nothing personal may stand in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogOperation(pub String);

impl Operation for LogOperation {
    type Output = ();
}

/// An HTTP request to perform as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HttpRequest {
    /// The method.
    pub method: String,
    /// The whole address.
    pub url: String,
    /// The headers.
    pub headers: Vec<HttpHeader>,
    /// The body; empty for none.
    pub body: Vec<u8>,
    /// After so long without a whole answer, give up and say
    /// [`HttpAnswer::TimedOut`].
    pub timeout_ms: u32,
}

/// A header of a request or an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HttpHeader {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

impl HttpHeader {
    /// A header.
    #[must_use]
    pub fn new(name: &str, value: &str) -> Self {
        Self {
            name: name.to_owned(),
            value: value.to_owned(),
        }
    }
}

/// What came of an HTTP request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HttpAnswer {
    /// The server answered, whatever it said.
    Answered {
        /// The status.
        status: u16,
        /// The headers that the core reads, their names in lower case:
        /// `retry-after`. Others may come with it and are passed over.
        headers: Vec<HttpHeader>,
        /// The body; at most 16 MiB, more is [`Self::Offline`].
        body: Vec<u8>,
    },
    /// The server could not be reached, or not to the end.
    Offline,
    /// There was no answer in time.
    TimedOut,
    /// It was given up, as the core had asked or for the shell's own reasons.
    Cancelled,
}

impl HttpAnswer {
    /// How long the server asks not to be asked again, if it does. `now` is the
    /// time by its own clock.
    #[must_use]
    pub fn retry_after(&self, now: Timestamp) -> Option<Span> {
        let Self::Answered { headers, .. } = self else {
            return None;
        };
        let mut headers = headers.iter();
        let header = headers.find(|header| header.name.eq_ignore_ascii_case("retry-after"))?;
        let text = header.value.trim();
        if let Ok(seconds) = text.parse::<u32>() {
            return Some(Span(i64::from(seconds) * 1_000));
        }
        let at = rfc2822::parse(text).ok()?.timestamp();
        Some(Timestamp(at.as_millisecond()).since(now))
    }
}

/// Something of the keychain. There is one secret: the device's token,
/// with the key by which it signs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecretRequest {
    /// Keep this, in the place of what was kept.
    Save(String),
    /// Give back what is kept.
    Load,
    /// Forget what is kept.
    Delete,
}

/// What the keychain says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecretAnswer {
    /// Saved, or deleted.
    Done,
    /// This is kept.
    Found(String),
    /// Nothing is kept.
    Nothing,
    /// The keychain refuses.
    Failed,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_says_how_long_in_seconds_or_until_when() {
        let now = Timestamp(784_111_777_000);
        let wait = |value: &str| {
            let headers = vec![HttpHeader::new("retry-after", value)];
            let (status, body) = (503, Vec::new());
            let answer = HttpAnswer::Answered {
                status,
                headers,
                body,
            };
            answer.retry_after(now).map(|wait| wait.0)
        };
        assert_eq!(wait("120"), Some(120_000));
        assert_eq!(wait(" Sun, 06 Nov 1994 08:50:37 GMT"), Some(60_000));
        assert_eq!(wait("soon"), None);
        assert_eq!(wait("-1"), None);
        assert_eq!(HttpAnswer::Offline.retry_after(now), None);
    }
}
