//! What the server adopts: nothing comes down but the receipt, and the order
//! never flips.

use super::{
    ends::{MORNING, Phone, Server, a_ticket, until_quiet},
    people::{ANA, MEI, accept, case, complete, note, submit},
};
use crate::{
    document::Document,
    heads::Hash,
    judge::{Caller, Judge},
    refusal::Refusal,
    wire::{Body, Outcome, Pushed},
};
use domain::{
    capabilities::Superseded,
    command::Command,
    tickets::{Status, TicketSuperseded},
    words::Worded,
};

#[test]
fn an_act_is_adopted_to_the_hash_and_nothing_but_the_receipt_comes_down() {
    let mut server = Server::new();
    let (case, [_, mut ana, _, _]) = a_ticket(&mut server);
    ana.does(&server, case, 2, accept());
    ana.does(&server, case, 3, note("On my way."));
    let mine = ana.held(case).document;

    let answer = ana.syncs(&mut server);

    let outcomes: Vec<_> = answer.rulings.iter().map(|ruled| &ruled.outcome).collect();
    assert_eq!(outcomes, [&Outcome::Adopted, &Outcome::Adopted]);
    let Body::Changes(changes) = &answer.cases[0].body else {
        panic!("a whole document came down");
    };
    assert_eq!(changes.len(), 1, "the receipt alone");
    let settled = ana.held(case);
    assert!(settled.pending.is_empty());
    assert!(mine.heads().iter().all(|hash| settled.document.has(*hash)));
    assert_eq!(settled.document.heads(), server.document(case).heads());
    assert_eq!(settled.history(), server.history(case));
    assert_eq!(ana.incarnation, 0);
}

#[test]
fn of_two_engineers_who_accept_offline_the_first_has_it_and_the_other_is_told_who() {
    let mut server = Server::new();
    let (case, [_, mut ana, mut bo, _]) = a_ticket(&mut server);
    ana.does(&server, case, 2, accept());
    let late = bo.does(&server, case, 3, accept());
    ana.syncs(&mut server);
    let answer = bo.syncs(&mut server);
    until_quiet(&mut server, &mut [&mut ana, &mut bo]);

    assert_eq!(ana.ticket(case).owner, Some(ANA));
    let taken = Superseded::Ticket(TicketSuperseded::Taken { by: ANA });
    let history = ana.held(case).history();
    let superseded = history.entries.iter().find(|entry| entry.id == late);
    assert_eq!(superseded.unwrap().superseded.as_ref(), Some(&taken));
    // It is not Bo's to read any more: what became of the acceptance comes with its ruling.
    assert!(!bo.holds().any(|held| held == case));
    let told = answer.rulings[0].told.as_ref();
    assert_eq!(told.unwrap().message, taken.message());
    assert!(bo.refused.is_empty());
    assert_eq!(bo.incarnation, 0, "both are adopted as they are");
}

#[test]
fn chains_of_several_phones_on_one_stand_are_all_adopted_as_they_are() {
    let mut server = Server::new();
    let (case, [mut mei, mut ana, mut bo, mut dora]) = a_ticket(&mut server);
    for round in 0..3 {
        for (phone, number) in [
            (&mut mei, 10),
            (&mut ana, 20),
            (&mut bo, 30),
            (&mut dora, 40),
        ] {
            phone.does(&server, case, number + round, note("One thing."));
            phone.does(&server, case, number + round + 5, note("And another."));
        }
        // Two take in what others did before they go on: their base has two
        // heads.
        ana.syncs(&mut server);
        let answer = server.answer(&bo, &bo.request_of(Vec::new()));
        bo.takes(&server, &answer);
        assert!(bo.held(case).document.heads().len() > 1);
    }
    bo.does(&server, case, 50, note("Seen all that."));
    until_quiet(&mut server, &mut [&mut mei, &mut ana, &mut bo, &mut dora]);

    for phone in [&mei, &ana, &bo, &dora] {
        assert_eq!(phone.held(case).history(), server.history(case));
        assert!(phone.refused.is_empty());
        assert_eq!(phone.incarnation, 0);
    }
}

