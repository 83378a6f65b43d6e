//! A server in memory: the judge, a feed that is one list, and what a story
//! needs to make the network fail.

use super::{
    blobs::Blobs,
    people::{directory, person_id, records},
};
use crate::{HttpAnswer, HttpHeader, HttpRequest};
use data_encoding::HEXLOWER;
use domain::{
    case::{is_carried, may_read},
    directory::{Directory, Grant, Original, Role},
    ids::{CaseId, CommandId, StoreId},
    names::CaseName,
    time::Timestamp,
};
use replica::{
    document::Document,
    handed::{Certificate, Key, PublicKey},
    heads::{Hash, Heads},
    judge::{Caller, Judge},
    wire::{self, Answer, Body, Delivered, NoticesRead, Outcome, Pushed, Ruled},
};
use serde_bytes::ByteBuf;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

const NAMES: &str = "http://server/v1/names/asset?text=";

/// A change of a case: its position in the feed, its bytes, whose device has
/// it.
struct Change {
    position: u64,
    bytes: Vec<u8>,
    confirmed_for: Option<Uuid>,
}

struct StoredCase {
    document: Document,
    changes: Vec<Change>,
    rulings: Vec<(Hash, Heads)>,
}

#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one way in which it can behave"
)]
pub struct Server {
    pub directory: Directory,
    pub now: Timestamp,
    /// How many answers get lost from here on.
    pub answers_lost: u32,
    /// What every request is answered with instead.
    pub status: Option<u16>,
    /// What it answers with that status.
    pub page: &'static str,
    /// How long it asks not to be asked again, with that status.
    pub retry_after: Option<String>,
    /// The token that was given last.
    pub given_token: String,
    /// Every request is delivered whole cases.
    pub always_whole: bool,
    /// Whether every answer repeats the directory.
    pub says_records: bool,
    /// Whether every command is left without a ruling, as those on a damaged case
    /// are.
    pub leaves_all: bool,
    /// Whether every answer says that there is more to come.
    pub has_more: bool,
    pub exchanges: u32,
    /// The waits that were asked for.
    pub waits: Vec<u32>,
    pub blobs: Blobs,
    cases: BTreeMap<CaseId, StoredCase>,
    rulings: BTreeMap<CommandId, Outcome>,
    devices: BTreeMap<Uuid, u128>,
    known: BTreeSet<(Uuid, CaseId)>,
    position: u64,
    /// Up to where each person has read each case, and since which position.
    notices_read: BTreeMap<(u128, CaseId), (u64, u16)>,
}

impl Server {
    pub fn new(now: Timestamp) -> Self {
        Self {
            directory: directory(),
            now,
            answers_lost: 0,
            status: None,
            page: "",
            retry_after: None,
            given_token: String::new(),
            always_whole: false,
            leaves_all: false,
            says_records: true,
            has_more: false,
            exchanges: 0,
            waits: Vec::new(),
            blobs: Blobs::default(),
            cases: BTreeMap::new(),
            rulings: BTreeMap::new(),
            devices: BTreeMap::new(),
            known: BTreeSet::new(),
            position: 0,
            notices_read: BTreeMap::new(),
        }
    }

    pub fn revoke_all(&mut self) {
        self.devices.clear();
    }

    /// How many devices can talk to it.
    pub fn enrolled(&self) -> usize {
        self.devices.len()
    }

    pub fn is_enrolled(&self, person: u128) -> bool {
        self.devices.values().any(|other| *other == person)
    }

    pub fn entries(&self) -> Vec<usize> {
        let shelves = self.cases.values();
        shelves
            .map(|kept| kept.document.history().entries.len())
            .collect()
    }

    /// Takes a role away, or gives it back.
    pub fn set_roles(&mut self, person: u128, roles: &[Role]) {
        let person = self.directory.people.get_mut(&person_id(person)).unwrap();
        person.roles = roles.iter().copied().collect();
        self.position += 1;
    }

    /// Has somebody work at another store.
    pub fn move_to(&mut self, person: u128, store: StoreId) {
        let person = self.directory.people.get_mut(&person_id(person)).unwrap();
        person.store = store;
        self.position += 1;
    }

