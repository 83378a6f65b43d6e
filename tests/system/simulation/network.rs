//! The network between phones and servers: what is under way, and two instances
//! of the server on one database.
//!
//! Requests go to the real servers over real HTTP, one at a time; what becomes of
//! a request, and when, is decided elsewhere. The exception is a push that is
//! [`Stopped`] in its midst, while others overtake it.

use super::sim_organisation::SimOrganisation;
use anyhow::{Context, Result};
use domain::ids::{CaseId, PersonId};
use fieldloop::{HttpAnswer, HttpRequest};
use replica::{incoming::Incoming, wire};
use sqlx::{Postgres, Transaction};
use std::{
    collections::BTreeSet,
    thread::{self, JoinHandle},
};
use tests::{
    phone::{Http, Transport},
    world::{Instance, World},
};
use uuid::Uuid;

/// Where every phone believes the server to be.
pub const ADDRESS: &str = "http://fieldloop.test";

/// Pushes that stand before a lock, by their connections. A NOTIFY may wait for
/// a lock, too, but for another sort.
const WAITING: &str = "select pid from pg_stat_activity where datname = current_database()
    and wait_event_type = 'Lock' and wait_event in ('transactionid', 'tuple')";

/// A request on its way, or its answer on the way back.
#[derive(Clone)]
pub struct InFlight {
    /// The phone, and in which of its lives it asked.
    pub phone: usize,
    pub life: usize,
    pub id: u64,
    pub request: HttpRequest,
    /// Who was signed in on the phone.
    pub person: PersonId,
    /// Whether its answer is of a server that was put back since.
    pub is_of_former: bool,
}

impl InFlight {
    fn sync(&self) -> Option<wire::Request> {
        let is_sync = self.request.url.ends_with("/v1/sync");
        is_sync.then(|| wire::decode(&self.request.body).ok())?
    }

    /// The cases that it pushes to, and those in which something may follow.
    pub fn cases(&self) -> BTreeSet<CaseId> {
        let commands = self.sync().map(|sync| sync.commands).unwrap_or_default();
        let mut cases = BTreeSet::new();
        for pushed in commands {
            cases.insert(pushed.case);
            let command = Incoming::from(pushed).command;
            let act = command.map(|command| command.act);
            cases.extend(
                act.into_iter()
                    .flat_map(|act| act.as_dyn().references().cases),
            );
        }
        cases
    }

    /// The token it calls with.
    pub fn token(&self) -> Option<&str> {
        let mut headers = self.request.headers.iter();
        let header = headers.find(|header| header.name == "authorization")?;
        header.value.strip_prefix("Bearer ")
    }

    /// What it is, in a word.
    pub fn path(&self) -> &str {
        let url = &self.request.url;
        url.strip_prefix(ADDRESS).unwrap_or(url)
    }
}

/// A push that is stopped in its midst: it has drawn its position in the feed
/// and stands before a row that we hold.
pub struct Stopped {
    pub in_flight: InFlight,
    /// The cases whose rows it holds.
    pub cases: BTreeSet<CaseId>,
    lock: Transaction<'static, Postgres>,
    push: JoinHandle<HttpAnswer>,
}

pub struct Network {
    /// Requests that have not arrived.
    pub under_way: Vec<InFlight>,
    /// Answers that have not arrived.
    pub returning: Vec<(InFlight, HttpAnswer)>,
    /// Requests that will arrive once more, whatever became of them.
    pub echoes: Vec<InFlight>,
    /// The push that is stopped.
    pub stopped: Option<Stopped>,
    instances: Vec<Instance>,
    http: Http,
}

impl Network {
    pub fn new(organisation: &SimOrganisation) -> Result<Self> {
        let instances = [
            organisation.world.another_server()?,
            organisation.world.another_server()?,
        ];
        Ok(Self {
            under_way: Vec::new(),
            returning: Vec::new(),
            echoes: Vec::new(),
            stopped: None,
            instances: instances.into(),
            http: Http::default(),
        })
    }

    /// Whether a request can be answered while a push is stopped. Not one of the
    /// same device, which might sign itself out.
    pub fn is_free(&self, in_flight: &InFlight) -> bool {
        let stopped = self.stopped.as_ref();
        stopped.is_none_or(|stopped| {
            stopped.cases.is_disjoint(&in_flight.cases())
                && stopped.in_flight.token() != in_flight.token()
        })
    }

