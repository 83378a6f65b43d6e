//! The three ways in which a server comes to stand where it stood some time ago, with the
//! real programs: its data folder put back from a copy, a dump restored, and a replica
//! promoted that had not received everything. The phones keep their address meanwhile.

use super::{embedded::folder, process::Process, proxy::Proxy};
use crate::{
    postgres::{binaries, program, run},
    stories::player::{Player, Ticket},
};
use embedded::{Binaries, Cluster, Durability};
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use sqlx::{Connection, PgConnection, query, query_scalar};
use std::{
    fs,
    os::unix::{
        fs::{MetadataExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    rc::Rc,
    thread,
    time::{Duration, Instant},
};
use tests::world::{Cast, Someone, World};
use tokio::runtime::Runtime;

/// Copies a folder whole, with its owners.
fn copy(from: &Path, to: &Path) {
    run("cp", &["-a", &text(from), &text(to)]);
}

fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

fn server_on(database: &str) -> Process {
    Process::start(&["--database", database, "--empty"])
}

fn server_with(data: &Path) -> Process {
    Process::start(&["--data", &text(data), "--empty"])
}

/// People on a database.
fn world_on(database: String) -> (Rc<World>, Cast) {
    let world = World::of_today_on(database).unwrap();
    let cast = world.cast().unwrap();
    (Rc::new(world), cast)
}

/// Two phones and what is between them and the server.
struct Phones {
    proxy: Proxy,
    fang: Player,
    lin: Player,
}

impl Phones {
    fn of(world: &Rc<World>, cast: &Cast, server: &Process) -> Self {
        let proxy = Proxy::before(server.address);
        let phone = |who: &Someone| {
            let mut player = Player::unpacked(world, who, "zh-Hans-CN");
            let page = player.signs_in_by(&proxy.url());
            assert!(!page.frame.tabs.is_empty(), "{page:?}");
            player.syncs();
            player
        };
        let (fang, lin) = (phone(&cast.fang), phone(&cast.lin));
        Self { proxy, fang, lin }
    }

    /// What the server acknowledges, and is going to lose.
    fn work(&mut self) -> Ticket {
        let ticket = self.fang.submits("收银机打不开");
        self.fang.syncs();
        self.lin.syncs();
        self.lin.accepts(&ticket);
        self.lin.completes(&ticket, "换了电源");
        self.lin.syncs();
        self.fang.syncs();
        self.fang.has_sent_everything();
        self.lin.has_sent_everything();
        self.fang.sees(&ticket, "换了电源");
        ticket
    }

    /// The server is another one, which stands where it stood before that.
    fn find_again(&mut self, server: &Process, ticket: &Ticket) {
        self.proxy.point_to(server.address);
        for _ in 0..3 {
            self.lin.syncs();
            self.fang.syncs();
        }
        for player in [&mut self.fang, &mut self.lin] {
            player.has_sent_everything();
            player.sees(ticket, "换了电源");
            assert_eq!(player.page().frame.sync.problem, "");
        }
        // A phone that knew nothing has it from the server.
        let mut new = Player::unpacked(&self.fang.world, &self.fang.who, "zh-Hans-CN");
        new.signs_in_by(&self.proxy.url());
        new.syncs();
        new.sees(ticket, "换了电源");
    }
}

#[test]
fn its_folder_is_put_back_from_a_copy() {
    let folder = folder();
    let (data, aside) = (folder.path().join("data"), folder.path().join("aside"));
    fs::create_dir(&data).unwrap();
    let private = data.join("postgres");
    let cluster = Cluster::start(&private, &binaries(), Durability::Durable).unwrap();
    let runtime = Runtime::new().unwrap();
    let database = runtime.block_on(cluster.create("fieldloop")).unwrap();
    let (world, cast) = world_on(database);
    world.runtime.block_on(world.pool.close());
    cluster.stop().unwrap();

    let mut server = server_with(&data);
    let mut phones = Phones::of(&world, &cast, &server);
    let stop = |server: &mut Process| {
        server.terminate();
        assert!(server.wait().success());
    };
    stop(&mut server);
    copy(&data, &aside);
    server = server_with(&data);
    phones.proxy.point_to(server.address);
    let ticket = phones.work();
    stop(&mut server);
    fs::remove_dir_all(&data).unwrap();
    copy(&aside, &data);
    server = server_with(&data);
    phones.find_again(&server, &ticket);
}

#[test]
fn a_dump_is_restored() {
    let binaries = binaries();
    let cluster = Cluster::scratch(&binaries).unwrap();
    let runtime = Runtime::new().unwrap();
    let live = runtime.block_on(cluster.create("live")).unwrap();
    let (world, cast) = world_on(live.clone());
    let server = server_on(&live);
    let mut phones = Phones::of(&world, &cast, &server);
    let folder = folder();
    let dump = folder.path().join("dump");
    let words = ["--format=custom", "--file", &text(&dump), &live];
    run(program(&binaries, "pg_dump"), &words);
    let ticket = phones.work();
    drop(server);

    let restored = runtime.block_on(cluster.create("restored")).unwrap();
    let words = ["--exit-on-error", "--dbname", &restored, &text(&dump)];
    run(program(&binaries, "pg_restore"), &words);
    phones.find_again(&server_on(&restored), &ticket);
}

#[test]
fn a_replica_is_promoted_that_had_not_received_the_end() {
    let binaries = binaries();
    let folder = folder();
    let (data, behind) = (folder.path().join("data"), folder.path().join("behind"));
    let cluster = Cluster::start(&data, &binaries, Durability::Durable).unwrap();
    let runtime = Runtime::new().unwrap();
    let live = runtime.block_on(cluster.create("live")).unwrap();
    let (world, cast) = world_on(live.clone());
    let server = server_on(&live);
    let mut phones = Phones::of(&world, &cast, &server);

    runtime.block_on(copy_running(&live, &data.join("cluster"), &behind));
    let replica = Replica::start(&binaries, &behind);
    // From here on nothing reaches it.
    let ticket = phones.work();
    drop(server);
    kill_postgres(&cluster);
    let promoted = replica.promote(&runtime);
    phones.find_again(&server_on(&promoted), &ticket);
    drop(cluster);
}

fn kill_postgres(cluster: &Cluster) {
    kill(Pid::from_raw(cluster.process()), Signal::SIGQUIT).unwrap();
}

/// Copies a cluster that is running, and makes the copy its replica.
async fn copy_running(database: &str, cluster: &Path, to: &Path) {
    let mut connection = PgConnection::connect(database).await.unwrap();
    let begin = query("select pg_backup_start('test', true)");
    begin.execute(&mut connection).await.unwrap();
    copy(cluster, to);
    let end = query_scalar("select labelfile from pg_backup_stop(false)");
    let label: String = end.fetch_one(&mut connection).await.unwrap();
    copy(&cluster.join("pg_wal/."), &to.join("pg_wal"));
    let owner = fs::metadata(to).unwrap();
    for (name, text) in [("backup_label", label.as_str()), ("standby.signal", "")] {
        let path = to.join(name);
        fs::write(&path, text).unwrap();
        chown(&path, Some(owner.uid()), Some(owner.gid())).unwrap();
    }
    fs::remove_file(to.join("postmaster.pid")).unwrap();
}

/// A running replica, which receives nothing.
struct Replica {
    postgres: Child,
    folder: PathBuf,
}

impl Replica {
    fn start(binaries: &Binaries, folder: &Path) -> Self {
        let owner = fs::metadata(folder).unwrap();
        let mut command = Command::new(binaries.folder().join("postgres"));
        command.arg("-D").arg(folder);
        command.args(["-c", "listen_addresses=", "-c", "max_connections=200", "-k"]);
        command
            .arg(folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command.uid(owner.uid()).gid(owner.gid()).current_dir("/");
        Self {
            postgres: command.spawn().unwrap(),
            folder: folder.to_owned(),
        }
    }

    fn database(&self) -> String {
        format!(
            "postgres://fieldloop@localhost/live?host={}",
            self.folder.display()
        )
    }

    /// Makes it take over, once it has shown that it was only following.
    fn promote(&self, runtime: &Runtime) -> String {
        let deadline = Instant::now() + Duration::from_mins(1);
        runtime.block_on(async {
            let mut connection = loop {
                match PgConnection::connect(&self.database()).await {
                    Ok(connection) => break connection,
                    Err(error) => assert!(Instant::now() < deadline, "{error}"),
                }
                thread::sleep(Duration::from_millis(50));
            };
            let follows = query_scalar::<_, bool>("select pg_is_in_recovery()");
            assert!(
                follows.fetch_one(&mut connection).await.unwrap(),
                "it leads already"
            );
            let promote = query_scalar::<_, bool>("select pg_promote()");
            assert!(promote.fetch_one(&mut connection).await.unwrap());
        });
        self.database()
    }
}

impl Drop for Replica {
    fn drop(&mut self) {
        let process = Pid::from_raw(self.postgres.id().cast_signed());
        let _ = kill(process, Signal::SIGQUIT);
        let _ = self.postgres.wait();
    }
}
