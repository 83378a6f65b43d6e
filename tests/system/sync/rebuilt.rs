//! Projections hold nothing of their own: dropped and made anew from the
//! documents they are the same, and no phone is told anything.
//!
//! The history is drawn by a small generator from a fixed seed: several people,
//! on and off line, do to several tickets what the rule lets them.

use crate::fixture::{Fixture, completion, fixture, rating, receipt, ticket};
use domain::{
    capabilities::Act,
    case::{Entry, Scope},
    directory::Role,
    ids::{BlobId, CaseId, CommandId},
    tickets::TicketAct,
    time::Span,
};
use server::rebuild::{Rebuilt, rebuild as rebuild_projections};
use std::collections::BTreeSet;
use tests::{
    client::{Client, hold, mint},
    world::Someone,
};

/// A generator of numbers: the same seed, the same history.
struct SeededRng(u64);

impl SeededRng {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }
}

/// Something that might be done to a ticket, permitted or not.
fn any_act(fixture: &Fixture, client: &Client, case: CaseId, rng: &mut SeededRng) -> Act {
    let ticket = ticket(client, case).unwrap();
    let none = CommandId(case.0);
    let assignment = ticket.assignment().unwrap_or(none);
    let completions: Vec<CommandId> = ticket.completions().map(|done| done.id).collect();
    let done = completions.last().copied().unwrap_or(none);
    let to = [fixture.lin.id(), fixture.far.id()][rng.below(2)];
    let said = || "就是这样".to_owned();
    let stars = 1 + u8::try_from(rng.below(5)).unwrap();
    match rng.below(13) {
        0 | 1 => Act::Ticket(TicketAct::Accept),
        2 => Act::Ticket(TicketAct::Assign { to }),
        3 => Act::Ticket(TicketAct::Note {
            text: "看过了".to_owned(),
            photos: vec![BlobId([u8::try_from(rng.below(200)).unwrap(); 32]).into()],
        }),
        4 => Act::Ticket(hold(assignment, fixture.world.clock.now(), said())),
        5 => Act::Ticket(TicketAct::Resume { assignment }),
        6 => Act::Ticket(TicketAct::Reassign {
            assignment,
            to,
            reason: said(),
        }),
        7 | 8 => completion(assignment),
        9 => Act::Ticket(TicketAct::Cancel { reason: said() }),
        10 => Act::Ticket(TicketAct::Reopen {
            ending: done,
            reason: said(),
        }),
        _ => rating(done, stars),
    }
}

/// Two assets come into stock.
fn receive_assets(fixture: &Fixture) {
    let admin = fixture
        .world
        .someone("库管", fixture.store, &[Role::AssetAdmin], None);
    let mut admin = fixture.client(&admin.unwrap());
    for tag in ["IT-0001", "IT-0002"] {
        let case = CaseId(mint(fixture.world.clock.now()));
        fixture.act(&mut admin, case, receipt(fixture.store, tag));
    }
    admin.sync().unwrap();
}

/// So much of it is adopted at least.
const ADOPTED_MIN: usize = 100;

/// A few hundred acts of several people over some weeks.
fn live_through(fixture: &Fixture, clients: &mut [Client], seed: u64) {
    let mut rng = SeededRng(seed);
    receive_assets(fixture);
    for step in 0..600 {
        let at = rng.below(clients.len());
        let client = &mut clients[at];
        let minutes = 1 + i64::try_from(rng.below(90)).unwrap();
        fixture.world.clock.pass(Span::minutes(minutes));
        let tickets = client.held.keys().copied();
        let cases: Vec<CaseId> = tickets.filter(|it| ticket(client, *it).is_some()).collect();
        if cases.is_empty() || rng.below(12) == 0 {
            fixture.submit(client, &format!("第 {step} 件事"));
        } else {
            let case = cases[rng.below(cases.len())];
            let act = any_act(fixture, client, case, &mut rng);
            // What the rule forbids does not happen.
            let _ = client.act(case, act, fixture.world.clock.now());
        }
        if rng.below(8) == 0 {
            client.sync().unwrap();
        }
    }
    clash_and_wait(fixture, clients);
    for _ in 0..2 {
        for client in &mut *clients {
            client.sync().unwrap();
        }
    }
    let adopted = fixture.world.adopted().unwrap().len();
    assert!(adopted >= ADOPTED_MIN, "{adopted} acts are no history");
}

/// What by chance alone may not have come about: acts that came too late, and a ticket
/// that waits in the end.
fn clash_and_wait(fixture: &Fixture, clients: &mut [Client]) {
    let desk = clients
        .iter()
        .position(|it| it.person.is(Role::Dispatcher))
        .unwrap();
    let [fang, lin, chen] = clients.get_disjoint_mut([0, 1, desk]).unwrap();
    let to = fixture.far.id();
    for _ in 0..3 {
        let case = fixture.submitted(fang);
        chen.sync().unwrap();
        lin.sync().unwrap();
        fixture.act(chen, case, Act::Ticket(TicketAct::Assign { to }));
        let assignment = fixture.accept(lin, case);
        let reason = "缺配件".to_owned();
        let hold = hold(assignment, fixture.world.clock.now(), reason);
        fixture.act(lin, case, Act::Ticket(hold));
    }
}

fn rebuild(fixture: &Fixture) -> Rebuilt {
    let rebuilt = rebuild_projections(&fixture.world.pool);
    fixture.world.runtime.block_on(rebuilt).unwrap()
}

fn execute(fixture: &Fixture, sql: &'static str) {
    let done = sqlx::query(sql).execute(&fixture.world.pool);
    let done = fixture.world.runtime.block_on(done).unwrap();
    assert!(done.rows_affected() > 0, "{sql}");
}

