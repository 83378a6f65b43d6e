//! One run: the people and their phones, what happens next, and what is checked
//! after everything that happens.

use super::{
    custody,
    drafts::{DraftLedger, Drafting},
    ledger::Ledger,
    network::{ADDRESS, InFlight, Network},
    promises,
    restores::Copy,
    rng::SimRng,
    server_state::ServerState,
    sim_organisation::SimOrganisation,
    sim_phone::{DRIFT_PPM_MAX, SimPhone},
};
use anyhow::{Context, Result, ensure};
use domain::{
    ids::{CommandId, PersonId},
    time::{Span, Timestamp},
};
use fieldloop::{Event, HttpAnswer, Page};
use replica::wire::{self, Answer, Outcome};
use std::collections::{BTreeMap, BTreeSet};
use tempfile::TempDir;
use tests::world::PASSWORD;

/// How many requests are kept to arrive once more.
const ECHOES: usize = 30;

/// How often something was tried.
pub type Marks = BTreeMap<&'static str, usize>;

/// One run of the simulation.
pub struct Run {
    pub rng: SimRng,
    pub organisation: SimOrganisation,
    pub phones: Vec<SimPhone>,
    pub network: Network,
    pub ledger: Ledger,
    /// What is half done.
    pub drafts: DraftLedger,
    drafting: Option<Drafting>,
    /// The refused acts whose forms were typed into.
    pub revised: BTreeSet<CommandId>,
    pub server_state: ServerState,
    /// What happened, the latest last.
    pub trace: Vec<String>,
    /// Tokens of devices that were signed out.
    pub revoked: BTreeSet<String>,
    /// Whose each token is. A phone signs out when nobody is signed in on it any more.
    pub bearers: BTreeMap<String, PersonId>,
    /// What there was to be tried, and how often it was.
    pub marks: Marks,
    /// An earlier state of the server.
    pub copy: Option<Copy>,
    /// The phones that have shown a code.
    pub shown: BTreeSet<usize>,
    /// Whether nobody's rights change in this run.
    pub is_calm: bool,
    /// How many cases have changed on phones.
    pub changes: usize,
    pub step: usize,
    folder: TempDir,
}

#[derive(Clone, Copy)]
enum Happening {
    Act,
    Draft,
    HalfDone,
    TakeOver,
    Forbidden,
    InvalidEvent,
    Decision,
    Signal,
    Request,
    Answer,
    Echo,
    Cable,
    Clock,
    Restart,
    Kill,
    KillAmid,
    Revocation,
    SignOut,
    Admin,
    Instance,
    Release,
    LookUp,
    Code,
    Deadlines,
    Copy,
    Restore,
}

/// How often each of it happens.
const HAPPENINGS: [(usize, Happening); 26] = [
    (90, Happening::Act),
    (6, Happening::Draft),
    (8, Happening::HalfDone),
    (4, Happening::TakeOver),
    (8, Happening::Forbidden),
    (6, Happening::InvalidEvent),
    (6, Happening::Decision),
    (40, Happening::Signal),
    (90, Happening::Request),
    (50, Happening::Answer),
    (4, Happening::Echo),
    (8, Happening::Cable),
    (4, Happening::Clock),
    (3, Happening::Restart),
    (4, Happening::Kill),
    (5, Happening::KillAmid),
    (2, Happening::Revocation),
    (1, Happening::SignOut),
    (6, Happening::Admin),
    (1, Happening::Instance),
    (6, Happening::Release),
    (8, Happening::LookUp),
    (20, Happening::Code),
    (5, Happening::Deadlines),
    (1, Happening::Copy),
    (1, Happening::Restore),
];

