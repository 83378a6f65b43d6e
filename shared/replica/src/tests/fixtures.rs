//! Frozen fixtures: what a released version has sent, stored and executed is
//! understood, sent and executed alike. How to add one: `fixtures/README.md`.

use super::{
    executing::actor,
    people::{ANA, BUND, MEI, PRINTER, case, command, directory},
};
use crate::{
    document::{Document, Executed},
    heads::Hash,
    refusal::Refusal,
    wire::{Answer, Body, Delivered, Message, Outcome, Pushed, Request, Ruled, VERSION, decode},
};
use domain::{
    capabilities::{self, Kind},
    command::Command,
    directory::Record,
    tickets::TicketRefusal,
    time::Timestamp,
};
use serde_bytes::ByteBuf;
use std::fmt::{Debug, Write};

const COMMANDS: &str = include_str!("../../fixtures/commands.jsonl");
const HASHES: &str = include_str!("../../fixtures/hashes.txt");
const DOCUMENT: &str = include_str!("../../fixtures/document.hex");
const CHANGE: &str = include_str!("../../fixtures/change.hex");
const REQUEST: &str = include_str!("../../fixtures/request.hex");
const ANSWER: &str = include_str!("../../fixtures/answer.hex");

/// A message with every field filled.
pub fn a_request() -> Request {
    let json = COMMANDS.lines().next().unwrap();
    Request {
        version: VERSION,
        cursor: ByteBuf::from(b"as of yesterday"),
        commands: vec![Pushed {
            case: case(1),
            kind: Kind::Ticket,
            id: Command::from_json(json).unwrap().id,
            command: json.to_owned(),
            base: vec![Hash([1; 32]), Hash([2; 32])],
            actor: actor(),
            seq: 300,
            hash: Hash([3; 32]),
            seal: None,
        }],
        refetch: vec![case(2)],
        wait_ms: 30_000,
        more: false,
    }
}

/// A message with every field filled and every variant in it.
pub fn an_answer() -> Answer {
    let outcomes = [
        Outcome::Adopted,
        Outcome::Replaced,
        Outcome::Refused(Refusal::Rule(capabilities::Refusal::NotYours)),
        Outcome::Refused(capabilities::Refusal::Ticket(TicketRefusal::NotInPool).into()),
    ];
    let ruled = (1..)
        .zip(outcomes)
        .map(|(number, outcome)| Ruled::new(command(number), outcome))
        .collect();
    let bodies = [
        Body::Changes(vec![ByteBuf::from([1, 2, 3]), ByteBuf::from([4])]),
        Body::Whole(ByteBuf::from([5, 6])),
    ];
    let cases = (1..)
        .zip(bodies)
        .map(|(number, body)| Delivered {
            case: case(number),
            kind: Kind::Ticket.into(),
            body,
        })
        .collect();
    let directory = directory();
    Answer {
        version: VERSION,
        now: Timestamp(1_800_000_000_000),
        rulings: ruled,
        cases,
        forget: vec![case(3)],
        records: vec![
            Record::Person(directory.people[&MEI].clone()),
            Record::Person(directory.people[&ANA].clone()),
            Record::Store(directory.stores[&BUND].clone()),
            Record::Category(directory.categories[&PRINTER].clone()),
        ],
        cursor: ByteBuf::from(b"as of now"),
        more: true,
        is_anew: false,
        hands_in_until: None,
    }
}

fn hex(bytes: &[u8]) -> String {
    let mut hex = bytes.iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    });
    hex.push('\n');
    hex
}

fn bytes(hex: &str) -> Vec<u8> {
    let pairs = hex.trim_end().as_bytes().chunks(2);
    let pairs = pairs.map(|pair| str::from_utf8(pair).unwrap());
    pairs
        .map(|pair| u8::from_str_radix(pair, 16).unwrap())
        .collect()
}

/// The frozen commands, executed one after the other by one actor.
fn executed() -> (Document, Vec<Executed>) {
    let mut document = Document::new(Kind::Ticket);
    let executed = COMMANDS
        .lines()
        .map(|line| Command::from_json(line).unwrap())
        .map(|command| document.record(&actor(), &command).unwrap())
        .collect();
    (document, executed)
}

fn check_message<M: Message + PartialEq + Debug>(expected: &M, frozen: &str) {
    let now = crate::wire::encode(expected).unwrap();
    assert!(!frozen.is_empty(), "freeze this: {}", hex(&now));
    let frozen = bytes(frozen);
    assert_eq!(&decode::<M>(&frozen).unwrap(), expected);
    // Compressed bytes may differ from one version of zstd to the next.
    let plain = zstd::bulk::decompress(&frozen, M::PLAIN_BYTES_MAX).unwrap();
    assert_eq!(
        hex(&rmp_serde::to_vec_named(expected).unwrap()),
        hex(&plain)
    );
}

#[test]
fn a_request_ever_sent_is_understood_and_sent_alike() {
    check_message(&a_request(), REQUEST);
}

#[test]
fn an_answer_ever_sent_is_understood_and_sent_alike() {
    check_message(&an_answer(), ANSWER);
}

#[test]
fn what_was_executed_gives_the_changes_that_it_gave() {
    let (_, executed) = executed();
    let hashes: String = executed.iter().map(|change| hex(&change.hash.0)).collect();
    assert_eq!(
        hashes, HASHES,
        "executing has changed: a released act never may"
    );
}

#[test]
fn a_change_ever_made_is_made_alike_and_taken_in() {
    let (document, executed) = executed();
    let last = executed.last().unwrap();
    assert_eq!(hex(&last.bytes), CHANGE);
    let mut before = document.at(&[executed[executed.len() - 2].hash]).unwrap();
    before.take([bytes(CHANGE).as_slice()]).unwrap();
    assert_eq!(before.heads(), document.heads());
}

#[test]
fn a_document_ever_stored_is_read() {
    let (document, _) = executed();
    assert!(
        !DOCUMENT.is_empty(),
        "freeze this: {}",
        hex(&document.save())
    );
    let stored = Document::load(&bytes(DOCUMENT)).unwrap();
    assert_eq!(stored.heads(), document.heads());
    assert_eq!(stored.history(), document.history());
}
