//! The private cluster against a real Postgres: starts, restarts, crashes,
//! rivals and broken folders.
//!
//! The child process of the crash test is this test binary itself, told by an
//! environment variable to play the server that gets killed.

use std::{
    env, fs,
    io::{BufRead, BufReader, Read},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, Instant},
};

use nix::{
    sys::signal::{self, Signal},
    unistd::Pid,
};
use sqlx::{ConnectOptions, Connection, PgConnection, postgres::PgConnectOptions};

use super::{
    Binaries, Cluster, Durability, Fault, Source, find, folder, postmaster, runner::Runner,
};

/// A temporary folder, removed when dropped.
pub(crate) struct Temporary(pub PathBuf);

impl Temporary {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = env::temp_dir().join(format!("fieldloop-test-{}-{number}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir(&path).unwrap();
        Self(path)
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn binaries() -> Binaries {
    find(None).expect("the tests need Postgres: `cargo ci prerequisites` installs it")
}

fn start(data: &Path) -> Result<Cluster, Fault> {
    Cluster::start(data, &binaries(), Durability::Volatile)
}

async fn connect(url: &str) -> PgConnection {
    url.parse::<PgConnectOptions>()
        .unwrap()
        .connect()
        .await
        .unwrap()
}

async fn ask(url: &str, sql: &'static str) -> i32 {
    let mut connection = connect(url).await;
    let answer = sqlx::query_scalar(sql)
        .fetch_one(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
    answer
}

async fn keep_42(url: &str) {
    let sql = "CREATE TABLE kept (number int); INSERT INTO kept VALUES (42)";
    tell(url, sql).await;
}

async fn kept(url: &str) -> i32 {
    ask(url, "SELECT number FROM kept").await
}

async fn tell(url: &str, sql: &'static str) {
    let mut connection = connect(url).await;
    sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

#[tokio::test]
async fn data_survives_a_restart_and_the_folder_is_closed_to_others() {
    let temporary = Temporary::new();
    let data = temporary.0.join("new/data");
    let cluster = Cluster::start(&data, &binaries(), Durability::Durable).unwrap();
    let url = cluster.create("fieldloop").await.unwrap();
    keep_42(&url).await;
    assert_eq!(
        fs::metadata(&data).unwrap().permissions().mode() & 0o777,
        0o700
    );
    cluster.stop().unwrap();
    // As it was made once.
    let rules = folder::cluster_in(&data).join("pg_hba.conf");
    fs::write(rules, "local all all trust\nhost all all all trust\n").unwrap();

    let cluster = Cluster::start(&data, &binaries(), Durability::Durable).unwrap();
    let url = cluster.create("fieldloop").await.unwrap();
    assert_eq!(kept(&url).await, 42);
    assert_eq!(
        ask(
            &url,
            "SELECT count(*)::int FROM pg_settings WHERE name = 'listen_addresses' AND setting = ''"
        )
        .await,
        1
    );
    let let_in_by_address = "SELECT count(*)::int FROM pg_hba_file_rules
        WHERE type <> 'local' AND auth_method <> 'reject'";
    assert_eq!(ask(&url, let_in_by_address).await, 0);
}

#[tokio::test]
async fn a_database_is_copied_with_what_is_in_it() {
    let cluster = Cluster::scratch(&binaries()).unwrap();
    let template = cluster.create("a \"template\"").await.unwrap();
    tell(
        &template,
        "CREATE TABLE kept (number int); INSERT INTO kept VALUES (7)",
    )
    .await;
    let copy = cluster.copy("a \"template\"", "copy").await.unwrap();
    assert_eq!(ask(&copy, "SELECT number FROM kept").await, 7);
    let fault = cluster.copy("a \"template\"", "copy").await.unwrap_err();
    assert_eq!(fault.to_string(), "cannot create the database copy");
}

#[test]
fn a_scratch_cluster_leaves_neither_process_nor_folder() {
    let cluster = Cluster::scratch(&binaries()).unwrap();
    let (data, process) = (cluster.data().to_path_buf(), cluster.process());
    assert!(postmaster::is_postgres_on(
        process,
        &folder::cluster_in(&data)
    ));
    drop(cluster);
    assert!(!data.exists());
    assert!(!postmaster::is_postgres_on(
        process,
        &folder::cluster_in(&data)
    ));
}

#[test]
fn a_second_server_on_the_same_folder_is_refused_and_the_first_lives_on() {
    let temporary = Temporary::new();
    let data = temporary.0.join("data");
    let first = start(&data).unwrap();
    let fault = start(&data).unwrap_err();
    assert!(matches!(fault, Fault::Busy(_)), "{fault}");
    assert!(postmaster::is_postgres_on(
        first.process(),
        &folder::cluster_in(&data)
    ));
    first.stop().unwrap();
}

const CHILD: &str = "FIELDLOOP_TEST_SERVER_TO_KILL";

/// Not a test of its own: the process that the next test kills.
#[test]
fn the_server_to_kill() {
    let Some(data) = env::var_os(CHILD) else {
        return;
    };
    let cluster = start(Path::new(&data)).unwrap();
    println!("\npostgres={}", cluster.process());
    // Until killed.
    std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
}

#[tokio::test]
async fn a_killed_server_leaves_no_orphan_and_loses_nothing() {
    let temporary = Temporary::new();
    let data = temporary.0.join("data");
    let mut server = Command::new(env::current_exe().unwrap())
        .args(["tests::the_server_to_kill", "--exact", "--nocapture"])
        .env(CHILD, &data)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let orphan: i32 = BufReader::new(server.stdout.take().unwrap())
        .lines()
        .find_map(|line| line.unwrap().strip_prefix("postgres=")?.parse().ok())
        .expect("the child starts a cluster and tells its process");
    // While the child holds the lock, its folder tells where to connect.
    let url = format!(
        "postgres://fieldloop@localhost/postgres?host={}",
        data.display()
    );
    keep_42(&url).await;

    server.kill().unwrap();
    server.wait().unwrap();

    if cfg!(target_os = "linux") {
        let gone =
            || (!postmaster::is_postgres_on(orphan, &folder::cluster_in(&data))).then_some(());
        assert!(
            postmaster::poll(Duration::from_secs(30), gone).is_some(),
            "Postgres was orphaned"
        );
    }
    let cluster = start(&data).unwrap();
    assert_eq!(kept(&cluster.url("postgres")).await, 42);
}

#[tokio::test]
async fn an_orphan_on_the_folder_is_ended_before_a_start() {
    let temporary = Temporary::new();
    let data = temporary.0.join("data");
    start(&data).unwrap().stop().unwrap();
    // A Postgres whose server is gone, as a kill leaves it where the kernel does not help.
    let runner = Runner::choose(&folder::cluster_in(&data)).unwrap();
    let mut orphan = runner
        .command(&binaries().program("postgres"))
        .arg("-D")
        .arg(folder::cluster_in(&data))
        .args(["-c", "listen_addresses=", "-c"])
        .arg(format!("unix_socket_directories={}", data.display()))
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let is_ready = || {
        postmaster::PidFile::read(&folder::cluster_in(&data))
            .is_some_and(|file| file.is_ready)
            .then_some(())
    };
    postmaster::poll(Duration::from_secs(30), is_ready).expect("the orphan comes up");

    let cluster = start(&data).unwrap();
    assert!(orphan.try_wait().unwrap().is_some());
    assert_eq!(ask(&cluster.url("postgres"), "SELECT 1").await, 1);
}

#[tokio::test]
async fn a_postgres_killed_with_its_server_recovers() {
    let temporary = Temporary::new();
    let data = temporary.0.join("data");
    let cluster = start(&data).unwrap();
    keep_42(&cluster.url("postgres")).await;
    signal::kill(Pid::from_raw(cluster.process()), Signal::SIGKILL).unwrap();
    cluster.stop().unwrap();

    let cluster = start(&data).unwrap();
    assert_eq!(kept(&cluster.url("postgres")).await, 42);
}

/// A process whose id a killed Postgres has left in its pid file and its socket's lock.
async fn left_in_the_files(data: &Path, of: impl FnOnce(&Runner) -> Child) -> Child {
    let cluster = start(data).unwrap();
    keep_42(&cluster.url("postgres")).await;
    cluster.stop().unwrap();
    let folder = folder::cluster_in(data);
    let runner = Runner::choose(&folder).unwrap();
    let process = of(&runner);
    let file = format!("{}\n{}\n1700000000\n5432\n", process.id(), folder.display());
    for path in [
        folder.join(postmaster::PID_FILE),
        data.join(postmaster::SOCKET_LOCK),
    ] {
        fs::write(&path, &file).unwrap();
        runner.own(&path).unwrap();
    }
    process
}

#[tokio::test]
async fn a_killed_postgres_that_nobody_has_reaped_holds_up_no_start() {
    let temporary = Temporary::new();
    let data = temporary.0.join("data");
    let dead = left_in_the_files(&data, |runner| {
        let dead = runner.command(Path::new("true")).spawn().unwrap();
        let has_ended = || {
            let stat = fs::read_to_string(format!("/proc/{}/stat", dead.id())).unwrap();
            stat.contains(") Z ").then_some(())
        };
        if cfg!(target_os = "linux") {
            postmaster::poll(Duration::from_secs(30), has_ended).expect("it ends");
        }
        dead
    });
    let mut dead = dead.await;
    let cluster = start(&data).unwrap();
    assert_eq!(kept(&cluster.url("postgres")).await, 42);
    dead.wait().unwrap();
}

#[tokio::test]
async fn another_program_that_got_the_id_of_a_killed_postgres_is_left_alone() {
    let temporary = Temporary::new();
    let data = temporary.0.join("data");
    let sleeps = |runner: &Runner| {
        let mut sleep = runner.command(Path::new("sleep"));
        sleep.arg("600").spawn().unwrap()
    };
    let mut other = left_in_the_files(&data, sleeps).await;
    let cluster = start(&data).unwrap();
    assert_eq!(kept(&cluster.url("postgres")).await, 42);
    assert!(other.try_wait().unwrap().is_none(), "it was ended");
    other.kill().unwrap();
    other.wait().unwrap();
}

/// What a killed Postgres has begun goes on while it is busy, here with a query that
/// nothing interrupts.
#[tokio::test]
async fn what_a_killed_postgres_has_left_running_is_waited_for_and_ended() {
    let temporary = Temporary::new();
    let data = temporary.0.join("data");
    let cluster = start(&data).unwrap();
    let url = cluster.url("postgres");
    keep_42(&url).await;
    tell(
        &url,
        "CREATE FUNCTION busy() RETURNS void LANGUAGE plpgsql AS
         'BEGIN LOOP NULL; END LOOP; END'",
    )
    .await;
    let mut connection = connect(&url).await;
    let busy = tokio::spawn(async move {
        let ended = sqlx::raw_sql("SELECT busy()")
            .execute(&mut connection)
            .await;
        assert!(ended.is_err());
    });
    let is_busy = "SELECT count(*)::int FROM pg_stat_activity WHERE query = 'SELECT busy()'";
    while ask(&url, is_busy).await == 0 {
        tokio::task::yield_now().await;
    }
    let killed = cluster.process();
    signal::kill(Pid::from_raw(killed), Signal::SIGKILL).unwrap();
    until_started_again(&cluster, killed).await;
    assert_eq!(kept(&url).await, 42);
    busy.await.unwrap();
}

/// Waits until another Postgres than the one that was killed lets somebody in.
async fn until_started_again(cluster: &Cluster, killed: i32) {
    let options: PgConnectOptions = cluster.url("postgres").parse().unwrap();
    let deadline = Instant::now() + Duration::from_mins(1);
    while cluster.process() == killed || options.connect().await.is_err() {
        assert!(Instant::now() < deadline, "it was not started again");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn a_postgres_that_dies_under_its_server_is_started_again() {
    let temporary = Temporary::new();
    let data = temporary.0.join("data");
    let cluster = start(&data).unwrap();
    keep_42(&cluster.url("postgres")).await;
    for _ in 0..2 {
        let killed = cluster.process();
        signal::kill(Pid::from_raw(killed), Signal::SIGKILL).unwrap();
        until_started_again(&cluster, killed).await;
        assert_eq!(kept(&cluster.url("postgres")).await, 42);
    }
    let process = cluster.process();
    cluster.stop().unwrap();
    assert!(!postmaster::is_postgres_on(
        process,
        &folder::cluster_in(&data)
    ));
}

#[tokio::test]
async fn one_that_does_not_start_again_is_tried_again_until_it_does_or_is_to_stop() {
    let temporary = Temporary::new();
    let data = temporary.0.join("data");
    let cluster = start(&data).unwrap();
    keep_42(&cluster.url("postgres")).await;
    let control = folder::cluster_in(&data).join("global/pg_control");
    let aside = control.with_extension("aside");
    fs::rename(&control, &aside).unwrap();
    let killed = cluster.process();
    signal::kill(Pid::from_raw(killed), Signal::SIGKILL).unwrap();
    // Long enough for some tries.
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(cluster.process(), killed);
    fs::rename(&aside, &control).unwrap();
    until_started_again(&cluster, killed).await;
    assert_eq!(kept(&cluster.url("postgres")).await, 42);

    fs::rename(&control, &aside).unwrap();
    signal::kill(Pid::from_raw(cluster.process()), Signal::SIGKILL).unwrap();
    let began = Instant::now();
    cluster.stop().unwrap();
    assert!(began.elapsed() < Duration::from_secs(20), "it stops");
}

#[test]
fn a_crash_while_making_the_cluster_is_made_good_by_the_next_start() {
    let temporary = Temporary::new();
    let data = temporary.0.join("data");
    fs::create_dir_all(data.join("unfinished/base")).unwrap();
    fs::write(data.join("unfinished/PG_VERSION"), "9").unwrap();
    fs::write(data.join("lock"), "").unwrap();
    start(&data).unwrap().stop().unwrap();
    assert!(!data.join("unfinished").exists());
}

#[test]
fn a_folder_with_other_files_is_left_alone() {
    let temporary = Temporary::new();
    fs::write(temporary.0.join("letter.txt"), "dear").unwrap();
    let before = fs::metadata(&temporary.0).unwrap().permissions().mode();
    let fault = start(&temporary.0).unwrap_err();
    assert!(matches!(fault, Fault::Foreign(_)), "{fault}");
    assert_eq!(
        fs::metadata(&temporary.0).unwrap().permissions().mode(),
        before
    );

    let fault = start(&temporary.0.join("letter.txt"))
        .unwrap_err()
        .to_string();
    assert!(fault.starts_with("cannot read"), "{fault}");
}

#[test]
fn data_of_another_version_or_broken_data_is_told_clearly() {
    let temporary = Temporary::new();
    let data = temporary.0.join("data");
    start(&data).unwrap().stop().unwrap();
    let version = folder::cluster_in(&data).join("PG_VERSION");
    let original = fs::read(&version).unwrap();

    fs::write(&version, "12\n").unwrap();
    let fault = start(&data).unwrap_err().to_string();
    assert!(fault.contains("Postgres 12 wrote it"), "{fault}");

    fs::write(&version, original).unwrap();
    fs::remove_file(folder::cluster_in(&data).join("global/pg_control")).unwrap();
    let fault = start(&data).unwrap_err().to_string();
    assert!(
        fault.contains("its log ends with") && fault.contains("pg_control"),
        "{fault}"
    );
}

#[tokio::test]
async fn a_path_too_long_for_a_socket_works_all_the_same() {
    let temporary = Temporary::new();
    let data = temporary.0.join("a, \"long\" one'".repeat(9));
    let cluster = start(&data).unwrap();
    assert_eq!(ask(&cluster.url("postgres"), "SELECT 1").await, 1);
}

#[test]
fn only_known_words_name_a_source() {
    assert_eq!("download".parse::<Source>().unwrap(), Source::Download);
    assert_eq!("".parse::<Source>().unwrap(), Source::Auto);
    assert!(
        "dowload"
            .parse::<Source>()
            .unwrap_err()
            .to_string()
            .contains("\"download\"")
    );
}
