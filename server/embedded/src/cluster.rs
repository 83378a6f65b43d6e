//! A running private cluster, as its owner holds it: its addresses, its
//! databases, its end.
//!
//! The process itself belongs to a thread, the supervisor (`supervisor.rs`),
//! which lives as long as the [`Cluster`]; so one may be started from any
//! thread.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI32, Ordering},
        mpsc,
    },
    thread,
};

use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, postgres::PgConnectOptions};

use super::{
    Binaries, Fault, folder, postmaster,
    runner::Runner,
    supervisor::{self, Plan, Running},
};

/// The one role of the cluster, its superuser.
pub(super) const USER: &str = "fieldloop";

/// Whether what is committed must survive a loss of power.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// Yes: for every server.
    Durable,
    /// No: for tests and tools, several times faster. It still survives the end of its
    /// processes, kill -9 included.
    Volatile,
}

/// A private Postgres, stopped when this is stopped or dropped. One that dies before is
/// started again; meanwhile nobody can connect.
#[derive(Debug)]
pub struct Cluster {
    data: PathBuf,
    socket: PathBuf,
    process: Arc<AtomicI32>,
    /// Dropping it tells the supervisor to end Postgres.
    wish_to_stop: Option<mpsc::Sender<()>>,
    supervisor: Option<thread::JoinHandle<Result<(), Fault>>>,
}

impl Cluster {
    /// Starts a cluster on the folder `data`, making it there at the first
    /// start. Blocks until Postgres accepts connections.
    ///
    /// # Errors
    /// When the folder is another's, in use, out of reach, or made by another
    /// version; when Postgres' programs fail.
    pub fn start(data: &Path, binaries: &Binaries, durability: Durability) -> Result<Self, Fault> {
        Self::spawn(Plan {
            runner: Runner::choose(&folder::cluster_in(data))?,
            data: data.to_path_buf(),
            binaries: binaries.clone(),
            durability,
            is_scratch: false,
        })
    }

    /// Starts an empty, volatile cluster in a temporary folder, which is
    /// removed with it.
    ///
    /// # Errors
    /// As [`Cluster::start`].
    pub fn scratch(binaries: &Binaries) -> Result<Self, Fault> {
        let runner = Runner::choose(Path::new(""))?;
        Self::spawn(Plan {
            data: folder::scratch(&runner)?,
            runner,
            binaries: binaries.clone(),
            durability: Durability::Volatile,
            is_scratch: true,
        })
    }

    fn spawn(plan: Plan) -> Result<Self, Fault> {
        let data = plan.data.clone();
        let (report, started) = mpsc::channel();
        let (wish_to_stop, stop) = mpsc::channel();
        let supervisor = thread::Builder::new()
            .name("postgres-supervisor".to_owned())
            .spawn(move || supervisor::supervise(&plan, &report, &stop))
            .map_err(Fault::file("start a thread for", &data))?;
        match started.recv() {
            Ok(Ok(Running {
                data,
                socket,
                process,
            })) => Ok(Self {
                data,
                socket,
                process,
                wish_to_stop: Some(wish_to_stop),
                supervisor: Some(supervisor),
            }),
            Ok(Err(fault)) => Err(fault),
            Err(mpsc::RecvError) => match supervisor.join() {
                Err(panic) => std::panic::resume_unwind(panic),
                Ok(_) => unreachable!("the supervisor reports before it ends"),
            },
        }
    }

    /// The address of one of its databases, for sqlx and psql alike.
    /// `postgres` is always there; others are made by [`Cluster::create`].
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        format!(
            "postgres://{USER}@localhost/{}?host={}&port={}",
            percent_encoded(database),
            percent_encoded(&self.socket.to_string_lossy()),
            postmaster::PORT
        )
    }

    /// Makes sure that a database of this name exists, and gives its address.
    ///
    /// # Errors
    /// When Postgres refuses.
    pub async fn create(&self, name: &str) -> Result<String, Fault> {
        let exists = "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)";
        let act = async {
            let mut connection = self.connect().await?;
            let query = sqlx::query_scalar(exists).bind(name);
            if !query.fetch_one(&mut connection).await? {
                let sql = format!("CREATE DATABASE {}", quoted(name));
                sqlx::raw_sql(AssertSqlSafe(sql))
                    .execute(&mut connection)
                    .await?;
            }
            connection.close().await
        };
        self.made(name, act.await)
    }

    /// Makes a database as a copy of another one, to which nobody may be
    /// connected, and gives its address: how tests get a schema in no time.
    ///
    /// # Errors
    /// When Postgres refuses, so also when the name is taken.
    pub async fn copy(&self, template: &str, name: &str) -> Result<String, Fault> {
        let sql = format!(
            "CREATE DATABASE {} TEMPLATE {}",
            quoted(name),
            quoted(template)
        );
        let act = async {
            let mut connection = self.connect().await?;
            sqlx::raw_sql(AssertSqlSafe(sql))
                .execute(&mut connection)
                .await?;
            connection.close().await
        };
        self.made(name, act.await)
    }

    /// The folder of its data, absolute.
    #[must_use]
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// The process id of Postgres, for tests that end it the hard way. It changes when
    /// one that died is started again.
    #[must_use]
    pub fn process(&self) -> i32 {
        self.process.load(Ordering::Relaxed)
    }

    /// Ends Postgres in good order and waits for it. Open connections are cut.
    ///
    /// # Errors
    /// When Postgres does not end in time; it is then left behind.
    pub fn stop(mut self) -> Result<(), Fault> {
        self.end()
    }

    fn end(&mut self) -> Result<(), Fault> {
        drop(self.wish_to_stop.take());
        match self.supervisor.take().map(thread::JoinHandle::join) {
            None => Ok(()),
            Some(Ok(result)) => result,
            Some(Err(panic)) => std::panic::resume_unwind(panic),
        }
    }

    async fn connect(&self) -> sqlx::Result<PgConnection> {
        self.url("postgres")
            .parse::<PgConnectOptions>()?
            .connect()
            .await
    }

    fn made(&self, name: &str, result: sqlx::Result<()>) -> Result<String, Fault> {
        result
            .map(|()| self.url(name))
            .map_err(|source| Fault::Create {
                name: name.to_owned(),
                source,
            })
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Err(fault) = self.end() {
            tracing::warn!(%fault, "the private Postgres did not stop");
        }
    }
}

fn quoted(identifier: &str) -> String {
    format!("\"{}\"", identifier.replace('"', "\"\""))
}

/// Everything but letters and digits as `%41`.
fn percent_encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut url, byte| {
        if byte.is_ascii_alphanumeric() {
            url.push(char::from(byte));
        } else {
            write!(url, "%{byte:02X}").expect("a String takes all that is written to it");
        }
        url
    })
}
