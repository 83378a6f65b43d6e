//! The headless phone: the object that shells load, driven without a screen.
//!
//! - [`HeadlessPhone`] is the core without a network: events in, HTTP requests
//!   out, its keychain a file.
//! - [`Phone`] is a headless phone with a [`Transport`] and a [`Clock`], which
//!   does one thing after the other: for stories with many phones in one
//!   process.
//! - [`mod@line`] is the language of the `phone` command, and [`names`] what people
//!   may type in it in the place of ids.
//!
//! There is nothing of the app in here: what a phone does is what the core does.

mod headless;
pub mod line;
pub mod names;
mod network;
mod secrets;

pub use headless::{HeadlessPhone, Setup};
pub use network::{Clock, Http, SystemClock, Transport};

use anyhow::{Result, bail};
use fieldloop::{Event, HttpAnswer, HttpRequest, Page, Photo};
use std::{path::Path, sync::Arc};

/// More exchanges than this without coming to rest are a bug of the core.
const EXCHANGES_MAX: usize = 10_000;

/// A phone with its network and its clock, which does one thing after the other.
pub struct Phone {
    headless: HeadlessPhone,
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
    is_online: bool,
}

impl Phone {
    /// Switches a phone on. Switched on again in the same folder it continues,
    /// whatever had happened to it.
    pub fn open(
        folder: &Path,
        transport: Arc<dyn Transport>,
        clock: Arc<dyn Clock>,
        setup: Setup,
    ) -> Result<Self> {
        let headless = HeadlessPhone::open(folder, setup, &clock.read())?;
        Ok(Self {
            headless,
            transport,
            clock,
            is_online: true,
        })
    }

    /// Sends an event. What it wants of the network waits for [`Self::settle`]
    /// or [`Self::exchange`].
    pub fn send(&mut self, event: Event) -> Result<Page> {
        self.headless.send(event, &self.clock.read())?;
        self.page()
    }

    pub fn page(&self) -> Result<Page> {
        self.headless.page()
    }

    /// A photo, if it is on the phone.
    pub fn photo(&self, id: &str) -> Result<Option<Photo>> {
        self.headless.photo(id)
    }

    /// The log, the oldest line first.
    pub fn log(&self) -> Result<String> {
        self.headless.log()
    }

    /// Pulls the cable: every exchange fails until [`Self::plug`].
    pub fn unplug(&mut self) -> Result<Page> {
        self.is_online = false;
        self.send(Event::Disconnected)
    }

    /// Puts the cable back.
    pub fn plug(&mut self) -> Result<Page> {
        self.is_online = true;
        self.send(Event::Connected)
    }

    /// Performs the first exchange that waits for it. False if there is none, or
    /// only the one of live mode, which waits for others.
    pub fn exchange(&mut self) -> Result<bool> {
        let Some((id, answer)) = self.ask()? else {
            return Ok(false);
        };
        self.hear(id, answer)?;
        Ok(true)
    }

    /// Performs the first exchange that waits for it, and keeps the answer from
    /// the core until [`Self::hear`]. None as with [`Self::exchange`].
    pub fn ask(&mut self) -> Result<Option<(u64, HttpAnswer)>> {
        let Some((id, request)) = self.headless.next_request()? else {
            return Ok(None);
        };
        Ok(Some((id, self.perform(&request))))
    }

    /// Gives the core the answer to an exchange.
    pub fn hear(&mut self, id: u64, answer: HttpAnswer) -> Result<Page> {
        self.headless.answer(id, answer, &self.clock.read())?;
        self.page()
    }

    /// Takes the exchange of live mode, if the phone has come to rest with one:
    /// to be performed beside the story, and its answer given to [`Self::hear`].
    pub fn take_live(&mut self) -> Option<(u64, HttpRequest)> {
        self.headless.take_requests().pop()
    }

    fn perform(&self, request: &HttpRequest) -> HttpAnswer {
        if self.is_online {
            self.transport.exchange(request)
        } else {
            HttpAnswer::Offline
        }
    }

    /// Has the phone sync, and ends when it has come to rest: everything is said
    /// and heard, or it cannot be just now.
    pub fn settle(&mut self) -> Result<Page> {
        self.send(Event::Refresh)?;
        for _ in 0..EXCHANGES_MAX {
            if !self.exchange()? {
                return self.page();
            }
        }
        bail!("the phone does not come to rest");
    }
}
