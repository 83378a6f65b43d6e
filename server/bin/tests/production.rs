//! The program as it is built for real work, without a private Postgres and
//! without the sample organisation: it needs a database, loads nothing into it,
//! and refuses one that holds the sample.
//!
//! `cargo ci production` builds it so and runs this; in every other build this
//! file is empty. What the program does besides is the system test's.

#![cfg(not(any(feature = "embedded", feature = "sample")))]
#![cfg(test)]

use embedded::Cluster;
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use sqlx::PgPool;
use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

/// The program, with nothing taken from our own environment that would set it.
fn program(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fieldloop-server"));
    command.args(words);
    for variable in ["DATABASE_URL", "FIELDLOOP_LISTEN", "RUST_LOG"] {
        command.env_remove(variable);
    }
    command
}

/// What the program says when it refuses to go on.
fn refusal(words: &[&str]) -> String {
    let output = program(words).output().unwrap();
    assert!(!output.status.success());
    String::from_utf8(output.stderr).unwrap()
}

/// An empty database, migrated.
async fn database(cluster: &Cluster) -> (String, PgPool) {
    let address = cluster.create("production").await.unwrap();
    let pool = PgPool::connect(&address).await.unwrap();
    server::migrate(&pool).await.unwrap();
    (address, pool)
}

#[test]
fn without_a_database_it_says_what_to_do() {
    let said = refusal(&[]);
    assert!(said.contains("set DATABASE_URL"), "{said}");
}

#[tokio::test]
async fn a_database_with_the_sample_is_not_served() {
    let cluster = embedded::scratch().await.unwrap();
    let (address, pool) = database(&cluster).await;
    let mut connection = pool.acquire().await.unwrap();
    server::organisations::found(
        &mut connection,
        server::organisations::SAMPLE,
        "hengli",
        "Hengli",
    )
    .await
    .unwrap();
    let said = refusal(&["--database", &address]);
    assert!(said.contains("holds the sample organisation"), "{said}");
}

#[tokio::test]
async fn an_empty_database_stays_empty() {
    let cluster = embedded::scratch().await.unwrap();
    let (address, pool) = database(&cluster).await;
    let mut child = program(&["--database", &address, "--listen", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    let lines = out.lines().map(Result::unwrap);
    let said: Vec<String> = lines.take_while(|line| !line.contains("Ctrl-C")).collect();
    assert!(said.iter().any(|line| line.contains("is running")));
    assert!(!said.iter().any(|line| line.contains("Sample")), "{said:?}");
    kill(Pid::from_raw(child.id().cast_signed()), Signal::SIGTERM).unwrap();
    assert!(child.wait().unwrap().success());
    let mut connection = pool.acquire().await.unwrap();
    assert!(!server::organisations::any(&mut connection).await.unwrap());
}
