//! The fixture of most tests: one store, somebody who asks for help
//! there, the engineer who serves it, one of another team, and the desk.

use domain::{
    assets::{AssetAct, Condition, Details},
    capabilities::{self, Act, Case, Kind},
    command::Command,
    directory::Role,
    ids::{CaseId, CommandId, StoreId},
    rating::Rating,
    tickets::{Status, Ticket, TicketAct, TicketRefusal},
    time::{Span, Timestamp},
};
use replica::{
    actor::Actor,
    document::Document,
    refusal::Refusal,
    wire::{Outcome, Pushed},
};
use server::settings::Settings;
use std::sync::atomic::{AtomicU32, Ordering};
use tests::{
    client::{Client, mint},
    world::{MONDAY_MORNING, Someone, TARGETS, World, unhurried},
};

/// The world with its people.
pub struct Fixture {
    pub world: World,
    pub store: StoreId,
    /// Asks for help in the store.
    pub fang: Someone,
    /// An engineer of the team that serves it.
    pub lin: Someone,
    /// An engineer of another team.
    pub far: Someone,
    pub chen: Someone,
}

/// A fixture whose server slows nobody down.
pub fn fixture() -> Fixture {
    fixture_with(unhurried())
}

/// A fixture whose server is set like this.
pub fn fixture_with(settings: Settings) -> Fixture {
    let world = World::with(settings).unwrap();
    let store = world.store(1, 1).unwrap();
    let someone = |name, roles: &[Role], team| world.someone(name, store, roles, team).unwrap();
    Fixture {
        store,
        fang: someone("王芳", &[], None),
        lin: someone("林薇", &[Role::Engineer], Some(1)),
        far: someone("远方", &[Role::Engineer], Some(2)),
        chen: someone("陈晨", &[Role::Dispatcher], None),
        world,
    }
}

impl Fixture {
    /// A device of somebody, which has what it may read.
    pub fn client(&self, who: &Someone) -> Client {
        let mut client = Client::sign_in(&self.world.server.url(), who).unwrap();
        client.sync().unwrap();
        client
    }

    /// One who keeps the organisation's records.
    pub fn admin(&self) -> Client {
        let admin = self
            .world
            .someone("管理员", self.store, &[Role::Admin], None);
        self.client(&admin.unwrap())
    }

    /// What is said when help is asked for.
    pub fn submission(&self, what: &str) -> Act {
        Act::Ticket(TicketAct::Submit {
            category: self.world.category,
            targets: TARGETS,
            store: self.store,
            description: what.to_owned(),
            equipment: vec!["POS-0107".to_owned()],
            photos: Vec::new(),
        })
    }

    /// Asks for help without telling the server yet.
    pub fn submit(&self, client: &mut Client, what: &str) -> CaseId {
        let case = CaseId(mint(self.world.clock.now()));
        self.act(client, case, self.submission(what));
        case
    }

    /// A ticket that the server has, and that its requester's device has from it.
    pub fn submitted(&self, client: &mut Client) -> CaseId {
        let case = self.submit(client, "收银机打不开");
        client.sync().unwrap();
        case
    }

    /// Does something without telling the server yet.
    pub fn act(&self, client: &mut Client, case: CaseId, act: Act) -> CommandId {
        client.act(case, act, self.world.clock.now()).unwrap()
    }

    /// Takes a ticket and tells the server.
    pub fn accept(&self, client: &mut Client, case: CaseId) -> CommandId {
        let assignment = self.act(client, case, Act::Ticket(TicketAct::Accept));
        client.sync().unwrap();
        assignment
    }

    /// That the server still does its work: an honest ticket comes through.
    pub fn assert_serves(&self) {
        let mut fang = self.client(&self.fang);
        let case = self.submitted(&mut fang);
        assert!(fang.pending().is_empty());
        assert_eq!(status(&fang, case), Some(Status::Pool));
    }