#[test]
fn the_order_of_adoption_is_a_prefix_of_itself_forever() {
    let mut server = Server::new();
    let (case, [_, mut ana, mut bo, _]) = a_ticket(&mut server);
    let assignment = ana.does(&server, case, 2, accept());
    bo.does(&server, case, 3, note("I have a spare head."));
    let mut before = server.order();
    let mut is_extended = |server: &Server| {
        let now = server.order();
        assert!(now[&case].starts_with(&before[&case]));
        before = now;
    };
    for number in 4..9 {
        bo.syncs(&mut server);
        is_extended(&server);
        ana.does(&server, case, number, note("Still at it."));
        server.now.0 += 1_000;
        ana.syncs(&mut server);
        is_extended(&server);
    }
    ana.does(&server, case, 20, complete(assignment));
    until_quiet(&mut server, &mut [&mut ana, &mut bo]);
    is_extended(&server);
    assert_eq!(ana.ticket(case).status, Status::Completed);
}

#[test]
fn a_saved_document_folds_to_the_same_at_the_same_heads_everywhere() {
    let mut server = Server::new();
    let (case, [_, mut ana, mut bo, _]) = a_ticket(&mut server);
    ana.does(&server, case, 2, accept());
    bo.does(&server, case, 3, accept());
    until_quiet(&mut server, &mut [&mut ana, &mut bo]);
    let (mine, theirs) = (ana.held(case).document, server.document(case));
    assert_eq!(mine.heads(), theirs.heads());
    assert_eq!(mine.history(), theirs.history());
    let at = theirs.heads();
    assert_eq!(theirs.at(&at).unwrap().history(), mine.history());
    assert_eq!(
        Document::load(&mine.save()).unwrap().history(),
        mine.history()
    );
}

#[test]
fn a_case_that_begins_offline_is_adopted_with_all_that_was_done_to_it() {
    let mut server = Server::new();
    let mut mei = Phone::of(&server, MEI);
    mei.does(&server, case(7), 1, submit());
    mei.does(&server, case(7), 2, note("It smells, too."));
    let answer = mei.syncs(&mut server);
    let is_adopted = |ruled: &crate::wire::Ruled| ruled.outcome == Outcome::Adopted;
    assert!(answer.rulings.iter().all(is_adopted));
    assert_eq!(server.history(case(7)).entries.len(), 2);
    assert_eq!(mei.held(case(7)).history(), server.history(case(7)));
}

#[test]
fn what_was_adopted_is_answered_from_the_document() {
    let mut server = Server::new();
    let mut mei = Phone::of(&server, MEI);
    mei.does(&server, case(1), 1, submit());
    let first = mei.pushed().remove(0);
    mei.syncs(&mut server);
    let rule = |pushed: &Pushed| {
        let mut judge = Judge::of(server.document(case(1)));
        let person = server.person(MEI);
        let caller = Caller {
            person: &person,
            device: mei.device,
            acts_since: MORNING,
            directory: &server.directory,
            received: server.now,
        };
        let outcome = judge.rule(&pushed.clone().into(), &caller).unwrap().outcome;
        assert!(judge.close().unwrap().is_none(), "nothing is adopted anew");
        outcome
    };
    assert_eq!(rule(&first), Outcome::Adopted);
    // A phone that has executed it anew meanwhile holds another change.
    let anew = Pushed {
        hash: Hash([9; 32]),
        ..first.clone()
    };
    assert_eq!(rule(&anew), Outcome::Replaced);
    // The server may have brought its time inside its bounds.
    let mut command = Command::from_json(&first.command).unwrap();
    command.at.0 -= 1;
    let at_another_time = Pushed {
        command: command.to_json(),
        ..first.clone()
    };
    assert_eq!(rule(&at_another_time), Outcome::Adopted);
    command.act = note("Something else.");
    let something_else = Pushed {
        command: command.to_json(),
        ..first.clone()
    };
    let garbage = Pushed {
        command: "garbage".to_owned(),
        ..first
    };
    for other in [something_else, garbage] {
        assert_eq!(rule(&other), Outcome::Refused(Refusal::IdReused));
    }
}