impl Run {
    /// A Monday morning: everybody has signed in and has what there is.
    pub fn begin(seed: u64) -> Result<Self> {
        let organisation = SimOrganisation::open()?;
        let mut run = Self {
            rng: SimRng::of(seed),
            network: Network::new(&organisation)?,
            organisation,
            phones: Vec::new(),
            ledger: Ledger::default(),
            drafts: DraftLedger::default(),
            drafting: None,
            revised: BTreeSet::new(),
            server_state: ServerState::default(),
            trace: Vec::new(),
            revoked: BTreeSet::new(),
            bearers: BTreeMap::new(),
            marks: Marks::new(),
            copy: None,
            shown: BTreeSet::new(),
            is_calm: false,
            changes: 0,
            step: 0,
            folder: new_folder()?,
        };
        run.is_calm = run.rng.once_in(3);
        let mut owners: Vec<PersonId> = run.organisation.people.keys().copied().collect();
        // One of them has a second phone.
        owners.extend(run.rng.one_of(&owners));
        for (number, owner) in owners.into_iter().enumerate() {
            let below = run.folder.path().join(number.to_string());
            let clock = if run.rng.once_in(2) {
                (0, 0)
            } else {
                (
                    run.rng.between(-90_000_000, 90_000_000),
                    run.rng.between(-DRIFT_PPM_MAX, DRIFT_PPM_MAX),
                )
            };
            let entropy = run.rng.entropy();
            let mut phone = SimPhone::new(owner, &below, clock);
            phone.open(entropy, run.now())?;
            run.phones.push(phone);
            run.sign_in(number)?;
            run.settle(number)?;
        }
        run.equip()?;
        Ok(run)
    }

    pub fn now(&self) -> Timestamp {
        self.organisation.world.clock.now()
    }

    /// Marks that something was tried.
    pub fn mark(&mut self, what: &'static str) {
        *self.marks.entry(what).or_default() += 1;
    }

    pub fn tell(&mut self, what: impl AsRef<str>) {
        let line = format!("{:>5}  {}  {}", self.step, self.now().0, what.as_ref());
        self.trace.push(line);
    }

    /// The next thing happens.
    pub fn happen(&mut self) -> Result<()> {
        self.step += 1;
        self.pass_time();
        let phone = self.rng.below(self.phones.len());
        match self.rng.weighted(&HAPPENINGS) {
            Happening::Act => self.act(phone),
            Happening::Draft => self.draft(phone),
            Happening::HalfDone => self.half_do(phone),
            Happening::TakeOver => self.take_over(phone),
            Happening::Forbidden => self.forbidden(phone),
            Happening::InvalidEvent => self.invalid_event(phone),
            Happening::Decision => self.decide_somewhere(),
            Happening::Signal => self.signal(phone),
            Happening::Request => self.request_arrives(),
            Happening::Answer => self.answer_arrives(),
            Happening::Echo => self.echo_arrives(),
            Happening::Cable => self.cable(phone),
            Happening::Clock => {
                self.set_clock(phone);
                Ok(())
            }
            Happening::Restart => self.restart(phone),
            Happening::Kill => self.kill(phone),
            Happening::KillAmid => self.kill_amid(phone),
            Happening::Revocation => self.revoke(phone),
            Happening::SignOut => self.sign_out(phone),
            Happening::Admin => self.admin(),
            Happening::Instance => self.restart_instance(),
            Happening::Release => self.release(),
            Happening::LookUp => self.look_up(phone),
            Happening::Code => self.pass_code(phone),
            Happening::Deadlines => self.meet_deadlines(),
            Happening::Copy => self.copy_server(),
            Happening::Restore => self.restore(),
        }
    }

    /// Mostly moments, sometimes a night, rarely a season.
    fn pass_time(&mut self) {
        let span_ms = match self.rng.below(160) {
            0 => self.rng.between(10, 60) * 86_400_000,
            1..=10 => self.rng.between(600_000, 40_000_000),
            11..=50 => self.rng.between(0, 60_000),
            _ => self.rng.between(0, 2_000),
        };
        self.organisation.world.clock.pass(Span(span_ms));
    }

    /// Sends an event to a phone, and takes what comes of it.
    pub fn send(&mut self, phone: usize, event: Event) -> Result<Page> {
        let now = self.now();
        let shown = self.phones[phone].page()?;
        self.drafting = Drafting::of(&event, &shown);
        let page = self.phones[phone].send(event, now);
        let page = page.context("promise 7: the core broke")?;
        self.after(phone, page)
    }

    /// Somebody signs in on their phone.
    pub fn sign_in(&mut self, phone: usize) -> Result<()> {
        self.sign_in_over(phone, false)
    }

