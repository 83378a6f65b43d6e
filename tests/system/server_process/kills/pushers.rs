//! Those who push meanwhile: people who ask for help and show photos, and an engineer with
//! two devices who takes their tickets. Each notes what the server has acknowledged.

use super::{Faults, installation::Address};
use crate::{fixture::note, server_process::now};
use app::Photo;
use domain::{
    capabilities::Act,
    directory::{Category, Person, Role, Targets},
    ids::{BlobId, CaseId, CategoryId, CommandId, PersonId},
    photos::PIECE_BYTES_MAX,
    tickets::TicketAct,
};
use replica::wire::{self, Answer, Outcome};
use serde::Serialize;
use serde_json::json;
use std::{
    collections::BTreeMap,
    mem, thread,
    time::{Duration, Instant},
};
use tests::{
    client::{Answered, Client, mint},
    world::PASSWORD,
};
use uuid::Uuid;

/// How many ask for help.
const REQUESTERS: u128 = 3;
/// How fast one goes on: a device may ask ten times a second.
const PACE: Duration = Duration::from_millis(100);
/// Every so many acts of a requester show a photo.
const PHOTO_EVERY: usize = 8;
/// A photo takes two pieces.
const PHOTO_BYTES: usize = PIECE_BYTES_MAX as usize + 30_000;
/// One has no more than this under way: the server may be away for long.
const PENDING_MAX: usize = 8;
const CATEGORY: CategoryId = CategoryId(Uuid::from_u128(2));
/// Nothing falls due meanwhile.
const TARGETS: Targets = Targets {
    response_min: 10_000,
    completion_min: 20_000,
};
const ENGINEER: u128 = REQUESTERS;

fn login(number: u128) -> String {
    format!("p{number}@hengli")
}

fn put(admin: &Client, path: &str, body: &impl Serialize) {
    let body = serde_json::to_vec(body).unwrap();
    let answered = admin.send("PUT", path, "application/json", &body).unwrap();
    assert!(answered.status < 300, "{path}: {}", answered.json());
}

/// Puts people and a category, and signs them in.
pub fn sign_in_all(url: &str) -> Vec<Pusher> {
    let mut admin = Client::sign_in_as(url, "admin@hengli").unwrap();
    admin.sync().unwrap();
    let category = Category {
        id: CATEGORY,
        parent: None,
        name_zh: "收银系统".to_owned(),
        name_en: "Point of sale".to_owned(),
        targets: Some(TARGETS),
        former_targets: Vec::new(),
    };
    put(&admin, &format!("/v1/categories/{CATEGORY}"), &category);
    let team = admin.directory.stores[&admin.person.store].team;
    for number in 0..=ENGINEER {
        let is_engineer = number == ENGINEER;
        let person = Person {
            id: PersonId(Uuid::from_u128(0x9000 + number)),
            name: format!("{number} 号"),
            team: is_engineer.then_some(team),
            roles: is_engineer.then_some(Role::Engineer).into_iter().collect(),
            ..admin.person.clone()
        };
        let path = format!("/v1/people/{}", person.id);
        put(&admin, &path, &person);
        let account = json!({"login": login(number), "password": PASSWORD});
        put(&admin, &format!("{path}/account"), &account);
    }
    let numbers = (0..=ENGINEER).chain([ENGINEER]);
    numbers.map(|number| Pusher::sign_in(url, number)).collect()
}

/// A new device of the one who may read everything.
pub fn new_phone(url: &str) -> Client {
    let mut client = Client::sign_in_as(url, &login(ENGINEER)).unwrap();
    client.sync().unwrap();
    client
}

/// What the server has acknowledged.
pub type Acknowledged = Vec<(CaseId, CommandId)>;

