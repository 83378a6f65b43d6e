//! A world to tell stories in: an organisation on a database of its own, served
//! over real HTTP, with a clock that the story moves.
//!
//! All worlds of a process share one throw-away Postgres and copy one migrated
//! template, so that a world costs a fraction of a second.

mod backup;
mod cast;
mod clock;

pub use backup::Backup;
pub use cast::Cast;
pub use clock::StoryClock;

use anyhow::{Context, Result};
use domain::{
    directory::{Category, Person, Role, Store, Targets},
    ids::{CategoryId, PersonId, StoreId, TeamId},
    time::Timestamp,
};
use embedded::Cluster;
use server::{
    Server, accounts,
    blobs::store::BlobStore,
    directory,
    limits::cores::Effort,
    organisations, pool,
    settings::{PasswordCost, Rate, Settings},
};
use sqlx::PgPool;
use std::{
    collections::BTreeSet,
    net::SocketAddr,
    sync::{
        OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::{net::TcpListener, runtime::Runtime, sync::oneshot, task::JoinHandle};
use uuid::Uuid;

pub const PASSWORD: &str = "open sesame";
/// The end of every login.
pub const SLUG: &str = "hengli";
/// When every story begins: 2026-11-02 09:00 in Shanghai, a Monday.
pub const MONDAY_MORNING: Timestamp = Timestamp(1_793_581_200_000);
/// What the category of every story promises.
pub const TARGETS: Targets = Targets {
    response_min: 30,
    completion_min: 240,
};

const TEMPLATE: &str = "template_of_worlds";

/// Somebody of the story.
#[derive(Clone, Debug)]
pub struct Someone {
    /// As the directory has them.
    pub person: Person,
    /// How they sign in.
    pub login: String,
}

impl Someone {
    #[must_use]
    pub const fn id(&self) -> PersonId {
        self.person.id
    }
}

pub struct World {
    /// Where everything asynchronous runs, the servers above all.
    pub runtime: Runtime,
    pub pool: PgPool,
    /// Its address, for a server of its own process.
    pub database: String,
    /// What time it is.
    pub clock: StoryClock,
    /// Where every server of it has its photos.
    pub blobs: BlobStore,
    pub organisation: Uuid,
    /// The first instance of the server.
    pub server: Instance,
    /// What tickets are about.
    pub category: CategoryId,
    people: AtomicU64,
}

/// One running instance of the server.
pub struct Instance {
    pub server: Server,
    pub address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

impl Instance {
    /// Its address, as phones are given it.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

/// The one Postgres of this process, with the migrated template in it.
fn cluster() -> &'static Cluster {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    CLUSTER.get_or_init(|| {
        let runtime = Runtime::new().expect("a runtime");
        runtime.block_on(async {
            let cluster = embedded::scratch().await.expect("a throw-away Postgres");
            let url = cluster.create(TEMPLATE).await.expect("a template");
            let pool = PgPool::connect(&url).await.expect("a connection");
            server::migrate(&pool).await.expect("migrations that apply");
            pool.close().await;
            cluster
        })
    })
}

/// A new database with nothing in it, and its address.
pub fn empty_database() -> Result<String> {
    static EMPTY: AtomicU64 = AtomicU64::new(0);
    let name = format!("empty_{}", EMPTY.fetch_add(1, Ordering::SeqCst));
    Ok(Runtime::new()?.block_on(cluster().create(&name))?)
}

impl World {
    /// An organisation with one category and no people yet, served.
    pub fn new() -> Result<Self> {
        Self::with(unhurried())
    }

    /// The same, with a first server that is set like this.
    pub fn with(settings: Settings) -> Result<Self> {
        Self::at(StoryClock::standing(MONDAY_MORNING), settings)
    }

    /// A world of today, whose clock goes on by itself: for phones that read
    /// the system's.
    pub fn of_today() -> Result<Self> {
        Self::at(StoryClock::running(), unhurried())
    }

    fn at(clock: StoryClock, settings: Settings) -> Result<Self> {
        static WORLDS: AtomicU64 = AtomicU64::new(0);
        let runtime = Runtime::new()?;
        let name = format!("world_{}", WORLDS.fetch_add(1, Ordering::SeqCst));
        let database = runtime.block_on(cluster().copy(TEMPLATE, &name))?;
        let world = Self::serve(runtime, database, clock, settings)?;
        world.found(world.organisation, SLUG, "恒利百货")?;
        Ok(world)
    }

    /// A world on a database of the caller's, which is migrated first.
    pub fn on(database: String) -> Result<Self> {
        Self::on_with(database, unhurried())
    }

    /// The same, with a server that is set like this.
    pub fn on_with(database: String, settings: Settings) -> Result<Self> {
        Self::on_at(database, StoryClock::standing(MONDAY_MORNING), settings)
    }

    /// The same as [`World::on`], of today.
    pub fn of_today_on(database: String) -> Result<Self> {
        Self::on_at(database, StoryClock::running(), unhurried())
    }

    fn on_at(database: String, clock: StoryClock, settings: Settings) -> Result<Self> {
        let world = Self::opened(database, clock, settings)?;
        world.found(world.organisation, SLUG, "恒利百货")?;
        Ok(world)
    }

    /// A world that is on a database already, which is migrated first.
    pub fn opened(database: String, clock: StoryClock, settings: Settings) -> Result<Self> {
        let runtime = Runtime::new()?;
        runtime.block_on(async {
            let pool = PgPool::connect(&database).await?;
            server::migrate(&pool).await?;
            pool.close().await;
            anyhow::Ok(())
        })?;
        Self::serve(runtime, database, clock, settings)
    }

    fn serve(
        runtime: Runtime,
        database: String,
        clock: StoryClock,
        settings: Settings,
    ) -> Result<Self> {
        let blobs = settings.blobs.clone();
        let (pool, server) = runtime.block_on(async {
            let pool = pool::pool(8)
                .acquire_timeout(Duration::from_secs(30))
                .connect_with(pool::options_for(database.parse()?))
                .await?;
            let server = serve(pool.clone(), settings, &clock).await?;
            anyhow::Ok((pool, server))
        })?;
        Ok(Self {
            organisation: Uuid::from_u128(1),
            category: CategoryId(Uuid::from_u128(2)),
            people: AtomicU64::new(0),
            runtime,
            pool,
            database,
            clock,
            blobs,
            server,
        })
    }

    fn found(&self, organisation: Uuid, slug: &str, name: &str) -> Result<()> {
        let category = Category {
            id: self.category,
            parent: None,
            name_zh: "收银系统".to_owned(),
            name_en: "Point of sale".to_owned(),
            targets: Some(TARGETS),
            former_targets: Vec::new(),
        };
        self.runtime.block_on(async {
            let mut connection = self.pool.acquire().await?;
            organisations::found(&mut connection, organisation, slug, name).await?;
            directory::put_category(&mut connection, organisation, category).await?;
            Ok(())
        })
    }

    /// A store, served by a team. Stores and teams are named by small numbers.
    pub fn store(&self, number: u128, team: u128) -> Result<StoreId> {
        let store = Store {
            id: StoreId(Uuid::from_u128(0x5000 + number)),
            name: format!("{number} 号店"),
            team: TeamId(Uuid::from_u128(0x7000 + team)),
            former: Vec::new(),
        };
        let now = self.clock.now();
        self.runtime.block_on(async {
            let mut transaction = self.pool.begin().await?;
            directory::put_store(&mut transaction, self.organisation, &store, now).await?;
            transaction.commit().await?;
            Ok(store.id)
        })
    }

    /// Somebody with these roles, working in a store; engineers belong to the
    /// team of that number.
    pub fn someone(
        &self,
        name: &str,
        store: StoreId,
        roles: &[Role],
        team: Option<u128>,
    ) -> Result<Someone> {
        let number = self.people.fetch_add(1, Ordering::SeqCst);
        let person = Person {
            id: PersonId(Uuid::from_u128(0x9000 + u128::from(number))),
            name: name.to_owned(),
            store,
            team: team.map(|team| TeamId(Uuid::from_u128(0x7000 + team))),
            roles: roles.iter().copied().collect::<BTreeSet<_>>(),
            active: true,
            former: Vec::new(),
        };
        let login = format!("p{number}@{SLUG}");
        self.put(&person)?;
        self.enrol(self.organisation, person, login)
    }

    /// Gives a person of the directory an account.
    fn enrol(&self, organisation: Uuid, person: Person, login: String) -> Result<Someone> {
        self.runtime.block_on(async {
            let mut connection = self.pool.acquire().await?;
            accounts::put_account(
                &self.server.server,
                &mut connection,
                organisation,
                person.id,
                &login,
                PASSWORD.to_owned(),
            )
            .await
        })?;
        Ok(Someone { person, login })
    }

    /// A mirror of the organisation on the same database, in which everything
    /// has the same ids as here: these people, their stores, the category. Its
    /// people are given in the same order.
    pub fn mirror(&self, slug: &str, people: &[&Someone]) -> Result<Vec<Someone>> {
        let organisation = Uuid::from_u128(0xff);
        self.found(organisation, slug, "万象百货")?;
        let people = people.iter().map(|someone| {
            let person = someone.person.clone();
            let store = Store {
                id: person.store,
                name: "另一家店".to_owned(),
                team: TeamId(Uuid::from_u128(0x7001)),
                former: Vec::new(),
            };
            self.runtime.block_on(async {
                let mut connection = self.pool.acquire().await?;
                let now = self.clock.now();
                directory::put_store(&mut connection, organisation, &store, now).await?;
                directory::put_person(&mut connection, organisation, &person, now).await
            })?;
            let login = someone.login.replace(SLUG, slug);
            self.enrol(organisation, person, login)
        });
        people.collect()
    }

    /// Changes a person's record: a new role, a new team, gone.
    pub fn put(&self, person: &Person) -> Result<()> {
        self.put_since(person, self.clock.now())
    }

    /// The same, as of this time.
    pub fn put_since(&self, person: &Person, since: Timestamp) -> Result<()> {
        self.runtime.block_on(async {
            let mut transaction = self.pool.begin().await?;
            directory::put_person(&mut transaction, self.organisation, person, since).await?;
            Ok(transaction.commit().await?)
        })
    }

    /// Another instance of the server on the same database.
    pub fn another_server(&self) -> Result<Instance> {
        self.server_with(4, unhurried())
    }

    /// Another instance that holds so many connections, set like this.
    pub fn server_with(&self, connections: u32, settings: Settings) -> Result<Instance> {
        self.server_on(&self.database, connections, settings)
    }

    /// The same, which comes to the database by an address of the test's.
    pub fn server_on(
        &self,
        database: &str,
        connections: u32,
        mut settings: Settings,
    ) -> Result<Instance> {
        settings.blobs = self.blobs.clone();
        self.runtime.block_on(async {
            let pool = pool::connect(database, connections).await?;
            serve(pool, settings, &self.clock).await
        })
    }

    /// Stops an instance as an operator would.
    pub fn stop(&self, mut instance: Instance) -> Result<()> {
        drop(instance.stop.take());
        self.runtime
            .block_on(instance.task)
            .context("a server ended by a panic")
    }
}

/// Settings under which nobody has to slow down.
#[must_use]
pub fn unhurried() -> Settings {
    Settings {
        // Enough to be a hash; what passwords cost is tested elsewhere.
        password_cost: PasswordCost {
            memory_kib: 64,
            passes: 1,
        },
        sign_ins: Rate::UNLIMITED,
        sign_ins_per_login: Rate::UNLIMITED,
        sign_ins_per_address: Rate::UNLIMITED,
        anonymous_per_address: Rate::UNLIMITED,
        requests_per_device: Rate::UNLIMITED,
        new_devices_per_person: Rate::UNLIMITED,
        devices_per_person: 1_000,
        commands_stored_per_person: Rate::UNLIMITED,
        photos_stored_per_person: Rate::UNLIMITED,
        // What a push comes to must not depend on how busy the machine is.
        push_effort: Effort::WHATEVER_IT_TAKES,
        // A test holds a push up for as long as it takes on a busy machine.
        lock_time: Duration::from_mins(1),
        // Soon enough for a test to wait for it.
        last_syncs_every: Duration::from_millis(20),
        ..Settings::default()
    }
}

async fn serve(pool: PgPool, settings: Settings, clock: &StoryClock) -> Result<Instance> {
    let server = Server::new(pool, settings, clock.for_server());
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = listener.local_addr()?;
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = server.clone();
    let task = tokio::spawn(async move {
        // Dropping the sender stops it, as sending would.
        let stopped = async {
            let _ = stopped.await;
        };
        server::serve(serving, listener, stopped).await;
    });
    Ok(Instance {
        server,
        address,
        stop: Some(stop),
        task,
    })
}
