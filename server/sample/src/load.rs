//! Loading the sample: its directory as an admin would put it, its tickets and its
//! equipment as their authors' phones would push them, and what falls due meanwhile as
//! the server does it.
//!
//! All of it is one transaction, but for the bytes of signatures, which phones send on
//! their own, too. A server that is killed meanwhile leaves nothing behind and begins
//! anew; of two that start together, one waits for the other. One that is killed over
//! the signatures leaves some that phones show as not here yet.

use super::{
    Sample,
    accounts::accounts,
    deed::Deed,
    phones::{self, CaseVersions},
    signatures,
    story::Story,
    timeline::{Versions, arrivals},
};
use domain::{
    directory::{Directory, Person, Record},
    ids::{CaseId, PersonId},
    time::Timestamp,
};
use replica::{
    incoming::Incoming,
    wire::{Outcome, Pushed},
};
use server::{
    Server, accounts as credentials, blobs,
    cases::{self, Acted, JudgedCase},
    devices::{self, Device},
    directory,
    error::Error,
    organisations::{self, SAMPLE},
    projections,
};
use sqlx::{AssertSqlSafe, PgConnection, query};
use std::collections::BTreeMap;

const SLUG: &str = "hengli";
const NAME: &str = "恒利百货集团";
const PHONE: &str = "示例手机";

/// After how many cases Postgres looks at the tables.
const FIRST: [usize; 2] = [30, 200];

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    pub people: usize,
    pub cases: usize,
    pub entries: usize,
}

/// Loads the sample organisation into a database without any; none if there is
/// one, which another instance may have loaded just now.
///
/// # Errors
/// The database did not answer; nothing was loaded then.
pub async fn load(server: &Server) -> Result<Option<Loaded>, Error> {
    let now = server.clock.now();
    let mut transaction = server.pool.begin().await?;
    // Against another instance that starts on the same database. Not against readers.
    query("lock table organisations in share row exclusive mode")
        .execute(&mut *transaction)
        .await?;
    if organisations::any(&mut transaction).await? {
        return Ok(None);
    }
    let sample = Sample::new(now);
    put_directory(server, &mut transaction, &sample).await?;
    let devices = sign_in(&mut transaction, &sample).await?;
    let mut loaded = Loaded {
        people: sample.world.people.all.len(),
        ..Loaded::default()
    };
    let directory = sample.world.directory();
    for story in &sample.stories {
        if FIRST.contains(&loaded.cases) {
            analyse(&mut transaction).await?;
        }
        loaded.entries += tell(&mut transaction, story, &devices, &directory).await?;
        loaded.cases += 1;
    }
    let year = live_through(&mut transaction, &sample, &devices, &directory).await?;
    loaded.cases += year.cases;
    loaded.entries += year.entries;
    sign_out(&mut transaction, &sample, &devices, now).await?;
    transaction.commit().await?;
    send_signatures(server, &sample, &devices).await?;
    server.live.tell_everybody(SAMPLE);
    Ok(Some(loaded))
}

/// Lets Postgres look at the tables, which were empty when it planned the queries
/// that every push repeats; before the commit nobody else could.
async fn analyse(connection: &mut PgConnection) -> Result<(), Error> {
    let written = [
        "audience",
        "case_names",
        "case_refs",
        "cases",
        "categories",
        "changes",
        "people",
        "stores",
    ];
    let tables = [&written[..], &projections::tables()].concat().join(", ");
    // The names are ours.
    let analyze = AssertSqlSafe(format!("analyze {tables}"));
    query(analyze).execute(connection).await?;
    Ok(())
}

async fn put_directory(
    server: &Server,
    connection: &mut PgConnection,
    sample: &Sample,
) -> Result<(), Error> {
    organisations::found(connection, SAMPLE, SLUG, NAME).await?;
    for record in sample.world.records() {
        match record {
            Record::Store(store) => {
                directory::put_store(connection, SAMPLE, &store, sample.world.founded).await?;
            }
            Record::Category(category) => {
                directory::put_category(connection, SAMPLE, category).await?;
            }
            Record::Person(person) => {
                directory::put_person(connection, SAMPLE, &person, sample.world.founded).await?;
            }
        }
    }
    for (account, person) in accounts().iter().zip(&sample.world.people.all) {
        let (login, password) = (account.login, account.password.to_owned());
        credentials::put_account(server, connection, SAMPLE, person.id, login, password).await?;
    }
    Ok(())
}

/// Gives everybody a phone.
async fn sign_in(
    connection: &mut PgConnection,
    sample: &Sample,
) -> Result<BTreeMap<PersonId, Device>, Error> {
    let since = sample.world.founded;
    let mut devices = BTreeMap::new();
    for person in &sample.world.people.all {
        // Its token is told nobody.
        let enrolled = devices::enrol(connection, SAMPLE, person.id, PHONE, since).await?;
        let device = Device::enrolled(enrolled, person.clone(), since)
            .ok_or_else(|| mistaken("a phone has no token"))?;
        devices.insert(person.id, device);
    }
    Ok(devices)
}