    /// The same, perhaps knowing of what whoever was signed in has there.
    pub fn sign_in_over(&mut self, phone: usize, discard_unsent: bool) -> Result<()> {
        let login = self.organisation.people[&self.phones[phone].owner]
            .login
            .clone();
        self.tell(format!("phone {phone}: {login} signs in"));
        let event = Event::SignIn {
            server: ADDRESS.to_owned(),
            login,
            password: PASSWORD.to_owned(),
            device: format!("手机 {phone}"),
            discard_unsent,
        };
        self.send(phone, event)?;
        Ok(())
    }

    /// Enters in the ledger what is new in a phone's outbox.
    pub fn enter(&mut self, phone: usize) -> Vec<CommandId> {
        let now = self.now();
        let latest = self.phones[phone].latest(now);
        self.ledger.enter(phone, &self.phones[phone].stored, latest)
    }

    /// Takes the requests of a phone, and checks what it holds.
    pub fn after(&mut self, number: usize, page: Page) -> Result<Page> {
        let phone = &mut self.phones[number];
        let former = phone.stored.session.as_ref().map(|it| it.person.id);
        let changed = phone.look()?;
        let now = phone.stored.session.as_ref().map(|it| it.person.id);
        self.forget_undone(number, former != now);
        let phone = &mut self.phones[number];
        let session = phone.stored.session.as_ref();
        let person = session.map_or(phone.owner, |session| session.person.id);
        for (id, request) in phone.take_requests() {
            self.network.under_way.push(InFlight {
                phone: number,
                life: phone.life,
                id,
                request,
                person,
                is_of_former: false,
            });
        }
        self.changes += changed.len();
        let stored = &phone.stored;
        let is_behind = phone.is_behind;
        for id in changed
            .into_iter()
            .filter(|id| !is_behind && !stored.has_lost(*id))
        {
            promises::a_phone_has_a_beginning(id, stored, &self.server_state)?;
        }
        promises::nothing_entered_is_lost(number, stored, &self.ledger, &self.server_state)?;
        promises::refused_is_refused(stored, &self.server_state)?;
        let disturbed = &self.organisation.disturbed;
        promises::a_latecomer_is_not_punished(number, stored, disturbed, &self.server_state)?;
        promises::the_page_counts_right(&page, stored)?;
        if let Some(what) = self.drafting.take() {
            self.drafts.account_for(number, &page, stored, what);
        }
        self.drafts.check(number, stored)?;
        Ok(page)
    }

    /// One of the servers answers a request; checks what it answers, and what it
    /// has done.
    pub fn exchange(&mut self, in_flight: &InFlight) -> Result<HttpAnswer> {
        let instance = self.rng.below(2);
        let answer = self.network.perform(in_flight, instance);
        self.check_answer(in_flight, &answer)?;
        if self.rng.once_in(6) {
            self.network.echoes.push(in_flight.clone());
            if self.network.echoes.len() > ECHOES {
                self.network.echoes.remove(0);
            }
        }
        Ok(answer)
    }

    /// Reads what has changed on the server, and checks it.
    pub fn look_at_server(&mut self) -> Result<()> {
        self.server_state
            .refresh(&self.organisation.world, &self.ledger)?;
        custody::custody_is_whole(&self.server_state, &self.organisation.directory)
    }

    /// Notes whose the token is that was given out.
    fn note_bearer(&mut self, signed_in: &[u8]) -> Result<()> {
        let signed_in: serde_json::Value = serde_json::from_slice(signed_in)?;
        let token = signed_in["token"].as_str().context("no token")?;
        let person = serde_json::from_value(signed_in["person"]["id"].clone())?;
        self.bearers.insert(token.to_owned(), person);
        Ok(())
    }

