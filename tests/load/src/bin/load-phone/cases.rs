//! The documents of an engineer's tickets, as a server would hold them: most of
//! them are completed and rated, some in hand.

use anyhow::Result;
use domain::{
    capabilities::{Act, Kind},
    command::Command,
    directory::{Category, Person, Record, Role, Store, Targets},
    ids::{CaseId, CategoryId, CommandId, PersonId, StoreId, TeamId},
    rating::Rating,
    tickets::TicketAct,
    time::Timestamp,
};
use load::texts::Draws;
use replica::{
    actor::Actor,
    document::{Document, Receipt},
};
use tests::{client::hold, world::MONDAY_MORNING};
use uuid::Uuid;

const STORE: StoreId = StoreId(Uuid::from_u128(1));
const TEAM: TeamId = TeamId(Uuid::from_u128(2));
const CATEGORY: CategoryId = CategoryId(Uuid::from_u128(3));
const ENGINEER: PersonId = PersonId(Uuid::from_u128(4));
const REQUESTERS: u64 = 30;
const TARGETS: Targets = Targets {
    response_min: 30,
    completion_min: 240,
};

/// Whose phone it is.
pub fn engineer() -> Person {
    Person {
        id: ENGINEER,
        name: "林薇".to_owned(),
        store: STORE,
        team: Some(TEAM),
        roles: [Role::Engineer].into(),
        active: true,
        former: Vec::new(),
    }
}

/// What the phone is told of the directory.
pub fn records() -> Vec<Record> {
    let store = Store {
        id: STORE,
        name: "外滩店".to_owned(),
        team: TEAM,
        former: Vec::new(),
    };
    let category = Category {
        id: CATEGORY,
        parent: None,
        name_zh: "收银系统".to_owned(),
        name_en: "Point of sale".to_owned(),
        targets: Some(TARGETS),
        former_targets: Vec::new(),
    };
    let requesters = (0..REQUESTERS).map(|number| {
        Record::Person(Person {
            id: requester(number),
            name: format!("{number} 号"),
            store: STORE,
            team: None,
            roles: [].into(),
            active: true,
            former: Vec::new(),
        })
    });
    let mut records = vec![
        Record::Store(store),
        Record::Category(category),
        Record::Person(engineer()),
    ];
    records.extend(requesters);
    records
}

fn requester(number: u64) -> PersonId {
    PersonId(Uuid::from_u128(100 + u128::from(number)))
}

/// What a case's equipment is called, by which it can be found.
pub fn label(number: usize) -> String {
    format!("POS-{number:05}")
}

/// A case in the making.
struct Life {
    document: Document,
    draws: Draws,
    at: Timestamp,
    /// What is recorded and not adopted yet.
    given: Vec<Receipt>,
}

impl Life {
    fn act(&mut self, author: PersonId, act: TicketAct) -> Result<CommandId> {
        let id = CommandId(self.draws.id(self.at));
        let command = Command {
            id,
            author,
            at: self.at,
            act: Act::Ticket(act),
        };
        let actor = Actor::of_device(author.0, 0);
        self.document.record(&actor, &command)?;
        self.given.push(Receipt {
            id,
            received: self.at,
        });
        self.at = Timestamp(self.at.0 + 60_000);
        Ok(id)
    }

    fn note(&mut self, author: PersonId) -> Result<()> {
        let note = TicketAct::Note {
            text: self.draws.sentence(),
            photos: Vec::new(),
        };
        self.act(author, note).map(drop)
    }

    /// The server has received what was given since the last time.
    fn adopt(&mut self) -> Result<()> {
        self.document.adopt(&self.given)?;
        self.given.clear();
        Ok(())
    }
}

/// The case of that number, made of this blank document.
pub fn case(number: usize, blank: &Document) -> Result<(CaseId, Document)> {
    let mut draws = Draws::seeded(u64::try_from(number)?);
    let requester = requester(draws.below(REQUESTERS));
    let at = Timestamp(MONDAY_MORNING.0 - i64::try_from(number)? * 100_000);
    let id = CaseId(draws.id(at));
    let is_open = number.is_multiple_of(10);
    let mut life = Life {
        document: blank.clone(),
        draws,
        at,
        given: Vec::new(),
    };
    let submit = TicketAct::Submit {
        category: CATEGORY,
        targets: TARGETS,
        store: STORE,
        description: life.draws.sentence(),
        equipment: vec![label(number)],
        photos: Vec::new(),
    };
    life.act(requester, submit)?;
    life.note(requester)?;
    life.adopt()?;
    let assignment = life.act(ENGINEER, TicketAct::Accept)?;
    life.note(ENGINEER)?;
    if is_open {
        life.adopt()?;
        return Ok((id, life.document));
    }
    let reason = life.draws.sentence();
    let hold = hold(assignment, life.at, reason);
    life.act(ENGINEER, hold)?;
    life.act(ENGINEER, TicketAct::Resume { assignment })?;
    let solution = life.draws.sentence();
    let complete = TicketAct::Complete {
        assignment,
        solution,
        photos: Vec::new(),
    };
    let completion = life.act(ENGINEER, complete)?;
    life.adopt()?;
    let rating = Rating {
        overall: 5,
        attitude: 5,
        speed: 4,
        quality: 5,
        comment: life.draws.sentence(),
    };
    life.act(requester, TicketAct::Rate { completion, rating })?;
    life.note(requester)?;
    life.adopt()?;
    Ok((id, life.document))
}

/// A case to which nothing has happened yet.
pub fn blank() -> Document {
    Document::new(Kind::Ticket)
}
