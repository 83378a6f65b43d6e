//! A client that says whatever a test wants said: honest syncs without the app,
//! and everything that no honest phone would send.

use crate::world::{PASSWORD, Someone};
use anyhow::{Context, Result};
use domain::{
    capabilities::Act,
    case::Asker,
    command::Command,
    date::Date,
    directory::{Directory, Person, Record},
    ids::{CaseId, CommandId},
    tickets::TicketAct,
    time::{Timestamp, UTC},
};
use replica::{
    actor::Actor,
    held::{Held, Holder},
    wire::{self, Answer, Body, KindName, Outcome, Pushed, Request},
};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicU64, Ordering},
};
use ureq::{Agent, http::Response};
use uuid::{Builder, Uuid};

/// What a server answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    pub status: u16,
    pub media_type: String,
    /// The headers that have a readable value, by their names in lower case.
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Answered {
    /// The body as JSON; null if it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The kind of problem it says, as in `urn:fieldloop:problem:<kind>`; none if
    /// it says none.
    #[must_use]
    pub fn problem(&self) -> Option<String> {
        let is_problem = self.media_type == "application/problem+json";
        let kind = self.json()["type"].as_str()?.rsplit(':').next()?.to_owned();
        is_problem.then_some(kind)
    }
}

/// A device that is signed in.
#[derive(Debug)]
pub struct Client {
    agent: Agent,
    url: String,
    pub token: String,
    pub device: Uuid,
    pub person: Person,
    /// The records it was told.
    pub directory: Directory,
    /// The cases it holds.
    pub held: BTreeMap<CaseId, Held>,
    cursor: Vec<u8>,
    incarnation: u32,
}

/// An agent that reports every status as it is.
fn agent() -> Agent {
    Agent::config_builder()
        .http_status_as_error(false)
        .build()
        .new_agent()
}

/// A new id that sorts by the time of its making.
#[must_use]
pub fn mint(now: Timestamp) -> Uuid {
    static MINTED: AtomicU64 = AtomicU64::new(0);
    let n = u128::from(MINTED.fetch_add(1, Ordering::SeqCst));
    let mut bytes = [0; 10];
    bytes.copy_from_slice(&n.to_be_bytes()[6..]);
    Builder::from_unix_timestamp_millis(u64::try_from(now.0).unwrap_or_default(), &bytes)
        .into_uuid()
}

/// A hold from a time on, until the day of that time is over in Greenwich.
///
/// # Panics
/// The time is outside the calendar.
#[must_use]
pub fn hold(assignment: CommandId, at: Timestamp, reason: String) -> TicketAct {
    let until = Date::of_time(at, &UTC).expect("a day of the calendar");
    TicketAct::Hold {
        assignment,
        until,
        over_at: until.over_at(&UTC).expect("a time of the calendar"),
        reason,
    }
}

/// Sends a request without being anybody.
pub fn send(
    url: &str,
    method: &str,
    token: Option<&str>,
    media_type: &str,
    body: &[u8],
) -> Result<Answered> {
    let mut request = ureq::http::Request::builder().method(method).uri(url);
    if !media_type.is_empty() {
        request = request.header("content-type", media_type);
    }
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let response: Response<ureq::Body> = agent().run(request.body(body)?)?;
    let (parts, mut body) = response.into_parts();
    let headers: BTreeMap<String, String> = parts
        .headers
        .iter()
        .filter_map(|(name, value)| Some((name.to_string(), value.to_str().ok()?.to_owned())))
        .collect();
    Ok(Answered {
        status: parts.status.as_u16(),
        media_type: headers.get("content-type").cloned().unwrap_or_default(),
        headers,
        body: body.read_to_vec()?,
    })
}

impl Client {
    /// Signs somebody in.
    pub fn sign_in(url: &str, who: &Someone) -> Result<Self> {
        Self::sign_in_as(url, &who.login)
    }

    /// Signs in whoever this is.
    pub fn sign_in_as(url: &str, login: &str) -> Result<Self> {
        let body = json!({"login": login, "password": PASSWORD, "device": "a test"});
        let address = format!("{url}/v1/sign-in");
        let answered = send(
            &address,
            "POST",
            None,
            "application/json",
            body.to_string().as_bytes(),
        )?;
        let signed_in = answered.json();
        anyhow::ensure!(answered.status == 200, "not signed in: {signed_in}");
        Ok(Self {
            agent: agent(),
            url: url.to_owned(),
            token: signed_in["token"].as_str().context("no token")?.to_owned(),
            device: signed_in["device"].as_str().context("no device")?.parse()?,
            person: serde_json::from_value(signed_in["person"].clone())?,
            directory: Directory::default(),
            held: BTreeMap::new(),
            cursor: Vec::new(),
            incarnation: 0,
        })
    }

    /// The same device, from now on by way of another address of the server.
    pub fn move_to(&mut self, url: &str) {
        url.clone_into(&mut self.url);
    }

    /// Sends bytes to an address as this device.
    pub fn send(
        &self,
        method: &str,
        path: &str,
        media_type: &str,
        body: &[u8],
    ) -> Result<Answered> {
        send(
            &format!("{}{path}", self.url),
            method,
            Some(&self.token),
            media_type,
            body,
        )
    }

