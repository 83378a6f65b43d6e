//! A headless phone, without its network: the core, its keychain, and the HTTP
//! requests that it waits for. Who performs those, and when, is not decided
//! here.

use super::secrets::Secrets;
use anyhow::{Context, Result};
use fieldloop::{
    ClockReading, Config, CoreFault, Event, FieldloopCore, HttpAnswer, HttpRequest, Page, Photo,
    ShellRequest,
};
use std::{collections::VecDeque, path::Path};

/// What a phone is like when it is switched on.
#[derive(Clone, Debug)]
pub struct Setup {
    /// Its language, as a BCP 47 tag.
    pub language: String,
    /// Where it is: the name of a time zone.
    pub time_zone: String,
    /// The seed of its generator of ids. Two phones never share it.
    pub entropy: [u8; 32],
}

impl Setup {
    /// A Chinese phone in China, with a seed of its own.
    pub fn fresh() -> Result<Self> {
        let mut entropy = [0; 32];
        getrandom::fill(&mut entropy).context("draw entropy")?;
        Ok(Self::of(entropy))
    }

    /// A Chinese phone in China, with this seed.
    #[must_use]
    pub fn of(entropy: [u8; 32]) -> Self {
        Self {
            language: "zh-Hans-CN".to_owned(),
            time_zone: "Asia/Shanghai".to_owned(),
            entropy,
        }
    }
}

/// A phone without a screen and without a network.
#[derive(Debug)]
pub struct HeadlessPhone {
    core: FieldloopCore,
    secrets: Secrets,
    requests: VecDeque<(u64, HttpRequest)>,
}

impl HeadlessPhone {
    /// Opens the core in a folder.
    pub fn open(folder: &Path, setup: Setup, clock: &ClockReading) -> Result<Self> {
        let config = Config {
            data_folder: folder.to_string_lossy().into_owned(),
            languages: vec![setup.language],
            time_zone: setup.time_zone,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            entropy: setup.entropy.to_vec(),
        };
        let core = FieldloopCore::open(config, clock.clone())?;
        let mut phone = Self {
            core,
            secrets: Secrets::in_folder(folder),
            requests: VecDeque::new(),
        };
        // The first event takes the requests that opening has begun.
        phone.send(Event::Tick, clock)?;
        Ok(phone)
    }

    pub fn send(&mut self, event: Event, clock: &ClockReading) -> Result<()> {
        let shell_requests = self.core.send(event, clock.clone())?;
        self.run(shell_requests, clock)
    }

    pub fn page(&self) -> Result<Page> {
        Ok(self.core.page()?)
    }

    /// A photo, if it is on the phone.
    pub fn photo(&self, id: &str) -> Result<Option<Photo>> {
        Ok(self.core.photo(id)?)
    }

    /// The log, the oldest line first.
    pub fn log(&self) -> Result<String> {
        Ok(self.core.log()?)
    }

    /// Takes every request that is to be performed.
    pub fn take_requests(&mut self) -> Vec<(u64, HttpRequest)> {
        self.requests.drain(..).collect()
    }

    /// Takes the first request that is to be performed; that of live mode, which
    /// waits for what others do, is left.
    pub fn next_request(&mut self) -> Result<Option<(u64, HttpRequest)>> {
        let is_busy = self.page()?.frame.sync.is_busy;
        let is_live = |request: &HttpRequest| !is_busy && request.url.ends_with("/v1/sync");
        let next = self.requests.iter().position(|(_, it)| !is_live(it));
        Ok(next.and_then(|next| self.requests.remove(next)))
    }

    /// Answers a request. One that the core has given up is passed over.
    pub fn answer(&mut self, id: u64, answer: HttpAnswer, clock: &ClockReading) -> Result<()> {
        match self.core.answer_http(id, answer, clock.clone()) {
            Ok(shell_requests) => self.run(shell_requests, clock),
            Err(CoreFault::NotWaiting) => Ok(()),
            Err(fault) => Err(fault.into()),
        }
    }

    fn run(&mut self, shell_requests: Vec<ShellRequest>, clock: &ClockReading) -> Result<()> {
        let mut shell_requests = VecDeque::from(shell_requests);
        while let Some(shell_request) = shell_requests.pop_front() {
            match shell_request {
                ShellRequest::Draw => {}
                ShellRequest::Http { id, request } => self.requests.push_back((id, request)),
                ShellRequest::Cancel { id } => self.requests.retain(|(other, _)| *other != id),
                ShellRequest::Secret { id, request } => {
                    let answer = self.secrets.run(&request);
                    match self.core.answer_secret(id, answer, clock.clone()) {
                        Ok(more) => shell_requests.extend(more),
                        Err(CoreFault::NotWaiting) => {}
                        Err(fault) => return Err(fault.into()),
                    }
                }
            }
        }
        Ok(())
    }
}