fn entries(fixture: &Fixture, cases: &[serde_json::Value]) -> Vec<Entry> {
    let ids = cases.iter().map(|row| row["id"].as_str().unwrap());
    let histories = ids.map(|id| {
        let case = CaseId(id.parse().unwrap());
        fixture.world.document(case).unwrap().history()
    });
    histories.flat_map(|history| history.entries).collect()
}

fn column<'a>(rows: &'a [serde_json::Value], name: &str) -> BTreeSet<&'a str> {
    rows.iter().filter_map(|row| row[name].as_str()).collect()
}

#[test]
fn what_is_rebuilt_equals_what_was_there() {
    let fixture = fixture();
    let second = fixture
        .world
        .someone("周强", fixture.store, &[Role::Engineer], Some(1))
        .unwrap();
    let people = [
        &fixture.fang,
        &fixture.lin,
        &second,
        &fixture.far,
        &fixture.chen,
        &fixture.fang,
    ];
    let mut clients: Vec<Client> = people.iter().map(|who| fixture.client(who)).collect();
    live_through(&fixture, &mut clients, 20_261_126);

    let before = fixture.world.records().unwrap();
    let statuses = column(&before["tickets"], "status");
    let all = ["cancelled", "completed", "in_hand", "on_hold", "pool"];
    assert!(
        all.iter().all(|status| statuses.contains(status)),
        "{statuses:?}"
    );
    let entries = entries(&fixture, &before["cases"]);
    let superseded = entries.iter().filter(|entry| entry.superseded.is_some());
    let superseded = superseded.count();
    assert!(superseded > 2, "{superseded} came too late");
    assert!(before["audience"].iter().any(|row| row["gone"] == true));
    assert!(!before["ratings"].is_empty());

    let rebuilt = fixture.assert_unchanged(|| rebuild(&fixture));
    let counted = Rebuilt {
        cases: before["cases"].len(),
        entries: entries.len(),
        damaged: 0,
    };
    assert_eq!(rebuilt, counted);
    for client in &mut clients {
        let answer = client.sync().unwrap();
        assert!(
            answer.cases.is_empty() && answer.forget.is_empty(),
            "told again"
        );
    }
}

#[test]
fn whatever_has_become_of_the_projections_is_mended() {
    let fixture = fixture();
    let people = [&fixture.fang, &fixture.lin, &fixture.far, &fixture.chen];
    let mut clients: Vec<Client> = people.iter().map(|who| fixture.client(who)).collect();
    live_through(&fixture, &mut clients, 7);
    fixture.assert_unchanged(|| {
        execute(&fixture, "delete from case_refs");
        execute(&fixture, "delete from case_names");
        execute(&fixture, "delete from case_mentions");
        execute(&fixture, "update tickets set status = 'pool', owner = null");
        execute(&fixture, "update ratings set overall = 1, comment = ''");
        execute(
            &fixture,
            "update cases set closed_at = now(), authors = '{}'",
        );
        execute(&fixture, "delete from blob_uses");
        execute(
            &fixture,
            "update assets set tag = '', holder = null, price = 1",
        );
        rebuild(&fixture);
    });
}

#[test]
fn when_a_case_was_closed_is_told_anew_to_those_whose_rights_say_otherwise() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    fixture.submitted(&mut fang);
    let readers = || {
        let mut rows = fixture.world.rows(&["audience"]).unwrap();
        let mut rows = rows.remove("audience").unwrap();
        for row in &mut rows {
            row["position"].take();
        }
        rows
    };
    let before = readers();
    execute(&fixture, "update audience set closed_at = now()");
    assert_ne!(readers(), before);
    rebuild(&fixture);
    assert_eq!(readers(), before);
}

#[test]
fn reading_rights_that_were_lost_are_given_again_and_those_too_many_are_taken() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let case = fixture.submitted(&mut fang);
    let mut lin = fixture.client(&fixture.lin);
    let mut far = fixture.client(&fixture.far);
    let pool_of = |who: &Someone| Scope::Pool(who.person.team.unwrap()).key();
    // The rights of the one team are the other's.
    let wrong = sqlx::query(
        "update audience set scope = $2, position = own.position, since = own.position
         from (select feed_position() as position) as own where scope = $1",
    );
    let wrong = wrong
        .bind(pool_of(&fixture.lin))
        .bind(pool_of(&fixture.far));
    let wrong = wrong.execute(&fixture.world.pool);
    let wrong = fixture.world.runtime.block_on(wrong).unwrap();
    assert_eq!(wrong.rows_affected(), 1);
    far.sync().unwrap();
    assert!(far.held.contains_key(&case));
    rebuild(&fixture);
    far.sync().unwrap();
    assert!(!far.held.contains_key(&case));
    lin.sync().unwrap();
    assert!(lin.held.contains_key(&case));
}

#[test]
fn a_damaged_case_holds_up_no_rebuild_and_no_change_of_its_store() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let damaged = fixture.submitted(&mut fang);
    let sound = fixture.submitted(&mut fang);
    let damage = sqlx::query("update cases set document = '\\x00' where id = $1").bind(damaged.0);
    let done = fixture
        .world
        .runtime
        .block_on(damage.execute(&fixture.world.pool));
    assert_eq!(done.unwrap().rows_affected(), 1);

    let rebuilt = rebuild(&fixture);
    assert_eq!((rebuilt.cases, rebuilt.damaged), (1, 1));
    // To the other team: the readers of the sound case move, and nothing fails.
    fixture
        .world
        .store(1, 2)
        .expect("the store of a damaged case can be put");
    let mut far = fixture.client(&fixture.far);
    far.sync().unwrap();
    assert!(far.held.contains_key(&sound));
    assert!(!far.held.contains_key(&damaged));
}
