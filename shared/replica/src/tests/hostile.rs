//! A client is authenticated and may send anything. Nothing it sends is a fault,
//! a panic, or another person's doing.

use super::{
    ends::{MORNING, Phone, Server, a_ticket, until_quiet},
    people::{ANA, BO, case, command, note, submit},
};
use crate::{
    actor::Actor,
    document::Document,
    heads::{HEADS_MAX, Hash},
    held::{Held, Pending},
    judge::{Caller, Judge},
    refusal::Refusal,
    wire::{Answer, Outcome, Pushed, decode},
};
use domain::{
    capabilities::{self, Act, Kind},
    command::{COMMAND_BYTES_MAX, Command},
    time::Timestamp,
};

/// Records a command without asking any rule.
pub fn forge(held: &mut Held, command: Command, actor: &Actor) {
    let base = held.document.heads();
    let executed = held.document.record(actor, &command).unwrap();
    held.pending.push(Pending {
        command,
        base,
        actor: actor.clone(),
        seq: executed.seq,
        hash: executed.hash,
        seal: None,
        lost: None,
    });
}

fn pushes(server: &mut Server, phone: &Phone, pushed: Vec<Pushed>) -> Vec<Outcome> {
    let answer = server.answer(phone, &phone.request_of(pushed));
    let answer: Answer = decode(&answer).unwrap();
    answer
        .rulings
        .into_iter()
        .map(|ruled| ruled.outcome)
        .collect()
}

/// Ana's note, as her phone would push it.
fn a_note(server: &Server, ana: &Phone, number: u128) -> Pushed {
    let mut copy = ana.clone();
    copy.does(server, case(1), number, note("One thing."));
    copy.pushed().pop().unwrap()
}

/// Rewrites the command that is pushed.
fn saying(pushed: &Pushed, change: impl FnOnce(&mut Command)) -> Pushed {
    let mut command = Command::from_json(&pushed.command).unwrap();
    change(&mut command);
    Pushed {
        id: command.id,
        command: command.to_json(),
        ..pushed.clone()
    }
}

impl Phone {
    /// A submission on the base before everything.
    fn submission_anew(&self, server: &Server) -> Pushed {
        let mut held = Held::begin(Kind::Ticket);
        let stray = Command {
            id: command(60),
            author: self.person.id,
            at: server.now,
            act: submit(),
        };
        forge(&mut held, stray, &Actor::of_device(self.device, 9));
        held.pending[0].pushed(case(1))
    }
}

#[test]
fn nobody_speaks_in_another_persons_name() {
    let mut server = Server::new();
    let (_, [_, ana, ..]) = a_ticket(&mut server);
    let forged = saying(&a_note(&server, &ana, 2), |command| command.author = BO);
    let outcomes = pushes(&mut server, &ana, vec![forged]);
    assert_eq!(outcomes, [Outcome::Refused(Refusal::ForeignAuthor)]);
    assert_eq!(server.history(case(1)).entries.len(), 1);
}

#[test]
fn an_actor_that_is_not_the_devices_own_never_writes() {
    let mut server = Server::new();
    let (_, [_, ana, bo, _]) = a_ticket(&mut server);
    let long = Actor(vec![1; 70_000]);
    let mut beyond = ana.actor();
    beyond.0.push(0);
    let actors = [
        Actor(Vec::new()),
        Actor::skeleton(),
        Actor::receipts(),
        Actor::for_command(command(10)),
        bo.actor(),
        long,
        beyond,
    ];
    for (number, actor) in (10..).zip(actors) {
        // Even where the hash is what such an actor would have made.
        let mut held = ana.held(case(1));
        let honest = a_note(&server, &ana, number);
        let said = Command::from_json(&honest.command).unwrap();
        forge(&mut held, said, &actor);
        let pushed = held.pending[0].pushed(case(1));
        let outcomes = pushes(&mut server, &ana, vec![pushed]);
        assert_eq!(outcomes, [Outcome::Replaced]);
    }
    let mut bo = bo;
    until_quiet(&mut server, &mut [&mut bo]);
    assert_eq!(bo.held(case(1)).history(), server.history(case(1)));
}

