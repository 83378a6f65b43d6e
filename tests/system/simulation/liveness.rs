//! The liveness phase, with which a run ends: the network is whole again,
//! everybody syncs until there is nothing to say, and everything must have come
//! to what was promised.

use super::{network::InFlight, promises, run::Run};
use anyhow::{Result, ensure};
use domain::{assets::Handover, time::Span, transfers::ItemState};
use fieldloop::{Event, HttpAnswer, Route};
use replica::wire::{self, Answer};
use tests::records;

/// More exchanges of one phone without rest are a bug.
const EXCHANGES_MAX: usize = 300;
/// More rounds of everybody without rest are a bug.
const ROUNDS_MAX: usize = 8;
/// What a sync that says nothing may cost, both ways, in bytes.
const NOTHING_NEW_BYTES_MAX: usize = 1_024;
/// After which nothing waits any more for what a restored server has lost.
const AWAITED: Span = Span::days(8);

impl Run {
    /// Lets everything come to rest, and checks what it has come to.
    pub fn come_to_rest(&mut self) -> Result<()> {
        self.heal()?;
        self.sync_until_quiet()?;
        let awaiting = self.phones.iter().flat_map(|phone| phone.stored.awaiting());
        if awaiting.count() > 0 {
            // What nobody brings back any more is given up.
            self.organisation.world.clock.pass(AWAITED);
            self.mark("given up");
        }
        self.sync_all()?;
        for phone in 0..self.phones.len() {
            while !self.phones[phone].stored.refused.is_empty() && !self.rng.once_in(4) {
                self.decide(phone)?;
            }
        }
        self.settle_contested()?;
        self.sync_all()?;
        for phone in self.phones_of_active()? {
            self.check_at_rest(phone)?;
        }
        self.mark_server_state();
        self.check_projections()
    }

    fn mark_server_state(&mut self) {
        let entries = self
            .server_state
            .cases
            .values()
            .flat_map(|known| &known.history.entries);
        let superseded = entries.filter(|entry| entry.superseded.is_some()).count();
        if superseded > 0 {
            *self.marks.entry("superseded").or_default() += superseded;
        }
        *self.marks.entry("cases").or_default() += self.server_state.cases.len();
        self.mark_equipment();
    }

    fn mark_equipment(&mut self) {
        let mut marks = Vec::new();
        for (_, asset) in self.server_state.assets() {
            let links = asset.custody.iter();
            let links = links.filter(|it| matches!(it.how, Handover::Transferred { .. }));
            marks.extend(links.map(|_| "transferred"));
        }
        for transfer in self.server_state.transfers() {
            marks.extend(transfer.settled_at.map(|_| "settled"));
            let is_anothers = transfer.begun_by != transfer.giver;
            marks.extend(is_anothers.then_some("handed out for one who left"));
            let items = transfer.items.iter();
            marks.extend(items.filter_map(|item| match item.state {
                ItemState::NotMoved { .. } => Some("not moved"),
                ItemState::Withdrawn { .. } => Some("withdrawn"),
                ItemState::Refused { .. } => Some("not taken over"),
                ItemState::Ended { .. } => Some("ended for a departure"),
                _ => None,
            }));
        }
        for mark in marks {
            self.mark(mark);
        }
    }

    /// What was under way arrives; people and phones come back.
    fn heal(&mut self) -> Result<()> {
        self.step += 1;
        self.tell("the network is whole again");
        if let Some((in_flight, answer)) = self.network.go_on(&self.organisation)? {
            self.check_answer(&in_flight, &answer)?;
            self.hand_over(&in_flight, answer)?;
        }
        for (in_flight, answer) in std::mem::take(&mut self.network.returning) {
            self.hand_over(&in_flight, answer)?;
        }
        for in_flight in std::mem::take(&mut self.network.echoes) {
            self.exchange(&in_flight)?;
        }
        self.network.echoes.clear();
        if self.rng.once_in(2) {
            self.organisation.welcome_back()?;
        }
        for phone in 0..self.phones.len() {
            self.phones[phone].is_online = true;
            self.send(phone, Event::Backgrounded)?;
            self.send(phone, Event::Connected)?;
            self.settle(phone)?;
            self.send(phone, Event::Open(Route::SignIn))?;
            let session = self.phones[phone].stored.session.as_ref();
            if let Some(id) = session.map(|session| session.person.id) {
                // Whoever else has tried to sign in.
                self.phones[phone].owner = id;
            }
            if self.has_to_sign_in(phone)? {
                self.organisation.disturbed.phones.insert(phone);
                self.sign_in(phone)?;
                self.settle(phone)?;
            }
        }
        Ok(())
    }

