//! Permitted, but not executed as the phone claims: the server adopts its own
//! execution, and everybody comes to hold the same.

use crate::fixture::{Fixture, assert_same, fixture, forged, note};
use domain::{
    case::Entry,
    ids::{CaseId, CommandId},
    time::{Span, Timestamp},
};
use replica::{
    actor::Actor,
    heads::Hash,
    wire::{Outcome, Pushed},
};
use tests::client::{Client, mint};

/// A requester with a ticket and a note on it that waits to be pushed, and an
/// engineer who has the ticket.
struct Noted {
    fixture: Fixture,
    fang: Client,
    lin: Client,
    case: CaseId,
}

fn noted() -> Noted {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let case = fixture.submitted(&mut fang);
    let mut lin = fixture.client(&fixture.lin);
    fixture.accept(&mut lin, case);
    fang.sync().unwrap();
    fixture.act(&mut fang, case, note("还是不行"));
    Noted {
        fixture,
        fang,
        lin,
        case,
    }
}

impl Noted {
    /// Pushes the note with something else claimed about it; after that, both
    /// hold the same and go on.
    fn push(&mut self, claim: impl FnOnce(&mut Pushed)) -> Outcome {
        let mut pushed = self.fang.pending().remove(0);
        claim(&mut pushed);
        let answer = self
            .fang
            .exchange(&self.fang.request(vec![pushed]))
            .unwrap();
        self.fang.settle(&answer).unwrap();
        self.lin.sync().unwrap();
        assert!(self.fang.pending().is_empty());
        assert_same(self.case, &[&self.fang, &self.lin]);
        self.fixture.act(&mut self.fang, self.case, note("好了"));
        self.fang.sync().unwrap();
        self.lin.sync().unwrap();
        assert_same(self.case, &[&self.fang, &self.lin]);
        assert_eq!(self.lin.held[&self.case].history().entries.len(), 4);
        answer.rulings[0].outcome.clone()
    }
}

#[test]
fn what_is_claimed_as_it_was_executed_is_adopted() {
    assert_eq!(noted().push(|_| {}), Outcome::Adopted);
}

#[test]
fn a_wrong_hash_or_number_is_replaced() {
    assert_eq!(
        noted().push(|pushed| pushed.hash = Hash([7; 32])),
        Outcome::Replaced
    );
    for seq in [0, 7, u64::MAX] {
        assert_eq!(noted().push(|pushed| pushed.seq = seq), Outcome::Replaced);
    }
}

#[test]
fn an_actor_that_is_not_the_devices_own_is_replaced() {
    let other = uuid::Uuid::from_u128(7);
    let actors = [
        Actor::of_device(other, 0),
        Actor::for_command(CommandId(other)),
        Actor(b"receipts".to_vec()),
        Actor(b"skeleton".to_vec()),
        Actor(Vec::new()),
        Actor(vec![7; 500_000]),
    ];
    for actor in actors {
        assert_eq!(
            noted().push(|pushed| pushed.actor = actor),
            Outcome::Replaced
        );
    }
}

#[test]
fn another_devices_actor_is_replaced_even_with_the_right_hash() {
    let mut noted = noted();
    let document = noted.fang.held[&noted.case].document.clone();
    let stolen = forged(&noted.lin, noted.case, &document, note("冒用"));
    // As the engineer's device would have executed what the requester says.
    let mut held = document.clone();
    let mut command = domain::command::Command::from_json(&stolen.command).unwrap();
    command.author = noted.fixture.fang.id();
    let executed = held.record(&stolen.actor, &command).unwrap();
    let pushed = Pushed {
        command: command.to_json(),
        hash: executed.hash,
        seq: executed.seq,
        ..stolen
    };
    // The pending note comes first: the forged one was executed on it.
    let first = noted.fang.pending().remove(0);
    let outcomes = noted.fang.push(vec![first, pushed]).unwrap();
    assert_eq!(outcomes, [Outcome::Adopted, Outcome::Replaced]);
    noted.fang.sync().unwrap();
    noted.lin.sync().unwrap();
    assert_same(noted.case, &[&noted.fang, &noted.lin]);
}

