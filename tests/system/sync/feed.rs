//! The feed: everybody gets what they may read, once, and nothing is ever passed
//! over.

use domain::{
    capabilities::Act,
    case::KEPT_AFTER_CLOSING,
    directory::Role,
    ids::{CaseId, StoreId},
    tickets::{Status, TicketAct},
    time::Span,
};
use tests::{
    client::{Client, mint},
    world::{Someone, TARGETS, World},
};

/// One store with a requester, an engineer of its team, and one of another.
struct Fixture {
    world: World,
    store: StoreId,
    fang: Someone,
    lin: Someone,
    far: Someone,
}

fn fixture() -> Fixture {
    let world = World::new().unwrap();
    let store = world.store(1, 1).unwrap();
    let fang = world.someone("王芳", store, &[], None).unwrap();
    let lin = world
        .someone("林薇", store, &[Role::Engineer], Some(1))
        .unwrap();
    let far = world
        .someone("远方", store, &[Role::Engineer], Some(2))
        .unwrap();
    Fixture {
        world,
        store,
        fang,
        lin,
        far,
    }
}

impl Fixture {
    fn client(&self, who: &Someone) -> Client {
        let mut client = Client::sign_in(&self.world.server.url(), who).unwrap();
        client.sync().unwrap();
        client
    }

    fn submit(&self, client: &mut Client, what: &str) -> CaseId {
        let now = self.world.clock.now();
        let case = CaseId(mint(now));
        let act = TicketAct::Submit {
            category: self.world.category,
            targets: TARGETS,
            store: self.store,
            description: what.to_owned(),
            equipment: Vec::new(),
            photos: Vec::new(),
        };
        client.act(case, Act::Ticket(act), now).unwrap();
        case
    }

    fn accept(&self, client: &mut Client, case: CaseId) {
        client
            .act(case, Act::Ticket(TicketAct::Accept), self.world.clock.now())
            .unwrap();
    }
}

fn status(client: &Client, case: CaseId) -> Option<Status> {
    match client.held.get(&case)?.history().case? {
        domain::capabilities::Case::Ticket(ticket) => Some(ticket.status),
        _ => None,
    }
}

#[test]
fn an_equal_execution_brings_down_nothing_but_the_receipt() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let case = fixture.submit(&mut fang, "收银机打不开");
    let answer = fang.sync().unwrap();
    assert_eq!(answer.rulings.len(), 1);
    assert_eq!(answer.rulings[0].outcome, replica::wire::Outcome::Adopted);
    let replica::wire::Body::Changes(changes) = &answer.cases[0].body else {
        panic!("the whole document came down")
    };
    assert_eq!(changes.len(), 1, "the receipt alone");
    assert!(fang.held[&case].pending.is_empty());
    assert!(fang.held[&case].history().entries[0].received.is_some());
    let again = fang.sync().unwrap();
    assert!(again.cases.is_empty() && again.records.is_empty() && !again.more);
}

#[test]
fn a_ticket_is_in_the_pool_of_the_team_that_serves_its_store_until_it_is_taken() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let mut lin = fixture.client(&fixture.lin);
    let mut far = fixture.client(&fixture.far);
    let case = fixture.submit(&mut fang, "收银机打不开");
    fang.sync().unwrap();
    lin.sync().unwrap();
    far.sync().unwrap();
    assert_eq!(status(&lin, case), Some(Status::Pool));
    assert_eq!(status(&far, case), None, "another team's pool");

    let colleague = fixture
        .world
        .someone("周强", fixture.store, &[Role::Engineer], Some(1))
        .unwrap();
    let mut colleague = fixture.client(&colleague);
    assert_eq!(status(&colleague, case), Some(Status::Pool));
    fixture.accept(&mut lin, case);
    lin.sync().unwrap();
    let answer = colleague.sync().unwrap();
    assert_eq!(answer.forget, [case], "it left the pool");
    fang.sync().unwrap();
    assert_eq!(status(&fang, case), Some(Status::InHand));
}

#[test]
fn a_store_that_changes_teams_takes_its_pool_along() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let mut lin = fixture.client(&fixture.lin);
    let mut far = fixture.client(&fixture.far);
    let case = fixture.submit(&mut fang, "网络不通");
    fang.sync().unwrap();
    lin.sync().unwrap();
    fixture.world.store(1, 2).unwrap();
    lin.sync().unwrap();
    far.sync().unwrap();
    assert_eq!(status(&lin, case), None);
    assert_eq!(status(&far, case), Some(Status::Pool));
    assert!(far.may(
        case,
        &Act::Ticket(TicketAct::Accept),
        fixture.world.clock.now()
    ));
}

