//! What goes wrong: with the network, with phones, with servers; and what an
//! admin or a thief does to people's rights.

use super::{network::InFlight, run::Run, sim_phone::SimPhone};
use anyhow::{Context, Result, ensure};
use domain::words::Language;
use fieldloop::{Event, HttpAnswer, Route};

/// What becomes of a request.
#[derive(Clone, Copy)]
enum Fate {
    Arrives,
    IsLost,
    LosesItsAnswer,
    ArrivesTwice,
    IsStopped,
}

/// How often each of it does.
const FATES: [(usize, Fate); 5] = [
    (60, Fate::Arrives),
    (8, Fate::IsLost),
    (10, Fate::LosesItsAnswer),
    (10, Fate::ArrivesTwice),
    (14, Fate::IsStopped),
];

/// How many phones overtake a push that is stopped.
const OVERTAKING: usize = 4;

impl Run {
    /// One of the requests under way arrives, whichever phone it is of; or does not.
    pub fn request_arrives(&mut self) -> Result<()> {
        if self.network.under_way.is_empty() {
            return Ok(());
        }
        let index = self.rng.below(self.network.under_way.len());
        if !self.network.is_free(&self.network.under_way[index]) {
            return Ok(());
        }
        let in_flight = self.network.under_way.remove(index);
        if !self.phones[in_flight.phone].is_online {
            self.network
                .returning
                .push((in_flight, HttpAnswer::Offline));
            return Ok(());
        }
        let lost = if self.rng.once_in(2) {
            HttpAnswer::Offline
        } else {
            HttpAnswer::TimedOut
        };
        let answer = match self.rng.weighted(&FATES) {
            Fate::Arrives => self.exchange(&in_flight)?,
            Fate::IsLost => {
                self.mark("request lost");
                lost
            }
            Fate::LosesItsAnswer => {
                self.mark("answer lost");
                self.exchange(&in_flight)?;
                lost
            }
            Fate::ArrivesTwice => {
                self.mark("arrived twice");
                let first = self.exchange(&in_flight)?;
                let second = self.exchange(&in_flight)?;
                if self.rng.once_in(2) { first } else { second }
            }
            Fate::IsStopped => {
                let cases = in_flight.cases();
                let is_old = cases
                    .iter()
                    .any(|id| self.server_state.cases.contains_key(id));
                if self.network.stopped.is_some() || !is_old {
                    self.exchange(&in_flight)?
                } else {
                    self.tell(format!("phone {}: a push is stopped", in_flight.phone));
                    self.mark("stopped");
                    let instance = self.rng.below(2);
                    let Some((in_flight, answer)) =
                        self.network.stop(&self.organisation, in_flight, instance)?
                    else {
                        return self.overtake();
                    };
                    self.check_answer(&in_flight, &answer)?;
                    self.network.returning.push((in_flight, answer));
                    return Ok(());
                }
            }
        };
        if self.rng.once_in(2) {
            self.hand_over(&in_flight, answer)
        } else {
            self.network.returning.push((in_flight, answer));
            Ok(())
        }
    }

    /// While a push is stopped, others act and sync, who must not pass it over.
    fn overtake(&mut self) -> Result<()> {
        for _ in 0..OVERTAKING {
            let phone = self.rng.below(self.phones.len());
            if !self.phones[phone].is_online {
                continue;
            }
            self.act(phone)?;
            self.send(phone, Event::Refresh)?;
            let mut under_way = self.network.under_way.iter();
            let is_next = |it: &InFlight| it.phone == phone && self.network.is_free(it);
            if let Some(index) = under_way.position(is_next) {
                let in_flight = self.network.under_way.remove(index);
                let answer = self.exchange(&in_flight)?;
                self.hand_over(&in_flight, answer)?;
            }
        }
        Ok(())
    }

    /// One of the answers on their way arrives.
    pub fn answer_arrives(&mut self) -> Result<()> {
        if self.network.returning.is_empty() {
            return Ok(());
        }
        let index = self.rng.below(self.network.returning.len());
        let (in_flight, answer) = self.network.returning.remove(index);
        self.hand_over(&in_flight, answer)
    }

    /// A request arrives once more, long after; nobody waits for its answer.
    pub fn echo_arrives(&mut self) -> Result<()> {
        let Some(in_flight) = self.rng.one_of(&self.network.echoes) else {
            return Ok(());
        };
        if !self.network.is_free(&in_flight) {
            return Ok(());
        }
        self.mark("echo");
        self.tell(format!("phone {}: an echo", in_flight.phone));
        self.exchange(&in_flight)?;
        Ok(())
    }