    /// Has somebody leave the organisation.
    pub fn leave(&mut self, person: u128) {
        let person = self.directory.people.get_mut(&person_id(person)).unwrap();
        person.active = false;
        self.position += 1;
    }

    pub fn rename(&mut self, person: u128, name: &str) {
        let person = self.directory.people.get_mut(&person_id(person)).unwrap();
        name.clone_into(&mut person.name);
        self.position += 1;
    }

    pub fn exchange(&mut self, request: &HttpRequest) -> HttpAnswer {
        self.exchanges += 1;
        if let Some(status) = self.status {
            let wait = self.retry_after.as_ref();
            let wait = wait.map(|wait| HttpHeader::new("retry-after", wait));
            return HttpAnswer::Answered {
                status,
                headers: wait.into_iter().collect(),
                body: self.page.into(),
            };
        }
        let (status, body) = match request.url.as_str() {
            "http://server/v1/sign-in" => self.sign_in(&request.body),
            "http://server/v1/sign-out" => {
                let device = self.device(request);
                device.map(|device| self.devices.remove(&device));
                (204, Vec::new())
            }
            "http://server/v1/sync" => {
                if let Some(device) = self.device(request) {
                    (200, self.sync(device, &request.body))
                } else {
                    let body = json!({ "type": "urn:fieldloop:problem:revoked" });
                    (401, serde_json::to_vec(&body).unwrap())
                }
            }
            url if url.starts_with(NAMES) => match self.device(request) {
                Some(device) => self.find(device, &url[NAMES.len()..]),
                None => (401, Vec::new()),
            },
            _ => match self.device(request) {
                Some(_) => self.blobs.exchange(request),
                None => (401, Vec::new()),
            },
        };
        if self.answers_lost > 0 {
            self.answers_lost -= 1;
            return HttpAnswer::Offline;
        }
        HttpAnswer::Answered {
            status,
            headers: Vec::new(),
            body,
        }
    }

    /// The case that is called so, if its person may read it.
    fn find(&self, device: Uuid, text: &str) -> (u16, Vec<u8>) {
        let text = percent_encoding::percent_decode_str(text).decode_utf8();
        let name = CaseName::new("asset", &text.unwrap());
        let bears = |kept: &StoredCase| {
            let case = kept.document.history().case;
            case.is_some_and(|case| case.as_dyn().names().contains(&name))
        };
        let mut cases = self.cases.iter();
        match cases.find(|(_, kept)| bears(kept) && self.may_read(device, kept)) {
            Some((case, _)) => (200, serde_json::to_vec(&json!({ "case": case })).unwrap()),
            None => (404, Vec::new()),
        }
    }

    fn device(&self, request: &HttpRequest) -> Option<Uuid> {
        let mut headers = request.headers.iter();
        let token = headers.find(|header| header.name == "authorization")?;
        let device: Uuid = token.value.strip_prefix("Bearer ")?.parse().ok()?;
        self.devices.contains_key(&device).then_some(device)
    }

    fn sign_in(&mut self, body: &[u8]) -> (u16, Vec<u8>) {
        let body: Value = serde_json::from_slice(body).unwrap();
        let id = match body["login"].as_str().unwrap() {
            "wang" => 1,
            "ana" => 2,
            "ben" => 3,
            _ => return (401, Vec::new()),
        };
        if body["password"] != "open sesame" {
            return (401, Vec::new());
        }
        self.position += 1;
        let device = Uuid::from_u128(u128::from(self.position) << 64 | id);
        self.devices.insert(device, id);
        self.given_token = device.to_string();
        let person = &self.directory.people[&person_id(id)];
        let authority = Key::of([9; 32]);
        let key = HEXLOWER.decode(body["key"].as_str().unwrap().as_bytes());
        let key: [u8; 32] = key.unwrap().try_into().unwrap();
        let certificate = Certificate::issue(
            &authority,
            Uuid::from_u128(0x5150),
            person.id,
            device,
            PublicKey::new(key),
        );
        let answer = json!({
            "certificate": {
                "authority": HEXLOWER.encode(authority.public().as_slice()),
                "signature": HEXLOWER.encode(certificate.signature.as_slice()),
            },
            "token": device,
            "device": device,
            "organisation": { "id": Uuid::from_u128(0x5150), "name": "恒力百货" },
            "person": person,
        });
        (200, serde_json::to_vec(&answer).unwrap())
    }

