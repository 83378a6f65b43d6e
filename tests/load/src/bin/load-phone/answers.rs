//! What the server would answer to a phone's first sync, made beforehand and kept
//! in files, so that it takes neither time nor memory of what is measured.

use crate::cases;
use anyhow::Result;
use domain::capabilities::Kind;
use replica::wire::{self, ANSWER_BYTES, Answer, Body, Delivered};
use serde_json::json;
use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};
use tests::world::MONDAY_MORNING;
use uuid::Uuid;

/// How many cases a thread makes before it looks for more.
const STRIDE: usize = 1_000;

pub fn sign_in_file(folder: &Path) -> PathBuf {
    folder.join("sign-in.json")
}

pub fn sync_file(folder: &Path, number: usize) -> PathBuf {
    folder.join(format!("sync-{number}"))
}

/// Makes the answers that bring so many cases, and says how many bytes their
/// documents have.
pub fn make(folder: &Path, cases: usize) -> Result<usize> {
    let person = cases::engineer();
    let organisation = json!({ "id": Uuid::nil(), "name": "恒利百货" });
    let sign_in = json!({
        "token": "token",
        "device": Uuid::from_u128(7),
        "organisation": organisation,
        "person": person,
    });
    fs::write(sign_in_file(folder), sign_in.to_string())?;
    let directory = Answer {
        records: cases::records(),
        ..answer(0, Vec::new(), true)
    };
    fs::write(sync_file(folder, 0), wire::encode(&directory)?)?;
    let (next_case, next_file) = (AtomicUsize::new(0), AtomicUsize::new(1));
    let makers = thread::available_parallelism().map_or(1, usize::from);
    let bytes = thread::scope(|scope| {
        let making: Vec<_> = (0..makers)
            .map(|_| scope.spawn(|| make_some(folder, cases, &next_case, &next_file)))
            .collect();
        let bytes = making
            .into_iter()
            .map(|one| one.join().expect("because making cases does not panic"));
        bytes.sum::<Result<usize>>()
    })?;
    let end = next_file.into_inner();
    let last = answer(end, Vec::new(), false);
    fs::write(sync_file(folder, end), wire::encode(&last)?)?;
    Ok(bytes)
}

/// Makes cases as long as there are any to make, and writes them down answer by
/// answer.
fn make_some(
    folder: &Path,
    cases: usize,
    next_case: &AtomicUsize,
    next_file: &AtomicUsize,
) -> Result<usize> {
    let blank = cases::blank();
    let (mut delivered, mut bytes, mut total) = (Vec::new(), 0, 0);
    let write = |delivered: Vec<Delivered>| {
        let file = next_file.fetch_add(1, Ordering::SeqCst);
        let bytes = wire::encode(&answer(file, delivered, true))?;
        anyhow::Ok(fs::write(sync_file(folder, file), bytes)?)
    };
    loop {
        let first = next_case.fetch_add(STRIDE, Ordering::SeqCst);
        if first >= cases {
            break;
        }
        for number in first..cases.min(first + STRIDE) {
            let (case, document) = cases::case(number, &blank)?;
            let saved = document.save();
            bytes += saved.len();
            delivered.push(Delivered {
                case,
                kind: Kind::Ticket.into(),
                body: Body::Whole(saved.into()),
            });
            if bytes > ANSWER_BYTES {
                write(std::mem::take(&mut delivered))?;
                total += std::mem::take(&mut bytes);
            }
        }
    }
    write(delivered)?;
    Ok(total + bytes)
}

/// Which answer comes to a phone that says this cursor.
pub fn next_after(cursor: &[u8]) -> usize {
    let number = cursor.try_into().map(u64::from_be_bytes);
    number.map_or(0, |number| usize::try_from(number).unwrap_or(usize::MAX))
}

/// The answer of that number, whose cursor names the next.
fn answer(number: usize, cases: Vec<Delivered>, more: bool) -> Answer {
    Answer {
        version: wire::VERSION,
        now: MONDAY_MORNING,
        rulings: Vec::new(),
        cases,
        forget: Vec::new(),
        records: Vec::new(),
        notices_read: Vec::new(),
        cursor: (number as u64 + 1).to_be_bytes().to_vec().into(),
        more,
        is_anew: false,
        hands_in_until: None,
    }
}