#[test]
fn an_engineer_who_changes_teams_gets_the_one_pool_and_loses_the_other() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let case = fixture.submit(&mut fang, "打印机卡纸");
    fang.sync().unwrap();
    let mut lin = fixture.client(&fixture.lin);
    let mut far = fixture.client(&fixture.far);
    assert_eq!(
        (status(&lin, case), status(&far, case)),
        (Some(Status::Pool), None)
    );
    for (who, team) in [(&fixture.lin, &fixture.far), (&fixture.far, &fixture.lin)] {
        let person = domain::directory::Person {
            team: team.person.team,
            ..who.person.clone()
        };
        fixture.world.put(&person).unwrap();
    }
    lin.sync().unwrap();
    far.sync().unwrap();
    assert_eq!(
        (status(&lin, case), status(&far, case)),
        (None, Some(Status::Pool))
    );
}

/// The locks of uploads, devices and others have two numbers, of which ids make one.
#[test]
fn no_lock_but_the_feeds_own_drags_its_horizon() {
    let fixture = fixture();
    let horizon = || {
        let horizon = sqlx::query_scalar::<_, i64>("select feed_horizon()");
        let horizon = horizon.fetch_one(&fixture.world.pool);
        fixture.world.runtime.block_on(horizon).unwrap()
    };
    let before = horizon();
    // The first number is that of the feed's class, where the feed's one key has it.
    let held = fixture.world.runtime.block_on(async {
        let mut held = fixture.world.pool.begin().await.unwrap();
        let lock = "select pg_advisory_xact_lock((feed_lock_class() << 16)::int, 1)";
        sqlx::query(lock).execute(&mut *held).await.unwrap();
        held
    });
    assert_eq!(horizon(), before);
    fixture.world.runtime.block_on(held.rollback()).unwrap();
}

/// The trap of a feed ordered by numbers: a transaction that took a lower number
/// commits after a higher one was read. Here a push is stopped in the middle by a
/// lock on a row that it needs, another one overtakes it, and a reader looks in
/// between.
#[test]
fn a_change_that_commits_late_is_not_passed_over() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let mut lin = fixture.client(&fixture.lin);
    let slow = fixture.submit(&mut fang, "慢的");
    fang.sync().unwrap();
    let slow_note = Act::Ticket(TicketAct::Note {
        text: "还在等".into(),
        photos: vec![],
    });
    fang.act(slow, slow_note, fixture.world.clock.now())
        .unwrap();
    lin.sync().unwrap();

    // The slow push has its transaction id (it has locked its case) and waits for
    // the audience's row.
    let world = &fixture.world;
    let mut blocking = world.runtime.block_on(world.pool.begin()).unwrap();
    world.runtime.block_on(async {
        sqlx::query("select from audience for update")
            .execute(&mut *blocking)
            .await
            .unwrap();
    });
    let (mut fang, slow_push) = std::thread::scope(|scope| {
        let pushing = scope.spawn(move || {
            let answer = fang.sync();
            (fang, answer)
        });
        // Until the push stands before the lock.
        while waiting_for_locks(world) == 0 {
            std::thread::yield_now();
        }
        let mut other = fixture.client(&fixture.fang);
        let fast = fixture.submit(&mut other, "快的");
        other.sync().unwrap();
        let seen = lin.sync().unwrap();
        assert_eq!(
            status(&lin, fast),
            None,
            "held back until what is older is decided: {seen:?}"
        );
        world.runtime.block_on(blocking.rollback()).unwrap();
        let done = pushing.join().unwrap();
        lin.sync().unwrap();
        assert_eq!(status(&lin, fast), Some(Status::Pool));
        done
    });
    slow_push.unwrap();
    fang.sync().unwrap();
    let notes = lin.held[&slow].history().entries.len();
    assert_eq!(notes, 2, "the late change came too");
}

