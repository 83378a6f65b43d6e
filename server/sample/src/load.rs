//! Loading the sample: its directory as an admin would put it, its tickets and its
//! equipment as their authors' phones would push them.
//!
//! All of it is one transaction. A server that is killed meanwhile leaves nothing
//! behind and begins anew; of two that start together, one waits for the other.

use super::{
    Sample,
    accounts::accounts,
    equipment::Round,
    phones::{self, CaseVersions},
    story::Story,
};
use domain::{
    directory::{Directory, Person, Record},
    ids::{CaseId, PersonId},
    time::Timestamp,
};
use replica::{
    document::Document,
    incoming::Incoming,
    wire::{Outcome, Pushed},
};
use server::{
    Server, accounts as credentials,
    cases::{self, Acted},
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
    let mut documents = BTreeMap::new();
    for round in &sample.rounds {
        let device = devices
            .get(&round.by)
            .ok_or_else(|| mistaken("a round is of nobody"))?;
        loaded.entries +=
            go_round(&mut transaction, round, device, &directory, &mut documents).await?;
    }
    loaded.cases += documents.len();
    sign_out(&mut transaction, &sample, devices, now).await?;
    transaction.commit().await?;
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
                directory::put_store(connection, SAMPLE, &store).await?;
            }
            Record::Category(category) => {
                directory::put_category(connection, SAMPLE, category).await?;
            }
            Record::Person(person) => {
                directory::put_person(connection, SAMPLE, &person, sample.world.begins).await?;
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
    let since = sample.world.begins;
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
    devices: BTreeMap<PersonId, Device>,
    now: Timestamp,
) -> Result<(), Error> {
    for device in devices.into_values() {
        devices::revoke(connection, SAMPLE, device.id, now).await?;
        if device.person.id == sample.world.people.leaver {
            let left = Person {
                active: false,
                ..device.person
            };
            directory::put_person(connection, SAMPLE, &left, now).await?;
        }
    }
    Ok(())
}

/// Pushes what an admin did on a day; gives the number of entries.
async fn go_round(
    connection: &mut PgConnection,
    round: &Round,
    device: &Device,
    directory: &Directory,
    documents: &mut BTreeMap<CaseId, Document>,
) -> Result<usize, Error> {
    let phone = (device.id, &device.person);
    let pushed = phones::pushed_after(round, documents, phone, directory)
        .map_err(|untold| Error::fault("load the sample", untold))?;
    let done = push(connection, device, round.received, pushed).await?;
    let entries = done.answered.rulings.len();
    for case in done.cases {
        documents.insert(case.id, case.judged.document);
    }
    Ok(entries)
}

/// Pushes as a phone does; every act of the sample is adopted as it was executed.
async fn push(
    connection: &mut PgConnection,
    device: &Device,
    received: Timestamp,
    pushed: Vec<Pushed>,
) -> Result<Acted, Error> {
    let commands: Vec<Incoming> = pushed.into_iter().map(Incoming::from).collect();
    let done = cases::act_within(connection, device, received, &commands).await?;
    let mut outcomes = done.answered.rulings.iter().map(|ruled| &ruled.outcome);
    match outcomes.find(|outcome| **outcome != Outcome::Adopted) {
        Some(outcome) => Err(mistaken(&format!("an act was ruled {outcome:?}"))),
        None => Ok(done),
    }
}

/// Pushes a story, visit by visit; gives the number of its entries.
async fn tell(
    connection: &mut PgConnection,
    story: &Story,
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
        let pushed = phones::pushed(story, visit, &versions, phone, directory)
            .map_err(|untold| Error::fault("load the sample", untold))?;
        entries += pushed.len();
        let done = push(connection, device, visit.received, pushed).await?;
        for case in done.cases {
            versions.put(visit.received, case.judged.document);
        }
    }
    Ok(entries)
}

fn mistaken(why: &str) -> Error {
    Error::fault("load the sample", why.to_owned())
}
