//! A simulated phone: the real core with its clock, its folder on disk,
//! and the ways in which it dies.

use super::stored_state::{FILE, StoredState};
use anyhow::{Context, Result};
use domain::{
    ids::{CaseId, PersonId},
    time::{Span, Timestamp},
};
use fieldloop::{ClockReading, Event, HttpAnswer, HttpRequest, Page};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};
use tests::{
    phone::{HeadlessPhone, Setup},
    world::MONDAY_MORNING,
};
use uuid::Uuid;

/// The file of SQLite's that takes up what is written before it comes into the
/// database file.
const LOG: &str = "fieldloop.sqlite-wal";
/// By how much its clocks drift at most, in a million milliseconds.
pub const DRIFT_PPM_MAX: i64 = 500;
/// What rounding may add to that.
const ROUNDED_MS: i64 = 10;
/// What a kill leaves behind. Not the shared memory, which dies with its process.
const LEFT: [&str; 3] = [FILE, LOG, "secret"];

pub struct SimPhone {
    /// Whose it is: who signs in on it, whoever did last.
    pub owner: PersonId,
    /// Whether its cable is plugged in.
    pub is_online: bool,
    /// How often it was switched on. What was asked for in one life is not
    /// answered in the next.
    pub life: usize,
    /// What is in its file, as last looked at.
    pub stored: StoredState,
    /// The cases that went from it since that was asked.
    pub gone: BTreeSet<CaseId>,
    /// Whether it has not heard yet that the server was put back.
    pub is_behind: bool,
    /// The cursor of an answer of this server, by which it shows that it has heard.
    pub expected: Option<Vec<u8>>,
    phone: Option<HeadlessPhone>,
    folder: PathBuf,
    /// Which of the folders below it is in use: a killed phone goes on in a new one.
    home: usize,
    /// How far the clock that people set is off, and by how much more with every
    /// million milliseconds all its clocks are.
    skew_ms: i64,
    drift_ppm: i64,
    /// How often it was started, and when it was last.
    boots: u64,
    booted: Timestamp,
    /// At which start it last heard of the server's time.
    heard_in: Option<u64>,
}