    /// The request as one of the servers gets it. Nobody waits in here: a long
    /// poll arrives when its time to wait is over.
    fn addressed(&self, in_flight: &InFlight, instance: usize) -> HttpRequest {
        let instance = &self.instances[instance % self.instances.len()];
        let mut request = in_flight.request.clone();
        request.url = format!("{}{}", instance.url(), in_flight.path());
        if let Some(sync) = in_flight.sync().filter(|sync| sync.wait_ms > 0) {
            let immediate = wire::Request { wait_ms: 0, ..sync };
            request.body = wire::encode(&immediate).unwrap_or_default();
        }
        request
    }

    /// Has one of the servers answer.
    pub fn perform(&self, in_flight: &InFlight, instance: usize) -> HttpAnswer {
        self.http.exchange(&self.addressed(in_flight, instance))
    }

    /// The servers' connections were cut.
    pub fn let_go_of_cut(&self, world: &World) {
        for instance in &self.instances {
            world.let_go_of_cut(instance);
        }
    }

    pub fn restart(&mut self, organisation: &SimOrganisation, instance: usize) -> Result<()> {
        let index = instance % self.instances.len();
        let fresh = organisation.world.another_server()?;
        let former = std::mem::replace(&mut self.instances[index], fresh);
        organisation
            .world
            .stop(former)
            .context("promise 7: an instance crashed")
    }

    /// Has one of the servers begin with a push and stops it where it writes who
    /// may read its cases. Gives the answer if it does not come that far.
    pub fn stop(
        &mut self,
        organisation: &SimOrganisation,
        in_flight: InFlight,
        instance: usize,
    ) -> Result<Option<(InFlight, HttpAnswer)>> {
        let world = &organisation.world;
        let cases = in_flight.cases();
        let ids: Vec<Uuid> = cases.iter().map(|id| id.0).collect();
        let mut lock = world.runtime.block_on(world.pool.begin())?;
        let locking = sqlx::query("select from audience where case_id = any ($1) for update");
        world
            .runtime
            .block_on(locking.bind(ids).execute(&mut *lock))?;
        let (request, http) = (self.addressed(&in_flight, instance), self.http.clone());
        let push = thread::spawn(move || http.exchange(&request));
        while waiting(organisation)?.is_empty() {
            if push.is_finished() {
                world.runtime.block_on(lock.rollback())?;
                return Ok(Some((in_flight, answer_of(push)?)));
            }
            thread::yield_now();
        }
        self.stopped = Some(Stopped {
            in_flight,
            cases,
            lock,
            push,
        });
        Ok(None)
    }

    /// Lets the stopped push go on, and gives its answer.
    pub fn go_on(
        &mut self,
        organisation: &SimOrganisation,
    ) -> Result<Option<(InFlight, HttpAnswer)>> {
        let Some(stopped) = self.stopped.take() else {
            return Ok(None);
        };
        organisation
            .world
            .runtime
            .block_on(stopped.lock.rollback())?;
        Ok(Some((stopped.in_flight, answer_of(stopped.push)?)))
    }

    /// Takes the stopped push its connection away, as a crash of its instance
    /// would; gives who will never get an answer.
    pub fn crash(&mut self, organisation: &SimOrganisation) -> Result<Option<InFlight>> {
        let Some(stopped) = self.stopped.take() else {
            return Ok(None);
        };
        let world = &organisation.world;
        for pid in waiting(organisation)? {
            let ending = sqlx::query("select pg_terminate_backend($1)").bind(pid);
            world.runtime.block_on(ending.execute(&world.pool))?;
            // Until it has given up its locks.
            let is_there = "select exists (select from pg_stat_activity where pid = $1)";
            while world.runtime.block_on(
                sqlx::query_scalar(is_there)
                    .bind(pid)
                    .fetch_one(&world.pool),
            )? {
                thread::yield_now();
            }
        }
        answer_of(stopped.push)?;
        world.runtime.block_on(stopped.lock.rollback())?;
        Ok(Some(stopped.in_flight))
    }
}

fn waiting(organisation: &SimOrganisation) -> Result<Vec<i32>> {
    let world = &organisation.world;
    let pids = sqlx::query_scalar(WAITING).fetch_all(&world.pool);
    Ok(world.runtime.block_on(pids)?)
}

fn answer_of(push: JoinHandle<HttpAnswer>) -> Result<HttpAnswer> {
    push.join()
        .map_err(|_| anyhow::anyhow!("the push panicked"))
}
