//! The sample organisation, whose passwords everybody can read: who is served it.

use super::process::{Process, run};
use sqlx::PgPool;
use tests::world::empty_database;
use tokio::runtime::Runtime;

const ANYWHERE: &str = "0.0.0.0:0";

/// A database that holds no more of the sample than by what it is known.
fn database() -> String {
    let database = empty_database().unwrap();
    Runtime::new().unwrap().block_on(async {
        let pool = PgPool::connect(&database).await.unwrap();
        server::migrate(&pool).await.unwrap();
        let mut connection = pool.acquire().await.unwrap();
        let id = server::organisations::SAMPLE;
        let founded = server::organisations::found(&mut connection, id, "hengli", "Hengli");
        founded.await.unwrap();
    });
    database
}

#[test]
fn it_is_served_to_its_own_machine_alone_unless_it_is_asked_for() {
    let database = database();
    let words = ["--database", &*database];
    drop(Process::start(&words));

    for exposed in [
        &["--listen", ANYWHERE][..],
        &["--listen", "127.0.0.1:0", "--proxies", "1"],
    ] {
        let ended = run(&[&words, exposed].concat());
        assert!(!ended.status.success());
        let said = String::from_utf8(ended.stderr).unwrap();
        assert!(said.contains("holds the sample organisation"), "{said}");
        assert!(said.contains("--sample"), "{said}");
    }

    let mut server = Process::start_at(ANYWHERE, &[&words[..], &["--sample"]].concat());
    let logs = server.logs();
    assert!(logs.contains("its passwords are public"), "{logs}");
}

#[test]
fn it_is_not_loaded_where_others_can_call() {
    let database = empty_database().unwrap();
    drop(Process::start_at(ANYWHERE, &["--database", &*database]));
    let is_loaded = Runtime::new().unwrap().block_on(async {
        let pool = PgPool::connect(&database).await.unwrap();
        let mut connection = pool.acquire().await.unwrap();
        server::organisations::has_sample(&mut connection).await
    });
    assert!(!is_loaded.unwrap());
}