/// Takes the phones away again, which nobody could use, and lets one person leave.
async fn sign_out(
    connection: &mut PgConnection,
    sample: &Sample,
    devices: &BTreeMap<PersonId, Device>,
    now: Timestamp,
) -> Result<(), Error> {
    for device in devices.values() {
        devices::revoke(connection, SAMPLE, device.id, now).await?;
        if device.person.id == sample.world.people.leaver {
            let left = Person {
                active: false,
                ..device.person.clone()
            };
            directory::put_person(connection, SAMPLE, &left, now).await?;
        }
    }
    Ok(())
}

/// What has become of the equipment so far.
#[derive(Default)]
struct Year {
    versions: Versions,
    /// How many cases have begun; what falls due is done to tickets as well.
    cases: usize,
    entries: usize,
    /// When the system has to do something to which case.
    deadlines: BTreeMap<CaseId, Timestamp>,
}

impl Year {
    fn note(&mut self, received: Timestamp, cases: &[JudgedCase]) -> Result<(), Error> {
        for case in cases {
            let state = case.history.case.as_ref();
            let deadline = state.and_then(|state| state.as_dyn().deadline());
            match deadline {
                Some((at, _)) => self.deadlines.insert(case.id, at),
                None => self.deadlines.remove(&case.id),
            };
            self.cases += usize::from(case.is_new);
            self.entries += case.history.entries.len() - case.entries_before;
            self.versions.put(case.id, received, case.document()?);
        }
        Ok(())
    }

    /// The next time at which something falls due, if that is by then.
    fn due(&self, by: Timestamp) -> Option<Timestamp> {
        self.deadlines
            .values()
            .min()
            .copied()
            .filter(|at| *at <= by)
    }
}

/// Pushes what the admins' rounds and people's hand-overs bring, in the order in which it
/// arrives; in between the system does what falls due.
async fn live_through(
    connection: &mut PgConnection,
    sample: &Sample,
    devices: &BTreeMap<PersonId, Device>,
    directory: &Directory,
) -> Result<Year, Error> {
    let mut year = Year::default();
    for (nth, arrival) in arrivals(sample).into_iter().enumerate() {
        if FIRST.contains(&nth) {
            analyse(connection).await?;
        }
        meet_deadlines(connection, &mut year, arrival.received()).await?;
        let device = devices
            .get(&arrival.by())
            .ok_or_else(|| mistaken("an act is of nobody"))?;
        let phone = (device.id, &device.person);
        let pushed = arrival
            .pushed(&year.versions, phone, directory)
            .map_err(|untold| Error::fault("load the sample", untold))?;
        let done = push(connection, device, arrival.received(), pushed).await?;
        year.note(arrival.received(), &done.cases)?;
    }
    meet_deadlines(connection, &mut year, sample.world.now).await?;
    Ok(year)
}

/// The server's worker does what has fallen due by then, each when it was.
async fn meet_deadlines(
    connection: &mut PgConnection,
    year: &mut Year,
    by: Timestamp,
) -> Result<(), Error> {
    while let Some(at) = year.due(by) {
        let done = cases::act_on_due(connection, at).await?;
        let done = done.ok_or_else(|| mistaken("what is due is not known to be"))?;
        for done in done {
            year.note(at, &done.cases)?;
        }
    }
    Ok(())
}

/// Sends the pictures of people's names, as their phones do in their own time.
async fn send_signatures(
    server: &Server,
    sample: &Sample,
    devices: &BTreeMap<PersonId, Device>,
) -> Result<(), Error> {
    for (person, signature) in &sample.hand_overs.signatures {
        if let Some(device) = devices.get(person) {
            let named = (signature.id, signatures::MEDIA_TYPE);
            blobs::put_whole(server, device, named, signature.bytes.clone()).await?;
        }
    }
    Ok(())
}

/// Pushes as a phone does; every act of the sample is adopted as it was executed.
async fn push(
    connection: &mut PgConnection,
    device: &Device,
    received: Timestamp,
    pushed: Vec<Pushed>,
) -> Result<Acted, Error> {
    let commands: Vec<Incoming> = pushed.into_iter().map(Incoming::from).collect();
    let done = cases::act_within(connection, device, received, commands).await?;
    let mut outcomes = done.answered.rulings.iter().map(|ruled| &ruled.outcome);
    match outcomes.find(|outcome| **outcome != Outcome::Adopted) {
        Some(outcome) => Err(mistaken(&format!("an act was ruled {outcome:?}"))),
        None => Ok(done),
    }
}

/// Pushes a story, visit by visit; gives the number of its entries.
async fn tell(
    connection: &mut PgConnection,
    story: &Story<Deed>,
    devices: &BTreeMap<PersonId, Device>,
    directory: &Directory,
) -> Result<usize, Error> {
    let mut versions = CaseVersions::default();
    let mut entries = 0;
    for visit in &story.visits {
        let device = devices
            .get(&visit.by)
            .ok_or_else(|| mistaken("an act is of nobody"))?;
        let phone = (device.id, &device.person);
        let seen = versions.at(visit.seen);
        let pushed = phones::pushed((story.id, visit), seen, phone, directory)
            .map_err(|untold| Error::fault("load the sample", untold))?;
        entries += pushed.len();
        let done = push(connection, device, visit.received, pushed).await?;
        for case in done.cases {
            versions.put(visit.received, case.document()?);
        }
    }
    Ok(entries)
}

fn mistaken(why: &str) -> Error {
    Error::fault("load the sample", why.to_owned())
}
