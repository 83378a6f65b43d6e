//! Settling on the phone: what was delivered may be too little, too much, or
//! come for a document that is broken; what is pending stays as it is.

use super::{
    ends::{Server, a_ticket, until_quiet},
    people::{accept, case, complete, note, submit},
};
use crate::{
    Fault,
    actor::Actor,
    document::Document,
    heads::Hash,
    held::{Held, settle_forgotten},
    refusal::Refusal,
    wire::{Answer, Body, Outcome, decode},
};
use domain::{capabilities, ids::CommandId};
use proptest::prelude::*;
use serde_bytes::ByteBuf;
use std::collections::BTreeMap;

fn outcomes<const N: usize>(of: [(CommandId, Outcome); N]) -> BTreeMap<CommandId, Outcome> {
    of.into_iter().collect()
}

#[test]
fn commands_given_after_the_push_was_sent_stay_pending_as_they_are() {
    let mut server = Server::new();
    let (case, [_, mut ana, _, _]) = a_ticket(&mut server);
    let assignment = ana.does(&server, case, 2, accept());
    let answer = server.answer(&ana, &ana.request());
    ana.does(&server, case, 3, note("On my way."));
    let before = ana.held(case).pending[1].clone();
    ana.takes(&server, &answer);
    assert_eq!(ana.pending(), [before]);
    ana.does(&server, case, 4, complete(assignment));
    let answer = ana.syncs(&mut server);
    let is_adopted = |ruled: &crate::wire::Ruled| ruled.outcome == Outcome::Adopted;
    assert!(answer.rulings.iter().all(is_adopted));
    assert_eq!(ana.held(case).history(), server.history(case));
}

#[test]
fn changes_that_lack_their_ground_settle_nothing_until_the_whole_document_comes() {
    let mut server = Server::new();
    let (case, [_, mut ana, mut bo, _]) = a_ticket(&mut server);
    bo.does(&server, case, 2, note("One."));
    bo.syncs(&mut server);
    // What was said of it never reached Ana, and yet her cursor went on.
    let held = ana.held(case);
    ana.syncs(&mut server);
    ana.keep(case, &held);
    bo.does(&server, case, 3, note("Two."));
    bo.syncs(&mut server);
    ana.does(&server, case, 4, accept());
    let pending = ana.pending();
    ana.syncs(&mut server);
    assert_eq!(ana.pending(), pending);
    assert!(ana.refetch.contains(&case));
    until_quiet(&mut server, &mut [&mut ana, &mut bo]);
    assert_eq!(ana.held(case).history(), server.history(case));
}

#[test]
fn a_divergence_without_the_whole_document_settles_nothing() {
    let mut server = Server::new();
    let (case, [_, mut ana, _, _]) = a_ticket(&mut server);
    let id = ana.does(&server, case, 2, accept());
    for outcome in [
        Outcome::Replaced,
        Outcome::Refused(Refusal::Rule(capabilities::Refusal::NotYours)),
    ] {
        for body in [None, Some(Body::Changes(Vec::new()))] {
            let mut held = ana.held(case);
            let actor = ana.actor();
            let holder = ana.holder(&server.directory, &actor);
            let ruled = outcomes([(id, outcome.clone())]);
            let settled = held.settle(&ruled, body.as_ref(), &holder);
            assert!(matches!(settled, Err(Fault::Incomplete)));
            assert_eq!(held.pending.len(), 1);
        }
    }
}

#[test]
fn a_body_that_cannot_be_read_settles_nothing() {
    let mut server = Server::new();
    let (case, [_, mut ana, _, _]) = a_ticket(&mut server);
    let id = ana.does(&server, case, 2, accept());
    let garbage = || ByteBuf::from(vec![7; 40]);
    let empty = ByteBuf::new();
    for body in [
        Body::Whole(garbage()),
        Body::Whole(empty),
        Body::Changes(vec![garbage()]),
    ] {
        let mut held = ana.held(case);
        let actor = ana.actor();
        let holder = ana.holder(&server.directory, &actor);
        let ruled = outcomes([(id, Outcome::Adopted)]);
        held.settle(&ruled, Some(&body), &holder).unwrap_err();
        assert_eq!(held.pending.len(), 1);
        assert_eq!(held.document.heads(), ana.held(case).document.heads());
    }
}

#[test]
fn of_a_damaged_document_what_is_pending_is_rebuilt_to_the_hash() {
    let mut server = Server::new();
    let (case, [_, mut ana, mut bo, _]) = a_ticket(&mut server);
    let assignment = ana.does(&server, case, 2, accept());
    ana.does(&server, case, 3, complete(assignment));
    bo.does(&server, case, 4, note("I have a spare head."));
    bo.syncs(&mut server);
    let pending = ana.pending();
    let actor = Actor::of_device(ana.device, ana.incarnation + 1);
    let holder = ana.holder(&server.directory, &actor);
    let whole = server.document(case);
    let (held, settled) = Held::rebuild(whole, &pending, &outcomes([]), &holder).unwrap();
    assert_eq!(held.pending, pending);
    assert!(settled.adopted.is_empty() && settled.refused.is_empty());
    ana.keep(case, &held);
    let answer = ana.syncs(&mut server);
    let is_adopted = |ruled: &crate::wire::Ruled| ruled.outcome == Outcome::Adopted;
    assert!(answer.rulings.iter().all(is_adopted));
    assert_eq!(ana.held(case).history(), server.history(case));
}

