//! The network of a phone that is measured: the answers that were made, one after
//! the other, and a clock that stands.

use crate::answers;
use fieldloop::{ClockReading, HttpAnswer, HttpRequest};
use replica::wire::{self, Request};
use std::{fs, path::PathBuf};
use tests::{
    phone::{Clock, Transport},
    world::MONDAY_MORNING,
};

pub struct MadeAnswers {
    pub folder: PathBuf,
}

impl Transport for MadeAnswers {
    fn exchange(&self, request: &HttpRequest) -> HttpAnswer {
        let file = if request.url.ends_with("/v1/sync") {
            let Ok(request) = wire::decode::<Request>(&request.body) else {
                return HttpAnswer::Offline;
            };
            answers::sync_file(&self.folder, answers::next_after(&request.cursor))
        } else {
            answers::sign_in_file(&self.folder)
        };
        match fs::read(file) {
            Ok(body) => HttpAnswer::Answered {
                status: 200,
                headers: Vec::new(),
                body,
            },
            Err(_) => HttpAnswer::Offline,
        }
    }
}

/// The time of every phone here.
pub struct StandingClock;

impl Clock for StandingClock {
    fn read(&self) -> ClockReading {
        ClockReading::steady(MONDAY_MORNING)
    }
}