/// Somebody's device, and what it knows of the server.
pub struct Pusher {
    client: Client,
    is_engineer: bool,
    acts: usize,
    acknowledged: Acknowledged,
    /// On their way, each with how much of it the server has acknowledged.
    photos: Vec<(Photo, usize)>,
    /// Those that the server has said to have whole.
    whole: Vec<BlobId>,
    /// How many of them were seen to be.
    seen: usize,
    faults: Faults,
}

impl Pusher {
    fn sign_in(url: &str, number: u128) -> Self {
        let mut client = Client::sign_in_as(url, &login(number)).unwrap();
        client.sync().unwrap();
        Self {
            client,
            is_engineer: number == ENGINEER,
            acts: 0,
            acknowledged: Vec::new(),
            photos: Vec::new(),
            whole: Vec::new(),
            seen: 0,
            faults: Faults::default(),
        }
    }

    /// Puts aside what is over, so that a sync costs the same in every round.
    pub fn begin_round(&mut self) {
        self.client.held.clear();
    }

    /// Does something and tells the server; true if anything was acknowledged.
    pub fn push(&mut self, url: &str) -> bool {
        self.client.move_to(url);
        if self.client.pending().len() < PENDING_MAX {
            self.act();
        }
        let before = self.acknowledged.len();
        let has_answered = self.exchange();
        if has_answered {
            self.send_photo();
        }
        thread::sleep(PACE);
        self.acknowledged.len() > before
    }

    /// Gets one more act through, and all that is under way.
    pub fn get_through(&mut self, address: &Address, patience: Duration) {
        let begun = Instant::now();
        self.act();
        loop {
            self.client.move_to(&address.url());
            let has_answered = self.exchange() && self.send_photo();
            if has_answered && self.client.pending().is_empty() && self.photos.is_empty() {
                return;
            }
            if begun.elapsed() > patience {
                let waiting = self.client.pending().len();
                let fault = format!("{} does not get {waiting} through", self.client.person.name);
                self.faults.wrong_answers.push(fault);
                return;
            }
            thread::sleep(PACE);
        }
    }

    /// Hears what others have done, when nobody pushes any more.
    pub fn catch_up(&mut self, url: &str) {
        self.client.move_to(url);
        while !self.exchange() {
            thread::sleep(PACE);
        }
    }

    pub fn take_acknowledged(&mut self, faults: &mut Faults) -> Acknowledged {
        faults.add(mem::take(&mut self.faults));
        mem::take(&mut self.acknowledged)
    }

    pub fn photos(&self) -> usize {
        self.whole.len()
    }

    fn act(&mut self) {
        self.acts += 1;
        let Some(case) = self
            .client
            .held
            .keys()
            .nth(self.acts % self.client.held.len().max(1))
        else {
            if !self.is_engineer {
                self.submit();
            }
            return;
        };
        let case = *case;
        let acceptance = Act::Ticket(TicketAct::Accept);
        let act = if self.is_engineer && self.client.may(case, &acceptance, now()) {
            acceptance
        } else if !self.is_engineer && self.acts.is_multiple_of(PHOTO_EVERY) {
            self.show_photo()
        } else {
            note("还在等")
        };
        self.client.act(case, act, now()).unwrap();
    }

    fn submit(&mut self) {
        let submission = TicketAct::Submit {
            category: CATEGORY,
            targets: TARGETS,
            store: self.client.person.store,
            description: "收银机打不开".to_owned(),
            equipment: Vec::new(),
            photos: Vec::new(),
        };
        let case = CaseId(mint(now()));
        let act = Act::Ticket(submission);
        self.client.act(case, act, now()).unwrap();
    }

    fn show_photo(&mut self) -> Act {
        let mut bytes = vec![0xff, 0xd8, 0xff];
        let own = mint(now());
        bytes.extend(own.as_bytes().iter().cycle().take(PHOTO_BYTES));
        let photo = Photo {
            media_type: "image/jpeg".to_owned(),
            bytes,
        };
        let act = TicketAct::Note {
            text: String::new(),
            photos: vec![photo.id().into()],
        };
        self.photos.push((photo, 0));
        Act::Ticket(act)
    }