    fn sync(&mut self, device: Uuid, body: &[u8]) -> Vec<u8> {
        let request: wire::Request = wire::decode(body).unwrap();
        self.waits.push(request.wait_ms);
        let mut touched: BTreeSet<CaseId> = request.refetch.iter().copied().collect();
        let mut replaced = touched.clone();
        let mut rulings = Vec::new();
        for case in cases_of(&request.commands) {
            touched.insert(case);
            if self.leaves_all {
                continue;
            }
            let pushed = request.commands.iter().filter(|it| it.case == case);
            let ruled = self.judge(case, pushed, device);
            if ruled.iter().any(|ruled| ruled.outcome != Outcome::Adopted) {
                replaced.insert(case);
            }
            rulings.extend(ruled);
        }
        let since = request.cursor.as_slice().try_into().map(u64::from_be_bytes);
        let since = since.unwrap_or_default();
        let notices_read = self.read(device, &request.notices_read, since);
        let answer = Answer {
            version: wire::VERSION,
            now: self.now,
            rulings,
            cases: self.deliver(device, since, &replaced),
            forget: self.forget(device, &touched),
            records: if self.says_records {
                records(&self.directory)
            } else {
                Vec::new()
            },
            notices_read,
            cursor: ByteBuf::from(self.position.to_be_bytes().to_vec()),
            more: self.has_more,
            is_anew: false,
            hands_in_until: None,
        };
        wire::encode(&answer).unwrap()
    }

    /// Keeps what was read on a device, and tells what was read since on any.
    fn read(&mut self, device: Uuid, told: &[NoticesRead], since: u64) -> Vec<NoticesRead> {
        let person = self.devices[&device];
        for NoticesRead { case, upto } in told {
            let kept = self.notices_read.entry((person, *case)).or_default();
            if kept.1 < *upto {
                self.position += 1;
                *kept = (self.position, *upto);
            }
        }
        let kept = self.notices_read.iter();
        let own = kept.filter(|((of, _), (at, _))| *of == person && *at > since);
        own.map(|((_, case), (_, upto))| NoticesRead {
            case: *case,
            upto: *upto,
        })
        .collect()
    }