#[test]
fn numbers_and_hashes_that_are_not_so_are_adopted_in_the_servers_version() {
    let mut server = Server::new();
    let (_, [_, ana, ..]) = a_ticket(&mut server);
    let heads = server.document(case(1)).heads();
    for (number, seq) in [(10, 0), (11, 2), (12, u64::MAX)] {
        let mut pushed = a_note(&server, &ana, number);
        pushed.seq = seq;
        assert_eq!(pushes(&mut server, &ana, vec![pushed]), [Outcome::Replaced]);
    }
    for (number, hash) in [(20, heads[0]), (21, Hash([0; 32]))] {
        let mut pushed = a_note(&server, &ana, number);
        pushed.hash = hash;
        assert_eq!(pushes(&mut server, &ana, vec![pushed]), [Outcome::Replaced]);
    }
}

#[test]
fn one_number_used_for_two_commands_is_adopted_once_as_it_is() {
    let mut server = Server::new();
    let (_, [_, ana, ..]) = a_ticket(&mut server);
    let both = vec![a_note(&server, &ana, 10), a_note(&server, &ana, 11)];
    let outcomes = pushes(&mut server, &ana, both);
    assert_eq!(outcomes, [Outcome::Adopted, Outcome::Replaced]);
    assert_eq!(server.history(case(1)).entries.len(), 3);
}

#[test]
fn a_base_may_say_too_much_but_not_what_is_unknown() {
    let mut server = Server::new();
    let (_, [mut mei, mut ana, ..]) = a_ticket(&mut server);
    for number in 10..16 {
        mei.does(&server, case(1), number, note("Hurry."));
        mei.syncs(&mut server);
    }
    ana.syncs(&mut server);
    let heads = server.document(case(1)).heads();
    let skeleton = Document::new(Kind::Ticket).heads();
    let unknown = Refusal::UnknownBase;
    let bases = [
        (vec![heads[0]; HEADS_MAX], Outcome::Adopted),
        (
            vec![heads[0]; HEADS_MAX + 1],
            Outcome::Refused(unknown.clone()),
        ),
        (Vec::new(), Outcome::Refused(unknown.clone())),
        (vec![heads[0], Hash([9; 32])], Outcome::Refused(unknown)),
    ];
    for (number, (base, expected)) in (30..).zip(bases) {
        let mut pushed = a_note(&server, &ana, number);
        pushed.base = base;
        assert_eq!(pushes(&mut server, &ana, vec![pushed]), [expected]);
        ana.syncs(&mut server);
    }
    // Ancestors beside their heads change nothing.
    let mut pushed = a_note(&server, &ana, 40);
    pushed.base.extend(heads);
    pushed.base.extend(skeleton);
    assert_eq!(pushes(&mut server, &ana, vec![pushed]), [Outcome::Adopted]);
}

#[test]
fn a_claim_to_somebody_elses_change_moves_nobodys_base() {
    let mut server = Server::new();
    let (_, [_, ana, ..]) = a_ticket(&mut server);
    let heads = server.document(case(1)).heads();
    let mut refused = a_note(&server, &ana, 10);
    refused = saying(&refused, |command| command.author = BO);
    refused.hash = heads[0];
    refused.base = Document::new(Kind::Ticket).heads();
    let honest = a_note(&server, &ana, 11);
    let outcomes = pushes(&mut server, &ana, vec![refused, honest]);
    assert_eq!(outcomes[1], Outcome::Adopted);
}

