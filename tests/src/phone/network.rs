//! A phone's network and its clock: the real ones, and the traits by which a
//! story brings others.

use fieldloop::{ClockReading, HttpAnswer, HttpHeader, HttpRequest};
use std::{
    fs,
    sync::LazyLock,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};
use ureq::{Agent, http::Request};

/// The longest answer that is read, in bytes.
const ANSWER_BYTES_MAX: u64 = 16 << 20;

/// Something that performs HTTP exchanges.
pub trait Transport: Send + Sync {
    /// Performs one, however long it takes.
    fn exchange(&self, request: &HttpRequest) -> HttpAnswer;
}

/// The clocks of a phone.
pub trait Clock: Send + Sync {
    fn read(&self) -> ClockReading;
}

#[derive(Clone, Debug)]
pub struct Http {
    agent: Agent,
}

impl Default for Http {
    fn default() -> Self {
        let config = Agent::config_builder().http_status_as_error(false).build();
        Self {
            agent: config.new_agent(),
        }
    }
}

impl Http {
    fn try_exchange(&self, request: &HttpRequest) -> Result<HttpAnswer, ureq::Error> {
        let mut builder = Request::builder()
            .method(request.method.as_str())
            .uri(&request.url);
        for header in &request.headers {
            builder = builder.header(&header.name, &header.value);
        }
        let prepared = builder.body(request.body.as_slice())?;
        let timeout = Duration::from_millis(request.timeout_ms.into());
        let prepared = self
            .agent
            .configure_request(prepared)
            .timeout_global(Some(timeout))
            .build();
        let mut response = self.agent.run(prepared)?;
        let status = response.status().as_u16();
        let headers = response.headers().get("retry-after");
        let headers = headers.and_then(|value| value.to_str().ok());
        let headers = headers.map(|value| HttpHeader::new("retry-after", value));
        let body = response.body_mut().with_config().limit(ANSWER_BYTES_MAX);
        Ok(HttpAnswer::Answered {
            status,
            headers: headers.into_iter().collect(),
            body: body.read_to_vec()?,
        })
    }
}

impl Transport for Http {
    fn exchange(&self, request: &HttpRequest) -> HttpAnswer {
        match self.try_exchange(request) {
            Ok(answer) => answer,
            Err(ureq::Error::Timeout(_)) => HttpAnswer::TimedOut,
            Err(_) => HttpAnswer::Offline,
        }
    }
}

#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl SystemClock {
    /// Milliseconds since the Unix epoch.
    #[must_use]
    pub fn now_ms() -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        let since_ms = since.unwrap_or_default().as_millis();
        i64::try_from(since_ms).unwrap_or(i64::MAX)
    }
}

impl Clock for SystemClock {
    fn read(&self) -> ClockReading {
        let (uptime_ms, boot) = since_boot().unwrap_or_else(since_begin);
        ClockReading {
            now_ms: Self::now_ms(),
            uptime_ms,
            boot,
        }
    }
}

/// How long Linux has been running, asleep or not, and which start of it this is.
fn since_boot() -> Option<(i64, String)> {
    let uptime = fs::read_to_string("/proc/uptime").ok()?;
    let seconds: f64 = uptime.split(' ').next()?.parse().ok()?;
    let uptime = Duration::try_from_secs_f64(seconds).ok()?;
    let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let uptime_ms = i64::try_from(uptime.as_millis()).ok()?;
    Some((uptime_ms, boot.trim().to_owned()))
}

/// Elsewhere, how long this process has been: it counts as a start of the phone.
fn since_begin() -> (i64, String) {
    static BEGIN: LazyLock<(Instant, i64)> =
        LazyLock::new(|| (Instant::now(), SystemClock::now_ms()));
    let (begin, began_ms) = *BEGIN;
    let uptime_ms = i64::try_from(begin.elapsed().as_millis()).unwrap_or(i64::MAX);
    (uptime_ms, began_ms.to_string())
}
