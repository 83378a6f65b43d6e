//! Cases as a day's work makes them, the same in every run, with ids that
//! compress as badly as real ones.

use domain::{
    capabilities::{Act, Kind},
    command::Command,
    directory::{Directory, Person, Record, Role, Store, Targets},
    ids::{CaseId, CategoryId, CommandId, PersonId, StoreId, TeamId},
    tickets::TicketAct,
    time::Timestamp,
};
use replica::{
    Fault,
    actor::Actor,
    document::{Document, Receipt},
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

pub const NOW: i64 = 1_800_000_000_000;

const WORDS: [&str; 24] = [
    "the",
    "printer",
    "till",
    "blank",
    "again",
    "since",
    "morning",
    "replaced",
    "head",
    "paper",
    "jam",
    "network",
    "cable",
    "loose",
    "restarted",
    "please",
    "customer",
    "waits",
    "scanner",
    "does",
    "not",
    "read",
    "ordered",
    "part",
];

pub struct World {
    pub directory: Directory,
    pub engineer: Person,
    pub device: Uuid,
    requesters: Vec<PersonId>,
    drawn: u64,
}

pub struct Case {
    pub id: CaseId,
    pub document: Document,
}

pub fn receipt(id: CommandId) -> Receipt {
    let received = Timestamp(NOW * 2);
    Receipt { id, received }
}

impl World {
    pub fn new() -> Self {
        let team = TeamId(uuid(1));
        let id = StoreId(uuid(2));
        let name = "The Bund".to_owned();
        Self {
            directory: Directory::from_iter([Record::Store(Store {
                id,
                name,
                team,
                former: Vec::new(),
            })]),
            engineer: Person {
                id: PersonId(uuid(3)),
                name: "Ana".to_owned(),
                store: id,
                team: Some(team),
                roles: [Role::Engineer].into(),
                active: true,
                former: Vec::new(),
            },
            device: uuid(4),
            requesters: (5..35).map(|number| PersonId(uuid(number))).collect(),
            drawn: 100,
        }
    }

    /// Of the engineer's phone.
    pub fn actor(&self) -> Actor {
        Actor::of_device(self.device, 0)
    }

    fn draw(&mut self) -> u64 {
        self.drawn += 1;
        self.drawn
    }

    fn command(&mut self, author: PersonId, act: TicketAct) -> Command {
        let drawn = self.draw();
        Command {
            id: CommandId(uuid(drawn)),
            author,
            at: Timestamp(NOW + drawn.cast_signed() * 40_123),
            act: Act::Ticket(act),
        }
    }

    /// What people write differs; words repeat.
    fn words(&mut self) -> String {
        let chance = Sha256::digest(self.draw().to_le_bytes());
        let words = chance.iter().take(11);
        let words = words.map(|byte| WORDS[usize::from(*byte) % WORDS.len()]);
        words.collect::<Vec<_>>().join(" ")
    }

    /// A note by the engineer.
    pub fn note(&mut self) -> Command {
        let text = self.words();
        let photos = Vec::new();
        self.command(self.engineer.id, TicketAct::Note { text, photos })
    }

    /// A case with so many entries, each adopted by itself.
    pub fn adopted(&mut self, entries: usize) -> Result<Case, Fault> {
        let mut case = Case {
            id: CaseId(uuid(self.draw())),
            document: Document::new(Kind::Ticket),
        };
        for entry in 0..entries {
            let requester = self.requesters[case.id.0.as_bytes()[15] as usize % 30];
            let command = match entry {
                0 => {
                    let submit = TicketAct::Submit {
                        category: CategoryId(uuid(90)),
                        targets: Targets {
                            response_min: 30,
                            completion_min: 240,
                        },
                        store: self.engineer.store,
                        description: self.words(),
                        equipment: Vec::new(),
                        photos: Vec::new(),
                    };
                    self.command(requester, submit)
                }
                1 => self.command(self.engineer.id, TicketAct::Accept),
                _ => self.note(),
            };
            let device = if entry == 0 { requester.0 } else { self.device };
            let actor = Actor::of_device(device, 0);
            case.document.record(&actor, &command)?;
            case.document.adopt(&[receipt(command.id)])?;
        }
        Ok(case)
    }

    /// One thing done by the requester: its changes, receipt included.
    pub fn another(&mut self, case: &mut Case) -> Result<[Vec<u8>; 2], Fault> {
        let requester = self.requesters[case.id.0.as_bytes()[15] as usize % 30];
        let text = self.words();
        let photos = Vec::new();
        let command = self.command(requester, TicketAct::Note { text, photos });
        let actor = Actor::of_device(requester.0, 0);
        let entry = case.document.record(&actor, &command)?;
        let receipt = case.document.adopt(&[receipt(command.id)])?;
        Ok([entry.bytes, receipt.bytes])
    }
}

/// A UUID of version 7: its time runs, the rest is drawn.
fn uuid(drawn: u64) -> Uuid {
    let chance = Sha256::digest(drawn.to_be_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&chance[..16]);
    let time = (NOW.unsigned_abs() + drawn * 40_000).to_be_bytes();
    bytes[..6].copy_from_slice(&time[2..]);
    bytes[6] = 0x70 | bytes[6] & 0x0f;
    bytes[8] = 0x80 | bytes[8] & 0x3f;
    Uuid::from_bytes(bytes)
}