#[test]
fn replacements_of_each_other_come_to_an_end() {
    let mut server = Server::new();
    let (_, [mut mei, ana, ..]) = a_ticket(&mut server);
    for number in 10..20 {
        mei.does(&server, case(1), number, note("Hurry."));
    }
    mei.syncs(&mut server);
    let document = server.document(case(1));
    let real = document.heads();
    let claim = |n: u16| {
        let mut hash = [0; 32];
        hash[..2].copy_from_slice(&n.to_be_bytes());
        Hash(hash)
    };
    let pushed: Vec<Pushed> = (0..400_u16)
        .map(|n| {
            let mut pushed = a_note(&server, &ana, 1_000 + u128::from(n));
            // Refused, each; claiming what others before it build on.
            pushed = saying(&pushed, |command| command.author = BO);
            pushed.hash = claim(n % 100);
            pushed.base = (0..63)
                .map(|back| claim(n.wrapping_sub(back) % 100))
                .collect();
            pushed.base.push(real[0]);
            if n == 0 {
                pushed.base = real.clone();
            }
            pushed
        })
        .collect();
    let outcomes = pushes(&mut server, &ana, pushed);
    assert!(
        outcomes
            .iter()
            .all(|outcome| matches!(outcome, Outcome::Refused(_)))
    );
}

#[test]
fn replacements_do_not_add_up_to_more_than_a_base_may_have() {
    let mut server = Server::new();
    let (_, [mut mei, mut ana, ..]) = a_ticket(&mut server);
    for number in 10..110 {
        mei.does(&server, case(1), number, note("Hurry."));
    }
    let changes: Vec<Hash> = mei.pushed().iter().map(|pushed| pushed.hash).collect();
    server.now.0 += 60_000;
    mei.syncs(&mut server);
    ana.syncs(&mut server);
    let mut pushed: Vec<Pushed> = (1..3_u8)
        .zip(changes.chunks(50))
        .map(|(claim, base)| Pushed {
            hash: Hash([claim; 32]),
            base: base.to_vec(),
            ..saying(&a_note(&server, &ana, 200 + u128::from(claim)), |command| {
                command.author = BO;
            })
        })
        .collect();
    pushed.push(a_note(&server, &ana, 210));
    pushed[2].base = vec![Hash([1; 32]), Hash([2; 32])];
    let outcomes = pushes(&mut server, &ana, pushed);
    assert_eq!(outcomes[2], Outcome::Refused(Refusal::UnknownBase));
}

#[test]
fn nobody_begins_a_case_that_somebody_else_has_begun() {
    let mut server = Server::new();
    let (_, [mut mei, ..]) = a_ticket(&mut server);
    let mut zoe = Phone::of(&server, super::people::ZOE);
    let mut opening = submit();
    if let Act::Ticket(domain::tickets::TicketAct::Submit { store, .. }) = &mut opening {
        *store = super::people::HARBOUR;
    }
    let stray = zoe.does(&server, case(1), 50, opening);
    zoe.syncs(&mut server);
    assert_eq!(
        zoe.refused[&stray],
        Refusal::Rule(capabilities::Refusal::NotYours)
    );
    assert_eq!(zoe.holds().count(), 0);
    // Its own beginner may, and it is without effect.
    let again = mei.submission_anew(&server);
    assert_eq!(pushes(&mut server, &mei, vec![again]), [Outcome::Adopted]);
    until_quiet(&mut server, &mut [&mut mei]);
    assert!(mei.held(case(1)).history().entries[1].superseded.is_some());
}