#[test]
fn one_number_of_an_actor_is_used_once() {
    let mut noted = noted();
    noted.fang.sync().unwrap();
    let document = noted.fang.held[&noted.case].document.clone();
    let mut both: Vec<Pushed> = ["一", "二"]
        .map(|text| forged(&noted.fang, noted.case, &document, note(text)))
        .into();
    let actor = both[0].actor.clone();
    let command = domain::command::Command::from_json(&both[1].command).unwrap();
    let executed = document.clone().record(&actor, &command).unwrap();
    both[1].hash = executed.hash;
    both[1].actor = actor;
    // Their time has come, so that it needs no bounds.
    noted.fixture.world.clock.pass(Span::days(2));
    let outcomes = noted.fang.push(both).unwrap();
    assert_eq!(outcomes, [Outcome::Adopted, Outcome::Replaced]);
    let other = noted.fixture.client(&noted.fixture.fang);
    noted.lin.sync().unwrap();
    assert_same(noted.case, &[&other, &noted.lin]);
    assert_eq!(other.held[&noted.case].history().entries.len(), 5);
}

/// The phone had executed it anew, under another actor, before it heard that the
/// first execution was adopted.
#[test]
fn a_repeated_push_that_claims_another_change_takes_the_servers() {
    let mut noted = noted();
    let first = noted.fang.pending().remove(0);
    assert_eq!(
        noted.fang.push(vec![first.clone()]).unwrap(),
        [Outcome::Adopted]
    );
    let said = noted.push(|pushed| pushed.hash = Hash([7; 32]));
    assert_eq!(said, Outcome::Replaced);
}

/// When the server takes a note that claims to be given at this time, an hour
/// after the ticket was accepted.
fn adopted_at(at: Timestamp) -> (Entry, Noted) {
    let mut noted = noted();
    noted.fang.sync().unwrap();
    noted.fixture.world.clock.pass(Span::minutes(60));
    noted.fang.act(noted.case, note("什么时候"), at).unwrap();
    noted.fang.sync().unwrap();
    noted.lin.sync().unwrap();
    assert!(noted.fang.pending().is_empty());
    assert_same(noted.case, &[&noted.fang, &noted.lin]);
    let entry = noted.lin.held[&noted.case].history().entries.pop();
    (entry.unwrap(), noted)
}

#[test]
fn a_time_that_has_not_come_is_brought_back_to_the_receipt() {
    for at in [i64::MAX, i64::MAX - 1, 32_503_680_000_000] {
        let (entry, noted) = adopted_at(Timestamp(at));
        assert_eq!(entry.at, noted.fixture.world.clock.now());
        assert_eq!(entry.received, Some(entry.at));
    }
}

#[test]
fn a_time_before_what_its_author_had_seen_is_brought_behind_it() {
    for at in [i64::MIN, -1, 0, 1] {
        let (entry, noted) = adopted_at(Timestamp(at));
        let entries = noted.lin.held[&noted.case].history().entries;
        let before = entries[entries.len() - 2].at;
        assert_eq!(entry.at, Timestamp(before.0 + 1));
    }
}

/// What a device brings after it had brought everything was done since, but for what was
/// on its way; and nothing before its person first signed in.
#[test]
fn a_time_before_a_device_had_brought_everything_is_brought_to_then() {
    let fixture = fixture();
    let signed_in = fixture.world.clock.now();
    let clients = [(); 3].map(|()| fixture.client(&fixture.fang));
    fixture.world.clock.pass(Span::days(1));
    let now = fixture.world.clock.now();
    let honest = signed_in + Span::minutes(1);
    let times = [
        (Timestamp(i64::MIN), signed_in),
        (Timestamp(0), signed_in),
        (honest, honest),
    ];
    for (mut client, (claimed, adopted)) in clients.into_iter().zip(times) {
        for adopted in [adopted, now + Span::minutes(-3)] {
            let case = CaseId(mint(now));
            client
                .act(case, fixture.submission("很久以前"), claimed)
                .unwrap();
            client.sync().unwrap();
            let entry = &client.held[&case].history().entries[0];
            assert_eq!(entry.at, adopted);
            assert_eq!(entry.received, Some(now));
        }
    }
}
