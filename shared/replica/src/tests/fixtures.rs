//! Frozen fixtures: what a released version has sent, stored and executed is
//! understood, sent and executed alike. How to add one: `fixtures/README.md`.

use super::{
    executing::actor,
    people::{ANA, BUND, MEI, PRINTER, case, command, directory},
};
use crate::{
    document::Document,
    heads::Hash,
    refusal::Refusal,
    wire::{
        Answer, Body, Delivered, Message, NoticesRead, Outcome, Pushed, Request, Ruled, VERSION,
        decode,
    },
};
use domain::{
    capabilities::{self, Kind},
    command::Command,
    directory::Record,
    tickets::TicketRefusal,
    time::Timestamp,
};
use serde_bytes::ByteBuf;
use std::{
    collections::BTreeMap,
    fmt::{Debug, Write},
    fs::{self, DirEntry},
    io,
    path::Path,
};

const HASHES: &str = include_str!("../../fixtures/hashes.txt");
const DOCUMENTS: [(Kind, &str); 3] = [
    (
        Kind::Ticket,
        include_str!("../../fixtures/document_ticket.hex"),
    ),
    (
        Kind::Asset,
        include_str!("../../fixtures/document_asset.hex"),
    ),
    (
        Kind::Transfer,
        include_str!("../../fixtures/document_transfer.hex"),
    ),
];
const REQUEST: &str = include_str!("../../fixtures/request.hex");
const ANSWER: &str = include_str!("../../fixtures/answer.hex");
const REQUEST_2: &str = include_str!("../../fixtures/request_2.hex");
const REQUEST_3: &str = include_str!("../../fixtures/request_3.hex");
const ANSWER_2: &str = include_str!("../../fixtures/answer_2.hex");

/// The frozen commands, one of each act, by the names of their files.
fn commands() -> BTreeMap<String, Command> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../domain/fixtures/commands");
    let read = |file: io::Result<DirEntry>| {
        let path = file.unwrap().path();
        let json = fs::read_to_string(&path).unwrap();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        (name, Command::from_json(json.trim_end()).unwrap())
    };
    fs::read_dir(folder).unwrap().map(read).collect()
}

/// A message with every field filled.
pub fn a_request() -> Request {
    let command = &commands()["ticket_accept"];
    Request {
        version: VERSION,
        cursor: ByteBuf::from(b"as of yesterday"),
        commands: vec![Pushed {
            case: case(1),
            kind: Kind::Ticket,
            id: command.id,
            command: command.to_json(),
            base: vec![Hash([1; 32]), Hash([2; 32])],
            actor: actor(),
            seq: 300,
            hash: Hash([3; 32]),
            seal: None,
            is_lost: false,
        }],
        refetch: vec![case(2)],
        wait_ms: 30_000,
        more: false,
        notices_read: Vec::new(),
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
        notices_read: Vec::new(),
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

/// What a person has read, as each direction says it.
fn what_was_read() -> Vec<NoticesRead> {
    let read = |(number, upto)| NoticesRead {
        case: case(number),
        upto,
    };
    [(1, 1), (2, 4_000)].map(read).into()
}

#[test]
fn what_was_ever_said_to_be_read_is_understood_and_said_alike() {
    let request = Request {
        notices_read: what_was_read(),
        ..a_request()
    };
    check_message(&request, REQUEST_2);
    let answer = Answer {
        notices_read: what_was_read(),
        ..an_answer()
    };
    check_message(&answer, ANSWER_2);
}

#[test]
fn what_was_ever_sent_as_perhaps_lost_is_understood_and_sent_alike() {
    let mut request = a_request();
    request.commands[0].is_lost = true;
    check_message(&request, REQUEST_3);
}

#[test]
fn what_was_executed_gives_the_changes_that_it_gave() {
    let executed = commands().into_iter().map(|(name, command)| {
        let mut document = Document::new(command.act.kind());
        let executed = document.record(&actor(), &command).unwrap();
        format!("{name} {}", hex(&executed.hash.0))
    });
    let hashes: String = executed.collect();
    assert_eq!(
        hashes, HASHES,
        "executing has changed: a released act never may"
    );
}

/// A document of this kind in which one command of each act was executed.
fn a_document(kind: Kind) -> Document {
    let mut document = Document::new(kind);
    let commands = commands().into_values();
    for (number, mut command) in (1..).zip(commands.filter(|it| it.act.kind() == kind)) {
        // Some of the fixtures share an id and a time; so they are told apart.
        command.id = self::command(number);
        command.at = Timestamp(1_800_000_000_000);
        document.record(&actor(), &command).unwrap();
    }
    document
}

#[test]
fn a_document_ever_stored_is_read_and_made_alike() {
    for (kind, frozen) in DOCUMENTS {
        assert!(
            !frozen.is_empty(),
            "freeze this: {}",
            hex(&a_document(kind).save())
        );
        let stored = Document::load(&bytes(frozen)).unwrap();
        let mut document = Document::new(kind);
        let mut changes = Vec::new();
        for entry in stored.history().entries {
            let command = Command {
                id: entry.id,
                author: entry.author,
                at: entry.at,
                act: entry.act.expect("an act that was released"),
            };
            changes.push(document.record(&actor(), &command).unwrap().bytes);
        }
        assert_eq!(document.heads(), stored.heads(), "{kind:?}");
        let mut taken = Document::new(kind);
        taken.take(changes.iter().map(Vec::as_slice)).unwrap();
        assert_eq!(taken.heads(), stored.heads(), "{kind:?}");
    }
}