/// A phone's files at one instant.
pub struct Snapshot(Vec<(&'static str, Option<Vec<u8>>)>);

impl Snapshot {
    fn file(&self, name: &str) -> Option<&[u8]> {
        let (_, bytes) = self.0.iter().find(|(known, _)| *known == name)?;
        bytes.as_deref()
    }
}

impl SimPhone {
    /// A new phone in a folder below this one.
    pub fn new(owner: PersonId, below: &Path, (skew_ms, drift_ppm): (i64, i64)) -> Self {
        Self {
            owner,
            is_online: true,
            life: 0,
            stored: StoredState::default(),
            gone: BTreeSet::new(),
            is_behind: false,
            expected: None,
            phone: None,
            folder: below.to_owned(),
            home: 0,
            skew_ms,
            drift_ppm,
            boots: 0,
            booted: MONDAY_MORNING,
            heard_in: None,
        }
    }

    /// What its clocks show, when it is this late.
    fn clock(&self, now: Timestamp) -> ClockReading {
        let drifted = |since_ms: i64| since_ms + since_ms * self.drift_ppm / 1_000_000;
        ClockReading {
            now_ms: MONDAY_MORNING.0 + drifted(now.0 - MONDAY_MORNING.0) + self.skew_ms,
            uptime_ms: drifted(now.0 - self.booted.0),
            boot: self.boots.to_string(),
        }
    }

    /// After which it does nothing that it does now, if it has measured the time since it
    /// heard of the server's: its clocks drift.
    pub fn latest(&self, now: Timestamp) -> Option<Timestamp> {
        let session = self.stored.session.as_ref()?;
        let since = now.since(session.server_time.as_ref()?.heard);
        let drift = Span(since.0 * DRIFT_PPM_MAX / 1_000_000 + ROUNDED_MS);
        (self.heard_in == Some(self.boots)).then(|| now + drift)
    }

    /// The system is started anew, not only the app.
    pub fn boot(&mut self, now: Timestamp) {
        self.boots += 1;
        self.booted = now;
    }

    /// Somebody sets its clock.
    pub fn set_clock(&mut self, skew_ms: i64) {
        self.skew_ms = skew_ms;
    }

    fn home(&self) -> PathBuf {
        self.folder.join(self.home.to_string())
    }

    /// Switches it on where it was left.
    pub fn open(&mut self, entropy: [u8; 32], now: Timestamp) -> Result<()> {
        fs::create_dir_all(self.home())?;
        let opened = HeadlessPhone::open(&self.home(), Setup::of(entropy), &self.clock(now));
        self.phone = Some(opened.context("the core does not open")?);
        self.life += 1;
        self.look()?;
        Ok(())
    }

    fn phone(&mut self) -> &mut HeadlessPhone {
        self.phone
            .as_mut()
            .expect("because a phone is switched on between two steps")
    }

    /// Sends an event; gives the page and the requests that came of it.
    pub fn send(&mut self, event: Event, now: Timestamp) -> Result<Page> {
        let clock = self.clock(now);
        self.phone().send(event, &clock)?;
        self.phone().page()
    }

    /// Gives it the answer to a request.
    pub fn answer(&mut self, id: u64, answer: HttpAnswer, now: Timestamp) -> Result<Page> {
        let clock = self.clock(now);
        self.phone().answer(id, answer, &clock)?;
        self.phone().page()
    }

    pub fn page(&mut self) -> Result<Page> {
        self.phone().page()
    }

    /// Takes the requests that it has.
    pub fn take_requests(&mut self) -> Vec<(u64, HttpRequest)> {
        self.phone().take_requests()
    }

    /// Looks into its file; gives the cases that have changed there.
    pub fn look(&mut self) -> Result<Vec<CaseId>> {
        let now = StoredState::of(&self.home())?;
        let former = std::mem::replace(&mut self.stored, now);
        let heard = |stored: &StoredState| {
            let time = stored.session.as_ref()?.server_time.as_ref()?;
            Some(time.heard)
        };
        if heard(&former) != heard(&self.stored) && heard(&self.stored).is_some() {
            self.heard_in = Some(self.boots);
        }
        let session = self.stored.session.as_ref();
        let expected = self.expected.take();
        let has_heard = session.is_some_and(|it| Some(&it.cursor) == expected.as_ref());
        self.is_behind &= !has_heard;
        let is_gone = |id: &&CaseId| !self.stored.cases.contains_key(*id);
        self.gone.extend(former.cases.keys().filter(is_gone));
        let cases = self.stored.cases.iter();
        let changed = cases.filter(|(id, case)| former.cases.get(id) != Some(case));
        Ok(changed.map(|(id, _)| *id).collect())
    }

    /// Its device's id and token, as its keychain has them.
    pub fn secret(&self) -> Option<(Uuid, String)> {
        let secret = fs::read_to_string(self.home().join("secret")).ok()?;
        let mut parts = secret.split(' ');
        let (device, token) = (parts.next()?, parts.next()?);
        Some((device.parse().ok()?, token.to_owned()))
    }

    /// Its files as they are now.
    pub fn snapshot(&self) -> Snapshot {
        let read = |name| (name, fs::read(self.home().join(name)).ok());
        Snapshot(LEFT.map(read).to_vec())
    }

    /// Switches it off as a person would.
    pub fn shut(&mut self) {
        self.phone = None;
    }

    /// Kills it: what is left are its files as they are at this instant, without
    /// anything that the process would have done at its end.
    pub fn kill(&mut self) -> Result<()> {
        let left = self.snapshot();
        self.begin_anew_with(&left)
    }

    /// Kills it in the midst of what it did since a snapshot: of the transactions
    /// that it wrote since then, only the first few are on the disk, and a part of
    /// the next one, with `rubbish` behind it. False if it wrote none, or if its
    /// file was tidied up meanwhile, so that everything has reached the disk.
    pub fn kill_amid(&mut self, before: &Snapshot, few: usize, rubbish: usize) -> Result<bool> {
        let mut left = self.snapshot();
        let old = before.file(LOG).unwrap_or_default();
        let new = left.file(LOG).unwrap_or_default();
        let is_tidied = !new.starts_with(old) || before.file(FILE) != left.file(FILE);
        let ends = ends_of_transactions(new, old.len());
        let is_torn = !is_tidied && !ends.is_empty();
        if is_torn {
            let whole = few % ends.len();
            let start = if whole == 0 {
                old.len()
            } else {
                ends[whole - 1]
            };
            let end = start + (ends[whole] - start) / 2;
            let mut torn = new[..end].to_vec();
            torn.resize(end + rubbish, 0xa5);
            for (name, bytes) in &mut left.0 {
                if *name == LOG {
                    *bytes = Some(torn.clone());
                }
            }
        }
        self.begin_anew_with(&left)?;
        Ok(is_torn)
    }

    fn begin_anew_with(&mut self, left: &Snapshot) -> Result<()> {
        let former = self.home();
        self.phone = None;
        self.home += 1;
        fs::create_dir_all(self.home())?;
        for (name, bytes) in &left.0 {
            if let Some(bytes) = bytes {
                fs::write(self.home().join(name), bytes)?;
            }
        }
        fs::remove_dir_all(former)?;
        Ok(())
    }
}

/// Where transactions end in SQLite's log, behind a place in it. A frame is a
/// head of 24 bytes and a page; the last one of a transaction says how large the
/// database is after it.
fn ends_of_transactions(log: &[u8], behind: usize) -> Vec<usize> {
    const HEAD: usize = 32;
    const FRAME_HEAD: usize = 24;
    let number = |at: usize| {
        let bytes = log.get(at..at + 4)?;
        Some(u32::from_be_bytes(bytes.try_into().ok()?) as usize)
    };
    let frame = number(8).map_or(log.len() + 1, |page| FRAME_HEAD + page);
    let frames = (HEAD..log.len()).step_by(frame);
    let lasts = frames.filter(|at| number(at + 4).is_some_and(|pages| pages > 0));
    lasts
        .map(|at| at + frame)
        .filter(|end| *end > behind && *end <= log.len())
        .collect()
}
