//! Executing: the same command at the same base by the same actor is the same
//! change, wherever and however the document came about.

use super::{
    ends::MORNING,
    people::{ANA, accept, command, note, uuid},
};
use crate::{
    Fault,
    actor::Actor,
    document::{Document, Executed, Receipt},
    heads::Hash,
};
use domain::{
    capabilities::{Act, Kind},
    command::Command,
    time::Timestamp,
};

pub fn actor() -> Actor {
    Actor::of_device(uuid(7), 0)
}

fn another() -> Actor {
    Actor::of_device(uuid(8), 0)
}

fn by_ana(number: i64, act: Act) -> Command {
    Command {
        id: command(number.unsigned_abs().into()),
        author: ANA,
        at: Timestamp(MORNING.0 + number),
        act,
    }
}

fn bytes(executed: &Executed) -> &[u8] {
    &executed.bytes
}

#[test]
fn every_machine_begins_a_case_with_the_same_bytes() {
    let (one, other) = (Document::new(Kind::Ticket), Document::new(Kind::Ticket));
    assert_eq!(one.save(), other.save());
    assert_eq!(one.heads(), other.heads());
}

#[test]
fn a_chain_on_two_heads_gives_the_same_changes_however_they_came_together() {
    let base = Document::new(Kind::Ticket);
    let (mut left, mut right) = (base.clone(), base.clone());
    let one = left.record(&actor(), &by_ana(1, accept())).unwrap();
    let two = left.record(&actor(), &by_ana(2, note("Two."))).unwrap();
    let three = right
        .record(&another(), &by_ana(3, note("Three.")))
        .unwrap();
    let receipt = Receipt {
        id: command(3),
        received: MORNING,
    };
    let four = right.adopt(&[receipt]).unwrap();

    let mut taken = left.clone();
    taken.take([bytes(&four), bytes(&three)]).unwrap();
    let mut joined = right.clone();
    joined.join(left.clone()).unwrap();
    let mut loaded = base;
    let all = [&one, &three, &two, &four].map(bytes);
    loaded.take(all).unwrap();
    let mut loaded = Document::load(&loaded.save()).unwrap();

    let five = by_ana(5, note("Five."));
    let hashes: Vec<Hash> = [&mut taken, &mut joined, &mut loaded]
        .map(|document| {
            assert_eq!(document.heads().len(), 2);
            document.record(&actor(), &five).unwrap().hash
        })
        .to_vec();
    assert_eq!(hashes[0], hashes[1]);
    assert_eq!(hashes[0], hashes[2]);
    // And from a later document, set back to those heads.
    let mut heads = vec![two.hash, four.hash];
    let mut later = taken.at(&heads).unwrap();
    assert_eq!(later.record(&actor(), &five).unwrap().hash, hashes[0]);
    // Named with more than the heads, they are the same.
    heads.extend([one.hash, three.hash, two.hash]);
    let mut later = taken.at(&heads).unwrap();
    assert_eq!(later.record(&actor(), &five).unwrap().hash, hashes[0]);
}

#[test]
fn an_actor_counts_on_after_the_document_was_stored_and_loaded() {
    let mut document = Document::new(Kind::Ticket);
    let first = document.record(&actor(), &by_ana(1, accept())).unwrap();
    let mut loaded = Document::load(&document.save()).unwrap();
    let second = by_ana(2, note("Two."));
    let stored = loaded.record(&actor(), &second).unwrap();
    let kept = document.record(&actor(), &second).unwrap();
    assert_eq!((first.seq, stored.seq), (1, 2));
    assert_eq!(stored.hash, kept.hash);
    assert_eq!(stored.bytes, kept.bytes);
}

#[test]
fn what_is_recorded_already_is_not_recorded_again() {
    let mut document = Document::new(Kind::Ticket);
    let one = by_ana(1, accept());
    document.record(&actor(), &one).unwrap();
    let again = document.record(&another(), &one);
    assert!(matches!(again, Err(Fault::Repeated)));
    assert!(matches!(document.adopt(&[]), Err(Fault::Repeated)));
}

#[test]
fn a_number_used_twice_by_one_actor_is_a_fault_and_takes_nothing_in() {
    let base = Document::new(Kind::Ticket);
    let (mut left, mut right) = (base.clone(), base);
    left.record(&actor(), &by_ana(1, accept())).unwrap();
    right.record(&actor(), &by_ana(2, accept())).unwrap();
    let before = left.heads();
    assert!(matches!(left.join(right), Err(Fault::Unreadable(_))));
    assert_eq!(left.heads(), before);
}

#[test]
fn changes_that_are_here_are_taken_in_again_without_effect() {
    let mut document = Document::new(Kind::Ticket);
    let one = document.record(&actor(), &by_ana(1, accept())).unwrap();
    let two = document.record(&actor(), &by_ana(2, note("Two."))).unwrap();
    let before = document.save();
    document
        .take([bytes(&two), bytes(&one), bytes(&two)])
        .unwrap();
    assert_eq!(document.save(), before);
}

#[test]
fn changes_without_what_they_build_on_are_incomplete() {
    let base = Document::new(Kind::Ticket);
    let mut document = base.clone();
    document.record(&actor(), &by_ana(1, accept())).unwrap();
    let two = document.record(&actor(), &by_ana(2, note("Two."))).unwrap();
    let taken = base.clone().take([bytes(&two)]);
    assert!(matches!(taken, Err(Fault::Incomplete)));
    let unknown = base.at(&[two.hash]);
    assert!(matches!(unknown, Err(Fault::Unreadable(_))));
}

#[test]
fn times_at_the_ends_of_time_are_recorded_as_they_are() {
    for at in [i64::MIN, -1, 0, i64::MAX] {
        let mut document = Document::new(Kind::Ticket);
        let mut command = by_ana(1, accept());
        command.at = Timestamp(at);
        document.record(&actor(), &command).unwrap();
        let loaded = Document::load(&document.save()).unwrap();
        assert_eq!(loaded.history().entries[0].at, Timestamp(at));
    }
}
