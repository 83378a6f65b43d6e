//! The headless phone: the object that shells load, driven without a screen.
//!
//! - [`Handset`] is a phone without its network: events in, HTTP requests out,
//!   its keychain a file.
//! - [`Phone`] is a handset with a [`Transport`] and a [`Clock`], which does one
//!   thing after the other: for stories with many phones in one process.
//! - [`line`] is the language of the `phone` command.
//!
//! There is nothing of the app in here: what a phone does is what the core does.

mod handset;
pub mod line;
mod network;
mod secrets;

pub use handset::{Handset, Setup};
pub use network::{Clock, Http, SystemClock, Transport};

use anyhow::{Result, bail};
use fieldloop::{Event, HttpAnswer, HttpRequest, Page};
use std::{path::Path, sync::Arc};

/// More exchanges than this without coming to rest are a bug of the core.
const EXCHANGES_MAX: usize = 10_000;

/// A phone with its network and its clock, which does one thing after the other.
pub struct Phone {
    handset: Handset,
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
    is_online: bool,
}

impl Phone {
    /// Switches a phone on. Switched on again in the same folder it continues,
    /// whatever had happened to it.
    ///
    /// # Errors
    /// If the core does not open.
    pub fn open(
        folder: &Path,
        transport: Arc<dyn Transport>,
        clock: Arc<dyn Clock>,
        setup: Setup,
    ) -> Result<Self> {
        let handset = Handset::open(folder, setup, clock.now_ms())?;
        Ok(Self {
            handset,
            transport,
            clock,
            is_online: true,
        })
    }

    /// Sends an event. What it wants of the network waits for [`Self::settle`]
    /// or [`Self::exchange`].
    ///
    /// # Errors
    /// If the core is broken.
    pub fn send(&mut self, event: Event) -> Result<Page> {
        self.handset.send(event, self.clock.now_ms())?;
        self.page()
    }

    /// The page.
    ///
    /// # Errors
    /// If the core is broken.
    pub fn page(&self) -> Result<Page> {
        self.handset.page()
    }

    /// Pulls the cable: every exchange fails until [`Self::plug`].
    ///
    /// # Errors
    /// If the core is broken.
    pub fn unplug(&mut self) -> Result<Page> {
        self.is_online = false;
        self.send(Event::Disconnected)
    }

    /// Puts the cable back.
    ///
    /// # Errors
    /// If the core is broken.
    pub fn plug(&mut self) -> Result<Page> {
        self.is_online = true;
        self.send(Event::Connected)
    }

    /// Performs the first exchange that waits for it. False if there is none, or
    /// only the one of live mode, which waits for others.
    ///
    /// # Errors
    /// If the core is broken.
    pub fn exchange(&mut self) -> Result<bool> {
        let Some((id, request)) = self.handset.next_request()? else {
            return Ok(false);
        };
        let answer = self.perform(&request);
        self.handset.answer(id, answer, self.clock.now_ms())?;
        Ok(true)
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
    ///
    /// # Errors
    /// If the core is broken, or does not come to rest.
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