    /// A stopped push goes on, or its instance crashes.
    pub fn release(&mut self) -> Result<()> {
        if self.rng.once_in(3) {
            let Some(in_flight) = self.network.crash(&self.organisation)? else {
                return Ok(());
            };
            self.mark("server crashed");
            self.tell(format!(
                "phone {}: the server crashed over its push",
                in_flight.phone
            ));
            self.look_at_server()?;
            self.network
                .returning
                .push((in_flight, HttpAnswer::Offline));
            return Ok(());
        }
        let Some((in_flight, answer)) = self.network.go_on(&self.organisation)? else {
            return Ok(());
        };
        self.tell(format!("phone {}: its push goes on", in_flight.phone));
        self.check_answer(&in_flight, &answer)?;
        self.network.returning.push((in_flight, answer));
        Ok(())
    }

    /// Something happens to a phone that is nobody's act.
    pub fn signal(&mut self, phone: usize) -> Result<()> {
        let event = match self.rng.below(20) {
            0..=9 => Event::Refresh,
            10 | 11 => Event::Tick,
            12 => Event::Foregrounded,
            13 => Event::Backgrounded,
            14 => Event::Connected,
            15 => Event::Back,
            16 => Event::SetLanguage(if self.rng.once_in(2) {
                Language::English
            } else {
                Language::Chinese
            }),
            17 => Event::Open(Route::Notices),
            18 => Event::ReadNotices,
            _ => Event::Search("打印".to_owned()),
        };
        self.tell(format!("phone {phone}: {event:?}"));
        self.send(phone, event)?;
        Ok(())
    }

    /// The cable is pulled or put back; the phone may notice.
    pub fn cable(&mut self, phone: usize) -> Result<()> {
        // More often there is a signal than not.
        let is_online = !self.phones[phone].is_online || !self.rng.once_in(3);
        self.phones[phone].is_online = is_online;
        self.tell(format!("phone {phone}: online {is_online}"));
        if is_online || self.rng.once_in(2) {
            let event = if is_online {
                Event::Connected
            } else {
                Event::Disconnected
            };
            self.send(phone, event)?;
        }
        Ok(())
    }

    /// Somebody sets a phone's clock, back or forward, or right.
    pub fn set_clock(&mut self, phone: usize) {
        let skew_ms = if self.rng.once_in(4) {
            0
        } else {
            self.rng.between(-10 * 86_400_000, 10 * 86_400_000)
        };
        if !self.phones[phone].is_online {
            self.mark("clock set while offline");
        }
        self.tell(format!("phone {phone}: its clock is off by {skew_ms}"));
        self.phones[phone].set_clock(skew_ms);
    }

    /// A phone is switched off and on.
    pub fn restart(&mut self, phone: usize) -> Result<()> {
        let boots = self.rng.once_in(2);
        self.tell(format!(
            "phone {phone}: is switched off and on, boots {boots}"
        ));
        self.phones[phone].shut();
        if boots {
            let now = self.now();
            self.phones[phone].boot(now);
        }
        self.reopen(phone)
    }

    /// A phone is killed, and goes on with what was on its disk.
    pub fn kill(&mut self, phone: usize) -> Result<()> {
        self.tell(format!("phone {phone}: is killed"));
        self.phones[phone].kill()?;
        self.reopen(phone)
    }

    fn reopen(&mut self, phone: usize) -> Result<()> {
        let (entropy, now) = (self.rng.entropy(), self.now());
        self.phones[phone].open(entropy, now)?;
        let page = self.phones[phone].page()?;
        self.after(phone, page)?;
        Ok(())
    }

    /// A phone is killed while it writes, so that a part of that is on its disk:
    /// while it takes in an answer, or does something that is not shown as done.
    pub fn kill_amid(&mut self, phone: usize) -> Result<()> {
        let now = self.now();
        let life = self.phones[phone].life;
        let mut returning = self.network.returning.iter();
        let answer =
            returning.position(|(in_flight, _)| (in_flight.phone, in_flight.life) == (phone, life));
        let offered = match answer {
            Some(_) => None,
            None => self.find_form(phone)?,
        };
        self.send(phone, Event::Dismiss)?;
        let mut taken_up = None;
        let before = self.phones[phone].snapshot();
        let page = match (answer, offered) {
            (Some(index), _) => {
                let (in_flight, answer) = self.network.returning.remove(index);
                self.phones[phone].answer(in_flight.id, answer, now)?;
                None
            }
            (None, Some((subject, form))) => {
                let values = self.fill(phone, &form);
                let offer = form.offer.name;
                taken_up = Some((subject.clone(), offer.clone(), String::new()));
                Some(self.phones[phone].send(
                    Event::Perform {
                        subject,
                        offer,
                        values,
                    },
                    now,
                )?)
            }
            (None, None) => return Ok(()),
        };
        let (few, rubbish) = (self.rng.below(12), self.rng.below(3) * 700);
        let is_torn = self.phones[phone].kill_amid(&before, few, rubbish)?;
        self.mark(if is_torn { "torn" } else { "killed" });
        self.tell(format!(
            "phone {phone}: is killed amid its work, torn {is_torn}"
        ));
        let (entropy, now) = (self.rng.entropy(), self.now());
        self.phones[phone].open(entropy, now)?;
        let new = self.enter(phone);
        let stored = &self.phones[phone].stored;
        if let (false, Some(key), Some(session)) = (new.is_empty(), taken_up, &stored.session) {
            self.drafts.done(phone, session.person.id, &key);
        }
        let page_now = self.phones[phone].page()?;
        self.after(phone, page_now)?;
        let was_shown = page.is_some_and(|page| page.frame.message.is_none());
        ensure!(
            new.len() <= 1 && (is_torn || new.len() == usize::from(was_shown)),
            "promise 1: after a kill {new:?} is there, and done was {was_shown}"
        );
        Ok(())
    }