    /// The phones of those who are still here.
    fn phones_of_active(&self) -> Result<Vec<usize>> {
        let is_active = |phone: &usize| self.organisation.person(self.phones[*phone].owner).active;
        let phones: Vec<usize> = (0..self.phones.len()).filter(is_active).collect();
        for phone in &phones {
            let session = self.phones[*phone].stored.session.as_ref();
            let is_in = session.is_some_and(|it| it.person.id == self.phones[*phone].owner);
            ensure!(is_in, "liveness: nobody is signed in on phone {phone}");
        }
        Ok(phones)
    }

    /// A phone says and hears everything, and nothing goes wrong.
    pub fn settle(&mut self, phone: usize) -> Result<Vec<InFlight>> {
        let mut done = Vec::new();
        while let Some(index) = self
            .network
            .under_way
            .iter()
            .position(|it| it.phone == phone)
        {
            let in_flight = self.network.under_way.remove(index);
            let answer = self.exchange(&in_flight)?;
            self.network.echoes.clear();
            self.hand_over(&in_flight, answer)?;
            done.push(in_flight);
            ensure!(
                done.len() < EXCHANGES_MAX,
                "liveness: phone {phone} does not come to rest"
            );
        }
        Ok(done)
    }

    /// Everybody syncs until nothing changes any more, and has said everything then.
    fn sync_all(&mut self) -> Result<()> {
        self.sync_until_quiet()?;
        for phone in self.phones_of_active()? {
            let waiting: Vec<_> = self.phones[phone].stored.waiting().collect();
            ensure!(
                waiting.is_empty(),
                "liveness: phone {phone} keeps {waiting:?}"
            );
        }
        Ok(())
    }

    fn sync_until_quiet(&mut self) -> Result<()> {
        for _ in 0..ROUNDS_MAX {
            self.changes = 0;
            let adopted = self.server_state.adopted.len();
            for phone in 0..self.phones.len() {
                // Not the case that is open, which stays however old it is.
                self.send(phone, Event::Open(Route::List("ticket.mine".to_owned())))?;
                self.send(phone, Event::Refresh)?;
                self.settle(phone)?;
            }
            if self.changes == 0 && adopted == self.server_state.adopted.len() {
                return Ok(());
            }
        }
        anyhow::bail!("liveness: after {ROUNDS_MAX} rounds there is still news")
    }

    /// Promises 6 and 8, of a phone that has nothing left to say or to hear.
    fn check_at_rest(&mut self, phone: usize) -> Result<()> {
        let stored = &self.phones[phone].stored;
        let person = self.organisation.person(self.phones[phone].owner);
        let (directory, now) = (&self.organisation.directory, self.now());
        promises::a_phone_holds_what_it_should(stored, person, &self.server_state, directory, now)?;
        let session = stored.session.as_ref().map(|session| &session.person);
        ensure!(
            session == Some(person),
            "promise 8: {person:?} is told to be {session:?}"
        );

        self.send(phone, Event::Refresh)?;
        ensure!(
            self.network.under_way.len() == 1,
            "promise 8: nothing new takes more than one exchange"
        );
        let in_flight = self.network.under_way.remove(0);
        let answer = self.exchange(&in_flight)?;
        let HttpAnswer::Answered { body, .. } = &answer else {
            anyhow::bail!("promise 8: nothing new gets {answer:?}");
        };
        let bytes = in_flight.request.body.len() + body.len();
        let said: Answer = wire::decode(body)?;
        let is_empty = said.cases.is_empty() && said.records.is_empty() && said.forget.is_empty();
        ensure!(
            is_empty && bytes <= NOTHING_NEW_BYTES_MAX,
            "promise 8: nothing new takes {bytes} bytes: {said:?}"
        );
        self.hand_over(&in_flight, answer)?;
        ensure!(
            self.network.under_way.is_empty(),
            "promise 8: nothing new takes more than one exchange"
        );
        Ok(())
    }

    /// Promise 9: the tables can be dropped and made anew, and say the same.
    fn check_projections(&self) -> Result<()> {
        let world = &self.organisation.world;
        let rebuilt = records::rebuilt(&world.pool);
        let (_, differing) = world.runtime.block_on(rebuilt)?;
        ensure!(differing.is_empty(), "promise 9: {}", differing.join("\n"));
        let live = world.rows(&["tickets"])?;
        let is_negative = live["tickets"].iter().any(|row| {
            let figure = |name| row[name].as_i64().unwrap_or_default();
            figure("waited_ms") < 0 || figure("worked_ms") < 0
        });
        ensure!(
            !is_negative,
            "promise 9: a figure is negative: {:#?}",
            live["tickets"]
        );
        Ok(())
    }
}