#[test]
fn of_a_forgotten_case_what_the_server_can_still_judge_stays_pending() {
    let mut server = Server::new();
    let (case, [_, mut ana, _, _]) = a_ticket(&mut server);
    let one = ana.does(&server, case, 2, note("One."));
    let two = ana.does(&server, case, 3, note("Two."));
    let pending = ana.pending();
    let ruled = outcomes([(one, Outcome::Adopted)]);
    let (left, settled) = settle_forgotten(pending.clone(), &ruled);
    assert_eq!(left, pending[1..]);
    assert_eq!(settled.adopted, [one]);

    // What builds on a change that the server does not have is ruled on together with it.
    let refusal = Refusal::Rule(capabilities::Refusal::HasLeft);
    for outcome in [Outcome::Refused(refusal), Outcome::Replaced] {
        let (left, settled) = settle_forgotten(pending.clone(), &outcomes([(one, outcome)]));
        assert_eq!(left, pending);
        assert!(settled.adopted.is_empty() && settled.refused.is_empty());
    }
    let ruled = outcomes([(one, Outcome::Replaced), (two, Outcome::Replaced)]);
    let (left, settled) = settle_forgotten(pending, &ruled);
    assert!(left.is_empty());
    assert_eq!(settled.adopted, [one, two]);
}

/// The server had adopted the first note in its own way, and the case left the phone with
/// that answer, while the second was being written on it.
#[test]
fn what_was_done_while_a_case_went_away_is_adopted() {
    let mut server = Server::new();
    let (case, [_, mut ana, mut bo, _]) = a_ticket(&mut server);
    bo.does(&server, case, 2, accept());
    bo.syncs(&mut server);
    ana.clock_is_off_by = 500_000;
    ana.does(&server, case, 3, note("One."));
    let answer = server.answer(&ana, &ana.request());
    ana.does(&server, case, 4, note("Two."));
    ana.takes(&server, &answer);
    let answer: Answer = decode(&answer).unwrap();
    assert_eq!(answer.rulings[0].outcome, Outcome::Replaced);
    assert_eq!(answer.forget, [case]);
    until_quiet(&mut server, &mut [&mut ana]);
    assert!(ana.refused.is_empty() && ana.pending().is_empty());
    assert_eq!(server.history(case).entries.len(), 4);
}

#[test]
fn a_case_whose_rights_are_lost_leaves_the_phone_once_everything_is_ruled_on() {
    let mut server = Server::new();
    let (case, [_, mut ana, mut bo, _]) = a_ticket(&mut server);
    bo.does(&server, case, 2, accept());
    bo.syncs(&mut server);
    // The case has left Ana's pool, and she does not know yet.
    ana.does(&server, case, 3, accept());
    let answer = ana.syncs(&mut server);
    assert_eq!(answer.rulings[0].outcome, Outcome::Adopted);
    assert_eq!((answer.cases.len(), answer.forget), (0, vec![case]));
    assert!(!ana.holds().any(|held| held == case));
    let mut zoe = super::ends::Phone::of(&server, super::people::ZOE);
    zoe.refetch.insert(case);
    let answer = server.answer(&zoe, &zoe.request());
    let answer: Answer = decode(&answer).unwrap();
    assert_eq!(
        (answer.cases.len(), answer.forget.as_slice()),
        (0, &[case][..])
    );
}

#[test]
fn a_hash_shows_only_its_beginning() {
    assert_eq!(format!("{:?}", Hash([0xab; 32])), "abababab");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_damaged_document_is_a_fault_and_no_panic(
        at in any::<prop::sample::Index>(),
        with in any::<u8>(),
        cut in any::<prop::sample::Index>(),
    ) {
        let server = Server::new();
        let mut mei = super::ends::Phone::of(&server, super::people::MEI);
        mei.does(&server, case(1), 1, submit());
        mei.does(&server, case(1), 2, note(&"It smells, too. ".repeat(30)));
        let sound = mei.held(case(1)).document;
        let mut bytes = sound.save();
        let place = at.index(bytes.len());
        bytes[place] = with;
        if let Ok(document) = Document::load(&bytes) {
            prop_assert_eq!(document.heads(), sound.heads());
        }
        bytes.truncate(cut.index(bytes.len()));
        prop_assert!(Document::load(&bytes).is_err());
    }
}