    /// That doing this changes nothing that people have made, and stops nobody.
    pub fn assert_unchanged<T>(&self, deed: impl FnOnce() -> T) -> T {
        let before = self.world.records().unwrap();
        let outcome = deed();
        let after = self.world.records().unwrap();
        for (table, rows) in &before {
            let gone = rows.iter().filter(|row| !after[table].contains(row));
            let come = after[table].iter().filter(|row| !rows.contains(row));
            let (gone, come): (Vec<_>, Vec<_>) = (gone.collect(), come.collect());
            let is_same = gone.is_empty() && come.is_empty();
            assert!(is_same, "{table}: {gone:#?} became {come:#?}");
        }
        assert_eq!(before.len(), after.len());
        outcome
    }
}

/// The ticket as a device sees it.
pub fn ticket(client: &Client, case: CaseId) -> Option<Ticket> {
    match client.held.get(&case)?.history().case? {
        Case::Ticket(ticket) => Some(ticket),
        _ => None,
    }
}

pub fn status(client: &Client, case: CaseId) -> Option<Status> {
    ticket(client, case).map(|ticket| ticket.status)
}

/// That an asset with this tag is received into a store's stock.
pub fn receipt(store: StoreId, tag: &str) -> Act {
    let details = Details {
        tag: tag.to_owned(),
        serial: String::new(),
        model: "惠普 M404".to_owned(),
        category: "打印机".to_owned(),
        bought: "2025-03-04".parse().ok(),
        price: "1299.5".parse().ok(),
        store,
        condition: Condition::New,
    };
    Act::Asset(AssetAct::Receive { details })
}

pub fn note(text: &str) -> Act {
    Act::Ticket(TicketAct::Note {
        text: text.to_owned(),
        photos: Vec::new(),
    })
}

/// A completion under this assignment.
pub fn completion(assignment: CommandId) -> Act {
    Act::Ticket(TicketAct::Complete {
        assignment,
        solution: "换了电源".to_owned(),
        photos: Vec::new(),
    })
}

/// A rating of this completion with so many stars.
pub fn rating(completion: CommandId, stars: u8) -> Act {
    let rating = Rating {
        overall: stars,
        attitude: stars,
        speed: stars,
        quality: stars,
        comment: "谢谢".to_owned(),
    };
    Act::Ticket(TicketAct::Rate { completion, rating })
}

/// A refusal in the words of tickets.
pub const fn no(refusal: TicketRefusal) -> Outcome {
    Outcome::Refused(Refusal::Rule(capabilities::Refusal::Ticket(refusal)))
}

/// The same push, saying something else, as whoever changes it on the way would
/// have it. The hash it claims is no longer right.
pub fn altered(pushed: &Pushed, alter: impl FnOnce(&mut Command)) -> Pushed {
    let mut command = Command::from_json(&pushed.command).unwrap();
    alter(&mut command);
    Pushed {
        id: command.id,
        command: command.to_json(),
        ..pushed.clone()
    }
}

/// That these devices hold the same of a case.
pub fn assert_same(case: CaseId, clients: &[&Client]) {
    for pair in clients.windows(2) {
        let (one, other) = (&pair[0].held[&case], &pair[1].held[&case]);
        assert_eq!(one.document.heads(), other.document.heads());
        assert_eq!(one.history(), other.history());
    }
}

/// What a device would push that asks no rule: this act, on this document.
pub fn forged(client: &Client, case: CaseId, document: &Document, act: Act) -> Pushed {
    static FORGED: AtomicU32 = AtomicU32::new(1 << 16);
    let at = Timestamp(MONDAY_MORNING.0 + Span::days(1).0);
    let command = Command {
        id: CommandId(mint(at)),
        author: client.person.id,
        at,
        act,
    };
    // An actor of its own each time, for nothing to be refused for its number.
    let incarnation = FORGED.fetch_add(1, Ordering::SeqCst);
    let actor = Actor::of_device(client.device, incarnation);
    let executed = document.clone().record(&actor, &command).unwrap();
    Pushed {
        case,
        kind: Kind::Ticket,
        id: command.id,
        command: command.to_json(),
        base: document.heads(),
        actor,
        seq: executed.seq,
        hash: executed.hash,
        seal: None,
        is_lost: false,
    }
}