/// A case that changes again behind the horizon is read for what it got before it.
#[test]
fn a_change_is_not_passed_over_when_its_case_moves_on_beyond_the_horizon() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let case = fixture.submit(&mut fang, "收银机打不开");
    fang.sync().unwrap();
    let mut lin = fixture.client(&fixture.lin);
    let notes = |fang: &mut Client, text: &str| {
        let at = fixture.world.clock.now();
        fang.act(case, crate::fixture::note(text), at).unwrap();
        fang.sync().unwrap();
    };
    notes(&mut fang, "一");
    // Somebody has drawn a position and is not done: the horizon stays.
    let mut slow = fixture.world.runtime.block_on(async {
        let mut slow = fixture.world.pool.begin().await.unwrap();
        let draw = sqlx::query("select feed_position()");
        draw.execute(&mut *slow).await.unwrap();
        slow
    });
    notes(&mut fang, "二");
    let answer = lin.sync().unwrap();
    let entries = |client: &Client| client.held[&case].history().entries.len();
    assert!(entries(&lin) >= 2, "what is decided has come: {answer:?}");
    let again = lin.sync().unwrap();
    assert!(again.cases.is_empty(), "and comes once");
    fixture.world.runtime.block_on(async {
        sqlx::query("select 1").execute(&mut *slow).await.unwrap();
        slow.rollback().await.unwrap();
    });
    lin.sync().unwrap();
    assert_eq!(entries(&lin), 3);
}

/// Who sent the beginning of a case while the horizon stood has it, though the feed has
/// not come to it; that it closed is told however long they were away.
#[test]
fn what_closed_long_ago_is_told_to_the_phone_on_which_it_began() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let mut slow = fixture.world.runtime.block_on(async {
        let mut slow = fixture.world.pool.begin().await.unwrap();
        let draw = sqlx::query("select feed_position()");
        draw.execute(&mut *slow).await.unwrap();
        slow
    });
    let case = fixture.submit(&mut fang, "收银机打不开");
    fang.sync().unwrap();
    fixture.world.runtime.block_on(async {
        sqlx::query("select 1").execute(&mut *slow).await.unwrap();
        slow.rollback().await.unwrap();
    });
    let mut other = fixture.client(&fixture.fang);
    let cancel = Act::Ticket(TicketAct::Cancel {
        reason: "好了".to_owned(),
    });
    other.act(case, cancel, fixture.world.clock.now()).unwrap();
    other.sync().unwrap();
    assert_eq!(status(&fang, case), Some(Status::Pool));
    fixture.world.clock.pass(KEPT_AFTER_CLOSING);
    fixture.world.clock.pass(Span::days(1));
    fang.sync().unwrap();
    assert_eq!(status(&fang, case), Some(Status::Cancelled));
    // A new phone is not told of it at all.
    let new = fixture.client(&fixture.fang);
    assert_eq!(status(&new, case), None);
}

fn waiting_for_locks(world: &World) -> i64 {
    world.runtime.block_on(async {
        sqlx::query_scalar(
            "select count(*) from pg_stat_activity
             where datname = current_database() and wait_event_type = 'Lock'",
        )
        .fetch_one(&world.pool)
        .await
        .unwrap()
    })
}

#[test]
fn a_first_sync_in_many_pages_brings_everything_also_what_changes_meanwhile() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let cases: Vec<CaseId> = (0..500)
        .map(|seed| fixture.submit(&mut fang, &incompressible(seed)))
        .collect();
    for chunk in fang.pending().chunks(100) {
        let answer = fang.exchange(&fang.request(chunk.to_vec())).unwrap();
        assert!(
            answer
                .rulings
                .iter()
                .all(|ruled| ruled.outcome == replica::wire::Outcome::Adopted)
        );
    }
    let mut lin = Client::sign_in(&fixture.world.server.url(), &fixture.lin).unwrap();
    let first = lin.exchange(&lin.request(vec![])).unwrap();
    lin.settle(&first).unwrap();
    assert!(first.more, "it takes more than one page");
    // What is changed between two pages moves to the end of the feed.
    fixture.world.clock.pass(Span::minutes(1));
    let mut other = fixture.client(&fixture.fang);
    for case in [cases[0], cases[499]] {
        let note = Act::Ticket(TicketAct::Note {
            text: "补充".into(),
            photos: vec![],
        });
        other.act(case, note, fixture.world.clock.now()).unwrap();
    }
    other.sync().unwrap();
    let mut more = first.more;
    while more {
        let page = lin.exchange(&lin.request(vec![])).unwrap();
        lin.settle(&page).unwrap();
        more = page.more;
    }
    assert_eq!(lin.held.len(), cases.len());
    assert_eq!(lin.held[&cases[0]].history().entries.len(), 2);
    assert_eq!(lin.held[&cases[499]].history().entries.len(), 2);
}

/// A text of which no compression makes much less: some 3,500 characters out of
/// 20,000, in no order.
fn incompressible(seed: u32) -> String {
    let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(1);
    let mut draw = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from_u32(0x4e00 + (state >> 8) % 20_000).unwrap()
    };
    (0..3_500).map(|_| draw()).collect()
}