    /// A device is signed out from elsewhere, as when it was stolen.
    pub fn revoke(&mut self, phone: usize) -> Result<()> {
        let Some((device, token)) = self.phones[phone].secret() else {
            return Ok(());
        };
        if self.is_calm || self.network.stopped.is_some() {
            return Ok(());
        }
        self.mark("signed out from elsewhere");
        self.forget_device(phone);
        self.tell(format!("phone {phone}: is signed out from elsewhere"));
        let world = &self.organisation.world;
        let (organisation, now) = (world.organisation, world.clock.now());
        world.runtime.block_on(async {
            let mut connection = world.pool.acquire().await?;
            let revoked = server::devices::revoke(&mut connection, organisation, device, now);
            anyhow::Ok(revoked.await?)
        })?;
        self.revoked.insert(token);
        Ok(())
    }

    /// A person signs out. With unsent work they are warned first; some will not
    /// be warned. The phone may become somebody else's.
    pub fn sign_out(&mut self, phone: usize) -> Result<()> {
        if self.phones[phone].stored.session.is_none() {
            return Ok(());
        }
        let unsent: Vec<_> = self.phones[phone].stored.outbox().collect();
        self.tell(format!(
            "phone {phone}: signs out with {} unsent",
            unsent.len()
        ));
        let session = self.phones[phone].stored.session.as_ref();
        let owner = session.map(|session| session.person.id);
        let has_drafts = owner.is_some_and(|owner| self.drafts.has_some(phone, owner));
        // Signatures that a restored server may lack are sent once more.
        let page = self.phones[phone].page()?;
        let has_photos = page.frame.sync.photos_waiting > 0;
        let has_something = !unsent.is_empty() || has_drafts || has_photos;
        if has_something {
            let page = self.send(
                phone,
                Event::SignOut {
                    discard_unsent: false,
                },
            )?;
            page.frame
                .message
                .context("promise 1: nobody was warned of unsent work or drafts")?;
            if self.rng.once_in(2) {
                return Ok(());
            }
            for done in self
                .ledger
                .0
                .values_mut()
                .filter(|done| done.phone == phone)
            {
                done.is_let_go = true;
            }
        }
        self.send(
            phone,
            Event::SignOut {
                discard_unsent: has_something,
            },
        )?;
        self.mark("signed out");
        self.forget_device(phone);
        let stored = &self.phones[phone].stored;
        ensure!(
            stored.session.is_none() && stored.cases.is_empty() && stored.outbox().next().is_none(),
            "promise 6: something stays on a phone whose person signed out"
        );
        let people: Vec<_> = self.organisation.people.keys().copied().collect();
        if let (true, Some(owner)) = (self.rng.once_in(2), self.rng.one_of(&people)) {
            self.phones[phone].owner = owner;
        }
        Ok(())
    }

    /// What a device has signed that is gone, and others have, is refused.
    pub fn forget_device(&mut self, phone: usize) {
        self.organisation.disturbed.all |= self.shown.contains(&phone);
    }

    /// An admin changes something. Not while a push is stopped: whose rights
    /// change in the midst of a request may still be answered by the old ones.
    pub fn admin(&mut self) -> Result<()> {
        if self.is_calm || self.network.stopped.is_some() {
            return Ok(());
        }
        let what = self.organisation.disturb(&mut self.rng)?;
        self.mark("rights changed");
        let is_unaware =
            |phone: &SimPhone| !phone.is_online && phone.stored.waiting().next().is_some();
        if self.phones.iter().any(is_unaware) {
            self.mark("rights changed over unsent work");
        }
        self.tell(format!("admin: {what}"));
        Ok(())
    }

    /// An instance of the server is restarted.
    pub fn restart_instance(&mut self) -> Result<()> {
        if self.network.stopped.is_some() {
            return Ok(());
        }
        let instance = self.rng.below(2);
        self.mark("instance restarted");
        self.tell(format!("instance {instance} is restarted"));
        self.network.restart(&self.organisation, instance)
    }
}
