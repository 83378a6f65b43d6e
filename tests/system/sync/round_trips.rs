//! What a sync costs the database: a number of statements that does not depend on
//! how much is in it.
//!
//! They are counted between the server and Postgres, as messages of the protocol:
//! whatever the server's code looks like, this is what goes over the wire. What a
//! connection does once, as preparing a statement, is done before.

use super::notices_read::{read, tells};
use crate::fixture::{Fixture, fixture, note};
use domain::{ids::CaseId, time::Span};
use server::settings::Settings;
use sqlx::postgres::{PgConnectOptions, PgListener};
use std::{
    io::{self, Read, Write},
    net::{TcpListener, TcpStream},
    os::unix::net::UnixStream,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};
use tests::{
    client::Client,
    world::{Instance, Someone, unhurried},
};

/// A server whose statements are counted.
struct Counted<'a> {
    fixture: &'a Fixture,
    instance: Instance,
    statements: Arc<AtomicUsize>,
    news: PgListener,
}

impl<'a> Counted<'a> {
    fn new(fixture: &'a Fixture) -> Self {
        let world = &fixture.world;
        let statements = Arc::<AtomicUsize>::default();
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let options: PgConnectOptions = world.database.parse().unwrap();
        let (user, name) = (options.get_username(), options.get_database().unwrap());
        let url = format!("postgres://{user}@127.0.0.1:{port}/{name}?sslmode=disable");
        let socket = options.get_socket().unwrap();
        let socket = socket.join(format!(".s.PGSQL.{}", options.get_port()));
        let counter = statements.clone();
        thread::spawn(move || {
            for server in listener.incoming() {
                forward(server.unwrap(), &socket, &counter).unwrap();
            }
        });
        let settings = Settings {
            // Nothing but syncs is to be counted.
            last_syncs_every: Duration::from_hours(1),
            ..unhurried()
        };
        let instance = world.server_on(&url, 2, settings).unwrap();
        let news = world.runtime.block_on(async {
            let mut news = PgListener::connect(&world.database).await.unwrap();
            news.listen("fieldloop").await.unwrap();
            news
        });
        Self {
            fixture,
            instance,
            statements,
            news,
        }
    }

    fn client(&self, who: &Someone) -> Client {
        let mut client = self.fixture.client(who);
        client.move_to(&self.instance.url());
        client
    }

    /// How many statements a sync takes that pushes something.
    fn of_push(&mut self, client: &mut Client, deed: impl Fn(&mut Client)) -> usize {
        let mut count = 0;
        // The first time is for what a connection does once.
        for _ in 0..2 {
            self.fixture.world.clock.pass(Span::minutes(1));
            deed(client);
            let before = self.statements.load(Ordering::SeqCst);
            let answer = client.sync().unwrap();
            assert!(!answer.rulings.is_empty());
            assert!(client.pending().is_empty());
            // The last one tells other instances, behind the answer.
            let told = self.news.recv();
            self.fixture.world.runtime.block_on(told).unwrap();
            count = self.statements.load(Ordering::SeqCst) - before;
        }
        count
    }
}

/// Forwards a connection to Postgres and back, and counts the statements in it.
fn forward(server: TcpStream, socket: &Path, counter: &Arc<AtomicUsize>) -> io::Result<()> {
    let postgres = UnixStream::connect(socket)?;
    let (mut from, mut to) = (postgres.try_clone()?, server.try_clone()?);
    thread::spawn(move || io::copy(&mut from, &mut to));
    let (mut from, mut to) = (server, postgres);
    let counter = counter.clone();
    thread::spawn(move || -> io::Result<()> {
        // The first message has no type: it names the user and the database.
        let mut is_first = true;
        loop {
            let mut head = vec![0; if is_first { 4 } else { 5 }];
            from.read_exact(&mut head)?;
            let length = u32::from_be_bytes(*head.last_chunk().expect("four bytes of length"));
            let mut body = vec![0; length as usize - 4];
            from.read_exact(&mut body)?;
            // Execute, or a simple query.
            if !is_first && matches!(head[0], b'E' | b'Q') {
                counter.fetch_add(1, Ordering::SeqCst);
            }
            is_first = false;
            to.write_all(&[head, body].concat())?;
        }
    });
    Ok(())
}

#[test]
fn a_push_takes_the_same_statements_however_much_is_in_it() {
    let fixture = fixture();
    // What listens can be dropped inside of it alone.
    let _inside = fixture.world.runtime.enter();
    let mut counted = Counted::new(&fixture);
    let mut fang = counted.client(&fixture.fang);
    let cases: Vec<CaseId> = (0..20)
        .map(|number| fixture.submit(&mut fang, &format!("{number} 号柜")))
        .collect();
    fang.sync().unwrap();
    fixture.world.runtime.block_on(counted.news.recv()).unwrap();

    let one = counted.of_push(&mut fang, |fang| {
        fixture.act(fang, cases[0], note("一句话"));
    });
    let many = counted.of_push(&mut fang, |fang| {
        for case in cases.iter().cycle().take(60) {
            fixture.act(fang, *case, note("很多话"));
        }
    });
    assert_eq!(one, many);
    let begun = counted.of_push(&mut fang, |fang| {
        fixture.submit(fang, "一张单子");
    });
    let many_begun = counted.of_push(&mut fang, |fang| {
        for _ in 0..20 {
            let case = fixture.submit(fang, "很多单子");
            fixture.act(fang, case, note("补充"));
        }
    });
    assert_eq!(begun, many_begun);
    // What begins a case looks how many are open that its author has begun. Both:
    // who calls; begin, its locks, the cases' locks, what was refused, records, cases, audience, tickets,
    // commit; what waits, the feed, bodies; and the news for other instances.
    assert_eq!((one, begun), (15, 16));
}

#[test]
fn to_say_what_was_read_takes_the_same_statements_however_much_it_is() {
    let fixture = fixture();
    // What listens can be dropped inside of it alone.
    let _inside = fixture.world.runtime.enter();
    let mut counted = Counted::new(&fixture);
    let mut fang = counted.client(&fixture.fang);
    let cases: Vec<CaseId> = (0..20).map(|_| fixture.submit(&mut fang, "漏水")).collect();
    fang.sync().unwrap();
    fixture.world.runtime.block_on(counted.news.recv()).unwrap();
    let mut takes = |many: usize, upto| {
        let before = counted.statements.load(Ordering::SeqCst);
        tells(
            &mut fang,
            cases
                .iter()
                .take(many)
                .map(|case| read(*case, upto))
                .collect(),
        );
        // The last one tells other instances, behind the answer.
        let told = counted.news.recv();
        fixture.world.runtime.block_on(told).unwrap();
        counted.statements.load(Ordering::SeqCst) - before
    };
    // The first time is for what a connection does once.
    takes(1, 1);
    let (one, many) = (takes(1, 2), takes(20, 3));
    // Who calls; of which history; what was read; what waits, which is that; and the news.
    assert_eq!((one, many), (6, 6));
}

#[test]
fn a_sync_that_brings_nothing_new_takes_two_statements() {
    let fixture = fixture();
    // What listens can be dropped inside of it alone.
    let _inside = fixture.world.runtime.enter();
    let counted = Counted::new(&fixture);
    let mut fang = counted.client(&fixture.fang);
    let mut syncs = Vec::new();
    for _ in 0..3 {
        let before = counted.statements.load(Ordering::SeqCst);
        fang.sync().unwrap();
        syncs.push(counted.statements.load(Ordering::SeqCst) - before);
    }
    // Who calls, and what waits.
    assert_eq!(syncs[1..], [2, 2]);
}