    /// Sends; none if there was no answer, or one that says to come again later.
    fn ask(&mut self, method: &str, path: &str, media_type: &str, body: &[u8]) -> Option<Answered> {
        let answered = self.client.send(method, path, media_type, body).ok()?;
        match answered.status {
            200 => Some(answered),
            429 | 503 => None,
            status => {
                let said = String::from_utf8_lossy(&answered.body);
                let fault = format!("{method} {path} got {status}: {said}");
                self.faults.wrong_answers.push(fault);
                None
            }
        }
    }

    /// Syncs until there is no more; true if the server has answered that far.
    fn exchange(&mut self) -> bool {
        loop {
            let pending = self.client.pending();
            let cases: BTreeMap<_, _> = pending.iter().map(|it| (it.id, it.case)).collect();
            let request = wire::encode(&self.client.request(pending)).unwrap();
            let Some(answered) = self.ask("POST", "/v1/sync", wire::MEDIA_TYPE, &request) else {
                return false;
            };
            let answer: Answer = wire::decode(&answered.body).unwrap();
            for ruled in &answer.rulings {
                match &ruled.outcome {
                    Outcome::Adopted | Outcome::Replaced => {
                        self.acknowledged.push((cases[&ruled.id], ruled.id));
                    }
                    Outcome::Refused(refusal) => {
                        let fault = format!("{} is refused: {refusal:?}", ruled.id);
                        self.faults.wrong_answers.push(fault);
                    }
                }
            }
            self.client.settle(&answer).unwrap();
            if !answer.more {
                return true;
            }
        }
    }

    /// Goes on with a photo, from where the server says that it is; true if it has
    /// answered, or there is none.
    fn send_photo(&mut self) -> bool {
        let Some((photo, acknowledged)) = self.photos.first().cloned() else {
            return true;
        };
        let size = photo.bytes.len();
        let put = |pusher: &mut Self, first: usize, bytes: &[u8]| {
            let path = format!("/v1/blobs/{}?first={first}&size={size}", photo.id());
            let told = pusher.ask("PUT", &path, &photo.media_type, bytes)?.json();
            let received = told["received"].as_u64().unwrap();
            Some((
                usize::try_from(received).unwrap(),
                told["is_complete"] == true,
            ))
        };
        let Some((received, _)) = put(self, 0, b"") else {
            return false;
        };
        if received < acknowledged {
            let fault = format!("{acknowledged} bytes of a photo were there, now {received}");
            self.faults.lost.push(fault);
        }
        let end = size.min(received + PIECE_BYTES_MAX as usize);
        let Some((received, is_whole)) = put(self, received, &photo.bytes[received..end]) else {
            return false;
        };
        if is_whole {
            self.whole.push(photo.id());
            self.photos.remove(0);
        } else {
            self.photos[0].1 = received;
        }
        true
    }

    /// That the server has its photos whole: those that were not seen to be yet, or all.
    pub fn check_photos(&mut self, is_anew: bool, faults: &mut Faults) {
        let first = if is_anew { 0 } else { self.seen };
        for id in self.whole[first..].iter().copied() {
            let path = format!("/v1/blobs/{id}");
            let answered = loop {
                let answered = self.client.send("GET", &path, "", b"");
                match answered {
                    Ok(answered) if answered.status == 429 => thread::sleep(PACE),
                    answered => break answered,
                }
            };
            match answered {
                Ok(Answered {
                    status: 200, body, ..
                }) => {
                    let photo = Photo {
                        media_type: String::new(),
                        bytes: body,
                    };
                    if photo.id() != id {
                        faults.torn.push(format!("the photo {id} is not whole"));
                    }
                }
                other => faults.lost.push(format!("the photo {id}: {other:?}")),
            }
        }
        self.seen = self.whole.len();
    }
}