#[test]
fn a_command_that_is_none_is_not_understood() {
    let mut server = Server::new();
    let (_, [_, ana, ..]) = a_ticket(&mut server);
    let sound = a_note(&server, &ana, 2).command;
    let author = format!("\"author\":\"{ANA}\"");
    let garbage = [
        String::new(),
        "\0".to_owned(),
        "null".to_owned(),
        "{".repeat(COMMAND_BYTES_MAX),
        "[".repeat(COMMAND_BYTES_MAX),
        "[".repeat(2 * COMMAND_BYTES_MAX),
        sound.replace(&author, &format!("{author},{author}")),
        sound.replace("\"at\":", "\"at\":1e400,\"at\":"),
        sound.replace("One thing.", "\0"),
        sound.replace("\"note\"", "\"no_such_act\""),
        sound.replace("\"text\":", "\"unknown\":1,\"text\":"),
        format!("{sound}{sound}"),
    ];
    for (number, text) in (100..).zip(garbage) {
        let mut pushed = a_note(&server, &ana, number);
        pushed.command = text;
        let outcomes = pushes(&mut server, &ana, vec![pushed]);
        assert_eq!(outcomes, [Outcome::Refused(Refusal::NotUnderstood)]);
    }
    // One whose text holds what no screen shows is understood, and not permitted.
    let mut pushed = a_note(&server, &ana, 200);
    pushed.command = pushed.command.replace("One thing.", "\\u0000");
    let outcomes = pushes(&mut server, &ana, vec![pushed]);
    assert!(matches!(
        outcomes[..],
        [Outcome::Refused(Refusal::Rule(
            capabilities::Refusal::Ticket(_)
        ))]
    ));
    // And one that says another id than it is pushed under.
    let mut pushed = a_note(&server, &ana, 201);
    pushed.id = command(202);
    let outcomes = pushes(&mut server, &ana, vec![pushed]);
    assert_eq!(outcomes, [Outcome::Refused(Refusal::NotUnderstood)]);
    assert_eq!(server.history(case(1)).entries.len(), 1);
}

#[test]
fn times_at_the_ends_of_time_are_brought_inside_what_can_be() {
    let mut server = Server::new();
    let (_, [_, ana, ..]) = a_ticket(&mut server);
    for (number, at) in [(10, i64::MIN), (11, i64::MAX), (12, 0)] {
        let mut pushed = saying(&a_note(&server, &ana, number), |command| {
            command.at = Timestamp(at);
        });
        pushed.hash = Hash([1; 32]);
        assert_eq!(pushes(&mut server, &ana, vec![pushed]), [Outcome::Replaced]);
    }
    let history = server.history(case(1));
    let times: Vec<Timestamp> = history.entries[1..].iter().map(|entry| entry.at).collect();
    let seen = Timestamp(MORNING.0 + 1);
    assert_eq!(times, [seen, server.now, seen]);
}

#[test]
fn a_judge_that_recalls_what_the_document_never_had_refuses() {
    let mut server = Server::new();
    let (_, [_, ana, ..]) = a_ticket(&mut server);
    let mut judge = Judge::of(server.document(case(1)));
    let mut pushed = a_note(&server, &ana, 2);
    pushed.base = vec![Hash([1; 32])];
    judge.recall(Hash([1; 32]), vec![Hash([2; 32])]);
    let person = server.person(ANA);
    let caller = Caller {
        person: &person,
        device: ana.device,
        acts_since: MORNING,
        directory: &server.directory,
        received: server.now,
    };
    let ruling = judge.rule(&pushed.into(), &caller).unwrap();
    assert_eq!(ruling.outcome, Outcome::Refused(Refusal::UnknownBase));
    assert!(judge.close().unwrap().is_none());
}

#[test]
fn a_judge_sets_a_document_back_so_often_and_no_more() {
    let mut server = Server::new();
    let (_, [mut mei, mut ana, ..]) = a_ticket(&mut server);
    let mut pushed = Vec::new();
    for number in 0..40 {
        let mut later = a_note(&server, &ana, 100 + number);
        later.actor = Actor(Vec::new());
        pushed.push(later);
        mei.does(&server, case(1), 200 + number, note("Hurry."));
        mei.syncs(&mut server);
        ana.syncs(&mut server);
    }
    let outcomes = pushes(&mut server, &ana, pushed);
    let is_refused = |outcome: &&Outcome| matches!(outcome, Outcome::Refused(_));
    assert_eq!(outcomes.iter().filter(is_refused).count(), 24);
    // A chain on one older base is set back once, however long it is.
    let mut copy = ana.clone();
    mei.does(&server, case(1), 300, note("Hurry!"));
    mei.syncs(&mut server);
    for number in 0..40 {
        copy.does(&server, case(1), 400 + number, note("One thing."));
    }
    server.now.0 += 60_000;
    let outcomes = pushes(&mut server, &ana, copy.pushed());
    assert!(outcomes.iter().all(|outcome| *outcome == Outcome::Adopted));
}