    /// Promise 7: the server lets in who may come in, says so to others, and
    /// never fails.
    pub fn check_answer(&mut self, in_flight: &InFlight, answer: &HttpAnswer) -> Result<()> {
        self.look_at_server()?;
        let HttpAnswer::Answered { status, body, .. } = answer else {
            anyhow::bail!("promise 7: a server did not answer: {answer:?}");
        };
        let is_revoked = in_flight
            .token()
            .is_some_and(|token| self.revoked.contains(token));
        let path = in_flight.path().to_owned();
        let bearer = in_flight.token().and_then(|token| self.bearers.get(token));
        let person = *bearer.unwrap_or(&in_flight.person);
        let person = self.organisation.person(person);
        let is_here = path == "/v1/sign-in" || person.active;
        // Whoever has left hands in what they did before.
        let hands_in = person.may_hand_in(self.now());
        let is_expected = match (path.as_str(), status) {
            ("/v1/sync", 200) => !is_revoked && hands_in,
            ("/v1/sync" | "/v1/sign-out", 401) => is_revoked,
            ("/v1/sync", 403) => !is_revoked && !hands_in,
            ("/v1/sign-out", 403) => !is_revoked && !is_here,
            ("/v1/sign-out", 204) | ("/v1/sign-in", 200 | 401 | 403) => true,
            // Signatures, which are sent, and thumbnails of photos that nobody here sends.
            (path, 200 | 404) if path.starts_with("/v1/blobs/") => {
                !is_revoked && (is_here || hands_in && in_flight.request.method == "PUT")
            }
            (path, 401) if path.starts_with("/v1/blobs/") => is_revoked,
            (path, 403) if path.starts_with("/v1/blobs/") => !is_revoked && !is_here,
            _ => false,
        };
        let said = if *status == 200 {
            "…".into()
        } else {
            String::from_utf8_lossy(body)
        };
        ensure!(
            is_expected,
            "promise 7: {path} of phone {} got {status}: {said}",
            in_flight.phone
        );
        let name = &self.organisation.person(in_flight.person).name;
        self.tell(format!(
            "phone {}: {path} of {name} gets {status}",
            in_flight.phone
        ));
        if path == "/v1/sign-in" && *status == 200 {
            self.note_bearer(body)?;
        }
        if path == "/v1/sign-out" && *status == 204 {
            self.revoked.extend(in_flight.token().map(str::to_owned));
        }
        if path == "/v1/sync" && *status == 200 {
            let answer: Answer = wire::decode(body)?;
            self.mark_answer(&answer);
            self.ledger.lose_the_latest(in_flight.phone);
            let person = self.organisation.person(in_flight.person);
            let hands_in = !person.active && !answer.rulings.is_empty();
            promises::only_readers_are_told(
                &answer,
                person,
                &self.server_state,
                &self.organisation.directory,
            )?;
            if hands_in {
                self.mark("handed in by one who left");
            }
        }
        Ok(())
    }

    fn mark_answer(&mut self, answer: &Answer) {
        for ruled in &answer.rulings {
            self.mark(match ruled.outcome {
                Outcome::Adopted => "adopted",
                Outcome::Replaced => "replaced",
                Outcome::Refused(_) => "refused by the server",
            });
        }
        for _ in &answer.forget {
            self.mark("forgotten");
        }
    }

    /// A phone gets an answer, unless it has died since it asked.
    pub fn hand_over(&mut self, in_flight: &InFlight, answer: HttpAnswer) -> Result<()> {
        let phone = &mut self.phones[in_flight.phone];
        if phone.life != in_flight.life {
            self.mark("answered after a kill");
            self.tell(format!(
                "phone {}: an answer comes too late",
                in_flight.phone
            ));
            return Ok(());
        }
        let is_synced = in_flight.path() == "/v1/sync" && !in_flight.is_of_former;
        if let HttpAnswer::Answered {
            status: 200, body, ..
        } = &answer
            && is_synced
        {
            phone.expected = Some(wire::decode::<Answer>(body)?.cursor.into_vec());
        }
        let page = phone.answer(in_flight.id, answer, self.organisation.world.clock.now());
        let page = page.context("promise 7: the core broke")?;
        self.after(in_flight.phone, page)?;
        Ok(())
    }
}

/// A folder for the phones, in memory if there is one there: a simulated kill
/// leaves what was written, synced or not, so a real disk would add nothing.
fn new_folder() -> Result<TempDir> {
    let memory = std::path::Path::new("/dev/shm");
    let made = if memory.is_dir() {
        tempfile::tempdir_in(memory)
    } else {
        tempfile::tempdir()
    };
    made.context("make a folder for the phones")
}
