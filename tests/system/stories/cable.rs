//! What is between a phone of a story and the server: a cable on which requests
//! and answers get lost at chosen moments, and a clock that may be wrong.

use fieldloop::{HttpAnswer, HttpRequest};
use std::{
    collections::VecDeque,
    sync::{
        Mutex,
        atomic::{AtomicI64, Ordering},
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
}

impl Cable {
    /// What is to become of the next exchanges, one after the other; all that
    /// follow arrive.
    pub fn plan(&self, fates: &[Fate]) {
        self.fates.lock().unwrap().extend(fates);
    }

    /// Whether everything planned has happened.
    pub fn is_through(&self) -> bool {
        self.fates.lock().unwrap().is_empty()
    }
}

impl Transport for Cable {
    fn exchange(&self, request: &HttpRequest) -> HttpAnswer {
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

/// A phone's clock: the story's, and how much it is ahead of that.
pub struct PhoneClock {
    pub story: StoryClock,
    pub ahead_ms: AtomicI64,
}

impl Clock for PhoneClock {
    fn now_ms(&self) -> i64 {
        self.story.now().0 + self.ahead_ms.load(Ordering::SeqCst)
    }
}