    /// What a sync would say that pushes these commands.
    #[must_use]
    pub fn request(&self, commands: Vec<Pushed>) -> Request {
        Request {
            version: wire::VERSION,
            cursor: self.cursor.clone().into(),
            commands,
            refetch: Vec::new(),
            wait_ms: 0,
            more: false,
            notices_read: Vec::new(),
        }
    }

    /// Pushes these commands, whatever they say, and settles nothing: what was
    /// ruled on each, in the order of the answer.
    pub fn push(&self, commands: Vec<Pushed>) -> Result<Vec<Outcome>> {
        let answer = self.exchange(&self.request(commands))?;
        let rulings = answer.rulings.into_iter();
        Ok(rulings.map(|ruled| ruled.outcome).collect())
    }

    /// Syncs by a request as given, and settles nothing.
    pub fn exchange(&self, request: &Request) -> Result<Answer> {
        let body = wire::encode(request)?;
        let mut response = self
            .agent
            .post(format!("{}/v1/sync", self.url))
            .header("authorization", format!("Bearer {}", self.token))
            .header("content-type", wire::MEDIA_TYPE)
            .send(&body)?;
        let status = response.status();
        let body = response.body_mut().read_to_vec()?;
        anyhow::ensure!(
            status.is_success(),
            "{status}: {}",
            String::from_utf8_lossy(&body)
        );
        Ok(wire::decode(&body)?)
    }

    /// Does something to a case, or begins one, without telling the server.
    pub fn act(&mut self, case: CaseId, act: Act, now: Timestamp) -> Result<CommandId> {
        let id = CommandId(mint(now));
        let command = Command {
            id,
            author: self.person.id,
            at: now,
            act,
        };
        self.execute(case, command)?;
        Ok(id)
    }

    /// Executes a command as given on a case, or begins one by it, without
    /// telling the server.
    pub fn execute(&mut self, case: CaseId, command: Command) -> Result<()> {
        let actor = Actor::of_device(self.device, self.incarnation);
        let held = self
            .held
            .entry(case)
            .or_insert_with(|| Held::begin(command.act.kind()));
        let holder = Holder {
            person: &self.person,
            directory: &self.directory,
            actor: &actor,
        };
        let done = held.act(command, &holder)?;
        done.map_err(|refusal| anyhow::anyhow!("refused: {refusal:?}"))
    }

    /// Everything that waits to be pushed.
    #[must_use]
    pub fn pending(&self) -> Vec<Pushed> {
        let pending = self.held.iter().map(|(case, held)| (case, &held.pending));
        pending
            .flat_map(|(case, pending)| pending.iter().map(|one| one.pushed(*case)))
            .collect()
    }

    /// Syncs as a phone does, until there is no more.
    pub fn sync(&mut self) -> Result<Answer> {
        loop {
            let request = self.request(self.pending());
            let answer = self.exchange(&request)?;
            self.settle(&answer)?;
            if !answer.more {
                return Ok(answer);
            }
        }
    }

    /// Takes in an answer.
    pub fn settle(&mut self, answer: &Answer) -> Result<()> {
        for record in &answer.records {
            if let Record::Person(person) = record
                && person.id == self.person.id
            {
                self.person = person.clone();
            }
            self.directory.put(record.clone());
        }
        self.incarnation += 1;
        let fresh = Actor::of_device(self.device, self.incarnation);
        let outcomes = answer
            .rulings
            .iter()
            .map(|ruled| (ruled.id, ruled.outcome.clone()))
            .collect();
        let bodies: BTreeMap<CaseId, &Body> = answer
            .cases
            .iter()
            .map(|delivered| (delivered.case, &delivered.body))
            .collect();
        for id in &answer.forget {
            self.held.remove(id);
        }
        for delivered in &answer.cases {
            if let KindName::Known(kind) = delivered.kind {
                let held = self.held.entry(delivered.case);
                held.or_insert_with(|| Held::begin(kind));
            }
        }
        let holder = Holder {
            person: &self.person,
            directory: &self.directory,
            actor: &fresh,
        };
        for (id, held) in &mut self.held {
            held.settle(&outcomes, bodies.get(id).copied(), &holder)?;
        }
        self.cursor = answer.cursor.to_vec();
        let cases = self.held.iter();
        let cases: Vec<_> = cases
            .filter_map(|(id, held)| Some((*id, held.history().case?)))
            .collect();
        let grants = cases.iter().map(|(id, case)| (*id, case.as_dyn().grants()));
        self.directory.grants = grants.collect();
        let originals = cases.iter();
        let originals = originals.filter_map(|(id, case)| Some((*id, case.as_dyn().original()?)));
        self.directory.originals = originals.collect();
        Ok(())
    }

    /// Whether the rule would let this person do this to a case as held.
    #[must_use]
    pub fn may(&self, case: CaseId, act: &Act, at: Timestamp) -> bool {
        let seen = self.held.get(&case).and_then(|held| held.history().case);
        let asker = Asker {
            person: &self.person,
            at,
            directory: &self.directory,
        };
        domain::capabilities::permit(seen.as_ref(), act, &asker).is_ok()
    }
}