    fn judge<'a>(
        &mut self,
        id: CaseId,
        pushed: impl Iterator<Item = &'a Pushed>,
        device: Uuid,
    ) -> Vec<Ruled> {
        let pushed: Vec<_> = pushed.collect();
        self.directory.grants = self.grants();
        self.directory.originals = self.originals();
        let kept = self.cases.get(&id);
        let mut judge = match kept {
            Some(kept) => Judge::of(kept.document.clone()),
            None => Judge::open(pushed[0].kind),
        };
        for (hash, replacement) in kept.iter().flat_map(|kept| &kept.rulings) {
            judge.recall(*hash, replacement.clone());
        }
        let person = &self.directory.people[&person_id(self.devices[&device])];
        let caller = Caller {
            person,
            device,
            acts_since: Timestamp(0),
            directory: &self.directory,
            received: self.now,
        };
        let mut outcomes = Vec::new();
        let mut ruled = Vec::new();
        for pushed in pushed {
            let outcome = if let Some(outcome) = self.rulings.get(&pushed.id) {
                outcome.clone()
            } else {
                let ruling = judge.rule(&pushed.clone().into(), &caller).unwrap();
                ruled.push((pushed.hash, ruling.replacement));
                self.rulings.insert(pushed.id, ruling.outcome.clone());
                ruling.outcome
            };
            outcomes.push(Ruled::new(pushed.id, outcome));
        }
        let is_unread = |case| !may_read(person, case, &self.directory);
        if judge.case().is_some_and(is_unread) {
            let mut told = judge.told_to(person);
            for ruled in &mut outcomes {
                ruled.told = told.remove(&ruled.id);
            }
        }
        if let Some(judged) = judge.close().unwrap() {
            self.position += 1;
            let position = self.position;
            let kept = self.cases.entry(id).or_insert_with(|| StoredCase {
                document: judged.document.clone(),
                changes: Vec::new(),
                rulings: Vec::new(),
            });
            kept.document = judged.document;
            kept.changes
                .extend(judged.changes.into_iter().map(|change| Change {
                    position,
                    confirmed_for: judged.confirmed.contains(&change.hash).then_some(device),
                    bytes: change.bytes,
                }));
        }
        if let Some(kept) = self.cases.get_mut(&id) {
            kept.rulings.extend(ruled);
        }
        outcomes
    }

    /// What people may hand on.
    fn grants(&self) -> BTreeMap<CaseId, Vec<Grant>> {
        let cases = self.cases.iter();
        let granted = cases.filter_map(|(id, kept)| {
            let case = kept.document.history().case?;
            Some((*id, case.as_dyn().grants()))
        });
        granted.collect()
    }

    /// The cases of which another can be a duplicate.
    fn originals(&self) -> BTreeMap<CaseId, Original> {
        let cases = self.cases.iter();
        let originals = cases.filter_map(|(id, kept)| {
            let case = kept.document.history().case?;
            Some((*id, case.as_dyn().original()?))
        });
        originals.collect()
    }

    fn deliver(&mut self, device: Uuid, since: u64, whole: &BTreeSet<CaseId>) -> Vec<Delivered> {
        let mut delivered = Vec::new();
        for (id, kept) in &self.cases {
            let is_asked_for = whole.contains(id);
            if !self.may_read(device, kept) || !(is_asked_for || self.carries(device, kept)) {
                continue;
            }
            let is_new = self.known.insert((device, *id)) || since == 0;
            let mut news = kept.changes.iter().filter(|it| it.position > since);
            let is_own = kept
                .changes
                .iter()
                .any(|it| it.confirmed_for == Some(device));
            let body = if whole.contains(id) || self.always_whole || (is_new && !is_own) {
                Body::Whole(ByteBuf::from(kept.document.save()))
            } else if news.next().is_some() {
                let news = kept.changes.iter().filter(|it| it.position > since);
                let news = news.filter(|it| it.confirmed_for != Some(device));
                Body::Changes(news.map(|it| ByteBuf::from(it.bytes.clone())).collect())
            } else {
                continue;
            };
            delivered.push(Delivered {
                case: *id,
                kind: kept.document.kind().into(),
                body,
            });
        }
        delivered
    }

    fn forget(&mut self, device: Uuid, touched: &BTreeSet<CaseId>) -> Vec<CaseId> {
        let mut forget: BTreeSet<CaseId> = touched
            .iter()
            .copied()
            .filter(|id| !self.cases.contains_key(id))
            .collect();
        for (id, kept) in &self.cases {
            let was_known = self.known.contains(&(device, *id)) || touched.contains(id);
            if was_known && !self.may_read(device, kept) {
                forget.insert(*id);
            }
        }
        for id in &forget {
            self.known.remove(&(device, *id));
        }
        forget.into_iter().collect()
    }

    /// Whether it is told of a case by itself.
    fn carries(&self, device: Uuid, kept: &StoredCase) -> bool {
        let person = &self.directory.people[&person_id(self.devices[&device])];
        let case = kept.document.history().case;
        case.is_some_and(|case| is_carried(person, &case, &self.directory))
    }

    fn may_read(&self, device: Uuid, kept: &StoredCase) -> bool {
        let person = &self.directory.people[&person_id(self.devices[&device])];
        let history = kept.document.history();
        history
            .case
            .is_some_and(|case| may_read(person, &case, &self.directory))
    }
}

fn cases_of(commands: &[Pushed]) -> Vec<CaseId> {
    let mut cases: Vec<CaseId> = Vec::new();
    for pushed in commands {
        if !cases.contains(&pushed.case) {
            cases.push(pushed.case);
        }
    }
    cases
}
