//! What is between a phone of a story and the server: a cable on which requests
//! and answers get lost at chosen moments, and a clock that may be wrong.

use fieldloop::{ClockReading, HttpAnswer, HttpRequest};
use std::{
    collections::VecDeque,
    sync::{
        Mutex,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};
use tests::{
    phone::{Clock, Http, Transport},
    world::StoryClock,
};

/// What becomes of an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It arrives, and so does its answer.
    Arrives,
    /// The request never arrives.
    RequestLost,
    /// The server does what it is asked for, and its answer never arrives.
    AnswerLost,
    /// The network repeats the request; the phone gets the second answer.
    Twice,
}

#[derive(Default)]
pub struct Cable {
    http: Http,
    fates: Mutex<VecDeque<Fate>>,
    /// The server that it leads to, whatever address the phone asks; none for that one.
    server: Mutex<Option<String>>,
}

impl Cable {
    /// What is to become of the next exchanges, one after the other; all that
    /// follow arrive.
    pub fn plan(&self, fates: &[Fate]) {
        self.fates.lock().unwrap().extend(fates);
    }

    /// Leads to the server of this address from now on, whichever the phone asks for.
    pub fn lead(&self, server: &str) {
        *self.server.lock().unwrap() = Some(server.to_owned());
    }

    /// A request as it arrives where the cable leads to.
    pub fn led(&self, request: &HttpRequest) -> HttpRequest {
        let mut led = request.clone();
        if let Some(server) = &*self.server.lock().unwrap() {
            let path = request.url.splitn(4, '/').nth(3).unwrap_or_default();
            led.url = format!("{server}/{path}");
        }
        led
    }

    /// Whether everything planned has happened.
    pub fn is_through(&self) -> bool {
        self.fates.lock().unwrap().is_empty()
    }
}

impl Transport for Cable {
    fn exchange(&self, request: &HttpRequest) -> HttpAnswer {
        let request = &self.led(request);
        let fate = self.fates.lock().unwrap().pop_front();
        match fate.unwrap_or(Fate::Arrives) {
            Fate::Arrives => self.http.exchange(request),
            Fate::RequestLost => HttpAnswer::Offline,
            Fate::AnswerLost => {
                self.http.exchange(request);
                HttpAnswer::TimedOut
            }
            Fate::Twice => {
                self.http.exchange(request);
                self.http.exchange(request)
            }
        }
    }
}

/// A phone's clocks: the story's, and how much that which people set is ahead of it.
pub struct PhoneClock {
    pub story: StoryClock,
    pub ahead_ms: AtomicI64,
    /// How often the phone was started, and when it was last.
    pub boots: AtomicU64,
    pub booted_ms: AtomicI64,
}

impl PhoneClock {
    pub fn of(story: StoryClock) -> Self {
        Self {
            booted_ms: AtomicI64::new(story.now().0),
            story,
            ahead_ms: AtomicI64::new(0),
            boots: AtomicU64::new(0),
        }
    }

    /// The phone is started anew.
    pub fn boots(&self) {
        self.boots.fetch_add(1, Ordering::SeqCst);
        self.booted_ms.store(self.story.now().0, Ordering::SeqCst);
    }
}

impl Clock for PhoneClock {
    fn read(&self) -> ClockReading {
        let now_ms = self.story.now().0;
        ClockReading {
            now_ms: now_ms + self.ahead_ms.load(Ordering::SeqCst),
            uptime_ms: now_ms - self.booted_ms.load(Ordering::SeqCst),
            boot: self.boots.load(Ordering::SeqCst).to_string(),
        }
    }
}
